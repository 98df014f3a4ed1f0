import { isClass } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { BYTE_MODULES, BYTE_TYPES, findFrameworkExport, isKnownSpecifier } from "../catalogue/index.js";
import { findDefinition, findTypeDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";

const MAX_DEPTH = 10;
const WRAPPERS = new Set(["Promise", "PromiseLike", "Awaited", "Observable", "Readonly", "NonNullable"]);
const LISTS = new Set(["Array", "ReadonlyArray"]);
const DERIVED = new Set(["Partial", "Required", "Pick", "Omit"]);
const OPEN = new Set(["Record", "object", "Object"]);

/** What goes out when a value of a type is returned. */
export type ReturnKind =
  /** Described property by property: a class, an interface, a literal, a number. */
  | "json"
  /** JSON of whatever is in it: a list or map of something unreadable. */
  | "open"
  /** A data-access library's type: JSON that nobody designed as an answer. */
  | "row"
  /** Says nothing: `any`, `unknown`, `object`. */
  | "any"
  /** Text, bytes, a stream. */
  | "bytes"
  | "none"
  | "unknown";

/** What the annotation of a returned value says of the body; unknown for generics and types of unknown packages. */
export function classifyReturnType(project: Project, type: Node, module: SourceModule, depth = 0): ReturnKind {
  if (depth > MAX_DEPTH) return "unknown";
  const next = (node: Node): ReturnKind => classifyReturnType(project, node, module, depth + 1);
  switch (type.type) {
    case "TSTypeAnnotation":
    case "TSParenthesizedType":
      return next(type.typeAnnotation);
    case "TSTypeOperator":
      return next(type.typeAnnotation);
    case "TSVoidKeyword":
    case "TSUndefinedKeyword":
    case "TSNullKeyword":
    case "TSNeverKeyword":
      return "none";
    case "TSAnyKeyword":
    case "TSUnknownKeyword":
    case "TSObjectKeyword":
      return "any";
    case "TSStringKeyword":
    case "TSTemplateLiteralType":
      return "bytes";
    case "TSNumberKeyword":
    case "TSBooleanKeyword":
      return "json";
    case "TSLiteralType":
      return type.literal.type === "Literal" && typeof type.literal.value === "string" ? "bytes" : "json";
    case "TSTypeLiteral":
      return type.members.length === 0 ? "any" : "json";
    case "TSArrayType":
      return toList(next(type.elementType));
    case "TSTupleType":
      return "json";
    case "TSUnionType":
      return joinKinds(type.types.map(next));
    case "TSIntersectionType":
      return type.types.map(next).every((kind) => kind === "json") ? "json" : "open";
    case "TSTypeReference":
      return classifyReference(project, type, module, depth);
    default:
      return "unknown";
  }
}

function toList(element: ReturnKind): ReturnKind {
  return element === "bytes" ? "json" : element === "unknown" || element === "none" ? "open" : element;
}

/** What one of several is; `null` beside something else changes nothing. */
function joinKinds(kinds: readonly ReturnKind[]): ReturnKind {
  const some = [...new Set(kinds)].filter((kind) => kind !== "none");
  const [first] = some;
  if (!first) return "none";
  if (some.length === 1) return first;
  return some.includes("unknown") || some.includes("bytes") ? "unknown" : some.includes("any") ? "any" : some.includes("row") ? "row" : "open";
}

function classifyReference(project: Project, type: Extract<Node, { type: "TSTypeReference" }>, module: SourceModule, depth: number): ReturnKind {
  const [first] = type.typeArguments?.params ?? [];
  const name = type.typeName.type === "Identifier" ? type.typeName.name : undefined;
  const definition = findTypeDefinition(project, type.typeName, module);
  const isOutside = definition.kind !== "declaration";
  if (name !== undefined && first && isOutside && WRAPPERS.has(name)) return classifyReturnType(project, first, module, depth + 1);
  if (definition.kind === "unknown") {
    if (name === undefined) return getRootName(type.typeName) === "NodeJS" ? "bytes" : "unknown";
    // Names of the language, unless a type parameter of the same name is meant.
    if (LISTS.has(name) && first) return toList(classifyReturnType(project, first, module, depth + 1));
    if (DERIVED.has(name) && first) return "json";
    if (OPEN.has(name)) return "open";
    return BYTE_TYPES.has(name) ? "bytes" : "unknown";
  }
  if (definition.kind === "external") {
    if (BYTE_MODULES.has(definition.specifier) || findFrameworkExport(definition.specifier, definition.path)?.export.is === "bytes") return "bytes";
    return isKnownSpecifier(definition.specifier) ? "row" : "unknown";
  }
  const { node } = definition;
  if (isClass(node)) return isByteClass(project, node.superClass, definition.module) ? "bytes" : "json";
  if (node.type === "TSTypeAliasDeclaration") return classifyReturnType(project, node.typeAnnotation, definition.module, depth + 1);
  return node.type === "TSInterfaceDeclaration" || node.type === "TSEnumDeclaration" ? "json" : "unknown";
}

function getRootName(node: Node): string | undefined {
  if (node.type === "TSQualifiedName") return getRootName(node.left);
  return node.type === "Identifier" ? node.name : undefined;
}

function isByteClass(project: Project, superClass: Node | null, module: SourceModule): boolean {
  if (!superClass) return false;
  const definition = findDefinition(project, superClass, module);
  return definition.kind === "external" && BYTE_MODULES.has(definition.specifier);
}
