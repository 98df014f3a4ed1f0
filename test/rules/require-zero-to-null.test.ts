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

const ENTITIES = {
  "task.entity.ts": `import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
import { User } from "./user.entity.js";
@Entity()
export class Task {
  @PrimaryGeneratedColumn() id!: number;
  @ManyToOne(() => User) assignedTo!: User;
  @ManyToOne(() => User) owner!: User;
  @Column({ type: "bigint", default: 0 }) parentId!: number;
  @Column() laneNumber!: number;
}
`,
  "user.entity.ts": `import { Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity()
export class User { @PrimaryGeneratedColumn() id!: number; }
`,
};

/** What is offered for a member after `@IsInt() @IsOptional()`, on the second line. */
const offered = (member: string, rest = "") => {
  const write = (name: string, from: string, decorator: string): string =>
    `import { ${name} } from "${from}";\nimport { IsInt, IsOptional } from "class-validator";\nexport class CreateTaskDto { @IsInt() @IsOptional() ${decorator} ${member} }${rest}`;
  return [
    { messageId: "coerce", output: write("Transform", "class-transformer", "@Transform(({ value }) => (value === 0 ? null : value))") },
    { messageId: "reject", output: write("IsPositive", "class-validator", "@IsPositive()") },
  ];
};

createRuleTester(ENTITIES).run("require-zero-to-null: what the entities declare", rule, {
  valid: [
    {
      name: "a column that is 0 by default",
      filename: "dto.ts",
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto { @IsInt() @IsOptional() parentId?: number; }`,
    },
    {
      name: "a name that no entity knows, where entities are worked on",
      filename: "dto.ts",
      code: `import { IsInt, IsOptional } from "class-validator";
import type { Task } from "./task.entity.js";
export class CreateTaskDto { @IsInt() @IsOptional() threadId?: number; }`,
    },
    {
      name: "a column that leads nowhere",
      filename: "dto.ts",
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto { @IsInt() @IsOptional() laneNumber?: number; }`,
    },
    {
      name: "a relation that the settings leave out",
      filename: "dto.ts",
      settings: { "unit-of-work": { foreignKeys: { ignoreNames: ["assignedTo"] } } },
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto { @IsInt() @IsOptional() assignedTo?: number; }`,
    },
    {
      name: "the code after the schema takes 0 apart",
      filename: "dto.ts",
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto { @IsInt() @IsOptional() ownerId?: number; }
export const create = (dto: CreateTaskDto) => insert({ owner: dto.ownerId ? { id: dto.ownerId } : null });`,
    },
  ],
  invalid: [
    {
      name: "a name that no entity knows, where none is worked on",
      filename: "dto.ts",
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto { @IsInt() @IsOptional() threadId?: number; }`,
      output: null,
      errors: [{ ...kept("threadId", "class-validator"), line: 2, column: 53, endLine: 2, endColumn: 61, suggestions: offered("threadId?: number;") }],
    },
    {
      name: "a relation without a telling name",
      filename: "dto.ts",
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto { @IsInt() @IsOptional() assignedTo?: any; }`,
      output: null,
      errors: [{ ...kept("assignedTo", "class-validator"), line: 2, column: 53, endLine: 2, endColumn: 63, suggestions: offered("assignedTo?: any;") }],
    },
    {
      name: "the key of a relation, whatever a filter does with its own",
      filename: "dto.ts",
      code: `import { IsInt, IsOptional } from "class-validator";
export class CreateTaskDto { @IsInt() @IsOptional() ownerId?: number; }
export class ListTasksDto { ownerId?: number; }
export const list = (filter: ListTasksDto) => (filter.ownerId ? find({ ownerId: filter.ownerId }) : find({}));`,
      output: null,
      errors: [{ ...kept("ownerId", "class-validator"), line: 2, column: 53, endLine: 2, endColumn: 60, suggestions: offered("ownerId?: number;", "\nexport class ListTasksDto { ownerId?: number; }\nexport const list = (filter: ListTasksDto) => (filter.ownerId ? find({ ownerId: filter.ownerId }) : find({}));") }],
    },
  ],
});

