import { getArguments, getCallee, getMember, getPropertyName, getStaticString, unwrap } from "../../ast/index.js";
import type { CallNode, Node } from "../../ast/index.js";
import { getLibrary, getRole, ROW_FORMS } from "../../catalogue/index.js";
import type { Library, RoleId, RowForm } from "../../catalogue/index.js";
import { findDefinition, findEntity, findEntityOfClass, findSchemaEntity } from "../../project/index.js";
import type { Callee, Entity, EntityContext, Project, RoleValue, SourceModule } from "../../project/index.js";

/** Whole rows of one entity or table, as a call gives them or a type promises them. */
export interface Row {
  readonly library: Library;
  /** As users call the entity, else the table; empty where nobody can tell. */
  readonly name: string;
  readonly entity: Entity | undefined;
  /** An instance of an entity's class, which the library serialises, or a plain object. */
  readonly isInstance: boolean;
  /** How it came about: read by a query, made of what it was given, or known by its type alone. */
  readonly origin: "loaded" | "made" | "declared";
  /** Columns that the query asks for although queries leave them out. */
  readonly asked: ReadonlySet<string>;
  /** Where the rows are in the result, when it holds their count, too. */
  readonly under: string | undefined;
  /** What it is made of: `create(…)`, `save(…)`. */
  readonly values: { readonly node: Node; readonly module: SourceModule } | undefined;
}

const NOTHING: ReadonlySet<string> = new Set();

/** A call of a query's chain, with what the facts say of it. */
interface Link {
  readonly call: CallNode;
  readonly name: string;
  readonly callee: Extract<Callee, { kind: "member" }>;
}

/**
 * The rows that a call gives, with all of their columns. `undefined` for calls that give something else or only some
 * columns, and wherever an option or a call of the chain cannot be read.
 */
export function findRowOfCall(context: EntityContext, call: CallNode, module: SourceModule): Row | undefined {
  const chain = readLinks(context, call, module);
  const [last] = chain;
  const receiver = last?.callee.receiver;
  if (!last || !receiver) return undefined;
  const library = getLibrary(receiver.role);
  const form = ROW_FORMS[library.id];
  if (!form || chain.some((link) => isNarrowing(context, form, link, module))) return undefined;
  const { member } = last.callee;
  const isEntity = typeof member.result === "object" && getRole(member.result.role).kind === "entity";
  const under = form.counted?.[last.name];
  if (!isEntity && under === undefined && !givesRows(form, chain)) return undefined;
  const values = getValues(context, last, module);
  const isInstance = isEntity || under !== undefined || isQueryOfModels(library);
  const entity = findRowEntity(context, form, chain, call, module);
  return {
    library,
    name: entity?.name ?? findTableName(form, chain),
    entity,
    isInstance,
    origin: values || member.effect === "build" ? "made" : "loaded",
    asked: findAsked(form, chain),
    under,
    values: values && { node: values, module },
  };
}

/** The row that a value is by its type, or because `new` made it. */
export function createRowOfValue(context: EntityContext, value: RoleValue): Row {
  const entity = value.entity && findEntityOfClass(context, value.entity);
  const isNew = value.source.kind === "created" && value.source.at.type === "NewExpression";
  return { library: getLibrary(value.role), name: entity?.name ?? value.entity?.node.id?.name ?? "", entity, isInstance: true, origin: isNew ? "made" : "declared", asked: NOTHING, under: undefined, values: undefined };
}

/** The calls of a chain from its end to its beginning; empty where one of them is unknown. */
function readLinks(context: EntityContext, call: CallNode, module: SourceModule): readonly Link[] {
  const links: Link[] = [];
  for (let current: Node = call; current.type === "CallExpression"; ) {
    const callee = context.facts.getCallee(current, module);
    if (callee.kind !== "member") return [];
    const member = getMember(getCallee(current));
    links.push({ call: current, name: member?.name ?? "", callee });
    const object = member && unwrap(member.object);
    // What a repository or a delegate is got from is no part of the query.
    if (object?.type !== "CallExpression" || getRole(callee.receiver.role).kind !== "builder") return links;
    current = object;
  }
  return links;
}

/** Does a call leave out columns, or could it: by an option, by what it chooses? */
function isNarrowing({ project }: EntityContext, form: RowForm, link: Link, module: SourceModule): boolean {
  const { call, name } = link;
  if (form.reduces?.test(name)) return true;
  if (form.chooses?.test(name) && !isBare(call)) return true;
  return getOptions(form, link).some((argument) => mayNarrow(project, form, argument, module, 0));
}

/** The arguments of a finder in which its options stand, or can stand. */
function getOptions(form: RowForm, { call, name, callee: { member, receiver } }: Link): readonly Node[] {
  const given = getArguments(call);
  const isFinder = form.counted?.[name] !== undefined || form.gives?.[receiver.role]?.always?.test(name) === true || (typeof member.result === "object" && getRole(member.result.role).kind === "entity");
  if (form.narrowedBy.length === 0 || !isFinder || member.values !== undefined || member.returnsGiven) return [];
  const place = member.loads?.argument ?? member.option?.argument;
  if (place === undefined) return member.where ? [] : given;
  return given.filter((_, index) => (place === "last" ? index === given.length - 1 : index === place));
}

