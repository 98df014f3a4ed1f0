import { getCallee, isFunction, leavesFunction, startOf, unwrap } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { getRoleValue } from "../project/index.js";
import type { FactsProvider, FunctionRef, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { findPassed, isNothing } from "./arguments.js";
import type { CallOf } from "./arguments.js";
import { isInLoop } from "./paths.js";
import { findReadPlace } from "./places.js";

/** What a caller decides: a parameter, or a member of one, has to be there (to be truthy), or has to be missing. */
export interface Condition {
  readonly index: number;
  readonly path: readonly string[];
  readonly isGiven: boolean;
}

/** Constants made of constants are followed this far. */
const MAX_DEPTH = 6;

export function getConditionKey({ index, path, isGiven }: Condition): string {
  return `${isGiven ? "" : "!"}${[index, ...path].join(".")}`;
}

/**
 * What a function's caller has to decide for a node of it to be reached: `if (token)`, `if (!tx)`, `if (own)` where
 * `own` is made of nothing else, `if (tx) return …` before. `undefined` when that contradicts itself.
 */
export function findConditions(node: Node, fn: FunctionRef): readonly Condition[] | undefined {
  const found: Condition[] = [];
  for (let current = node, { parent } = current; parent && current !== fn.node; current = parent, { parent } = current) {
    if ((parent.type === "IfStatement" || parent.type === "ConditionalExpression") && current !== parent.test) {
      found.push(...readTest(parent.test, current === parent.consequent, fn));
    } else if (parent.type === "LogicalExpression" && current === parent.right) {
      // What is `null` or `undefined` is not truthy either.
      found.push(...readTest(parent.left, parent.operator === "&&", fn));
    } else if (parent.type === "BlockStatement") {
      for (const { test } of getEarlyExits(parent)) if (startOf(test) < startOf(current)) found.push(...readTest(test, false, fn));
    }
  }
  return combineConditions(found);
}

const earlyExits = new WeakMap<Node, readonly NodeOf<"IfStatement">[]>();

/** `if (outer) return work(outer);` among a block's statements. */
function getEarlyExits(block: NodeOf<"BlockStatement">): readonly NodeOf<"IfStatement">[] {
  let found = earlyExits.get(block);
  if (!found) earlyExits.set(block, (found = block.body.filter((statement) => statement.type === "IfStatement" && !statement.alternate && leavesFunction(statement.consequent)) as NodeOf<"IfStatement">[]));
  return found;
}

/** Both at once; `undefined` when they cannot hold together. */
export function combineConditions(conditions: readonly Condition[]): readonly Condition[] | undefined {
  const byKey = new Map(conditions.map((condition) => [getConditionKey(condition), condition]));
  for (const condition of byKey.values()) if (byKey.has(getConditionKey({ ...condition, isGiven: !condition.isGiven }))) return undefined;
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, condition]) => condition);
}

/** What a test's outcome says of the parameters of a function. */
function readTest(test: Node, outcome: boolean, fn: FunctionRef, depth = 0): readonly Condition[] {
  const bare = unwrap(test);
  if (depth > MAX_DEPTH) return [];
  switch (bare.type) {
    case "UnaryExpression":
      return bare.operator === "!" ? readTest(bare.argument, !outcome, fn, depth + 1) : [];
    case "LogicalExpression": {
      if (bare.operator === "??") return outcome ? [] : readTest(bare.left, outcome, fn, depth + 1);
      const isBoth = (bare.operator === "&&" && outcome) || (bare.operator === "||" && !outcome);
      return isBoth ? [...readTest(bare.left, outcome, fn, depth + 1), ...readTest(bare.right, outcome, fn, depth + 1)] : [];
    }
    case "BinaryExpression": {
      const asked = findComparedWithNothing(bare.left, bare.right) ?? findComparedWithNothing(bare.right, bare.left);
      if (!asked || !/^[!=]==?$/.test(bare.operator)) return [];
      return readTest(asked, bare.operator.startsWith("!") ? outcome : !outcome, fn, depth + 1);
    }
    case "CallExpression": {
      const callee = getCallee(bare);
      const [argument] = bare.arguments;
      return callee.type === "Identifier" && callee.name === "Boolean" && argument ? readTest(argument, outcome, fn, depth + 1) : [];
    }
    case "Identifier":
    case "MemberExpression":
      return readName(bare, outcome, fn, depth);
    default:
      return [];
  }
}

