import { getMember, getParameterPattern, getParameters, getPropertyName, getStaticString, isFunction, unwrap, walk } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import { findSchemaExport } from "../catalogue/index.js";
import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project } from "../project/index.js";
import { readPatterns } from "./date-patterns.js";
import { admitNothing, placeOperation, surroundType } from "./order.js";
import { readText } from "./read-text.js";
import { evaluateConstant } from "./run-callback.js";
import { known } from "./samples.js";
import type { Sample } from "./samples.js";
import type { Check, Expression, ReadSchema, RunContext, Schema } from "./types.js";

const MAX_DEPTH = 30;
const NOTHING_GIVEN: ReadonlyMap<Node, Expression> = new Map();
const UNKNOWN: Schema = { kind: "unknown" };
const UNREAD: ReadSchema = { schema: UNKNOWN, library: undefined };

/** A schema expression in its place, outside any helper. */
export function toExpression(node: Node, module: Expression["module"]): Expression {
  return { node, module, given: NOTHING_GIVEN };
}

/**
 * What an expression that makes a schema does, through constants, imports and helpers that return one. Unknown where a
 * name leads nowhere, or a method is none that the catalogue describes.
 */
export function readSchema(context: RunContext, expression: Expression, depth = 0): ReadSchema {
  if (depth > MAX_DEPTH) return UNREAD;
  if (expression.read) return expression.read;
  const { project } = context;
  const bare = unwrap(expression.node);
  switch (bare.type) {
    case "Identifier":
    case "MemberExpression": {
      const definition = findDefinition(project, bare, expression.module);
      if (definition.kind === "expression" && definition.node !== bare) return readSchema(context, toExpression(definition.node, definition.module), depth + 1);
      if (definition.kind === "parameter" && definition.path.length === 0) {
        const given = expression.given.get(definition.binding.identifier);
        return given ? readSchema(context, given, depth + 1) : UNREAD;
      }
      if (definition.kind === "external") return readConstant(context, definition.specifier, definition.path, bare, depth);
      return definition.kind === "member" ? readShapeMember(context, { ...expression, node: definition.object, module: definition.module }, definition.name, depth) : UNREAD;
    }
    case "LogicalExpression":
      // A schema is an object: what stands after `||` or `??` is never used.
      return bare.operator === "&&" ? UNREAD : readSchema(context, { ...expression, node: bare.left }, depth + 1);
    case "CallExpression":
      return readCall(context, { ...expression, node: bare }, bare, depth);
    default:
      return UNREAD;
  }
}

/** An export that is a schema itself: `Schema.Number`. */
function readConstant(context: RunContext, specifier: string, path: readonly string[], at: Node, depth: number): ReadSchema {
  const found = findSchemaExport(specifier, path);
  const operation = found && get(found.library.constants ?? {}, found.name);
  return operation ? apply(context, { operation, library: found.library, operands: [], inner: undefined, at, depth }) : UNREAD;
}

/** `Task.shape.assigneeId`: the field's own schema. */
function readShapeMember(context: RunContext, object: Expression, name: string, depth: number): ReadSchema {
  const shape = getMember(object.node);
  if (shape?.name !== "shape" && shape?.name !== "entries" && shape?.name !== "properties") return UNREAD;
  const owner = readSchema(context, { ...object, node: shape.object }, depth + 1);
  const fields = owner.schema.kind === "object" ? owner.schema.fields : undefined;
  if (fields?.node.type !== "ObjectExpression") return UNREAD;
  const property = fields.node.properties.find((item) => item.type === "Property" && getPropertyName(item) === name);
  return property?.type === "Property" ? readSchema(context, { ...fields, node: property.value }, depth + 1) : UNREAD;
}

