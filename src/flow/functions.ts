import { forEachChild, getMember, isFunction, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";

/** `p.then(f, g)`, `p.catch(g)`, `p.finally(h)` with functions that are written there. */
export interface PromiseChain {
  readonly promise: Node;
  readonly onResult: FunctionNode | undefined;
  readonly onError: FunctionNode | undefined;
  /** Runs either way, and changes neither outcome. */
  readonly onEnd: FunctionNode | undefined;
}

export function findPromiseChain(node: CallNode): PromiseChain | undefined {
  const member = node.type === "CallExpression" ? getMember(node.callee) : undefined;
  if (node.type !== "CallExpression" || !member) return undefined;
  const [first, second] = node.arguments.map((argument) => unwrap(argument)).map((argument) => (isFunction(argument) ? argument : undefined));
  if (!first && !second) return undefined;
  const { name, object: promise } = member;
  if (name === "then") return { promise, onResult: first, onError: second, onEnd: undefined };
  if (name === "catch") return { promise, onResult: undefined, onError: first, onEnd: undefined };
  return name === "finally" ? { promise, onResult: undefined, onError: undefined, onEnd: first } : undefined;
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
