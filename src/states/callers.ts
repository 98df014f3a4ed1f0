import { getArguments, getEnclosingFunction } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import type { Library } from "../catalogue/index.js";
import { findCallSites, getDisplayName, getHandleId, isTransactional } from "../effects/index.js";
import type { CallSite } from "../effects/index.js";
import type { FunctionRef, Value } from "../project/index.js";
import { getStateAt, getUnitOfWorkRecord } from "./analysis.js";
import type { AnalysisContext } from "./analysis.js";
import { HANDLE } from "./lattice.js";

export type CallerTransaction = "yes" | "no" | "unknown";

/** Callers of callers are asked this far up. */
const MAX_DEPTH = 4;

/** Is a function called while a transaction of the library is open? `no` needs callers that can all be seen. */
export function classifyCallerTransaction(context: AnalysisContext, fn: FunctionRef, library: Library, depth = 0): CallerTransaction {
  if (isTransactional(context.project, fn)) return "yes";
  const sites = findCallSites(context.project, context.facts, fn);
  if (sites.length === 0) return depth === 0 ? "unknown" : "no";
  if (depth > MAX_DEPTH) return "unknown";
  let answer: CallerTransaction = "no";
  for (const site of sites) {
    const held = classifySite(context, site, library, depth);
    if (held === "yes") return "yes";
    if (held === "unknown") answer = "unknown";
  }
  return answer;
}

function classifySite(context: AnalysisContext, { call, module }: CallSite, library: Library, depth: number): CallerTransaction {
  const state = getStateAt(context, call, module);
  if (!state) return "unknown";
  const record = getUnitOfWorkRecord(context, module);
  for (const [id, bits] of state.handles) {
    if (record.transactions.get(id)?.library === library && bits & (HANDLE.open | HANDLE.unknown)) return "yes";
  }
  const caller = findNamedFunction(getEnclosingFunction(call));
  return caller ? classifyCallerTransaction(context, { node: caller, module }, library, depth + 1) : "no";
}

/** The function that callers name: closures belong to the method or function around them. */
export function findNamedFunction(fn: FunctionNode | undefined): FunctionNode | undefined {
  for (let current = fn; current; current = getEnclosingFunction(current)) {
    const { parent } = current;
    if (current.type === "FunctionDeclaration" || parent?.type === "MethodDefinition" || parent?.type === "VariableDeclarator" || parent?.type === "PropertyDefinition") return current;
  }
  return undefined;
}

/** What a visible call passes for a parameter. */
export interface PassedArgument {
  readonly site: CallSite;
  readonly argument: Node;
  readonly value: Value;
}

/** What every visible call passes for a function's parameter; calls that leave it out are left out. */
export function findPassedArguments({ project, facts }: AnalysisContext, fn: FunctionRef, index: number): readonly PassedArgument[] {
  return findCallSites(project, facts, fn).flatMap((site) => {
    const argument = getArguments(site.call)[index];
    return argument ? { site, argument, value: facts.getValue(argument, site.module) } : [];
  });
}

/** A visible caller that passes an open transaction for a parameter: what a message shows at the head of the chain. */
export function findCallerInTransaction(context: AnalysisContext, fn: FunctionRef, index: number): { readonly name: string } | undefined {
  for (const { site, value } of findPassedArguments(context, fn, index)) {
    const id = value.kind === "role" ? getHandleId(value.source) : undefined;
    const bits = id === undefined ? undefined : getStateAt(context, site.call, site.module)?.handles.get(id);
    if (bits === undefined || !(bits & HANDLE.open)) continue;
    const caller = getEnclosingFunction(site.call);
    return { name: caller ? getDisplayName(caller) : "the caller" };
  }
  return undefined;
}