function readCall(context: RunContext, expression: Expression, call: Extract<Node, { type: "CallExpression" }>, depth: number): ReadSchema {
  const callee = unwrap(call.callee);
  const operands = call.arguments.map((node) => ({ ...expression, node: node }));
  const definition = findDefinition(context.project, callee, expression.module);
  if (definition.kind === "external") {
    const found = findSchemaExport(definition.specifier, definition.path);
    const operation = found && get(found.library.functions, found.name);
    if (operation) return apply(context, { operation, library: found.library, operands, inner: undefined, at: call, depth });
  }
  if (definition.kind === "function") return readHelper(context, definition.node, { ...expression, module: definition.module }, operands, depth);
  const member = getMember(callee);
  if (!member) return UNREAD;
  const receiver = readSchema(context, { ...expression, node: member.object }, depth + 1);
  const operation = receiver.library && get(receiver.library.methods, member.name);
  if (!receiver.library || !operation) return { schema: UNKNOWN, library: receiver.library };
  const { library } = receiver;
  const application = { operation, library, operands: [{ ...expression, node: member.object }, ...operands], at: call, depth };
  return { schema: placeOperation(library, operation, receiver.schema, (inner) => applyOperation(context, { ...application, inner })), library };
}

/** A function of the project that returns a schema; its parameters stand for what it was given. */
function readHelper(context: RunContext, fn: FunctionNode, place: Expression, operands: readonly Expression[], depth: number): ReadSchema {
  const returned = getOnlyReturn(fn);
  if (!returned) return UNREAD;
  const given = new Map<Node, Expression>();
  getParameters(fn).forEach((parameter, index) => {
    const pattern = getParameterPattern(parameter);
    const operand = operands[index] ?? (parameter.type === "AssignmentPattern" ? { ...toExpression(parameter.right, place.module), given } : undefined);
    if (pattern.type === "Identifier" && operand) given.set(pattern, operand);
  });
  return readSchema(context, { node: returned, module: place.module, given }, depth + 1);
}

/** What a function makes of the schema that it is given. */
export function readWithArgument(context: RunContext, fn: FunctionNode, module: Expression["module"], argument: ReadSchema): ReadSchema {
  return readHelper(context, fn, toExpression(fn, module), [{ ...toExpression(fn, module), read: argument }], 0);
}

/** The only expression that a function returns; `undefined` when there are several. */
function getOnlyReturn(fn: FunctionNode): Node | undefined {
  if (!fn.body || fn.async) return undefined;
  if (fn.type === "ArrowFunctionExpression" && fn.expression) return fn.body;
  const returned: (Node | null)[] = [];
  walk(fn.body, (child) => {
    if (isFunction(child)) return false;
    if (child.type === "ReturnStatement") returned.push(child.argument);
    return undefined;
  });
  return returned.length === 1 ? (returned[0] ?? undefined) : undefined;
}

interface Application {
  readonly operation: SchemaOperation;
  readonly library: SchemaLibrary;
  readonly operands: readonly Expression[];
  /** The schema of operand 0, where it is read already. */
  readonly inner: Schema | undefined;
  readonly at: Node;
  readonly depth: number;
}

function apply(context: RunContext, application: Application): ReadSchema {
  return { schema: applyOperation(context, application), library: application.library };
}

