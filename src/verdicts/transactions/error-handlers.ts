import { endOf, getArguments, getCallee, getLastName, getMember, getParameters, getStaticString, isCall, isFunction, startOf, unwrap, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { LIBRARIES, REPORTING_NAMES, SQLSTATE } from "../../catalogue/index.js";
import { alwaysThrows, canThrowItself, getOperation, holdsOwn, isThrow } from "../../effects/index.js";
import { findDefinition } from "../../project/index.js";
import type { FactsProvider, Project, SourceModule } from "../../project/index.js";
import { forEachPatternIdentifier } from "../../scope/index.js";
import type { Binding } from "../../scope/index.js";
import { getGuarded } from "./transaction-bodies.js";

interface HandlerContext {
  readonly project: Project;
  readonly facts: FactsProvider;
}

/** The parts of a handler that is written down. */
export interface Handler {
  readonly body: Node;
  /** The caught error; `undefined` when it has no name. */
  readonly parameter: Node | undefined;
}

/** Reads a `catch` clause, or a function that `.catch(…)` is given; `undefined` for a name of one. */
export function readHandler(handler: Node): Handler | undefined {
  if (handler.type === "CatchClause") return { body: handler.body, parameter: handler.param ?? undefined };
  if (!isFunction(handler) || !handler.body) return undefined;
  return { body: handler.body, parameter: getParameters(handler)[0] };
}

/**
 * Does a handler certainly keep the errors of failed statements to itself? No when it tells errors apart by what nobody
 * knows, hands them to who may throw them again, or leaves a mark by which the code after it throws.
 */
export function keepsErrors(context: HandlerContext, handler: Node, within: FunctionNode, module: SourceModule): boolean {
  const read = readHandler(handler);
  if (!read) return isReporter(context, handler, module);
  const error = read.parameter?.type === "Identifier" ? module.scope.lookup(read.parameter.name, read.body) : undefined;
  if (error && mayRethrow(context, read.body, error, module)) return false;
  if (throwsItself(context, read.body, module) && !tellsStatementErrors(context, read.body, error, module)) return false;
  return !isNoticedLater(context, handler, within, module);
}

/** `.catch(console.error)`, `.catch(noop)`, `.catch(report)` with a function of the project that throws nothing. */
function isReporter({ project, facts }: HandlerContext, node: Node, module: SourceModule): boolean {
  const definition = findDefinition(project, node, module);
  if (definition.kind === "function") return !canThrowItself(definition);
  const name = getLastName(node) ?? "";
  return REPORTING_NAMES.test(name) && facts.getValue(node, module).kind !== "function";
}

/** Is there a `throw` in a piece of code, or a call that does nothing else? */
function throwsItself({ facts }: HandlerContext, root: Node, module: SourceModule): boolean {
  return holdsOwn(root, (node) => isThrowing(facts, node, module));
}

function isThrowing(facts: FactsProvider, node: Node, module: SourceModule): boolean {
  if (isThrow(node)) return true;
  if (!isCall(node)) return false;
  return getOperation(facts, node, module)?.effect === "rollback-throw" || alwaysThrows(facts, node, module);
}

/** Is the error handed to a call that stands for itself, and that may throw it again? */
function mayRethrow({ facts }: HandlerContext, body: Node, error: Binding, module: SourceModule): boolean {
  return holdsOwn(body, (node) => {
    const call = isCall(node) && isStatement(node, body) ? node : undefined;
    if (!call || !getArguments(call).some((argument) => isUse(argument, error, module))) return false;
    const callee = facts.getCallee(call, module);
    if (callee.kind === "functions") return callee.targets.some(canThrowItself) && !alwaysThrows(facts, call, module);
    const written = getCallee(call);
    const name = getLastName(written) ?? "";
    return !REPORTING_NAMES.test(name) && !isConsole(written);
  });
}

/** Is a call's value dropped, awaited and dropped, or returned? */
function isStatement(call: CallNode, body: Node): boolean {
  let node: Node = call;
  while (node.parent && (node.parent.type === "AwaitExpression" || unwrap(node.parent) === call)) node = node.parent;
  return node === body || node.parent?.type === "ExpressionStatement" || node.parent?.type === "ReturnStatement";
}

function isConsole(callee: Node): boolean {
  const object = getMember(callee)?.object;
  return object?.type === "Identifier" && object.name === "console";
}

function isUse(node: Node, binding: Binding, module: SourceModule): boolean {
  const bare = unwrap(node);
  return bare.type === "Identifier" && module.scope.resolve(bare) === binding;
}

function mentions(node: Node, bindings: ReadonlySet<Binding>, module: SourceModule): boolean {
  let isFound = false;
  walk(node, (inner) => {
    if (inner.type !== "Identifier" || isFound) return;
    const binding = module.scope.resolve(inner);
    isFound ||= binding !== undefined && bindings.has(binding);
  });
  return isFound;
}

/** What a test says about the caught error. */
type ErrorTest =
  /** A statement failed. */
  | "statement"
  /** A library threw it. */
  | "library"
  /** Nothing that tells one from another. */
  | "any"
  | "other";

/** Of a handler that throws on some path: are the errors that it keeps a statement's, as far as its tests tell? */
function tellsStatementErrors(context: HandlerContext, body: Node, error: Binding | undefined, module: SourceModule): boolean {
  if (!error) return true;
  const found = new Set<ErrorTest>();
  const errors = new Set([error]);
  walk(body, (node) => {
    if (isFunction(node) && node !== body) return false;
    const test = node.type === "IfStatement" || node.type === "ConditionalExpression" ? node.test : node.type === "SwitchStatement" ? node.discriminant : undefined;
    for (const part of test ? getParts(test) : []) if (mentions(part, errors, module)) found.add(classifyTest(context, part, module));
    return undefined;
  });
  if (found.has("other")) return false;
  return found.has("statement") || !found.has("library");
}

/** The parts of a condition. */
function getParts(test: Node): readonly Node[] {
  const bare = unwrap(test);
  if (bare.type === "UnaryExpression" && bare.operator === "!") return getParts(bare.argument);
  return bare.type === "LogicalExpression" ? [...getParts(bare.left), ...getParts(bare.right)] : [bare];
}

function classifyTest(context: HandlerContext, test: Node, module: SourceModule): ErrorTest {
  if (test.type !== "BinaryExpression") return "other";
  if (test.operator === "instanceof") return classifyClass(context, test.right, module);
  if (test.operator === "in" || [test.left, test.right].some((side) => side.type === "UnaryExpression" && side.operator === "typeof")) return "any";
  const texts = [test.left, test.right].flatMap((side) => readText(context, side, module) ?? []);
  return texts.some((text) => SQLSTATE.test(text) || LIBRARIES.some(({ statementErrors: { codes, classes = [] } = {} }) => codes?.test(text) === true || classes.some((name) => text.endsWith(name)))) ? "statement" : "other";
}

function readText({ project }: HandlerContext, node: Node, module: SourceModule): string | undefined {
  const definition = findDefinition(project, node, module);
  return definition.kind === "expression" ? getStaticString(definition.node) : undefined;
}

function classifyClass({ project }: HandlerContext, node: Node, module: SourceModule): ErrorTest {
  const definition = findDefinition(project, node, module);
  const name = getLastName(node) ?? "";
  if (name === "Error" && definition.kind === "unknown") return "any";
  if (definition.kind === "class") return "other";
  const isOf = (names: readonly string[] | undefined): boolean => names?.some((item) => item === name || item.endsWith(`.${name}`)) === true;
  if (LIBRARIES.some(({ statementErrors }) => isOf(statementErrors?.classes))) return "statement";
  return LIBRARIES.some(({ statementErrors }) => isOf(statementErrors?.mixedClasses)) ? "library" : "other";
}

/** Does the handler, or what did not happen because of the error, leave a mark that later code asks before it throws? */
function isNoticedLater({ facts }: HandlerContext, handler: Node, within: FunctionNode, module: SourceModule): boolean {
  const marks = findMarks(handler, within, module);
  if (marks.size === 0) return false;
  const end = endOf(handler);
  const found = { asks: false, throws: false };
  walk(within, (node) => {
    if (endOf(node) <= end) return false;
    if (startOf(node) < end) return undefined;
    const test = getTest(node);
    found.asks ||= (test !== undefined && mentions(test, marks, module)) || ((isThrow(node) || isAssertion(node)) && mentions(node, marks, module));
    found.throws ||= isThrowing(facts, node, module) || isAssertion(node) || (isCall(node) && isRollback(facts, node, module));
    return undefined;
  });
  return found.asks && found.throws;
}

function getTest(node: Node): Node | undefined {
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
    case "DoWhileStatement":
      return node.test;
    case "LogicalExpression":
      return node.left;
    case "SwitchStatement":
      return node.discriminant;
    default:
      return undefined;
  }
}

