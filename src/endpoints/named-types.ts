import type { Node } from "../ast/index.js";
import { findTypeDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";

const MAX_STEPS = 20;

/** Answers for a package's export, by its specifier and path. */
type Ask<T> = (specifier: string, path: readonly string[]) => T | undefined;

/** What `ask` says of the package's type that a type stands for: through aliases, interfaces, intersections and promises. */
export function findInType<T>(project: Project, type: Node, module: SourceModule, ask: Ask<T>, steps = 0): T | undefined {
  if (steps > MAX_STEPS) return undefined;
  const next = (node: Node): T | undefined => findInType(project, node, module, ask, steps + 1);
  switch (type.type) {
    case "TSTypeAnnotation":
    case "TSParenthesizedType":
      return next(type.typeAnnotation);
    case "TSIntersectionType":
      return type.types.map(next).find((found) => found !== undefined);
    case "TSTypeReference": {
      const [first] = type.typeArguments?.params ?? [];
      if (first && type.typeName.type === "Identifier" && type.typeName.name === "Promise") return next(first);
      return findNamed(project, type.typeName, module, ask, steps);
    }
    default:
      return undefined;
  }
}

function findNamed<T>(project: Project, name: Node, module: SourceModule, ask: Ask<T>, steps: number): T | undefined {
  const definition = findTypeDefinition(project, name, module);
  if (definition.kind === "external") return ask(definition.specifier, definition.path);
  if (definition.kind !== "declaration") return undefined;
  const { node } = definition;
  if (node.type === "TSTypeAliasDeclaration") return findInType(project, node.typeAnnotation, definition.module, ask, steps + 1);
  if (node.type !== "TSInterfaceDeclaration") return undefined;
  return node.extends.map(({ expression }) => findNamed(project, expression, definition.module, ask, steps + 1)).find((found) => found !== undefined);
}
