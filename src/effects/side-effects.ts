import { endOf, getArguments, getCallee, getEnclosingFunction, getMember, isCall, isFunction, isPromiseExecutor, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node, NodeOf } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import type { SideEffectKind } from "../catalogue/index.js";
import { getAlternatives } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import type { Settings } from "../settings.js";
import type { CallOf } from "./arguments.js";
import type { CallStep } from "./bodies.js";
import { findComponents } from "./components.js";
import { combineConditions, getConditionKey, isMet, translateConditions } from "./conditions.js";
import type { Condition } from "./conditions.js";
import { getCalleeText, getDisplayName, getPlace } from "./handles.js";
import { findOutsideEffect } from "./outside.js";
import type { OutsideContext } from "./outside.js";
import { isStraight } from "./paths.js";
import type { Summaries } from "./summaries.js";

/** An effect outside the database that calling a function has: no rollback undoes it. */
export interface SideEffect {
  readonly kind: SideEffectKind;
  /** The call of the package, in whichever function it stands. */
  readonly call: CallNode;
  readonly module: SourceModule;
  readonly conditions: readonly Condition[];
  /** The functions from the summarised one to the call, and the call as it is written. */
  readonly chain: readonly string[];
}

export interface SideEffects {
  /** The effect that a call has by itself; `undefined` when it has none or nobody can tell. */
  findEffect(call: CallNode, module: SourceModule): SideEffectKind | undefined;
  /** What calling a function of the project certainly does, through its callees; in the order of the shortest way. */
  getEffects(fn: FunctionRef): readonly SideEffect[];
  /** Is it a function that the settings allow? By its name, or as the call is written. */
  isAllowed(call: CallNode, module: SourceModule, targets: readonly FunctionRef[]): boolean;
}

/** Enough for every question, and a bound on what a function of thousands collects. */
const MAX_EFFECTS = 4;
/** The kinds of roles that carry, or are bound to, a connection. */
const HANDLE_KINDS: ReadonlySet<string> = new Set(["client", "transaction", "connection", "unit-of-work", "derived"]);

/** Bottom-up summaries of side effects, computed on demand. Whoever keeps them drops them when a file changes. */
export function createSideEffects(project: Project, facts: FactsProvider, summaries: Summaries, { sideEffects }: Settings): SideEffects {
  const context: OutsideContext = { project, facts, extraModules: sideEffects.modules };
  const known = new WeakMap<FunctionNode, readonly SideEffect[]>();

  const isNamed = (names: readonly string[], call: CallNode, module: SourceModule, targets: readonly FunctionRef[]): boolean => {
    if (names.length === 0) return false;
    const callee = getCallee(call);
    const written = getCalleeText(call, module);
    const own = callee.type === "Identifier" ? callee.name : getMember(callee)?.name;
    return names.some((name) => name === written || name === own || targets.some(({ node }) => getDisplayName(node) === name));
  };
  const isAllowed: SideEffects["isAllowed"] = (call, module, targets) => isNamed(sideEffects.allow, call, module, targets);
  const findNamed = (call: CallNode, module: SourceModule, targets: readonly FunctionRef[]): SideEffectKind | undefined => (isNamed(sideEffects.functions, call, module, targets) ? "other" : undefined);

  const findEffect: SideEffects["findEffect"] = (call, module) => {
    const callee = facts.getCallee(call, module);
    const targets = callee.kind === "functions" ? callee.targets : [];
    if (isAllowed(call, module, targets) || callee.kind === "member" || callee.kind === "export") return undefined;
    const kind = findNamed(call, module, targets) ?? (callee.kind === "functions" ? undefined : findOutsideEffect(context, call, module)?.kind);
    return kind !== undefined && takesHandle(facts, call, module) ? undefined : kind;
  };

  const getSteps = (fn: FunctionRef): readonly CallStep[] =>
    summaries.getBody(fn).steps.flatMap((step) => (step.kind === "call" && step.confidence === "certain" && !isRecovery(step.call, fn.node) && !isAllowed(step.call, fn.module, step.targets) ? step : []));

  const readOwn = (fn: FunctionRef): readonly SideEffect[] => {
    const { outside, name } = summaries.getBody(fn);
    const calls = [...outside, ...getSteps(fn)].sort((a, b) => endOf(a.call) - endOf(b.call));
    return calls.flatMap(({ call, conditions }) => {
      const kind = isRecovery(call, fn.node) ? undefined : findEffect(call, fn.module);
      return kind === undefined || (kind === "wait" && !isAlwaysMade(call, fn.node)) ? [] : { kind, call, module: fn.module, conditions, chain: [name, getCalleeText(call, fn.module)] };
    });
  };

  const combine = (fn: FunctionRef): readonly SideEffect[] => {
    const { name } = summaries.getBody(fn);
    const effects = [...readOwn(fn)];
    for (const step of getSteps(fn)) {
      for (const target of step.targets) {
        const of: CallOf = { call: step.call, module: fn.module, target };
        for (const effect of known.get(target.node) ?? []) {
          const carried = step.isCallback ? [] : translateConditions(facts, effect.conditions, of, fn);
          const conditions = carried && combineConditions([...step.conditions, ...carried]);
          if (conditions) effects.push({ ...effect, conditions, chain: [name, ...effect.chain] });
        }
      }
    }
    return selectEffects(effects);
  };

  const solve = (component: readonly FunctionRef[]): void => {
    // All of a cycle at once, from what was known before: the order in which it is entered says nothing.
    for (let round = 0; round <= component.length; round += 1) {
      const combined = component.map((fn) => [fn, combine(fn)] as const);
      const isStable = combined.every(([fn, effects]) => isSame(known.get(fn.node) ?? [], effects));
      for (const [fn, effects] of combined) known.set(fn.node, effects);
      if (isStable) return;
    }
  };

  return {
    findEffect,
    isAllowed,
    getEffects(fn) {
      const getCallees = (caller: FunctionRef): readonly FunctionRef[] => getSteps(caller).flatMap(({ targets }) => targets);
      if (!known.has(fn.node)) for (const component of findComponents(fn, ({ node }) => node, getCallees, ({ node }) => known.has(node))) solve(component);
      return known.get(fn.node) ?? [];
    },
  };
}

