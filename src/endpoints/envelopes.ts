import { getArguments, getCallee, getMember, getParameters, getPropertyName, isFunction, unwrap, walk } from "../ast/index.js";
import type { ClassNode, FunctionNode, Node, NodeOf } from "../ast/index.js";
import { EXCLUSIONS } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";

/**
 * The arguments that an instance holds just as they are given: `new Page(items, total)`. None of a class that nobody can
 * see, that extends another, or that says itself what goes out.
 */
export function getEnveloped(project: Project, node: NodeOf<"NewExpression">, module: SourceModule): readonly Node[] {
  const definition = findDefinition(project, getCallee(node), module);
  if (definition.kind !== "class" || definition.node.superClass || definition.module.text.includes(EXCLUSIONS.module)) return [];
  if (definition.node.body.body.some((member) => getPropertyName(member) === "toJSON")) return [];
  const fn = findConstructor(definition.node);
  const parameters = fn?.params ?? [];
  const kept = fn ? findKept(fn) : new Set<string>();
  return getArguments(node).filter((_, index) => {
    const parameter = parameters[index];
    return parameter?.type === "TSParameterProperty" || (parameter?.type === "Identifier" && kept.has(parameter.name));
  });
}

function findConstructor(node: ClassNode): FunctionNode | undefined {
  const member = node.body.body.find((item) => item.type === "MethodDefinition" && item.kind === "constructor");
  return member?.type === "MethodDefinition" && isFunction(member.value) ? member.value : undefined;
}

/** The parameters that a constructor assigns to fields: `this.data = data`. */
function findKept(fn: FunctionNode): ReadonlySet<string> {
  const names = new Set(getParameters(fn).flatMap((parameter) => (parameter.type === "Identifier" ? [parameter.name] : [])));
  const kept = new Set<string>();
  walk(fn, (node) => {
    if (node.type !== "AssignmentExpression" || getMember(node.left)?.object.type !== "ThisExpression") return;
    const value = unwrap(node.right);
    const source = value.type === "LogicalExpression" ? unwrap(value.left) : value;
    if (source.type === "Identifier" && names.has(source.name)) kept.add(source.name);
  });
  return kept;
}
