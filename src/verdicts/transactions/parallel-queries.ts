import { endOf, findFunctionArgument, getCallee, getChainBase, getEnclosingFunction, getMember, getParameterPattern, getParameters, isFunction, isWithin, startOf, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node, NodeOf } from "../../ast/index.js";
import { getRole } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { classifyCallbackTiming, findCarriedTransaction, findPassed, getHandleId, getOperation, happensIn, isExecuted, isInLoop, isQuery, readChain } from "../../effects/index.js";
import type { Operation } from "../../effects/index.js";
import { getOnlyTarget, isElementCall } from "../../project/index.js";
import type { RoleValue, Source, SourceModule } from "../../project/index.js";
import { findCallerInTransaction, getStateAt, getSummaries, HANDLE, isTopLevel } from "../../states/index.js";
import type { AnalysisContext } from "../../states/index.js";

/** Queries that run at once although they share one connection. */
export interface ParallelQueries {
  /** `Promise.all(…)` */
  readonly call: NodeOf<"CallExpression">;
  readonly combinator: string;
  /** The shared handle, as one of the branches names it. */
  readonly handle: string;
  readonly library: Library;
}

/** What a combinator waits for: an expression, or what is run for each element of a list. */
interface Branch {
  readonly node: Node;
  readonly isRepeated: boolean;
}

interface HandleUse {
  readonly id: string;
  readonly name: string;
  readonly library: Library;
}

interface NamedHandle {
  readonly value: RoleValue;
  readonly name: string;
}

const COMBINATORS: ReadonlySet<string> = new Set(["all", "allSettled", "race", "any"]);
/** Methods that keep the promises of the list they are called on. */
const KEEPING: ReadonlySet<string> = new Set(["filter", "flat", "concat", "slice", "reverse", "toReversed"]);
/** Lists that are made of lists are followed this deep. */
const MAX_DEPTH = 6;

/** Every combinator of promises in a module whose branches query one connection at once: `semantics.md` §5. */
export function findParallelQueries(context: AnalysisContext, module: SourceModule): readonly ParallelQueries[] {
  const found: ParallelQueries[] = [];
  walk(module.program, (node) => {
    const combinator = node.type === "CallExpression" ? getCombinator(node, module) : undefined;
    const use = node.type === "CallExpression" && combinator !== undefined ? findSharedHandle(context, node, module) : undefined;
    if (node.type === "CallExpression" && combinator !== undefined && use) found.push({ call: node, combinator, handle: use.name, library: use.library });
  });
  return found;
}

function getCombinator(call: NodeOf<"CallExpression">, module: SourceModule): string | undefined {
  const member = getMember(call.callee);
  const isPromise = member?.object.type === "Identifier" && member.object.name === "Promise" && !module.scope.lookup("Promise", call);
  return member && isPromise && COMBINATORS.has(member.name) ? member.name : undefined;
}

/** The first handle that two of the branches use, or one that is run for each element of a list. */
function findSharedHandle(context: AnalysisContext, call: NodeOf<"CallExpression">, module: SourceModule): HandleUse | undefined {
  const counts = new Map<string, number>();
  for (const branch of findBranches(context, call.arguments[0], module)) {
    const reader = new BranchReader(context, call, branch.node, module);
    for (const use of reader.read()) {
      const count = (counts.get(use.id) ?? 0) + (branch.isRepeated ? 2 : 1);
      if (count > 1) return use;
      counts.set(use.id, count);
    }
  }
  return undefined;
}

/** The branches of a list of promises: what is written in it, mapped to it, or pushed onto it. */
function findBranches(context: AnalysisContext, list: Node | undefined, module: SourceModule, depth = 0): readonly Branch[] {
  if (!list || depth > MAX_DEPTH) return [];
  const bare = unwrap(list);
  switch (bare.type) {
    case "ArrayExpression":
      return bare.elements.flatMap((element): readonly Branch[] => {
        if (!element) return [];
        return element.type === "SpreadElement" ? findBranches(context, element.argument, module, depth + 1) : toBranch(element, false);
      });
    case "ConditionalExpression":
      return [...findBranches(context, bare.consequent, module, depth + 1), ...findBranches(context, bare.alternate, module, depth + 1)];
    case "CallExpression":
      return findMapped(context, bare, module, depth);
    case "Identifier": {
      const binding = module.scope.lookup(bare.name, bare);
      const { declaration } = binding ?? {};
      if (!binding || declaration?.type !== "VariableDeclarator" || declaration.id.type !== "Identifier" || !declaration.init || module.scope.getWrites(binding).length > 0) return [];
      return [...findBranches(context, declaration.init, module, depth + 1), ...module.scope.getReferences(binding).flatMap((reference) => findPushed(reference))];
    }
    default:
      return [];
  }
}

