import { findProperty, getArguments, getCallee, getLastName, getMember, getPropertyName, getStaticString, isCall, unwrap } from "../ast/index.js";
import type { CallNode, ClassNode, Node } from "../ast/index.js";
import { findWriteVerb, getRole, TABLE_CALLS, UPSERT_CALLS } from "../catalogue/index.js";
import type { WriteVerb } from "../catalogue/index.js";
import { findDefinition, findEntity, findEntityOfValue, getDecorators, getRoleValue } from "../project/index.js";
import type { Entity, EntityContext, SourceModule } from "../project/index.js";
import { getReceiver } from "./subjects.js";
import { findSqlStart, readChain, skipComments } from "./operations.js";
import type { Operation } from "./operations.js";

/** What a write does, and to which table. */
export interface WrittenTable {
  /** `undefined` for members that insert or update, as it turns out. */
  readonly verb: WriteVerb | undefined;
  /** All names by which the table is known: its own, its class's or variable's. */
  readonly names: readonly string[];
  readonly entity: Entity | undefined;
}

const WRITES: ReadonlySet<Operation["effect"]> = new Set<Operation["effect"]>(["write", "stage", "stage-and-flush"]);

/** The table that an operation writes to, and how; `undefined` for what is no write, and when nobody can tell which table it is. */
export function findWrittenTable(context: EntityContext, operation: Operation): WrittenTable | undefined {
  const isMade = operation.effect === "build" && typeof operation.member.result === "object" && operation.member.result.isStaged === true;
  if (!WRITES.has(operation.effect) && !isMade) return undefined;
  if (operation.member.effect === "sql") return readStatement(context, operation);
  const verb = findVerb(operation);
  const found = findReceiverTable(context, operation) ?? findNamedTable(context, operation) ?? findModelTable(context, operation);
  return found && { verb, ...found };
}

type Table = Omit<WrittenTable, "verb">;

function findVerb(operation: Operation): WriteVerb | undefined {
  const { calls } = readChain({ call: operation.call });
  const { result, effect } = operation.member;
  const makesWrite = effect === "read" && typeof result === "object" ? getRole(result.role).makesWrite : undefined;
  const name = makesWrite ? calls.find((item) => makesWrite.test(item.name))?.name : operation.name;
  const verb = name === undefined ? undefined : findWriteVerb(name);
  if (verb === "insert") return calls.some((item) => UPSERT_CALLS.test(item.name)) ? "upsert" : verb;
  return verb ?? (isOfNewEntity(operation) ? "insert" : undefined);
}

/** `em.persist(em.create(AuditLog, {}))`: what is staged, or saved, was made here. */
function isOfNewEntity({ effect, member, call }: Operation): boolean {
  const argument = typeof member.entities === "number" ? getArguments(call)[member.entities] : undefined;
  const bare = argument && unwrap(argument);
  const isMade = bare?.type === "NewExpression" || bare?.type === "CallExpression" || bare?.type === "ObjectExpression";
  return effect === "build" || (isMade && !(bare.type === "ObjectExpression" && findProperty(bare, "id")));
}

/** A repository, a model, an instance: its entity. `db.collection("audit_log")` and its like name the table. */
function findReceiverTable(context: EntityContext, { receiver, call, module }: Operation): Table | undefined {
  const entity = findEntityOfValue(context, receiver);
  if (entity) return describe(context, entity);
  const owner = getReceiver(call);
  const definition = owner && findDefinition(context.project, owner, module);
  const maker = definition?.kind === "expression" ? definition.node : owner;
  const name = maker?.type === "CallExpression" ? getStaticString(maker.arguments[0]) : undefined;
  return name !== undefined && /^[\w.]+$/.test(name) ? { names: [name], entity: undefined } : undefined;
}

/** `db.insert(auditLog)`, `manager.update(AuditLog, …)`, `manager.save(entry)`, `knex("audit_log")`, `….delete().from(AuditLog)`. */
function findNamedTable(context: EntityContext, operation: Operation): Table | undefined {
  const { call, module, member } = operation;
  const given = getArguments(call);
  const written = typeof member.entities === "number" ? given[member.entities] : undefined;
  const value = written && getRoleValue(context.facts.getValue(written, module));
  const entity = value && findEntityOfValue(context, value);
  if (entity) return describe(context, entity);
  const [first] = call.type === "TaggedTemplateExpression" ? [] : given;
  const own = first && readTable(context, first, module);
  if (own) return own;
  for (const { name, call: next } of readChain({ call }).calls) {
    const table = TABLE_CALLS.test(name) ? getArguments(next)[0] : undefined;
    const found = table && readTable(context, table, module);
    if (found) return found;
  }
  return undefined;
}

