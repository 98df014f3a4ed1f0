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
const required: SchemaOperation = { is: "refuse", absent: ["undefined"] };
const oneOf = check({ check: "type", type: "other" });
const not = check({ check: "not", value: operand });
/** Options that change what every field lets through. */
const options: SchemaOperation = { is: "same", unless: ["presence", "convert", "noDefaults"] };

/** Joi 17 and 18, `@hapi/joi`, and the `Joi` of celebrate. Measured on joi 17.13 and 18.3. */
export const joi: SchemaLibrary = {
  id: "joi",
  name: "joi",
  modules: ["joi", "@hapi/joi", "celebrate"],
  roots: ["Joi"],
  order: { first: ["empty"], around: [["allow", "optional", "refuse"], ["default"], ["catch"]] },
  absent: ["undefined"],
  functions: {
    number: { is: "type", type: "number", isConverted: true }, date: { is: "type", type: "date", isConverted: true }, string: { is: "type", type: "string" },
    boolean: { is: "type", type: "boolean" }, bool: { is: "type", type: "boolean" }, any: { is: "type", type: "any" }, binary: other, symbol: other, function: other, func: other, valid: other,
    object: { is: "object", fields: 0 }, array, alternatives: { is: "union" }, alt: { is: "union" },
  },
  actions: {},
  methods: {
    allow: { is: "allow" }, empty: { is: "empty" }, optional: { is: "optional", absent: ["undefined"] }, required, exist: required,
    default: { is: "default", value: 1 }, failover: { is: "catch", value: 1 }, raw: { is: "raw" },
    custom: { is: "transform", callback: 1 }, isoDate: { is: "convert", to: "utc" },
    invalid: not, disallow: not, not, valid: oneOf, equal: oneOf, only: oneOf,
    integer: check({ check: "integer" }), positive: check({ check: "exclusive-min", value: 0 }), negative: check({ check: "exclusive-max", value: 0 }),
    min: check({ check: "min", value: operand }), greater: check({ check: "exclusive-min", value: operand }), max: check({ check: "max", value: operand }), less: check({ check: "exclusive-max", value: operand }),
    multiple: harmless, precision: harmless, port: harmless, unsafe: same, iso: harmless,
    email: format, uri: format, uuid: format, guid: format, hex: format, ip: format, domain: format, hostname: format, alphanum: format, token: format, base64: format, dataUri: format, creditCard: format, isoDuration: format, pattern: format, regex: format, length: format,
    trim: same, lowercase: same, uppercase: same, case: same, truncate: same, insensitive: same, normalize: same,
    label: same, description: same, note: same, tag: same, meta: same, example: same, unit: same, id: same, error: same, message: same, messages: same, rule: same, strict: same, bail: same, warning: same,
    options, prefs: options, preferences: options,
    try: { is: "union" }, items: array, ordered: array,
    keys: { is: "extend", fields: 1 }, unknown: narrow, rename: narrow,
    when: unknown, conditional: unknown, concat: unknown, cast: unknown, external: unknown, strip: unknown, forbidden: unknown, timestamp: unknown, alter: unknown, tailor: unknown, fork: unknown,
    or: unknown, and: unknown, nand: unknown, xor: unknown, oxor: unknown, with: unknown, without: unknown, assert: unknown,
  },
  options: {},
  formats: {},
  decorators: {},
  neutralDecorators: [],
  parsers: ["validate", "validateAsync", "attempt", "assert", "compile"],
  append: { style: "method", transform: "custom", positive: "positive()" },
};
