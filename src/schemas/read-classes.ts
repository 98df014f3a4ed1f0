import { getPropertyName, isClass, unwrap, walk } from "../ast/index.js";
import type { ClassNode, Node } from "../ast/index.js";
import { findSchemaExport, isNeutralDecorator } from "../catalogue/index.js";
import type { SchemaLibrary, SchemaOperation, SchemaType } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { SourceModule } from "../project/index.js";
import { applyOperation, toExpression } from "./read-schema.js";
import { evaluateConstant } from "./run-callback.js";
import type { Field, ObjectSchema, RunContext, Schema } from "./types.js";

/** The classes of a module whose fields carry validators. */
export function readClasses(context: RunContext, module: SourceModule): readonly ObjectSchema[] {
  const schemas: ObjectSchema[] = [];
  walk(module.program, (node) => {
    if (!isClass(node)) return;
    const schema = readClass(context, node, module);
    if (schema) schemas.push(schema);
  });
  return schemas;
}

interface Decorator {
  readonly operation: SchemaOperation;
  readonly library: SchemaLibrary;
  readonly node: Node;
  readonly arguments: readonly Node[];
}

function readClass(context: RunContext, node: ClassNode, module: SourceModule): ObjectSchema | undefined {
  const fields: Field[] = [];
  let owner: ObjectSchema | undefined;
  for (const member of node.body.body) {
    if (member.type !== "PropertyDefinition" || member.static) continue;
    const name = getPropertyName(member);
    const decorators = readDecorators(context, getDecoratorNodes(member), module);
    const library = decorators.found[0]?.library;
    if (name === undefined || !library) continue;
    owner ??= { node, module, library, fields, isPartial: false, isReshaped: false, checks: [] };
    const schema: Schema = decorators.isComplete ? readMember(context, decorators.found, member, module) : { kind: "unknown" };
    fields.push({ name, node: member.key, value: member, schema, library, owner });
  }
  return owner;
}

/** The decorators as they are written. Trees of plain JavaScript have no place for them. */
function getDecoratorNodes(member: Node): readonly { readonly expression: Node }[] {
  return (member as { decorators?: readonly { readonly expression: Node }[] }).decorators ?? [];
}

/** The decorators of schema libraries; incomplete where one could check or change the value in a way that nobody sees. */
function readDecorators(context: RunContext, decorators: readonly { readonly expression: Node }[], module: SourceModule): { readonly found: readonly Decorator[]; readonly isComplete: boolean } {
  const found: Decorator[] = [];
  let isComplete = true;
  for (const { expression } of decorators) {
    const bare = unwrap(expression);
    const call = bare.type === "CallExpression" ? bare : undefined;
    const definition = findDefinition(context.project, call?.callee ?? bare, module);
    const known = definition.kind === "external" ? findSchemaExport(definition.specifier, definition.path) : undefined;
    if (!known) {
      isComplete &&= definition.kind === "external" && isNeutralDecorator(definition.specifier);
      continue;
    }
    const operation = Object.hasOwn(known.library.decorators, known.name) ? known.library.decorators[known.name] : undefined;
    const args = call?.arguments ?? [];
    if (args.some((argument) => hasFlag(context, argument, "toPlainOnly", module))) continue;
    // `{ each: true }` speaks of the elements of a list.
    if (!operation || args.some((argument) => hasFlag(context, argument, "each", module))) isComplete = false;
    found.push({ operation: operation ?? { is: "unknown" }, library: known.library, node: bare, arguments: args });
  }
  return { found, isComplete };
}

function hasFlag(context: RunContext, argument: Node, name: string, module: SourceModule): boolean {
  const value = unwrap(argument).type === "ObjectExpression" ? evaluateConstant(context, toExpression(argument, module)) : undefined;
  const flag = value?.kind === "object" ? value.members[name] : undefined;
  return flag?.kind === "known" && flag.value === true;
}

/** Conversions run first, then transformations in order, then the validators, which an optional field skips. */
function readMember(context: RunContext, decorators: readonly Decorator[], member: Node, module: SourceModule): Schema {
  const select = (...kinds: readonly SchemaOperation["is"][]): readonly Decorator[] => decorators.filter(({ operation }) => kinds.includes(operation.is));
  const fold = (base: Schema, list: readonly Decorator[]): Schema =>
    list.reduce((inner, { operation, library, node, arguments: args }) => {
      const operands = [node, ...args].map((operand) => toExpression(operand, module));
      return applyOperation(context, { operation, library, operands, inner, at: node, depth: 0 });
    }, base);
  const any: Schema = { kind: "type", type: "any", isCoerced: false, at: undefined };
  const checks = select("check");
  const declared = checks.length > 0 ? undefined : getDeclaredType(member);
  const base: Schema = declared ? { kind: "type", type: declared, isCoerced: false, at: undefined } : any;
  const converted = fold(fold(any, select("convert")), select("transform"));
  return { kind: "pipe", inner: converted, next: fold(fold(fold(base, checks), select("unknown")), select("condition", "optional")) };
}

/** The type that the annotation names, null and undefined aside; `undefined` when it is none of the simple ones. */
function getDeclaredType(member: Node): SchemaType | undefined {
  const annotation = (member as { typeAnnotation?: { typeAnnotation: Node } | null }).typeAnnotation?.typeAnnotation;
  const types = annotation?.type === "TSUnionType" ? annotation.types : annotation ? [annotation] : [];
  const [first, ...others] = types.filter(({ type }) => type !== "TSNullKeyword" && type !== "TSUndefinedKeyword");
  if (!first || others.length > 0) return undefined;
  switch (first.type) {
    case "TSNumberKeyword":
      return "number";
    case "TSStringKeyword":
      return "string";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSTypeReference":
      return first.typeName.type === "Identifier" && first.typeName.name === "Date" ? "date" : undefined;
    default:
      return undefined;
  }
}

/** Does the declared type of a class member admit null? */
export function isDeclaredNullable(member: Node): boolean {
  const annotation = (member as { typeAnnotation?: { typeAnnotation: Node } | null }).typeAnnotation?.typeAnnotation;
  return annotation?.type === "TSUnionType" && annotation.types.some(({ type }) => type === "TSNullKeyword");
}
