import { getArguments, getCallee, getEnclosingFunction, getMember, getParameterPattern, getParameters, isCall, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import type { Callback, Member } from "../catalogue/index.js";
import type { SourceModule } from "./module.js";
import type { FactsProvider, FunctionRef, Value } from "./values.js";

/** The callback of a catalogued call, as the catalogue describes it. */
export interface CallbackUse {
  readonly call: CallNode;
  readonly member: Member;
  readonly callback: Callback;
  readonly receiver: Value | undefined;
  readonly module: SourceModule;
}

/** The call of the catalogue that a function, or a name of one, is the callback of; `undefined` when it is none. */
export function findCallbackUse(facts: FactsProvider, fn: Node, module: SourceModule): CallbackUse | undefined {
  const call = unwrapUp(fn).parent;
  if (!call || !isCall(call)) return undefined;
  const callee = facts.getCallee(call, module);
  if (callee.kind !== "member" && callee.kind !== "export") return undefined;
  const { callback } = callee.member;
  const position = getArgumentIndex(call, fn);
  if (!callback || position === -1) return undefined;
  const expected = callback.argument === "last" ? getArguments(call).length - 1 : callback.argument;
  return position === expected ? { call, member: callee.member, callback, receiver: callee.kind === "member" ? callee.receiver : undefined, module } : undefined;
}

/** The argument of a call that a node is, parentheses and assertions aside; -1 when it is none. */
function getArgumentIndex(call: CallNode, node: Node): number {
  return getArguments(call).findIndex((argument) => unwrap(argument) === unwrap(node));
}

/** One place where a function runs a function that it was given. */
export type ParameterRun =
  /** Calls it itself, with these arguments. */
  | { readonly kind: "called"; readonly call: CallNode; readonly fn: FunctionRef }
  /** Hands it on to a call of the catalogue, as its callback. */
  | { readonly kind: "handed-on"; readonly call: CallNode; readonly use: CallbackUse; readonly fn: FunctionRef }
  /** Passes it on to a function of the project, which runs it. */
  | { readonly kind: "passed-on"; readonly call: CallNode; readonly target: FunctionRef; readonly index: number; readonly fn: FunctionRef };

/** Functions that pass a function on to functions are followed this far. */
export const MAX_PASSES = 4;

/**
 * Where a function's body runs what it is given for a parameter: `work(tx)`, `db.transaction(work)`. Empty when the
 * parameter is stored, returned, or handed to somebody unknown.
 */
export function findParameterRuns(facts: FactsProvider, fn: FunctionRef, index: number, passes = 0): readonly ParameterRun[] {
  const parameter = getParameters(fn.node)[index];
  const pattern = parameter && getParameterPattern(parameter);
  if (pattern?.type !== "Identifier" || !fn.node.body) return [];
  const binding = fn.module.scope.lookup(pattern.name, fn.node.body);
  if (binding?.declaration !== fn.node) return [];
  return fn.module.scope.getReferences(binding).flatMap((reference): ParameterRun[] => {
    const outer = unwrapUp(reference).parent;
    if (!outer || !isCall(outer)) return [];
    if (getCallee(outer) === reference) return [{ kind: "called", call: outer, fn }];
    const use = findCallbackUse(facts, reference, fn.module);
    if (use) return [{ kind: "handed-on", call: outer, use, fn }];
    const wrapper = passes < MAX_PASSES ? findWrapperCall(facts, reference, fn.module) : undefined;
    const isRun = wrapper !== undefined && findParameterRuns(facts, wrapper.target, wrapper.index, passes + 1).length > 0;
    return isRun ? [{ kind: "passed-on", ...wrapper, fn }] : [];
  });
}

/** The call that a function, or a name of one, is an argument of, when a function of the project is called there: `withTransaction(async (tx) => …)`. */
export function findWrapperCall(facts: FactsProvider, fn: Node, module: SourceModule): { readonly call: CallNode; readonly target: FunctionRef; readonly index: number } | undefined {
  const call = unwrapUp(fn).parent;
  if (!call || !isCall(call)) return undefined;
  const callee = facts.getCallee(call, module);
  const index = getArgumentIndex(call, fn);
  const [target, ...others] = callee.kind === "functions" ? callee.targets : [];
  return target && others.length === 0 && index !== -1 ? { call, target, index } : undefined;
}

/** Methods that call their argument with the elements of the receiver before they return. */
const ELEMENT_CALLBACKS = new Set(["forEach", "map", "filter", "find", "findIndex", "findLast", "some", "every", "flatMap", "reduce", "reduceRight", "sort", "toSorted"]);

/** Is a call one that runs its argument for each element: `rows.map(…)`? Anything that has such a method counts. */
export function isElementCall(call: CallNode): boolean {
  const member = call.type === "CallExpression" ? getMember(call.callee) : undefined;
  return member !== undefined && ELEMENT_CALLBACKS.has(member.name);
}

/** The functions from a node outwards, up to but without `outer`. */
export function getFunctionsBetween(node: Node, outer: FunctionNode): readonly FunctionNode[] {
  const functions: FunctionNode[] = [];
  for (let fn = getEnclosingFunction(node); fn && fn !== outer; fn = getEnclosingFunction(fn)) functions.push(fn);
  return functions;
}
