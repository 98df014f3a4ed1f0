import { endOf, startOf } from "../ast/index.js";
import type { Node } from "../ast/index.js";

/** One replacement in the linted text: offsets, end exclusive. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function insertBefore(node: Node, text: string): TextEdit {
  return { start: startOf(node), end: startOf(node), text };
}

export function insertAfter(node: Node, text: string): TextEdit {
  return { start: endOf(node), end: endOf(node), text };
}

export function replace(node: Node, text: string): TextEdit {
  return { start: startOf(node), end: endOf(node), text };
}

/** The indentation of the line on which an offset lies. */
export function getIndentation(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? "";
}

/** Removes a whole statement with its line, unless something else (a comment) shares the line: then `undefined`. */
export function removeStatement(node: Node, text: string): TextEdit | undefined {
  const lineStart = text.lastIndexOf("\n", startOf(node) - 1) + 1;
  const newline = text.indexOf("\n", endOf(node));
  const lineEnd = newline === -1 ? text.length : newline + 1;
  if (text.slice(lineStart, startOf(node)).trim() !== "") return undefined;
  const rest = text.slice(endOf(node), lineEnd).trim();
  // A trailing comment stays, on the line that the statement leaves behind.
  if (rest !== "") return { start: startOf(node), end: text.indexOf(rest, endOf(node)), text: "" };
  return { start: lineStart, end: lineEnd, text: "" };
}
