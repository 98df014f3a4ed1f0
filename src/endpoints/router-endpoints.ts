import { getMember, getPropertyName, getStaticString, unwrap } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import type { Framework } from "../catalogue/index.js";
import { FRAMEWORKS, findFrameworkExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { classifyStatus, findEntry, findHandler, isTrue, readMethods, readObject } from "./objects.js";
import type { ReadObject } from "./objects.js";
import { readDefinition, readDescription, readValidator } from "./openapi.js";
import { findRouter } from "./routers.js";
import type { RouterRef } from "./routers.js";
import type { Declaration, Endpoint, EndpointSchema } from "./types.js";

const UNKNOWN: Declaration = { kind: "unknown" };
const NEEDS_NONE: Declaration = { kind: "needs-none" };

/** The endpoints that a call adds to a router, or describes for one; none when it does neither. */
export function readRouteCalls(project: Project, call: CallNode, module: SourceModule): readonly Endpoint[] {
  if (call.type !== "CallExpression") return [];
  const member = getMember(call.callee);
  if (!member) return toList(readDefinition(project, call, module));
  if (!ROUTE_NAMES.has(member.name)) return [];
  const router = findRouter(project, member.object, module);
  const members = router?.framework.router;
  if (!members) return [];
  if (member.name === members.routeObject?.member) {
    const [argument] = call.arguments;
    const list = argument && unwrap(argument);
    if (list?.type !== "ArrayExpression") return toList(argument && readRouteObject(project, router, argument, call, module));
    return list.elements.flatMap((item) => toList(item ? readRouteObject(project, router, item, item, module) : undefined));
  }
  return Object.hasOwn(members.routes, member.name) ? toList(readRoute(project, router, members.routes[member.name] ?? [], call, module)) : [];
}

function toList(endpoint: Endpoint | undefined): readonly Endpoint[] {
  return endpoint ? [endpoint] : [];
}

/** Asked first, because it is cheap: most calls are no routes. */
const ROUTE_NAMES: ReadonlySet<string> = new Set(FRAMEWORKS.flatMap(({ router }) => (router ? [...Object.keys(router.routes), router.routeObject?.member ?? ""] : [])));

/** `app.get(path, options?, …middleware, handler)`. */
function readRoute(project: Project, router: RouterRef, methods: readonly string[], call: CallNode, module: SourceModule): Endpoint | undefined {
  if (call.type !== "CallExpression") return undefined;
  const [path, ...rest] = call.arguments;
  const last = rest.at(-1);
  // `app.get("/x")` and `cache.get(key)`-like calls on a router add nothing.
  if (!path || !last) return undefined;
  const { framework } = router;
  const text = getStaticString(path);
  if (rest.some((argument) => argument.type === "SpreadElement")) return createEndpoint(router, { methods, path: text, call, module, handler: undefined, schemas: [], declaration: UNKNOWN });
  if (framework.router?.areOptionsLast) return readRouteWithOptions(project, router, { methods, path: text, call, module, handler: undefined }, rest);
  const handler = findHandler(project, last, module);
  if (!framework.router?.schemas) return readDescribedRoute(project, router, { methods, path: text, call, module, handler }, rest.slice(0, -1));
  const options = rest.length > 1 || !handler ? rest[0] : undefined;
  const object = options && readObject(project, options, module);
  const own = object && findEntry(object, "handler");
  const declaration = options && !object ? UNKNOWN : readSchemaOptions(project, framework, object, getRouteNode(call));
  const served = handler ?? (own && findHandler(project, own.value.node, own.value.module));
  const schemas = [...readOptionSchemas(project, framework, object), ...readGenerics(framework, call, module)];
  return createEndpoint(router, { methods, path: text, call, module, handler: served, schemas, declaration });
}

/** `app.get(path, handler, options)`, where a guard before it may hold options, too. */
function readRouteWithOptions(project: Project, router: RouterRef, parts: RouteParts, [handler, options]: readonly Node[]): Endpoint {
  const { framework } = router;
  const object = options && readObject(project, options, parts.module);
  const declaration = options && !object ? UNKNOWN : readSchemaOptions(project, framework, object, getRouteNode(parts.call));
  return createEndpoint(router, {
    ...parts,
    handler: handler && findHandler(project, handler, parts.module),
    schemas: readOptionSchemas(project, framework, object),
    declaration: declaration.kind === "missing" && isGuarded(framework, parts.call) ? UNKNOWN : declaration,
  });
}

/** Does a call earlier in the chain hold options for this route? */
function isGuarded({ router }: Framework, call: Node): boolean {
  for (let current = call; current.type === "CallExpression"; ) {
    const member = getMember(current.callee);
    if (!member) return false;
    if (router?.guards?.includes(member.name)) return true;
    current = member.object;
  }
  return false;
}

/** `app.route({ method, url, schema, handler })`; the same member with another argument mounts a router. */
function readRouteObject(project: Project, router: RouterRef, argument: Node, call: Node, module: SourceModule): Endpoint | undefined {
  const { framework } = router;
  const shape = framework.router?.routeObject;
  const object = readObject(project, argument, module);
  if (!shape || !object) return undefined;
  const path = findEntry(object, shape.path) ?? findEntry(object, "path");
  const nested = shape.options === undefined ? undefined : findEntry(object, shape.options);
  const options = nested && readObject(project, nested.value.node, nested.value.module);
  const handler = findEntry(object, "handler") ?? (options && findEntry(options, "handler"));
  return createEndpoint(router, {
    methods: readMethods(findEntry(object, shape.method)),
    path: path && getStaticString(path.value.node),
    call,
    module,
    handler: handler && findHandler(project, handler.value.node, handler.value.module),
    schemas: [...readOptionSchemas(project, framework, object), ...readGenerics(framework, call, module)],
    declaration: readSchemaOptions(project, framework, object, getRouteNode(call)),
  });
}

/** What the options of a route say about its response. */
function readSchemaOptions(project: Project, framework: Framework, options: ReadObject | undefined, call: Node): Declaration {
  const shape = framework.router?.schemas;
  const missing: Declaration = { kind: "missing", places: [{ node: call, status: undefined }] };
  if (!shape || !options) return missing;
  const noResponse = framework.router.noResponseOption;
  if (noResponse !== undefined && findEntry(options, noResponse)) return NEEDS_NONE;
  const entry = shape.property === undefined ? undefined : findEntry(options, shape.property);
  if (shape.property !== undefined && !entry) return options.isComplete ? missing : UNKNOWN;
  const schema = entry ? readObject(project, entry.value.node, entry.value.module) : options;
  if (!schema) return UNKNOWN;
  const hidden = findEntry(schema, shape.hidden);
  if (hidden) return isTrue(hidden.value) ? NEEDS_NONE : UNKNOWN;
  const response = findEntry(schema, "response");
  if (!response) return schema.isComplete ? missing : UNKNOWN;
  const found = readObject(project, response.value.node, response.value.module);
  if (!found) return shape.response === "statuses-or-schema" ? { kind: "declared" } : UNKNOWN;
  const statuses = typeof shape.response === "object" ? readNestedResponse(project, found, shape.response) : found;
  if (!statuses) return typeof shape.response === "object" && findEntry(found, shape.response.schema) ? { kind: "declared" } : found.isComplete ? missing : UNKNOWN;
  const kinds = statuses.entries.map(({ name }) => (name === "default" ? "body" : classifyStatus(name)));
  if (kinds.includes("body")) return hasOpenEntry(project, statuses) ? UNKNOWN : { kind: "declared" };
  // `{ 204: … }` alone describes no body: if the handler sends one under another status, nothing describes it.
  return statuses.isComplete && !kinds.includes("unknown") ? missing : UNKNOWN;
}

/** `response: { schema, status: { 200: schema } }`: the schemas by status, where they are all that is said. */
function readNestedResponse(project: Project, response: ReadObject, shape: { readonly schema: string; readonly statuses: string }): ReadObject | undefined {
  const entry = findEntry(response, shape.schema) ? undefined : findEntry(response, shape.statuses);
  return entry && readObject(project, entry.value.node, entry.value.module);
}

/** A response schema with `additionalProperties: true` declares, but strips nothing: who asks has to look. */
function hasOpenEntry(project: Project, statuses: ReadObject): boolean {
  return statuses.entries.some(({ name, value }) => {
    const schema = classifyStatus(name) === "body" ? readObject(project, value.node, value.module) : undefined;
    const additional = schema && findEntry(schema, "additionalProperties");
    return isTrue(additional?.value);
  });
}

function readOptionSchemas(project: Project, framework: Framework, options: ReadObject | undefined): EndpointSchema[] {
  const shape = framework.router?.schemas;
  const entry = shape?.property !== undefined && options ? findEntry(options, shape.property) : undefined;
  const schema = shape?.property === undefined ? options : entry && readObject(project, entry.value.node, entry.value.module);
  if (!shape || !schema) return [];
  return schema.entries.flatMap(({ name, value }) => {
    const position = Object.hasOwn(shape.positions, name) ? shape.positions[name] : undefined;
    if (position === undefined) return [];
    const statuses = position === "response" ? readObject(project, value.node, value.module) : undefined;
    return statuses ? statuses.entries.map((status) => ({ position, ...status.value })) : [{ position, ...value }];
  });
}

/** `app.post<{ Body: NewTask }>`: types tell positions as schemas do. */
function readGenerics(framework: Framework, call: Node, module: SourceModule): EndpointSchema[] {
  const keys = framework.router?.generics;
  const [type] = call.type === "CallExpression" ? (call.typeArguments?.params ?? []) : [];
  if (!keys || type?.type !== "TSTypeLiteral") return [];
  return type.members.flatMap((member) => {
    const name = getPropertyName(member);
    const position = name !== undefined && Object.hasOwn(keys, name) ? keys[name] : undefined;
    const node = member.type === "TSPropertySignature" ? member.typeAnnotation : undefined;
    return position !== undefined && node ? [{ position, node, module }] : [];
  });
}

type RouteParts = Pick<Endpoint, "methods" | "path" | "handler" | "module"> & { readonly call: Node };

/** A route without a place for schemas: its middleware validates and describes. */
function readDescribedRoute(project: Project, router: RouterRef, parts: RouteParts, middleware: readonly Node[]): Endpoint {
  const schemas: EndpointSchema[] = [];
  let declaration = UNKNOWN;
  for (const item of middleware) {
    const definition = findDefinition(project, item, parts.module);
    if (definition.kind !== "expression" || definition.node.type !== "CallExpression") continue;
    const callee = findDefinition(project, definition.node.callee, definition.module);
    const found = callee.kind === "external" ? findFrameworkExport(callee.specifier, callee.path) : undefined;
    if (found?.export.is === "validator") schemas.push(...readValidator(router.framework, found.export, definition.node, definition.module));
    if (found?.export.is !== "route-description") continue;
    const described = readDescription(project, definition.node, getRouteNode(parts.call), definition.module);
    // What lies in another module, or serves other routes too, is no place for a report on this one.
    declaration = definition.module === parts.module || described.kind !== "missing" ? described : UNKNOWN;
  }
  return createEndpoint(router, { ...parts, schemas, declaration });
}

/** Where a route's call is written: within a chain (`app.get(…).post(…)`) it begins at its own member. */
function getRouteNode(call: Node): Node {
  if (call.type !== "CallExpression") return call;
  const callee = unwrap(call.callee);
  const isChained = callee.type === "MemberExpression" && ["CallExpression", "NewExpression"].includes(unwrap(callee.object).type);
  return isChained ? callee.property : call;
}

function createEndpoint(router: RouterRef, { call, ...parts }: RouteParts & Pick<Endpoint, "schemas" | "declaration">): Endpoint {
  const isWithoutBody = parts.methods.length > 0 && parts.methods.every((method) => method === "HEAD" || method === "OPTIONS");
  return {
    ...parts,
    framework: router.framework,
    node: getRouteNode(call),
    group: router.origin,
    declaration: isWithoutBody ? NEEDS_NONE : parts.declaration,
    decorators: [],
    isTypedOnly: parts.schemas.some(({ position, node }) => position === "response" && node.type === "TSTypeAnnotation"),
  };
}
