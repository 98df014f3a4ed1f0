import { getArguments, unwrap } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import { getCreatedId, getHandleId } from "../effects/index.js";
import type { Operation } from "../effects/index.js";
import type { Binding } from "../scope/index.js";
import { findEntityVariable, getCarriedUnit } from "./entities.js";
import type { EntityContext } from "./entities.js";
import { ENTITY, HANDLE, mapEntities, setEntity, setHandle } from "./lattice.js";
import type { EntityState, UnitState } from "./lattice.js";

/** The handle that an operation works on: the one that it begins, or its receiver's. `undefined` when nobody can tell. */
export function getOperationHandle(operation: Operation): string | undefined {
  const { result } = operation.member;
  const makesHandle = operation.effect === "begin" && typeof result === "object" && getRole(result.role).kind === "transaction";
  return makesHandle ? getCreatedId(operation.call, operation.module) : getHandleId(operation.receiver.source);
}

/** The variables of the entities that an operation is given, or called on. */
export function findOperationEntities(operation: Operation, state: UnitState): readonly Binding[] {
  const { entities } = operation.member;
  if (entities === undefined) return [];
  const node = entities === "receiver" ? getReceiver(operation.call) : getArguments(operation.call)[entities];
  if (!node) return [];
  const bare = unwrap(node);
  const nodes = bare.type === "ArrayExpression" ? bare.elements.flatMap((element) => element ?? []) : [bare];
  return nodes.flatMap((item) => findEntityVariable(item, operation.module, state) ?? []);
}

function getReceiver(call: Node): Node | undefined {
  const callee = call.type === "CallExpression" ? unwrap(call.callee) : undefined;
  return callee?.type === "MemberExpression" ? callee.object : undefined;
}

/** The state after an operation has run. */
export function applyOperation(context: EntityContext, operation: Operation, state: UnitState): UnitState {
  const id = getOperationHandle(operation);
  switch (operation.effect) {
    case "begin":
      return id === undefined ? state : setHandle(state, id, HANDLE.open);
    case "acquire":
    case "fork":
      return setHandle(state, getCreatedId(operation.call, operation.module), HANDLE.none);
    case "commit":
      return id === undefined ? state : commit(operation.library.behaviour.flushCommits ? flush(state, id) : state, id, operation.call, isSpent(operation));
    case "rollback":
      return id === undefined ? state : rollback(state, id, operation.call, isSpent(operation));
    case "release":
      return id === undefined ? state : release(state, id);
    case "flush":
      return id === undefined ? state : flush(state, id);
    case "stage":
    case "write":
    case "stage-and-flush":
      return write(context, operation, state, id);
    case "refresh":
      return findOperationEntities(operation, state).reduce((current, binding) => changeEntity(current, binding, refresh), state);
    case "detach":
      return id === undefined ? state : mapEntities(state, id, (entity) => ({ ...entity, bits: entity.bits | ENTITY.detached }));
    default:
      return state;
  }
}

/** Is a handle of no more use once its transaction has ended? A connection goes on until it is released. */
function isSpent(operation: Operation): boolean {
  const { kind } = getRole(operation.receiver.role);
  return kind !== "connection" && kind !== "derived";
}

/** A transaction that is committed: on every path if it was open on every path. */
export function commit(state: UnitState, id: string, by: Node, isHandleSpent: boolean): UnitState {
  const bits = ENTITY.committed | (isHandleSpent ? ENTITY.unitEnded : 0);
  return mapEntities(setHandle(state, id, HANDLE.committed), id, (entity) => ({ ...entity, bits: entity.bits | bits, endedBy: by }));
}

/** What was written in a transaction that rolls back is gone, whatever the entity says. What may be committed may not be. */
export function rollback(state: UnitState, id: string, by: Node, isHandleSpent: boolean): UnitState {
  const ended = isHandleSpent ? ENTITY.unitEnded : 0;
  return mapEntities(setHandle(state, id, HANDLE.rolledBack), id, (entity) => ({
    ...entity,
    bits: entity.bits | ended | (entity.bits & ENTITY.written && !(entity.bits & ENTITY.committed) ? ENTITY.rolledBack : 0),
    endedBy: by,
  }));
}

function release(state: UnitState, id: string): UnitState {
  return mapEntities(setHandle(state, id, HANDLE.released), id, (entity) => ({ ...entity, bits: entity.bits | ENTITY.unitEnded }));
}

function flush(state: UnitState, id: string): UnitState {
  return mapEntities(state, id, (entity) => (entity.bits & ENTITY.made ? { ...entity, bits: entity.bits | ENTITY.written } : entity));
}

/** An entity that was read again. */
export function refresh(entity: EntityState): EntityState {
  return { ...entity, bits: 0, endedBy: undefined };
}

/** Staged and written entities belong from now on to the unit of work that they are given to. A loaded one keeps its row. */
function write(context: EntityContext, operation: Operation, state: UnitState, id: string | undefined): UnitState {
  const unit = operation.member.option ? getCarriedUnit(context, operation) : id;
  const isWritten = operation.effect !== "stage";
  const given = findOperationEntities(operation, state).reduce(
    (current, binding) => changeEntity(current, binding, (entity) => ({ ...entity, unit, bits: entity.bits | (isWritten ? ENTITY.written : 0) })),
    state,
  );
  return operation.effect === "stage-and-flush" && id !== undefined ? flush(given, id) : given;
}

export function changeEntity(state: UnitState, binding: Binding, change: (entity: EntityState) => EntityState): UnitState {
  const entity = state.entities.get(binding);
  return entity ? setEntity(state, binding, change(entity)) : state;
}
