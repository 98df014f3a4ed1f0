import type { Project } from "./project.js";
import { canReachLibrary } from "./reach.js";
import type { SourceText } from "./source-text.js";

/** A name that is no member of something and stands before parameters, or before a function that is assigned to it. */
const DECLARED = /(?<![.\w$#])#?[\w$]+(?=\s*[?!]?\s*[(<]|["'\]]?\s*[:=]\s*(?:async\b|function\b|[(<\w]))/g;

const byText = new WeakMap<SourceText, ReadonlySet<string>>();

/**
 * Can a function of this name be declared in the project, where it could touch a database? Read off the texts: `false` is
 * certain, so that the types of the many calls of other functions need not be asked.
 */
export function canDeclareFunction(project: Project, name: string): boolean {
  const known = project.memoPlain(canDeclareFunction, () => new Map<string, boolean>());
  let found = known.get(name);
  if (found === undefined) {
    found = project.getFiles().some((path) => canReachLibrary(project, path) && getDeclaredNames(project.getSource(path)).has(name));
    known.set(name, found);
  }
  return found;
}

const NONE: ReadonlySet<string> = new Set();

function getDeclaredNames(source: SourceText | undefined): ReadonlySet<string> {
  if (!source) return NONE;
  let names = byText.get(source);
  if (!names) byText.set(source, (names = new Set(source.text.match(DECLARED))));
  return names;
}
