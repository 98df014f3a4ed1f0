import { findProperty, getArguments, getCallee, getChainBase, getEnclosingFunction, getLastName, getMember, getPropertyName, getReturned, getStaticString, unwrap, walk } from "../../ast/index.js";
import type { CallNode, Node, NodeOf } from "../../ast/index.js";
import { isFailureExport, isFailureName } from "../../catalogue/index.js";
import { readStatus } from "../../endpoints/index.js";
import { holdsOwn, isNothing } from "../../effects/index.js";
import { findBinding, findDefinition, getAncestors } from "../../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../../project/index.js";

interface ErrorContext {
  readonly project: Project;
  readonly facts: FactsProvider;
}

const MAX_DEPTH = 6;
const SETTERS = new Set(["status", "code", "sendStatus", "writeHead"]);
const SENDERS = new Set(["json", "text", "body", "html"]);

/**
 * Does a returned expression say that the work has failed: `{ error }`, `{ ok: false }`, the failure of a result, an
 * `Error`, a `Response` with such a status? Only what is certain on the path that returns it.
 */
export function isErrorResult(context: ErrorContext, node: Node, module: SourceModule, depth = 0): boolean {
  const bare = unwrap(node);
  if (depth > MAX_DEPTH) return false;
  switch (bare.type) {
    case "AwaitExpression":
      return isErrorResult(context, bare.argument, module, depth + 1);
    case "ConditionalExpression":
      return isErrorResult(context, bare.consequent, module, depth + 1) || isErrorResult(context, bare.alternate, module, depth + 1);
    case "ObjectExpression":
      return isErrorObject(context, bare, module);
    case "NewExpression":
      return isErrorClass(context, bare.callee, module) || isFailureClass(context, bare.callee, module) || isErrorResponse(context, bare, module);
    case "CallExpression":
      return isFailureCall(context, bare, module) || isErrorResponse(context, bare, module);
    case "Identifier": {
      if (module.scope.resolve(bare)?.kind === "catch") return true;
      const definition = findDefinition(context.project, bare, module);
      return definition.kind === "expression" && definition.node !== bare && definition.node.type === "NewExpression" && isErrorClass(context, definition.node.callee, definition.module);
    }
    default:
      return false;
  }
}

/** The status of 400 or more that a call sets on the reply of the function around it; `undefined` when it sets none. */
export function findErrorStatus({ project, facts }: ErrorContext, call: CallNode, module: SourceModule): number | undefined {
  const member = getMember(getCallee(call));
  if (!member || !(SETTERS.has(member.name) || SENDERS.has(member.name))) return undefined;
  const argument = getArguments(call)[SENDERS.has(member.name) ? 1 : 0];
  const base = getChainBase(member.object);
  const status = argument && base.type === "Identifier" && module.scope.resolve(base)?.kind === "parameter" ? readStatus(project, argument, module) : undefined;
  if (status === undefined || !isErrorStatus(status)) return undefined;
  const { kind } = facts.getValue(base, module);
  return kind === "unknown" || kind === "external" || kind === "shape" ? status : undefined;
}

function isErrorStatus(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 600;
}

/** `new Response(body, { status: 409 })`, `NextResponse.json(body, { status: 409 })` */
function isErrorResponse({ project }: ErrorContext, call: CallNode, module: SourceModule): boolean {
  const callee = getCallee(call);
  const member = getMember(callee);
  const owner = call.type === "NewExpression" ? callee : member?.name === "json" ? member.object : undefined;
  if (owner?.type !== "Identifier" || !/^(?:Next)?Response$/.test(owner.name)) return false;
  const options = getArguments(call)[1];
  const bare = options && unwrap(options);
  const status = bare?.type === "ObjectExpression" ? findProperty(bare, "status") : undefined;
  return status !== undefined && isErrorStatus(readStatus(project, status.value, module));
}

function isErrorObject(context: ErrorContext, object: NodeOf<"ObjectExpression">, module: SourceModule): boolean {
  const isFlag = (name: string, value: boolean): boolean => {
    const flag = findProperty(object, name);
    const bare = flag && unwrap(flag.value);
    return bare?.type === "Literal" && bare.value === value;
  };
  if (isFlag("ok", false) || isFlag("success", false)) return true;
  if (isFlag("ok", true) || isFlag("success", true)) return false;
  return object.properties.some((property) => {
    const name = property.type === "Property" ? getPropertyName(property) : undefined;
    return property.type === "Property" && (name === "error" || name === "errors") && isErrorValue(context, property.value, module);
  });
}

