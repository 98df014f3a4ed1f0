import { findFunctionArgument, findProperty, getEnclosingFunction, getParameterPattern, getParameters, isCall, unwrap } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { getRole } from "../../catalogue/index.js";
import { findCarriedTransaction, findHandlePlaces, getChain, getHandleId, getOperation, getReceiver, getRootId, getSubjectRoot, happensIn, isBatch, isExecuted, isGivenBack, isHandedTransaction, isQuery, isRun } from "../../effects/index.js";
import type { CallSite, Operation, SummaryEffect } from "../../effects/index.js";
import { findDefinition, getOnlyTarget, getSourceChain, isReferenceTo } from "../../project/index.js";
import type { Definition, FactsProvider, RoleValue, SourceModule } from "../../project/index.js";
import { getSummaries, getUnitOfWorkRecord, HANDLE, isTopLevel } from "../../states/index.js";
import type { AnalysisContext, OpenTransaction, UnitOfWorkRecord, UnitState } from "../../states/index.js";

/** A query, or a second transaction, on a client while one of its transactions is open. */
export interface OuterQuery {
  readonly call: CallNode;
  /** What runs on the client: here, or at the end of `chain`. */
  readonly operation: Operation;
  readonly transaction: OpenTransaction;
  readonly transactionId: string;
  /** The functions through which the call gets there; empty when it is the query itself. */
  readonly chain: readonly string[];
  /** Does it run in a transaction of another client too: another database, a replica? */
  readonly isOtherRoot: boolean;
}

/** Every query of a module that runs on the outer client inside a transaction: `semantics.md` §4. */
export function findOuterQueries(context: AnalysisContext, module: SourceModule): readonly OuterQuery[] {
  const record = getUnitOfWorkRecord(context, module);
  const queries: OuterQuery[] = [];
  for (const [call, state] of record.states) {
    for (const [transactionId, transaction] of getOpenTransactions(record, state)) {
      const found = judgeCall(context, call, module, state, transaction);
      if (!found) continue;
      queries.push({ call, transaction, transactionId, ...found });
      break;
    }
  }
  return queries;
}

/** The transactions that are open on every path to a state, innermost first. */
export function getOpenTransactions(record: UnitOfWorkRecord, state: UnitState): [string, OpenTransaction][] {
  const open: [string, OpenTransaction][] = [];
  for (const [id, bits] of state.handles) {
    const transaction = bits === HANDLE.open ? record.transactions.get(id) : undefined;
    if (transaction && !transaction.isOnlyConnection) open.unshift([id, transaction]);
  }
  return open;
}

type Finding = Pick<OuterQuery, "operation" | "chain" | "isOtherRoot">;

function judgeCall(context: AnalysisContext, call: CallNode, module: SourceModule, state: UnitState, transaction: OpenTransaction): Finding | undefined {
  if (call === transaction.call) return undefined;
  const operation = getOperation(context.facts, call, module);
  if (operation) {
    const root = isOuterOperation(context, operation, state) ? getRootId(context.project, operation.receiver) : undefined;
    return root === undefined || operation.library !== transaction.library ? undefined : { operation, chain: [], isOtherRoot: root !== transaction.root };
  }
  const callee = context.facts.getCallee(call, module);
  const target = getOnlyTarget(callee);
  if (!target) return undefined;
  // A closure is read where it is called: its own queries are reported.
  if (target.module === module && !isTopLevel(target.node)) return undefined;
  const acceptsHandle = findHandlePlaces(context, target).length > 0;
  for (const effect of getSummaries(context).getSummary(target).effects) {
    if (isFragment(effect, call)) continue;
    // What a handle could change is the question of `require-transaction-forwarding`.
    if (acceptsHandle && (!effect.isInevitable || effect.conditions.length > 0)) continue;
    const root = effect.confidence === "certain" ? getSubjectRoot(effect.subject) : undefined;
    if (root === undefined || root !== transaction.root || effect.operation.library !== transaction.library || !happensIn(context.facts, effect, { call, module, target })) continue;
    if (isHeldByNewObject(context.facts, effect.operation.receiver, { call, module })) continue;
    if (isOuterOperation(context, effect.operation, state)) return { operation: effect.operation, chain: getChain(effect), isOtherRoot: false };
  }
  return undefined;
}

/** Is what a callee does only a query in the making, that nobody runs where the call stands? */
export function isFragment({ operation, length }: SummaryEffect, call: CallNode): boolean {
  if (!isGivenBack(operation)) return false;
  // Of a template that functions hand on, nobody can tell where it ends up.
  return length > 1 ? operation.call.type === "TaggedTemplateExpression" : !isRun({ call, library: operation.library });
}

/** Does an operation run on a client, outside whatever is open? Unknown counts as no. */
export function isOuterOperation(context: AnalysisContext, operation: Operation, state: UnitState): boolean {
  if (operation.member.option && findCarriedTransaction(context.project, operation).kind !== "none") return false;
  return isOnClient(context, operation, state);
}

