import { forEachChild, getEnclosingFunction, getMember, isFunction, isPromiseExecutor, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";

/** `p.then(f, g)`, `p.catch(g)`, `p.finally(h)` with at least one function that is written there. */
export interface PromiseChain {
  readonly promise: Node;
  readonly onResult: FunctionNode | undefined;
  readonly onError: FunctionNode | undefined;
  /** Runs either way, and changes neither outcome. */
  readonly onEnd: FunctionNode | undefined;
  /** Errors go to a function that is written elsewhere. */
  readonly otherHandler: Node | undefined;
}

export function findPromiseChain(node: Node): PromiseChain | undefined {
  const member = node.type === "CallExpression" ? getMember(node.callee) : undefined;
  if (node.type !== "CallExpression" || !member) return undefined;
  const [first, second] = node.arguments.map((argument) => unwrap(argument));
  const { name, object: promise } = member;
  if (name !== "then" && name !== "catch" && name !== "finally") return undefined;
  const [asFirst, asSecond] = [asFunction(first), asFunction(second)];
  const handler = name === "then" ? second : name === "catch" ? first : undefined;
  const otherHandler = handler?.type === "Identifier" || handler?.type === "MemberExpression" ? handler : undefined;
  if (!asFirst && !asSecond && !otherHandler) return undefined;
  const chain = { promise, onResult: undefined, onError: undefined, onEnd: undefined, otherHandler };
  if (name === "then") return { ...chain, onResult: asFirst, onError: asSecond };
  return name === "catch" ? { ...chain, onError: asFirst } : { ...chain, onEnd: asFirst };
}

function asFunction(node: Node | undefined): FunctionNode | undefined {
  return node && isFunction(node) ? node : undefined;
}

/** Does nobody wait for the promise that a call returns? What its handlers do, they do some time later. */
export function isFloating(call: Node): boolean {
  const { parent } = unwrapUp(call);
  const isDropped = parent?.type === "ExpressionStatement" || (parent?.type === "UnaryExpression" && parent.operator === "void");
  // Who waits for a promise waits for what its executor starts.
  return isDropped && !isPromiseExecutor(getEnclosingFunction(call)?.parent);
}

/** `process.exit()`: nothing runs after it, not even `finally`. */
export function isProcessExit(call: CallNode): boolean {
  const member = call.type === "CallExpression" ? getMember(call.callee) : undefined;
  return member?.object.type === "Identifier" && member.object.name === "process" && (member.name === "exit" || member.name === "abort");
}

/** The functions that an object or array literal holds: they run later, as far as anybody knows. */
export function findHeldFunctions(node: Node): readonly FunctionNode[] {
  const functions: FunctionNode[] = [];
  forEachChild(node, (child) => {
    if (isFunction(child)) functions.push(child);
    else if (child.type === "Property" || child.type === "ObjectExpression" || child.type === "ArrayExpression") functions.push(...findHeldFunctions(child));
  });
  return functions;
}
