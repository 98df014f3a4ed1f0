import { getAnnotation } from "../ast/index.js";
import type { ClassNode, Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import { getAncestors } from "./classes.js";
import { findTypeClass } from "./definitions.js";
import type { Project } from "./project.js";
import type { ClassRef, Value } from "./values.js";

/**
 * The value of a field that a generic base class declares, with the entity that the class at hand puts in:
 * `class UserRepo extends BaseRepo<User>` over `constructor(readonly repo: Repository<T>)`.
 */
export function bindEntity(project: Project, value: Value, owner: ClassRef, base: ClassRef, declaration: Node): Value {
  if (value.kind !== "role" || value.entity || owner.node === base.node || getRole(value.role).kind !== "derived") return value;
  const [argument] = getTypeArguments(getAnnotation(declaration)?.typeAnnotation);
  const index = argument ? getParameterIndex(base.node, argument) : -1;
  const entity = index === -1 ? undefined : findArgument(project, owner, base.node, index);
  return entity ? { ...value, entity } : value;
}

/** The class that a class puts in for the library's own type parameter: `extends Repository<User>`. */
export function findLibraryArgument(project: Project, owner: ClassRef): ClassRef | undefined {
  return findArgument(project, owner, undefined, 0);
}

/** What a class puts in for a type parameter of one of its ancestors; `undefined` stands for the library's class. */
function findArgument(project: Project, owner: ClassRef, base: ClassNode | undefined, index: number): ClassRef | undefined {
  const classes = getAncestors(project, owner).flatMap((ancestor) => (ancestor.kind === "class" ? [ancestor.ref] : []));
  const position = base ? classes.findIndex(({ node }) => node === base) : classes.length;
  let parameter = index;
  for (const { node, module } of classes.slice(0, Math.max(position, 0)).toReversed()) {
    const given = node.superTypeArguments?.params[parameter];
    if (!given) return undefined;
    parameter = getParameterIndex(node, given);
    if (parameter === -1) return findTypeClass(project, given, module);
  }
  return undefined;
}

/** Which of a class's own type parameters a type is; -1 when it is none. */
function getParameterIndex({ typeParameters }: ClassNode, type: Node): number {
  const name = type.type === "TSTypeReference" && type.typeName.type === "Identifier" ? type.typeName.name : undefined;
  return typeParameters?.params.findIndex((parameter) => parameter.name.name === name) ?? -1;
}

function getTypeArguments(type: Node | undefined): readonly Node[] {
  return type?.type === "TSTypeReference" ? (type.typeArguments?.params ?? []) : [];
}
