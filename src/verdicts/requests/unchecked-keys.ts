import { findFunctionArgument, getArguments, getCallee, getMember, getPropertyName, getReturned, isCall, unwrap, unwrapAwait } from "../../ast/index.js";
import type { Node, NodeOf } from "../../ast/index.js";
import { PARSE_MEMBERS } from "../../catalogue/index.js";
import { findCallSites, findColumnWrites, findOrigin, findPassed, findRequestInput, getHome } from "../../effects/index.js";
import type { ColumnWrite, RequestInput } from "../../effects/index.js";
import { classifyForeignKey, findDefinition, isElementCall, isUnconstrained } from "../../project/index.js";
import type { Entity, ForeignKeyProof, SourceModule } from "../../project/index.js";
import { findFieldNames } from "../../schemas/index.js";
import type { FieldNames } from "../../schemas/index.js";
import type { Settings } from "../../settings.js";
import type { AnalysisContext } from "../../states/index.js";
import { isErrorMapped, isMappedByApplication } from "./foreign-key-errors.js";
import { findHandlerSchemas, isFieldLookingUp, isGuardedBefore } from "./key-guards.js";
import { isLookedUp } from "./key-lookups.js";

/** A foreign key that is written as a client has sent it. */
export interface UncheckedKey {
  readonly write: ColumnWrite;
  /** The column or relation, as the code names it. */
  readonly column: string;
  readonly proof: ForeignKeyProof;
  readonly input: RequestInput;
}

/** The context of a question about one file: its settings say which names are foreign keys. */
export interface KeyContext extends AnalysisContext {
  readonly settings: Settings;
}

/** An expression of a write that is a key, and the member of it that is meant. */
interface Key {
  readonly write: ColumnWrite;
  readonly column: string;
  readonly proof: ForeignKeyProof;
  readonly node: Node;
  readonly path: readonly string[];
  /** A row that has to be there for a write to be connected with it. */
  readonly isConnect: boolean;
}

/** Functions that hand a key down are followed this far up. */
const MAX_DEPTH = 6;
/** What a row of a log says of others is no foreign key. */
const LOG_COLUMNS = /^(?:actor|entity|target|resource|subject|object)_?id$/i;
const LOG_TABLES = /audit|_logs?$|[a-z]Logs?$|^logs?$|history/i;

/**
 * The foreign keys that a module writes from request input, where on one way from the handler nobody has looked the row up
 * and nobody translates the database's error. Unknown lookups and unknown handlers of errors count as such.
 */
export function findUncheckedKeys(context: KeyContext, module: SourceModule): readonly UncheckedKey[] {
  return findColumnWrites(context, module).flatMap((write) => {
    if (write.library.foreignKeyFailure === undefined || LOG_TABLES.test(write.table ?? "")) return [];
    return findKeys(context, write).flatMap(({ node, path, isConnect, column, proof }) => {
      const input = isMappedByApplication(context, context.settings, isConnect) ? undefined : findUnchecked(context, node, path, write.node, write.module, isConnect, 0);
      return input ? [{ write, column, proof, input }] : [];
    });
  });
}

