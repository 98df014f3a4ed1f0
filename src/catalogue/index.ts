export * from "./lookup.js";
export type * from "./types.js";
