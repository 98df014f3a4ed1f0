import { getArguments, getCallee, getEnclosingFunction, getMember, getStringStart, isFunction, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { findMember, getLibrary, getRole } from "../catalogue/index.js";
import type { Effect, Library, Member } from "../catalogue/index.js";
import { findDefinition, getAlternatives } from "../project/index.js";
import type { FactsProvider, Project, RoleValue, SourceModule } from "../project/index.js";

/** What one call does to a database, with SQL text and options already read. */
export interface Operation {
  readonly call: CallNode;
  readonly module: SourceModule;
  readonly effect: Exclude<Effect, "sql">;
  readonly receiver: RoleValue;
  readonly name: string;
  readonly member: Member;
  readonly library: Library;
}

/** The operation of a call; `undefined` when the call is none, or when nobody knows. */
export function getOperation(facts: FactsProvider, call: CallNode, module: SourceModule): Operation | undefined {
  const callee = facts.getCallee(call, module);
  if (callee.kind !== "member") return undefined;
  return createOperation(call, module, callee.receiver, callee.name, callee.member);
}

/** The operation of a call of a receiver's member; `undefined` when the member has no effect. */
export function createOperation(call: CallNode, module: SourceModule, receiver: RoleValue, name: string, member: Member): Operation | undefined {
  if (member.effect === undefined) return undefined;
  const library = getLibrary(receiver.role);
  if (member.effect !== "sql") return { call, module, effect: becomesWrite(call, member, module) ? "write" : member.effect, receiver, name, member, library };
  const start = findSqlStart(call, member, module);
  const effect = call.type === "TaggedTemplateExpression" && !STATEMENT.test(skipComments(start)) ? "build" : classifySql(start);
  return { call, module, effect, receiver, name, member, library };
}

/** How statements begin. What else is written as a template of a client is a fragment, to be put into one. */
const STATEMENT =
  /^(?:SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|REPLACE|TRUNCATE|VALUES|TABLE|CREATE|ALTER|DROP|CALL|DO|LOCK|SET|RESET|SHOW|EXPLAIN|REFRESH|COPY|NOTIFY|LISTEN|VACUUM|ANALYZE|GRANT|REVOKE|BEGIN|START|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE)\b/i;

/** `knex("tasks").where(…).update(…)`: a later member of the chain makes the query a write. */
function becomesWrite(call: CallNode, { effect, result }: Member, module: SourceModule): boolean {
  const makesWrite = effect === "read" && typeof result === "object" ? getRole(result.role).makesWrite : undefined;
  if (!makesWrite) return false;
  return readChain({ call }).calls.some(({ name }) => makesWrite.test(name)) || isContinued(call, module, makesWrite);
}

/** `const open = knex("tasks").where(…); await open.update(…)`: is a query finished as a write on the constant that holds it? */
function isContinued(call: CallNode, module: SourceModule, makesWrite: RegExp): boolean {
  const { end } = readChain({ call });
  const declarator = end.parent;
  if (declarator?.type !== "VariableDeclarator" || declarator.init !== end || declarator.id.type !== "Identifier") return false;
  const binding = module.scope.lookup(declarator.id.name, declarator.id);
  if (!binding || module.scope.getWrites(binding).length > 0) return false;
  return module.scope.getReferences(binding).some((reference) => {
    const chain = readChain({ call: reference });
    return !chain.isBroken && isConsumed(chain.end) && chain.calls.some(({ name }) => makesWrite.test(name));
  });
}

/** The SQL text of a call, as far as it can be read: a template up to its first substitution. */
export function findSqlStart(call: CallNode, { sql }: Member, module: SourceModule): string | undefined {
  const argument = sql === undefined ? undefined : call.type === "TaggedTemplateExpression" ? call.quasi : getArguments(call)[sql];
  return argument && readSqlStart(argument, module);
}

/** The beginning of SQL text: a string, a template, a tagged template, `sql.raw("…")`, `{ text: "…" }`, a constant. */
function readSqlStart(node: Node, module: SourceModule): string | undefined {
  const bare = unwrap(node);
  const text = getStringStart(bare);
  if (text !== undefined) return text;
  switch (bare.type) {
    case "TaggedTemplateExpression":
      return getStringStart(bare.quasi);
    case "CallExpression":
      return getMember(bare.callee)?.name === "raw" ? getStringStart(bare.arguments[0]) : undefined;
    case "ObjectExpression":
      for (const property of bare.properties) {
        if (property.type === "Property" && property.key.type === "Identifier" && (property.key.name === "text" || property.key.name === "sql")) return readSqlStart(property.value, module);
      }
      return undefined;
    case "Identifier": {
      const declaration = module.scope.lookup(bare.name, bare)?.declaration;
      return declaration?.type === "VariableDeclarator" && declaration.init && declaration.parent?.type === "VariableDeclaration" && declaration.parent.kind === "const" ? getStringStart(declaration.init) : undefined;
    }
    default:
      return undefined;
  }
}

/** SQL text from its first word on. */
export function skipComments(text: string | undefined): string {
  return (text ?? "").replace(/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, "");
}

/** What a statement does, by its first words. Text that cannot be read counts as a query. */
function classifySql(text: string | undefined): Exclude<Effect, "sql"> {
  const start = skipComments(text);
  // What goes on after the first statement may end it in the same breath.
  if (/^(?:BEGIN|START\s+TRANSACTION)\b[^;]*;\s*\S/i.test(start)) return "write";
  if (/^(?:BEGIN|START\s+TRANSACTION)\b/i.test(start)) return "begin";
  if (/^(?:COMMIT|END)\b/i.test(start)) return "commit";
  if (/^ROLLBACK\s+(?:WORK\s+|TRANSACTION\s+)?TO\b|^RELEASE\b/i.test(start)) return "savepoint-end";
  if (/^(?:ROLLBACK|ABORT)\b/i.test(start)) return "rollback";
  if (/^SAVEPOINT\b/i.test(start)) return "savepoint";
  if (/^(?:SELECT|SHOW|EXPLAIN|VALUES|TABLE)\b/i.test(start)) return "read";
  return "write";
}

/** Does the call talk to the database at all, rather than build, ask or release? */
export function isQuery(operation: Operation): boolean {
  return ["read", "write", "flush", "stage-and-flush", "refresh"].includes(operation.effect);
}

/** Does an operation certainly change rows? SQL text that cannot be read may do anything. */
export function isCertainWrite({ call, effect, member, module }: Operation): boolean {
  if (effect === "stage" || effect === "stage-and-flush") return true;
  if (effect !== "write" || member.effect !== "sql") return effect === "write";
  const text = findSqlStart(call, member, module);
  return /^(?:INSERT|UPDATE|DELETE|MERGE|REPLACE|TRUNCATE)\b/i.test(skipComments(text));
}

/**
 * The lazy query that a call builds whatever its receiver is: `(tx ?? db).insert(…)`, a parameter of a union type. Which of
 * the handles it is on is not told. `undefined` when the alternatives differ.
 */
export function findSharedQuery(facts: FactsProvider, call: CallNode, module: SourceModule): Operation | undefined {
  const member = getMember(getCallee(call));
  const receivers = member ? getAlternatives(facts.getValue(member.object, module)) : [];
  const operations = receivers.map((receiver) => {
    const found = member && receiver.kind === "role" && !receiver.isMany ? findMember(receiver.role, member.name) : undefined;
    return found?.isLazy && receiver.kind === "role" ? createOperation(call, module, receiver, member?.name ?? "", found) : undefined;
  });
  const [first] = operations;
  return first && operations.every((item) => item?.library === first.library && item.effect === first.effect) ? first : undefined;
}

/** What is called on a query, one after the other: `trx("tasks").insert(row).catch(log)`. */
export interface QueryChain {
  /** The whole of it, with the parentheses and assertions around it. */
  readonly end: Node;
  readonly calls: readonly { readonly name: string; readonly call: CallNode }[];
  /** The first member that makes a lazy query run. */
  readonly runner: string | undefined;
  /** Ends with a member that is not called: it is something else. */
  readonly isBroken: boolean;
}

/** Reads on from a query to the end of its chain. Of something that is no query, `library` is left out. */
export function readChain({ call, library }: { readonly call: Node; readonly library?: Library | undefined }): QueryChain {
  const calls: { name: string; call: CallNode }[] = [];
  let runner: string | undefined;
  let end: Node = unwrapUp(call);
  for (;;) {
    const { parent } = end;
    if (parent?.type !== "MemberExpression" || parent.object !== end) return { end, calls, runner, isBroken: false };
    const name = getMember(parent)?.name ?? "";
    if (isRunner(library, name)) runner ??= name;
    const outer = unwrapUp(parent).parent;
    if (outer?.type !== "CallExpression" || unwrap(outer.callee) !== parent) return { end, calls, runner, isBroken: true };
    calls.push({ name, call: outer });
    end = unwrapUp(outer);
  }
}

/** Does a member make a lazy query of a library run? */
function isRunner(library: Library | undefined, name: string): boolean {
  const { lazyRunsBy, lazyRunsAlsoBy } = library?.behaviour ?? {};
  return lazyRunsBy ? lazyRunsBy.includes(name) : isSettlingName(name) || lazyRunsAlsoBy?.includes(name) === true;
}

/**
 * Does a query run, here and now? Eager calls do; lazy builders when the end of their chain is awaited, returned, handed
 * to a combinator of promises, or executed.
 */
export function isExecuted(operation: Operation): boolean {
  if (!operation.member.isLazy || isRun(operation)) return true;
  const { call, effect, member, module } = operation;
  const makesWrite = effect === "write" && member.effect === "read" && typeof member.result === "object" ? getRole(member.result.role).makesWrite : undefined;
  return makesWrite !== undefined && !operation.library.behaviour.lazyRunsBy && isContinued(call, module, makesWrite);
}

/** Is a lazy query run where it stands: built by this call, or given back by it? */
export function isRun({ call, library }: Pick<Operation, "call" | "library">): boolean {
  const { end, runner, isBroken } = readChain({ call, library });
  if (runner !== undefined || isBroken) return runner !== undefined;
  return !library.behaviour.lazyRunsBy && isConsumed(end);
}

/** Is a lazy query an element of what a client runs as one: `prisma.$transaction([...])`? */
export function isBatch(operation: Operation): boolean {
  for (let node: Node | null | undefined = operation.call.parent; node && !isFunction(node); node = node.parent) {
    if (node.type === "ArrayExpression" && node.parent?.type === "CallExpression" && node.parent.arguments[0] === node) {
      const callee = unwrap(node.parent.callee);
      return callee.type === "MemberExpression" && operation.member.isLazy === true && !(callee.object.type === "Identifier" && callee.object.name === "Promise");
    }
  }
  return false;
}

/** Does the function that builds a query only give it back, so that whoever calls it decides whether it runs? A fragment of SQL is built so. */
export function isGivenBack(operation: Operation): boolean {
  if (!operation.member.isLazy || getEnclosingFunction(operation.call)?.async === true) return false;
  const { end, runner } = readChain(operation);
  return runner === undefined && isReturned(end);
}

function isReturned(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === "ConditionalExpression" || parent?.type === "LogicalExpression") return isReturned(unwrapUp(parent));
  return parent?.type === "ReturnStatement" || (parent?.type === "ArrowFunctionExpression" && parent.body === node);
}

