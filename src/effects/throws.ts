import { getCallee, getLastName, getMember, isAwaited, isCall, isFunction, unwrap, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import type { Callee, FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";

/** Does a call certainly end in an error: every function that it can run throws on each of its paths? */
export function alwaysThrows(facts: FactsProvider, call: CallNode, module: SourceModule): boolean {
  const callee = facts.getCallee(call, module);
  return callee.kind === "functions" && callee.isComplete && callee.targets.length > 0 && callee.targets.every(isThrower);
}

/** Does a function never return: by its type, or because its body ends in a `throw` that nothing gets around? */
function isThrower({ node }: FunctionRef): boolean {
  const type = node.returnType?.typeAnnotation;
  const inner = type?.type === "TSTypeReference" ? type.typeArguments?.params[0] : type;
  if (inner?.type === "TSNeverKeyword") return true;
  return node.body?.type === "BlockStatement" && endsInThrow(node.body) && !holdsOwn(node, ({ type: kind }) => kind === "ReturnStatement" || kind === "YieldExpression");
}

function endsInThrow(statement: Node): boolean {
  switch (statement.type) {
    case "ThrowStatement":
      return true;
    case "BlockStatement": {
      const last = statement.body.at(-1);
      return last !== undefined && endsInThrow(last);
    }
    case "IfStatement":
      return statement.alternate !== null && endsInThrow(statement.consequent) && endsInThrow(statement.alternate);
    default:
      return false;
  }
}

/**
 * Does a call fail often enough to count? What is waited for does, and what throws on purpose. Anything can throw, but
 * nobody cleans up after a log line or a date.
 */
export function isLikelyToThrow(project: Project, call: CallNode, callee: Callee): boolean {
  const target = getCallee(call);
  if (isAwaited(call)) return getMember(target)?.name !== "allSettled";
  const name = getLastName(target) ?? "";
  if (/^(?:parse|assert|invariant)/.test(name)) return true;
  return callee.kind === "functions" && callee.targets.every((fn) => throwsOut(project, fn));
}

/** Does a function hold a `throw` that nothing in it catches? */
function throwsOut(project: Project, { node: fn }: FunctionRef): boolean {
  const known = project.memo(throwsOut, () => new WeakMap<FunctionNode, boolean>());
  let throws = known.get(fn);
  if (throws === undefined) {
    throws = false;
    walk(fn, (node) => {
      if (isFunction(node) && node !== fn) return false;
      throws ||= node.type === "ThrowStatement";
      return node.type !== "TryStatement";
    });
    known.set(fn, throws);
  }
  return throws;
}

/** Does a function hold a `throw` of its own, on any path? */
export function canThrowItself({ node }: FunctionRef): boolean {
  return holdsOwn(node, isThrow);
}

/** `throw error`, `Promise.reject(error)`. */
export function isThrow(node: Node): boolean {
  return node.type === "ThrowStatement" || isRejection(node);
}

/** `Promise.reject(error)` */
export function isRejection(node: Node): boolean {
  const bare = unwrap(node);
  const member = isCall(bare) && bare.type === "CallExpression" ? getMember(bare.callee) : undefined;
  return member?.name === "reject" && member.object.type === "Identifier" && member.object.name === "Promise";
}

/** Is there such a node in a function, or in another piece of code, outside the functions that it holds? */
export function holdsOwn(root: FunctionNode | Node, matches: (node: Node) => boolean): boolean {
  let isFound = false;
  walk(root, (node) => {
    if (isFound || (node !== root && isFunction(node))) return false;
    isFound ||= matches(node);
    return undefined;
  });
  return isFound;
}