const TABLES = {
  "tables.ts": `import { integer, pgTable, serial } from "drizzle-orm/pg-core";
export const groups = pgTable("groups", { id: serial().primaryKey() });
export const tasks = pgTable("tasks", { id: serial().primaryKey(), groupId: integer("group_id").references(() => groups.id), rootId: integer("root_id").default(0).references(() => groups.id) });
`,
};

createRuleTester(TABLES).run("require-zero-to-null: what the tables declare", rule, {
  valid: [
    {
      name: "a column that is 0 by default, a name that no table knows",
      filename: "schemas.ts",
      code: `import { z } from "zod";
import { tasks } from "./tables.js";
export const createTaskBody = z.object({ rootId: z.number().nullable(), threadId: z.number().nullable() });`,
    },
  ],
  invalid: [
    {
      name: "a reference, in any way of writing",
      filename: "schemas.ts",
      code: `import { z } from "zod";
export const createTaskBody = z.object({ group_id: z.number().nullable() }).refine((body) => body.group_id !== undefined);`,
      output: `import { z } from "zod";
export const createTaskBody = z.object({ group_id: z.number().nullable().transform((v) => (v === 0 ? null : v)) }).refine((body) => body.group_id !== undefined);`,
      errors: [{ ...kept("group_id"), line: 2, column: 42, endLine: 2, endColumn: 73 }],
    },
  ],
});

const PLACES = {
  "schemas.ts": "",
  "routes.ts": `import Fastify from "fastify";
import Ajv from "ajv";
import { Elysia } from "elysia";
import { HttpApiEndpoint } from "@effect/platform";
import { schema, filter, sent, reply, stored, Card, CardRow } from "./schemas.js";
const app = Fastify();
app.post("/tasks", { schema: { body: schema, querystring: filter, response: { 200: reply } } }, async () => ({}));
const validate = new Ajv().compile(stored);
app.post("/raw", async (request) => { if (!validate(request.body)) throw new Error(); return {}; });
new Elysia().post("/cards", ({ body }) => body, { body: sent });
export const createCard = HttpApiEndpoint.post("createCard", "/cards").setPayload(Card).addSuccess(CardRow);
`,
};

createRuleTester(PLACES).run("require-zero-to-null: JSON Schema", rule, {
  valid: [
    {
      name: "no use is visible, whatever the name says",
      filename: "other.ts",
      code: `export const createTaskBody = { type: "object", properties: { assigneeId: { type: "integer" } } } as const;`,
    },
    {
      name: "a response and a query, by use",
      filename: "schemas.ts",
      code: `export const reply = { type: "object", properties: { assigneeId: { type: "integer" } } } as const;
export const filter = { type: "object", properties: { assigneeId: { type: "integer" } } } as const;`,
    },
    {
      name: "0 is refused, or the field has to be there, or nobody can tell",
      filename: "schemas.ts",
      code: `export const schema = { type: "object", required: ["laneId"], properties: { assigneeId: { type: "integer", minimum: 1 }, laneId: { type: "integer" }, boardId: { $ref: "key#" }, listId: { type: "integer", minimum: 0 } } } as const;`,
    },
    {
      name: "Fastify makes null of the 0 for an early null",
      filename: "schemas.ts",
      code: `export const schema = { type: "object", properties: { assigneeId: { anyOf: [{ type: "null" }, { type: "integer" }] } } } as const;`,
    },
  ],
  invalid: [
    {
      name: "the body of a Fastify route",
      filename: "schemas.ts",
      code: `export const schema = { type: "object", properties: { assigneeId: { type: ["integer", "null"] } } } as const;`,
      output: null,
      errors: [
        {
          ...kept("assigneeId", "the JSON schema"),
          line: 1,
          column: 55,
          endLine: 1,
          endColumn: 96,
          suggestions: [
            { messageId: "reject", output: `export const schema = { type: "object", properties: { assigneeId: { minimum: 1, type: ["integer", "null"] } } } as const;` },
          ],
        },
      ],
    },
    {
      name: "what Ajv validates",
      filename: "schemas.ts",
      code: `export const stored = { type: "object", properties: { laneId: { type: "integer" } } };`,
      output: null,
      errors: [
        {
          ...kept("laneId", "the JSON schema"),
          line: 1,
          column: 55,
          endLine: 1,
          endColumn: 82,
          suggestions: [{ messageId: "reject", output: `export const stored = { type: "object", properties: { laneId: { minimum: 1, type: "integer" } } };` }],
        },
      ],
    },
    {
      name: "written in the route",
      filename: "other.ts",
      code: `import Fastify from "fastify";
const app = Fastify();
app.post("/", { schema: { body: { type: "object", properties: { laneId: { type: "integer", nullable: true } } } } }, async () => ({}));`,
      output: null,
      errors: [
        {
          ...kept("laneId", "the JSON schema"),
          line: 3,
          column: 65,
          endLine: 3,
          endColumn: 108,
          suggestions: [
            {
              messageId: "reject",
              output: `import Fastify from "fastify";
const app = Fastify();
app.post("/", { schema: { body: { type: "object", properties: { laneId: { minimum: 1, type: "integer", nullable: true } } } } }, async () => ({}));`,
            },
          ],
        },
      ],
    },
  ],
});

