import { getArguments, getCallee, getEnclosingClass, getFunctionName, getLastName, getParameterDefault, getParameters, getStaticString, findProperty, isCall, isFunction, isWithin, unwrap, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { REQUEST_MEMBERS } from "../catalogue/index.js";
import type { SchemaPosition } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import type { EndpointSchema } from "./types.js";

const MAX_DEPTH = 4;

/** A schema that is applied to a part of a request, or to the part that a parameter names: `request[target]`. */
export interface Application {
  readonly node: Node;
  readonly module: SourceModule;
  readonly part: SchemaPosition | Binding;
}

/**
 * The schemas that are applied. Where a parameter stands for one (`validate(schema, target)`), those that the project's
 * calls give it; none where a call cannot be read.
 */
export function findGivenSchemas(project: Project, { node, module, part }: Application, depth = 0): readonly EndpointSchema[] {
  const source = findParameter(project, node, module);
  if (!source) return typeof part === "string" ? [{ position: part, node, module }] : [];
  const { fn, index, path } = source;
  if (depth > MAX_DEPTH) return [];
  return findCalls(project, fn, source.module).flatMap(({ call, module: home }) => {
    const given = readPath(project, getArguments(call)[index], path, home);
    const chosen = typeof part === "string" ? part : readChoice(project, fn, part, call, home);
    return given && chosen ? findGivenSchemas(project, { ...given, part: chosen }, depth + 1) : [];
  });
}

interface Parameter {
  readonly fn: FunctionNode;
  readonly module: SourceModule;
  readonly index: number;
  /** The members of the argument that lead to the value: `schemas.body`. */
  readonly path: readonly string[];
}

function findParameter(project: Project, node: Node, module: SourceModule): Parameter | undefined {
  const members: string[] = [];
  let definition = findDefinition(project, node, module);
  while (definition.kind === "member" && definition.object.type !== "ThisExpression") {
    members.unshift(definition.name);
    definition = findDefinition(project, definition.object, definition.module);
  }
  if (definition.kind !== "parameter") return undefined;
  const { binding, path } = definition;
  const fn = binding.declaration;
  if (!isFunction(fn)) return undefined;
  return { fn, module: definition.module, index: getIndex(fn, binding), path: [...path, ...members] };
}

function getIndex(fn: FunctionNode, { identifier }: Binding): number {
  return getParameters(fn).findIndex((parameter) => isWithin(identifier, parameter));
}

/** The calls of a function by its own name, in the whole project. */
function findCalls(project: Project, fn: FunctionNode, module: SourceModule): { readonly call: CallNode; readonly module: SourceModule }[] {
  const name = getFunctionName(fn);
  if (name === undefined) return [];
  const found: { call: CallNode; module: SourceModule }[] = [];
  for (const from of new Set([module, ...project.getModulesNaming(name)])) {
    walk(from.program, (node) => {
      if (isCall(node) && getLastName(getCallee(node)) === name && isCalled(project, node, from, fn)) found.push({ call: node, module: from });
    });
  }
  return found;
}

/** Does a call run a function: a declared one, or a static method by its class? */
function isCalled(project: Project, call: CallNode, module: SourceModule, fn: FunctionNode): boolean {
  const definition = findDefinition(project, getCallee(call), module);
  if (definition.kind === "function") return definition.node === fn;
  if (definition.kind !== "member") return false;
  const owner = findDefinition(project, definition.object, definition.module);
  return owner.kind === "class" && owner.node === getEnclosingClass(fn);
}

function readPath(project: Project, node: Node | undefined, path: readonly string[], module: SourceModule): { readonly node: Node; readonly module: SourceModule } | undefined {
  const [name, ...rest] = path;
  if (!node || name === undefined) return node && { node, module };
  const definition = findDefinition(project, node, module);
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression") return undefined;
  return readPath(project, findProperty(definition.node, name)?.value, rest, definition.module);
}

/** The part that a call names, by its own argument or by the default of the parameter. */
function readChoice(project: Project, fn: FunctionNode, parameter: Binding, call: CallNode, module: SourceModule): SchemaPosition | Binding | undefined {
  const index = getIndex(fn, parameter);
  const declared = getParameters(fn)[index];
  const given = getArguments(call)[index] ?? (declared && getParameterDefault(declared));
  const definition = given && findDefinition(project, given, module);
  if (definition?.kind === "parameter" && definition.path.length === 0) return definition.binding;
  const name = getStaticString(definition?.kind === "expression" ? unwrap(definition.node) : given);
  return name !== undefined && Object.hasOwn(REQUEST_MEMBERS, name) ? REQUEST_MEMBERS[name] : undefined;
}
