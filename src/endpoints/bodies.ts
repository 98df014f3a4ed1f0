import { getArguments, getCallee, getMember, getReturned, isFunction, unwrap } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { BYTE_MODULES, SHAPING_NAMES, findFrameworkExport } from "../catalogue/index.js";
import { findDefinition, getPatternPath } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import type { Settings } from "../settings.js";
import { matchesName } from "../globs.js";
import { classifyReturnType } from "./return-types.js";

const MAX_DEPTH = 10;

/** What reading a handler needs. */
export interface BodyContext {
  readonly project: Project;
  readonly facts: FactsProvider;
  readonly settings: Settings;
}

/**
 * What is sent when an expression is: JSON that nobody shaped, something that needs no schema (text, bytes, what a
 * presenter made), no body, or unknown.
 */
export type BodyKind = "json" | "other" | "none" | "unknown";

/** Classifies the value of an expression as a body; a call of an unknown function may return anything, so it is unknown. */
export function classifyBody(context: BodyContext, node: Node, module: SourceModule, depth = 0): BodyKind {
  if (depth > MAX_DEPTH) return "unknown";
  const next = (inner: Node): BodyKind => classifyBody(context, inner, module, depth + 1);
  const bare = unwrap(node);
  switch (bare.type) {
    case "ObjectExpression":
    case "ArrayExpression":
      return "json";
    case "Literal":
      return bare.value === null ? "none" : typeof bare.value === "string" ? "other" : "json";
    case "TemplateLiteral":
      return "other";
    case "UnaryExpression":
      return bare.operator === "void" ? "none" : "unknown";
    case "AwaitExpression":
      return next(bare.argument);
    case "ConditionalExpression":
      return joinBodies([next(bare.consequent), next(bare.alternate)]);
    case "LogicalExpression":
      return joinBodies([next(bare.left), next(bare.right)]);
    case "SequenceExpression":
      return next(bare.expressions.at(-1) ?? bare);
    case "Identifier":
      return bare.name === "undefined" ? "none" : classifyName(context, bare, module, depth);
    case "MemberExpression": {
      const definition = findDefinition(context.project, bare, module);
      return definition.kind === "expression" && definition.node !== bare ? classifyBody(context, definition.node, definition.module, depth + 1) : "unknown";
    }
    case "NewExpression":
      return classifyNew(context, bare, module);
    case "CallExpression":
      return isShaping(context, bare, module) ? "other" : classifyCall(context, bare, module, depth);
    default:
      return "unknown";
  }
}

/** The same for what is sent as JSON in any case: only who shapes it matters. */
export function classifyJsonBody(context: BodyContext, node: Node, module: SourceModule): BodyKind {
  const bare = unwrap(node);
  const value = bare.type === "AwaitExpression" ? unwrap(bare.argument) : bare;
  if (value.type === "CallExpression") return isShaping(context, value, module) ? "other" : "json";
  const definition = value.type === "Identifier" ? findDefinition(context.project, value, module) : undefined;
  return definition?.kind === "expression" && definition.node !== value ? classifyJsonBody(context, definition.node, definition.module) : "json";
}

/** One of several: what is certainly JSON on one path is enough. */
export function joinBodies(kinds: readonly BodyKind[]): BodyKind {
  for (const kind of ["json", "unknown", "other"] as const) if (kinds.includes(kind)) return kind;
  return "none";
}

function classifyName(context: BodyContext, node: Extract<Node, { type: "Identifier" }>, module: SourceModule, depth: number): BodyKind {
  const definition = findDefinition(context.project, node, module);
  if (definition.kind === "expression") return classifyBody(context, definition.node, definition.module, depth + 1);
  return definition.kind === "variable" ? classifyVariable(context, definition.binding, definition.module, depth) : "unknown";
}

/** A variable that is written more than once, or taken out of something. */
function classifyVariable(context: BodyContext, binding: Binding, module: SourceModule, depth: number): BodyKind {
  const { declaration } = binding;
  const init = declaration.type === "VariableDeclarator" ? declaration.init : undefined;
  const path = getPatternPath(binding);
  if (declaration.type !== "VariableDeclarator" || (declaration.parent?.parent?.type ?? "").startsWith("ForO")) return "unknown";
  if (!path) return binding.identifier.parent?.type === "RestElement" ? "json" : "unknown";
  if (path.length === 0) {
    const written = module.scope.getWrites(binding).map((value) => (value ? classifyBody(context, value, module, depth + 1) : "unknown"));
    return joinBodies(init ? [classifyBody(context, init, module, depth + 1), ...written] : written);
  }
  const [index] = path;
  if (!init || path.length > 1 || !/^\d+$/.test(index ?? "")) return "unknown";
  const call = unwrap(init);
  const inner = call.type === "AwaitExpression" ? unwrap(call.argument) : call;
  const member = inner.type === "CallExpression" ? getMember(inner.callee) : undefined;
  if (member?.object.type === "Identifier" && member.object.name === "Promise" && inner.type === "CallExpression") {
    const list = inner.arguments[0] && unwrap(inner.arguments[0]);
    const item = list?.type === "ArrayExpression" ? list.elements[Number(index)] : undefined;
    return item ? classifyBody(context, item, module, depth + 1) : "unknown";
  }
  // The rows of a query are JSON one by one, too.
  return inner.type === "CallExpression" && isQuery(context, inner, module) ? "json" : "unknown";
}

