import { getArguments, getCallee, getMember, getStringStart, isClass, isFunction, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findMember, getLibrary, getRole } from "../catalogue/index.js";
import { findCarriedTransaction, findPassed, getCreatedId, getHandleId, getPlace, happensIn, isEnd, isLikelyToThrow, isQuery, isSettlingName } from "../effects/index.js";
import type { CallOf, Operation, Subject, Summaries } from "../effects/index.js";
import { getAlternatives, getSourceChain } from "../project/index.js";
import type { Callee, FactsProvider, FunctionRef, Project, RoleValue, Source, SourceModule } from "../project/index.js";
import { findEffectHandle } from "./callees.js";
import { HANDLE, NO_DEBTS } from "./lattice.js";
import type { Debt, Debts, UnitState } from "./lattice.js";
import { getOperationHandle } from "./operations.js";

export interface DebtContext {
  readonly project: Project;
  readonly facts: FactsProvider;
  readonly module: SourceModule;
  readonly summaries: Summaries;
  getOperation(call: Node): Operation | undefined;
  findInlined(call: CallNode): FunctionNode | undefined;
  /** Is told of a connection that is released while its transaction is open. */
  noteGivenBack(debt: Debt): void;
  /** Is told of a handle that somebody unknown is given. */
  noteHanded(id: string): void;
}

/** What is owed after a call, when it returned and when it threw. */
export interface DebtExits {
  readonly normal: Debts;
  readonly thrown: Debts;
}

/**
 * What is owed after a call. A begin or acquire that fails leaves nothing to pay, and an end that fails is one all the
 * same. What nobody knows may have paid for all that it was given.
 */
export function settleCall(context: DebtContext, call: CallNode, operation: Operation | undefined, { debts: before, handles }: UnitState): DebtExits {
  const callee = context.facts.getCallee(call, context.module);
  const settled = operation ? settleOperation(context, operation, before) : settleCallee(context, call, callee, before);
  // What is used after its release takes no connection again.
  const isGone = (debt: Debt): boolean => debt.kind === "release" && ((handles.get(debt.id) ?? 0) & HANDLE.released) !== 0 && ![...before.values()].some(({ kind, id }) => kind === "release" && id === debt.id);
  const [normal, thrown] = [pay(settled.normal, isGone), pay(settled.thrown, isGone)];
  // The handlers of a promise have been read where they are written.
  if (isSettling(call)) return { normal, thrown: before };
  return { normal, thrown: thrown.size === 0 || canFail(context, call, callee) ? thrown : NO_DEBTS };
}

function isSettling(call: CallNode): boolean {
  const name = call.type === "CallExpression" ? getMember(call.callee)?.name : undefined;
  return name !== undefined && isSettlingName(name);
}

function canFail(context: DebtContext, call: CallNode, callee: Callee): boolean {
  const target = getCallee(call);
  // Its body has been read: what it throws is known.
  if (isFunction(target) || context.findInlined(call)) return false;
  return isLikelyToThrow(context.project, call, callee);
}

function settleOperation(context: DebtContext, operation: Operation, before: Debts): DebtExits {
  const { call, effect, receiver, member } = operation;
  const id = getOperationHandle(operation);
  switch (effect) {
    case "begin": {
      const debt = id === undefined ? undefined : createBeginDebt(context, operation, id);
      const held = useConnection(context, receiver, before);
      return { normal: debt ? owe(context, held, debt) : held, thrown: payAll(before, id) };
    }
    case "acquire": {
      const { result } = member;
      const isHeld = typeof result === "object" && !getRole(result.role).isConnectedByUse;
      const source: Source = { kind: "created", at: call, effect, parent: receiver.source, module: operation.module };
      const debt: Debt = { kind: "release", call, library: operation.library, id: getCreatedId(call, operation.module), source };
      return { normal: isHeld ? owe(context, before, debt) : before, thrown: before };
    }
    case "connect":
      return { normal: useConnection(context, receiver, before), thrown: payAll(before, id) };
    case "commit":
    case "rollback":
      return { normal: payEnd(before, id), thrown: payAll(before, id) };
    case "release":
      if (!isClosing(operation)) noteOpen(context, before, id);
      return { normal: payAll(before, id), thrown: payAll(before, id) };
    default: {
      if (isClosing(operation)) return settleClose(receiver, before);
      const held = isQuery(operation) ? useConnection(context, receiver, before) : before;
      if (canEnd(operation)) return { normal: payEnd(held, id), thrown: payAll(held, id) };
      return { normal: held, thrown: held };
    }
  }
}

