import { getArguments } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { findPassed, getHandleId, happensIn, isEnd, isEndDelegate } from "../effects/index.js";
import type { CallOf, Operation, Summaries, SummaryEffect } from "../effects/index.js";
import type { FactsProvider, RoleValue, SourceModule } from "../project/index.js";
import { findEntityVariable } from "./entities.js";
import type { EntityContext } from "./entities.js";
import { HANDLE, setHandle } from "./lattice.js";
import type { UnitState } from "./lattice.js";
import { changeEntity, refresh } from "./operations.js";

export interface CalleeContext extends EntityContext {
  readonly summaries: Summaries;
  /** Keeps what is known of a transaction that a call begins. */
  noteTransaction(id: string, call: CallNode, receiver: RoleValue | undefined): void;
}

const EFFECT_BITS: Readonly<Partial<Record<Operation["effect"], number>>> = {
  begin: HANDLE.open,
  commit: HANDLE.committed,
  rollback: HANDLE.rolledBack,
  release: HANDLE.released,
};

/** The state after a call of a function that is no operation: of the project, by its summary; an unknown one may do anything to what it is given. */
export function applyCallee(context: CalleeContext, call: CallNode, state: UnitState): UnitState {
  const { facts, module } = context;
  const callee = facts.getCallee(call, module);
  if (callee.kind === "member" || callee.kind === "export") return state;
  if (callee.kind !== "functions") return getArguments(call).reduce((current, argument) => blur(context, argument, module, current), state);
  const isOnly = callee.isComplete && callee.targets.length === 1;
  let result = state;
  for (const target of callee.targets) {
    const of: CallOf = { call, module, target };
    const summary = context.summaries.getSummary(target);
    // What a callee does with a handle besides ending it is a mistake of its own, reported there: what follows from it is not one more.
    const isForeignEnd = !isEndDelegate(summary);
    for (const effect of summary.effects) {
      const ended = applyEffect(context, effect, of, isOnly, result);
      result = isForeignEnd && isEnd(effect.effect) && effect.subject.kind === "parameter" ? blurChanged(result, ended) : ended;
    }
    for (const index of summary.refreshes) {
      const argument = getArguments(call)[index];
      const binding = argument && findEntityVariable(argument, module, result);
      if (binding) result = changeEntity(result, binding, refresh);
    }
  }
  return result;
}

function applyEffect(context: CalleeContext, item: SummaryEffect, of: CallOf, isOnly: boolean, state: UnitState): UnitState {
  const bits = EFFECT_BITS[item.effect];
  const id = bits === undefined ? undefined : findEffectHandle(context.facts, item, of);
  if (bits === undefined || id === undefined || !happensIn(context.facts, item, of)) return state;
  if (item.effect === "begin") context.noteTransaction(id, of.call, item.operation.receiver);
  const isCertain = isOnly && item.confidence === "certain" && item.isInevitable;
  return setHandle(state, id, isCertain ? bits : (state.handles.get(id) ?? HANDLE.none) | bits);
}

/** Of the handles that a step changed, nobody can tell any more. */
function blurChanged(before: UnitState, after: UnitState): UnitState {
  let result = after;
  for (const [id, bits] of after.handles) if (before.handles.get(id) !== bits) result = setHandle(result, id, bits | HANDLE.unknown);
  return result;
}

/** The id of the handle that a callee's effect is on: what it is passed, or what the object holds that it is a method of. */
export function findEffectHandle(facts: FactsProvider, { subject, operation }: SummaryEffect, of: CallOf): string | undefined {
  if (subject.kind === "field") return getHandleId(operation.receiver.source);
  const passed = subject.kind === "parameter" ? findPassed(facts, of, subject.index, subject.path) : undefined;
  if (passed?.kind !== "value" || passed.path.length > 0) return undefined;
  const value = facts.getValue(passed.node, passed.module);
  return value.kind === "role" ? getHandleId(value.source) : undefined;
}

/** What an unknown function is given may have been ended by it. */
function blur({ facts }: CalleeContext, argument: Node, module: SourceModule, state: UnitState): UnitState {
  const value = facts.getValue(argument, module);
  const id = value.kind === "role" ? getHandleId(value.source) : undefined;
  const known = id === undefined ? undefined : state.handles.get(id);
  // The handle of a callback is ended by the library: a callee that nobody knows cannot.
  if (id === undefined || known === undefined || id.startsWith("callback:")) return state;
  return setHandle(state, id, known | HANDLE.unknown);
}
