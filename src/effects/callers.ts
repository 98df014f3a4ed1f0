import { endOf, getFunctionName, isCall, startOf, walk } from "../ast/index.js";
import type { CallNode, FunctionNode } from "../ast/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import { getPlace } from "./handles.js";

export interface CallSite {
  readonly call: CallNode;
  readonly module: SourceModule;
}

/**
 * The calls of a function that can be seen anywhere in the project. Calls that nobody could resolve are not among them:
 * an empty answer does not mean that nobody calls.
 */
export function findCallSites(project: Project, facts: FactsProvider, fn: FunctionRef): readonly CallSite[] {
  const known = project.memo(findCallSites, () => new WeakMap<FunctionNode, readonly CallSite[]>());
  let sites = known.get(fn.node);
  if (!sites) known.set(fn.node, (sites = searchCallSites(project, facts, fn)));
  return sites;
}

function searchCallSites(project: Project, facts: FactsProvider, fn: FunctionRef): readonly CallSite[] {
  const name = getFunctionName(fn.node);
  if (name === undefined) return [];
  const place = getPlace(fn.node, fn.module);
  const sites: CallSite[] = [];
  for (const module of project.getModulesMentioning(name)) {
    walk(module.program, (node) => {
      if (!isCall(node) || !module.text.slice(startOf(node), endOf(node)).includes(name)) return;
      const callee = facts.getCallee(node, module);
      if (callee.kind === "functions" && callee.targets.some((target) => getPlace(target.node, target.module) === place)) sites.push({ call: node, module });
    });
  }
  return sites;
}