function isClosing({ member, call }: Operation): boolean {
  return member.closes === "always" || (member.closes === "given" && getArguments(call).length > 0);
}

/** Is one of the texts that a statement can have, by a choice or a constant, an end? */
function canEnd({ call, member, module }: Operation): boolean {
  const argument = member.effect === "sql" && member.sql !== undefined ? getArguments(call)[member.sql] : undefined;
  return argument !== undefined && holdsEndText(argument, module);
}

function holdsEndText(node: Node, module: SourceModule): boolean {
  let holds = false;
  walk(node, (child) => {
    const text = child.type === "Literal" || child.type === "TemplateLiteral" ? getStringStart(child) : undefined;
    holds ||= text !== undefined && /^\s*(?:COMMIT|ROLLBACK|ABORT|END)\b/i.test(text);
    const { declaration } = (child.type === "Identifier" && module.scope.lookup(child.name, child)) || {};
    if (child !== node || declaration?.type !== "VariableDeclarator" || !declaration.init) return;
    holds ||= holdsEndText(declaration.init, module);
  });
  return holds;
}

/** A client that is closed takes its connections with it. */
function settleClose({ source }: RoleValue, before: Debts): DebtExits {
  const id = getHandleId(source);
  const left = pay(before, (debt) => id !== undefined && "parent" in debt.source && debt.source.parent !== undefined && getHandleId(debt.source.parent) === id);
  return { normal: left, thrown: left };
}

/** A begin on what was handed in, on a pool, or within another transaction, is nobody's here to end. */
function createBeginDebt(context: DebtContext, operation: Operation, id: string): Debt | undefined {
  const { call, receiver, module, member, library, effect } = operation;
  if (member.option && findCarriedTransaction(context.project, operation).kind !== "none") return undefined;
  const isMade = id === getCreatedId(call, module);
  if (!isMade && (receiver.source.kind === "parameter" || getRole(receiver.role).kind === "client")) return undefined;
  const source: Source = isMade ? { kind: "created", at: call, effect, parent: receiver.source, module } : receiver.source;
  return { kind: "end", call, library, id, source };
}

/** A runner takes its connection when it is first used. */
function useConnection(context: DebtContext, value: RoleValue, debts: Debts): Debts {
  for (const source of getSourceChain(value.source)) {
    if (source.kind !== "created" || source.effect !== "acquire" || source.module !== context.module) continue;
    const taken = context.getOperation(source.at);
    const result = taken?.effect === "acquire" ? taken.member.result : undefined;
    if (!taken || typeof result !== "object" || !getRole(result.role).isConnectedByUse) return debts;
    return owe(context, debts, { kind: "release", call: taken.call, library: taken.library, id: getCreatedId(taken.call, taken.module), source });
  }
  return debts;
}

function settleCallee(context: DebtContext, call: CallNode, callee: Callee, before: Debts): DebtExits {
  const waiting = context.getOperation(call);
  if (waiting && isEnd(waiting.effect) && isKept(call)) {
    const left = payAll(before, getHandleId(waiting.receiver.source));
    return { normal: left, thrown: left };
  }
  if (callee.kind === "member" || callee.kind === "export" || isFunction(getCallee(call)) || context.findInlined(call)) return { normal: before, thrown: before };
  if (callee.kind === "functions") return settleFunctions(context, call, callee.targets, callee.isComplete, before);
  if (before.size === 0) return { normal: before, thrown: before };
  const given = findHandles(context, getArguments(call));
  if (call.type === "NewExpression" && isHarmlessClass(context, call)) return { normal: before, thrown: before };
  const member = getMember(getCallee(call));
  if (member) for (const [id, value] of findHandles(context, [member.object])) given.set(id, value);
  const handed = [...given.keys()].filter((id) => !isLentTo(context, call, id));
  for (const id of handed) context.noteHanded(id);
  const left = handed.reduce<Debts>(payAll, before);
  return { normal: left, thrown: left };
}

