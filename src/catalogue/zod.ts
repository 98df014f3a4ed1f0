import { DERIVING } from "./derived-schemas.js";
import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const unknown: SchemaOperation = { is: "unknown" };
const narrow: SchemaOperation = { is: "narrow" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const format = check({ check: "format" });
const harmless = check({ check: "harmless" });
const operand = { operand: 1 };
const min = check({ check: "min", value: operand });
const above = check({ check: "exclusive-min", value: operand });
const max = check({ check: "max", value: operand });
const below = check({ check: "exclusive-max", value: operand });
const integer = check({ check: "integer" });
const instant: SchemaCheck = { check: "datetime", accepts: ["utc"], options: { offset: ["offset"], local: ["naive", "naive-minutes"] } };
const day: SchemaCheck = { check: "datetime", accepts: ["day"] };
const text = (checks: readonly SchemaCheck[] = []): SchemaOperation => ({ is: "type", type: "string", options: 0, checks });
const formatted = text([{ check: "format" }]);
const whole: SchemaOperation = { is: "type", type: "number", checks: [{ check: "integer" }] };
const number: SchemaOperation = { is: "type", type: "number" };
const other: SchemaOperation = { is: "type", type: "other" };
const predicate = check({ check: "predicate", callback: 1 });

/** Checks that are methods of zod's schemas and functions of its mini edition. */
const checks: Readonly<Record<string, SchemaOperation>> = {
  min, gte: min, minimum: min, max, lte: max, maximum: max, gt: above, lt: below,
  positive: check({ check: "exclusive-min", value: 0 }),
  nonnegative: check({ check: "min", value: 0 }),
  negative: check({ check: "exclusive-max", value: 0 }),
  nonpositive: check({ check: "max", value: 0 }),
  multipleOf: harmless, step: harmless, finite: harmless, safe: harmless,
  length: format, nonempty: check({ check: "min", value: 1 }), minLength: min, maxLength: max,
  regex: format, includes: format, startsWith: format, endsWith: format, lowercase: format, uppercase: format,
  trim: same, toLowerCase: same, toUpperCase: same, normalize: same,
  refine: predicate, superRefine: unknown, describe: same, meta: same,
};

/** Zod 3 and 4, and packages that hand on its `z`. */
export const zod: SchemaLibrary = {
  id: "zod",
  name: "zod",
  modules: ["zod", "zod/v3", "zod/v4", "@hono/zod-openapi", "nestjs-zod", "nestjs-zod/z", "drizzle-zod", "drizzle-orm/zod"],
  roots: ["z"],
  functions: {
    number, int: whole, int32: whole, uint32: { is: "type", type: "number", checks: [{ check: "integer" }, { check: "min", value: 0 }] }, float32: number, float64: number,
    string: text(), date: { is: "type", type: "date" }, boolean: { is: "type", type: "boolean" }, bigint: other, symbol: other, nan: other, file: other, never: other,
    null: { is: "type", type: "null" }, undefined: { is: "type", type: "undefined" }, void: { is: "type", type: "undefined" },
    any: { is: "type", type: "any" }, unknown: { is: "type", type: "any" },
    "coerce.number": { is: "type", type: "number", isCoerced: true }, "coerce.date": { is: "type", type: "date", isCoerced: true }, "coerce.string": { is: "type", type: "string", isCoerced: true },
    "iso.datetime": text([instant]), "iso.date": text([day]), "iso.time": formatted, "iso.duration": formatted,
    email: formatted, url: formatted, uuid: formatted, uuidv4: formatted, uuidv7: formatted, guid: formatted, cuid: formatted, cuid2: formatted, ulid: formatted, nanoid: formatted, xid: formatted, ksuid: formatted,
    literal: { is: "literal" }, enum: other, nativeEnum: other, templateLiteral: formatted,
    object: { is: "object", fields: 0 }, strictObject: { is: "object", fields: 0 }, looseObject: { is: "object", fields: 0 },
    array: { is: "type", type: "array" }, tuple: { is: "type", type: "array" }, set: other, map: other, record: { is: "type", type: "object" },
    union: { is: "union", of: 0 }, optional: { is: "optional", absent: ["undefined"] }, nullable: { is: "optional", absent: ["null"] }, nullish: { is: "optional", absent: ["null", "undefined"] },
    preprocess: { is: "preprocess", callback: 0, schema: 1 }, pipe: { is: "pipe" }, _default: { is: "default", value: 1 }, catch: { is: "catch", value: 1 },
    partial: { is: "partial" }, extend: { is: "extend", fields: 1 }, pick: narrow, omit: narrow, required: narrow,
    ...DERIVING,
  },
  actions: { ...checks, transform: { is: "transform", callback: 1 } },
  methods: {
    ...checks,
    int: integer,
    datetime: check(instant), date: check(day), time: format, duration: format,
    email: format, url: format, uuid: format, cuid: format, cuid2: format, ulid: format, nanoid: format, ip: format, ipv4: format, ipv6: format, cidr: format, base64: format, base64url: format, jwt: format, emoji: format,
    optional: { is: "optional", absent: ["undefined"] }, exactOptional: { is: "optional", absent: ["undefined"] }, nullable: { is: "optional", absent: ["null"] }, nullish: { is: "optional", absent: ["null", "undefined"] },
    default: { is: "default", value: 1 }, prefault: { is: "default", value: 1, isParsed: true }, catch: { is: "catch", value: 1 },
    transform: { is: "transform", callback: 1 }, overwrite: { is: "transform", callback: 1 }, pipe: { is: "pipe" }, check: { is: "pipe" }, or: { is: "union" },
    array: { is: "type", type: "array" },
    extend: { is: "extend", fields: 1 }, safeExtend: { is: "extend", fields: 1 }, augment: { is: "extend", fields: 1 },
    merge: narrow, pick: narrow, omit: narrow, required: narrow, strict: narrow, passthrough: narrow, loose: narrow, strip: narrow, catchall: narrow, partial: { is: "partial" }, deepPartial: { is: "partial" },
    brand: same, readonly: same, register: same, openapi: same, meta: same, describe: same, clone: same,
  },
  options: {},
  formats: {},
  decorators: {},
  neutralDecorators: [],
  parsers: ["parse", "safeParse", "parseAsync", "safeParseAsync", "spa", "decode", "safeDecode"],
  append: { style: "method", transform: "transform", positive: "positive()", nullable: "nullable" },
};

/** Zod's mini edition: functions in place of methods. */
export const zodMini: SchemaLibrary = {
  ...zod,
  id: "zod-mini",
  name: "zod/mini",
  modules: ["zod/mini", "zod/v4-mini", "zod/v4/mini"],
  methods: { check: { is: "pipe" }, register: same, brand: same, clone: same },
  append: { style: "pipe", pipe: "pipe", transform: "transform" },
};
