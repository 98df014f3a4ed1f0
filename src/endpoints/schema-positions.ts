import { endOf, getMember, getPropertyName, getReturned, isClass, isFunction, startOf, unwrap } from "../ast/index.js";
import type { ClassNode, FunctionNode, Node } from "../ast/index.js";
import { EXTENDING, OMITTING, PICKING } from "../catalogue/index.js";
import type { SchemaPosition } from "../catalogue/index.js";
import { findDefinition, findTypeDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { readFieldNames } from "../schemas/index.js";
import { findEndpoints, findFrameworkFiles } from "./endpoints.js";
import { ALL_FIELDS, admits, getFilterKey, omitFields, pickFields } from "./field-filters.js";
import type { FieldFilter } from "./field-filters.js";
import { OPTION_MARKS, findOptionSchemas } from "./schema-options.js";
import { PLACE_MARKS, findPlacedSchemas } from "./schema-places.js";
import { findAppliedSchemas } from "./schema-uses.js";

export type { SchemaPosition } from "../catalogue/index.js";

/** The node that defines a schema: a builder call, a JSON object literal, a class. */
export interface SchemaPlace {
  readonly node: Node;
  readonly module: SourceModule;
}

const MAX_DEPTH = 60;

interface SchemaUse {
  readonly position: SchemaPosition;
  readonly filter: FieldFilter;
}

/** The uses of everything that takes part in a schema, by place: trees come and go while it is kept. */
interface PositionIndex {
  readonly uses: Map<string, Map<string, SchemaUse>>;
  /** The paths of the modules whose uses are in it. */
  readonly modules: Set<string>;
}

const INDEX = {};
/** Text of which every module that parses a request by itself holds one. */
const PARSE_MARKS = ["arse(", "arseAsync(", "alidate(", "alidateAsync(", "alidateSync(", ".input(", "Value.", ".cast(", ".assert(", ".attempt(", "plainTo"];

/**
 * Where a schema is plugged in anywhere in the project, itself or as part of another; empty when no use is visible.
 * With a field's name, where that field is: what a use omits or replaces is not plugged in there.
 */
export function findSchemaPositions(project: Project, place: SchemaPlace, field?: string): ReadonlySet<SchemaPosition> {
  const index = project.memoPlain(INDEX, () => createIndex(project));
  // A module outside the project's own list knows at least its own uses.
  addModule(project, index, place.module);
  const uses = [...(index.uses.get(getKey(unwrap(place.node), place.module))?.values() ?? [])];
  return new Set(uses.flatMap(({ position, filter }) => (field === undefined || admits(filter, field) ? [position] : [])));
}

function createIndex(project: Project): PositionIndex {
  const index: PositionIndex = { uses: new Map(), modules: new Set() };
  const paths = new Set([...findFrameworkFiles(project), ...[...PARSE_MARKS, ...PLACE_MARKS, ...OPTION_MARKS].flatMap((mark) => project.findMentioning(mark))]);
  // One after the other, so that their trees need not be there at once.
  for (const path of paths) {
    const module = project.getModule(path);
    if (module) addModule(project, index, module);
  }
  return index;
}

function addModule(project: Project, index: PositionIndex, module: SourceModule): void {
  if (index.modules.has(module.path)) return;
  index.modules.add(module.path);
  const schemas = [...findEndpoints(project, module).flatMap((endpoint) => endpoint.schemas), ...findAppliedSchemas(project, module), ...findPlacedSchemas(project, module), ...findOptionSchemas(project, module)];
  for (const { position, node, module: home } of schemas) spread({ project, index, position, filter: ALL_FIELDS }, node, home, 0);
}

interface Spreading {
  readonly project: Project;
  readonly index: PositionIndex;
  readonly position: SchemaPosition;
  /** Which fields of the schema at hand take part; parts of it take part as a whole. */
  readonly filter: FieldFilter;
}

/** Gives a position to everything that a schema's expression, or the type that stands for one, is made of. */
function spread(spreading: Spreading, node: Node, module: SourceModule, depth: number): void {
  const bare = unwrap(node);
  if (depth > MAX_DEPTH) return;
  const next = (inner: Node | null | undefined): void => {
    if (inner) spread(spreading, inner, module, depth + 1);
  };
  switch (bare.type) {
    case "Identifier":
      spreadName(spreading, bare, module, depth);
      break;
    case "MemberExpression": {
      const definition = findDefinition(spreading.project, bare, module);
      // `Task.shape.assigneeId`: what it is taken from has the position, as a whole.
      if (definition.kind === "member") next(getMember(bare)?.object);
      else spreadName(spreading, bare, module, depth);
      break;
    }
    case "CallExpression":
    case "NewExpression":
      if (mark(spreading, bare, module)) spreadCall(spreading, bare, module, depth);
      break;
    case "ObjectExpression":
      if (mark(spreading, bare, module)) spreadObject(spreading, bare, module, depth);
      break;
    case "ArrayExpression":
      for (const element of bare.elements) if (element) spread(spreading, element.type === "SpreadElement" ? element.argument : element, module, depth + 1);
      break;
    case "ConditionalExpression":
      next(bare.consequent);
      next(bare.alternate);
      break;
    case "LogicalExpression":
      next(bare.left);
      next(bare.right);
      break;
    case "ClassDeclaration":
    case "ClassExpression":
      if (mark(spreading, bare, module)) spreadClass(spreading, bare, module, depth);
      break;
    default:
      if (bare.type.startsWith("TS")) spreadType(spreading, bare, module, depth);
  }
}

/** A schema by its place; calls of one chain start where the first of them does. */
function getKey(node: Node, module: SourceModule): string {
  return `${module.path}#${String(startOf(node))}-${String(endOf(node))}`;
}

/** Notes the use; false when it was known, so that cycles end. */
function mark({ index, position, filter }: Spreading, node: Node, module: SourceModule): boolean {
  const place = getKey(node, module);
  const known = index.uses.get(place) ?? new Map<string, SchemaUse>();
  index.uses.set(place, known);
  const key = `${position}|${getFilterKey(filter)}`;
  if (known.has(key)) return false;
  known.set(key, { position, filter });
  return true;
}

function spreadName(spreading: Spreading, node: Node, module: SourceModule, depth: number): void {
  const definition = findDefinition(spreading.project, node, module);
  if (definition.kind === "expression" || definition.kind === "class") spread(spreading, definition.node, definition.module, depth + 1);
  else if (definition.kind === "variable" && definition.path.length === 0) {
    const { declaration } = definition.binding;
    if (declaration.type === "VariableDeclarator" && declaration.init) spread(spreading, declaration.init, definition.module, depth + 1);
  }
}

function asWhole(spreading: Spreading): Spreading {
  return { ...spreading, filter: ALL_FIELDS };
}

/** The fields of a literal; what it spreads is without the fields that it writes itself. */
function spreadObject(spreading: Spreading, node: Extract<Node, { type: "ObjectExpression" }>, module: SourceModule, depth: number): void {
  const own = node.properties.flatMap((property) => getPropertyName(property) ?? []);
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      spread({ ...spreading, filter: omitFields(spreading.filter, own) }, property.argument, module, depth + 1);
      continue;
    }
    const name = getPropertyName(property);
    if (name !== undefined && !admits(spreading.filter, name)) continue;
    if (isFunction(property.value)) spreadReturned(asWhole(spreading), property.value, module, depth);
    else spread(asWhole(spreading), property.value, module, depth + 1);
  }
}

