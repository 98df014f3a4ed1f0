import { getEnclosingFunction, getMember, isCall, isWithin, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node, NodeOf } from "../../ast/index.js";
import { getLibrary, getRole, isAuditName, isStatelessName } from "../../catalogue/index.js";
import { findCarriedTransaction, findHandleOf, findPassed, findWrittenTable, getChain, getOperation, happensIn, isAuditLog, isBatch, isCertainWrite, isExecuted } from "../../effects/index.js";
import type { AuditContext, CallOf, Operation, SummaryEffect } from "../../effects/index.js";
import { getOnlyTarget, getRoleValue, getSourceChain } from "../../project/index.js";
import type { RoleValue, SourceModule } from "../../project/index.js";
import { getStateAt, getSummaries, HANDLE, isTopLevel } from "../../states/index.js";
import type { AnalysisContext } from "../../states/index.js";
import { isServing } from "../transactions/work-scopes.js";

export interface AuditPathContext extends AuditContext {
  readonly settings: AuditContext["settings"] & NonNullable<AnalysisContext["settings"]>;
}

/** A write of rows whose changes owe an audit. */
export interface Change {
  /** The call, or the assignment that the next flush writes. */
  readonly node: Node;
  readonly operation: Pick<Operation, "call" | "module" | "library">;
  readonly table: string;
  /** The functions through which the call gets there; empty when it is the operation itself. */
  readonly chain: readonly string[];
  /** Did it run in an open transaction? */
  readonly isHeld: boolean;
  /** Is it one of a callee that commits it, so that a missing audit is the callee's? */
  readonly isCallees: boolean;
}

/** Reads what the calls of a module change. Each answer is kept: the same call is the same change. */
export class ChangeReader {
  private readonly known = new Map<Node, Change | undefined>();

  constructor(
    private readonly context: AuditPathContext,
    private readonly module: SourceModule,
  ) {}

  /** The change that a call makes: its own, or that of a function that is handed what it writes through. */
  readCall(call: CallNode, fn: FunctionNode): Change | undefined {
    return this.remember(call, () => {
      if (isInCleanup(call, fn)) return undefined;
      const operation = getOperation(this.context.facts, call, this.module);
      if (operation) return this.isOwn(operation) ? this.create(call, operation, [], false) : undefined;
      const of = this.findCall(call);
      const effect = of && getSummaries(this.context).getSummary(of.target).effects.find((item) => this.isGiven(item, of));
      return effect && this.create(call, effect.operation, getChain(effect), false);
    });
  }

  /** What a callee changes in a transaction of its own. */
  readCommitted(call: CallNode, fn: FunctionNode): Change | undefined {
    const of = isInCleanup(call, fn) ? undefined : this.findCall(call);
    const effects = of ? getSummaries(this.context).getSummary(of.target).effects : [];
    const found = effects.find(({ operation, confidence }) => confidence === "certain" && this.findTable(operation) !== undefined);
    const known = found && this.known.get(found.operation.call);
    if (known) return known;
    const change = found && this.create(call, found.operation, getChain(found), true);
    if (found) this.known.set(found.operation.call, change);
    return change;
  }

  /** `task.status = …` on an entity that a unit of work has loaded and writes out in this function. */
  readAssignment(node: NodeOf<"AssignmentExpression">, fn: FunctionNode): Change | undefined {
    return this.remember(node, () => {
      const owner = getMember(node.left)?.object;
      const value = owner && getRoleValue(this.context.facts.getValue(owner, this.module));
      if (!value?.entity || value.source.kind !== "created" || value.source.effect !== "read" || !isCall(value.source.at) || isInCleanup(node, fn)) return undefined;
      const library = getLibrary(value.role);
      if (library.behaviour.flushCommits !== true || this.isBorrowed(value) || !this.flushes(fn, library.id)) return undefined;
      const name = value.entity.node.id?.name ?? "";
      if (name === "" || isAuditName(name) || isStatelessName(name)) return undefined;
      return { node, operation: { call: value.source.at, module: this.module, library }, table: name, chain: [], isHeld: this.isHeld(value.source.at), isCallees: false };
    });
  }