/** What is awaited before the list is there does not run with the others. */
function toBranch(node: Node, isRepeated: boolean): readonly Branch[] {
  return unwrap(node).type === "AwaitExpression" ? [] : [{ node, isRepeated }];
}

/** `ids.map((id) => …)`, `Array.from(ids, (id) => …)`, and what keeps their promises. */
function findMapped(context: AnalysisContext, call: NodeOf<"CallExpression">, module: SourceModule, depth: number): readonly Branch[] {
  const member = getMember(call.callee);
  if (!member) return [];
  const fn = findFunctionArgument(call) ?? findNamedCallback(context, call, module);
  const isMapping = ["map", "flatMap"].includes(member.name) || (member.name === "from" && member.object.type === "Identifier" && member.object.name === "Array");
  if (fn && isMapping) return [{ node: fn, isRepeated: !isSingle(member.object) }];
  return KEEPING.has(member.name) ? findBranches(context, member.object, module, depth + 1) : [];
}

/** `ids.map(close)`, where `close` is a function of the same module. */
function findNamedCallback({ facts }: AnalysisContext, call: NodeOf<"CallExpression">, module: SourceModule): FunctionNode | undefined {
  const last = call.arguments.at(-1);
  const value = last && last.type !== "SpreadElement" ? facts.getValue(last, module) : undefined;
  return value?.kind === "function" && value.ref.module === module ? value.ref.node : undefined;
}

function isSingle(list: Node): boolean {
  return list.type === "ArrayExpression" && list.elements.length < 2 && !list.elements.some((element) => element?.type === "SpreadElement");
}

/** `jobs.push(query)` */
function findPushed(reference: Node): readonly Branch[] {
  const member = reference.parent?.type === "MemberExpression" && reference.parent.object === reference ? getMember(reference.parent) : undefined;
  const call = member?.name === "push" ? unwrapUp(member.node).parent : undefined;
  if (call?.type !== "CallExpression") return [];
  const isRepeated = isInLoop(call, getEnclosingFunction(call)) || isInElementCallback(call);
  return call.arguments.flatMap((argument) => (argument.type === "SpreadElement" ? [] : toBranch(argument, isRepeated)));
}

function isInElementCallback(node: Node): boolean {
  const call = getEnclosingFunction(node)?.parent;
  return call?.type === "CallExpression" && isElementCall(call);
}

/** Finds the handles of one connection that a branch queries and that were there before it. */
class BranchReader {
  private readonly uses = new Map<string, HandleUse>();
  /** The branch, and the closures that it calls: they are read as if they stood in it. */
  private readonly roots = new Set<Node>();

  constructor(
    private readonly context: AnalysisContext,
    private readonly combinator: CallNode,
    private readonly branch: Node,
    private readonly module: SourceModule,
  ) {}

  read(): readonly HandleUse[] {
    this.readRoot(unwrap(this.branch));
    return [...this.uses.values()];
  }

  private readRoot(root: Node): void {
    if (this.roots.has(root)) return;
    this.roots.add(root);
    walk(root, (node) => {
      if (isFunction(node) && node !== root && !this.isRunByCall(node)) return false;
      if (node.type !== "CallExpression" && node.type !== "TaggedTemplateExpression") return undefined;
      const operation = getOperation(this.context.facts, node, this.module);
      if (operation) this.addOperation(operation);
      else this.addCallee(node);
      return undefined;
    });
  }

  private isRunByCall(fn: FunctionNode): boolean {
    const call = unwrapUp(fn).parent;
    return call?.type === "CallExpression" && classifyCallbackTiming(this.context.facts, call, fn, this.module) !== "later";
  }

  private addOperation(operation: Operation): void {
    const handle = isStatement(operation) && this.isRun(operation) ? this.findHandle(operation) : undefined;
    if (handle) this.add(handle, operation.library);
  }

  /** A lazy query that is itself the branch is run by the combinator. */
  private isRun(operation: Operation): boolean {
    if (isExecuted(operation)) return true;
    return operation.library.behaviour.lazyRunsBy === undefined && unwrap(readChain(operation).end) === unwrap(this.branch);
  }

