import { getCallee, getMember, getParameters, isCall, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findMember, getLibrary, getRole } from "../catalogue/index.js";
import type { Library } from "../catalogue/index.js";
import { classifyCallbackRun, getHandleId, getOperation, getRootId, isEnd, isExecuted } from "../effects/index.js";
import type { CallbackRun, CallbackTransaction, Operation, Summaries } from "../effects/index.js";
import type { CallbackTiming, Exits, FlowAnalysis } from "../flow/index.js";
import { isElementCall } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, RoleValue, SourceModule } from "../project/index.js";
import { forEachPatternIdentifier } from "../scope/index.js";
import type { Binding } from "../scope/index.js";
import { applyCallee } from "./callees.js";
import { findCompared, settleTest } from "./debt-tests.js";
import { payAll, payEnd, settleCall } from "./debts.js";
import type { DebtContext } from "./debts.js";
import { createEntityState, findEntityVariable } from "./entities.js";
import type { EntityContext } from "./entities.js";
import { forgetAllKeys, forgetKeys, observeKey } from "./keys.js";
import type { EarlyKeyReads } from "./keys.js";
import { HANDLE, NO_DEBTS, areStatesEqual, joinStates, setDebts, setEntity, setHandle } from "./lattice.js";
import type { Debt, UnitState } from "./lattice.js";
import { applyOperation, commit, getOperationHandle, rollback } from "./operations.js";
import { applyBulkUpdate, observeRow } from "./stale-rows.js";
import type { StaleReturn } from "./stale-rows.js";
import { findLostWrites, observeUse } from "./entity-uses.js";
import type { EntityAccess } from "./entity-uses.js";

/** What a run over a module learns: the state before each call, and what happens to entities. */
export interface UnitOfWorkRecord {
  readonly states: Map<CallNode, UnitState>;
  /** What is known of each transaction that the module begins, by the id of its handle. */
  readonly transactions: Map<string, OpenTransaction>;
  /** By node: an expression is reported once, however often its code is read. */
  readonly accesses: Map<Node, EntityAccess>;
  readonly keyReads: EarlyKeyReads;
  readonly returns: Map<Node, StaleReturn>;
  readonly visited: Set<FunctionNode>;
  /** With what states each function is left. */
  readonly exits: Map<FunctionNode, Exits<UnitState>>;
  /** The functions that run on their own, not where they are written or called. */
  readonly detached: Set<FunctionNode>;
  /** The handles that somebody unknown was given. */
  readonly handed: Set<string>;
  /** The transactions whose connection is released while they may be open, by the call that begins them. */
  readonly givenBack: Map<CallNode, Debt>;
}

export interface OpenTransaction {
  /** Begins it: a statement, or the call that runs a callback in it. */
  readonly call: CallNode;
  readonly library: Library;
  /** The client that its connection was taken from; `undefined` when nobody can tell. */
  readonly root: string | undefined;
  /** The client has no other connection: what runs on it runs in the transaction. */
  readonly isOnlyConnection: boolean;
}

/** Follows the transactions and entities of one module through its functions: the transfer function of the unit of work. */
export class UnitOfWorkFlow implements FlowAnalysis<UnitState>, EntityContext, DebtContext {
  private readonly runs = new Map<FunctionNode, CallbackRun>();
  private readonly operations = new Map<Node, Operation | undefined>();

  constructor(
    readonly project: Project,
    readonly facts: FactsProvider,
    readonly summaries: Summaries,
    readonly module: SourceModule,
    private readonly record: UnitOfWorkRecord,
  ) {}

  join(a: UnitState, b: UnitState): UnitState {
    return joinStates(a, b);
  }

  equals(a: UnitState, b: UnitState): boolean {
    return areStatesEqual(a, b);
  }

  enterFunction(fn: FunctionNode): void {
    this.record.visited.add(fn);
  }

  leaveFunction(fn: FunctionNode, exits: Exits<UnitState>): void {
    const seen = this.record.exits.get(fn);
    const join = (a: UnitState | undefined, b: UnitState | undefined): UnitState | undefined => (a && b ? joinStates(a, b) : (a ?? b));
    this.record.exits.set(fn, seen ? { normal: join(seen.normal, exits.normal), thrown: join(seen.thrown, exits.thrown) } : exits);
  }

  noteHanded(id: string): void {
    this.record.handed.add(id);
  }

  noteGivenBack(debt: Debt): void {
    this.record.givenBack.set(debt.call, debt);
  }

  getOperation(call: Node): Operation | undefined {
    if (!isCall(call)) return undefined;
    if (!this.operations.has(call)) this.operations.set(call, getOperation(this.facts, call, this.module));
    return this.operations.get(call);
  }

  refreshesEntity(fn: FunctionRef): boolean {
    return this.summaries.getSummary(fn).refreshes.size > 0;
  }

