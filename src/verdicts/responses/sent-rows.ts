import { findParameterIndex, getArguments, getCallee, getMember, getParameters, getPropertyName, getReturned, isCall, isFunction, unwrap, unwrapAwait, unwrapUp } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node, NodeOf } from "../../ast/index.js";
import { getRole, ROW_FORMS } from "../../catalogue/index.js";
import type { Member } from "../../catalogue/index.js";
import { getEnveloped, isShaping } from "../../endpoints/index.js";
import type { BodyContext } from "../../endpoints/index.js";
import { getAlternatives, getPatternPath, isGlobalName } from "../../project/index.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import type { Binding } from "../../scope/index.js";
import { createRowOfValue, findRowOfCall } from "./row-calls.js";
import type { Row } from "./row-calls.js";
import { isBefore, readChanges, readGiven, readRest } from "./row-changes.js";

/** Whole rows within a value that is sent, and what happened to them on the way. */
export interface SentRow {
  readonly row: Row;
  /** Columns that are taken out, or that something else is put in place of. */
  readonly removed: ReadonlySet<string>;
  /** Columns that are known to have a value, beside those that a query loads. */
  readonly given: ReadonlySet<string>;
  /** A copy is no instance any more: what serialises instances does not see it. */
  readonly copy: "spread" | "rest" | undefined;
  /** By the member that gives all of its columns, the hidden ones too. */
  readonly exposedBy: string | undefined;
}

/** The function that is being read, and what was passed to it. */
interface Frame {
  readonly fn: FunctionNode;
  readonly call: CallNode;
  readonly module: SourceModule;
  readonly outer: Frame | undefined;
}

interface Shape extends Omit<SentRow, "row"> {
  readonly frame: Frame | undefined;
}

interface Walk {
  readonly context: BodyContext;
  readonly found: SentRow[];
  /** What is left to read: values that hold themselves end. */
  budget: number;
}

const NOTHING: ReadonlySet<string> = new Set();
const PLAIN: Shape = { removed: NOTHING, given: NOTHING, copy: undefined, exposedBy: undefined, frame: undefined };
const MAX_NODES = 400;
const MAX_DEPTH = 24;

/**
 * The whole rows that are in a value when it is sent: through variables, objects, lists, helpers and services of the
 * project. Presenters, mappers and schemas end the search, and so does everything that cannot be read.
 */
export function findSentRows(context: BodyContext, node: Node, module: SourceModule): readonly SentRow[] {
  const walk: Walk = { context, found: [], budget: MAX_NODES };
  collect(walk, node, module, PLAIN, 0);
  return walk.found;
}

function collect(walk: Walk, node: Node, module: SourceModule, shape: Shape, depth: number): void {
  walk.budget -= 1;
  if (walk.budget < 0 || depth > MAX_DEPTH) return;
  const next = (inner: Node, as: Shape = shape): void => {
    collect(walk, inner, module, as, depth + 1);
  };
  const bare = unwrapAwait(node);
  switch (bare.type) {
    case "ConditionalExpression":
      next(bare.consequent);
      next(bare.alternate);
      break;
    case "LogicalExpression":
      if (bare.operator !== "&&") next(bare.left);
      next(bare.right);
      break;
    case "SequenceExpression":
      next(bare.expressions.at(-1) ?? bare);
      break;
    case "AssignmentExpression":
      next(bare.right);
      break;
    case "UnaryExpression":
      break;
    case "ArrayExpression":
      for (const element of bare.elements) if (element) next(element.type === "SpreadElement" ? element.argument : element, asValue(shape));
      break;
    case "ObjectExpression":
      collectObject(walk, bare, module, shape, depth);
      break;
    case "CallExpression":
      collectCall(walk, bare, module, shape, depth);
      break;
    case "NewExpression":
      for (const argument of getEnveloped(walk.context.project, bare, module)) next(argument, asValue(shape));
      collectValue(walk, bare, module, shape, depth);
      break;
    case "TaggedTemplateExpression":
      collectValue(walk, bare, module, shape, depth);
      break;
    case "Identifier":
      collectName(walk, bare, module, shape, depth);
      break;
    case "MemberExpression":
      collectMemberOf(walk, bare, module, shape, depth);
      break;
    default:
  }
}

