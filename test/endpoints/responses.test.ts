import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/settings.js";
import { describeEndpoints } from "./support.js";

/** The verdict on `app.get("/tasks", …)`. */
function fastify(rest: string, before = "", files: Readonly<Record<string, string>> = {}): string | undefined {
  const text = `import Fastify from "fastify";\n${before}\nconst app = Fastify();\napp.get("/tasks", ${rest});`;
  return describeEndpoints({ "src/app.ts": text, ...files })[0]?.replace("GET /tasks ", "");
}

const send = "async () => ({ id: 1 })";

describe("what the options of a Fastify route say", () => {
  test.each([
    [`{ schema: { response: { 200: Task } } }, ${send}`, "declared"],
    [`{ schema: { response: { "2xx": Task } } }, ${send}`, "declared"],
    [`{ schema: { response: { default: Task } } }, ${send}`, "declared"],
    [`{ schema: { response: { 201: Task } } }, ${send}`, "declared"],
    [`{ schema: { response: { 404: Problem } } }, ${send}`, "missing"],
    [`{ schema: { response: { "4xx": Problem, "5XX": Problem } } }, ${send}`, "missing"],
    [`{ schema: { response: { 204: Nothing } } }, ${send}`, "missing"],
    ["{ schema: { response: { 204: Nothing } } }, async (request, reply) => reply.code(204).send()", "needs-none"],
    [`{ schema: { body: Task } }, ${send}`, "missing"],
    [`{ schema: {} }, ${send}`, "missing"],
    [`{ onRequest: auth }, ${send}`, "missing"],
    [send, "missing"],
    [`{ handler: ${send} }`, "missing"],
    [`{ schema: { ...base, body: Task } }, ${send}`, "unknown"],
    [`{ ...base }, ${send}`, "unknown"],
    [`options, ${send}`, "unknown"],
    [`{ schema: makeSchema() }, ${send}`, "unknown"],
    [`{ schema: { response } }, ${send}`, "unknown"],
    [`{ schema: { response: { [status]: Task } } }, ${send}`, "unknown"],
    [`{ schema: { response: { 200: { type: "object", additionalProperties: true } } } }, ${send}`, "unknown"],
    [`{ schema: { hide: true } }, ${send}`, "needs-none"],
    [`{ websocket: true }, ${send}`, "needs-none"],
    [`...args, ${send}`, "unknown"],
  ])("%s: %s", (rest, verdict) => {
    expect(fastify(rest)).toBe(verdict);
  });

  test.each([
    ["const base = { body: 1 };", "missing"],
    ["const base = { response: { 200: 1 } };", "declared"],
    ['import { StatusCodes } from "http-status-codes";\nconst base = { response: { [StatusCodes.OK]: 1 } };', "declared"],
    ['import { StatusCodes } from "http-status-codes";\nconst base = { response: { [StatusCodes.NOT_FOUND]: 1 } };', "missing"],
    ["enum Status { Ok = 200, Missing = 404 }\nconst base = { response: { [Status.Missing]: 1 } };", "missing"],
    ['import { base } from "./schemas.js";', "declared"],
    ['import { base } from "./missing.js";', "unknown"],
  ])("a schema that spreads %s: %s", (before, verdict) => {
    const files = { "src/schemas.ts": "export const base = { response: { 200: { type: 'object' } } } as const;" };
    expect(fastify(`{ schema: { ...base, tags: ["a"] } }, ${send}`, before, files)).toBe(verdict);
  });

  test("routes as objects, HEAD and OPTIONS", () => {
    const text = `import Fastify from "fastify";
const app = Fastify();
app.route({ method: "GET", url: "/a", handler: ${send} });
app.route({ method: ["GET", "POST"], url: "/b", schema: { response: { 200: Task } }, handler: ${send} });
app.route({ method: "OPTIONS", url: "/c", handler: ${send} });
app.head("/d", ${send});
app.route({ ...rest, url: "/e", handler: ${send} });`;
    expect(describeEndpoints({ "src/app.ts": text })).toEqual(["GET /a missing", "GET|POST /b declared", "OPTIONS /c needs-none", "HEAD /d needs-none", "ALL /e unknown"]);
  });
});

