import type { Node } from "../ast/index.js";
import { getLibrary } from "../catalogue/index.js";
import type { Library } from "../catalogue/index.js";
import { findCarriedTransaction } from "../effects/index.js";
import type { Operation } from "../effects/index.js";
import type { ClassRef } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { classifyEntityUse } from "./accesses.js";
import type { EntityUse } from "./accesses.js";
import { findRelation, isPrimaryKey } from "./entities.js";
import type { EntityContext } from "./entities.js";
import { ENTITY, setEntity } from "./lattice.js";
import type { EntityState, UnitState } from "./lattice.js";
import { findOperationEntities } from "./operations.js";

/** What is wrong with a use of an entity after its unit of work. */
export type AccessKind =
  /** Saved after the transaction that inserted it rolled back: resolves, writes nothing. */
  | "lost-write"
  /** Handed out after that rollback: its row does not exist. */
  | "lost-entity"
  /** Changed after its unit of work let go of it. */
  | "detached-change"
  /** A relation that was not loaded is read when nothing can load it any more. */
  | "unloaded-relation"
  /** Any read after the commit, without a refresh. */
  | "stale-read";

export interface EntityAccess {
  readonly kind: AccessKind;
  readonly node: Node;
  readonly binding: Binding;
  readonly library: Library;
  readonly entity: ClassRef | undefined;
  /** The members from the entity on. */
  readonly path: readonly string[];
  /** The call that ended the transaction, when there is one on all paths. */
  readonly endedBy: Node | undefined;
  /** Was the entity written or loaded before the commit, so that the commit itself changes nothing in it? */
  readonly isSettled: boolean;
}

function createAccess(kind: AccessKind, node: Node, binding: Binding, state: EntityState, path: readonly string[] = []): EntityAccess {
  return { kind, node, binding, library: getLibrary(state.role), entity: state.entity, path, endedBy: state.endedBy, isSettled: isSettled(state) };
}

/** A commit that flushes makes keys and versions. */
function isSettled({ role, bits }: EntityState): boolean {
  return !getLibrary(role).behaviour.flushCommits || !(bits & ENTITY.made);
}

/** The entities that an operation saves although their row was rolled back: `semantics.md` §3. */
export function findLostWrites(operation: Operation, state: UnitState): readonly EntityAccess[] {
  if (!["write", "stage", "stage-and-flush"].includes(operation.effect)) return [];
  return findOperationEntities(operation, state).flatMap((binding) => {
    const entity = state.entities.get(binding);
    return entity && isLost(entity) ? createAccess("lost-write", operation.call, binding, entity) : [];
  });
}

function isLost(entity: EntityState): boolean {
  const isInserted = (entity.bits & ENTITY.made) !== 0;
  return isInserted && (entity.bits & ENTITY.rolledBack) !== 0 && getLibrary(entity.role).behaviour.losesWritesAfterRollback === true;
}

/**
 * Judges a use of an entity's variable and returns the state after it. What has been reported counts as known from
 * there on: the next read on the same path is the same bug.
 */
export function observeUse(context: EntityContext, node: Node, binding: Binding, state: UnitState, accesses: Map<Node, EntityAccess>): UnitState {
  const entity = state.entities.get(binding);
  if (!entity) return state;
  const use = classifyEntityUse(node, entity.isMany);
  const kind = classifyAccess(context, use, entity);
  let settled = entity;
  if (kind !== undefined && use.kind !== "none") {
    accesses.set(use.node, createAccess(kind, use.node, binding, entity, "path" in use ? use.path : []));
    settled = { ...settled, bits: settled.bits & ~REPORTED_BITS[kind] };
  }
  // A relation that is assigned is there from now on.
  if (use.kind === "change" && use.path.length === 1 && settled.loaded) settled = { ...settled, loaded: new Set([...settled.loaded, ...use.path]) };
  return settled === entity ? state : setEntity(state, binding, settled);
}

/** What a report settles: the same complaint is not made twice on one path. */
const REPORTED_BITS: Readonly<Record<AccessKind, number>> = {
  "lost-write": ENTITY.rolledBack,
  "lost-entity": ENTITY.rolledBack,
  "detached-change": ENTITY.detached,
  "unloaded-relation": ENTITY.unitEnded,
  "stale-read": ENTITY.committed,
};

function classifyAccess(context: EntityContext, use: EntityUse, entity: EntityState): AccessKind | undefined {
  switch (use.kind) {
    case "none":
      return undefined;
    case "return":
      return isLost(entity) ? "lost-entity" : undefined;
    case "change":
      return entity.bits & ENTITY.detached ? "detached-change" : undefined;
    case "method":
      return isUnloadedGetter(context, use, entity) ? "unloaded-relation" : undefined;
    case "read":
      if (isUnloadedRelation(context, use.path, entity)) return "unloaded-relation";
      return entity.bits & ENTITY.committed ? "stale-read" : undefined;
    case "argument":
      // What a library is given to refresh, save or wrap is no read.
      return entity.bits & ENTITY.committed && !isLibraryCall(context, use.call) ? "stale-read" : undefined;
  }
}

function isLibraryCall(context: EntityContext, call: Extract<EntityUse, { kind: "argument" }>["call"]): boolean {
  const callee = context.facts.getCallee(call, context.module);
  if (callee.kind === "functions") {
    return callee.targets.some((target) => context.refreshesEntity(target));
  }
  return callee.kind === "member" || callee.kind === "export";
}

/** `task.project.name` of a stub, `await task.project` of a lazy relation, when the unit of work is over. */
function isUnloadedRelation(context: EntityContext, path: readonly string[], entity: EntityState): boolean {
  const [name, next] = path;
  if (!(entity.bits & ENTITY.unitEnded) || name === undefined || !entity.entity || !entity.loaded || entity.loaded.has(name)) return false;
  const { unloadedRelation } = getLibrary(entity.role).behaviour;
  const relation = findRelation(context.project, entity.entity, name);
  if (!relation || relation.isEager || relation.isList) return false;
  if (unloadedRelation === "lazy-query") return relation.isLazy;
  return unloadedRelation === "stub" && next !== undefined && !isPrimaryKey(context.project, entity.entity, next);
}

/** `project.getTasks()` without the transaction, when the transaction is over. */
function isUnloadedGetter(context: EntityContext, use: Extract<EntityUse, { kind: "method" }>, entity: EntityState): boolean {
  if (!(entity.bits & ENTITY.unitEnded) || use.path.length !== 1) return false;
  const operation = context.getOperation(use.call);
  if (!operation?.member.isRelation) return false;
  return findCarriedTransaction(context.project, operation).kind === "none";
}
