import { describe, expect, test } from "vitest";
import rule from "../../rules/require-response-schema.js";
import { lintFile } from "../support/lint.js";
import { createRuleTester } from "../support/rule-tester.js";
import { createTempProject } from "../support/temp-project.js";

const fastifyData = {
  framework: "Fastify",
  consequence: "Fastify serialises whatever the handler returns, with every column that the value has or will have",
  place: "`schema.response`",
};
const nestData = {
  framework: "NestJS",
  consequence: "the OpenAPI document and its clients know no body, and every column of the returned value goes out",
  place: "the return type or `@ApiOkResponse({ type })`",
};
const honoData = {
  framework: "Hono",
  consequence: "the OpenAPI document and its clients know no body, and nothing checks what the handler sends",
  place: "`content` of its success response",
};

const prisma = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const fastify = `import type { FastifyInstance } from "fastify";\n${prisma}`;
const sibling = '  app.get("/projects", { schema: { response: { 200: Project } } }, async () => await prisma.project.findMany());';

createRuleTester().run("require-response-schema: Fastify", rule, {
  valid: [
    {
      name: "no route of the plugin declares a response, and nothing documents them",
      code: `${fastify}
export async function routes(app: FastifyInstance) {
  app.get("/tasks", async () => await prisma.task.findMany());
}`,
    },
    {
      name: "the sibling belongs to another plugin",
      code: `${fastify}
export async function projects(app: FastifyInstance) {
${sibling}
}
export async function tasks(app: FastifyInstance) {
  app.get("/tasks", async () => await prisma.task.findMany());
}`,
    },
    {
      name: "a response is declared",
      code: `${fastify}
export async function routes(app: FastifyInstance) {
${sibling}
  app.get("/tasks", { schema: { response: { 200: Task } } }, async () => await prisma.task.findMany());
}`,
    },
    {
      name: "the response is typed, which is a question of taste",
      code: `${fastify}
export async function routes(app: FastifyInstance) {
${sibling}
  app.get<{ Reply: Task[] }>("/tasks", async () => await prisma.task.findMany());
}`,
    },
    {
      name: "a test",
      filename: "src/routes.test.ts",
      code: `${fastify}
export async function routes(app: FastifyInstance) {
${sibling}
  app.get("/tasks", async () => await prisma.task.findMany());
}`,
    },
    {
      name: "whole rows are reported where they are sent",
      code: `${fastify}
export async function routes(app: FastifyInstance) {
  app.get("/tasks", async () => await prisma.task.findMany());
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "the options are unresolved",
      code: `${fastify}
import { options } from "./elsewhere.js";
export async function routes(app: FastifyInstance) {
${sibling}
  app.get("/tasks", options, async () => await prisma.task.findMany());
  app.get("/tasks/all", { ...options }, async () => await prisma.task.findMany());
}`,
    },
  ],
  invalid: [
    {
      name: "a sibling declares one",
      code: `${fastify}
export async function routes(app: FastifyInstance) {
${sibling}
  app.get("/tasks", async () => await prisma.task.findMany());
}`,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...fastifyData, endpoint: "GET /tasks" }, line: 6, column: 3, endLine: 6, endColumn: 62 }],
    },
    {
      name: "the application serialises by schema",
      code: `${fastify}
import { serializerCompiler } from "fastify-type-provider-zod";
export async function routes(app: FastifyInstance) {
  app.setSerializerCompiler(serializerCompiler);
  app.route({
    method: "POST",
    url: "/tasks",
    handler: async (request, reply) => reply.code(201).send(await prisma.task.create({ data: request.body })),
  });
}`,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...fastifyData, endpoint: "POST /tasks" }, line: 7, column: 3, endLine: 11, endColumn: 5 }],
    },
    {
      name: "the strict discipline asks every route, typed ones too",
      code: `${fastify}
export async function routes(app: FastifyInstance) {
  app.get<{ Reply: Task[] }>("/tasks", async () => await prisma.task.findMany({ select: { id: true } }));
}`,
      options: [{ discipline: "origin" }],
      output: null,
      errors: [{ messageId: "noResponse", data: { ...fastifyData, endpoint: "GET /tasks" }, line: 5, column: 3, endLine: 5, endColumn: 105 }],
    },
  ],
});

describe("an application with @fastify/swagger", () => {
  const rules = { "unit-of-work/require-response-schema": "error" } as const;
  const swagger = (kind: string) =>
    `import ${kind} from "@fastify/swagger";\nimport type { FastifyInstance } from "fastify";\nexport const addSwagger = (app: FastifyInstance) => app.register(swagger);`;
  const routes = `${fastify}
export async function routes(app: FastifyInstance) {
  app.get("/hidden", { schema: { hide: true } }, async () => await prisma.task.findMany());
  app.get("/tasks", { schema: { tags: ["tasks"] } }, async () => await prisma.task.findMany());
}`;

  test.each([
    ["swagger", [6]],
    ["type { Options }", []],
  ])("import %s in another file: lines %j", async (kind, lines) => {
    const root = createTempProject({ "src/swagger.ts": swagger(kind), "src/routes.ts": routes });
    const messages = await lintFile(root, "src/routes.ts", { rules });
    expect(messages.map(({ line }) => line)).toEqual(lines);
  });
});

const nest = `import { Controller, Get } from "@nestjs/common";
import { ApiOkResponse } from "@nestjs/swagger";
class TaskDto {}
class TasksService {
  async find(): Promise<Task[]> { return rows; }
  async remove(): Promise<void> {}
}`;

createRuleTester().run("require-response-schema: NestJS", rule, {
  valid: [
    {
      name: "no method of the controller declares a response",
      code: `${nest}
@Controller("tasks")
export class Tasks {
  constructor(private readonly tasks: TasksService) {}
  @Get() find() { return this.tasks.find(); }
}`,
    },
    {
      name: "the service returns nothing",
      code: `${nest}
@Controller("tasks")
export class Tasks {
  constructor(private readonly tasks: TasksService) {}
  @Get("one") @ApiOkResponse({ type: TaskDto }) one() { return this.tasks.find(); }
  @Get() remove() { return this.tasks.remove(); }
}`,
    },
  ],
  invalid: [
    {
      name: "a sibling declares one",
      code: `${nest}
@Controller("tasks")
export class Tasks {
  constructor(private readonly tasks: TasksService) {}
  @Get("one") @ApiOkResponse({ type: TaskDto }) one() { return this.tasks.find(); }
  @Get()
  async find() { return await this.tasks.find(); }
}`,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...nestData, endpoint: "GET /tasks" }, line: 13, column: 9, endLine: 13, endColumn: 13 }],
    },
  ],
});

const hono = 'import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";\nconst app = new OpenAPIHono();\nconst Task = z.object({ id: z.number() });';

createRuleTester().run("require-response-schema: Hono", rule, {
  valid: [
    {
      name: "the success response has content",
      code: `${hono}
const route = createRoute({
  method: "get",
  path: "/tasks",
  responses: { 200: { description: "tasks", content: { "application/json": { schema: z.array(Task) } } } },
});
app.openapi(route, (c) => c.json([]));`,
    },
    {
      name: "a plain route has no place for a response",
      code: 'import { Hono } from "hono";\nnew Hono().get("/tasks", (c) => c.json([]));',
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "the success response has none",
      code: `${hono}
const route = createRoute({
  method: "get",
  path: "/tasks",
  responses: {
    200: { description: "tasks" },
    404: { description: "none" },
  },
});
app.openapi(route, (c) => c.json([]));`,
      output: null,
      errors: [{ messageId: "noSchema", data: { ...honoData, endpoint: "GET /tasks", status: "200" }, line: 8, column: 5, endLine: 8, endColumn: 34 }],
    },
    {
      name: "routes that share their responses share the finding",
      code: `${hono}
const responses = { 200: { description: "tasks" } };
app.openapi(createRoute({ method: "get", path: "/a", responses }), (c) => c.json([]));
app.openapi(createRoute({ method: "get", path: "/b", responses }), (c) => c.json([]));`,
      output: null,
      errors: [{ messageId: "noSchema", data: { ...honoData, endpoint: "GET /a", status: "200" }, line: 4, column: 21, endLine: 4, endColumn: 50 }],
    },
    {
      name: "a description without responses, in a chain of routes",
      code: `import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
export const tasks = new Hono()
  .get("/tasks", describeRoute({ tags: ["tasks"] }), (c) => c.json([]));`,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...honoData, endpoint: "GET /tasks" }, line: 4, column: 4, endLine: 4, endColumn: 7 }],
    },
  ],
});

const strict = [{ discipline: "origin" }] as const;
const express = `import express from "express";
${prisma}
const router = express.Router();`;
const projected = "await prisma.task.findMany({ select: { id: true } })";

createRuleTester({
  "src/tasks.ts": `${prisma}
export const listTasks = async () => ${projected};
export const countTasks = async () => await prisma.task.count();`,
}).run("require-response-schema: Express, Koa, Next.js and AdonisJS", rule, {
  valid: [
    { name: "a query's result is no matter of proof", code: `${express}\nrouter.get("/tasks", async (req, res) => void res.json(${projected}));` },
    { name: "parsed, presented and mapped", code: `${express}\nrouter.get("/a", async (req, res) => void res.json(Tasks.parse(${projected})));\nrouter.get("/b", async (req, res) => void res.json(presentTasks(${projected})));\nrouter.get("/c", async (req, res) => void res.json((${projected}).map(({ id }) => ({ id }))));`, options: strict },
    { name: "whole rows are reported as rows", code: `${express}\nrouter.get("/tasks", async (req, res) => void res.json(await prisma.task.findMany()));`, options: strict },
    { name: "a count and a column", code: `${express}\nimport { countTasks } from "./src/tasks.js";\nrouter.get("/a", async (req, res) => void res.json({ total: await countTasks() }));\nrouter.get("/b", async (req, res) => { const { id } = await prisma.task.findFirst(); res.json({ id }); });`, options: strict },
    { name: "an error and no body", code: `${express}\nrouter.get("/a", async (req, res) => void res.status(409).json(${projected}));\nrouter.get("/b", async (req, res) => { ${projected}; res.status(204).end(); });`, options: strict },
    { name: "a guard beside the handler declares the response", code: `import Router from "@koa/router";\n${prisma}\nconst router = new Router();\nrouter.get("/tasks", koaGuard({ response: Tasks }), async (ctx) => { ctx.body = ${projected}; });`, options: strict },
    { name: "a cache that has the members of a router", code: `${prisma}\nimport { cache } from "./cache.js";\ncache.get("/tasks", async (req, res) => void res.json(${projected}));`, options: strict },
    { name: "an entity that says itself what goes out", code: `import express from "express";\nimport type { EntityManager } from "@mikro-orm/core";\nimport { Task } from "./task.js";\nexport const router = (em: EntityManager) => express.Router().get("/task", async (req, res) => void res.json(await em.findOneOrThrow(Task, 1)));`, options: strict },
    { name: "a column is taken out by hand", code: `${express}\nrouter.get("/task", async (req, res) => { const task = await prisma.task.findFirst({ select: { id: true, note: true } }); delete task.note; res.json(task); });`, options: strict },
    { name: "an unresolved helper", code: `${express}\nimport { load } from "@acme/load";\nrouter.get("/tasks", async (req, res) => void res.json(await load()));`, options: strict },
  ],
  invalid: [
    {
      name: "what a helper's query gave",
      code: `${express}
import { listTasks } from "./src/tasks.js";
router.get("/tasks", async (req, res) => {
  const tasks = await listTasks();
  res.status(200).json({ tasks });
});`,
      options: strict,
      output: null,
      errors: [{ messageId: "unparsed", data: { framework: "Express" }, line: 8, column: 3, endLine: 8, endColumn: 34 }],
    },
    {
      name: "raw rows, in a promise's callback",
      code: `import express from "express";
import { Pool } from "pg";
const pool = new Pool();
const app = express();
app.get("/tasks", (req, res) => {
  pool.query("SELECT id, title FROM tasks").then(({ rows }) => res.send(rows));
});
app.get("/tasks/first", async (req, res) => {
  const result = await pool.query("SELECT id, title FROM tasks LIMIT 1");
  return res.json(result.rows[0]);
});`,
      options: strict,
      output: null,
      errors: [
        { messageId: "unparsed", data: { framework: "Express" }, line: 6, column: 64, endLine: 6, endColumn: 78 },
        { messageId: "unparsed", data: { framework: "Express" }, line: 10, column: 10, endLine: 10, endColumn: 34 },
      ],
    },
    {
      name: "the body of a Koa context",
      code: `import type { Context } from "koa";
${prisma}
export async function list(ctx: Context) {
  ctx.body = ${projected};
}`,
      options: strict,
      output: null,
      errors: [{ messageId: "unparsed", data: { framework: "Koa" }, line: 5, column: 3, endLine: 5, endColumn: 66 }],
    },
    {
      name: "a route handler of Next.js",
      filename: "src/app/tasks/route.ts",
      code: `import { NextResponse } from "next/server";
${prisma}
export async function GET() {
  return NextResponse.json(${projected});
}`,
      options: strict,
      output: null,
      errors: [{ messageId: "unparsed", data: { framework: "Next.js" }, line: 5, column: 10, endLine: 5, endColumn: 81 }],
    },
    {
      name: "the response of an AdonisJS context",
      code: `import type { HttpContext } from "@adonisjs/core/http";
${prisma}
export default class TasksController {
  async index({ response }: HttpContext) {
    return response.json(${projected});
  }
}`,
      options: strict,
      output: null,
      errors: [{ messageId: "unparsed", data: { framework: "AdonisJS" }, line: 6, column: 12, endLine: 6, endColumn: 79 }],
    },
  ],
});

const trpc = `import { initTRPC } from "@trpc/server";
${prisma}
const t = initTRPC.meta<Meta>().create();`;
const trpcData = { framework: "tRPC", consequence: "whatever the resolver returns goes out", place: "`.output()`" };
const orpc = `import { os } from "@orpc/server";\n${prisma}`;
const orpcData = { framework: "oRPC", consequence: "whatever the handler returns goes out, and the OpenAPI document knows no body", place: "`.output()`" };

createRuleTester().run("require-response-schema: procedures", rule, {
  valid: [
    { name: "a plain procedure is typed by inference, whatever its sibling declares", code: `${trpc}\nexport const tasks = t.router({\n  first: t.procedure.output(Task).query(async () => ${projected}),\n  list: t.procedure.query(async () => ${projected}),\n});` },
    { name: "the base declares the output", code: `${trpc}\nconst base = t.procedure.output(Tasks);\nexport const list = base.meta({ openapi: { method: "GET", path: "/tasks" } }).query(async () => ${projected});`, options: strict },
    { name: "a health check that is served", code: `${trpc}\nexport const health = t.procedure.meta({ openapi: { method: "GET", path: "/health" } }).query(async () => ({ ok: true }));`, options: strict },
    { name: "no procedure of the router declares an output", code: `${orpc}\nexport const router = { list: os.handler(async () => ${projected}) };` },
  ],
  invalid: [
    {
      name: "a procedure that is served as a plain route",
      code: `${trpc}
export const tasks = t.router({
  list: t.procedure.meta({ openapi: { method: "GET", path: "/tasks" } }).query(async () => ${projected}),
  other: t.procedure.query(async () => ${projected}),
});`,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...trpcData, endpoint: "list" }, line: 6, column: 3, endLine: 6, endColumn: 7 }],
    },
    {
      name: "the strict discipline asks every procedure",
      code: `${trpc}
export const list = t.procedure.query(async () => ${projected});`,
      options: strict,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...trpcData, endpoint: "list" }, line: 5, column: 14, endLine: 5, endColumn: 18 }],
    },
    {
      name: "a sibling declares an output",
      code: `${orpc}
export const router = {
  list: os.handler(async () => ${projected}),
  first: os.output(Task).handler(async () => ${projected}),
};`,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...orpcData, endpoint: "list" }, line: 5, column: 3, endLine: 5, endColumn: 7 }],
    },
  ],
});

const elysiaData = { framework: "Elysia", consequence: "Elysia sends whatever the handler returns, with every column that the value has or will have", place: "`response` of the hook after the handler" };
const hapiData = { framework: "hapi", consequence: "hapi sends whatever the handler returns, with every column that the value has or will have", place: "`options.response.schema`" };
const tsoaData = { framework: "tsoa", consequence: nestData.consequence, place: "the method's return type" };

createRuleTester().run("require-response-schema: Elysia, hapi and tsoa", rule, {
  valid: [
    { name: "Elysia: no sibling declares one", code: `import { Elysia } from "elysia";\n${prisma}\nnew Elysia().get("/tasks", async () => ${projected});` },
    { name: "hapi: declared", code: `import Hapi from "@hapi/hapi";\n${prisma}\nconst server = Hapi.server();\nserver.route({ method: "GET", path: "/tasks", options: { response: { schema: Tasks } }, handler: async () => ${projected} });`, options: strict },
    { name: "tsoa: typed", code: `import { Get, Route } from "tsoa";\n${prisma}\ninterface Task { id: number }\n@Route("tasks")\nexport class Tasks { @Get() async list(): Promise<Task[]> { return ${projected}; } }`, options: strict },
  ],
  invalid: [
    {
      name: "Elysia: a sibling declares one",
      code: `import { Elysia, t } from "elysia";
${prisma}
export const tasks = new Elysia()
  .get("/tasks", async () => ${projected})
  .get("/tasks/first", async () => ${projected}, { response: Task });`,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...elysiaData, endpoint: "GET /tasks" }, line: 5, column: 4, endLine: 5, endColumn: 7 }],
    },
    {
      name: "hapi",
      code: `import Hapi from "@hapi/hapi";
${prisma}
const server = Hapi.server();
server.route({ method: "GET", path: "/tasks", handler: async () => ${projected} });`,
      options: strict,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...hapiData, endpoint: "GET /tasks" }, line: 5, column: 1, endLine: 5, endColumn: 123 }],
    },
    {
      name: "tsoa",
      code: `import { Get, Route } from "tsoa";
${prisma}
@Route("tasks")
export class Tasks {
  @Get() async list() { return ${projected}; }
}`,
      options: strict,
      output: null,
      errors: [{ messageId: "noResponse", data: { ...tsoaData, endpoint: "GET /tasks" }, line: 6, column: 16, endLine: 6, endColumn: 20 }],
    },
  ],
});
