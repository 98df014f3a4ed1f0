import rule from "../../rules/require-datetime-normalization.js";
import { createRuleTester } from "../support/rule-tester.js";

const TABLES = {
  "tables.ts": `import { date, pgTable, timestamp } from "drizzle-orm/pg-core";
export const tasks = pgTable("tasks", { effectiveDate: date("effective_date"), closedAt: timestamp("closed_at"), openedAt: timestamp("opened_at", { withTimezone: true, mode: "string" }) });
`,
};

createRuleTester(TABLES).run("require-datetime-normalization: zod", rule, {
  valid: [
    {
      name: "only UTC is accepted",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime() });`,
    },
    {
      name: "converted to a Date",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }).transform((v) => new Date(v)) });`,
    },
    {
      name: "a zone is named for what has none",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ local: true }).transform((v) => new Date(\`\${v}Z\`)) });`,
    },
    {
      name: "null stays null",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.coerce.date().nullish() });`,
    },
    {
      name: "a required coercion",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.coerce.date() });`,
    },
    {
      name: "a text of a known form",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.string().regex(/Z$/) });`,
    },
    {
      name: "a time of day",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ startTime: z.string() });`,
    },
    {
      name: "a day, by name",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ birthDate: z.string(), startsOn: z.iso.datetime({ local: true }) });`,
    },
    {
      name: "a day, by its column",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ effectiveDate: z.string() });`,
    },
    {
      name: "a wall-clock time with its zone beside it",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ startsAt: z.iso.datetime({ local: true }), timeZone: z.string() });`,
    },
    {
      name: "a response",
      code: `import { z } from "zod";
export const createTaskResponse = z.object({ dueDate: z.iso.datetime({ offset: true }) });`,
    },
    {
      name: "a filter",
      code: `import { z } from "zod";
export const listTasksInput = z.object({ dueDate: z.string() });`,
    },
    {
      name: "the handler parses it",
      code: `import { z } from "zod";
const createTaskBody = z.object({ dueDate: z.string() });
export const create = (body) => { const { dueDate } = createTaskBody.parse(body); return insert(new Date(dueDate)); };`,
    },
    {
      name: "the handler beside the schema parses it",
      code: `import { z } from "zod";
app.post("/tasks", validator("json", z.object({ body: z.object({ dueDate: z.string() }) })), async (c) => insert(new Date(c.req.valid("json").body.dueDate)));`,
    },
    {
      name: "a command of the code's own, a figure to be worked out, a guard of responses",
      code: `import { z } from "zod";
export const createTaskCommand = z.object({ dueDate: z.string() });
export const updateInsightsInput = z.object({ body: z.object({ dueDate: z.string() }) });
export const taskResponseGuard = z.object({ body: z.object({ dueDate: z.string() }) });`,
    },
    {
      name: "1970 is refused",
      code: `import { z } from "zod";
export const updateTaskBody = z.object({ dueDate: z.coerce.date().min(new Date()).optional() });`,
    },
    {
      name: "the columns keep the instant, by what they are declared as",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ openedAt: z.iso.datetime({ offset: true }) });`,
    },
    {
      name: "the columns keep the instant",
      settings: { "unit-of-work": { dates: { storage: "aware" } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }) });`,
    },
    {
      name: "the project's own helper",
      settings: { "unit-of-work": { normalizers: { datetime: { module: "@acme/dates", export: "toInstant" } } } },
      code: `import { toInstant } from "@acme/dates";
import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }).transform(toInstant) });`,
    },
    {
      name: "a helper that nobody sees",
      code: `import { toInstant } from "@acme/dates";
import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }).transform(toInstant) });`,
    },
  ],
  invalid: [
    {
      name: "the setting knows better than the declaration",
      settings: { "unit-of-work": { dates: { storage: "naive-utc" } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ openedAt: z.iso.datetime({ offset: true }) });`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ openedAt: z.iso.datetime({ offset: true }).transform((v) => new Date(v)) });`,
      errors: [{ messageId: "offsetKept", data: { field: "openedAt" }, line: 2, column: 42, endLine: 2, endColumn: 84 }],
    },
    {
      name: "the offset is kept: fixed where nobody sees the change of type",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }) });
export type CreateTask = z.infer<typeof createTaskBody>;`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }).transform((v) => new Date(v)) });
export type CreateTask = z.infer<typeof createTaskBody>;`,
      errors: [{ messageId: "offsetKept", data: { field: "dueDate" }, line: 2, column: 42, endLine: 2, endColumn: 83 }],
    },
    {
      name: "another handler of the module parses its own",
      code: `import { z } from "zod";
