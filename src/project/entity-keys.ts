import { findProperty, getAnnotation, getCallee, getLastName, getMember, getPropertyName, getStaticString, hasSpread, unwrap } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { findLibraryExport } from "../catalogue/index.js";
import type { KeyForm } from "../catalogue/index.js";
import { findClassMembers, findFieldAssignments, findParameterProperty, getAncestors, getDecorators } from "./classes.js";
import { findDefinition } from "./definitions.js";
import type { Entity, EntityField } from "./entities.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import type { ClassRef } from "./values.js";

/** What a field's declaration says about its value. */
interface Written {
  readonly isKey: boolean;
  readonly isGenerated: boolean;
  /** May something else make the value, or can the declaration not be read? */
  readonly isOpen: boolean;
}

const OPEN: Written = { isKey: false, isGenerated: false, isOpen: true };

/**
 * The one primary key of an entity, where its declaration proves that the database makes the value: `semantics.md` §3.
 * `undefined` for composite keys, keys with a value of their own, and where anything about it cannot be read.
 */
export function findGeneratedKey(project: Project, { declaration, fields, library }: Entity): EntityField | undefined {
  const form = library.keys;
  if (!form || declaration.kind !== "node") return undefined;
  const read = [...fields.values()].map((field) => ({ field, written: readField(project, field, form) }));
  const keys = read.filter(({ written }) => written.isKey);
  const [key] = keys;
  if (!key || keys.length > 1 || !key.written.isGenerated || key.written.isOpen) return undefined;
  const { node, module } = declaration;
  const isClass = node.type === "ClassDeclaration" || node.type === "ClassExpression";
  return isClass && isAssigned(project, { node, module }, key.field.name) ? undefined : key.field;
}

/** Does an instance come with a value for a field, by its initialiser, its constructor, or something that nobody can read? */
function isAssigned(project: Project, owner: ClassRef, name: string): boolean {
  return getAncestors(project, owner).some((ancestor) => {
    if (ancestor.kind !== "class") return ancestor.kind === "unknown";
    const { node } = ancestor.ref;
    const members = findClassMembers(node, name);
    const isGiven = members.some((member) => member.type !== "PropertyDefinition" || member.value !== null);
    return isGiven || findFieldAssignments(node, name).length > 0 || findParameterProperty(node, name) !== undefined;
  });
}

function readField(project: Project, { kind, written }: EntityField, form: KeyForm): Written {
  if (kind === "relation" || !written) return { isKey: false, isGenerated: false, isOpen: false };
  const { node, module } = written;
  if (node.type === "PropertyDefinition") return readMember(project, node, module, form);
  const definition = findDefinition(project, node, module);
  return definition.kind === "expression" ? readExpression(definition.node, form) : OPEN;
}

/** `@PrimaryKey() id!: number`, `@PrimaryGeneratedColumn()`. */
function readMember(project: Project, member: Node, module: SourceModule, form: KeyForm): Written {
  const decorators = getDecorators(project, member, module);
  const roles = decorators.map(({ found }) => found?.export.decorator);
  const options = decorators.flatMap(({ found, arguments: given }) => (found ? given.map(unwrap) : []));
  const objects = options.filter((option) => option.type === "ObjectExpression");
  const isOpen = options.some((option) => option.type !== "ObjectExpression" && getStaticString(option) === undefined) || objects.some((object) => hasSpread(object) || form.givers.some((giver) => findProperty(object, giver)));
  const isKey = roles.includes("key") || roles.includes("generated-key") || objects.some((object) => form.marks.some((mark) => isTrue(findProperty(object, mark)?.value)));
  const isGenerated = roles.includes("generated-key") || objects.some((object) => form.generators.some((generator) => isTrue(findProperty(object, generator)?.value))) || isNumbered(objects, member, form);
  return { isKey, isGenerated, isOpen };
}

function isTrue(node: Node | undefined): boolean {
  const bare = node && unwrap(node);
  return bare?.type === "Literal" && bare.value === true;
}

/** Is a key of a numeric type that the library has the database count? The option that switches that off counts. */
function isNumbered(objects: readonly NodeOf<"ObjectExpression">[], member: Node, { numbered, generators }: KeyForm): boolean {
  if (!numbered || objects.some((object) => generators.some((generator) => findProperty(object, generator)))) return false;
  const types = objects.flatMap((object) => findProperty(object, "type")?.value ?? findProperty(object, "columnType")?.value ?? []);
  if (types.length > 0) return types.every((type) => numbered.test(getTypeName(type)));
  const annotation = getAnnotation(member)?.typeAnnotation.type;
  return annotation === "TSNumberKeyword" || annotation === "TSBigIntKeyword";
}

/** `"integer"`, `t.integer`, `IntegerType`. */
function getTypeName(node: Node): string {
  const bare = unwrap(node);
  return getStaticString(bare) ?? getLastName(bare) ?? "";
}

/** `p.integer().primary()`, `{ type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true }`. */
function readExpression(node: Node, { marks, generators, givers, numbered }: KeyForm): Written {
  const bare = unwrap(node);
  if (bare.type === "ObjectExpression") {
    const has = (names: readonly string[]): boolean => names.some((name) => isTrue(findProperty(bare, name)?.value));
    const type = findProperty(bare, "type")?.value;
    const isCounted = numbered !== undefined && type !== undefined && numbered.test(getTypeName(type)) && !bare.properties.some((property) => generators.includes(getPropertyName(property) ?? ""));
    // TypeORM's schemas say how: `generated: "increment"`.
    const isGenerated = has(generators) || isCounted || generators.some((name) => getStaticString(findProperty(bare, name)?.value) !== undefined);
    return { isKey: has(marks), isGenerated, isOpen: hasSpread(bare) || givers.some((giver) => findProperty(bare, giver)) };
  }
  const calls: string[] = [];
  let current: Node = bare;
  while (current.type === "CallExpression") {
    const member = getMember(getCallee(current));
    if (!member) break;
    calls.push(member.name);
    current = member.object;
  }
  if (calls.length === 0) return { isKey: false, isGenerated: false, isOpen: false };
  const isGenerated = calls.some((call) => generators.includes(call)) || (numbered !== undefined && calls.some((call) => numbered.test(call)));
  return { isKey: calls.some((call) => marks.includes(call)), isGenerated, isOpen: calls.some((call) => givers.includes(call)) };
}

/** Are the rows of an entity in a database whose writes can give them back? Only where its declaration says which. */
export function hasReturningClause(project: Project, { declaration }: Entity): boolean {
  if (declaration.kind !== "node" || declaration.node.type !== "CallExpression") return false;
  const definition = findDefinition(project, getCallee(declaration.node), declaration.module);
  const found = definition.kind === "external" ? findLibraryExport(definition.specifier, definition.path) : undefined;
  return found?.export.declaresEntity?.hasReturning === true;
}