createRuleTester(PLACES).run("require-zero-to-null: Elysia", rule, {
  valid: [
    {
      name: "0 is refused, or becomes null",
      filename: "schemas.ts",
      code: `import { t } from "elysia";
export const sent = t.Object({ laneId: t.Optional(t.Numeric({ minimum: 1 })), boardId: t.Transform(t.Nullable(t.Number())).Decode((v) => v || null).Encode((v) => v) });`,
    },
    {
      name: "no use is visible",
      filename: "other.ts",
      code: `import { t } from "elysia";
export const card = t.Object({ laneId: t.Nullable(t.Numeric()) });`,
    },
  ],
  invalid: [
    {
      name: "the body of a route",
      filename: "schemas.ts",
      code: `import { t } from "elysia";
export const sent = t.Object({ laneId: t.Nullable(t.Numeric()) });`,
      output: null,
      errors: [
        {
          ...kept("laneId", "Elysia"),
          line: 2,
          column: 32,
          endLine: 2,
          endColumn: 63,
          suggestions: [
            {
              messageId: "reject",
              output: `import { t } from "elysia";
export const sent = t.Object({ laneId: t.Nullable(t.Numeric({ minimum: 1 })) });`,
            },
          ],
        },
      ],
    },
  ],
});

createRuleTester(PLACES).run("require-zero-to-null: Effect Schema", rule, {
  valid: [
    {
      name: "0 is refused",
      filename: "schemas.ts",
      code: `import { Schema } from "effect";
export const Card = Schema.Struct({ laneId: Schema.NullOr(Schema.Number.pipe(Schema.int(), Schema.positive())), boardId: Schema.optional(Schema.Positive) });`,
    },
    {
      name: "a response, by use",
      filename: "schemas.ts",
      code: `import { Schema } from "effect";
export const CardRow = Schema.Struct({ laneId: Schema.NullOr(Schema.Number) });`,
    },
    {
      name: "the whole object is turned into something else",
      filename: "schemas.ts",
      code: `import { Schema } from "effect";
export const Card = Schema.Struct({ laneId: Schema.NullOr(Schema.Number) }).pipe(Schema.compose(Other));`,
    },
  ],
  invalid: [
    {
      name: "the payload of an endpoint",
      filename: "schemas.ts",
      code: `import { Schema } from "effect";
export const Card = Schema.Struct({ laneId: Schema.NullOr(Schema.Number) });`,
      output: null,
      errors: [{ ...kept("laneId", "Effect Schema"), line: 2, column: 37, endLine: 2, endColumn: 73 }],
    },
    {
      name: "a class",
      filename: "schemas.ts",
      code: `import { Schema } from "effect";
export class Card extends Schema.Class<Card>("Card")({ laneId: Schema.NullOr(Schema.Number) }) {}`,
      output: null,
      errors: [{ ...kept("laneId", "Effect Schema"), line: 2, column: 56, endLine: 2, endColumn: 92 }],
    },
    {
      name: "what a decoder gets",
      filename: "other.ts",
      code: `import { Schema } from "effect";
const Card = Schema.Struct({ laneId: Schema.optional(Schema.NumberFromString) });
export const handler = (req, res) => res.json(Schema.decodeUnknownSync(Card)(req.body));`,
      output: null,
      errors: [{ ...kept("laneId", "Effect Schema"), line: 2, column: 30, endLine: 2, endColumn: 78 }],
    },
  ],
});