/** The schema that an operation makes of its operands. */
export function applyOperation(context: RunContext, application: Application): Schema {
  const { operation, operands, library, at, depth } = application;
  const read = (index: number): Schema => {
    if (index === 0 && application.inner) return application.inner;
    const operand = operands[index];
    return operand ? readPart(context, library, operand, depth + 1) : UNKNOWN;
  };
  const constant = (index: number | undefined): Sample | undefined => {
    const operand = index === undefined ? undefined : operands[index];
    return operand && evaluateConstant(context, operand);
  };
  switch (operation.is) {
    case "type": {
      const base: Schema = { kind: "type", type: operation.type, isCoerced: operation.isCoerced === true, from: operation.from, at };
      const options = operation.options === undefined ? undefined : operands[operation.options];
      const checked = (operation.checks ?? []).reduce<Schema>((inner, check) => ({ kind: "check", inner, check: readCheck(context, check, [options, options]) }), base);
      return surroundType(library, operation, options && Object.keys(library.options).length > 0 ? applyOptions(context, library, checked, options, depth) : checked);
    }
    case "literal": {
      const value = unwrap(operands[0]?.node ?? at);
      const items = value.type === "ArrayExpression" ? value.elements : [value];
      return { kind: "literal", values: items.map((item) => (item && operands[0] ? evaluateConstant(context, { ...operands[0], node: item }) : known(undefined))) };
    }
    case "object":
      if (library.words && operands[0] && unwrap(operands[0].node).type !== "ObjectExpression") return readPart(context, library, operands[0], depth + 1);
      return { kind: "object", fields: readFields(context.project, operands[operation.fields]), base: undefined };
    case "extend":
      return { kind: "object", fields: readFields(context.project, operands[operation.fields]), base: read(0) };
    case "derive":
      return { kind: "object", fields: undefined, base: undefined };
    case "narrow":
    case "partial":
      return { kind: "object", fields: undefined, base: read(0) };
    case "union":
      return { kind: "union", members: readMembers(context, application, read), isConverting: operation.isConverting === true };
    case "optional":
      if (operation.unless && hasKey(context.project, operands[operation.unless.operand], operation.unless.keys)) return UNKNOWN;
      if (operation.becomes) return admitNothing(read(0));
      return { kind: "optional", inner: read(0), absent: operation.absent, fallback: constant(operation.fallback) };
    case "default":
      return { kind: "default", inner: read(0), value: constant(operation.value) ?? known(undefined), isParsed: operation.isParsed === true };
    case "catch":
      return { kind: "catch", inner: read(0), value: constant(operation.value) ?? known(undefined) };
    case "transform": {
      const callback = operands[operation.callback];
      return callback ? { kind: "transform", inner: read(0), callback, parameter: operation.parameter, needsDecoder: operation.needsDecoder === true } : UNKNOWN;
    }
    case "preprocess": {
      const callback = operands[operation.callback];
      if (!callback) return UNKNOWN;
      const first: Schema = { kind: "transform", inner: { kind: "type", type: "any", isCoerced: false, at: undefined }, callback, parameter: undefined, needsDecoder: false };
      return { kind: "pipe", inner: first, next: read(operation.schema) };
    }
    case "pipe":
      return operands.slice(1).reduce<Schema>((inner, operand) => readStep(context, library, inner, operand, depth), read(0));
    case "convert":
      return { kind: "convert", inner: read(0), to: operation.to ?? readConversion(operands[1]) };
    case "condition": {
      const callback = operands[operation.callback];
      return callback ? { kind: "condition", inner: read(0), callback } : UNKNOWN;
    }
    case "allow":
    case "empty":
      return { kind: operation.is, inner: read(0), values: readValues(context, operands.slice(1)) };
    case "refuse":
      return { kind: "refuse", inner: read(0), absent: operation.absent };
    case "raw":
      return { kind: "raw", inner: read(0) };
    case "then":
      return { kind: "pipe", inner: read(0), next: read(operation.schema) };
    case "same":
      return operation.unless && hasKey(context.project, operands[1], operation.unless) ? UNKNOWN : read(0);
    case "check":
      return { kind: "check", inner: read(0), check: readCheck(context, operation.check, operands) };
    case "unknown":
      return UNKNOWN;
  }
}

/** The object literal of fields, through constants and helpers' parameters. */
function readFields(project: Project, expression: Expression | undefined): Expression | undefined {
  if (!expression) return undefined;
  const definition = findDefinition(project, expression.node, expression.module);
  if (definition.kind === "parameter") return readFields(project, expression.given.get(definition.binding.identifier));
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression") return undefined;
  return definition.node === unwrap(expression.node) ? { ...expression, node: definition.node } : toExpression(definition.node, definition.module);
}

