import { getArguments, getCallee, getEnclosingFunction, getMember, isFunction, isWithin, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findMember } from "../catalogue/index.js";
import type { Effect, Member } from "../catalogue/index.js";
import { getAlternatives } from "../project/index.js";
import type { FactsProvider, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { getOperation, isSettlingName, readChain } from "./operations.js";
import type { Operation, QueryChain } from "./operations.js";

/** What becomes of a promise, or of a query in the making. */
export interface Fate {
  readonly kind:
    /** Nobody can get at it any more. */
    | "dropped"
    | "awaited"
    | "returned"
    /** Passed on, kept, or used in a way that nobody can tell. */
    | "kept";
  /** The outermost call of what is dropped, awaited or returned: `Promise.all([query])`, `query.catch(log)`. */
  readonly at: Node;
  /** How it was dropped. */
  readonly by: "statement" | "void" | "variable" | "loop" | undefined;
  /** Has something on the way made a lazy query run: `then`, `Promise.all`, an executing member? */
  readonly isRun: boolean;
  /** What `then`, `catch` and `finally` were given on the way. */
  readonly handlers: readonly { readonly name: string; readonly node: Node }[];
}

export interface FateContext {
  readonly facts: FactsProvider;
  readonly module: SourceModule;
}

const NOBODY = { by: undefined, isRun: false, handlers: [] } as const;

/** Variables that are made of variables are followed this far. */
const MAX_DEPTH = 4;

/** What becomes of an operation: of the end of its chain. */
export function findOperationFate(context: FateContext, operation: Operation): Fate {
  const chain = readChain(operation);
  if (chain.isBroken || !isKnownChain(context, chain)) return { ...NOBODY, kind: "kept", at: chain.end };
  const fate = findFate(context, chain.end, operation);
  return { ...fate, isRun: fate.isRun || chain.runner !== undefined, handlers: [...findHandlers(chain), ...fate.handlers] };
}

/** Are the members of a chain, up to the one that makes it run, all known to give the query back? */
function isKnownChain({ facts, module }: FateContext, { calls, runner }: QueryChain): boolean {
  for (const { name, call } of calls) {
    if (name === runner || isSettlingName(name)) return true;
    if (getChainMembers(facts, call, module).some((member) => member?.result !== "receiver")) return false;
  }
  return true;
}

/** What a chained call is, for each of the values that it can be called on; `undefined` for one that nobody knows. */
function getChainMembers(facts: FactsProvider, call: CallNode, module: SourceModule): readonly (Member | undefined)[] {
  const callee = facts.getCallee(call, module);
  if (callee.kind === "member") return [callee.member];
  const member = getMember(getCallee(call));
  const receivers = member ? getAlternatives(facts.getValue(member.object, module)) : [];
  return receivers.length > 1 && member ? receivers.map((value) => (value.kind === "role" ? findMember(value.role, member.name) : undefined)) : [undefined];
}

function findHandlers({ calls }: QueryChain): Fate["handlers"] {
  return calls.flatMap(({ name, call }) => (isSettlingName(name) ? getArguments(call).map((node) => ({ name, node })) : []));
}

/** What becomes of the promise that an expression is. */
export function findFate(context: FateContext, node: Node, operation?: Operation, depth = 0): Fate {
  const whole = unwrapUp(node);
  const at = unwrap(whole);
  const { parent } = whole;
  const fate = (kind: Fate["kind"], by?: Fate["by"]): Fate => ({ ...NOBODY, kind, at, by });
  switch (parent?.type) {
    case "ExpressionStatement":
      return fate("dropped", "statement");
    case "UnaryExpression":
      return parent.operator === "void" ? fate("dropped", "void") : fate("kept");
    case "AwaitExpression":
      return fate("awaited");
    case "ReturnStatement":
      return fate("returned");
    case "ArrowFunctionExpression":
      return fate(parent.body === whole ? "returned" : "kept");
    case "LogicalExpression":
      return parent.right === whole ? { ...findFate(context, parent, operation, depth), at } : fate("kept");
    case "ConditionalExpression":
      return parent.test === whole ? fate("kept") : { ...findFate(context, parent, operation, depth), at };
    case "SequenceExpression":
      return parent.expressions.at(-1) === whole ? { ...findFate(context, parent, operation, depth), at } : fate("dropped", "statement");
    case "MemberExpression":
      return parent.object === whole ? findSettledFate(context, parent, operation, depth) : fate("kept");
    case "ArrayExpression": {
      const call = parent.parent;
      return call && isCombinator(call) ? combine(findFate(context, call, operation, depth), operation) : fate("kept");
    }
    case "VariableDeclarator":
      return parent.init === whole && depth < MAX_DEPTH ? findVariableFate(context, parent, at, operation, depth) : fate("kept");
    default:
      return fate("kept");
  }
}

/** `query.catch(log)`: what becomes of it becomes of the query. */
function findSettledFate(context: FateContext, member: Extract<Node, { type: "MemberExpression" }>, operation: Operation | undefined, depth: number): Fate {
  const name = getMember(member)?.name ?? "";
  const call = unwrapUp(member).parent;
  if (call?.type !== "CallExpression" || unwrap(call.callee) !== member || !isSettlingName(name)) return { ...NOBODY, kind: "kept", at: member };
  const fate = findFate(context, call, operation, depth);
  return { ...fate, isRun: fate.isRun || isRunByWaiting(operation), handlers: [...call.arguments.map((node) => ({ name, node })), ...fate.handlers] };
}

function combine(fate: Fate, operation: Operation | undefined): Fate {
  return { ...fate, isRun: fate.isRun || isRunByWaiting(operation) };
}

function isRunByWaiting(operation: Operation | undefined): boolean {
  return operation?.library.behaviour.lazyRunsBy === undefined;
}

/** Is a call one of `Promise.all`, `allSettled`, `race`, `any`? */
function isCombinator(call: Node): call is CallNode {
  const object = call.type === "CallExpression" ? getMember(getCallee(call))?.object : undefined;
  return object?.type === "Identifier" && object.name === "Promise";
}

/** Of a variable, what becomes of every mention of it. */
function findVariableFate(context: FateContext, declarator: Extract<Node, { type: "VariableDeclarator" }>, at: Node, operation: Operation | undefined, depth: number): Fate {
  const kept: Fate = { ...NOBODY, kind: "kept", at };
  const { id, parent } = declarator;
  const binding = id.type === "Identifier" ? context.module.scope.lookup(id.name, id) : undefined;
  if (binding?.declaration !== declarator || parent?.type !== "VariableDeclaration" || parent.parent?.type === "ExportNamedDeclaration" || !getEnclosingFunction(declarator)) return kept;
  let result: Fate = { ...NOBODY, kind: "dropped", at, by: "variable" };
  for (const reference of context.module.scope.getReferences(binding)) {
    if (reference.parent?.type === "AssignmentExpression" && reference.parent.left === reference) continue;
    const fate = findMentionFate(context, reference, binding, operation, depth);
    if (!fate) continue;
    if (fate.kind === "kept" || fate.kind === "returned") return { ...kept, isRun: fate.isRun };
    result = { ...result, isRun: result.isRun || fate.isRun, handlers: [...result.handlers, ...fate.handlers], ...(fate.kind === "awaited" && { kind: "awaited", by: undefined }) };
  }
  return result;
}

/** What becomes of a variable at one place; `undefined` where it only takes a later step of itself: `query = query.limit(1)`. */
function findMentionFate(context: FateContext, reference: Node, binding: Binding, operation: Operation | undefined, depth: number): Fate | undefined {
  const chain = readChain({ call: reference, library: operation?.library });
  if (chain.isBroken || !isKnownChain(context, chain)) return { ...NOBODY, kind: "kept", at: reference };
  const { parent } = chain.end;
  if (parent?.type === "AssignmentExpression" && parent.right === chain.end && parent.parent?.type === "ExpressionStatement" && parent.left.type === "Identifier" && context.module.scope.resolve(parent.left) === binding) return undefined;
  const fate = findFate(context, chain.end, operation, depth + 1);
  return { ...fate, isRun: fate.isRun || chain.runner !== undefined, handlers: [...findHandlers(chain), ...fate.handlers] };
}

/**
 * Who waits for what a function literal does where it is given: `forEach` never does, the promises of `map` are only as
 * good as what becomes of the list, a handler belongs to its promise. `undefined` when nobody can tell.
 */
export function findFunctionFate(context: FateContext, fn: FunctionNode): Fate | undefined {
  const call = unwrapUp(fn).parent;
  if (call?.type !== "CallExpression") return undefined;
  if (unwrap(call.callee) === fn) return findFate(context, call);
  const name = getMember(call.callee)?.name;
  if (name === undefined || !getArguments(call).some((argument) => unwrap(argument) === fn)) return undefined;
  if (isSettlingName(name)) return findFate(context, call);
  if (name === "forEach") return isStatement(call) ? { ...NOBODY, kind: "dropped", at: call, by: "loop" } : undefined;
  return name === "map" || name === "flatMap" ? findListFate(context, call) : undefined;
}

/** Of a list of promises: nobody waits for it by awaiting the list itself. */
function findListFate(context: FateContext, list: Node): Fate | undefined {
  const whole = unwrapUp(list);
  const { parent } = whole;
  if (parent && isCombinator(parent)) return combine(findFate(context, parent), undefined);
  if (!isStatement(list) && !(parent?.type === "AwaitExpression" && isStatement(parent))) return undefined;
  return { ...NOBODY, kind: "dropped", at: unwrap(whole), by: "loop" };
}

function isStatement(node: Node): boolean {
  const { parent } = unwrapUp(node);
  return parent?.type === "ExpressionStatement" || (parent?.type === "UnaryExpression" && parent.operator === "void");
}

/** The function that waits for, or hands on, what has this fate; `undefined` when a function that is not async awaits. */
export function findWaitingFunction({ kind, at }: Fate): FunctionNode | undefined {
  const fn = kind === "awaited" || kind === "returned" ? getEnclosingFunction(at) : undefined;
  return fn && (kind === "returned" || fn.async) ? fn : undefined;
}

/** Do handlers of a promise finish what it began: end the transaction, or tell somebody who waits, by a parameter of a function around them? */
export function areHandlersWaiting({ facts, module }: FateContext, { handlers }: Fate): boolean {
  return handlers.some(({ name, node }) => {
    const bare = unwrap(node);
    if (!isFunction(bare)) return isEndReference(facts, bare, module) || (name === "then" && isParameter(bare, bare, module));
    let isWaiting = false;
    walk(bare, (child) => {
      if (isWaiting || child.type !== "CallExpression") return;
      isWaiting = isEndEffect(getOperation(facts, child, module)?.effect) || (name === "then" && isParameter(getCallee(child), bare, module));
    });
    return isWaiting;
  });
}

/** `trx.commit`, given as it is. */
function isEndReference(facts: FactsProvider, node: Node, module: SourceModule): boolean {
  const member = getMember(node);
  const owner = member && facts.getValue(member.object, module);
  return member !== undefined && owner?.kind === "role" && isEndEffect(findMember(owner.role, member.name)?.effect);
}

function isEndEffect(effect: Effect | undefined): boolean {
  return effect === "commit" || effect === "rollback";
}

/** Is a name a parameter of a function around a place? */
function isParameter(node: Node, place: Node, module: SourceModule): boolean {
  const binding = node.type === "Identifier" ? module.scope.resolve(node) : undefined;
  return binding?.kind === "parameter" && !isWithin(binding.declaration, place);
}
