import rule from "../../rules/require-zero-to-null.js";
import { createRuleTester } from "../support/rule-tester.js";

const kept = (field: string, library = "zod"): { readonly messageId: "kept"; readonly data: Record<string, string> } => ({ messageId: "kept", data: { field, library } });

const NUMBERS = { "numbers.ts": "export const place = (task) => (task.laneId === 0 ? null : task.laneId);\n" };

createRuleTester(NUMBERS).run("require-zero-to-null: zod", rule, {
  valid: [
    {
      name: "0 becomes null",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().nullable().transform((v) => (v === 0 ? null : v)) });`,
    },
    {
      name: "0 is refused",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().positive().nullable() });`,
    },
    {
      name: "a bound names 0 as a value",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ laneId: z.number().min(0).nullable() });`,
    },
    {
      name: "the key has to be there",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number() });`,
    },
    {
      name: "a response, by name",
      code: `import { z } from "zod";
export const createTaskResponse = z.object({ assigneeId: z.number().nullable() });`,
    },
    {
      name: "no name says that it is a request",
      code: `import { z } from "zod";
export const task = z.object({ assigneeId: z.number().nullable() });`,
    },
    {
      name: "no foreign key: its own key, a counter, an ignored name",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ id: z.number().nullish(), position: z.number().nullish(), externalId: z.number().nullish() });`,
    },
    {
      name: "the code after the schema takes 0 apart",
      code: `import { z } from "zod";
const createTaskBody = z.object({ assigneeId: z.number().nullable() });
export const read = (body) => { const task = createTaskBody.parse(body); return { assigneeId: task.assigneeId || null }; };`,
    },
    {
      name: "0 is a value of its own elsewhere",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ laneId: z.number().nullable() });
export const isFirst = (task) => task.laneId === 0;`,
    },
    {
      name: "a check of the whole object looks at the field",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().nullable() }).refine((body) => body.assigneeId !== 0);`,
    },
    {
      name: "a tool's schema",
      code: `import { z } from "zod";
const createTaskInput = z.object({ assigneeId: z.number().nullable() });
export const tool = { name: "create", schema: createTaskInput };`,
    },
    {
      name: "proven: a missing key of an update means unchanged",
      code: `import { z } from "zod";
export const updateTaskBody = z.object({ assigneeId: z.number().optional() });`,
    },
    {
      name: "policy coerce: 0 becomes null",
      options: [{ policy: "coerce" }],
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().nullable().transform((v) => v || null) });`,
    },
    {
      name: "policy reject: 0 is refused",
      options: [{ policy: "reject" }],
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().positive().nullable() });`,
    },
    {
      name: "a name of the settings",
      settings: { "unit-of-work": { foreignKeys: { ignoreNames: ["^threadId$"] } } },
      code: `import { z } from "zod";
export const createMessageBody = z.object({ threadId: z.number().nullable() });`,
    },
  ],
  invalid: [
    {
      name: "a nullable key: fixed, its type stays",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().nullable() });`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().nullable().transform((v) => (v === 0 ? null : v)) });`,
      errors: [{ ...kept("assigneeId"), line: 2, column: 42, endLine: 2, endColumn: 75 }],
    },
    {
      name: "the chain keeps its form",
      code: `import { z } from "zod";
