import { adonis } from "./adonis.js";
import { express } from "./express.js";
import type { ReplyFramework } from "./framework-types.js";
import { koa } from "./koa.js";
import { next } from "./next.js";

/** Every framework whose handlers answer by a reply that is their parameter, or by an object that they make. */
export const REPLY_FRAMEWORKS: readonly ReplyFramework[] = [express, koa, next, adonis];
