import { findProperty, getArguments, getCallee, getEnclosingFunction, getPropertyName, hasSpread, isCall, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { getLibrary, getRole } from "../catalogue/index.js";
import type { Library } from "../catalogue/index.js";
import type { Operation } from "../effects/index.js";
import { findDefinition, findEntityOfValue, findGeneratedKey } from "../project/index.js";
import type { ClassRef, RoleValue } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { classifyEntityUse } from "./accesses.js";
import type { EntityUse } from "./accesses.js";
import type { EntityContext } from "./entities.js";
import { setEntity } from "./lattice.js";
import type { EntityState, MissingKey, UnitState } from "./lattice.js";

/** A read of a generated key that has no value yet. */
export interface EarlyKeyRead {
  readonly node: Node;
  readonly binding: Binding;
  readonly library: Library;
  readonly entity: ClassRef | undefined;
  readonly key: MissingKey;
}

/** By node; `undefined` stands for a read that has a value on some way through it. */
export type EarlyKeyReads = Map<Node, EarlyKeyRead | undefined>;

/** The generated key that a new entity has no value for; `undefined` where its values or its class cannot be read. */
export function findMissingKey(context: EntityContext, value: RoleValue, operation: Operation | undefined): MissingKey | undefined {
  if (value.source.kind !== "created" || value.isMany) return undefined;
  const { at } = value.source;
  const values = operation?.member.values;
  if (values === undefined ? at.type !== "NewExpression" : !isCall(at)) return undefined;
  const entity = findEntityOfValue(context, value);
  const key = entity && findGeneratedKey(context.project, entity);
  if (!key) return undefined;
  const given = isCall(at) ? getArguments(at) : [];
  const written = values === undefined ? given : given.slice(values, values + 1);
  return written.every((argument) => lacks(context, argument, key.name)) ? { name: key.name, at } : undefined;
}

/** Is an argument a literal without this property? */
function lacks({ project, module }: EntityContext, argument: Node, name: string): boolean {
  const definition = findDefinition(project, argument, module);
  if (definition.kind !== "expression") return false;
  const object = definition.node;
  if (object.type !== "ObjectExpression" || hasSpread(object) || findProperty(object, name)) return false;
  return object.properties.every((property) => getPropertyName(property) !== undefined);
}

/** Judges a use of an entity that has no key, and returns the state after it. */
export function observeKey(context: EntityContext, node: Node, binding: Binding, state: UnitState, reads: EarlyKeyReads): UnitState {
  const entity = state.entities.get(binding);
  if (!entity) return state;
  const use = classifyEntityUse(node, entity.isMany);
  const { missingKey } = entity;
  const read = missingKey ? findKeyRead(use, missingKey.name) : undefined;
  if (!missingKey) {
    if (use.kind === "read") refute(use.node, reads);
    return state;
  }
  const isShared = isSharedWithClosures(context, binding);
  if (read && !isShared && isReadOnTime(node, binding, entity) && !(reads.has(read) && reads.get(read) === undefined)) {
    reads.set(read, { node: read, binding, library: getLibrary(entity.role), entity: entity.entity, key: missingKey });
  }
  return isKept(context, node, use, entity, missingKey.name) && !isShared ? state : setEntity(state, binding, { ...entity, missingKey: undefined });
}

function refute(read: Node, reads: EarlyKeyReads): void {
  reads.set(read, undefined);
}

/** `task.id`, `const { id } = task`; not where the code asks whether there is one. */
function findKeyRead(use: EntityUse, name: string): Node | undefined {
  if (use.kind !== "read") return undefined;
  if (use.path.length > 0) return use.path.length === 1 && use.path[0] === name && !isAsked(use.node) ? use.node : undefined;
  const declarator = use.node.parent;
  const pattern = declarator?.type === "VariableDeclarator" ? declarator.id : undefined;
  const property = pattern?.type === "ObjectPattern" ? pattern.properties.find((item) => item.type === "Property" && getPropertyName(item) === name) : undefined;
  return property?.type === "Property" && property.value.type === "Identifier" ? property : undefined;
}

const COMPARISONS = new Set(["===", "!==", "==", "!=", "in"]);

/** Does code ask here whether there is a value: in a test, a comparison, before `??` or `||`? */
function isAsked(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "LogicalExpression":
      return parent.left === node || isAsked(unwrapUp(parent));
    case "UnaryExpression":
      return true;
    case "BinaryExpression":
      return COMPARISONS.has(parent.operator);
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
      return parent.test === node;
    case "ExpressionStatement":
      return true;
    default:
      return false;
  }
}

