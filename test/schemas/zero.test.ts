import { expect, test } from "vitest";
import { classifyZero } from "../../src/schemas/index.js";
import { readField } from "./support.js";

/** What a field's schema does with 0, and what else it turns into 0. */
function classify(text: string, others?: Readonly<Record<string, string>>): string {
  const { context, field } = readField(text, others);
  const { kind, madeOf, isNullable } = classifyZero(context, field.schema);
  return [kind, ...madeOf, ...(isNullable ? ["nullable"] : [])].join(" ");
}

const zod = (schema: string, before = ""): string => `import { z } from "zod";\n${before}\nexport const body = z.object({ assigneeId: ${schema} });\n`;
const valibot = (schema: string): string => `import * as v from "valibot";\nexport const body = v.object({ assigneeId: ${schema} });\n`;
const typebox = (schema: string): string => `import { Type } from "@sinclair/typebox";\nexport const body = Type.Object({ assigneeId: ${schema} });\n`;
const validator = (decorators: string, type = "number"): string =>
  `import { IsInt, IsOptional, IsPositive, Min, ValidateIf } from "class-validator";\nimport { Transform, Type } from "class-transformer";\nexport class Body {\n  ${decorators}\n  assigneeId?: ${type};\n}\n`;

test.each([
  ["z.number().int().nullable()", "kept nullable"],
  ["z.int().nullish()", "kept nullable"],
  ["z.number().optional()", "kept"],
  ["z.nullable(z.number())", "kept nullable"],
  ["z.number().int().positive().nullable()", "rejected"],
  ["z.number().int().min(1).nullable()", "rejected"],
  ["z.number().gt(0).nullish()", "rejected"],
  ["z.number().int().min(0).nullable()", "none"],
  ["z.number().nonnegative().nullable()", "none"],
  ["z.number().int()", "none"],
  ["z.coerce.number()", "none"],
  ["z.number().default(1)", "none"],
  ["z.string().nullable()", "none"],
  ["z.uuid().nullish()", "none"],
  ["z.any().optional()", "none"],
  ["z.union([z.number(), z.string()]).nullable()", "none"],
  ["z.union([z.number(), z.literal('root')]).nullish()", "kept nullable"],
  ["z.number().nullable().transform((v) => (v === 0 ? null : v))", "coerced nullable"],
  ["z.number().nullable().transform((v) => v || null)", "coerced nullable"],
  ["z.number().nullable().transform((v) => { if (v === 0) { return null; } return v; })", "coerced nullable"],
  ["z.number().nullish().transform((v) => v ?? null)", "kept nullable"],
  ["z.number().nullable().default(null)", "kept nullable"],
  ["z.preprocess((v) => (v === 0 ? null : v), z.number().int().nullable())", "coerced nullable"],
  ["z.number().int().or(z.literal(0).transform(() => null)).nullable()", "kept nullable"],
  ["z.literal(0).transform(() => null).or(z.number().int()).nullable()", "coerced nullable"],
  ["z.union([z.literal(0).transform(() => null), z.number().int()]).nullable()", "coerced nullable"],
  ["z.number().positive().nullable().catch(null)", "coerced nullable"],
  ["z.number().nullable().refine((v) => v !== 0)", "rejected"],
  ["z.number().nullable().transform((v) => (v === 0 ? null : v)).pipe(z.number().nullable())", "coerced nullable"],
  ["z.coerce.number().optional()", "kept '' null"],
  ["z.coerce.number().int().nullable()", "kept '' nullable"],
  ["z.coerce.number().positive().optional()", "rejected"],
  ["z.string().transform(Number).nullable()", "kept '' nullable"],
  ["z.number().nullable().superRefine((v, ctx) => ctx.addIssue('no'))", "none"],
  ["z.number().nullable().transform(toNull)", "none"],
  ["z.number().nullable().openapi({ example: 1 }).describe('a key')", "kept nullable"],
  ["z.number().nullable().somethingNew()", "none"],
])("zod: %s is %s", (schema, expected) => {
  expect(classify(zod(schema))).toBe(expected);
});

