import { getArguments, getCallee, getMember, getStringStart, isFunction, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { getLibrary } from "../catalogue/index.js";
import type { Effect, Library, Member } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
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
  if (callee.kind !== "member" || callee.member.effect === undefined) return undefined;
  const { member, receiver, name } = callee;
  const library = getLibrary(receiver.role);
  let effect: Exclude<Effect, "sql">;
  if (callee.member.effect === "sql") {
    const argument = member.sql === undefined ? undefined : call.type === "TaggedTemplateExpression" ? call.quasi : getArguments(call)[member.sql];
    effect = classifySql(argument && readSqlStart(argument, module));
  } else {
    effect = callee.member.effect;
  }
  return { call, module, effect, receiver, name, member, library };
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

/** What a statement does, by its first words. Text that cannot be read counts as a query. */
function classifySql(text: string | undefined): Exclude<Effect, "sql"> {
  const start = (text ?? "").replace(/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, "");
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

/**
 * Does a query run, here and now? Eager calls do; lazy builders when the end of their chain is awaited, returned, handed
 * to a combinator of promises, or executed.
 */
export function isExecuted(operation: Operation): boolean {
  if (!operation.member.isLazy) return true;
  const runs = operation.library.behaviour.lazyRunsBy;
  let node: Node = unwrapUp(operation.call);
  for (;;) {
    const { parent } = node;
    if (parent?.type !== "MemberExpression" || parent.object !== node) break;
    const name = getMember(parent)?.name ?? "";
    if (runs?.includes(name)) return true;
    const outer = unwrapUp(parent).parent;
    if (!runs && isSettlingName(name)) return true;
    if (outer?.type !== "CallExpression" || unwrap(outer.callee) !== parent) return false;
    node = unwrapUp(outer);
  }
  return !runs && isConsumed(node);
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

/** Reads the option that carries the transaction (`{ transaction: t }`), through a constant object. */
export function findCarriedTransaction(project: Project, operation: Operation): CarriedTransaction {
  const { option } = operation.member;
  const given = getArguments(operation.call);
  if (!option) return { kind: "none" };
  const argument = option.argument === "last" ? given.at(-1) : given[option.argument];
  if (given.some((node) => node.type === "SpreadElement")) return { kind: "unknown" };
  if (!argument || isFunction(unwrap(argument))) return { kind: "none" };
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

/** Is a query handed a transaction further down its own chain: `knex("tasks").transacting(trx)`? */
export function isHandedTransaction(facts: FactsProvider, operation: Operation): boolean {
  let node: Node = unwrapUp(operation.call);
  for (;;) {
    const { parent } = node;
    if (parent?.type !== "MemberExpression" || parent.object !== node) return false;
    const outer = unwrapUp(parent).parent;
    if (outer?.type !== "CallExpression" || unwrap(outer.callee) !== parent) return false;
    const callee = facts.getCallee(outer, operation.module);
    if (callee.kind === "member" && callee.member.option?.key === "") return true;
    node = unwrapUp(outer);
  }
}
