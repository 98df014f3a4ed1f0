import { getEnclosingFunction, isCall, isWithin } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { getRole } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { alwaysThrows, classifyCallbackRun, classifyCallbackTiming, findCarriedTransaction, findHandedTransaction, getHandleId, getOperation, happensIn, isCertainWrite, isExecuted, isQuery, isRejection, readChain } from "../../effects/index.js";
import type { Operation, Summaries, SummaryEffect } from "../../effects/index.js";
import type { CallbackTiming, Exits, FlowAnalysis } from "../../flow/index.js";
import { getOnlyTarget, getSourceChain } from "../../project/index.js";
import type { FactsProvider, Project, RoleValue, SourceModule } from "../../project/index.js";
import { findEffectHandle, findLocalCallee } from "../../states/index.js";
import { findErrorStatus } from "./error-results.js";

/** Which errors a handler may get of a transaction that is still open, as a set of bits. */
export const CAUGHT = { write: 1, read: 2, rollback: 4 } as const;

/** The code in which one transaction is open: a callback, or the function that begins and ends it. */
export interface TransactionBody {
  /** The id of its handle. */
  readonly id: string;
  readonly fn: FunctionNode;
  readonly library: Library;
}

/** What is known at one point of a transaction's code. Immutable. */
export interface BodyState {
  /** Is something certainly written by then: on every path? */
  readonly hasWritten: boolean;
  /** The errors that may be on their way to a handler. */
  readonly pending: number;
  /** The handlers that may have kept such an error on the way here, and which. */
  readonly handlers: ReadonlyMap<Node, number>;
  /** The calls that may have answered with an error after a write. */
  readonly replies: ReadonlySet<CallNode>;
}

const INITIAL: BodyState = { hasWritten: false, pending: 0, handlers: new Map(), replies: new Set() };

/** Follows errors and writes through the code of one transaction: what a normal end of it commits. */
export class TransactionBodyFlow implements FlowAnalysis<BodyState> {
  readonly initial = INITIAL;
  /** The `return`s of the code, and the replies, with whether something is certainly written by then. */
  readonly written = new Map<Node, boolean>();
  /** The states in which the code itself commits. */
  readonly committed: BodyState[] = [];
  /** Is there a write on the handle anywhere? */
  mayWrite = false;

  constructor(
    readonly project: Project,
    readonly facts: FactsProvider,
    readonly summaries: Summaries,
    private readonly module: SourceModule,
    private readonly body: TransactionBody,
  ) {}

  join(a: BodyState, b: BodyState): BodyState {
    if (a === b) return a;
    const handlers = new Map(a.handlers);
    for (const [handler, bits] of b.handlers) handlers.set(handler, bits | (handlers.get(handler) ?? 0));
    return { hasWritten: a.hasWritten && b.hasWritten, pending: a.pending | b.pending, handlers, replies: new Set([...a.replies, ...b.replies]) };
  }

  equals(a: BodyState, b: BodyState): boolean {
    if (a.hasWritten !== b.hasWritten || a.pending !== b.pending || a.handlers.size !== b.handlers.size || a.replies.size !== b.replies.size) return false;
    return [...a.handlers].every(([handler, bits]) => b.handlers.get(handler) === bits) && [...a.replies].every((reply) => b.replies.has(reply));
  }

  transfer(node: Node, state: BodyState): BodyState | Exits<BodyState> {
    if (node.type === "ReturnStatement") {
      if (getEnclosingFunction(node) === this.body.fn) this.note(node, state);
      return node.argument && isRejection(node.argument) ? { normal: undefined, thrown: state } : state;
    }
    return isCall(node) ? this.call(node, state) : state;
  }

  private note(node: Node, { hasWritten }: BodyState): void {
    this.written.set(node, hasWritten && this.written.get(node) !== false);
  }

  private call(call: CallNode, state: BodyState): BodyState | Exits<BodyState> {
    const operation = getOperation(this.facts, call, this.module);
    if (operation) return isExecuted(operation) && this.isOnHandle(operation) ? this.apply(operation, state) : state;
    const before = this.reply(call, state);
    const effects = this.findEffects(call);
    if (effects.length === 0) return before;
    const hasWritten = before.hasWritten || effects.some((effect) => effect.isInevitable && isCertainWrite(effect.operation));
    // What else a function does that only reads fails more often than that.
    return this.fail({ ...before, hasWritten }, before, effects.some(({ operation }) => isWriting(operation) && !isCaughtThere(operation)) ? CAUGHT.write : 0);
  }

  private apply(operation: Operation, state: BodyState): BodyState | Exits<BodyState> {
    switch (operation.effect) {
      case "rollback-throw":
        return { normal: undefined, thrown: { ...state, pending: state.pending | CAUGHT.rollback } };
      case "begin":
        return INITIAL;
      case "commit":
        this.committed.push(state);
        return INITIAL;
      case "rollback":
      case "release":
        return INITIAL;
      case "savepoint-end":
        return { ...state, pending: 0, handlers: new Map() };
      case "stage":
        return { ...state, hasWritten: true };
      default:
        return isQuery(operation) ? this.fail({ ...state, hasWritten: state.hasWritten || isCertainWrite(operation) }, state, classifyFailure(operation)) : state;
    }
  }

