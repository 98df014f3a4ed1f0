import { getParameters } from "../ast/index.js";
import type { FunctionNode } from "../ast/index.js";
import type { FactsProvider, FunctionRef, Project, RoleValue } from "../project/index.js";
import { findPassed } from "./arguments.js";
import type { CallOf } from "./arguments.js";
import { readBody } from "./bodies.js";
import type { CallStep, FunctionBody } from "./bodies.js";
import { findComponents } from "./components.js";
import { combineConditions, getConditionKey, translateConditions } from "./conditions.js";
import type { Condition } from "./conditions.js";
import { findSubjects, getSubjectKey, translateSubject } from "./subjects.js";
import type { Subject } from "./subjects.js";
import { NO_EFFECTS, selectEffects } from "./summary.js";
import type { Confidence, Summary, SummaryEffect } from "./summary.js";

export interface Summaries {
  getSummary(fn: FunctionRef): Summary;
  /** What a function's own text does, without its callees' effects. */
  getBody(fn: FunctionRef): FunctionBody;
  /** The handle or client that a function begins a transaction on, itself or through a function that leaves it open. */
  findBegun(fn: FunctionRef): RoleValue | undefined;
}

/** Members of a component are read again this often at most: a bound that no code has been seen to reach. */
const MAX_ROUNDS = 500;

/**
 * Bottom-up summaries over strongly connected components, computed on demand and kept until a file changes. Within a
 * cycle they are read again until nothing is new: what is known of a function does not depend on who was asked first.
 */
export function createSummaries(project: Project, facts: FactsProvider): Summaries {
  let version = project.version;
  let bodies = new WeakMap<FunctionNode, FunctionBody>();
  let known = new WeakMap<FunctionNode, Summary>();

  const refresh = (): void => {
    if (version === project.version) return;
    version = project.version;
    bodies = new WeakMap();
    known = new WeakMap();
  };
  const getBody = (fn: FunctionRef): FunctionBody => {
    refresh();
    let body = bodies.get(fn.node);
    if (!body) bodies.set(fn.node, (body = readBody(project, facts, fn)));
    return body;
  };
  const getCallees = (fn: FunctionRef): readonly FunctionRef[] => getBody(fn).steps.flatMap((step) => (step.kind === "call" ? step.targets : []));

  const solve = (component: readonly FunctionRef[]): void => {
    const [first, ...others] = component;
    if (!first) return;
    const combiner = new Combiner(project, facts, (fn) => known.get(fn.node) ?? NO_EFFECTS);
    const callers = findCallersWithin(component, getCallees);
    if (others.length === 0 && callers.get(first.node)?.length === 0) {
      known.set(first.node, combiner.combine(first, getBody(first)));
      return;
    }
    const rounds = new Map<FunctionNode, number>();
    const queue = new Set(component);
    for (const fn of queue) {
      queue.delete(fn);
      const round = (rounds.get(fn.node) ?? 0) + 1;
      if (round > MAX_ROUNDS) continue;
      rounds.set(fn.node, round);
      const before = known.get(fn.node);
      const after = combiner.combine(fn, getBody(fn));
      if (before && isSame(before, after)) continue;
      known.set(fn.node, after);
      for (const caller of callers.get(fn.node) ?? []) queue.add(caller);
    }
  };

  const summaries: Summaries = {
    getBody,
    getSummary(fn) {
      refresh();
      const found = known.get(fn.node);
      if (found) return found;
      for (const component of findComponents(fn, ({ node }) => node, getCallees, ({ node }) => known.has(node))) solve(component);
      return known.get(fn.node) ?? NO_EFFECTS;
    },
    findBegun(fn) {
      summaries.getSummary(fn);
      for (const step of getBody(fn).steps) {
        const begun = step.kind === "effect" ? (isBegin(step.effect) ? step.effect : undefined) : step.targets.map((target) => findLeftOpen(summaries.getSummary(target))).find((effect) => effect !== undefined);
        if (begun) return begun.operation.receiver;
      }
      return undefined;
    },
  };
  return summaries;
}

/** A begin on a handle that is not the caller's to begin with. */
function isBegin({ effect, subject }: SummaryEffect): boolean {
  return effect === "begin" && subject.kind !== "parameter" && subject.kind !== "outer";
}

/** What a function begins and does not commit: `uow.begin()`, a factory of runners. */
function findLeftOpen({ effects }: Summary): SummaryEffect | undefined {
  return effects.some(({ effect }) => effect === "commit") ? undefined : effects.find(isBegin);
}

function findCallersWithin(component: readonly FunctionRef[], getCallees: (fn: FunctionRef) => readonly FunctionRef[]): ReadonlyMap<FunctionNode, readonly FunctionRef[]> {
  const callers = new Map<FunctionNode, FunctionRef[]>(component.map(({ node }) => [node, []]));
  for (const fn of component) for (const callee of new Set(getCallees(fn).map(({ node }) => node))) callers.get(callee)?.push(fn);
  return callers;
}

function isSame(a: Summary, b: Summary): boolean {
  return a.confidence === b.confidence && a.refreshes.size === b.refreshes.size && a.escaping.length === b.escaping.length && a.effects.length === b.effects.length && a.effects.every((effect, index) => effect === b.effects[index]);
}

