import type { Settings } from "../settings.js";

const patterns = new Map<string, RegExp>();

/** Does a path match a glob? Knows `**`, `*`, `?` and `{a,b}`. */
export function matchesGlob(path: string, glob: string): boolean {
  let pattern = patterns.get(glob);
  if (!pattern) patterns.set(glob, (pattern = new RegExp(`^${toPattern(glob)}$`)));
  return pattern.test(path);
}

function toPattern(glob: string): string {
  let depth = 0;
  return glob.replace(/\*\*\/|\*\*|\*|\?|[{},]|[.+^$()|[\]\\]/g, (token) => {
    switch (token) {
      case "**/":
        return "(?:.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      case "{":
        depth += 1;
        return "(?:";
      case "}":
        depth -= depth > 0 ? 1 : 0;
        return ")";
      case ",":
        return depth > 0 ? "|" : ",";
      default:
        return `\\${token}`;
    }
  });
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
