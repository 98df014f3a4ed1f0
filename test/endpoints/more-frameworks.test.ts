import { describe, expect, test } from "vitest";
import { describeEndpoints } from "./support.js";

const orm = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();\n';
const rows = "async () => await prisma.task.findMany()";

describe("procedures of tRPC", () => {
  const base = `import { initTRPC } from "@trpc/server";\n${orm}const t = initTRPC.context<Context>().create();\nconst publicProcedure = t.procedure;\n`;
  test.each([
    [`export const list = publicProcedure.query(${rows});`, "missing"],
    [`export const list = t.procedure.input(Filter).use(log).query(${rows});`, "missing"],
    [`export const list = publicProcedure.output(Tasks).query(${rows});`, "declared"],
    [`const withTasks = publicProcedure.output(Tasks);\nexport const list = withTasks.input(Filter).query(${rows});`, "declared"],
    [`export const list = publicProcedure.concat(other).query(${rows});`, "unknown"],
    ["export const remove = publicProcedure.mutation(async ({ input }) => { await prisma.task.delete({ where: input }); });", "needs-none"],
    ['export const health = publicProcedure.query(() => "yes");', "needs-none"],
    ["export const watch = publicProcedure.subscription(async function* () { yield 1; });", "needs-none"],
  ])("%s: %s", (code, verdict) => {
    expect(describeEndpoints({ "src/app.ts": base + code })).toEqual([`ALL ? ${verdict}`]);
  });

  test("a base from elsewhere", () => {
    const base = 'import { initTRPC } from "@trpc/server";\nconst t = initTRPC.create();\nexport const { procedure: publicProcedure } = t;\nexport const authed = publicProcedure.output(Tasks);';
    const text = `import { authed, publicProcedure } from "./trpc.js";\nimport { otherProcedure } from "@acme/api";\n${orm}export const a = publicProcedure.query(${rows});\nexport const b = authed.query(${rows});\nexport const c = otherProcedure.query(${rows});`;
    expect(describeEndpoints({ "src/app.ts": text, "src/trpc.ts": base })).toEqual(["ALL ? missing", "ALL ? declared"]);
  });
});

describe("procedures of oRPC", () => {
  test.each([
    [`export const list = os.handler(${rows});`, "missing"],
    [`export const list = os.route({ method: "GET" }).output(Tasks).handler(${rows});`, "declared"],
  ])("%s: %s", (code, verdict) => {
    expect(describeEndpoints({ "src/app.ts": `import { os } from "@orpc/server";\n${orm}${code}` })).toEqual([`ALL ? ${verdict}`]);
  });

  test("a contract declares its outputs by itself", () => {
    expect(describeEndpoints({ "src/app.ts": `import { implement } from "@orpc/server";\nimport { contract } from "./contract.js";\n${orm}const os = implement(contract);\nexport const list = os.list.handler(${rows});` })).toEqual([]);
  });
});

describe("routes of Elysia", () => {
  test.each([
    [`app.get("/tasks", ${rows});`, "missing"],
    [`app.get("/tasks", ${rows}, { query: t.Object({}) });`, "missing"],
    [`app.get("/tasks", ${rows}, { response: t.Array(Task) });`, "declared"],
    [`app.get("/tasks", ${rows}, { response: "tasks" });`, "declared"],
    [`app.get("/tasks", ${rows}, { response: { 200: t.Array(Task) } });`, "declared"],
    [`app.get("/tasks", ${rows}, { response: { 404: Problem } });`, "missing"],
    [`app.get("/tasks", ${rows}, options);`, "unknown"],
    [`app.guard({ response: Tasks }).get("/tasks", ${rows});`, "unknown"],
    ['app.get("/tasks", () => "none");', "needs-none"],
    ['app.get("/tasks", ({ params }) => ({ id: 1 }));', "missing"],
    ['app.get("/tasks", ({ set }) => { if (failed) { set.status = 401; return { error: 1 }; } return stream; });', "unknown"],
    ['app.get("/tasks", (ctx) => { ctx.set.status = 201; return { id: 1 }; });', "missing"],
    ['app.get("/tasks", ({ set }) => { set.headers["content-type"] = "text/csv"; return { id: 1 }; });', "unknown"],
    ['app.get("/tasks", ({ status }) => status(404, "none"));', "unknown"],
  ])("%s: %s", (code, verdict) => {
    expect(describeEndpoints({ "src/app.ts": `import { Elysia, t } from "elysia";\n${orm}const app = new Elysia();\n${code}` })).toEqual([`GET /tasks ${verdict}`]);
  });

  test("a chain", () => {
    expect(describeEndpoints({ "src/app.ts": `import { Elysia } from "elysia";\n${orm}export const app = new Elysia({ prefix: "/v1" }).use(auth).get("/a", ${rows}).post("/b", ${rows}, { response: Task });` }).sort()).toEqual(["GET /a missing", "POST /b declared"]);
  });
});

