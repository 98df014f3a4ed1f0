import { findProperty, getPropertyName, getStaticString, unwrap, walk } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { JSON_SCHEMA_MARK, jsonSchema } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { SourceModule } from "../project/index.js";
import { applyOperation, applyOption, toExpression } from "./read-schema.js";
import { evaluateConstant } from "./run-callback.js";
import { getTruth } from "./samples.js";
import type { Expression, Field, ObjectSchema, RunContext, Schema } from "./types.js";

type Literal = NodeOf<"ObjectExpression">;

const MAX_DEPTH = 12;
const UNKNOWN: Schema = { kind: "unknown" };
/** What is read apart from the options of a type. */
const STRUCTURE: ReadonlySet<string> = new Set(["type", "anyOf", "oneOf", "enum", "const", "nullable", "default"]);

/** The object literals of a module that describe objects as JSON Schema: `{ type: "object", properties: { … } }`. */
export function readJsonSchemas(context: RunContext, module: SourceModule): readonly ObjectSchema[] {
  const schemas: ObjectSchema[] = [];
  if (!JSON_SCHEMA_MARK.test(module.text)) return schemas;
  walk(module.program, (node) => {
    if (node.type !== "ObjectExpression") return;
    const type = findProperty(node, "type");
    const properties = findProperty(node, "properties");
    const shape = properties && findDefinition(context.project, properties.value, module);
    if (!type || getStaticString(type.value) !== "object" || shape?.kind !== "expression" || shape.module !== module || shape.node.type !== "ObjectExpression") return;
    const owner = createOwner(node, module);
    const required = readRequired(context, node, module);
    for (const property of shape.node.properties) {
      const name = property.type === "Property" ? getPropertyName(property) : undefined;
      if (property.type === "Property" && name !== undefined) owner.fields.push(readField(context, name, property, required, owner));
    }
    schemas.push(owner);
  });
  return schemas;
}

function createOwner(node: Literal, module: SourceModule): ObjectSchema & { readonly fields: Field[] } {
  return { node, module, library: jsonSchema, fields: [], isPartial: false, isReshaped: false, checks: [] };
}

/** The names of the fields that have to be there; `undefined` when they cannot be read. */
function readRequired(context: RunContext, node: Literal, module: SourceModule): readonly string[] | undefined {
  if (node.properties.some(({ type }) => type === "SpreadElement")) return undefined;
  const required = findProperty(node, "required");
  if (!required) return [];
  const list = findDefinition(context.project, required.value, module);
  if (list.kind !== "expression" || list.node.type !== "ArrayExpression") return undefined;
  const names = list.node.elements.map((element) => getStaticString(element));
  return names.every((name) => name !== undefined) ? names : undefined;
}

function readField(context: RunContext, name: string, property: NodeOf<"Property">, required: readonly string[] | undefined, owner: ObjectSchema): Field {
  const inner = required ? readJson(context, toExpression(property.value, owner.module), 0) : UNKNOWN;
  const schema: Schema = required?.includes(name) ? inner : { kind: "optional", inner, absent: ["undefined"], fallback: undefined };
  return { name, node: property, value: property.value, schema, library: jsonSchema, owner };
}

/** What one schema lets through; unknown for references, combinations and spreads. */
function readJson(context: RunContext, expression: Expression, depth: number): Schema {
  const definition = findDefinition(context.project, expression.node, expression.module);
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression" || depth > MAX_DEPTH) return UNKNOWN;
  const place = toExpression(definition.node, definition.module);
  const entries = new Map<string, Expression>();
  for (const property of definition.node.properties) {
    const name = property.type === "Property" ? getPropertyName(property) : undefined;
    if (property.type !== "Property" || name === undefined) return UNKNOWN;
    entries.set(name, { ...place, node: property.value });
  }
  let schema = readStructure(context, entries, definition.node, depth);
  for (const [name, value] of entries) if (!STRUCTURE.has(name)) schema = applyOption(context, jsonSchema, schema, name, value, depth);
  const nullable = entries.get("nullable");
  if (nullable && getTruth(evaluateConstant(context, nullable)) !== false) schema = { kind: "optional", inner: schema, absent: ["null"], fallback: undefined };
  const fallback = entries.get("default");
  return fallback ? { kind: "default", inner: schema, value: evaluateConstant(context, fallback), isParsed: false } : schema;
}

/** The types, members or values that a schema names; only one of the ways is read. */
function readStructure(context: RunContext, entries: ReadonlyMap<string, Expression>, at: Node, depth: number): Schema {
  const list = entries.get("anyOf") ?? entries.get("oneOf");
  const values = entries.get("enum") ?? entries.get("const");
  const type = entries.get("type");
  if (list) return values || type ? UNKNOWN : { kind: "union", members: getElements(list).map((item) => readJson(context, item, depth + 1)), isConverting: true };
  if (values) return { kind: "literal", values: (unwrap(values.node).type === "ArrayExpression" ? getElements(values) : [values]).map((item) => evaluateConstant(context, item)) };
  if (!type) return UNKNOWN;
  const items = unwrap(type.node).type === "ArrayExpression" ? getElements(type) : [type];
  const names = items.map(({ node }) => getStaticString(node));
  if (names.length === 1) return readType(context, names[0], at);
  const members = names.filter((name) => name !== "null").map((name) => readType(context, name, at));
  const [only] = members;
  const inner: Schema = members.length === 1 && only ? only : { kind: "union", members };
  return names.includes("null") ? { kind: "optional", inner, absent: ["null"], fallback: undefined } : inner;
}

function readType(context: RunContext, name: string | undefined, at: Node): Schema {
  const operation = name !== undefined && Object.hasOwn(jsonSchema.functions, name) ? jsonSchema.functions[name] : undefined;
  return operation ? applyOperation(context, { operation, library: jsonSchema, operands: [], inner: undefined, at, depth: 0 }) : UNKNOWN;
}

function getElements(expression: Expression): Expression[] {
  const bare = unwrap(expression.node);
  return bare.type === "ArrayExpression" ? bare.elements.flatMap((element) => (element ? [{ ...expression, node: element }] : [])) : [];
}
