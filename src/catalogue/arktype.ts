import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const unknown: SchemaOperation = { is: "unknown" };
const narrow: SchemaOperation = { is: "narrow" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const operand = { operand: 1 };
const other: SchemaOperation = { is: "type", type: "other" };
const number: SchemaOperation = { is: "type", type: "number" };
const formatted: SchemaOperation = { is: "type", type: "string", checks: [{ check: "format" }] };
const text = (...checks: readonly SchemaCheck[]): SchemaOperation => ({ is: "type", type: "string", checks });
const instant = text({ check: "datetime", accepts: ["utc", "offset", "naive", "naive-minutes", "day"] });
const date: SchemaOperation = { is: "type", type: "string", becomes: "date" };
const predicate = check({ check: "predicate", callback: 1 });

/** ArkType 2, whose schemas are texts as often as calls. Measured on arktype 2.2. */
export const arktype: SchemaLibrary = {
  id: "arktype",
  name: "ArkType",
  modules: ["arktype"],
  roots: [],
  isCallable: true,
  words: {
    number, "number.integer": { is: "type", type: "number", checks: [{ check: "integer" }] }, "number.safe": number, "number.epoch": { is: "type", type: "number", checks: [{ check: "integer" }] },
    string: text(), "string.trim": text(), "string.lower": text(), "string.upper": text(), "string.date": instant, "string.date.iso": instant, "string.date.parse": date, "string.date.iso.parse": date,
    "string.numeric.parse": { is: "type", type: "string", becomes: "number" }, "string.integer.parse": { is: "type", type: "string", becomes: "number" },
    "string.date.epoch": formatted, "string.email": formatted, "string.uuid": formatted, "string.url": formatted, "string.numeric": formatted, "string.integer": formatted, "string.digits": formatted, "string.alpha": formatted, "string.alphanumeric": formatted,
    Date: { is: "type", type: "date" }, boolean: other, true: other, false: other, bigint: other, symbol: other, object: { is: "type", type: "object" },
    null: { is: "type", type: "null" }, undefined: { is: "type", type: "undefined" }, unknown: { is: "type", type: "any" }, any: { is: "type", type: "any" },
    "=>": { is: "transform", callback: 2 }, ":": check({ check: "predicate", callback: 2 }), "=": { is: "default", value: 2 }, "?": { is: "optional", absent: ["undefined"] }, "@": same,
  },
  functions: { type: { is: "object", fields: 0 } },
  actions: {},
  methods: {
    or: { is: "union" }, and: { is: "then", schema: 1 }, to: { is: "then", schema: 1 }, pipe: { is: "transform", callback: 1 }, narrow: predicate, filter: predicate,
    atLeast: check({ check: "min", value: operand }), moreThan: check({ check: "exclusive-min", value: operand }), atMost: check({ check: "max", value: operand }), lessThan: check({ check: "exclusive-max", value: operand }), divisibleBy: check({ check: "harmless" }),
    optional: { is: "optional", absent: ["undefined"] }, default: { is: "default", value: 1 }, array: { is: "type", type: "array" },
    describe: same, configure: same, brand: same, as: same, readonly: same, onUndeclaredKey: narrow, onDeepUndeclaredKey: narrow,
    merge: { is: "extend", fields: 1 }, pick: narrow, omit: narrow, required: narrow, partial: { is: "partial" }, map: unknown, exclude: unknown, extract: unknown, equals: unknown, ifEquals: unknown, get: unknown,
  },
  options: {},
  formats: {},
  decorators: {},
  neutralDecorators: [],
  parsers: ["assert", "allows", "from", "traverse"],
  append: { style: "tuple", operator: "=>", transform: "pipe" },
};
