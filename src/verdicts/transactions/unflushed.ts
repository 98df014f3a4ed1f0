import { isWithin } from "../../ast/index.js";
import type { CallNode, FunctionNode } from "../../ast/index.js";
import { getOperation, getReceiver } from "../../effects/index.js";
import type { Operation } from "../../effects/index.js";
import type { SourceModule } from "../../project/index.js";
import { getSummaries, getUnitOfWorkRecord } from "../../states/index.js";
import type { AnalysisContext } from "../../states/index.js";
import { findOwner } from "./work-sites.js";

/** An entity that is put under the control of a unit of work which nobody ever flushes. */
export interface UnflushedStage {
  readonly fn: FunctionNode;
  readonly call: CallNode;
  readonly operation: Operation;
}

const FLUSHING: ReadonlySet<Operation["effect"]> = new Set<Operation["effect"]>(["flush", "stage-and-flush", "begin", "commit", "transaction-callback", "context-callback"]);

/**
 * The first staging on each unit of work that a function makes for itself, hands to nobody, and does not flush. Of a unit
 * of work that comes from elsewhere, somebody else may do that.
 */
export function findUnflushedStages(context: AnalysisContext, module: SourceModule): readonly UnflushedStage[] {
  const record = getUnitOfWorkRecord(context, module);
  const found = new Map<string, UnflushedStage>();
  for (const call of record.states.keys()) {
    const operation = getOperation(context.facts, call, module);
    const fn = operation?.effect === "stage" && operation.library.behaviour.flushCommits ? findOwner(call, record) : undefined;
    const name = operation && fn ? findPrivateUnit(operation, fn) : undefined;
    if (!operation || !fn || name === undefined || found.has(name)) continue;
    const { effects } = getSummaries(context).getSummary({ node: fn, module });
    if (!effects.some((item) => FLUSHING.has(item.effect) && item.operation.library === operation.library)) found.set(name, { fn, call, operation });
  }
  return [...found.values()];
}

/** The variable of a fork that is made in a function and used there alone, as the receiver of calls. */
function findPrivateUnit({ call, module, receiver: { source } }: Operation, fn: FunctionNode): string | undefined {
  const receiver = getReceiver(call);
  if (source.kind !== "created" || source.effect !== "fork" || receiver?.type !== "Identifier") return undefined;
  const binding = module.scope.lookup(receiver.name, receiver);
  const { declaration } = binding ?? {};
  if (!binding || declaration?.type !== "VariableDeclarator" || declaration.id !== binding.identifier || !isWithin(declaration, fn) || module.scope.getWrites(binding).length > 0) return undefined;
  const isPrivate = module.scope.getReferences(binding).every((reference) => reference.parent?.type === "MemberExpression" && reference.parent.object === reference);
  return isPrivate ? `${receiver.name}#${String(binding.identifier.start)}` : undefined;
}
