import { getCallee, getEnclosingClass, getFunctionName, getMember, getPropertyName, isCall, unwrap, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findReachingFiles } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";

export interface CallSite {
  readonly call: CallNode;
  readonly module: SourceModule;
}

const SITES = {};

/**
 * The calls of a function that can be seen anywhere in the project. Calls that nobody could resolve are not among them:
 * an empty answer does not mean that nobody calls.
 */
export function findCallSites(project: Project, facts: FactsProvider, fn: FunctionRef): readonly CallSite[] {
  const known = project.memo(SITES, () => new WeakMap<FunctionNode, readonly CallSite[]>());
  let sites = known.get(fn.node);
  if (!sites) known.set(fn.node, (sites = searchCallSites(project, facts, fn)));
  return sites;
}

function searchCallSites(project: Project, facts: FactsProvider, fn: FunctionRef): readonly CallSite[] {
  const name = getFunctionName(fn.node);
  if (name === undefined) return [];
  return findCallingModules(project, fn, name).flatMap((module) =>
    getCallsOf(module, name).flatMap((call) => {
      const callee = facts.getCallee(call, module);
      return callee.kind === "functions" && callee.targets.some((target) => target.node === fn.node) ? [{ call, module }] : [];
    }),
  );
}

/** The modules that can call a function: they name it, and their imports lead to it. */
function findCallingModules(project: Project, { node, module }: FunctionRef, name: string): readonly SourceModule[] {
  if (isPrivate(node, module)) return [module];
  const owner = getEnclosingClass(node);
  // Whoever holds an interface or a base class need not know the class that is behind it.
  const isHidden = owner !== undefined && (owner.superClass !== null || (owner.implements?.length ?? 0) > 0);
  const reaching = isHidden ? undefined : findReachingFiles(project, module.path);
  return project.getModules(project.findNaming(name).filter((path) => reaching?.has(path) !== false));
}

/** A function of the module's own level that the module does not export. */
function isPrivate(fn: FunctionNode, module: SourceModule): boolean {
  const holder = fn.parent?.type === "VariableDeclarator" ? fn.parent.parent : fn;
  if (holder?.parent !== module.program) return false;
  const name = getFunctionName(fn);
  return ![...module.exports.values()].some((exported) => exported.kind === "local" || (exported.kind === "named" && exported.name === name));
}

const calls = new WeakMap<SourceModule, ReadonlyMap<string, readonly CallNode[]>>();

/** The calls in a module whose callee has a name: its own, or the one that it has where it comes from. */
function getCallsOf(module: SourceModule, name: string): readonly CallNode[] {
  let known = calls.get(module);
  if (!known) calls.set(module, (known = indexCalls(module)));
  return known.get(name) ?? [];
}

function indexCalls(module: SourceModule): ReadonlyMap<string, readonly CallNode[]> {
  const index = new Map<string, CallNode[]>();
  const add = (name: string, call: CallNode): void => {
    const found = index.get(name);
    if (found) found.push(call);
    else index.set(name, [call]);
  };
  walk(module.program, (node) => {
    if (isCall(node)) for (const name of new Set(getCalleeNames(getCallee(node), module))) add(name, node);
  });
  return index;
}

/** Chains of local names longer than this are cycles. */
const MAX_STEPS = 8;

/** `save` for `store.save(…)`, for `import { save as keep }` … `keep(…)`, and for `const { save: keep } = store`. */
function getCalleeNames(callee: Node, module: SourceModule, steps = 0): readonly string[] {
  const bare = unwrap(callee);
  switch (bare.type) {
    case "MemberExpression": {
      const member = getMember(bare);
      return member ? [member.name] : [];
    }
    case "ConditionalExpression":
      return [...getCalleeNames(bare.consequent, module, steps), ...getCalleeNames(bare.alternate, module, steps)];
    case "LogicalExpression":
      return [...getCalleeNames(bare.left, module, steps), ...getCalleeNames(bare.right, module, steps)];
    case "Identifier": {
      const binding = steps < MAX_STEPS ? module.scope.resolve(bare) : undefined;
      return [bare.name, ...(binding ? getOriginalNames(binding.identifier, binding.declaration, module, steps) : [])];
    }
    default:
      return [];
  }
}

function getOriginalNames(identifier: Node, declaration: Node, module: SourceModule, steps: number): readonly string[] {
  if (declaration.type === "ImportSpecifier") return declaration.imported.type === "Identifier" ? [declaration.imported.name] : [declaration.imported.value];
  if (declaration.type !== "VariableDeclarator") return [];
  if (declaration.id === identifier) return declaration.init ? getCalleeNames(declaration.init, module, steps + 1) : [];
  const property = identifier.parent?.type === "AssignmentPattern" ? identifier.parent.parent : identifier.parent;
  const key = property?.type === "Property" ? getPropertyName(property) : undefined;
  return key === undefined ? [] : [key];
}
