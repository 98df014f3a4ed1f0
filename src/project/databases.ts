import { join } from "node:path";
import { globSync } from "tinyglobby";
import { DATABASES } from "../catalogue/index.js";
import type { FailedStatement, Library } from "../catalogue/index.js";
import { findUp, readJson } from "./files.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";

/** An entry for each library, as other questions of a project are kept. */
const ANSWERS = {};

const NAMES = Object.keys(DATABASES)
  .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  .join("|");
/** `postgres://…`, `sqlite::memory:`. */
const ADDRESS = new RegExp(`["'\`](${NAMES}):`, "g");

/**
 * What a failed statement does in the databases that code names for a library: the module itself by its imports, else the
 * project, in imports, options, addresses and schema files, else by the drivers that its package depends on. Empty when
 * nothing names one.
 */
export function findFailedStatements(project: Project, library: Library, { text }: SourceModule): ReadonlySet<FailedStatement> {
  const own = Object.entries(library.databases?.modules ?? {}).flatMap(([specifier, answer]) => (getForms(specifier).some((form) => text.includes(form)) ? answer : []));
  if (own.length > 0) return new Set(own);
  const answers = project.memoPlain(ANSWERS, () => new Map<Library, ReadonlySet<FailedStatement>>());
  let found = answers.get(library);
  if (!found) answers.set(library, (found = search(project, library)));
  return found;
}

function search(project: Project, library: Library): ReadonlySet<FailedStatement> {
  const { option, modules = {} } = library.databases ?? {};
  const found = new Set<FailedStatement>();
  for (const [specifier, answer] of Object.entries(modules)) if (isImported(project, specifier)) found.add(answer);
  if (option !== undefined && found.size === 0) for (const name of findNames(project, library, option)) found.add(DATABASES[name] ?? "aborts");
  if (found.size === 0) for (const name of findDependencies(project)) found.add(DATABASES[name] ?? "aborts");
  return found;
}

function isImported(project: Project, specifier: string): boolean {
  return getForms(specifier).some((form) => project.isMentioned(form));
}

/** How an import writes a specifier, or begins one. */
function getForms(specifier: string): readonly string[] {
  return [`"${specifier}"`, `'${specifier}'`, `"${specifier}/`, `'${specifier}/`];
}

/** The names that an option is given anywhere in the code or in schema files: `type: "mysql"`, `provider = "mysql"`. */
function findNames(project: Project, library: Library, option: string): string[] {
  const value = new RegExp(`\\b${option}["']?\\s*[:=](?!=)[^\\n;{}]*?["'\`](${NAMES})["'\`]`, "g");
  const texts = [...project.getFiles(), ...findSchemaPaths(project, library)].map((path) => project.getSource(path)?.text ?? "");
  return texts.flatMap((text) => [...text.matchAll(value), ...text.matchAll(ADDRESS)].flatMap(([, name]) => name ?? []));
}

function findSchemaPaths(project: Project, { schemaFiles }: Library): string[] {
  if (!schemaFiles) return [];
  return globSync(`**/*${schemaFiles.ending}`, { cwd: project.root, ignore: ["**/node_modules/**"], absolute: true, deep: 6 });
}

function findDependencies(project: Project): string[] {
  const folder = findUp("package.json", project.root);
  const dependencies = folder === undefined ? undefined : readJson(join(folder, "package.json"))?.["dependencies"];
  return typeof dependencies === "object" && dependencies !== null ? Object.keys(dependencies).filter((name) => Object.hasOwn(DATABASES, name)) : [];
}