/** Is this how a promise's handlers are given: `then`, `catch`, `finally`? */
export function isSettlingName(name: string): boolean {
  return name === "then" || name === "catch" || name === "finally";
}

function isConsumed(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "ReturnStatement":
      return true;
    case "ArrowFunctionExpression":
      return parent.body === node;
    case "ConditionalExpression":
    case "LogicalExpression":
      return isConsumed(unwrapUp(parent));
    case "ArrayExpression": {
      const call = parent.parent;
      const callee = call?.type === "CallExpression" ? getMember(getCallee(call)) : undefined;
      return callee?.object.type === "Identifier" && callee.object.name === "Promise";
    }
    default:
      return false;
  }
}

/** Which transaction an operation carries in its option: a value, certainly none, or nobody knows. */
export type CarriedTransaction = { readonly kind: "value"; readonly node: Node; readonly module: SourceModule } | { readonly kind: "none" } | { readonly kind: "unknown" };

/** The value that an operation carries in its option, where that is certainly a handle. */
export function findCarriedHandle({ project, facts }: { readonly project: Project; readonly facts: FactsProvider }, operation: Operation): RoleValue | undefined {
  const carried = findCarriedTransaction(project, operation);
  const value = carried.kind === "value" ? facts.getValue(carried.node, carried.module) : undefined;
  return value?.kind === "role" ? value : undefined;
}