export const createTaskBody = z.object({
  assigneeId: z
    .number()
    .nullable(), // nobody yet
});`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({
  assigneeId: z
    .number()
    .nullable()
    .transform((v) => (v === 0 ? null : v)), // nobody yet
});`,
      errors: [{ ...kept("assigneeId"), line: 3, column: 3, endLine: 5, endColumn: 16 }],
    },
    {
      name: "an optional key: suggestions, its type would grow",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().optional() });`,
      output: null,
      errors: [
        {
          ...kept("assigneeId"),
          line: 2,
          column: 42,
          endLine: 2,
          endColumn: 75,
          suggestions: [
            {
              messageId: "coerce",
              output: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().optional().transform((v) => (v === 0 ? null : v)) });`,
            },
            {
              messageId: "reject",
              output: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().positive().optional() });`,
            },
          ],
        },
      ],
    },
    {
      name: "coercion makes a 0 of nothing",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.coerce.number().optional() });`,
      output: null,
      errors: [
        {
          messageId: "made",
          data: { field: "assigneeId", library: "zod", empty: "an empty text and null" },
          line: 2,
          column: 42,
          endLine: 2,
          endColumn: 82,
          suggestions: [
            {
              messageId: "coerce",
              output: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.coerce.number().optional().transform((v) => (v === 0 ? null : v)) });`,
            },
            {
              messageId: "reject",
              output: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.coerce.number().positive().optional() });`,
            },
          ],
        },
      ],
    },
    {
      name: "the comparison with null does not help",
      code: `import { z } from "zod";
const createTaskBody = z.object({ assigneeId: z.number().nullable() });
export const read = (body) => { const task = createTaskBody.parse(body); return { assigneeId: task.assigneeId ?? null }; };`,
      output: `import { z } from "zod";
const createTaskBody = z.object({ assigneeId: z.number().nullable().transform((v) => (v === 0 ? null : v)) });
export const read = (body) => { const task = createTaskBody.parse(body); return { assigneeId: task.assigneeId ?? null }; };`,
      errors: [{ ...kept("assigneeId"), line: 2, column: 35, endLine: 2, endColumn: 68 }],
    },
    {
      name: "turning 0 into null elsewhere gives it no meaning",
      filename: "schemas.ts",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ laneId: z.number().nullable() });`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ laneId: z.number().nullable().transform((v) => (v === 0 ? null : v)) });`,
      errors: [{ ...kept("laneId"), line: 2, column: 42, endLine: 2, endColumn: 71 }],
    },
    {
      name: "proven: an update that admits null",
      code: `import { z } from "zod";
export const updateTaskBody = z.object({ assigneeId: z.number().nullish() });`,
      output: `import { z } from "zod";
export const updateTaskBody = z.object({ assigneeId: z.number().nullish().transform((v) => (v === 0 ? null : v)) });`,
      errors: [{ ...kept("assigneeId"), line: 2, column: 42, endLine: 2, endColumn: 74 }],
    },
    {
      name: "origin: an optional key of an update",
      options: [{ discipline: "origin" }],
      code: `import { z } from "zod";
export const updateTaskBody = z.object({ assigneeId: ref.optional(), parentId: z.number().optional() });
const ref = unknown();`,
      output: null,
      errors: [
        {
          ...kept("parentId"),
          line: 2,
          column: 70,
          endLine: 2,
          endColumn: 101,
          suggestions: [
            {
              messageId: "coerce",
              output: `import { z } from "zod";
export const updateTaskBody = z.object({ assigneeId: ref.optional(), parentId: z.number().optional().transform((v) => (v === 0 ? null : v)) });
const ref = unknown();`,
            },
            {
              messageId: "reject",
              output: `import { z } from "zod";
export const updateTaskBody = z.object({ assigneeId: ref.optional(), parentId: z.number().positive().optional() });
const ref = unknown();`,
            },
          ],
        },
      ],
    },
    {
      name: "policy coerce: refusing is not enough",
      options: [{ policy: "coerce" }],
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().positive().nullable() });`,
      output: null,
      errors: [
        {
          messageId: "notCoerced",
          data: { field: "assigneeId" },
          line: 2,
          column: 42,
          endLine: 2,
          endColumn: 86,
        },
      ],
    },
    {
      name: "policy reject: turning 0 into null is not enough",
      options: [{ policy: "reject" }],
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().nullable().transform((v) => v || null) });`,
      output: null,
      errors: [{ messageId: "notRejected", data: { field: "assigneeId" }, line: 2, column: 42, endLine: 2, endColumn: 103 }],
    },
    {
      name: "policy reject: the number refuses 0",
      options: [{ policy: "reject" }],
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().nullable() });`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().positive().nullable() });`,
      errors: [{ ...kept("assigneeId"), line: 2, column: 42, endLine: 2, endColumn: 75 }],
    },
    {
      name: "the project's own helper is used and imported",
      settings: { "unit-of-work": { normalizers: { zeroToNull: { module: "@acme/ids", export: "zeroToNull" } } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().optional() });`,
      output: `import { zeroToNull } from "@acme/ids";
import { z } from "zod";
export const createTaskBody = z.object({ assigneeId: z.number().optional().transform(zeroToNull) });`,
      errors: [{ ...kept("assigneeId"), line: 2, column: 42, endLine: 2, endColumn: 75 }],
    },
    {
      name: "a name of the settings",
      settings: { "unit-of-work": { foreignKeys: { names: ["^assignedTo$"] } } },
      code: `import { z } from "zod";
export const createTaskBody = z.object({ assignedTo: z.number().nullable() });`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ assignedTo: z.number().nullable().transform((v) => (v === 0 ? null : v)) });`,
      errors: [{ ...kept("assignedTo"), line: 2, column: 42, endLine: 2, endColumn: 75 }],
    },
    {
      name: "a shape that two schemas share is reported once",
      code: `import { z } from "zod";
const refs = { assigneeId: z.number().nullable() };
export const createTaskBody = z.object({ ...refs });
export const createNoteBody = z.object(refs);`,
      output: `import { z } from "zod";
const refs = { assigneeId: z.number().nullable().transform((v) => (v === 0 ? null : v)) };
export const createTaskBody = z.object({ ...refs });
export const createNoteBody = z.object(refs);`,
      errors: [{ ...kept("assigneeId"), line: 2, column: 16, endLine: 2, endColumn: 49 }],
    },
    {
      name: "a shorthand has no place for a fix",
      code: `import { z } from "zod";
const assigneeId = z.number().nullable();
export const createTaskBody = z.object({ assigneeId });`,
      output: null,
      errors: [{ ...kept("assigneeId"), line: 3, column: 42, endLine: 3, endColumn: 52 }],
    },
  ],
});

