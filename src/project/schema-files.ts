import { dirname, resolve } from "node:path";
import { globSync } from "tinyglobby";
import { LIBRARIES } from "../catalogue/index.js";
import type { Library } from "../catalogue/index.js";
import { findUp } from "./files.js";
import type { Project } from "./project.js";

/** One model of a schema file that a library reads itself. */
export interface SchemaModel {
  readonly library: Library;
  readonly name: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly fields: readonly SchemaField[];
}

export interface SchemaField {
  readonly name: string;
  /** The scalar type or model, without `?` and `[]`. */
  readonly type: string;
  readonly isList: boolean;
  readonly isRequired: boolean;
  /** The columns that hold the key of the model, for a relation that has them. */
  readonly references: readonly string[];
}

interface SchemaFile {
  readonly models: readonly SchemaModel[];
  /** The folders, or files, that clients are generated into. */
  readonly outputs: readonly string[];
  readonly library: Library;
}

/** The places where schema files lie; the whole tree would be much to look through for every edit. */
const PLACES = ["*", "*/*", "prisma/**/*", "*/prisma/**/*", "*/*/prisma/**/*"];

/** The models of the schema files of the package that a file belongs to. */
export function findSchemaModels(project: Project, from: string): readonly SchemaModel[] {
  return getSchemaFiles(project, from).flatMap(({ models }) => models);
}

/**
 * The module for which a client stands that a schema file has generated into the user's tree; `undefined` for all else.
 * `name` is what is imported from it: the rest of a generated client is read as the code that it is.
 */
export function findGeneratedModule(project: Project, specifier: string, from: string, name?: string): string | undefined {
  const resolution = project.resolve(specifier, { path: from });
  if (resolution.kind === "outside" && !specifier.startsWith(".")) return undefined;
  const target = resolution.kind === "file" ? resolution.path : resolve(dirname(from), specifier);
  for (const { outputs, library } of getSchemaFiles(project, target)) {
    if (!outputs.some((output) => target === output || target.startsWith(`${output}/`))) continue;
    if (resolution.kind === "outside" || name === undefined || isExported(library, name)) return library.schemaFiles?.module;
  }
  return undefined;
}

function isExported({ exports }: Library, name: string): boolean {
  return Object.keys(exports).some((key) => key === name || key.startsWith(`${name}.`));
}

function getSchemaFiles(project: Project, from: string): readonly SchemaFile[] {
  const known = project.memoDisk(getSchemaFiles, () => new Map<string, readonly SchemaFile[]>());
  const byFolder = project.memoDisk(findPackageFolder, () => new Map<string, string>());
  const start = dirname(from);
  let folder = byFolder.get(start);
  if (folder === undefined) byFolder.set(start, (folder = findPackageFolder(start, project.root)));
  let files = known.get(folder);
  if (!files) known.set(folder, (files = LIBRARIES.flatMap((library) => readSchemaFiles(project, library, folder))));
  return files;
}

function findPackageFolder(start: string, root: string): string {
  return findUp("package.json", start) ?? root;
}

function readSchemaFiles(project: Project, library: Library, folder: string): SchemaFile[] {
  const ending = library.schemaFiles?.ending;
  if (ending === undefined) return [];
  const paths = globSync(PLACES.map((place) => `${place}${ending}`), { cwd: folder, ignore: ["**/node_modules/**"], absolute: true });
  return [...new Set(paths)].sort().flatMap((path) => {
    // Read as the sources are, so that a change of it is seen.
    const source = project.getSource(path);
    return source ? [readSchemaFile(library, path, source.text)] : [];
  });
}

/** Reads the blocks of a schema file; whatever is no model and no generator is left out. */
export function readSchemaFile(library: Library, path: string, text: string): SchemaFile {
  const models: SchemaModel[] = [];
  const outputs: string[] = [];
  const plain = withoutComments(text);
  for (const block of plain.matchAll(/^[ \t]*(model|view|generator)\s+(\w+)\s*\{([^}]*)\}/gm)) {
    const [, kind = "", name = "", body = ""] = block;
    if (kind === "generator") {
      const output = /^\s*output\s*=\s*"([^"]+)"/m.exec(body)?.[1];
      if (output !== undefined) outputs.push(resolve(dirname(path), output));
    } else {
      const line = plain.slice(0, block.index + block[0].indexOf(kind)).split("\n").length;
      models.push({ library, name, path, line, fields: readFields(body) });
    }
  }
  return { models, outputs, library };
}

/** Comments turned into blanks of the same number of lines; a `//` within a string is none. Braces in strings go, too. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (found) => (found.startsWith('"') ? found.replace(/[{}]/g, "_") : found.replace(/[^\n]/g, " ")));
}

function readFields(body: string): SchemaField[] {
  const fields: SchemaField[] = [];
  for (const statement of joinLines(body)) {
    const [, name, type, list, optional] = /^\s*(\w+)\s+(\w+)\s*(\[\])?(\?)?/.exec(statement) ?? [];
    if (name === undefined || type === undefined) continue;
    const columns = /@relation\s*\([^]*?fields\s*:\s*\[([^\]]*)\]/.exec(statement)?.[1];
    fields.push({ name, type, isList: list !== undefined, isRequired: list === undefined && optional === undefined, references: columns?.split(",").map((column) => column.trim()).filter((column) => column !== "") ?? [] });
  }
  return fields;
}

/** The statements of a block: a line, and those after it as long as a bracket is open. */
function joinLines(body: string): string[] {
  const statements: string[] = [];
  let open = 0;
  for (const line of body.split("\n")) {
    if (open > 0) statements.push(`${statements.pop() ?? ""}\n${line}`);
    else statements.push(line);
    for (const char of line.replace(/"[^"]*"/g, "")) open += char === "(" || char === "[" ? 1 : char === ")" || char === "]" ? -1 : 0;
  }
  return statements;
}
