import { expect, test } from "vitest";
import { classifyDate, classifyZero } from "../../src/schemas/index.js";
import { openSchemas, readField } from "./support.js";

/** What a field's schema does with 0, and what else it turns into 0. */
function classifyKey(text: string, others?: Readonly<Record<string, string>>): string {
  const { context, field } = readField(text, others);
  const { kind, madeOf, isNullable } = classifyZero(context, field.schema);
  return [kind, ...madeOf, ...(isNullable ? ["nullable"] : [])].join(" ");
}

function classifyDue(text: string, others?: Readonly<Record<string, string>>): string {
  const { context, field } = readField(text, others);
  return classifyDate(context, field.schema, field.owner.isPartial).kind;
}

/** The fields that are read, and what each does with 0. */
function listKeys(text: string, others?: Readonly<Record<string, string>>): string[] {
  const { context, schemas } = openSchemas(text, others);
  return schemas.flatMap(({ fields, isReshaped }) => (isReshaped ? ["reshaped"] : fields.map(({ name, schema }) => `${name} ${classifyZero(context, schema).kind}`)));
}

const effect = (schema: string): string => `import { Schema } from "effect";\nexport const Body = Schema.Struct({ field: ${schema} });\n`;
const elysia = (schema: string): string => `import { t } from "elysia";\nexport const body = t.Object({ field: ${schema} });\n`;
const json = (schema: string, rest = ""): string => `export const body = { type: "object", ${rest} properties: { field: ${schema} } } as const;\n`;
const mini = (schema: string): string => `import * as z from "zod/mini";\nexport const body = z.object({ field: ${schema} });\n`;

test.each([
  ["Schema.NullOr(Schema.Number)", "kept nullable"],
  ["Schema.optional(Schema.NullOr(Schema.Int))", "kept nullable"],
  ["Schema.optional(Schema.Number)", "kept"],
  ["Schema.NullishOr(Schema.Number.annotations({ title: 'key' }))", "kept nullable"],
  ["Schema.Number.pipe(Schema.int(), Schema.NullOr)", "kept nullable"],
  ["Schema.optionalWith(Schema.Number, { nullable: true })", "kept"],
  ["Schema.optionalWith(Schema.Number, { default: () => 1 })", "none"],
  ["Schema.NullOr(Schema.Positive)", "rejected"],
  ["Schema.NullOr(Schema.Number.pipe(Schema.int(), Schema.positive()))", "rejected"],
  ["Schema.NullOr(Schema.Number.check(Schema.isGreaterThan(0)))", "rejected"],
  ["Schema.NullOr(Schema.Number).pipe(Schema.filter((v) => v !== 0))", "rejected"],
  ["Schema.NullOr(Schema.NonNegative)", "none"],
  ["Schema.optional(Schema.NumberFromString)", "kept"],
  ["Schema.optional(Schema.NumberFromString.pipe(Schema.positive()))", "rejected"],
  ["Schema.Union(Schema.Number, Schema.Null)", "kept nullable"],
  ["Schema.Union([Schema.Number, Schema.Null])", "kept nullable"],
  ["Schema.Number", "none"],
  ["Schema.NullOr(Schema.UUID)", "none"],
  ["Schema.NullOr(Schema.Number.pipe(somethingNew()))", "none"],
  ["Schema.transform(Schema.NullOr(Schema.Number), Schema.NullOr(Schema.Number), options)", "none"],
])("Effect Schema: %s is %s", (schema, expected) => {
  expect(classifyKey(effect(schema))).toBe(expected);
});

test("an Effect class is an object", () => {
  expect(listKeys(`import * as S from "effect/Schema";\nexport class Body extends S.Class<Body>("Body")({ laneId: S.NullOr(S.Number) }) {}\n`)).toEqual(["laneId kept"]);
});

test.each([
  ["Schema.String", "plain-text"],
  ["Schema.optional(Schema.String)", "plain-text"],
  ["Schema.String.pipe(Schema.pattern(/Z$/))", "none"],
  ["Schema.optional(Schema.Date)", "none"],
  ["Schema.NullOr(Schema.DateFromString)", "none"],
  ["Schema.DateTimeUtc", "none"],
])("Effect Schema: a date as %s is %s", (schema, expected) => {
  expect(classifyDue(effect(schema))).toBe(expected);
});

test.each([
  ["t.Optional(t.Numeric())", "kept"],
  ["t.Optional(t.Nullable(t.Numeric()))", "kept nullable"],
  ["t.Optional(t.Numeric({ minimum: 1 }))", "rejected"],
  ["t.MaybeEmpty(t.Integer())", "kept nullable"],
  ["t.Union([t.Integer(), t.Null()])", "kept nullable"],
  ["t.Transform(t.Nullable(t.Number())).Decode((v) => (v === 0 ? null : v)).Encode((v) => v)", "coerced nullable"],
  ["t.Optional(t.String({ format: 'uuid' }))", "none"],
  ["t.Numeric()", "none"],
])("Elysia: %s is %s", (schema, expected) => {
  expect(classifyKey(elysia(schema))).toBe(expected);
});

test.each([
  ["t.String({ format: 'date-time' })", "offset-kept"],
  ["t.String()", "plain-text"],
  ["t.Optional(t.Date())", "none"],
  ["t.Nullable(t.Date())", "none"],
  ["t.String({ format: 'date' })", "none"],
])("Elysia: a date as %s is %s", (schema, expected) => {
  expect(classifyDue(elysia(schema))).toBe(expected);
});

