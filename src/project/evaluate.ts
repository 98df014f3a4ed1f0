import { getCallee, getChainBase, getEnclosingFunction, getMember, getPropertyName, isFunction, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findGeneratedExport, findLibraryExport, findMember } from "../catalogue/index.js";
import type { Binding } from "../scope/index.js";
import { findBinding, findDefinition, findExportOf, findThisClass, getPatternDefault, getPatternPath } from "./definitions.js";
import type { Definition } from "./definitions.js";
import type { EvaluationContext } from "./context.js";
import { getGlobalMember, isGlobalObject } from "./globals.js";
import { getClassValue, getFieldValue, getInstanceValue, getStaticValue } from "./instances.js";
import { getRequiredSpecifier } from "./module.js";
import type { SourceModule } from "./module.js";
import { getParameterValue } from "./parameters.js";
import { getShapeMember } from "./type-values.js";
import { DEFAULT, NOTHING, NOWHERE, UNKNOWN, createUnion, getAlternatives } from "./values.js";
import type { FunctionRef, RoleValue, Value } from "./values.js";

/** What an expression evaluates to. Promises count as what they resolve to: only values matter here, not moments. */
export function evaluate(context: EvaluationContext, node: Node, module: SourceModule): Value {
  const value = evaluateBare(context, unwrap(node), module);
  // An assertion is asked where nothing else answers.
  const asserted = value.kind === "unknown" && (node.type === "TSAsExpression" || node.type === "TSTypeAssertion") ? node.typeAnnotation : undefined;
  return asserted ? context.facts.getTypeValue(asserted, module, NOWHERE) : value;
}

function evaluateBare(context: EvaluationContext, bare: Node, module: SourceModule): Value {
  switch (bare.type) {
    case "Identifier": {
      const binding = module.scope.lookup(bare.name, bare);
      return binding ? evaluateBinding(context, binding, module) : bare.name === "undefined" ? NOTHING : UNKNOWN;
    }
    case "ThisExpression": {
      const ref = findThisClass(bare, module);
      return ref ? getInstanceValue(context, ref, { kind: "this", owner: ref.node, module }) : evaluateThis(context, bare, module);
    }
    case "MemberExpression": {
      const member = getMember(bare);
      if (!member) return evaluateElement(context, bare, module);
      if (member.object.type === "ThisExpression") {
        const ref = findThisClass(member.object, module);
        const field = ref ? getFieldValue(context, ref, member.name) : UNKNOWN;
        if (field.kind !== "unknown") return field;
      }
      return evaluateMemberOf(context, member.object, member.name, module);
    }
    case "AwaitExpression":
      return context.facts.getValue(bare.argument, module);
    case "CallExpression":
      if (getRequiredSpecifier(bare) !== undefined) return fromDefinition(context, findDefinition(context.project, bare, module), bare);
      return context.getCallValue(bare, module);
    case "NewExpression":
    case "TaggedTemplateExpression":
      return context.getCallValue(bare, module);
    case "ConditionalExpression":
      return createUnion([context.facts.getValue(bare.consequent, module), context.facts.getValue(bare.alternate, module)]);
    case "LogicalExpression":
      if (bare.operator !== "&&" && isGlobalMember(bare.left, module)) return context.facts.getValue(bare.right, module);
      return createUnion([context.facts.getValue(bare.left, module), context.facts.getValue(bare.right, module)]);
    case "AssignmentExpression":
      return context.facts.getValue(bare.right, module);
    case "SequenceExpression": {
      const last = bare.expressions.at(-1);
      return last ? context.facts.getValue(last, module) : UNKNOWN;
    }
    case "ObjectExpression":
    case "ArrayExpression":
      return { kind: "object", node: bare, module };
    case "Literal":
      return bare.value === null ? NOTHING : UNKNOWN;
    default:
      return isFunction(bare) || bare.type === "ClassExpression" || bare.type === "ClassDeclaration" || bare.type === "ImportExpression"
        ? fromDefinition(context, findDefinition(context.project, bare, module), bare)
        : UNKNOWN;
  }
}

