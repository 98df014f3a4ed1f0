import { getEnclosingFunction } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";

/** Does a node of a function run in every call that gets past it: outside all branches, loops and handlers? */
export function isStraight(node: Node, fn: FunctionNode): boolean {
  if (getEnclosingFunction(node) !== fn) return false;
  for (let current = node, { parent } = current; parent && current !== fn; current = parent, { parent } = current) {
    if (!isAlwaysReached(parent, current)) return false;
  }
  return true;
}

function isAlwaysReached(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return child === parent.test;
    case "LogicalExpression":
      return child === parent.left;
    case "ForStatement":
      return child === parent.init;
    case "ForOfStatement":
    case "ForInStatement":
      return child === parent.right;
    case "SwitchStatement":
      return child === parent.discriminant;
    case "TryStatement":
      // A handler that returns makes of the block something that may have been left half-way.
      return child === parent.finalizer || (child === parent.block && (!parent.handler || endsInThrow(parent.handler.body)));
    case "WhileStatement":
    case "DoWhileStatement":
    case "CatchClause":
    case "SwitchCase":
    case "LabeledStatement":
    case "ChainExpression":
    case "AssignmentPattern":
    case "YieldExpression":
      return false;
    default:
      return true;
  }
}

function endsInThrow(block: Node): boolean {
  return block.type === "BlockStatement" && block.body.at(-1)?.type === "ThrowStatement";
}

/** Can a node run more than once while a function runs once? */
export function isInLoop(node: Node, within: FunctionNode | undefined): boolean {
  for (let current = node.parent; current && current !== within; current = current.parent) {
    if (/^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(current.type)) return true;
  }
  return false;
}
