import { endOf, getEnclosingFunction, isCall, isFunction, isWithin, startOf, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { getMembers } from "../catalogue/index.js";
import type { RoleId } from "../catalogue/index.js";
import { getOperation } from "../effects/index.js";
import type { LintedFile } from "../file.js";
import { forEachPatternIdentifier } from "../scope/index.js";
import type { MissingTransaction } from "../verdicts/index.js";
import { findClient, hasSameMember } from "./client-edits.js";
import { getIndentation, insertAfter, insertBefore, replace } from "./edits.js";
import type { TextEdit } from "./edits.js";

const HANDLE = "tx";

/**
 * Wraps the statements from the first write of a path to the last one of its block in a transaction of their client, and
 * puts the handle in the client's place. `undefined` where a write works through another function or on another client,
 * where something in between leaves the function, or where a name that is declared there is read after it.
 */
export function createTransactionWrap({ first, second }: MissingTransaction, file: LintedFile): readonly TextEdit[] | undefined {
  const { module, facts } = file;
  if (first.isFlush || second.kind !== "write" || first.chain.length > 0 || second.chain.length > 0) return undefined;
  const client = findClient(first.call, file);
  const shape = client && findTransactionCall(client.role);
  const block = findCommonBlock(first.call, second.call);
  if (!shape || !block) return undefined;
  const text = getText(client.node, file);
  const isWrite = (node: Node): boolean => {
    const written = isCall(node) && getOperation(facts, node, module)?.effect === "write" ? findClient(node, file) : undefined;
    return written !== undefined && getText(written.node, file) === text;
  };
  const start = block.findIndex((statement) => isWithin(first.call, statement));
  const end = block.findLastIndex((statement) => holds(statement, isWrite));
  const range = block.slice(start, end + 1);
  const [head] = range;
  const last = range.at(-1);
  if (!head || !last || !canMove(range, file)) return undefined;
  const swaps = range.map((statement) => findClients(statement, text, shape.handle, file));
  if (!swaps.every((places) => places !== undefined)) return undefined;
  const indentation = getIndentation(module.text, startOf(head));
  return [
    insertBefore(head, `await ${text}${shape.call}(async (${HANDLE}) => {\n${indentation}  `),
    ...indent(startOf(head), endOf(last), module.text),
    ...swaps.flat().map((node) => replace(node, HANDLE)),
    insertAfter(last, `\n${indentation}});`),
  ].sort((a, b) => a.start - b.start);
}

function getText(node: Node, { module }: LintedFile): string {
  return module.text.slice(startOf(node), endOf(node));
}

/** How a client opens a transaction around a callback, and the role of the handle: `.transaction`, `.transaction().execute`. */
function findTransactionCall(client: RoleId): { readonly call: string; readonly handle: RoleId } | undefined {
  const ways = getMembers(client).flatMap(([name, member]) => {
    const made = typeof member.result === "object" && member.effect === "build" ? getMembers(member.result.role) : [];
    return [{ call: `.${name}`, member }, ...made.map(([inner, item]) => ({ call: `.${name}().${inner}`, member: item }))];
  });
  for (const { call, member } of ways) {
    const { callback } = member;
    if (member.effect === "transaction-callback" && callback?.parameter?.index === 0 && !callback.synchronous) return { call, handle: callback.parameter.role };
  }
  return undefined;
}

/** The statements of the innermost block of one function that holds two calls. */
function findCommonBlock(first: Node, second: Node): readonly Node[] | undefined {
  const fn = getEnclosingFunction(first);
  if (!fn?.async || fn.generator || getEnclosingFunction(second) !== fn) return undefined;
  for (let current = first.parent; current && current !== fn; current = current.parent) {
    if (current.type === "BlockStatement" && isWithin(second, current)) return current.body;
  }
  return undefined;
}

/** The places of a statement where the client stands; `undefined` when the handle cannot take one of them, or something else runs there. */
function findClients(statement: Node, text: string, handle: RoleId, file: LintedFile): readonly Node[] | undefined {
  const found = new Set<Node>();
  const others: Node[] = [];
  walk(statement, (node) => {
    if (!isCall(node) || getOperation(file.facts, node, file.module) === undefined) return;
    const client = findClient(node, file);
    if (client && getText(client.node, file) === text && hasSameMember(client.role, handle, client.member)) found.add(client.node);
    else others.push(node);
  });
  const places = [...found];
  walk(statement, (node) => {
    // A function that is given the client would work outside.
    if (node.type !== "Property" && getText(node, file) === text && !places.some((place) => isWithin(node, place) || isWithin(place, node))) others.push(node);
  });
  return others.length === 0 ? places : undefined;
}

/** Can statements stand in a function of their own: do they leave nothing, declare nothing that is read later, and name no `tx`? */
function canMove(range: readonly Node[], { module }: LintedFile): boolean {
  const [head] = range;
  const last = range.at(-1);
  if (!head || !last) return false;
  const text = module.text.slice(startOf(head), endOf(last));
  if (new RegExp(`\\b${HANDLE}\\b`).test(text) || module.scope.lookup(HANDLE, head)) return false;
  const stays = range.every((statement) => !holds(statement, (node) => LEAVES.test(node.type) || (node.type === "TemplateElement" && node.value.raw.includes("\n"))));
  return stays && range.every((statement) => !isReadAfter(statement, endOf(last), module));
}

const LEAVES = /^(?:Return|Break|Continue)Statement$|^YieldExpression$/;

/** Is something that a statement declares read after an offset? */
function isReadAfter(statement: Node, end: number, module: LintedFile["module"]): boolean {
  if (/^(?:Function|Class)Declaration$|^TS/.test(statement.type)) return true;
  if (statement.type !== "VariableDeclaration") return false;
  let isRead = statement.kind === "var" || /using/.test(statement.kind);
  for (const { id } of statement.declarations) {
    forEachPatternIdentifier(id, (identifier) => {
      const binding = module.scope.lookup(identifier.name, identifier);
      isRead ||= !binding || module.scope.getReferences(binding).some((reference) => startOf(reference) >= end);
    });
  }
  return isRead;
}

/** Does a statement hold such a node, not counting the functions within? */
function holds(statement: Node, matches: (node: Node) => boolean): boolean {
  let isFound = false;
  walk(statement, (node) => {
    if (isFunction(node)) return false;
    isFound ||= matches(node);
    return !isFound;
  });
  return isFound;
}

/** One level more for every line after the first. */
function indent(start: number, end: number, text: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = text.indexOf("\n", start); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) {
    if (text[at + 1] !== "\n" && text[at + 1] !== "\r") edits.push({ start: at + 1, end: at + 1, text: "  " });
  }
  return edits;
}