/** `await work(client)`: what a function lends to its own parameter, and ends itself, is not handed away. */
function isLentTo(context: DebtContext, call: CallNode, id: string): boolean {
  const target = getCallee(call);
  const binding = target.type === "Identifier" ? context.module.scope.lookup(target.name, target) : undefined;
  if (binding?.kind !== "parameter" || !isFunction(binding.declaration)) return false;
  let isEnded = false;
  walk(binding.declaration, (node) => {
    const operation = isEnded ? undefined : context.getOperation(node);
    isEnded ||= operation !== undefined && isEnd(operation.effect) && getHandleId(operation.receiver.source) === id;
  });
  return isEnded;
}

/** Is a command that runs later put away, so that it can be executed elsewhere? */
function isKept(call: CallNode): boolean {
  const { parent } = unwrapUp(call);
  return parent?.type !== "AwaitExpression" && parent?.type !== "ExpressionStatement" && parent?.type !== "MemberExpression";
}

/** An object that is given a handle and has no method that would end what it holds. */
function isHarmlessClass({ facts, module, summaries }: DebtContext, call: CallNode): boolean {
  const value = facts.getValue(getCallee(call), module);
  if (value.kind !== "class" || value.ref.node.superClass) return false;
  return value.ref.node.body.body.every((item) => {
    if (item.type !== "MethodDefinition" || !isFunction(item.value)) return item.type === "PropertyDefinition" && !(item.value && isClass(item.value));
    const { effects, escaping } = summaries.getSummary({ node: item.value, module: value.ref.module });
    return !effects.some(({ effect, subject }) => isEnd(effect) && subject.kind !== "own") && escaping.every(({ kind }) => kind !== "field");
  });
}

function settleFunctions(context: DebtContext, call: CallNode, targets: readonly FunctionRef[], isComplete: boolean, before: Debts): DebtExits {
  const { facts, module, summaries } = context;
  const given = findHandles(context, getArguments(call));
  let normal = before;
  let thrown = before;
  for (const target of targets) {
    const of: CallOf = { call, module, target };
    const { effects, escaping } = summaries.getSummary(target);
    const done = new Map<string, Set<Operation["effect"]>>();
    for (const item of effects) {
      const id = findEffectHandle(facts, item, of);
      if (id === undefined || !happensIn(facts, item, of)) continue;
      const isEnding = item.operation.member.effect === "sql" && (canEnd(item.operation) || getArguments(call).some((argument) => holdsEndText(argument, module)));
      done.set(id, (done.get(id) ?? new Set()).add(isEnding && !isEnd(item.effect) ? "rollback" : item.effect));
    }
    const escaped = findHandles(context, escaping.flatMap((subject) => findGiven(facts, subject, of)));
    const unknown = [...given.keys()].filter((id) => !isComplete || !done.has(id) || escaped.has(id));
    for (const [id, kinds] of done) {
      const value = given.get(id);
      if (value && [...kinds].some((kind) => kind !== "guard" && kind !== "build")) normal = useConnection(context, value, normal);
      if (kinds.has("begin") && value?.source.kind === "created") normal = owe(context, normal, { kind: "end", call, library: getLibrary(value.role), id, source: value.source });
      const isEnding = kinds.has("commit") || kinds.has("rollback");
      if (isEnding) normal = payEnd(normal, id);
      if (kinds.has("release")) normal = payAll(normal, id);
      // What commits at its end can fail before.
      if (kinds.has("release") || [...kinds].every(isEnd)) thrown = payAll(thrown, id);
      else if (kinds.has("rollback")) thrown = payEnd(thrown, id);
    }
    for (const id of unknown) context.noteHanded(id);
    normal = unknown.reduce(payAll, normal);
    thrown = unknown.reduce(payAll, thrown);
  }
  const [target, ...others] = targets;
  if (target && others.length === 0 && isComplete) normal = oweMade(context, call, target, normal);
  return { normal, thrown };
}

