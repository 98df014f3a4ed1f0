import { describe, expect, test } from "vitest";
import { classifyStripping, findEndpoints } from "../../src/endpoints/index.js";
import { createSyntacticFacts } from "../../src/project/index.js";
import { DEFAULT_SETTINGS } from "../../src/settings.js";
import type { Settings } from "../../src/settings.js";
import { openProject } from "./support.js";

/** What becomes of the answer of the only endpoint. */
function describeStripping(text: string, files: Readonly<Record<string, string>> = {}, settings: Settings = DEFAULT_SETTINGS): string {
  const { project, module } = openProject({ "src/app.ts": text, ...files });
  const [endpoint] = findEndpoints(project, module);
  if (!endpoint) return "no endpoint";
  const { kind, honoursExclusions } = classifyStripping({ project, facts: createSyntacticFacts(project), settings }, endpoint);
  return honoursExclusions ? `${kind}, with the serialiser` : kind;
}

describe("Fastify", () => {
  const route = (options: string) => `import Fastify from "fastify";\nconst app = Fastify();\napp.get("/tasks", ${options}async () => task);`;

  test.each([
    ["", "none"],
    ["{ schema: { response: { 200: Task } } }, ", "strips"],
    ["{ schema: { response: { 404: Problem } } }, ", "none"],
    ["{ schema: { response: { 200: { type: 'object', additionalProperties: true } } } }, ", "none"],
    ["options, ", "unknown"],
    ["{ schema: { hide: true } }, ", "unknown"],
  ])("%s is %s", (options, expected) => {
    expect(describeStripping(route(options))).toBe(expected);
  });

  test("a type strips nothing", () => {
    expect(describeStripping('import Fastify from "fastify";\nconst app = Fastify();\napp.get<{ Reply: Task }>("/tasks", async () => task);')).toBe("none");
  });

  test("a hook may reshape every answer", () => {
    expect(describeStripping(route(""), { "src/hooks.ts": 'app.addHook("preSerialization", shape);' })).toBe("unknown");
  });
});

describe("Hono only documents", () => {
  test("a declared response", () => {
    const text = `import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
const route = createRoute({ method: "get", path: "/t", responses: { 200: { content: { "application/json": { schema: Task } } } } });
new OpenAPIHono().openapi(route, (c) => c.json(task));`;
    expect(describeStripping(text)).toBe("none");
  });
});

describe("NestJS", () => {
  const method = (decorators: string, parameters = "") => `import { ClassSerializerInterceptor, Controller, Get, HttpCode, Res, SerializeOptions, UseInterceptors } from "@nestjs/common";
import { FileInterceptor } from "@nestjs/platform-express";
import { ApiOkResponse } from "@nestjs/swagger";
import { ZodSerializerDto } from "nestjs-zod";
import { Foreign } from "somewhere";
import { Convert, Envelope, Log, Pick, Shape, Wrap } from "./interceptors.js";
@Controller("tasks")
export class TasksController {
  @Get() ${decorators}
  get(${parameters}) {
    return task;
  }
}`;
  const interceptors = {
    "src/interceptors.ts": `import { map, tap } from "rxjs";
export class Log { intercept(context, next) { return next.handle().pipe(tap(() => write())); } }
export class Envelope { intercept(context, next) { return next.handle().pipe(map((data) => ({ data }))); } }
export class Answer { constructor(public readonly code: number, data: unknown) { this.data = data; } }
export class Dto { constructor(task) { this.id = task.id; } }
export class Wrap { intercept(context, next) { return next.handle().pipe(map((data) => { return new Answer(200, data ?? null); })); } }
export class Convert { intercept(context, next) { return next.handle().pipe(map((data) => new Dto(data))); } }
export class Shape { intercept(context, next) { return next.handle().pipe(map((data) => shape(data))); } }
export class Pick { intercept(context, next) { return next.handle().pipe(map((data) => plainToInstance(Task, data))); } }`,
  };

  test.each([
    ["", "none"],
    ["@ApiOkResponse({ type: Task })", "none"],
    ["@ZodSerializerDto(Task)", "strips"],
    ["@SerializeOptions({ type: Task })", "strips"],
    ["@UseInterceptors(ClassSerializerInterceptor)", "none, with the serialiser"],
    ['@UseInterceptors(FileInterceptor("file"))', "none"],
    ["@UseInterceptors(Log, Envelope)", "none"],
    ["@UseInterceptors(Wrap)", "none"],
    ["@UseInterceptors(Convert)", "unknown"],
    ["@UseInterceptors(Shape)", "unknown"],
    ["@UseInterceptors(new Pick())", "unknown"],
    ["@UseInterceptors(Foreign)", "unknown"],
    ["@Foreign()", "unknown"],
    ["@HttpCode(204)", "unknown"],
  ])("%s is %s", (decorators, expected) => {
    expect(describeStripping(method(decorators), interceptors)).toBe(expected);
  });

  test.each([
    ["@Res() reply", "unknown"],
    ["@Res({ passthrough: true }) reply", "none"],
  ])("a parameter %s is %s", (parameter, expected) => {
    expect(describeStripping(method("", parameter), interceptors)).toBe(expected);
  });

  test.each([
    ["app.useGlobalInterceptors(new ClassSerializerInterceptor(reflector));", "none, with the serialiser"],
    ["app.useGlobalInterceptors(new Envelope());", "none"],
    ["app.useGlobalInterceptors(...all);", "unknown"],
    ["const provider = { provide: APP_INTERCEPTOR, useClass: Shape };", "unknown"],
    ["const provider = { provide: APP_INTERCEPTOR, useFactory: (reflector) => new ClassSerializerInterceptor(reflector) };", "none, with the serialiser"],
  ])("for the whole application, %s is %s", (statement, expected) => {
    const main = `import { ClassSerializerInterceptor } from "@nestjs/common";\nimport { APP_INTERCEPTOR } from "@nestjs/core";\nimport { Envelope, Shape } from "./interceptors.js";\n${statement}`;
    expect(describeStripping(method(""), { ...interceptors, "src/main.ts": main })).toBe(expected);
  });

  test("a decorator of the settings", () => {
    const settings = { ...DEFAULT_SETTINGS, responses: { ...DEFAULT_SETTINGS.responses, decorators: ["Foreign"] } };
    expect(describeStripping(method("@Foreign()"), interceptors, settings)).toBe("strips");
  });
});
