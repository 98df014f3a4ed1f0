export * from "./analysis.js";
export { isPrimaryKey } from "./entities.js";
export * from "./callers.js";
export * from "./foreign-ends.js";
export type { UnitState } from "./lattice.js";
export * from "./outer-queries.js";
export * from "./service-commits.js";
export type { OpenTransaction, UnitOfWorkRecord } from "./unit-of-work.js";
export type { AccessKind, EntityAccess } from "./verdicts.js";