/** The handle that an operation runs on: the one in its option, else its receiver. What an entity does by itself is not told. */
export function findHandleOf(context: { readonly project: Project; readonly facts: FactsProvider }, operation: Operation): RoleValue | undefined {
  if (operation.member.option) return findCarriedHandle(context, operation);
  return getRole(operation.receiver.role).kind === "entity" ? undefined : operation.receiver;
}

/** Reads the option that carries the transaction (`{ transaction: t }`), through a constant object. */
export function findCarriedTransaction(project: Project, operation: Operation): CarriedTransaction {
  const { option } = operation.member;
  const given = getArguments(operation.call);
  if (!option) return { kind: "none" };
  const argument = option.argument === "last" ? given.at(-1) : given[option.argument];
  if (operation.member.callback?.argument === "last" && option.argument === given.length - 1) return { kind: "none" };
  if (given.some((node) => node.type === "SpreadElement")) return { kind: "unknown" };
  if (!argument || isFunction(unwrap(argument))) return { kind: "none" };
  if (option.key === "") return { kind: "value", node: argument, module: operation.module };
  const definition = findDefinition(project, argument, operation.module);
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression") {
    // With `last`, an argument of another kind is no options object.
    return option.argument === "last" && definition.kind === "expression" ? { kind: "none" } : { kind: "unknown" };
  }
  for (const property of definition.node.properties) {
    if (property.type === "SpreadElement") return { kind: "unknown" };
    if (property.key.type === "Identifier" && property.key.name === option.key) return { kind: "value", node: property.value, module: definition.module };
  }
  return { kind: "none" };
}

/** Is a query handed a transaction, or options that may hold one, further down its own chain: `knex("tasks").transacting(trx)`? */
export function isHandedTransaction(facts: FactsProvider, operation: Operation): boolean {
  return findHandedTransaction(facts, operation) !== undefined;
}

/** The transaction that a query is handed so. */
export function findHandedTransaction(facts: FactsProvider, operation: Operation): Node | undefined {
  for (const { call } of readChain({ call: operation.call }).calls) {
    const callee = facts.getCallee(call, operation.module);
    const option = callee.kind === "member" ? callee.member.option : undefined;
    if (option?.key === "" && typeof option.argument === "number") return getArguments(call)[option.argument];
  }
  return undefined;
}