const COLUMNS = {
  "tables.ts": `import { integer, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";
export const lanes = pgTable("lanes", { id: serial().primaryKey() });
export const tasks = pgTable("tasks", { id: serial().primaryKey(), title: text().notNull(), laneId: integer("lane_id").references(() => lanes.id), projectId: integer("project_id").notNull().references(() => projects.id) });
`,
};

createRuleTester(COLUMNS).run("require-zero-to-null: schemas of tables", rule, {
  valid: [
    {
      name: "the field is left out, refused or replaced",
      code: `import { createInsertSchema } from "drizzle-zod";
import { z } from "zod";
import { tasks } from "./tables.js";
export const insertTaskSchema = createInsertSchema(tasks).omit({ laneId: true });
export const insertCardSchema = createInsertSchema(tasks, { laneId: (schema) => schema.positive() });
export const insertItemSchema = createInsertSchema(tasks).extend({ laneId: z.number().positive().nullish() });`,
    },
    {
      name: "rows that go out, and a table that nobody sees",
      code: `import { createInsertSchema, createSelectSchema } from "drizzle-zod";
import { tasks } from "./tables.js";
export const createTaskBody = createSelectSchema(tasks);
export const insertOtherSchema = createInsertSchema(others);`,
    },
  ],
  invalid: [
    {
      name: "drizzle-zod: at the call",
      code: `import { createInsertSchema } from "drizzle-zod";
import { tasks } from "./tables.js";
export const insertTaskSchema = createInsertSchema(tasks).omit({ id: true });`,
      output: null,
      errors: [{ ...kept("laneId"), line: 3, column: 33, endLine: 3, endColumn: 58 }],
    },
    {
      name: "drizzle-valibot and drizzle-typebox",
      code: `import { createInsertSchema } from "drizzle-valibot";
import { createUpdateSchema } from "drizzle-typebox";
import { tasks } from "./tables.js";
export const insertTaskSchema = createInsertSchema(tasks);
export const updateTaskSchema = createUpdateSchema(tasks);`,
      output: null,
      errors: [
        { ...kept("laneId", "valibot"), line: 4, column: 33, endLine: 4, endColumn: 58 },
        { ...kept("laneId", "TypeBox"), line: 5, column: 33, endLine: 5, endColumn: 58 },
      ],
    },
    {
      name: "an override is written down",
      code: `import { createInsertSchema } from "drizzle-zod";
import { z } from "zod";
import { tasks } from "./tables.js";
export const insertTaskSchema = createInsertSchema(tasks, { laneId: z.number().nullable() });`,
      output: `import { createInsertSchema } from "drizzle-zod";
import { z } from "zod";
import { tasks } from "./tables.js";
export const insertTaskSchema = createInsertSchema(tasks, { laneId: z.number().nullable().transform((v) => (v === 0 ? null : v)) });`,
      errors: [{ ...kept("laneId"), line: 4, column: 61, endLine: 4, endColumn: 90 }],
    },
  ],
});