/** What is held by something else is sent as it is. */
function asValue({ frame }: Shape): Shape {
  return { ...PLAIN, frame };
}

function asCopy(shape: Shape, copy: "spread" | "rest", removed: readonly string[]): Shape {
  return { ...shape, copy: shape.copy === "rest" ? "rest" : copy, removed: new Set([...shape.removed, ...removed]) };
}

/** The properties of a literal. What it spreads is without the properties that come after. */
function collectObject(walk: Walk, node: NodeOf<"ObjectExpression">, module: SourceModule, shape: Shape, depth: number): void {
  const later: string[] = [];
  for (const property of node.properties.toReversed()) {
    if (property.type === "SpreadElement") {
      collect(walk, property.argument, module, asCopy(shape, "spread", later), depth + 1);
      continue;
    }
    const name = getPropertyName(property);
    if (name !== undefined) later.push(name);
    if (!isFunction(property.value) && (name === undefined || !shape.removed.has(name))) collect(walk, property.value, module, asValue(shape), depth + 1);
  }
}

/** Methods of lists that give their elements, or one of them. */
const ELEMENT_METHODS: ReadonlySet<string> = new Set(["filter", "slice", "sort", "toSorted", "reverse", "toReversed", "concat", "find", "findLast", "at", "pop", "shift", "flat"]);
/** Methods of lists and promises that give what their callback gives, or let the value pass. */
const CALLBACK_METHODS: ReadonlySet<string> = new Set(["map", "flatMap", "then", "catch", "finally"]);

/** Is a call a list's or a promise's, not a member of a library's that has the same name: `users.find(…)` of a repository? */
function isListCall({ context }: Walk, call: CallNode, { object, name }: { readonly object: Node; readonly name: string }, module: SourceModule): boolean {
  if (!ELEMENT_METHODS.has(name) && !CALLBACK_METHODS.has(name)) return false;
  const callee = context.facts.getCallee(call, module);
  if (callee.kind === "unknown" || unwrap(object).type === "AwaitExpression") return true;
  return callee.kind === "member" && (["builder", "entity"].includes(getRole(callee.receiver.role).kind) || callee.receiver.isMany === true);
}

function collectCall(walk: Walk, call: NodeOf<"CallExpression">, module: SourceModule, shape: Shape, depth: number): void {
  const { context } = walk;
  const member = getMember(getCallee(call));
  const callee = context.facts.getCallee(call, module);
  if (member && collectExposed(walk, call, member, module, shape, depth)) return;
  if (isShaping(context, call, module)) return;
  if (member && isGlobalName(member.object, "Object", module) && member.name === "assign") {
    const [target, ...sources] = call.arguments;
    for (const source of sources) collect(walk, source, module, asCopy(shape, "spread", []), depth + 1);
    if (target) collect(walk, target, module, shape, depth + 1);
    return;
  }
  if (member && isGlobalName(member.object, "Promise", module)) {
    for (const argument of call.arguments) collect(walk, argument, module, shape, depth + 1);
    return;
  }
  if (callee.kind === "functions") {
    if (callee.isComplete) for (const target of callee.targets) collectReturned(walk, target, { call, module, frame: shape.frame }, shape, depth);
    else collectValue(walk, call, module, shape, depth);
    return;
  }
  if (member && isListCall(walk, call, member, module)) {
    if (ELEMENT_METHODS.has(member.name)) collect(walk, member.object, module, shape, depth + 1);
    else collectCallback(walk, call, member, module, shape, depth);
    return;
  }
  if (callee.kind === "member" || callee.kind === "export") {
    const argument = findCallback(callee.member, call);
    const ran = argument && context.facts.getValue(argument, module);
    const isSelf = callee.kind === "member" && callee.member.result === "receiver" && getRole(callee.receiver.role).kind === "entity";
    if (ran?.kind === "function") collectReturned(walk, ran.ref, undefined, shape, depth);
    else if (argument && unwrap(argument).type === "ArrayExpression") collect(walk, argument, module, shape, depth + 1);
    else if (isSelf && member) collect(walk, member.object, module, shape, depth + 1);
    else collectQuery(walk, call, module, shape, depth);
    return;
  }
  if (callee.kind !== "external") collectValue(walk, call, module, shape, depth);
}

