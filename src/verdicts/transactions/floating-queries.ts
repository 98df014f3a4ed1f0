import { findFunctionArgument, getArguments, getCallee, getEnclosingFunction, getMember, getParameters, isCall, isFunction, isOptional, isPromiseExecutor, isWithin, unwrap } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { getLibrary, getRole } from "../../catalogue/index.js";
import { areHandlersWaiting, classifyCallbackTiming, declaresPromise, findFate, findFunctionFate, findHandleOf, findOperationFate, findPassed, findReadPlace, findSharedQuery, findWaitingFunction, getChain, getHandleId, getOperation, getRootId, happensIn, isQuery, isSettlingName, readChain } from "../../effects/index.js";
import type { Fate, FateContext, Operation, SummaryEffect } from "../../effects/index.js";
import { getOnlyTarget, getSourceChain } from "../../project/index.js";
import type { FunctionRef, RoleValue, Source, SourceModule } from "../../project/index.js";
import { findPassedArguments, getStateAt, getSummaries, getUnitOfWorkRecord, HANDLE } from "../../states/index.js";
import type { AnalysisContext, UnitState } from "../../states/index.js";
import { isAlwaysGiven } from "./foreign-ends.js";

/** A query, or work of a transaction, that nobody waits for. */
export interface FloatingQuery {
  readonly kind:
    /** A lazy query that is never awaited: it never runs. */
    | "lazy"
    /** A query that awaiting does not run, with no member that does. */
    | "unexecuted"
    /** A query, or work through a function of the project, of a transaction that does not wait for it. */
    | "query"
    /** A commit or rollback that nobody waits for. */
    | "end"
    /** Async work for each element, in a transaction that waits for none of it. */
    | "loop";
  /** What nobody waits for: the whole chain of calls, or the call of `forEach`. */
  readonly call: CallNode;
  readonly operation: Operation;
  /** The functions through which the call gets to the operation; empty when it is the operation itself. */
  readonly chain: readonly string[];
  readonly fate: Fate;
  /** Does it run on the client, beside the transaction? */
  readonly isOutside: boolean;
}

type Judged = Omit<FloatingQuery, "call">;

/** Every query of a module that never runs, or that its transaction does not wait for: `semantics.md` §5. */
export function findFloatingQueries(context: AnalysisContext, module: SourceModule): readonly FloatingQuery[] {
  const found = new Map<Node, FloatingQuery>();
  for (const [call, state] of getUnitOfWorkRecord(context, module).states) {
    const judged = new Judge(context, call, module, state).judge();
    const at = judged?.fate.at;
    if (at && isCall(at) && !found.has(at)) found.set(at, { ...judged, call: at });
  }
  return [...found.values()];
}

class Judge {
  private readonly fateContext: FateContext;

  constructor(
    private readonly context: AnalysisContext,
    private readonly call: CallNode,
    private readonly module: SourceModule,
    private readonly state: UnitState,
  ) {
    this.fateContext = { facts: context.facts, module };
  }

  judge(): Judged | undefined {
    const operation = getOperation(this.context.facts, this.call, this.module);
    if (operation) return this.judgeOperation(operation);
    const shared = findSharedQuery(this.context.facts, this.call, this.module);
    return shared ? this.judgeShared(shared) : this.judgeCallee();
  }

  private judgeShared(query: Operation): Judged | undefined {
    const fate = findOperationFate(this.fateContext, query);
    return fate.isRun ? undefined : this.judgeLazy(query, fate);
  }

  private judgeOperation(operation: Operation): Judged | undefined {
    const fate = findOperationFate(this.fateContext, operation);
    const lazy = operation.member.isLazy && !fate.isRun ? this.judgeLazy(operation, fate) : undefined;
    if (lazy) return lazy;
    // Of these, waiting alone makes nothing run.
    if (operation.member.isLazy && !fate.isRun && (fate.kind === "dropped" || operation.library.behaviour.lazyRunsBy)) return undefined;
    if (fate.kind === "kept" || !isWork(operation) || isCallbackStyle(this.context, operation)) return undefined;
    const handle = this.findHandle(operation);
    const dropped = handle && this.findDrop(fate, handle.source);
    if (!handle || !dropped || !this.givesPromise(operation, handle)) return undefined;
    if (this.isOpen(handle, getCallee(this.call))) return this.create(operation, dropped, []);
    return dropped.by === "loop" && this.isBesideTransaction(handle) ? { kind: "loop", operation, chain: [], fate: dropped, isOutside: true } : undefined;
  }

