import { findFunctionArgument, findParameterIndex, startOf, unwrap } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { findConditions, findHandlePlaces, getHandleId, holdsOwn } from "../../effects/index.js";
import { getAlternatives } from "../../project/index.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import { findPassedArguments, getStateAt, HANDLE } from "../../states/index.js";
import type { AnalysisContext } from "../../states/index.js";
import { areExclusive, findOrder, isInFinalizer, isPerItem } from "./write-counts.js";
import { findFunctionWork } from "./work-sites.js";
import type { FunctionWork, WorkSite } from "./work-sites.js";

/** What makes one request's work permanent in more than one step. */
export interface MultipleCommit {
  readonly kind:
    /** A second commit on one path. */
    | "second"
    /** A commit for each of several items. */
    | "loop"
    /** A write after the commit, with no transaction open. */
    | "write"
    /** A transaction of a function's own, although it can be handed an open one. */
    | "given";
  readonly fn: FunctionNode;
  readonly site: WorkSite;
  /** The commit before it; for `given`, none. */
  readonly first: WorkSite | undefined;
}

/** Every such place of a module, whoever the function serves: who asks knows which functions count. */
export function findMultipleCommits(context: AnalysisContext, module: SourceModule): readonly MultipleCommit[] {
  return findFunctionWork(context, module).flatMap((work) => {
    const commits = work.sites.filter(({ kind }) => kind === "commit");
    const isSingle = work.sites.length === 1 && !work.sites.some(({ call }) => isPerItem(call, work.fn));
    if (commits.length === 0) return [];
    const found = isSingle ? [] : judgeFunction(context, module, work);
    const seen = new Set(found.map(({ site }) => site.call));
    return [...found, ...commits.filter(({ call }) => !seen.has(call) && ignoresGiven(context, call, { node: work.fn, module })).map((site): MultipleCommit => ({ kind: "given", fn: work.fn, site, first: undefined }))];
  });
}

function judgeFunction(context: AnalysisContext, module: SourceModule, work: FunctionWork): readonly MultipleCommit[] {
  const order = findOrder(context, module, work);
  const found: MultipleCommit[] = [];
  const reported = new Set<CallNode>();
  for (const site of work.sites) {
    const earlier = order.get(site);
    if (!earlier || reported.has(site.call)) continue;
    const first = [...earlier].find((other) => other.kind === "commit" && isBefore(other, site) && isSameClient(other, site) && !areExclusive(other.call, site.call, module));
    const kind = first ? (site.kind === "commit" ? "second" : "write") : site.kind === "commit" && earlier.has(site) && isPerItem(site.call, work.fn) ? "loop" : undefined;
    if (!kind) continue;
    if (kind === "write" && (site.isFlush || isInFinalizer(site.call, work.fn) || [...earlier].some(({ call }) => reported.has(call)))) continue;
    reported.add(site.call);
    found.push({ kind, fn: work.fn, site, first });
  }
  return found;
}

/** Does it come before in the text, too? What comes around in a loop is another item's. */
export function isBefore(a: WorkSite, b: WorkSite): boolean {
  return a.call !== b.call && startOf(a.call) < startOf(b.call);
}

/** Could both be one transaction: of one library, and of one client as far as anybody knows? */
export function isSameClient(a: WorkSite, b: WorkSite): boolean {
  return a.library === b.library && (a.root === undefined || b.root === undefined || a.root === b.root);
}

/** Does a function that accepts a handle begin a transaction of its own when it is given an open one? */
function ignoresGiven(context: AnalysisContext, call: CallNode, fn: FunctionRef): boolean {
  const conditions = findConditions(call, fn) ?? [];
  return findHandlePlaces(context, fn).some(({ index, path }) => {
    if (path.length > 0 || conditions.some((condition) => condition.index === index)) return false;
    return prefersGiven(call, index, fn) || isGivenOpen(context, index, fn);
  });
}

/** `const client = given ?? own` in the callback: what the function is given wins, and its own transaction stays idle. */
function prefersGiven(call: CallNode, index: number, { node, module }: FunctionRef): boolean {
  const callback = findFunctionArgument(call);
  const isParameter = (operand: Node, fn: FunctionNode, position: number): boolean => {
    const bare = unwrap(operand);
    const binding = bare.type === "Identifier" ? module.scope.resolve(bare) : undefined;
    return binding?.declaration === fn && findParameterIndex(fn, binding.identifier) === position;
  };
  return callback !== undefined && holdsOwn(callback, (inner) => inner.type === "LogicalExpression" && inner.operator !== "&&" && isParameter(inner.left, node, index) && isParameter(inner.right, callback, 0));
}

/** Does a visible caller hand over a transaction that is open there? */
function isGivenOpen(context: AnalysisContext, index: number, fn: FunctionRef): boolean {
  return findPassedArguments(context, fn, index).some(({ site, value }) => {
    const state = getStateAt(context, site.call, site.module);
    return getAlternatives(value).some((item) => {
      const id = item.kind === "role" ? getHandleId(item.source) : undefined;
      return id !== undefined && ((state?.handles.get(id) ?? 0) & HANDLE.open) !== 0;
    });
  });
}
