import { findProperty, getCallee, getMember, unwrap } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { EXCLUSIONS, ROW_FORMS } from "../catalogue/index.js";
import type { RowForm } from "../catalogue/index.js";
import { findClassMembers, getAncestors } from "./classes.js";
import { findDefinition } from "./definitions.js";
import type { Entity, EntityField } from "./entities.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";

/** What the declaration of a column says about who gets to see it. */
export interface ColumnVisibility {
  /** The library's own serialisation leaves it out. */
  readonly isHidden: boolean;
  /** Queries that do not ask for it leave it out. */
  readonly isUnloaded: boolean;
  /** A serialiser that has to be called leaves it out. */
  readonly isExcluded: boolean;
}

/** The columns of an entity, without its relations: `semantics.md` §6. What cannot be read says nothing. */
export function findColumns(project: Project, entity: Entity): ReadonlyMap<string, ColumnVisibility> {
  const known = project.memo(findColumns, () => new WeakMap<Entity, ReadonlyMap<string, ColumnVisibility>>());
  let columns = known.get(entity);
  if (!columns) known.set(entity, (columns = readColumns(project, entity)));
  return columns;
}

/** Does a class say itself what its instances are as JSON? */
export function hasOwnJson(project: Project, { declaration }: Entity): boolean {
  if (declaration.kind !== "node") return false;
  const { node, module } = declaration;
  // Also where it is added to the prototype, or a schema's options say it.
  if (module.text.includes("toJSON")) return true;
  if (node.type !== "ClassDeclaration" && node.type !== "ClassExpression") return false;
  return getAncestors(project, { node, module }).some((ancestor) => ancestor.kind === "unknown" || (ancestor.kind === "class" && findClassMembers(ancestor.ref.node, "toJSON").length > 0));
}

function readColumns(project: Project, { fields, library, declaration }: Entity): ReadonlyMap<string, ColumnVisibility> {
  const form = ROW_FORMS[library.id];
  const node = declaration.kind === "node" ? declaration.node : undefined;
  const isExcludedByDefault = node !== undefined && declaration.kind === "node" && findExclusions(project, node, declaration.module).some(({ name, isOutgoing }) => name === EXCLUSIONS.excludes && isOutgoing);
  const columns = new Map<string, ColumnVisibility>();
  for (const [name, field] of fields) if (field.kind !== "relation") columns.set(name, readColumn(project, form, field, isExcludedByDefault));
  return columns;
}

function readColumn(project: Project, form: RowForm | undefined, { written }: EntityField, isExcludedByDefault: boolean): ColumnVisibility {
  const options = written ? readOptions(project, written) : [];
  const marks = written ? findExclusions(project, written.node, written.module) : [];
  const isExposed = marks.some(({ name }) => name === EXCLUSIONS.exposes);
  return {
    isHidden: form?.hides !== undefined && options.some((option) => option.get(form.hides ?? "") === true),
    isUnloaded: Object.entries(form?.unloads ?? {}).some(([key, value]) => options.some((option) => option.get(key) === value)),
    isExcluded: marks.some(({ name, isOutgoing }) => name === EXCLUSIONS.excludes && isOutgoing) || (isExcludedByDefault && !isExposed),
  };
}

/** The options of a column that are written out as true or false: in its decorators, its object, the calls that make it. */
function readOptions(project: Project, { node, module }: NonNullable<EntityField["written"]>): readonly ReadonlyMap<string, boolean>[] {
  if (node.type === "PropertyDefinition") {
    const { decorators } = node as { decorators?: readonly { expression: Node }[] };
    return (decorators ?? []).flatMap(({ expression }) => {
      const bare = unwrap(expression);
      return bare.type === "CallExpression" ? bare.arguments.flatMap((argument) => readObject(project, argument, module)) : [];
    });
  }
  const definition = findDefinition(project, node, module);
  if (definition.kind !== "expression") return [];
  return definition.node.type === "ObjectExpression" ? [readFlags(definition.node)] : [readCalls(definition.node)];
}

function readObject(project: Project, node: Node, module: SourceModule): readonly ReadonlyMap<string, boolean>[] {
  const definition = findDefinition(project, node, module);
  return definition.kind === "expression" && definition.node.type === "ObjectExpression" ? [readFlags(definition.node)] : [];
}

function readFlags(object: NodeOf<"ObjectExpression">): ReadonlyMap<string, boolean> {
  const flags = new Map<string, boolean>();
  for (const property of object.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier" || property.computed) continue;
    const value = unwrap(property.value);
    if (value.type === "Literal" && typeof value.value === "boolean") flags.set(property.key.name, value.value);
  }
  return flags;
}

/** `p.string().hidden()`: a call without arguments switches it on. */
function readCalls(node: Node): ReadonlyMap<string, boolean> {
  const flags = new Map<string, boolean>();
  for (let current = unwrap(node); current.type === "CallExpression"; ) {
    const member = getMember(getCallee(current));
    if (!member) break;
    if (current.arguments.length === 0) flags.set(member.name, true);
    current = unwrap(member.object);
  }
  return flags;
}

interface Exclusion {
  readonly name: string;
  /** False for one that only concerns what comes in. */
  readonly isOutgoing: boolean;
}

function findExclusions(project: Project, node: Node, module: SourceModule): readonly Exclusion[] {
  const { decorators } = node as { decorators?: readonly { expression: Node }[] };
  return (decorators ?? []).flatMap(({ expression }) => {
    const bare = unwrap(expression);
    const definition = findDefinition(project, bare.type === "CallExpression" ? bare.callee : bare, module);
    if (definition.kind !== "external" || definition.specifier !== EXCLUSIONS.module) return [];
    const [first] = bare.type === "CallExpression" ? bare.arguments : [];
    const options = first && unwrap(first);
    const only = options?.type === "ObjectExpression" ? findProperty(options, "toClassOnly")?.value : undefined;
    return [{ name: definition.path.at(-1) ?? "", isOutgoing: only === undefined }];
  });
}
