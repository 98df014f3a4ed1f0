import { getArguments, getCallee, getEnclosingFunction, getLastName, getMember, getPropertyName, isCall, isFunction, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { ANNOUNCING, PROJECTIONS, isTransitionGuardName, isTransitionTableName } from "../../catalogue/index.js";
import { findRequestInput, getOperation, readChain } from "../../effects/index.js";
import { interpret } from "../../flow/index.js";
import type { CallbackTiming, FlowAnalysis } from "../../flow/index.js";
import { matchesName } from "../../globs.js";
import { findCallbackUse, findWrapperCall, isElementCall } from "../../project/index.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import type { Settings } from "../../settings.js";
import type { AnalysisContext } from "../../states/index.js";

/** Which state is asked about, and what the user says of its guards. */
export interface GuardQuestion extends AnalysisContext {
  readonly field: string;
  readonly transitions: Settings["transitions"];
}

/** What has been decided on every path: tests by their position and outcome, and that the transition was checked. */
type Decided = ReadonlySet<string>;

const CHECKED = "checked";
/** Functions that call functions are looked into this deep. */
const MAX_DEPTH = 3;

/**
 * Is a transition checked on every path to a node of a function: by a guard, a lookup by the current state, a query that
 * asks for it, a comparison of it that holds where the node is? Code that nobody can see and that gets the current state
 * counts as a guard. A node that no path leads to is guarded.
 */
export function isTransitionGuarded(question: GuardQuestion, node: Node, module: SourceModule): boolean {
  const fn = getOutermostFunction(node);
  if (!fn) return false;
  const flow = new TransitionFlow(question, node, module);
  interpret(fn, new Set<string>(), flow);
  return flow.found === undefined || flow.found.size > 0;
}

function getOutermostFunction(node: Node): FunctionNode | undefined {
  let outermost: FunctionNode | undefined;
  for (let fn = getEnclosingFunction(node); fn; fn = getEnclosingFunction(fn)) outermost = fn;
  return outermost;
}

class TransitionFlow implements FlowAnalysis<Decided> {
  found: Decided | undefined;

  constructor(
    private readonly question: GuardQuestion,
    private readonly node: Node,
    private readonly module: SourceModule,
  ) {}

  join(a: Decided, b: Decided): Decided {
    return a === b ? a : new Set([...a].filter((item) => b.has(item)));
  }

  equals(a: Decided, b: Decided): boolean {
    return a.size === b.size && [...a].every((item) => b.has(item));
  }

  transfer(node: Node, state: Decided): Decided {
    const isHere = node === this.node;
    if (isHere) this.found = this.found ? this.join(this.found, state) : state;
    return !isHere && isCheck(this.question, node, this.module) ? new Set([...state, CHECKED]) : state;
  }

  refine(test: Node, outcome: boolean, state: Decided): Decided {
    return comparesState(this.question, test, this.module) ? new Set([...state, `${String(test.start)}${outcome ? "+" : "-"}`]) : state;
  }

  classifyCallback(call: CallNode, fn: FunctionNode): CallbackTiming {
    if (isElementCall(call)) return "repeatedly";
    return findCallbackUse(this.question.facts, fn, this.module) ?? findWrapperCall(this.question.facts, fn, this.module) ? "once" : "later";
  }
}

/** Does evaluating a node check the transition? */
function isCheck(question: GuardQuestion, node: Node, module: SourceModule, depth = 0): boolean {
  if (node.type === "Identifier") return isTableName(question, node.name);
  if (node.type === "MemberExpression") {
    if (isTableName(question, getPropertyName(node) ?? "")) return true;
    // `NEXT[task.status]`, `switch (task.status)`
    if (node.computed && isCurrentState(question, node.property, module)) return true;
    return unwrapUp(node).parent?.type === "SwitchStatement" && isCurrentState(question, node, module);
  }
  return isCall(node) && isGuardCall(question, node, module, depth);
}

function isTableName({ transitions }: GuardQuestion, name: string): boolean {
  return isTransitionTableName(name) || matchesName(name, transitions.tables.map(toWhole));
}

function toWhole(pattern: string): string {
  return `^(?:${pattern})$`;
}

function isGuardCall(question: GuardQuestion, call: CallNode, module: SourceModule, depth: number): boolean {
  const { field, transitions, facts } = question;
  const name = getLastName(getCallee(call)) ?? "";
  if (isTransitionGuardName(name, field) || matchesName(name, transitions.guards.map(toWhole))) return true;
  const callee = facts.getCallee(call, module);
  if (callee.kind === "member" || callee.kind === "export") return getOperation(facts, call, module)?.effect === "read" && filtersByState(question, call, module);
  if (callee.kind === "functions") {
    if (callee.targets.some((target) => checksState(question, target, depth))) return true;
    // What is told the current state, and throws or answers, may decide.
    if (!callee.targets.some(({ node }) => canDecide(node, call))) return false;
  }
  return !isAnnouncement(call, name) && getArguments(call).some((argument) => isGivenState(question, argument, module));
}

/** Logs, events and replies decide nothing; nor does a constructor. */
function isAnnouncement(call: CallNode, name: string): boolean {
  if (call.type === "NewExpression" || ANNOUNCING.test(name)) return true;
  const receiver = getMember(getCallee(call))?.object;
  const owner = receiver && getLastName(receiver);
  return owner !== undefined && /^(?:console|log|logger|res|response|reply|events?|eventEmitter|audit\w*|[a-z]*Log(?:ger)?)$/.test(owner);
}

function isGivenState(question: GuardQuestion, argument: Node, module: SourceModule): boolean {
  const bare = unwrap(argument);
  if (bare.type === "ObjectExpression") return bare.properties.some((property) => property.type === "Property" && isCurrentState(question, property.value, module));
  return isCurrentState(question, bare, module);
}

function canDecide(fn: FunctionNode, call: CallNode): boolean {
  return unwrapUp(call).parent?.type !== "ExpressionStatement" && unwrapUp(call).parent?.type !== "AwaitExpression" ? true : throws(fn);
}

function throws(fn: FunctionNode): boolean {
  let isThrown = false;
  if (fn.body) walk(fn.body, (node) => {
    if (node.type === "ThrowStatement") isThrown = true;
    return !isThrown;
  });
  return isThrown;
}

/** Does a function of the project compare or look up the current state, and throw or answer by it? */
function checksState(question: GuardQuestion, { node: fn, module }: FunctionRef, depth: number): boolean {
  if (depth >= MAX_DEPTH || !fn.body) return false;
  let isChecked = false;
  walk(fn.body, (node) => {
    if (isChecked) return false;
    if (node.type === "IfStatement" || node.type === "ConditionalExpression") isChecked = comparesState(question, node.test, module);
    else if (node.type === "ReturnStatement" && node.argument) isChecked = comparesState(question, node.argument, module);
    if (!isChecked) isChecked = isCheck(question, node, module, depth + 1);
    return !isChecked;
  });
  return isChecked;
}

/** Does a test ask which state it is now? Whether it is the new one already is no question about the transition. */
function comparesState(question: GuardQuestion, test: Node, module: SourceModule): boolean {
  let isCompared = false;
  walk(test, (node) => {
    if (isCompared || isFunction(node)) return false;
    if (!isCurrentState(question, node, module)) return true;
    const { parent } = unwrapUp(node);
    const other = parent?.type === "BinaryExpression" ? (unwrap(parent.left) === node ? parent.right : parent.left) : undefined;
    isCompared = other === undefined || findRequestInput(question, other, module) === undefined;
    return false;
  });
  return isCompared;
}

/** Is an expression the state that a row has now: `task.status`, `currentStatus`, a constant that holds it? */
export function isCurrentState(question: GuardQuestion, node: Node, module: SourceModule, depth = 0): boolean {
  const bare = unwrap(node);
  if (bare.type !== "Identifier" && bare.type !== "MemberExpression") return false;
  const name = getLastName(bare);
  const { parent } = unwrapUp(bare);
  if (name === undefined || depth > MAX_DEPTH) return false;
  if (parent && ((isCall(parent) && getCallee(parent) === bare) || (parent.type === "Property" && parent.key === bare && parent.value !== bare) || (parent.type === "MemberExpression" && parent.property === bare && !parent.computed))) return false;
  if (/^[a-z_]/.test(name) && name.toLowerCase().endsWith(question.field.toLowerCase())) {
    return findRequestInput(question, bare, module) === undefined && !isOfOther(bare, module);
  }
  const declaration = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare)?.declaration : undefined;
  return declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" && declaration.init ? isCurrentState(question, declaration.init, module, depth + 1) : false;
}