  /** A query that is not run by what becomes of it. */
  private judgeLazy(operation: Operation, fate: Fate): Judged | undefined {
    if (operation.library.behaviour.lazyRunsBy !== undefined) return this.judgeUnexecuted(operation, fate);
    if (fate.kind === "dropped") return { kind: "lazy", operation, chain: [], fate, isOutside: false };
    if (fate.kind !== "returned") return undefined;
    // `ids.forEach((id) => db.delete(…))`: what the function returns is thrown away.
    const fn = getEnclosingFunction(fate.at);
    const outer = fn && !fn.async ? findFunctionFate(this.fateContext, fn) : undefined;
    return outer?.by === "loop" ? { kind: "lazy", operation, chain: [], fate: { ...fate, by: "loop" }, isOutside: false } : undefined;
  }

  /** Awaiting such a query gives the query: what becomes of that decides. */
  private judgeUnexecuted(operation: Operation, fate: Fate): Judged | undefined {
    const whole = readChain(operation).end;
    // In `Promise.all`, there may be others that have to be waited for.
    if (fate.at !== unwrap(whole) || (fate.kind !== "dropped" && fate.kind !== "awaited")) return undefined;
    const isAwaited = whole.parent?.type === "AwaitExpression";
    const end = isAwaited && whole.parent ? findFate(this.fateContext, whole.parent, operation) : fate;
    return end.kind === "dropped" ? { kind: "unexecuted", operation, chain: [], fate, isOutside: false } : undefined;
  }

  /** `note(tx, …)`, where `note` is async and queries the handle that it is given, or that it is written under. */
  private judgeCallee(): Judged | undefined {
    const { facts } = this.context;
    const callee = facts.getCallee(this.call, this.module);
    const target = getOnlyTarget(callee);
    if (!target || !isAsync(target)) return undefined;
    const fate = findFate(this.fateContext, this.call);
    if (fate.kind === "kept") return undefined;
    for (const effect of getSummaries(this.context).getSummary(target).effects) {
      if (effect.confidence !== "certain" || !isWork(effect.operation) || !happensIn(facts, effect, { call: this.call, module: this.module, target })) continue;
      const dropped = this.findDropOfEffect(effect, target, fate);
      if (dropped) return this.create(effect.operation, dropped, getChain(effect));
    }
    return undefined;
  }

  private findDropOfEffect(effect: SummaryEffect, target: FunctionRef, fate: Fate): Fate | undefined {
    const { subject, operation } = effect;
    if (subject.kind !== "parameter") {
      const handle = this.findHandle(operation);
      if (!handle || isMadeWithin(handle.source, target.node, target.module)) return undefined;
      return this.isOpen(handle, getCallee(operation.call)) ? this.findDrop(fate, handle.source) : undefined;
    }
    const passed = findPassed(this.context.facts, { call: this.call, module: this.module, target }, subject.index, subject.path);
    if (passed.kind !== "value" || passed.path.length > 0 || passed.module !== this.module) return undefined;
    const value = this.context.facts.getValue(passed.node, this.module);
    if (value.kind === "role" && value.source.kind !== "parameter") return this.isOpen(value, passed.node) ? this.findDrop(fate, value.source) : undefined;
    // A name that can be a client or a transaction: the callers tell.
    const place = findReadPlace(passed.node, [], this.module);
    if (place?.kind !== "parameter") return undefined;
    const source: Source = { kind: "parameter", fn: place.fn, index: place.index, path: place.path, module: this.module };
    const isOpen = value.kind === "role" ? this.isOpen(value, passed.node) : this.isParameterOpen(source, undefined);
    return isOpen ? this.findDrop(fate, source) : undefined;
  }

