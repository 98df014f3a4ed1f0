import { getAnnotation, getArguments, getCallee, getEnclosingClass, getFunctionName, getMember, getPropertyName, isCall, isClass, isFunction, unwrap, unwrapUp, walk } from "../ast/index.js";
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
  const { project, facts } = context;
  if (isNamed(fn) || isDecorated(project, fn) || isTyped(project, fn) || isFileHandler(fn)) return true;
  const name = getFunctionName(fn.node);
  if (name === undefined || fn.node.parent?.type === "Property") {
    const taker = findTaker(fn.node);
    return taker !== undefined && takesHandlers(project, taker, fn.module);
  }
  return project.getModulesNaming(name).some((module) => {
    let isGiven = false;
    walk(module.program, (node) => {
      if (isGiven || (node.type !== "Identifier" && node.type !== "MemberExpression")) return;
      if ((node.type === "Identifier" ? node.name : getMember(node)?.name) !== name) return;
      const taker = findTaker(node);
      if (!taker || !takesHandlers(project, taker, module)) return;
      const value = facts.getValue(node, module);
      isGiven = value.kind === "function" && value.ref.node === fn.node;
    });
    return isGiven;
  });
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

/** The decorators of the method, and of the class for the method by which it serves. */
function isDecorated(project: Project, { node, module }: FunctionRef): boolean {
  const member = node.parent;
  if (member?.type !== "MethodDefinition") return false;
  const owner = getEnclosingClass(node);
  const name = getPropertyName(member);
  return (
    readDecorators(project, member, module).some(({ found, name: decorator }) => found.decorators?.includes(decorator)) ||
    (owner !== undefined && isClass(owner) && readDecorators(project, owner, module).some(({ found, name: decorator }) => name !== undefined && found.classes?.[decorator] === name))
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
function findUses(definition: Pick<Extract<Definition, { kind: "external" }>, "specifier" | "path"> | { readonly kind: string }): readonly Use[] {
  if (!("specifier" in definition)) return [];
  const name = definition.path.findLast((part) => part !== "default") ?? "default";
  return HANDLER_MODULES.filter(({ modules }) => modules.includes(definition.specifier)).map((found) => ({ found, name }));
}

/** `const create: RequestHandler = …`, `const update: MutationResolvers["update"] = …`. */
function isTyped(project: Project, { node, module }: FunctionRef): boolean {
  const holder = unwrapUp(node).parent;
  const annotation = holder?.type === "VariableDeclarator" ? getAnnotation(holder.id) : undefined;
  let type: Node | undefined = annotation?.typeAnnotation;
  while (type?.type === "TSIndexedAccessType" || (type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "NonNullable")) {
    type = type.type === "TSIndexedAccessType" ? type.objectType : type.typeArguments?.params[0];
  }
  if (type?.type !== "TSTypeReference") return false;
  if (type.typeName.type === "Identifier" && RESOLVER_TYPES.test(type.typeName.name)) return true;
  return findUses(findTypeDefinition(project, type.typeName, module)).some(({ found, name }) => found.types?.includes(name));
}

/** The outermost call that a function, or a name of one, is given to: through wrappers, lists, option objects and `bind`. */
function findTaker(node: Node): CallNode | undefined {
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

/** Does a call give what it is given to what serves: a router, a queue, a procedure? */
function takesHandlers(project: Project, call: CallNode, module: SourceModule): boolean {
  const callee = getCallee(call);
  if (findUses(findDefinition(project, callee, module)).some(({ found, name }) => found.takers?.includes(name))) return true;
  const member = getMember(callee);
  if (!member || !MEMBERS.has(member.name)) return false;
  if (findOrigins(project, member.object, module, 0).some(({ found, name }) => found.members?.includes(member.name) && found.receivers?.includes(name))) return true;
  const routes = findRouter(project, member.object, module)?.framework.router?.routes;
  return routes !== undefined && Object.hasOwn(routes, member.name);
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
