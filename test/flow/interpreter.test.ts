import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { getMember, isAwaited, isFunction, parse, startOf, unwrap } from "../../src/ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../src/ast/index.js";
import { interpret } from "../../src/flow/index.js";
import type { CallbackTiming, FlowAnalysis } from "../../src/flow/index.js";
import { createScopeTree } from "../../src/scope/index.js";
import type { ScopeTree } from "../../src/scope/index.js";

/** The toy: is the variable `e` loaded, and has `commit` been called since it was loaded or refreshed? */
interface Toy {
  readonly isLoaded: boolean;
  readonly isStale: boolean;
}

function isCallOf(node: Node, name: string): node is CallNode {
  return node.type === "CallExpression" && getMember(node.callee)?.name === name;
}

function isLoad(node: Node): boolean {
  const bare = unwrap(node);
  return isCallOf(bare.type === "AwaitExpression" ? unwrap(bare.argument) : bare, "findOne");
}

function createToy(scope: ScopeTree, onStaleRead: (node: Node) => void): FlowAnalysis<Toy> {
  const timings: Readonly<Record<string, CallbackTiming>> = { transaction: "once", forEach: "repeatedly", map: "repeatedly" };
  return {
    join: (a, b) => ({ isLoaded: a.isLoaded || b.isLoaded, isStale: a.isStale || b.isStale }),
    equals: (a, b) => a.isLoaded === b.isLoaded && a.isStale === b.isStale,
    transfer(node, state) {
      if (node.type === "VariableDeclarator" && node.init && isLoad(node.init)) return { isLoaded: true, isStale: false };
      if (node.type === "AssignmentExpression" && isLoad(node.right)) return { isLoaded: true, isStale: false };
      if (node.type === "AssignmentExpression" && node.left.type === "Identifier" && node.left.name === "e") return { isLoaded: false, isStale: false };
      if (isCallOf(node, "commit")) return { ...state, isStale: state.isLoaded };
      if (isCallOf(node, "refresh")) return { ...state, isStale: false };
      const isArgument = node.parent?.type === "CallExpression" && node.parent.callee !== node;
      if (node.type === "Identifier" && node.name === "e" && state.isStale && !isArgument) onStaleRead(node);
      return state;
    },
    dispose: (declarator, state) => (declarator.type === "VariableDeclarator" && (!declarator.init || isCallOf(unwrap(declarator.init), "unit")) ? { ...state, isStale: state.isLoaded } : state),
    classifyCallback: (call) => (call.type === "NewExpression" ? "once" : timings[(call.type === "CallExpression" && getMember(call.callee)?.name) || ""]) ?? "later",
    findInlined(call) {
      if (call.type !== "CallExpression" || call.callee.type !== "Identifier" || !isAwaited(call)) return undefined;
      const declaration = scope.lookup(call.callee.name, call)?.declaration;
      const value = declaration?.type === "VariableDeclarator" && declaration.init ? unwrap(declaration.init) : declaration;
      return value && isFunction(value) ? value : undefined;
    },
  };
}

const path = new URL("../../fixtures/flow/cases.ts", import.meta.url).pathname;
const text = readFileSync(path, "utf8");
const program = parse(path, text);
if (!program) throw new Error(`${path} does not parse`);
const scope = createScopeTree(program);
const cases: [string, FunctionNode][] = [];
for (const statement of program.body) {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : undefined;
  if (declaration?.type === "FunctionDeclaration" && declaration.id) cases.push([declaration.id.name, declaration]);
}

describe("the structural interpreter on the labelled flow cases", () => {
  it("reads every case of the file", () => {
    expect(cases).toHaveLength(text.match(/^export async function/gm)?.length ?? 0);
    expect(cases.length).toBeGreaterThan(110);
  });

  it.each(cases)("%s", (name, fn) => {
    const reads: number[] = [];
    interpret(fn, { isLoaded: false, isStale: false }, createToy(scope, (node) => reads.push(startOf(node))));
    expect(reads.length > 0).toBe(name.startsWith("bad_"));
  });
});
