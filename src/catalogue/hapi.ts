import type { Framework, FrameworkExport } from "./framework-types.js";

const optIn: FrameworkExport = { is: "opt-in" };

/** hapi 20 and 21. */
export const hapi: Framework = {
  id: "hapi",
  name: "hapi",
  marks: ["@hapi/hapi", ".route("],
  exports: {
    "@hapi/hapi": { server: { is: "router-factory" }, Server: { is: "router" } },
    "hapi-swagger": { default: optIn, "*": optIn },
  },
  router: {
    routes: {},
    routeObject: { member: "route", method: "method", path: "path", options: "options" },
    register: [],
    fluent: [],
    schemas: { property: "options", positions: {}, hidden: "isInternal", response: { schema: "schema", statuses: "status" } },
    reply: {
      parameter: 1,
      send: ["response"],
      status: ["code"],
      other: ["redirect", "view", "file", "abandon", "continue"],
      type: ["type"],
      header: ["header"],
      raw: ["stream"],
    },
  },
  strips: true,
  place: "`options.response.schema`",
  consequence: "hapi sends whatever the handler returns, with every column that the value has or will have",
};
