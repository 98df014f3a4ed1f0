import { getArguments, getCallee, getMember, getParameters, isFunction, isWithin, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findMember, findOwnCall, getRole } from "../catalogue/index.js";
import type { Member } from "../catalogue/index.js";
import { findMethod } from "./classes.js";
import { findThisClass } from "./definitions.js";
import type { EvaluationContext } from "./context.js";
import { findImplementedMethods } from "./implementations.js";
import { findEntityRole, getInstanceValue } from "./instances.js";
import type { SourceModule } from "./module.js";
import { DEFAULT, UNKNOWN, createUnion, getAlternatives, getRoleValue, withSource } from "./values.js";
import type { Callee, ClassRef, FunctionRef, RoleValue, Source, Value } from "./values.js";
import { findWrapperCallee } from "./wrappers.js";

/** What a call runs: a member of a role, functions of the project, or something nobody described. */
export function getCalleeOf(context: EvaluationContext, call: CallNode, module: SourceModule): Callee {
  const callee = getCallee(call);
  if (callee.type === "Super") return { kind: "unknown" };
  const written = getWrittenCallee(context, call, module);
  return context.project.wrappers.length === 0 ? written : (findDescribedCallee(context, written, call, module) ?? written);
}

/** The wrapper of the settings that a call runs: what they say stands in place of a body. */
function findDescribedCallee(context: EvaluationContext, written: Callee, call: CallNode, module: SourceModule): Callee | undefined {
  if (written.kind === "external") return findWrapperCallee(context, written, call, module);
  const [target, ...others] = written.kind === "functions" ? written.targets : [];
  return target && others.length === 0 ? findWrapperCallee(context, target, call, module) : undefined;
}

function getWrittenCallee(context: EvaluationContext, call: CallNode, module: SourceModule): Callee {
  const callee = getCallee(call);
  const member = getMember(callee);
  if (!member) return fromFunctionValue(context, context.facts.getValue(callee, module), call, module);
  if (member.object.type === "Super") {
    const ref = findThisClass(call, module);
    const target = ref && findMethod(context.project, ref, member.name, false);
    return target ? { kind: "functions", targets: [target], receiver: undefined, isComplete: true } : { kind: "unknown" };
  }
  const receiver = context.facts.getValue(member.object, module);
  const callees = getAlternatives(receiver).map((value) => getMemberCallee(context, value, member.name, call, module));
  return mergeCallees(callees);
}

function getMemberCallee(context: EvaluationContext, receiver: Value, name: string, call: CallNode, module: SourceModule): Callee {
  switch (receiver.kind) {
    case "role": {
      if (receiver.isMany) return { kind: "unknown" };
      const owner = receiver.subclass ?? receiver.entity;
      const own = owner && findMethod(context.project, owner, name, getRole(receiver.role).kind === "client" && receiver.source.kind === "static");
      if (own) return { kind: "functions", targets: [own], receiver, isComplete: true };
      const member = findMember(receiver.role, name);
      return member ? { kind: "member", receiver, name, member: chooseForm(member, call) } : { kind: "unknown" };
    }
    case "class": {
      const target = findMethod(context.project, receiver.ref, name, true);
      return target ? { kind: "functions", targets: [target], receiver, isComplete: true } : { kind: "unknown" };
    }
    case "instance": {
      const target = findMethod(context.project, receiver.ref, name, false);
      if (target) return { kind: "functions", targets: [target], receiver, isComplete: true };
      return getContractCallee(context, receiver, receiver.ref, name) ?? fromFunctionValue(context, context.getMemberValue(receiver, name), call, module);
    }
    case "shape":
      return getContractCallee(context, receiver, receiver, name) ?? fromFunctionValue(context, context.getMemberValue(receiver, name), call, module);
    case "external": {
      const { found } = receiver;
      const member = found?.export.statics?.[name];
      if (found && member) return getExportCallee(context, found, name, chooseForm(member, call), call, module);
      return fromFunctionValue(context, context.getMemberValue(receiver, name), call, module);
    }
    default:
      return fromFunctionValue(context, context.getMemberValue(receiver, name), call, module);
  }
}

