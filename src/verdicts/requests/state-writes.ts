import { findProperty, getArguments, getCallee, getEnclosingFunction, getLastName, getMember, getPropertyName, isCall, isFunction, isWithin, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, Node } from "../../ast/index.js";
import { ADDRESS_NAMES, STATE_MACHINES, findWriteVerb, getRole, isTransitionGuardName } from "../../catalogue/index.js";
import { findColumnWrites, findRequestInput } from "../../effects/index.js";
import type { ColumnWrite, RequestInput } from "../../effects/index.js";
import { matchesName } from "../../globs.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import type { Settings } from "../../settings.js";
import type { AnalysisContext } from "../../states/index.js";
import { isSwitch } from "./state-values.js";
import { isCurrentState, isLimitedByState, isTransitionGuarded } from "./transition-guards.js";
import type { GuardQuestion } from "./transition-guards.js";

/** A state that is written as the client has sent it. */
export interface UncheckedState {
  readonly write: ColumnWrite;
  readonly field: string;
  readonly input: RequestInput;
}

/**
 * The writes of a module that put request input into a state column with nothing on the path that asks whether the
 * transition is allowed. Creations are none; nor is a write of which anything on the way, from the handler on, is unknown.
 */
export function findUncheckedStates(context: AnalysisContext, module: SourceModule, transitions: Settings["transitions"]): readonly UncheckedState[] {
  // Most modules write no such column: names that are plain words can be looked for in the text.
  if (!transitions.fields.some((item) => !/^\w+$/.test(item) || module.text.includes(item))) return [];
  const seen = new Set<Node>();
  return findColumnWrites(context, module).flatMap((write): UncheckedState[] => {
    const { name: field, value, node } = write;
    if (field === undefined || seen.has(node) || !matchesName(field, transitions.fields.map((item) => `^(?:${item})$`))) return [];
    if (isPartOfAddress(write) || !isChange(context, write)) return [];
    const input = findRequestInput(context, value, module);
    if (!input || isSwitch(context.project, write, field, input) || isChecked({ ...context, field, transitions }, write, input)) return [];
    seen.add(node);
    return [{ write, field, input }];
  });
}

/** `state` beside `city` and `zip`. */
function isPartOfAddress({ entity, value }: ColumnWrite): boolean {
  if (entity && [...entity.fields.keys()].some((name) => ADDRESS_NAMES.test(name))) return true;
  const object = value.parent?.parent;
  return object?.type === "ObjectExpression" && object.properties.some((property) => ADDRESS_NAMES.test(getPropertyName(property) ?? ""));
}

/** Does a write change a row that is there already? */
function isChange(context: AnalysisContext, { node, call, value, module }: ColumnWrite): boolean {
  if (node !== call) {
    const target = node.type === "AssignmentExpression" ? getMember(node.left)?.object : isCall(node) ? getArguments(node)[0] : undefined;
    return target !== undefined && isLoaded(context, target, module);
  }
  if (isPutByHand(context, call, module)) return false;
  const name = getLastName(getCallee(call)) ?? "";
  const verb = findWriteVerb(name);
  if (verb) return verb === "update";
  if (name === "set") return true;
  const object = value.parent?.parent;
  const [first] = getArguments(call);
  if (name === "assign") return first !== undefined && isLoaded(context, first, module);
  // `repository.save({ id, status })`, `repository.save({ ...task, status })`
  if (name !== "save" || object?.type !== "ObjectExpression") return false;
  return findProperty(object, "id") !== undefined || object.properties.some((property) => property.type === "SpreadElement" && isLoaded(context, property.argument, module));
}

/** Does the other branch insert: `if (found) { update } else { insert }`? Then the request replaces whatever there is. */
function isPutByHand({ project, facts }: AnalysisContext, call: Node, module: SourceModule): boolean {
  for (let node = call, { parent } = node; parent && !isFunction(parent); node = parent, { parent } = node) {
    const other = parent.type === "IfStatement" ? (node === parent.consequent ? parent.alternate : node === parent.alternate ? parent.consequent : undefined) : undefined;
    if (other && findColumnWrites({ project, facts }, module).some((write) => isWithin(write.call, other) && findWriteVerb(getBaseName(write.call)) === "insert")) return true;
  }
  return false;
}

/** `insert` of `db.insert(tasks).values(row)`. */
function getBaseName(call: CallNode): string {
  const inner = getMember(getCallee(call))?.object;
  return inner && isCall(inner) && findWriteVerb(getLastName(getCallee(inner)) ?? "") ? (getLastName(getCallee(inner)) ?? "") : (getLastName(getCallee(call)) ?? "");
}

/** Is a value an entity that a query has loaded? */
function isLoaded({ facts }: AnalysisContext, node: Node, module: SourceModule): boolean {
  const value = facts.getValue(node, module);
  return value.kind === "role" && getRole(value.role).kind === "entity" && value.source.kind === "created" && value.source.effect === "read";
}

function isChecked(question: GuardQuestion, { node, call, value, module }: ColumnWrite, input: RequestInput): boolean {
  const modules = new Set([module, input.handler.module, ...input.through.map((site) => site.module)]);
  if ([...modules].some(({ text }) => STATE_MACHINES.some((name) => text.includes(`"${name}"`) || text.includes(`'${name}'`)))) return true;
  if (node === call && isLimitedByState(question, call, value, module)) return true;
  if (choosesByState(question, value, module) || isGuardedByFramework(question, input.handler)) return true;
  return isTransitionGuarded(question, node, module) || input.through.some((site) => isTransitionGuarded(question, site.call, site.module));
}

/** `task.status === "open" ? body.status : task.status` */
function choosesByState(question: GuardQuestion, value: Node, module: SourceModule): boolean {
  let isChosen = false;
  walk(value, (node) => {
    if (node.type === "ConditionalExpression") walk(node.test, (part) => {
      if (isCurrentState(question, part, module)) isChosen = true;
      return !isChosen;
    });
    return !isChosen;
  });
  return isChosen;
}

/** A pipe, guard, interceptor or middleware before the handler whose name says so. */
function isGuardedByFramework({ field, transitions }: GuardQuestion, { node: fn }: FunctionRef): boolean {
  const member = fn.parent?.type === "MethodDefinition" ? fn.parent : undefined;
  const owner = member?.parent?.parent;
  const decorated = [...(member ? [member, ...fn.params] : []), ...(owner ? [owner] : [])].flatMap((node) => (node as { decorators?: readonly Node[] }).decorators ?? []);
  return [...decorated, ...getSiblings(fn)].some((root) => {
    let isNamed = false;
    walk(root, (node) => {
      if (isNamed || node === fn) return false;
      if (node.type === "Identifier") isNamed = isTransitionGuardName(node.name, field) || new RegExp(`${field}\\w*(?:Pipe|Guard|Interceptor|Middleware)$`, "i").test(node.name) || matchesName(node.name, transitions.guards);
      return !isNamed;
    });
    return isNamed;
  });
}

/** What else the call is given that takes a handler: `router.patch("/:id", checkTransition, async (req, res) => …)`. */
function getSiblings(fn: Node): readonly Node[] {
  const siblings: Node[] = [];
  let current = unwrapUp(fn);
  for (let { parent } = current; parent && isCall(parent) && !isFunction(parent); { parent } = current) {
    const given: CallNode = parent;
    siblings.push(...getArguments(given).filter((argument) => argument !== current));
    current = unwrapUp(parent);
  }
  return getEnclosingFunction(fn) ? siblings.filter((node) => !isFunction(unwrap(node))) : siblings;
}
