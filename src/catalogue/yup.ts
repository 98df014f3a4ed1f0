import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const unknown: SchemaOperation = { is: "unknown" };
const narrow: SchemaOperation = { is: "narrow" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const format = check({ check: "format" });
const operand = { operand: 1 };
const other: SchemaOperation = { is: "type", type: "other" };
const oneOf = check({ check: "type", type: "other" });

/** Yup 1: it converts and transforms what is sent, and checks what comes of it. Measured on yup 1.7. */
export const yup: SchemaLibrary = {
  id: "yup",
  name: "yup",
  modules: ["yup"],
  roots: ["yup", "Yup"],
  order: { first: ["transform", "default"], around: [["optional", "refuse"]] },
  absent: ["undefined"],
  functions: {
    number: { is: "type", type: "number", isConverted: true }, date: { is: "type", type: "date", isConverted: true }, string: { is: "type", type: "string", isConverted: true },
    boolean: { is: "type", type: "boolean" }, bool: { is: "type", type: "boolean" }, mixed: { is: "type", type: "any" },
    object: { is: "object", fields: 0 }, array: { is: "type", type: "array" }, tuple: { is: "type", type: "array" }, ref: other, lazy: other,
  },
  actions: {},
  methods: {
    nullable: { is: "optional", absent: ["null"] }, optional: { is: "optional", absent: ["undefined"] }, notRequired: { is: "optional", absent: ["null", "undefined"] },
    required: { is: "refuse", absent: ["null", "undefined"] }, defined: { is: "refuse", absent: ["undefined"] }, nonNullable: { is: "refuse", absent: ["null"] },
    default: { is: "default", value: 1 }, transform: { is: "transform", callback: 1, parameter: "original" }, test: check({ check: "predicate", callback: "last" }),
    oneOf, equals: oneOf, notOneOf: check({ check: "not", value: operand }),
    integer: check({ check: "integer" }), positive: check({ check: "exclusive-min", value: 0 }), negative: check({ check: "exclusive-max", value: 0 }),
    min: check({ check: "min", value: operand }), moreThan: check({ check: "exclusive-min", value: operand }), max: check({ check: "max", value: operand }), lessThan: check({ check: "exclusive-max", value: operand }),
    datetime: check({ check: "datetime", accepts: ["utc"], options: { allowOffset: ["offset"] } }),
    matches: format, email: format, url: format, uuid: format, length: format, trim: same, lowercase: same, uppercase: same, ensure: unknown, round: same, truncate: same,
    label: same, meta: same, typeError: same, strict: same, clone: same,
    shape: { is: "extend", fields: 1 }, noUnknown: narrow, pick: narrow, omit: narrow, partial: { is: "partial" }, deepPartial: { is: "partial" }, of: { is: "type", type: "array" },
    when: unknown, concat: unknown, strip: unknown, json: unknown, from: unknown, camelCase: unknown, snakeCase: unknown, constantCase: unknown,
  },
  options: {},
  formats: {},
  decorators: {},
  neutralDecorators: [],
  parsers: ["validate", "validateSync", "validateAt", "validateSyncAt", "cast", "isValid", "isValidSync"],
  append: { style: "method", transform: "transform", positive: "positive()", nullable: "nullable", runsFirst: true },
};