describe("what a Fastify handler sends", () => {
  test.each([
    ["async () => [1, 2]", "missing"],
    ["async (request, reply) => reply.send({ id: 1 })", "missing"],
    ["async (request, reply) => { await reply.code(201).send({ id: 1 }); }", "missing"],
    ["async (request, reply) => { run(() => { reply.send({ id: 1 }); }); }", "missing"],
    ["async () => { const task = { id: 1 }; return task; }", "missing"],
    ["async () => { const [a, b] = await Promise.all([{ id: 1 }, 2]); return a; }", "missing"],
    ["async (request, reply) => found ?? (await reply.code(404).send())", "unknown"],
    ["async (request, reply) => request.ok ? { id: 1 } : reply.code(404).send()", "missing"],
    ["async () => {}", "needs-none"],
    ["async () => { return; }", "needs-none"],
    ["async () => null", "needs-none"],
    ["async () => 'text'", "needs-none"],
    ["async () => `text ${x}`", "needs-none"],
    ["async (request, reply) => reply.code(404).send({ error: 'none' })", "unknown"],
    ["async (request, reply) => { reply.code(404); return { error: 'none' }; }", "unknown"],
    ["async (request, reply) => { if (a) { reply.code(404); return { error: 1 }; } return { id: 1 }; }", "missing"],
    ["async (request, reply) => { if (a) { reply.code(404); } return { id: 1 }; }", "missing"],
    ["async (request, reply) => reply.code(result.status).send({ id: 1 })", "unknown"],
    ["async (request, reply) => reply.redirect('/x')", "needs-none"],
    ["async (request, reply) => reply.sendFile('x.html')", "needs-none"],
    ["async (request, reply) => reply.view('x', { id: 1 })", "needs-none"],
    ["async (request, reply) => reply.type('text/csv').send(rows())", "needs-none"],
    ["async (request, reply) => { reply.header('Content-Type', 'text/html'); return { id: 1 }; }", "needs-none"],
    ["async (request, reply) => { reply.header('content-type', type); return { id: 1 }; }", "unknown"],
    ["async (request, reply) => { reply.header('x-total', '1'); return { id: 1 }; }", "missing"],
    ["async (request, reply) => { reply.type('application/json'); return { id: 1 }; }", "missing"],
    ["async (request, reply) => { reply.hijack(); reply.raw.end(); }", "unknown"],
    ["async (request, reply) => { proxy(request, reply); }", "unknown"],
    ["async (request, { code }) => ({ id: 1 })", "unknown"],
    ["async () => outside()", "unknown"],
    ["wrap(async () => ({ id: 1 }))", "unknown"],
    ["controller.list", "unknown"],
    ["async () => Task.parse(row)", "needs-none"],
    ["async () => JSON.parse(text)", "unknown"],
    ["async () => presentTask(row)", "needs-none"],
    ["async () => [{ id: 1 }].map(toTask)", "needs-none"],
    ["async () => [1].map((id) => ({ id }))", "missing"],
    ["async () => ({ tasks: rows.map(toTask) })", "missing"],
  ])("%s: %s", (handler, verdict) => {
    expect(fastify(handler)).toBe(verdict);
  });

  test.each([
    ['import { createReadStream } from "node:fs";\nconst load = () => createReadStream("x");', "needs-none"],
    ["const load = async (): Promise<void> => {};", "needs-none"],
    ["const load = async (): Promise<string> => name;", "needs-none"],
    ["const load = async (): Promise<Buffer> => data;", "needs-none"],
    ["const load = async (): Promise<Task[]> => rows;", "missing"],
    ["interface Task { id: number }\nconst load = async (): Promise<Task | null> => row;", "missing"],
    ["class Task {}\nfunction load() { return new Task(); }", "missing"],
    ["class Oops extends Error {}\nfunction load() { return new Oops(); }", "unknown"],
    ["function load() { return load(); }", "unknown"],
    ["function load<T>(): T { return row; }", "unknown"],
    ['import type { Page } from "pages";\nconst load = async (): Promise<Page> => page;', "unknown"],
    ["async function* load() { yield {}; }", "unknown"],
  ])("the result of %s: %s", (before, verdict) => {
    expect(fastify("async () => await load()", before)).toBe(verdict);
  });

  test("queries of a known library are JSON, also the result of a transaction", () => {
    const before = 'import { drizzle } from "drizzle-orm/node-postgres";\nconst db = drizzle("x");';
    expect(fastify("async () => await db.select().from(tasks).limit(1)", before)).toBe("missing");
    expect(fastify("async () => { const [task] = await db.select().from(tasks); return task; }", before)).toBe("missing");
    expect(fastify("async () => db.transaction(async (tx) => ({ id: 1 }))", before)).toBe("missing");
    expect(fastify("async () => db.transaction(async (tx) => { await tx.delete(tasks); })", before)).toBe("needs-none");
  });
});

