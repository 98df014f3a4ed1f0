import { describe, expect, test } from "vitest";
import { findPositions } from "./support.js";

const zod = 'import { z } from "zod";\n';

describe("Fastify", () => {
  const routes = (schema: string) =>
    `import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";\n${zod}${schema}
export const routes: FastifyPluginAsyncZod = async (app) => {
  app.post("/tasks", { schema: { body: Body, querystring: Query, params: Params, response: { 201: z.array(Item) } } }, async (request) => request.body);
};`;
  const app = routes("const Ref = z.number();\nconst Nested = z.object({ ref: Ref });\nconst Body = z.object({ nested: Nested.partial() });\nconst Query = z.object({});\nconst Params = z.object({});\nconst Item = z.object({});\nconst Unused = z.object({});");

  test.each([
    ["Body", ["body"]],
    ["Nested", ["body"]],
    ["Ref", ["body"]],
    ["Query", ["query"]],
    ["Params", ["params"]],
    ["Item", ["response"]],
    ["Unused", []],
  ])("%s is in %j", (name, positions) => {
    expect(findPositions({ "src/app.ts": app }, name)).toEqual(positions);
  });

  test("a use in another module counts, through a barrel", () => {
    const files = {
      "src/app.ts": `${zod}export const Body = z.object({});\nexport const Other = z.object({});`,
      "src/schemas.ts": 'export * from "./app.js";',
      "src/routes.ts": 'import type { FastifyInstance } from "fastify";\nimport * as schemas from "./schemas.js";\nexport async function routes(app: FastifyInstance) {\n  app.post("/tasks", { schema: { body: schemas.Body } }, async () => 1);\n}',
    };
    expect(findPositions(files, "Body")).toEqual(["body"]);
    expect(findPositions(files, "Other")).toEqual([]);
  });

  test("JSON schemas and the types of a route", () => {
    const app = `import { type Static, Type } from "@sinclair/typebox";
import Fastify from "fastify";
const bodySchema = { type: "object", properties: {} } as const;
const Query = Type.Object({});
const app = Fastify();
app.post<{ Querystring: Static<typeof Query> }>("/tasks", { schema: { body: bodySchema } }, async () => 1);`;
    const schema = "bodySchema";
    expect(findPositions({ "src/app.ts": app }, schema)).toEqual(["body"]);
    expect(findPositions({ "src/app.ts": app }, "Query")).toEqual(["query"]);
  });

  test("what is no Fastify instance adds no route", () => {
    const app = `${zod}import type { Cache } from "./cache.js";\nconst Body = z.object({});\nexport function f(app: Cache) {\n  app.post("/tasks", { schema: { body: Body } }, async () => 1);\n}`;
    expect(findPositions({ "src/app.ts": app }, "Body")).toEqual([]);
  });
});

describe("NestJS", () => {
  const app = `import { Body, Controller, Get, Param, Post, Query } from "@nestjs/common";
import { ApiOkResponse, OmitType, PartialType } from "@nestjs/swagger";
import { Type } from "class-transformer";
class Item {}
class Label {}
class Base { a!: number; b!: number; }
class CreateDto extends OmitType(Base, ["a"] as const) { @Type(() => Item) items!: Item[]; label!: Label; }
class UpdateDto extends PartialType(CreateDto) {}
class Filter {}
class Key {}
class TaskDto {}
class Page {}
class Other {}
@Controller()
export class Tasks {
  @Post() create(@Body() dto: CreateDto, @Query() filter: Filter, @Param() key: Key): Promise<TaskDto> {}
  @Get() @ApiOkResponse({ type: [Page] }) list() {}
  helper(dto: Other) {}
}`;

  test.each([
    ["CreateDto", ["body"]],
    ["Item", ["body"]],
    ["Label", ["body"]],
    ["Base", ["body"]],
    ["UpdateDto", []],
    ["Filter", ["query"]],
    ["Key", ["params"]],
    ["TaskDto", ["response"]],
    ["Page", ["response"]],
    ["Other", []],
  ])("%s is in %j", (name, positions) => {
    expect(findPositions({ "src/app.ts": app }, name)).toEqual(positions);
  });

  test("a field that OmitType leaves out does not come in", () => {
    expect(findPositions({ "src/app.ts": app }, "Base", "a")).toEqual([]);
    expect(findPositions({ "src/app.ts": app }, "Base", "b")).toEqual(["body"]);
  });

  test("pipes with a schema, and DTOs made of one", () => {
    const app = `${zod}import { Body, Controller, Post, UsePipes } from "@nestjs/common";
import { createZodDto } from "nestjs-zod";
import { ZodValidationPipe } from "./pipe.js";
const A = z.object({});
const B = z.object({});
const C = z.object({});
class CDto extends createZodDto(C) {}
@Controller()
export class Tasks {
  @Post() a(@Body(new ZodValidationPipe(A)) body: unknown) {}
  @Post() @UsePipes(new ZodValidationPipe(B)) b(@Body() body: z.infer<typeof B>) {}
  @Post() c(@Body() body: CDto) {}
}`;
    for (const name of ["A", "B", "C"]) expect(findPositions({ "src/app.ts": app }, name), name).toEqual(["body"]);
  });
});

