import { describe, expect, test } from "vitest";
import { getArguments } from "../../src/ast/index.js";
import { findRequestInput } from "../../src/effects/index.js";
import { findCall, openProject } from "../support/project.js";

/** What is known of the argument of the only `probe(…)`: the path, and by which calls it came down. */
function ask(code: string, files: Readonly<Record<string, string>> = {}, at = "src/probe.ts"): string | undefined {
  const context = openProject({ "package.json": "{}", ...files, "src/probe.ts": code }, "src/probe.ts");
  const module = context.getModule(at);
  const [argument] = getArguments(findCall(module, "probe("));
  const found = argument && findRequestInput(context, argument, module);
  return found && [found.path.join("."), ...found.through.map(() => "call")].join(" < ");
}

const EXPRESS = `import express from "express";\nconst router = express.Router();\n`;

describe("by framework", () => {
  test.each([
    ["Express", `${EXPRESS}router.patch("/:id", (req, res) => { probe(req.body.status); });`, "body.status"],
    ["Express, parameters", `${EXPRESS}router.patch("/:id", (req, res) => { probe(Number(req.params.id)); });`, "params.id"],
    ["Express, a wrapped handler", `export const change = wrap(async (req, res) => { const { status } = req.body; probe(status); });`, "body.status"],
    ["Express, by type", `import type { Request, Response } from "express";\nexport async function change(req: Request, res: Response) { probe(req.query.state); }`, "query.state"],
    ["Fastify", `import fastify from "fastify";\nconst app = fastify();\napp.put("/", async (request) => { probe(request.body.status); });`, "body.status"],
    ["Fastify, by type", `import type { FastifyRequest } from "fastify";\nexport const change = async (request: FastifyRequest<{ Body: { status: string } }>) => { probe(request.body.status); };`, "body.status"],
    ["Hono, validated", `import { Hono } from "hono";\nconst app = new Hono();\napp.put("/", async (c) => { const { status } = c.req.valid("json"); probe(status); });`, "body.status"],
    ["Hono, plain", `import { Hono } from "hono";\nconst app = new Hono();\napp.put("/", async (c) => { const body = await c.req.json(); probe(body.status); });`, "body.status"],
    ["Hono, address", `import { Hono } from "hono";\nconst app = new Hono();\napp.put("/:id", async (c) => { probe(Number(c.req.param("id"))); });`, "params.id"],
    ["Koa", `import Router from "@koa/router";\nconst router = new Router();\nrouter.post("/", async (ctx) => { probe(ctx.request.body.status); });`, "body.status"],
    ["Elysia", `import { Elysia } from "elysia";\nnew Elysia().put("/", ({ body }) => { probe(body.status); });`, "body.status"],
    ["Nest, body", `import { Body, Controller, Patch } from "@nestjs/common";\n@Controller("x") class A { @Patch() change(@Body() dto: ChangeDto) { probe(dto.status); } }`, "body.status"],
    ["Nest, a member", `import { Body, Controller, Patch } from "@nestjs/common";\n@Controller("x") class A { @Patch() change(@Body("status") status: string) { probe(status); } }`, "body.status"],
    ["Nest, address", `import { Param, Controller, Patch, ParseIntPipe } from "@nestjs/common";\n@Controller("x") class A { @Patch() change(@Param("id", ParseIntPipe) id: number) { probe(id); } }`, "params.id"],
    ["Nest, GraphQL", `import { Args, Mutation, Resolver } from "@nestjs/graphql";\n@Resolver() class A { @Mutation() change(@Args("input") input: ChangeInput) { probe(input.status); } }`, "body.input.status"],
    ["tRPC", `import { initTRPC } from "@trpc/server";\nconst t = initTRPC.create();\nexport const r = t.router({ change: t.procedure.input(S).mutation(async ({ input, ctx }) => { probe(input.status); }) });`, "body.status"],
    ["oRPC", `import { os } from "@orpc/server";\nexport const change = os.input(S).handler(async ({ input }) => { probe(input.status); });`, "body.status"],
    ["h3", `import { defineEventHandler, readBody } from "h3";\nexport default defineEventHandler(async (event) => { const body = await readBody(event); probe(body.status); });`, "body.status"],
  ])("%s", (_name, code, expected) => {
    expect(ask(code)).toBe(expected);
  });

  test("Next", () => {
    const route = `export async function PATCH(request: Request, { params }: { params: Promise<{ id: string }> }) { const { status } = await request.json(); probe(status); }`;
    expect(ask("", { "src/app/tasks/route.ts": route }, "src/app/tasks/route.ts")).toBe("body.status");
  });
});

