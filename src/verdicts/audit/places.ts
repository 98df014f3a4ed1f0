import { getAnnotation, getPropertyName, isClass } from "../../ast/index.js";
import type { Node } from "../../ast/index.js";
import { findTypeDefinition } from "../../project/index.js";
import type { Project, SourceModule } from "../../project/index.js";

/** What the declaration of a parameter, or of a member of it, accepts. */
export type PlaceType =
  /** Anything that becomes JSON: `unknown`, `any`, `Record<string, unknown>`. */
  | "open"
  /** A string, a number and the like. */
  | "primitive"
  /** An object of a declared shape: whoever passes one does what is asked for. */
  | "shape"
  | "unknown";

const MAX_STEPS = 12;
const OPEN: ReadonlySet<Node["type"]> = new Set<Node["type"]>(["TSAnyKeyword", "TSUnknownKeyword", "TSObjectKeyword"]);
const PRIMITIVE: ReadonlySet<Node["type"]> = new Set<Node["type"]>(["TSStringKeyword", "TSNumberKeyword", "TSBooleanKeyword", "TSBigIntKeyword", "TSSymbolKeyword", "TSLiteralType", "TSTemplateLiteralType"]);
/** Types of the standard library that only change which members there are. */
const TRANSPARENT: ReadonlySet<string> = new Set(["Partial", "Required", "Readonly", "Pick", "Omit", "NonNullable", "DeepPartial", "Promise"]);
const LISTS: ReadonlySet<string> = new Set(["Array", "ReadonlyArray"]);

/** What a type accepts under a path of keys: an interface, an alias, a class and what they are made of. */
export function classifyPlace(project: Project, type: Node | null | undefined, path: readonly string[], module: SourceModule, steps = 0): PlaceType {
  if (!type || steps > MAX_STEPS) return "unknown";
  const next = (node: Node | null | undefined, rest = path, from = module): PlaceType => classifyPlace(project, node, rest, from, steps + 1);
  if (OPEN.has(type.type)) return "open";
  if (PRIMITIVE.has(type.type)) return "primitive";
  switch (type.type) {
    case "TSTypeAnnotation":
    case "TSParenthesizedType":
    case "TSOptionalType":
      return next(type.typeAnnotation);
    case "TSArrayType":
      return next(type.elementType);
    case "TSUnionType":
    case "TSIntersectionType": {
      const parts = type.types.map((part) => next(part));
      return (["shape", "open", "primitive"] as const).find((kind) => parts.includes(kind)) ?? "unknown";
    }
    case "TSTypeLiteral":
      return inMembers(type.members, next, path);
    case "TSInterfaceDeclaration":
      return inMembers(type.body.body, next, path);
    case "TSTypeAliasDeclaration":
      return next(type.typeAnnotation);
    case "TSTypeReference":
      return inReference(project, type, next, path, module);
    default:
      return isClass(type) ? inMembers(type.body.body, next, path) : "unknown";
  }
}

type Next = (node: Node | null | undefined, rest?: readonly string[], from?: SourceModule) => PlaceType;

function inMembers(members: readonly Node[], next: Next, [name, ...rest]: readonly string[]): PlaceType {
  if (name === undefined) return "shape";
  const member = members.find((item) => getPropertyName(item) === name);
  if (member) return next(getAnnotation(member), rest);
  const index = members.find((item) => item.type === "TSIndexSignature");
  return index ? next(getAnnotation(index), rest) : "unknown";
}

function inReference(project: Project, type: Extract<Node, { type: "TSTypeReference" }>, next: Next, path: readonly string[], module: SourceModule): PlaceType {
  const given = type.typeArguments?.params ?? [];
  const name = type.typeName.type === "Identifier" ? type.typeName.name : type.typeName.type === "TSQualifiedName" ? type.typeName.right.name : "";
  const definition = findTypeDefinition(project, type.typeName, module);
  if (definition.kind === "declaration") return next(definition.node, path, definition.module);
  if (name === "Record") return path.length === 0 ? recordPlace(next(given[1], [])) : next(given[1], path.slice(1));
  if (TRANSPARENT.has(name) || LISTS.has(name)) return next(given[0]);
  return /Json|^Object$/.test(name) ? "open" : name === "Date" ? "primitive" : "unknown";
}

/** A record of anything holds an entity's columns as well as an entity: it is JSON either way. */
function recordPlace(values: PlaceType): PlaceType {
  return values === "open" ? "open" : "shape";
}
