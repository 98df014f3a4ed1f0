import { JSON_SCHEMA_MARK, REPLY_FRAMEWORKS, isKnownSpecifier, isSchemaSpecifier, namesFramework } from "../catalogue/index.js";
import type { Project } from "./project.js";
import { findGeneratedModule } from "./schema-files.js";
import type { SourceText } from "./source-text.js";
import { isWrapperModule } from "./wrappers.js";

/** What a rule is about. */
export type Subject = "transactions" | "validation" | "audit";

/** Can a file hold anything of a subject? Read off the texts: where not, it need not even be parsed. */
export function isConcerned(project: Project, path: string, subject: Subject): boolean {
  if (subject !== "validation") return canReachLibrary(project, path);
  const text = project.getSource(path)?.text ?? "";
  return namesFramework(text) || JSON_SCHEMA_MARK.test(text) || canReach(project, path, isSchemaSpecifier) || (mayReply(text) && canReachLibrary(project, path));
}

const SENDS: readonly string[] = [...new Set(REPLY_FRAMEWORKS.flatMap(({ reply, factories }) => [...(reply?.send ?? []), ...(factories?.members ?? [])]))].map((name) => `.${name}`);

/** Does a text hold a member by which handlers answer that no route names? */
function mayReply(text: string): boolean {
  return SENDS.some((send) => text.includes(send));
}

/**
 * Does a file, or anything that it imports, import a data-access library? Where not, no question about transactions can
 * have an answer.
 */
export function canReachLibrary(project: Project, path: string): boolean {
  return canReach(project, path, getSought(project));
}

/** What is a data-access library for a project: the catalogue's, and where the wrappers of its settings come from. */
function getSought(project: Project): (specifier: string) => boolean {
  if (project.wrappers.length === 0) return isKnownSpecifier;
  return project.memoDisk(getSought, () => (specifier: string) => isKnownSpecifier(specifier) || isWrapperModule(project, specifier));
}

/** Does a file, or anything that it imports, import what `isSought` knows, by specifier or by the path that it leads to? */
export function canReach(project: Project, path: string, isSought: (specifier: string) => boolean): boolean {
  const known = project.memoPlain(isSought, () => new Map<string, boolean>());
  const found = known.get(path);
  if (found !== undefined) return found;
  const importers = new Map<string, string | undefined>([[path, undefined]]);
  for (const current of importers.keys()) {
    if (known.get(current) === false) continue;
    const { specifiers, files } = getImports(project, current);
    if (known.get(current) === true || specifiers.some(isSought) || files.some(isSought)) {
      // Whatever leads there reaches it too.
      for (let reaching: string | undefined = current; reaching !== undefined; reaching = importers.get(reaching)) known.set(reaching, true);
      return true;
    }
    for (const target of files) if (!importers.has(target)) importers.set(target, current);
  }
  // What a file cannot reach, nothing that it imports can.
  for (const current of importers.keys()) known.set(current, false);
  return false;
}

interface Imports {
  readonly specifiers: readonly string[];
  /** The files that some of the specifiers lead to. */
  readonly files: readonly string[];
}

const NO_IMPORTS: Imports = { specifiers: [], files: [] };

function getImports(project: Project, path: string): Imports {
  const source = project.getSource(path);
  if (!source) return NO_IMPORTS;
  // Where a text's specifiers lead is a matter of what lies on disk: typing in one file changes nothing of the others.
  const known = project.memoDisk(getImports, () => new WeakMap<SourceText, Imports>());
  let imports = known.get(source);
  if (!imports) {
    const specifiers = [...source.specifiers];
    const targets = specifiers.flatMap((specifier) => {
      const resolution = project.resolve(specifier, { path });
      return resolution.kind === "file" ? [resolution.path] : [];
    });
    const generated = specifiers.flatMap((specifier) => findGeneratedModule(project, specifier, path) ?? []);
    known.set(source, (imports = { specifiers: [...specifiers, ...generated], files: [...new Set(targets)] }));
  }
  return imports;
}

/** The files whose imports lead to a file, itself included. */
export function findReachingFiles(project: Project, path: string): ReadonlySet<string> {
  const known = project.memoPlain(findReachingFiles, () => new Map<string, ReadonlySet<string>>());
  const found = known.get(path);
  if (found) return found;
  const importers = getImporters(project);
  const reaching = new Set([path]);
  for (const current of reaching) for (const importer of importers.get(current) ?? []) reaching.add(importer);
  known.set(path, reaching);
  return reaching;
}

const IMPORTERS = {};

function getImporters(project: Project): ReadonlyMap<string, readonly string[]> {
  return project.memoPlain(IMPORTERS, () => {
    const importers = new Map<string, string[]>();
    for (const path of project.getFiles()) {
      for (const target of getImports(project, path).files) {
        const found = importers.get(target);
        if (found) found.push(path);
        else importers.set(target, [path]);
      }
    }
    return importers;
  });
}