app.post("/notes", validator("json", z.object({ dueDate: z.string() })), async (c) => insert(new Date(c.req.valid("json").dueDate)));
app.post("/tasks", validator("json", z.object({ body: z.object({ dueDate: z.string() }) })), async (c) => insert(c.req.valid("json")));`,
      output: null,
      errors: [{ messageId: "plainText", data: { field: "dueDate", library: "zod" }, line: 3, column: 66, endLine: 3, endColumn: 85 }],
    },
    {
      name: "an optional one keeps null and undefined",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ closedAt: z.iso.datetime({ offset: true }).nullish() });`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ closedAt: z.iso.datetime({ offset: true }).nullish().transform((v) => (v == null ? v : new Date(v))) });`,
      errors: [{ messageId: "offsetKept", data: { field: "closedAt" }, line: 2, column: 42, endLine: 2, endColumn: 94 }],
    },
    {
      name: "a suggestion where code reads the value",
      code: `import { z } from "zod";
const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }) });
export const create = (body) => insert(createTaskBody.parse(body));`,
      output: null,
      errors: [
        {
          messageId: "offsetKept",
          data: { field: "dueDate" },
          line: 2,
          column: 35,
          endLine: 2,
          endColumn: 76,
          suggestions: [
            {
              messageId: "normalize",
              output: `import { z } from "zod";
