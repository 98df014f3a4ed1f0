import { expect, test } from "vitest";
import { classifyDate } from "../../src/schemas/index.js";
import { openSchemas, readField } from "./support.js";

/** How a field's schema hands a datetime on. */
function classify(text: string, others?: Readonly<Record<string, string>>): string {
  const { context, field } = readField(text, others);
  const verdict = classifyDate(context, field.schema, field.owner.isPartial);
  return verdict.kind === "naive" && verdict.isConverted ? "naive, converted" : verdict.kind;
}

const zod = (schema: string, before = ""): string => `import { z } from "zod";\n${before}\nexport const body = z.object({ dueDate: ${schema} });\n`;
const valibot = (schema: string): string => `import { isoDateTime, isoTimestamp, object, optional, pipe, string, transform } from "valibot";\nexport const body = object({ dueDate: ${schema} });\n`;
const typebox = (schema: string): string => `import Type from "typebox";\nexport const body = Type.Object({ dueDate: ${schema} });\n`;
const validator = (decorators: string, type = "string"): string =>
  `import { IsDate, IsDateString, IsISO8601, IsOptional, IsRFC3339, IsString, Matches } from "class-validator";\nimport { Transform, Type } from "class-transformer";\nexport class Body {\n  ${decorators}\n  dueDate?: ${type};\n}\n`;

test.each([
  ["z.iso.datetime()", "none"],
  ["z.string().datetime()", "none"],
  ["z.iso.datetime({ offset: true })", "offset-kept"],
  ["z.string().datetime({ offset: true }).nullish()", "offset-kept"],
  ["z.iso.datetime({ local: true })", "naive"],
  ["z.iso.datetime({ local: true, offset: true }).transform((v) => new Date(v))", "naive, converted"],
  ["z.iso.datetime({ local: true }).transform((v) => new Date(v).toISOString())", "naive, converted"],
  ["z.iso.datetime({ local: true }).transform((v) => new Date(`${v}Z`))", "none"],
  ["z.iso.datetime({ local: true }).transform((v) => dayjs.tz(v, zone).toDate())", "none"],
  ["z.iso.datetime({ offset: true }).transform((v) => new Date(v))", "none"],
  ["z.iso.datetime({ offset: true }).transform((v) => new Date(v).toISOString()).optional()", "none"],
  ["z.iso.datetime({ offset: true }).pipe(z.coerce.date())", "none"],
  ["z.preprocess((v) => (v instanceof Date ? v.toISOString() : v), z.iso.datetime({ offset: true }))", "offset-kept"],
  ["z.date()", "none"],
  ["z.coerce.date()", "none"],
  ["z.coerce.date().optional()", "epoch"],
  ["z.coerce.date().min(new Date()).optional()", "none"],
  ["z.coerce.date().max(new Date()).optional()", "epoch"],
  ["z.coerce.date().nullable().optional()", "none"],
  ["z.coerce.date().nullish()", "none"],
  ["z.string()", "plain-text"],
  ["z.string().min(1).optional()", "plain-text"],
  ["z.string().regex(/Z$/)", "none"],
  ["z.string().transform((v) => new Date(v))", "none"],
  ["z.string().nullish().transform((v) => new Date(v))", "epoch"],
  ["z.iso.date()", "none"],
  ["z.any()", "none"],
  ["z.number()", "none"],
  ["z.enum(['today', 'tomorrow'])", "none"],
])("zod: %s is %s", (schema, expected) => {
  expect(classify(zod(schema))).toBe(expected);
});

test.each([
  ["pipe(string(), isoTimestamp())", "offset-kept"],
  ["optional(pipe(string(), isoDateTime()))", "naive"],
  ["pipe(string(), isoTimestamp(), transform((value) => new Date(value)))", "none"],
  ["optional(string())", "plain-text"],
])("valibot: %s is %s", (schema, expected) => {
  expect(classify(valibot(schema))).toBe(expected);
});

test.each([
  ["Type.String({ format: 'date-time' })", "offset-kept"],
  ["Type.String({ format: 'iso-date-time' })", "naive"],
  ["Type.String({ format: 'date' })", "none"],
  ["Type.String({ format: 'uri' })", "none"],
  ["Type.String({ pattern: 'Z$' })", "none"],
  ["Type.String({ maxLength: 30 })", "plain-text"],
])("TypeBox: %s is %s", (schema, expected) => {
  expect(classify(typebox(schema))).toBe(expected);
});

test.each([
  ["@IsDateString()", "naive"],
  ["@IsOptional() @IsISO8601({ strict: true })", "naive"],
  ["@IsRFC3339()", "offset-kept"],
  ["@IsString()", "plain-text"],
  ["@IsString() @Matches(/Z$/)", "none"],
  ["@IsDateString() @Transform(({ value }) => toUtc(value))", "none"],
  ["@IsDate()", "unconverted"],
  ["@IsDate() @Type(() => Date)", "none"],
  ["@IsDate() @Transform(({ value }) => new Date(value))", "none"],
])("class-validator: %s is %s", (decorators, expected) => {
  expect(classify(validator(decorators))).toBe(expected);
});

