export type * from "./framework-types.js";
export * from "./frameworks.js";
export * from "./answers.js";
export * from "./http.js";
export * from "./schema-uses.js";
export * from "./lookup.js";
export * from "./schema-libraries.js";
export type * from "./schema-types.js";
export type * from "./types.js";
