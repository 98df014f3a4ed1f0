import { findProperty, getArguments, getMember, getPropertyName, getStaticString, hasSpread, startOf, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { getLibrary } from "../catalogue/index.js";
import type { Library, Place } from "../catalogue/index.js";
import type { Operation } from "../effects/index.js";
import { findEndpoints, getSentValues } from "../endpoints/index.js";
import type { BodyContext } from "../endpoints/index.js";
import type { ClassRef, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { classifyEntityUse } from "./accesses.js";
import type { EntityUse } from "./accesses.js";
import { getUnitOfWorkRecord } from "./analysis.js";
import { isPrimaryKey } from "./entities.js";
import type { EntityContext } from "./entities.js";
import { ENTITY, setEntity } from "./lattice.js";
import type { EntityState, UnitState } from "./lattice.js";

/** An entity that is returned although its row may hold something else. */
export interface StaleReturn {
  readonly kind:
    /** A statement past the instance has changed the row. */
    | "bulk"
    /** Its transaction was committed, and it was not read again. */
    | "committed";
  readonly node: Node;
  readonly binding: Binding;
  readonly library: Library;
  readonly entity: ClassRef | undefined;
  /** The call that is handed the entity, where it is not returned. */
  readonly reply: CallNode | undefined;
  /** The bulk statement, or the end of the transaction when it is one on all paths. */
  readonly by: Node | undefined;
}

/** Stands for the key's column, whatever it is called. */
const KEY = "#key";

/** The conditions that a query loads one entity by; `undefined` when they cannot be read. */
export function readCriteria(context: EntityContext, operation: Operation, entity: ClassRef | undefined): string | undefined {
  const { where } = operation.member;
  const node = where && findAt(operation, where);
  const pairs = node && readPairs(context, node, entity);
  const lines = pairs?.map(([name, value]) => getIdentity(value, operation.module) && `${name}=${getIdentity(value, operation.module) ?? ""}`);
  return lines?.every((line) => line !== undefined) ? lines.join("\n") : undefined;
}

function findAt({ call }: Operation, { argument, key }: Place): Node | undefined {
  const given = getArguments(call)[argument];
  const bare = given && unwrap(given);
  if (key === undefined) return bare;
  return bare?.type === "ObjectExpression" && !hasSpread(bare) ? findProperty(bare, key)?.value : undefined;
}

/** The columns and the expressions that they equal: of `{ id, version: 2 }`, or of a key alone. */
function readPairs({ project }: EntityContext, node: Node, entity: ClassRef | undefined): readonly (readonly [string, Node])[] | undefined {
  const bare = unwrap(node);
  if (bare.type !== "ObjectExpression") return [[KEY, bare]];
  if (bare.properties.length === 0) return undefined;
  const pairs = bare.properties.map((property) => {
    const name = getPropertyName(property);
    if (property.type !== "Property" || name === undefined) return undefined;
    const isKey = entity ? isPrimaryKey(project, entity, name) : name === "id";
    return [isKey ? KEY : name, property.value] as const;
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

/** Two expressions with the same identity have the same value: constants, parameters that nothing assigns, their members, literals. */
function getIdentity(node: Node, module: SourceModule): string | undefined {
  const bare = unwrap(node);
  if (bare.type === "Literal") return JSON.stringify(getStaticString(bare) ?? bare.raw);
  if (bare.type === "ThisExpression") return "this";
  if (bare.type === "Identifier") {
    const binding = module.scope.lookup(bare.name, bare);
    return binding && module.scope.getWrites(binding).length === 0 ? `${String(startOf(binding.identifier))}:${bare.name}` : undefined;
  }
  const member = getMember(bare);
  const owner = member && getIdentity(member.object, module);
  return owner === undefined ? undefined : `${owner}.${member?.name ?? ""}`;
}

/** The state after a statement that changes rows past their instances: those that were loaded by the same key are behind. */
export function applyBulkUpdate(context: EntityContext, operation: Operation, state: UnitState): UnitState {
  const { updates, where } = operation.member;
  const owner = updates === undefined ? undefined : findUpdated(context, operation, updates);
  const node = owner && where && findAt(operation, where);
  const pairs = node && readPairs(context, node, owner);
  if (!pairs) return state;
  let result = state;
  for (const [binding, entity] of state.entities) {
    if (entity.isMany || entity.rows === undefined || entity.entity?.node !== owner.node) continue;
    const lines = entity.rows.split("\n");
    const isHit = pairs.every(([name, value]) => (name === KEY && isKeyOf(context, value, binding, entity)) || lines.includes(`${name}=${getIdentity(value, operation.module) ?? "?"}`));
    if (isHit) result = setEntity(result, binding, { ...entity, staleBy: operation.call });
  }
  return result;
}

function findUpdated({ facts, module }: EntityContext, { call, receiver }: Operation, updates: number | "receiver"): ClassRef | undefined {
  if (updates === "receiver") return receiver.entity ?? receiver.subclass;
  const argument = getArguments(call)[updates];
  const value = argument && facts.getValue(argument, module);
  if (value?.kind === "class") return value.ref;
  return value?.kind === "role" ? value.entity : undefined;
}

/** `task.id`, when the entity itself is what the variable holds. */
function isKeyOf({ module, project }: EntityContext, node: Node, binding: Binding, { entity }: EntityState): boolean {
  const member = getMember(unwrap(node));
  const object = member && unwrap(member.object);
  return object?.type === "Identifier" && module.scope.lookup(object.name, object) === binding && entity !== undefined && isPrimaryKey(project, entity, member?.name ?? "");
}

/** Judges the return of an entity, and returns the state after any use of it. */
export function observeRow(context: EntityContext, node: Node, binding: Binding, state: UnitState, returns: Map<Node, StaleReturn>): UnitState {
  const entity = state.entities.get(binding);
  if (!entity) return state;
  const use = classifyEntityUse(node, entity.isMany);
  if (use.kind === "return") {
    const kind = entity.staleBy ? "bulk" : isOnlyCommitted(entity) ? "committed" : undefined;
    if (kind) returns.set(use.node, createReturn(kind, use.node, binding, entity, undefined));
    return state;
  }
  if (use.kind === "argument" && entity.staleBy) returns.set(use.node, createReturn("bulk", use.node, binding, entity, use.call));
  if (entity.rows === undefined && !entity.staleBy) return state;
  const next = followUse(context, node, use, entity);
  return next === entity ? state : setEntity(state, binding, next);
}

function createReturn(kind: StaleReturn["kind"], node: Node, binding: Binding, { role, staleBy, endedBy, entity }: EntityState, reply: CallNode | undefined): StaleReturn {
  return { kind, node, binding, library: getLibrary(role), entity, reply, by: staleBy ?? endedBy };
}

/** The entities that a module returns, or sends as the body of a reply, although their rows may hold something else. */
export function findStaleReturns(context: BodyContext, module: SourceModule): readonly StaleReturn[] {
  const found = [...getUnitOfWorkRecord(context, module).returns.values()];
  if (!found.some(({ reply }) => reply)) return found;
  const sent = new Set(findEndpoints(context.project, module).flatMap((endpoint) => getSentValues(context, endpoint).map(({ node }) => node && unwrap(node))));
  return found.filter(({ node, reply }) => !reply || sent.has(unwrap(node)));
}

/** What was rolled back is another rule's. */
function isOnlyCommitted({ bits }: EntityState): boolean {
  return (bits & ENTITY.committed) !== 0 && !(bits & ENTITY.rolledBack);
}

/** Code that changes an entity, or hands it to who may read it again, may bring it in step with its row. */
function followUse({ facts, module }: EntityContext, node: Node, use: EntityUse, entity: EntityState): EntityState {
  const adrift: EntityState = { ...entity, rows: undefined, staleBy: undefined };
  switch (use.kind) {
    case "read":
    case "return":
      return entity;
    case "change":
    case "method":
      return adrift;
    case "argument":
      // A function of the project that checks an entity before its row changes does not change what it was loaded by.
      return facts.getCallee(use.call, module).kind === "functions" ? { ...entity, staleBy: undefined } : adrift;
    case "none":
      return isTested(node) ? entity : adrift;
  }
}

function isTested(node: Node): boolean {
  const top = unwrapUp(node);
  const { parent } = top;
  switch (parent?.type) {
    case "BinaryExpression":
    case "UnaryExpression":
      return true;
    case "IfStatement":
    case "ConditionalExpression":
      return parent.test === top;
    case "LogicalExpression":
      return parent.operator === "&&" && parent.left === top;
    default:
      return false;
  }
}
