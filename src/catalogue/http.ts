/** Packages that export status codes by name. */
const STATUS_EXPORTS: Readonly<Record<string, readonly string[]>> = {
  "@nestjs/common": ["HttpStatus"],
  "http-status-codes": ["StatusCodes"],
  "http-status": ["", "status"],
  "stoker/http-status-codes": [""],
};

/** The status codes that are no errors, by the names that those packages share. */
const CODES: Readonly<Record<string, number>> = {
  CONTINUE: 100,
  SWITCHING_PROTOCOLS: 101,
  OK: 200,
  CREATED: 201,
  ACCEPTED: 202,
  NON_AUTHORITATIVE_INFORMATION: 203,
  NO_CONTENT: 204,
  RESET_CONTENT: 205,
  PARTIAL_CONTENT: 206,
  MULTI_STATUS: 207,
  AMBIGUOUS: 300,
  MULTIPLE_CHOICES: 300,
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  MOVED_TEMPORARILY: 302,
  SEE_OTHER: 303,
  NOT_MODIFIED: 304,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** The status that a package's export stands for; every other name of such a package is taken for an error. */
export function findStatusExport(specifier: string, path: readonly string[]): number | undefined {
  const name = path.at(-1);
  const owner = path.slice(0, -1).filter((part) => part !== "default").join(".");
  if (name === undefined || !STATUS_EXPORTS[specifier]?.includes(owner)) return undefined;
  return Object.hasOwn(CODES, name) ? CODES[name] : 400;
}
