import type { ReplyFramework } from "./framework-types.js";

/** Koa 2 and 3 with their routers. */
export const koa: ReplyFramework = {
  name: "Koa",
  modules: ["koa", "@koa/router", "koa-router"],
  types: ["Context", "ParameterizedContext", "ExtendableContext", "BaseContext", "RouterContext", "Response", "BaseResponse"],
  reply: {
    parameter: 0,
    send: ["body"],
    through: ["response"],
    status: ["status"],
    other: ["redirect", "render"],
    type: ["type"],
    header: ["set"],
    raw: ["res", "respond"],
  },
};
