import { findProperty, getArguments, getParameterDefault, getParameters, unwrap, unwrapAwait } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import type { FactsProvider, FunctionRef, SourceModule } from "../project/index.js";

/** A call, and the function that it runs. */
export interface CallOf {
  readonly call: CallNode;
  readonly module: SourceModule;
  readonly target: FunctionRef;
}

/** What a call passes for a parameter, or for a member of one. */
export type Passed =
  /** This expression, or the member of it that is left of the path. */
  | { readonly kind: "value"; readonly node: Node; readonly path: readonly string[]; readonly module: SourceModule }
  /** Certainly nothing. */
  | { readonly kind: "missing" }
  | { readonly kind: "unknown" };

/** `f({ tx })` passes `tx` for the member `tx` of the parameter; a parameter that is left out has its default. */
export function findPassed(facts: FactsProvider, { call, module, target }: CallOf, index: number, path: readonly string[]): Passed {
  const given = getArguments(call);
  const parameter = getParameters(target.node)[index];
  let position = index;
  let rest = path;
  if (parameter?.type === "RestElement") {
    const offset = Number(path[0] ?? Number.NaN);
    if (!Number.isInteger(offset)) return { kind: "unknown" };
    position += offset;
    rest = path.slice(1);
  }
  const spread = given.findIndex((argument) => argument.type === "SpreadElement");
  const spreading = spread === -1 || spread > position ? undefined : given[spread];
  if (spreading?.type === "SpreadElement") return findMember(facts, spreading.argument, [String(position - spread), ...rest], module);
  const argument = given[position];
  if (argument && !isUndefined(argument)) return findMember(facts, argument, rest, module);
  const initial = parameter && getParameterDefault(parameter);
  return initial ? findMember(facts, initial, rest, target.module) : { kind: "missing" };
}

/** Follows a path into object literals, as far as they are written down. */
export function findMember(facts: FactsProvider, node: Node, path: readonly string[], module: SourceModule): Passed {
  const bare = unwrapAwait(node);
  const [name, ...rest] = path;
  if (name === undefined) return isNothing(bare) ? { kind: "missing" } : { kind: "value", node: bare, path, module };
  const object = findObject(facts, bare, module);
  if (!object) return { kind: "value", node: bare, path, module };
  const property = findProperty(object.node, name);
  if (property) return findMember(facts, property.value, rest, object.module);
  const spreads = object.node.properties.flatMap((item) => (item.type === "SpreadElement" ? item.argument : []));
  const [only, ...others] = spreads;
  if (!only) return { kind: "missing" };
  return others.length === 0 ? findMember(facts, only, path, object.module) : { kind: "unknown" };
}

function findObject(facts: FactsProvider, bare: Node, module: SourceModule): { readonly node: Extract<Node, { type: "ObjectExpression" }>; readonly module: SourceModule } | undefined {
  if (bare.type === "ObjectExpression") return { node: bare, module };
  const value = facts.getValue(bare, module);
  return value.kind === "object" && value.node.type === "ObjectExpression" ? { node: value.node, module: value.module } : undefined;
}

function isUndefined(node: Node): boolean {
  const bare = unwrap(node);
  return (bare.type === "Identifier" && bare.name === "undefined") || (bare.type === "UnaryExpression" && bare.operator === "void");
}

/** `undefined`, `null`, `void 0`. */
export function isNothing(node: Node): boolean {
  const bare = unwrap(node);
  return isUndefined(bare) || (bare.type === "Literal" && bare.value === null && !("regex" in bare));
}
