import { findProperty, getAnnotation, getCallee, getEnclosingFunction, getLastName, getMember, getParameters, getPropertyName, getStaticString, isCall, isClass, isFunction, unwrap, walk } from "../../ast/index.js";
import type { Node } from "../../ast/index.js";
import { TOGGLE_TYPES, TOGGLE_VALUES } from "../../catalogue/index.js";
import type { ColumnWrite, RequestInput } from "../../effects/index.js";
import { findClassMembers, findDefinition, findTypeDefinition } from "../../project/index.js";
import type { Project, SourceModule } from "../../project/index.js";

/** Declarations made of declarations are followed this far. */
const MAX_DEPTH = 5;

/**
 * Is a state column a mere switch: a number or a boolean, or one of two values such as `active` and `inactive`, by its own
 * declaration or by what the request's schema lets through? `false` also when nobody can tell.
 */
export function isSwitch(project: Project, write: ColumnWrite, field: string, input: RequestInput): boolean {
  const column = write.entity?.fields.get(field)?.written;
  if (column && saysSwitch(project, column.node, column.module, 0)) return true;
  if (findTypes(project, write).some(({ node, module }) => saysSwitch(project, node, module, 0))) return true;
  const name = input.path.at(-1);
  return name !== undefined && findDeclarations(project, input, name).some(({ node, module }) => saysSwitch(project, node, module, 0));
}

interface Place {
  readonly node: Node;
  readonly module: SourceModule;
}

/** What the parameter that is written, or whose member is, is typed with: `status: "0" | "1"`, `input: UpdateJob`. */
function findTypes(project: Project, { value, module }: ColumnWrite): readonly Place[] {
  const bare = unwrap(value);
  const member = getMember(bare);
  const root = member ? unwrap(member.object) : bare;
  const binding = root.type === "Identifier" ? module.scope.lookup(root.name, root) : undefined;
  const type = binding?.kind === "parameter" ? getAnnotation(binding.identifier)?.typeAnnotation : undefined;
  if (!type) return [];
  return member ? findMembers(project, type, module, member.name) : [{ node: type, module }];
}

/** Where the request's schema or type says what a field may be: a class of a parameter, an object schema that the handler or its route names. */
function findDeclarations(project: Project, { handler }: RequestInput, name: string): readonly Place[] {
  const { node: fn, module } = handler;
  const typed = getParameters(fn).flatMap((parameter) => {
    const type = getAnnotation(parameter)?.typeAnnotation;
    return type ? findMembers(project, type, module, name) : [];
  });
  const root = getEnclosingFunction(fn) || fn.parent?.type === "MethodDefinition" ? fn : (findStatement(fn) ?? fn);
  const places: Place[] = [...typed];
  walk(root, (node) => {
    if (node.type !== "Identifier") return true;
    const definition = findDefinition(project, node, module);
    if (definition.kind === "expression" && isCall(definition.node)) places.push(...findSchemaFields(definition.node, definition.module, name));
    return true;
  });
  return places;
}

function findStatement(node: Node): Node | undefined {
  let current: Node | null | undefined = node;
  while (current && !/Statement$|Declaration$/.test(current.type)) current = current.parent;
  return current ?? undefined;
}

function findMembers(project: Project, type: Node, module: SourceModule, name: string, depth = 0): readonly Place[] {
  if (type.type === "TSTypeLiteral") return findSignatures(type.members, module, name);
  const definition = type.type === "TSTypeReference" && depth < MAX_DEPTH ? findTypeDefinition(project, type.typeName, module) : undefined;
  if (definition?.kind !== "declaration") return [];
  const { node } = definition;
  if (isClass(node)) return findClassMembers(node, name).map((member) => ({ node: member, module: definition.module }));
  if (node.type === "TSInterfaceDeclaration") return findSignatures(node.body.body, definition.module, name);
  return node.type === "TSTypeAliasDeclaration" ? findMembers(project, node.typeAnnotation, definition.module, name, depth + 1) : [];
}

function findSignatures(members: readonly Node[], module: SourceModule, name: string): readonly Place[] {
  return members.flatMap((member) => (member.type === "TSPropertySignature" && getPropertyName(member) === name ? [{ node: member, module }] : []));
}

/** `z.object({ status: … })` and its like, whatever follows in the chain. */
function findSchemaFields(call: Node, module: SourceModule, name: string): readonly Place[] {
  const fields: Place[] = [];
  walk(call, (node) => {
    if (isFunction(node)) return false;
    const property = node.type === "ObjectExpression" ? findProperty(node, name) : undefined;
    if (property) fields.push({ node: property.value, module });
    return true;
  });
  return fields;
}

/** Does a declaration let a field be a number or a boolean, or one of two values of a switch? */
function saysSwitch(project: Project, root: Node, module: SourceModule, depth: number): boolean {
  let isFound = false;
  if (depth > MAX_DEPTH) return false;
  walk(root, (node) => {
    if (isFound || (isFunction(node) && node.type !== "ArrowFunctionExpression")) return false;
    isFound = isSwitchType(node) || isToggle(getValues(node)) || saysElsewhere(project, node, module, depth);
    return !isFound;
  });
  return isFound;
}

/** `number`, `boolean("done")`, `{ type: "tinyint" }`. */
function isSwitchType(node: Node): boolean {
  if (node.type === "TSNumberKeyword" || node.type === "TSBooleanKeyword") return true;
  if (node.type === "Literal") return node.parent?.type === "Property" && TOGGLE_TYPES.test(getStaticString(node) ?? "");
  return node.type === "CallExpression" && TOGGLE_TYPES.test(getLastName(getCallee(node)) ?? "");
}

/** The values that a list, a union or an enum names. */
function getValues(node: Node): readonly (string | undefined)[] {
  if (node.type === "ArrayExpression") return node.elements.map((item) => (item?.type === "Literal" ? String(item.value) : undefined));
  // `t.Union([t.Literal("0"), t.Literal("1")])`
  if (node.type === "CallExpression" && node.arguments[0]?.type === "ArrayExpression") return node.arguments[0].elements.map((item) => (item?.type === "CallExpression" && item.arguments.length === 1 ? getStaticString(item.arguments[0]) : undefined));
  if (node.type === "TSUnionType") return node.types.filter((item) => item.type !== "TSUndefinedKeyword" && item.type !== "TSNullKeyword").map((item) => (item.type === "TSLiteralType" ? getStaticString(item.literal) : undefined));
  if (node.type === "TSEnumDeclaration") return node.body.members.map(({ id, initializer }) => getStaticString(initializer) ?? (id.type === "Identifier" ? id.name : undefined));
  return [];
}

function isToggle(values: readonly (string | undefined)[]): boolean {
  return values.length === 2 && values.every((value) => value !== undefined && TOGGLE_VALUES.test(value));
}

/** What a name in the declaration stands for: an enum, a type, a list of values. */
function saysElsewhere(project: Project, node: Node, module: SourceModule, depth: number): boolean {
  if (node.type === "TSTypeReference") {
    const definition = findTypeDefinition(project, node.typeName, module);
    if (definition.kind !== "declaration") return false;
    return definition.node.type === "TSTypeAliasDeclaration" ? saysSwitch(project, definition.node.typeAnnotation, definition.module, depth + 1) : isToggle(getValues(definition.node));
  }
  if (node.type !== "Identifier") return false;
  const definition = findDefinition(project, node, module);
  if (definition.kind === "enum") return isToggle(getValues(definition.node));
  return definition.kind === "expression" && unwrap(definition.node) !== node && saysSwitch(project, definition.node, definition.module, depth + 1);
}
