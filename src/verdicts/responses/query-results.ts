import { findParameterIndex, getCallee, getMember, getPropertyName, getReturned, isCall, isFunction, unwrap, unwrapAwait, unwrapUp } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node, NodeOf } from "../../ast/index.js";
import { RESULT_ROWS, ROW_FORMS, SCALAR_QUERIES, getLibrary, getRole } from "../../catalogue/index.js";
import type { Member } from "../../catalogue/index.js";
import { classifyReturnType, isQuery, isShaping } from "../../endpoints/index.js";
import type { BodyContext } from "../../endpoints/index.js";
import { findDefinition, getPatternPath } from "../../project/index.js";
import type { SourceModule } from "../../project/index.js";

const MAX_DEPTH = 16;
const ELEMENT_METHODS = new Set(["filter", "slice", "sort", "toSorted", "reverse", "toReversed", "concat", "find", "at", "pop", "shift"]);

interface Asking {
  readonly context: BodyContext;
  readonly module: SourceModule;
  readonly depth: number;
}

/**
 * Does a value hold what a query gives, as the query gave it: as a whole, in a property or an element? Through variables, project
 * functions and promises. No for counts, for single columns, for what is mapped, parsed or presented, and for what cannot be read.
 */
export function holdsQueryResult(context: BodyContext, node: Node, module: SourceModule): boolean {
  return holds({ context, module, depth: 0 }, node, []);
}

function holds(asking: Asking, node: Node, path: readonly string[]): boolean {
  const { context, module, depth } = asking;
  if (depth > MAX_DEPTH) return false;
  const next = (inner: Node, way = path): boolean => holds({ ...asking, depth: depth + 1 }, inner, way);
  const bare = unwrapAwait(node);
  switch (bare.type) {
    case "ConditionalExpression":
      return next(bare.consequent) || next(bare.alternate);
    case "LogicalExpression":
      return next(bare.right) || (bare.operator !== "&&" && next(bare.left));
    case "ObjectExpression":
      return holdsInObject(asking, bare, path);
    case "ArrayExpression":
      return bare.elements.some((element, index) => element !== null && element.type !== "SpreadElement" && (path.length === 0 || path[0] === String(index)) && next(element, path.slice(1)));
    case "MemberExpression": {
      const member = getMember(bare);
      return member !== undefined && member.object.type !== "ThisExpression" && next(member.object, [member.name, ...path]);
    }
    case "Identifier":
      return holdsInName(asking, bare, path);
    case "CallExpression":
      return holdsInCall(asking, bare, path);
    case "TaggedTemplateExpression":
      return isRow(path) && isQuery(context, bare, module) && !isScalar(asking, bare);
    default:
      return false;
  }
}

/** Is what a path leads to in a query's result still rows, or a row? Other members are columns. */
function isRow(path: readonly string[]): boolean {
  return path.every((name) => /^\d+$/.test(name) || RESULT_ROWS.has(name));
}

function holdsInObject(asking: Asking, node: NodeOf<"ObjectExpression">, [name, ...rest]: readonly string[]): boolean {
  const next = (inner: Node, way: readonly string[]): boolean => holds({ ...asking, depth: asking.depth + 1 }, inner, way);
  if (name === undefined) return node.properties.some((property) => next(property.type === "SpreadElement" ? property.argument : property.value, []));
  const own = node.properties.findLast((property) => property.type === "Property" && getPropertyName(property) === name);
  return own?.type === "Property" && next(own.value, rest);
}

function holdsInName(asking: Asking, node: NodeOf<"Identifier">, path: readonly string[]): boolean {
  const { context, module, depth } = asking;
  const next = (inner: Node, way: readonly string[], from = module): boolean => holds({ context, module: from, depth: depth + 1 }, inner, way);
  const binding = module.scope.lookup(node.name, node);
  const own = binding && getPatternPath(binding);
  if (!binding || !own) return false;
  const { declaration } = binding;
  if (binding.kind === "import") {
    const definition = findDefinition(context.project, node, module);
    return definition.kind === "expression" && next(definition.node, path, definition.module);
  }
  if (isFunction(declaration)) {
    const promise = findPromise(declaration, findParameterIndex(declaration, binding.identifier));
    return promise !== undefined && next(promise, [...own, ...path]);
  }
  if (declaration.type !== "VariableDeclarator" || binding.identifier.parent?.type === "RestElement") return false;
  // `delete user.password`: somebody has looked at what goes out.
  if (module.scope.getReferences(binding).some((reference) => isDeleted(reference))) return false;
  const values = [declaration.init, ...(own.length === 0 ? module.scope.getWrites(binding) : [])];
  return values.some((value) => value && next(value, [...own, ...path]));
}