  transfer(node: Node, state: UnitState): UnitState | Exits<UnitState> {
    switch (node.type) {
      case "Identifier":
        return this.use(node, state);
      case "CallExpression":
      case "NewExpression":
      case "TaggedTemplateExpression":
        return this.call(node, state);
      case "VariableDeclarator":
        return node.init ? this.bind(node.id, node.init, state) : state;
      case "AssignmentExpression":
        return node.operator === "=" ? this.bind(node.left, node.right, state) : state;
      case "VariableDeclaration":
        return this.bindElement(node, state);
      case "AwaitExpression":
      case "YieldExpression":
        return node.argument ? forgetKeys(this, node.argument, state) : state;
      default:
        return state;
    }
  }

  private use(node: Node, state: UnitState): UnitState {
    const binding = findEntityVariable(node, this.module, state);
    if (!binding) return state;
    const read = observeKey(this, node, binding, state, this.record.keyReads);
    return observeUse(this, node, binding, observeRow(this, node, binding, read, this.record.returns), this.record.accesses);
  }

  private call(call: CallNode, state: UnitState): UnitState | Exits<UnitState> {
    const seen = this.record.states.get(call);
    this.record.states.set(call, seen ? joinStates(seen, state) : state);
    const operation = this.findExecuted(call);
    const { normal, thrown } = settleCall(this, call, operation, state);
    const after = setDebts(this.apply(call, operation, state), normal);
    return thrown === state.debts ? after : { normal: after, thrown: setDebts(state, thrown) };
  }

  private apply(call: CallNode, operation: Operation | undefined, state: UnitState): UnitState {
    if (!operation) return this.getOperation(call) ? state : applyCallee(this, call, state);
    const id = operation.effect === "begin" ? getOperationHandle(operation) : undefined;
    if (id !== undefined) this.noteTransaction(id, call, operation.receiver);
    for (const access of findLostWrites(operation, state)) this.record.accesses.set(access.node, access);
    return applyBulkUpdate(this, operation, applyOperation(this, operation, state));
  }

  /** The operation that happens at a call: a command that waits for its `execute` happens there. */
  private findExecuted(call: CallNode): Operation | undefined {
    const operation = this.getOperation(call);
    const command = operation?.effect === "build" ? getMember(getCallee(call))?.object : undefined;
    const deferred = command && isCall(command) ? this.getOperation(command) : undefined;
    if (deferred && isCommand(deferred)) return isExecuted(deferred) ? deferred : undefined;
    return operation && !isCommand(operation) && isExecuted(operation) ? operation : undefined;
  }

  noteTransaction(id: string, call: CallNode, receiver: RoleValue | undefined, isOnlyConnection = false): void {
    if (receiver) this.record.transactions.set(id, { call, library: getLibrary(receiver.role), root: getRootId(this.project, receiver), isOnlyConnection });
  }

  private bind(target: Node, value: Node, state: UnitState): UnitState {
    const bare = unwrap(target);
    if (bare.type !== "Identifier") return this.unbind(bare, state);
    const binding = this.module.scope.lookup(bare.name, bare);
    return binding ? setEntity(state, binding, createEntityState(this, value, state)) : state;
  }

  /** What is destructured is a value of its own. */
  private unbind(pattern: Node, state: UnitState): UnitState {
    let result = state;
    forEachPatternIdentifier(pattern, (identifier) => {
      const binding = this.module.scope.lookup(identifier.name, identifier);
      if (binding) result = setEntity(result, binding, undefined);
    });
    return result;
  }

  /** `for (const task of tasks)` */
  private bindElement(declaration: Extract<Node, { type: "VariableDeclaration" }>, state: UnitState): UnitState {
    const loop = declaration.parent;
    const id = declaration.declarations[0]?.id;
    if (loop?.type !== "ForOfStatement" || loop.left !== declaration || id?.type !== "Identifier") return state;
    const binding = this.module.scope.lookup(id.name, id);
    return binding ? this.bindElementOf(loop.right, binding, state) : state;
  }

  private bindElementOf(list: Node, binding: Binding, state: UnitState): UnitState {
    const source = findEntityVariable(list, this.module, state);
    const entity = source && state.entities.get(source);
    return setEntity(state, binding, entity?.isMany ? { ...entity, isMany: false } : undefined);
  }

  refine(test: Node, outcome: boolean, state: UnitState): UnitState | undefined {
    const compared = findCompared(test, outcome);
    const guard = this.findGuard(compared.node);
    if (guard && compared.outcome === undefined) return state;
    if (!guard) return state.debts.size === 0 ? state : setDebts(state, settleTest(this, test, outcome, state.debts));
    const { id, asks } = guard;
    const isOpen = (asks === "open") === compared.outcome;
    const settled = isOpen ? state : setDebts(state, asks === "released" ? payAll(state.debts, id) : payEnd(state.debts, id));
    const bits = state.handles.get(id);
    if (bits === undefined) return settled;
    const left = bits & (asks === "released" ? (isOpen ? ~HANDLE.released : HANDLE.released | HANDLE.unknown) : isOpen ? HANDLE.open | HANDLE.unknown : ~HANDLE.open);
    return left === 0 ? undefined : setHandle(settled, id, left);
  }