function readMembers(context: RunContext, { operation, operands, depth }: Application, read: (index: number) => Schema): Schema[] {
  const [only] = operands;
  const isOnlyList = operands.length === 1 && only && unwrap(only.node).type === "ArrayExpression";
  const list = operation.is === "union" && operation.of !== undefined ? operands[operation.of] : isOnlyList ? only : undefined;
  if (!list) return operands.map((_, index) => read(index));
  const array = unwrap(list.node);
  if (array.type !== "ArrayExpression") return [UNKNOWN];
  return array.elements.map((item) => (item && item.type !== "SpreadElement" ? readSchema(context, { ...list, node: item }, depth + 1).schema : UNKNOWN));
}

/** The values of operands, or of the lists that they are. */
function readValues(context: RunContext, operands: readonly Expression[]): Sample[] {
  return operands.flatMap((operand) => {
    const bare = unwrap(operand.node);
    const items = bare.type === "ArrayExpression" ? bare.elements : [bare];
    return items.map((node) => (node ? evaluateConstant(context, { ...operand, node }) : known(undefined)));
  });
}

/** What stands for a schema where a library takes one: a text in its words, a list with an operator, or a schema. */
export function readPart(context: RunContext, library: SchemaLibrary, expression: Expression, depth = 0): Schema {
  const { words } = library;
  if (!words || depth > MAX_DEPTH) return readSchema(context, expression, depth).schema;
  const text = getStaticString(expression.node);
  const at = unwrap(expression.node);
  const operate = (word: string, operands: readonly Expression[]): Schema | undefined => {
    const operation = get(words, word);
    return operation && applyOperation(context, { operation, library, operands, inner: undefined, at, depth: depth + 1 });
  };
  if (text !== undefined) return readText(text, (word) => operate(word, []));
  if (at.type !== "ArrayExpression") return readSchema(context, expression, depth).schema;
  const operands = at.elements.map((element) => ({ ...expression, node: element ?? at }));
  return operate(getStaticString(operands[1]?.node) ?? "", operands) ?? UNKNOWN;
}

/** One step of a pipe: an action on what came before, or a schema of its own. */
function readStep(context: RunContext, library: SchemaLibrary, inner: Schema, step: Expression, depth: number): Schema {
  const bare = unwrap(step.node);
  const definition = findDefinition(context.project, bare.type === "CallExpression" ? bare.callee : bare, step.module);
  // A step that is a constant: the action is where it is written.
  if (bare.type !== "CallExpression") {
    if (definition.kind === "external") return readNamedStep(context, inner, definition.specifier, definition.path, step, depth);
    if (definition.kind !== "expression" || definition.node === bare) return UNKNOWN;
    return readStep(context, library, inner, toExpression(definition.node, definition.module), depth + 1);
  }
  const found = definition.kind === "external" ? findSchemaExport(definition.specifier, definition.path) : undefined;
  const operation = found && get(library.actions, found.name);
  if (operation) {
    const operands = [step, ...bare.arguments.map((node) => ({ ...step, node: node }))];
    return applyOperation(context, { operation, library, operands, inner, at: bare, depth: depth + 1 });
  }
  return { kind: "pipe", inner, next: readSchema(context, step, depth + 1).schema };
}

/** `.pipe(Schema.NullOr)`: an action that is named, not called, works on what came before; else it is a schema. */
function readNamedStep(context: RunContext, inner: Schema, specifier: string, path: readonly string[], step: Expression, depth: number): Schema {
  const found = findSchemaExport(specifier, path);
  const operation = found && get(found.library.actions, found.name);
  if (operation) return applyOperation(context, { operation, library: found.library, operands: [step], inner, at: step.node, depth: depth + 1 });
  return { kind: "pipe", inner, next: readConstant(context, specifier, path, step.node, depth).schema };
}

/** Has an object one of some keys, or can nobody tell? False where there is none. */
export function hasKey(project: Project, expression: Expression | undefined, keys: readonly string[]): boolean {
  if (!expression) return false;
  const fields = readFields(project, expression);
  if (fields?.node.type !== "ObjectExpression") return true;
  return fields.node.properties.some((property) => keys.includes(getPropertyName(property) ?? keys[0] ?? ""));
}

