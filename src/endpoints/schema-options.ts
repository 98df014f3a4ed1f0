import { getEnclosingFunction, getFunctionName, getLastName, getMember, getPropertyName, unwrap, walk } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { CALLABLE_MODULES, PART_HOLDERS, PART_KEYS, PART_VALIDATORS, READING_HANDLERS, REQUEST_VALIDATORS, findSchemaExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { getRequestPart } from "./schema-uses.js";
import type { EndpointSchema } from "./types.js";

const MAX_DEPTH = 20;

/** Text of which every module that plugs in a schema in one of these ways holds one. */
export const OPTION_MARKS: readonly string[] = [...[...PART_HOLDERS].map((name) => `${name}:`), ...Object.keys(PART_VALIDATORS), ...REQUEST_VALIDATORS, ...CALLABLE_MODULES];

/**
 * The schemas that a module plugs in by the keys of an object (`celebrate({ body })`, `validate: { payload }`), hands to a
 * request (`request.validateUsing(schema)`), or calls with a part of one (`Schema(request.body)`).
 */
export function findOptionSchemas(project: Project, module: SourceModule): readonly EndpointSchema[] {
  if (!OPTION_MARKS.some((mark) => module.text.includes(mark))) return [];
  const schemas: EndpointSchema[] = [];
  walk(module.program, (node) => {
    if (node.type === "Property" && PART_HOLDERS.has(getPropertyName(node) ?? "")) schemas.push(...readParts(project, node.value, module));
    else if (node.type === "CallExpression") schemas.push(...readCall(project, node, module));
  });
  return schemas;
}

function readCall(project: Project, call: NodeOf<"CallExpression">, module: SourceModule): EndpointSchema[] {
  const [first] = call.arguments;
  if (!first) return [];
  const member = getMember(call.callee);
  if (member && REQUEST_VALIDATORS.has(member.name)) {
    const handler = getEnclosingFunction(call);
    return [{ position: READING_HANDLERS.test((handler && getFunctionName(handler)) ?? "") ? "query" : "body", node: first, module }];
  }
  if (unwrap(call.callee).type !== "Identifier") return [];
  const definition = findDefinition(project, call.callee, module);
  if (definition.kind === "external") {
    const names = Object.hasOwn(PART_VALIDATORS, definition.specifier) ? PART_VALIDATORS[definition.specifier] : undefined;
    return names?.includes(definition.path.at(-1) ?? "default") ? readParts(project, first, module) : [];
  }
  const position = isCallable(project, call.callee, module, 0) ? getRequestPart(project, first, module) : undefined;
  return position ? [{ position, node: call.callee, module }] : [];
}

/** Is an expression a schema that is a function itself: what a library's export makes, and what is made of that? */
function isCallable(project: Project, node: Node, module: SourceModule, depth: number): boolean {
  const made = findDefinition(project, node, module);
  if (depth > MAX_DEPTH || made.kind !== "expression" || made.node.type !== "CallExpression") return false;
  const maker = findDefinition(project, made.node.callee, made.module);
  if (maker.kind === "external") return findSchemaExport(maker.specifier, maker.path)?.library.isCallable === true;
  return maker.kind === "member" && isCallable(project, maker.object, maker.module, depth + 1);
}

/** The schemas of an object, by its keys: `{ body: Task }`, `{ [Segments.BODY]: Task }`. */
function readParts(project: Project, node: Node, module: SourceModule): EndpointSchema[] {
  const definition = findDefinition(project, node, module);
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression") return [];
  return definition.node.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const name = getPropertyName(property) ?? getLastName(property.key) ?? "";
    const position = Object.hasOwn(PART_KEYS, name) ? PART_KEYS[name] : undefined;
    return position ? [{ position, node: property.value, module: definition.module }] : [];
  });
}
