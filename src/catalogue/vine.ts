import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const unknown: SchemaOperation = { is: "unknown" };
const narrow: SchemaOperation = { is: "narrow" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const format = check({ check: "format" });
const harmless = check({ check: "harmless" });
const operand = { operand: 1 };
const other: SchemaOperation = { is: "type", type: "other" };
const array: SchemaOperation = { is: "type", type: "array" };
const nothing: SchemaOperation = { is: "optional", absent: ["undefined"], becomes: "undefined" };
/** Read in the time zone of the server, unless a pattern has an offset. */
const date: SchemaOperation = { is: "type", type: "string", options: 0, checks: [{ check: "datetime", accepts: ["naive", "day"], patterns: "formats" }], becomes: "date" };

/** VineJS 3 and 4. Measured on 3.0 and 4.4; the body parser of AdonisJS turns empty texts into null before. */
export const vine: SchemaLibrary = {
  id: "vine",
  name: "vine",
  modules: ["@vinejs/vine"],
  roots: ["vine"],
  functions: {
    number: { is: "type", type: "number", isConverted: true }, string: { is: "type", type: "string" }, date, boolean: { is: "type", type: "boolean" }, accepted: { is: "type", type: "boolean" },
    any: { is: "type", type: "any" }, literal: { is: "literal" }, enum: other, file: other, nativeFile: other, record: { is: "type", type: "object" },
    object: { is: "object", fields: 0 }, array, tuple: array, union: other, unionOfTypes: { is: "union", of: 0 }, group: other,
    compile: same, create: { is: "object", fields: 0 }, withMetaData: unknown,
  },
  actions: {},
  methods: {
    optional: nothing, nullable: { is: "optional", absent: ["null"] }, transform: { is: "transform", callback: 1 }, parse: unknown, use: unknown, requiredIfExists: unknown, requiredWhen: unknown,
    positive: check({ check: "exclusive-min", value: 0 }), nonNegative: check({ check: "min", value: 0 }), negative: check({ check: "exclusive-max", value: 0 }), nonPositive: check({ check: "max", value: 0 }),
    min: check({ check: "min", value: operand }), max: check({ check: "max", value: operand }), range: unknown, in: unknown, notIn: unknown, withoutDecimals: check({ check: "integer" }), decimal: harmless,
    minLength: check({ check: "min", value: operand }), maxLength: check({ check: "max", value: operand }), fixedLength: format,
    regex: format, email: format, url: format, activeUrl: format, mobile: format, uuid: format, ulid: format, alpha: format, alphaNumeric: format, startsWith: format, endsWith: format, ipAddress: format, hexCode: format, jwt: format, iban: format, postalCode: format, passport: format, creditCard: format, coordinates: format, ascii: format,
    trim: same, escape: same, toUpperCase: same, toLowerCase: same, toCamelCase: narrow, normalizeEmail: same, normalizeUrl: same, confirmed: same, bail: same, clone: same, meta: same, sameAs: harmless, notSameAs: harmless, distinct: same, notEmpty: same, compact: same,
    equals: harmless, after: harmless, afterOrEqual: harmless, before: harmless, beforeOrEqual: harmless, afterField: harmless, afterOrSameAs: harmless, beforeField: harmless, beforeOrSameAs: harmless, weekend: harmless, weekday: harmless,
    compile: { is: "then", schema: 1 }, create: { is: "object", fields: 1 }, allowUnknownProperties: narrow, merge: narrow, pick: narrow, omit: narrow, partial: { is: "partial" },
  },
  options: {},
  formats: {},
  decorators: {},
  neutralDecorators: [],
  parsers: ["validate", "tryValidate", "validateUsing", "compile", "create"],
  append: { style: "method", transform: "transform", positive: "min(1)" },
};
