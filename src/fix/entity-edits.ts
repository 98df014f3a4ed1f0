import { endOf, getCallee, getEnclosingFunction, getMember, isCall, isFunction, startOf, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findMember, getRole } from "../catalogue/index.js";
import { getOperation, isInLoop } from "../effects/index.js";
import type { LintedFile } from "../file.js";
import type { SourceModule } from "../project/index.js";
import { isReference } from "../scope/index.js";
import { isPrimaryKey } from "../states/index.js";
import type { EarlyKeyRead, EntityAccess, StaleReturn } from "../states/index.js";
import { getIndentation, replace } from "./edits.js";
import type { TextEdit } from "./edits.js";

/**
 * Takes the value before the commit: `const taskId = task.id;`. Only where the read follows the commit in the same
 * block, on every path, with nothing in between that touches the entity; `undefined` elsewhere.
 */
export function createHoist(access: EntityAccess, { module, project }: LintedFile): readonly TextEdit[] | undefined {
  const { node, binding, path, endedBy, entity, isSettled, library } = access;
  const [member, ...rest] = path;
  const isPlain = node.type === "MemberExpression" && !node.computed && !node.optional;
  if (!isPlain || member === undefined || rest.length > 0 || !endedBy) return undefined;
  // What the commit may still change is not the same before it: of a loaded entity, the key is.
  if (!isSettled || (library.behaviour.flushCommits && !(entity && isPrimaryKey(project, entity, member)))) return undefined;
  const commit = getStatement(endedBy);
  const read = getStatement(node);
  const block = commit?.parent;
  if (!commit || !read || block?.type !== "BlockStatement" || read.parent !== block) return undefined;
  const between = block.body.slice(block.body.indexOf(commit as never) + 1, block.body.indexOf(read as never));
  if (startOf(read) < endOf(commit) || !isUnconditional(node, read)) return undefined;
  if (!isUnconditional(endedBy, commit) || [...between, read].some((statement) => mentions(statement, binding.name, node))) return undefined;
  const name = `${binding.name}${member.charAt(0).toUpperCase()}${member.slice(1)}`;
  if (module.scope.lookup(name, node) || mentions(block, name)) return undefined;
  const { text } = module;
  const indentation = getIndentation(text, startOf(commit));
  const insertion = { start: startOf(commit), end: startOf(commit), text: `const ${name} = ${text.slice(startOf(node), endOf(node))};\n${indentation}` };
  return [insertion, replace(node, name)];
}

/** An entity that is used, and the call whose receiver is its unit of work. */
export type RefreshTarget = Pick<EntityAccess, "node" | "binding" | "library" | "endedBy">;

/** Reads the entity again, right before the statement that uses it; `undefined` where the library has no such call. */
export function createRefresh({ node, binding, library, endedBy }: RefreshTarget, module: SourceModule): readonly TextEdit[] | undefined {
  const { refresh } = library.behaviour;
  const statement = getStatement(node);
  if (!refresh || statement?.parent?.type !== "BlockStatement" || !getEnclosingFunction(node)?.async) return undefined;
  const unit = endedBy && isCall(endedBy) ? getMember(getCallee(endedBy))?.object : undefined;
  if (refresh.on === "unit" && unit?.type !== "Identifier") return undefined;
  const call = refresh.on === "entity" ? `${binding.name}.${refresh.member}()` : `${unit?.type === "Identifier" ? unit.name : ""}.${refresh.member}(${binding.name})`;
  return [{ start: startOf(statement), end: startOf(statement), text: `await ${call};\n${getIndentation(module.text, startOf(statement))}` }];
}

/**
 * Brings an entity in step with its row after a bulk statement: the library's refresh, else the query that loaded it, in
 * place of the variable. `undefined` where neither can be written here.
 */
