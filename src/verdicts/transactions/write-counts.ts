import { endOf, getArguments, getCallee, getMember, isAwaited, isCall, isFunction, isWithin, startOf, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { REPLY_NAMES } from "../../catalogue/index.js";
import { alwaysThrows, classifyCallbackTiming, holdsOwn, isThrow } from "../../effects/index.js";
import { interpret } from "../../flow/index.js";
import type { CallbackTiming, FlowAnalysis } from "../../flow/index.js";
import { isElementCall } from "../../project/index.js";
import type { SourceModule } from "../../project/index.js";
import { findLocalCallee } from "../../states/index.js";
import type { AnalysisContext } from "../../states/index.js";
import type { FunctionWork, WorkSite } from "./work-sites.js";

/** What may have become permanent on some path that leads to a point. */
type Done = ReadonlySet<WorkSite>;

const NOTHING: Done = new Set();

/** For each piece of work, what may have been done before it on the same path: itself, where it can run more than once. */
export type Order = ReadonlyMap<WorkSite, ReadonlySet<WorkSite>>;

/**
 * Which work of a function follows which on one path. Handlers of errors, deferred functions and what comes after the
 * reply begin anew: that answers what went wrong, or has a path of its own.
 */
export function findOrder(context: AnalysisContext, module: SourceModule, { fn, sites }: FunctionWork): Order {
  const flow = new WorkFlow(context, module, fn, sites);
  interpret(fn, NOTHING, flow);
  return flow.order;
}

class WorkFlow implements FlowAnalysis<Done> {
  readonly order = new Map<WorkSite, Set<WorkSite>>();
  private readonly sites = new Map<Node, WorkSite[]>();

  constructor(
    private readonly context: AnalysisContext,
    private readonly module: SourceModule,
    private readonly fn: FunctionNode,
    sites: readonly WorkSite[],
  ) {
    for (const site of sites) this.sites.set(site.call, [...(this.sites.get(site.call) ?? []), site]);
  }

  join(a: Done, b: Done): Done {
    return a.size === 0 ? b : b.size === 0 ? a : new Set([...a, ...b]);
  }

  equals(a: Done, b: Done): boolean {
    return a.size === b.size && [...a].every((site) => b.has(site));
  }

  transfer(node: Node, state: Done): Done {
    if (state.size > 0 && this.isReply(node)) return NOTHING;
    const sites = this.sites.get(node);
    if (!sites) return state;
    for (const site of sites) {
      const known = this.order.get(site);
      if (!known) this.order.set(site, new Set(state));
      else for (const earlier of state) known.add(earlier);
    }
    return new Set([...state, ...sites]);
  }

  /** `reply.send(task)`, `res.json(task)` on a parameter of the function: what comes after it, nobody waits for. */
  private isReply(node: Node): boolean {
    const member = isCall(node) ? getMember(getCallee(node)) : undefined;
    // `await request.json()` reads.
    if (!member || !REPLY_NAMES.has(member.name) || (isCall(node) && isAwaited(node) && getArguments(node).length === 0)) return false;
    let base = member.object;
    for (let inner = base.type === "CallExpression" ? getMember(getCallee(base)) : undefined; inner; inner = base.type === "CallExpression" ? getMember(getCallee(base)) : undefined) base = inner.object;
    const binding = base.type === "Identifier" ? this.module.scope.lookup(base.name, base) : undefined;
    return binding?.kind === "parameter" && binding.declaration === this.fn;
  }

  classifyCallback(call: CallNode, fn: FunctionNode): CallbackTiming {
    return classifyCallbackTiming(this.context.facts, call, fn, this.module);
  }

  enterHandler(): Done {
    return NOTHING;
  }

  enterLater(): Done {
    return NOTHING;
  }

  neverReturns(call: CallNode): boolean {
    return alwaysThrows(this.context.facts, call, this.module);
  }

  findInlined(call: CallNode): FunctionNode | undefined {
    return findLocalCallee(this.context.facts, call, this.module);
  }
}

/**
 * Is work repeated for each of several things, all of which have to succeed: in a loop over items, or by a callback that
 * runs for each element? Where the error of one item is caught and the next one goes on, each is meant to stand alone.
 */
export function isPerItem(call: CallNode, within: FunctionNode): boolean {
  for (let node: Node = call, parent: Node | null | undefined = call.parent; parent && node !== within; node = parent, parent = node.parent) {
    if (parent.type === "TryStatement" && node === parent.block && parent.handler && goesOn(parent.handler.body)) return false;
    // A stream's items come over time; how often `while` goes around is not the number of items: batches, retries.
    if (parent.type === "ForOfStatement" && !parent.await && node === parent.body) return true;
    if (parent.type === "ForInStatement" && node === parent.body) return true;
    if (parent.type === "ForStatement" && parent.update && node === parent.body) return true;
    if (isFunction(node) && parent.type === "CallExpression" && isElementCall(parent)) return !isSettled(parent);
  }
  return false;
}

/** Does a handler of an error neither throw nor leave what is around it? */
function goesOn(handler: Node): boolean {
  return !holdsOwn(handler, (node) => isThrow(node) || node.type === "ReturnStatement" || node.type === "BreakStatement");
}

/** `Promise.allSettled(items.map(…))` */
function isSettled(call: CallNode): boolean {
  const { parent } = unwrapUp(call);
  return parent?.type === "CallExpression" && getMember(parent.callee)?.name === "allSettled";
}

/**
 * Is there no path on which both run, because their conditions rule each other out? The tests are compared by their text;
 * a test of what the branch of the first one assigns tells them apart, too: `user = found; … if (!user)`.
 */
export function areExclusive(a: Node, b: Node, module: SourceModule): boolean {
  const guards = findGuards(a, module);
  const assigned = findAssignedNames(a, b);
  if (assigned.size > 0 && findGuards(b, module).some(({ names }) => names.some((name) => assigned.has(name)))) return true;
  return findGuards(b, module).some(({ text, outcome, value }) =>
    guards.some((guard) => guard.text === text && (value !== undefined || guard.value !== undefined ? guard.value !== value && guard.outcome && outcome : guard.outcome !== outcome)),
  );
}

/** A test that holds, or does not, where a node runs; `value`: what its subject equals. */
interface Guard {
  readonly text: string;
  readonly outcome: boolean;
  readonly value: string | undefined;
  /** The variables that it asks. */
  readonly names: readonly string[];
}

function findGuards(from: Node, module: SourceModule): readonly Guard[] {
  const guards: Guard[] = [];
  for (let node: Node = from, { parent } = node; parent; node = parent, { parent } = node) {
    if ((parent.type === "IfStatement" || parent.type === "ConditionalExpression") && node !== parent.test) guards.push(...readTest(parent.test, node === parent.consequent, module));
    else if (parent.type === "LogicalExpression" && node === parent.right && parent.operator !== "??") guards.push(...readTest(parent.left, parent.operator === "&&", module));
    else if (parent.type === "SwitchCase" && parent.test && parent.parent?.type === "SwitchStatement") guards.push({ text: getText(parent.parent.discriminant, module), outcome: true, value: getText(parent.test, module), names: getNames(parent.parent.discriminant) });
  }
  return guards;
}

function readTest(test: Node, outcome: boolean, module: SourceModule): readonly Guard[] {
  const bare = unwrap(test);
  if (bare.type === "UnaryExpression" && bare.operator === "!") return readTest(bare.argument, !outcome, module);
  if (bare.type === "LogicalExpression" && bare.operator === (outcome ? "&&" : "||")) return [...readTest(bare.left, outcome, module), ...readTest(bare.right, outcome, module)];
  if (bare.type === "BinaryExpression" && /^[!=]==?$/.test(bare.operator)) {
    const isEqual = bare.operator.startsWith("=") === outcome;
    const value = getText(bare.right, module);
    const text = getText(bare.left, module);
    const names = getNames(bare);
    return [
      { text, outcome: isEqual, value, names },
      { text: `${text} is ${value}`, outcome: isEqual, value: undefined, names },
    ];
  }
  return [{ text: getText(bare, module), outcome, value: undefined, names: getNames(bare) }];
}

function getNames(test: Node): readonly string[] {
  const names: string[] = [];
  walk(test, (node) => {
    if (node.type === "Identifier") names.push(node.name);
  });
  return names;
}

/** The variables that the outermost branch around `a` without `b` assigns. */
function findAssignedNames(a: Node, b: Node): ReadonlySet<string> {
  let branch: Node | undefined;
  for (let node: Node = a, parent: Node | null | undefined = a.parent; parent && !isWithin(b, parent); node = parent, parent = node.parent) {
    if (parent.type === "IfStatement" || parent.type === "SwitchCase") branch = parent.type === "IfStatement" && node === parent.test ? branch : node;
    else if (parent.type === "TryStatement") branch = node;
  }
  // The branch itself is a child of the statement that `b` follows.
  const names = new Set<string>();
  if (branch)
    walk(branch, (node) => {
      if (node.type === "AssignmentExpression" && node.left.type === "Identifier") names.add(node.left.name);
    });
  return names;
}

function getText(node: Node, module: SourceModule): string {
  const bare = unwrap(node);
  return module.text.slice(startOf(bare), endOf(bare));
}

/** Is a call within a `finally` block: what it undoes or gives back has no say in what the path does? */
export function isInFinalizer(call: CallNode, within: FunctionNode): boolean {
  for (let node: Node = call, parent: Node | null | undefined = call.parent; parent && node !== within; node = parent, parent = node.parent) {
    if (parent.type === "TryStatement" && parent.finalizer === node) return true;
  }
  return false;
}
