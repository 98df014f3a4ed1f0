import { findFunctionArgument, getCallee, getEnclosingFunction, getMember, isCall, isWithin, unwrapUp } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import type { Library } from "../../catalogue/index.js";
import { classifyCallbackRun, getOperation, holdsOwn, readChain } from "../../effects/index.js";
import { interpret } from "../../flow/index.js";
import { findFailedStatements, findParameterRuns, findWrapperCall } from "../../project/index.js";
import type { FactsProvider, Project, SourceModule } from "../../project/index.js";
import { getSummaries, getUnitOfWorkRecord, HANDLE } from "../../states/index.js";
import type { AnalysisContext, OpenTransaction, UnitOfWorkRecord } from "../../states/index.js";
import { findErrorStatus, isErrorResult } from "./error-results.js";
import { keepsErrors } from "./error-handlers.js";
import { isSilentRollback } from "./rollbacks.js";
import { CAUGHT, TransactionBodyFlow, getGuarded } from "./transaction-bodies.js";
import type { BodyState } from "./transaction-bodies.js";

/** An error inside a transaction that does not make it roll back, or that nobody hears of. */
export interface SwallowedError {
  readonly kind:
    /** A handler keeps a failed statement's error: the commit rolls back in silence. */
    | "query"
    /** A handler keeps the error by which a library rolls back: it commits. */
    | "rollback"
    /** An error is returned, or answered, after a write: a normal end, which commits. */
    | "return"
    | "reply"
    /** A rollback that makes the transaction's call resolve. */
    | "silent-rollback";
  /** The handler, the `return`, the reply's outermost call, the rollback. */
  readonly node: Node;
  readonly library: Library;
  /** Of a reply. */
  readonly status: number | undefined;
}

/** Every swallowed error of a module's transactions: `semantics.md` §5. */
export function findSwallowedErrors(context: AnalysisContext, module: SourceModule): readonly SwallowedError[] {
  const record = getUnitOfWorkRecord(context, module);
  const found: SwallowedError[] = [];
  for (const [id, transaction] of record.transactions) found.push(...readTransaction(context, module, record, id, transaction));
  for (const call of record.states.keys()) {
    const operation = getOperation(context.facts, call, module);
    if (operation && isSilentRollback(operation)) found.push({ kind: "silent-rollback", node: call, library: operation.library, status: undefined });
  }
  return found;
}

function readTransaction(context: AnalysisContext, module: SourceModule, record: UnitOfWorkRecord, id: string, { call, library }: OpenTransaction): readonly SwallowedError[] {
  const callback = findFunctionArgument(call);
  const run = callback && classifyCallbackRun({ facts: context.facts, summaries: getSummaries(context) }, call, callback, module).transaction;
  const isManaged = callback !== undefined && run?.id === id;
  const fn = isManaged ? callback : getEnclosingFunction(call);
  if (!fn) return [];
  const flow = new TransactionBodyFlow(context.project, context.facts, getSummaries(context), module, { id, fn, library });
  const { normal } = interpret(fn, flow.initial, flow);
  const ends = isManaged ? (normal ? [normal] : []) : flow.committed;
  const isNested = (isManaged && run.isNested) || isWithinOther(record, call, id, library);
  const handlers = [...findKept(ends)].filter(([handler]) => !isWithin(call, getGuarded(handler) ?? handler) && keepsErrors(context, handler, fn, module));
  const found = handlers.flatMap(([node, bits]): SwallowedError[] => {
    if (bits & CAUGHT.rollback) return [{ kind: "rollback", node, library, status: undefined }];
    const isLoss = bits & CAUGHT.write || (flow.mayWrite && guardsQueriesOnly(context, node, module));
    return isLoss && !isNested && losesInSilence(context.project, library, module) ? [{ kind: "query", node, library, status: undefined }] : [];
  });
  if (!isManaged || isNested || !isResultHandedOn(context, call, callback, module)) return found;
  const isReported = (node: Node): boolean => found.some((error) => isWithin(node, error.node));
  for (const [node, hasWritten] of flow.written) {
    if (!hasWritten || isReported(node)) continue;
    if (node.type === "ReturnStatement" && node.argument && isErrorResult(context, node.argument, module)) found.push({ kind: "return", node, library, status: undefined });
  }
  for (const reply of normal?.replies ?? []) {
    if (flow.written.get(reply) && !isReported(reply)) found.push({ kind: "reply", node: readChain({ call: reply }).end, library, status: findErrorStatus(context, reply, module) });
  }
  return found;
}

/** Is all that a handler guards a query, so that nothing else can be what it catches? */
function guardsQueriesOnly({ facts }: AnalysisContext, handler: Node, module: SourceModule): boolean {
  const guarded = getGuarded(handler);
  return guarded !== undefined && !holdsOwn(guarded, (node) => isCall(node) && node.parent?.type === "AwaitExpression" && !isQueryChain(facts, node, module));
}

function isQueryChain(facts: FactsProvider, call: CallNode, module: SourceModule): boolean {
  for (let node: Node = call; isCall(node); ) {
    if (getOperation(facts, node, module)) return true;
    const callee = getMember(getCallee(node));
    if (!callee) return false;
    node = callee.object;
  }
  return false;
}

/** The handlers that have kept an error on some path to a normal end. */
function findKept(ends: readonly BodyState[]): ReadonlyMap<Node, number> {
  const kept = new Map<Node, number>();
  for (const { handlers } of ends) for (const [handler, bits] of handlers) kept.set(handler, bits | (kept.get(handler) ?? 0));
  return kept;
}

/** Is a transaction begun while another one of its library is open? It is a savepoint then, or may be one. */
function isWithinOther({ states, transactions }: UnitOfWorkRecord, call: CallNode, id: string, library: Library): boolean {
  return [...(states.get(call)?.handles ?? [])].some(([other, bits]) => other !== id && bits & (HANDLE.open | HANDLE.unknown) && transactions.get(other)?.library === library);
}

/** May the database be one that turns the commit into a rollback, without a word of its driver or library? */
function losesInSilence(project: Project, library: Library, module: SourceModule): boolean {
  if (library.behaviour.endThrowsAfterFailure) return false;
  const answers = findFailedStatements(project, library, module);
  return answers.size === 0 || answers.has("aborts");
}

/** Does nobody look at what a callback returns before the transaction ends? A wrapper of the project may roll back by it. */
function isResultHandedOn({ facts }: AnalysisContext, call: CallNode, callback: FunctionNode, module: SourceModule): boolean {
  const wrapper = findWrapperCall(facts, callback, module);
  if (wrapper?.call !== call) return true;
  const runs = findParameterRuns(facts, wrapper.target, wrapper.index);
  return runs.length > 0 && runs.every((run) => run.kind === "handed-on" || (run.kind === "called" && isPassedBack(run.call, run.fn.module)));
}

/** `return work(tx)`, `const result = await work(tx); …; return result`, `await work(tx)` */
function isPassedBack(call: CallNode, module: SourceModule): boolean {
  let node = unwrapUp(call);
  while (node.parent?.type === "AwaitExpression") node = unwrapUp(node.parent);
  const { parent } = node;
  if (parent?.type === "ReturnStatement" || parent?.type === "ExpressionStatement" || (parent?.type === "ArrowFunctionExpression" && parent.body === node)) return true;
  if (parent?.type !== "VariableDeclarator" || parent.id.type !== "Identifier") return false;
  const binding = module.scope.lookup(parent.id.name, parent.id);
  return binding !== undefined && module.scope.getReferences(binding).every((reference) => unwrapUp(reference).parent?.type === "ReturnStatement");
}
