export * from "./control.js";
export * from "./nodes.js";
export { getParserFailure } from "./oxc.js";
export * from "./parse.js";
export * from "./positions.js";
export type * from "./types.js";
export * from "./walk.js";
