import { getArguments, getCallee, getMember, getReturned, isCall, isFunction, unwrap, walk } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { findMember, isSynchronousDriver } from "../catalogue/index.js";
import type { Callback } from "../catalogue/index.js";
import { canReach, findCallbackUse, findParameterRuns, getFunctionsBetween, getOnlyTarget, isGlobalName } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import { getOperation, isQuery, readChain } from "./operations.js";
import type { Operation } from "./operations.js";

export type SynchronousCallback = NonNullable<Callback["synchronous"]>;

/** A function that a transaction runs synchronously, and that gives it a promise. */
export interface AsyncCallback {
  /** The transaction's call, or that of a wrapper that hands the function on to one. */
  readonly call: CallNode;
  readonly fn: FunctionRef;
  readonly synchronous: SynchronousCallback;
  /** What it returns, where it is not async itself. */
  readonly promise: Node | undefined;
  /** Is it given by its name? */
  readonly isNamed: boolean;
}

/** Promises that functions return which functions return are followed this far. */
const MAX_DEPTH = 4;

/**
 * The functions of a module that are given to a synchronous transaction, or to a wrapper around one, and that certainly
 * return a promise: `semantics.md` §5. Functions that are not in sight are left out.
 */
export function findAsyncCallbacks(project: Project, facts: FactsProvider, module: SourceModule): readonly AsyncCallback[] {
  if (!canReach(project, module.path, isSynchronousDriver)) return [];
  const found: AsyncCallback[] = [];
  walk(module.program, (node) => {
    if (!isCall(node)) return;
    for (const argument of getArguments(node)) {
      if (!canBeFunction(argument)) continue;
      const synchronous = findSynchronous(facts, node, argument, module);
      const callback = synchronous && judgeCallback(facts, node, argument, synchronous, module);
      if (callback) found.push(callback);
    }
  });
  return found;
}

/** Is an argument a function, or a name of something? */
function canBeFunction(argument: Node): boolean {
  const bare = unwrap(argument);
  return isFunction(bare) || bare.type === "Identifier" || bare.type === "MemberExpression";
}

function judgeCallback(facts: FactsProvider, call: CallNode, argument: Node, synchronous: SynchronousCallback, module: SourceModule): AsyncCallback | undefined {
  const value = facts.getValue(argument, module);
  if (value.kind !== "function" || value.ref.node.generator) return undefined;
  const { node } = value.ref;
  const promise = node.async ? undefined : getReturned(node).find((returned) => isPromise({ facts, synchronous }, returned, value.ref.module));
  return node.async || promise ? { call, fn: value.ref, synchronous, promise, isNamed: !isFunction(unwrap(argument)) } : undefined;
}

/** How a call runs an argument, when a transaction runs it synchronously: the call itself, or one that a function of the project hands it on to. */
function findSynchronous(facts: FactsProvider, call: CallNode, argument: Node, module: SourceModule, depth = 0): SynchronousCallback | undefined {
  const use = findCallbackUse(facts, argument, module);
  if (use) return use.call === call ? use.callback.synchronous : undefined;
  const callee = depth < MAX_DEPTH ? facts.getCallee(call, module) : undefined;
  const target = callee && getOnlyTarget(callee);
  if (!target) return undefined;
  const [run, ...moreRuns] = findParameterRuns(facts, target, getArguments(call).indexOf(argument));
  if (!run || moreRuns.length > 0) return undefined;
  if (run.kind === "handed-on") return run.use.callback.synchronous;
  if (run.kind === "passed-on") {
    const inner = getArguments(run.call)[run.index];
    return inner && findSynchronous(facts, run.call, inner, run.fn.module, depth + 1);
  }
  // `db.transaction(() => work())`: what it returns is what the transaction gets.
  const [fn] = getFunctionsBetween(run.call, target.node);
  const outer = fn && getReturned(fn).some((returned) => unwrap(returned) === run.call) ? findCallbackUse(facts, fn, target.module) : undefined;
  return outer?.callback.synchronous;
}

export interface PromiseContext {
  readonly facts: FactsProvider;
  readonly synchronous: SynchronousCallback;
}