/** An interface's or abstract class's member: any implementation of the project, and there may be others. */
function getContractCallee(context: EvaluationContext, receiver: Value, contract: { readonly node: Node; readonly module: SourceModule }, name: string): Callee | undefined {
  const targets = findImplementedMethods(context.project, contract, name);
  return targets.length > 0 ? { kind: "functions", targets, receiver, isComplete: false } : undefined;
}

type FoundExport = NonNullable<Extract<Value, { kind: "external" }>["found"]>;

/** A function that a library exports: a member of what it works on, where the catalogue says what that is. */
function getExportCallee(context: EvaluationContext, { library, export: { memberOf } }: FoundExport, name: string, member: Member, call: CallNode, module: SourceModule): Callee {
  if (memberOf !== undefined) return { kind: "member", receiver: { kind: "role", role: memberOf, source: DEFAULT }, name, member };
  const on = member.on === undefined ? undefined : getArguments(call)[member.on];
  const receiver = on && getRoleValue(context.facts.getValue(on, module));
  return receiver ? { kind: "member", receiver, name, member } : { kind: "export", library, name, member };
}

function fromFunctionValue(context: EvaluationContext, value: Value, call: CallNode, module: SourceModule): Callee {
  const callees = getAlternatives(value).map((item): Callee => {
    switch (item.kind) {
      case "function":
        return { kind: "functions", targets: [item.ref], receiver: undefined, isComplete: true };
      case "external": {
        const name = item.path.at(-1) ?? "default";
        const { memberOf, call: own } = item.found?.export ?? {};
        const member = call.type === "NewExpression" ? undefined : (own ?? (memberOf && findMember(memberOf, name)));
        if (item.found && member) return getExportCallee(context, item.found, name, chooseForm(member, call), call, module);
        return { kind: "external", specifier: item.specifier, path: item.path };
      }
      case "role": {
        const member = findOwnCall(item.role, call.type === "TaggedTemplateExpression" ? "template" : "call");
        return member && !item.isMany ? { kind: "member", receiver: item, name: "", member } : { kind: "unknown" };
      }
      default:
        return { kind: "unknown" };
    }
  });
  return mergeCallees(callees);
}

/** Members that are one thing with a callback and another without: Sequelize's and Knex's `transaction`. */
function chooseForm(member: Member, call: CallNode): Member {
  if (!member.withoutCallback || !member.callback) return member;
  const callbackArguments = getArguments(call).filter((argument) => isFunction(unwrap(argument)) || unwrap(argument).type === "Identifier");
  const last = getArguments(call).at(-1);
  return last && callbackArguments.includes(last) ? member : member.withoutCallback;
}

/** One callee when all alternatives agree on the kind; the receivers of a role may differ, then the first one speaks. */
function mergeCallees(callees: readonly Callee[]): Callee {
  const [first, ...rest] = callees;
  if (!first) return { kind: "unknown" };
  if (rest.length === 0) return first;
  if (callees.every((callee) => callee.kind === "functions")) {
    return { kind: "functions", targets: callees.flatMap(({ targets }) => targets), receiver: first.kind === "functions" ? first.receiver : undefined, isComplete: callees.every(({ isComplete }) => isComplete) };
  }
  return { kind: "unknown" };
}

/** The awaited result of a call. */
export function getCallValue(context: EvaluationContext, call: CallNode, module: SourceModule): Value {
  if (call.type === "NewExpression") return getNewValue(context, call, module);
  const callee = context.facts.getCallee(call, module);
  switch (callee.kind) {
    case "member":
      return getMemberResult(context, callee.member, callee.receiver, call, module);
    case "export":
      return getMemberResult(context, callee.member, undefined, call, module);
    case "functions":
      return createUnion(callee.targets.map((target) => getTargetValue(context, target, call, module)));
    default:
      return getRequestedInstance(context, call, module) ?? getDeclaredResult(context, call, module) ?? getUnionResult(context, call, module);
  }
}

function getTargetValue(context: EvaluationContext, target: FunctionRef, call: CallNode, module: SourceModule): Value {
  const returned = context.getReturnValue(target);
  if (returned.kind !== "unknown") return rebase(context, returned, target, call, module);
  const only = getOnlyResult(target);
  const requested = only?.type === "CallExpression" ? getRequest(only) : undefined;
  const index = only && findParameterNamed(requested ?? only, target);
  const argument = index === undefined ? undefined : getArguments(call)[index];
  if (!argument || argument.type === "SpreadElement") return UNKNOWN;
  return requested ? (getInstanceOf(context, argument, module) ?? UNKNOWN) : context.facts.getValue(argument, module);
}