  private create(operation: Operation, fate: Fate, chain: readonly string[]): Judged | undefined {
    if (areHandlersWaiting(this.fateContext, fate)) return undefined;
    const isEnd = operation.effect === "commit" || operation.effect === "rollback";
    // A rollback that is not waited for on purpose is the last resort of a handler.
    if (isEnd && chain.length === 0 && (fate.by === "loop" || (operation.effect === "rollback" && (fate.by !== "statement" || fate.handlers.length > 0)))) return undefined;
    return { kind: fate.by === "loop" ? "loop" : isEnd ? "end" : "query", operation, chain, fate, isOutside: false };
  }

  /** The handle that an operation runs on; of an end, one that was begun here. */
  private findHandle(operation: Operation): RoleValue | undefined {
    const { receiver, effect } = operation;
    if (effect === "commit" || effect === "rollback") return receiver.source.kind === "created" || receiver.source.kind === "field" ? receiver : undefined;
    return findHandleOf(this.context, operation);
  }

  /** Is what comes of an operation certainly a promise? A synchronous driver runs no async callback. */
  private givesPromise(operation: Operation, { source }: RoleValue): boolean {
    const { library, member } = operation;
    const { calls, runner } = readChain(operation);
    const isOther = runner !== undefined && library.behaviour.lazyRunsAlsoBy?.includes(runner) === true;
    if (isOther && calls.some(({ name, call }) => name === runner && getArguments(call).length > 0)) return false;
    if (!library.behaviour.hasSyncDrivers || (member.isLazy && !isOther)) return true;
    const begin = source.kind === "callback" ? getOperation(this.context.facts, source.call, source.module) : undefined;
    return source.kind === "callback" && !begin?.member.callback?.synchronous && findFunctionArgument(source.call)?.async === true;
  }

  /** Where the work is dropped, within the reach of its handle: by itself, or with the functions around it. */
  private findDrop(fate: Fate, source: Source): Fate | undefined {
    let current: Fate | undefined = fate;
    while (current && current.kind !== "dropped") {
      const fn = findWaitingFunction(current);
      if (!fn || isMadeWithin(source, fn, this.module) || this.isBegunWithin(source, fn)) return undefined;
      current = findFunctionFate(this.fateContext, fn);
      if (current && areHandlersWaiting(this.fateContext, current)) return undefined;
    }
    return current;
  }

  /** Is a client used while a transaction of its own is open? Then the loop was meant to be part of it. */
  private isBesideTransaction(client: RoleValue): boolean {
    const { transactions } = getUnitOfWorkRecord(this.context, this.module);
    const root = getRole(client.role).kind === "entity" ? undefined : getRootId(this.context.project, client);
    return root !== undefined && [...this.state.handles].some(([id, bits]) => bits === HANDLE.open && transactions.get(id)?.root === root && transactions.get(id)?.library === getLibrary(client.role));
  }

  /** Is a transaction that lies in a field begun by a function? Then it is the function's own. */
  private isBegunWithin(source: Source, fn: FunctionNode): boolean {
    const id = getHandleId(source);
    const begun = id === undefined ? undefined : getUnitOfWorkRecord(this.context, this.module).transactions.get(id);
    return begun !== undefined && isWithin(begun.call, fn);
  }

  /** Is the handle's transaction certainly open where the call stands? */
  private isOpen(handle: RoleValue, node: Node): boolean {
    for (const source of getSourceChain(handle.source)) {
      const id = getHandleId(source);
      const bits = id === undefined ? undefined : this.state.handles.get(id);
      if (bits !== undefined) return bits === HANDLE.open;
      if (source.kind === "parameter") return this.isParameterOpen(source, this.findTransaction(handle, source, node));
    }
    return false;
  }

