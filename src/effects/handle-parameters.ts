import { findProperty, getAnnotation, getParameterDefault, getParameterPattern, getParameters, getPropertyName, isOptional, unwrap } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import type { RoleKind } from "../catalogue/index.js";
import { getAlternatives, getShapeMembers } from "../project/index.js";
import type { FactsProvider, FunctionRef, RoleValue, Value } from "../project/index.js";
import type { SubjectContext } from "./subjects.js";

/** Where a function accepts a handle: a parameter, or a member of the object that one is. */
export interface HandlePlace {
  readonly index: number;
  readonly path: readonly string[];
  /** What the handle can be. */
  readonly roles: readonly RoleValue[];
  /** Has every caller to give it? */
  readonly isRequired: boolean;
}

const HANDLE_KINDS: ReadonlySet<RoleKind> = new Set<RoleKind>(["transaction", "connection", "derived", "client", "unit-of-work"]);

/** The places for a handle that the parameters of a function declare: `tx?: Tx`, `client = db`, `{ transaction }`. */
export function findHandlePlaces({ project, facts }: SubjectContext, fn: FunctionRef): readonly HandlePlace[] {
  const known = project.memo(findHandlePlaces, () => new WeakMap<FunctionNode, readonly HandlePlace[]>());
  let places = known.get(fn.node);
  if (!places) known.set(fn.node, (places = readHandlePlaces(facts, fn)));
  return places;
}

function readHandlePlaces(facts: FactsProvider, fn: FunctionRef): readonly HandlePlace[] {
  return getParameters(fn.node).flatMap((parameter, index) => {
    if (parameter.type === "RestElement") return [];
    const pattern = getParameterPattern(parameter);
    const annotation = getAnnotation(parameter);
    const value = pattern.type === "Identifier" ? facts.getValue(pattern, fn.module) : annotation && facts.getTypeValue(annotation, fn.module, { kind: "parameter", fn: fn.node, index, path: [], module: fn.module });
    const isRequired = !getParameterDefault(parameter) && !isOptional(pattern) && !(annotation && allowsNothing(annotation));
    const own = getHandleRoles(value);
    if (own.length > 0) return [{ index, path: [], roles: own, isRequired }];
    const declared = getAlternatives(value ?? { kind: "unknown" }).flatMap((item) => (item.kind === "shape" ? findHandleMembers(facts, item, index, isRequired) : []));
    return declared.length > 0 || pattern.type !== "ObjectPattern" ? declared : findPatternMembers(facts, pattern, fn, index);
  });
}

/** Is a value one that queries run on, as a whole? */
export function isHandleRole(value: Value): value is RoleValue {
  return value.kind === "role" && value.isMany !== true && HANDLE_KINDS.has(getRole(value.role).kind);
}

/** What a function uses where nothing is passed: `client = db`, `{ client = db }`. `undefined` when it has no such default. */
export function findPlaceDefault(fn: FunctionRef, index: number, path: readonly string[]): Node | undefined {
  const parameter = getParameters(fn.node)[index];
  const [name, ...rest] = path;
  if (!parameter || rest.length > 0) return undefined;
  if (name === undefined) return getParameterDefault(parameter);
  const pattern = getParameterPattern(parameter);
  const property = pattern.type === "ObjectPattern" ? pattern.properties.find((item) => item.type === "Property" && getPropertyName(item) === name) : undefined;
  if (property?.type === "Property" && property.value.type === "AssignmentPattern") return property.value.right;
  const initial = getParameterDefault(parameter);
  const object = initial && unwrap(initial);
  return object?.type === "ObjectExpression" ? findProperty(object, name)?.value : undefined;
}

function getHandleRoles(value: Value | undefined): readonly RoleValue[] {
  return value ? getAlternatives(value).filter(isHandleRole) : [];
}

/** `{ title, tx }`, as an interface or a type literal declares it. */
function findHandleMembers(facts: FactsProvider, shape: Extract<Value, { kind: "shape" }>, index: number, isRequired: boolean): HandlePlace[] {
  return getShapeMembers(shape).flatMap((member) => {
    const name = getPropertyName(member);
    if (member.type !== "TSPropertySignature" || !member.typeAnnotation || name === undefined) return [];
    const source = shape.source.kind === "parameter" ? { ...shape.source, path: [name] } : shape.source;
    const roles = getHandleRoles(facts.getTypeValue(member.typeAnnotation, shape.module, source));
    return roles.length > 0 ? [{ index, path: [name], roles, isRequired: isRequired && !member.optional && !allowsNothing(member.typeAnnotation) }] : [];
  });
}

/** `({ client = db })`, whose type nobody wrote down. */
function findPatternMembers(facts: FactsProvider, pattern: Extract<Node, { type: "ObjectPattern" }>, fn: FunctionRef, index: number): HandlePlace[] {
  return pattern.properties.flatMap((property) => {
    const name = property.type === "Property" ? getPropertyName(property) : undefined;
    if (property.type !== "Property" || name === undefined) return [];
    const roles = getHandleRoles(facts.getValue(getParameterPattern(property.value), fn.module));
    return roles.length > 0 ? [{ index, path: [name], roles, isRequired: false }] : [];
  });
}

function allowsNothing(type: Node): boolean {
  if (type.type === "TSTypeAnnotation") return allowsNothing(type.typeAnnotation);
  return type.type === "TSUnionType" && type.types.some((item) => item.type === "TSUndefinedKeyword" || item.type === "TSNullKeyword");
}