/** The status of a reply or an error is none of a row. */
function isOfOther(node: Node, module: SourceModule): boolean {
  const object = getMember(node)?.object;
  if (!object) return false;
  const name = getLastName(object) ?? "";
  const binding = object.type === "Identifier" ? module.scope.lookup(object.name, object) : undefined;
  return binding?.kind === "catch" || /^(?:res|response|reply|error|err|e)$/.test(name);
}

/** Does a query ask for rows in a certain state: `findFirst({ where: { id, status: "review" } })`, `.where(eq(tasks.status, …))`? */
function filtersByState(question: GuardQuestion, call: CallNode, module: SourceModule): boolean {
  const { calls } = readChain({ call });
  return [...(calls.length > 0 ? calls : []), { name: "", call }].some(({ name, call: link }) => !PROJECTIONS.has(name) && getArguments(link).some((argument) => mentionsState(question, argument, undefined, module)));
}

/** Is a write itself limited to rows in a certain state? `written` is the property or value that it writes. */
export function isLimitedByState(question: GuardQuestion, call: CallNode, written: Node, module: SourceModule): boolean {
  const { calls } = readChain({ call });
  const own = getArguments(call).some((argument) => mentionsState(question, argument, written, module));
  const later = calls.some(({ name, call: link }) => !PROJECTIONS.has(name) && getArguments(link).some((argument) => mentionsState(question, argument, written, module)));
  let base: Node = getCallee(call);
  for (let member = getMember(base); member; member = getMember(base)) {
    if (!isCall(member.object)) break;
    const link = member.object;
    const linkName = getLastName(getCallee(link)) ?? "";
    if (!PROJECTIONS.has(linkName) && getArguments(link).some((argument) => mentionsState(question, argument, written, module))) return true;
    base = getCallee(link);
  }
  return own || later;
}

