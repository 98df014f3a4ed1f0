import { isKnownSpecifier } from "../catalogue/index.js";
import type { Project } from "./project.js";

/**
 * Does a file, or anything that it imports, import a data-access library? Where not, no question about transactions can
 * have an answer, and the file need not even be parsed.
 */
export function canReachLibrary(project: Project, path: string): boolean {
  const known = project.memoPlain(canReachLibrary, () => new Map<string, boolean>());
  const found = known.get(path);
  if (found !== undefined) return found;
  const importers = new Map<string, string | undefined>([[path, undefined]]);
  for (const current of importers.keys()) {
    if (known.get(current) === true || importsLibrary(project, current)) {
      // Whatever leads there reaches it too.
      for (let reaching: string | undefined = current; reaching !== undefined; reaching = importers.get(reaching)) known.set(reaching, true);
      return true;
    }
    if (known.get(current) === false) continue;
    for (const target of getImportedFiles(project, current)) if (!importers.has(target)) importers.set(target, current);
  }
  // What a file cannot reach, nothing that it imports can.
  for (const current of importers.keys()) known.set(current, false);
  return false;
}

function importsLibrary(project: Project, path: string): boolean {
  const specifiers = [...(project.getSource(path)?.specifiers ?? [])];
  return specifiers.some((specifier) => {
    const resolution = project.resolve(specifier, { path });
    return isKnownSpecifier(specifier) || (resolution.kind === "file" && isKnownSpecifier(resolution.path));
  });
}

/** The project's files that a file imports, requires or re-exports from. */
export function getImportedFiles(project: Project, path: string): readonly string[] {
  const known = project.memoPlain(getImportedFiles, () => new Map<string, readonly string[]>());
  let files = known.get(path);
  if (!files) {
    const specifiers = [...(project.getSource(path)?.specifiers ?? [])];
    const targets = specifiers.flatMap((specifier) => {
      const resolution = project.resolve(specifier, { path });
      return resolution.kind === "file" ? [resolution.path] : [];
    });
    known.set(path, (files = [...new Set(targets)]));
  }
  return files;
}