function isDeleted(reference: Node): boolean {
  const member = unwrapUp(reference).parent;
  const parent = member?.type === "MemberExpression" ? unwrapUp(member).parent : undefined;
  return parent?.type === "UnaryExpression" && parent.operator === "delete";
}

/** `load().then((rows) => …)`: what the first parameter of such a callback is. */
function findPromise(fn: FunctionNode, index: number): Node | undefined {
  const call = unwrapUp(fn).parent;
  if (index !== 0 || call?.type !== "CallExpression" || unwrap(call.arguments[0] ?? call) !== fn) return undefined;
  const member = getMember(call.callee);
  return member?.name === "then" ? member.object : undefined;
}

function holdsInCall(asking: Asking, call: NodeOf<"CallExpression">, path: readonly string[]): boolean {
  const { context, module, depth } = asking;
  const next = (inner: Node, way = path, from = module): boolean => holds({ context, module: from, depth: depth + 1 }, inner, way);
  if (isShaping(context, call, module)) return false;
  const member = getMember(call.callee);
  const [first] = call.arguments;
  if (member?.object.type === "Identifier" && member.object.name === "Promise") return first !== undefined && next(first);
  const callee = context.facts.getCallee(call, module);
  switch (callee.kind) {
    case "functions":
      return (
        callee.isComplete &&
        callee.targets.some(({ node, module: from }) => {
          if (isRow(path) && node.returnType && classifyReturnType(context.project, node.returnType, from) === "row") return true;
          return getReturned(node).some((value) => next(value, path, from));
        })
      );
    case "member":
    case "export": {
      const { callback, result } = callee.member;
      const argument = result === "callback-result" && callback ? (callback.argument === "last" ? call.arguments.at(-1) : call.arguments[callback.argument]) : undefined;
      const ran = argument && context.facts.getValue(argument, module);
      if (ran?.kind === "function") return getReturned(ran.ref.node).some((value) => next(value, path, ran.ref.module));
      return isRow(path) && isQuery(context, call, module) && !isScalar(asking, call) && !serialisesItself(callee.member);
    }
    case "external":
      return false;
    default:
      break;
  }
  if (!member) return false;
  if (ELEMENT_METHODS.has(member.name)) return next(member.object);
  const given = first && unwrap(first);
  if (member.name === "then" && given && isFunction(given)) return getReturned(given).some((value) => next(value));
  return (member.name === "catch" || member.name === "finally") && next(member.object);
}

/** Are the results instances of a library whose entities say themselves which columns go out? */
function serialisesItself({ result }: Member): boolean {
  return typeof result === "object" && getRole(result.role).kind === "entity" && ROW_FORMS[getLibrary(result.role).id]?.hides !== undefined;
}

/** Does a query count, or write without giving back rows? */
function isScalar({ context, module }: Asking, call: CallNode): boolean {
  let isWrite = false;
  let asks: readonly string[] | undefined;
  const names: string[] = [];
  for (let current: Node = call; isCall(current); ) {
    const callee = context.facts.getCallee(current, module);
    const member = getMember(getCallee(current));
    if (callee.kind === "member") {
      isWrite ||= callee.member.effect === "write";
      asks ??= getLibrary(callee.receiver.role).writeResult?.asks;
    }
    if (!member) break;
    names.push(member.name);
    current = member.object;
  }
  return names.some((name) => SCALAR_QUERIES.test(name)) || (isWrite && asks !== undefined && !names.some((name) => asks.includes(name)));
}
