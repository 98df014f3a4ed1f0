import { getAnnotation, getCallee, getDecoratorExpressions, getLastName, getParameterPattern, getParameters, getStaticString, isCall, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { NO_REQUEST_NAMES, PROCEDURE_INPUT, REQUEST_HOLDERS, REQUEST_MEMBERS, REQUEST_TYPES, VALIDATED } from "../catalogue/index.js";
import type { InputPart, SchemaPosition } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { FunctionRef, Project, SourceModule } from "../project/index.js";
import { readDecorators } from "./decorators.js";
import { findUses, isHandler } from "./handlers.js";
import type { HandlerQuestion } from "./handlers.js";
import { isOutsideType } from "./schema-uses.js";

/** A part of a request, and the member of it that is meant. */
export interface RequestPart {
  readonly kind: InputPart;
  readonly path: readonly string[];
}

const PARTS: Readonly<Record<SchemaPosition, InputPart>> = { body: "body", form: "body", query: "query", params: "params", response: "unknown-part" };

/**
 * The part of a request that a function is given as its `index`th parameter, at a path: `@Body() dto`, `req.body`,
 * `c.req.valid("json")` (calls are members, and their first text is one more), `{ input }` of a procedure. `undefined` for
 * what is none, and where nothing says that the function serves requests: jobs and messages are no requests.
 */
export function findRequestPart(context: HandlerQuestion, fn: FunctionRef, index: number, path: readonly string[]): RequestPart | undefined {
  const parameter = getParameters(fn.node)[index];
  if (!parameter) return undefined;
  const decorated = findDecoratedPart(context.project, parameter, fn.module);
  if (decorated) return { kind: decorated.kind, path: [...decorated.path, ...path] };
  const part = readPart(path);
  // A second parameter holds the address at most: `GET(request, { params })`.
  return part && (index === 0 || (index === 1 && part.kind === "params")) && isRequest(context, fn, index) ? part : undefined;
}

/** `@Body() dto`, `@Body("status") status`, `@Args("input") input`. */
function findDecoratedPart(project: Project, parameter: Node, module: SourceModule): RequestPart | undefined {
  const input = readDecorators(project, parameter, module).applied.find((decorator) => decorator.export.is === "input");
  for (const expression of getDecoratorExpressions(parameter)) {
    const bare = unwrap(expression);
    const call = bare.type === "CallExpression" ? bare : undefined;
    const kind = input?.export.is === "input" ? PARTS[input.export.position] : findNamedPart(project, call?.callee ?? bare, module, "inputs");
    const name = getStaticString(call?.arguments[0]);
    if (kind) return { kind, path: name === undefined ? [] : [name] };
  }
  return undefined;
}

/** The part of a request that a call reads: `readBody(event)`. */
export function findReaderPart(project: Project, call: CallNode, module: SourceModule): InputPart | undefined {
  return findNamedPart(project, getCallee(call), module, "readers");
}

function findNamedPart(project: Project, callee: Node, module: SourceModule, key: "inputs" | "readers"): InputPart | undefined {
  const name = getLastName(callee);
  return name === undefined ? undefined : findUses(findDefinition(project, callee, module)).map(({ found, name: exported }) => found[key]?.[exported]).find((part) => part !== undefined);
}

function readPart(path: readonly string[]): RequestPart | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  if (REQUEST_HOLDERS.has(name)) return readPart(rest);
  if (name === PROCEDURE_INPUT) return { kind: "body", path: rest };
  if (name === VALIDATED.member) {
    const [target = "", ...members] = rest;
    return { kind: Object.hasOwn(VALIDATED.parts, target) ? VALIDATED.parts[target as keyof typeof VALIDATED.parts] : "unknown-part", path: members };
  }
  const position = Object.hasOwn(REQUEST_MEMBERS, name) ? REQUEST_MEMBERS[name] : undefined;
  return position && { kind: PARTS[position], path: rest };
}

/** Is a parameter one that a request comes in by: of a handler, or by its type? */
function isRequest(context: HandlerQuestion, fn: FunctionRef, index: number): boolean {
  const parameter = getParameters(fn.node)[index];
  const pattern = parameter && getParameterPattern(parameter);
  if (!pattern || (pattern.type === "Identifier" && NO_REQUEST_NAMES.test(pattern.name))) return false;
  const type = getAnnotation(parameter)?.typeAnnotation;
  if (type && !isOutsideType(context.project, type, fn.module)) return pattern.type === "ObjectPattern" && type.type === "TSTypeLiteral" && isHandler(context, fn);
  const typeName = type?.type === "TSTypeReference" ? getTypeName(type.typeName) : undefined;
  if (typeName !== undefined && REQUEST_TYPES.test(typeName)) return true;
  return isHandler(context, fn) || isHandlerShaped(fn) || isProcedure(fn);
}

function getTypeName(name: Node): string | undefined {
  return name.type === "TSQualifiedName" ? name.right.name : name.type === "Identifier" ? name.name : undefined;
}

/** `asyncHandler(async (req, res) => …)`: what is given to something with these two names serves. */
function isHandlerShaped({ node }: FunctionRef): boolean {
  const [first, second] = getParameters(node).map((parameter) => getParameterPattern(parameter));
  return first?.type === "Identifier" && second?.type === "Identifier" && /^_?req(?:uest)?$/.test(first.name) && /^_?(?:res(?:ponse)?|reply)$/.test(second.name);
}

/** `procedure.input(Schema).mutation(async ({ input }) => …)`, whatever the base of procedures is. */
function isProcedure({ node }: FunctionRef): boolean {
  const call = unwrapUp(node).parent;
  if (!call || !isCall(call)) return false;
  const name = getLastName(getCallee(call));
  return name === "mutation" || name === "query" || name === "handler";
}
