import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const narrow: SchemaOperation = { is: "narrow" };
const pipe: SchemaOperation = { is: "pipe" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const format = check({ check: "format" });
const harmless = check({ check: "harmless" });
const operand = { operand: 1 };
const number = (...checks: readonly SchemaCheck[]): SchemaOperation => ({ is: "type", type: "number", checks });
const text = (...checks: readonly SchemaCheck[]): SchemaOperation => ({ is: "type", type: "string", checks });
const other: SchemaOperation = { is: "type", type: "other" };
const object: SchemaOperation = { is: "object", fields: 0 };
const parsedDate: SchemaOperation = { is: "type", type: "date", isCoerced: true, from: "string" };
const parsedNumber: SchemaOperation = { is: "type", type: "number", isCoerced: true, from: "string" };
const integer = check({ check: "integer" });
const above = check({ check: "exclusive-min", value: operand });
const min = check({ check: "min", value: operand });
const below = check({ check: "exclusive-max", value: operand });
const max = check({ check: "max", value: operand });
const predicate = check({ check: "predicate", callback: 1 });

const optionals: Readonly<Record<string, SchemaOperation>> = {
  NullOr: { is: "optional", absent: ["null"] }, UndefinedOr: { is: "optional", absent: ["undefined"] }, NullishOr: { is: "optional", absent: ["null", "undefined"] },
  optional: { is: "optional", absent: ["undefined"] }, optionalKey: { is: "optional", absent: ["undefined"] },
  optionalWith: { is: "optional", absent: ["undefined"], unless: { operand: 1, keys: ["default", "as", "onNoneEncoding"] } },
};

/** Effect's Schema, of Effect 3 and 4. A date is made of a text only, so null never becomes 1970. Measured on effect 3.22 and 4.1. */
export const effectSchema: SchemaLibrary = {
  id: "effect",
  name: "Effect Schema",
  modules: ["effect", "effect/Schema", "@effect/schema", "@effect/schema/Schema"],
  roots: ["Schema"],
  constants: {
    Number: number(), Finite: number(), JsonNumber: number(), Int: number({ check: "integer" }),
    Positive: number({ check: "exclusive-min", value: 0 }), NonNegative: number({ check: "min", value: 0 }), Natural: number({ check: "min", value: 0 }), Negative: number({ check: "exclusive-max", value: 0 }), NonPositive: number({ check: "max", value: 0 }),
    String: text(), NonEmptyString: text({ check: "min", value: 1 }), Trim: text(), Trimmed: text({ check: "format" }), UUID: text({ check: "format" }), ULID: text({ check: "format" }), NonEmptyTrimmedString: text({ check: "format" }),
    Boolean: { is: "type", type: "boolean" }, Null: { is: "type", type: "null" }, Undefined: { is: "type", type: "undefined" }, Unknown: { is: "type", type: "any" }, Any: { is: "type", type: "any" }, Never: other,
    NumberFromString: parsedNumber, FiniteFromString: parsedNumber, Date: parsedDate, DateFromString: parsedDate,
  },
  functions: {
    ...optionals,
    Struct: object, Class: { is: "object", fields: 0, isCurried: true }, TaggedStruct: { is: "object", fields: 1 },
    Literal: { is: "literal" }, Enums: other, Union: { is: "union" }, Array: { is: "type", type: "array" }, NonEmptyArray: { is: "type", type: "array" }, Tuple: { is: "type", type: "array" }, Record: { is: "type", type: "object" },
  },
  actions: {
    ...optionals,
    int: integer, isInt: integer, finite: harmless, isFinite: harmless, multipleOf: harmless, isMultipleOf: harmless,
    positive: check({ check: "exclusive-min", value: 0 }), nonNegative: check({ check: "min", value: 0 }), negative: check({ check: "exclusive-max", value: 0 }), nonPositive: check({ check: "max", value: 0 }),
    greaterThan: above, isGreaterThan: above, greaterThanOrEqualTo: min, isGreaterThanOrEqualTo: min, between: min, lessThan: below, isLessThan: below, lessThanOrEqualTo: max, isLessThanOrEqualTo: max,
    minLength: min, isMinLength: min, maxLength: max, isMaxLength: max, nonEmptyString: check({ check: "min", value: 1 }), isNonEmpty: check({ check: "min", value: 1 }),
    pattern: format, isPattern: format, length: format, startsWith: format, isStartingWith: format, endsWith: format, isEndingWith: format, includes: format, isUUID: format,
    filter: predicate, makeFilter: predicate, brand: same, annotations: same, annotate: same, title: same, description: same,
  },
  methods: { pipe, check: pipe, annotations: same, annotate: same, brand: same, pick: narrow, omit: narrow },
  options: {},
  formats: {},
  decorators: {},
  neutralDecorators: [],
  parsers: ["decodeUnknown", "decodeUnknownSync", "decodeUnknownEither", "decodeUnknownPromise", "decodeUnknownOption", "decodeUnknownEffect", "decode", "decodeSync", "is", "asserts", "validate"],
  append: { style: "none" },
};
