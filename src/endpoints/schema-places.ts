import { getCallee, getLastName, getMember, isCall, unwrap, walk } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { SCHEMA_PLACES, VALIDATOR_MAKERS, matchesSpecifier } from "../catalogue/index.js";
import type { SchemaPlace } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { readObject } from "./objects.js";
import { getRequestPart } from "./schema-uses.js";
import type { EndpointSchema } from "./types.js";

const MAX_DEPTH = 40;

/** Text of which every module that plugs in a schema in one of these ways holds one. */
export const PLACE_MARKS: readonly string[] = [...SCHEMA_PLACES.flatMap(({ marks }) => marks), ...VALIDATOR_MAKERS].map((mark) => (VALIDATOR_MAKERS.has(mark) ? `${mark}(` : mark));

/** The schemas that a module plugs in where the catalogue says so, and those that it makes validators of requests of. */
export function findPlacedSchemas(project: Project, module: SourceModule): readonly EndpointSchema[] {
  const places = SCHEMA_PLACES.filter(({ marks }) => marks.some((mark) => module.text.includes(mark)));
  const schemas: EndpointSchema[] = [];
  walk(module.program, (node) => {
    if (node.type !== "CallExpression") return;
    const member = getMember(node.callee);
    for (const { members, modules } of member ? places : []) {
      const place = member && Object.hasOwn(members, member.name) ? members[member.name] : undefined;
      if (member && place && isMadeOf(project, member.object, module, modules, 0)) schemas.push(...readPlace(project, place, node, module));
    }
    schemas.push(...readValidator(project, node, module));
  });
  return schemas;
}

function readPlace(project: Project, { argument, position, keys }: SchemaPlace, call: NodeOf<"CallExpression">, module: SourceModule): EndpointSchema[] {
  const node = call.arguments[argument];
  if (!node) return [];
  if (position) return [{ position, node, module }];
  const object = readObject(project, node, module);
  return (object?.entries ?? []).flatMap(({ name, value }) => {
    const found = keys && Object.hasOwn(keys, name) ? keys[name] : undefined;
    return found ? [{ position: found, ...value }] : [];
  });
}

/** `const validate = ajv.compile(Task); validate(request.body)`, `Schema.decodeUnknownSync(Task)(request.body)`. */
function readValidator(project: Project, call: NodeOf<"CallExpression">, module: SourceModule): EndpointSchema[] {
  const [value] = call.arguments;
  const callee = unwrap(call.callee);
  if (!value || (callee.type !== "Identifier" && callee.type !== "CallExpression")) return [];
  const position = getRequestPart(project, value, module);
  if (!position) return [];
  const maker = findDefinition(project, callee, module);
  if (maker.kind !== "expression" || maker.node.type !== "CallExpression") return [];
  const [schema] = maker.node.arguments;
  return schema && VALIDATOR_MAKERS.has(getLastName(maker.node.callee) ?? "") ? [{ position, node: schema, module: maker.module }] : [];
}

/** Does an expression begin with a package's export: `HttpApiEndpoint.post(…)`, whatever is chained to it? */
function isMadeOf(project: Project, node: Node, module: SourceModule, modules: readonly string[], depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const next = (inner: Node, home: SourceModule): boolean => isMadeOf(project, inner, home, modules, depth + 1);
  const definition = findDefinition(project, node, module);
  switch (definition.kind) {
    case "external":
      return modules.some((pattern) => matchesSpecifier(pattern, definition.specifier));
    case "member":
      return next(definition.object, definition.module);
    case "expression":
      return isCall(definition.node) && next(getCallee(definition.node), definition.module);
    default:
      return false;
  }
}