/** The operand in `x === undefined`, `x != null`, `typeof x === "undefined"`. */
function findComparedWithNothing(operand: Node, other: Node): Node | undefined {
  if (isNothing(other)) return operand;
  const bare = unwrap(operand);
  const text = unwrap(other);
  return bare.type === "UnaryExpression" && bare.operator === "typeof" && text.type === "Literal" && text.value === "undefined" ? bare.argument : undefined;
}

function readName(name: Node, outcome: boolean, fn: FunctionRef, depth: number): readonly Condition[] {
  const place = findReadPlace(name, [], fn.module);
  if (place?.kind === "parameter") {
    const isCallers = place.fn === fn.node && !isWrittenBefore(place.binding, name, fn);
    return isCallers ? [{ index: place.index, path: place.path, isGiven: outcome }] : [];
  }
  const binding = name.type === "Identifier" ? fn.module.scope.lookup(name.name, name) : undefined;
  const { declaration } = binding ?? {};
  if (!binding || declaration?.type !== "VariableDeclarator" || declaration.id.type !== "Identifier" || !declaration.init) return [];
  const writes = fn.module.scope.getWrites(binding);
  if (!isWrittenBefore(binding, name, fn)) return readTest(declaration.init, outcome, fn, depth + 1);
  return outcome ? readFlag(declaration.init, writes, fn) : [];
}

/** `let own = false; if (!tx) { …; own = true; }`: where the flag is set, the conditions of that place held. */
function readFlag(initial: Node, writes: readonly (Node | undefined)[], fn: FunctionRef): readonly Condition[] {
  const [written, ...others] = writes;
  if (!isLiteral(initial, false) || !written || !isLiteral(written, true) || others.length > 0) return [];
  return findConditions(written, fn) ?? [];
}

function isLiteral(node: Node, value: boolean): boolean {
  const bare = unwrap(node);
  return bare.type === "Literal" && bare.value === value;
}

/** Can a name mean something else than at first where it stands? */
function isWrittenBefore(binding: Binding, name: Node, { node, module }: FunctionRef): boolean {
  const writes = module.scope.getReferences(binding).filter(isWrite);
  return writes.length > 0 && (isInLoop(name, node) || writes.some((write) => startOf(write) < startOf(name)));
}

function isWrite(reference: Node): boolean {
  const { parent } = reference;
  return (parent?.type === "AssignmentExpression" && parent.left === reference) || parent?.type === "UpdateExpression";
}

/** Does a condition hold in a call? `undefined` when its arguments do not tell. */
export function isMet(facts: FactsProvider, { index, path, isGiven }: Condition, of: CallOf): boolean | undefined {
  const passed = findPassed(facts, of, index, path);
  if (passed.kind === "unknown") return undefined;
  if (passed.kind === "missing") return !isGiven;
  const isTrue = passed.path.length > 0 ? undefined : isTruthy(facts, passed.node, passed.module);
  return isTrue === undefined ? undefined : isTrue === isGiven;
}

function isTruthy(facts: FactsProvider, node: Node, module: SourceModule): boolean | undefined {
  const bare = unwrap(node);
  if (isNothing(bare)) return false;
  switch (bare.type) {
    case "Literal":
      return Boolean(bare.value);
    case "ObjectExpression":
    case "ArrayExpression":
    case "NewExpression":
      return true;
    case "Identifier": {
      const declaration = module.scope.lookup(bare.name, bare)?.declaration;
      const isCertain = declaration !== undefined && (isFunction(declaration) || (declaration.type === "VariableDeclarator" && declaration.init?.type === "AwaitExpression"));
      const source = isCertain ? getRoleValue(facts.getValue(bare, module))?.source : undefined;
      return source?.kind === "callback" || source?.kind === "created" ? true : undefined;
    }
    default:
      return isFunction(bare) ? true : undefined;
  }
}

/**
 * The conditions of a callee as conditions of the function that calls it: what the call decides is left out, what it
 * hands on stays. `undefined` when the call rules them out.
 */
export function translateConditions(facts: FactsProvider, conditions: readonly Condition[], of: CallOf, fn: FunctionRef): readonly Condition[] | undefined {
  const found: Condition[] = [];
  for (const condition of conditions) {
    const met = isMet(facts, condition, of);
    if (met === false) return undefined;
    if (met === true) continue;
    const passed = findPassed(facts, of, condition.index, condition.path);
    const place = passed.kind === "value" ? findReadPlace(passed.node, passed.path, passed.module) : undefined;
    if (place?.kind === "parameter" && place.fn === fn.node && fn.module.scope.getWrites(place.binding).length === 0) found.push({ index: place.index, path: place.path, isGiven: condition.isGiven });
  }
  return found;
}
