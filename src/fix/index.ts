export * from "./edits.js";
export * from "./schema-edits.js";