/** What a function returns that does nothing else. */
function getOnlyResult({ node }: FunctionRef): Node | undefined {
  const body = node.body?.type === "BlockStatement" && node.body.body.length === 1 ? node.body.body[0] : node.body;
  const returned = body?.type === "ReturnStatement" ? body.argument : body;
  return returned ? unwrap(returned) : undefined;
}

/** `function withDefault<T>(value: T): T { return value; }`: what is passed is what comes back. */
function findParameterNamed(returned: Node, { node, module }: FunctionRef): number | undefined {
  if (returned.type !== "Identifier") return undefined;
  const binding = module.scope.lookup(returned.name, returned);
  const index = getParameters(node).findIndex((parameter) => parameter === binding?.identifier);
  return binding && index !== -1 && module.scope.getWrites(binding).length === 0 ? index : undefined;
}

/** What the type of a function promises, where its body is not in sight. */
function getDeclaredResult(context: EvaluationContext, call: CallNode, module: SourceModule): Value | undefined {
  const callee = getCallee(call);
  const member = getMember(callee);
  const value = member ? context.getMemberValue(context.facts.getValue(member.object, module), member.name) : context.facts.getValue(callee, module);
  if (value.kind !== "signature") return undefined;
  return context.facts.getTypeValue(value.returnType, value.module, { kind: "created", at: call, effect: undefined, parent: undefined, module });
}

/** How containers are asked for the instance of a class: `container.resolve(Db)`, `app.get(Db)`. */
const REQUESTS = new Set(["get", "resolve", "create", "inject"]);

/** The class that is the argument is what comes back, whatever the container is; `Object.freeze` gives its argument back. */
function getRequestedInstance(context: EvaluationContext, call: CallNode, module: SourceModule): Value | undefined {
  const member = getMember(getCallee(call));
  const [argument] = getArguments(call);
  if (!member || !argument) return undefined;
  if (member.object.type === "Identifier" && member.object.name === "Object") return member.name === "freeze" || member.name === "seal" ? context.facts.getValue(argument, module) : undefined;
  if (member.object.type === "Identifier" && member.object.name === "Promise") return member.name === "all" ? context.facts.getValue(argument, module) : undefined;
  return getRequest(call) && getInstanceOf(context, argument, module);
}

/** What a container is asked for. */
function getRequest(call: CallNode): Node | undefined {
  const member = getMember(getCallee(call));
  return member && REQUESTS.has(member.name) ? getArguments(call)[0] : undefined;
}

function getInstanceOf(context: EvaluationContext, argument: Node, module: SourceModule): Value | undefined {
  const requested = context.facts.getValue(argument, module);
  const source: Source = { kind: "unknown" };
  if (requested.kind === "class") return getInstanceValue(context, requested.ref, source);
  return requested.kind === "external" && requested.found?.export.role !== undefined ? { kind: "role", role: requested.found.export.role, source } : undefined;
}

/** `(tx ?? db).getRepository(Task)`: the alternatives of the receiver answer one by one. */
function getUnionResult(context: EvaluationContext, call: CallNode, module: SourceModule): Value {
  const member = getMember(getCallee(call));
  if (!member) return UNKNOWN;
  const alternatives = getAlternatives(context.facts.getValue(member.object, module));
  if (alternatives.length < 2) return UNKNOWN;
  return createUnion(
    alternatives.map((value) => {
      const found = value.kind === "role" ? findMember(value.role, member.name) : undefined;
      return found && value.kind === "role" ? getMemberResult(context, chooseForm(found, call), value, call, module) : UNKNOWN;
    }),
  );
}

function getNewValue(context: EvaluationContext, call: CallNode, module: SourceModule): Value {
  const value = context.facts.getValue(getCallee(call), module);
  const source: Source = { kind: "created", at: call, effect: undefined, parent: undefined, module };
  switch (value.kind) {
    case "class":
      return getInstanceValue(context, value.ref, source);
    case "role":
      return value.entity ? getInstanceValue(context, value.entity, source) : UNKNOWN;
    case "external":
      return value.found?.export.role === undefined ? UNKNOWN : { kind: "role", role: value.found.export.role, source };
    default:
      return UNKNOWN;
  }
}