/** `{ minimum: 1 }`: what the options of a type add. */
function applyOptions(context: RunContext, library: SchemaLibrary, base: Schema, options: Expression, depth: number): Schema {
  const definition = findDefinition(context.project, options.node, options.module);
  if (definition.kind === "parameter") {
    const given = options.given.get(definition.binding.identifier);
    // A helper's optional parameter that nobody passes.
    return given ? applyOptions(context, library, base, given, depth + 1) : base;
  }
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression" || depth > MAX_DEPTH) return UNKNOWN;
  const place = { ...options, module: definition.module };
  let schema = base;
  for (const property of definition.node.properties) {
    if (property.type === "SpreadElement") {
      schema = applyOptions(context, library, schema, { ...place, node: property.argument }, depth + 1);
      continue;
    }
    const name = getPropertyName(property);
    if (name === undefined) return UNKNOWN;
    schema = applyOption(context, library, schema, name, { ...place, node: property.value }, depth);
  }
  return schema;
}

/** What one property of the options adds. */
export function applyOption(context: RunContext, library: SchemaLibrary, inner: Schema, name: string, value: Expression, depth: number): Schema {
  if (name === "format") {
    const format = evaluateConstant(context, value);
    const check = format.kind === "known" && typeof format.value === "string" ? get(library.formats, format.value) : undefined;
    return { kind: "check", inner, check: check ? readCheck(context, check, []) : { check: "format" } };
  }
  if (name === "nullable") return { kind: "optional", inner, absent: ["null"], fallback: undefined };
  const operation = get(library.options, name);
  return operation ? applyOperation(context, { operation, library, operands: [value, value], inner, at: value.node, depth: depth + 1 }) : UNKNOWN;
}

function readCheck(context: RunContext, check: SchemaCheck, operands: readonly (Expression | undefined)[]): Check {
  switch (check.check) {
    case "min":
    case "exclusive-min":
    case "max":
    case "exclusive-max": {
      if (typeof check.value === "number") return { check: check.check, bound: check.value };
      const operand = operands[check.value.operand];
      const value = operand && evaluateConstant(context, operand);
      return { check: check.check, bound: value?.kind === "known" && typeof value.value === "number" ? value.value : undefined };
    }
    case "not": {
      if (typeof check.value === "number") return { check: "not", values: [known(check.value)] };
      return { check: "not", values: readValues(context, operands.slice(check.value.operand).flatMap((operand) => operand ?? [])) };
    }
    case "datetime": {
      const options = operands[1] && evaluateConstant(context, operands[1]);
      const added = Object.entries(check.options ?? {}).flatMap(([name, forms]) => {
        const value = options?.kind === "object" ? options.members[name] : undefined;
        return value?.kind === "known" && value.value === true ? forms : [];
      });
      const accepts = check.patterns === undefined ? check.accepts : readPatterns(context.project, operands[1], check.patterns, check.accepts);
      return accepts ? { check: "datetime", accepts: [...accepts, ...added] } : { check: "format" };
    }
    case "predicate": {
      const callback = operands[check.callback === "last" ? operands.length - 1 : check.callback];
      return callback && callback !== operands[0] ? { check: "predicate", callback } : { check: "format" };
    }
    default:
      return check;
  }
}

/** The class that `() => Number` names. */
function readConversion(operand: Expression | undefined): "number" | "date" | "string" | "boolean" | "other" {
  const fn = operand && unwrap(operand.node);
  const returned = fn && isFunction(fn) ? getOnlyReturn(fn) : undefined;
  const name = returned?.type === "Identifier" ? returned.name : undefined;
  return name === "Number" ? "number" : name === "Date" ? "date" : name === "String" ? "string" : name === "Boolean" ? "boolean" : "other";
}

function get<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
