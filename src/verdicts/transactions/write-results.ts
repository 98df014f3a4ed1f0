import { findProperty, getArguments, getMember, getPropertyName, hasSpread, isAwaited, isFunction, unwrap, unwrapUp } from "../../ast/index.js";
import type { CallNode, Node, NodeOf } from "../../ast/index.js";
import type { Library, WriteResult } from "../../catalogue/index.js";
import { getOperation } from "../../effects/index.js";
import type { Operation } from "../../effects/index.js";
import { findEntity, findEntityOfClass, findGeneratedKey, getDecorators, hasReturningClause } from "../../project/index.js";
import type { ClassRef, Entity, EntityField, Project, SourceModule } from "../../project/index.js";
import { getUnitOfWorkRecord } from "../../states/index.js";
import type { AnalysisContext } from "../../states/index.js";

/** A use of what a write gave back, as if it were the row. */
export interface ResultUse {
  readonly kind:
    /** The object that was given to `save`, without the columns that were not in it. */
    | "partial"
    /** The driver's result: nothing asked for rows. */
    | "no-rows";
  /** The returned value, or the read of a column. */
  readonly node: Node;
  readonly call: CallNode;
  readonly library: Library;
  /** A column that is missing; `undefined` where the row as a whole is. */
  readonly column: string | undefined;
  /** Where the call belongs that asks for the rows, and whether the database has it for certain. */
  readonly append: { readonly after: Node; readonly text: string; readonly isCertain: boolean } | undefined;
}

/** What the module takes for a row and is none: the first use of each result. `semantics.md` §3. */
export function findResultUses(context: AnalysisContext, module: SourceModule): readonly ResultUse[] {
  return [...getUnitOfWorkRecord(context, module).states.keys()].flatMap((call) => {
    const operation = getOperation(context.facts, call, module);
    if (operation?.effect !== "write" && operation?.library.writeResult?.writes === undefined) return [];
    return (operation.member.returnsGiven ? judgePartial(context, operation) : judgeRows(context, operation)) ?? [];
  });
}

/** A write of a literal that names its row by a generated key: an update, whose result lacks every other column. */
function judgePartial(context: AnalysisContext, operation: Operation): ResultUse | undefined {
  const { call, library } = operation;
  const given = getArguments(call);
  const object = given.map(unwrap).find((argument) => argument.type === "ObjectExpression");
  const owner = findSavedClass(context, operation);
  const entity = owner && findEntityOfClass(context, owner);
  if (!object || hasSpread(object) || !entity || (given[0] !== object && unwrap(given[1] ?? object) !== object)) return undefined;
  const missing = findMissingColumns(context, entity, object);
  if (missing.size === 0) return undefined;
  const use = findFirstUse(operation.module, unwrapUp(call), (path) => (path.length === 0 ? "row" : missing.has(path[0] ?? "") ? "column" : undefined));
  return use && { kind: "partial", node: use.node, call, library, column: use.column ?? [...missing][0], append: undefined };
}

function findSavedClass({ facts }: AnalysisContext, { call, receiver, module }: Operation): ClassRef | undefined {
  if (receiver.entity) return receiver.entity;
  const [first] = getArguments(call);
  const value = first && facts.getValue(first, module);
  return value?.kind === "class" ? value.ref : value?.kind === "role" && value.source.kind === "static" ? value.entity : undefined;
}

/** The columns of a row that a literal leaves out; none where it may be a new row. */
function findMissingColumns({ project }: AnalysisContext, entity: Entity, object: NodeOf<"ObjectExpression">): ReadonlySet<string> {
  const key = findGeneratedKey(project, entity);
  const names = new Set(object.properties.map((property) => getPropertyName(property)));
  const value = key && findProperty(object, key.name)?.value;
  if (!value || names.has(undefined) || isNothing(value)) return new Set();
  return new Set([...entity.fields.values()].filter((field) => !names.has(field.name) && isColumn(project, field.written)).map(({ name }) => name));
}

function isNothing(node: Node): boolean {
  const bare = unwrap(node);
  return (bare.type === "Literal" && bare.value === null) || (bare.type === "Identifier" && bare.name === "undefined") || bare.type === "ConditionalExpression" || bare.type === "LogicalExpression";
}

