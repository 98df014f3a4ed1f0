import { getMember, getStaticString, unwrap, walk } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { FRAMEWORKS, findFrameworkExport } from "../catalogue/index.js";
import type { Framework, FrameworkExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { FunctionRef, Project, SourceModule } from "../project/index.js";
import { classifyStatus, findEntry, findHandler, isTrue, readMethods, readObject } from "./objects.js";
import type { ObjectEntry, Place, ReadObject } from "./objects.js";
import { findRouter } from "./routers.js";
import type { Declaration, Endpoint, EndpointSchema, MissingPlace } from "./types.js";

const NEEDS_NONE: Declaration = { kind: "needs-none" };
const UNKNOWN: Declaration = { kind: "unknown" };

/** `createRoute({ method, path, request, responses })`: the endpoint is the definition, whoever serves it. */
export function readDefinition(project: Project, call: CallNode, module: SourceModule): Endpoint | undefined {
  if (call.type !== "CallExpression" || call.callee.type !== "Identifier") return undefined;
  const callee = findDefinition(project, call.callee, module);
  const found = callee.kind === "external" ? findFrameworkExport(callee.specifier, callee.path) : undefined;
  const shape = found?.framework.definition;
  if (!shape || found.export.is !== "route-definition") return undefined;
  const [argument] = call.arguments;
  const object = argument && readObject(project, argument, module);
  if (!object) return undefined;
  const methods = readMethods(findEntry(object, shape.method));
  const path = findEntry(object, shape.path);
  const served = findServed(project).get(call);
  const declaration = methods.every((method) => method === "HEAD" || method === "OPTIONS") && methods.length > 0 ? NEEDS_NONE : readResponses(project, object, { node: call, module }, shape.hidden);
  return {
    framework: found.framework,
    methods,
    path: path && getStaticString(path.value.node),
    node: call,
    module,
    group: served?.group ?? call,
    handler: served?.handler,
    schemas: [...readRequest(project, found.framework, object), ...readResponseSchemas(project, object)],
    declaration,
    isTypedOnly: false,
    decorators: [],
  };
}

/** What `responses` declares; a success entry without `content` is missing where the handler sends a body. */
function readResponses(project: Project, object: ReadObject, call: Place, hidden: string): Declaration {
  const hide = findEntry(object, hidden);
  if (hide) return isTrue(hide.value) ? NEEDS_NONE : UNKNOWN;
  const responses = findEntry(object, "responses");
  if (!responses) return object.isComplete ? { kind: "missing", places: [{ node: call.node, status: undefined }] } : UNKNOWN;
  const statuses = readObject(project, responses.value.node, responses.value.module);
  if (!statuses) return UNKNOWN;
  const places: MissingPlace[] = [];
  let isUnknown = !statuses.isComplete;
  let hasSuccess = false;
  let isDeclared = false;
  for (const entry of statuses.entries) {
    const kind = entry.name === "default" ? "body" : classifyStatus(entry.name);
    if (kind === "error") continue;
    hasSuccess = true;
    if (kind === "unknown") isUnknown = true;
    if (kind !== "body") continue;
    const response = readObject(project, entry.value.node, entry.value.module);
    if (!response?.isComplete) isUnknown = true;
    else if (findEntry(response, "content") ? lacksSchema(project, response) : !findEntry(response, "$ref")) {
      // An entry that another module holds is reported at the route.
      places.push({ node: entry.value.module === call.module ? entry.property : call.node, status: entry.name });
    }
    if (response && findEntry(response, "content")) isDeclared = true;
  }
  if (places.length > 0) return { kind: "missing", places };
  if (isDeclared) return { kind: "declared" };
  if (isUnknown) return UNKNOWN;
  if (!hasSuccess) return statuses.entries.length > 0 ? UNKNOWN : { kind: "missing", places: [{ node: call.node, status: undefined }] };
  return NEEDS_NONE;
}

/** `content: { "application/json": {} }`: a media type with no schema. */
function lacksSchema(project: Project, response: ReadObject): boolean {
  const types = readContent(project, response);
  if (!types?.isComplete) return false;
  return types.entries.length > 0 && types.entries.every(({ name, value }) => {
    const media = readObject(project, value.node, value.module);
    return name.includes("json") && media?.isComplete === true && !findEntry(media, "schema");
  });
}

function readContent(project: Project, owner: ReadObject): ReadObject | undefined {
  const content = findEntry(owner, "content");
  return content && readObject(project, content.value.node, content.value.module);
}

function readMediaSchemas(project: Project, owner: ReadObject): { readonly type: string; readonly schema: Place }[] {
  return (readContent(project, owner)?.entries ?? []).flatMap(({ name, value }) => {
    const media = readObject(project, value.node, value.module);
    const schema = media && findEntry(media, "schema");
    return schema ? [{ type: name, schema: schema.value }] : [];
  });
}

function readRequest(project: Project, framework: Framework, object: ReadObject): EndpointSchema[] {
  const request = readNested(project, findEntry(object, "request"));
  if (!request) return [];
  const schemas: EndpointSchema[] = [];
  for (const [key, position] of Object.entries(framework.definition?.request ?? {})) {
    const entry = findEntry(request, key);
    if (entry) schemas.push({ position, ...entry.value });
  }
  const body = readNested(project, findEntry(request, "body"));
  for (const { type, schema } of body ? readMediaSchemas(project, body) : []) {
    schemas.push({ position: /form/.test(type) ? "form" : "body", ...schema });
  }
  return schemas;
}

function readResponseSchemas(project: Project, object: ReadObject): EndpointSchema[] {
  const responses = readNested(project, findEntry(object, "responses"));
  return (responses?.entries ?? []).flatMap((entry): EndpointSchema[] => {
    const response = readNested(project, entry);
    // A helper such as `jsonContent(TaskRead, "…")` holds the schema among its arguments.
    if (!response) return [{ position: "response", ...entry.value }];
    return readMediaSchemas(project, response).map(({ schema }) => ({ position: "response", ...schema }));
  });
}

function readNested(project: Project, entry: ObjectEntry | undefined): ReadObject | undefined {
  return entry && readObject(project, entry.value.node, entry.value.module);
}

/** What a describing middleware (`describeRoute({ responses })`) declares for the route that it stands in. */
export function readDescription(project: Project, call: CallNode, route: Node, module: SourceModule): Declaration {
  const [argument] = call.type === "CallExpression" ? call.arguments : [];
  const object = argument && readObject(project, argument, module);
  return object ? readResponses(project, object, { node: route, module }, "hide") : UNKNOWN;
}

/** `zValidator("json", schema)`. */
export function readValidator(framework: Framework, use: Extract<FrameworkExport, { is: "validator" }>, call: CallNode, module: SourceModule): EndpointSchema[] {
  const given = call.type === "CallExpression" ? call.arguments : [];
  const target = getStaticString(given[use.target]);
  const position = target === undefined ? undefined : framework.targets?.[target];
  const schema = given[use.schema];
  return position !== undefined && schema ? [{ position, node: schema, module }] : [];
}

interface Served {
  readonly handler: FunctionRef | undefined;
  readonly group: Node;
}

const SERVED = {};

/** Which handler serves which definition, by `app.openapi(route, handler)` anywhere in the project. */
function findServed(project: Project): ReadonlyMap<Node, Served> {
  return project.memo(SERVED, () => {
    const served = new Map<Node, Served>();
    for (const member of new Set(FRAMEWORKS.flatMap(({ router }) => router?.serves ?? []))) {
      for (const module of project.getModulesMentioning(`.${member}(`)) addServed(project, member, module, served);
    }
    return served;
  });
}

function addServed(project: Project, name: string, module: SourceModule, served: Map<Node, Served>): void {
  walk(module.program, (node) => {
    if (node.type !== "CallExpression") return;
    const member = getMember(node.callee);
    const [route] = node.arguments;
    const handler = node.arguments[1];
    if (member?.name !== name || !route || !handler) return;
    const definition = findDefinition(project, unwrap(route), module);
    if (definition.kind !== "expression" || served.has(definition.node)) return;
    const router = findRouter(project, member.object, module);
    if (router?.framework.router?.serves === name) served.set(definition.node, { handler: findHandler(project, handler, module), group: router.origin });
  });
}
