import { endOf, getArguments, getEnclosingFunction, getMember, isCall, isFunction, startOf, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { getRole } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { findCarriedTransaction, findHandlePlaces, findPassed, getCalleeText, getChain, getHandleId, getOperation, getRootId, getSubjectRoot, isCertainWrite, isExecuted, isMet, isSettlingName, isStraight, readChain } from "../../effects/index.js";
import type { CallOf, Operation, SummaryEffect } from "../../effects/index.js";
import { getOnlyTarget, getSourceChain } from "../../project/index.js";
import type { FunctionRef, RoleValue, SourceModule } from "../../project/index.js";
import { isFloating } from "../../flow/index.js";
import { EMPTY, findEffectHandle, findPassedArguments, getOperationHandle, getStateAt, getSummaries, getUnitOfWorkRecord, HANDLE, isTopLevel } from "../../states/index.js";
import type { AnalysisContext, UnitOfWorkRecord, UnitState } from "../../states/index.js";
import { worksOnHandle, isHeldByNewObject, isOuterOperation } from "./outer-queries.js";

/** A call by which work becomes permanent: a commit, or a write that commits by itself because no transaction is open. */
export interface WorkSite {
  readonly kind: "commit" | "write";
  readonly call: CallNode;
  /** What does it: here, or at the end of `chain`. */
  readonly operation: Operation;
  readonly library: Library;
  /** The client that it works on; `undefined` when nobody can tell. */
  readonly root: string | undefined;
  /** The functions through which the call gets there; empty when it is the operation itself. */
  readonly chain: readonly string[];
  /** A flush of a unit of work. */
  readonly isFlush: boolean;
}

/** The work of one function that runs on its own, the closures that it runs included. */
export interface FunctionWork {
  readonly fn: FunctionNode;
  readonly sites: readonly WorkSite[];
}

const WORK = {};

/** Callers of callers are asked this far up. */
const MAX_DEPTH = 3;

/** What becomes permanent in a module, by the function that does it, in the order of the text. */
export function findFunctionWork(context: AnalysisContext, module: SourceModule): readonly FunctionWork[] {
  const known = context.project.memo(WORK, () => new WeakMap<SourceModule, readonly FunctionWork[]>());
  let work = known.get(module);
  if (!work) known.set(module, (work = readModule(context, module)));
  return work;
}

function readModule(context: AnalysisContext, module: SourceModule): readonly FunctionWork[] {
  const record = getUnitOfWorkRecord(context, module);
  const byFunction = new Map<FunctionNode, WorkSite[]>();
  const reader = new SiteReader(context, module, record);
  for (const [call, state] of record.states) {
    const sites = reader.read(call, state);
    const fn = sites.length > 0 ? findOwner(call, record) : undefined;
    if (!fn || isOnSideChain(call, fn)) continue;
    const found = byFunction.get(fn);
    if (found) found.push(...sites);
    else byFunction.set(fn, [...sites]);
  }
  return [...byFunction].map(([fn, sites]) => ({ fn, sites: sites.sort((a, b) => endOf(a.call) - endOf(b.call) || startOf(a.call) - startOf(b.call)) }));
}

/** The function around a node that runs on its own: its callers, or time, decide when. */
export function findOwner(call: Node, { detached }: UnitOfWorkRecord): FunctionNode | undefined {
  let fn = getEnclosingFunction(call);
  while (fn && !detached.has(fn)) fn = getEnclosingFunction(fn);
  return fn;
}

/** Does a call run in a handler of a promise that is not awaited where it is made? That is a path of its own. */
function isOnSideChain(call: CallNode, within: FunctionNode): boolean {
  for (let fn = getEnclosingFunction(call); fn && fn !== within; fn = getEnclosingFunction(fn)) {
    const chain = unwrapUp(fn).parent;
    const name = chain?.type === "CallExpression" ? getMember(chain.callee)?.name : undefined;
    if (!chain || name === undefined || !isSettlingName(name)) continue;
    const { parent } = readChain({ call: chain }).end;
    if (parent?.type !== "AwaitExpression" && parent?.type !== "ReturnStatement" && parent?.type !== "ArrowFunctionExpression") return true;
  }
  return false;
}

class SiteReader {
  constructor(
    private readonly context: AnalysisContext,
    private readonly module: SourceModule,
    private readonly record: UnitOfWorkRecord,
  ) {}

  read(call: CallNode, state: UnitState): readonly WorkSite[] {
    const { facts } = this.context;
    const operation = getOperation(facts, call, this.module);
    if (operation) {
      if (!isExecuted(operation) || (isFloating(call) && !isSynchronous(operation.library))) return [];
      const kind = this.isCommit(operation, state) ? "commit" : this.isLooseWrite(operation, state) ? "write" : undefined;
      return kind ? [this.createSite(kind, call, operation, getRootId(this.context.project, operation.receiver), [])] : [];
    }
    const callee = facts.getCallee(call, this.module);
    const target = getOnlyTarget(callee);
    // A closure is read where it is called.
    if (!target || (target.module === this.module && !isTopLevel(target.node))) return [];
    // Nobody waits for it: it has a path of its own.
    return this.readCallee({ call, module: this.module, target }, state).filter(({ library }) => !isFloating(call) || (isSynchronous(library) && !target.node.async));
  }

  private createSite(kind: WorkSite["kind"], call: CallNode, operation: Operation, root: string | undefined, chain: readonly string[]): WorkSite {
    return { kind, call, operation, library: operation.library, root, chain, isFlush: isFlush(operation) };
  }

  /** The end of a transaction that is no savepoint, and that was begun for this work. */
  private isCommit(operation: Operation, state: UnitState): boolean {
    const { effect, receiver } = operation;
    if (effect === "commit") {
      const id = getOperationHandle(operation);
      const bits = id === undefined ? undefined : state.handles.get(id);
      if (id === undefined || bits === undefined || !(bits & HANDLE.open)) return false;
      return !this.isNestedBegin(id) && !this.holdsOther(state, operation.library, id);
    }
    if (effect !== "transaction-callback" && effect !== "context-callback") return false;
    if (operation.member.callback?.isDeferred || worksOnHandle(receiver, state) || this.holdsOther(state, operation.library, undefined)) return false;
    return this.isCallersClient(receiver) && this.carriesNothing(operation) && this.canWrite(operation);
  }

  /** Was the transaction begun inside another one, by an option? */
  private isNestedBegin(id: string): boolean {
    const begin = this.record.transactions.get(id)?.call;
    const operation = begin && getOperation(this.context.facts, begin, this.module);
    return operation !== undefined && !this.carriesNothing(operation);
  }

  private carriesNothing(operation: Operation): boolean {
    return !operation.member.option || findCarriedTransaction(this.context.project, operation).kind === "none";
  }

  /** Is another transaction of the library open, or may be? */
  private holdsOther(state: UnitState, library: Library, own: string | undefined): boolean {
    for (const [id, bits] of state.handles) {
      if (id === own || !(bits & (HANDLE.open | HANDLE.unknown))) continue;
      const transaction = this.record.transactions.get(id);
      if (!transaction || transaction.library === library) return true;
    }
    return false;
  }

  /** Can a transaction that the library runs write? One that only reads makes nothing permanent. */
  private canWrite(operation: Operation): boolean {
    const { call, module, member } = operation;
    const given = getArguments(call);
    const argument = member.callback?.argument === "last" ? given.at(-1) : given[member.callback?.argument ?? 0];
    const bare = argument && unwrap(argument);
    if (!bare) return true;
    if (bare.type === "ArrayExpression") return bare.elements.some((element) => !element || this.canElementWrite(element, module));
    const value = isFunction(bare) ? undefined : this.context.facts.getValue(bare, module);
    const fn: FunctionRef | undefined = isFunction(bare) ? { node: bare, module } : value?.kind === "function" ? value.ref : undefined;
    return !fn || mayWrite(this.context, fn);
  }

  private canElementWrite(element: Node, module: SourceModule): boolean {
    const bare = unwrap(element);
    const operation = bare.type === "CallExpression" ? getOperation(this.context.facts, bare, module) : undefined;
    return operation?.effect !== "read";
  }

  /** A write that commits by itself: on a client, or on a connection that holds no transaction. */
  private isLooseWrite(operation: Operation, state: UnitState): boolean {
    if (this.holdsOther(state, operation.library, undefined)) return false;
    return isLooseWrite(this.context, operation, state) && this.isCallersClient(operation.receiver);
  }

  /** Of a parameter, the callers decide: do all that can be seen pass a client, outside any transaction? */
  private isCallersClient({ role, source }: RoleValue, depth = 0): boolean {
    if (source.kind !== "parameter") return true;
    if (getRole(role).kind !== "client" || source.path.length > 0 || depth > MAX_DEPTH) return false;
    const passed = findPassedArguments(this.context, { node: source.fn, module: source.module }, source.index);
    return (
      passed.length > 0 &&
      passed.every(({ site, value }) => value.kind === "role" && isClient(value) && !worksOnHandle(value, getStateAt(this.context, site.call, site.module) ?? EMPTY) && this.isCallersClient(value, depth + 1))
    );
  }

  /** What a function of the project makes permanent when it is called so: once each, whatever else it does. */
  private readCallee(of: CallOf, state: UnitState): readonly WorkSite[] {
    const summary = getSummaries(this.context).getSummary(of.target);
    const commit = summary.effects.find((effect) => this.isCalleesCommit(effect, of, state, summary.effects));
    const write = summary.effects.find((effect) => this.isCalleesWrite(effect, of, state, summary.effects));
    return [commit && { kind: "commit" as const, effect: commit }, write && { kind: "write" as const, effect: write }].flatMap((found) =>
      found ? [this.createSite(found.kind, of.call, found.effect.operation, getSubjectRoot(found.effect.subject), getChain(found.effect))] : [],
    );
  }

  private isCalleesCommit(effect: SummaryEffect, of: CallOf, state: UnitState, all: readonly SummaryEffect[]): boolean {
    const { operation, subject } = effect;
    if (!this.happens(effect, of)) return false;
    if (effect.effect === "commit") {
      const id = findEffectHandle(this.context.facts, effect, of);
      const bits = id === undefined ? undefined : state.handles.get(id);
      if (id !== undefined && bits !== undefined) return (bits & HANDLE.open) !== 0 && !this.isNestedBegin(id) && !this.holdsOther(state, operation.library, id);
      const isBegunThere = subject.kind === "own" || all.some((other) => other.effect === "begin" && other.operation.library === operation.library && other.subject.kind === subject.kind);
      return subject.kind !== "parameter" && isBegunThere && !this.holdsOther(state, operation.library, undefined);
    }
    if (effect.effect !== "transaction-callback" && effect.effect !== "context-callback") return false;
    if (!this.carriesNothing(operation) || this.holdsOther(state, operation.library, undefined) || operation.member.callback?.isDeferred) return false;
    if (subject.kind === "parameter" && !this.isPassedClient(subject.index, subject.path, of, state)) return false;
    return this.canWrite(operation) || this.canCallbackWrite(of);
  }

  /** Of a wrapper, what it is given decides. */
  private canCallbackWrite({ call, module }: CallOf): boolean {
    return getArguments(call).some((argument) => isFunction(unwrap(argument)) && mayWrite(this.context, { node: unwrap(argument) as FunctionNode, module }));
  }

  private isPassedClient(index: number, path: readonly string[], of: CallOf, state: UnitState): boolean {
    const passed = findPassed(this.context.facts, of, index, path);
    const value = passed.kind === "value" && passed.path.length === 0 ? this.context.facts.getValue(passed.node, passed.module) : undefined;
    return value?.kind === "role" && isClient(value) && !worksOnHandle(value, state) && this.isCallersClient(value);
  }

  private isCalleesWrite(effect: SummaryEffect, of: CallOf, state: UnitState, all: readonly SummaryEffect[]): boolean {
    const { operation, subject } = effect;
    // What happens in some calls only is no work that the caller can count on: a row that is made when it is missing.
    if (!this.isInevitable(effect, of) || !this.happens(effect, of) || this.holdsOther(state, operation.library, undefined)) return false;
    if (subject.kind === "parameter" ? !this.isPassedClient(subject.index, subject.path, of, state) : getSubjectRoot(subject) === undefined) return false;
    // A flush joins whatever transaction is open on the way to it.
    if (isFlush(operation) && all.some(({ effect: other, operation: begun }) => (other === "begin" || other === "transaction-callback") && begun.library === operation.library)) return false;
    if (isHeldByNewObject(this.context.facts, operation.receiver, { call: of.call, module: of.module })) return false;
    const inner = getStateAt(this.context, operation.call, operation.module);
    return inner !== undefined && isLooseWrite(this.context, operation, inner);
  }

  /** Does it happen in every call like this one? `(tx ?? db).insert(…)` is one write, on whichever of the two. */
  private isInevitable(effect: SummaryEffect, of: CallOf): boolean {
    if (effect.isInevitable) return true;
    return effect.confidence === "possible" && isOutsideBranches(effect) && this.lacksHandles(of);
  }

  /** Does a callee's effect happen in this call, as far as its handle decides, and on the value that is named? */
  private happens(effect: SummaryEffect, of: CallOf): boolean {
    const { facts } = this.context;
    const isMetHere = effect.conditions.every((condition) => (condition.isGiven ? isMet(facts, condition, of) !== false : isMet(facts, condition, of) === true));
    if (!isMetHere) return false;
    if (effect.confidence === "certain") return true;
    if (!effect.hasOneWay) return false;
    // `(tx ?? db).insert(…)` with no `tx`.
    return this.lacksHandles(of);
  }

  private lacksHandles(of: CallOf): boolean {
    const { facts } = this.context;
    const places = findHandlePlaces(this.context, of.target);
    return places.length > 0 && places.every(({ index, path }) => findPassed(facts, of, index, path).kind === "missing");
  }
}

function isClient(value: RoleValue): boolean {
  return getRole(value.role).kind === "client" && value.source.kind !== "callback";
}

/** Is it the moment at which a unit of work writes? */
function isFlush({ effect, library }: Operation): boolean {
  return library.behaviour.flushCommits === true && (effect === "flush" || effect === "stage-and-flush");
}

/** Does an operation write outside any transaction, as far as its own function tells? */
function isLooseWrite(context: AnalysisContext, operation: Operation, state: UnitState): boolean {
  const { receiver, library } = operation;
  if (library.behaviour.flushCommits) {
    if (!isFlush(operation) && operation.effect !== "write") return false;
    return receiver.source.kind !== "callback" && receiver.source.kind !== "parameter" && ![...state.handles.values()].some((bits) => bits & (HANDLE.open | HANDLE.unknown));
  }
  if (operation.effect !== "write" || !isCertainWrite(operation)) return false;
  return isOuterOperation(context, operation, state) || isIdleConnection(receiver, state);
}

/** A connection that was taken here, and on which no transaction is open. */
function isIdleConnection({ source }: RoleValue, state: UnitState): boolean {
  for (const current of getSourceChain(source)) {
    const id = current.kind === "created" && current.effect === "acquire" ? getHandleId(current) : undefined;
    if (id !== undefined) return ((state.handles.get(id) ?? HANDLE.unknown) & ~(HANDLE.none | HANDLE.committed | HANDLE.rolledBack)) === 0;
  }
  return false;
}

const WRITING: ReadonlySet<Operation["effect"]> = new Set<Operation["effect"]>(["write", "flush", "stage", "stage-and-flush"]);

/** Can a function write at all, itself, through closures that run whenever, or by handing what it has to somebody who can? */
function mayWrite(context: AnalysisContext, fn: FunctionRef): boolean {
  const { effects, escaping } = getSummaries(context).getSummary(fn);
  if (escaping.length > 0 || effects.some(({ effect }) => WRITING.has(effect))) return true;
  let isFound = false;
  walk(fn.node, (node) => {
    const operation = !isFound && isCall(node) ? getOperation(context.facts, node, fn.module) : undefined;
    isFound ||= operation !== undefined && WRITING.has(operation.effect);
  });
  return isFound;
}

/** Does an operation run in every call of the function that holds it, whatever value it runs on? */
function isOutsideBranches(effect: SummaryEffect): boolean {
  const fn = getEnclosingFunction(effect.operation.call);
  return effect.length === 1 && fn !== undefined && isStraight(effect.operation.call, fn);
}

/** Is a query done when its call returns? */
function isSynchronous({ behaviour }: Library): boolean {
  return behaviour.parallelQueries === "never";
}

/** How messages name a piece of work: `db.insert`, or the functions through which a call gets there. */
export function getWorkText({ call, chain, operation }: WorkSite, module: SourceModule): string {
  return chain.length === 0 ? getCalleeText(call, module) : [...chain, getCalleeText(operation.call, operation.module)].join(" → ");
}
