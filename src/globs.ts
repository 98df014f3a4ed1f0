import picomatch from "picomatch";
import type { Settings } from "./settings.js";

const matchers = new Map<string, (path: string) => boolean>();

/** Does a path, with forward slashes, match a glob? */
export function matchesGlob(path: string, glob: string): boolean {
  let matches = matchers.get(glob);
  if (!matches) matchers.set(glob, (matches = picomatch(glob, { dot: true })));
  return matches(path);
}

/** Is a file (its path relative to the working directory) one that `settings.notProduction` leaves out? */
export function isNotProduction(path: string, settings: Settings): boolean {
  return settings.notProduction.some((glob) => matchesGlob(path, glob));
}

/** Is a route's path one of `settings.responses.ignorePaths`, with or without a prefix such as `/api/v1`? */
export function isIgnoredPath(path: string, settings: Settings): boolean {
  const bare = path.replace(/^(?:\/(?:api|rest|v\d+))+(?=\/)/, "");
  return settings.responses.ignorePaths.some((glob) => matchesGlob(path, glob) || matchesGlob(bare, glob));
}

/** Is a name one of a setting's patterns? A pattern that is no regular expression is taken as the name itself. */
export function matchesName(name: string, names: readonly string[]): boolean {
  return names.some((item) => {
    try {
      return new RegExp(item).test(name);
    } catch {
      return item === name;
    }
  });
}
