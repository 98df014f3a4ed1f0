import { getEnclosingClass, getEnclosingFunction, getParameters } from "../../ast/index.js";
import type { CallNode, ClassNode } from "../../ast/index.js";
import { getOperation, isExecuted } from "../../effects/index.js";
import type { Operation } from "../../effects/index.js";
import { findParameterRuns } from "../../project/index.js";
import type { SourceModule } from "../../project/index.js";
import { classifyCallerTransaction, getUnitOfWorkRecord, HANDLE } from "../../states/index.js";
import type { AnalysisContext, UnitState } from "../../states/index.js";

/** A commit by the service layer, whoever owns the transaction. */
export interface ServiceCommit {
  readonly kind: "commit" | "flush" | "callback";
  readonly call: CallNode;
  readonly operation: Operation;
}

/**
 * Every explicit commit in code that counts as a service, every flush there that is a commit because no caller holds a
 * transaction, and every transaction that it lets a library run.
 */
export function findServiceCommits(context: AnalysisContext, module: SourceModule, isService: (owner: ClassNode | undefined) => boolean): readonly ServiceCommit[] {
  const found: ServiceCommit[] = [];
  for (const [call, state] of getUnitOfWorkRecord(context, module).states) {
    const operation = getOperation(context.facts, call, module);
    if (!operation || !isExecuted(operation) || !isService(getEnclosingClass(call)) || isInWrapper(context, call, module)) continue;
    const kind = classifyCommit(context, operation, state, module);
    if (kind) found.push({ kind, call, operation });
  }
  return found;
}

function classifyCommit(context: AnalysisContext, operation: Operation, state: UnitState, module: SourceModule): ServiceCommit["kind"] | undefined {
  switch (operation.effect) {
    case "commit":
      return "commit";
    case "transaction-callback":
      return "callback";
    case "flush":
    case "stage-and-flush":
      return isFlushCommit(context, operation, state, module) ? "flush" : undefined;
    default:
      return undefined;
  }
}

/** A flush commits when no transaction is open: none here, and none in any caller. */
function isFlushCommit(context: AnalysisContext, { call, library, receiver }: Operation, state: UnitState, module: SourceModule): boolean {
  if (!library.behaviour.flushCommits || receiver.source.kind === "callback") return false;
  if ([...state.handles.values()].some((bits) => bits & (HANDLE.open | HANDLE.unknown))) return false;
  const fn = getEnclosingFunction(call);
  return fn !== undefined && classifyCallerTransaction(context, { node: fn, module }, library) === "no";
}

/** Does the call lie in a function whose purpose is to own: one that runs what its caller hands it, as `withTransaction(work)` does? */
function isInWrapper({ facts }: AnalysisContext, call: CallNode, module: SourceModule): boolean {
  for (let fn = getEnclosingFunction(call); fn; fn = getEnclosingFunction(fn)) {
    const ref = { node: fn, module };
    if (getParameters(fn).some((_, index) => findParameterRuns(facts, ref, index).length > 0)) return true;
  }
  return false;
}
