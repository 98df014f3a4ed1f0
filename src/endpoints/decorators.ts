import { getParameters, getReturned, isFunction, isWithin, unwrap } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import { findFrameworkExport, isKnownSpecifier } from "../catalogue/index.js";
import type { Framework, FrameworkExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import type { Place } from "./objects.js";

const MAX_DEPTH = 8;

/** A framework's decorator, applied directly or by a helper of the project. */
export interface AppliedDecorator {
  readonly framework: Framework;
  readonly export: FrameworkExport;
  readonly arguments: readonly Place[];
}

export interface AppliedDecorators {
  readonly applied: readonly AppliedDecorator[];
  /** The names as they are written at the declaration. */
  readonly names: readonly string[];
  /** False where a decorator is in sight that could do anything. */
  readonly isComplete: boolean;
}

interface Reading {
  readonly project: Project;
  readonly applied: AppliedDecorator[];
  isComplete: boolean;
}

/** The argument that stands for a parameter of a helper, while the helper is read. */
type Bindings = ReadonlyMap<Node, Place>;

/** The decorators of a class, a method or a parameter, read through `applyDecorators` and the project's own helpers. */
export function readDecorators(project: Project, node: Node, module: SourceModule): AppliedDecorators {
  const { decorators } = node as { decorators?: readonly { expression: Node }[] };
  const reading: Reading = { project, applied: [], isComplete: true };
  const names: string[] = [];
  for (const { expression } of decorators ?? []) {
    const callee = unwrap(expression.type === "CallExpression" ? expression.callee : expression);
    if (callee.type === "Identifier") names.push(callee.name);
    readDecorator(reading, expression, module, new Map(), 0);
  }
  return { applied: reading.applied, names, isComplete: reading.isComplete };
}

function readDecorator(reading: Reading, node: Node, module: SourceModule, bindings: Bindings, depth: number): void {
  const bare = unwrap(node);
  const given = bare.type === "CallExpression" ? bare.arguments : [];
  const definition = findDefinition(reading.project, bare.type === "CallExpression" ? bare.callee : bare, module);
  const places = given.map((argument): Place => substitute(reading.project, argument, module, bindings));
  if (depth > MAX_DEPTH) {
    reading.isComplete = false;
  } else if (definition.kind === "external") {
    readExternal(reading, definition.specifier, definition.path, places, bindings, depth);
  } else if (definition.kind === "function") {
    readHelper(reading, definition.node, definition.module, places, depth);
  } else if (definition.kind === "expression" && definition.node.type === "CallExpression") {
    // `const Auth = applyDecorators(…)`, or a factory's result that is called here.
    readDecorator(reading, definition.node, definition.module, new Map(), depth + 1);
  } else {
    reading.isComplete = false;
  }
}

function substitute(project: Project, node: Node, module: SourceModule, bindings: Bindings): Place {
  const definition = findDefinition(project, node, module);
  const bound = definition.kind === "parameter" && definition.path.length === 0 ? bindings.get(definition.binding.identifier) : undefined;
  return bound ?? { node, module };
}

function readExternal(reading: Reading, specifier: string, path: readonly string[], places: readonly Place[], bindings: Bindings, depth: number): void {
  const found = findFrameworkExport(specifier, path);
  if (!found) {
    // A data-access library's decorators say nothing about responses.
    if (!isKnownSpecifier(specifier)) reading.isComplete = false;
    return;
  }
  if (found.export.is !== "composition") {
    reading.applied.push({ framework: found.framework, export: found.export, arguments: places });
    return;
  }
  for (const { node, module } of places) {
    if (node.type === "SpreadElement") readSpread(reading, node.argument, module, bindings, depth);
    else readDecorator(reading, node, module, bindings, depth + 1);
  }
}

function readSpread(reading: Reading, node: Node, module: SourceModule, bindings: Bindings, depth: number): void {
  const definition = findDefinition(reading.project, node, module);
  const list = definition.kind === "expression" && definition.node.type === "ArrayExpression" ? definition.node : undefined;
  if (!list || definition.kind !== "expression" || isExtended(node, module)) {
    reading.isComplete = false;
    return;
  }
  for (const item of list.elements) {
    if (item && item.type !== "SpreadElement") readDecorator(reading, item, definition.module, bindings, depth + 1);
    else reading.isComplete = false;
  }
}

/** Is the list named by `node` used for more than this spread? Then somebody may push to it. */
function isExtended(node: Node, module: SourceModule): boolean {
  const bare = unwrap(node);
  const binding = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare) : undefined;
  return binding !== undefined && module.scope.getReferences(binding).length > 1;
}

/** A helper that returns decorators; one that is a decorator itself could do anything. */
function readHelper(reading: Reading, fn: FunctionNode, module: SourceModule, places: readonly Place[], depth: number): void {
  const bindings = new Map<Node, Place>();
  for (const [index, parameter] of getParameters(fn).entries()) {
    const place = places[index];
    if (parameter.type === "Identifier" && place && isWithin(parameter, fn)) bindings.set(parameter, place);
  }
  const returned = getReturned(fn);
  const [only] = returned;
  const value = only && unwrap(only);
  if (!value || returned.length !== 1 || isFunction(value)) {
    reading.isComplete = false;
    return;
  }
  readDecorator(reading, value, module, bindings, depth + 1);
}
