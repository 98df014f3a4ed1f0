import { getEnclosingFunction, isWithin, leavesFunction, unwrap } from "../../ast/index.js";
import type { FunctionNode, Node } from "../../ast/index.js";
import type { SourceModule } from "../../project/index.js";

/**
 * Does a node run only when something that the caller decides says so: `if (own)`, `if (!outer)`, `shouldCommit && …`?
 * Such a test asks parameters, or constants made of nothing else.
 */
export function isGuardedByCaller(node: Node, fn: FunctionNode, module: SourceModule): boolean {
  for (let current = node, { parent } = current; parent && current !== fn; current = parent, { parent } = current) {
    const test = getTest(parent, current);
    if (test && asksCaller(test, fn, module)) return true;
  }
  return leavesEarly(node, fn, module);
}

/** The test that decides whether `child` of `parent` runs. */
function getTest(parent: Node, child: Node): Node | undefined {
  if (parent.type === "IfStatement" || parent.type === "ConditionalExpression") return child === parent.test ? undefined : parent.test;
  return parent.type === "LogicalExpression" && child === parent.right ? parent.left : undefined;
}

/** `if (outer) return work(outer);` before the node, in a block around it. */
function leavesEarly(node: Node, fn: FunctionNode, module: SourceModule): boolean {
  for (let current = node, { parent } = current; parent && current !== fn; current = parent, { parent } = current) {
    if (parent.type !== "BlockStatement") continue;
    for (const statement of parent.body) {
      if (statement === current) break;
      if (statement.type === "IfStatement" && !statement.alternate && leavesFunction(statement.consequent) && asksCaller(statement.test, fn, module)) return true;
    }
  }
  return false;
}

/** Is an expression made of nothing but what the function was given? */
function asksCaller(test: Node, fn: FunctionNode, module: SourceModule, depth = 0): boolean {
  const bare = unwrap(test);
  switch (bare.type) {
    case "UnaryExpression":
      return asksCaller(bare.argument, fn, module, depth);
    case "LogicalExpression":
      return asksCaller(bare.left, fn, module, depth) || asksCaller(bare.right, fn, module, depth);
    case "BinaryExpression":
      return asksCaller(bare.left, fn, module, depth) || asksCaller(bare.right, fn, module, depth);
    case "MemberExpression":
      return asksCaller(bare.object, fn, module, depth) || bare.object.type === "ThisExpression";
    case "CallExpression":
      return bare.arguments.length > 0 && bare.callee.type === "Identifier" && bare.callee.name === "Boolean" && asksCaller(bare.arguments[0] as Node, fn, module, depth);
    case "Identifier": {
      const binding = module.scope.lookup(bare.name, bare);
      if (binding?.kind === "parameter") return isWithin(fn, binding.declaration);
      const { declaration } = binding ?? {};
      const isLocal = declaration?.type === "VariableDeclarator" && declaration.init && getEnclosingFunction(declaration) !== undefined;
      return isLocal === true && depth < 4 && declaration.init !== null && asksCaller(declaration.init, fn, module, depth + 1);
    }
    default:
      return false;
  }
}