/** A builder's call: what it is called on, its arguments, what a helper of the project returns. */
function spreadCall(spreading: Spreading, call: Extract<Node, { type: "CallExpression" | "NewExpression" }>, module: SourceModule, depth: number): void {
  const callee = unwrap(call.callee);
  const member = getMember(callee);
  const name = member?.name ?? (callee.type === "Identifier" ? callee.name : "");
  const [first, second] = call.arguments;
  // `Task.omit({ id: true })` is called on what it narrows, `OmitType(Task, ["id"])` is given it.
  const isMethod = member !== undefined && second === undefined;
  const names = isMethod ? first : second;
  const narrowed = names ? narrow(spreading, name, names, module) : spreading;
  if (member) {
    const owner = unwrap(member.object);
    if (owner.type === "CallExpression" || owner.type === "Identifier" || owner.type === "MemberExpression") spread(isMethod ? narrowed : spreading, owner, module, depth + 1);
  }
  const definition = findDefinition(spreading.project, callee, module);
  if (definition.kind === "function") spreadReturned(spreading, definition.node, definition.module, depth);
  const isNarrowing = OMITTING.has(name) || PICKING.has(name);
  for (const [index, argument] of call.arguments.entries()) {
    const value = unwrap(argument.type === "SpreadElement" ? argument.argument : argument);
    if (isNarrowing && value === (names && unwrap(names))) continue;
    // `lazy(() => Task)` and `Type(() => Item)` name a schema; functions with parameters handle values.
    if (!isFunction(value)) spread(isNarrowing && index === 0 ? narrowed : isList(name) ? asWhole(spreading) : spreading, value, module, depth + 1);
    else if (value.params.length === 0) spreadReturned(asWhole(spreading), value, module, depth);
  }
}

