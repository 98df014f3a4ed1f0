import { getAnnotation, getStaticString, isFunction, unwrap } from "../ast/index.js";
import type { ClassNode, FunctionNode, Node } from "../ast/index.js";
import type { FrameworkExport } from "../catalogue/index.js";
import { findFrameworkExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { readDecorators } from "./decorators.js";
import type { AppliedDecorator, AppliedDecorators } from "./decorators.js";
import { classifyStatus, findEntry, isTrue, readObject, readStatus } from "./objects.js";
import type { Place } from "./objects.js";
import { classifyReturnType } from "./return-types.js";
import type { Declaration, Endpoint, EndpointSchema } from "./types.js";

const UNKNOWN: Declaration = { kind: "unknown" };
const NEEDS_NONE: Declaration = { kind: "needs-none" };

/** The endpoints of a class: the methods that a framework's decorators route to. */
export function readController(project: Project, node: ClassNode, module: SourceModule): Endpoint[] {
  if (!hasDecorators(node)) return [];
  const own = readDecorators(project, node, module);
  const controller = own.applied.find((decorator) => decorator.export.is === "controller");
  if (!controller) return [];
  return node.body.body.flatMap((member) => {
    if (member.type !== "MethodDefinition" || !isFunction(member.value) || !hasDecorators(member)) return [];
    const decorators = readDecorators(project, member, module);
    const route = decorators.applied.find((decorator) => decorator.export.is === "route");
    if (route?.export.is !== "route" || decorators.applied.some(({ framework }) => framework !== controller.framework)) return [];
    const method = member.value;
    const inputs = readInputs(project, method, module, decorators);
    return [
      {
        framework: controller.framework,
        methods: route.export.methods,
        path: joinPaths(readPath(project, controller), readPath(project, route)),
        node: member.key,
        module,
        group: node,
        handler: { node: method, module },
        schemas: [...inputs.schemas, ...readOutputs(project, method, module, [...decorators.applied, ...own.applied])],
        declaration: route.export.methods.some((name) => name === "HEAD" || name === "OPTIONS") ? NEEDS_NONE : inputs.hasReply ? UNKNOWN : readDeclaration(project, member.key, method, module, [decorators, own]),
        isTypedOnly: false,
        decorators: [...decorators.names, ...own.names],
      },
    ];
  });
}

function hasDecorators(node: Node): boolean {
  const { decorators } = node as { decorators?: readonly unknown[] };
  return decorators !== undefined && decorators.length > 0;
}

function readPath(project: Project, decorator: AppliedDecorator): string | undefined {
  const [place] = decorator.arguments;
  if (!place) return "";
  const definition = findDefinition(project, place.node, place.module);
  if (definition.kind !== "expression") return undefined;
  const options = readObject(project, definition.node, definition.module);
  return options ? getStaticString(findEntry(options, "path")?.value.node) : getStaticString(definition.node);
}

function joinPaths(prefix: string | undefined, path: string | undefined): string | undefined {
  if (prefix === undefined || path === undefined) return path === undefined ? undefined : `/${path}`.replace(/\/+/g, "/");
  return `/${prefix}/${path}`.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
}

/** What decorators and the return type say of the response: the method's own win over its class's. */
function readDeclaration(project: Project, at: Node, method: FunctionNode, module: SourceModule, levels: readonly AppliedDecorators[]): Declaration {
  for (const { applied, isComplete } of levels) {
    const kinds = applied.map((decorator) => classifyDecorator(project, decorator));
    if (kinds.includes("declared")) return { kind: "declared" };
    if (kinds.includes("needs-none")) return NEEDS_NONE;
    if (kinds.includes("unknown") || !isComplete) return UNKNOWN;
  }
  const missing: Declaration = { kind: "missing", places: [{ node: at, status: undefined }] };
  if (!method.returnType) return missing;
  switch (classifyReturnType(project, method.returnType, module)) {
    case "json":
      return { kind: "declared" };
    case "none":
    case "bytes":
      return NEEDS_NONE;
    case "any":
      return missing;
    default:
      return UNKNOWN;
  }
}

function classifyDecorator(project: Project, decorator: AppliedDecorator): Declaration["kind"] | "neutral" {
  const { export: use, arguments: given } = decorator;
  const [first] = given;
  switch (use.is) {
    case "response":
      return classifyResponseDecorator(project, use, first);
    case "exempt":
      return first?.node.type === "Literal" && first.node.value === false ? "neutral" : "needs-none";
    case "status": {
      const status = first && readStatus(project, first.node, first.module);
      if (status === undefined) return "unknown";
      return classifyStatus(status) === "empty" ? "needs-none" : "neutral";
    }
    case "header": {
      const [name, value] = given.map(({ node }) => getStaticString(node)?.toLowerCase());
      if (name === undefined) return "unknown";
      if (name !== "content-type") return "neutral";
      return value === undefined ? "unknown" : value.includes("json") ? "neutral" : "needs-none";
    }
    case "content-types": {
      const types = given.map(({ node }) => getStaticString(node));
      if (types.includes(undefined)) return "unknown";
      return types.length > 0 && types.every((type) => type?.includes("json") === false) ? "needs-none" : "neutral";
    }
    case "interceptors":
      return given.every((place) => isNeutralClass(project, place)) ? "neutral" : "unknown";
    default:
      return "neutral";
  }
}

function classifyResponseDecorator(project: Project, use: Extract<FrameworkExport, { is: "response" }>, first: Place | undefined): Declaration["kind"] | "neutral" {
  if (!use.keys) return "declared";
  if (!first) return "neutral";
  const options = readObject(project, first.node, first.module);
  if (!options) return "unknown";
  const option = use.status === "option" ? findEntry(options, "status") : undefined;
  const status = option && (getStaticString(option.value.node) ?? readStatus(project, option.value.node, option.value.module));
  const kind = option ? (status === "default" ? "body" : classifyStatus(status)) : "body";
  if (kind === "error") return "neutral";
  if (kind === "empty") return "needs-none";
  const hasBody = use.keys.some((key) => findEntry(options, key));
  if (hasBody) return kind === "body" ? "declared" : "unknown";
  return options.isComplete && kind === "body" ? "neutral" : "unknown";
}

/** An interceptor of the framework's own packages shapes no response; anybody else's may. */
function isNeutralClass(project: Project, { node, module }: Place): boolean {
  const bare = unwrap(node);
  const definition = findDefinition(project, bare.type === "CallExpression" || bare.type === "NewExpression" ? bare.callee : bare, module);
  if (definition.kind !== "external") return false;
  return findFrameworkExport(definition.specifier, definition.path)?.export.is === "neutral";
}

/** The parts of the request that a method's parameters hold, as types, pipes' schemas and decorators say. */
function readInputs(project: Project, method: FunctionNode, module: SourceModule, decorators: AppliedDecorators): { schemas: EndpointSchema[]; hasReply: boolean } {
  const schemas: EndpointSchema[] = [];
  let hasReply = false;
  for (const parameter of method.params) {
    if (!hasDecorators(parameter)) continue;
    for (const { export: use, arguments: given } of readDecorators(project, parameter, module).applied) {
      if (use.is === "reply") hasReply ||= !given.some((place) => isPassthrough(project, place));
      if (use.is !== "input") continue;
      const annotation = getAnnotation(parameter);
      if (annotation) schemas.push({ position: use.position, node: annotation, module });
      for (const place of given) schemas.push({ position: use.position, ...place });
      if (use.position !== "body") continue;
      for (const pipes of decorators.applied) {
        if (pipes.export.is === "pipes") schemas.push(...pipes.arguments.map((place): EndpointSchema => ({ position: "body", ...place })));
      }
    }
  }
  return { schemas, hasReply };
}

/** Does a method answer by itself, so that nobody sends what it returns? */
export function answersItself(project: Project, method: FunctionNode, module: SourceModule): boolean {
  return readInputs(project, method, module, { applied: [], names: [], isComplete: true }).hasReply;
}

function isPassthrough(project: Project, { node, module }: Place): boolean {
  const options = readObject(project, node, module);
  return options !== undefined && isTrue(findEntry(options, "passthrough")?.value);
}

function readOutputs(project: Project, method: FunctionNode, module: SourceModule, applied: readonly AppliedDecorator[]): EndpointSchema[] {
  const schemas: EndpointSchema[] = method.returnType ? [{ position: "response", node: method.returnType, module }] : [];
  for (const { export: use, arguments: given } of applied) {
    if (use.is !== "response") continue;
    const [first] = given;
    const options = first && readObject(project, first.node, first.module);
    if (!first) continue;
    if (!options) schemas.push({ position: "response", ...first });
    for (const key of use.keys ?? ["type"]) {
      const entry = options && findEntry(options, key);
      if (entry) schemas.push({ position: "response", ...entry.value });
    }
  }
  return schemas;
}
