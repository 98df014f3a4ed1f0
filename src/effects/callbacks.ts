import { isPromiseExecutor } from "../ast/index.js";
import type { CallNode, FunctionNode } from "../ast/index.js";
import type { CallbackTiming } from "../flow/index.js";
import { findCallbackUse, findParameterRuns, findWrapperCall, getFunctionsBetween, getRoleValue, isElementCall } from "../project/index.js";
import type { CallbackUse, FactsProvider, FunctionRef, ParameterRun, RoleValue, SourceModule } from "../project/index.js";
import { getCallbackId, getHandleId } from "./handles.js";
import { isInLoop } from "./paths.js";
import type { Summaries } from "./summaries.js";

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
  /** The client has no other connection: what runs on it runs in the transaction. */
  readonly isOnlyConnection: boolean;
}

interface BegunTransaction extends Pick<CallbackTransaction, "receiver" | "isNested" | "isOnlyConnection"> {
  /** The id of the receiver, where that is the handle. */
  readonly own: string | undefined;
}

export interface CallbackContext {
  readonly facts: FactsProvider;
  /** Tell which transaction a wrapper begins. */
  readonly summaries: Pick<Summaries, "findBegun">;
}

/** Calls of wrappers that call wrappers are followed this deep. */
const MAX_DEPTH = 4;

/** When a call runs a function literal that is one of its arguments. What nobody can tell runs later. */
export function classifyCallbackTiming(facts: FactsProvider, call: CallNode, fn: FunctionNode, module: SourceModule, depth = 0): CallbackTiming {
  const use = findCallbackUse(facts, fn, module);
  if (use?.call === call) return use.callback.isDeferred ? "later" : "once";
  if (isElementCall(call)) return "repeatedly";
  if (isPromiseExecutor(call)) return "once";
  const wrapper = depth < MAX_DEPTH ? findWrapperCall(facts, fn, module) : undefined;
  return wrapper?.call === call ? classifyWrapperTiming(facts, wrapper.target, wrapper.index, depth) : "later";
}

/** When a function runs what it is given for a parameter. */
function classifyWrapperTiming(facts: FactsProvider, wrapper: FunctionRef, index: number, depth: number): CallbackTiming {
  const [run, ...others] = depth < MAX_DEPTH ? findParameterRuns(facts, wrapper, index) : [];
  if (!run) return "later";
  const timing = classifyRunTiming(facts, run, wrapper, depth);
  return timing === "once" && others.length > 0 ? "repeatedly" : timing;
}

/** How a call runs a function literal that is one of its arguments, and in which transaction. */
export function classifyCallbackRun(context: CallbackContext, call: CallNode, fn: FunctionNode, module: SourceModule, depth = 0): CallbackRun {
  const { facts } = context;
  const timing = classifyCallbackTiming(facts, call, fn, module, depth);
  const use = findCallbackUse(facts, fn, module);
  if (use?.call === call && use.callback.isDeferred) return { timing, transaction: getLibraryTransaction(use, module) };
  if (timing === "later") return { timing, transaction: undefined };
  if (use?.call === call) return { timing, transaction: getLibraryTransaction(use, module) };
  const wrapper = isElementCall(call) ? undefined : findWrapperCall(facts, fn, module);
  const begun = wrapper && findWrapperTransaction(context, wrapper.target, wrapper.index, depth);
  return { timing, transaction: begun && createTransaction(begun, call, module) };
}

/** A transaction as the call knows that runs a callback in it. */
function createTransaction({ own, ...begun }: BegunTransaction, call: CallNode, module: SourceModule): CallbackTransaction {
  return { ...begun, id: own ?? getCallbackId(call, module), call };
}

function getLibraryTransaction(use: CallbackUse, module: SourceModule): CallbackTransaction | undefined {
  const begun = findLibraryTransaction(use);
  return begun && createTransaction(begun, use.call, module);
}

function findLibraryTransaction({ member, callback, receiver }: CallbackUse): BegunTransaction | undefined {
  const isNested = member.effect === "savepoint";
  if (member.effect !== "transaction-callback" && member.effect !== "context-callback" && !isNested) return undefined;
  const client = receiver && getRoleValue(receiver);
  const own = callback.handle === "receiver" && client ? getHandleId(client.source) : undefined;
  return { receiver: client, own, isNested, isOnlyConnection: callback.synchronous !== undefined };
}

/** A wrapper runs its callback as often as the innermost thing between them lets it. */
function classifyRunTiming(facts: FactsProvider, run: ParameterRun, wrapper: FunctionRef, depth: number): CallbackTiming {
  const timings: CallbackTiming[] = run.kind === "passed-on" ? [classifyWrapperTiming(facts, run.target, run.index, depth + 1)] : [];
  if (isInLoop(run.call, wrapper.node)) timings.push("repeatedly");
  for (const fn of getFunctionsBetween(run.call, wrapper.node)) {
    const outer = findCallOf(fn);
    timings.push(outer ? classifyCallbackTiming(facts, outer, fn, wrapper.module, depth + 1) : "later");
  }
  return timings.find((timing) => timing === "later") ?? timings.find((timing) => timing === "repeatedly") ?? "once";
}

/** The transaction that a wrapper holds while it runs its callback: one that it begins itself, or a library's or another wrapper's. */
function findWrapperTransaction(context: CallbackContext, wrapper: FunctionRef, index: number, depth: number): BegunTransaction | undefined {
  const [run, ...others] = depth < MAX_DEPTH ? findParameterRuns(context.facts, wrapper, index) : [];
  // Run in several places, it need not be the same in each.
  if (!run || others.length > 0) return undefined;
  if (run.kind === "handed-on") return findLibraryTransaction(run.use);
  const inner = run.kind === "passed-on" ? findWrapperTransaction(context, run.target, run.index, depth + 1) : undefined;
  if (inner) return inner;
  for (const fn of getFunctionsBetween(run.call, wrapper.node)) {
    const outer = findCallOf(fn);
    const transaction = outer && classifyCallbackRun(context, outer, fn, wrapper.module, depth + 1).transaction;
    if (transaction) return { ...transaction, own: undefined };
  }
  const receiver = context.summaries.findBegun(wrapper);
  return receiver && { receiver, own: undefined, isNested: false, isOnlyConnection: false };
}

/** The call that a function literal is a direct argument of. */
function findCallOf(fn: FunctionNode): CallNode | undefined {
  const { parent } = fn;
  return parent?.type === "CallExpression" || parent?.type === "NewExpression" ? parent : undefined;
}
