import { endOf, getArguments, getCallee, getEnclosingClass, getFunctionName, getLastName, getMember, isCall, isClass, isFunction, startOf, unwrap, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { isAuditFunctionName, isAuditLogName, isAuditMethodName, isAuditName, mayNameAudit, toSnakeCase } from "../catalogue/index.js";
import { findEntity, getAlternatives } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import type { Settings } from "../settings.js";
import { isHandleRole } from "./handle-parameters.js";
import { getDisplayName } from "./handles.js";
import { getOperation, isBatch, isExecuted } from "./operations.js";
import type { Operation } from "./operations.js";
import type { Summaries } from "./summaries.js";
import { findWrittenTable } from "./tables.js";
import type { WrittenTable } from "./tables.js";

/** What every question about the audit log needs. */
export interface AuditContext {
  readonly project: Project;
  readonly facts: FactsProvider;
  readonly summaries: Summaries;
  readonly settings: Pick<Settings, "audit">;
}

/** A call that writes to the audit log. */
export interface AuditCall {
  readonly call: CallNode;
  /** The insert itself, or the functions that the call can run. */
  readonly operation: Operation | undefined;
  readonly targets: readonly FunctionRef[];
}

/** Is a table the audit log: one that the settings name, or one with a name that can mean nothing else? */
export function isAuditLog({ names }: WrittenTable, { audit }: Pick<Settings, "audit">): boolean {
  return names.some((name) => isAuditLogName(name) || audit.tables.some((table) => toSnakeCase(table) === toSnakeCase(name)));
}

/** The same for what counts as writing an audit: any table whose name begins with `audit`, too. */
function isAuditTable(table: WrittenTable, settings: Pick<Settings, "audit">): boolean {
  return isAuditLog(table, settings) || table.names.some(isAuditName);
}

/** Does an operation add rows to the audit log? */
export function isAuditInsert(context: AuditContext, operation: Operation): boolean {
  const table = findWrittenTable(context, operation);
  return table !== undefined && (table.verb === "insert" || table.verb === undefined) && isAuditTable(table, context.settings);
}

/** Is a function one that the settings name, as `logAudit` or `AuditService.log`? */
function isNamedBySettings({ audit }: Pick<Settings, "audit">, fn: FunctionNode): boolean {
  return audit.functions.length > 0 && (audit.functions.includes(getFunctionName(fn) ?? "") || audit.functions.includes(getDisplayName(fn)));
}

const WRITES: ReadonlySet<Operation["effect"]> = new Set<Operation["effect"]>(["write", "stage", "stage-and-flush"]);

/**
 * Is a function one that writes audits: named in the settings, by a name that says so, or because the audit log is all that
 * it writes to? What has no effect that anybody could see only makes up an entry.
 */
export function isAuditFunction(context: AuditContext, fn: FunctionRef): boolean {
  const known = context.project.memo(isAuditFunction, () => new Map<Settings["audit"], WeakMap<FunctionNode, boolean>>());
  let bySettings = known.get(context.settings.audit);
  if (!bySettings) known.set(context.settings.audit, (bySettings = new WeakMap()));
  let answer = bySettings.get(fn.node);
  if (answer === undefined) bySettings.set(fn.node, (answer = readFunction(context, fn)));
  return answer;
}

function readFunction(context: AuditContext, fn: FunctionRef): boolean {
  if (isNamedBySettings(context.settings, fn.node)) return true;
  if (saysAudit(fn.node)) return canWrite(context, fn);
  const written = context.summaries.getSummary(fn).effects.flatMap(({ operation }) => (WRITES.has(operation.effect) ? operation : []));
  return written.length > 0 && written.every((operation) => isAuditInsert(context, operation));
}

/** Can a function write anything down: a row, or by a call that nobody can follow? */
function canWrite({ summaries }: AuditContext, fn: FunctionRef): boolean {
  const { effects, escaping } = summaries.getSummary(fn);
  return effects.some(({ effect }) => WRITES.has(effect)) || escaping.length > 0 || summaries.getBody(fn).outside.length > 0;
}

/** Does the name of a function, or that of its class, say that it writes audits? */
function saysAudit(fn: FunctionNode): boolean {
  const name = getFunctionName(fn);
  const owner = getEnclosingClass(fn)?.id?.name;
  const isMethod = fn.parent?.type === "MethodDefinition" || fn.parent?.type === "PropertyDefinition";
  return name !== undefined && (isAuditFunctionName(name) || (isMethod && owner !== undefined && isAuditMethodName(owner, name)));
}

/** The audit that a call writes, itself or by the function that it runs; `undefined` for all else, and for what nobody can tell. */
export function findAuditCall(context: AuditContext, call: CallNode, module: SourceModule): AuditCall | undefined {
  const operation = getOperation(context.facts, call, module);
  if (operation) return (isExecuted(operation) || isBatch(operation)) && isAuditInsert(context, operation) ? { call, operation, targets: [] } : undefined;
  const callee = context.facts.getCallee(call, module);
  const targets = callee.kind === "functions" ? callee.targets : [];
  const isAudit = targets.length > 0 ? targets.every((target) => isAuditFunction(context, target) || (isOfAuditObject(call) && canWrite(context, target))) : callee.kind !== "member" && isNamedSo(context, call, module);
  return isAudit ? { call, operation: undefined, targets } : undefined;
}

/** `auditService.log(…)`: an object of functions has no class whose name could tell. */
function isOfAuditObject(call: CallNode): boolean {
  const member = getMember(getCallee(call));
  return member !== undefined && isAuditMethodName(getLastName(member.object) ?? "", member.name);
}

/** Is a function that nobody can see one that the settings name, by what is written here: `logAudit`, `audits.log`? */
function isNamedSo({ settings: { audit } }: AuditContext, call: CallNode, module: SourceModule): boolean {
  if (audit.functions.length === 0) return false;
  const text = getText(getCallee(call), module);
  return audit.functions.some((name) => text === name || (!name.includes(".") && text.endsWith(`.${name}`)));
}

/** Calls of calls are asked this deep. */
const MAX_DEPTH = 5;

/** Can a call write an audit, itself, by what it runs, or by what nobody can see? */
export function mayAudit(context: AuditContext, call: CallNode, module: SourceModule): boolean {
  if (findAuditCall(context, call, module)) return true;
  const operation = getOperation(context.facts, call, module);
  // One that is never run is a mistake of its own.
  if (operation) return isAuditInsert(context, operation);
  const callee = context.facts.getCallee(call, module);
  if (callee.kind === "functions") return callee.targets.some((target) => (mayNameAudit(getText(getCallee(call), module)) && canWrite(context, target)) || mayReachAudit(context, target));
  return callee.kind !== "member" && callee.kind !== "export" && mayAuditOutside(context, call, module);
}

/** A call that nobody can follow: by its name, or because it is handed what it takes to write a row. */
function mayAuditOutside({ facts }: AuditContext, call: CallNode, module: SourceModule): boolean {
  if (mayNameAudit(getText(getCallee(call), module))) return true;
  const given = getArguments(call).flatMap((argument): readonly Node[] => {
    const bare = unwrap(argument);
    return bare.type === "ObjectExpression" ? bare.properties.flatMap((property) => (property.type === "Property" ? property.value : [])) : [bare];
  });
  return given.some((node) => (node.type === "Identifier" || node.type === "MemberExpression") && getAlternatives(facts.getValue(node, module)).some(isHandleRole));
}

/** Can a function write an audit, however far down? */
export function mayReachAudit(context: AuditContext, fn: FunctionRef, depth = 0, seen: Set<FunctionNode> = new Set()): boolean {
  if (seen.has(fn.node)) return false;
  seen.add(fn.node);
  if (depth > MAX_DEPTH || isAuditFunction(context, fn) || mayNameAudit(getFunctionName(fn.node) ?? "") || isAudited(fn)) return true;
  const { steps, outside } = context.summaries.getBody(fn);
  if (steps.some((step) => step.kind === "call" && mayNameAudit(getText(getCallee(step.call), fn.module)) && step.targets.some((target) => canWrite(context, target)))) return true;
  if (outside.some(({ call }) => mayAuditOutside(context, call, fn.module))) return true;
  return steps.some((step) =>
    step.kind === "effect" ? isAuditInsert(context, step.effect.operation) : step.targets.some((target) => mayReachAudit(context, target, depth + 1, seen)),
  );
}

/**
 * Is a piece of code run by something that may write its audit: a decorator, a wrapper, a middleware or hook beside it? A
 * name is enough: who puts it there wants no second one.
 */
export function isAudited({ node, module }: { readonly node: Node; readonly module: SourceModule }): boolean {
  for (let current: Node | null | undefined = node; current; current = current.parent) {
    const { decorators, parent } = current as Node & { readonly decorators?: readonly Node[] };
    if (decorators?.some((decorator) => AUDIT.test(getText(decorator, module)))) return true;
    if (parent && isCall(parent) && parent.type === "CallExpression" && [parent.callee, ...parent.arguments].some((part) => part !== current && !isFunction(part) && AUDIT.test(getText(part, module)))) return true;
  }
  return false;
}

const AUDIT = /audit/i;

/** Is the audit of a module's handlers the task of a middleware or hook: `router.use(auditRequests)`? */
function hasAuditHook(module: SourceModule): boolean {
  let isFound = false;
  walk(module.program, (node) => {
    const callee = node.type === "CallExpression" ? getText(node.callee, module) : "";
    isFound ||= node.type === "CallExpression" && /\.(?:use|addHook|register|all|onResponse|onAfterHandle)$/.test(callee) && node.arguments.some((argument) => AUDIT.test(getText(argument, module)));
    return !isFound;
  });
  return isFound;
}

/**
 * Does a module write audits by hand: it calls an audit function, adds to the audit log, or declares one of them? Only
 * such a module owes an audit for what it changes.
 */
export function owesAudits(context: AuditContext, module: SourceModule): boolean {
  if (!context.project.isMentioned("udit") && !context.project.isMentioned("UDIT") && context.settings.audit.functions.length + context.settings.audit.tables.length === 0) return false;
  const known = context.project.memo(owesAudits, () => new Map<Settings["audit"], WeakMap<SourceModule, boolean>>());
  let byModule = known.get(context.settings.audit);
  if (!byModule) known.set(context.settings.audit, (byModule = new WeakMap()));
  let answer = byModule.get(module);
  if (answer === undefined) byModule.set(module, (answer = !hasAuditHook(module) && holdsAudit(context, module)));
  return answer;
}

function holdsAudit(context: AuditContext, module: SourceModule): boolean {
  let isFound = false;
  walk(module.program, (node) => {
    if (isFound) return false;
    isFound =
      (isCall(node) && findAuditCall(context, node, module) !== undefined) ||
      (isFunction(node) && node.body !== null && isAuditFunction(context, { node, module })) ||
      ((isClass(node) || node.type === "VariableDeclarator") && declaresAuditLog(context, node.id, module));
    return undefined;
  });
  return isFound;
}

function declaresAuditLog(context: AuditContext, id: Node | null, module: SourceModule): boolean {
  const entity = id?.type === "Identifier" && AUDIT.test(id.name) ? findEntity(context, id, module) : undefined;
  return entity !== undefined && id?.type === "Identifier" && (isAuditName(entity.name) || isAuditName(id.name));
}

function getText(node: Node, module: SourceModule): string {
  return module.text.slice(startOf(node), endOf(node));
}