const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }).transform((v) => new Date(v)) });
export const create = (body) => insert(createTaskBody.parse(body));`,
            },
          ],
        },
      ],
    },
    {
      name: "the project's own helper is used and imported",
      settings: { "unit-of-work": { normalizers: { datetime: { module: "./src/dates.js", export: "toInstant" } } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }) });`,
      output: `import { toInstant } from "./src/dates.js";
import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }).transform(toInstant) });`,
      errors: [{ messageId: "offsetKept", data: { field: "dueDate" }, line: 2, column: 42, endLine: 2, endColumn: 83 }],
    },
    {
      name: "a normaliser before parsing does nothing",
      code: `import { z } from "zod";
const toUtc = (value) => (value instanceof Date ? value.toISOString() : value);
export const createTaskBody = z.object({ dueDate: z.preprocess(toUtc, z.iso.datetime({ offset: true })) });`,
      output: `import { z } from "zod";
const toUtc = (value) => (value instanceof Date ? value.toISOString() : value);
export const createTaskBody = z.object({ dueDate: z.preprocess(toUtc, z.iso.datetime({ offset: true })).transform((v) => new Date(v)) });`,
      errors: [{ messageId: "offsetKept", data: { field: "dueDate" }, line: 3, column: 42, endLine: 3, endColumn: 104 }],
    },
    {
      name: "a datetime without an offset, kept",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ startsAt: z.iso.datetime({ local: true }) });`,
      output: null,
      errors: [{ messageId: "naive", data: { field: "startsAt", library: "zod" }, line: 2, column: 42, endLine: 2, endColumn: 83 }],
    },
    {
      name: "a datetime without an offset, converted",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ startsAt: z.iso.datetime({ local: true }).transform((v) => new Date(v)) });`,
      output: null,
      errors: [{ messageId: "naiveConverted", data: { field: "startsAt" }, line: 2, column: 42, endLine: 2, endColumn: 113 }],
    },
    {
      name: "any text",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.string().min(1) });`,
      output: null,
      errors: [{ messageId: "plainText", data: { field: "dueDate", library: "zod" }, line: 2, column: 42, endLine: 2, endColumn: 68 }],
    },
    {
      name: "null becomes 1970",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.coerce.date().optional() });`,
      output: null,
      errors: [
        {
          messageId: "epoch",
          data: { field: "dueDate", library: "zod" },
          line: 2,
          column: 42,
          endLine: 2,
          endColumn: 77,
          suggestions: [
            {
              messageId: "admitNull",
              output: `import { z } from "zod";
export const createTaskBody = z.object({ dueDate: z.coerce.date().optional().nullable() });`,
            },
          ],
        },
      ],
    },
    {
      name: "null becomes 1970 in the partial schema",
      code: `import { z } from "zod";
const createTaskBody = z.object({ dueDate: z.coerce.date() });
export const updateTaskBody = createTaskBody.partial();`,
      output: null,
      errors: [
        {
          messageId: "epoch",
          data: { field: "dueDate", library: "zod" },
          line: 2,
          column: 35,
          endLine: 2,
          endColumn: 59,
          suggestions: [
            {
              messageId: "admitNull",
              output: `import { z } from "zod";
const createTaskBody = z.object({ dueDate: z.coerce.date().nullable() });
export const updateTaskBody = createTaskBody.partial();`,
            },
          ],
        },
      ],
    },
    {
      name: "a name of the settings",
      settings: { "unit-of-work": { dates: { names: ["^moment$"] } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ moment: z.string(), dueDate: z.string() });`,
      output: null,
      errors: [{ messageId: "plainText", data: { field: "moment", library: "zod" }, line: 2, column: 42, endLine: 2, endColumn: 60 }],
    },
  ],
});

createRuleTester().run("require-datetime-normalization: valibot and TypeBox", rule, {
  valid: [
    {
      name: "valibot, converted",
      code: `import * as v from "valibot";
export const CreateTaskInput = v.object({ dueDate: v.pipe(v.string(), v.isoTimestamp(), v.transform((value) => new Date(value))) });`,
    },
    {
      name: "TypeBox, a day",
      code: `import { Type } from "@sinclair/typebox";
export const CreateTaskBody = Type.Object({ dueDate: Type.String({ format: "date" }) });`,
    },
  ],
  invalid: [
    {
      name: "valibot, the offset is kept",
      code: `import * as v from "valibot";
export const CreateTaskInput = v.object({ dueDate: v.pipe(v.string(), v.isoTimestamp()) });`,
      output: `import * as v from "valibot";
export const CreateTaskInput = v.object({ dueDate: v.pipe(v.pipe(v.string(), v.isoTimestamp()), v.transform((v) => new Date(v))) });`,
      errors: [{ messageId: "offsetKept", data: { field: "dueDate" }, line: 2, column: 43, endLine: 2, endColumn: 88 }],
    },
    {
      name: "valibot, without an offset",
      code: `import { isoDateTime, object, pipe, string } from "valibot";
export const CreateTaskInput = object({ dueDate: pipe(string(), isoDateTime()) });`,
      output: null,
      errors: [{ messageId: "naive", data: { field: "dueDate", library: "valibot" }, line: 2, column: 41, endLine: 2, endColumn: 79 }],
    },
    {
      name: "TypeBox, the offset is kept",
      code: `import { Type } from "@sinclair/typebox";
export const CreateTaskBody = Type.Object({ dueDate: Type.String({ format: "date-time" }) });`,
      output: null,
      errors: [{ messageId: "offsetKept", data: { field: "dueDate" }, line: 2, column: 45, endLine: 2, endColumn: 90 }],
    },
  ],
});

createRuleTester().run("require-datetime-normalization: class-validator", rule, {
  valid: [
    {
      name: "converted before it is checked",
      code: `import { Type } from "class-transformer";
import { IsDate } from "class-validator";
export class CreateTaskDto {
  @IsDate() @Type(() => Date) dueDate!: Date;
}`,
    },
    {
      name: "a transformation that nobody sees",
      code: `import { Transform } from "class-transformer";
import { IsDateString } from "class-validator";
import { toUtc } from "@acme/dates";
export class CreateTaskDto {
  @IsDateString() @Transform(toUtc) dueDate!: string;
}`,
    },
    {
      name: "a response",
      code: `import { IsDateString } from "class-validator";
export class TaskResponse {
  @IsDateString() createdAt!: string;
}`,
    },
  ],
  invalid: [
    {
      name: "every form is accepted and kept",
      code: `import { IsDateString } from "class-validator";
export class CreateTaskDto {
  @IsDateString() due!: string;
}`,
      output: null,
      errors: [{ messageId: "naive", data: { field: "due", library: "class-validator" }, line: 3, column: 19, endLine: 3, endColumn: 22 }],
    },
    {
      name: "nothing makes a Date",
      code: `import { IsDate } from "class-validator";
export class CreateTaskDto {
  @IsDate() dueDate!: Date;
}`,
      output: null,
      errors: [{ messageId: "unconverted", data: { field: "dueDate" }, line: 3, column: 13, endLine: 3, endColumn: 20 }],
    },
  ],
});

const VALIDATE = {
  "validate.ts": `export const validate = (schema, target = "body") => (req, res, next) => {
  req[target] = schema.parse(req[target]);
  next();
};
`,
  "routes.ts": `import { validate } from "./validate.js";
import { markDead, markSeen } from "./schemas.js";
router.post("/dead", validate(markDead), controller.markDead);
router.get("/seen", validate(markSeen, "query"), controller.markSeen);
`,
  "schemas.ts": "",
};

createRuleTester(VALIDATE).run("require-datetime-normalization: a schema that a middleware is given", rule, {
  valid: [
    {
      name: "for the query",
      filename: "schemas.ts",
      code: `import { z } from "zod";
export const markSeen = z.object({ date: z.string() });`,
    },
    {
      name: "an invitation that only a response holds",
      filename: "schemas.ts",
      code: `import { IsDate, ValidateNested } from "class-validator";
export class InviteDto { @IsDate() invitationDate!: Date; }
export class MemberResponseDto { @ValidateNested() invite!: InviteDto; }`,
    },
  ],
  invalid: [
    {
      name: "for the body",
      filename: "schemas.ts",
      code: `import { z } from "zod";
export const markDead = z.object({ date: z.string() });`,
      output: null,
      errors: [{ messageId: "plainText", data: { field: "date", library: "zod" }, line: 2, column: 36, endLine: 2, endColumn: 52 }],
    },
    {
      name: "an invitation that a request holds",
      filename: "schemas.ts",
      code: `import { IsDate, ValidateNested } from "class-validator";
export class InviteDto { @IsDate() invitationDate!: Date; }
export class CreateMemberDto { @ValidateNested() invite!: InviteDto; }`,
      output: null,
      errors: [{ messageId: "unconverted", data: { field: "invitationDate" }, line: 2, column: 36, endLine: 2, endColumn: 50 }],
    },
  ],
});

const PLACES = {
  "schemas.ts": "",
  "routes.ts": `import Fastify from "fastify";
import { Elysia } from "elysia";
import { HttpApiEndpoint } from "@effect/platform";
import { schema, reply, sent, Card, CardRow } from "./schemas.js";
const app = Fastify();
app.post("/tasks", { schema: { body: schema, response: { 200: reply } } }, async () => ({}));
new Elysia().post("/cards", ({ body }) => body, { body: sent });
export const createCard = HttpApiEndpoint.post("createCard", "/cards").setPayload(Card).addSuccess(CardRow);
`,
};

createRuleTester(PLACES).run("require-datetime-normalization: JSON Schema, Elysia, Effect Schema", rule, {
  valid: [
    {
      name: "JSON Schema: no use is visible",
      code: `export const createTaskBody = { type: "object", properties: { dueDate: { type: "string", format: "date-time" } } };`,
    },
    {
      name: "JSON Schema: a response, and a day",
      filename: "schemas.ts",
      code: `export const reply = { type: "object", properties: { dueDate: { type: "string", format: "date-time" } } };
export const schema = { type: "object", properties: { dueDate: { type: "string", format: "date" }, closedAt: { type: "string", pattern: "Z$" } } };`,
    },
    {
      name: "Elysia: a Date",
      filename: "schemas.ts",
      code: `import { t } from "elysia";
export const sent = t.Object({ dueDate: t.Date(), closedAt: t.Optional(t.Date()) });`,
    },
    {
      name: "Effect Schema: a Date or a DateTime, null stays out or null",
      filename: "schemas.ts",
      code: `import { Schema } from "effect";
export const Card = Schema.Struct({ dueDate: Schema.Date, closedAt: Schema.optional(Schema.NullOr(Schema.DateFromString)), sentAt: Schema.DateTimeUtc });
export const CardRow = Schema.Struct({ createdAt: Schema.String });`,
    },
  ],
  invalid: [
    {
      name: "JSON Schema: the offset is kept, or there is none",
      filename: "schemas.ts",
      code: `export const schema = { type: "object", properties: { dueDate: { type: "string", format: "date-time" }, closedAt: { type: "string", format: "iso-date-time" }, sentAt: { type: "string" } } } as const;`,
      output: null,
      errors: [
        { messageId: "offsetKept", data: { field: "dueDate" }, line: 1, column: 55, endLine: 1, endColumn: 103 },
        { messageId: "naive", data: { field: "closedAt", library: "the JSON schema" }, line: 1, column: 105, endLine: 1, endColumn: 158 },
        { messageId: "plainText", data: { field: "sentAt", library: "the JSON schema" }, line: 1, column: 160, endLine: 1, endColumn: 186 },
      ],
    },
    {
      name: "Elysia: the offset is kept",
      filename: "schemas.ts",
      code: `import { t } from "elysia";
export const sent = t.Object({ dueDate: t.String({ format: "date-time" }) });`,
      output: null,
      errors: [{ messageId: "offsetKept", data: { field: "dueDate" }, line: 2, column: 32, endLine: 2, endColumn: 74 }],
    },
    {
      name: "Effect Schema: any text",
      filename: "schemas.ts",
      code: `import { Schema } from "effect";
export const Card = Schema.Struct({ dueDate: Schema.optional(Schema.String) });`,
      output: null,
      errors: [{ messageId: "plainText", data: { field: "dueDate", library: "Effect Schema" }, line: 2, column: 37, endLine: 2, endColumn: 76 }],
    },
  ],
});

const COLUMNS = {
  "tables.ts": `import { date, pgTable, text, timestamp } from "drizzle-orm/pg-core";
export const tasks = pgTable("tasks", { title: text().notNull(), dueAt: timestamp("due_at", { mode: "string" }), sentAt: timestamp("sent_at"), dayOf: date("day_of") });
`,
};

createRuleTester(COLUMNS).run("require-datetime-normalization: schemas of tables", rule, {
  valid: [
    {
      name: "the column is left out or replaced",
      code: `import { createInsertSchema } from "drizzle-zod";
import { z } from "zod";
import { tasks } from "./tables.js";
export const insertTaskSchema = createInsertSchema(tasks).omit({ dueAt: true });
export const insertCardSchema = createInsertSchema(tasks, { dueAt: z.iso.datetime() });`,
    },
  ],
  invalid: [
    {
      name: "a timestamp that is a text takes any",
      code: `import { createInsertSchema } from "drizzle-zod";
import { tasks } from "./tables.js";
export const insertTaskSchema = createInsertSchema(tasks);`,
      output: null,
      errors: [{ messageId: "plainText", data: { field: "dueAt", library: "zod" }, line: 3, column: 33, endLine: 3, endColumn: 58 }],
    },
  ],
});

createRuleTester().run("require-datetime-normalization: editions of zod", rule, {
  valid: [
    {
      name: "zod/mini: UTC only, and a Date",
      code: `import * as z from "zod/mini";
export const createTaskBody = z.object({ dueDate: z.iso.datetime(), closedAt: z.nullish(z.coerce.date()) });`,
    },
    {
      name: "zod/v3: converted",
      code: `import { z } from "zod/v3";
export const createTaskBody = z.object({ dueDate: z.string().datetime({ offset: true }).transform((v) => new Date(v)) });`,
    },
  ],
  invalid: [
    {
      name: "zod/mini: the offset is kept; null becomes 1970",
      code: `import * as z from "zod/mini";
export const createTaskBody = z.object({ dueDate: z.iso.datetime({ offset: true }), closedAt: z.optional(z.coerce.date()) });`,
      output: `import * as z from "zod/mini";
export const createTaskBody = z.object({ dueDate: z.pipe(z.iso.datetime({ offset: true }), z.transform((v) => new Date(v))), closedAt: z.optional(z.coerce.date()) });`,
      errors: [
        { messageId: "offsetKept", data: { field: "dueDate" }, line: 2, column: 42, endLine: 2, endColumn: 83 },
        { messageId: "epoch", data: { field: "closedAt", library: "zod/mini" }, line: 2, column: 85, endLine: 2, endColumn: 122 },
      ],
    },
    {
      name: "zod/v3: a text without an offset",
      code: `import { z } from "zod/v3";
export const createTaskBody = z.object({ dueDate: z.string().datetime({ local: true }) });`,
      output: null,
      errors: [{ messageId: "naive", data: { field: "dueDate", library: "zod" }, line: 2, column: 42, endLine: 2, endColumn: 87 }],
    },
  ],
});

createRuleTester().run("require-datetime-normalization: joi", rule, {
  valid: [
    {
      name: "a Date, or nothing",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ dueDate: Joi.date().optional(), closedAt: Joi.date().iso().allow(null) });`,
    },
    {
      name: "a text in UTC",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ dueDate: Joi.string().isoDate().allow(null) });`,
    },
    {
      name: "a text of a known form, and one of some words",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ dueDate: Joi.string().pattern(/Z$/), startDate: Joi.string().valid('today', 'tomorrow') });`,
    },
    {
      name: "a query of celebrate",
      code: `import { celebrate, Joi, Segments } from "celebrate";
export const list = celebrate({ [Segments.QUERY]: Joi.object({ dueDate: Joi.date().raw() }) });`,
    },
  ],
  invalid: [
    {
      name: "the text goes out as it came; any text",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ dueDate: Joi.date().iso().raw(), closedAt: Joi.string().allow(null) });`,
      output: null,
      errors: [
        { messageId: "naive", data: { field: "dueDate", library: "joi" }, line: 2, column: 44, endLine: 2, endColumn: 75 },
        { messageId: "plainText", data: { field: "closedAt", library: "joi" }, line: 2, column: 77, endLine: 2, endColumn: 111 },
      ],
    },
    {
      name: "a body, by use",
      code: `import Joi from "joi";