/** The same for an operation whose option turned out to carry nothing. */
export function isOnClient(context: AnalysisContext, operation: Operation, state: UnitState): boolean {
  const { facts } = context;
  const { receiver, effect } = operation;
  const startsTransaction = effect === "transaction-callback" || (effect === "begin" && getRole(receiver.role).kind === "client");
  if (!(isQuery(operation) || startsTransaction) || (!startsTransaction && !isExecuted(operation))) return false;
  if (isHandedTransaction(facts, operation) || isBatch(operation) || worksOnHandle(receiver, state) || isAmbient(context, operation)) return false;
  const { kind } = getRole(receiver.role);
  // A second connection is taken on purpose.
  if (receiver.source.kind === "created" && receiver.source.effect === "acquire") return false;
  // What is handed in can be the caller's transaction, unless it is a client by type.
  return receiver.source.kind !== "parameter" || kind === "client";
}

/** Is a callee's client what an object holds that was just made of something: `new Tasks(tx).add()`? */
export function isHeldByNewObject(facts: FactsProvider, { source }: RoleValue, { call, module }: CallSite): boolean {
  const receiver = source.kind === "field" ? getReceiver(call) : undefined;
  const value = receiver && facts.getValue(receiver, module);
  if (value?.kind !== "instance" || value.source.kind !== "created") return false;
  const { at } = value.source;
  return getEnclosingFunction(at) !== undefined && !(at.type === "NewExpression" && at.arguments.length === 0);
}

/** Does a value work on a handle whose transaction is, or may be, open? */
export function worksOnHandle(value: RoleValue, state: UnitState): boolean {
  for (const source of getSourceChain(value.source)) {
    if (source.kind === "callback") return getRole(value.role).kind !== "entity" && !isFork(value);
    const id = getHandleId(source);
    if (id !== undefined && (state.handles.get(id) ?? 0) & (HANDLE.open | HANDLE.unknown) && getRole(value.role).kind !== "entity") return true;
  }
  return false;
}

function isFork({ source }: RoleValue): boolean {
  return source.kind === "created" && source.effect === "fork";
}

/** Does the client enlist in the running transaction by itself? */
function isAmbient(context: AnalysisContext, { receiver, library }: Operation): boolean {
  const { project, facts } = context;
  const { ambientSwitches = [] } = library.behaviour;
  if (ambientSwitches.some((text) => project.isMentioned(text))) return true;
  if (isDeclaredAmbient(context, receiver)) return true;
  if (!getRole(receiver.role).isAmbientWhenInjected) return false;
  // A fork follows no context, unless it is told to.
  if (receiver.source.kind !== "created" || receiver.source.effect !== "fork") return true;
  const { at, module } = receiver.source;
  const operation = at.type === "CallExpression" ? getOperation(facts, at, module) : undefined;
  const joinedBy = operation?.member.joinedBy;
  const options = joinedBy && at.type === "CallExpression" ? at.arguments[joinedBy.argument] : undefined;
  if (!options) return false;
  const object = unwrap(options);
  return object.type !== "ObjectExpression" || joinedBy?.keys.some((key) => findProperty(object, key) !== undefined) === true;
}

/** Does the user say of a client that it enlists by itself: of the exported client, its class, or the function that makes it? */
function isDeclaredAmbient({ project, facts, settings }: AnalysisContext, { source, subclass }: RoleValue): boolean {
  const { ambient = [] } = settings ?? {};
  if (ambient.length === 0) return false;
  const root = [...getSourceChain(source)].at(-1) ?? source;
  const definitions: Definition[] = subclass ? [{ kind: "class", ...subclass }] : [];
  if (root.kind === "created") {
    definitions.push({ kind: "expression", node: root.at, module: root.module });
    if (root.at.type === "NewExpression") definitions.push(findDefinition(project, root.at.callee, root.module));
    const callee = isCall(root.at) ? facts.getCallee(root.at, root.module) : undefined;
    if (callee?.kind === "functions") definitions.push(...callee.targets.map((target): Definition => ({ kind: "function", ...target })));
  }
  return definitions.some((definition) => ambient.some((reference) => isReferenceTo(project, definition, reference)));
}

/** The variable that holds a transaction where a call stands: the callback's parameter; `undefined` when it has no name there. */
export function findHandleName(query: OuterQuery, module: SourceModule): { readonly name: string; readonly fn: FunctionNode; readonly parameter: Node } | undefined {
  const fn = findFunctionArgument(query.transaction.call);
  const [parameter] = fn ? getParameters(fn) : [];
  const pattern = parameter && getParameterPattern(parameter);
  if (!fn || pattern?.type !== "Identifier") return undefined;
  const binding = module.scope.lookup(pattern.name, query.call);
  return binding?.declaration === fn ? { name: pattern.name, fn, parameter: pattern } : undefined;
}