/** `assert(task)`, `invariant(ok)`, `ensureNone(errors)` */
function isAssertion(node: Node): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = getCallee(node);
  const name = getLastName(callee) ?? "";
  return /^(?:assert|invariant|ensure|expect|must|throw)/.test(name);
}

function isRollback(facts: FactsProvider, call: CallNode, module: SourceModule): boolean {
  return getOperation(facts, call, module)?.effect === "rollback";
}

/** The variables by which the code after a handler can tell that it ran. */
function findMarks(handler: Node, within: FunctionNode, module: SourceModule): ReadonlySet<Binding> {
  const marks = new Set<Binding>();
  const add = (node: Node): void => {
    forEachPatternIdentifier(getRoot(node), (identifier) => {
      const binding = module.scope.resolve(identifier);
      if (binding && startOf(binding.identifier) < startOf(handler)) marks.add(binding);
    });
  };
  for (const root of [handler, handler.type === "CatchClause" ? getGuarded(handler) : undefined]) {
    if (root)
      walk(root, (node) => {
        if (node.type === "AssignmentExpression") add(node.left);
        else if (node.type === "UpdateExpression") add(node.argument);
        else if (node.type === "CallExpression" && /^(?:push|unshift|add|set)$/.test(getMember(node.callee)?.name ?? "")) add(node.callee);
      });
  }
  // What a promise or a closure gives back in place of its result.
  for (let node: Node = handler, { parent } = node; parent && node !== within; node = parent, { parent } = node) {
    if (parent.type === "VariableDeclarator") addPattern(parent.id, marks, module);
    else if (parent.type === "AssignmentExpression") add(parent.left);
  }
  spread(marks, within, module);
  return marks;
}

function addPattern(pattern: Node, marks: Set<Binding>, module: SourceModule): void {
  forEachPatternIdentifier(pattern, (identifier) => {
    const binding = module.scope.lookup(identifier.name, identifier);
    if (binding) marks.add(binding);
  });
}

/** What is made of a mark is one. */
function spread(marks: Set<Binding>, within: FunctionNode, module: SourceModule): void {
  for (let size = 0; size !== marks.size; ) {
    size = marks.size;
    walk(within, (node) => {
      if (node.type === "VariableDeclarator" && node.init && mentions(node.init, marks, module)) addPattern(node.id, marks, module);
    });
  }
}

/** `result` of `result.failed`, `errors` of `errors.push`. */
function getRoot(node: Node): Node {
  const member = getMember(node);
  return member ? getRoot(member.object) : unwrap(node);
}
