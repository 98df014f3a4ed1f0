import { findParameterIndex, getAnnotation, getCallee, getChainBase, getMember, isFunction, startOf, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, IdentifierNode, Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import type { RoleKind } from "../catalogue/index.js";
import type { Binding } from "../scope/index.js";
import { isElementCall } from "./callbacks.js";
import { getCalleeOf } from "./calls.js";
import { findClassMembers, findParameterProperty, getAncestors } from "./classes.js";
import type { EvaluationContext } from "./context.js";
import { findThisClass, getPatternPath } from "./definitions.js";
import { evaluate } from "./evaluate.js";
import { createFacts, createSyntacticFacts } from "./facts.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import { canReachLibrary } from "./reach.js";
import { canDeclareFunction } from "./typed-names.js";
import type { Types } from "./typed.js";
import { NOWHERE, UNKNOWN, createUnion, getAlternatives, withSource } from "./values.js";
import type { Callee, ClassRef, FactsProvider, Source, Value } from "./values.js";

const PRIMITIVES: ReadonlySet<Node["type"]> = new Set(["TSStringKeyword", "TSNumberKeyword", "TSBooleanKeyword", "TSBigIntKeyword", "TSSymbolKeyword", "TSAnyKeyword", "TSUnknownKeyword", "TSNeverKeyword"]);

/**
 * The typed source of facts: what the syntactic one leaves unknown is asked of the host's types. A known answer is never
 * replaced, so that types can only add. Asked in files that can reach a data-access library only.
 */
export function createTypedFacts(project: Project, types: Types): FactsProvider {
  const syntactic = createSyntacticFacts(project);
  return createFacts(project, {
    evaluate(context, node, module) {
      const known = syntactic.getValue(node, module);
      if (isSettled(project, known) || !canReachLibrary(project, module.path)) return known;
      if (known.kind === "external") return refineExternal(context, types, known, node, module);
      if (known.kind === "instance") return refineInstance(context, types, known);
      const value = evaluate(context, node, module);
      return value.kind === "unknown" ? askTypes(context, types, unwrap(node), module) : fillSource(value, node, module);
    },
    getCalleeOf(context, call, module) {
      const known = syntactic.getCallee(call, module);
      if ((known.kind !== "unknown" && known.kind !== "external") || !canReachLibrary(project, module.path)) return known;
      const callee = getCalleeOf(context, call, module);
      if (known.kind === "external") return callee.kind === "member" || callee.kind === "export" ? callee : known;
      return callee.kind === "unknown" ? askCallee(context, types, call, module) : callee;
    },
  });
}

/** Is there nothing about a value that types could add? */
function isSettled(project: Project, value: Value): boolean {
  return getAlternatives(value).every((item) => {
    switch (item.kind) {
      case "unknown":
        return false;
      case "external":
        return item.found !== undefined || item.specifier.startsWith(".");
      case "instance":
        return getAncestors(project, item.ref).at(-1)?.kind !== "unknown";
      default:
        return true;
    }
  });
}

/** A package's export that the catalogue does not know can be a client, or a library's export handed on. */
function refineExternal(context: EvaluationContext, types: Types, known: Extract<Value, { kind: "external" }>, node: Node, module: SourceModule): Value {
  const answers = context.project.memo(refineExternal, () => new Map<string, Value>());
  const key = [known.specifier, ...known.path].join("\0");
  const bare = unwrap(node);
  let answer = answers.get(key);
  if (!answer) answers.set(key, (answer = types.getValueAt(context, startOf(bare), getEnd(bare), module)));
  if (answer.kind === "external") return answer.found ? answer : known;
  if (answer.kind !== "role") return known;
  const binding = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare) : undefined;
  const isClient = getRole(answer.role).kind === "client" && binding?.kind === "import";
  return isClient ? withSource(answer, { kind: "created", at: binding.declaration, effect: undefined, parent: undefined, module }) : answer;
}

/** A class over a dependency's class that itself extends a library's is a role, as one that extends the library's directly. */
function refineInstance(context: EvaluationContext, types: Types, known: Extract<Value, { kind: "instance" }>): Value {
  const answers = context.project.memo(refineInstance, () => new WeakMap<Node, Value>());
  let inherited = answers.get(known.ref.node);
  if (!inherited) answers.set(known.ref.node, (inherited = types.getInheritedValue(context, known.ref)));
  return inherited.kind === "role" ? { ...inherited, source: known.source, subclass: known.ref } : known;
}

/** What the type of an expression says, with the source that its place tells. Only what has no parts that could be asked. */
function askTypes(context: EvaluationContext, types: Types, node: Node, module: SourceModule): Value {
  switch (node.type) {
    case "Identifier":
      return askName(context, types, node, module);
    case "MemberExpression":
      return isGlobal(node, module) || isData(context, node.object, module) ? UNKNOWN : askMember(context, types, node, module);
    case "CallExpression":
    case "NewExpression":
    case "TaggedTemplateExpression":
      return isGlobal(getCallee(node), module) || isReadCall(context, node, module) ? UNKNOWN : placeCall(askAt(context, types, node, module), node, module);
    default:
      return UNKNOWN;
  }
}