test("helpers and callbacks are followed into other files", () => {
  const others = {
    "dates.ts": `import { z } from "zod";
export const toInstant = (value: string) => new Date(value);
export function optionalUtc() { return z.iso.datetime({ offset: true }).transform(toInstant).nullish(); }
export const wire = z.iso.datetime({ offset: true });
`,
  };
  const from = `import { optionalUtc, toInstant, wire } from "./dates.js";`;
  expect(classify(zod("optionalUtc()", from), others)).toBe("none");
  expect(classify(zod("wire.optional()", from), others)).toBe("offset-kept");
  expect(classify(zod("wire.transform(toInstant)", from), others)).toBe("none");
});

test.each([
  ["where it is written", "export const body = z.object({ dueDate: z.coerce.date() }).partial();", true],
  ["under another name", "const task = z.object({ dueDate: z.coerce.date() });\nexport const body = task.partial();", true],
  ["nowhere", "export const body = z.object({ dueDate: z.coerce.date() });", false],
])("partial %s", (_, text, isPartial) => {
  const { schemas, context } = openSchemas(`import { z } from "zod";\n${text}\n`);
  const [field] = schemas.flatMap(({ fields }) => fields);
  expect(field && classifyDate(context, field.schema, field.owner.isPartial).kind).toBe(isPartial ? "epoch" : "none");
});

const joi = (schema: string): string => `import Joi from "joi";\nexport const body = Joi.object({ dueDate: ${schema} });\n`;
const yup = (schema: string): string => `import { date, mixed, object, string } from "yup";\nexport const body = object({ dueDate: ${schema} });\n`;
const vine = (schema: string): string => `import vine from "@vinejs/vine";\nimport { DateTime } from "luxon";\nexport const body = vine.compile(vine.object({ dueDate: ${schema} }));\n`;
const arktype = (schema: string): string => `import { type } from "arktype";\nexport const body = type({ "dueDate?": ${schema} });\n`;

test.each([
  ["Joi.date()", "none"],
  ["Joi.date().iso().required()", "none"],
  ["Joi.date().min('now').allow(null)", "none"],
  ["Joi.date().raw()", "naive"],
  ["Joi.date().iso().raw().allow(null)", "naive"],
  ["Joi.date().timestamp().raw()", "none"],
  ["Joi.string().isoDate()", "none"],
  ["Joi.string().isoDate().allow(null, '')", "none"],
  ["Joi.string().allow(null)", "plain-text"],
  ["Joi.string().pattern(/Z$/)", "none"],
  ["Joi.string().valid('today', 'tomorrow')", "none"],
  ["Joi.number().raw()", "none"],
  ["Joi.any()", "none"],
])("joi: %s is %s", (schema, expected) => {
  expect(classify(joi(schema))).toBe(expected);
});

test.each([
  ["date()", "none"],
  ["date().optional()", "none"],
  ["date().nullable()", "none"],
  ["date().transform((_, original) => new Date(original))", "epoch"],
  ["string().datetime()", "none"],
  ["string().datetime({ allowOffset: true }).nullable()", "offset-kept"],
  ["string().required()", "plain-text"],
  ["string().matches(/Z$/)", "none"],
  ["mixed()", "none"],
])("yup: %s is %s", (schema, expected) => {
  expect(classify(yup(schema))).toBe(expected);
});

test.each([
  ["vine.date()", "naive, converted"],
  ["vine.date().optional()", "naive, converted"],
  ["vine.date({ formats: ['iso8601'] })", "naive, converted"],
  ["vine.date({ formats: ['YYYY-MM-DDTHH:mm'] }).nullable()", "naive, converted"],
  ["vine.date({ formats: ['YYYY-MM-DDTHH:mm:ss[Z]'] })", "naive, converted"],
  ["vine.date().transform((v) => DateTime.fromJSDate(v))", "naive, converted"],
  ["vine.date().transform((v) => DateTime.fromJSDate(v).setZone('utc', { keepLocalTime: true }))", "none"],
  ["vine.date({ formats: { utc: true } }).transform((v) => DateTime.fromJSDate(v))", "none"],
  ["vine.date({ formats: { utc: true } })", "none"],
  ["vine.date({ formats: ['YYYY-MM-DD'] })", "none"],
  ["vine.date({ formats: ['YYYY-MM-DDTHH:mm:ssZ', 'x'] })", "none"],
  ["vine.date({ formats })", "none"],
  ["vine.date(options)", "none"],
  ["vine.string().optional()", "plain-text"],
  ["vine.string().regex(/Z$/)", "none"],
])("vine: %s is %s", (schema, expected) => {
  expect(classify(vine(schema))).toBe(expected);
});

test.each([
  ["'string.date.iso'", "naive"],
  ["'string.date | null'", "naive"],
  ["'string.date.iso.parse'", "none"],
  ["'string.date.iso.parse | null'", "none"],
  ["'string.date.epoch'", "none"],
  ["'string'", "plain-text"],
  ["'string > 0'", "plain-text"],
  ["'string.uuid'", "none"],
  ["'Date'", "none"],
  ["'DueDate'", "none"],
  ["['string.date.iso', '=>', (v) => new Date(v)]", "naive, converted"],
  ["type('string.date.iso').pipe((v) => new Date(`${v}Z`))", "none"],
])("ArkType: %s is %s", (schema, expected) => {
  expect(classify(arktype(schema))).toBe(expected);
});