/** Is an expression certainly a promise, on one of its paths at least? */
export function isPromise(context: PromiseContext, node: Node, module: SourceModule, depth = 0): boolean {
  const bare = unwrap(node);
  if (depth > MAX_DEPTH) return false;
  switch (bare.type) {
    case "ConditionalExpression":
      return isPromise(context, bare.consequent, module, depth) || isPromise(context, bare.alternate, module, depth);
    case "LogicalExpression":
      return isPromise(context, bare.right, module, depth);
    case "NewExpression":
      return isGlobalName(bare.callee, "Promise", module);
    case "CallExpression":
      return isPromiseCall(context, bare, module, depth);
    case "Identifier": {
      const binding = module.scope.lookup(bare.name, bare);
      const declaration = binding?.kind === "const" ? binding.declaration : undefined;
      const init = declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" ? declaration.init : undefined;
      return init ? isPromise(context, init, module, depth + 1) : false;
    }
    default:
      return false;
  }
}

/** `Promise.resolve` and its kin. */
const MAKERS = new Set(["all", "allSettled", "any", "race", "reject", "resolve"]);

function isPromiseCall(context: PromiseContext, call: CallNode, module: SourceModule, depth: number): boolean {
  const { facts } = context;
  const callee = getCallee(call);
  const member = getMember(callee);
  if (member && isGlobalName(member.object, "Promise", module)) return MAKERS.has(member.name);
  if (member?.name === "then") return true;
  if (member?.name === "catch" || member?.name === "finally") return isPromise(context, member.object, module, depth);
  if (isGlobalName(callee, "fetch", module)) return true;
  const target = facts.getCallee(call, module);
  if (target.kind === "functions") return target.isComplete && target.targets.length > 0 && target.targets.every((fn) => returnsPromise(context, fn, depth + 1));
  const operation = findChainStart(facts, call, module);
  return operation !== undefined && isThenable(context, operation, call);
}

function returnsPromise(context: PromiseContext, fn: FunctionRef, depth: number): boolean {
  const { node, module } = fn;
  if (node.generator) return false;
  return node.async || declaresPromise(fn) || getReturned(node).some((returned) => isPromise(context, returned, module, depth));
}

/** Does a function's annotation say that it returns a promise? */
export function declaresPromise({ node, module }: FunctionRef): boolean {
  const type = node.returnType?.typeAnnotation;
  return type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "Promise" && !module.scope.lookupType("Promise", node);
}

/** The query that a call belongs to: `tx.insert(tasks)` of `tx.insert(tasks).values(row)`. */
export function findChainStart(facts: FactsProvider, call: Node, module: SourceModule): Operation | undefined {
  for (let node = unwrap(call); isCall(node); ) {
    const operation = getOperation(facts, node, module);
    if (operation) return operation;
    const member = getMember(getCallee(node));
    if (!member) return undefined;
    node = unwrap(member.object);
  }
  return undefined;
}

/** Is the end of a query's chain something to be awaited? Of members that nobody described, nobody can tell. */
function isThenable({ synchronous }: PromiseContext, operation: Operation, end: CallNode): boolean {
  const { member, library } = operation;
  if (!isQuery(operation)) return false;
  if (!library.behaviour.hasSyncDrivers) return member.isLazy === true && library.behaviour.lazyRunsBy === undefined ? unwrap(readChain(operation).end) === end : operation.call === end;
  if (!member.isLazy || isRunAtOnce(operation, synchronous)) return false;
  const { calls } = readChain(operation);
  const last = calls.at(-1);
  return !last || (last.call === end && (getArguments(last.call).length > 0 || findRunner(operation) !== member.runBy));
}

/** Does a chain end with a member that runs it at once? `values(row)` of an insert is none. */
export function isRunAtOnce(operation: Operation, { runs }: SynchronousCallback): boolean {
  const last = readChain(operation).calls.at(-1);
  return last !== undefined && runs.includes(last.name) && getArguments(last.call).length === 0;
}

/** The member that runs a lazy query at once: `run`, or `all` where the chain asks for rows. */
export function findRunner(operation: Operation): string | undefined {
  const { result, runBy } = operation.member;
  if (typeof result !== "object") return runBy;
  return readChain(operation).calls.reduce((runner, { name }) => findMember(result.role, name)?.runBy ?? runner, runBy);
}
