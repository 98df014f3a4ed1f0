import { endOf, getArguments, getCallee, getEnclosingFunction, getMember, getParameters, isCall, isFunction, isPromiseExecutor, isWithin, unwrap, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findMember, findOwnCall } from "../catalogue/index.js";
import { findCallbackUse, findParameterRuns, getAlternatives, isElementCall } from "../project/index.js";
import type { Callee, FactsProvider, FunctionRef, Project } from "../project/index.js";
import { classifyCallbackTiming } from "./callbacks.js";
import { findConditions } from "./conditions.js";
import type { Condition } from "./conditions.js";
import { isTransactional } from "./decorators.js";
import { getDisplayName } from "./handles.js";
import { createOperation, findCarriedTransaction, getOperation, isExecuted, isQuery, isSettlingName } from "./operations.js";
import type { Operation } from "./operations.js";
import { isStraight } from "./paths.js";
import { findHandedSubjects, findSubjects, getReceiver, getValueSubject } from "./subjects.js";
import type { Subject } from "./subjects.js";
import type { Confidence, SummaryEffect } from "./summary.js";

/** What a function's own text does, in its order: operations, and calls of functions whose summaries are to be asked. */
export type Step = { readonly kind: "effect"; readonly effect: SummaryEffect } | CallStep;

export interface CallStep {
  readonly kind: "call";
  readonly call: CallNode;
  readonly targets: readonly FunctionRef[];
  readonly confidence: Confidence;
  readonly conditions: readonly Condition[];
  readonly isInevitable: boolean;
  /** A function that is given by its name to whoever runs it: nobody sees what it is called with. */
  readonly isCallback: boolean;
}

export interface FunctionBody {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Calls of nothing that the project or the catalogue's libraries hold. */
  readonly outside: readonly OutsideCall[];
  readonly escaping: readonly Subject[];
  readonly refreshes: ReadonlySet<number>;
  readonly isTransactional: boolean;
}

export interface OutsideCall {
  readonly call: CallNode;
  readonly conditions: readonly Condition[];
}

/** Reads a function's text once; what its callees do is looked up later. */
export function readBody(project: Project, facts: FactsProvider, fn: FunctionRef): FunctionBody {
  return new BodyReader(project, facts, fn).read();
}

class BodyReader {
  private readonly steps: Step[] = [];
  private readonly outside: OutsideCall[] = [];
  private readonly escaping: Subject[] = [];
  private readonly refreshes = new Set<number>();
  private readonly name: string;
  /** What comes after it does not happen in every call. */
  private firstReturn: Node | undefined;

  constructor(
    readonly project: Project,
    readonly facts: FactsProvider,
    private readonly fn: FunctionRef,
  ) {
    this.name = getDisplayName(fn.node);
  }

  read(): FunctionBody {
    const { node } = this.fn;
    if (node.body) walk(node.body, (child) => this.visit(child));
    else this.escaping.push(...getParameters(node).map((_, index): Subject => ({ kind: "parameter", index, path: [] })));
    const { name, steps, outside, escaping, refreshes } = this;
    // What is inside is evaluated first.
    steps.sort((a, b) => endOf(getStepCall(a)) - endOf(getStepCall(b)));
    return { name, steps, outside, escaping, refreshes, isTransactional: isTransactional(this.project, this.fn) };
  }

  private visit(node: Node): boolean | undefined {
    // Functions that run later, on their own, are no effect of a call.
    if (isFunction(node) && !this.isRunByCall(node)) return false;
    if (node.type === "ReturnStatement" && getEnclosingFunction(node) === this.fn.node) this.firstReturn ??= node;
    if (!isCall(node)) return undefined;
    const conditions = findConditions(node, this.fn);
    // A place that no call can reach.
    if (!conditions) return undefined;
    const callee = this.facts.getCallee(node, this.fn.module);
    const { operations, isComplete } = this.findOperations(node, callee);
    for (const operation of operations) this.addOperation(operation, conditions, operations.length === 1, isComplete);
    if (callee.kind === "functions") this.addCall(node, callee.targets, callee.isComplete, conditions);
    else if (operations.length === 0 && (callee.kind === "unknown" || callee.kind === "external")) {
      this.outside.push({ call: node, conditions });
      this.escaping.push(...findHandedSubjects(this, getArguments(node), this.fn));
    }
    this.addNamedCallbacks(node, callee, conditions);
    return undefined;
  }

  /** The operation of a call; several when its receiver can be one of several (`(tx ?? db).save()`), not complete when one of those is unknown. */
  private findOperations(call: CallNode, callee: Callee): { readonly operations: readonly Operation[]; readonly isComplete: boolean } {
    const operation = getOperation(this.facts, call, this.fn.module);
    if (operation) return { operations: [operation], isComplete: true };
    if (callee.kind !== "unknown" || call.type !== "CallExpression") return { operations: [], isComplete: true };
    const member = getMember(getCallee(call));
    const alternatives = getAlternatives(this.facts.getValue(member?.object ?? getCallee(call), this.fn.module));
    const operations = alternatives.flatMap((receiver) => {
      if (receiver.kind !== "role" || receiver.isMany) return [];
      const found = member ? findMember(receiver.role, member.name) : findOwnCall(receiver.role, "call");
      return found ? (createOperation(call, this.fn.module, receiver, member?.name ?? "", found) ?? []) : [];
    });
    return { operations, isComplete: operations.length === alternatives.length };
  }