describe("settings", () => {
  const text = (path: string, handler: string) => ({ "src/app.ts": `import Fastify from "fastify";\nconst app = Fastify();\napp.get("${path}", ${handler});` });
  const responses = { decorators: ["^ApiTask$"], serializers: ["^shape"], ignorePaths: ["/internal/**"] };

  test.each(["/health", "/healthz", "/ready", "/metrics", "/docs", "/api/v1/health", "/hooks/webhook", "/webhooks/stripe"])("%s is ignored", (path) => {
    expect(describeEndpoints(text(path, send))).toEqual([`GET ${path} needs-none`]);
  });

  test("other paths and serialisers", () => {
    const settings = { ...DEFAULT_SETTINGS, responses };
    expect(describeEndpoints(text("/internal/a/b", send), settings)).toEqual(["GET /internal/a/b needs-none"]);
    expect(describeEndpoints(text("/health", send), settings)).toEqual(["GET /health missing"]);
    expect(describeEndpoints(text("/a", "async () => shapeTask(row)"), settings)).toEqual(["GET /a needs-none"]);
  });

  test("decorators that declare a response", () => {
    const app = `import { Controller, Get } from "@nestjs/common";\nimport "@nestjs/swagger";\nimport { ApiTask, ApiTasks } from "./decorators.js";
@Controller("a")
export class A {
  @Get("b") @ApiTask() b() { return {}; }
  @Get("c") @ApiTasks() c() { return {}; }
}`;
    expect(describeEndpoints({ "src/app.ts": app }, { ...DEFAULT_SETTINGS, responses })).toEqual(["GET /a/b declared", "GET /a/c unknown"]);
  });
});

