import { getArguments, getMember, getParameterPattern, isCall, isFunction, unwrapUp, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import type { Callback, Member } from "../catalogue/index.js";
import type { Binding } from "../scope/index.js";
import type { EvaluationContext } from "./context.js";
import type { SourceModule } from "./module.js";
import { UNKNOWN, createUnion, getAlternatives, getRoleValue, withSource } from "./values.js";
import type { Source, Value } from "./values.js";

/** Methods that call their argument with the elements of the receiver, and where in the argument list the element is. */
const ELEMENT_CALLBACKS = new Set(["forEach", "map", "filter", "find", "some", "every", "flatMap", "findIndex", "findLast"]);

/** The value of a parameter, or of a member of one: `path` leads into what is passed (`{ transaction }`). */
export function getParameterValue(context: EvaluationContext, binding: Binding, path: readonly string[], module: SourceModule): Value {
  const fn = binding.declaration;
  if (!isFunction(fn)) return UNKNOWN;
  const index = fn.params.findIndex((parameter) => contains(parameter, binding.identifier));
  const parameter = fn.params[index];
  if (!parameter) return UNKNOWN;
  const source: Source = { kind: "parameter", fn, index, path, module };
  const handed = path.length === 0 ? getHandedValue(context, fn, index, module) : undefined;
  if (handed) return handed;

  const declared = getDeclaredValue(context, parameter, path, module, { ...source, path: [] });
  if (declared.kind !== "unknown") return declared;
  const initial = parameter.type === "AssignmentPattern" ? parameter.right : parameter.type === "TSParameterProperty" && parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.right : undefined;
  if (!initial || path.length > 0) return UNKNOWN;
  // `client = db`: whatever is passed has the role of the default.
  return createUnion(getAlternatives(context.facts.getValue(initial, module)).map((value) => (value.kind === "role" ? withSource(value, source) : UNKNOWN)));
}

function contains(node: Node, inner: Node): boolean {
  for (let current: Node | null | undefined = inner; current; current = current.parent) if (current === node) return true;
  return false;
}

function getDeclaredValue(context: EvaluationContext, parameter: Node, path: readonly string[], module: SourceModule, source: Source): Value {
  const { typeAnnotation } = getParameterPattern(parameter) as { typeAnnotation?: Node | null };
  if (!typeAnnotation) return UNKNOWN;
  let value = context.facts.getTypeValue(typeAnnotation, module, source);
  for (const name of path) value = context.getMemberValue(value, name);
  return value;
}

/** The callback of a catalogued call, as the catalogue describes it. */
export interface CallbackUse {
  readonly call: CallNode;
  readonly member: Member;
  readonly callback: Callback;
  readonly receiver: Value | undefined;
}

/** The call of the catalogue that a function is the callback of; `undefined` when it is none. */
export function findCallbackUse(context: EvaluationContext, fn: FunctionNode, module: SourceModule): CallbackUse | undefined {
  const call = unwrapUp(fn).parent;
  if (!call || !isCall(call)) return undefined;
  const callee = context.facts.getCallee(call, module);
  if (callee.kind !== "member" && callee.kind !== "export") return undefined;
  const { callback } = callee.member;
  const position = getArguments(call).findIndex((argument) => contains(argument, fn));
  if (!callback || position === -1) return undefined;
  const expected = callback.argument === "last" ? getArguments(call).length - 1 : callback.argument;
  return position === expected ? { call, member: callee.member, callback, receiver: callee.kind === "member" ? callee.receiver : undefined } : undefined;
}

/** What whoever calls the function hands to it: a library its transaction, `map` its elements, a wrapper of the project its own handle. */
function getHandedValue(context: EvaluationContext, fn: FunctionNode, index: number, module: SourceModule): Value | undefined {
  const call = unwrapUp(fn).parent;
  if (!call || !isCall(call) || fn.type === "FunctionDeclaration") return undefined;
  const use = findCallbackUse(context, fn, module);
  if (use) {
    const { parameter } = use.callback;
    const receiver = use.receiver && getRoleValue(use.receiver);
    const position = parameter?.index === "last" ? fn.params.length - 1 : parameter?.index;
    if (!parameter || position !== index) return undefined;
    return { kind: "role", role: parameter.role, source: { kind: "callback", call, parent: receiver?.source, module } };
  }
  const member = call.type === "CallExpression" ? getMember(call.callee) : undefined;
  if (member && ELEMENT_CALLBACKS.has(member.name) && index === 0) {
    const list = getRoleValue(context.facts.getValue(member.object, module));
    if (list?.isMany) return { ...list, isMany: false };
  }
  return getWrapperArgument(context, call, fn, index, module);
}

/** `withTransaction(async (tx) => …)`: what the wrapper's own body passes to its callback. */
function getWrapperArgument(context: EvaluationContext, call: CallNode, fn: FunctionNode, index: number, module: SourceModule): Value | undefined {
  const callee = context.facts.getCallee(call, module);
  if (callee.kind !== "functions" || callee.targets.length !== 1) return undefined;
  const [target] = callee.targets;
  const position = getArguments(call).findIndex((argument) => contains(argument, fn));
  const pattern = target?.node.params[position] && getParameterPattern(target.node.params[position]);
  if (!target || pattern?.type !== "Identifier" || !target.node.body) return undefined;
  const handed: Value[] = [];
  walk(target.node.body, (node) => {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== pattern.name) return;
    if (target.module.scope.lookup(pattern.name, node)?.declaration !== target.node) return;
    const argument = node.arguments[index];
    if (argument && argument.type !== "SpreadElement") handed.push(context.facts.getValue(argument, target.module));
  });
  const role = getRoleValue(createUnion(handed));
  // The wrapper owns what it hands over: for the callback it is as if a library had handed it.
  return role && { ...role, source: { kind: "callback", call, parent: role.source, module } };
}