test.each([
  ["v.nullable(v.number())", "kept nullable"],
  ["v.optional(v.nullable(v.pipe(v.number(), v.integer())))", "kept nullable"],
  ["v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1)))", "rejected"],
  ["v.nullish(v.pipe(v.number(), v.minValue(0)))", "none"],
  ["v.pipe(v.nullable(v.number()), v.transform((value) => (value === 0 ? null : value)))", "coerced nullable"],
  ["v.nullable(v.union([v.pipe(v.literal(0), v.transform(() => null)), v.number()]))", "coerced nullable"],
  ["v.nullable(v.union([v.number(), v.pipe(v.literal(0), v.transform(() => null))]))", "kept nullable"],
  ["v.nullable(v.pipe(v.number(), v.notValue(0)))", "rejected"],
  ["v.nullable(v.pipe(v.number(), v.check((value) => value > 0)))", "rejected"],
  ["v.nullable(v.string())", "none"],
])("valibot: %s is %s", (schema, expected) => {
  expect(classify(valibot(schema))).toBe(expected);
});

test.each([
  ["Type.Union([Type.Integer(), Type.Null()])", "kept nullable"],
  ["Type.Optional(Type.Integer())", "kept"],
  ["Type.Optional(Type.Integer({ minimum: 1, description: 'a key' }))", "rejected"],
  ["Type.Optional(Type.Integer({ exclusiveMinimum: 0 }))", "rejected"],
  ["Type.Optional(Type.Integer({ minimum: 0 }))", "none"],
  ["Type.Integer({ nullable: true })", "kept nullable"],
  ["Type.Optional(Type.Integer({ unheardOf: 1 }))", "none"],
  ["Type.Transform(Type.Union([Type.Integer(), Type.Null()])).Decode((v) => (v === 0 ? null : v)).Encode((v) => v)", "kept nullable"],
])("TypeBox: %s is %s", (schema, expected) => {
  expect(classify(typebox(schema))).toBe(expected);
});

test("a TypeBox transformation counts where somebody may decode", () => {
  const text = typebox("Type.Transform(Type.Union([Type.Integer(), Type.Null()])).Decode((v) => (v === 0 ? null : v)).Encode((v) => v)");
  const { context, field } = readField(text, {}, { isDecoded: () => undefined });
  expect(classifyZero(context, field.schema).kind).not.toBe("kept");
});

test.each([
  ["@IsOptional() @IsInt()", "kept nullable"],
  ["@IsInt()", "none"],
  ["@IsOptional() @IsInt() @IsPositive()", "rejected"],
  ["@IsOptional() @IsInt() @Min(1)", "rejected"],
  ["@IsOptional() @IsInt() @Min(0)", "none"],
  ["@IsOptional() @IsInt() @Type(() => Number)", "kept '' nullable"],
  ["@IsOptional() @IsInt() @Transform(({ value }) => (value === 0 ? null : value))", "coerced nullable"],
  ["@IsOptional() @IsInt() @Transform(({ value }) => (value === 0 ? null : value), { toPlainOnly: true })", "kept nullable"],
  ["@ValidateIf((_, value) => value !== null) @IsInt()", "kept nullable"],
  ["@IsOptional()", "kept nullable"],
  ["@IsOptional() @IsInt({ each: true })", "none"],
  ["@IsOptional() @IsInt() @IsTaskKey()", "none"],
])("class-validator: %s is %s", (decorators, expected) => {
  expect(classify(validator(decorators))).toBe(expected);
});

test("helpers, constants and callbacks are followed into other files", () => {
  const others = {
    "ids.ts": `import { z } from "zod";
export const toNull = (value: number | null) => (value === 0 ? null : value);
export const nullableId = z.number().nullable();
export function ref(max: number) { return z.number().max(max).nullable().transform(toNull); }
export const orNull = (zero: number) => (value: number) => (value === zero ? null : value);
export const optional = (schema: z.ZodNumber) => schema.nullish();
`,
    "index.ts": `export * from "./ids.js";\n`,
  };
  const from = `import { nullableId, optional, orNull, ref, toNull } from "./index.js";`;
  expect(classify(zod("nullableId", from), others)).toBe("kept nullable");
  expect(classify(zod("ref(10)", from), others)).toBe("coerced nullable");
  expect(classify(zod("nullableId.transform(toNull)", from), others)).toBe("coerced nullable");
  expect(classify(zod("nullableId.transform(orNull(0))", from), others)).toBe("coerced nullable");
  expect(classify(zod("nullableId.transform(orNull(-1))", from), others)).toBe("kept nullable");
  expect(classify(zod("optional(z.number())", from), others)).toBe("kept nullable");
  expect(classify(zod("optional(z.number().positive())", from), others)).toBe("rejected");
});

