import type { Framework, FrameworkExport } from "./framework-types.js";

const validator: FrameworkExport = { is: "validator", target: 0, schema: 1 };

/** Hono 4 with `@hono/zod-openapi`, its validators and hono-openapi. */
export const hono: Framework = {
  id: "hono",
  name: "Hono",
  marks: ["hono", "Hono"],
  exports: {
    hono: { Hono: { is: "router" } },
    "hono/quick": { Hono: { is: "router" } },
    "hono/tiny": { Hono: { is: "router" } },
    "@hono/zod-openapi": { OpenAPIHono: { is: "router" }, createRoute: { is: "route-definition" } },
    "@hono/zod-validator": { zValidator: validator },
    "@hono/valibot-validator": { vValidator: validator },
    "@hono/typebox-validator": { tbValidator: validator },
    "@hono/standard-validator": { sValidator: validator },
    "@hono/arktype-validator": { arktypeValidator: validator },
    "hono-openapi": { describeRoute: { is: "route-description" }, validator },
    "hono-openapi/*": { validator, describeRoute: { is: "route-description" } },
  },
  router: {
    routes: { get: ["GET"], post: ["POST"], put: ["PUT"], patch: ["PATCH"], delete: ["DELETE"], options: ["OPTIONS"], all: [] },
    serves: "openapi",
    register: [],
    fluent: ["basePath", "use", "onError", "notFound", "route", "mount"],
    reply: {
      parameter: 0,
      send: ["json"],
      isAlwaysJson: true,
      statusArgument: 1,
      status: ["status"],
      other: ["redirect", "html", "text", "body", "render", "notFound", "newResponse"],
      type: [],
      header: [],
      raw: [],
    },
  },
  definition: { method: "method", path: "path", request: { query: "query", params: "params" }, hidden: "hide" },
  targets: { json: "body", form: "form", query: "query", param: "params" },
  place: "`content` of its success response",
  consequence: "the OpenAPI document and its clients know no body, and nothing checks what the handler sends",
};
