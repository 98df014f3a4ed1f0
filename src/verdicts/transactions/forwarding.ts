import { getArguments, getParameterPattern, getParameters, isWithin, unwrap } from "../../ast/index.js";
import type { CallNode, Node } from "../../ast/index.js";
import { getRole } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { findHandlePlaces, findPassed, findPlaceDefault, getChain, getRootId, getSubjectRoot, happensIn, isHandleRole, isMet } from "../../effects/index.js";
import type { CallOf, HandlePlace, Operation, SummaryEffect } from "../../effects/index.js";
import { getAlternatives, getOnlyTarget, getRoleValue } from "../../project/index.js";
import type { FunctionRef, RoleValue, SourceModule } from "../../project/index.js";
import { getSummaries, getUnitOfWorkRecord, HANDLE, isTopLevel, setHandle } from "../../states/index.js";
import type { AnalysisContext, OpenTransaction, UnitState } from "../../states/index.js";
import { carriesTransaction, findBorrowedHandles, isOfClient } from "./borrowed-handles.js";
import type { BorrowedHandle } from "./borrowed-handles.js";
import { getOpenTransactions, worksOnHandle, isFragment, isHeldByNewObject, isOnClient, isOuterOperation } from "./outer-queries.js";

/** A call inside a transaction of a function that accepts a handle, and is not given it. */
export interface UnforwardedCall {
  readonly call: CallNode;
  readonly target: FunctionRef;
  /** Where the handle belongs. */
  readonly place: Pick<HandlePlace, "index" | "path">;
  /** The outer client that is passed in its place; `undefined` when nothing is. */
  readonly client: PassedClient | undefined;
  readonly handle: HeldHandle;
  /** What then runs on the client, and the functions that lead there. */
  readonly operation: Operation;
  readonly chain: readonly string[];
}

export interface PassedClient {
  readonly node: Node;
  readonly value: RoleValue;
}

/** The transaction that is held where a call stands. */
export interface HeldHandle {
  readonly id: string;
  readonly library: Library;
  /** Begins it; `undefined` for one that was handed in. */
  readonly transaction: OpenTransaction | undefined;
  readonly borrowed: BorrowedHandle | undefined;
}

/**
 * Every call of a module that leaves its transaction behind: the callee accepts a handle, is given none or the outer
 * client, and certainly works on the outer client then (`semantics.md` §4). A callee that does so whatever it is given is
 * no such call: see `findOuterQueries`.
 */
export function findUnforwardedCalls(context: AnalysisContext, module: SourceModule): readonly UnforwardedCall[] {
  const found: UnforwardedCall[] = [];
  const record = getUnitOfWorkRecord(context, module);
  for (const [call, state] of record.states) {
    const target = findTarget(context, call, module);
    if (!target) continue;
    const open = getOpenTransactions(record, state);
    for (const { handle, held } of open.length > 0 ? open.map(([id, transaction]) => createHeld(id, transaction, state)) : findBorrowed(context, call, module, state)) {
      const judged = new CallJudge(context, { call, module, target }, handle, held).judge();
      // Callers are asked last: their states are not there yet.
      if (!judged || (handle.borrowed && !carriesTransaction(context, handle.borrowed))) continue;
      found.push(judged);
      break;
    }
  }
  return found;
}

interface Held {
  readonly handle: HeldHandle;
  /** The state in which the handle is open. */
  readonly held: UnitState;
}

function createHeld(id: string, transaction: OpenTransaction, state: UnitState): Held {
  return { handle: { id, library: transaction.library, transaction, borrowed: undefined }, held: state };
}

function findBorrowed(context: AnalysisContext, call: CallNode, module: SourceModule, state: UnitState): readonly Held[] {
  return findBorrowedHandles(context, call, module, state).map((borrowed) => ({
    handle: { id: borrowed.id, library: borrowed.library, transaction: undefined, borrowed },
    held: setHandle(state, borrowed.id, HANDLE.open),
  }));
}

/** The one function of the project that a call certainly runs, and that does something with a database. */
function findTarget(context: AnalysisContext, call: CallNode, module: SourceModule): FunctionRef | undefined {
  const callee = context.facts.getCallee(call, module);
  const target = getOnlyTarget(callee);
  if (!target) return undefined;
  const { effects, isTransactional } = getSummaries(context).getSummary(target);
  return isTransactional || effects.length === 0 ? undefined : target;
}

/** What becomes of one thing that a callee does, on one of the values that it can be done on. */
type Outcome =
  /** It runs on the outer client: `place` is where a handle would have kept it inside. */
  | { readonly kind: "outer"; readonly place: UnforwardedCall["place"] | undefined; readonly client: PassedClient | undefined }
  /** It does not happen: what it is done on was not passed. */
  | { readonly kind: "nothing"; readonly place: UnforwardedCall["place"] }
  | { readonly kind: "other" };

const OTHER: Outcome = { kind: "other" };

class CallJudge {
  constructor(
    private readonly context: AnalysisContext,
    private readonly of: CallOf,
    private readonly handle: HeldHandle,
    private readonly state: UnitState,
  ) {}