const task = Joi.object({ dueDate: Joi.date().raw() });
export const create = (req, res) => res.json(save(task.validate(req.body).value));`,
      output: null,
      errors: [
        { messageId: "naive", data: { field: "dueDate", library: "joi" }, line: 2, column: 27, endLine: 2, endColumn: 52 },
      ],
    },
  ],
});

createRuleTester().run("require-datetime-normalization: yup", rule, {
  valid: [
    {
      name: "a Date, or nothing",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ dueDate: yup.date().optional(), closedAt: yup.date().nullable() });`,
    },
    {
      name: "only UTC is accepted",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ dueDate: yup.string().datetime() });`,
    },
    {
      name: "a text of a known form",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ dueDate: yup.string().matches(/Z$/) });`,
    },
  ],
  invalid: [
    {
      name: "the offset is kept; any text",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ dueDate: yup.string().datetime({ allowOffset: true }), closedAt: yup.string().required() });`,
      output: null,
      errors: [
        { messageId: "offsetKept", data: { field: "dueDate" }, line: 2, column: 44, endLine: 2, endColumn: 97 },
        { messageId: "plainText", data: { field: "closedAt", library: "yup" }, line: 2, column: 99, endLine: 2, endColumn: 132 },
      ],
    },
    {
      name: "null becomes 1970 before it is refused",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ dueDate: yup.date().transform((_, original) => new Date(original)) });`,
      output: null,
      errors: [
        { messageId: "epoch", data: { field: "dueDate", library: "yup" }, line: 2, column: 44, endLine: 2, endColumn: 110 },
      ],
    },
  ],
});

