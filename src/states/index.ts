export * from "./analysis.js";
export * from "./foreign-ends.js";
export { HANDLE, isOpen } from "./lattice.js";
export type { UnitState } from "./lattice.js";
export * from "./outer-queries.js";
export type { OpenTransaction, UnitOfWorkRecord } from "./unit-of-work.js";
export type { AccessKind, EntityAccess } from "./verdicts.js";