  private addOperation(operation: Operation, conditions: readonly Condition[], isOnly: boolean, isComplete: boolean): void {
    const refreshed = operation.effect === "refresh" ? this.findRefreshedParameter(operation) : undefined;
    if (refreshed !== undefined) this.refreshes.add(refreshed);
    if (!isExecuted(operation)) return;
    const subjects = this.findOperationSubjects(operation);
    for (const subject of subjects) {
      if (isRuledOut(subject, conditions)) continue;
      const isCertain = isOnly && isComplete && subjects.length === 1;
      this.steps.push({
        kind: "effect",
        effect: {
          effect: operation.effect,
          subject,
          operation,
          confidence: isCertain ? "certain" : "possible",
          hasOneWay: isComplete,
          conditions,
          isInevitable: isCertain && this.isInevitable(operation.call),
          fn: this.fn,
          name: this.name,
          via: undefined,
          length: 1,
        },
      });
    }
  }

  private isInevitable(call: CallNode): boolean {
    return (!this.firstReturn || isWithin(call, this.firstReturn)) && isStraight(call, this.fn.node);
  }

  /** The handle that a query is given in its option, else its receiver. */
  private findOperationSubjects(operation: Operation): readonly Subject[] {
    if (operation.member.option && isQuery(operation)) {
      const carried = findCarriedTransaction(this.project, operation);
      const { argument, key } = operation.member.option;
      const options = argument === "last" ? getArguments(operation.call).at(-1) : getArguments(operation.call)[argument];
      const subjects =
        carried.kind === "value" ? findSubjects(this, carried.node, [], this.fn, carried.module)
        : carried.kind === "unknown" && options && key !== "" ? findSubjects(this, options, [key], this.fn, operation.module)
        : [];
      if (subjects.length > 0) return subjects;
    }
    const subject = getValueSubject(this, operation.receiver, getReceiver(operation.call), this.fn, operation.module);
    return subject ? [subject] : [];
  }

  private findRefreshedParameter({ member, receiver, call }: Operation): number | undefined {
    const argument = typeof member.entities === "number" ? getArguments(call)[member.entities] : undefined;
    const value = member.entities === "receiver" ? receiver : argument && this.facts.getValue(argument, this.fn.module);
    return value?.kind === "role" && value.source.kind === "parameter" && value.source.fn === this.fn.node ? value.source.index : undefined;
  }

  private addCall(call: CallNode, targets: readonly FunctionRef[], isComplete: boolean, conditions: readonly Condition[], isCallback = false): void {
    const confidence = isComplete && targets.length === 1 ? "certain" : "possible";
    this.steps.push({ kind: "call", call, targets, confidence, conditions, isInevitable: !isCallback && confidence === "certain" && this.isInevitable(call), isCallback });
  }

  /** `promise.finally(release)`, `db.transaction(work)`: functions that are given by name to a call that runs them. */
  private addNamedCallbacks(call: CallNode, callee: Callee, conditions: readonly Condition[]): void {
    for (const [index, argument] of getArguments(call).entries()) {
      const bare = unwrap(argument);
      if (bare.type !== "Identifier" && bare.type !== "MemberExpression") continue;
      const isRun = isRunner(call) || findCallbackUse(this.facts, bare, this.fn.module) !== undefined || callee.kind === "functions";
      const value = isRun ? this.facts.getValue(bare, this.fn.module) : undefined;
      if (value?.kind !== "function") continue;
      const [target, ...others] = callee.kind === "functions" ? callee.targets : [];
      if (target && (others.length > 0 || findParameterRuns(this.facts, target, index).length === 0)) continue;
      this.addCall(call, [value.ref], true, conditions, true);
    }
  }

  /** Does a function given to a call run within it: a transaction's callback, an element callback, a local wrapper's? */
  private isRunByCall(fn: FunctionNode): boolean {
    const call = fn.parent;
    if (!call || !isCall(call)) return false;
    return isSettling(call) || classifyCallbackTiming(this.facts, call, fn, this.fn.module) !== "later";
  }
}

function getStepCall(step: Step): CallNode {
  return step.kind === "call" ? step.call : step.effect.operation.call;
}

function isSettling(call: CallNode): boolean {
  const name = call.type === "CallExpression" ? getMember(call.callee)?.name : undefined;
  return name !== undefined && isSettlingName(name);
}

function isRunner(call: CallNode): boolean {
  return isSettling(call) || isElementCall(call) || isPromiseExecutor(call);
}

/** Is a parameter certainly missing where an effect on it happens? `if (own) await t.commit()` ends the own one. */
function isRuledOut(subject: Subject, conditions: readonly Condition[]): boolean {
  return subject.kind === "parameter" && conditions.some(({ index, path, isGiven }) => !isGiven && index === subject.index && path.every((name, position) => subject.path[position] === name));
}