describe("NestJS", () => {
  const nest = (method: string, { before = "", on = "", files = {} }: { before?: string; on?: string; files?: Readonly<Record<string, string>> } = {}) => {
    const text = `import * as common from "@nestjs/common";
import { applyDecorators, Controller, Get, Header, HttpCode, HttpStatus, Redirect, Render, Res, Response, SerializeOptions, SetMetadata, Sse, StreamableFile, UseGuards, UseInterceptors, ClassSerializerInterceptor } from "@nestjs/common";
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from "@nestjs/swagger";
import { ZodSerializerDto } from "nestjs-zod";
import { HealthCheck } from "@nestjs/terminus";
import { FileInterceptor } from "@nestjs/platform-express";
${before}
@Controller("tasks")
${on}
export class Tasks {
  ${method}
}`;
    return describeEndpoints({ "src/app.ts": text, ...files })[0]?.replace("GET /tasks ", "");
  };

  test.each([
    ["@Get() a() { return {}; }", "missing"],
    ["@common.Get() a() { return {}; }", "missing"],
    ["@Get() @ApiTags('a') @UseGuards(Guard) a() { return {}; }", "missing"],
    ["@Get() a(): Promise<unknown> { return {}; }", "missing"],
    ["@Get() a(): any { return {}; }", "missing"],
    ["@Get() a(): Promise<Dto> { return {}; }", "declared"],
    ["@Get() a(): Promise<Dto[] | null> { return {}; }", "declared"],
    ["@Get() a(): Promise<number> { return 1; }", "declared"],
    ["@Get() a(): Promise<{ id: number }> { return {}; }", "declared"],
    ["@Get() a(): Promise<Elsewhere> { return {}; }", "unknown"],
    ["@Get() a(): Promise<void> {}", "needs-none"],
    ["@Get() a(): string { return ''; }", "needs-none"],
    ["@Get() a(): StreamableFile { return x; }", "needs-none"],
    ["@Get() a() { return new StreamableFile(x); }", "needs-none"],
    ["@Get() a() {}", "needs-none"],
    ["@Get() a() { return this.unknown.a(); }", "unknown"],
    ["@Get() @HttpCode(204) a() { return {}; }", "needs-none"],
    ["@Get() @HttpCode(HttpStatus.NO_CONTENT) a() { return {}; }", "needs-none"],
    ["@Get() @HttpCode(HttpStatus.OK) a() { return {}; }", "missing"],
    ["@Get() @Redirect('/x') a() { return {}; }", "needs-none"],
    ["@Get() @Render('x') a() { return {}; }", "needs-none"],
    ["@Get() @Header('Content-Type', 'text/csv') a() { return {}; }", "needs-none"],
    ["@Get() @Header('Cache-Control', 'none') a() { return {}; }", "missing"],
    ["@Get() @ApiProduces('text/csv') a() { return {}; }", "needs-none"],
    ["@Get() @HealthCheck() a() { return {}; }", "needs-none"],
    ["@Get() @ApiExcludeEndpoint() a() { return {}; }", "needs-none"],
    ["@Get() @ApiExcludeEndpoint(false) a() { return {}; }", "missing"],
    ["@Get() a(@Res() res) { return {}; }", "unknown"],
    ["@Get() a(@Res({ passthrough: true }) res) { return {}; }", "missing"],
    ["@Get() @ApiOkResponse({ type: Dto }) a() { return {}; }", "declared"],
    ["@Get() @ApiOkResponse({ schema: { type: 'object' } }) a() { return {}; }", "declared"],
    ["@Get() @ApiOkResponse({ description: 'a' }) a() { return {}; }", "missing"],
    ["@Get() @ApiOkResponse() a() { return {}; }", "missing"],
    ["@Get() @ApiOkResponse(options) a() { return {}; }", "unknown"],
    ["@Get() @ApiOkResponse({ ...options }) a() { return {}; }", "unknown"],
    ["@Get() @ApiResponse({ status: 200, type: Dto }) a() { return {}; }", "declared"],
    ["@Get() @ApiResponse({ status: HttpStatus.CREATED, type: Dto }) a() { return {}; }", "declared"],
    ["@Get() @ApiResponse({ status: 404, type: Dto }) a() { return {}; }", "missing"],
    ["@Get() @ApiResponse({ status: 204 }) a() { return {}; }", "needs-none"],
    ["@Get() @ZodSerializerDto(Dto) a() { return {}; }", "declared"],
    ["@Get() @SerializeOptions({ type: Dto }) a() { return {}; }", "declared"],
    ["@Get() @SerializeOptions({ strategy: 'exposeAll' }) a() { return {}; }", "missing"],
    ["@Get() @UseInterceptors(FileInterceptor('a')) a() { return {}; }", "missing"],
    ["@Get() @UseInterceptors(new Serializer(Dto)) a() { return {}; }", "unknown"],
    ["@Get() @UseInterceptors(ClassSerializerInterceptor) a() { return {}; }", "unknown"],
    ["@Get() @Outside() a() { return {}; }", "unknown"],
  ])("%s: %s", (method, verdict) => {
    expect(nest(method, { before: 'class Dto {}\nimport { Elsewhere } from "elsewhere";\nimport { Outside } from "outside";' })).toBe(verdict);
  });

  test.each([
    ["const Own = () => applyDecorators(Get(), ApiOkResponse({ type: Dto }));", "declared"],
    ["function Own() { return applyDecorators(Get(), ApiOperation({})); }", "missing"],
    ["const Own = () => applyDecorators(...[Get(), ApiOperation({})]);", "missing"],
    ["const list = [Get()];\nlist.push(ApiOkResponse({ type: Dto }));\nconst Own = () => applyDecorators(Get(), ...list);", "unknown"],
    ["const Public = () => SetMetadata('public', true);\nconst Own = () => applyDecorators(Get(), Public());", "missing"],
    ["const Other = () => (target, key, descriptor) => {};\nconst Own = () => applyDecorators(Get(), Other());", "unknown"],
    ["const Own = (options) => applyDecorators(Get(), ApiOkResponse(options));", "unknown"],
    ['import { Own } from "./own.js";', "declared"],
  ])("a helper: %s is %s", (before, verdict) => {
    const files = { "src/own.ts": 'import { applyDecorators, Get } from "@nestjs/common";\nimport { ApiOkResponse } from "@nestjs/swagger";\nexport const Own = () => applyDecorators(Get(), ApiOkResponse({ type: Dto }));' };
    expect(nest("@Own() a() { return {}; }", { before, files })).toBe(verdict);
  });

  test.each([
    ["@ApiOkResponse({ type: Dto })", "declared"],
    ["@ApiTags('tasks')", "missing"],
    ["@UseInterceptors(Envelope)", "unknown"],
    ["@Outside()", "unknown"],
  ])("a class with %s: %s", (on, verdict) => {
    expect(nest("@Get() a() { return {}; }", { on })).toBe(verdict);
  });

  test("without @nestjs/swagger there is no place for a response", () => {
    const text = 'import { Controller, Get } from "@nestjs/common";\n@Controller("a")\nexport class A { @Get() a() { return {}; } }';
    expect(describeEndpoints({ "src/app.ts": text })).toEqual(["GET /a needs-none"]);
  });
});

