import { getAnnotation, getLastName, getMember, isFunction, isWithin, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import { NAMED_REQUEST_MEMBERS, PARSE_MEMBERS, REQUEST_MEMBERS, findFrameworkExport, findSchemaExport } from "../catalogue/index.js";
import type { SchemaPosition } from "../catalogue/index.js";
import { findDefinition, findTypeDefinition, getPatternPath } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { readDecorators } from "./decorators.js";
import { findGivenSchemas } from "./schema-parameters.js";
import type { Application } from "./schema-parameters.js";
import type { EndpointSchema } from "./types.js";

const MAX_DEPTH = 6;

/** The schemas that a module's own code applies: `Schema.parse(request.body)`, `t.procedure.input(Schema)`. */
export function findAppliedSchemas(project: Project, module: SourceModule): readonly EndpointSchema[] {
  const schemas: EndpointSchema[] = [];
  walk(module.program, (node) => {
    if (node.type !== "CallExpression") return;
    const member = getMember(node.callee);
    if (member ? PARSE_MEMBERS.has(member.name) : isParser(project, node.callee, module)) {
      for (const application of readParse(project, node, member?.object, module)) schemas.push(...findGivenSchemas(project, application));
    }
    if (member && (member.name === "input" || member.name === "output")) schemas.push(...readProcedure(project, node, member.name, module));
  });
  return schemas;
}

/** `parse(Schema, value)`, `plainToInstance(Dto, value)`: an import of a schema library that only parses. */
function isParser(project: Project, callee: Node, module: SourceModule): boolean {
  const definition = callee.type === "Identifier" ? findDefinition(project, callee, module) : undefined;
  const found = definition?.kind === "external" ? findSchemaExport(definition.specifier, definition.path) : undefined;
  return found?.library.parsers.includes(found.name) === true;
}

/** Parsers take the value (`Schema.parse(value)`), or the schema before or after it (`v.parse(Schema, value)`, `Value.Check(Schema, value)`). */
function readParse(project: Project, call: NodeOf<"CallExpression">, receiver: Node | undefined, module: SourceModule): Application[] {
  const [first, second] = call.arguments;
  if (!first) return [];
  const own = getRequestPart(project, first, module) ?? getChosenPart(project, first, module);
  if (own) return [receiver, second].flatMap((node) => (node ? [{ part: own, node, module }] : []));
  const other = second && (getRequestPart(project, second, module) ?? getChosenPart(project, second, module));
  return other ? [{ part: other, node: first, module }] : [];
}

/** The parameter that names the part: `request[target]`. */
function getChosenPart(project: Project, node: Node, module: SourceModule): Binding | undefined {
  const held = findDefinition(project, node, module);
  if (held.kind !== "expression" || held.node.type !== "MemberExpression" || !held.node.computed || !isRequest(project, held.node.object, held.module)) return undefined;
  const name = findDefinition(project, held.node.property, held.module);
  return name.kind === "parameter" && name.path.length === 0 ? name.binding : undefined;
}

/** The part of a request that an expression holds: `request.body`, `await c.req.json()`, `req.query`; `undefined` for everything else. */
export function getRequestPart(project: Project, node: Node, module: SourceModule, depth = 0): SchemaPosition | undefined {
  const bare = unwrap(node);
  if (depth > MAX_DEPTH) return undefined;
  switch (bare.type) {
    case "AwaitExpression":
      return getRequestPart(project, bare.argument, module, depth + 1);
    case "Identifier":
      return getNamedPart(project, bare, module, depth);
    case "CallExpression": {
      const member = getMember(bare.callee);
      // `Object.fromEntries(formData)` and `JSON.parse(request.body)` are still that part.
      const isConverted = member?.object.type === "Identifier" && (member.name === "fromEntries" || member.name === "parse");
      const [first] = bare.arguments;
      if (isConverted && first) return getRequestPart(project, first, module, depth + 1);
      return getPartOfMember(project, bare.callee, module);
    }
    case "MemberExpression":
      return getPartOfMember(project, bare, module);
    default:
      return undefined;
  }
}

/** `const body = await request.json()`, `({ body }) => …` and `@Body() body`. */
function getNamedPart(project: Project, node: NodeOf<"Identifier">, module: SourceModule, depth: number): SchemaPosition | undefined {
  const binding = module.scope.lookup(node.name, node);
  if (!binding) return undefined;
  const [name, ...rest] = getPatternPath(binding) ?? [];
  if (binding.kind === "parameter") {
    if (name === undefined) return getDecoratedPart(project, binding, module);
    return rest.length === 0 && isRequestParameter(project, binding, module) ? getPart(name) : undefined;
  }
  const { declaration } = binding;
  if (declaration.type !== "VariableDeclarator" || !declaration.init || module.scope.getWrites(binding).length > 0) return undefined;
  if (name === undefined) return getRequestPart(project, declaration.init, module, depth + 1);
  return rest.length === 0 && isRequest(project, declaration.init, module) ? getPart(name) : undefined;
}

function findParameter({ declaration, identifier }: Binding): Node | undefined {
  return isFunction(declaration) ? declaration.params.find((parameter) => isWithin(identifier, parameter)) : undefined;
}

function getDecoratedPart(project: Project, binding: Binding, module: SourceModule): SchemaPosition | undefined {
  const parameter = findParameter(binding);
  const input = parameter && readDecorators(project, parameter, module).applied.find((decorator) => decorator.export.is === "input");
  return input?.export.is === "input" && input.arguments.length === 0 ? input.export.position : undefined;
}

/** Can a parameter be a request? Not one of a project's own type, and not an element of a list. */
function isRequestParameter(project: Project, binding: Binding, module: SourceModule): boolean {
  const fn = binding.declaration;
  const parameter = findParameter(binding);
  if (!parameter || !isFunction(fn)) return false;
  const annotation = getAnnotation(parameter);
  if (annotation) return isOutsideType(project, annotation, module, 0);
  const call = unwrapUp(fn).parent;
  const member = call?.type === "CallExpression" ? getMember(call.callee) : undefined;
  return !member || !ELEMENT_CALLBACKS.has(member.name);
}

const ELEMENT_CALLBACKS = new Set(["map", "flatMap", "forEach", "filter", "find", "some", "every", "reduce", "sort", "then"]);

/** Is a type a package's or a global one, perhaps through an alias or an interface that extends it? */
export function isOutsideType(project: Project, type: Node, module: SourceModule, depth = 0): boolean {
  if (type.type === "TSTypeAnnotation") return isOutsideType(project, type.typeAnnotation, module, depth);
  if (type.type === "TSIntersectionType") return type.types.some((item) => isOutsideType(project, item, module, depth));
  if (type.type !== "TSTypeReference" || depth > MAX_DEPTH) return type.type === "TSAnyKeyword";
  const definition = findTypeDefinition(project, type.typeName, module);
  if (definition.kind !== "declaration") return true;
  const { node } = definition;
  if (node.type === "TSTypeAliasDeclaration") return isOutsideType(project, node.typeAnnotation, definition.module, depth + 1);
  return node.type === "TSInterfaceDeclaration" && node.extends.some(({ expression }) => findTypeDefinition(project, expression, definition.module).kind !== "declaration");
}

function getPartOfMember(project: Project, node: Node, module: SourceModule): SchemaPosition | undefined {
  const member = getMember(node);
  if (!member || !isRequest(project, member.object, module)) return undefined;
  const isNamed = /^req(?:uest)?$/.test(getLastName(member.object) ?? "") && Object.hasOwn(NAMED_REQUEST_MEMBERS, member.name);
  return getPart(member.name) ?? (isNamed ? NAMED_REQUEST_MEMBERS[member.name] : undefined);
}

function getPart(name: string): SchemaPosition | undefined {
  return Object.hasOwn(REQUEST_MEMBERS, name) ? REQUEST_MEMBERS[name] : undefined;
}

/** What a handler is given, or the request within it (`c.req`, `ctx.request`): never a constant, never a call's result. */
function isRequest(project: Project, node: Node, module: SourceModule): boolean {
  const bare = unwrap(node);
  const member = getMember(bare);
  const base = member && (member.name === "req" || member.name === "request") ? member.object : bare;
  if (base.type !== "Identifier") return false;
  const definition = findDefinition(project, base, module);
  return definition.kind === "parameter" && isRequestParameter(project, definition.binding, definition.module);
}

/** `t.procedure.input(Schema)`, however many steps lie between. */
function readProcedure(project: Project, call: NodeOf<"CallExpression">, name: "input" | "output", module: SourceModule): EndpointSchema[] {
  const [schema] = call.arguments;
  if (!schema || !isProcedure(project, call, module, 0)) return [];
  return [{ position: name === "input" ? "body" : "response", node: schema, module }];
}

function isProcedure(project: Project, node: Node, module: SourceModule, depth: number): boolean {
  if (depth > 4 * MAX_DEPTH) return false;
  const definition = findDefinition(project, node, module);
  switch (definition.kind) {
    case "external":
      return findFrameworkExport(definition.specifier, definition.path.slice(0, 1))?.export.is === "procedures";
    case "member":
      return isProcedure(project, definition.object, definition.module, depth + 1);
    case "expression":
      return definition.node.type === "CallExpression" && isProcedure(project, definition.node.callee, definition.module, depth + 1);
    case "function":
      return definition.node.body?.type === "CallExpression" && isProcedure(project, definition.node.body, definition.module, depth + 1);
    default:
      return false;
  }
}
