import { getPropertyName, getStaticString, isClass, unwrap } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { OMITTING, PICKING } from "../catalogue/index.js";
import { findDefinition, findTypeDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { readSchema, toExpression } from "./read-schema.js";
import type { Expression, Schema } from "./types.js";

/** The fields of what comes in, by where each is written. */
export type FieldNames = ReadonlyMap<string, { readonly node: Node; readonly module: SourceModule }>;

const MAX_DEPTH = 12;

/**
 * The fields of an object schema, or of a type that stands for one: a class, an interface, `z.infer<typeof Schema>`.
 * `undefined` where a part of it cannot be read.
 */
export function findFieldNames(project: Project, node: Node, module: SourceModule, depth = 0): FieldNames | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const bare = unwrap(node);
  if (bare.type.startsWith("TS")) return readType(project, bare, module, depth);
  if (isClass(bare)) return readClassFields(project, bare, module, depth);
  const definition = findDefinition(project, bare, module);
  if (definition.kind === "class") return readClassFields(project, definition.node, definition.module, depth);
  const context = { project, normalizers: { zeroToNull: undefined, datetime: undefined }, isDecoded: () => undefined };
  return readFields(project, readSchema(context, toExpression(bare, module)).schema, depth);
}

function readFields(project: Project, schema: Schema, depth: number): FieldNames | undefined {
  switch (schema.kind) {
    case "object": {
      // What narrows a schema says elsewhere which fields it keeps.
      const own = schema.fields && readShape(project, schema.fields, depth);
      const base = schema.base && readFields(project, schema.base, depth + 1);
      if (!own || (schema.base && !base)) return undefined;
      return new Map([...(base ?? []), ...own]);
    }
    case "check":
    case "optional":
    case "default":
    case "catch":
      return depth > MAX_DEPTH ? undefined : readFields(project, schema.inner, depth + 1);
    default:
      return undefined;
  }
}

function readShape(project: Project, { node, module }: Expression, depth: number): FieldNames | undefined {
  const definition = findDefinition(project, node, module);
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression" || depth > MAX_DEPTH) return undefined;
  const fields = new Map<string, { node: Node; module: SourceModule }>();
  for (const property of definition.node.properties) {
    const name = getPropertyName(property);
    if (property.type === "SpreadElement") {
      const spread = readShape(project, toExpression(property.argument, definition.module), depth + 1);
      if (!spread) return undefined;
      for (const [key, field] of spread) fields.set(key, field);
    } else if (name !== undefined) fields.set(name, { node: property.value, module: definition.module });
  }
  return fields;
}

function readClassFields(project: Project, node: Extract<Node, { type: "ClassDeclaration" | "ClassExpression" }>, module: SourceModule, depth: number): FieldNames | undefined {
  const base = node.superClass ? readBase(project, node.superClass, module, depth + 1) : new Map();
  if (!base) return undefined;
  const fields = new Map(base);
  for (const member of node.body.body) {
    const name = member.type === "PropertyDefinition" && !member.static ? getPropertyName(member) : undefined;
    if (name !== undefined) fields.set(name, { node: member, module });
  }
  return fields;
}

/** `extends CreateTask`, `extends PartialType(CreateTask)`, `extends OmitType(CreateTask, ["projectId"] as const)`. */
function readBase(project: Project, superClass: Node, module: SourceModule, depth: number): FieldNames | undefined {
  const bare = unwrap(superClass);
  if (bare.type !== "CallExpression") return findFieldNames(project, bare, module, depth);
  const [first, second] = bare.arguments;
  const callee = bare.callee.type === "Identifier" ? bare.callee.name : "";
  // `createZodDto(Schema)` has the schema's fields.
  const fields = first && findFieldNames(project, first, module, depth);
  if (callee === "IntersectionType") return second && fields ? merge([fields, findFieldNames(project, second, module, depth)]) : undefined;
  return fields && filterFields(fields, callee, second ? readNames(second) : []);
}

function merge(parts: readonly (FieldNames | undefined)[]): FieldNames | undefined {
  return parts.every((part) => part !== undefined) ? new Map(parts.flatMap((part) => [...part])) : undefined;
}

function filterFields(fields: FieldNames, by: string, names: readonly string[]): FieldNames {
  if (OMITTING.has(by)) return new Map([...fields].filter(([name]) => !names.includes(name)));
  return PICKING.has(by) ? new Map([...fields].filter(([name]) => names.includes(name))) : fields;
}

/** The names in `["a", "b"] as const` and `"a" | "b"`. */
function readNames(node: Node): readonly string[] {
  const bare = unwrap(node);
  if (bare.type === "ArrayExpression") return bare.elements.flatMap((element) => getStaticString(element) ?? []);
  if (bare.type === "TSUnionType") return bare.types.flatMap(readNames);
  return bare.type === "TSLiteralType" ? (getStaticString(bare.literal) ?? []) as string[] : [];
}

function readType(project: Project, type: Node, module: SourceModule, depth: number): FieldNames | undefined {
  const next = (inner: Node): FieldNames | undefined => findFieldNames(project, inner, module, depth + 1);
  switch (type.type) {
    case "TSTypeAnnotation":
    case "TSParenthesizedType":
      return next(type.typeAnnotation);
    case "TSTypeLiteral":
      return readMembers(type.members, module);
    case "TSIntersectionType":
      return merge(type.types.map(next));
    case "TSTypeQuery":
      return next(type.exprName);
    case "TSTypeReference": {
      const [first, second] = type.typeArguments?.params ?? [];
      const name = type.typeName.type === "Identifier" ? type.typeName.name : type.typeName.type === "TSQualifiedName" ? type.typeName.right.name : "";
      const definition = findTypeDefinition(project, type.typeName, module);
      if (definition.kind === "declaration") {
        const { node } = definition;
        if (isClass(node)) return readClassFields(project, node, definition.module, depth + 1);
        if (node.type === "TSTypeAliasDeclaration") return first ? undefined : findFieldNames(project, node.typeAnnotation, definition.module, depth + 1);
        return node.type === "TSInterfaceDeclaration" && node.extends.length === 0 ? readMembers(node.body.body, definition.module) : undefined;
      }
      const inner = first && next(first);
      return inner && filterFields(inner, name, second ? readNames(second) : []);
    }
    default:
      return undefined;
  }
}

function readMembers(members: readonly Node[], module: SourceModule): FieldNames {
  return new Map(
    members.flatMap((member) => {
      const name = member.type === "TSPropertySignature" ? getPropertyName(member) : undefined;
      return name === undefined ? [] : [[name, { node: member, module }] as const];
    }),
  );
}
