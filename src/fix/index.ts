export * from "./client-edits.js";
export * from "./commit-edits.js";
export * from "./edits.js";
export * from "./entity-edits.js";
export * from "./schema-edits.js";