/** The input that reaches an expression unchecked on one way from its handler. */
function findUnchecked(context: KeyContext, node: Node, path: readonly string[], site: Node, module: SourceModule, isConnect: boolean, depth: number): RequestInput | undefined {
  const input = findRequestInput(context, node, module, path);
  const origin = input && findOrigin(node, module, path);
  const home = origin && getHome(origin);
  if (!origin || !home?.body || depth > MAX_DEPTH) return undefined;
  if (isErrorMapped(context, site, home, module, isConnect) || isLookedUp(context, origin, site, home.body, module)) return undefined;
  if (input.through.length === 0) return isGuardedBefore(context, input.handler, input.path.findLast((name) => name !== "*") ?? "") ? undefined : input;
  if (origin.root.kind !== "parameter") return undefined;
  const { fn, index } = origin.root;
  for (const { call, module: from } of findCallSites(context.project, context.facts, { node: fn, module })) {
    const passed = findPassed(context.facts, { call, module: from, target: { node: fn, module } }, index, origin.path);
    const found = passed.kind === "value" ? findUnchecked(context, passed.node, passed.path, call, passed.module, isConnect, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The keys that a write holds: one of a named column, or the foreign keys among the fields of an object that is written as a whole. */
function findKeys(context: KeyContext, write: ColumnWrite): readonly Key[] {
  if (write.name !== undefined) return findNamedKeys(context, write, write.entity, write.name, write.value);
  const fields = findFields(context, write.value, write.module);
  if (!fields) return [];
  const left = getLeftOut(write.value, write.module);
  return [...fields].flatMap(([name, field]): Key[] => {
    if (write.without.has(name) || left.has(name) || isFieldLookingUp(context.project, field)) return [];
    // What the entity does not declare, the library may leave out.
    if (write.entity && write.entity.fields.size > 0 && !write.entity.fields.has(name)) return [];
    // A body that has the entity's own type: nobody says what a client sends of it.
    if (field.node === write.entity?.fields.get(name)?.written?.node) return [];
    const proof = findProof(context, write.entity, name);
    const isList = write.entity?.fields.get(name)?.isList === true;
    return proof && !isList ? [{ write, column: name, proof, node: write.value, path: [name], isConnect: false }] : [];
  });
}

/** Why the database refuses a key of no row in a column; `undefined` where it does not, or nobody knows. */
function findProof({ project, settings }: KeyContext, entity: Entity | undefined, name: string): ForeignKeyProof | undefined {
  return isLogColumn(entity, name) || isUnconstrained(project, entity, name) ? undefined : classifyForeignKey(project, entity, name, settings);
}

function isLogColumn(entity: Entity | undefined, name: string): boolean {
  return LOG_COLUMNS.test(name) && (entity?.fields.get(name)?.kind ?? "column") === "column";
}

function findNamedKeys(context: KeyContext, write: ColumnWrite, entity: Entity | undefined, name: string, value: Node): readonly Key[] {
  const { relationWrites } = write.library;
  const bare = unwrapAwait(value);
  if (relationWrites && bare.type === "ObjectExpression") {
    return bare.properties.flatMap((property): readonly Key[] => {
      const key = getPropertyName(property);
      if (property.type !== "Property" || key === undefined) return [];
      if (relationWrites.connects.includes(key)) return getRows(property.value).flatMap((row) => findRowKey(row)).map((node) => ({ write, column: name, proof: "declared", node, path: [], isConnect: true }));
      if (!relationWrites.creates.includes(key)) return [];
      const target = entity?.fields.get(name)?.findTarget();
      return getRows(property.value).flatMap((row) => row.properties.flatMap((item) => {
        const own = getPropertyName(item);
        if (item.type !== "Property" || own === undefined) return [];
        return own === "data" ? getRows(item.value).flatMap((inner) => findRowColumns(context, write, target, inner)) : findNamedKeys(context, write, target, own, item.value);
      }));
    });
  }
  const proof = findProof(context, entity, name);
  if (!proof) return [];
  const isRelation = entity?.fields.get(name)?.kind === "relation";
  return getAlternatives(bare).flatMap((alternative): readonly Key[] => {
    const key = isRelation ? findRelationKey(context, alternative, write.module) : alternative;
    return key ? [{ write, column: name, proof, node: key, path: [], isConnect: false }] : [];
  });
}

function findRowColumns(context: KeyContext, write: ColumnWrite, entity: Entity | undefined, row: NodeOf<"ObjectExpression">): readonly Key[] {
  return row.properties.flatMap((property) => {
    const name = getPropertyName(property);
    return property.type === "Property" && name !== undefined ? findNamedKeys(context, write, entity, name, property.value) : [];
  });
}

/** The values that an expression can have: `a ?? b`, `flag ? a : b`. */
function getAlternatives(node: Node): readonly Node[] {
  const bare = unwrapAwait(node);
  if (bare.type === "ConditionalExpression") return [...getAlternatives(bare.consequent), ...getAlternatives(bare.alternate)];
  if (bare.type === "LogicalExpression") return [...(bare.operator === "&&" ? [] : getAlternatives(bare.left)), ...getAlternatives(bare.right)];
  return [bare];
}

/** The object literals of a row or of a list of them: `{ id }`, `[{ id }]`, `ids.map((id) => ({ id }))`. */
function getRows(node: Node): readonly NodeOf<"ObjectExpression">[] {
  const bare = unwrapAwait(node);
  switch (bare.type) {
    case "ObjectExpression":
      return [bare];
    case "ArrayExpression":
      return bare.elements.flatMap((element) => (element && element.type !== "SpreadElement" ? getRows(element) : []));
    case "ConditionalExpression":
      return [...getRows(bare.consequent), ...getRows(bare.alternate)];
    case "CallExpression": {
      const callback = isElementCall(bare) ? findFunctionArgument(bare) : undefined;
      return callback ? getReturned(callback).flatMap(getRows) : [];
    }
    default:
      return [];
  }
}

/** `{ id: key }`: the only value by which a row is named. */
function findRowKey({ properties }: NodeOf<"ObjectExpression">): Node[] {
  const [only, ...others] = properties;
  return only?.type === "Property" && others.length === 0 ? [only.value] : [];
}

/** What leads a relation to its row: the key in an object, the argument of a stand-in, or the value itself. */
function findRelationKey({ facts }: KeyContext, node: Node, module: SourceModule): Node | undefined {
  if (node.type === "ObjectExpression") return findRowKey(node)[0];
  if (!isCall(node)) return node;
  const callee = facts.getCallee(node, module);
  return callee.kind === "member" && callee.member.standsIn !== undefined ? getArguments(node)[callee.member.standsIn] : undefined;
}

/** The fields of an object that comes from a request: by the schema that parses it, the type of the parameter, or the route's schema. */
function findFields(context: KeyContext, node: Node, module: SourceModule): FieldNames | undefined {
  const { project } = context;
  const bare = unwrapAwait(node);
  const definition = findDefinition(project, bare, module);
  if (definition.kind === "expression" && isCall(unwrapAwait(definition.node))) {
    const call = unwrapAwait(definition.node);
    const parsed = isCall(call) ? findParsedFields(project, call, definition.module) : undefined;
    if (parsed) return parsed;
  }
  if (definition.kind === "variable" && definition.binding.declaration.type === "VariableDeclarator" && definition.binding.declaration.init) {
    const init = unwrapAwait(definition.binding.declaration.init);
    const parsed = isCall(init) && (definition.path.length === 0 || definition.path[0] === "data") ? findParsedFields(project, init, module) : undefined;
    if (parsed) return parsed;
  }
  if (definition.kind === "parameter" && definition.path.length === 0) {
    const { typeAnnotation } = definition.binding.identifier as { readonly typeAnnotation?: Node | null };
    const declared = typeAnnotation ? findFieldNames(project, typeAnnotation, definition.module) : undefined;
    if (declared) return declared;
  }
  const input = findRequestInput(context, node, module);
  // What is deeper in a part of the request is another object.
  if (!input || input.path.length > 1) return undefined;
  const schema = findHandlerSchemas(context, input.handler).find(({ position }) => position === input.kind || (position === "form" && input.kind === "body"));
  return schema && findFieldNames(project, schema.node, schema.module);
}

function findParsedFields(project: KeyContext["project"], call: Node, module: SourceModule): FieldNames | undefined {
  if (!isCall(call)) return undefined;
  const member = getMember(getCallee(call));
  if (!member || !PARSE_MEMBERS.has(member.name)) return undefined;
  const [first, second] = getArguments(call);
  return findFieldNames(project, member.object, module) ?? (second && first ? findFieldNames(project, first, module) : undefined);
}

/** The siblings of a rest: `const { tags, ...rest } = body`. */
function getLeftOut(node: Node, module: SourceModule): ReadonlySet<string> {
  const bare = unwrap(node);
  const rest = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare)?.identifier.parent : undefined;
  const pattern = rest?.type === "RestElement" ? rest.parent : undefined;
  return new Set(pattern?.type === "ObjectPattern" ? pattern.properties.flatMap((property) => getPropertyName(property) ?? []) : []);
}
