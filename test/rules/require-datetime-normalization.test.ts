import rule from "../../rules/require-datetime-normalization.js";
import { createRuleTester } from "../support/rule-tester.js";

const TABLES = {
  "tables.ts": `import { date, pgTable, timestamp } from "drizzle-orm/pg-core";
export const tasks = pgTable("tasks", { effectiveDate: date("effective_date"), closedAt: timestamp("closed_at") });
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
