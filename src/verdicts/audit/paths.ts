import { getEnclosingFunction, isCall, isFunction, isWithin, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { alwaysThrows, classifyCallbackTiming, findAuditCall, findCallSites, isAuditFunction, isAudited, mayAudit, owesAudits } from "../../effects/index.js";
import { interpret } from "../../flow/index.js";
import type { CallbackTiming, FlowAnalysis } from "../../flow/index.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import { findLocalCallee, findNamedFunction, getSummaries, getUnitOfWorkRecord } from "../../states/index.js";
import { ChangeReader } from "./changes.js";
import type { AuditPathContext, Change } from "./changes.js";
import { findLateUses } from "../transactions/late-uses.js";
import { findFunctionWork, findOwner } from "../transactions/work-sites.js";
import type { WorkSite } from "../transactions/work-sites.js";

/** A change of state without an audit on its path, or with one that comes when the change is permanent. */
export interface AuditGap {
  readonly kind: "missing" | "late";
  readonly fn: FunctionNode;
  /** The change, or the late audit call. */
  readonly node: Node;
  readonly change: Change;
}

/** Every such place of a module that writes audits, whoever its functions serve: who asks knows which of them count. */
export function findAuditGaps(context: AuditPathContext, module: SourceModule): readonly AuditGap[] {
  if (!owesAudits(context, module)) return [];
  const record = getUnitOfWorkRecord(context, module);
  const reader = new ChangeReader(context, module);
  const gaps = [...record.detached].flatMap((fn) => (isAuditFunction(context, { node: fn, module }) ? [] : judgeFunction(context, module, fn, reader)));
  if (!gaps.some(({ kind }) => kind === "late")) return gaps;
  const used = new Set<Node>(findLateUses(context, module).map(({ call }) => call));
  return gaps.filter(({ node }) => !used.has(node));
}

function judgeFunction(context: AuditPathContext, module: SourceModule, fn: FunctionNode, reader: ChangeReader): readonly AuditGap[] {
  const commits = new Map(findFunctionWork(context, module).find((work) => work.fn === fn)?.sites.flatMap((site) => (site.kind === "commit" ? [[site.call, site] as const] : [])));
  const flow = new AuditFlow(context, module, fn, reader, commits);
  const { normal } = interpret(fn, NOTHING, flow);
  if (normal) flow.end(normal);
  const missing = [...flow.missing].filter((change) => !flow.followers.has(change) && !isAudited({ node: change.node, module }));
  const owed = missing.length > 0 && !haveCallersAudit(context, { node: fn, module }) ? missing : [];
  return [...owed.map((change): AuditGap => ({ kind: "missing", fn, node: change.node, change })), ...[...flow.late].map(([node, change]): AuditGap => ({ kind: "late", fn, node, change }))];
}

/** Callers of callers are asked this far up. */
const MAX_DEPTH = 3;

/** Does a function that can be seen to call this one, or that sets it up, write an audit, or may it? */
function haveCallersAudit(context: AuditPathContext, { node, module }: FunctionRef, depth = 0): boolean {
  const outer = findOwner(node, getUnitOfWorkRecord(context, module));
  if (outer && holdsAudit(context, { node: outer, module }, true)) return true;
  const named = findNamedFunction(node);
  if (!named || depth > MAX_DEPTH) return false;
  return findCallSites(context.project, context.facts, { node: named, module }).some((site) => {
    const caller = findOwner(site.call, getUnitOfWorkRecord(context, site.module));
    if (!caller || caller === named) return false;
    if (isAudited({ node: site.call, module: site.module })) return true;
    return holdsAudit(context, { node: caller, module: site.module }, false) || haveCallersAudit(context, { node: caller, module: site.module }, depth + 1);
  });
}

/** Is there a call in a function by which an audit may be written: outside the functions that run on their own, if so asked? */
function holdsAudit(context: AuditPathContext, { node, module }: FunctionRef, isOwn: boolean): boolean {
  const { detached } = getUnitOfWorkRecord(context, module);
  let isFound = false;
  walk(node, (inner) => {
    if (isFound || (isOwn && inner !== node && isFunction(inner) && detached.has(inner))) return false;
    isFound = isCall(inner) && mayAudit(context, inner, module);
    return undefined;
  });
  return isFound;
}

/** What holds of a change on some path that leads to a point. */
const OPEN = 1;
const AUDITED = 2;
/** Permanent, and not audited by then. */
const COMMITTED = 4;

interface PathState {
  /** May an audit have been written before? It can stand for what comes after it. */
  readonly isAudited: boolean;
  readonly changes: ReadonlyMap<Change, number>;
}

const NOTHING: PathState = { isAudited: false, changes: new Map() };

/** Follows the changes of one function to their audits. Handlers of errors begin anew: they answer what went wrong. */
class AuditFlow implements FlowAnalysis<PathState> {
  readonly missing = new Set<Change>();
  /** Changes that come after another one without an audit: part of the same finding. */
  readonly followers = new Set<Change>();
  readonly late = new Map<Node, Change>();

  constructor(
    private readonly context: AuditPathContext,
    private readonly module: SourceModule,
    private readonly fn: FunctionNode,
    private readonly reader: ChangeReader,
    private readonly commits: ReadonlyMap<CallNode, WorkSite>,
  ) {}

  join(a: PathState, b: PathState): PathState {
    if (a === b) return a;
    const changes = new Map(a.changes);
    for (const [change, bits] of b.changes) changes.set(change, bits | (changes.get(change) ?? 0));
    return { isAudited: a.isAudited || b.isAudited, changes };
  }

  equals(a: PathState, b: PathState): boolean {
    return a.isAudited === b.isAudited && a.changes.size === b.changes.size && [...a.changes].every(([change, bits]) => b.changes.get(change) === bits);
  }

  transfer(node: Node, state: PathState): PathState {
    if (node.type === "ReturnStatement") {
      // What a `finally` writes comes after the `return`.
      if (getEnclosingFunction(node) === this.fn && !isFinished(node, this.fn)) this.end(state);
      return state;
    }
    if (node.type === "AssignmentExpression") return this.change(this.reader.readAssignment(node, this.fn), state);
    if (!isCall(node)) return state;
    if (mayAudit(this.context, node, this.module)) return this.commit(node, this.audit(node, state));
    return this.commit(node, this.change(this.reader.readCall(node, this.fn), state));
  }

  private change(change: Change | undefined, state: PathState): PathState {
    if (!change || state.changes.has(change)) return state;
    if (!state.isAudited && [...state.changes.values()].some((bits) => !(bits & AUDITED))) this.followers.add(change);
    return { ...state, changes: new Map(state.changes).set(change, state.isAudited ? AUDITED : OPEN) };
  }

  private audit(call: CallNode, state: PathState): PathState {
    const [late] = [...state.changes].find(([, bits]) => bits === COMMITTED) ?? [];
    if (late && this.isRow(call)) this.late.set(call, late);
    return { isAudited: true, changes: new Map([...state.changes.keys()].map((change) => [change, AUDITED])) };
  }

  /** Is the audit a row of a database, that could have been part of the transaction? */
  private isRow(call: CallNode): boolean {
    const found = findAuditCall(this.context, call, this.module);
    if (!found) return false;
    if (found.operation || found.targets.length === 0) return found.operation !== undefined;
    const summaries = getSummaries(this.context);
    return found.targets.every((target) => summaries.getSummary(target).effects.some(({ effect }) => effect === "write" || effect === "stage" || effect === "stage-and-flush"));
  }

  private commit(call: CallNode, state: PathState): PathState {
    const site = this.commits.get(call);
    if (!site) return state;
    const isOf = ({ node, isHeld, operation }: Change): boolean => isWithin(node, call) || (site.operation.effect === "commit" && isHeld && operation.library === site.library);
    const changes = new Map([...state.changes].map(([change, bits]) => [change, bits & OPEN && isOf(change) ? (bits & ~OPEN) | COMMITTED : bits]));
    const own = site.chain.length > 0 && ![...changes.keys()].some(isOf) ? this.reader.readCommitted(call, this.fn) : undefined;
    if (own && !mayAudit(this.context, call, this.module) && !state.isAudited) changes.set(own, COMMITTED);
    return { ...state, changes };
  }

  /** The function ends here, without an error. */
  end(state: PathState): void {
    for (const [change, bits] of state.changes) if (!(bits & AUDITED) && !change.isCallees) this.missing.add(change);
  }

  classifyCallback(call: CallNode, fn: FunctionNode): CallbackTiming {
    return classifyCallbackTiming(this.context.facts, call, fn, this.module);
  }

  enterHandler(): PathState {
    return NOTHING;
  }

  enterLater(): PathState {
    return NOTHING;
  }

  neverReturns(call: CallNode): boolean {
    return alwaysThrows(this.context.facts, call, this.module);
  }

  findInlined(call: CallNode): FunctionNode | undefined {
    return findLocalCallee(this.context.facts, call, this.module);
  }
}

/** Does a `finally` block run between a `return` and the end of the function? */
function isFinished(node: Node, within: FunctionNode): boolean {
  for (let current = node, { parent } = current; parent && current !== within; current = parent, { parent } = current) {
    if (parent.type === "TryStatement" && parent.finalizer && current !== parent.finalizer) return true;
  }
  return false;
}