createRuleTester().run("require-datetime-normalization: vine", rule, {
  valid: [
    {
      name: "read as UTC",
      code: `import vine from "@vinejs/vine";
export const createTask = vine.compile(vine.object({ dueDate: vine.date({ formats: { utc: true } }) }));`,
    },
    {
      name: "only texts with an offset, or days",
      code: `import vine from "@vinejs/vine";
export const createTask = vine.compile(vine.object({ dueDate: vine.date({ formats: ['YYYY-MM-DDTHH:mm:ssZ'] }), closedAt: vine.date({ formats: ['YYYY-MM-DD'] }) }));`,
    },
    {
      name: "formats that nobody can read",
      code: `import vine from "@vinejs/vine";
export const createTask = vine.compile(vine.object({ dueDate: vine.date({ formats }), closedAt: vine.date(options) }));`,
    },
  ],
  invalid: [
    {
      name: "read in the time zone of the server; any text",
      code: `import vine from "@vinejs/vine";
export const createTask = vine.compile(vine.object({ dueDate: vine.date(), closedAt: vine.date({ formats: ['iso8601'] }).optional(), startDate: vine.string() }));`,
      output: null,
      errors: [
        { messageId: "naiveConverted", data: { field: "dueDate" }, line: 2, column: 54, endLine: 2, endColumn: 74 },
        { messageId: "naiveConverted", data: { field: "closedAt" }, line: 2, column: 76, endLine: 2, endColumn: 132 },
        { messageId: "plainText", data: { field: "startDate", library: "vine" }, line: 2, column: 134, endLine: 2, endColumn: 158 },
      ],
    },
  ],
});

