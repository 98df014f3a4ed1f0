import { getAnnotation, getArguments, getCallee, getEnclosingClass, getFunctionName, getLastName, getMember, getParameters, getPropertyName, isCall, isClass, isFunction, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { HANDLER_FILES, HANDLER_MODULES, HANDLER_NAMES, RESOLVER_TYPES } from "../catalogue/index.js";
import type { HandlerModule } from "../catalogue/index.js";
import { matchesGlob } from "../globs.js";
import { findDefinition, findTypeDefinition } from "../project/index.js";
import type { Definition, FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import { findRouter } from "./routers.js";

export interface HandlerQuestion {
  readonly project: Project;
  readonly facts: FactsProvider;
}

/** Chains of names and calls longer than this are cycles or beyond reading. */
const MAX_STEPS = 24;

const HANDLERS = {};
const SERVERS = {};

/**
 * Does a function serve a request, a message or a job: by its decorator, its type, its name, its file, or because it is
 * given to what serves? Wrapped handlers count: `router.post("/tasks", wrap(create))`. No means that nothing says so.
 */
export function isHandler(context: HandlerQuestion, fn: FunctionRef): boolean {
  const known = context.project.memo(HANDLERS, () => new WeakMap<FunctionNode, boolean>());
  let answer = known.get(fn.node);
  if (answer === undefined) known.set(fn.node, (answer = serves(context, fn)));
  return answer;
}

function serves(context: HandlerQuestion, fn: FunctionRef): boolean {
  return isNamed(fn) || isFileHandler(fn) || findServer(context, fn) !== undefined;
}

/** What serves a function. */
export interface Server {
  /** What the catalogue says of its package; `undefined` for a router that the endpoint readers know. */
  readonly found: HandlerModule | undefined;
}

/** What a function is given to, or whose type or decorator it has, so that it serves; `undefined` where nothing says so. */
export function findServer(context: HandlerQuestion, fn: FunctionRef): Server | undefined {
  const known = context.project.memo(SERVERS, () => new WeakMap<FunctionNode, { readonly server: Server | undefined }>());
  let answer = known.get(fn.node);
  if (!answer) known.set(fn.node, (answer = { server: readServer(context, fn) }));
  return answer.server;
}

function readServer(context: HandlerQuestion, fn: FunctionRef): Server | undefined {
  const { project, facts } = context;
  const own = findDecoration(project, fn) ?? findTyping(project, fn);
  if (own) return own;
  const name = getFunctionName(fn.node);
  if (name === undefined || fn.node.parent?.type === "Property") {
    const taker = findTaker(fn.node);
    return taker && (findTakerServer(project, taker, fn.module) ?? findTypedTaker(project, taker, fn) ?? findWrappedServer(project, taker));
  }
  return findNamedServer(project, name, (node, module) => {
    const value = facts.getValue(node, module);
    return value.kind === "function" && value.ref.node === fn.node;
  });
}

/** What a name is given to that serves, wherever the name means the handler. */
function findNamedServer(project: Project, name: string, isHandler: (node: Node, module: SourceModule) => boolean): Server | undefined {
  for (const module of project.getModulesNaming(name)) {
    let server: Server | undefined;
    walk(module.program, (node) => {
      if (server || (node.type !== "Identifier" && node.type !== "MemberExpression") || getLastName(node) !== name) return;
      const taker = findTaker(node);
      const given = taker && findTakerServer(project, taker, module);
      if (given && isHandler(node, module)) server = given;
    });
    if (server) return server;
  }
  return undefined;
}

/** `const create = wrap(async (req, res) => …)`: what the wrapped handler is given to. */
function findWrappedServer(project: Project, wrapper: CallNode): Server | undefined {
  const holder = unwrapUp(wrapper).parent;
  const name = holder?.type === "VariableDeclarator" && holder.id.type === "Identifier" ? holder.id.name : holder?.type === "PropertyDefinition" || holder?.type === "Property" ? getPropertyName(holder) : undefined;
  if (name === undefined) return undefined;
  return findNamedServer(project, name, (node, module) => {
    const definition = findDefinition(project, node, module);
    return definition.kind === "expression" && unwrap(definition.node) === wrapper;
  });
}

/** `function wrap(fn: RequestHandler)`: what a wrapper of the project is given by its parameter's type. */
function findTypedTaker(project: Project, call: CallNode, fn: FunctionRef): Server | undefined {
  const definition = findDefinition(project, getCallee(call), fn.module);
  if (definition.kind !== "function") return undefined;
  const index = getArguments(call).findIndex((argument) => unwrap(argument) === fn.node);
  const parameter = getParameters(definition.node)[index];
  const type = parameter && getAnnotation(parameter)?.typeAnnotation;
  return type?.type === "TSTypeReference" ? findUses(findTypeDefinition(project, type.typeName, definition.module)).find(({ found, name }) => found.types?.includes(name)) : undefined;
}

function isNamed({ node, module }: FunctionRef): boolean {
  const member = node.parent;
  if (member?.type === "MethodDefinition" || member?.type === "PropertyDefinition") {
    const owner = getEnclosingClass(node)?.id?.name;
    const isPublic = member.accessibility !== "private" && member.accessibility !== "protected" && member.key.type !== "PrivateIdentifier";
    return owner !== undefined && HANDLER_NAMES.classes.test(owner) && isPublic && !member.static && !(member.type === "MethodDefinition" && member.kind === "constructor");
  }
  const name = getFunctionName(node);
  return name !== undefined && HANDLER_NAMES.functions.test(name) && isExported(node, module);
}

/** Is a function one that its module exports, under its own name or as the default? */
function isExported(fn: FunctionNode, module: SourceModule): boolean {
  const name = getFunctionName(fn);
  const declaration = fn.parent?.type === "VariableDeclarator" ? fn.parent.parent : fn;
  if (declaration?.parent?.type === "ExportNamedDeclaration" || declaration?.parent?.type === "ExportDefaultDeclaration") return true;
  return declaration?.parent?.type === "Program" && [...module.exports.values()].some((item) => isExportOf(item, name));
}

function isExportOf(item: NonNullable<ReturnType<SourceModule["exports"]["get"]>>, name: string | undefined): boolean {
  if (item.kind === "named") return item.name === name;
  return item.kind === "local" && item.node.type === "Identifier" && item.node.name === name;
}

function isFileHandler({ node, module }: FunctionRef): boolean {
  const patterns = HANDLER_FILES.filter(({ glob }) => matchesGlob(module.path, glob));
  if (patterns.length === 0 || !isExported(node, module)) return false;
  const name = getFunctionName(node);
  const names = [...module.exports].flatMap(([exported, item]) => (isExportOf(item, name) || (item.kind === "local" && unwrap(item.node) === node) ? [exported] : []));
  return patterns.some(({ exports }) => names.some((exported) => exports.test(exported)));
}

/** What serves by the decorators of the method, and of the class for the method by which it serves. */
function findDecoration(project: Project, { node, module }: FunctionRef): Server | undefined {
  const member = node.parent;
  if (member?.type !== "MethodDefinition") return undefined;
  const owner = getEnclosingClass(node);
  const name = getPropertyName(member);
  return (
    readDecorators(project, member, module).find(({ found, name: decorator }) => found.decorators?.includes(decorator)) ??
    (owner && isClass(owner) ? readDecorators(project, owner, module).find(({ found, name: decorator }) => name !== undefined && found.classes?.[decorator] === name) : undefined)
  );
}

interface Use {
  readonly found: HandlerModule;
  readonly name: string;
}

function readDecorators(project: Project, node: Node, module: SourceModule): readonly Use[] {
  const { decorators } = node as { decorators?: readonly { expression: Node }[] };
  return (decorators ?? []).flatMap(({ expression }) => {
    const bare = unwrap(expression);
    return findUses(findDefinition(project, bare.type === "CallExpression" ? bare.callee : bare, module));
  });
}

/** What the catalogue says of an export. */
export function findUses(definition: Pick<Extract<Definition, { kind: "external" }>, "specifier" | "path"> | { readonly kind: string }): readonly Use[] {
  if (!("specifier" in definition)) return [];
  const name = definition.path.findLast((part) => part !== "default") ?? "default";
  return HANDLER_MODULES.filter(({ modules }) => modules.includes(definition.specifier)).map((found) => ({ found, name }));
}

/** `const create: RequestHandler = …`, `const update: MutationResolvers["update"] = …`. */
function findTyping(project: Project, { node, module }: FunctionRef): Server | undefined {
  const holder = unwrapUp(node).parent;
  const annotation = holder?.type === "VariableDeclarator" ? getAnnotation(holder.id) : undefined;
  let type: Node | undefined = annotation?.typeAnnotation;
  while (type?.type === "TSIndexedAccessType" || (type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "NonNullable")) {
    type = type.type === "TSIndexedAccessType" ? type.objectType : type.typeArguments?.params[0];
  }
  if (type?.type !== "TSTypeReference") return undefined;
  if (type.typeName.type === "Identifier" && RESOLVER_TYPES.test(type.typeName.name)) return { found: undefined };
  return findUses(findTypeDefinition(project, type.typeName, module)).find(({ found, name }) => found.types?.includes(name));
}

/** The outermost call that a function, or a name of one, is given to: through wrappers, lists, option objects and `bind`. */
export function findTaker(node: Node): CallNode | undefined {
  let taker: CallNode | undefined;
  let current = unwrapUp(node);
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const { parent } = current;
    if (!parent || isFunction(parent)) return taker;
    if (isCall(parent) && getArguments(parent).includes(current)) taker = parent;
    else if (parent.type === "MemberExpression" && parent.object === current && getMember(parent)?.name === "bind" && current === unwrapUp(node)) {
      current = unwrapUp(parent);
      if (current.parent?.type !== "CallExpression" || current.parent.callee !== current) return taker;
      current = unwrapUp(current.parent);
      continue;
    } else if (parent.type !== "ArrayExpression" && parent.type !== "ObjectExpression" && parent.type !== "Property") return taker;
    current = unwrapUp(parent);
  }
  return taker;
}

/** What serves the functions that a call is given: a router, a queue, a procedure. */
function findTakerServer(project: Project, call: CallNode, module: SourceModule): Server | undefined {
  const callee = getCallee(call);
  const taker = findUses(findDefinition(project, callee, module)).find(({ found, name }) => found.takers?.includes(name));
  if (taker) return taker;
  const member = getMember(callee);
  if (!member || !MEMBERS.has(member.name)) return undefined;
  const receiver = findOrigins(project, member.object, module, 0).find(({ found, name }) => found.members?.includes(member.name) && found.receivers?.includes(name));
  if (receiver) return receiver;
  const routes = findRouter(project, member.object, module)?.framework.router?.routes;
  return routes !== undefined && Object.hasOwn(routes, member.name) ? { found: undefined } : undefined;
}

/** Asked first, because it is cheap. */
const MEMBERS: ReadonlySet<string> = new Set(HANDLER_MODULES.flatMap(({ members = [] }) => members));

/** The exports that a receiver comes from: by what made it, at the root of its chain, or by its type. */
function findOrigins(project: Project, node: Node, module: SourceModule, steps: number): readonly Use[] {
  if (steps > MAX_STEPS) return [];
  const bare = unwrap(node);
  if (bare.type === "AwaitExpression") return findOrigins(project, bare.argument, module, steps + 1);
  if (isCall(bare)) {
    const callee = getCallee(bare);
    const uses = findUses(findDefinition(project, callee, module));
    if (uses.length > 0) return uses;
    return callee.type === "MemberExpression" ? findOrigins(project, callee.object, module, steps + 1) : [];
  }
  const definition = findDefinition(project, bare, module);
  switch (definition.kind) {
    case "external":
      return findUses(definition);
    case "expression":
      return definition.node === bare ? [] : findOrigins(project, definition.node, definition.module, steps + 1);
    case "member":
      return definition.object === bare || definition.object.type === "ThisExpression" ? [] : findOrigins(project, definition.object, definition.module, steps + 1);
    case "parameter":
    case "variable": {
      const type = getAnnotation(definition.binding.identifier)?.typeAnnotation;
      return type?.type === "TSTypeReference" ? findUses(findTypeDefinition(project, type.typeName, definition.module)) : [];
    }
    default:
      return [];
  }
}