/** The function whose result a call gives, or the list of queries that stands in its place: `$transaction([…])`. */
function findCallback({ callback, result }: Member, call: NodeOf<"CallExpression">): Node | undefined {
  if (result !== "callback-result" || !callback) return undefined;
  return callback.argument === "last" ? call.arguments.at(-1) : call.arguments[callback.argument];
}

/** `rows.map((row) => …)`, `find(…).then((row) => …)`: what the callback gives, and of a promise what passes by it. */
function collectCallback(walk: Walk, call: NodeOf<"CallExpression">, { object, name }: { readonly object: Node; readonly name: string }, module: SourceModule, shape: Shape, depth: number): void {
  const [argument] = call.arguments;
  const value = argument && walk.context.facts.getValue(argument, module);
  if (name === "catch" || name === "finally") collect(walk, object, module, shape, depth + 1);
  else if (value?.kind === "function") collectReturned(walk, value.ref, { call, module, frame: shape.frame }, shape, depth);
}

/** What a function returns, with its parameters standing for what the call passes. */
function collectReturned(walk: Walk, { node, module }: FunctionRef, from: { readonly call: CallNode; readonly module: SourceModule; readonly frame: Frame | undefined } | undefined, shape: Shape, depth: number): void {
  if (node.generator || isOpen(shape.frame, node)) return;
  const frame: Frame | undefined = from ? { fn: node, call: from.call, module: from.module, outer: from.frame } : shape.frame;
  for (const returned of getReturned(node)) collect(walk, returned, module, { ...shape, frame }, depth + 1);
}

/** Is a function being read already? */
function isOpen(frame: Frame | undefined, fn: FunctionNode): boolean {
  return frame !== undefined && (frame.fn === fn || isOpen(frame.outer, fn));
}

/** A member that gives all columns of an instance, or of what wraps one: `wrap(worker).toPOJO()`. */
function collectExposed(walk: Walk, call: NodeOf<"CallExpression">, { object, name }: { readonly object: Node; readonly name: string }, module: SourceModule, shape: Shape, depth: number): boolean {
  const form = Object.values(ROW_FORMS).find(({ exposes }) => exposes?.includes(name));
  if (!form || call.arguments.length > 0) return false;
  const bare = unwrapAwait(object);
  const owner = walk.context.facts.getValue(bare, module);
  const [wrapped] = isCall(bare) && owner.kind === "role" && getRole(owner.role).kind !== "entity" ? getArguments(bare) : [];
  collect(walk, wrapped ?? bare, module, { ...shape, exposedBy: name }, depth + 1);
  return true;
}

/** A call of a library: the rows that it gives, of which `save(entity)` gives back the ones that it was given. */
function collectQuery(walk: Walk, call: CallNode, module: SourceModule, shape: Shape, depth: number): void {
  const row = findRowOfCall(walk.context, call, module);
  if (!row) return;
  const { values } = row;
  const before = walk.found.length;
  if (values) collectGiven(walk, values, shape, depth);
  if (walk.found.length > before) return;
  const given = values ? readGiven(walk.context, values.node, values.module) : NOTHING;
  walk.found.push({ ...shape, row, given: new Set([...shape.given, ...given]) });
}

/** What is saved may be rows itself; a literal makes a new one. */
function collectGiven(walk: Walk, { node, module }: { readonly node: Node; readonly module: SourceModule }, shape: Shape, depth: number): void {
  if (unwrap(node).type !== "ObjectExpression") collect(walk, node, module, shape, depth + 1);
}