  /** After a query, or the error of it. */
  private fail(after: BodyState, before: BodyState, failure: number): Exits<BodyState> {
    this.mayWrite ||= (failure & CAUGHT.write) !== 0;
    return { normal: after, thrown: { ...before, pending: before.pending | failure } };
  }

  private reply(call: CallNode, state: BodyState): BodyState {
    if (findErrorStatus(this, call, this.module) === undefined) return state;
    this.note(call, state);
    return state.hasWritten ? { ...state, replies: new Set([...state.replies, call]) } : state;
  }

  /** What a function of the project certainly does to the handle. */
  private findEffects(call: CallNode): readonly SummaryEffect[] {
    const callee = this.facts.getCallee(call, this.module);
    const target = getOnlyTarget(callee);
    // A closure is read where it is called.
    if (!target || this.findInlined(call)) return [];
    const of = { call, module: this.module, target };
    return this.summaries.getSummary(target).effects.filter((effect) => effect.confidence === "certain" && findEffectHandle(this.facts, effect, of) === this.body.id && happensIn(this.facts, effect, of));
  }

  private isOnHandle(operation: Operation): boolean {
    const { receiver, member, module } = operation;
    if (member.option) {
      const carried = findCarriedTransaction(this.project, operation);
      if (carried.kind === "unknown") return false;
      if (carried.kind === "value") return this.isHandle(carried.node, carried.module);
    }
    const handed = findHandedTransaction(this.facts, operation);
    return handed ? this.isHandle(handed, module) : this.isOnHandleOf(receiver);
  }

  private isHandle(node: Node, module: SourceModule): boolean {
    const value = this.facts.getValue(node, module);
    return value.kind === "role" && this.isOnHandleOf(value);
  }

  private isOnHandleOf({ role, source }: RoleValue): boolean {
    // What dependency injection provides enlists by itself.
    if (source.kind === "field" && getRole(role).isAmbientWhenInjected && this.body.library.roles[role]) return true;
    for (const current of getSourceChain(source)) {
      if (getHandleId(current) === this.body.id) return true;
      const isOther = current.kind === "callback" || (current.kind === "created" && (current.effect === "begin" || current.effect === "acquire" || current.effect === "fork"));
      if (isOther) return false;
    }
    return false;
  }

  /** An error that a handler around this one keeps is its own from then on: the inner one threw it again. */
  enterHandler(handler: Node, state: BodyState): BodyState {
    const guarded = getGuarded(handler);
    let bits = state.pending;
    const handlers = new Map<Node, number>();
    for (const [inner, caught] of state.handlers) {
      if (guarded && isWithin(inner, guarded)) bits |= caught;
      else handlers.set(inner, caught);
    }
    if (bits === 0) return state;
    return { ...state, pending: 0, handlers: handlers.set(handler, bits) };
  }

  neverReturns(call: CallNode): boolean {
    return alwaysThrows(this.facts, call, this.module);
  }

  classifyCallback(call: CallNode, fn: FunctionNode): CallbackTiming {
    return classifyCallbackTiming(this.facts, call, fn, this.module);
  }

  /** A savepoint around it makes of a failed statement one that is undone alone; the end of a savepoint says so itself. */
  leaveCallback(call: CallNode, fn: FunctionNode, exits: Exits<BodyState>): Exits<BodyState> {
    if (!classifyCallbackRun(this, call, fn, this.module).transaction) return exits;
    const leave = (state: BodyState | undefined): BodyState | undefined => state && { ...state, pending: 0, handlers: new Map([...state.handlers].filter(([handler]) => !isWithin(handler, fn))) };
    return { normal: leave(exits.normal), thrown: leave(exits.thrown) };
  }

  findInlined(call: CallNode): FunctionNode | undefined {
    return findLocalCallee(this.facts, call, this.module);
  }
}

/** The code whose errors a handler gets: a `try` block, or the promise. */
export function getGuarded(handler: Node): Node | undefined {
  const { parent } = handler;
  if (parent?.type === "TryStatement") return parent.block;
  return parent?.type === "CallExpression" && parent.callee.type === "MemberExpression" ? parent.callee.object : undefined;
}

/** Does a query's function itself keep the error of it? */
function isCaughtThere({ call }: Operation): boolean {
  const fn = getEnclosingFunction(call);
  for (let node: Node = call; node.parent && node.parent !== fn; node = node.parent) {
    const parent: Node = node.parent;
    if (parent.type === "TryStatement" && parent.handler && node === parent.block) return parent.handler.body.body.at(-1)?.type !== "ThrowStatement";
  }
  return readChain({ call }).calls.some(({ name }) => name === "catch");
}

/** What catching the error of a query is. */
function classifyFailure(operation: Operation): number {
  if (isWriting(operation)) return CAUGHT.write;
  return mayMissOnly(operation) ? 0 : CAUGHT.read;
}

function isWriting(operation: Operation): boolean {
  return isQuery(operation) && operation.effect !== "read" && operation.effect !== "refresh";
}

/** `findOneOrFail`: what is caught may be no more than that there is no such row. */
function mayMissOnly(operation: Operation): boolean {
  const { missing } = operation.library.statementErrors ?? {};
  return missing !== undefined && operation.effect === "read" && [operation.name, ...readChain(operation).calls.map(({ name }) => name)].some((name) => missing.test(name));
}