/** `console.log`, `JSON.parse`: nothing of a library. `Promise.all` is asked through the names that it is destructured into. */
function isGlobal(node: Node, module: SourceModule): boolean {
  const base = getChainBase(node);
  return base.type === "Identifier" && module.scope.lookup(base.name, base) === undefined;
}

/** The catalogue knows the members of a role, and what an entity holds is data. */
function isData(context: EvaluationContext, object: Node, module: SourceModule): boolean {
  return getAlternatives(context.facts.getValue(object, module)).every((item) => item.kind === "role" && item.subclass === undefined);
}

/** Has a call been understood, so that its result is known to be nothing of a library? What a generic function returns, only types can tell. */
function isReadCall(context: EvaluationContext, call: CallNode, module: SourceModule): boolean {
  const callee = context.facts.getCallee(call, module);
  if (callee.kind === "functions") return callee.isComplete && callee.targets.every(({ node }) => !node.typeParameters);
  return callee.kind === "member" || callee.kind === "export";
}

function askAt(context: EvaluationContext, types: Types, node: Node, module: SourceModule): Value {
  const answers = context.project.memo(askAt, () => new WeakMap<Node, Value>());
  let answer = answers.get(node);
  if (!answer) answers.set(node, (answer = types.getValueAt(context, startOf(node), getEnd(node), module)));
  return answer;
}

/** A name does not include its annotation. */
function getEnd(node: Node): number {
  return node.type === "Identifier" ? startOf(node) + node.name.length : (node as { end: number }).end;
}

/** A name is asked where it is declared: all its uses have one answer. */
function askName(context: EvaluationContext, types: Types, node: IdentifierNode, module: SourceModule): Value {
  const binding = module.scope.lookup(node.name, node);
  switch (binding?.kind) {
    case "import":
      return askAt(context, types, node, module);
    case "parameter":
      if (isPrimitive(binding) || isElement(binding)) return UNKNOWN;
      return placeAt(askAt(context, types, binding.identifier, module), findBindingSource(binding, module));
    case "const":
    case "let":
    case "var":
    case "using": {
      // What it is bound to has been asked already.
      const isPlain = getPatternPath(binding)?.length === 0 && isBoundToValue(binding);
      return isPlain ? UNKNOWN : placeVariable(askAt(context, types, binding.identifier, module), binding, module);
    }
    default:
      return UNKNOWN;
  }
}

/** `id: string`: says by itself that it is nothing to ask about. */
function isPrimitive({ identifier }: Binding): boolean {
  const annotation = getAnnotation(identifier);
  return annotation !== undefined && PRIMITIVES.has(annotation.typeAnnotation.type);
}

/** A parameter of `rows.map(…)`: the list that is read off has been asked. */
function isElement({ declaration }: Binding): boolean {
  const call = unwrapUp(declaration).parent;
  return call?.type === "CallExpression" && unwrap(call.callee) !== declaration && isElementCall(call);
}

function isBoundToValue({ declaration }: Binding): boolean {
  return declaration.type === "VariableDeclarator" && declaration.init !== null;
}

/** A destructured member of a parameter comes from there; a client in a constant is one and the same wherever it is used. */
function placeVariable(value: Value, binding: Binding, module: SourceModule): Value {
  const source = findBindingSource(binding, module);
  if (source.kind !== "unknown") return placeAt(value, source);
  const isConstant = binding.kind === "const" && isBoundToValue(binding);
  return placeEach(value, (kind) => (isConstant && kind !== undefined && kind !== "entity" && kind !== "builder" && kind !== "other" ? { kind: "created", at: binding.identifier, effect: undefined, parent: undefined, module } : NOWHERE));
}

/** The parameter that a name stands for, or a member of it. */
function findBindingSource(binding: Binding, module: SourceModule): Source {
  const path = getPatternPath(binding);
  if (!path) return NOWHERE;
  const { declaration } = binding;
  if (binding.kind === "parameter" && isFunction(declaration)) {
    const index = findParameterIndex(declaration, binding.identifier);
    return index === -1 ? NOWHERE : { kind: "parameter", fn: declaration, index, path, module };
  }
  const init = binding.kind === "const" && declaration.type === "VariableDeclarator" ? declaration.init : null;
  return init ? extend(findParameterSource(init, module), path) : NOWHERE;
}

/** The parameter that an expression leads into: `ctx.db` of `ctx`. */
function findParameterSource(node: Node, module: SourceModule): Source {
  const bare = unwrap(node);
  if (bare.type === "Identifier") {
    const binding = module.scope.lookup(bare.name, bare);
    return binding ? findBindingSource(binding, module) : NOWHERE;
  }
  const member = getMember(bare);
  return member ? extend(findParameterSource(member.object, module), [member.name]) : NOWHERE;
}

