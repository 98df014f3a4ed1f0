import { getEnclosingFunction, getFunctionName, getMember, isCall, isFunction, unwrap, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { getLibrary } from "../../catalogue/index.js";
import type { Library, WriteVerb } from "../../catalogue/index.js";
import { findWrittenTable, getDisplayName, getOperation, isAuditLog, isBatch, isExecuted } from "../../effects/index.js";
import type { AuditContext, Operation } from "../../effects/index.js";
import { getRoleValue } from "../../project/index.js";
import type { RoleValue, SourceModule } from "../../project/index.js";
import type { Binding } from "../../scope/index.js";

/** A change of rows that an audit log already holds. */
export interface AuditMutation {
  readonly verb: Exclude<WriteVerb, "insert">;
  /** The call, or the assignment to a column of a row that is saved later on. */
  readonly node: Node;
  readonly table: string;
  readonly library: Library;
}

/** Every write of a module that changes or removes rows of an audit log, outside the functions that the settings let delete. */
export function findAuditMutations(context: AuditContext, module: SourceModule): readonly AuditMutation[] {
  const found: AuditMutation[] = [];
  walk(module.program, (node) => {
    const mutation = isCall(node) ? judgeCall(context, node, module) : node.type === "AssignmentExpression" ? judgeAssignment(context, node.left, module) : undefined;
    if (mutation && !isRetention(context, node)) found.push(mutation);
  });
  return found;
}

/** Is a function one that may delete audit rows, by its name or as `Class.method`? */
function isRetention({ settings }: AuditContext, node: Node): boolean {
  const { retention } = settings.audit;
  for (let fn = getEnclosingFunction(node); fn && retention.length > 0; fn = getEnclosingFunction(fn)) {
    if (retention.includes(getFunctionName(fn) ?? "") || retention.includes(getDisplayName(fn))) return true;
  }
  return false;
}

function judgeCall(context: AuditContext, call: CallNode, module: SourceModule): AuditMutation | undefined {
  const operation = getOperation(context.facts, call, module);
  const table = operation && (isExecuted(operation) || isBatch(operation)) ? findWrittenTable(context, operation) : undefined;
  if (!operation || !table?.verb || table.verb === "insert" || !isAuditLog(table, context.settings)) return undefined;
  return { verb: table.verb, node: call, table: getTableName(table.names), library: operation.library };
}

/** `entry.action = "edited"` on a row that was read, where the row is saved or a unit of work is flushed. */
function judgeAssignment(context: AuditContext, target: Node, module: SourceModule): AuditMutation | undefined {
  const owner = getMember(target)?.object;
  const fn = owner && getEnclosingFunction(owner);
  const binding = owner?.type === "Identifier" ? module.scope.lookup(owner.name, owner) : undefined;
  const value = owner && binding && getRoleValue(context.facts.getValue(owner, module));
  if (!value?.entity || !fn || !binding || value.isMany || value.source.kind !== "created" || value.source.effect !== "read") return undefined;
  const names = [value.entity.node.id?.name ?? ""];
  if (!isAuditLog({ verb: "update", names, entity: undefined }, context.settings) || !isWrittenOut(context, value, binding, fn, module)) return undefined;
  return { verb: "update", node: unwrap(target), table: getTableName(names), library: getLibrary(value.role) };
}

/** Does a function write a row that it has read: by saving it, or by flushing all that it has changed? */
function isWrittenOut({ facts }: AuditContext, { role }: RoleValue, binding: Binding, fn: FunctionNode, module: SourceModule): boolean {
  const { flushCommits } = getLibrary(role).behaviour;
  const isSaved = ({ effect, member, call, library }: Operation): boolean => {
    if (library !== getLibrary(role)) return false;
    if (flushCommits) return effect === "flush" || effect === "stage-and-flush" || effect === "commit" || effect === "transaction-callback";
    if (effect !== "write" || member.entities === undefined || call.type !== "CallExpression") return false;
    const saved = member.entities === "receiver" ? getMember(call.callee)?.object : call.arguments[member.entities];
    const bare = saved && unwrap(saved);
    return bare?.type === "Identifier" && module.scope.lookup(bare.name, bare) === binding;
  };
  let outer = fn;
  for (let around = getEnclosingFunction(fn); around; around = getEnclosingFunction(around)) outer = around;
  let isFound = false;
  walk(outer, (node) => {
    const operation = !isFound && isCall(node) && !isFunction(node) ? getOperation(facts, node, module) : undefined;
    isFound ||= operation !== undefined && isSaved(operation);
    return !isFound;
  });
  return isFound;
}

/** The name of the table as it is best known: that of the database. */
function getTableName(names: readonly string[]): string {
  return names.find((name) => name.includes("_")) ?? names[0] ?? "";
}