/** What a call makes of a callee's effects, kept: a cycle asks again and again. */
interface Translations {
  readonly subjects: Map<string, readonly Subject[]>;
  readonly conditions: Map<string, readonly Condition[] | undefined>;
  /** By the callee's effect: the same effect gives the same objects, by which the end of a cycle is seen. */
  readonly effects: Map<SummaryEffect, readonly SummaryEffect[]>;
}

/** Puts a function's summary together from its own text and the summaries of what it calls. */
class Combiner {
  private readonly translations = new Map<CallStep, Map<FunctionNode, Translations>>();

  constructor(
    readonly project: Project,
    readonly facts: FactsProvider,
    private readonly getKnown: (fn: FunctionRef) => Summary,
  ) {}

  combine(fn: FunctionRef, body: FunctionBody): Summary {
    const effects: SummaryEffect[] = [];
    const escaping = new Map<string, Subject>();
    const refreshes = new Set(body.refreshes);
    let confidence: Confidence = "certain";
    const escape = (subject: Subject): void => {
      if (subject.kind === "parameter" || subject.kind === "outer" || subject.kind === "field") escaping.set(getSubjectKey(subject), subject);
    };
    body.escaping.forEach(escape);
    for (const step of body.steps) {
      if (step.kind === "effect") {
        effects.push(step.effect);
        continue;
      }
      if (step.confidence === "possible") confidence = "possible";
      for (const target of step.targets) {
        const of: CallOf = { call: step.call, module: fn.module, target };
        const inner = this.getKnown(target);
        if (inner.confidence === "possible") confidence = "possible";
        const translations = this.getTranslations(step, target);
        for (const effect of inner.effects) effects.push(...this.getCallersEffects(effect, step, of, fn, body.name, translations));
        if (step.isCallback) continue;
        for (const subject of inner.escaping) this.getSubjects(subject, of, fn, translations).forEach(escape);
        for (const index of inner.refreshes) {
          const refreshed = this.findParameter(index, of, fn);
          if (refreshed !== undefined) refreshes.add(refreshed);
        }
      }
    }
    if (escaping.size > 0) confidence = "possible";
    return { effects: selectEffects(effects), escaping: [...escaping.values()], refreshes, isTransactional: body.isTransactional, confidence };
  }

  private getTranslations(step: CallStep, target: FunctionRef): Translations {
    let byTarget = this.translations.get(step);
    if (!byTarget) this.translations.set(step, (byTarget = new Map<FunctionNode, Translations>()));
    let found = byTarget.get(target.node);
    if (!found) byTarget.set(target.node, (found = { subjects: new Map(), conditions: new Map(), effects: new Map() }));
    return found;
  }

  /** A callee's effect as seen by the callers of `fn`; none when the call rules it out, or when they could not see it. */
  private getCallersEffects(inner: SummaryEffect, step: CallStep, of: CallOf, fn: FunctionRef, name: string, translations: Translations): readonly SummaryEffect[] {
    let found = translations.effects.get(inner);
    if (!found) translations.effects.set(inner, (found = this.translate(inner, step, of, fn, name, translations)));
    return found;
  }

  private translate(inner: SummaryEffect, step: CallStep, of: CallOf, fn: FunctionRef, name: string, translations: Translations): readonly SummaryEffect[] {
    const carried = step.isCallback ? [] : this.getConditions(inner.conditions, of, fn, translations);
    const conditions = carried && combineConditions([...step.conditions, ...carried]);
    if (!conditions) return [];
    const subjects = this.getCalleeSubjects(inner.subject, step, of, fn, translations);
    return subjects.map((subject) => {
      const isCertain = step.confidence === "certain" && inner.confidence === "certain" && subjects.length === 1;
      return { ...inner, subject, conditions, confidence: isCertain ? "certain" : "possible", hasOneWay: step.confidence === "certain" && inner.hasOneWay, isInevitable: isCertain && step.isInevitable && inner.isInevitable, fn, name, via: inner, length: inner.length + 1 };
    });
  }

  private getCalleeSubjects(subject: Subject, step: CallStep, of: CallOf, fn: FunctionRef, translations: Translations): readonly Subject[] {
    if (!step.isCallback) return this.getSubjects(subject, of, fn, translations);
    // Nobody sees what it is called with.
    return subject.kind === "parameter" ? [] : this.getSubjects(subject, of, fn, translations);
  }

  private getSubjects(subject: Subject, of: CallOf, fn: FunctionRef, { subjects }: Translations): readonly Subject[] {
    const key = getSubjectKey(subject);
    let found = subjects.get(key);
    if (!found) subjects.set(key, (found = translateSubject(this, subject, of, fn)));
    return found;
  }

  private getConditions(conditions: readonly Condition[], of: CallOf, fn: FunctionRef, translations: Translations): readonly Condition[] | undefined {
    if (conditions.length === 0) return conditions;
    const key = conditions.map(getConditionKey).join("&");
    if (!translations.conditions.has(key)) translations.conditions.set(key, translateConditions(this.facts, conditions, of, fn));
    return translations.conditions.get(key);
  }

  /** The parameter of `fn` that a call passes on whole. */
  private findParameter(index: number, of: CallOf, fn: FunctionRef): number | undefined {
    const passed = findPassed(this.facts, of, index, []);
    const [subject] = passed.kind === "value" && passed.path.length === 0 ? findSubjects(this, passed.node, [], fn, passed.module) : [];
    return subject?.kind === "parameter" && subject.path.length === 0 && getParameters(fn.node)[subject.index] ? subject.index : undefined;
  }
}
