import { getMember, getPropertyName, getStaticString, isFunction, unwrap, walk } from "../ast/index.js";
import type { ClassNode, FunctionNode, Node } from "../ast/index.js";
import { findGeneratedExport, findLibraryExport } from "../catalogue/index.js";
import type { Library, LibraryExport } from "../catalogue/index.js";
import { findDefinition } from "./definitions.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import type { ClassRef, FunctionRef } from "./values.js";

/** Ancestors beyond this are a cycle. */
const MAX_ANCESTORS = 20;

export type Ancestor =
  | { readonly kind: "class"; readonly ref: ClassRef }
  | { readonly kind: "library"; readonly library: Library; readonly export: LibraryExport; readonly typeArguments: readonly Node[]; readonly module: SourceModule }
  | { readonly kind: "unknown" };

/** The class and everything that it extends, nearest first; ends with the library's class where there is one. */
export function getAncestors(project: Project, ref: ClassRef): readonly Ancestor[] {
  const ancestors: Ancestor[] = [{ kind: "class", ref }];
  let current = ref;
  while (current.node.superClass && ancestors.length < MAX_ANCESTORS) {
    const superClass = unwrapMixin(current.node.superClass);
    const definition = findDefinition(project, superClass, current.module);
    if (definition.kind === "class") {
      current = { node: definition.node, module: definition.module };
      ancestors.push({ kind: "class", ref: current });
      continue;
    }
    const found =
      definition.kind === "external" ? findLibraryExport(definition.file ?? definition.specifier, definition.path) ?? findLibraryExport(definition.specifier, definition.path)
      : definition.kind === "expression" && superClass.type === "Identifier" ? findGeneratedExport(definition.module.path, superClass.name)
      : undefined;
    ancestors.push(found ? { kind: "library", ...found, typeArguments: current.node.superTypeArguments?.params ?? [], module: current.module } : { kind: "unknown" });
    break;
  }
  return ancestors;
}

/** `extends Mixin(Base)`: what matters of it is the base. */
function unwrapMixin(node: Node): Node {
  const bare = unwrap(node);
  const [first] = bare.type === "CallExpression" ? bare.arguments : [];
  return first ? unwrap(first) : bare;
}

/** A decorator: where it is imported from, its name, its arguments. */
export interface DecoratorUse {
  readonly name: string;
  readonly node: Node;
  readonly arguments: readonly Node[];
  readonly found: { readonly library: Library; readonly export: LibraryExport } | undefined;
}

/** The decorators of a class, member or parameter. */
export function getDecorators(project: Project, node: Node, module: SourceModule): readonly DecoratorUse[] {
  const { decorators } = node as { decorators?: readonly { expression: Node }[] };
  return (decorators ?? []).map(({ expression }) => {
    const bare = unwrap(expression);
    const callee = bare.type === "CallExpression" ? unwrap(bare.callee) : bare;
    const definition = findDefinition(project, callee, module);
    return {
      name: callee.type === "Identifier" ? callee.name : (getMember(callee)?.name ?? ""),
      node: expression,
      arguments: bare.type === "CallExpression" ? bare.arguments : [],
      found: definition.kind === "external" ? findLibraryExport(definition.specifier, definition.path) : undefined,
    };
  });
}

/** The members of a class by name: methods, accessors, properties, in order. */
export function findClassMembers(node: ClassNode, name: string): readonly Node[] {
  return node.body.body.filter((member) => getPropertyName(member) === name);
}

/** The constructor's parameter that declares a field: `constructor(private readonly em: EntityManager)`. */
export function findParameterProperty(node: ClassNode, name: string): Node | undefined {
  return getConstructor(node)?.params.find((parameter) => {
    if (parameter.type !== "TSParameterProperty") return false;
    const inner = parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter;
    return inner.type === "Identifier" && inner.name === name;
  });
}

function getConstructor(node: ClassNode): FunctionNode | undefined {
  for (const member of node.body.body) {
    if (member.type === "MethodDefinition" && member.kind === "constructor" && isFunction(member.value) && member.value.body) return member.value;
  }
  return undefined;
}

/** The values that the class's own methods assign to `this.name`. */
export function findFieldAssignments(node: ClassNode, name: string): readonly Node[] {
  const values: Node[] = [];
  walk(node.body, (child) => {
    if (child.type !== "AssignmentExpression") return;
    const target = getMember(child.left);
    if (target?.object.type === "ThisExpression" && target.name === name) values.push(child.right);
  });
  return values;
}

/** A method with a body by name, in the class itself or its ancestors within the project. */
export function findMethod(project: Project, ref: ClassRef, name: string, isStatic: boolean): FunctionRef | undefined {
  for (const ancestor of getAncestors(project, ref)) {
    if (ancestor.kind !== "class") continue;
    for (const member of findClassMembers(ancestor.ref.node, name)) {
      if (member.type === "MethodDefinition" && member.kind === "method" && member.static === isStatic && isFunction(member.value) && member.value.body) {
        return { node: member.value, module: ancestor.ref.module };
      }
      if (member.type === "PropertyDefinition" && member.static === isStatic && member.value && isFunction(unwrap(member.value))) {
        return { node: unwrap(member.value) as FunctionNode, module: ancestor.ref.module };
      }
    }
  }
  return undefined;
}

/** The connection name in `@InjectRepository(Task, "reporting")` or `@InjectDataSource("reporting")`. */
export function getConnectionName(decorator: DecoratorUse): string | undefined {
  return getStaticString(decorator.arguments.at(-1));
}
