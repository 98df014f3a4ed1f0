import { getArguments, getCallee, getMember, getParameterPattern, getParameters, getPropertyName, isCall, isWithin, startOf, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { FunctionNode, Node } from "../../ast/index.js";
import { getAncestors, getShapeMembers } from "../../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../../project/index.js";
import type { Binding } from "../../scope/index.js";

interface ChangeContext {
  readonly project: Project;
  readonly facts: FactsProvider;
}

/** What statements do to the columns of the object that a variable holds. */
export interface RowChanges {
  readonly removed: ReadonlySet<string>;
  readonly given: ReadonlySet<string>;
}

/** The columns that are deleted, emptied and set; `undefined` where somebody may have taken out any. */
export function readChanges(context: ChangeContext, binding: Binding, module: SourceModule): RowChanges | undefined {
  const removed = new Set<string>();
  const given = new Set<string>();
  for (const reference of module.scope.getReferences(binding)) {
    const use = unwrapUp(reference).parent;
    if (use && isCall(use) && takesOut(context, use, reference, module)) return undefined;
    if (use?.type !== "MemberExpression" || unwrap(use.object) !== reference) continue;
    const outer = unwrapUp(use).parent;
    const isDeleted = outer?.type === "UnaryExpression" && outer.operator === "delete";
    const isSet = outer?.type === "AssignmentExpression" && unwrap(outer.left) === use;
    if (!isDeleted && !isSet) continue;
    const name = getMember(use)?.name;
    if (name === undefined) return undefined;
    if (isDeleted || (outer.type === "AssignmentExpression" && isEmpty(outer.right))) removed.add(name);
    else given.add(name);
  }
  return { removed, given };
}

/** `undefined`, `null`, `""`: nothing is left of the value. */
function isEmpty(node: Node): boolean {
  const bare = unwrap(node);
  if (bare.type === "Literal") return bare.value === null || bare.value === "";
  return (bare.type === "Identifier" && bare.name === "undefined") || (bare.type === "UnaryExpression" && bare.operator === "void");
}

/** Names of functions that nobody can see into and that take members out of an object. */
const TAKING = /^(?:unset|deleteProperty|omit|redact|mask|strip|sanitize)/i;

/** Does a call take members out of the object that it is given? */
function takesOut({ facts }: ChangeContext, call: Node, argument: Node, module: SourceModule): boolean {
  if (!isCall(call) || call.type === "TaggedTemplateExpression") return false;
  const index = getArguments(call).findIndex((item) => unwrap(item) === argument);
  if (index === -1) return false;
  const callee = facts.getCallee(call, module);
  if (callee.kind === "functions") return callee.targets.some((target) => deletesFrom(target, index));
  const name = getMember(getCallee(call))?.name ?? (getCallee(call).type === "Identifier" ? (getCallee(call) as { name: string }).name : "");
  return unwrapUp(call).parent?.type === "ExpressionStatement" && callee.kind !== "member" && TAKING.test(name);
}

function deletesFrom({ node, module }: FunctionRef, index: number): boolean {
  const parameter = getParameters(node)[index];
  const pattern = parameter && getParameterPattern(parameter);
  if (pattern?.type !== "Identifier" || !node.body) return false;
  return hasDeletion(node, pattern.name, module);
}

function hasDeletion(fn: FunctionNode, name: string, module: SourceModule): boolean {
  let isFound = false;
  walk(fn, (child) => {
    if (child.type !== "MemberExpression" || child.object.type !== "Identifier" || child.object.name !== name) return;
    if (module.scope.lookup(name, child.object)?.declaration !== fn) return;
    const outer = unwrapUp(child).parent;
    isFound ||= (outer?.type === "UnaryExpression" && outer.operator === "delete") || (outer?.type === "AssignmentExpression" && unwrap(outer.left) === child && isEmpty(outer.right));
  });
  return isFound;
}

/** The names that are taken out before a rest: `const { password, ...rest } = user`. */
export function readRest({ identifier }: Binding): readonly string[] | undefined {
  const rest = identifier.parent;
  if (rest?.type !== "RestElement" || rest.parent?.type !== "ObjectPattern") return undefined;
  return rest.parent.properties.flatMap((property) => getPropertyName(property) ?? []);
}

/** Does an assignment stand before a use, in its own block or in one around it? Then the use sees nothing older. */
export function isBefore(value: Node, use: Node): boolean {
  const statement = unwrapUp(value).parent?.parent;
  const block = statement?.type === "ExpressionStatement" ? statement.parent : undefined;
  return block != null && startOf(value) < startOf(use) && isWithin(use, block);
}

const MAX_DEPTH = 6;

/** The columns that certainly, or by the type of what is given, have a value in a row that is made of an object. */
export function readGiven(context: ChangeContext, node: Node, module: SourceModule, depth = 0): ReadonlySet<string> {
  const names = new Set<string>();
  const bare = unwrap(node);
  if (depth > MAX_DEPTH) return names;
  const addAll = (inner: Node, from: SourceModule): void => {
    for (const name of readGiven(context, inner, from, depth + 1)) names.add(name);
  };
  if (bare.type === "ArrayExpression") {
    for (const element of bare.elements) if (element) addAll(element.type === "SpreadElement" ? element.argument : element, module);
  } else if (bare.type === "ObjectExpression") {
    for (const property of bare.properties) {
      if (property.type === "SpreadElement") {
        addAll(property.argument, module);
        continue;
      }
      const name = getPropertyName(property);
      if (name === undefined) continue;
      if (isEmpty(property.value)) names.delete(name);
      else names.add(name);
    }
  } else if (bare.type === "Identifier") {
    const binding = module.scope.lookup(bare.name, bare);
    const { declaration } = binding ?? {};
    if (binding && declaration?.type === "VariableDeclarator" && binding.identifier === declaration.id && declaration.init) {
      addAll(declaration.init, module);
      const changes = readChanges(context, binding, module);
      for (const name of changes?.given ?? []) names.add(name);
      for (const name of changes?.removed ?? []) names.delete(name);
    } else for (const name of readTypeMembers(context, bare, module)) names.add(name);
  }
  return names;
}

/** The members of the class or interface that a value is typed with. */
function readTypeMembers({ project, facts }: ChangeContext, node: Node, module: SourceModule): readonly string[] {
  const value = facts.getValue(node, module);
  if (value.kind === "shape") return getShapeMembers(value).flatMap((member) => getPropertyName(member) ?? []);
  if (value.kind !== "instance") return [];
  return getAncestors(project, value.ref).flatMap((ancestor) => (ancestor.kind === "class" ? ancestor.ref.node.body.body.flatMap((member) => (member.type === "PropertyDefinition" ? (getPropertyName(member) ?? []) : [])) : []));
}