createRuleTester({ "routes.ts": `import { Body, Controller, Post } from "@nestjs/common";\nimport { CardDto } from "./dto.js";\n@Controller("cards")\nexport class Cards { @Post() create(@Body() body: CardDto) { return body; } }\n` }).run("require-zero-to-null: editions of zod", rule, {
  valid: [
    {
      name: "0 is refused",
      code: `import * as z from "zod/mini";
export const createTaskBody = z.object({ assigneeId: z.nullable(z.number().check(z.positive())) });`,
    },
    {
      name: "nestjs-zod: the class is no body here",
      code: `import { createZodDto } from "nestjs-zod";
import { z } from "zod";
export class Card extends createZodDto(z.object({ laneId: z.number().nullable() })) {}`,
    },
  ],
  invalid: [
    {
      name: "zod/mini",
      code: `import * as z from "zod/mini";
export const createTaskBody = z.object({ assigneeId: z.nullable(z.number()) });`,
      output: `import * as z from "zod/mini";
export const createTaskBody = z.object({ assigneeId: z.pipe(z.nullable(z.number()), z.transform((v) => (v === 0 ? null : v))) });`,
      errors: [{ ...kept("assigneeId", "zod/mini"), line: 2, column: 42, endLine: 2, endColumn: 76 }],
    },
    {
      name: "zod/v3, zod/v4 and @hono/zod-openapi",
      code: `import { z } from "zod/v3";
import * as z4 from "zod/v4";
import { z as zo } from "@hono/zod-openapi";
export const createTaskBody = z.object({ assigneeId: z.number().nullable().transform((v) => v ?? null), laneId: z4.int().positive().nullish(), boardId: zo.number().nullable().openapi({ example: 1 }).transform((v) => v) });`,
      output: `import { z } from "zod/v3";
import * as z4 from "zod/v4";
import { z as zo } from "@hono/zod-openapi";
export const createTaskBody = z.object({ assigneeId: z.number().nullable().transform((v) => v ?? null).transform((v) => (v === 0 ? null : v)), laneId: z4.int().positive().nullish(), boardId: zo.number().nullable().openapi({ example: 1 }).transform((v) => v).transform((v) => (v === 0 ? null : v)) });`,
      errors: [
        { ...kept("assigneeId"), line: 4, column: 42, endLine: 4, endColumn: 103 },
        { ...kept("boardId"), line: 4, column: 144, endLine: 4, endColumn: 219 },
      ],
    },
    {
      name: "nestjs-zod: a body, by use",
      filename: "dto.ts",
      code: `import { createZodDto } from "nestjs-zod";
import { z } from "nestjs-zod/z";
export class CardDto extends createZodDto(z.object({ laneId: z.number().nullable().transform((v) => v) })) {}`,
      output: `import { createZodDto } from "nestjs-zod";
import { z } from "nestjs-zod/z";
export class CardDto extends createZodDto(z.object({ laneId: z.number().nullable().transform((v) => v).transform((v) => (v === 0 ? null : v)) })) {}`,
      errors: [{ ...kept("laneId"), line: 3, column: 54, endLine: 3, endColumn: 103 }],
    },
  ],
});

createRuleTester(NUMBERS).run("require-zero-to-null: joi", rule, {
  valid: [
    {
      name: "0 becomes null",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().allow(null).custom((v) => (v === 0 ? null : v)) });`,
    },
    {
      name: "0 counts as missing",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().empty(0).default(null) });`,
    },
    {
      name: "0 is refused",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().allow(null).positive(), laneId: Joi.number().min(1), boardId: Joi.number().invalid(0) });`,
    },
    {
      name: "the key has to be there",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().required() });`,
    },
    {
      name: "a bound names 0 as a value",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ laneId: Joi.number().min(0).allow(null) });`,
    },
    {
      name: "a text",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.string().guid().allow(null) });`,
    },
    {
      name: "what nobody can read: a condition, a lookup, shared options",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().when('kind', rule), laneId: Joi.number().external(exists), boardId: Joi.number().options(shared) });`,
    },
    {
      name: "all keys have to be there",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number() }).options({ presence: "required" });`,
    },
    {
      name: "a relation between keys is checked",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number(), teamId: Joi.number() }).xor("assigneeId", "teamId");`,
    },
    {
      name: "a query of celebrate",
      code: `import { celebrate, Joi, Segments } from "celebrate";
const taskBody = Joi.object({ assigneeId: Joi.number().allow(null) });
export const list = celebrate({ [Segments.QUERY]: taskBody });`,
    },
    {
      name: "a schema that nobody knows: an extension of joi",
      code: `import Base from "joi";
