import type { FunctionNode } from "../../ast/index.js";
import type { SourceModule } from "../../project/index.js";
import type { AnalysisContext } from "../../states/index.js";
import { isBefore, isSameClient } from "./multiple-commits.js";
import { areExclusive, findOrder } from "./write-counts.js";
import { findFunctionWork } from "./work-sites.js";
import type { FunctionWork, WorkSite } from "./work-sites.js";

/** A write that commits by itself, with more of the same work after it on one path. */
export interface MissingTransaction {
  readonly fn: FunctionNode;
  readonly first: WorkSite;
  readonly second: WorkSite;
}

/** Every first write of a module whose path goes on to write again, whoever the function serves. */
export function findMissingTransactions(context: AnalysisContext, module: SourceModule): readonly MissingTransaction[] {
  return findFunctionWork(context, module).flatMap((work) => (work.sites.length > 1 && work.sites.some(({ kind }) => kind === "write") ? judgeFunction(context, module, work) : []));
}

function judgeFunction(context: AnalysisContext, module: SourceModule, work: FunctionWork): readonly MissingTransaction[] {
  const order = findOrder(context, module, work);
  const found = new Map<WorkSite, MissingTransaction>();
  for (const second of work.sites) {
    const [first] = findEarlier(order.get(second), second, module);
    // What follows it on the path is part of the same finding.
    if (!first || findEarlier(order.get(first), first, module).length > 0 || found.has(first)) continue;
    found.set(first, { fn: work.fn, first, second });
  }
  return [...found.values()];
}

function findEarlier(earlier: ReadonlySet<WorkSite> | undefined, site: WorkSite, module: SourceModule): readonly WorkSite[] {
  return [...(earlier ?? [])].filter((other) => other.kind === "write" && isBefore(other, site) && isSameClient(other, site) && !areExclusive(other.call, site.call, module));
}
