import { getArguments, getMember, getPropertyName, isFunction, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { EXTENDING, OMITTING, PICKING, findSchemaExport, isObjectBuilderName, isSchemaSpecifier } from "../catalogue/index.js";
import type { SchemaLibrary, SchemaOperation } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { SourceModule } from "../project/index.js";
import { readFieldNames } from "./field-keys.js";
import { hasKey, readPart, readSchema, toExpression } from "./read-schema.js";
import { readTableFields } from "./read-tables.js";
import type { Field, ObjectSchema, RunContext, Schema } from "./types.js";

type Call = NodeOf<"CallExpression">;
type Literal = NodeOf<"ObjectExpression">;

/** The object schemas that calls of a module make, each with the fields that are written in this module. */
export function readObjects(context: RunContext, module: SourceModule): readonly ObjectSchema[] {
  const schemas: ObjectSchema[] = [];
  walk(module.program, (node) => {
    if (node.type !== "CallExpression" || !isCandidate(node)) return;
    const found = findShape(context, node, module);
    if (found) schemas.push(createObject(context, node, module, found));
  });
  return schemas;
}

/** Does a call look like one that makes an object schema: by its name, or by a literal that holds calls? */
function isCandidate({ callee, arguments: args }: Call): boolean {
  const called = unwrap(callee);
  // `Schema.Class<Task>("Task")({ … })`.
  const bare = called.type === "CallExpression" ? unwrap(called.callee) : called;
  const name = bare.type === "Identifier" ? bare.name : getMember(bare)?.name;
  return name !== undefined && (isObjectBuilderName(name) ? args.length > 0 : args.some(holdsCalls));
}

function holdsCalls(node: Node): boolean {
  const bare = unwrap(node);
  return bare.type === "ObjectExpression" && bare.properties.some((item) => item.type === "Property" && unwrap(item.value).type === "CallExpression");
}

/** What gives an object schema its fields: a literal of this module, or the table that an operation derives them from. */
interface Shape {
  readonly library: SchemaLibrary;
  readonly shape: Literal | Extract<SchemaOperation, { is: "derive" }>;
}

/** What a call turns into an object schema. */
function findShape(context: RunContext, call: Call, module: SourceModule): Shape | undefined {
  const maker = unwrap(call.callee);
  const definition = findDefinition(context.project, maker.type === "CallExpression" ? maker.callee : maker, module);
  if (definition.kind === "external") {
    const found = findSchemaExport(definition.specifier, definition.path);
    if (!found) return undefined;
    const operation = Object.hasOwn(found.library.functions, found.name) ? found.library.functions[found.name] : undefined;
    if (operation?.is === "derive") return { library: found.library, shape: operation };
    if ((maker.type === "CallExpression") !== (operation?.is === "object" && operation.isCurried === true)) return undefined;
    return getShape(context, found.library, operation, call, 0, module);
  }
  if (definition.kind === "function") {
    if (![...definition.module.specifiers].some(isSchemaSpecifier)) return undefined;
    const { schema, library } = readSchema(context, toExpression(call, module));
    const shape = schema.kind === "object" ? schema.fields?.node : undefined;
    const isGiven = call.arguments.some((argument) => unwrap(argument) === shape);
    return library && isGiven && shape?.type === "ObjectExpression" ? { library, shape: shape } : undefined;
  }
  const member = getMember(call.callee);
  if (!member || definition.kind !== "member") return undefined;
  const { library } = readSchema(context, toExpression(member.object, module));
  return library && getShape(context, library, Object.hasOwn(library.methods, member.name) ? library.methods[member.name] : undefined, call, 1, module);
}

function getShape(context: RunContext, library: SchemaLibrary, operation: SchemaOperation | undefined, call: Call, offset: number, module: SourceModule): Shape | undefined {
  if (operation?.is !== "object" && operation?.is !== "extend") return undefined;
  const argument = call.arguments[operation.fields - offset];
  const definition = argument && findDefinition(context.project, argument, module);
  if (definition?.kind !== "expression" || definition.module !== module || definition.node.type !== "ObjectExpression") return undefined;
  return { library, shape: definition.node };
}

function createObject(context: RunContext, call: Call, module: SourceModule, { library, shape }: Shape): ObjectSchema {
  const fields: Field[] = [];
  const chain = readChain(context, library, call, module);
  const owner: ObjectSchema = { node: call, module, library, fields, ...chain };
  if (!("is" in shape)) addFields(context, owner, shape, fields, 0);
  else return readDerived(context, shape, call, owner);
  return owner;
}

/** A schema of a table's columns is nearly always narrowed or extended where it is made: what it loses there is no field of it. */
function readDerived(context: RunContext, operation: Extract<SchemaOperation, { is: "derive" }>, call: Call, owner: ObjectSchema): ObjectSchema {
  const keeps = readFilter(context, owner, call);
  const derived: ObjectSchema & { fields: Field[] } = { ...owner, fields: [], isPartial: owner.isPartial || operation.isPartial === true, isReshaped: owner.isReshaped || !keeps };
  derived.fields.push(...readTableFields(context, operation, call, derived).filter(({ name }) => keeps?.(name)));
  return derived;
}

/** Which fields the calls around a schema leave as they are; `undefined` when that cannot be read. */
function readFilter(context: RunContext, { library, module }: ObjectSchema, start: Node): ((name: string) => boolean) | undefined {
  const filters: ((name: string) => boolean)[] = [];
  let current = start;
  for (let outer = unwrapUp(current).parent; outer; outer = unwrapUp(current).parent) {
    const step = readOuter(context, library, current, outer, module);
    if (!step || step.call.type !== "CallExpression") break;
    const { callee } = step.call;
    const name = getMember(callee)?.name ?? (callee.type === "Identifier" ? callee.name : "");
    const argument = step.call.arguments.find((item) => unwrap(item) !== unwrap(current));
    if (OMITTING.has(name) || PICKING.has(name) || EXTENDING.has(name)) {
      const names = argument && readFieldNames(context.project, argument, module);
      if (!names) return undefined;
      filters.push((field) => names.includes(field) === PICKING.has(name));
    }
    current = step.call;
  }
  return (name) => filters.every((admits) => admits(name));
}

function addFields(context: RunContext, owner: ObjectSchema, shape: Literal, fields: Field[], depth: number): void {
  const { module, library } = owner;
  for (const property of shape.properties) {
    if (property.type === "SpreadElement") {
      const definition = findDefinition(context.project, property.argument, module);
      const isHere = definition.kind === "expression" && definition.module === module && definition.node.type === "ObjectExpression";
      if (isHere && depth < 5) addFields(context, owner, definition.node, fields, depth + 1);
      continue;
    }
    const key = getPropertyName(property);
    if (key === undefined) continue;
    const read = readPart(context, library, toExpression(property.value, module));
    // `{ "dueAt?": "string" }`.
    const isOptional = library.words !== undefined && key.endsWith("?");
    const name = isOptional ? key.slice(0, -1) : key;
    const schema: Schema = isOptional ? { kind: "optional", inner: read, absent: ["undefined"], fallback: undefined } : read;
    fields.push({ name, node: property, value: property.value, schema, library, owner });
  }
}

interface Chain {
  readonly isPartial: boolean;
  readonly isReshaped: boolean;
  readonly checks: readonly Node[];
}

/** What happens to an object schema where it is written, and where its constant is used in the same module. */
function readChain(context: RunContext, library: SchemaLibrary, start: Node, module: SourceModule, depth = 0): Chain {
  let isPartial = false;
  let isReshaped = false;
  const checks: Node[] = [];
  let current = start;
  for (;;) {
    const outer: Node | null | undefined = unwrapUp(current).parent;
    const step = outer && readOuter(context, library, current, outer, module);
    if (!step) break;
    const { operation, call } = step;
    if (operation.is === "partial") isPartial = true;
    else if (isLookingAtFields(context, operation, call, module)) checks.push(call);
    else if (operation.is === "transform" || operation.is === "preprocess" || operation.is === "pipe") isReshaped = true;
    current = call;
  }
  const declarator = unwrapUp(current).parent;
  if (depth < 3 && declarator?.type === "VariableDeclarator" && declarator.id.type === "Identifier") {
    const binding = module.scope.lookup(declarator.id.name, declarator);
    for (const reference of binding ? module.scope.getReferences(binding) : []) {
      const next = readChain(context, library, reference, module, depth + 1);
      isPartial ||= next.isPartial;
      isReshaped ||= next.isReshaped;
      checks.push(...next.checks);
    }
  }
  return { isPartial, isReshaped, checks };
}

/** Can a step look at a field? One that counts the fields cannot. */
function isLookingAtFields(context: RunContext, operation: SchemaOperation, call: Node, module: SourceModule): boolean {
  if (operation.is === "check") return operation.check.check === "predicate" || operation.check.check === "format";
  if (operation.is !== "same" || !operation.unless) return operation.is === "unknown";
  const [given] = call.type === "CallExpression" ? call.arguments : [];
  return hasKey(context.project, given && toExpression(given, module), operation.unless);
}

/** The operation of the library that takes a schema as its receiver or its first argument. */
function readOuter(context: RunContext, library: SchemaLibrary, node: Node, outer: Node, module: SourceModule): { readonly operation: SchemaOperation; readonly call: Node } | undefined {
  if (outer.type === "MemberExpression") {
    const member = getMember(outer);
    const call = unwrapUp(outer).parent;
    if (member?.object !== unwrap(node) || call?.type !== "CallExpression" || unwrap(call.callee) !== outer) return undefined;
    const operation = Object.hasOwn(library.methods, member.name) ? library.methods[member.name] : undefined;
    return operation && { operation, call };
  }
  if (outer.type !== "CallExpression" || !getArguments(outer).some((argument) => unwrap(argument) === unwrap(node))) return undefined;
  const definition = findDefinition(context.project, outer.callee, module);
  const found = definition.kind === "external" ? findSchemaExport(definition.specifier, definition.path) : undefined;
  const operation = found?.library === library && Object.hasOwn(library.functions, found.name) ? library.functions[found.name] : undefined;
  return operation && { operation, call: outer };
}

/** Does a check on the whole object look at a field's value? A check that is no function literal may look at any. */
export function isCheckedAsWhole(owner: ObjectSchema, name: string): boolean {
  return owner.checks.some((call) => {
    if (call.type !== "CallExpression") return false;
    const functions = call.arguments.map(unwrap).filter(isFunction);
    return functions.length === 0 || functions.some((fn) => mentions(fn, name));
  });
}

function mentions(root: Node, name: string): boolean {
  let isFound = false;
  walk(root, (node) => {
    isFound ||= (node.type === "Identifier" && node.name === name && !isOnlyAsked(node)) || (node.type === "Literal" && node.value === name);
    return !isFound;
  });
  return isFound;
}

/** Is a mention a destructuring, or a comparison with null or undefined, which says nothing about other values? */
function isOnlyAsked(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === "Property" && parent.shorthand && parent.parent?.type === "ObjectPattern") return true;
  const value = unwrapUp(parent?.type === "MemberExpression" && parent.property === node ? parent : node);
  const outer = value.parent;
  if (outer?.type !== "BinaryExpression" || !/^[!=]==?$/.test(outer.operator)) return false;
  const other = unwrap(outer.left === value ? outer.right : outer.left);
  return (other.type === "Literal" && "raw" in other && other.raw === "null") || (other.type === "Identifier" && other.name === "undefined");
}
