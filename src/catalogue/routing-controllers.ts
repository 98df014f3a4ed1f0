import type { Framework, FrameworkExport } from "./framework-types.js";

const exempt: FrameworkExport = { is: "exempt" };
const reply: FrameworkExport = { is: "reply" };
const route = (...methods: readonly string[]): FrameworkExport => ({ is: "route", methods });

/** routing-controllers with routing-controllers-openapi. */
export const routingControllers: Framework = {
  id: "routing-controllers",
  name: "routing-controllers",
  marks: ["routing-controllers"],
  exports: {
    "routing-controllers": {
      JsonController: { is: "controller" },
      Get: route("GET"),
      Post: route("POST"),
      Put: route("PUT"),
      Patch: route("PATCH"),
      Delete: route("DELETE"),
      Head: route("HEAD"),
      All: route(),
      Body: { is: "input", position: "body" },
      QueryParams: { is: "input", position: "query" },
      QueryParam: { is: "input", position: "query" },
      Params: { is: "input", position: "params" },
      Param: { is: "input", position: "params" },
      Res: reply,
      Ctx: reply,
      HttpCode: { is: "status" },
      Header: { is: "header" },
      ContentType: { is: "content-types" },
      Redirect: exempt,
      Render: exempt,
      UseInterceptor: { is: "interceptors" },
      "*": { is: "neutral" },
    },
    "routing-controllers-openapi": { ResponseSchema: { is: "response" }, OpenAPI: { is: "response", keys: ["responses"], status: "success" }, routingControllersToSpec: { is: "opt-in" } },
  },
  needs: "routing-controllers-openapi",
  place: "`@ResponseSchema()`",
  consequence: "the OpenAPI document and its clients know no body, and every column of the returned value goes out",
};
