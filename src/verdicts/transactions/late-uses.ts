import { findFunctionArgument, getEnclosingFunction, isFunction, isWithin, startOf, walk } from "../../ast/index.js";
import type { CallNode, Node, NodeOf } from "../../ast/index.js";
import type { Library } from "../../catalogue/index.js";
import { findDeferral, findHandleOf, getChain, getHandleId, getOperation, happensIn, isEnd, isExecuted, isLikelyToThrow, isQuery } from "../../effects/index.js";
import type { Operation } from "../../effects/index.js";
import { getOnlyTarget, getSourceChain } from "../../project/index.js";
import type { RoleValue, Source, SourceModule } from "../../project/index.js";
import { isReference } from "../../scope/index.js";
import { findEffectHandle, getSummaries, getUnitOfWorkRecord, HANDLE } from "../../states/index.js";
import type { AnalysisContext, UnitState } from "../../states/index.js";

/** A use of a transaction's handle when the transaction is over. */
export interface LateUse {
  readonly kind:
    /** A query, or a transaction of its own, after the end on every path. */
    | "query"
    /** A commit or rollback after the end on every path. */
    | "end"
    /** A rollback in a `catch` that may follow the end: something behind the end failed. */
    | "end-in-catch"
    /** In a function that runs when the callback has returned. */
    | "escaped";
  readonly call: CallNode;
  readonly library: Library;
  readonly end: "committed" | "rolledBack" | "released";
  /** Does it still run, on a connection that is held, but outside any transaction? */
  readonly autocommits: boolean;
  /** The functions through which the call gets to the use; empty when it is the use itself. */
  readonly chain: readonly string[];
  /** The `try` whose `catch` it is in, for `end-in-catch`. */
  readonly statement?: NodeOf<"TryStatement">;
}

const ENDED = HANDLE.committed | HANDLE.rolledBack | HANDLE.released;

/** Every use of a handle of a module after its transaction, the first of each handle in each function: `semantics.md` §2. */
export function findLateUses(context: AnalysisContext, module: SourceModule): readonly LateUse[] {
  const first = new Map<string, LateUse>();
  for (const [call, state] of getUnitOfWorkRecord(context, module).states) {
    for (const [id, use] of judgeCall(context, call, module, state)) {
      const fn = getEnclosingFunction(call);
      const key = `${id}|${fn ? String(startOf(fn)) : ""}`;
      const known = first.get(key);
      if (!known || startOf(call) < startOf(known.call)) first.set(key, use);
    }
  }
  return [...first.values()];
}

function judgeCall(context: AnalysisContext, call: CallNode, module: SourceModule, state: UnitState): readonly (readonly [string, LateUse])[] {
  const { facts } = context;
  const operation = getOperation(facts, call, module);
  if (operation) {
    const handle = findHandleOf(context, operation);
    const id = handle && findHandleIn(handle.source, state);
    if (!handle || id === undefined || !isUse(operation)) return [];
    const use = judgeUse(context, operation, id, state, call, module) ?? judgeEscape(context, operation, handle);
    return use ? [[id, use]] : [];
  }
  const callee = facts.getCallee(call, module);
  const target = getOnlyTarget(callee);
  if (!target) return [];
  const of = { call, module, target };
  for (const effect of getSummaries(context).getSummary(target).effects) {
    const id = effect.confidence === "certain" && isUse(effect.operation) ? findEffectHandle(facts, effect, of) : undefined;
    const use = id === undefined || !happensIn(facts, effect, of) ? undefined : judgeUse(context, effect.operation, id, state, call, module);
    if (id !== undefined && use) return [[id, { ...use, chain: getChain(effect) }]];
  }
  return [];
}

/** The nearest handle on the way to a value's root of which the state is known. */
function findHandleIn(source: Source, state: UnitState): string | undefined {
  for (const current of getSourceChain(source)) {
    const id = getHandleId(current);
    if (id !== undefined && state.handles.has(id)) return id;
  }
  return undefined;
}

/** Queries, savepoints and ends. A new begin is none, and giving a connection back has to come last. */
function isUse(operation: Operation): boolean {
  const { effect } = operation;
  if (effect === "savepoint" || effect === "transaction-callback") return true;
  return (effect === "commit" || effect === "rollback" || isQuery(operation)) && isExecuted(operation);
}