/** What a call passes for a parameter that its callee hands on to somebody unknown. */
function findGiven(facts: FactsProvider, subject: Subject, of: CallOf): readonly Node[] {
  const passed = subject.kind === "parameter" ? findPassed(facts, of, subject.index, subject.path) : undefined;
  return passed?.kind === "value" && passed.module === of.module ? [passed.node] : [];
}

/** `const trx = await startWork()`: a function of the project that gives back what it began or took. */
function oweMade(context: DebtContext, call: CallNode, target: FunctionRef, debts: Debts): Debts {
  const { facts, module, summaries } = context;
  const value = facts.getValue(call, module);
  if (value.kind !== "role" || !isEndable(value) || value.source.kind !== "created" || value.source.at !== call) return debts;
  const { source } = value;
  const debt = { call, library: getLibrary(value.role), id: getCreatedId(call, module), source };
  if (source.effect === "begin") return owe(context, debts, { ...debt, kind: "end" });
  if (source.effect !== "acquire") return debts;
  const held = owe(context, debts, { ...debt, kind: "release" });
  const begun = summaries.findBegun(target);
  return begun && begun.role === value.role ? owe(context, held, { ...debt, kind: "end" }) : held;
}

/** The handles among what a call is given, in objects and lists too, and those whose end is given by name. */
export function findHandles(context: Pick<DebtContext, "facts" | "module">, nodes: readonly Node[], depth = 0): Map<string, RoleValue> {
  const found = new Map<string, RoleValue>();
  const addAll = (inner: readonly Node[]): void => {
    for (const [id, value] of depth > 4 ? [] : findHandles(context, inner, depth + 1)) found.set(id, value);
  };
  for (const node of nodes) {
    const bare = unwrap(node.type === "SpreadElement" ? node.argument : node);
    if (bare.type === "AwaitExpression") addAll([bare.argument]);
    else if (bare.type === "ObjectExpression") addAll(bare.properties.map((property) => (property.type === "SpreadElement" ? property : property.value)));
    else if (bare.type === "ArrayExpression") addAll(bare.elements.flatMap((element) => element ?? []));
    else if (!isFunction(bare)) {
      const member = getMember(bare);
      for (const value of [...getAlternatives(context.facts.getValue(bare, context.module)), ...(member ? findEndOwner(context, member.object, member.name) : [])]) {
        const id = value.kind === "role" && isEndable(value) ? getHandleId(value.source) : undefined;
        if (id !== undefined && value.kind === "role") found.set(id, value);
        else if (value.kind === "object" && value.module === context.module && value.node !== bare) addAll([value.node]);
      }
    }
  }
  return found;
}

/** `client` in `promise.finally(client.release)`. */
function findEndOwner({ facts, module }: Pick<DebtContext, "facts" | "module">, object: Node, name: string): readonly RoleValue[] {
  const owner = facts.getValue(object, module);
  const effect = owner.kind === "role" ? findMember(owner.role, name)?.effect : undefined;
  return owner.kind === "role" && effect !== undefined && effect !== "sql" && isEnd(effect) ? [owner] : [];
}

/** Can a transaction be ended, or a connection given back, with the value itself? */
export function isEndable({ role, isMany }: RoleValue): boolean {
  return !isMany && ["connection", "transaction", "unit-of-work"].includes(getRole(role).kind);
}

function owe({ module }: Pick<DebtContext, "module">, debts: Debts, debt: Debt): Debts {
  const key = `${debt.kind}:${getPlace(debt.call, module)}`;
  return debts.has(key) ? debts : new Map(debts).set(key, debt);
}

function pay(debts: Debts, isPaid: (debt: Debt) => boolean): Debts {
  const left = [...debts].filter(([, debt]) => !isPaid(debt));
  return left.length === debts.size ? debts : new Map(left);
}

/** The transaction of a handle is over. */
export function payEnd(debts: Debts, id: string | undefined): Debts {
  return pay(debts, (debt) => debt.id === id && debt.kind === "end");
}

/** Nothing is left to do with a handle. */
export function payAll(debts: Debts, id: string | undefined): Debts {
  return pay(debts, (debt) => debt.id === id);
}

function noteOpen(context: DebtContext, debts: Debts, id: string | undefined): void {
  for (const debt of debts.values()) if (debt.id === id && debt.kind === "end") context.noteGivenBack(debt);
}