const ROUTES = {
  "routes.ts": `import type { FastifyInstance } from "fastify";
import { newTask, task } from "./schemas.js";
export async function routes(app: FastifyInstance) {
  app.post("/tasks", { schema: { body: newTask, response: { 201: task } } }, async (request) => await add(request.body));
}
`,
  // What is resolved has to lie on disk; the case's text takes its place.
  "schemas.ts": "",
};

createRuleTester(ROUTES).run("require-zero-to-null: by use, TypeBox", rule, {
  valid: [
    {
      name: "a response, by use",
      filename: "schemas.ts",
      code: `import { Type } from "@sinclair/typebox";
export const task = Type.Object({ assigneeId: Type.Union([Type.Integer(), Type.Null()]) });`,
    },
    {
      name: "refused by an option",
      filename: "schemas.ts",
      code: `import { Type } from "@sinclair/typebox";
export const newTask = Type.Object({ assigneeId: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]) });`,
    },
  ],
  invalid: [
    {
      name: "a body, by use",
      filename: "schemas.ts",
      code: `import { Type } from "@sinclair/typebox";
export const newTask = Type.Object({ assigneeId: Type.Union([Type.Integer(), Type.Null()]) });`,
      output: null,
      errors: [
        {
          ...kept("assigneeId", "TypeBox"),
          line: 2,
          column: 38,
          endLine: 2,
          endColumn: 91,
          suggestions: [
            {
              messageId: "reject",
              output: `import { Type } from "@sinclair/typebox";
export const newTask = Type.Object({ assigneeId: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]) });`,
            },
          ],
        },
      ],
    },
  ],
});

createRuleTester().run("require-zero-to-null: valibot", rule, {
  valid: [
    {
      name: "0 becomes null",
      code: `import * as v from "valibot";
export const CreateTaskInput = v.object({ assigneeId: v.pipe(v.nullable(v.number()), v.transform((n) => n || null)) });`,
    },
  ],
  invalid: [
    {
      name: "a nullable key",
      code: `import * as v from "valibot";
export const CreateTaskInput = v.object({ assigneeId: v.nullable(v.number()) });`,
      output: `import * as v from "valibot";
export const CreateTaskInput = v.object({ assigneeId: v.pipe(v.nullable(v.number()), v.transform((v) => (v === 0 ? null : v))) });`,
      errors: [{ ...kept("assigneeId", "valibot"), line: 2, column: 43, endLine: 2, endColumn: 77 }],
    },
  ],
});

createRuleTester().run("require-zero-to-null: class-validator", rule, {
  valid: [
    {
      name: "0 is refused",
      code: `import { IsInt, IsOptional, IsPositive } from "class-validator";
export class CreateTaskDto {
  @IsOptional() @IsInt() @IsPositive() assigneeId?: number | null;
}`,
    },
    {
      name: "an unknown decorator may do anything",
      code: `import { IsInt, IsOptional } from "class-validator";
import { IsKey } from "./validators.js";
export class CreateTaskDto {
  @IsOptional() @IsInt() @IsKey() assigneeId?: number | null;
}`,
    },
  ],
  invalid: [
    {
      name: "a nullable key beside decorators that say nothing about it",
      code: `import { Transform } from "class-transformer";
import { IsInt, IsOptional } from "class-validator";
import { ApiProperty } from "@nestjs/swagger";
export class CreateTaskDto {
  @ApiProperty({ nullable: true })
  @IsOptional()
  @IsInt()
  assigneeId?: number | null;
}`,
      output: `import { Transform } from "class-transformer";
import { IsInt, IsOptional } from "class-validator";
import { ApiProperty } from "@nestjs/swagger";
export class CreateTaskDto {
  @ApiProperty({ nullable: true })
  @IsOptional()
  @IsInt()
  @Transform(({ value }) => (value === 0 ? null : value))
  assigneeId?: number | null;
}`,
      errors: [{ ...kept("assigneeId", "class-validator"), line: 8, column: 3, endLine: 8, endColumn: 13 }],
    },
    {
      name: "an optional key whose type knows no null",
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto {
  @IsOptional() @IsInt() assigneeId?: number;
}`,
      output: null,
      errors: [
        {
          ...kept("assigneeId", "class-validator"),
          line: 3,
          column: 26,
          endLine: 3,
          endColumn: 36,
          suggestions: [
            {
              messageId: "coerce",
              output: `import { Transform } from "class-transformer";
import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto {
  @IsOptional() @IsInt() @Transform(({ value }) => (value === 0 ? null : value)) assigneeId?: number;
}`,
            },
            {
              messageId: "reject",
              output: `import { IsPositive } from "class-validator";
import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto {
  @IsOptional() @IsInt() @IsPositive() assigneeId?: number;
}`,
            },
          ],
        },
      ],
    },
  ],
});
