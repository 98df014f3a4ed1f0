import { isFunction } from "./nodes.js";
import type { FunctionNode, Node } from "./types.js";
import { walk } from "./walk.js";

/** The expressions that a function returns itself, not through functions within. */
export function getReturned(fn: FunctionNode): readonly Node[] {
  if (!fn.body) return [];
  if (fn.type === "ArrowFunctionExpression" && fn.expression) return [fn.body];
  const returned: Node[] = [];
  walk(fn.body, (node) => {
    if (isFunction(node)) return false;
    if (node.type === "ReturnStatement" && node.argument) returned.push(node.argument);
    return undefined;
  });
  return returned;
}

/** Does a statement, where it is reached, end in a `return` or `throw`? */
export function leavesFunction(statement: Node): boolean {
  return endsIn(statement, /^(?:Return|Throw)Statement$/);
}

/** Does a statement, where it is reached, keep what follows it in its block from running? */
export function leavesBlock(statement: Node): boolean {
  return endsIn(statement, /^(?:Return|Throw|Break|Continue)Statement$/);
}

function endsIn(statement: Node, types: RegExp): boolean {
  if (statement.type !== "BlockStatement") return types.test(statement.type);
  const last = statement.body.at(-1);
  return last !== undefined && endsIn(last, types);
}
