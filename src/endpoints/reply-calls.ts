import { findParameterIndex, getAnnotation, getChainBase, getEnclosingFunction, getFunctionName, getLastName, getMember, getParameters, getPropertyName, isFunction, startOf, unwrap, walk } from "../ast/index.js";
import type { FunctionNode, IdentifierNode, Node } from "../ast/index.js";
import { REPLY_FRAMEWORKS, RESPONSE_KEYS } from "../catalogue/index.js";
import type { ReplyFramework, ReplyMembers } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { FunctionRef, Project, SourceModule } from "../project/index.js";
import { classifyBody } from "./bodies.js";
import type { BodyContext } from "./bodies.js";
import { findServer, findTaker, isHandler } from "./handlers.js";
import { findInType } from "./named-types.js";
import { findEntry, readObject, readStatus } from "./objects.js";
import { readReplies } from "./sent-values.js";
import type { SentValue } from "./sent-values.js";

/** A place where a handler of Express, Koa or Next.js sends a value. */
export interface ReplyCall {
  /** The framework as its users write it. */
  readonly framework: string;
  /** The function that has the reply, or that makes it. */
  readonly handler: FunctionRef;
  /** The call or assignment that sends: `res.status(201).json(task)`, `ctx.body = task`. */
  readonly node: Node;
  /** The sent expression. */
  readonly value: Node;
  readonly module: SourceModule;
  /** `undefined` is the framework's default (200), "unknown" one that is computed. */
  readonly status: number | "unknown" | undefined;
  /** What goes out, as `classifyBody` says. */
  readonly kind: SentValue["kind"];
}

const REPLY_CALLS = {};
const SEND_NAMES: ReadonlySet<string> = new Set(REPLY_FRAMEWORKS.flatMap(({ reply, factories }) => [...(reply?.send ?? []), ...(factories?.members ?? [])]));
const SEND_TEXTS = [...SEND_NAMES].map((name) => `.${name}`);

/**
 * Every value that a module's handlers of Express, Koa and Next.js send, in source order. A reply is told by its type, or by what
 * the handler is given to; never by the parameter's name. A handler whose reply is written to byte by byte has none.
 */
export function findReplyCalls(context: BodyContext, module: SourceModule): readonly ReplyCall[] {
  const known = context.project.memo(REPLY_CALLS, () => new WeakMap<SourceModule, readonly ReplyCall[]>());
  let calls = known.get(module);
  if (!calls) known.set(module, (calls = readReplyCalls(context, module)));
  return calls;
}

function readReplyCalls(context: BodyContext, module: SourceModule): ReplyCall[] {
  if (!SEND_TEXTS.some((text) => module.text.includes(text))) return [];
  const calls: ReplyCall[] = [];
  const seen = new Map<FunctionNode, Set<number>>();
  walk(module.program, (node) => {
    const target = node.type === "CallExpression" ? node.callee : node.type === "AssignmentExpression" ? node.left : undefined;
    const member = target && getMember(target);
    if (!member || !SEND_NAMES.has(member.name)) return;
    const made = node.type === "CallExpression" ? readFactory(context, node, member, module) : undefined;
    if (made) calls.push(made);
    const base = getChainBase(member.object);
    const owner = base.type === "Identifier" ? findOwner(base, module) : undefined;
    if (!owner) return;
    const indexes = seen.get(owner.node) ?? new Set();
    if (indexes.has(owner.index)) return;
    seen.set(owner.node, indexes.add(owner.index));
    calls.push(...readHandlerReplies(context, { node: owner.node, module }, owner.index));
  });
  return calls.sort((one, other) => startOf(one.node) - startOf(other.node));
}

/** The function whose parameter a name is. */
function findOwner(name: IdentifierNode, module: SourceModule): { readonly node: FunctionNode; readonly index: number } | undefined {
  const binding = module.scope.resolve(name);
  if (binding?.kind !== "parameter" || !isFunction(binding.declaration)) return undefined;
  const index = findParameterIndex(binding.declaration, binding.identifier);
  return index === -1 ? undefined : { node: binding.declaration, index };
}

function readHandlerReplies(context: BodyContext, handler: FunctionRef, index: number): ReplyCall[] {
  const framework = findReplyFramework(context, handler, index);
  if (!framework?.reply) return [];
  return readReplies(context, handler, framework.reply, index).flatMap(({ node, at, module, status, kind }) => (node && at ? [{ framework: framework.name, handler, node: at, value: node, module, status, kind }] : []));
}