describe("within a function", () => {
  const probe = (code: string): string | undefined => ask(`${EXPRESS}router.patch("/:id", async (req, res) => { ${code} });`);

  test.each([
    ["a parse", `const body = Schema.parse(req.body); probe(body.status);`, "body.status"],
    ["a parse by a function", `probe(v.parse(Schema, req.body).status);`, "body.status"],
    ["an outcome", `const result = Schema.safeParse(req.body); if (!result.success) return; probe(result.data.status);`, "body.status"],
    ["an outcome, taken apart", `const { error, value } = schema.validate(req.body); probe(value.status);`, "body.status"],
    ["a spread", `const data = { ...req.body, updatedAt: new Date() }; probe(data.status);`, "body.status"],
    ["a rest", `const { id, ...rest } = req.body; probe(rest.status);`, "body.status"],
    ["a default", `const { status = "open" } = req.body; probe(status);`, "body.status"],
    ["a fallback", `probe(req.body.status ?? task.status);`, "body.status"],
    ["an element", `for (const item of req.body.items) probe(item.status);`, "body.items.*.status"],
    ["an element's callback", `req.body.items.map((item) => { probe(item.status); });`, "body.items.*.status"],
    ["assigned once", `let body; try { body = Schema.parse(req.body); } catch { return; } probe(body.status);`, "body.status"],
    ["assigned a constant besides", `let status = req.body.status; if (!status) status = "open"; probe(status);`, "body.status"],
    ["a conversion", `probe(String(req.body.status).toUpperCase());`, "body.status"],
    ["a settled promise", `await load(req.body).then((body) => body); Promise.resolve().then(() => { probe(req.body.status); });`, "body.status"],
  ])("%s", (_name, code, expected) => {
    expect(probe(code)).toBe(expected);
  });

  test.each([
    ["a literal", `probe("open");`],
    ["a choice between literals", `probe(req.body.done ? "done" : "open");`],
    ["a row", `const task = await tasks.findOne(req.params.id); probe(task.status);`],
    ["a property that is put in its place", `const data = { ...req.body, status: "open" }; probe(data.status);`],
    ["a variable that something else is written to", `let status = req.body.status; status = next(status); probe(status);`],
    ["what is unknown", `probe(load(req.body).status);`],
    ["what is sent", `probe(res.body);`],
    ["the user of the request", `probe(req.user.id);`],
  ])("not %s", (_name, code) => {
    expect(probe(code)).toBeUndefined();
  });

  test.each([
    ["a job", `import { Worker } from "bullmq";\nnew Worker("mails", async (job) => { probe(job.data.status); });`],
    ["a message", `import { MessagePattern, Payload } from "@nestjs/microservices";\nclass A { @MessagePattern("x") change(@Payload() message: { body: string }) { probe(message.body); } }`],
    ["a parameter that nobody passes", `export function change(body: { status: string }) { probe(body.status); }`],
    ["an element that has such a member", `mails.map((mail) => { probe(mail.body); });`],
    ["a project's own type", `interface Mail { body: string }\nexport function handleMail(mail: Mail) { probe(mail.body); }`],
  ])("not %s", (_name, code) => {
    expect(ask(code)).toBeUndefined();
  });
});

describe("through functions", () => {
  const SERVICE = `export class TaskService {\n  async change(id: string, dto: ChangeDto) { await this.write(id, dto.status); }\n  private async write(id: string, status: string) { probe(status); }\n}`;
  const CONTROLLER = `import { Body, Controller, Param, Patch } from "@nestjs/common";\nimport { TaskService } from "./task.service.js";\n@Controller("tasks") export class Tasks { constructor(private readonly tasks: TaskService) {}\n  @Patch(":id") async change(@Param("id") id: string, @Body() dto: ChangeDto) { await this.tasks.change(id, dto); } }`;

  test("a service's parameter, through its call sites", () => {
    expect(ask(CONTROLLER, { "src/task.service.ts": SERVICE }, "src/task.service.ts")).toBe("body.status < call < call");
  });

  test("a service that only a job calls", () => {
    const worker = `import { Worker } from "bullmq";\nimport { TaskService } from "./task.service.js";\nconst tasks = new TaskService();\nnew Worker("x", async (job) => { await tasks.change(job.data.id, job.data); });`;
    expect(ask(worker, { "src/task.service.ts": SERVICE }, "src/task.service.ts")).toBeUndefined();
  });

  test("an object of arguments", () => {
    const files = { "src/change.ts": `export async function change({ id, data }: Change) { probe(data.status); }` };
    expect(ask(`${EXPRESS}import { change } from "./change.js";\nrouter.put("/:id", async (req, res) => { await change({ id: req.params.id, data: req.body }); });`, files, "src/change.ts")).toBe("body.status < call");
  });

  test("what a helper gives back, for this call only", () => {
    const helper = `const only = (value) => value.inner;\n`;
    expect(ask(`${EXPRESS}${helper}router.put("/:id", (req, res) => { only({ inner: req.body }); probe(only({ inner: "open" })); });`)).toBeUndefined();
    expect(ask(`${EXPRESS}${helper}router.put("/:id", (req, res) => { probe(only({ inner: req.body }).status); });`)).toBe("body.status");
  });

  test("a cycle of functions", () => {
    expect(ask(`function a(x) { return b(x); }\nfunction b(x) { probe(x); return a(x); }`)).toBeUndefined();
  });
});