function extend(source: Source, names: readonly string[]): Source {
  return source.kind === "parameter" ? { ...source, path: [...source.path, ...names] } : NOWHERE;
}

function askMember(context: EvaluationContext, types: Types, node: Node, module: SourceModule): Value {
  const member = getMember(node);
  const owner = member?.object.type === "ThisExpression" ? findThisClass(member.object, module) : undefined;
  if (member && owner) return askField(context, types, owner, member.name, node, module);
  return placeAt(askAt(context, types, node, module), findParameterSource(node, module));
}

/** A field is asked where its class declares it; one that is inherited from a dependency, where it is read. */
function askField(context: EvaluationContext, types: Types, owner: ClassRef, name: string, node: Node, module: SourceModule): Value {
  for (const ancestor of getAncestors(context.project, owner)) {
    if (ancestor.kind !== "class") continue;
    const { ref } = ancestor;
    const source: Source = { kind: "field", owner: ref.node, name, connection: undefined, module: ref.module };
    for (const item of findClassMembers(ref.node, name)) {
      // What a getter finds can be another one each time.
      if (item.type === "MethodDefinition") return placeAt(askAt(context, types, item.key, ref.module), NOWHERE);
      if (item.type === "PropertyDefinition") return placeAt(askAt(context, types, item.key, ref.module), source);
    }
    const parameter = findParameterProperty(ref.node, name);
    const pattern = parameter?.type === "TSParameterProperty" ? parameter.parameter : undefined;
    const identifier = pattern?.type === "AssignmentPattern" ? pattern.left : pattern;
    if (identifier) return placeAt(askAt(context, types, identifier, ref.module), source);
  }
  const source: Source = { kind: "field", owner: owner.node, name, connection: undefined, module };
  return placeEach(askAt(context, types, node, module), (kind) => (kind === "client" ? source : NOWHERE));
}

/** What only its parameter's computed type tells comes from the parameter. */
function fillSource(value: Value, node: Node, module: SourceModule): Value {
  const isOpen = getAlternatives(value).some((item) => item.kind === "role" && item.source.kind === "unknown");
  const source = isOpen ? findParameterSource(node, module) : NOWHERE;
  if (source.kind === "unknown") return value;
  return createUnion(getAlternatives(value).map((item) => (item.kind === "role" && item.source.kind === "unknown" ? withSource(item, source) : item)));
}

function placeAt(value: Value, source: Source): Value {
  return placeEach(value, () => source);
}

function placeEach(value: Value, getSource: (kind: RoleKind | undefined) => Source): Value {
  return createUnion(getAlternatives(value).map((item) => withSource(item, getSource(item.kind === "role" ? getRole(item.role).kind : undefined))));
}

/**
 * Where the result of an unknown call comes from. Handles are taken to be made by it: whoever calls owns them, or nobody
 * can tell. An entity or a query is nobody's, and so is what a repository was made from; a client is told by its variable.
 */
function placeCall(value: Value, call: CallNode, module: SourceModule): Value {
  const holder = findHolder(call);
  const created: Source = { kind: "created", at: call, effect: undefined, parent: undefined, module };
  return placeEach(value, (kind) => {
    switch (kind) {
      case "transaction":
      case "connection":
      case "unit-of-work":
        return created;
      case "client":
        return holder === "variable" ? created : NOWHERE;
      case "derived":
        return holder === "field" ? created : NOWHERE;
      default:
        return NOWHERE;
    }
  });
}

/** What the whole of a call's awaited result is kept in. */
function findHolder(call: CallNode): "variable" | "field" | undefined {
  let node = unwrapUp(call);
  while (node.parent?.type === "AwaitExpression") node = unwrapUp(node.parent);
  const { parent } = node;
  if (parent?.type === "VariableDeclarator") return parent.init === node ? "variable" : undefined;
  if (parent?.type === "PropertyDefinition") return parent.value === node ? "field" : undefined;
  if (parent?.type !== "AssignmentExpression" || parent.right !== node) return undefined;
  return parent.left.type === "Identifier" ? "variable" : "field";
}

/** The project's functions that a call runs, by name of what is called: members of what types know, names that lead out of sight. */
function askCallee(context: EvaluationContext, types: Types, call: CallNode, module: SourceModule): Callee {
  const callee = getCallee(call);
  const member = getMember(callee);
  const name = member?.name ?? (callee.type === "Identifier" ? callee.name : undefined);
  if (call.type !== "CallExpression" || name === undefined || isGlobal(callee, module) || isElementCall(call) || !canDeclareFunction(context.project, name)) return { kind: "unknown" };
  const found = types.getCallee(context, call, module);
  return found.kind === "functions" && member ? { ...found, receiver: context.facts.getValue(member.object, module) } : found;
}
