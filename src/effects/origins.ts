import { findParameterIndex, getCallee, getEnclosingFunction, getMember, isFunction, unwrap, unwrapAwait, unwrapUp } from "../ast/index.js";
import type { FunctionNode, Node, NodeOf } from "../ast/index.js";
import { CONVERTING, PARSED_VALUES, PARSE_MEMBERS, PASSING } from "../catalogue/index.js";
import { getPatternPath, isElementCall } from "../project/index.js";
import type { SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";

/**
 * Where a value comes from within one function: what it begins with, and the members that lead to it. Two expressions of
 * one origin are the same value, whatever names it has had in between.
 */
export interface Origin {
  /** A function with the position of its parameter, a variable that is written several times, or the expression that makes the value. */
  readonly root: { readonly kind: "parameter"; readonly fn: FunctionNode; readonly index: number } | { readonly kind: "node"; readonly node: Node };
  /** `*` stands for the elements of a list. */
  readonly path: readonly string[];
}

const ELEMENT = "*";
const MAX_STEPS = 20;

/** Follows names, members, destructuring, elements, parsing and conversions: `Number(request.params.id)` has the origin of `request.params.id`. */
export function findOrigin(node: Node, module: SourceModule, path: readonly string[] = [], steps = 0): Origin | undefined {
  const bare = unwrapAwait(node);
  if (steps > MAX_STEPS) return undefined;
  const follow = (inner: Node, rest: readonly string[]): Origin | undefined => findOrigin(inner, module, rest, steps + 1);
  switch (bare.type) {
    case "Identifier": {
      const binding = module.scope.lookup(bare.name, bare);
      return binding && findBindingOrigin(binding, module, path, steps);
    }
    case "MemberExpression": {
      const member = getMember(bare);
      return member ? follow(member.object, [member.name, ...path]) : bare.computed ? follow(bare.object, [ELEMENT, ...path]) : undefined;
    }
    case "CallExpression":
      return followCall(bare, module, path, steps);
    case "UnaryExpression":
      return bare.operator === "+" ? follow(bare.argument, path) : { root: { kind: "node", node: bare }, path };
    case "TemplateLiteral": {
      const [only, ...others] = bare.expressions;
      return only && others.length === 0 && bare.quasis.every(({ value }) => value.raw === "") ? follow(only, path) : undefined;
    }
    case "LogicalExpression":
      // `id ?? null`, `id || undefined`: a key or none.
      return bare.operator === "&&" ? follow(bare.right, path) : follow(bare.left, path);
    default:
      return { root: { kind: "node", node: bare }, path };
  }
}

function followCall(call: NodeOf<"CallExpression">, module: SourceModule, path: readonly string[], steps: number): Origin | undefined {
  const callee = getCallee(call);
  const [first] = call.arguments;
  const member = getMember(callee);
  const name = member?.name ?? (callee.type === "Identifier" ? callee.name : "");
  const passing = Object.hasOwn(PASSING, name) ? PASSING[name] : undefined;
  const passed = member && CONVERTING.has(name) ? member.object : typeof passing === "number" ? call.arguments[passing] : undefined;
  if (passed) return findOrigin(passed, module, path, steps + 1);
  if (PARSE_MEMBERS.has(name) && first) {
    // `v.parse(Schema, value)` takes the value second.
    const [parsed = first] = call.arguments.slice(1).filter((argument) => unwrap(argument).type !== "ObjectExpression");
    const origin = findOrigin(parsed, module, path[0] !== undefined && PARSED_VALUES.has(path[0]) ? path.slice(1) : path, steps + 1);
    if (origin) return origin;
  }
  // What a member of something gives for literals is always the same: `c.req.param("id")`.
  if (member && call.arguments.every((argument) => unwrap(argument).type === "Literal")) {
    const text = module.text.slice(call.callee.end, call.end);
    const origin = findOrigin(member.object, module, [`${member.name}${text}`, ...path], steps + 1);
    if (origin?.root.kind === "parameter") return origin;
  }
  return { root: { kind: "node", node: call }, path };
}

function findBindingOrigin(binding: Binding, module: SourceModule, path: readonly string[], steps: number): Origin | undefined {
  const { declaration, identifier } = binding;
  const inner = getPatternPath(binding);
  if (!inner) return undefined;
  if (binding.kind === "parameter" && isFunction(declaration)) {
    const index = findParameterIndex(declaration, identifier);
    const list = index === 0 ? findList(declaration) : undefined;
    if (list) return findOrigin(list, module, [ELEMENT, ...inner, ...path], steps + 1);
    return { root: { kind: "parameter", fn: declaration, index }, path: [...inner, ...path] };
  }
  if (declaration.type !== "VariableDeclarator") return undefined;
  const loop = declaration.parent?.parent;
  if (loop?.type === "ForOfStatement" && loop.left === declaration.parent) return findOrigin(loop.right, module, [ELEMENT, ...inner, ...path], steps + 1);
  if (!declaration.init || module.scope.getWrites(binding).length > 0) return { root: { kind: "node", node: identifier }, path };
  return findOrigin(declaration.init, module, [...inner, ...path], steps + 1);
}

/** The list over whose elements a callback runs. */
function findList(fn: FunctionNode): Node | undefined {
  const call = unwrapUp(fn).parent;
  return call?.type === "CallExpression" && isElementCall(call) ? getMember(call.callee)?.object : undefined;
}

export function isSameRoot({ root: a }: Origin, { root: b }: Origin): boolean {
  return a.kind === "parameter" ? b.kind === "parameter" && a.fn === b.fn && a.index === b.index : b.kind === "node" && a.node === b.node;
}

/** How much of a value another one is: the same, something that holds it, or nothing that it has to do with. */
export function compareOrigins(value: Origin, other: Origin): "same" | "holder" | undefined {
  if (!isSameRoot(value, other) || !other.path.every((name, index) => value.path[index] === name)) return undefined;
  const rest = value.path.slice(other.path.length);
  return rest.every((name) => name === ELEMENT) ? "same" : "holder";
}

/** The function whose text a value lives in. */
export function getHome({ root }: Origin): FunctionNode | undefined {
  return root.kind === "parameter" ? root.fn : getEnclosingFunction(root.node);
}
