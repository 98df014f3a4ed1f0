import type { ReplyFramework } from "./framework-types.js";

/** Express 4 and 5. */
export const express: ReplyFramework = {
  name: "Express",
  modules: ["express", "express-serve-static-core", "express-promise-router", "express-async-handler"],
  types: ["Response"],
  reply: {
    parameter: 1,
    send: ["json", "jsonp", "send"],
    status: ["status"],
    other: ["sendFile", "download", "redirect", "render", "sendStatus", "end"],
    type: ["type", "contentType"],
    header: ["set", "header", "setHeader"],
    raw: ["write", "writeHead"],
  },
};