function isColumn(project: Project, written: EntityField["written"]): boolean {
  return written !== undefined && getDecorators(project, written.node, written.module).some(({ found }) => found?.export.decorator === "column");
}

/** The chain of calls that a query is built with, from its first call. */
interface QueryChain {
  readonly names: readonly string[];
  readonly links: readonly CallNode[];
  readonly end: Node;
}

function readChain(call: CallNode): QueryChain {
  const names: string[] = [];
  const links: CallNode[] = [call];
  let node: Node = unwrapUp(call);
  for (;;) {
    const { parent } = node;
    const member = parent?.type === "MemberExpression" && parent.object === node ? getMember(parent) : undefined;
    const outer = member && parent ? unwrapUp(parent).parent : undefined;
    if (!member || outer?.type !== "CallExpression" || unwrap(outer.callee) !== parent) return { names, links, end: node };
    names.push(member.name);
    links.push(outer);
    node = unwrapUp(outer);
  }
}

/** A write of plain rows that asks for none of them, and whose result is used as one. */
function judgeRows(context: AnalysisContext, operation: Operation): ResultUse | undefined {
  const { library, call, module } = operation;
  const form = library.writeResult;
  if (!form || !operation.member.isLazy) return undefined;
  const { names, links, end } = readChain(call);
  if (names.some((name) => form.asks.includes(name)) || names.some((name) => name === "then" || name === "catch" || name === "finally")) return undefined;
  const named = names.findIndex((name) => form.writes?.includes(name) === true);
  const write = named === -1 ? (operation.effect === "write" ? call : undefined) : links[named + 1];
  // Knex takes the columns as a second argument, too.
  if (!write || getArguments(write).length > 1) return undefined;
  const [table] = getArguments(call);
  const dialect = classifyDialect(context, form, table, module);
  if (dialect === "lacks" || !isAwaited(end)) return undefined;
  const run = names.findIndex((name) => form.runs?.includes(name) === true);
  const isSingle = form.single?.includes(names[run] ?? "") === true;
  const use = findFirstUse(module, end, (path) => classifyResultPath(context, form, dialect, isSingle, path, table, module));
  if (!use) return undefined;
  // Of one row, an element is as wrong with rows as without; of a list, a column is.
  const isMended = (use.path[0] === ELEMENT) !== isSingle && !(run !== -1 && form.hasElement === "never");
  // The call before the one that runs it; the last one where none does.
  const after = isMended ? links.at(run) : undefined;
  return { kind: "no-rows", node: use.node, call, library, column: use.column, append: after && { after, text: form.append, isCertain: dialect === "has" && form.hasElement !== "by-dialect" } };
}

type Dialect = "has" | "lacks" | "unknown";

/** Does the database of a table have the clause: by the table's declaration, else by what the project names? */
function classifyDialect(context: AnalysisContext, form: WriteResult, table: Node | undefined, module: SourceModule): Dialect {
  const { project } = context;
  const { dialects } = form;
  if (!dialects) {
    const entity = table && findEntity(context, table, module);
    return entity && hasReturningClause(project, entity) ? "has" : "lacks";
  }
  return project.memo<Dialect>(form, () => {
    const isNamed = (text: string): boolean => project.getModulesMentioning(text).length > 0;
    return !dialects.lacks.some(isNamed) && dialects.has.some(isNamed) ? "has" : "unknown";
  });
}

/** Is this, of a result that holds no rows, something that only a row would have? */
function classifyResultPath(context: AnalysisContext, form: WriteResult, dialect: Dialect, isSingle: boolean, path: readonly string[], table: Node | undefined, module: SourceModule): "row" | "column" | undefined {
  const [first, second] = path;
  if (first === ELEMENT) {
    if (second !== undefined) return form.members.includes(second) || second === ELEMENT ? undefined : "column";
    return form.hasElement === "never" || (form.hasElement === "by-dialect" && dialect === "has") ? "row" : undefined;
  }
  if (first === undefined || form.members.includes(first)) return undefined;
  if (form.hasElement === "own") return isSingle ? "column" : undefined;
  const entity = table && findEntity(context, table, module);
  return entity?.fields.has(first) ? "column" : undefined;
}

