import { getMember, getParameterPattern, getParameters, getPropertyName, getReturned, getStaticString, isFunction, startOf, unwrap } from "../ast/index.js";
import type { IdentifierNode, Node } from "../ast/index.js";
import type { ReplyMembers } from "../catalogue/index.js";
import type { FunctionRef, SourceModule } from "../project/index.js";
import { classifyBody, classifyJsonBody, joinBodies } from "./bodies.js";
import type { BodyContext, BodyKind } from "./bodies.js";
import { readChainFrom, readStatus } from "./objects.js";
import type { Endpoint } from "./types.js";

/** One value that a handler answers with. */
export interface SentValue {
  /** The returned or sent expression; `undefined` where something is sent that has none. */
  readonly node: Node | undefined;
  /** The call or assignment that sends it; `undefined` for what is returned. */
  readonly at: Node | undefined;
  readonly module: SourceModule;
  /** `undefined` is the framework's default, "unknown" one that is computed. */
  readonly status: number | "unknown" | undefined;
  readonly kind: BodyKind;
}

/** Everything that a handler answers with itself; an item of unknown kind stands for what nobody can see. */
export function getSentValues(context: BodyContext, endpoint: Endpoint): readonly SentValue[] {
  const { handler } = endpoint;
  const reply = endpoint.framework.router?.reply;
  if (!handler) return [];
  if (!reply) return getReturned(handler.node).map((node): SentValue => ({ node, at: undefined, module: handler.module, status: undefined, kind: classifyBody(context, node, handler.module) }));
  return readReplies(context, handler, reply);
}

/** What a handler sends by the reply that is its parameter, and what it returns apart from that. */
export function readReplies(context: BodyContext, handler: FunctionRef, members: ReplyMembers, index = members.parameter): SentValue[] {
  const { node: fn, module } = handler;
  const unknown: SentValue = { node: undefined, at: undefined, module, status: "unknown", kind: "unknown" };
  const parameter = getParameters(fn)[index];
  const pattern = parameter && getParameterPattern(parameter);
  const name = pattern && findReplyName(pattern, members.through);
  // Where the reply is a member, a handler that does not take it out does not use it.
  if (pattern && !name && !(pattern.type === "ObjectPattern" && members.through)) return [unknown];
  const binding = name && module.scope.lookup(name.name, name);
  const sent: SentValue[] = [];
  const answered = new Set<Node>();
  const statuses: { readonly at: Node; readonly status: number | "unknown" }[] = [];

  for (const reference of binding ? module.scope.getReferences(binding) : []) {
    answered.add(reference);
    const steps = readChainFrom(reference, members.through);
    if (steps.length === 0 && reference.parent?.type !== "ReturnStatement" && reference.parent?.type !== "AwaitExpression") sent.push(unknown);
    let status: number | "unknown" | undefined;
    let isSent = false;
    const first = sent.length;
    for (const step of steps) {
      const [first] = step.arguments;
      if (members.raw.includes(step.name)) return [unknown];
      if (!step.at) continue;
      if (members.status.includes(step.name)) status = first ? (readStatus(context.project, first, module) ?? "unknown") : "unknown";
      const type = members.type.includes(step.name) ? first : members.header.includes(step.name) && getText(first) === "content-type" ? step.arguments[1] : undefined;
      if (type) {
        const text = getText(type);
        if (text === undefined) return [unknown];
        if (!text.includes("json")) return [{ ...unknown, kind: "other" }];
      }
      if (members.other.includes(step.name)) {
        sent.push({ node: undefined, at: step.at, module, status, kind: "other" });
        isSent = true;
      }
      if (!members.send.includes(step.name)) continue;
      isSent = true;
      const given = members.statusArgument === undefined ? undefined : step.arguments[members.statusArgument];
      if (given) status = readStatus(context.project, given, module) ?? "unknown";
      sent.push({ node: first, at: step.at, module, status: status ?? findStatusBefore(statuses, reference), kind: first ? (members.isAlwaysJson ? classifyJsonBody : classifyBody)(context, first, module) : "none" });
    }
    // `h.response(task).code(201)`: the status of a chain is that of what it has sent.
    for (const [index, value] of sent.entries()) if (index >= first && value.status === undefined && value.kind !== "unknown") sent[index] = { ...value, status };
    if (!isSent && status !== undefined) statuses.push({ at: reference, status });
  }
  return [...sent, ...readReturned(context, handler, members, answered, statuses)];
}

/** The name by which a handler has its reply: its parameter, or a member that is taken out of it. */
function findReplyName(pattern: Node, through: readonly string[] = []): IdentifierNode | undefined {
  if (pattern.type === "Identifier") return pattern;
  const property = pattern.type === "ObjectPattern" ? pattern.properties.find((item) => through.includes(getPropertyName(item) ?? "")) : undefined;
  return property?.type === "Property" && property.value.type === "Identifier" ? property.value : undefined;
}

/** What the handler returns apart from its replies; a framework whose replies are values gets an unknown one. */
function readReturned(context: BodyContext, { node: fn, module }: FunctionRef, members: ReplyMembers, answered: ReadonlySet<Node>, statuses: readonly { readonly at: Node; readonly status: number | "unknown" }[]): SentValue[] {
  return getReturned(fn).flatMap((node): SentValue[] => {
    if (isReply(node, answered)) return [];
    const kind = members.statusArgument === undefined ? classifyReturned(context, node, module, answered) : "unknown";
    return [{ node, at: undefined, module, status: findStatusBefore(statuses, node), kind }];
  });
}

/** `task ?? (await reply.code(404).send())`: the reply is read where it stands. */
function classifyReturned(context: BodyContext, node: Node, module: SourceModule, answered: ReadonlySet<Node>): BodyKind {
  const bare = unwrap(node);
  if (isReply(bare, answered)) return "none";
  if (bare.type === "ConditionalExpression") return joinBodies([classifyReturned(context, bare.consequent, module, answered), classifyReturned(context, bare.alternate, module, answered)]);
  if (bare.type === "LogicalExpression") return joinBodies([classifyReturned(context, bare.left, module, answered), classifyReturned(context, bare.right, module, answered)]);
  return classifyBody(context, bare, module);
}

function isReply(node: Node, answered: ReadonlySet<Node>): boolean {
  let current = unwrap(node);
  for (;;) {
    if (answered.has(current)) return true;
    if (current.type === "AwaitExpression") current = unwrap(current.argument);
    else if (current.type === "UnaryExpression" && current.operator === "void") current = unwrap(current.argument);
    else if (current.type === "CallExpression") current = unwrap(current.callee);
    else if (current.type === "MemberExpression") current = unwrap(getMember(current)?.object ?? current.object);
    else return false;
  }
}

function getText(node: Node | undefined): string | undefined {
  return getStaticString(node)?.toLowerCase();
}

/** The status that a statement before a node has set, in its own block or in one around it. */
function findStatusBefore(statuses: readonly { readonly at: Node; readonly status: number | "unknown" }[], node: Node): number | "unknown" | undefined {
  return statuses.findLast(({ at }) => {
    const block = getBlock(at);
    return block !== undefined && startOf(at) < startOf(node) && isInside(node, block);
  })?.status;
}

/** The block that a statement of its own stands in; what is deeper may not have run. */
function getBlock(node: Node): Node | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (current.type === "ExpressionStatement") return current.parent ?? undefined;
    if (isFunction(current)) return undefined;
  }
  return undefined;
}

function isInside(node: Node, block: Node): boolean {
  for (let current: Node | null | undefined = node; current; current = current.parent) if (current === block) return true;
  return false;
}