/** Is a call made whenever its function runs? What waits before it tries again mostly does not wait at all. */
function isAlwaysMade(call: CallNode, fn: FunctionNode): boolean {
  const executor = getEnclosingFunction(call);
  return isStraight(isPromiseExecutor(executor?.parent) && executor?.parent ? executor.parent : call, fn);
}

/** Does a side effect of a callee happen in a call, as far as its arguments tell? */
export function sideEffectHappensIn(facts: FactsProvider, effect: SideEffect, of: CallOf): boolean {
  return effect.conditions.every((condition) => isMet(facts, condition, of) !== false);
}

/** Each call once for each set of conditions, by the shortest way; of ways of one length the first in the text. */
function selectEffects(effects: readonly SideEffect[]): readonly SideEffect[] {
  const chosen = new Map<string, SideEffect>();
  for (const effect of effects) {
    const key = getKey(effect);
    const other = chosen.get(key);
    if (!other || effect.chain.length < other.chain.length) chosen.set(key, effect);
  }
  return [...chosen.values()].sort((a, b) => a.chain.length - b.chain.length).slice(0, MAX_EFFECTS);
}

function getKey({ call, module, conditions }: SideEffect): string {
  return `${getPlace(call, module)}|${conditions.map(getConditionKey).join("&")}`;
}

function isSame(a: readonly SideEffect[], b: readonly SideEffect[]): boolean {
  return a.length === b.length && a.every((effect, index) => effect.call === b[index]?.call && effect.chain.length === b[index].chain.length);
}

/**
 * Does a node of a function run only when something has failed: in a `catch`, in the handler of a promise? `counts`
 * leaves out clauses after which the work goes on.
 */
export function isRecovery(node: Node, fn: FunctionNode, counts: (clause: NodeOf<"CatchClause">) => boolean = () => true): boolean {
  for (let current = node, { parent } = current; parent && current !== fn; current = parent, { parent } = current) {
    if (parent.type === "CatchClause" && counts(parent)) return true;
    if (isFunction(current) && isCall(parent) && getMember(getCallee(parent))?.name === "catch") return true;
  }
  return false;
}

/** Is a call given a handle, in an object or a closure too? Then it may well run in the transaction: a transactional queue. */
function takesHandle(facts: FactsProvider, call: CallNode, module: SourceModule): boolean {
  let isTaken = false;
  const isHandle = (node: Node): boolean => getAlternatives(facts.getValue(node, module)).some((value) => value.kind === "role" && HANDLE_KINDS.has(getRole(value.role).kind));
  const visitClosure = (node: Node): boolean => {
    isTaken ||= node.type === "Identifier" && isHandle(node);
    return !isTaken;
  };
  const visit = (node: Node): boolean => {
    if (isTaken) return false;
    if (isFunction(node)) {
      walk(node, visitClosure);
      return false;
    }
    if (node.type === "Property" && !node.computed) {
      walk(node.value, visit);
      return false;
    }
    if (node.type === "Identifier" || node.type === "MemberExpression") {
      isTaken = isHandle(node);
      // What is read off a handle is none.
      return false;
    }
    if (!isCall(node)) return true;
    // A query gives rows; another call may give the handle in a new dress: `fromTransaction(tx)`.
    if (facts.getCallee(node, module).kind !== "member") for (const argument of getArguments(node)) walk(argument, visit);
    return false;
  };
  for (const argument of getArguments(call)) walk(argument, visit);
  return isTaken;
}
