import { getEnclosingFunction, isCall, isFunction, leavesBlock, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { getHandleId, isEnd, isNothing } from "../effects/index.js";
import { isReference } from "../scope/index.js";
import type { Binding } from "../scope/index.js";
import { findEffectHandle } from "./callees.js";
import { isEndable, payAll, payEnd } from "./debts.js";
import type { DebtContext } from "./debts.js";
import type { Debts } from "./lattice.js";

/** What is owed when a test turned out so: a variable without a handle owes nothing, and a flag is believed. */
export function settleTest(context: DebtContext, test: Node, outcome: boolean, debts: Debts): Debts {
  const asked = findPresence(test);
  const value = context.facts.getValue(asked.node, context.module);
  if (value.kind === "role" && isEndable(value)) return outcome === asked.isPresent ? debts : payAll(debts, getHandleId(value.source));
  return believe(context, test, outcome, debts);
}

/** `trx.finished === "commit"`, `runner.isTransactionActive === false`: what is asked, and whether it is true; `undefined` when the outcome leaves that open. */
export function findCompared(test: Node, outcome: boolean): { readonly node: Node; readonly outcome: boolean | undefined } {
  if (test.type !== "BinaryExpression" || !/^[!=]==?$/.test(test.operator)) return { node: test, outcome };
  const isEqual = outcome === test.operator.startsWith("=");
  const node = unwrap(test.left);
  const other = unwrap(test.right);
  if (isNothing(other) || (other.type === "Literal" && other.value === false)) return { node, outcome: !isEqual };
  return { node, outcome: other.type === "Literal" && (isEqual || other.value === true) ? isEqual : undefined };
}

/** `client`, `client !== undefined`, `client == null`: what is asked for, and which outcome means that it is there. */
function findPresence(test: Node): { readonly node: Node; readonly isPresent: boolean } {
  if (test.type !== "BinaryExpression" || !/^[!=]==?$/.test(test.operator)) return { node: test, isPresent: true };
  const isPresent = test.operator.startsWith("!");
  if (isNothing(test.right)) return { node: unwrap(test.left), isPresent };
  return isNothing(test.left) ? { node: unwrap(test.right), isPresent } : { node: test, isPresent: true };
}

/**
 * `if (!committed) await tx.rollback()`: where it does not run, it is not needed. Only of tests that ask what code has
 * noted or was told: one of data decides nothing about the transaction.
 */
function believe(context: DebtContext, test: Node, outcome: boolean, debts: Debts): Debts {
  const decision = findDecision(test, outcome);
  const kind = decision?.other && classifyFlag(context, test);
  if (!decision?.other || kind === "none" || kind === undefined) return debts;
  if (kind === "told" && leavesBlock(decision.other)) return debts;
  const here = decision.taken ? findEnds(context, decision.taken) : new Set<string>();
  let left = debts;
  for (const end of findEnds(context, decision.other)) {
    if (here.has(end)) continue;
    const id = end.slice(end.indexOf("|") + 1);
    left = end.startsWith("release|") ? payAll(left, id) : payEnd(left, id);
  }
  return left;
}

interface Decision {
  readonly taken: Node | undefined;
  readonly other: Node | undefined;
}

/** The branch that an outcome leads to, and the one that it leads past. */
function findDecision(test: Node, outcome: boolean): Decision | undefined {
  let node = unwrapUp(test);
  let holds = outcome;
  for (let { parent } = node; parent; { parent } = node) {
    switch (parent.type) {
      case "UnaryExpression":
        holds = !holds;
        break;
      case "IfStatement":
      case "ConditionalExpression": {
        if (parent.test !== node) return undefined;
        const [yes, no] = [parent.consequent, parent.alternate ?? undefined];
        return holds ? { taken: yes, other: no } : { taken: no, other: yes };
      }
      case "LogicalExpression": {
        if (isCondition(parent)) break;
        if (parent.left !== node || parent.operator === "??") return undefined;
        return holds === (parent.operator === "&&") ? { taken: parent.right, other: undefined } : { taken: undefined, other: parent.right };
      }
      default:
        return undefined;
    }
    node = unwrapUp(parent);
  }
  return undefined;
}

/** Is a logical expression, or one around it, the test of a statement? */
function isCondition(node: Node): boolean {
  const top = unwrapUp(node);
  const { parent } = top;
  if (parent?.type === "IfStatement" || parent?.type === "ConditionalExpression") return parent.test === top;
  return (parent?.type === "LogicalExpression" || (parent?.type === "UnaryExpression" && parent.operator === "!")) && isCondition(parent);
}

/** Does a test ask what this function noted in a variable, or what it was told: a parameter, a field, a setting? */
function classifyFlag({ module }: DebtContext, test: Node): "noted" | "told" | "none" {
  let kind: "noted" | "told" | "none" = "none";
  walk(test, (node) => {
    if (node.type === "ThisExpression" && kind === "none") kind = "told";
    if (node.type !== "Identifier" || !isReference(node)) return;
    const binding = module.scope.lookup(node.name, node);
    if (binding && module.scope.getWrites(binding).length > 0) kind = "noted";
    else if (kind === "none" && (binding ? isTold(binding) : node.name !== "undefined")) kind = "told";
  });
  return kind;
}

function isTold({ kind, declaration }: Binding): boolean {
  if (kind === "catch") return false;
  if (kind === "parameter" || kind === "import" || !getEnclosingFunction(declaration)) return true;
  const init = declaration.type === "VariableDeclarator" ? declaration.init : undefined;
  if (!init) return false;
  let calls = false;
  walk(init, (node) => {
    calls ||= isCall(node) || node.type === "AwaitExpression";
  });
  return !calls;
}

/** The ends in a piece of code, by kind and handle. */
function findEnds(context: DebtContext, node: Node): ReadonlySet<string> {
  const { facts, module, summaries } = context;
  const found = new Set<string>();
  walk(node, (child) => {
    if (isFunction(child)) return false;
    if (!isCall(child)) return undefined;
    const operation = context.getOperation(child);
    if (operation && isEnd(operation.effect)) found.add(`${operation.effect === "release" ? "release" : "end"}|${getHandleId(operation.receiver.source) ?? ""}`);
    const callee = operation ? undefined : facts.getCallee(child, module);
    if (callee?.kind !== "functions") return undefined;
    for (const target of callee.targets) {
      for (const effect of summaries.getSummary(target).effects) {
        if (isEnd(effect.effect)) found.add(`${effect.effect === "release" ? "release" : "end"}|${findEffectHandle(facts, effect, { call: child, module, target }) ?? ""}`);
      }
    }
    return undefined;
  });
  return found;
}