/** `globalThis.prisma ?? new PrismaClient()`: the one that a reload of the module finds again. */
function isGlobalMember(node: Node, module: SourceModule): boolean {
  const base = getChainBase(node);
  if (base.type !== "Identifier" || getMember(node) === undefined) return false;
  const binding = module.scope.lookup(base.name, base);
  if (!binding) return isGlobalObject(base, module);
  const init = binding.kind === "const" && binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : undefined;
  // `declare const global: OwnGlobal` only gives the object of the language a type.
  const source = init ? unwrap(init) : init === null ? base : undefined;
  return source?.type === "Identifier" && (source.name === "global" || source.name === "globalThis");
}

/** `schema.statics.close = async function () { … this … }`: what the library binds such functions to. */
function evaluateThis(context: EvaluationContext, node: Node, module: SourceModule): Value {
  let fn = getEnclosingFunction(node);
  while (fn?.type === "ArrowFunctionExpression") fn = getEnclosingFunction(fn);
  const holder = fn && unwrapUp(fn).parent;
  const place =
    holder?.type === "AssignmentExpression" ? getMember(getMember(holder.left)?.object ?? holder.left)
    : holder?.type === "CallExpression" ? getMember(getCallee(holder))
    : undefined;
  const owner = place && context.facts.getValue(place.object, module);
  const role = place && owner?.kind === "role" ? findMember(owner.role, place.name)?.thisRole : undefined;
  return role === undefined ? UNKNOWN : { kind: "role", role, source: DEFAULT };
}

/** `rows[0]`: one of many. */
function evaluateElement(context: EvaluationContext, node: Extract<Node, { type: "MemberExpression" }>, module: SourceModule): Value {
  const list = context.facts.getValue(node.object, module);
  if (list.kind === "object") return evaluateAnyMember(context, list.node, list.module);
  return list.kind === "role" && list.isMany ? { ...list, isMany: false } : UNKNOWN;
}

/** `clients[name]`: any of what is written there. */
function evaluateAnyMember(context: EvaluationContext, node: Node, module: SourceModule): Value {
  if (node.type !== "ObjectExpression") return UNKNOWN;
  return createUnion(node.properties.map((item) => (item.type === "Property" ? context.facts.getValue(item.value, module) : UNKNOWN)));
}

function evaluateBinding(context: EvaluationContext, binding: Binding, module: SourceModule): Value {
  const { declaration } = binding;
  switch (binding.kind) {
    case "import":
    case "function":
    case "class":
    case "enum":
    case "namespace":
      return fromDefinition(context, findBinding(context.project, binding, module), binding.identifier);
    case "parameter":
      return evaluateParameter(context, binding, module);
    case "catch":
      return UNKNOWN;
    default:
      return declaration.type === "VariableDeclarator" ? evaluateVariable(context, binding, declaration, module) : UNKNOWN;
  }
}

function evaluateParameter(context: EvaluationContext, binding: Binding, module: SourceModule): Value {
  const path = getPatternPath(binding);
  if (!path) return UNKNOWN;
  const given = getParameterValue(context, binding, path, module);
  // `tx ??= await begin()`: what is passed, or what is made here.
  const writes = module.scope.getWrites(binding).map((written) => (written ? context.facts.getValue(written, module) : UNKNOWN));
  return writes.length > 0 ? createUnion([given, ...writes]) : given;
}