/** Is the value under `error` there, on the path that leads to it? */
function isErrorValue({ project }: ErrorContext, value: Node, module: SourceModule): boolean {
  const bare = unwrap(value);
  if (isNothing(bare)) return false;
  switch (bare.type) {
    case "Literal":
      return bare.value !== "" && bare.value !== false && bare.value !== 0;
    case "TemplateLiteral":
    case "ObjectExpression":
    case "NewExpression":
      return true;
    case "ArrayExpression":
      return bare.elements.length > 0;
    case "Identifier": {
      const binding = module.scope.resolve(bare);
      if (binding?.kind === "catch") return true;
      const definition = binding && findBinding(project, binding, module);
      const isText = definition?.kind === "expression" && (getStaticString(definition.node) ?? "") !== "";
      return isText || isAskedFor(bare, module);
    }
    default:
      return isAskedFor(bare, module);
  }
}

/** Does a test around an expression ask for one of the variables that it is made of? */
function isAskedFor(node: Node, module: SourceModule): boolean {
  const names = new Set<string>();
  walk(node, (inner) => {
    if (inner.type === "Identifier" && module.scope.resolve(inner)) names.add(inner.name);
  });
  const fn = getEnclosingFunction(node);
  for (let child = node, { parent } = child; parent && child !== fn; child = parent, { parent } = child) {
    if (parent.type !== "IfStatement" || child === parent.test) continue;
    if (names.size === 0 || holdsOwn(parent.test, (inner) => inner.type === "Identifier" && names.has(inner.name))) return true;
  }
  return false;
}

/** Is a class an error's: JavaScript's own, one that extends it, or one of a package that is called so? */
function isErrorClass(context: ErrorContext, callee: Node, module: SourceModule): boolean {
  const { project } = context;
  const definition = findDefinition(project, callee, module);
  if (definition.kind === "external") return /(?:Error|Exception)$/.test(definition.path.at(-1) ?? "");
  if (definition.kind === "class") {
    const top = getAncestors(project, { node: definition.node, module: definition.module }).findLast((ancestor) => ancestor.kind === "class");
    const base = top?.ref.node.superClass;
    return base?.type === "Identifier" && findDefinition(project, base, top?.ref.module ?? module).kind !== "class" && isErrorClass(context, base, top?.ref.module ?? module);
  }
  return callee.type === "Identifier" && !module.scope.resolve(callee) && /^(?:[A-Z]\w+)?Error$/.test(callee.name);
}

/** `new Err(…)`, `new Failure(…)`: of a result library, or of the project. */
function isFailureClass({ project }: ErrorContext, callee: Node, module: SourceModule): boolean {
  const definition = findDefinition(project, callee, module);
  if (definition.kind === "external") return isFailureExport(definition.specifier, definition.path);
  return definition.kind === "class" && definition.node.id !== null && isFailureName(definition.node.id.name);
}

/** `err(…)`, `Result.err(…)`: of a result library, or a function of the project that makes nothing else. */
function isFailureCall(context: ErrorContext, call: CallNode, module: SourceModule): boolean {
  const callee = context.facts.getCallee(call, module);
  if (callee.kind === "external") return isFailureExport(callee.specifier, callee.path);
  const node = getCallee(call);
  const name = getLastName(node) ?? "";
  return callee.kind === "functions" && callee.targets.length > 0 && isFailureName(name) && callee.targets.every((target) => makesFailure(context, target));
}

function makesFailure(context: ErrorContext, { node, module }: FunctionRef): boolean {
  const returned = getReturned(node);
  return returned.length > 0 && returned.every((value) => isFailureValue(context, value, module));
}

function isFailureValue(context: ErrorContext, node: Node, module: SourceModule): boolean {
  const bare = unwrap(node);
  if (bare.type === "NewExpression") return isFailureClass(context, bare.callee, module) || bare.callee.type === "ThisExpression" || getArguments(bare).some((argument) => isFalse(argument));
  if (bare.type !== "ObjectExpression") return false;
  return bare.properties.some((property) => {
    if (property.type !== "Property") return false;
    const name = getPropertyName(property) ?? "";
    if (name === "error" || name === "errors" || name === "left") return true;
    return (/^(?:ok|success|isOk)$/.test(name) && isFalse(property.value)) || (/^(?:_?tag|kind|type|status)$/.test(name) && isFailureName(getStaticString(property.value) ?? ""));
  });
}

function isFalse(node: Node): boolean {
  const bare = unwrap(node);
  return bare.type === "Literal" && bare.value === false;
}
