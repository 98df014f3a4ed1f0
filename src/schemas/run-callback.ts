import { getMember, getParameterPattern, getParameters, getPropertyName, isFunction, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { DATE_WRAPPERS } from "../catalogue/index.js";
import { findDefinition, isReferenceTo } from "../project/index.js";
import type { SourceModule } from "../project/index.js";
import { applyBinary, applyUnary, callGlobal, callMethod, instanceOf } from "./operators.js";
import { REJECTED, UNKNOWN_SAMPLE, getTruth, isSameSample, known, toMoment } from "./samples.js";
import type { Outcome, Sample } from "./samples.js";
import type { Closure, Expression, RunContext } from "./types.js";

const MAX_DEPTH = 30;

interface Frame {
  readonly context: RunContext;
  readonly module: SourceModule;
  readonly variables: Map<Node, Sample>;
  readonly depth: number;
  /** An issue was added: whatever is returned, the value is refused. */
  hasIssue: boolean;
}

/** Runs the function that an expression stands for; unknown when it cannot be seen. */
export function runCallback(context: RunContext, callback: Expression, args: readonly Sample[]): Outcome {
  return callValue(createFrame(context, callback), callback.node, args);
}

/** The value of an expression without variables of its own, for defaults and bounds. */
export function evaluateConstant(context: RunContext, expression: Expression): Sample {
  const outcome = evaluate(createFrame(context, expression), expression.node);
  return outcome.kind === "rejected" ? UNKNOWN_SAMPLE : outcome;
}

/** What a helper was given may be named inside: `orNull(0)` returns `(v) => (v === zero ? null : v)`. */
function createFrame(context: RunContext, { module, given }: Expression): Frame {
  const variables = new Map<Node, Sample>();
  for (const [identifier, expression] of given) variables.set(identifier, evaluateConstant(context, expression));
  return { context, module, variables, depth: 0, hasIssue: false };
}

function callValue(frame: Frame, callee: Node, args: readonly Sample[]): Outcome {
  const bare = unwrap(callee);
  const { project, normalizers } = frame.context;
  const definition = findDefinition(project, bare, frame.module);
  const [first = known(undefined)] = args;
  if (isReferenceTo(project, definition, normalizers.zeroToNull)) {
    return first.kind === "known" && (first.value === 0 || first.value === "") ? known(null) : first;
  }
  if (isReferenceTo(project, definition, normalizers.datetime)) {
    return first.kind === "known" && typeof first.value !== "string" ? first : { kind: "moment", origin: "instant", isText: false };
  }
  switch (definition.kind) {
    case "external":
      return first.kind === "moment" && !first.isText && isDateWrapper(definition.specifier, definition.path) ? first : UNKNOWN_SAMPLE;
    case "function":
      return callFunction(frame, { node: definition.node, module: definition.module, variables: frame.variables }, args);
    case "unknown":
      return bare.type === "Identifier" && !frame.module.scope.resolve(bare) ? callGlobal(bare.name, args) : UNKNOWN_SAMPLE;
    case "expression":
    case "parameter": {
      const value = bare.type === "Identifier" ? (readVariable(frame, bare) ?? evaluateIn(frame, definition)) : evaluateIn(frame, definition);
      return value.kind === "function" ? callFunction(frame, value.closure, args) : UNKNOWN_SAMPLE;
    }
    default:
      return UNKNOWN_SAMPLE;
  }
}

/** `DateTime.fromJSDate(date)`. */
function isDateWrapper(specifier: string, path: readonly string[]): boolean {
  const names = Object.hasOwn(DATE_WRAPPERS, specifier) ? DATE_WRAPPERS[specifier] : undefined;
  return names?.includes(path.length === 0 ? "default" : path.join(".")) === true;
}

function evaluateIn(frame: Frame, definition: { readonly kind: string; readonly node?: Node; readonly module?: SourceModule }): Outcome {
  const { node, module } = definition;
  return definition.kind === "expression" && node && module ? evaluate({ ...frame, module, depth: frame.depth + 1 }, node) : UNKNOWN_SAMPLE;
}

function callFunction(frame: Frame, closure: Closure, args: readonly Sample[]): Outcome {
  const fn = closure.node as FunctionNode;
  if (frame.depth > MAX_DEPTH || fn.async || ("generator" in fn && fn.generator) || !fn.body) return UNKNOWN_SAMPLE;
  const inner: Frame = { context: frame.context, module: closure.module, variables: new Map(closure.variables), depth: frame.depth + 1, hasIssue: false };
  getParameters(fn).forEach((parameter, index) => {
    bindPattern(inner, getParameterPattern(parameter), parameter.type === "RestElement" ? UNKNOWN_SAMPLE : (args[index] ?? known(undefined)));
  });
  const outcome = fn.type === "ArrowFunctionExpression" && fn.expression ? evaluate(inner, fn.body) : (runStatements(inner, fn.body) ?? known(undefined));
  return inner.hasIssue ? REJECTED : outcome;
}

function bindPattern(frame: Frame, pattern: Node, value: Sample): void {
  if (pattern.type === "Identifier") {
    frame.variables.set(pattern, value);
  } else if (pattern.type === "ObjectPattern") {
    for (const property of pattern.properties) {
      if (property.type === "RestElement") continue;
      const name = getPropertyName(property);
      const member = value.kind === "object" && name !== undefined ? (value.members[name] ?? UNKNOWN_SAMPLE) : UNKNOWN_SAMPLE;
      bindPattern(frame, getParameterPattern(property.value), member);
    }
  }
}

/** The outcome of the first `return` that is reached; `undefined` when the end is. */
function runStatements(frame: Frame, node: Node): Outcome | undefined {
  switch (node.type) {
    case "BlockStatement":
      for (const statement of node.body) {
        const outcome = runStatements(frame, statement);
        if (outcome) return outcome;
      }
      return undefined;
    case "ReturnStatement":
      return node.argument ? evaluate(frame, node.argument) : known(undefined);
    case "ThrowStatement":
      return REJECTED;
    case "IfStatement": {
      const test = evaluate(frame, node.test);
      const truth = test.kind === "rejected" ? undefined : getTruth(test);
      if (truth === undefined) return UNKNOWN_SAMPLE;
      if (truth) return runStatements(frame, node.consequent);
      return node.alternate ? runStatements(frame, node.alternate) : undefined;
    }
    case "VariableDeclaration":
      for (const { id, init } of node.declarations) {
        const value = init ? evaluate(frame, init) : known(undefined);
        if (value.kind === "rejected") return REJECTED;
        bindPattern(frame, id, node.kind === "const" ? value : UNKNOWN_SAMPLE);
      }
      return undefined;
    case "ExpressionStatement": {
      const outcome = evaluate(frame, node.expression);
      return outcome.kind === "rejected" ? REJECTED : undefined;
    }
    case "EmptyStatement":
      return undefined;
    default:
      return UNKNOWN_SAMPLE;
  }
}

function evaluate(frame: Frame, node: Node): Outcome {
  const bare = unwrap(node);
  if (frame.depth > MAX_DEPTH) return UNKNOWN_SAMPLE;
  if (isFunction(bare)) return { kind: "function", closure: { node: bare, module: frame.module, variables: frame.variables } };
  switch (bare.type) {
    case "Literal":
      return "regex" in bare || "bigint" in bare ? UNKNOWN_SAMPLE : known(bare.value);
    case "TemplateLiteral":
      return evaluateTemplate(frame, bare);
    case "Identifier":
      return readVariable(frame, bare) ?? evaluateName(frame, bare);
    case "MemberExpression":
      return evaluateMember(frame, bare);
    case "ConditionalExpression": {
      const truth = evaluateTruth(frame, bare.test);
      if (truth !== undefined) return evaluate(frame, truth ? bare.consequent : bare.alternate);
      return merge(evaluate(frame, bare.consequent), evaluate(frame, bare.alternate));
    }
    case "LogicalExpression": {
      const left = evaluate(frame, bare.left);
      if (left.kind === "rejected") return left;
      if (bare.operator === "??") {
        if (left.kind === "unknown") return left;
        return left.kind === "known" && (left.value === null || left.value === undefined) ? evaluate(frame, bare.right) : left;
      }
      const truth = getTruth(left);
      if (truth === undefined) return merge(left, evaluate(frame, bare.right));
      return truth === (bare.operator === "&&") ? evaluate(frame, bare.right) : left;
    }
    case "UnaryExpression": {
      const operand = evaluate(frame, bare.argument);
      return operand.kind === "rejected" ? operand : applyUnary(bare.operator, operand);
    }
    case "BinaryExpression": {
      const left = evaluate(frame, bare.left);
      if (left.kind === "rejected") return left;
      if (bare.operator === "instanceof") return instanceOf(left, unwrap(bare.right));
      const right = evaluate(frame, bare.right);
      return right.kind === "rejected" ? right : applyBinary(bare.operator, left, right);
    }
    case "NewExpression":
      return evaluateNew(frame, bare);
    case "CallExpression":
      return evaluateCall(frame, bare);
    case "ObjectExpression": {
      const members: Record<string, Sample> = {};
      for (const property of bare.properties) {
        const name = property.type === "Property" ? getPropertyName(property) : undefined;
        if (property.type !== "Property" || name === undefined) return UNKNOWN_SAMPLE;
        const value = evaluate(frame, property.value);
        members[name] = value.kind === "rejected" ? UNKNOWN_SAMPLE : value;
      }
      return { kind: "object", members };
    }
    default:
      return UNKNOWN_SAMPLE;
  }
}

function evaluateTruth(frame: Frame, node: Node): boolean | undefined {
  const test = evaluate(frame, node);
  return test.kind === "rejected" ? undefined : getTruth(test);
}

/** Two possible outcomes: one where they agree. */
function merge(a: Outcome, b: Outcome): Outcome {
  return isSameSample(a, b) ? a : UNKNOWN_SAMPLE;
}

function evaluateTemplate(frame: Frame, node: Extract<Node, { type: "TemplateLiteral" }>): Outcome {
  let text = node.quasis[0]?.value.cooked ?? "";
  for (const [index, expression] of node.expressions.entries()) {
    const value = evaluate(frame, expression);
    if (value.kind !== "known") return UNKNOWN_SAMPLE;
    text += `${String(value.value)}${node.quasis[index + 1]?.value.cooked ?? ""}`;
  }
  return known(text);
}

function readVariable(frame: Frame, identifier: Node): Sample | undefined {
  if (identifier.type !== "Identifier") return undefined;
  const binding = frame.module.scope.lookup(identifier.name, identifier);
  return binding && frame.variables.get(binding.identifier);
}

function evaluateName(frame: Frame, identifier: Extract<Node, { type: "Identifier" }>): Outcome {
  const binding = frame.module.scope.lookup(identifier.name, identifier);
  if (!binding) return identifier.name === "undefined" ? known(undefined) : identifier.name === "NaN" ? known(Number.NaN) : UNKNOWN_SAMPLE;
  const definition = findDefinition(frame.context.project, identifier, frame.module);
  if (definition.kind === "function") return { kind: "function", closure: { node: definition.node, module: definition.module, variables: frame.variables } };
  return evaluateIn(frame, definition);
}

function evaluateMember(frame: Frame, node: Extract<Node, { type: "MemberExpression" }>): Outcome {
  const member = getMember(node);
  if (!member) return UNKNOWN_SAMPLE;
  // zod's value that stands for a refusal.
  if (member.name === "NEVER") return REJECTED;
  const owner = evaluate(frame, member.object);
  if (owner.kind === "object") return owner.members[member.name] ?? UNKNOWN_SAMPLE;
  if (owner.kind === "known" && typeof owner.value === "string" && member.name === "length") return known(owner.value.length);
  const definition = findDefinition(frame.context.project, node, frame.module);
  return definition.kind === "function" ? { kind: "function", closure: { node: definition.node, module: definition.module, variables: new Map() } } : evaluateIn(frame, definition);
}

function evaluateNew(frame: Frame, node: Extract<Node, { type: "NewExpression" }>): Outcome {
  const callee = unwrap(node.callee);
  if (callee.type !== "Identifier" || callee.name !== "Date" || frame.module.scope.lookup("Date", callee)) return UNKNOWN_SAMPLE;
  const [argument, ...others] = node.arguments;
  if (others.length > 0) return UNKNOWN_SAMPLE;
  if (!argument) return { kind: "moment", origin: "instant", isText: false };
  const value = evaluate(frame, argument);
  return value.kind === "rejected" ? value : toMoment(value);
}

function evaluateCall(frame: Frame, node: CallNode & { readonly type: "CallExpression" }): Outcome {
  const args: Sample[] = [];
  for (const argument of node.arguments) {
    const value = evaluate(frame, argument);
    if (value.kind === "rejected") return value;
    args.push(value);
  }
  const member = getMember(node.callee);
  if (!member) return callValue(frame, node.callee, args);
  if (member.name === "addIssue") frame.hasIssue = true;
  if (member.object.type === "Identifier" && !frame.module.scope.lookup(member.object.name, member.object)) return callGlobal(`${member.object.name}.${member.name}`, args);
  const owner = evaluate(frame, member.object);
  if (owner.kind === "known" || owner.kind === "moment") return callMethod(owner, member.name, args);
  return callValue(frame, node.callee, args);
}
