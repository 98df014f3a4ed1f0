import type { SchemaLibrary, SchemaOperation } from "../catalogue/index.js";
import { known } from "./samples.js";
import type { Schema } from "./types.js";

type TypeOperation = Extract<SchemaOperation, { is: "type" }>;

const ANY: Schema = { kind: "type", type: "any", isCoerced: false, at: undefined };

/** A type with what the library does around every one: conversions before it, what is let through without being asked. */
export function surroundType(library: SchemaLibrary, { type, isConverted, becomes }: TypeOperation, checked: Schema): Schema {
  const made: Schema = becomes
    ? { kind: "pipe", inner: { kind: "convert", inner: checked, to: becomes, isOfText: true }, next: { kind: "type", type: becomes, isCoerced: false, at: undefined } }
    : checked;
  const next: Schema = library.absent ? { kind: "optional", inner: made, absent: library.absent, fallback: undefined } : made;
  if (!isConverted && !library.order) return next;
  const to = type === "number" || type === "date" || type === "string" ? type : "other";
  return { kind: "pipe", inner: isConverted ? { kind: "convert", inner: ANY, to, isOfText: true } : ANY, next };
}

/** Lets undefined through, and makes undefined of a null that is refused. */
export function admitNothing(inner: Schema): Schema {
  const isUndefined: Schema = { kind: "type", type: "undefined", isCoerced: false, at: undefined };
  return { kind: "union", members: [{ kind: "optional", inner, absent: ["undefined"], fallback: undefined }, { kind: "optional", inner: isUndefined, absent: ["null"], fallback: known(undefined) }] };
}

/**
 * Puts an operation where the library lets it take effect, whatever the order in which methods are written: before the
 * type, among the checks, or around them (measured on joi and yup: `semantics.md` §9).
 */
export function placeOperation(library: SchemaLibrary, operation: SchemaOperation, schema: Schema, wrap: (inner: Schema) => Schema): Schema {
  const { order } = library;
  if (!order || operation.is === "raw" || operation.is === "same") return wrap(schema);
  if (schema.kind === "raw") return { ...schema, inner: placeOperation(library, operation, schema.inner, wrap) };
  if (schema.kind !== "pipe") return placeAround(order.around, operation, schema, wrap);
  if (order.first.includes(operation.is)) return { ...schema, inner: wrap(schema.inner) };
  return { ...schema, next: placeAround(order.around, operation, schema.next, wrap) };
}

function placeAround(around: readonly (readonly string[])[], operation: SchemaOperation, schema: Schema, wrap: (inner: Schema) => Schema): Schema {
  const isOuter = around.findIndex((kinds) => kinds.includes(schema.kind)) > around.findIndex((kinds) => kinds.includes(operation.is));
  return isOuter && "inner" in schema ? { ...schema, inner: placeAround(around, operation, schema.inner, wrap) } : wrap(schema);
}