/** The union of everything that is assigned; unreadable writes leave the annotation, or nothing. */
function evaluateVariable(context: EvaluationContext, binding: Binding, declarator: Extract<Node, { type: "VariableDeclarator" }>, module: SourceModule): Value {
  const path = getPatternPath(binding);
  if (!path) return UNKNOWN;
  const loop = declarator.parent?.parent;
  if (loop && (loop.type === "ForOfStatement" || loop.type === "ForInStatement") && loop.left === declarator.parent) {
    const list = context.facts.getValue(loop.right, module);
    return path.length === 0 && list.kind === "role" && list.isMany ? { ...list, isMany: false } : UNKNOWN;
  }
  const values: Value[] = [];
  if (declarator.init) values.push(path.reduce<Value>((value, name) => evaluateMember(context, value, name), context.facts.getValue(declarator.init, module)));
  const fallback = getPatternDefault(binding);
  if (fallback) values.push(context.facts.getValue(fallback, module));
  for (const written of module.scope.getWrites(binding)) values.push(written ? context.facts.getValue(written, module) : UNKNOWN);
  const value = createUnion(values);
  const annotation = binding.identifier.type === "Identifier" ? binding.identifier.typeAnnotation : undefined;
  if (annotation && path.length === 0 && getAlternatives(value).some((item) => item.kind === "unknown")) {
    const declared = context.facts.getTypeValue(annotation, module, { kind: "created", at: declarator, effect: undefined, parent: undefined, module });
    if (declared.kind !== "unknown") return declared;
  }
  return value;
}

/** The value that a definition stands for, seen from the node that names it. */
function fromDefinition(context: EvaluationContext, definition: Definition, from: Node): Value {
  switch (definition.kind) {
    case "function":
      return { kind: "function", ref: { node: definition.node, module: definition.module } };
    case "class": {
      const generated = findGenerated(definition.module, from);
      return generated ?? getClassValue(context, { node: definition.node, module: definition.module });
    }
    case "expression":
      return findGenerated(definition.module, from) ?? context.facts.getValue(definition.node, definition.module);
    case "parameter":
      return getParameterValue(context, definition.binding, definition.path, definition.module);
    case "variable":
      return evaluateBinding(context, definition.binding, definition.module);
    case "member":
      return evaluateMemberOf(context, definition.object, definition.name, definition.module);
    case "namespace": {
      const assigned = definition.target.assignsExports ? getAssignedExports(context, definition.target) : UNKNOWN;
      return assigned.kind === "unknown" || assigned.kind === "object" ? { kind: "namespace", target: definition.target } : assigned;
    }
    case "external": {
      const found = findLibraryExport(definition.specifier, definition.path) ?? (definition.file === undefined ? undefined : findLibraryExport(definition.file, definition.path));
      return getExportValue({ kind: "external", specifier: definition.specifier, path: definition.path, found });
    }
    default:
      return UNKNOWN;
  }
}

/** A package's export; where it is itself a client, that client. */
function getExportValue(value: Extract<Value, { kind: "external" }>): Value {
  const role = value.found?.export.value;
  return role === undefined ? value : { kind: "role", role, source: DEFAULT };
}

/** A generated client that lies in the user's tree is known by its exported name and its folder. */
function findGenerated(module: SourceModule, from: Node): Value | undefined {
  const name = from.type === "Identifier" ? from.name : undefined;
  const found = name === undefined ? undefined : findGeneratedExport(module.path, name);
  return found?.export.role === undefined ? undefined : { kind: "external", specifier: module.path, path: [name ?? ""], found };
}

function evaluateMemberOf(context: EvaluationContext, object: Node, name: string, module: SourceModule): Value {
  return isGlobalObject(object, module) ? getGlobalMember(context, name, module) : evaluateMember(context, context.facts.getValue(object, module), name);
}

/** The member of a value. A member of a handle is a handle of the same transaction. */
export function evaluateMember(context: EvaluationContext, owner: Value, name: string): Value {
  switch (owner.kind) {
    case "role":
      return evaluateRoleMember(context, owner, name);
    case "instance":
      return getFieldValue(context, owner.ref, name);
    case "class":
      return getStaticValue(context, owner.ref, name);
    case "shape":
      return getShapeMember(context, owner, name);
    case "namespace":
      return owner.target.assignsExports && !owner.target.exports.has(name) ?
          evaluateMember(context, getAssignedExports(context, owner.target), name)
        : fromDefinition(context, findExportOf(context.project, owner.target, name), owner.target.program);
    case "external": {
      const path = [...owner.path, name];
      return getExportValue({ kind: "external", specifier: owner.specifier, path, found: findLibraryExport(owner.specifier, path) });
    }
    case "object":
      return evaluateWrittenMember(context, owner.node, name, owner.module);
    case "union":
      return createUnion(owner.values.map((value) => evaluateMember(context, value, name)));
    default:
      return UNKNOWN;
  }
}