/** A table by its name, its entity, or the variable that holds it. */
function readTable(context: EntityContext, node: Node, module: SourceModule): Table | undefined {
  const entity = findEntity(context, node, module);
  const own = getLastName(node);
  if (entity) return describe(context, entity, own);
  const definition = findDefinition(context.project, node, module);
  if (definition.kind === "class") return describeClass(context, definition.node, definition.module, []);
  const text = definition.kind === "expression" ? getStaticString(definition.node) : undefined;
  // `knex("tasks as t")`
  const name = text?.split(/\s/)[0];
  return name !== undefined && /^[\w.]+$/.test(name) ? { names: [name], entity: undefined } : undefined;
}

/** `prisma.auditLog.update(…)`: libraries whose models are declared in schema files name them as members of the client. */
function findModelTable(context: EntityContext, { call, module, library }: Operation): Table | undefined {
  const owner = library.schemaFiles && getMember(getCallee(call))?.object;
  const definition = owner && findDefinition(context.project, owner, module);
  const member = owner && (getMember(owner) ?? (definition?.kind === "member" ? definition : undefined));
  return member && { names: [member.name], entity: undefined };
}

function describe(context: EntityContext, entity: Entity, variable?: string): Table {
  const names = [entity.name, ...(variable === undefined ? [] : [variable])];
  const { declaration } = entity;
  if (declaration.kind === "schema") return { names, entity };
  if (isCall(declaration.node)) return { names: [...names, ...readOptions(declaration.node)], entity };
  return { ...describeClass(context, declaration.node as ClassNode, declaration.module, names), entity };
}

/** The names that a class's decorator, or its static `tableName`, gives its table. */
function describeClass(context: EntityContext, node: ClassNode, module: SourceModule, names: readonly string[]): Table {
  const own = node.id ? [node.id.name] : [];
  const decorated = getDecorators(context.project, node, module).filter(({ found }) => found?.export.decorator === "entity").flatMap(({ arguments: given }) => given.flatMap(readName));
  const statics = node.body.body.flatMap((member) => (member.type === "PropertyDefinition" && member.static && getPropertyName(member) === "tableName" && member.value ? (getStaticString(member.value) ?? []) : []));
  return { names: [...new Set([...names, ...own, ...decorated, ...statics])], entity: undefined };
}

function readOptions(call: CallNode): readonly string[] {
  return getArguments(call).flatMap(readName);
}

/** `"audit_log"`, `{ name: "audit_log" }`, `{ tableName: "audit_log" }` */
function readName(argument: Node): readonly string[] {
  const bare = unwrap(argument);
  const text = getStaticString(bare);
  if (text !== undefined) return [text];
  if (bare.type !== "ObjectExpression") return [];
  return ["name", "tableName"].flatMap((key) => getStaticString(findProperty(bare, key)?.value) ?? []);
}

const NAME = String.raw`(?:["\`\[]?\w+["\`\]]?\.)?["\`\[]?([\w$]+)`;
const STATEMENTS: readonly (readonly [WriteVerb, RegExp])[] = [
  ["update", /^UPDATE\s+(?:ONLY\s+)?/i],
  ["delete", /^DELETE\s+FROM\s+(?:ONLY\s+)?/i],
  ["truncate", /^TRUNCATE\s+(?:TABLE\s+)?(?:ONLY\s+)?/i],
  ["upsert", /^(?:MERGE|REPLACE)\s+INTO\s+/i],
  ["insert", /^INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\s+/i],
];

/** What a statement does to which table, by its first words; its name can be the first substitution of a template. */
function readStatement(context: EntityContext, operation: Operation): WrittenTable | undefined {
  const { call, member, module } = operation;
  const start = skipComments(findSqlStart(call, member, module));
  for (const [verb, words] of STATEMENTS) {
    const head = words.exec(start)?.[0];
    if (head === undefined) continue;
    const table = new RegExp(`^${NAME}`).exec(start.slice(head.length))?.[1];
    const named = table === undefined ? readSubstituted(context, operation) : { names: [table], entity: undefined };
    const isUpsert = verb === "insert" && /\bON\s+(?:CONFLICT\b[^;]*\bDO|DUPLICATE\s+KEY)\s+UPDATE\b/i.test(start);
    return named && { verb: isUpsert ? "upsert" : verb, ...named };
  }
  return undefined;
}

/** ``sql`DELETE FROM ${auditLog} …` `` */
function readSubstituted(context: EntityContext, { call, member, module }: Operation): Table | undefined {
  const argument = call.type === "TaggedTemplateExpression" ? call.quasi : member.sql === undefined ? undefined : getArguments(call)[member.sql];
  const bare = argument && unwrap(argument);
  const template = bare?.type === "TaggedTemplateExpression" ? bare.quasi : bare;
  const first = template?.type === "TemplateLiteral" ? template.expressions[0] : undefined;
  if (!first) return undefined;
  const inner = unwrap(first);
  // `sql.identifier("audit_log")`, `sql("audit_log")`
  const name = isCall(inner) && inner.type === "CallExpression" ? inner.arguments[0] : undefined;
  return readTable(context, name ?? inner, module);
}
