import { findFunctionArgument, getAnnotation, getParameters, getPropertyName, isCall, isFunction, unwrap, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode } from "../../ast/index.js";
import { getRole } from "../../catalogue/index.js";
import { classifyOwnership, findPassed, getChain, getHandleId, getOperation, isEnd, isEndDelegate, isExecuted } from "../../effects/index.js";
import type { Operation } from "../../effects/index.js";
import { getOnlyTarget, getShapeMembers } from "../../project/index.js";
import type { FunctionRef, RoleValue, SourceModule, Source } from "../../project/index.js";
import { findCallerInTransaction, findPassedArguments, getSummaries, getUnitOfWorkRecord, HANDLE } from "../../states/index.js";
import type { AnalysisContext, UnitState } from "../../states/index.js";
import { isGuardedByCaller } from "./guards.js";
import { isSilentRollback } from "./rollbacks.js";

/** A call that ends, or begins, a transaction that is somebody else's. */
export interface ForeignEnd {
  readonly kind: "end" | "begin";
  readonly call: CallNode;
  readonly operation: Operation;
  /** The function that was given the handle. */
  readonly fn: FunctionNode | undefined;
  /** A caller that can be seen to hold the transaction. */
  readonly caller: string | undefined;
  /** Through which function the call ends it; `undefined` when it is the end itself. */
  readonly delegate: string | undefined;
}

/** Every commit, rollback, release or begin of a module on a borrowed handle: `semantics.md` §1. */
export function findForeignEnds(context: AnalysisContext, module: SourceModule): readonly ForeignEnd[] {
  const found: ForeignEnd[] = [];
  for (const [call, state] of getUnitOfWorkRecord(context, module).states) {
    const end = judgeOperation(context, call, module, state) ?? judgeDelegate(context, call, module, state);
    if (end) found.push(end);
  }
  return found;
}

function judgeOperation(context: AnalysisContext, call: CallNode, module: SourceModule, state: UnitState): ForeignEnd | undefined {
  const operation = getOperation(context.facts, call, module);
  if (!operation || !isExecuted(operation)) return undefined;
  const { receiver, effect } = operation;
  if (effect === "begin") return judgeBegin(context, operation, state);
  if (!isEnd(effect)) return undefined;
  return judgeEnd(context, operation, receiver, state, undefined);
}

/** `finish(tx)`, where `finish` does nothing but end what it is given: its caller is the one who ends it. */
function judgeDelegate(context: AnalysisContext, call: CallNode, module: SourceModule, state: UnitState): ForeignEnd | undefined {
  const callee = context.facts.getCallee(call, module);
  const target = getOnlyTarget(callee);
  if (!target) return undefined;
  const summary = getSummaries(context).getSummary(target);
  const effect = isEndDelegate(summary) ? summary.effects.find((item) => item.effect !== "release" && item.confidence === "certain") : undefined;
  if (effect?.subject.kind !== "parameter") return undefined;
  const passed = findPassed(context.facts, { call, module, target }, effect.subject.index, effect.subject.path);
  const value = passed.kind === "value" && passed.path.length === 0 ? context.facts.getValue(passed.node, passed.module) : undefined;
  if (value?.kind !== "role") return undefined;
  return judgeEnd(context, { ...effect.operation, call, module }, value, state, getChain(effect).at(-1));
}

function judgeEnd(context: AnalysisContext, operation: Operation, handle: RoleValue, state: UnitState, delegate: string | undefined): ForeignEnd | undefined {
  const { source } = handle;
  const { call, module } = operation;
  const end = { kind: "end", call, operation, delegate } as const;
  switch (source.kind) {
    case "callback":
      return isCallbackReturningNothing(source) || isSilentRollback(operation) ? undefined : { ...end, fn: findFunctionArgument(source.call), caller: undefined };
    case "parameter": {
      const fn: FunctionRef = { node: source.fn, module: source.module };
      if (!isAlwaysGiven(context, source, handle) || isBegunHere(source, state) || isGuardedByCaller(call, source.fn, module)) return undefined;
      if (delegate === undefined && isEndDelegate(getSummaries(context).getSummary(fn))) return undefined;
      const caller = findCaller(context, source);
      // Giving back proves nothing by itself: the connection may have been handed over for good.
      if (operation.effect === "release" && (!caller || !hasOtherEffects(context, fn, source.index))) return undefined;
      return { ...end, fn: source.fn, caller: caller?.name };
    }
    case "field": {
      if (operation.effect === "release" || source.connection !== undefined || isBegunHere(source, state)) return undefined;
      if (classifyOwnership(context.facts, handle) !== "borrowed") return undefined;
      return { ...end, fn: undefined, caller: undefined };
    }
    default:
      return undefined;
  }
}

