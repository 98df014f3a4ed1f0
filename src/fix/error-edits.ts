import { endOf, findProperty, getArguments, startOf, unwrap } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import type { LintedFile } from "../file.js";
import { readHandler } from "../verdicts/index.js";
import { getIndentation, insertBefore, replace } from "./edits.js";
import type { TextEdit } from "./edits.js";

/** Makes a handler throw its error again at its end, in the place of what it returns there; `undefined` when it has no end to write at. */
export function createRethrow(handler: Node, { module }: LintedFile): readonly TextEdit[] | undefined {
  const read = readHandler(handler);
  if (!read || (read.parameter && read.parameter.type !== "Identifier")) return undefined;
  const { body, parameter } = read;
  const name = parameter?.type === "Identifier" ? parameter.name : "error";
  // Without a parameter, `error` in the handler is somebody else's.
  if (!parameter && /\berror\b/.test(module.text.slice(startOf(body), endOf(body)))) return undefined;
  const naming = parameter ? [] : createParameter(handler, body, name, module.text);
  if (!naming) return undefined;
  const statement = `throw ${name};`;
  if (body.type !== "BlockStatement") {
    const text = module.text.slice(startOf(body), endOf(body));
    return [...naming, replace(body, `{ ${text}; ${statement} }`)];
  }
  const last = body.body.at(-1);
  if (last && /^(?:Return|Continue|Break)Statement$/.test(last.type)) return [...naming, replace(last, statement)];
  const indentation = getIndentation(module.text, startOf(handler));
  const isOnOneLine = !module.text.slice(startOf(body), endOf(body)).includes("\n");
  const end = endOf(body) - 1;
  if (isOnOneLine) return [...naming, { start: end, end, text: `${last ? "" : " "}${statement} ` }];
  const lineStart = module.text.lastIndexOf("\n", end) + 1;
  const closing = module.text.slice(lineStart, end);
  const step = last ? getIndentation(module.text, startOf(last)) : `${indentation}  `;
  return closing.trim() === "" ? [...naming, { start: lineStart, end: lineStart, text: `${step}${statement}\n` }] : undefined;
}

/** `catch {` becomes `catch (error) {`, `() =>` becomes `(error) =>`. */
function createParameter(handler: Node, body: Node, name: string, text: string): readonly TextEdit[] | undefined {
  if (handler.type === "CatchClause") return [insertBefore(body, `(${name}) `)];
  const found = /\(\s*\)/.exec(text.slice(startOf(handler), startOf(body)));
  if (!found) return undefined;
  const start = startOf(handler) + found.index;
  return [{ start, end: start + found[0].length, text: `(${name})` }];
}

/** Makes of a returned error a thrown one; `undefined` when nothing in it says what to throw. */
export function createThrow(statement: Node, { module }: LintedFile): readonly TextEdit[] | undefined {
  const value = statement.type === "ReturnStatement" && statement.argument ? unwrap(statement.argument) : undefined;
  if (value?.type === "NewExpression" && /(?:Error|Exception)$/.test(module.text.slice(startOf(value.callee), endOf(value.callee)))) {
    return [{ start: startOf(statement), end: startOf(value), text: "throw " }];
  }
  const error = value?.type === "ObjectExpression" ? findProperty(value, "error") : undefined;
  const text = error && unwrap(error.value);
  if (text?.type !== "TemplateLiteral" && !(text?.type === "Literal" && typeof text.value === "string")) return undefined;
  return [replace(statement, `throw new Error(${module.text.slice(startOf(text), endOf(text))});`)];
}

/** Gives a rollback an error, so that the transaction's call rejects. */
export function createRollbackError(call: Node): readonly TextEdit[] | undefined {
  if (call.type !== "CallExpression" || getArguments(call).length > 0) return undefined;
  return [{ start: endOf(call) - 1, end: endOf(call) - 1, text: 'new Error("The transaction was rolled back.")' }];
}