  private remember(node: Node, compute: () => Change | undefined): Change | undefined {
    if (!this.known.has(node)) this.known.set(node, compute());
    return this.known.get(node);
  }

  private create(node: CallNode, operation: Operation, chain: readonly string[], isCallees: boolean): Change | undefined {
    const table = this.findTable(operation);
    return table === undefined ? undefined : { node, operation, table, chain, isHeld: this.isHeld(node), isCallees };
  }

  /** The table that an operation changes, where it is one that owes an audit. */
  private findTable(operation: Operation): string | undefined {
    if ((!isExecuted(operation) && !isBatch(operation)) || !isCertainWrite(operation)) return undefined;
    const table = findWrittenTable(this.context, operation);
    const [name] = table?.names ?? [];
    if (!table || name === undefined || isAuditLog(table, this.context.settings) || table.names.some((item) => isAuditName(item) || isStatelessName(item))) return undefined;
    return name;
  }

  /** The only function of the project that a call runs, unless it is a closure: that is read where it is called. */
  private findCall(call: CallNode): CallOf | undefined {
    const target = getOnlyTarget(this.context.facts.getCallee(call, this.module));
    return target && (target.module !== this.module || isTopLevel(target.node)) ? { call, module: this.module, target } : undefined;
  }

  /** Does an operation run on what its function has, not on what the function was handed by its callers? */
  private isOwn(operation: Operation): boolean {
    if (operation.member.option && findCarriedTransaction(this.context.project, operation).kind === "unknown") return false;
    const handle = findHandleOf(this.context, operation);
    return !this.isBorrowed(operation.receiver) && !(handle && this.isBorrowed(handle));
  }

  /** A handle that a caller hands in; what a handler is called with is its own. */
  private isBorrowed(value: RoleValue): boolean {
    for (const source of getSourceChain(value.source)) {
      if (source.kind === "field" && getRole(value.role).kind === "transaction") return true;
      if (source.kind === "parameter" && !isServing(this.context, { node: source.fn, module: source.module })) return true;
    }
    return false;
  }

  /** Does a callee certainly write through something that this call hands it, which is not borrowed here, too? */
  private isGiven(effect: SummaryEffect, of: CallOf): boolean {
    const { subject, operation } = effect;
    if (subject.kind !== "parameter" || !effect.isInevitable || effect.confidence !== "certain" || effect.conditions.length > 0 || !happensIn(this.context.facts, effect, of)) return false;
    if (this.findTable(operation) === undefined) return false;
    const passed = findPassed(this.context.facts, of, subject.index, subject.path);
    const value = passed.kind === "value" && passed.path.length === 0 ? getRoleValue(this.context.facts.getValue(passed.node, passed.module)) : undefined;
    return value !== undefined && !this.isBorrowed(value);
  }

  private isHeld(node: Node): boolean {
    const state = isCall(node) ? getStateAt(this.context, node, this.module) : undefined;
    return state !== undefined && [...state.handles.values()].some((bits) => (bits & HANDLE.open) !== 0);
  }

  /** Does a function, or what is around it, write out what its unit of work has changed? */
  private flushes(fn: FunctionNode, library: string): boolean {
    let root = fn;
    for (let outer = getEnclosingFunction(fn); outer; outer = getEnclosingFunction(outer)) root = outer;
    let isFound = false;
    walk(root, (node) => {
      const operation = !isFound && isCall(node) ? getOperation(this.context.facts, node, this.module) : undefined;
      isFound ||= operation?.library.id === library && ["flush", "stage-and-flush", "commit", "transaction-callback"].includes(operation.effect);
      return !isFound;
    });
    return isFound;
  }
}

/** Does a node run in a `catch` or `finally` of a function: does it answer what went wrong? */
function isInCleanup(node: Node, within: FunctionNode): boolean {
  for (let current = node, { parent } = current; parent && current !== within; current = parent, { parent } = current) {
    if (parent.type === "CatchClause" || (parent.type === "TryStatement" && parent.finalizer && isWithin(current, parent.finalizer))) return true;
  }
  return false;
}
