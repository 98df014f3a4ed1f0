import { getCallee, getEnclosingFunction, isWithin } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import type { Member } from "../catalogue/index.js";
import type { CallbackTiming } from "../flow/index.js";
import { findCallbackUse, findParameterRuns, findWrapperCall, getFunctionsBetween, getRoleValue, hasCall, isElementCall } from "../project/index.js";
import type { FactsProvider, FunctionRef, ParameterRun, RoleValue, SourceModule } from "../project/index.js";
import { getCallbackId } from "./handles.js";
import { getOperation } from "./operations.js";

/** When a call runs a function that it is given, and in whose transaction. */
export interface CallbackRun {
  readonly timing: CallbackTiming;
  /** The transaction that is begun before the function runs, and ended after it. */
  readonly transaction: CallbackTransaction | undefined;
}

export interface CallbackTransaction {
  /** The handle's id, the same that `getHandleId` gives for the callback's parameter. */
  readonly id: string;
  readonly call: CallNode;
  /** The client or handle that the transaction is begun on. */
  readonly receiver: RoleValue | undefined;
  /** A savepoint: ends nothing by itself. */
  readonly isNested: boolean;
}

const LATER: CallbackRun = { timing: "later", transaction: undefined };
/** Calls of wrappers that call wrappers are followed this deep. */
const MAX_DEPTH = 4;

/** How a call runs a function literal that is one of its arguments. What nobody can tell runs later. */
export function classifyCallbackRun(facts: FactsProvider, call: CallNode, fn: FunctionNode, module: SourceModule, depth = 0): CallbackRun {
  const use = findCallbackUse(facts, fn, module);
  if (use?.call === call) return fromCatalogue(use.member, call, use.receiver && getRoleValue(use.receiver), module);
  if (isElementCall(call)) return { timing: "repeatedly", transaction: undefined };
  if (isPromiseExecutor(call)) return { timing: "once", transaction: undefined };
  const wrapper = depth < MAX_DEPTH ? findWrapperCall(facts, fn, module) : undefined;
  if (wrapper?.call !== call) return LATER;
  const [run, ...others] = findParameterRuns(facts, wrapper.target, wrapper.index);
  if (!run) return LATER;
  const timing = classifyRunTiming(facts, run, wrapper.target, depth);
  if (timing === "later") return LATER;
  const begun = others.length === 0 ? findTransactionAround(facts, run, wrapper.target, depth) : undefined;
  const transaction = begun && { id: getCallbackId(call, module), call, receiver: begun.receiver, isNested: begun.isNested };
  return { timing: others.length === 0 ? timing : "repeatedly", transaction };
}

function fromCatalogue(member: Member, call: CallNode, receiver: RoleValue | undefined, module: SourceModule): CallbackRun {
  const isNested = member.effect === "savepoint";
  if (member.effect !== "transaction-callback" && !isNested) return { timing: "once", transaction: undefined };
  return { timing: "once", transaction: { id: getCallbackId(call, module), call, receiver, isNested } };
}

function isPromiseExecutor(call: CallNode): boolean {
  const callee = getCallee(call);
  return call.type === "NewExpression" && callee.type === "Identifier" && callee.name === "Promise";
}

/** A wrapper runs its callback as often as the innermost thing between them lets it. */
function classifyRunTiming(facts: FactsProvider, run: ParameterRun, wrapper: FunctionRef, depth: number): CallbackTiming {
  let timing: CallbackTiming = isInLoop(run.call, getEnclosingFunction(run.call)) ? "repeatedly" : "once";
  for (const fn of getFunctionsBetween(run.call, wrapper.node)) {
    const outer = findCallOf(fn);
    const inner = outer ? classifyCallbackRun(facts, outer, fn, wrapper.module, depth + 1).timing : "later";
    if (inner === "later") return "later";
    if (inner === "repeatedly") timing = "repeatedly";
  }
  return timing;
}

/** The transaction that a wrapper holds while it runs its callback: one that it begins itself, or a library's or another wrapper's. */
function findTransactionAround(facts: FactsProvider, run: ParameterRun, wrapper: FunctionRef, depth: number): Pick<CallbackTransaction, "receiver" | "isNested"> | undefined {
  if (run.kind === "handed-on") return fromCatalogue(run.use.member, run.call, run.use.receiver && getRoleValue(run.use.receiver), wrapper.module).transaction;
  for (const fn of getFunctionsBetween(run.call, wrapper.node)) {
    const outer = findCallOf(fn);
    const transaction = outer && classifyCallbackRun(facts, outer, fn, wrapper.module, depth + 1).transaction;
    if (transaction) return transaction;
  }
  let begun: RoleValue | undefined;
  hasCall(wrapper.node, (call) => {
    const operation = getOperation(facts, call, wrapper.module);
    const isOwn = operation?.effect === "begin" && operation.receiver.source.kind !== "parameter";
    if (isOwn) begun ??= operation.receiver;
    return isOwn;
  });
  return begun && { receiver: begun, isNested: false };
}

/** The call that a function literal is a direct argument of. */
function findCallOf(fn: FunctionNode): CallNode | undefined {
  const { parent } = fn;
  return parent?.type === "CallExpression" || parent?.type === "NewExpression" ? parent : undefined;
}

function isInLoop(node: Node, within: FunctionNode | undefined): boolean {
  for (let current = node.parent; current && current !== within; current = current.parent) {
    if (/^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(current.type) && isWithin(node, current)) return true;
  }
  return false;
}
