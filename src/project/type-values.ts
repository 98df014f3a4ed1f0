import { getPropertyName, getStaticString, isClass } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findGeneratedExport, findLibraryExport, findMember } from "../catalogue/index.js";
import type { Callback } from "../catalogue/index.js";
import { findTypeClass, findTypeDefinition } from "./definitions.js";
import type { EvaluationContext } from "./context.js";
import { getInstanceValue } from "./instances.js";
import type { SourceModule } from "./module.js";
import { NOTHING, UNKNOWN, createUnion, getAlternatives, getRoleValue, withSource } from "./values.js";
import type { Source, Value } from "./values.js";
import { hasWrappedMember } from "./wrappers.js";

/** Type constructors through which the value inside keeps its role. */
export const TRANSPARENT: ReadonlySet<string> = new Set(["Promise", "PromiseLike", "Awaited", "Readonly", "NonNullable", "Required", "Partial", "Omit", "Pick", "Loaded", "Ref", "Rel", "Relation", "Opt"]);
/** Type constructors of many. */
export const LISTS: ReadonlySet<string> = new Set(["Array", "ReadonlyArray", "Set", "ReadonlySet", "Collection"]);
const MAX_DEPTH = 12;

/** What a type annotation says of a value that comes from `source`. Generics other than the known wrappers are unknown. */
export function getTypeValue(context: EvaluationContext, type: Node, module: SourceModule, source: Source, depth = 0): Value {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const next = (node: Node): Value => getTypeValue(context, node, module, source, depth + 1);
  switch (type.type) {
    case "TSTypeAnnotation":
      return next(type.typeAnnotation);
    case "TSParenthesizedType":
      return next(type.typeAnnotation);
    case "TSUnionType":
      return createUnion(type.types.map(next));
    case "TSIntersectionType":
      return type.types.map(next).find((value) => value.kind !== "unknown" && value.kind !== "shape") ?? { kind: "shape", node: type, module, source };
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSVoidKeyword":
      return NOTHING;
    case "TSArrayType":
      return asMany(next(type.elementType));
    case "TSTypeOperator":
      return next(type.typeAnnotation);
    case "TSFunctionType":
      return { kind: "signature", returnType: type.returnType, module };
    case "TSTypeLiteral":
      return { kind: "shape", node: type, module, source };
    case "TSTypeQuery": {
      const value = getQueriedValue(context, type.exprName, module);
      // A parameter has the client's type, and need not be it.
      return source.kind === "parameter" && value.kind === "role" && value.source.kind === "created" ? withSource(value, source) : value;
    }
    case "TSIndexedAccessType": {
      const member = type.indexType.type === "TSLiteralType" ? getStaticString(type.indexType.literal) : undefined;
      if (member !== undefined) return withSource(context.getMemberValue(next(type.objectType), member), source);
      const callback = findCallback(context, type.objectType, module, depth + 1);
      const index = type.indexType.type === "TSLiteralType" ? getLiteralNumber(type.indexType.literal) : undefined;
      if (callback?.parameter && index === callback.parameter.index) return { kind: "role", role: callback.parameter.role, source };
      return UNKNOWN;
    }
    case "TSTypeReference":
      return getReferenceValue(context, type, module, source, depth);
    default:
      return UNKNOWN;
  }
}

function getReferenceValue(context: EvaluationContext, type: Extract<Node, { type: "TSTypeReference" }>, module: SourceModule, source: Source, depth: number): Value {
  const [first] = type.typeArguments?.params ?? [];
  const name = type.typeName.type === "Identifier" ? type.typeName.name : undefined;
  if (name !== undefined && first && !module.scope.lookupType(name, type)) {
    if (TRANSPARENT.has(name)) return getTypeValue(context, first, module, source, depth + 1);
    if (LISTS.has(name)) return asMany(getTypeValue(context, first, module, source, depth + 1));
    if (name === "ReturnType" && first.type === "TSTypeQuery" && first.exprName.type === "Identifier") {
      const value = context.facts.getValue(first.exprName, module);
      return value.kind === "function" ? context.getReturnValue(value.ref) : UNKNOWN;
    }
  }
  const definition = findTypeDefinition(context.project, type.typeName, module);
  if (definition.kind === "external") {
    const found = findLibraryExport(definition.specifier, definition.path) ?? (definition.file === undefined ? undefined : findLibraryExport(definition.file, definition.path));
    if (found?.export.role !== undefined) {
      const entity = first ? findTypeClass(context.project, first, module) : undefined;
      return { kind: "role", role: found.export.role, source, ...(entity && { entity }) };
    }
    if (hasWrappedMember(context.project, definition.specifier, definition.path)) return { kind: "external", specifier: definition.specifier, path: definition.path, found: undefined };
    if (name !== undefined && first && TRANSPARENT.has(name)) return getTypeValue(context, first, module, source, depth + 1);
    return name !== undefined && first && LISTS.has(name) ? asMany(getTypeValue(context, first, module, source, depth + 1)) : UNKNOWN;
  }
  if (definition.kind !== "declaration") return UNKNOWN;
  const { node } = definition;
  if (isClass(node)) return getInstanceValue(context, { node, module: definition.module }, source);
  const generated = findGeneratedExport(definition.module.path, getQualifiedName(type.typeName));
  if (generated?.export.role !== undefined) return { kind: "role", role: generated.export.role, source };
  if (node.type === "TSTypeAliasDeclaration") return getTypeValue(context, node.typeAnnotation, definition.module, source, depth + 1);
  if (node.type === "TSInterfaceDeclaration") {
    for (const { expression } of node.extends) {
      if (expression.type !== "Identifier") continue;
      const base = findTypeDefinition(context.project, expression, definition.module);
      const found = base.kind === "external" ? findLibraryExport(base.specifier, base.path) : undefined;
      if (found?.export.role !== undefined) return { kind: "role", role: found.export.role, source };
    }
    return { kind: "shape", node, module: definition.module, source };
  }
  return UNKNOWN;
}

