import type { ExportReference } from "../settings.js";
import { findExportOf } from "./definitions.js";
import type { Definition } from "./definitions.js";
import type { Project } from "./project.js";

const EXTENSION = /(?:\/index)?\.[mc]?[jt]sx?$/;

/** Is a definition the export that the settings name, by its specifier or by the file that it lies in? */
export function isReferenceTo(project: Project, definition: Definition, reference: ExportReference | undefined): boolean {
  if (!reference) return false;
  if (definition.kind === "external") return isModule(definition.specifier, reference.module) && (definition.path.at(-1) ?? "default") === reference.export;
  if (definition.kind !== "function" && definition.kind !== "class" && definition.kind !== "expression") return false;
  if (!isModule(definition.module.path, reference.module)) return false;
  const target = findExportOf(project, definition.module, reference.export);
  return "node" in target && target.node === definition.node;
}

/** `./src/ids.js`, `src/ids` and `@/ids` all end in `ids`; the longer the path, the stricter. */
export function isModule(specifier: string, wanted: string): boolean {
  const end = wanted.replace(/^(?:\.{1,2}\/|@\/|~\/|\/)+/, "").replace(EXTENSION, "");
  return specifier === wanted || specifier.replace(EXTENSION, "").endsWith(`/${end}`);
}
