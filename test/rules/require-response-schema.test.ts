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
  app.get<{ Reply: Task[] }>("/tasks", async () => await prisma.task.findMany());
}`,
      options: [{ discipline: "origin" }],
      output: null,
      errors: [{ messageId: "noResponse", data: { ...fastifyData, endpoint: "GET /tasks" }, line: 5, column: 3, endLine: 5, endColumn: 81 }],
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
