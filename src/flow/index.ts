export * from "./interpreter.js";
export type * from "./types.js";