  judge(): UnforwardedCall | undefined {
    const { call, target } = this.of;
    const effects = getSummaries(this.context).getSummary(target).effects.filter((effect) => effect.operation.library === this.handle.library && !isFragment(effect, call) && happensIn(this.context.facts, effect, this.of));
    for (const effect of effects) {
      const ways = effect.confidence === "certain" ? [effect] : effects.filter((other) => other.confidence === "possible" && other.operation.call === effect.operation.call);
      if (!ways.every(({ hasOneWay }) => hasOneWay)) continue;
      const outcomes = ways.map((way) => this.resolve(way));
      const outer = outcomes.find((outcome) => outcome.kind === "outer");
      const place = outer?.place ?? outcomes.find((outcome) => outcome.kind === "nothing")?.place;
      if (!outer || !place || outcomes.some(({ kind }) => kind === "other")) continue;
      if (this.passesHandle()) return undefined;
      return { call, target, place, client: outer.client, handle: this.handle, operation: effect.operation, chain: getChain(effect) };
    }
    return undefined;
  }

  private resolve(effect: SummaryEffect): Outcome {
    const { subject } = effect;
    if (subject.kind === "parameter") return this.resolveParameter(effect, subject);
    const root = getSubjectRoot(subject);
    // A closure's own queries on the client are reported where they stand.
    if (root === undefined || !this.belongs(root) || (this.of.target.module === this.of.module && !isTopLevel(this.of.target.node))) return OTHER;
    if (isHeldByNewObject(this.context.facts, effect.operation.receiver, this.of) || !isOuterOperation(this.context, effect.operation, this.state)) return OTHER;
    return { kind: "outer", place: this.findMissingPlace(effect), client: undefined };
  }

  private resolveParameter(effect: SummaryEffect, { index, path }: UnforwardedCall["place"]): Outcome {
    const { facts } = this.context;
    const place = { index, path };
    const passed = findPassed(facts, this.of, index, path);
    if (passed.kind === "unknown" || (passed.kind === "value" && passed.path.length > 0)) return OTHER;
    if (passed.kind === "value") {
      const value = getRoleValue(facts.getValue(passed.node, passed.module));
      if (!value || !this.isOuterClient(value, effect.operation)) return OTHER;
      const isDefault = passed.module === this.of.target.module && isWithin(passed.node, this.of.target.node) && !isWithin(passed.node, this.of.call);
      return { kind: "outer", place, client: isDefault ? undefined : { node: passed.node, value } };
    }
    const initial = findDefaultOnTheWay(effect);
    if (initial) {
      const value = getRoleValue(facts.getValue(initial.node, initial.module));
      return value && this.isOuterClient(value, effect.operation) ? { kind: "outer", place, client: undefined } : OTHER;
    }
    if (!effect.operation.member.option) return { kind: "nothing", place };
    const root = getRootId(this.context.project, effect.operation.receiver);
    const isOuter = root !== undefined && this.belongs(root) && isOnClient(this.context, effect.operation, this.state);
    return isOuter ? { kind: "outer", place, client: undefined } : OTHER;
  }

  /** Would an operation run outside on a value that is passed, or that stands in its place? */
  private isOuterClient(value: RoleValue, operation: Operation): boolean {
    const root = getRootId(this.context.project, value);
    if (root === undefined || !this.belongs(root) || !isHandleRole(value) || value.source.kind === "static" || getRole(value.role).isAlwaysHandle) return false;
    return !operation.member.option && !isHeldByNewObject(this.context.facts, value, this.of) && isOuterOperation(this.context, { ...operation, receiver: value }, this.state);
  }

  private belongs(root: string): boolean {
    const { transaction, borrowed } = this.handle;
    return transaction ? root === transaction.root : borrowed !== undefined && isOfClient(this.context, borrowed, root);
  }

  /** The parameter without which a branch is taken: `if (!tx) return db.insert(…)`. */
  private findMissingPlace({ conditions }: SummaryEffect): UnforwardedCall["place"] | undefined {
    const places = findHandlePlaces(this.context, this.of.target);
    for (const condition of conditions) {
      if (condition.isGiven || isMet(this.context.facts, condition, this.of) !== true) continue;
      const place = places.find(({ index, path }) => index === condition.index && path.join(".") === condition.path.join("."));
      if (place) return place;
    }
    return undefined;
  }

  /** Does the call hand on an open handle after all, in whatever place or form? */
  private passesHandle(): boolean {
    return getArguments(this.of.call).some((argument) => {
      const bare = unwrap(argument.type === "SpreadElement" ? argument.argument : argument);
      if (bare.type === "ObjectExpression") return bare.properties.some((property) => this.isOpenHandle(property.type === "SpreadElement" ? property.argument : property.value));
      return this.isOpenHandle(bare);
    });
  }

  private isOpenHandle(node: Node): boolean {
    return getAlternatives(this.context.facts.getValue(node, this.of.module)).some((value) => isHandleRole(value) && worksOnHandle(value, this.state));
  }
}

/** The default that takes the place of what is missing, in the callee itself or further down: `f(tx?)` calls `g(tx)`, `g(client = db)`. */
function findDefaultOnTheWay(effect: SummaryEffect): { readonly node: Node; readonly module: SourceModule } | undefined {
  for (let step: SummaryEffect | undefined = effect; step?.subject.kind === "parameter"; step = step.via) {
    const node = findPlaceDefault(step.fn, step.subject.index, step.subject.path);
    if (node) return { node, module: step.fn.module };
  }
  return undefined;
}

/** The missing parameter as messages name it: `client`, `options.tx`. */
export function getPlaceName({ target, place }: Pick<UnforwardedCall, "target" | "place">): string {
  const parameter = getParameters(target.node)[place.index];
  const pattern = parameter && getParameterPattern(parameter);
  return [...(pattern?.type === "Identifier" ? [pattern.name] : []), ...place.path].join(".");
}