/** `typeof db`, `typeof context.db` */
function getQueriedValue(context: EvaluationContext, name: Node, module: SourceModule): Value {
  if (name.type === "Identifier") return context.facts.getValue(name, module);
  return name.type === "TSQualifiedName" ? context.getMemberValue(getQueriedValue(context, name.left, module), name.right.name) : UNKNOWN;
}

function getQualifiedName(node: Node): string {
  if (node.type === "TSQualifiedName") return `${getQualifiedName(node.left)}.${node.right.name}`;
  return node.type === "Identifier" ? node.name : "";
}

/** A list of what a value describes. */
export function asMany(value: Value): Value {
  return createUnion(getAlternatives(value).map((item) => (item.kind === "role" ? { ...item, isMany: true } : UNKNOWN)));
}

/**
 * `Parameters<Parameters<Database["transaction"]>[0]>`, `Parameters<Parameters<typeof db.transaction>[0]>`: the parameter
 * list of the callback that a member takes. It is how users spell the handle of a library that exports no name for it.
 */
function findCallback(context: EvaluationContext, type: Node, module: SourceModule, depth: number): Callback | undefined {
  const callbackType = getParametersArgument(type, module);
  if (callbackType?.type !== "TSIndexedAccessType") return undefined;
  const memberType = getParametersArgument(callbackType.objectType, module);
  if (memberType?.type === "TSTypeQuery" && memberType.exprName.type === "TSQualifiedName") {
    return findMemberCallback(context.facts.getValue(memberType.exprName.left, module), memberType.exprName.right.name);
  }
  if (memberType?.type !== "TSIndexedAccessType" || memberType.indexType.type !== "TSLiteralType") return undefined;
  const owner = getTypeValue(context, memberType.objectType, module, { kind: "unknown" }, depth + 1);
  return findMemberCallback(owner, getStaticString(memberType.indexType.literal));
}

function findMemberCallback(owner: Value, name: string | undefined): Callback | undefined {
  const role = getRoleValue(owner)?.role;
  return role !== undefined && name !== undefined ? findMember(role, name)?.callback : undefined;
}

function getParametersArgument(type: Node, module: SourceModule): Node | undefined {
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier" || type.typeName.name !== "Parameters") return undefined;
  return module.scope.lookupType("Parameters", type) ? undefined : type.typeArguments?.params[0];
}

function getLiteralNumber(node: Node): number | undefined {
  return node.type === "Literal" && typeof node.value === "number" ? node.value : undefined;
}

/** The members that a shape declares itself; what an interface extends is left out. */
export function getShapeMembers({ node }: Extract<Value, { kind: "shape" }>): readonly Node[] {
  if (node.type === "TSInterfaceDeclaration") return node.body.body;
  return node.type === "TSTypeLiteral" ? node.members : [];
}

/** The value of a member that a shape (interface, type literal, intersection) declares, as a member of the value that has the shape. */
export function getShapeMember(context: EvaluationContext, shape: Extract<Value, { kind: "shape" }>, name: string, depth = 0): Value {
  if (depth > MAX_DEPTH) return UNKNOWN;
  for (const member of getShapeMembers(shape)) {
    if (getPropertyName(member) !== name) continue;
    if (member.type === "TSMethodSignature" && member.returnType) return { kind: "signature", returnType: member.returnType, module: shape.module };
    if (member.type === "TSPropertySignature" && member.typeAnnotation) return getTypeValue(context, member.typeAnnotation, shape.module, extendSource(shape.source, name));
  }
  for (const part of getShapeParts(context, shape)) {
    const value = part.kind === "shape" ? getShapeMember(context, part, name, depth + 1) : UNKNOWN;
    if (value.kind !== "unknown") return value;
  }
  return UNKNOWN;
}

/** The shapes that a shape is made of: what an interface extends, the sides of an intersection. */
function getShapeParts(context: EvaluationContext, { node, module, source }: Extract<Value, { kind: "shape" }>): readonly Value[] {
  if (node.type === "TSIntersectionType") return node.types.map((type) => getTypeValue(context, type, module, source));
  if (node.type !== "TSInterfaceDeclaration") return [];
  return node.extends.flatMap(({ expression }): Value[] => {
    const base = expression.type === "Identifier" ? findTypeDefinition(context.project, expression, module) : undefined;
    return base?.kind === "declaration" && base.node.type === "TSInterfaceDeclaration" ? [{ kind: "shape", node: base.node, module: base.module, source }] : [];
  });
}

/** The source of a member of what comes from `source`. */
function extendSource(source: Source, name: string): Source {
  return source.kind === "parameter" ? { ...source, path: [...source.path, name] } : source;
}