describe("routes of hapi", () => {
  test.each([
    [`{ method: "GET", path: "/tasks", handler: ${rows} }`, "missing"],
    [`{ method: "GET", path: "/tasks", options: { auth: "jwt", handler: ${rows} } }`, "missing"],
    [`{ method: "GET", path: "/tasks", options: { response: { schema: Tasks }, handler: ${rows} } }`, "declared"],
    [`{ method: "GET", path: "/tasks", handler: ${rows}, options: { response: { status: { 200: Tasks } } } }`, "declared"],
    [`{ method: "GET", path: "/tasks", handler: ${rows}, options: { response: { status: { 404: Problem } } } }`, "missing"],
    [`{ method: "GET", path: "/tasks", handler: ${rows}, options: { response: shared } }`, "unknown"],
    ['{ method: "GET", path: "/tasks", handler: (request, h) => h.response({ error: "none" }).code(404) }', "unknown"],
    ['{ method: "GET", path: "/tasks", handler: async (request, h) => h.response(await prisma.task.create({ data })).code(201) }', "missing"],
    ['{ method: "GET", path: "/tasks", handler: (request, h) => h.response(text).type("text/csv") }', "needs-none"],
    [`[{ method: "GET", path: "/tasks", handler: ${rows} }]`, "missing"],
  ])("%s: %s", (route, verdict) => {
    expect(describeEndpoints({ "src/app.ts": `import Hapi from "@hapi/hapi";\n${orm}const server = Hapi.server({ port: 1 });\nserver.route(${route});` })).toEqual([`GET /tasks ${verdict}`]);
  });
});

describe("controllers of tsoa and routing-controllers", () => {
  const controller = (from: string, names: string, before: string, method: string): string => `import { ${names} } from "${from}";\n${orm}interface Task { id: number }\nclass TaskDto {}\n${before}\n${method}\n}`;

  test.each([
    ['@Get("{id}") public async find(id: number) { return await prisma.task.findMany(); }', "missing"],
    ['@Get("{id}") public async find(id: number): Promise<any> { return await prisma.task.findMany(); }', "missing"],
    ['@Get("{id}") public async find(id: number): Promise<Task[]> { return await prisma.task.findMany(); }', "declared"],
    ['@Hidden() @Get("{id}") public async find(id: number) { return await prisma.task.findMany(); }', "needs-none"],
    ['@Get("{id}") public async find(@Res() ok: TsoaResponse<200, Task>) { return ok(200, await prisma.task.findMany()); }', "unknown"],
  ])("tsoa: %s: %s", (method, verdict) => {
    expect(describeEndpoints({ "src/app.ts": controller("tsoa", "Controller, Get, Hidden, Res, Route", '@Route("tasks")\nexport class Tasks extends Controller {', method) })).toEqual([`GET /tasks/{id} ${verdict}`]);
  });

  test.each([
    ['@Get("/:id") async find() { return await prisma.task.findMany(); }', "missing"],
    ['@Get("/:id") @ResponseSchema(TaskDto) async find() { return await prisma.task.findMany(); }', "declared"],
    ['@Get("/:id") @OpenAPI({ summary: "all" }) async find() { return await prisma.task.findMany(); }', "missing"],
    ['@Get("/:id") @OpenAPI({ responses: { 200: {} } }) async find() { return await prisma.task.findMany(); }', "declared"],
  ])("routing-controllers: %s: %s", (method, verdict) => {
    const text = controller("routing-controllers", "Get, JsonController", 'import { OpenAPI, ResponseSchema } from "routing-controllers-openapi";\n@JsonController("/tasks")\nexport class Tasks {', method);
    expect(describeEndpoints({ "src/app.ts": text })).toEqual([`GET /tasks/:id ${verdict}`]);
  });
});

describe("frameworks that demand a response by their shape have no endpoint to ask", () => {
  test.each([
    'import { defaultEndpointsFactory } from "express-zod-api";\nexport const list = defaultEndpointsFactory.build({ method: "get", input, output, handler: async () => ({ rows: await prisma.task.findMany() }) });',
    'import { initContract } from "@ts-rest/core";\nconst c = initContract();\nexport const contract = c.router({ list: { method: "GET", path: "/tasks", responses: { 200: Tasks } } });',
    'import { HttpApiEndpoint } from "@effect/platform";\nexport const list = HttpApiEndpoint.get("list", "/tasks").addSuccess(Tasks);',
    'import { api } from "encore.dev/api";\nexport const list = api({ method: "GET", path: "/tasks" }, async (): Promise<Tasks> => ({ rows: await prisma.task.findMany() }));',
  ])("%s", (code) => {
    expect(describeEndpoints({ "src/app.ts": orm + code })).toEqual([]);
  });
});