function judgeUse(context: AnalysisContext, { effect, library }: Operation, id: string, state: UnitState, call: CallNode, module: SourceModule): LateUse | undefined {
  const bits = state.handles.get(id) ?? HANDLE.none;
  const { worksAfterEnd } = library.behaviour;
  const isEnding = isEnd(effect);
  // What still works when the transaction is over is late only once the connection is given back.
  const late = bits & (worksAfterEnd === "everything" || worksAfterEnd === (isEnding ? "ends" : "queries") ? HANDLE.released : ENDED);
  if (late === 0) return undefined;
  const isReleased = (late & HANDLE.released) !== 0;
  const end = late & HANDLE.committed ? "committed" : isReleased ? "released" : "rolledBack";
  const autocommits = library.behaviour.afterEnd === "autocommits" || (!isReleased && id.startsWith("created:") && library.behaviour.connectionOutlivesEnd === true);
  const use = { call, library, end, autocommits, chain: [] } as const;
  if (late === bits) return { ...use, kind: isEnding ? "end" : "query" };
  const statement = effect === "rollback" && !(bits & HANDLE.unknown) ? findOpenTry(call, module) : undefined;
  return statement && canFailAfterEnd(context, statement, id, late, module) ? { ...use, kind: "end-in-catch", statement } : undefined;
}

/** A query on a callback's handle in a timer or listener that the callback sets up: it fires when the callback is over. */
function judgeEscape({ project }: AnalysisContext, operation: Operation, { source }: RoleValue): LateUse | undefined {
  const { call, module, library } = operation;
  const work = source.kind === "callback" && source.module === module ? findFunctionArgument(source.call) : undefined;
  if (!work || !isQuery(operation) || !findDeferral(project, call, work, module)) return undefined;
  return { kind: "escaped", call, library, end: "committed", autocommits: library.behaviour.afterEnd === "autocommits", chain: [] };
}

/** Is there a call in a `try` that fails often enough to count, once the transaction has ended? */
function canFailAfterEnd(context: AnalysisContext, { block }: NodeOf<"TryStatement">, id: string, late: number, module: SourceModule): boolean {
  for (const [call, { handles }] of getUnitOfWorkRecord(context, module).states) {
    if (((handles.get(id) ?? 0) & late) === 0 || !isWithin(call, block)) continue;
    if (call.parent?.type === "ThrowStatement" || isLikelyToThrow(context.project, call, context.facts.getCallee(call, module))) return true;
  }
  return false;
}

/** The `try` in whose handler a call is made whatever its block has come to, as far as the handler's own tests tell. */
function findOpenTry(call: Node, module: SourceModule): NodeOf<"TryStatement"> | undefined {
  for (let node = call, { parent } = node; parent && !isFunction(parent); node = parent, { parent } = node) {
    if (parent.type === "CatchClause") return parent.parent?.type === "TryStatement" ? parent.parent : undefined;
    if (parent.type === "IfStatement" && node !== parent.test && mayKnowEnd(parent.test, module)) return undefined;
    if ((parent.type === "ConditionalExpression" || parent.type === "LogicalExpression") && mayKnowEnd(parent, module)) return undefined;
    if (parent.type !== "BlockStatement") continue;
    for (const statement of parent.body.slice(0, parent.body.indexOf(node as never))) if (statement.type === "IfStatement" && mayKnowEnd(statement.test, module)) return undefined;
  }
  return undefined;
}

/** Can a test tell whether the end was reached: does it ask a variable that is written again, a member, or a function? */
function mayKnowEnd(test: Node, module: SourceModule): boolean {
  let may = false;
  walk(test, (node) => {
    if (node.type === "Identifier" && isReference(node)) {
      const binding = module.scope.lookup(node.name, node);
      may ||= binding?.kind === "let" && module.scope.getWrites(binding).length > (binding.declaration.type === "VariableDeclarator" && binding.declaration.init ? 0 : 1);
    }
    may ||= node.type === "MemberExpression" || node.type === "CallExpression";
    return !may;
  });
  return may;
}