function collectName(walk: Walk, node: NodeOf<"Identifier">, module: SourceModule, shape: Shape, depth: number): void {
  const binding = module.scope.lookup(node.name, node);
  if (!binding) return;
  const path = getPatternPath(binding);
  const { declaration } = binding;
  if (!path) return;
  const changes = readChanges(walk.context, binding, module);
  if (!changes) return;
  const changed: Shape = { ...shape, removed: new Set([...shape.removed, ...changes.removed]), given: new Set([...shape.given, ...changes.given]) };
  const rest = readRest(binding);
  const as = rest ? asCopy(changed, "rest", rest) : changed;

  if (isFunction(declaration)) {
    collectParameter(walk, { node, binding, fn: declaration, path }, module, as, depth);
    return;
  }
  const loop = declaration.parent?.parent;
  if (declaration.type !== "VariableDeclarator" || (loop?.type === "ForOfStatement" && loop.left === declaration.parent)) {
    collectValue(walk, node, module, as, depth);
    return;
  }
  const written = module.scope.getWrites(binding);
  if (written.includes(undefined)) return;
  const values = written.filter((value) => value !== undefined);
  const last = values.findLastIndex((value) => isBefore(value, node));
  if (declaration.init && last === -1) collectPath(walk, declaration.init, path, module, as, depth);
  for (const value of values.slice(Math.max(last, 0))) if (path.length === 0) collect(walk, value, module, as, depth + 1);
}

interface ParameterUse {
  readonly node: NodeOf<"Identifier">;
  readonly binding: Binding;
  readonly fn: FunctionNode;
  readonly path: readonly string[];
}

/** A parameter is what the call that is being read passes; of a callback, an element or what a promise gives. */
function collectParameter(walk: Walk, { node, binding, fn, path }: ParameterUse, module: SourceModule, shape: Shape, depth: number): void {
  const frame = findFrame(shape.frame, fn);
  const index = findParameterIndex(fn, binding.identifier);
  if (!frame || !getParameters(fn)[index]) {
    collectValue(walk, node, module, shape, depth);
    return;
  }
  const own = unwrapUp(fn).parent;
  const isCallback = own === frame.call && isCall(own) && getArguments(own).some((argument) => unwrap(argument) === fn);
  const member = getMember(getCallee(frame.call));
  const passed = isCallback ? (index === 0 ? member?.object : undefined) : getArguments(frame.call)[index];
  if (passed && passed.type !== "SpreadElement") collectPath(walk, passed, path, frame.module, { ...shape, frame: frame.outer }, depth);
}

function findFrame(frame: Frame | undefined, fn: FunctionNode): Frame | undefined {
  return frame === undefined || frame.fn === fn ? frame : findFrame(frame.outer, fn);
}

function collectMemberOf(walk: Walk, node: NodeOf<"MemberExpression">, module: SourceModule, shape: Shape, depth: number): void {
  const member = getMember(node);
  if (!member) collect(walk, node.object, module, shape, depth + 1);
  else collectPath(walk, member.object, [member.name], module, shape, depth);
}