/** Does a condition name the state's column, outside of what is written and chosen? */
function mentionsState({ field }: GuardQuestion, condition: Node, written: Node | undefined, module: SourceModule): boolean {
  let isMentioned = false;
  const visit = (root: Node): void => {
    walk(root, (node) => {
      if (isMentioned || node === written || isFunction(node)) return false;
      if (node.type === "Property") {
        const name = getPropertyName(node);
        if (node.value === written || (name !== undefined && PROJECTIONS.has(name))) return false;
        if (name === field) isMentioned = true;
      } else if (node.type === "MemberExpression" ? getPropertyName(node) === field : node.type === "Literal" && typeof node.value === "string" && node.value.split(/\W+/).includes(field)) {
        isMentioned = true;
      }
      return !isMentioned;
    });
  };
  const bare = unwrap(condition);
  const binding = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare) : undefined;
  const { declaration } = binding ?? {};
  // `const where = { id, status: "review" }`
  if (declaration?.type === "VariableDeclarator" && declaration.init && unwrap(declaration.init).type === "ObjectExpression" && !holds(declaration.init, written)) visit(declaration.init);
  else if (!binding || bare.type !== "Identifier") visit(bare);
  return isMentioned;
}

function holds(node: Node, inner: Node | undefined): boolean {
  let isHeld = false;
  walk(node, (child) => {
    if (child === inner) isHeld = true;
    return !isHeld;
  });
  return isHeld;
}