/** A member of an object or an array that is written down: the last one of that name, or what is spread after it. */
function evaluateWrittenMember(context: EvaluationContext, node: Node, name: string, module: SourceModule): Value {
  if (node.type === "ArrayExpression") {
    const isCounted = !node.elements.some((element) => element?.type === "SpreadElement");
    const element = isCounted && /^\d+$/.test(name) ? node.elements[Number(name)] : undefined;
    return element ? context.facts.getValue(element, module) : UNKNOWN;
  }
  if (node.type !== "ObjectExpression") return UNKNOWN;
  for (const item of node.properties.toReversed()) {
    if (item.type === "SpreadElement") {
      const spread = context.facts.getValue(item.argument, module);
      const hasMember = spread.kind !== "object" || spread.node.type !== "ObjectExpression" || spread.node.properties.some((own) => own.type === "SpreadElement" || getPropertyName(own) === name);
      if (hasMember) return evaluateSpread(context, item, spread, name);
    } else if (getPropertyName(item) === name) {
      return item.kind === "get" && isFunction(item.value) ? context.getReturnValue({ node: item.value, module }) : context.facts.getValue(item.value, module);
    }
  }
  return UNKNOWN;
}

/** The spreads that are being read, by the member that is looked for: `options = { ...options }` spreads an object into itself. */
const openSpreads = new Map<Node, Set<string>>();

function evaluateSpread(context: EvaluationContext, spread: Node, value: Value, name: string): Value {
  const open = openSpreads.get(spread) ?? new Set<string>();
  if (open.has(name)) return UNKNOWN;
  openSpreads.set(spread, open.add(name));
  try {
    return evaluateMember(context, value, name);
  } finally {
    open.delete(name);
    if (open.size === 0) openSpreads.delete(spread);
  }
}

/** What a module assigns to `module.exports`, or exports with `export =`. */
function getAssignedExports(context: EvaluationContext, target: SourceModule): Value {
  return fromDefinition(context, findExportOf(context.project, target, "default"), target.program);
}

function evaluateRoleMember(context: EvaluationContext, owner: RoleValue, name: string): Value {
  if (owner.isMany) return /^\d+$/.test(name) ? { ...owner, isMany: false } : UNKNOWN;
  if (owner.subclass) {
    const own = getFieldValue(context, owner.subclass, name);
    if (own.kind !== "unknown") return own;
  }
  const result = findMember(owner.role, name)?.result;
  if (result === undefined || result === "callback-result") return UNKNOWN;
  if (result === "receiver") return owner;
  return { kind: "role", role: result.role, source: owner.source, ...(owner.entity && { entity: owner.entity }) };
}

/** What a function returns: its annotation when that says something, else its return statements. */
export function getFunctionReturn(context: EvaluationContext, { node, module }: FunctionRef): Value {
  const declared = node.returnType ? context.facts.getTypeValue(node.returnType, module, NOWHERE) : UNKNOWN;
  if (declared.kind === "nothing") return declared;
  if (!node.body) return declared.kind === "role" ? declared : UNKNOWN;
  if (node.type === "ArrowFunctionExpression" && node.expression) return context.facts.getValue(node.body, module);
  const values: Value[] = [];
  walk(node.body, (child) => {
    if (isFunction(child)) return false;
    if (child.type === "ReturnStatement") values.push(child.argument ? context.facts.getValue(child.argument, module) : NOTHING);
    return undefined;
  });
  const returned = values.length > 0 ? createUnion(values) : NOTHING;
  return returned.kind === "unknown" ? declared : returned;
}
