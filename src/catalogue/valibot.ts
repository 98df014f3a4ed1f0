import { DERIVING } from "./derived-schemas.js";
import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const narrow: SchemaOperation = { is: "narrow" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const format = check({ check: "format" });
const harmless = check({ check: "harmless" });
const operand = { operand: 1 };
const other: SchemaOperation = { is: "type", type: "other" };
const object: SchemaOperation = { is: "object", fields: 0 };
const undefinedOnly: SchemaOperation = { is: "optional", absent: ["undefined"], fallback: 1 };

/** Valibot 1. */
export const valibot: SchemaLibrary = {
  id: "valibot",
  name: "valibot",
  modules: ["valibot", "drizzle-valibot", "drizzle-orm/valibot"],
  roots: ["v"],
  functions: {
    number: { is: "type", type: "number" }, string: { is: "type", type: "string" }, date: { is: "type", type: "date" }, boolean: { is: "type", type: "boolean" },
    null: { is: "type", type: "null" }, null_: { is: "type", type: "null" }, undefined: { is: "type", type: "undefined" }, undefined_: { is: "type", type: "undefined" },
    any: { is: "type", type: "any" }, unknown: { is: "type", type: "any" },
    bigint: other, symbol: other, blob: other, file: other, picklist: other, enum: other, enum_: other, set: other, map: other, never: other,
    literal: { is: "literal" }, object, strictObject: object, looseObject: object, record: { is: "type", type: "object" },
    array: { is: "type", type: "array" }, tuple: { is: "type", type: "array" }, strictTuple: { is: "type", type: "array" },
    union: { is: "union", of: 0 },
    optional: undefinedOnly, undefinedable: undefinedOnly, exactOptional: undefinedOnly,
    nullable: { is: "optional", absent: ["null"], fallback: 1 }, nullish: { is: "optional", absent: ["null", "undefined"], fallback: 1 },
    fallback: { is: "catch", value: 1 }, pipe: { is: "pipe" },
    partial: { is: "partial" }, pick: narrow, omit: narrow, required: narrow,
    ...DERIVING,
  },
  actions: {
    integer: check({ check: "integer" }), safeInteger: check({ check: "integer" }), finite: harmless, multipleOf: harmless,
    minValue: check({ check: "min", value: operand }), gtValue: check({ check: "exclusive-min", value: operand }),
    maxValue: check({ check: "max", value: operand }), ltValue: check({ check: "exclusive-max", value: operand }),
    notValue: check({ check: "not", value: operand }),
    minLength: check({ check: "min", value: operand }), maxLength: check({ check: "max", value: operand }), nonEmpty: check({ check: "min", value: 1 }),
    check: check({ check: "predicate", callback: 1 }),
    isoTimestamp: check({ check: "datetime", accepts: ["utc", "offset"] }),
    isoDateTime: check({ check: "datetime", accepts: ["naive-minutes"] }),
    isoDate: check({ check: "datetime", accepts: ["day"] }),
    isoTime: format, isoTimeSecond: format, isoWeek: format,
    regex: format, email: format, url: format, uuid: format, ulid: format, cuid2: format, nanoid: format, length: format, startsWith: format, endsWith: format, includes: format, digits: format,
    trim: same, trimStart: same, trimEnd: same, toLowerCase: same, toUpperCase: same, brand: same, readonly: same, title: same, description: same, metadata: same, examples: same,
    transform: { is: "transform", callback: 1 },
  },
  methods: {},
  options: {},
  formats: {},
  decorators: {},
  neutralDecorators: [],
  parsers: ["parse", "safeParse", "parseAsync", "safeParseAsync", "parser", "safeParser", "is", "assert"],
  append: { style: "pipe", pipe: "pipe", transform: "transform" },
};
