import { describe, expect, test } from "vitest";
import { describeEndpoints } from "./support.js";

const route = 'app.get("/tasks", async () => ({ id: 1 }));';
const found = ["GET /tasks missing"];

describe("a Fastify instance is told by its type, its factory or its plugin", () => {
  test.each([
    ["a parameter's type", `import type { FastifyInstance } from "fastify";\nexport async function routes(app: FastifyInstance) { ${route} }`],
    ["an alias of the type", `import type { FastifyInstance } from "fastify";\ntype App = FastifyInstance & { db: object };\nexport const routes = async (app: App) => { ${route} };`],
    ["an interface that extends it", `import type { FastifyInstance } from "fastify";\ninterface App extends FastifyInstance {}\nexport const routes = async (app: App) => { ${route} };`],
    ["the variable's type", `import type { FastifyPluginAsync } from "fastify";\nexport const routes: FastifyPluginAsync<{ a: 1 }> = async (app) => { ${route} };`],
    ["a type provider's plugin type", `import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";\nexport default (async (app) => { ${route} }) satisfies FastifyPluginAsyncTypebox;`],
    ["a factory", `import Fastify from "fastify";\nconst app = Fastify({ logger: true });\n${route}`],
    ["a named factory, with a type provider", `import { fastify } from "fastify";\nconst app = fastify().withTypeProvider();\n${route}`],
    ["CommonJS", `const app = require("fastify")();\n${route}`],
    ["a wrapper", `import fp from "fastify-plugin";\nexport default fp(async (app) => { ${route} });`],
    ["a wrapped name", `import fp from "fastify-plugin";\nconst plugin = async (app) => { ${route} };\nexport default fp(plugin, { name: "tasks" });`],
    ["an encapsulated plugin", `import Fastify from "fastify";\nconst server = Fastify();\nserver.register(async (app) => { ${route} }, { prefix: "/api" });`],
    ["a function that makes one", `import Fastify from "fastify";\nasync function build() { const server = Fastify(); return server; }\nconst app = await build();\n${route}`],
    ["a chain", 'import Fastify from "fastify";\nFastify().register(import("./x.js")).get("/tasks", async () => ({ id: 1 }));'],
  ])("%s", (_, text) => {
    expect(describeEndpoints({ "src/app.ts": text })).toEqual(found);
  });

  test("an alias in another module", () => {
    const files = {
      "src/app.ts": `import type { FastifyApp } from "./types.js";\nexport async function routes(app: FastifyApp) { ${route} }`,
      "src/types.ts": 'import type { FastifyInstance } from "fastify";\nexport type FastifyApp = FastifyInstance;',
    };
    expect(describeEndpoints(files)).toEqual(found);
  });

  test.each([
    ["a name", `import "fastify";\nexport async function routes(fastify, app) { ${route} }`],
    ["a class of the project with that name", `class FastifyInstance {}\nexport async function routes(app: FastifyInstance) { ${route} }`],
    ["the same name from another package", `import type { FastifyInstance } from "./fastify-like.js";\nimport "fastify";\nexport async function routes(app: FastifyInstance) { ${route} }`],
    ["a second parameter", `import fp from "fastify-plugin";\nexport default fp(async (instance, app) => { ${route} });`],
    ["a shadowing parameter", `import Fastify from "fastify";\nconst app = Fastify();\nexport const f = (app) => { ${route} };`],
    ["a test client", 'import Fastify from "fastify";\nconst app = Fastify();\napp.inject({ url: "/tasks" });\napp.get("/tasks");'],
  ])("never by %s", (_, text) => {
    expect(describeEndpoints({ "src/app.ts": text })).toEqual([]);
  });
});

describe("Hono and NestJS", () => {
  test("a Hono application by its class or its type, also in a chain", () => {
    const text = `import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
export const app = new Hono().basePath("/api").get("/a", describeRoute({}), (c) => c.json({})).post("/b", (c) => c.json({}));
export function add(router: Hono) { router.get("/c", describeRoute({}), (c) => c.json({})); }`;
    expect(describeEndpoints({ "src/app.ts": text }).sort()).toEqual(["GET /a missing", "GET /c missing", "POST /b unknown"]);
  });

  test("a controller's paths", () => {
    const text = `import { All, Controller, Get, Post } from "@nestjs/common";
import "@nestjs/swagger";
@Controller({ path: "tasks", version: "1" })
export class Tasks {
  @Get() list() { return [1]; }
  @Get("/:id") one() { return {}; }
  @Post(PATH) add() { return {}; }
  @All("any") any() { return {}; }
  helper() { return {}; }
}
export class Other { @Get() list() { return {}; } }`;
    expect(describeEndpoints({ "src/app.ts": text })).toEqual(["GET /tasks missing", "GET /tasks/:id missing", "POST ? missing", "ALL /tasks/any missing"]);
  });
});