export function createReread({ node, binding, library, by }: StaleReturn, { facts, module }: LintedFile): readonly TextEdit[] | undefined {
  const operation = by && isCall(by) ? getOperation(facts, by, module) : undefined;
  const { refresh } = library.behaviour;
  if (refresh) {
    const canRefresh = refresh.on === "entity" || (operation && findMember(operation.receiver.role, refresh.member)?.effect === "refresh");
    return canRefresh ? createRefresh({ node, binding, library, endedBy: by }, module) : undefined;
  }
  const { declaration } = binding;
  const query = declaration.type === "VariableDeclarator" && declaration.init ? declaration.init : undefined;
  const isHere = query?.type === "AwaitExpression" && getEnclosingFunction(query) === getEnclosingFunction(node) && module.scope.getWrites(binding).length === 0;
  return isHere ? [replace(node, module.text.slice(startOf(query), endOf(query)))] : undefined;
}

/**
 * Writes a staged entity before its key is read: `await em.flush();`, on the unit of work that it was given to in the same
 * function. Certain unless it would run once a round of a loop. `undefined` where there is no such unit or no such place.
 */
export function createFlush({ node, binding, key }: EarlyKeyRead, { module, facts }: LintedFile): { readonly edits: readonly TextEdit[]; readonly isCertain: boolean } | undefined {
  const statement = getStatement(node);
  const fn = getEnclosingFunction(node);
  if (statement?.parent?.type !== "BlockStatement" || !fn?.async || getEnclosingFunction(key.at) !== fn || !isUnconditional(node, statement)) return undefined;
  const stagings = [key.at, ...module.scope.getReferences(binding).map(getCallAround)].flatMap((call) => {
    const operation = call && isCall(call) && startOf(call) < startOf(node) ? getOperation(facts, call, module) : undefined;
    const { result } = operation?.member ?? {};
    const isStaging = operation?.effect === "stage" || (typeof result === "object" && result.isStaged === true);
    return operation && call && isStaging && getEnclosingFunction(call) === fn ? [{ operation, receiver: getMember(getCallee(operation.call))?.object }] : [];
  });
  const [staging] = stagings;
  const members = Object.entries(staging ? (getRole(staging.operation.receiver.role).members ?? {}) : {});
  const flush = members.find(([, member]) => member.effect === "flush")?.[0];
  const receiver = staging?.receiver;
  if (!receiver || flush === undefined || (receiver.type !== "Identifier" && getMember(receiver)?.object.type !== "ThisExpression")) return undefined;
  const { text } = module;
  const line = `await ${text.slice(startOf(receiver), endOf(receiver))}.${flush}();\n${getIndentation(text, startOf(statement))}`;
  return { edits: [{ start: startOf(statement), end: startOf(statement), text: line }], isCertain: !isInLoop(statement, fn) };
}

/** The call that a node is an argument of, itself or in a list. */
function getCallAround(node: Node): Node | undefined {
  const { parent } = node;
  const holder = parent?.type === "ArrayExpression" ? parent.parent : parent;
  return holder && isCall(holder) ? holder : undefined;
}

/** The statement that a node is part of, within its own function. */
function getStatement(node: Node): Node | undefined {
  for (let current: Node | null | undefined = node; current; current = current.parent) {
    if (isFunction(current)) return undefined;
    if (current.parent?.type === "BlockStatement") return current;
  }
  return undefined;
}

/** Is a node evaluated whenever its statement is? */
function isUnconditional(node: Node, statement: Node): boolean {
  if (!["ExpressionStatement", "VariableDeclaration", "ReturnStatement", "ThrowStatement"].includes(statement.type)) return false;
  for (let current: Node | null | undefined = node; current && current !== statement; current = current.parent) {
    if (current.type === "ConditionalExpression" || current.type === "LogicalExpression" || current.type === "ChainExpression" || isFunction(current)) return false;
  }
  return true;
}

/** Does a piece of code use or declare a variable of this name, outside `except`? */
function mentions(node: Node, name: string, except?: Node): boolean {
  let isFound = false;
  walk(node, (child) => {
    if (child === except) return false;
    isFound ||= child.type === "Identifier" && child.name === name && isReference(child);
    return !isFound;
  });
  return isFound;
}
