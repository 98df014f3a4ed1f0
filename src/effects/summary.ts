import { getArguments, getMember, isCall, isFunction, unwrap, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import type { Effect } from "../catalogue/index.js";
import type { FactsProvider, FunctionRef, Project, RoleValue, SourceModule, Value } from "../project/index.js";
import { classifyCallbackRun } from "./callbacks.js";
import { getDisplayName, getRootId } from "./handles.js";
import { getOperation, isExecuted } from "./operations.js";
import type { Operation } from "./operations.js";

/** On what an effect acts, as seen by whoever calls the function. */
export type Subject =
  /** What is passed for a parameter, or a member of it. */
  | { readonly kind: "parameter"; readonly index: number; readonly path: readonly string[] }
  /** A client that exists whoever calls: its root id. */
  | { readonly kind: "root"; readonly id: string }
  /** A handle that the function made for itself: no caller sees it. */
  | { readonly kind: "own" };

export interface SummaryEffect {
  readonly effect: Exclude<Effect, "sql">;
  readonly subject: Subject;
  readonly operation: Operation;
  /** The functions from the summarised one to the one that holds the operation. */
  readonly chain: readonly string[];
  /** The parameters without which it does not happen: `if (token) …`. */
  readonly requires: readonly number[];
}

/** What a function may do, its callees included. */
export interface Summary {
  readonly effects: readonly SummaryEffect[];
  /** The parameters that are handed to calls which nobody could resolve: they may do anything with them. */
  readonly escaping: ReadonlySet<number>;
  /** The parameters that are entities which the function reads again from the database. */
  readonly refreshes: ReadonlySet<number>;
  /** Is everything known that the function does with handles and clients? */
  readonly isComplete: boolean;
}

/** Deeper chains of calls are summarised as far as this, and marked incomplete. */
const MAX_DEPTH = 12;

export interface Summaries {
  getSummary(fn: FunctionRef): Summary;
}

const NOTHING_KNOWN: Summary = { effects: [], escaping: new Set(), refreshes: new Set(), isComplete: false };

/** Bottom-up summaries, computed on demand and kept until a file changes. A cycle contributes what was known before it closed. */
export function createSummaries(project: Project, facts: FactsProvider): Summaries {
  let version = project.version;
  let known = new WeakMap<FunctionNode, Summary>();
  const running = new Set<FunctionNode>();

  const getSummary = (fn: FunctionRef): Summary => {
    if (version !== project.version) {
      version = project.version;
      known = new WeakMap();
    }
    const found = known.get(fn.node);
    if (found) return found;
    if (running.has(fn.node) || running.size > MAX_DEPTH) return NOTHING_KNOWN;
    running.add(fn.node);
    try {
      const summary = summarise(project, facts, fn, getSummary);
      known.set(fn.node, summary);
      return summary;
    } finally {
      running.delete(fn.node);
    }
  };
  return { getSummary };
}

function summarise(project: Project, facts: FactsProvider, fn: FunctionRef, getSummary: (fn: FunctionRef) => Summary): Summary {
  const effects: SummaryEffect[] = [];
  const escaping = new Set<number>();
  const refreshes = new Set<number>();
  let isComplete = true;
  const name = getDisplayName(fn.node);
  if (!fn.node.body) return NOTHING_KNOWN;

  walk(fn.node.body, (node) => {
    // Functions that run later, on their own, are no effect of a call.
    if (isFunction(node) && !isRunByCall(facts, node, fn.module)) return false;
    if (!isCall(node)) return undefined;
    const operation = getOperation(facts, node, fn.module);
    if (operation) {
      const subject = getSubject(project, operation.receiver, fn.node);
      if (subject && isExecuted(operation)) effects.push({ effect: operation.effect, subject, operation, chain: [name], requires: findRequiredParameters(node, fn) });
      const refreshed = operation.effect === "refresh" ? findRefreshedParameter(facts, operation, fn) : undefined;
      if (refreshed !== undefined) refreshes.add(refreshed);
      return undefined;
    }
    const callee = facts.getCallee(node, fn.module);
    if (callee.kind === "functions") {
      isComplete &&= callee.isComplete;
      for (const target of callee.targets) {
        const inner = getSummary(target);
        isComplete &&= inner.isComplete;
        for (const effect of inner.effects) {
          const subject = happensIn(effect, node) ? translate(project, facts, effect.subject, node, fn) : undefined;
          if (subject) effects.push({ ...effect, subject, chain: [name, ...effect.chain], requires: findRequiredParameters(node, fn) });
        }
        for (const index of inner.escaping) addEscaping(facts, getArguments(node)[index], fn, escaping);
      }
    } else if (callee.kind === "unknown" || callee.kind === "external") {
      for (const argument of getArguments(node)) addEscaping(facts, argument, fn, escaping);
    }
    return undefined;
  });
  return { effects, escaping, refreshes, isComplete };
}

/** Can an effect of a callee happen in a call, as far as its arguments tell? */
export function happensIn(effect: SummaryEffect, call: CallNode): boolean {
  const given = getArguments(call);
  if (given.some((argument) => argument.type === "SpreadElement")) return true;
  return effect.requires.every((index) => {
    const argument = given[index];
    return argument !== undefined && !(argument.type === "Identifier" && argument.name === "undefined") && !(argument.type === "Literal" && !argument.value);
  });
}

/** The parameters that have to be truthy for a node to be reached: tests of nothing but their name. */
function findRequiredParameters(node: Node, { node: fn, module }: FunctionRef): readonly number[] {
  const required: number[] = [];
  for (let current = node, { parent } = current; parent && current !== fn; current = parent, { parent } = current) {
    if (parent.type !== "IfStatement" && parent.type !== "ConditionalExpression") continue;
    const test = parent.consequent === current ? unwrap(parent.test) : undefined;
    if (test?.type !== "Identifier" || module.scope.lookup(test.name, test)?.declaration !== fn) continue;
    const index = fn.params.findIndex((parameter) => parameter.type === "Identifier" && parameter.name === test.name);
    if (index !== -1) required.push(index);
  }
  return required;
}

function findRefreshedParameter(facts: FactsProvider, operation: Operation, fn: FunctionRef): number | undefined {
  const { entities } = operation.member;
  const value = entities === "receiver" ? operation.receiver : typeof entities === "number" ? getArgumentValue(facts, operation.call, entities, fn) : undefined;
  return value?.kind === "role" && value.source.kind === "parameter" && value.source.fn === fn.node ? value.source.index : undefined;
}

function getArgumentValue(facts: FactsProvider, call: CallNode, index: number, fn: FunctionRef): Value | undefined {
  const argument = getArguments(call)[index];
  return argument && facts.getValue(argument, fn.module);
}

/** Does a function given to a call run within it: a transaction's callback, an element callback, a local wrapper's? */
function isRunByCall(facts: FactsProvider, fn: FunctionNode, module: SourceModule): boolean {
  const call = fn.parent;
  if (!call || !isCall(call)) return false;
  const name = call.type === "CallExpression" ? getMember(call.callee)?.name : undefined;
  return name === "then" || name === "catch" || name === "finally" || classifyCallbackRun(facts, call, fn, module).timing !== "later";
}

/** What a value is to the callers of a function; `undefined` when it is nothing that they could see or name. */
function getSubject(project: Project, value: RoleValue, fn: FunctionNode): Subject | undefined {
  const { source } = value;
  if (source.kind === "parameter" && source.fn === fn) return { kind: "parameter", index: source.index, path: source.path };
  if (source.kind === "callback" || source.kind === "parameter") return { kind: "own" };
  if (source.kind === "created" && (source.effect === "acquire" || source.effect === "begin" || source.effect === "fork")) return { kind: "own" };
  if (getRole(value.role).kind === "entity" && source.kind === "created") return undefined;
  const id = getRootId(project, value);
  return id === undefined ? undefined : { kind: "root", id };
}

function translate(project: Project, facts: FactsProvider, subject: Subject, call: CallNode, fn: FunctionRef): Subject | undefined {
  if (subject.kind !== "parameter") return subject;
  const argument = getArguments(call)[subject.index];
  if (!argument || subject.path.length > 0) return undefined;
  const value = facts.getValue(argument, fn.module);
  return value.kind === "role" ? getSubject(project, value, fn.node) : undefined;
}

function addEscaping(facts: FactsProvider, argument: Node | undefined, fn: FunctionRef, escaping: Set<number>): void {
  if (!argument) return;
  const value = facts.getValue(argument, fn.module);
  if (value.kind === "role" && value.source.kind === "parameter" && value.source.fn === fn.node) escaping.add(value.source.index);
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
