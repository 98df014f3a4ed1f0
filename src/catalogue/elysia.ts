import type { Framework, FrameworkExport } from "./framework-types.js";

const optIn: FrameworkExport = { is: "opt-in" };

/** Elysia 1: what is validated stands in the hook after the handler. */
export const elysia: Framework = {
  id: "elysia",
  name: "Elysia",
  marks: ["elysia", "Elysia"],
  exports: {
    elysia: { Elysia: { is: "router" }, default: { is: "router" } },
    "@elysiajs/swagger": { swagger: optIn, default: optIn },
    "@elysiajs/openapi": { openapi: optIn, default: optIn },
  },
  router: {
    routes: { get: ["GET"], post: ["POST"], put: ["PUT"], patch: ["PATCH"], delete: ["DELETE"], head: ["HEAD"], options: ["OPTIONS"], all: [] },
    register: [],
    fluent: ["use", "guard", "group", "derive", "resolve", "decorate", "state", "model", "macro", "as", "prefix", "mount", "ws", "listen", "onError", "onRequest", "onParse", "onTransform", "onBeforeHandle", "onAfterHandle", "onAfterResponse", "onStart", "onStop", "mapResponse", "trace"],
    areOptionsLast: true,
    guards: ["guard", "onAfterHandle", "mapResponse"],
    schemas: { positions: { body: "body", query: "query", params: "params", response: "response" }, hidden: "hide", response: "statuses-or-schema" },
    reply: { parameter: 0, send: [], through: ["set"], status: ["status"], other: [], type: [], header: [], raw: ["headers", "redirect"] },
  },
  strips: true,
  place: "`response` of the hook after the handler",
  consequence: "Elysia sends whatever the handler returns, with every column that the value has or will have",
};