  /** The value in a chain that is the parameter itself, and nothing but a transaction. */
  private findTransaction(handle: RoleValue, source: ParameterSource, node: Node): RoleValue | undefined {
    const { facts } = this.context;
    const pattern = getParameters(source.fn)[source.index];
    const candidates: Node[] = pattern && source.path.length === 0 ? [pattern] : [];
    for (let current: Node | undefined = node; current; current = getMember(current)?.object ?? (current.type === "CallExpression" ? getCallee(current) : undefined)) candidates.push(current);
    if (getRole(handle.role).isAlwaysHandle) return handle;
    return candidates.map((item) => facts.getValue(item, source.module)).find((value): value is RoleValue => value.kind === "role" && getRole(value.role).isAlwaysHandle === true);
  }

  /** A parameter holds a transaction when it can be nothing else, or when a caller in sight passes one. */
  private isParameterOpen(source: ParameterSource, transaction: RoleValue | undefined): boolean {
    if (source.module !== this.module || !this.isRunBy(source.fn)) return false;
    const parameter = getParameters(source.fn)[source.index];
    if (transaction && !(parameter && isOptional(parameter)) && isAlwaysGiven(this.context, source, transaction)) return true;
    return source.path.length === 0 && isHeldByCaller(this.context, { node: source.fn, module: source.module }, source.index);
  }

  /** Does the call run while a function around it does: in it, in callbacks that it waits for or starts itself? */
  private isRunBy(outer: FunctionNode): boolean {
    for (let fn = getEnclosingFunction(this.call); fn && fn !== outer; fn = getEnclosingFunction(fn)) {
      const holder = fn.parent;
      if (!holder || !isCall(holder)) return false;
      const isStarted = getCallee(holder) === fn || isPromiseExecutor(holder) || isSettlingName(getMember(getCallee(holder))?.name ?? "");
      if (!isStarted && classifyCallbackTiming(this.context.facts, holder, fn, this.module) === "later") return false;
    }
    return true;
  }
}

type ParameterSource = Extract<Source, { kind: "parameter" }>;

/** Callers of callers are asked this far up. */
const MAX_DEPTH = 4;

/** Does a caller in sight pass an open transaction, itself or on behalf of its own caller? */
function isHeldByCaller(context: AnalysisContext, fn: FunctionRef, index: number, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  return findPassedArguments(context, fn, index).some(({ site, argument, value }) => {
    const id = value.kind === "role" ? getHandleId(value.source) : undefined;
    const bits = id === undefined ? undefined : getStateAt(context, site.call, site.module)?.handles.get(id);
    if (bits !== undefined) return bits === HANDLE.open;
    const place = findReadPlace(argument, [], site.module);
    if (place?.kind !== "parameter" || place.path.length > 0) return false;
    if (value.kind === "role" && getRole(value.role).isAlwaysHandle && getRole(value.role).kind === "transaction") return true;
    return isHeldByCaller(context, { node: place.fn, module: site.module }, place.index, depth + 1);
  });
}

/** Is a handle made, or received, by a function itself or in it? */
function isMadeWithin(source: Source, fn: FunctionNode, module: SourceModule): boolean {
  for (const current of getSourceChain(source)) {
    const place = current.kind === "parameter" ? current.fn : current.kind === "callback" ? current.call : current.kind === "created" ? current.at : undefined;
    if (place && "module" in current && current.module === module && isWithin(place, fn)) return true;
  }
  return false;
}

/** Something that a transaction has to wait for. */
function isWork(operation: Operation): boolean {
  const { effect, member } = operation;
  return effect === "commit" || effect === "rollback" || ((effect === "savepoint" || effect === "transaction-callback") && member.callback !== undefined) || isQuery(operation);
}

/** `client.query(text, (error, result) => …)`: gives no promise, and tells whoever waits. */
function isCallbackStyle({ facts }: AnalysisContext, { call, member, module }: Operation): boolean {
  const last = getArguments(call).at(-1);
  if (!last || member.isLazy || member.callback) return false;
  const bare = unwrap(last);
  if (isFunction(bare) || facts.getValue(bare, module).kind === "function") return true;
  return bare.type === "Identifier" && /^(?:cb|callback|done|next)$/.test(bare.name);
}

/** Does a function certainly return a promise? */
function isAsync(fn: FunctionRef): boolean {
  return fn.node.async ? !fn.node.generator : declaresPromise(fn);
}
