import { getAnnotation, isFunction, unwrap } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import type { RoleId } from "../catalogue/index.js";
import { findClassMembers, findFieldAssignments, findParameterProperty, getAncestors, getConnectionName, getDecorators } from "./classes.js";
import type { EvaluationContext } from "./context.js";
import type { SourceModule } from "./module.js";
import { bindEntity, findLibraryArgument } from "./type-arguments.js";
import { UNKNOWN, createUnion, getAlternatives, withSource } from "./values.js";
import type { ClassRef, Source, Value } from "./values.js";

/** An instance of a project class: a role when the class is an entity or extends a library's class. */
export function getInstanceValue(context: EvaluationContext, ref: ClassRef, source: Source): Value {
  const entityRole = findEntityRole(context, ref);
  if (entityRole !== undefined) return { kind: "role", role: entityRole, source, entity: ref };
  const last = getAncestors(context.project, ref).at(-1);
  if (last?.kind !== "library") return { kind: "instance", ref, source };
  const { entityBase, role } = last.export;
  if (entityBase) return { kind: "role", role: entityBase.instances, source, entity: ref };
  if (role === undefined) return { kind: "instance", ref, source };
  const entity = getRole(role).kind === "derived" ? findLibraryArgument(context.project, ref) : undefined;
  return { kind: "role", role, source, subclass: ref, ...(entity && { entity }) };
}

/** The class object itself: the statics of an active record query, those of other classes are the project's own. */
export function getClassValue(context: EvaluationContext, ref: ClassRef): Value {
  const last = getAncestors(context.project, ref).at(-1);
  const entityBase = last?.kind === "library" ? last.export.entityBase : undefined;
  if (!entityBase) return { kind: "class", ref };
  return { kind: "role", role: entityBase.statics, source: { kind: "static", owner: ref.node, module: ref.module }, entity: ref, subclass: ref };
}

/** The role of a class's instances as entities, when a library's decorator or base class makes it one. */
export function findEntityRole(context: EvaluationContext, ref: ClassRef): RoleId | undefined {
  const ancestors = getAncestors(context.project, ref);
  const last = ancestors.at(-1);
  if (last?.kind === "library" && last.export.entityBase) return last.export.entityBase.instances;
  for (const ancestor of ancestors) {
    if (ancestor.kind !== "class") continue;
    for (const { found } of getDecorators(context.project, ancestor.ref.node, ancestor.ref.module)) {
      if (found?.export.decorator !== "entity") continue;
      return (Object.keys(found.library.roles) as RoleId[]).find((id) => getRole(id).kind === "entity");
    }
  }
  return undefined;
}

/**
 * A field of a class by name: what its initialiser, its annotation, its constructor's parameter or the assignments in
 * the class say. The source is the field, also for a value that the class makes itself: ownership is asked of the class.
 */
export function getFieldValue(context: EvaluationContext, owner: ClassRef, name: string): Value {
  for (const ancestor of getAncestors(context.project, owner)) {
    if (ancestor.kind !== "class") continue;
    const { node, module } = ancestor.ref;
    const value = readOwnField(context, ancestor.ref, name);
    const [member] = findClassMembers(node, name);
    if (value) return member ? bindEntity(context.project, value, owner, ancestor.ref, member) : value;
    const parameter = findParameterProperty(node, name);
    if (parameter) return bindEntity(context.project, readDeclaredField(context, ancestor.ref, name, parameter, module), owner, ancestor.ref, parameter);
  }
  return UNKNOWN;
}

/** A static property or getter of a class by name, through its ancestors in the project. */
export function getStaticValue(context: EvaluationContext, owner: ClassRef, name: string): Value {
  for (const ancestor of getAncestors(context.project, owner)) {
    if (ancestor.kind !== "class") continue;
    const { node, module } = ancestor.ref;
    const member = findClassMembers(node, name).find((item) => (item.type === "PropertyDefinition" || item.type === "MethodDefinition") && item.static);
    if (member?.type === "PropertyDefinition") {
      if (member.value) return context.facts.getValue(member.value, module);
      const assigned = createUnion(findFieldAssignments(node, name).map((item) => context.facts.getValue(item, module)));
      if (assigned.kind !== "unknown") return assigned;
      return member.typeAnnotation ? context.facts.getTypeValue(member.typeAnnotation, module, { kind: "unknown" }) : UNKNOWN;
    }
    if (member?.type !== "MethodDefinition" || !isFunction(member.value)) continue;
    const ref = { node: member.value, module };
    return member.kind === "get" ? context.getReturnValue(ref) : { kind: "function", ref };
  }
  return UNKNOWN;
}

function readOwnField(context: EvaluationContext, owner: ClassRef, name: string): Value | undefined {
  for (const member of findClassMembers(owner.node, name)) {
    if (member.type === "PropertyDefinition") return readDeclaredField(context, owner, name, member, owner.module);
    if (member.type !== "MethodDefinition" || !isFunction(member.value)) continue;
    const ref = { node: member.value, module: owner.module };
    return member.kind === "get" ? context.getReturnValue(ref) : { kind: "function", ref };
  }
  return undefined;
}

function readDeclaredField(context: EvaluationContext, owner: ClassRef, name: string, declaration: Node, module: SourceModule): Value {
  const source: Source = { kind: "field", owner: owner.node, name, connection: findConnection(context, declaration, module), module };
  const value = readFieldValue(context, owner, name, declaration, module, source);
  // What the class makes for itself keeps its maker, so that its root stays known.
  return createUnion(getAlternatives(value).map((item) => (item.kind === "role" && item.source.kind === "created" ? item : withSource(item, source))));
}

function readFieldValue(context: EvaluationContext, owner: ClassRef, name: string, declaration: Node, module: SourceModule, source: Source): Value {
  const initial = declaration.type === "PropertyDefinition" ? declaration.value : undefined;
  if (initial) {
    const value = context.facts.getValue(unwrap(initial), module);
    if (value.kind !== "unknown" && value.kind !== "nothing") return value;
  }
  const type = getAnnotation(declaration);
  if (type) {
    const value = context.facts.getTypeValue(type, module, source);
    if (value.kind !== "unknown") return value;
  }
  for (const { found } of getDecorators(context.project, declaration, module)) {
    if (found?.export.injects !== undefined) return { kind: "role", role: found.export.injects, source };
  }
  const assigned = findFieldAssignments(owner.node, name).map((node) => context.facts.getValue(node, module));
  return assigned.length > 0 ? createUnion(assigned) : UNKNOWN;
}

function findConnection(context: EvaluationContext, declaration: Node, module: SourceModule): string | undefined {
  for (const decorator of getDecorators(context.project, declaration, module)) {
    const connection = decorator.found?.export.injects === undefined ? undefined : getConnectionName(decorator);
    if (connection !== undefined) return connection;
  }
  return undefined;
}