describe("Hono", () => {
  const app = `import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { zValidator } from "@hono/zod-validator";
const Json = z.object({});
const Form = z.object({});
const Upload = z.object({});
const Query = z.object({});
const Params = z.object({});
const Ok = z.object({});
const Direct = z.object({});
const Header = z.object({});
const request = { params: Params, query: Query, body: { content: { "application/json": { schema: Json }, "multipart/form-data": { schema: Form } } } };
export const route = createRoute({ method: "post", path: "/tasks", request, responses: { 200: { description: "ok", content: { "application/json": { schema: z.array(Ok) } } } } });
const app = new OpenAPIHono();
app.post("/direct", zValidator("json", Direct), zValidator("header", Header), zValidator("form", Upload), (c) => c.json(1));`;

  test.each([
    ["Json", ["body"]],
    ["Form", ["form"]],
    ["Upload", ["form"]],
    ["Query", ["query"]],
    ["Params", ["params"]],
    ["Ok", ["response"]],
    ["Direct", ["body"]],
    ["Header", []],
  ])("%s is in %j", (name, positions) => {
    expect(findPositions({ "src/app.ts": app }, name)).toEqual(positions);
  });
});

describe("schemas that a handler applies itself", () => {
  const at = (use: string, imports = "") => findPositions({ "src/app.ts": `${zod}${imports}const Schema = z.object({});\n${use}` }, "Schema");

  test.each([
    ["router.post((req, res) => { Schema.parse(req.body); });", "body"],
    ["router.post(({ body }, res) => { Schema.safeParse(body); });", "body"],
    ["router.post((req, res) => { const { body } = req; Schema.parse(body); });", "body"],
    ["router.post(async (c) => { const body = await c.req.json(); Schema.parse(body); });", "body"],
    ["router.post(async (ctx) => { Schema.parse(ctx.request.body); });", "body"],
    ["router.get((c) => { Schema.parse(c.req.query()); });", "query"],
    ["router.get((req) => { Schema.parse(req.query); });", "query"],
    ["router.get((req) => { Schema.parse(req.params); });", "params"],
    ["export async function POST(request: Request) { Schema.parse(await request.json()); }", "body"],
    ["export async function POST(request: Request) { Schema.parse(Object.fromEntries(await request.formData())); }", "form"],
    ["router.post((req, res) => { v.parse(Schema, req.body); });", "body"],
  ])("%s", (use, position) => {
    expect(at(use)).toEqual([position]);
  });

  test.each([
    "interface Comment { body: string }\nexport function f(comment: Comment) { Schema.parse(comment.body); }",
    "export const f = (list: string[]) => list.map((item) => Schema.parse(item.body));",
    "export function f(body: unknown) { Schema.parse(body); }",
    "const response = await fetch('/x');\nSchema.parse(await response.json());",
    "router.post((req) => { Schema.parse(req.session); });",
  ])("nothing for %s", (use) => {
    expect(at(use)).toEqual([]);
  });

  test("the input and output of a tRPC procedure", () => {
    const app = `${zod}import { initTRPC } from "@trpc/server";
const t = initTRPC.context<object>().create();
const In = z.object({});
const Out = z.object({});
const procedure = t.procedure.use((options) => options.next());
export const router = t.router({ add: procedure.input(In).output(Out).mutation(() => 1) });`;
    expect(findPositions({ "src/app.ts": app }, "In")).toEqual(["body"]);
    expect(findPositions({ "src/app.ts": app }, "Out")).toEqual(["response"]);
  });
});