function getMemberResult(context: EvaluationContext, member: Member, receiver: RoleValue | undefined, call: CallNode, module: SourceModule): Value {
  const { result } = member;
  if (result === undefined) return UNKNOWN;
  if (result === "receiver") return receiver ?? UNKNOWN;
  if (result === "callback-result") return getCallbackResult(context, member, call, module);
  if (result.of === "value") {
    const [argument] = getArguments(call);
    const value = argument ? getRoleValue(context.facts.getValue(argument, module)) : undefined;
    // `save(Task, task)`: a class is not the value.
    if (value && value.source.kind !== "static") return getRole(result.role).kind === "entity" ? value : { kind: "role", role: result.role, source: value.source, ...(value.entity && { entity: value.entity }) };
  }
  const entity = result.of === "receiver" ? (receiver?.entity ?? getSubclassEntity(receiver)) : typeof result.of === "number" ? getClassArgument(context, call, result.of, module) : undefined;
  const kind = getRole(result.role).kind;
  const isNew = kind === "entity" || member.effect === "acquire" || member.effect === "fork" || member.effect === "begin" || receiver === undefined;
  const source: Source = isNew ? { kind: "created", at: call, effect: member.effect, parent: receiver?.source, module } : receiver.source;
  const role = kind === "entity" && entity ? (findEntityRole(context, entity) ?? result.role) : result.role;
  return { kind: "role", role, source, ...(entity && { entity }), ...(result.many && { isMany: true }), ...(result.isStaged && { isStaged: true }) };
}

function getSubclassEntity(receiver: RoleValue | undefined): ClassRef | undefined {
  return receiver?.source.kind === "static" ? receiver.subclass : undefined;
}

function getClassArgument(context: EvaluationContext, call: CallNode, index: number, module: SourceModule): ClassRef | undefined {
  const argument = getArguments(call)[index];
  const value = argument ? context.facts.getValue(argument, module) : UNKNOWN;
  return value.kind === "class" ? value.ref : value.kind === "role" ? value.entity : undefined;
}

/** The function that a call is given as its callback. */
function findCallbackArgument(context: EvaluationContext, member: Member, call: CallNode, module: SourceModule): FunctionRef | undefined {
  if (!member.callback) return undefined;
  const given = getArguments(call);
  const argument = member.callback.argument === "last" ? given.at(-1) : given[member.callback.argument];
  const value = argument ? context.facts.getValue(argument, module) : UNKNOWN;
  return value.kind === "function" ? value.ref : undefined;
}

function getCallbackResult(context: EvaluationContext, member: Member, call: CallNode, module: SourceModule): Value {
  const callback = findCallbackArgument(context, member, call, module);
  return callback ? context.getReturnValue(callback) : UNKNOWN;
}

/**
 * A returned value as the caller sees it: what came from a parameter comes from the argument, what the callee made is
 * made by this call. Module-level values and fields stay what they are.
 */
function rebase(context: EvaluationContext, value: Value, target: FunctionRef, call: CallNode, module: SourceModule): Value {
  return createUnion(
    getAlternatives(value).map((item) => {
      if (item.kind !== "role" && item.kind !== "instance") return item;
      const source = rebaseSource(context, item.source, target.node, call, module);
      return source === item.source ? item : withSource(item, source);
    }),
  );
}

function rebaseSource(context: EvaluationContext, source: Source, fn: FunctionNode, call: CallNode, module: SourceModule): Source {
  if (source.kind === "parameter" && source.fn === fn && source.path.length === 0) {
    const argument = getArguments(call)[source.index];
    const value = argument ? context.facts.getValue(argument, module) : UNKNOWN;
    return value.kind === "role" ? value.source : { kind: "unknown" };
  }
  if (source.kind === "created" && isWithin(source.at, fn) && source.module.program === getProgram(fn)) {
    // What the callee made out of what it was given is made out of the argument.
    const parent = source.parent?.kind === "parameter" ? rebaseSource(context, source.parent, fn, call, module) : source.parent;
    return { ...source, at: call, module, parent };
  }
  return source;
}

function getProgram(fn: FunctionNode): unknown {
  let current: { parent?: unknown; type: string } = fn;
  while (current.parent) current = current.parent as typeof current;
  return current;
}