/** A begin on a handle that was handed in: of a unit of work always, of SQL text when a caller holds a transaction. */
function judgeBegin(context: AnalysisContext, operation: Operation, state: UnitState): ForeignEnd | undefined {
  const { receiver, call, module } = operation;
  const { source } = receiver;
  const { kind } = getRole(receiver.role);
  if (source.kind !== "parameter" || source.path.length > 0 || isGuardedByCaller(call, source.fn, module)) return undefined;
  const begin = { kind: "begin", call, operation, fn: source.fn, delegate: undefined } as const;
  if (kind === "unit-of-work") {
    const caller = findCaller(context, source);
    return isForkedByCallers(context, source) ? undefined : { ...begin, caller: caller?.name };
  }
  const isText = operation.member.effect === "sql";
  const caller = isText && !isBegunHere(source, state) ? findCaller(context, source) : undefined;
  return caller && { ...begin, caller: caller.name };
}

type ParameterSource = Extract<Source, { kind: "parameter" }>;

function findCaller(context: AnalysisContext, source: ParameterSource): { readonly name: string } | undefined {
  return findCallerInTransaction(context, { node: source.fn, module: source.module }, source.index);
}

/** Do all callers pass a fork that they made for the call? Then the function is the one that owns it. */
function isForkedByCallers(context: AnalysisContext, source: ParameterSource): boolean {
  const passed = findPassedArguments(context, { node: source.fn, module: source.module }, source.index);
  return passed.length > 0 && passed.every(({ argument, value }) => value.kind === "role" && value.source.kind === "created" && value.source.effect === "fork" && isCall(unwrap(argument)));
}

/** Is a handle there in every call: a parameter, or a member of one (`{ transaction }`) that its type does not leave out? */
export function isAlwaysGiven({ facts }: AnalysisContext, { fn, index, path, module }: ParameterSource, handle: RoleValue): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  const parameter = getParameters(fn)[index];
  const annotation = parameter && getAnnotation(parameter);
  if (!annotation || rest.length > 0 || !getRole(handle.role).isAlwaysHandle) return false;
  const shape = facts.getTypeValue(annotation, module, { kind: "unknown" });
  return shape.kind === "shape" && getShapeMembers(shape).some((member) => member.type === "TSPropertySignature" && getPropertyName(member) === name && !member.optional);
}

/** May the handle's transaction have been begun by this very function? Then the end is its own. */
function isBegunHere(source: Source, state: UnitState): boolean {
  const id = getHandleId(source);
  return id !== undefined && ((state.handles.get(id) ?? 0) & (HANDLE.open | HANDLE.unknown)) !== 0;
}

function hasOtherEffects(context: AnalysisContext, fn: FunctionRef, index: number): boolean {
  return getSummaries(context).getSummary(fn).effects.some(({ effect, subject }) => effect !== "release" && subject.kind === "parameter" && subject.index === index);
}

/** A callback that is not async and returns nothing has to commit by itself: nobody waits for it. */
function isCallbackReturningNothing(source: Extract<Source, { kind: "callback" }>): boolean {
  const fn = findFunctionArgument(source.call);
  if (!fn?.body || fn.async || fn.body.type !== "BlockStatement") return false;
  let returns = false;
  walk(fn.body, (node) => {
    if (isFunction(node)) return false;
    returns ||= node.type === "ReturnStatement" && node.argument !== null;
    return undefined;
  });
  return !returns;
}