test.each([
  ["{ type: 'integer' }", "kept"],
  ["{ type: ['integer', 'null'], description: 'a key' }", "kept nullable"],
  ["{ type: 'integer', nullable: true }", "kept nullable"],
  ["{ anyOf: [{ type: 'integer' }, { type: 'null' }] }", "kept nullable"],
  ["{ anyOf: [{ type: 'null' }, { type: 'integer' }] }", "none"],
  ["{ type: ['integer', 'null'], minimum: 1 }", "rejected"],
  ["{ type: 'number', exclusiveMinimum: 0 }", "rejected"],
  ["{ type: 'integer', minimum: 0 }", "none"],
  ["{ type: ['integer', 'null'], not: { const: 0 } }", "none"],
  ["{ type: ['integer', 'null'], enum: [1, 2, null] }", "none"],
  ["{ $ref: 'key#' }", "none"],
  ["{ ...key }", "none"],
  ["{ type: 'string' }", "none"],
])("JSON Schema: %s is %s", (schema, expected) => {
  expect(classifyKey(json(schema))).toBe(expected);
});

test.each([
  ["required: ['field'],", "none"],
  ["required: [...others],", "none"],
  ["...base,", "none"],
  ["required: ['other'],", "kept"],
])("JSON Schema: with %s an integer is %s", (rest, expected) => {
  expect(classifyKey(json("{ type: 'integer' }", rest))).toBe(expected);
});

test.each([
  ["{ type: 'string', format: 'date-time' }", "offset-kept"],
  ["{ type: ['string', 'null'], format: 'iso-date-time' }", "naive"],
  ["{ type: 'string', format: 'date' }", "none"],
  ["{ type: 'string' }", "plain-text"],
  ["{ type: 'string', pattern: 'Z$' }", "none"],
])("JSON Schema: a date as %s is %s", (schema, expected) => {
  expect(classifyDue(json(schema))).toBe(expected);
});

test.each([
  ["z.nullable(z.number())", "kept nullable"],
  ["z.nullable(z.number().check(z.positive()))", "rejected"],
  ["z.optional(z.coerce.number())", "kept '' null"],
  ["z.pipe(z.nullable(z.number()), z.transform((v) => (v === 0 ? null : v)))", "coerced nullable"],
  ["z.optional(z.int().check(z.minimum(1)))", "rejected"],
])("zod/mini: %s is %s", (schema, expected) => {
  expect(classifyKey(mini(schema))).toBe(expected);
});

test.each(["zod/v3", "zod/v4", "@hono/zod-openapi", "nestjs-zod", "nestjs-zod/z"])("%s hands on zod", (specifier) => {
  expect(classifyKey(`import { z } from "${specifier}";\nexport const body = z.object({ field: z.number().nullable() });\n`)).toBe("kept nullable");
});

test("TypeBox: an early null may take the 0", () => {
  const typebox = (schema: string): string => `import { Type } from "@sinclair/typebox";\nexport const body = Type.Object({ field: ${schema} });\n`;
  expect(classifyKey(typebox("Type.Union([Type.Null(), Type.Integer()])"))).toBe("none");
  expect(classifyKey(typebox("Type.Union([Type.Integer(), Type.Null()])"))).toBe("kept nullable");
});

const TABLES = {
  "tables.ts": `import { integer, pgTable, serial, text, timestamp, uuid } from "drizzle-orm/pg-core";
const stamps = { createdAt: timestamp().defaultNow() };
export const tasks = pgTable("tasks", {
  id: serial().primaryKey(),
  projectId: integer().notNull().references(() => projects.id),
  laneId: integer().references(() => lanes.id),
  ownerId: uuid(),
  title: text().notNull(),
  sumId: integer().generatedAlwaysAs(sql\`1\`),
  oddId: integer().something(),
  ...stamps,
});
export const lanes = pgTable("lanes", (t) => ({ boardId: t.integer("board_id"), dueAt: t.timestamp({ mode: "string" }) }));
`,
};

const derive = (call: string, library = "drizzle-zod"): string =>
  `import { createInsertSchema, createSelectSchema, createUpdateSchema } from "${library}";\nimport { z } from "zod";\nimport { lanes, tasks } from "./tables.js";\nexport const body = ${call};\n`;

test.each(["drizzle-zod", "drizzle-valibot", "drizzle-typebox"])("%s: a schema has the columns of its table", (library) => {
  expect(listKeys(derive("createInsertSchema(tasks)", library), TABLES)).toEqual(["id none", "projectId none", "laneId kept", "ownerId none", "title none", "oddId none", "createdAt none"]);
});

test.each([
  ["createUpdateSchema(lanes)", ["boardId kept", "dueAt none"]],
  ["createSelectSchema(lanes)", []],
  ["createInsertSchema(unknown)", []],
  ["createInsertSchema(lanes, overrides)", []],
  ["createInsertSchema(lanes).omit({ boardId: true })", ["dueAt none"]],
  ["createInsertSchema(lanes).pick({ boardId: true })", ["boardId kept"]],
  ["createInsertSchema(lanes).pick(names)", ["reshaped"]],
  ["createInsertSchema(lanes).extend({ boardId: z.number().positive().nullish() })", ["dueAt none", "boardId rejected"]],
  ["createInsertSchema(lanes, { boardId: (schema) => schema.positive() })", ["boardId rejected", "dueAt none"]],
  ["createInsertSchema(lanes, { boardId: (schema) => schema.transform((v) => v || null) })", ["boardId coerced", "dueAt none"]],
  ["createInsertSchema(lanes, { boardId: z.number().nullish() })", ["boardId kept", "dueAt none"]],
  ["createInsertSchema(lanes, { boardId: z.number().positive() })", ["boardId none", "dueAt none"]],
])("%s: %j", (call, expected) => {
  expect(listKeys(derive(call), TABLES).sort()).toEqual([...expected].sort());
});