import dates from "@joi/date";
const Joi = Base.extend(dates);
export const createTaskBody = Joi.object({ assigneeId: Joi.number().allow(null) });`,
    },
  ],
  invalid: [
    {
      name: "0 gets through beside null",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().integer().allow(null) });`,
      output: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().integer().allow(null).custom((v) => (v === 0 ? null : v)) });`,
      errors: [
        { ...kept("assigneeId", "joi"), line: 2, column: 44, endLine: 2, endColumn: 90 },
      ],
    },
    {
      name: "optional unless it says otherwise",
      code: `import Joi from "joi";
export const createTaskBody = Joi.object().keys({ assigneeId: Joi.number() }).min(1).options({ stripUnknown: true });`,
      output: null,
      errors: [
        { ...kept("assigneeId", "joi"), line: 2, column: 51, endLine: 2, endColumn: 75, suggestions: [{ messageId: "coerce", output: `import Joi from "joi";
export const createTaskBody = Joi.object().keys({ assigneeId: Joi.number().custom((v) => (v === 0 ? null : v)) }).min(1).options({ stripUnknown: true });` }, { messageId: "reject", output: `import Joi from "joi";
export const createTaskBody = Joi.object().keys({ assigneeId: Joi.number().positive() }).min(1).options({ stripUnknown: true });` }] },
      ],
    },
    {
      name: "a body, by celebrate",
      code: `import { celebrate, Joi, Segments } from "celebrate";
const task = Joi.object({ assigneeId: Joi.number().allow(null) });
export const create = celebrate({ [Segments.BODY]: task });`,
      output: `import { celebrate, Joi, Segments } from "celebrate";
const task = Joi.object({ assigneeId: Joi.number().allow(null).custom((v) => (v === 0 ? null : v)) });
export const create = celebrate({ [Segments.BODY]: task });`,
      errors: [
        { ...kept("assigneeId", "joi"), line: 2, column: 27, endLine: 2, endColumn: 63 },
      ],
    },
    {
      name: "a payload, by hapi",
      code: `import Joi from "joi";
const task = Joi.object({ assigneeId: Joi.number().allow(null) });
export const route = { method: "POST", path: "/tasks", options: { validate: { payload: task }, handler } };`,
      output: `import Joi from "joi";
const task = Joi.object({ assigneeId: Joi.number().allow(null).custom((v) => (v === 0 ? null : v)) });
export const route = { method: "POST", path: "/tasks", options: { validate: { payload: task }, handler } };`,
      errors: [
        { ...kept("assigneeId", "joi"), line: 2, column: 27, endLine: 2, endColumn: 63 },
      ],
    },
    {
      name: "policy reject",
      options: [{ policy: "reject", discipline: "proven" }],
      code: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().integer().allow(null) });`,
      output: `import Joi from "joi";
export const createTaskBody = Joi.object({ assigneeId: Joi.number().positive().integer().allow(null) });`,
      errors: [
        { ...kept("assigneeId", "joi"), line: 2, column: 44, endLine: 2, endColumn: 90 },
      ],
    },
  ],
});

