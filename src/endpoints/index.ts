export type { BodyContext, BodyKind } from "./bodies.js";
export * from "./endpoints.js";
export * from "./responses.js";
export * from "./schema-positions.js";
export type * from "./types.js";
export * from "./request-fields.js";
export { readStatus } from "./objects.js";
export { getSentValues } from "./sent-values.js";
export { isHandler } from "./handlers.js";
