import type { Framework, FrameworkExport } from "./framework-types.js";

const route = (...methods: readonly string[]): FrameworkExport => ({ is: "route", methods });

const exports: Readonly<Record<string, FrameworkExport>> = {
  Route: { is: "controller" },
  Get: route("GET"),
  Post: route("POST"),
  Put: route("PUT"),
  Patch: route("PATCH"),
  Delete: route("DELETE"),
  Head: route("HEAD"),
  Options: route("OPTIONS"),
  Body: { is: "input", position: "body" },
  Query: { is: "input", position: "query" },
  Queries: { is: "input", position: "query" },
  Path: { is: "input", position: "params" },
  Res: { is: "reply" },
  SuccessResponse: { is: "status" },
  Produces: { is: "content-types" },
  Hidden: { is: "exempt" },
  "*": { is: "neutral" },
};

/** tsoa 5 and 6: the document and the routes are generated from the types of the controllers. */
export const tsoa: Framework = {
  id: "tsoa",
  name: "tsoa",
  marks: ["tsoa"],
  exports: { tsoa: exports, "@tsoa/runtime": exports },
  place: "the method's return type",
  consequence: "the OpenAPI document and its clients know no body, and every column of the returned value goes out",
};
