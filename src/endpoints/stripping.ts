import { getMember, getPropertyName, getReturned, isClass, isFunction, unwrap, walk } from "../ast/index.js";
import type { ClassNode, FunctionNode, Node } from "../ast/index.js";
import { INTERCEPTING, findFrameworkExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { matchesName } from "../globs.js";
import type { BodyContext } from "./bodies.js";
import { answersItself } from "./controller-endpoints.js";
import { readDecorators } from "./decorators.js";
import { getEnveloped } from "./envelopes.js";
import { findEntry, isTrue, readObject } from "./objects.js";
import type { Place } from "./objects.js";
import type { Endpoint } from "./types.js";

/** What happens to the answer of an endpoint between its handler and the wire. */
export interface Stripping {
  /** `none`: it goes out as it is. `strips`: a declared schema takes out what it does not name. */
  readonly kind: "none" | "strips" | "unknown";
  /** Does the serialiser run that the decorators of an entity's columns speak to? */
  readonly honoursExclusions: boolean;
}

const NONE: Stripping = { kind: "none", honoursExclusions: false };
const STRIPS: Stripping = { kind: "strips", honoursExclusions: false };
const UNKNOWN: Stripping = { kind: "unknown", honoursExclusions: false };

/**
 * Does what an endpoint declares strip its answer? Only what checks or serialises does, not what documents. Unknown
 * where a decorator, an interceptor or an option cannot be read, and where no JSON body goes out.
 */
export function classifyStripping(context: BodyContext, endpoint: Endpoint): Stripping {
  const { project, settings } = context;
  const { framework, declaration } = endpoint;
  if (endpoint.decorators.some((name) => matchesName(name, settings.responses.decorators))) return STRIPS;
  if (declaration.kind === "needs-none" || framework.reshapers?.some((text) => project.isMentioned(text))) return UNKNOWN;
  if (isClass(endpoint.group)) return classifyMethod(project, endpoint, endpoint.group);
  if (!framework.strips || declaration.kind === "missing") return NONE;
  if (declaration.kind === "declared") return endpoint.isTypedOnly && !hasResponse(endpoint) ? NONE : STRIPS;
  return letsAllThrough(project, endpoint) ? NONE : UNKNOWN;
}

function hasResponse({ schemas }: Endpoint): boolean {
  return schemas.some(({ position, node }) => position === "response" && !node.type.startsWith("TS"));
}

/** Do all declared responses keep what they do not name: `additionalProperties: true`? */
function letsAllThrough(project: Project, { schemas }: Endpoint): boolean {
  const responses = schemas.filter(({ position, node }) => position === "response" && !node.type.startsWith("TS"));
  return (
    responses.length > 0 &&
    responses.every(({ node, module }) => {
      const schema = readObject(project, node, module);
      return schema !== undefined && schema.isComplete && isTrue(findEntry(schema, "additionalProperties")?.value);
    })
  );
}

function classifyMethod(project: Project, { handler, module }: Endpoint, owner: ClassNode): Stripping {
  const member = handler?.node.parent;
  if (!handler || member?.type !== "MethodDefinition" || answersItself(project, handler.node, module)) return UNKNOWN;
  const global = readGlobalInterceptors(project);
  const kinds: InterceptorKind[] = [global];
  for (const node of [member, owner]) {
    const { applied, isComplete } = readDecorators(project, node, module);
    if (applied.some(({ export: use }) => use.is === "response" && use.strips)) return STRIPS;
    if (!isComplete) return UNKNOWN;
    for (const { export: use, arguments: given } of applied) if (use.is === "interceptors") kinds.push(...given.map((place) => classifyInterceptor(project, place)));
  }
  if (kinds.includes("unknown")) return UNKNOWN;
  return kinds.includes("serialiser") ? { kind: "none", honoursExclusions: true } : NONE;
}

/** What an interceptor does to answers: nothing that matters, what the columns' decorators say, or anything. */
type InterceptorKind = "neutral" | "serialiser" | "unknown";

function classifyInterceptor(project: Project, { node, module }: Place): InterceptorKind {
  const bare = unwrap(node);
  const definition = findDefinition(project, bare.type === "CallExpression" || bare.type === "NewExpression" ? bare.callee : bare, module);
  if (definition.kind === "external") {
    const is = findFrameworkExport(definition.specifier, definition.path)?.export.is;
    return is === "interceptors" ? "serialiser" : is === "neutral" ? "neutral" : "unknown";
  }
  return definition.kind === "class" && !definition.node.superClass && passesOn(project, definition.node, definition.module) ? "neutral" : "unknown";
}

/** Does an interceptor of the project hand on what it gets, at most in an envelope: `map((data) => ({ data }))`, `new Answer(data)`? */
function passesOn(project: Project, node: ClassNode, module: SourceModule): boolean {
  let isPassing = true;
  walk(node.body, (child) => {
    if (child.type === "Identifier" && INTERCEPTING.shapes.test(child.name)) isPassing = false;
    if (child.type !== "CallExpression") return;
    const name = child.callee.type === "Identifier" ? child.callee.name : getMember(child.callee)?.name;
    if (!isOneOf(INTERCEPTING.maps, name)) return;
    const [first] = child.arguments;
    const mapper = first && unwrap(first);
    if (!mapper || !isFunction(mapper) || !isEnvelope(project, mapper, module)) isPassing = false;
  });
  return isPassing;
}

function isEnvelope(project: Project, mapper: FunctionNode, module: SourceModule): boolean {
  const [parameter] = mapper.params;
  if (parameter?.type !== "Identifier") return false;
  const isData = (node: Node): boolean => {
    const bare = unwrap(node);
    if (bare.type === "LogicalExpression" && bare.operator === "??") return isData(bare.left);
    return bare.type === "Identifier" && bare.name === parameter.name;
  };
  const returned = getReturned(mapper);
  return (
    returned.length > 0 &&
    returned.every((value) => {
      const bare = unwrap(value);
      if (bare.type === "NewExpression") return getEnveloped(project, bare, module).some(isData);
      return isData(bare) || (bare.type === "ObjectExpression" && bare.properties.some((property) => property.type === "Property" && isData(property.value)));
    })
  );
}

/** The interceptors of the whole application: where one cannot be read, no answer of it can. */
function readGlobalInterceptors(project: Project): InterceptorKind {
  return project.memoPlain(readGlobalInterceptors, () => {
    const kinds: readonly InterceptorKind[] = [...INTERCEPTING.tokens, ...INTERCEPTING.registrars].flatMap((word) => project.getModulesNaming(word).flatMap((module) => findRegistered(project, module)));
    return kinds.includes("unknown") ? "unknown" : kinds.includes("serialiser") ? "serialiser" : "neutral";
  });
}

/** `{ provide: APP_INTERCEPTOR, useClass: … }`, `app.useGlobalInterceptors(…)`. */
function findRegistered(project: Project, module: SourceModule): readonly InterceptorKind[] {
  const kinds: InterceptorKind[] = [];
  walk(module.program, (node) => {
    if (node.type === "CallExpression" && isOneOf(INTERCEPTING.registrars, getMember(node.callee)?.name)) {
      kinds.push(...node.arguments.map((argument) => classifyInterceptor(project, { node: argument, module })));
    }
    if (node.type !== "ObjectExpression") return;
    const properties = node.properties.flatMap((property) => (property.type === "Property" ? [[getPropertyName(property) ?? "", unwrap(property.value)] as const] : []));
    const isProvided = properties.some(([name, value]) => name === "provide" && value.type === "Identifier" && isOneOf(INTERCEPTING.tokens, value.name));
    if (!isProvided) return;
    const used = properties.find(([name]) => /^use[A-Z]/.test(name))?.[1];
    const values = used && isFunction(used) ? getReturned(used) : used ? [used] : [];
    kinds.push(...(values.length > 0 ? values.map((value) => classifyInterceptor(project, { node: value, module })) : (["unknown"] as const)));
  });
  return kinds;
}

function isOneOf(names: readonly string[], name: string | undefined): boolean {
  return name !== undefined && names.includes(name);
}