test("a field can be taken from another schema's shape", () => {
  expect(classify(zod("Task.shape.parentId.nullable()", `const Task = z.object({ parentId: z.number() });`).replace("export const body", "export const other"))).toBe("none");
});

test("a configured normalizer need not be readable", () => {
  const normalizers = { zeroToNull: { module: "./src/ids.js", export: "emptyToNull" }, datetime: undefined };
  const text = `import { z } from "zod";\nimport { emptyToNull } from "./src/ids.js";\nexport const body = z.object({ assigneeId: z.number().nullable().transform(emptyToNull) });\n`;
  for (const others of [{}, { "src/ids.ts": "export const emptyToNull = (value: number | null) => table.get(value);\n" }]) {
    const { context, field } = readField(text, others, { normalizers });
    expect(classifyZero(context, field.schema).kind).toBe("coerced");
  }
});

const joi = (schema: string): string => `import Joi from "joi";\nexport const body = Joi.object({ assigneeId: ${schema} });\n`;
const yup = (schema: string): string => `import * as yup from "yup";\nexport const body = yup.object({ assigneeId: ${schema} });\n`;
const vine = (schema: string): string => `import vine from "@vinejs/vine";\nexport const body = vine.compile(vine.object({ assigneeId: ${schema} }));\n`;
const arktype = (schema: string, key = "assigneeId"): string => `import { type } from "arktype";\nexport const body = type({ "${key}": ${schema} });\n`;

test.each([
  ["Joi.number()", "kept"],
  ["Joi.number().integer().allow(null)", "kept nullable"],
  ["Joi.number().allow(null).required()", "kept nullable"],
  ["Joi.number().required()", "none"],
  ["Joi.number().default(null)", "kept"],
  ["Joi.number().allow(null, '').min(1)", "rejected"],
  ["Joi.number().allow(null).positive()", "rejected"],
  ["Joi.number().positive().allow(null)", "rejected"],
  ["Joi.number().positive().allow(0)", "kept"],
  ["Joi.number().greater(0)", "rejected"],
  ["Joi.number().min(0).allow(null)", "none"],
  ["Joi.number().invalid(0)", "rejected"],
  ["Joi.number().invalid(null, 0)", "rejected"],
  ["Joi.number().empty(0)", "coerced"],
  ["Joi.number().empty(0).default(null)", "coerced"],
  ["Joi.number().empty(['', 0]).default(null)", "coerced"],
  ["Joi.number().empty('').allow(null)", "kept nullable"],
  ["Joi.number().empty(Joi.valid(0))", "none"],
  ["Joi.number().allow(null).custom((v) => (v === 0 ? null : v))", "coerced nullable"],
  ["Joi.number().custom((v) => (v === 0 ? null : v)).allow(null)", "coerced nullable"],
  ["Joi.number().custom((v, helpers) => (v === 0 ? helpers.error('any.invalid') : v))", "none"],
  ["Joi.number().failover(null).positive()", "coerced nullable"],
  ["Joi.alternatives().try(Joi.number(), Joi.string())", "none"],
  ["Joi.number().valid(1, 2, null)", "none"],
  ["Joi.number().when('kind', { is: 'a', then: Joi.required() })", "none"],
  ["Joi.number().external(exists)", "none"],
  ["Joi.number().options({ abortEarly: false }).label('assignee')", "kept"],
  ["Joi.number().options({ presence: 'required' })", "none"],
  ["Joi.number().options(shared)", "none"],
  ["Joi.string().allow(null)", "none"],
])("joi: %s is %s", (schema, expected) => {
  expect(classify(joi(schema))).toBe(expected);
});

test("joi has other names", () => {
  for (const module of ["@hapi/joi", "celebrate"]) {
    expect(classify(`import { Joi } from "${module}";\nexport const body = Joi.object().keys({ assigneeId: Joi.number().allow(null) });\n`)).toBe("kept nullable");
  }
});

