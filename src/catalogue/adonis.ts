import type { ReplyFramework } from "./framework-types.js";

/** AdonisJS 5 and 6: a controller has its reply in the context. */
export const adonis: ReplyFramework = {
  name: "AdonisJS",
  modules: ["@adonisjs/core/http", "@adonisjs/http-server", "@ioc:Adonis/Core/HttpContext"],
  types: ["HttpContext", "HttpContextContract"],
  reply: {
    parameter: 0,
    send: ["json", "jsonp", "send", "ok", "created", "accepted"],
    through: ["response"],
    status: ["status", "safeStatus"],
    other: ["redirect", "download", "attachment", "stream", "noContent"],
    type: ["type"],
    header: ["header", "safeHeader"],
    raw: ["response"],
  },
};