function classifyNew(context: BodyContext, node: CallNode, module: SourceModule): BodyKind {
  const definition = findDefinition(context.project, getCallee(node), module);
  if (definition.kind === "class") return definition.node.superClass ? "unknown" : "json";
  if (definition.kind !== "external") return "unknown";
  return BYTE_MODULES.has(definition.specifier) || findFrameworkExport(definition.specifier, definition.path)?.export.is === "bytes" ? "other" : "unknown";
}

/** A presenter, a mapper, a serialiser, a schema's `parse`: the answer has the shape that somebody gave it. */
export function isShaping(context: BodyContext, call: CallNode, module: SourceModule): boolean {
  const callee = getCallee(call);
  const member = getMember(callee);
  const name = member?.name ?? (callee.type === "Identifier" ? callee.name : undefined);
  if (name === undefined) return false;
  if (matchesName(name, context.settings.responses.serializers) || SHAPING_NAMES.some((pattern) => pattern.test(name))) return true;
  if (/^(?:parse|parseAsync)$/.test(name)) return !(member?.object.type === "Identifier" && member.object.name === "JSON");
  const [first] = getArguments(call);
  if (name !== "map" || !first) return false;
  const mapper = unwrap(first);
  if (mapper.type === "Identifier") return SHAPING_NAMES.some((pattern) => pattern.test(mapper.name));
  return isFunction(mapper) && getReturned(mapper).some((value) => {
    const inner = unwrap(value);
    return inner.type === "CallExpression" && isShaping(context, inner, module);
  });
}

const ELEMENT_METHODS = new Set(["map", "filter", "flatMap", "slice", "sort", "toSorted", "concat"]);
const OBJECT_METHODS = new Set(["assign", "fromEntries", "entries", "keys", "values", "groupBy"]);

function classifyCall(context: BodyContext, call: CallNode, module: SourceModule, depth: number): BodyKind {
  const callee = context.facts.getCallee(call, module);
  switch (callee.kind) {
    case "functions":
      return callee.isComplete ? joinBodies(callee.targets.map((target) => classifyResult(context, target, depth + 1))) : "unknown";
    case "member":
    case "export": {
      const { callback } = callee.member;
      const given = getArguments(call);
      const argument = callback && (callback.argument === "last" ? given.at(-1) : given[callback.argument]);
      const value = argument && context.facts.getValue(argument, module);
      if (value?.kind === "function") return classifyResult(context, value.ref, depth + 1);
      return isQuery(context, call, module) ? "json" : "unknown";
    }
    case "external":
      return BYTE_MODULES.has(callee.specifier) ? "other" : "unknown";
    default:
      return classifyBuiltIn(context, call, module, depth);
  }
}

const QUERY_EFFECTS: ReadonlySet<string | undefined> = new Set(["read", "write", "sql"]);
/** Members of queries that hand out something else than rows. */
const STREAMS = /stream|cursor|iterate/i;

/** Does a call run a query, directly or as the end of a builder's chain? */
export function isQuery(context: BodyContext, call: CallNode, module: SourceModule): boolean {
  const callee = context.facts.getCallee(call, module);
  if (callee.kind !== "member" || STREAMS.test(callee.name)) return false;
  const { member } = callee;
  if (QUERY_EFFECTS.has(member.effect)) return true;
  if (typeof member.result === "object" && /entity$/i.test(member.result.role)) return true;
  const receiver = getMember(getCallee(call))?.object;
  return member.result === "receiver" && receiver?.type === "CallExpression" && isQuery(context, receiver, module);
}

function classifyBuiltIn(context: BodyContext, call: CallNode, module: SourceModule, depth: number): BodyKind {
  const member = getMember(getCallee(call));
  if (!member) return "unknown";
  const global = member.object.type === "Identifier" && !module.scope.lookup(member.object.name, member.object) ? member.object.name : undefined;
  if (global === "Promise") return member.name === "all" || member.name === "allSettled" ? "json" : "unknown";
  if (global === "Object") return OBJECT_METHODS.has(member.name) ? "json" : "unknown";
  if (global === "Array") return "json";
  if (global === "JSON") return member.name === "stringify" ? "other" : "unknown";
  if (global === "Buffer") return "other";
  return ELEMENT_METHODS.has(member.name) ? classifyBody(context, member.object, module, depth + 1) : "unknown";
}

/** What a function's result is as a body: by its annotation, else by what it returns. */
function classifyResult(context: BodyContext, { node, module }: FunctionRef, depth: number): BodyKind {
  if (depth > MAX_DEPTH || node.generator) return "unknown";
  const kind = node.returnType ? classifyReturnType(context.project, node.returnType, module) : "any";
  if (kind === "json" || kind === "open" || kind === "row") return "json";
  if (kind === "bytes") return "other";
  if (kind === "none") return "none";
  if (!node.body) return "unknown";
  return joinBodies(getReturned(node).map((value) => classifyBody(context, value, module, depth + 1)));
}