  /** The handle that an operation runs on: the one in its option, else its receiver. */
  private findHandle(operation: Operation): NamedHandle | undefined {
    const { project, facts } = this.context;
    const carried = operation.member.option ? findCarriedTransaction(project, operation) : undefined;
    if (carried?.kind === "unknown") return undefined;
    if (carried?.kind !== "value") return { value: operation.receiver, name: getReceiverName(operation) };
    const value = facts.getValue(carried.node, carried.module);
    return value.kind === "role" ? { value, name: getText(carried.node, carried.module) } : undefined;
  }

  /** What a function of the project queries of what it is given, or of what it shares with the caller. */
  private addCallee(call: CallNode): void {
    const { facts } = this.context;
    const callee = facts.getCallee(call, this.module);
    const target = getOnlyTarget(callee);
    if (!target) return;
    if (target.module === this.module && !isTopLevel(target.node)) {
      this.readRoot(target.node);
      return;
    }
    const of = { call, module: this.module, target };
    for (const effect of getSummaries(this.context).getSummary(target).effects) {
      const { subject, operation } = effect;
      if (effect.confidence !== "certain" || !isStatement(operation) || !happensIn(facts, effect, of)) continue;
      if (subject.kind === "parameter") {
        const passed = findPassed(facts, of, subject.index, subject.path);
        const value = passed.kind === "value" && passed.path.length === 0 ? facts.getValue(passed.node, passed.module) : undefined;
        if (passed.kind === "value" && value?.kind === "role") this.add({ value, name: getText(passed.node, passed.module) }, operation.library);
      } else if (subject.kind === "outer" || (subject.kind === "field" && subject.path.length === 1)) {
        const handle = this.findHandle(operation);
        if (handle) this.add(handle, operation.library);
      }
    }
  }

  private add({ value, name }: NamedHandle, library: Library): void {
    const id = getHandleId(value.source);
    if (id === undefined || library.behaviour.parallelQueries === "never" || this.uses.has(id) || this.isOfBranch(value.source) || !this.isOneConnection(value, id)) return;
    this.uses.set(id, { id, name, library });
  }

  /** Was it made, or handed in, by the branch itself? Then each has its own. */
  private isOfBranch(source: Source): boolean {
    const place =
      source.kind === "callback" ? source.call
      : source.kind === "created" ? source.at
      : source.kind === "parameter" ? source.fn
      : undefined;
    return place !== undefined && "module" in source && source.module === this.module && [...this.roots].some((root) => isWithin(place, root));
  }

  /** Does all that runs on a value run on one connection: a transaction's handle, a connection, in or out of a transaction? */
  private isOneConnection(value: RoleValue, id: string): boolean {
    const { source } = value;
    const state = getStateAt(this.context, this.combinator, this.module);
    if (state?.handles.get(id) === HANDLE.open) return true;
    switch (source.kind) {
      case "callback":
        return isConnection(value);
      case "created":
        return source.effect === "acquire" || source.effect === "begin" || isConnection(value);
      case "parameter":
        return this.isHandleParameter(value, source);
      case "field": {
        const field = this.context.facts.getField({ node: source.owner, module: source.module }, source.name);
        return field.kind === "role" && field.isMany !== true && isConnection(field);
      }
      default:
        return false;
    }
  }

  /** Can the parameter be nothing but a handle, or does a visible caller pass one? An element of a list is one of many. */
  private isHandleParameter(value: RoleValue, { fn, index, path, module }: Extract<Source, { kind: "parameter" }>): boolean {
    const parameter = getParameters(fn)[index];
    const pattern = parameter && getParameterPattern(parameter);
    const given = pattern?.type === "Identifier" ? this.context.facts.getValue(pattern, module) : undefined;
    if (given?.kind === "role" && given.isMany) return false;
    if (isConnection(value) || (given?.kind === "role" && isConnection(given))) return true;
    return path.length === 0 && findCallerInTransaction(this.context, { node: fn, module }, index) !== undefined;
  }
}

/** `tx` of `tx.insert(tasks)`, `this.runner.manager` of its members. */
function getReceiverName({ call, module }: Operation): string {
  const base = getChainBase(call);
  return getText(base.type === "ThisExpression" ? (getMember(getCallee(call))?.object ?? base) : base, module);
}

function getText(node: Node, { text }: SourceModule): string {
  return text.slice(startOf(node), endOf(node)).replace(/\s+/g, " ");
}

function isConnection({ role }: RoleValue): boolean {
  const { kind, isAlwaysHandle, mayBeClient } = getRole(role);
  return isAlwaysHandle === true || kind === "transaction" || (kind === "connection" && !mayBeClient);
}

/** Does an operation send something to the database, savepoints included? */
function isStatement(operation: Operation): boolean {
  return isQuery(operation) || operation.effect === "savepoint";
}
