import { getMember, getPropertyName, getReturned, getStaticString, isFunction, unwrap } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { COLUMN_FORMS, matchesSpecifier } from "../catalogue/index.js";
import type { SchemaOperation } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { readSchema, readWithArgument, toExpression } from "./read-schema.js";
import type { Field, ObjectSchema, RunContext, Schema } from "./types.js";

type Call = NodeOf<"CallExpression">;
type Deriving = Extract<SchemaOperation, { is: "derive" }>;

/** A column of a table, as the functions of its chain describe it. */
interface Column {
  readonly name: string;
  readonly type: "number" | "string" | "date" | undefined;
  readonly isRequired: boolean;
  readonly isDefaulted: boolean;
}

/**
 * The fields that a schema has by its table's columns. None where the table or the overrides cannot be read; a column that
 * cannot is unknown. An override is a field of its own place; the others are where the schema is made.
 */
export function readTableFields(context: RunContext, operation: Deriving, call: Call, owner: ObjectSchema): readonly Field[] {
  const { module, library } = owner;
  const table = call.arguments[operation.table];
  const columns = table ? findColumns(context.project, table, module) : undefined;
  const overrides = findOverrides(context.project, call.arguments[operation.overrides], module);
  if (!columns || !overrides) return [];
  return columns.map((column) => {
    const { name } = column;
    const base: Schema = column.type ? { kind: "type", type: column.type, isCoerced: false, at: undefined } : { kind: "unknown" };
    const override = overrides.get(name);
    if (!override) return { name, node: call, value: call, schema: wrap(base, column, operation), library, owner };
    const definition = findDefinition(context.project, override.value, module);
    const schema =
      definition.kind === "function"
        ? wrap(readWithArgument(context, definition.node, definition.module, { schema: base, library }).schema, column, operation)
        : readSchema(context, toExpression(override.value, module)).schema;
    return { name, node: override, value: override.value, schema, library, owner };
  });
}

/** Null and undefined get through outside of everything else: measured on drizzle-zod 0.8. */
function wrap(inner: Schema, { isRequired, isDefaulted }: Column, { isPartial }: Deriving): Schema {
  const nullable: Schema = isRequired ? inner : { kind: "optional", inner, absent: ["null"], fallback: undefined };
  const isOptional = isPartial === true || isDefaulted || !isRequired;
  return isOptional ? { kind: "optional", inner: nullable, absent: ["undefined"], fallback: undefined } : nullable;
}

function findOverrides(project: Project, node: Node | undefined, module: SourceModule): ReadonlyMap<string, NodeOf<"Property">> | undefined {
  const found = new Map<string, NodeOf<"Property">>();
  if (!node) return found;
  const definition = findDefinition(project, node, module);
  if (definition.kind !== "expression" || definition.module !== module || definition.node.type !== "ObjectExpression") return undefined;
  for (const property of definition.node.properties) {
    const name = getPropertyName(property);
    if (property.type !== "Property" || name === undefined) return undefined;
    found.set(name, property);
  }
  return found;
}

/** `pgTable("tasks", { … })`, `pgTable("tasks", (t) => ({ … }))`. */
function findColumns(project: Project, table: Node, module: SourceModule): readonly Column[] | undefined {
  const definition = findDefinition(project, table, module);
  const written = definition.kind === "expression" && definition.node.type === "CallExpression" ? definition.node.arguments[1] : undefined;
  if (definition.kind !== "expression" || !written) return undefined;
  const bare = unwrap(written);
  const [columns = bare] = isFunction(bare) ? getReturned(bare) : [];
  return readColumns(project, columns, definition.module, 0);
}

function readColumns(project: Project, node: Node, module: SourceModule, depth: number): readonly Column[] | undefined {
  const definition = findDefinition(project, node, module);
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression" || depth > 5) return undefined;
  return definition.node.properties.flatMap((property) => {
    if (property.type === "SpreadElement") return readColumns(project, property.argument, definition.module, depth + 1) ?? [];
    const name = getPropertyName(property);
    return name === undefined ? [] : (readColumn(project, name, property.value, definition.module) ?? []);
  });
}

function readColumn(project: Project, name: string, value: Node, module: SourceModule): Column | undefined {
  const calls: string[] = [];
  const definition = findDefinition(project, value, module);
  let current: Node = definition.kind === "expression" ? definition.node : unwrap(value);
  const home = definition.kind === "expression" ? definition.module : module;
  for (let member = getCalled(current); member && unwrap(member.object).type === "CallExpression"; member = getCalled(current)) {
    calls.push(member.name);
    current = unwrap(member.object);
  }
  const has = (names: readonly string[]): boolean => calls.some((call) => names.includes(call));
  const { required, defaulted, excluded, neutral } = COLUMN_FORMS;
  if (has(excluded)) return undefined;
  const isKnown = calls.every((call) => [...required, ...defaulted, ...neutral].includes(call));
  return { name, type: isKnown ? readType(project, current, home) : undefined, isRequired: has(required), isDefaulted: has(defaulted) };
}

function getCalled(node: Node): { readonly name: string; readonly object: Node } | undefined {
  return node.type === "CallExpression" ? getMember(node.callee) : undefined;
}

/** The function that makes the column: an import, or a member of what the table's function is given. */
function readType(project: Project, node: Node, module: SourceModule): Column["type"] {
  if (node.type !== "CallExpression") return undefined;
  const definition = findDefinition(project, node.callee, module);
  const isColumn = definition.kind === "external" ? COLUMN_FORMS.modules.some((pattern) => matchesSpecifier(pattern, definition.specifier)) : definition.kind === "member" || definition.kind === "parameter";
  const maker = definition.kind === "external" ? definition.path.at(-1) : getCalled(node)?.name;
  if (!isColumn || maker === undefined) return undefined;
  const mode = node.arguments.map((argument) => readMode(argument)).find((found) => found !== undefined);
  if (mode === undefined) return Object.hasOwn(COLUMN_FORMS.types, maker) ? COLUMN_FORMS.types[maker] : undefined;
  const type = Object.hasOwn(COLUMN_FORMS.modes, mode) ? COLUMN_FORMS.modes[mode] : undefined;
  return type === "other" ? undefined : type;
}

function readMode(argument: Node): string | undefined {
  const options = unwrap(argument);
  const mode = options.type === "ObjectExpression" ? options.properties.find((property) => getPropertyName(property) === "mode") : undefined;
  return mode?.type === "Property" ? (getStaticString(mode.value) ?? "") : undefined;
}
