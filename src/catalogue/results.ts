/** Packages whose functions make the failure of a result, and their names; members by path: `Result.err`. */
const FAILURES: Readonly<Record<string, readonly string[]>> = {
  neverthrow: ["err", "errAsync", "Err"],
  "ts-results": ["Err"],
  "ts-results-es": ["Err"],
  "oxide.ts": ["Err"],
  "option-t": ["createErr"],
  "true-myth": ["Result.err", "err"],
  "true-myth/result": ["err", "default.err"],
  "@badrap/result": ["Result.err", "err"],
  "@sapphire/result": ["err", "Result.err"],
  "fp-ts": ["either.left"],
  "fp-ts/Either": ["left"],
  "fp-ts/lib/Either": ["left"],
  effect: ["Either.left"],
  "purify-ts": ["Left"],
  "@sweet-monads/either": ["left"],
};

/** Names by which projects call their own. */
const OWN_NAMES = /^(?:err|left|failure)$/i;

/** Does a package's export make the failure of a result? */
export function isFailureExport(specifier: string, path: readonly string[]): boolean {
  return FAILURES[specifier]?.includes(path.join(".")) === true;
}

/** Is this what a project calls a function, or a class, that makes the failure of a result? */
export function isFailureName(name: string): boolean {
  return OWN_NAMES.test(name);
}

/** Names of functions that write an error down and come back. */
export const REPORTING_NAMES = /^(?:log|debug|info|warn|warning|error|trace|fatal|verbose|print|(?:log|capture|report|record|track|notify)[A-Z]?\w*|push|add|set|emit|setAttributes?|next|captureException)$/;