describe("schemas that a function of the project is given", () => {
  const schema = 'import { z } from "zod";\nexport const Body = z.object({});\n';
  const routes = (call: string): string => `import { validate, Validator } from "./validate.js";\nimport { Body } from "./app.js";\nrouter.post("/", ${call}, create);`;
  const at = (validator: string, call: string): string[] => findPositions({ "src/app.ts": schema, "src/validate.ts": validator, "src/routes.ts": routes(call) }, "Body");
  const chosen = "export function validate(schema, target = 'body') { return (req, res, next) => { const data = req[target]; schema.safeParse(data); next(); }; }";

  test.each([
    ["a middleware", "export const validate = (schema) => (req, res, next) => { req.body = schema.parse(req.body); next(); };", "validate(Body)", "body"],
    ["the part by default", chosen, "validate(Body)", "body"],
    ["the part by argument", chosen, 'validate(Body, "query")', "query"],
    ["a wrapper of it", `${chosen.replace("validate(", "check(")}\nexport const validate = (schema, part) => check(schema, part);`, 'validate(Body, "params")', "params"],
    ["one schema for each part", "export const validate = (schemas) => (req, res, next) => { schemas.body.parse(req.body); schemas.query.parse(req.query); };", "validate({ body: Body })", "body"],
    ["destructured", "export const validate = ({ query }) => (req, res, next) => { query.parse(req.query); };", "validate({ query: Body })", "query"],
    ["a static method", "export class Validator { static body(schema) { return (req, res, next) => { schema.parse(req.body); }; } }", "Validator.body(Body)", "body"],
  ])("%s", (_, validator, call, position) => {
    expect(at(validator, call)).toEqual([position]);
  });

  test.each([
    ["another part than any that is known", chosen, 'validate(Body, "session")'],
    ["another schema than the one that is applied", "export const validate = (other, schema) => (req, res, next) => { schema.parse(req.body); };", "validate(Body, Other)"],
    ["another function of that name", "export const check = (schema) => (req, res, next) => { schema.parse(req.body); };\nexport const validate = (schema) => schema;", "validate(Body)"],
  ])("%s", (_, validator, call) => {
    expect(at(validator, call)).toEqual([]);
  });

  test("functions of a library that parse", () => {
    const app = 'import { parse, object } from "valibot";\nexport const Body = object({});\nrouter.post((req) => { parse(Body, req.body); });';
    expect(findPositions({ "src/app.ts": app }, "Body")).toEqual(["body"]);
    const classes = 'import { plainToInstance } from "class-transformer";\nexport class Body {}\nrouter.post((req) => { plainToInstance(Body, req.body); });';
    expect(findPositions({ "src/app.ts": classes }, "Body")).toEqual(["body"]);
  });
});

describe("parts of schemas", () => {
  const at = (schema: string, name: string, field?: string) =>
    findPositions({ "src/app.ts": `${zod}${schema}\nrouter.post((req) => { Body.parse(req.body); });` }, name, field);

  test.each([
    "const Body = Base;",
    "const Body = Base.partial().optional();",
    "const Body = z.array(Base);",
    "const Body = Base.or(z.null());",
    "const Body = z.union([z.object({ a: Base }), z.null()]);",
    "const Body = z.lazy(() => Base);",
    "const Body = z.object({ ...Base.shape, extra: z.string() });",
    "const Body = z.object({ get base() { return Base; } });",
    "const page = (item) => z.object({ items: z.array(item) });\nconst Body = page(Base);",
    "const make = () => Base.strict();\nconst Body = make();",
  ])("Base is part of %s", (body) => {
    expect(at(`const Base = z.object({ a: z.number() });\n${body}`, "Base")).toEqual(["body"]);
  });

  test("a function that handles the value is no part", () => {
    expect(at("const Other = z.object({});\nconst Body = z.string().transform((value) => Other.parse(JSON.parse(value)));", "Other")).toEqual([]);
  });

  test.each([
    ["Base.omit({ a: true })", false, true],
    ["Base.pick({ a: true })", true, false],
    ["Base.extend({ a: z.string() })", false, true],
    ["z.object({ ...Base.shape, a: z.string() })", false, true],
    ["Type.Omit(Base, ['a'])", false, true],
    ["z.object({ a: Base.pick({ b: true }) })", false, true],
    ["Base.omit({ a: true }).or(Base)", true, true],
  ])("%s takes a: %s, b: %s", (body, hasA, hasB) => {
    const schema = `const Base = z.object({ a: z.number(), b: z.number() });\nconst Body = ${body};`;
    expect(at(schema, "Base", "a")).toEqual(hasA ? ["body"] : []);
    expect(at(schema, "Base", "b")).toEqual(hasB ? ["body"] : []);
  });

  test("schemas that name each other end", () => {
    expect(at("const Body = z.object({ children: z.lazy(() => z.array(Body)) });", "Body")).toEqual(["body"]);
  });
});
