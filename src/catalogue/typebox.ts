import { DERIVING } from "./derived-schemas.js";
import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const narrow: SchemaOperation = { is: "narrow" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const format = check({ check: "format" });
const operand = { operand: 1 };
const other: SchemaOperation = { is: "type", type: "other" };

/** TypeBox, as `@sinclair/typebox` and as `typebox` 1. Formats are those of ajv-formats, which Fastify registers. */
export const typebox: SchemaLibrary = {
  id: "typebox",
  name: "TypeBox",
  modules: ["@sinclair/typebox", "typebox", "@fastify/type-provider-typebox", "drizzle-typebox", "drizzle-orm/typebox"],
  roots: ["Type", "T"],
  functions: {
    Number: { is: "type", type: "number", options: 0 }, Integer: { is: "type", type: "number", options: 0, checks: [{ check: "integer" }] },
    String: { is: "type", type: "string", options: 0 }, Boolean: { is: "type", type: "boolean", options: 0 },
    Null: { is: "type", type: "null" }, Undefined: { is: "type", type: "undefined" }, Date: { is: "type", type: "date" },
    Any: { is: "type", type: "any" }, Unknown: { is: "type", type: "any" },
    Literal: { is: "literal" }, Enum: other, RegExp: { is: "type", type: "string", checks: [{ check: "format" }] }, TemplateLiteral: other, BigInt: other, Never: other,
    Object: { is: "object", fields: 0 }, Record: { is: "type", type: "object" }, Array: { is: "type", type: "array" }, Tuple: { is: "type", type: "array" },
    Union: { is: "union", of: 0, isConverting: true }, Optional: { is: "optional", absent: ["undefined"] }, Readonly: same, ReadonlyOptional: { is: "optional", absent: ["undefined"] },
    Transform: same, Decode: { is: "transform", callback: 1, needsDecoder: true }, Encode: same,
    Partial: { is: "partial" }, Pick: narrow, Omit: narrow, Required: narrow,
    ...DERIVING,
  },
  actions: {},
  methods: { Decode: { is: "transform", callback: 1, needsDecoder: true }, Encode: same },
  options: {
    minimum: check({ check: "min", value: operand }), exclusiveMinimum: check({ check: "exclusive-min", value: operand }),
    maximum: check({ check: "max", value: operand }), exclusiveMaximum: check({ check: "exclusive-max", value: operand }),
    minLength: check({ check: "min", value: operand }), maxLength: check({ check: "max", value: operand }),
    pattern: format, multipleOf: check({ check: "harmless" }),
    $id: same, title: same, description: same, examples: same, example: same, deprecated: same, readOnly: same, writeOnly: same, errorMessage: same, default: same,
  },
  formats: {
    "date-time": { check: "datetime", accepts: ["utc", "offset"] },
    "iso-date-time": { check: "datetime", accepts: ["utc", "offset", "naive"] },
    date: { check: "datetime", accepts: ["day"] },
  },
  decorators: {},
  neutralDecorators: [],
  parsers: ["Parse", "Check", "Decode", "Cast", "Convert", "Compile", "Assert"],
  append: { style: "none" },
};
