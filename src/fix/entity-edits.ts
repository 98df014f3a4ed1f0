import { endOf, getCallee, getEnclosingFunction, getMember, isCall, isFunction, startOf, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import type { LintedFile } from "../file.js";
import type { SourceModule } from "../project/index.js";
import { isReference } from "../scope/index.js";
import { isPrimaryKey } from "../states/index.js";
import type { EntityAccess } from "../states/index.js";
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

/** Reads the entity again, right before the statement that uses it; `undefined` where the library has no such call. */
export function createRefresh(access: EntityAccess, module: SourceModule): readonly TextEdit[] | undefined {
  const { node, binding, library, endedBy } = access;
  const { refresh } = library.behaviour;
  const statement = getStatement(node);
  if (!refresh || statement?.parent?.type !== "BlockStatement" || !getEnclosingFunction(node)?.async) return undefined;
  const unit = endedBy && isCall(endedBy) ? getMember(getCallee(endedBy))?.object : undefined;
  if (refresh.on === "unit" && unit?.type !== "Identifier") return undefined;
  const call = refresh.on === "entity" ? `${binding.name}.${refresh.member}()` : `${unit?.type === "Identifier" ? unit.name : ""}.${refresh.member}(${binding.name})`;
  return [{ start: startOf(statement), end: startOf(statement), text: `await ${call};\n${getIndentation(module.text, startOf(statement))}` }];
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