/** A function within the one that makes the entity may run when a flush is over. */
function isReadOnTime(node: Node, binding: Binding, entity: EntityState): boolean {
  return !getLibrary(entity.role).behaviour.flushCommits || getEnclosingFunction(node) === getEnclosingFunction(binding.identifier);
}

/** Is an entity without a key after this use, whatever the code behind it does? */
function isKept(context: EntityContext, node: Node, use: EntityUse, entity: EntityState, name: string): boolean {
  switch (use.kind) {
    case "read":
    case "return":
      return true;
    case "change":
      return use.path[0] !== name && use.path[0] !== "";
    case "method":
      return false;
    default:
      return isHandedSafely(context, node, getLibrary(entity.role));
  }
}

/** Handed to what only stages it, makes another entity of it in a unit of work, or looks whether it is there. */
function isHandedSafely(context: EntityContext, node: Node, library: Library): boolean {
  let top = unwrapUp(node);
  for (let { parent } = top; parent; { parent } = top) {
    switch (parent.type) {
      case "ArrayExpression":
      case "ObjectExpression":
      case "Property":
        top = unwrapUp(parent);
        continue;
      case "BinaryExpression":
      case "UnaryExpression":
        return true;
      case "IfStatement":
      case "ConditionalExpression":
        return parent.test === top;
      case "AssignmentExpression":
        return parent.right === top && parent.left.type === "MemberExpression" && library.behaviour.flushCommits === true;
      default:
        return isCall(parent) && getCallee(parent) !== top && library.behaviour.flushCommits === true && isStaging(context.getOperation(parent));
    }
  }
  return false;
}

function isStaging(operation: Operation | undefined): boolean {
  return operation !== undefined && (operation.effect === "stage" || operation.member.values !== undefined);
}

/** Do functions within do more with an entity than read it? They run when nobody can tell. */
function isSharedWithClosures({ module }: EntityContext, binding: Binding): boolean {
  const home = getEnclosingFunction(binding.identifier);
  return module.scope.getReferences(binding).some((reference) => getEnclosingFunction(reference) !== home && classifyEntityUse(reference, false).kind !== "read");
}

/** What never flushes. */
const QUIET = new Set(["build", "stage", "guard", "begin", "acquire", "fork"]);

/** The state after an expression was awaited, or a unit of work was told to write: keys may have been made. */
export function forgetKeys(context: EntityContext, node: Node, state: UnitState): UnitState {
  const waiting = [...state.entities].filter(([, entity]) => entity.missingKey && getLibrary(entity.role).behaviour.flushCommits);
  if (waiting.length === 0 || !mayFlush(context, unwrap(node))) return state;
  return waiting.reduce((current, [binding, entity]) => setEntity(current, binding, { ...entity, missingKey: undefined }), state);
}

function mayFlush(context: EntityContext, awaited: Node): boolean {
  if (!isCall(awaited)) return true;
  const operation = context.getOperation(awaited);
  if (operation) return !QUIET.has(operation.effect);
  const callee = context.facts.getCallee(awaited, context.module);
  return callee.kind !== "external" || handsHandle(context, awaited);
}

function handsHandle({ facts, module }: EntityContext, call: CallNode): boolean {
  return getArguments(call).some((argument) => {
    const value = facts.getValue(argument, module);
    return value.kind === "object" || (value.kind === "role" && getRole(value.role).kind !== "builder");
  });
}

/** Keys that were missing when a function was given away may be there when it runs. */
export function forgetAllKeys(state: UnitState): UnitState {
  return [...state.entities].reduce((current, [binding, entity]) => (entity.missingKey ? setEntity(current, binding, { ...entity, missingKey: undefined }) : current), state);
}