  /** `queryRunner.isTransactionActive`, `trx.isCompleted()`: which handle is asked about what. */
  private findGuard(test: Node): { readonly id: string; readonly asks: "open" | "ended" | "released" } | undefined {
    const member = getMember(test.type === "CallExpression" ? getCallee(test) : test);
    const owner = member && this.facts.getValue(member.object, this.module);
    if (owner?.kind !== "role") return undefined;
    const asks = findMember(owner.role, member?.name ?? "")?.asks;
    const id = getHandleId(owner.source);
    return asks && id !== undefined ? { id, asks } : undefined;
  }

  /** Types say that a client can be missing (`Model.sequelize?.`); code that holds a model has one. */
  isPresent(node: Node): boolean {
    const value = this.facts.getValue(node, this.module);
    return value.kind === "role" && value.source.kind === "static" && getRole(value.role).kind === "client";
  }

  private getRun(call: CallNode, fn: FunctionNode): CallbackRun {
    let run = this.runs.get(fn);
    if (!run) this.runs.set(fn, (run = classifyCallbackRun(this, call, fn, this.module)));
    return run;
  }

  classifyCallback(call: CallNode, fn: FunctionNode): CallbackTiming {
    return this.getRun(call, fn).timing;
  }

  enterCallback(call: CallNode, fn: FunctionNode, state: UnitState): UnitState {
    const { transaction } = this.getRun(call, fn);
    if (transaction) return this.openTransaction(transaction, state);
    const member = isElementCall(call) ? getMember(getCallee(call)) : undefined;
    const [parameter] = getParameters(fn);
    const binding = parameter?.type === "Identifier" ? this.module.scope.lookup(parameter.name, parameter) : undefined;
    return member && binding ? this.bindElementOf(member.object, binding, state) : state;
  }

  leaveCallback(call: CallNode, fn: FunctionNode, exits: Exits<UnitState>): Exits<UnitState> {
    const { transaction } = this.getRun(call, fn);
    if (!transaction) return exits;
    const { id, isNested } = transaction;
    if (isNested) {
      const end = (state: UnitState | undefined): UnitState | undefined => state && setHandle(state, id, HANDLE.none);
      return { normal: end(exits.normal), thrown: end(exits.thrown) };
    }
    // The library's own commit can fail too.
    const failed = exits.thrown && exits.normal ? joinStates(exits.thrown, exits.normal) : (exits.thrown ?? exits.normal);
    return { normal: exits.normal && commit(exits.normal, id, call, true), thrown: failed && rollback(failed, id, call, true) };
  }

  /** By the time that a deferred function runs, what is open here may have ended; one that runs in a transaction finds that open. */
  enterLater(fn: FunctionNode, state: UnitState): UnitState {
    this.record.detached.add(fn);
    const later: UnitState = { ...forgetAllKeys(state), debts: NO_DEBTS, handles: new Map([...state.handles.keys()].map((id) => [id, HANDLE.unknown])) };
    const transaction = this.runs.get(fn)?.transaction;
    return transaction ? this.openTransaction(transaction, later) : later;
  }

  private openTransaction({ id, call, receiver, isOnlyConnection }: CallbackTransaction, state: UnitState): UnitState {
    this.noteTransaction(id, call, receiver, isOnlyConnection);
    return setHandle(state, id, HANDLE.open);
  }

  /** A local function that is called where it can be seen is read where it is called. */
  findInlined(call: CallNode): FunctionNode | undefined {
    return findLocalCallee(this.facts, call, this.module);
  }
}

/** The closure that a call runs: it shares the variables of where it is called, and has no summary that tells what it does to them. */
export function findLocalCallee(facts: FactsProvider, call: CallNode, module: SourceModule): FunctionNode | undefined {
  const callee = getCallee(call);
  if (callee.type !== "Identifier") return undefined;
  const value = facts.getValue(callee, module);
  if (value.kind !== "function" || value.ref.module !== module) return undefined;
  return isTopLevel(value.ref.node) ? undefined : value.ref.node;
}

/** Does an operation end a transaction, but only when it is executed? */
function isCommand({ effect, member, library }: Operation): boolean {
  return isEnd(effect) && member.isLazy === true && library.behaviour.lazyRunsBy !== undefined;
}

/** Is a function one of the module's own level, or a method? Those have a summary; closures share the variables of where they stand. */
export function isTopLevel(fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent?.type === "MethodDefinition" || parent?.type === "PropertyDefinition") return true;
  const statement = parent?.type === "VariableDeclarator" ? parent.parent : fn;
  const holder = statement?.parent;
  return holder?.type === "Program" || holder?.type === "ExportNamedDeclaration" || holder?.type === "ExportDefaultDeclaration";
}
