import { getPropertyName, getStaticString, unwrap } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";

/** The fields that an argument names: `{ a: true }`, `["a", "b"] as const`; none when it cannot be read. */
export function readFieldNames(project: Project, node: Node, module: SourceModule): string[] | undefined {
  const definition = findDefinition(project, node, module);
  if (definition.kind !== "expression") return undefined;
  const value = unwrap(definition.node);
  if (value.type === "ArrayExpression") return value.elements.flatMap((element) => getStaticString(element) ?? []);
  if (value.type !== "ObjectExpression") return undefined;
  return value.properties.flatMap((property) => (property.type === "Property" ? (getPropertyName(property) ?? []) : []));
}
