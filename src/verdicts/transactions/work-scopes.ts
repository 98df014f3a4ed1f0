import { getEnclosingFunction } from "../../ast/index.js";
import type { FunctionNode } from "../../ast/index.js";
import { isHandler } from "../../endpoints/index.js";
import { findCallSites } from "../../effects/index.js";
import type { FunctionRef } from "../../project/index.js";
import { findNamedFunction } from "../../states/index.js";
import type { AnalysisContext } from "../../states/index.js";

/** Callers of callers are asked this far up. */
const MAX_DEPTH = 4;

/** Does a function serve a request, a message or a job, itself or as part of one that does? */
export function isServing(context: AnalysisContext, { node, module }: FunctionRef): boolean {
  for (let fn: FunctionNode | undefined = node; fn; fn = getEnclosingFunction(fn)) if (isHandler(context, { node: fn, module })) return true;
  return false;
}

/** Does a handler call a function, as far as its callers can be seen? */
export function isCalledByHandler(context: AnalysisContext, fn: FunctionRef, depth = 0): boolean {
  const named = findNamedFunction(fn.node);
  if (!named || depth > MAX_DEPTH) return false;
  const sites = findCallSites(context.project, context.facts, { node: named, module: fn.module });
  return sites.some(({ call, module }) => {
    const caller = getEnclosingFunction(call);
    if (!caller || (caller === named && module === fn.module)) return false;
    return isServing(context, { node: caller, module }) || isCalledByHandler(context, { node: caller, module }, depth + 1);
  });
}