createRuleTester().run("require-datetime-normalization: ArkType", rule, {
  valid: [
    {
      name: "a Date",
      code: `import { type } from "arktype";
export const createTaskBody = type({ dueDate: "string.date.iso.parse", "closedAt?": "string.date.parse | null" });`,
    },
    {
      name: "a word of one's own",
      code: `import { type } from "arktype";
export const createTaskBody = type({ dueDate: "instant" });`,
    },
    {
      name: "a zone is named for what has none",
      code: `import { type } from "arktype";
export const createTaskBody = type({ dueDate: ["string.date.iso", "=>", (v) => new Date(\`\${v}Z\`)] });`,
    },
  ],
  invalid: [
    {
      name: "a text without an offset; any text",
      code: `import { type } from "arktype";
export const createTaskBody = type({ dueDate: "string.date.iso", "closedAt?": "string | null", startDate: ["string.date.iso", "=>", (v) => new Date(v)] });`,
      output: null,
      errors: [
        { messageId: "naive", data: { field: "dueDate", library: "ArkType" }, line: 2, column: 38, endLine: 2, endColumn: 64 },
        { messageId: "plainText", data: { field: "closedAt", library: "ArkType" }, line: 2, column: 66, endLine: 2, endColumn: 94 },
        { messageId: "naiveConverted", data: { field: "startDate" }, line: 2, column: 96, endLine: 2, endColumn: 152 },
      ],
    },
  ],
});

