import { endOf, getAnnotation, getCallee, getChainBase, getMember, startOf } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { isEffectName } from "../catalogue/index.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import type { FactsProvider } from "./values.js";

/**
 * Why nobody can tell what a call runs, in one line with its place: for calls that are named like a library's own. For
 * any other call, and for one that is resolved, `undefined`.
 */
export function explainUnknownCall(project: Project, facts: FactsProvider, call: CallNode, module: SourceModule): string | undefined {
  const { kind } = facts.getCallee(call, module);
  const callee = getCallee(call);
  const member = getMember(callee);
  const name = member?.name ?? (callee.type === "Identifier" ? callee.name : undefined);
  if (kind !== "unknown" && kind !== "external") return undefined;
  if (callee.type === "MemberExpression" && !member) return `${getPosition(project, call, module)} ${getText(callee, module)}(...) unknown: which member it is depends on a value`;
  if (name === undefined || !isEffectName(name)) return undefined;
  return `${getPosition(project, call, module)} ${getText(callee, module)}(...) unknown: ${explainValue(facts, member?.object ?? callee, module)}`;
}

function explainValue(facts: FactsProvider, node: Node, module: SourceModule): string {
  const value = facts.getValue(node, module);
  if (value.kind === "role") return `\`${getText(node, module)}\` is \`${value.role}\`, which has no such member`;
  if (value.kind === "external" && value.specifier.startsWith(".")) return `\`${getText(node, module)}\` comes from "${value.specifier}", which is not there`;
  if (value.kind === "external") return `\`${getText(node, module)}\` comes from "${value.specifier}", which the catalogue does not describe`;
  const base = getChainBase(node);
  const binding = base.type === "Identifier" ? module.scope.lookup(base.name, base) : undefined;
  const what = `the value of \`${getText(node, module)}\` cannot be told`;
  if (!binding) return base.type === "Identifier" ? `${what} (\`${base.name}\` is declared nowhere in the file)` : what;
  const { declaration, identifier } = binding;
  const statement = declaration.parent;
  if (statement?.type === "ImportDeclaration") {
    return `${what} (nobody can follow the export of "${statement.source.value}")`;
  }
  const annotation = getAnnotation(identifier);
  const kind = binding.kind === "parameter" ? "a parameter" : "a variable";
  if (annotation?.typeAnnotation.type === "TSAnyKeyword") return `${what} (\`${binding.name}\` is \`any\`)`;
  if (annotation) return `${what} (the type of \`${binding.name}\` leads to nothing that is known)`;
  return `${what} (\`${binding.name}\` is ${kind} without a type${declaration.type === "VariableDeclarator" && declaration.init ? ", and nobody knows what it is made by" : ""})`;
}

function getText(node: Node, module: SourceModule): string {
  return module.text.slice(startOf(node), endOf(node)).replace(/\s+/g, " ").slice(0, 60);
}

function getPosition(project: Project, node: Node, module: SourceModule): string {
  const before = module.text.slice(0, startOf(node)).split("\n");
  const path = module.path.startsWith(project.root) ? module.path.slice(project.root.length + 1) : module.path;
  return `${path}:${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}`;
}