type Answering = ReplyFramework & { readonly reply: ReplyMembers };

/** The framework whose reply a parameter is: by its type, else because the function serves for it at that place. */
function findReplyFramework(context: BodyContext, handler: FunctionRef, index: number): Answering | undefined {
  const parameter = getParameters(handler.node)[index];
  const type = parameter && getAnnotation(parameter);
  if (type) return findInType(context.project, type, handler.module, (specifier, path) => ANSWERING.find(({ modules, types }) => modules.includes(specifier) && types.includes(path.at(-1) ?? "")));
  const modules = findServer(context, handler)?.found?.modules ?? [];
  return ANSWERING.find((framework) => framework.reply.parameter === index && framework.modules.some((name) => modules.includes(name)));
}

const ANSWERING: readonly Answering[] = REPLY_FRAMEWORKS.filter((framework): framework is Answering => framework.reply !== undefined);

/** `NextResponse.json(task, { status: 201 })`; `Response.json()` of the language in a function that serves. */
function readFactory(context: BodyContext, call: Extract<Node, { type: "CallExpression" }>, { object, name }: { readonly object: Node; readonly name: string }, module: SourceModule): ReplyCall | undefined {
  const [value, options] = call.arguments;
  const handler = findServing(context, call, module);
  const framework = value && handler && findFactory(context.project, object, name, module);
  if (!framework) return undefined;
  const isServing = !framework.isGlobal || isHandler(context, handler);
  return isServing && value.type !== "SpreadElement" ? { framework: framework.name, handler, node: call, value, module, status: readOptions(context.project, options, module), kind: classifyBody(context, value, module) } : undefined;
}

/** The innermost function around a node that serves, else the innermost of all. */
function findServing(context: BodyContext, node: Node, module: SourceModule): FunctionRef | undefined {
  const innermost = getEnclosingFunction(node);
  for (let fn = innermost; fn; fn = getEnclosingFunction(fn)) if (isHandler(context, { node: fn, module })) return { node: fn, module };
  return innermost && { node: innermost, module };
}

function findFactory(project: Project, object: Node, member: string, module: SourceModule): { readonly name: string; readonly isGlobal: boolean } | undefined {
  const definition = findDefinition(project, object, module);
  const bare = unwrap(object);
  const isGlobal = bare.type === "Identifier" && !module.scope.resolve(bare);
  for (const { name, factories } of REPLY_FRAMEWORKS) {
    if (!factories?.members.includes(member)) continue;
    if (definition.kind === "external" && factories.exports[definition.specifier]?.includes(definition.path.at(-1) ?? "")) return { name, isGlobal };
    if (isGlobal && factories.globals.includes(bare.name)) return { name, isGlobal };
  }
  return undefined;
}

function readOptions(project: Project, options: Node | undefined, module: SourceModule): number | "unknown" | undefined {
  if (!options) return undefined;
  const object = readObject(project, options, module);
  const entry = object && findEntry(object, "status");
  if (entry) return readStatus(project, entry.value.node, entry.value.module) ?? "unknown";
  return object?.isComplete ? undefined : "unknown";
}

/** Does something beside a handler declare its response: a guard among the route's middleware, an option of the route? */
export function isDescribed(context: BodyContext, handler: FunctionRef): boolean {
  const own = findTaker(handler.node);
  if (own) return declaresResponse(own, handler);
  const name = getFunctionName(handler.node);
  if (name === undefined) return false;
  return context.project.getModulesNaming(name).some((module) => {
    let isFound = false;
    walk(module.program, (node) => {
      if (isFound || (node.type !== "Identifier" && node.type !== "MemberExpression") || getLastName(node) !== name) return;
      const taker = findTaker(node);
      isFound = taker !== undefined && declaresResponse(taker, handler);
    });
    return isFound;
  });
}

function declaresResponse(call: Node, { node: fn }: FunctionRef): boolean {
  let isFound = false;
  walk(call, (node) => {
    if (node === fn) return false;
    isFound ||= node.type === "Property" && RESPONSE_KEYS.has(getPropertyName(node) ?? "");
    return undefined;
  });
  return isFound;
}
