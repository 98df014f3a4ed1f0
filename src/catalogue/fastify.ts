import type { Framework, FrameworkExport } from "./framework-types.js";

const plugin: FrameworkExport = { is: "plugin-type" };
const optIn: FrameworkExport = { is: "opt-in" };

/** Fastify 4 and 5 with their type providers. */
export const fastify: Framework = {
  id: "fastify",
  name: "Fastify",
  marks: ["fastify", "Fastify"],
  exports: {
    fastify: {
      default: { is: "router-factory" },
      fastify: { is: "router-factory" },
      FastifyInstance: { is: "router" },
      FastifyPluginAsync: plugin,
      FastifyPluginCallback: plugin,
      FastifyPlugin: plugin,
      FastifyReply: { is: "bytes" },
    },
    "fastify-type-provider-zod": { FastifyPluginAsyncZod: plugin, FastifyPluginCallbackZod: plugin, serializerCompiler: optIn, createSerializerCompiler: optIn },
    "fastify-zod-openapi": { FastifyPluginAsyncZodOpenApi: plugin, FastifyPluginCallbackZodOpenApi: plugin, serializerCompiler: optIn },
    "@fastify/type-provider-typebox": { FastifyPluginAsyncTypebox: plugin, FastifyPluginCallbackTypebox: plugin },
    "@fastify/type-provider-json-schema-to-ts": { FastifyPluginAsyncJsonSchemaToTs: plugin, FastifyPluginCallbackJsonSchemaToTs: plugin },
    "fastify-plugin": { default: { is: "plugin-wrapper" }, fastifyPlugin: { is: "plugin-wrapper" } },
    "@fastify/swagger": { default: optIn, fastifySwagger: optIn },
    "fastify-swagger": { default: optIn },
  },
  router: {
    routes: { get: ["GET"], post: ["POST"], put: ["PUT"], patch: ["PATCH"], delete: ["DELETE"], head: ["HEAD"], options: ["OPTIONS"], all: [] },
    routeObject: { member: "route", method: "method", path: "url" },
    register: ["register"],
    fluent: ["withTypeProvider", "setErrorHandler", "setNotFoundHandler", "setValidatorCompiler", "setSerializerCompiler", "addHook", "addSchema", "decorate", "decorateRequest", "decorateReply", "after"],
    schemas: {
      property: "schema",
      positions: { body: "body", querystring: "query", query: "query", params: "params", response: "response" },
      hidden: "hide",
      response: "statuses",
    },
    noResponseOption: "websocket",
    generics: { Body: "body", Querystring: "query", Params: "params", Reply: "response" },
    reply: {
      parameter: 1,
      send: ["send"],
      status: ["code", "status"],
      other: ["redirect", "sendFile", "download", "view", "viewAsync", "render", "callNotFound"],
      type: ["type"],
      header: ["header"],
      raw: ["hijack", "raw", "sse", "headers"],
    },
  },
  strips: true,
  reshapers: ["preSerialization", "setReplySerializer", "onSend"],
  place: "`schema.response`",
  consequence: "Fastify serialises whatever the handler returns, with every column that the value has or will have",
};
