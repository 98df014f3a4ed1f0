import type { Framework, FrameworkExport } from "./framework-types.js";

const exempt: FrameworkExport = { is: "exempt" };
const neutral: FrameworkExport = { is: "neutral" };
const bytes: FrameworkExport = { is: "bytes" };
const reply: FrameworkExport = { is: "reply" };
const success: FrameworkExport = { is: "response", keys: ["type", "schema", "content", "$ref", "example", "examples"], status: "success" };
const route = (...methods: readonly string[]): FrameworkExport => ({ is: "route", methods });

/** NestJS 10 and 11 with `@nestjs/swagger` and nestjs-zod. */
export const nest: Framework = {
  id: "nest",
  name: "NestJS",
  marks: ["@nestjs/common"],
  exports: {
    "@nestjs/common": {
      Controller: { is: "controller" },
      Get: route("GET"),
      Post: route("POST"),
      Put: route("PUT"),
      Patch: route("PATCH"),
      Delete: route("DELETE"),
      Head: route("HEAD"),
      Options: route("OPTIONS"),
      All: route(),
      Body: { is: "input", position: "body" },
      Query: { is: "input", position: "query" },
      Param: { is: "input", position: "params" },
      Res: reply,
      Response: reply,
      Next: reply,
      HttpCode: { is: "status" },
      Header: { is: "header" },
      Redirect: exempt,
      Render: exempt,
      Sse: exempt,
      applyDecorators: { is: "composition" },
      UseInterceptors: { is: "interceptors" },
      ClassSerializerInterceptor: { is: "interceptors" },
      UsePipes: { is: "pipes" },
      SerializeOptions: { is: "response", keys: ["type"], strips: true },
      StreamableFile: bytes,
    },
    "@nestjs/swagger": {
      ApiOkResponse: success,
      ApiCreatedResponse: success,
      ApiAcceptedResponse: success,
      ApiDefaultResponse: success,
      ApiResponse: { is: "response", keys: ["type", "schema", "content", "$ref", "example", "examples"], status: "option" },
      ApiNoContentResponse: exempt,
      ApiResetContentResponse: exempt,
      ApiFoundResponse: exempt,
      ApiMovedPermanentlyResponse: exempt,
      ApiExcludeEndpoint: exempt,
      ApiExcludeController: exempt,
      ApiProduces: { is: "content-types" },
      SwaggerModule: { is: "opt-in" },
    },
    "nestjs-zod": { ZodSerializerDto: { is: "response", strips: true }, ZodResponse: { is: "response", strips: true }, "*": neutral },
    "@nestjs/terminus": { HealthCheck: exempt, "*": neutral },
    "@nestjs/graphql": {},
    "@nestjs/*": { "*": neutral },
    "class-validator": { "*": neutral },
    "class-transformer": { "*": neutral },
    express: { Response: bytes },
  },
  needs: "@nestjs/swagger",
  place: "the return type or `@ApiOkResponse({ type })`",
  consequence: "the OpenAPI document and its clients know no body, and every column of the returned value goes out",
};
