import { getArguments, getMember, getPropertyName, isFunction, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { findSchemaExport, isObjectBuilderName, isSchemaSpecifier } from "../catalogue/index.js";
import type { SchemaLibrary, SchemaOperation } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { SourceModule } from "../project/index.js";
import { readSchema, toExpression } from "./read-schema.js";
import type { Field, ObjectSchema, RunContext } from "./types.js";

type Call = NodeOf<"CallExpression">;
type Literal = NodeOf<"ObjectExpression">;

/** The object schemas that calls of a module make, each with the fields that are written in this module. */
export function readObjects(context: RunContext, module: SourceModule): readonly ObjectSchema[] {
  const schemas: ObjectSchema[] = [];
  walk(module.program, (node) => {
    if (node.type !== "CallExpression" || !isCandidate(node)) return;
    const found = findShape(context, node, module);
    if (found) schemas.push(createObject(context, node, module, found.library, found.shape));
  });
  return schemas;
}

/** Does a call look like one that makes an object schema: by its name, or by a literal that holds calls? */
function isCandidate({ callee, arguments: args }: Call): boolean {
  const bare = unwrap(callee);
  const name = bare.type === "Identifier" ? bare.name : getMember(bare)?.name;
  return name !== undefined && (isObjectBuilderName(name) ? args.length > 0 : args.some(holdsCalls));
}

function holdsCalls(node: Node): boolean {
  const bare = unwrap(node);
  return bare.type === "ObjectExpression" && bare.properties.some((item) => item.type === "Property" && unwrap(item.value).type === "CallExpression");
}

/** The literal of fields that a call turns into an object schema, when it lies in this module. */
function findShape(context: RunContext, call: Call, module: SourceModule): { readonly library: SchemaLibrary; readonly shape: Literal } | undefined {
  const definition = findDefinition(context.project, call.callee, module);
  if (definition.kind === "external") {
    const found = findSchemaExport(definition.specifier, definition.path);
    if (!found) return undefined;
    const operation = Object.hasOwn(found.library.functions, found.name) ? found.library.functions[found.name] : undefined;
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

function getShape(context: RunContext, library: SchemaLibrary, operation: SchemaOperation | undefined, call: Call, offset: number, module: SourceModule): { library: SchemaLibrary; shape: Literal } | undefined {
  if (operation?.is !== "object" && operation?.is !== "extend") return undefined;
  const argument = call.arguments[operation.fields - offset];
  const definition = argument && findDefinition(context.project, argument, module);
  if (definition?.kind !== "expression" || definition.module !== module || definition.node.type !== "ObjectExpression") return undefined;
  return { library, shape: definition.node };
}

function createObject(context: RunContext, call: Call, module: SourceModule, library: SchemaLibrary, shape: Literal): ObjectSchema {
  const fields: Field[] = [];
  const chain = readChain(context, library, call, module);
  const owner: ObjectSchema = { node: call, module, library, fields, ...chain };
  addFields(context, owner, shape, fields, 0);
  return owner;
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
    const name = getPropertyName(property);
    if (name === undefined) continue;
    fields.push({ name, node: property, value: property.value, schema: readSchema(context, toExpression(property.value, module)).schema, library, owner });
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
    else if (operation.is === "check" || operation.is === "unknown") checks.push(call);
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

/** Does a check on the whole object look at a field? A check that is no function literal may look at any. */
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
    isFound ||= (node.type === "Identifier" && node.name === name) || (node.type === "Literal" && node.value === name);
    return !isFound;
  });
  return isFound;
}
