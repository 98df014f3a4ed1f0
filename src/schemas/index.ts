import type { LintedFile } from "../file.js";
import { readClasses } from "./read-classes.js";
import { readJsonSchemas } from "./read-json.js";
import { readObjects } from "./read-objects.js";
import type { ObjectSchema, RunContext } from "./types.js";

export { findLocalWriter, isAwareColumn, isDayColumn } from "./columns.js";
export * from "./dates.js";
export * from "./field-keys.js";
export * from "./field-names.js";
export * from "./key-uses.js";
export { isDeclaredNullable } from "./read-classes.js";
export { isCheckedAsWhole } from "./read-objects.js";
export * from "./run-schema.js";
export { isStoredKey } from "./stored-keys.js";
export { isNothing, known } from "./samples.js";
export type * from "./types.js";
export * from "./usage.js";
export * from "./zero.js";

const SCHEMAS = {};
const CONTEXT = {};
/** What runs the transformations of TypeBox; `Value.Check` and Ajv do not (`semantics.md` §9). */
const DECODERS = ["Value.Decode", "Value.Parse", "TypeCompiler", "TransformDecode", "Pipeline("];

/** What running the schemas of a file needs. */
export function getRunContext(file: LintedFile): RunContext {
  return file.memo(CONTEXT, () => {
    const { project, settings } = file;
    const isDecoded = (): undefined | false => (DECODERS.some((text) => project.isMentioned(text)) ? undefined : false);
    return { project, normalizers: settings.normalizers, isDecoded };
  });
}

/** The object schemas that a file defines, in every library; shared by all rules. */
export function getSchemas(file: LintedFile): readonly ObjectSchema[] {
  return file.memo(SCHEMAS, () => {
    const context = getRunContext(file);
    return [...readObjects(context, file.module), ...readClasses(context, file.module), ...readJsonSchemas(context, file.module)];
  });
}
