import { endOf, getCallee, getEnclosingClass, getEnclosingFunction, getFunctionName, startOf, walk } from "../ast/index.js";
import type { CallNode, ClassNode, FunctionNode, Node } from "../ast/index.js";
import { getLibrary, getRole } from "../catalogue/index.js";
import { findFieldAssignments } from "../project/index.js";
import type { FactsProvider, Project, RoleValue, SourceModule, Source } from "../project/index.js";

/** The symbolic name of a node's place: stable as long as the text before it keeps its functions and classes. */
export function getPlace(node: Node, module: SourceModule): string {
  return `${module.path}#${String(startOf(node))}`;
}

/** The id of the handle that a call makes. */
export function getCreatedId(call: Node, module: SourceModule): string {
  return `created:${getPlace(call, module)}`;
}

/** The id of the handle that a call hands to its callback. */
export function getCallbackId(call: Node, module: SourceModule): string {
  return `callback:${getPlace(call, module)}`;
}

/**
 * Identifies the handle (connection, transaction, unit of work) that a value works on. Two values with the same id run on
 * the same connection; `undefined` when nobody can tell.
 */
export function getHandleId(source: Source): string | undefined {
  switch (source.kind) {
    case "parameter":
      return `parameter:${getPlace(source.fn, source.module)}:${String(source.index)}${source.path.map((name) => `.${name}`).join("")}`;
    case "callback":
      return getCallbackId(source.call, source.module);
    case "created":
      return getCreatedId(source.at, source.module);
    case "field":
      return `field:${getPlace(source.owner, source.module)}.${source.name}`;
    case "this":
      return `this:${getPlace(source.owner, source.module)}`;
    default:
      return undefined;
  }
}

/**
 * Identifies the client that a value's connection was taken from: the pool whose other connections know nothing of the
 * transaction. `undefined` when it cannot be told.
 */
export function getRootId(project: Project, value: RoleValue): string | undefined {
  const { source } = value;
  const role = getRole(value.role);
  const library = getLibrary(value.role);
  const fallback = `default:${library.id}`;
  switch (source.kind) {
    case "callback":
      return source.parent && getRootId(project, { ...value, source: source.parent, subclass: undefined });
    case "created":
      if (source.parent) return getRootId(project, { ...value, source: source.parent, subclass: undefined });
      return isOnlyClient(project, value) ? fallback : getHandleId(source);
    case "static":
    case "default":
      return role.hasDefaultRoot ? fallback : undefined;
    case "field":
    case "this":
      if (!hasDefaultRoot(value)) return getHandleId(source);
      return source.kind === "field" && source.connection !== undefined ? `${fallback}:${source.connection}` : fallback;
    case "parameter":
      return getHandleId(source);
    default:
      return undefined;
  }
}

function hasDefaultRoot(value: RoleValue): boolean {
  const library = getLibrary(value.role);
  return Object.values(library.roles).some((role) => role.hasDefaultRoot === true);
}

/** Is the client the only one of its kind that the project makes? Then injected ones and statics belong to it too. */
function isOnlyClient(project: Project, value: RoleValue): boolean {
  if (!hasDefaultRoot(value) || value.source.kind !== "created") return false;
  const { at, module } = value.source;
  if (at.type !== "NewExpression" || at.callee.type !== "Identifier") return false;
  const text = `new ${at.callee.name}`;
  const [only, ...others] = project.getModulesNaming(text);
  return others.length === 0 && (only === undefined || (only.path === module.path && only.text.indexOf(text) === only.text.lastIndexOf(text)));
}

export type Ownership =
  /** Acquired or begun here, or by the class whose field it is. */
  | "owned"
  /** Handed in: a parameter, a callback's handle, a field that nothing in the class acquires or begins. */
  | "borrowed"
  /** A client that is not of this function at all. */
  | "client"
  | "unknown";

/** Whose a handle is, from where it came. A begin on it is asked of separately: see `no-commit-in-service`. */
export function classifyOwnership(facts: FactsProvider, value: RoleValue): Ownership {
  const { source } = value;
  switch (source.kind) {
    case "parameter":
    case "callback":
      return "borrowed";
    case "created":
      return source.effect === "acquire" || source.effect === "begin" || source.effect === "fork" ? "owned" : "client";
    case "field":
      return isAcquiredByClass(facts, source.owner, source.name, source.module) ? "owned" : "borrowed";
    case "static":
    case "default":
    case "this":
      return "client";
    default:
      return "unknown";
  }
}

/** A unit-of-work class owns its runner: something in it assigns or begins the field. */
function isAcquiredByClass(facts: FactsProvider, owner: ClassNode, name: string, module: SourceModule): boolean {
  const isAssigned = findFieldAssignments(owner, name).some((node) => {
    const value = facts.getValue(node, module);
    return value.kind === "role" && value.source.kind === "created";
  });
  if (isAssigned) return true;
  let isBegun = false;
  walk(owner.body, (node) => {
    if (isBegun || node.type !== "CallExpression") return;
    const callee = facts.getCallee(node, module);
    if (callee.kind !== "member" || callee.member.effect !== "begin") return;
    const { source } = callee.receiver;
    isBegun ||= source.kind === "field" && source.owner === owner && source.name === name;
  });
  return isBegun;
}

/** `createOrder`, `OrderService.create`: how messages call a function. */
export function getDisplayName(fn: FunctionNode): string {
  const name = getFunctionName(fn);
  const owner = getEnclosingClass(fn);
  const isMethod = fn.parent?.type === "MethodDefinition" || fn.parent?.type === "PropertyDefinition";
  if (name !== undefined && isMethod && owner?.id) return `${owner.id.name}.${name}`;
  return name ?? "this function";
}

/** The nearest function around a node that has a name, as messages call it: callbacks have none. */
export function getNearestName(node: Node): string {
  let name = "this function";
  for (let fn = getEnclosingFunction(node); fn && name === "this function"; fn = getEnclosingFunction(fn)) name = getDisplayName(fn);
  return name;
}

/** The callee of a call as it is written, on one line: how messages name a handle and what is done with it. */
export function getCalleeText(call: CallNode, module: SourceModule): string {
  const callee = getCallee(call);
  const text = module.text.slice(startOf(callee), endOf(callee)).replace(/(?<!:)\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "");
  return text.replace(/(?<!\b(?:await|new))\s+/g, "").replace(/\s/g, " ");
}
