import { getCallee, getEnclosingClass, getEnclosingFunction, getMember, isCall, isFunction, isWithin, startOf, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { findMember, getRole } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { getHandleId, getOperation, isEnd, isExecuted } from "../../effects/index.js";
import type { Exits } from "../../flow/index.js";
import type { SourceModule } from "../../project/index.js";
import { isReference } from "../../scope/index.js";
import { getSummaries, getUnitOfWorkRecord, isEndable } from "../../states/index.js";
import type { AnalysisContext, Debt, UnitOfWorkRecord, UnitState } from "../../states/index.js";

/** A transaction or a connection that a function can leave behind. */
export interface Leak {
  readonly kind:
    /** An error leaves it open. */
    | "no-rollback"
    /** The function can return with neither a commit nor a rollback. */
    | "no-end"
    /** Its connection is released while it may be open. */
    | "given-back"
    /** What was taken is not released on every path. */
    | "no-release"
    /** Begun on a pool: on whatever connection is free. */
    | "on-pool";
  /** The begin; of a connection that is not released, the call that takes it. */
  readonly call: CallNode;
  readonly library: Library;
  /** Is the connection, too, not released on every path? */
  readonly isHeld: boolean;
}

/** Every transaction and connection of a module that can outlive the function that owns it: `semantics.md` §5. */
export function findLeaks(context: AnalysisContext, module: SourceModule): readonly Leak[] {
  const record = getUnitOfWorkRecord(context, module);
  const finder = new LeakFinder(context, module, record);
  const leaks = new Map<CallNode, Leak>();
  for (const call of record.states.keys()) {
    const leak = finder.judgeBegin(call);
    if (leak) leaks.set(call, leak);
  }
  for (const debt of record.givenBack.values()) if (finder.findOwner(debt)) leaks.set(debt.call, { kind: "given-back", call: debt.call, library: debt.library, isHeld: false });
  const owned = [...record.exits].flatMap(([fn, exits]) => finder.findOwed(fn, exits));
  for (const { debt, kind } of owned) {
    const isHeld = owned.some((other) => other.debt.kind === "release" && other.debt.id === debt.id);
    if (debt.kind === "end" && !leaks.has(debt.call)) leaks.set(debt.call, { kind, call: debt.call, library: debt.library, isHeld });
  }
  // A transaction that is left open says enough about its connection.
  const named = new Set(owned.filter(({ debt }) => debt.kind === "end").map(({ debt }) => debt.id));
  for (const { debt } of owned) if (debt.kind === "release" && !named.has(debt.id)) leaks.set(debt.call, { kind: "no-release", call: debt.call, library: debt.library, isHeld: true });
  return [...leaks.values()].sort((a, b) => startOf(a.call) - startOf(b.call));
}

interface OwedDebt {
  readonly debt: Debt;
  readonly kind: "no-rollback" | "no-end";
}

class LeakFinder {
  constructor(
    private readonly context: AnalysisContext,
    private readonly module: SourceModule,
    private readonly record: UnitOfWorkRecord,
  ) {}

  /** `pool.query("BEGIN")` */
  judgeBegin(call: CallNode): Leak | undefined {
    const operation = getOperation(this.context.facts, call, this.module);
    if (operation?.effect !== "begin" || operation.member.effect !== "sql" || !isExecuted(operation) || !getRole(operation.receiver.role).isPool) return undefined;
    const { library } = operation;
    if (library.behaviour.singleConnections?.some((text) => this.context.project.isMentioned(text))) return undefined;
    return { kind: "on-pool", call, library, isHeld: false };
  }

  /** What a function owes when it is left. */
  findOwed(fn: FunctionNode, { normal, thrown }: Exits<UnitState>): readonly OwedDebt[] {
    const owed = new Map([...(thrown?.debts ?? []), ...(normal?.debts ?? [])]);
    return [...owed].flatMap(([key, debt]) => (this.findOwner(debt) === fn ? [{ debt, kind: normal?.debts.has(key) ? "no-end" : "no-rollback" }] : []));
  }

  private readonly owners = new Map<string, FunctionNode | undefined>();

  /** The function that has to pay; `undefined` when somebody else may do so. */
  findOwner(debt: Debt): FunctionNode | undefined {
    const key = `${debt.id}#${String(startOf(debt.call))}`;
    if (!this.owners.has(key)) this.owners.set(key, this.searchOwner(debt));
    return this.owners.get(key);
  }

  private searchOwner(debt: Debt): FunctionNode | undefined {
    const { source } = debt;
    const isLocal = source.kind === "created" && source.module === this.module && getEnclosingFunction(source.at) !== undefined;
    const owner = isLocal ? this.findHolder(source.at) : this.findSharedOwner(debt);
    if (!owner?.body || owner.generator || this.isBegunByFlag(debt.call, owner) || this.isClosedWithClient(debt)) return undefined;
    if (!isLocal) return owner;
    if (this.record.handed.has(debt.id) && !this.isPaidIn(owner.body, debt)) return undefined;
    return this.isHandedAway(debt.id, owner, owner.body) ? undefined : owner;
  }

  /** The function whose variable holds what a call made. */
  private findHolder(at: Node): FunctionNode | undefined {
    let top = unwrapUp(at);
    while (top.parent?.type === "AwaitExpression") top = unwrapUp(top.parent);
    const { parent } = top;
    const target = parent?.type === "VariableDeclarator" && parent.init === top ? parent.id : parent?.type === "AssignmentExpression" && parent.operator === "=" && parent.right === top ? parent.left : undefined;
    const binding = target?.type === "Identifier" ? this.module.scope.lookup(target.name, target) : undefined;
    if (!binding || binding.kind === "using" || binding.declaration.type !== "VariableDeclarator") return undefined;
    return getEnclosingFunction(binding.declaration);
  }

  /** A field's or the module's own handle: whoever begins on it and ends it, too, when nothing else of the class does. */
  private findSharedOwner({ source, call, id }: Debt): FunctionNode | undefined {
    let owner = getEnclosingFunction(call);
    while (owner && !this.record.detached.has(owner)) owner = getEnclosingFunction(owner);
    if (!owner?.body || (source.kind !== "field" && source.kind !== "created")) return undefined;
    return this.isPaidIn(owner.body, { id, kind: "end" }) && !(source.kind === "field" && this.isEndedElsewhere(source.name, owner)) ? owner : undefined;
  }

  /** Does code end a transaction, or give a connection back, by itself? */
  private isPaidIn(body: Node, { id, kind }: Pick<Debt, "id" | "kind">): boolean {
    let isPaid = false;
    walk(body, (node) => {
      if (isPaid || !isCall(node)) return;
      const operation = getOperation(this.context.facts, node, this.module);
      isPaid = operation !== undefined && isEnd(operation.effect) && (operation.effect === "release") === (kind === "release") && getHandleId(operation.receiver.source) === id;
    });
    return isPaid;
  }

  private isEndedElsewhere(name: string, owner: FunctionNode): boolean {
    const summaries = getSummaries(this.context);
    return (getEnclosingClass(owner)?.body.body ?? []).some((member) => {
      if (member.type !== "MethodDefinition" || !isFunction(member.value) || member.value === owner || isWithin(owner, member.value)) return false;
      const { effects } = summaries.getSummary({ node: member.value, module: this.module });
      return effects.some(({ effect, subject, via }) => isEnd(effect) && via === undefined && subject.kind === "field" && subject.path[0] === name && !effects.some((other) => other.effect === "begin" && other.via === undefined));
    });
  }

  /** A client that was made or given for the occasion, and is closed somewhere in the module, takes its connections with it. */
  private isClosedWithClient({ source, library }: Debt): boolean {
    const client = "parent" in source ? source.parent : undefined;
    const isPassing = client?.kind === "parameter" || client?.kind === "unknown" || (client?.kind === "created" && getEnclosingFunction(client.at) !== undefined);
    if (!isPassing) return false;
    return [...this.record.states.keys()].some((call) => {
      const operation = getOperation(this.context.facts, call, this.module);
      return operation?.library === library && operation.member.closes === "always" && getRole(operation.receiver.role).kind === "client";
    });
  }

  /** `if (isOwn) await runner.startTransaction()`: the same flag decides elsewhere what is to be done. */
  private isBegunByFlag(call: CallNode, owner: FunctionNode): boolean {
    const names = new Set<string>();
    const around = new Set<Node>();
    for (let node: Node = call, parent = node.parent ?? undefined; parent && node !== owner; node = parent, parent = node.parent ?? undefined) {
      const test = getTest(parent);
      if (!test || test === node) continue;
      around.add(test);
      for (const name of findNames(test)) names.add(name);
    }
    if (names.size === 0) return false;
    let isAsked = false;
    walk(owner, (node) => {
      const test = getTest(node);
      if (test && !around.has(test)) isAsked ||= findNames(test).some((name) => names.has(name));
    });
    return isAsked;
  }

  /** Does a handle get out of the function's hands: returned, stored, closed over by what runs later? */
  private isHandedAway(id: string, owner: FunctionNode, body: Node): boolean {
    const uses: Node[] = [];
    walk(body, (node) => {
      if (node.type === "Identifier" && (isReference(node) || isAssigned(node)) && this.isHandleOf(node, id)) uses.push(node);
    });
    return uses.length === 0 || uses.some((node) => this.isDetachedWithin(node, owner) || !this.isKept(node));
  }

  private isHandleOf(node: Node, id: string): boolean {
    const value = this.context.facts.getValue(node, this.module);
    return value.kind === "role" && isEndable(value) && getHandleId(value.source) === id;
  }

  private isDetachedWithin(node: Node, owner: FunctionNode): boolean {
    for (let fn = getEnclosingFunction(node); fn && fn !== owner; fn = getEnclosingFunction(fn)) if (this.record.detached.has(fn)) return true;
    return false;
  }

  /** Is what stands here used, but not handed on for good? What calls do with it, the states tell. */
  private isKept(node: Node): boolean {
    const top = unwrapUp(node);
    const { parent } = top;
    switch (parent?.type) {
      case "MemberExpression":
        return parent.object !== top || this.isKnownMember(top, parent);
      case "CallExpression":
      case "NewExpression":
      case "BinaryExpression":
      case "UnaryExpression":
      case "ExpressionStatement":
      case "IfStatement":
      case "TemplateLiteral":
        return true;
      case "TaggedTemplateExpression":
        return true;
      case "AwaitExpression":
        return this.isKept(parent);
      case "ConditionalExpression":
        return parent.test === top || this.isKept(parent);
      case "LogicalExpression":
        return (parent.operator === "&&" && parent.left === top) || this.isKept(parent);
      case "VariableDeclarator":
        return parent.id === top || parent.id.type !== "Identifier" || this.isCarried(parent.id);
      case "AssignmentExpression":
        return parent.left === top || (parent.left.type === "Identifier" && (parent.parent?.type === "ExpressionStatement"));
      case "SpreadElement":
      case "Property":
      case "ObjectExpression":
      case "ArrayExpression":
        return this.isKept(parent);
      default:
        return false;
    }
  }

  /** A method that nobody described can do anything, and so can whoever is given one that ends the transaction. */
  private isKnownMember(handle: Node, member: Node): boolean {
    const value = this.context.facts.getValue(handle, this.module);
    const name = getMember(member)?.name;
    const found = value.kind === "role" && name !== undefined ? findMember(value.role, name) : undefined;
    const { parent } = unwrapUp(member);
    if (parent && isCall(parent) && getCallee(parent) === unwrap(member)) return found !== undefined;
    return found?.effect === undefined || !["commit", "rollback", "release"].includes(found.effect);
  }

  /** A constant that holds the handle, or an object with it: kept as long as it is only used, or given to calls. */
  private isCarried(id: Node): boolean {
    const binding = id.type === "Identifier" ? this.module.scope.lookup(id.name, id) : undefined;
    return binding !== undefined && this.module.scope.getReferences(binding).every((reference) => {
      const top = unwrapUp(reference);
      if (top.parent?.type === "MemberExpression" && top.parent.object === top) return true;
      return top.parent?.type !== "VariableDeclarator" && this.isKept(reference);
    });
  }
}

function isAssigned(node: Node): boolean {
  const { parent } = node;
  return parent?.type === "AssignmentExpression" && parent.left === node;
}

function getTest(node: Node): Node | undefined {
  if (node.type === "IfStatement" || node.type === "ConditionalExpression") return node.test;
  return node.type === "LogicalExpression" ? node.left : undefined;
}

function findNames(test: Node): readonly string[] {
  const names: string[] = [];
  walk(test, (node) => {
    if (node.type === "Identifier" && isReference(node)) names.push(node.name);
    if (node.type === "MemberExpression") names.push(getMember(node)?.name ?? "");
  });
  return names.filter((name) => name !== "");
}
