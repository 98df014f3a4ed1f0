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