/** A member, by its path, of a value: of a literal, of what a function returns, an element of rows. */
function collectPath(walk: Walk, node: Node, path: readonly string[], module: SourceModule, shape: Shape, depth: number): void {
  const [name, ...rest] = path;
  walk.budget -= 1;
  if (name === undefined) collect(walk, node, module, shape, depth + 1);
  if (name === undefined || walk.budget < 0 || depth > MAX_DEPTH) return;
  const next = (inner: Node, way: readonly string[] = path, as = shape, from = module): void => {
    collectPath(walk, inner, way, from, as, depth + 1);
  };
  const bare = unwrapAwait(node);
  switch (bare.type) {
    case "ObjectExpression": {
      const found = bare.properties.findLast((property) => property.type === "Property" && getPropertyName(property) === name);
      if (found?.type === "Property") next(found.value, rest);
      else for (const property of bare.properties) if (property.type === "SpreadElement") next(property.argument);
      break;
    }
    case "ArrayExpression": {
      const element = /^\d+$/.test(name) ? bare.elements[Number(name)] : undefined;
      if (element && element.type !== "SpreadElement") next(element, rest);
      break;
    }
    case "ConditionalExpression":
      next(bare.consequent);
      next(bare.alternate);
      break;
    case "MemberExpression": {
      const member = getMember(bare);
      if (member) next(member.object, [member.name, ...path]);
      break;
    }
    case "Identifier": {
      const binding = module.scope.lookup(bare.name, bare);
      const inner = binding && getPatternPath(binding);
      const { declaration } = binding ?? {};
      if (!binding || !inner || readRest(binding) || module.scope.getWrites(binding).length > 0) break;
      if (declaration?.type === "VariableDeclarator" && declaration.init && declaration.parent?.parent?.type !== "ForOfStatement") next(declaration.init, [...inner, ...path]);
      const frame = declaration && isFunction(declaration) ? findFrame(shape.frame, declaration) : undefined;
      const passed = frame && getArguments(frame.call)[findParameterIndex(frame.fn, binding.identifier)];
      if (frame && passed && unwrap(passed) !== frame.fn) next(passed, [...inner, ...path], { ...shape, frame: frame.outer }, frame.module);
      break;
    }
    case "CallExpression":
      collectPathOfCall(walk, bare, path, module, shape, depth);
      break;
    default:
  }
}

function collectPathOfCall(walk: Walk, call: NodeOf<"CallExpression">, path: readonly string[], module: SourceModule, shape: Shape, depth: number): void {
  const { context } = walk;
  const [name, ...rest] = path;
  const member = getMember(getCallee(call));
  const [first] = call.arguments;
  if (member && isGlobalName(member.object, "Promise", module)) {
    if (first) collectPath(walk, first, path, module, shape, depth + 1);
    return;
  }
  const callee = context.facts.getCallee(call, module);
  const targets: readonly FunctionRef[] = callee.kind === "functions" && callee.isComplete ? callee.targets : [];
  for (const target of targets) {
    if (isOpen(shape.frame, target.node)) continue;
    const frame: Frame = { fn: target.node, call, module, outer: shape.frame };
    for (const returned of getReturned(target.node)) collectPath(walk, returned, path, target.module, { ...shape, frame }, depth + 1);
  }
  if (callee.kind !== "member") return;
  const argument = findCallback(callee.member, call);
  if (argument && unwrap(argument).type === "ArrayExpression") collectPath(walk, argument, path, module, shape, depth + 1);
  const ran = argument && context.facts.getValue(argument, module);
  if (ran?.kind === "function") {
    for (const returned of getReturned(ran.ref.node)) collectPath(walk, returned, path, ran.ref.module, shape, depth + 1);
    return;
  }
  const row = findRowOfCall(context, call, module);
  // The rows of a result with their count, else one of the rows.
  const isRows = row?.under !== undefined ? name === row.under : name !== undefined && /^\d+$/.test(name);
  if (row && isRows && (rest.length === 0 || (rest.length === 1 && /^\d+$/.test(rest[0] ?? "")))) collectQuery(walk, call, module, shape, depth);
}

/** What the facts know of a value: a role that came from a call, a type that promises an entity. */
function collectValue(walk: Walk, node: Node, module: SourceModule, shape: Shape, depth: number): void {
  const { context } = walk;
  for (const value of getAlternatives(context.facts.getValue(node, module))) {
    if (value.kind !== "role" || getRole(value.role).kind !== "entity") continue;
    const { source } = value;
    if (source.kind === "created" && source.at !== node && source.at.type === "CallExpression") collect(walk, source.at, source.module, { ...shape, frame: undefined }, depth + 1);
    else walk.found.push({ ...shape, row: createRowOfValue(context, value) });
  }
}
