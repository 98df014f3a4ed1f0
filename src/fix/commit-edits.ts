import { endOf, getArguments, getEnclosingFunction, getFunctionName, isCall, isFunction, startOf, unwrap, walk } from "../ast/index.js";
import type { CallNode, FunctionNode, Node, NodeOf } from "../ast/index.js";
import { getHandleId, getOperation } from "../effects/index.js";
import type { LintedFile } from "../file.js";
import type { ForeignEnd } from "../verdicts/index.js";
import { getIndentation, insertAfter, insertBefore, removeStatement } from "./edits.js";
import type { TextEdit } from "./edits.js";

/** The edit that removes a foreign end, and whether nothing else can change by it. */
export interface EndRemoval {
  readonly edits: readonly TextEdit[];
  readonly isCertain: boolean;
}

/**
 * Deletes the statement of a commit. Certain when it is the last thing that a private function does, and every call of
 * that function is followed by the commit of the one who owns the transaction. `undefined` when it is no statement.
 */
export function createEndRemoval({ kind, call, operation, fn, delegate }: ForeignEnd, file: LintedFile): EndRemoval | undefined {
  const statement = getOwnStatement(call);
  const edit = statement && removeStatement(statement, file.module.text);
  if (!statement || !edit || kind !== "end" || operation.effect === "release") return undefined;
  // Without its rollback, a function that gives up in silence would let the caller commit.
  if (operation.effect === "rollback" && !isFollowedByThrow(statement)) return undefined;
  const isLast = fn?.body?.type === "BlockStatement" && fn.body.body.at(-1) === statement;
  const isCertain = operation.effect === "commit" && delegate === undefined && isLast && isPrivate(fn, file) && getCalls(fn, file).every((site) => isFollowedByCommit(site, operation.receiver.source, file));
  return { edits: [edit], isCertain };
}

/**
 * Moves the commit of a `try`, with which the rollback in its `catch` collides, to the end of it, before a `return` that
 * calls nothing. `undefined` where it is no statement of the block itself, or not the only one.
 */
export function createCommitMove({ block }: NodeOf<"TryStatement">, { module, facts }: LintedFile): readonly TextEdit[] | undefined {
  const statements: readonly Node[] = block.body;
  const commits = statements.filter((statement) => statement.type === "ExpressionStatement" && isCommit(statement, facts, module));
  const [commit, ...others] = commits;
  const last = statements.at(-1);
  if (!commit || !last || others.length > 0 || commit === last) return undefined;
  const removal = removeStatement(commit, module.text);
  const target = last.type === "ReturnStatement" ? last : undefined;
  if (!removal || (target?.argument && !isPlain(target.argument))) return undefined;
  const text = module.text.slice(startOf(commit), endOf(commit));
  const indentation = getIndentation(module.text, startOf(last));
  return [removal, target ? insertBefore(last, `${text}\n${indentation}`) : insertAfter(last, `\n${indentation}${text}`)];
}

function isCommit(statement: Node, facts: LintedFile["facts"], module: LintedFile["module"]): boolean {
  let isFound = false;
  walk(statement, (node) => {
    if (isFunction(node)) return false;
    isFound ||= isCall(node) && getOperation(facts, node, module)?.effect === "commit";
    return !isFound;
  });
  return isFound;
}

/** Can an expression be evaluated after a commit as well as before: does it call nothing? */
function isPlain(node: Node): boolean {
  let isQuiet = true;
  walk(node, (child) => {
    isQuiet &&= !isCall(child) && child.type !== "AwaitExpression";
    return isQuiet;
  });
  return isQuiet;
}

/** The statement that is nothing but this call, awaited or not. */
function getOwnStatement(call: Node): Node | undefined {
  let node = call;
  for (let { parent } = node; parent; { parent } = node) {
    if (parent.type === "ExpressionStatement") return parent.parent?.type === "BlockStatement" ? parent : undefined;
    // Kysely: `trx.commit().execute()`.
    const isPart = parent.type === "AwaitExpression" || parent.type === "ChainExpression" || parent.type === "MemberExpression" || (parent.type === "CallExpression" && parent.callee === node);
    if (!isPart) return undefined;
    node = parent;
  }
  return undefined;
}

function isFollowedByThrow(statement: Node): boolean {
  const block = statement.parent;
  return block?.type === "BlockStatement" && block.body.slice(block.body.indexOf(statement as never) + 1).some(({ type }) => type === "ThrowStatement");
}

function getReferences(fn: FunctionNode, { module }: LintedFile): readonly Node[] | undefined {
  const name = getFunctionName(fn);
  const isDeclared = fn.type === "FunctionDeclaration" || fn.parent?.type === "VariableDeclarator";
  const binding = name !== undefined && isDeclared ? module.scope.lookup(name, fn.parent ?? fn) : undefined;
  return binding && module.scope.getReferences(binding);
}

/** Is a function of this file's own, and used for nothing but being called? */
function isPrivate(fn: FunctionNode, file: LintedFile): boolean {
  const references = getReferences(fn, file);
  const statement = fn.parent?.type === "VariableDeclarator" ? fn.parent.parent : fn;
  if (!references || references.length === 0 || statement?.parent?.type.startsWith("Export")) return false;
  return references.every((reference) => reference.parent?.type === "CallExpression" && reference.parent.callee === reference);
}

function getCalls(fn: FunctionNode, file: LintedFile): readonly CallNode[] {
  return (getReferences(fn, file) ?? []).flatMap(({ parent }) => (parent && isCall(parent) ? parent : []));
}

/** Does a later statement of the same block commit the handle that the call passes? */
function isFollowedByCommit(site: CallNode, source: ForeignEnd["operation"]["receiver"]["source"], { facts, module }: LintedFile): boolean {
  const statement = getOwnStatement(site);
  const block = statement?.parent;
  const argument = source.kind === "parameter" ? getArguments(site)[source.index] : undefined;
  if (block?.type !== "BlockStatement" || !argument || !getEnclosingFunction(site)) return false;
  const value = facts.getValue(argument, module);
  const id = value.kind === "role" ? getHandleId(value.source) : undefined;
  return block.body.slice(block.body.indexOf(statement as never) + 1).some((later) => {
    const expression = later.type === "ExpressionStatement" ? unwrap(later.expression) : undefined;
    const awaited = expression?.type === "AwaitExpression" ? unwrap(expression.argument) : undefined;
    if (!awaited || !isCall(awaited) || isFunction(awaited)) return false;
    const operation = getOperation(facts, awaited, module);
    return operation?.effect === "commit" && id !== undefined && getHandleId(operation.receiver.source) === id;
  });
}