const TYPEORM = {
  "task.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity() export class Task {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: "timestamp", nullable: true }) dueAt!: Date | null;
  @Column("timestamptz") sentAt!: Date;
  @Column() seenAt!: Date;
}
`,
  "source.ts": `import { DataSource } from "typeorm";\nexport const source = new DataSource({ type: "postgres" });\n`,
};

createRuleTester(TYPEORM).run("require-datetime-normalization: columns without time zone", rule, {
  valid: [
    {
      name: "columns with a time zone, and columns that nobody can tell",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ sentAt: z.coerce.date(), seenAt: z.coerce.date(), otherAt: z.coerce.date() });`,
    },
    {
      name: "a response",
      code: `import { z } from "zod";
export const taskResponse = z.object({ dueAt: z.coerce.date() });`,
    },
    {
      name: "the setting says that the columns have one",
      settings: { "unit-of-work": { dates: { storage: "aware" } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueAt: z.coerce.date() });`,
    },
  ],
  invalid: [
    {
      name: "TypeORM's timestamp",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueAt: z.iso.datetime({ offset: true }).transform((v) => new Date(v)) });`,
      output: null,
      errors: [{ messageId: "localWrite", data: { field: "dueAt", library: "TypeORM" }, line: 2, column: 42, endLine: 2, endColumn: 111 }],
    },
  ],
});

createRuleTester({ "db.ts": `import { Pool } from "pg";\nexport const pool = new Pool();\n` }).run("require-datetime-normalization: storage naive-utc, node-postgres", rule, {
  valid: [
    {
      name: "by default nobody can tell",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueAt: z.coerce.date() });`,
    },
    {
      name: "a text in UTC",
      settings: { "unit-of-work": { dates: { storage: "naive-utc" } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueAt: z.coerce.date().transform((v) => v.toISOString()), closedAt: z.iso.datetime() });`,
    },
  ],
  invalid: [
    {
      name: "a Date is written as local time",
      settings: { "unit-of-work": { dates: { storage: "naive-utc" } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueAt: z.coerce.date() });`,
      output: null,
      errors: [{ messageId: "localWrite", data: { field: "dueAt", library: "node-postgres" }, line: 2, column: 42, endLine: 2, endColumn: 64 }],
    },
  ],
});

createRuleTester({ "db.ts": `import { drizzle } from "drizzle-orm/node-postgres";\nimport { pgTable } from "drizzle-orm/pg-core";\nimport { Pool } from "pg";\n` }).run("require-datetime-normalization: storage naive-utc, a library that writes UTC", rule, {
  valid: [
    {
      name: "beside node-postgres",
      settings: { "unit-of-work": { dates: { storage: "naive-utc" } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ dueAt: z.coerce.date() });`,
    },
  ],
  invalid: [],
});
