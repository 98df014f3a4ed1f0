import { findParameterIndex, getAnnotation, getArguments, getCallee, getMember, getParameterDefault, getParameters, isCall, isFunction, unwrapUp } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import type { Binding } from "../scope/index.js";
import { MAX_PASSES, findCallbackUse, findParameterRuns, findWrapperCall, isElementCall } from "./callbacks.js";
import type { CallbackUse, ParameterRun } from "./callbacks.js";
import { getPatternDefault } from "./definitions.js";
import type { EvaluationContext } from "./context.js";
import type { SourceModule } from "./module.js";
import { UNKNOWN, createUnion, getAlternatives, getRoleValue, withSource } from "./values.js";
import type { RoleValue, Source, Value } from "./values.js";

/** The value of a parameter, or of a member of one: `path` leads into what is passed (`{ transaction }`). */
export function getParameterValue(context: EvaluationContext, binding: Binding, path: readonly string[], module: SourceModule): Value {
  const fn = binding.declaration;
  if (!isFunction(fn)) return UNKNOWN;
  const index = findParameterIndex(fn, binding.identifier);
  const parameter = getParameters(fn)[index];
  if (!parameter) return UNKNOWN;
  const source: Source = { kind: "parameter", fn, index, path, module };
  const handed = path.length === 0 ? getHandedValue(context, fn, index, module) : undefined;
  if (handed) return handed;

  const declared = getDeclaredValue(context, parameter, path, module, { ...source, path: [] });
  if (declared.kind !== "unknown") return declared;
  const initial = path.length > 0 ? getPatternDefault(binding) : getParameterDefault(parameter);
  if (!initial) return UNKNOWN;
  // `client = db`, `{ client = db }`: whatever is passed has the role of the default.
  return createUnion(getAlternatives(context.facts.getValue(initial, module)).map((value) => (value.kind === "role" ? withSource(value, source) : UNKNOWN)));
}

function getDeclaredValue(context: EvaluationContext, parameter: Node, path: readonly string[], module: SourceModule, source: Source): Value {
  const annotation = getAnnotation(parameter);
  if (!annotation) return UNKNOWN;
  let value = context.facts.getTypeValue(annotation, module, source);
  for (const name of path) value = context.getMemberValue(value, name);
  return value;
}

/** What whoever calls the function hands to it: a library its transaction, `map` its elements, a wrapper of the project its own handle. */
function getHandedValue(context: EvaluationContext, fn: FunctionNode, index: number, module: SourceModule): Value | undefined {
  const call = unwrapUp(fn).parent;
  if (!call || !isCall(call) || fn.type === "FunctionDeclaration") return undefined;
  const use = findCallbackUse(context.facts, fn, module);
  if (use) return getCallbackParameter(use, getParameters(fn).length, index);
  const member = getMember(getCallee(call));
  if (isElementCall(call) && index === 0) {
    const list = member && getRoleValue(context.facts.getValue(member.object, module));
    if (list?.isMany) return { ...list, isMany: false };
  }
  if (index === 0 && member?.name === "then") {
    const settled = context.facts.getValue(member.object, module);
    if (settled.kind === "role") return settled;
  }
  return getWrapperArgument(context, fn, index, module);
}

/** The handle that the catalogue says a callback gets as its `index`th of `count` parameters. */
function getCallbackParameter({ call, callback, receiver, module }: CallbackUse, count: number, index: number): RoleValue | undefined {
  const { parameter } = callback;
  const position = parameter?.index === "last" ? count - 1 : parameter?.index;
  if (!parameter || position !== index) return undefined;
  const parent = receiver && getRoleValue(receiver)?.source;
  return { kind: "role", role: parameter.role, source: { kind: "callback", call, parent, module } };
}

/** `withTransaction(async (tx) => …)`: what the wrapper's own body passes to its callback. */
function getWrapperArgument(context: EvaluationContext, fn: FunctionNode, index: number, module: SourceModule): Value | undefined {
  const wrapper = findWrapperCall(context.facts, fn, module);
  if (!wrapper) return undefined;
  const handed = getHandedArguments(context, findParameterRuns(context.facts, wrapper.target, wrapper.index), getParameters(fn).length, index);
  const role = getRoleValue(createUnion(handed));
  // The wrapper owns what it hands over: for the callback it is as if a library had handed it.
  return role && { ...role, source: { kind: "callback", call: wrapper.call, parent: role.source, module } };
}

/** What the places that run a callback hand to it as its `index`th of `count` parameters. */
function getHandedArguments(context: EvaluationContext, runs: readonly ParameterRun[], count: number, index: number, passes = 0): readonly Value[] {
  return runs.flatMap((run): readonly Value[] => {
    if (run.kind === "handed-on") return [getCallbackParameter(run.use, count, index) ?? UNKNOWN];
    if (run.kind === "passed-on") return passes < MAX_PASSES ? getHandedArguments(context, findParameterRuns(context.facts, run.target, run.index), count, index, passes + 1) : [UNKNOWN];
    const argument = getArguments(run.call)[index];
    return [argument && argument.type !== "SpreadElement" ? context.facts.getValue(argument, run.fn.module) : UNKNOWN];
  });
}
