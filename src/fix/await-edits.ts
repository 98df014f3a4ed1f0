import { endOf, getEnclosingFunction, getParameters, getPropertyName, isFunction, startOf, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import type { LintedFile } from "../file.js";
import type { FloatingQuery } from "../verdicts/index.js";
import { insertAfter, insertBefore } from "./edits.js";
import type { TextEdit } from "./edits.js";

/** How to wait for what floats. */
export interface AwaitEdit {
  readonly kind: "await" | "execute" | "async" | "loop";
  readonly edits: readonly TextEdit[];
  /** Is nothing else to be decided: who dropped it on purpose, or took its result, may have meant it? */
  readonly isCertain: boolean;
}

/** Inserts `await`, and the member that runs the query where it takes one. `undefined` where there is no place for it. */
export function createAwaitEdit(query: FloatingQuery, file: LintedFile): AwaitEdit | undefined {
  const { call, fate, kind, operation } = query;
  const fn = getEnclosingFunction(call);
  if (kind === "loop") return fn?.async ? createLoopEdit(call, file) : undefined;
  const { executes } = operation.library.behaviour;
  if (kind === "unexecuted" && executes === undefined) return undefined;
  const whole = unwrapUp(call);
  const execute = kind === "unexecuted" ? [insertAfter(whole, `.${executes ?? ""}()`)] : [];
  if (whole.parent?.type === "AwaitExpression") return { kind: "execute", edits: execute, isCertain: isStatement(whole.parent) };
  if (!fn || fate.by === "loop" || (fate.by === "variable" && !isUnmentioned(whole, file))) return undefined;
  const wait = fate.by === "void" ? replaceVoid(whole) : [insertBefore(whole, "await ")];
  if (!wait) return undefined;
  const edits = [...wait, ...execute];
  if (fn.async && !fn.generator) return { kind: execute.length > 0 ? "execute" : "await", edits, isCertain: fate.by === "statement" && fate.handlers.length === 0 };
  const start = findAsyncPlace(fn);
  return start === undefined ? undefined : { kind: "async", edits: [{ start, end: start, text: "async " }, ...edits], isCertain: false };
}

function isStatement(node: Node | null | undefined): boolean {
  return node?.parent?.type === "ExpressionStatement";
}

function replaceVoid(whole: Node): readonly TextEdit[] | undefined {
  const { parent } = whole;
  return parent?.type === "UnaryExpression" ? [{ start: startOf(parent), end: startOf(whole), text: "await " }] : undefined;
}

/** A variable whose steps follow would be something else when it is awaited at once. */
function isUnmentioned(whole: Node, { module }: LintedFile): boolean {
  const { parent } = whole;
  const binding = parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? module.scope.lookup(parent.id.name, parent.id) : undefined;
  return binding !== undefined && module.scope.getReferences(binding).length === 0;
}

/** Where `async` goes, for a function with a name of its own whose return type is not written down. */
function findAsyncPlace(fn: FunctionNode): number | undefined {
  if (fn.generator || fn.returnType) return undefined;
  const { parent } = fn;
  if (parent?.type === "MethodDefinition") return parent.kind === "method" && !parent.computed && !parent.static && parent.decorators.length === 0 && !parent.accessibility && !parent.override ? startOf(parent.key) : undefined;
  if (parent?.type === "Property" && parent.method) return parent.computed ? undefined : startOf(parent.key);
  if (fn.type === "FunctionDeclaration") return startOf(fn);
  return parent?.type === "VariableDeclarator" ? startOf(fn) : undefined;
}

/** `for…of` in the place of `forEach`, when the callback takes the element alone and does not return early. */
function createLoopEdit(call: Node, { module }: LintedFile): AwaitEdit | undefined {
  const callee = call.type === "CallExpression" ? unwrap(call.callee) : undefined;
  if (call.type !== "CallExpression" || callee?.type !== "MemberExpression" || callee.optional || getPropertyName(callee) !== "forEach" || call.parent?.type !== "ExpressionStatement") return undefined;
  const [argument, ...others] = call.arguments;
  const work = argument && unwrap(argument);
  if (!work || !isFunction(work) || work.type !== "ArrowFunctionExpression" || work.body.type !== "BlockStatement" || others.length > 0) return undefined;
  const [parameter, ...further] = getParameters(work);
  if (!parameter || further.length > 0 || !isPlain(parameter) || returns(work)) return undefined;
  const { text } = module;
  const name = parameter.type === "Identifier" ? parameter.name : text.slice(startOf(parameter), endOf(parameter));
  const list = text.slice(startOf(callee.object), endOf(callee.object));
  const [start, end] = [startOf(call.parent), endOf(call.parent)];
  // A comment between the parts would be lost.
  const gaps = [text.slice(endOf(callee.object), startOf(parameter)), text.slice(endOf(parameter), startOf(work.body)), text.slice(endOf(work.body), end)];
  if (gaps.some((gap) => gap.includes("/*") || gap.includes("//"))) return undefined;
  return {
    kind: "loop",
    isCertain: false,
    edits: [
      { start, end: startOf(work.body), text: `for (const ${name} of ${list}) ` },
      { start: endOf(work.body), end, text: "" },
    ],
  };
}

function isPlain(parameter: Node): boolean {
  return parameter.type === "Identifier" || ((parameter.type === "ObjectPattern" || parameter.type === "ArrayPattern") && !parameter.typeAnnotation);
}

function returns(work: FunctionNode): boolean {
  let found = false;
  walk(work, (node) => {
    if (isFunction(node) && node !== work) return false;
    found ||= node.type === "ReturnStatement";
    return undefined;
  });
  return found;
}