describe("Hono", () => {
  const openapi = (responses: string, handler: string, extra = "") => {
    const text = `import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
const route = createRoute({ method: "get", path: "/tasks", responses: ${responses}${extra} });
export const app = new OpenAPIHono();
app.openapi(route, ${handler});`;
    return describeEndpoints({ "src/app.ts": text })[0]?.replace("GET /tasks ", "");
  };

  test.each([
    ["{ 200: { description: 'a' } }", "(c) => c.json({})", "missing"],
    ["{ 200: { description: 'a' } }", "(c) => c.json({}, 200)", "missing"],
    ["{ 201: { description: 'a' } }", "(c) => c.json({}, 201)", "missing"],
    ["{ 201: { description: 'a' } }", "(c) => c.json({}, 200)", "unknown"],
    ["{ 200: { description: 'a' } }", "(c) => c.text('ok')", "needs-none"],
    ["{ 200: { description: 'a' } }", "(c) => c.body(null)", "needs-none"],
    ["{ 200: { description: 'a' } }", "(c) => answer(c)", "unknown"],
    ["{ 200: { description: 'a' } }", "async (c) => c.json(await load())", "missing"],
    ["{ 200: { description: 'a' } }", "async (c) => { const task = Task.parse(row); return c.json(task); }", "needs-none"],
    ["{ 200: { description: 'a' } }", "handler", "unknown"],
    ["{ 200: { description: 'a' } }", "(c) => c.json({}, 404)", "unknown"],
    ["{ 200: { description: 'a', content: { 'application/json': { schema: Task } } } }", "(c) => c.json({})", "declared"],
    ["{ 200: { description: 'a', content: { 'application/json': {} } } }", "(c) => c.json({})", "missing"],
    ["{ 200: { description: 'a', content } }", "(c) => c.json({})", "declared"],
    ["{ 200: jsonContent(Task) }", "(c) => c.json({})", "unknown"],
    ["{ 200: { ...base } }", "(c) => c.json({})", "unknown"],
    ["{ ...base }", "(c) => c.json({})", "unknown"],
    ["{ 204: { description: 'a' } }", "(c) => c.body(null, 204)", "needs-none"],
    ["{ 302: { description: 'a' } }", "(c) => c.redirect('/')", "needs-none"],
  ])("%s with %s: %s", (responses, handler, verdict) => {
    expect(openapi(responses, handler)).toBe(verdict);
  });

  test("hidden routes, and a definition that nobody serves", () => {
    expect(openapi("{ 200: { description: 'a' } }", "(c) => c.json({})", ", hide: true")).toBe("needs-none");
    const text = 'import { createRoute } from "@hono/zod-openapi";\nexport const route = createRoute({ method: "get", path: "/a", responses: { 200: { description: "a" } } });';
    expect(describeEndpoints({ "src/app.ts": text })).toEqual(["GET /a unknown"]);
  });

  test("the handler lies in another module", () => {
    const files = {
      "src/app.ts": 'import { createRoute } from "@hono/zod-openapi";\nexport const route = createRoute({ method: "get", path: "/a", responses: { 200: { description: "a" } } });',
      "src/serve.ts": 'import { OpenAPIHono } from "@hono/zod-openapi";\nimport { handle } from "./handle.js";\nimport { route } from "./app.js";\nnew OpenAPIHono().openapi(route, handle);',
      "src/handle.ts": "export const handle = (c) => c.json({ id: 1 });",
    };
    expect(describeEndpoints(files)).toEqual(["GET /a missing"]);
  });

  test.each([
    ["describeRoute({ tags: ['a'] })", "missing"],
    ["describeRoute({ responses: { 200: { description: 'a', content: { 'application/json': { schema: resolver(Task) } } } } })", "declared"],
    ["describeRoute({ responses: { 200: { description: 'a' } } })", "missing"],
    ["describeRoute({ hide: true })", "needs-none"],
    ["describeRoute({ ...base })", "unknown"],
    ["describeRoute(options)", "unknown"],
    ["logger()", "unknown"],
  ])("%s: %s", (middleware, verdict) => {
    const text = `import { Hono } from "hono";\nimport { describeRoute, resolver } from "hono-openapi";\nnew Hono().get("/a", ${middleware}, (c) => c.json({}));`;
    expect(describeEndpoints({ "src/app.ts": text })).toEqual([`GET /a ${verdict}`]);
  });
});