createRuleTester().run("require-zero-to-null: yup", rule, {
  valid: [
    {
      name: "0 becomes null, wherever the transformation stands",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().transform((v) => (v === 0 ? null : v)).positive().nullable(), boardId: yup.number().nullable().transform((v) => (v === 0 ? null : v)) });`,
    },
    {
      name: "0 is refused",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().nullable().positive(), boardId: yup.number().moreThan(0), memberId: yup.number().nullable().test('key', 'No key.', (v) => v !== 0) });`,
    },
    {
      name: "the key has to be there",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().required() });`,
    },
    {
      name: "a bound names 0 as a value",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ laneId: yup.number().min(0).nullable() });`,
    },
    {
      name: "a condition that nobody can read",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().nullable().when('kind', (kind, schema) => schema) });`,
    },
  ],
  invalid: [
    {
      name: "0 gets through beside null",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().integer().nullable() });`,
      output: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().integer().nullable().transform((v) => (v === 0 ? null : v)) });`,
      errors: [
        { ...kept("assigneeId", "yup"), line: 2, column: 44, endLine: 2, endColumn: 89 },
      ],
    },
    {
      name: "null has to be let through before 0 can become one",
      code: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().optional() });`,
      output: null,
      errors: [
        { ...kept("assigneeId", "yup"), line: 2, column: 44, endLine: 2, endColumn: 79, suggestions: [{ messageId: "coerce", output: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().optional().nullable().transform((v) => (v === 0 ? null : v)) });` }, { messageId: "reject", output: `import * as yup from "yup";
export const createTaskBody = yup.object({ assigneeId: yup.number().positive().optional() });` }] },
      ],
    },
    {
      name: "a body, by use",
      code: `import { number, object } from "yup";
const task = object().shape({ assigneeId: number().nullable() });
export const create = async (req, res) => res.json(await task.validate(req.body));`,
      output: `import { number, object } from "yup";
const task = object().shape({ assigneeId: number().nullable().transform((v) => (v === 0 ? null : v)) });
export const create = async (req, res) => res.json(await task.validate(req.body));`,
      errors: [
        { ...kept("assigneeId", "yup"), line: 2, column: 31, endLine: 2, endColumn: 62 },
      ],
    },
  ],
});

createRuleTester().run("require-zero-to-null: vine", rule, {
  valid: [
    {
      name: "0 becomes null",
      code: `import vine from "@vinejs/vine";
export const createTaskValidator = vine.compile(vine.object({ assigneeId: vine.number().nullable().transform((v) => (v === 0 ? null : v)) }));`,
    },
    {
      name: "0 is refused",
      code: `import vine from "@vinejs/vine";
export const createTaskValidator = vine.compile(vine.object({ assigneeId: vine.number().min(1).nullable(), boardId: vine.number().positive().optional() }));`,
    },
    {
      name: "a lookup in the database refuses what is no key",
      code: `import vine from "@vinejs/vine";
export const createTaskValidator = vine.compile(vine.object({ assigneeId: vine.number().exists({ table: 'users' }).nullable(), boardId: vine.number().use(boardExists()).optional() }));`,
    },
    {
      name: "the key has to be there",
      code: `import vine from "@vinejs/vine";
export const createTaskValidator = vine.compile(vine.object({ assigneeId: vine.number() }));`,
    },
    {
      name: "a bound names 0 as a value",
      code: `import vine from "@vinejs/vine";
export const createTaskValidator = vine.compile(vine.object({ laneId: vine.number().min(0).optional() }));`,
    },
    {
      name: "a query, by the handler that reads with it",
      code: `import vine from "@vinejs/vine";
const validator = vine.compile(vine.object({ assigneeId: vine.number().optional() }));
export class TasksController { async index({ request }: HttpContext) { return request.validateUsing(validator); } }`,
    },
  ],
  invalid: [
    {
      name: "0 gets through beside null",
      code: `import vine from "@vinejs/vine";
export const createTask = vine.compile(vine.object({ assigneeId: vine.number().nullable() }));`,
      output: `import vine from "@vinejs/vine";
export const createTask = vine.compile(vine.object({ assigneeId: vine.number().nullable().transform((v) => (v === 0 ? null : v)) }));`,
      errors: [
        { ...kept("assigneeId", "vine"), line: 2, column: 54, endLine: 2, endColumn: 90 },
      ],
    },
    {
      name: "a body, by use",
      code: `import vine from "@vinejs/vine";
const validator = vine.compile(vine.object({ assigneeId: vine.number().optional() }));
export class TasksController { async store({ request }: HttpContext) { return request.validateUsing(validator); } }`,
      output: null,
      errors: [
        { ...kept("assigneeId", "vine"), line: 2, column: 46, endLine: 2, endColumn: 82, suggestions: [{ messageId: "coerce", output: `import vine from "@vinejs/vine";
const validator = vine.compile(vine.object({ assigneeId: vine.number().optional().transform((v) => (v === 0 ? null : v)) }));
export class TasksController { async store({ request }: HttpContext) { return request.validateUsing(validator); } }` }, { messageId: "reject", output: `import vine from "@vinejs/vine";
const validator = vine.compile(vine.object({ assigneeId: vine.number().min(1).optional() }));
export class TasksController { async store({ request }: HttpContext) { return request.validateUsing(validator); } }` }] },
      ],
    },
  ],
});

createRuleTester().run("require-zero-to-null: ArkType", rule, {
  valid: [
    {
      name: "0 becomes null",
      code: `import { type } from "arktype";
export const createTaskBody = type({ assigneeId: ["number | null", "=>", (v) => (v === 0 ? null : v)], boardId: type("number | null").pipe((v) => (v === 0 ? null : v)) });`,
    },
    {
      name: "0 is refused",
      code: `import { type } from "arktype";
export const createTaskBody = type({ assigneeId: "number > 0 | null", boardId: "(number.integer >= 1) | null" });`,
    },
    {
      name: "the key has to be there",
      code: `import { type } from "arktype";
export const createTaskBody = type({ assigneeId: "number" });`,
    },
    {
      name: "a bound names 0 as a value",
      code: `import { type } from "arktype";
export const createTaskBody = type({ laneId: "number >= 0 | null" });`,
    },
    {
      name: "what nobody can read: a word of one's own, a form that is not known",
      code: `import { type } from "arktype";
export const createTaskBody = type({ assigneeId: "userId | null", boardId: ["number", "|", "null"], teamId: "number == 0 | null" });`,
    },
    {
      name: "another type()",
      code: `import { type } from "superstruct";
export const createTaskBody = type({ assigneeId: "number | null" });`,
    },
  ],
  invalid: [
    {
      name: "0 gets through beside null",
      code: `import { type } from "arktype";
export const createTaskBody = type({ assigneeId: "number.integer | null" });`,
      output: `import { type } from "arktype";
export const createTaskBody = type({ assigneeId: ["number.integer | null", "=>", (v) => (v === 0 ? null : v)] });`,
      errors: [
        { ...kept("assigneeId", "ArkType"), line: 2, column: 38, endLine: 2, endColumn: 73 },
      ],
    },
    {
      name: "an optional key",
      code: `import { type } from "arktype";
export const createTaskBody = type({ "assigneeId?": "number.integer" });`,
      output: null,
      errors: [
        { ...kept("assigneeId", "ArkType"), line: 2, column: 38, endLine: 2, endColumn: 69, suggestions: [{ messageId: "coerce", output: `import { type } from "arktype";
export const createTaskBody = type({ "assigneeId?": ["number.integer", "=>", (v) => (v === 0 ? null : v)] });` }] },
      ],
    },
    {
      name: "a body, by calling the schema",
      code: `import { type } from "arktype";
const task = type({ assigneeId: type("number").or("null") });
export const create = (req, res) => { const body = task(req.body); return body instanceof type.errors ? res.status(400) : body; };`,
      output: `import { type } from "arktype";
const task = type({ assigneeId: type("number").or("null").pipe((v) => (v === 0 ? null : v)) });
export const create = (req, res) => { const body = task(req.body); return body instanceof type.errors ? res.status(400) : body; };`,
      errors: [
        { ...kept("assigneeId", "ArkType"), line: 2, column: 21, endLine: 2, endColumn: 58 },
      ],
    },
  ],
});

const MODELS = {
  "package.json": "{}",
  "prisma/schema.prisma": `datasource db {
  provider = "postgresql"
}
model Media {
  id Int @id
  jobs Job[]
}
model Job {
  id Int @id
  mediaId Int
  parentId Int?
  media Media @relation(fields: [mediaId], references: [id])
  parent Media? @relation(fields: [parentId], references: [id])
}
`,
};

createRuleTester(MODELS).run("require-zero-to-null: what the models declare", rule, {
  valid: [
    {
      name: "a column that holds no null",
      code: `import { z } from "zod";
export const createJobBody = z.object({ mediaId: z.number().optional() });`,
    },
  ],
  invalid: [
    {
      name: "one that does",
      code: `import { z } from "zod";
export const createJobBody = z.object({ parentId: z.number().nullable() });`,
      output: `import { z } from "zod";
export const createJobBody = z.object({ parentId: z.number().nullable().transform((v) => (v === 0 ? null : v)) });`,
      errors: [{ ...kept("parentId"), line: 2, column: 41, endLine: 2, endColumn: 72 }],
    },
  ],
});