/** An element of a list, in a path. */
const ELEMENT = "[]";

interface Use {
  readonly node: Node;
  readonly path: readonly string[];
  readonly column: string | undefined;
}

type Classify = (path: readonly string[]) => "row" | "column" | undefined;

/** The first use of an awaited value that the classification minds: where it is written, or of the variables it is put in. */
function findFirstUse(module: SourceModule, value: Node, classify: Classify): Use | undefined {
  const awaited = value.parent?.type === "AwaitExpression" ? unwrapUp(value.parent) : value;
  return classifyValue(module, awaited, [], classify, 0);
}

function classifyValue(module: SourceModule, value: Node, before: readonly string[], classify: Classify, depth: number): Use | undefined {
  const path = [...before];
  let top = value;
  for (let { parent } = top; parent?.type === "MemberExpression" && parent.object === top; { parent } = top) {
    const name = getMember(parent)?.name;
    path.push(name === undefined || /^\d+$/.test(name) ? ELEMENT : name);
    top = unwrapUp(parent);
  }
  const { parent } = top;
  if (parent?.type === "VariableDeclarator" && parent.init === top && depth < 3) return classifyPattern(module, parent.id, path, classify, depth);
  // A value that is written to, or called, is no read of a column.
  if (!parent || (parent.type === "AssignmentExpression" && parent.left === top) || (parent.type === "CallExpression" && unwrap(parent.callee) === unwrap(top))) return undefined;
  const kind = classify(path);
  if (kind === "column") return { node: top, path, column: path.at(-1) };
  return kind === "row" && isReturned(top, parent) ? { node: top, path, column: undefined } : undefined;
}

function isReturned(node: Node, parent: Node): boolean {
  if (parent.type === "AwaitExpression") return parent.parent ? isReturned(parent, parent.parent) : false;
  // What `map((item) => save(item))` gives back is often nobody's.
  const isCallback = parent.parent?.type === "CallExpression" && parent.parent.callee !== parent;
  return parent.type === "ReturnStatement" || (isFunction(parent) && parent.body === node && !isCallback);
}

function classifyPattern(module: SourceModule, pattern: Node, path: readonly string[], classify: Classify, depth: number): Use | undefined {
  switch (pattern.type) {
    case "Identifier":
      return classifyReferences(module, pattern, path, classify, depth);
    case "ArrayPattern": {
      const [first, ...others] = pattern.elements;
      return first && others.length === 0 ? classifyPattern(module, first, [...path, ELEMENT], classify, depth) : undefined;
    }
    case "ObjectPattern":
      for (const property of pattern.properties) {
        const name = getPropertyName(property);
        const found = property.type === "Property" && name !== undefined && classify([...path, name]) === "column" ? { node: property, path: [...path, name], column: name } : undefined;
        if (found) return found;
      }
      return undefined;
    default:
      return undefined;
  }
}

/** The variable's first bad use; none where it is written again, changed, or handed to somebody who may fill it. */
function classifyReferences(module: SourceModule, identifier: NodeOf<"Identifier">, path: readonly string[], classify: Classify, depth: number): Use | undefined {
  const binding = module.scope.lookup(identifier.name, identifier);
  if (!binding || module.scope.getWrites(binding).length > 0) return undefined;
  const references = module.scope.getReferences(binding);
  if (references.some(isChanged)) return undefined;
  for (const reference of references) {
    const found = classifyValue(module, unwrapUp(reference), path, classify, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function isChanged(reference: Node): boolean {
  let top = unwrapUp(reference);
  for (let { parent } = top; parent?.type === "MemberExpression" && parent.object === top; { parent } = top) top = unwrapUp(parent);
  const { parent } = top;
  if (parent?.type === "AssignmentExpression" && parent.left === top) return true;
  const isArgument = parent?.type === "CallExpression" && parent.arguments.includes(top as never);
  const callee = isArgument ? getMember(parent.callee) : undefined;
  return callee?.name === "assign" || callee?.name === "merge";
}