function mayNarrow(project: Project, form: RowForm, node: Node, module: SourceModule, depth: number): boolean {
  const definition = findDefinition(project, node, module);
  if (definition.kind === "class" || depth > 3) return depth > 3;
  if (definition.kind !== "expression") return true;
  const object = unwrap(definition.node);
  if (object.type !== "ObjectExpression") return object.type !== "Literal";
  return object.properties.some((property) =>
    property.type === "SpreadElement" ? mayNarrow(project, form, property.argument, definition.module, depth + 1) : form.narrowedBy.includes(getPropertyName(property) ?? ""),
  );
}

/** Does a call choose nothing but all columns? */
function isBare(call: CallNode): boolean {
  return getArguments(call).every((argument) => getStaticString(unwrap(argument))?.endsWith("*") === true);
}

function givesRows(form: RowForm, chain: readonly Link[]): boolean {
  const isWrite = chain.some(({ name }) => form.writes?.test(name));
  return chain.some(({ call, name, callee }) => {
    const given = form.gives?.[getRowRole(form, callee.receiver.role)];
    if (given?.bare?.test(name) && isBare(call)) return true;
    // `knex()` without a table gives nothing.
    return given?.always?.test(name) === true && !isWrite && !(name === "" && getArguments(call).length === 0);
  });
}

/** The role by which a form names a receiver: its own, or the one that it extends or stands for. */
function getRowRole(form: RowForm, role: RoleId): RoleId {
  for (let current: RoleId | undefined = role; current !== undefined; current = getRole(current).extends) if (form.gives?.[current]) return current;
  return getRole(role).standsFor?.find((id) => form.gives?.[id]) ?? role;
}

/** Rows of model classes, although the query itself is a builder. */
function isQueryOfModels(library: Library): boolean {
  return Object.values(library.exports).some(({ entityBase }) => entityBase !== undefined);
}

/** The values that a row is made of, where the result is what was given. */
function getValues({ facts }: EntityContext, { call, callee: { member } }: Link, module: SourceModule): Node | undefined {
  const given = getArguments(call);
  const place = member.values ?? (member.returnsGiven && typeof member.entities === "number" ? member.entities : undefined);
  if (place === undefined) return undefined;
  const first = given[place];
  // `save(Task, values)`: the class comes first.
  const isClass = first !== undefined && given.length > place + 1 && facts.getValue(first, module).kind === "class";
  return isClass ? given[place + 1] : first;
}

function findAsked({ asksFor }: RowForm, chain: readonly Link[]): ReadonlySet<string> {
  if (!asksFor) return NOTHING;
  const columns = chain.filter(({ name }) => asksFor.test(name)).flatMap(({ call }) => getArguments(call).flatMap(readColumnNames));
  return new Set(columns);
}

/** `"user.password"`, `["user.password", "user.salt"]`. */
function readColumnNames(node: Node): readonly string[] {
  const bare = unwrap(node);
  const items = bare.type === "ArrayExpression" ? bare.elements : [bare];
  return items.flatMap((item) => getStaticString(item)?.split(".").at(-1) ?? []);
}

function findRowEntity(context: EntityContext, form: RowForm, chain: readonly Link[], call: CallNode, module: SourceModule): Entity | undefined {
  const value = context.facts.getValue(call, module);
  const classes = [value.kind === "role" ? value.entity : undefined, ...chain.map(({ callee }) => callee.receiver.entity)];
  const owner = classes.find((ref) => ref !== undefined);
  if (owner) return findEntityOfClass(context, owner);
  const [last] = chain;
  const result = last?.callee.member.result;
  const [first] = last ? getArguments(last.call) : [];
  // Entities without a class, and `save(Task, values)`.
  const given = typeof result === "object" && getRole(result.role).kind === "entity" && first ? findEntity(context, first, module) : undefined;
  if (given) return given;
  const receiver = last && getMember(getCallee(last.call))?.object;
  for (const link of chain) {
    const [argument] = getArguments(link.call);
    const isNaming = form.names?.test(link.name) === true || form.counted?.[link.name] !== undefined;
    const named = isNaming && argument ? findEntity(context, argument, module) : undefined;
    if (named) return named;
  }
  // `prisma.task.findMany()`: the delegate is named after its model.
  const delegate = receiver && getMember(receiver);
  return delegate && last.callee.receiver.entity === undefined && getLibrary(last.callee.receiver.role).schemaFiles ? findSchemaEntity(context, delegate.name, module.path) : undefined;
}

/** The table that a query names as text, or the member that a delegate is. */
function findTableName(form: RowForm, chain: readonly Link[]): string {
  for (const { call, name } of chain) {
    const text = getStaticString(getArguments(call)[0]);
    if (text !== undefined && (name === "" || form.names?.test(name))) return text.split(" ")[0] ?? "";
  }
  const [last] = chain;
  const receiver = last && getMember(getCallee(last.call))?.object;
  const delegate = receiver && getMember(receiver);
  return delegate && !form.names ? delegate.name : "";
}
