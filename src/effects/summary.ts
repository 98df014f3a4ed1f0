import { getSubjectKey } from "./subjects.js";
import type { Subject } from "./subjects.js";
import { isMet, getConditionKey } from "./conditions.js";
import type { Condition } from "./conditions.js";
import type { CallOf } from "./arguments.js";
import { getPlace } from "./handles.js";
import type { Operation } from "./operations.js";
import type { FactsProvider, FunctionRef } from "../project/index.js";

/** How sure a summary is. */
export type Confidence =
  /** Every call on the way runs one function that is known, and the receiver is one value. */
  | "certain"
  /** Through an interface or an abstract class, by one of several targets, on one of several values: it can be otherwise. */
  | "possible";

export interface SummaryEffect {
  readonly effect: Operation["effect"];
  readonly subject: Subject;
  readonly operation: Operation;
  readonly confidence: Confidence;
  /** Does every call on the way run one function that is known? Then all that is left open is on which of several values it acts. */
  readonly hasOneWay: boolean;
  /** What the caller decides, without which it does not happen: `if (token) …`. */
  readonly conditions: readonly Condition[];
  /** Does it happen in every call that returns? */
  readonly isInevitable: boolean;
  /** The function that is summarised. */
  readonly fn: FunctionRef;
  /** The same, as messages call it. */
  readonly name: string;
  /** The callee's effect that this one is; `undefined` when the function itself holds the operation. */
  readonly via: SummaryEffect | undefined;
  /** How many functions lead to the operation. */
  readonly length: number;
}

/** What a function may do, its callees included. */
export interface Summary {
  /** In the order of the text. */
  readonly effects: readonly SummaryEffect[];
  /** What of the caller's is handed to calls that nobody could resolve: they may do anything with it. */
  readonly escaping: readonly Subject[];
  /** The parameters that are entities which the function reads again from the database. */
  readonly refreshes: ReadonlySet<number>;
  /** Does each call run in an ambient transaction: the caller's, or one that a decorator opens and ends? */
  readonly isTransactional: boolean;
  /** `certain` when nothing escapes, and no call on the way can run other functions than those that are known. */
  readonly confidence: Confidence;
}

export const NO_EFFECTS: Summary = { effects: [], escaping: [], refreshes: new Set(), isTransactional: false, confidence: "certain" };

/** The effects that stand for all that are alike: enough for every question, and a bound on what a function of thousands collects. */
const MAX_ALIKE = 8;
/** Messages name no more functions of a chain than this. */
const MAX_NAMES = 6;

/** The functions from the summarised one to the one that holds the operation; of a long chain, its ends. */
export function getChain(effect: SummaryEffect): readonly string[] {
  const names: string[] = [];
  for (let current: SummaryEffect | undefined = effect; current; current = current.via) names.push(current.name);
  return names.length > MAX_NAMES ? [...names.slice(0, MAX_NAMES / 2), "…", ...names.slice(1 - MAX_NAMES / 2)] : names;
}

/** Can an effect of a callee happen in a call, as far as its arguments tell? */
export function happensIn(facts: FactsProvider, effect: SummaryEffect, of: CallOf): boolean {
  return effect.conditions.every((condition) => isMet(facts, condition, of) !== false);
}

/** A function that does nothing but end the transaction that it is given: it is transparent, and judged at its callers. */
export function isEndDelegate(summary: Summary): boolean {
  const [first] = summary.effects;
  if (first?.subject.kind !== "parameter") return false;
  const { index } = first.subject;
  return summary.effects.every(({ effect, subject }) => isEnd(effect) && subject.kind === "parameter" && subject.index === index);
}

/** Does an effect end a transaction, or give its connection back? */
export function isEnd(effect: Operation["effect"]): effect is "commit" | "rollback" | "release" {
  return effect === "commit" || effect === "rollback" || effect === "release";
}

/**
 * Collects effects: each operation on a subject once, by the surest and then the shortest way; of those that are alike
 * (effect, subject, library, conditions) the first few. What comes first in the text wins a tie.
 */
export function selectEffects(candidates: readonly SummaryEffect[]): readonly SummaryEffect[] {
  const groups = new Map<string, Map<string, Candidate>>();
  candidates.forEach((effect, position) => {
    const key = getGroupKey(effect);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = new Map<string, Candidate>()));
    const place = getPlace(effect.operation.call, effect.operation.module);
    const known = group.get(place)?.effect;
    if (!known || compareWays(effect, known) < 0) group.set(place, { effect, position });
  });
  const chosen = [...groups.values()].flatMap((group) => [...group.values()].sort((a, b) => compareWays(a.effect, b.effect) || a.position - b.position).slice(0, MAX_ALIKE));
  return chosen.sort((a, b) => a.position - b.position).map(({ effect }) => effect);
}

interface Candidate {
  readonly effect: SummaryEffect;
  readonly position: number;
}

function getGroupKey({ effect, subject, operation, conditions }: SummaryEffect): string {
  return `${effect}|${getSubjectKey(subject)}|${operation.library.id}|${conditions.map(getConditionKey).join("&")}`;
}

function compareWays(a: SummaryEffect, b: SummaryEffect): number {
  if (a.confidence !== b.confidence) return a.confidence === "certain" ? -1 : 1;
  if (a.isInevitable !== b.isInevitable) return a.isInevitable ? -1 : 1;
  return a.length - b.length;
}
