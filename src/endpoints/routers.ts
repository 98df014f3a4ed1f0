import { getCallee, getMember, getParameterPattern, getParameters, getReturned, isFunction, isWithin, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findFrameworkExport } from "../catalogue/index.js";
import type { Framework, FrameworkExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Definition, Project, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { findInType } from "./named-types.js";

const MAX_STEPS = 20;

/** What routes are added to: an application, a plugin's instance, a router. */
export interface RouterRef {
  readonly framework: Framework;
  /** Where it comes from: the parameter's function, the call that makes it. Routes with one origin are siblings. */
  readonly origin: Node;
}

/** The router that an expression stands for: told by types, factories and plugins, never by a name. */
export function findRouter(project: Project, node: Node, module: SourceModule, steps = 0): RouterRef | undefined {
  const bare = unwrap(node);
  if (steps > MAX_STEPS) return undefined;
  if (bare.type === "AwaitExpression") return findRouter(project, bare.argument, module, steps + 1);
  const binding = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare) : undefined;
  const annotated = binding && binding.kind !== "parameter" && findAnnotated(project, binding, module);
  if (annotated) return annotated;
  const definition = findDefinition(project, bare, module);
  switch (definition.kind) {
    case "parameter":
      return findParameter(project, definition, steps);
    case "expression":
      return definition.node.type === "AwaitExpression" ? findRouter(project, definition.node, definition.module, steps + 1) : findMade(project, definition.node, definition.module, steps);
    default:
      return undefined;
  }
}

function findAnnotated(project: Project, binding: Binding, module: SourceModule): RouterRef | undefined {
  const { identifier } = binding;
  const framework = identifier.type === "Identifier" && identifier.typeAnnotation ? findTypeUse(project, identifier.typeAnnotation, module, "router") : undefined;
  return framework && { framework, origin: binding.declaration };
}

/** `fastify()`, `new Hono()`, `app.withTypeProvider()`, `app.get(…).post(…)`, `buildApp()`. */
function findMade(project: Project, node: Node, module: SourceModule, steps: number): RouterRef | undefined {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return undefined;
  const definition = findDefinition(project, getCallee(node), module);
  switch (definition.kind) {
    case "external": {
      const found = findFrameworkExport(definition.specifier, definition.path);
      const is = node.type === "NewExpression" ? "router" : "router-factory";
      return found?.export.is === is ? { framework: found.framework, origin: node } : undefined;
    }
    case "function":
      return findReturned(project, definition.node, definition.module, node, steps);
    default: {
      const member = getMember(node.callee);
      const router = member && findRouter(project, member.object, module, steps + 1);
      const members = router?.framework.router;
      if (!member || !members) return undefined;
      const isFluent = members.fluent.includes(member.name) || members.register.includes(member.name) || member.name === members.serves || Object.hasOwn(members.routes, member.name);
      return isFluent || member.name === members.routeObject?.member ? router : undefined;
    }
  }
}

function findReturned(project: Project, fn: FunctionNode, module: SourceModule, call: CallNode, steps: number): RouterRef | undefined {
  const framework = fn.returnType ? findTypeUse(project, fn.returnType, module, "router") : undefined;
  if (framework) return { framework, origin: call };
  const [returned] = getReturned(fn);
  return returned && findRouter(project, returned, module, steps + 1);
}

function findParameter(project: Project, { binding, path, module }: Extract<Definition, { kind: "parameter" }>, steps: number): RouterRef | undefined {
  const fn = binding.declaration;
  if (!isFunction(fn) || path.length > 0) return undefined;
  const parameters = getParameters(fn);
  const index = parameters.findIndex((parameter) => isWithin(binding.identifier, parameter));
  const parameter = parameters[index];
  if (!parameter) return undefined;
  const { typeAnnotation } = getParameterPattern(parameter) as { typeAnnotation?: Node | null };
  const framework = typeAnnotation ? findTypeUse(project, typeAnnotation, module, "router") : index === 0 ? findPlugin(project, fn, module, steps) : undefined;
  return framework && { framework, origin: fn };
}

/** The framework that calls a function as its plugin: by the type it is given, or by what it is handed to. */
function findPlugin(project: Project, fn: FunctionNode, module: SourceModule, steps: number): Framework | undefined {
  let node: Node = fn;
  for (let parent: Node | null | undefined = fn.parent; parent && unwrap(parent) === fn; node = parent, parent = parent.parent) {
    if (parent.type !== "TSSatisfiesExpression" && parent.type !== "TSAsExpression") continue;
    const framework = findTypeUse(project, parent.typeAnnotation, module, "plugin-type");
    if (framework) return framework;
  }
  const holder = node.parent;
  const name = holder?.type === "VariableDeclarator" ? holder.id : fn.type === "FunctionDeclaration" ? fn.id : undefined;
  if (name?.type === "Identifier") {
    const framework = name.typeAnnotation ? findTypeUse(project, name.typeAnnotation, module, "plugin-type") : undefined;
    if (framework) return framework;
    const binding = module.scope.lookup(name.name, name);
    for (const reference of binding ? module.scope.getReferences(binding) : []) {
      const used = findPluginUse(project, reference, module, steps);
      if (used) return used;
    }
    return undefined;
  }
  return findPluginUse(project, fn, module, steps);
}

/** `fp(plugin)` and `app.register(plugin)`. */
function findPluginUse(project: Project, node: Node, module: SourceModule, steps: number): Framework | undefined {
  const value = unwrapUp(node);
  const call = value.parent;
  if (call?.type !== "CallExpression" || call.arguments[0] !== value) return undefined;
  const definition = findDefinition(project, call.callee, module);
  if (definition.kind === "external") {
    const found = findFrameworkExport(definition.specifier, definition.path);
    return found?.export.is === "plugin-wrapper" ? found.framework : undefined;
  }
  const member = getMember(call.callee);
  const router = member && findRouter(project, member.object, module, steps + 1);
  return router?.framework.router?.register.includes(member?.name ?? "") ? router.framework : undefined;
}

/** The framework whose router, or plugin, a type says. */
function findTypeUse(project: Project, type: Node, module: SourceModule, is: FrameworkExport["is"]): Framework | undefined {
  return findInType(project, type, module, (specifier, path) => {
    const found = findFrameworkExport(specifier, path);
    return found?.export.is === is ? found.framework : undefined;
  });
}
