export * from "./callbacks.js";
export * from "./callers.js";
export * from "./handles.js";
export * from "./operations.js";
export * from "./summary.js";
