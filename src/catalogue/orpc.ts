import type { Framework, FrameworkExport } from "./framework-types.js";

const optIn: FrameworkExport = { is: "opt-in" };

/** oRPC 1: procedures of the server's own builder. A contract declares its outputs by itself. */
export const orpc: Framework = {
  id: "orpc",
  name: "oRPC",
  marks: [".handler("],
  exports: {
    "@orpc/server": { os: { is: "procedures" } },
    "@orpc/openapi": { OpenAPIGenerator: optIn, OpenAPIHandler: optIn },
    "@orpc/openapi/*": { OpenAPIHandler: optIn, OpenAPIReferencePlugin: optIn },
  },
  procedures: { ends: { handler: "body" }, output: "output", joins: [] },
  strips: true,
  place: "`.output()`",
  consequence: "whatever the handler returns goes out, and the OpenAPI document knows no body",
};