test.each([
  ["yup.number()", "kept"],
  ["yup.number().nullable()", "kept nullable"],
  ["yup.number().notRequired()", "kept nullable"],
  ["yup.number().nullable().default(null)", "kept nullable"],
  ["yup.number().required()", "none"],
  ["yup.number().nullable().positive()", "rejected"],
  ["yup.number().moreThan(0).nullable()", "rejected"],
  ["yup.number().min(0).nullable()", "none"],
  ["yup.number().nullable().notOneOf([0])", "rejected"],
  ["yup.number().nullable().oneOf([1, 2])", "none"],
  ["yup.number().nullable().transform((v) => (v === 0 ? null : v))", "coerced nullable"],
  ["yup.number().transform((v) => (v === 0 ? null : v)).nullable().positive()", "coerced nullable"],
  ["yup.number().positive().nullable().transform((v) => (v === 0 ? null : v))", "coerced nullable"],
  ["yup.number().transform((v) => (v === 0 ? null : v))", "rejected"],
  ["yup.number().nullable().transform((v, original) => (original === '' ? null : v))", "kept nullable"],
  ["yup.number().nullable().test('key', 'No key.', (v) => v !== 0)", "rejected"],
  ["yup.number().nullable().test({ name: 'key', test: isKey })", "none"],
  ["yup.number().nullable().when('kind', (kind, schema) => schema)", "none"],
  ["yup.string().nullable()", "none"],
])("yup: %s is %s", (schema, expected) => {
  expect(classify(yup(schema))).toBe(expected);
});

test.each([
  ["vine.number().nullable()", "kept nullable"],
  ["vine.number().optional()", "kept"],
  ["vine.number().withoutDecimals().nullable().optional()", "kept nullable"],
  ["vine.number()", "none"],
  ["vine.number().min(1).nullable()", "rejected"],
  ["vine.number().positive().optional()", "rejected"],
  ["vine.number().min(0).optional()", "none"],
  ["vine.number().nullable().transform((v) => (v === 0 ? null : v))", "coerced nullable"],
  ["vine.number().use(exists({ table: 'users' })).nullable()", "none"],
  ["vine.number().exists({ table: 'users' }).nullable()", "none"],
  ["vine.string().nullable()", "none"],
])("vine: %s is %s", (schema, expected) => {
  expect(classify(vine(schema))).toBe(expected);
});

test.each([
  ["'number.integer | null'", "kept nullable"],
  ["'number.integer|null'", "kept nullable"],
  ["'(number | null)'", "kept nullable"],
  ["'number | null = null'", "kept nullable"],
  ["'number | undefined'", "kept"],
  ["'number'", "none"],
  ["'number > 0 | null'", "rejected"],
  ["'(number.integer >= 1) | null'", "rejected"],
  ["'0 < number < 100 | null'", "rejected"],
  ["'number >= 0 | null'", "none"],
  ["'number.integer & number > 0 | null'", "rejected"],
  ["'number[] | null'", "none"],
  ["'TaskId | null'", "none"],
  ["'number == 5 | null'", "none"],
  ["'string | null'", "none"],
  ["['number | null', '=>', (v) => (v === 0 ? null : v)]", "coerced nullable"],
  ["['number | null', ':', (v) => v !== 0]", "rejected"],
  ["['number', '|', 'null']", "none"],
  ["type('number | null')", "kept nullable"],
  ["type('number').or('null')", "kept nullable"],
  ["type('number').moreThan(0).or('null')", "rejected"],
  ["type('number | null').pipe((v) => (v === 0 ? null : v))", "coerced nullable"],
  ["type('number | null').narrow((v) => v !== 0)", "rejected"],
  ["'string.numeric.parse | null'", "kept nullable"],
])("ArkType: %s is %s", (schema, expected) => {
  expect(classify(arktype(schema))).toBe(expected);
});

test("ArkType marks an optional field at its key", () => {
  expect(classify(arktype("'number.integer'", "assigneeId?"))).toBe("kept");
  expect(readField(arktype("'number.integer'", "assigneeId?")).field.name).toBe("assigneeId");
});

test.each(["vine.create({ assigneeId: vine.number().nullable() })", "vine.withMetaData<{ userId: number }>().create({ assigneeId: vine.number().nullable() })"])("%s makes an object", (call) => {
  expect(classify(`import vine from "@vinejs/vine";\nexport const body = ${call};\n`)).toBe("kept nullable");
});