/** Builders that put their argument inside something else: its fields are another schema's. */
function isList(name: string): boolean {
  return /^(?:array|list|record|tuple|set|map|arrayOf)$/i.test(name);
}

/** The use as the schema sees it that a call narrows or extends. */
function narrow(spreading: Spreading, name: string, names: Node, module: SourceModule): Spreading {
  const isOmitting = OMITTING.has(name) || EXTENDING.has(name);
  if (!isOmitting && !PICKING.has(name)) return spreading;
  const fields = readFieldNames(spreading.project, names, module);
  if (!fields) return spreading;
  return { ...spreading, filter: isOmitting ? omitFields(spreading.filter, fields) : pickFields(spreading.filter, fields) };
}

function spreadReturned(spreading: Spreading, fn: FunctionNode, module: SourceModule, depth: number): void {
  for (const returned of getReturned(fn)) spread(spreading, returned, module, depth + 1);
}

/** A class of decorated properties: its base, the classes of its properties, whatever its decorators name. */
function spreadClass(spreading: Spreading, node: ClassNode, module: SourceModule, depth: number): void {
  const own = node.body.body.flatMap((member) => getPropertyName(member) ?? []);
  if (node.superClass) spread({ ...spreading, filter: omitFields(spreading.filter, own) }, node.superClass, module, depth + 1);
  const whole = asWhole(spreading);
  for (const member of node.body.body) {
    if (member.type !== "PropertyDefinition" && member.type !== "AccessorProperty") continue;
    const name = getPropertyName(member);
    if (name !== undefined && !admits(spreading.filter, name)) continue;
    if (member.typeAnnotation) spread(whole, member.typeAnnotation, module, depth + 1);
    for (const { expression } of (member as { decorators?: readonly { expression: Node }[] }).decorators ?? []) {
      const bare = unwrap(expression);
      if (bare.type === "CallExpression") for (const argument of bare.arguments) spreadDecoratorArgument(whole, argument, module, depth);
    }
  }
}

function spreadDecoratorArgument(spreading: Spreading, argument: Node, module: SourceModule, depth: number): void {
  const value = unwrap(argument);
  if (isFunction(value)) {
    if (value.params.length === 0) spreadReturned(spreading, value, module, depth);
  } else if (value.type === "ObjectExpression") {
    for (const property of value.properties) {
      if (property.type === "Property" && getPropertyName(property) === "type") spreadDecoratorArgument(spreading, property.value, module, depth);
    }
  } else if (value.type === "ArrayExpression") {
    for (const element of value.elements) if (element) spreadDecoratorArgument(spreading, element, module, depth);
  } else if (value.type === "Identifier") {
    spread(spreading, value, module, depth + 1);
  }
}

/** A type that stands for a schema: a class, `z.infer<typeof Schema>`, lists and parts of them. */
function spreadType(spreading: Spreading, type: Node, module: SourceModule, depth: number): void {
  const next = (inner: Node): void => {
    spread(spreading, inner, module, depth + 1);
  };
  switch (type.type) {
    case "TSTypeAnnotation":
    case "TSParenthesizedType":
    case "TSTypeOperator":
      next(type.typeAnnotation);
      break;
    case "TSArrayType":
      spread(asWhole(spreading), type.elementType, module, depth + 1);
      break;
    case "TSUnionType":
    case "TSIntersectionType":
      type.types.forEach(next);
      break;
    case "TSTypeQuery":
      if (type.exprName.type === "Identifier") next(type.exprName);
      break;
    case "TSTypeReference": {
      for (const argument of type.typeArguments?.params ?? []) next(argument);
      const definition = findTypeDefinition(spreading.project, type.typeName, module);
      if (definition.kind !== "declaration") break;
      const { node } = definition;
      if (isClass(node)) spread(spreading, node, definition.module, depth + 1);
      else if (node.type === "TSTypeAliasDeclaration") spread(spreading, node.typeAnnotation, definition.module, depth + 1);
      break;
    }
    default:
  }
}
