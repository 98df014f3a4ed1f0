export { isFloating } from "./functions.js";
export * from "./interpreter.js";
export type * from "./types.js";
