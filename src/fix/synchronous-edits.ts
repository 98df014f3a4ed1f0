import { endOf, getReturned, isCall, isFunction, startOf, unwrap, walk } from "../ast/index.js";
import type { FunctionNode, Node, NodeOf } from "../ast/index.js";
import { findChainStart, findRunner, isPromise, isRunAtOnce } from "../effects/index.js";
import type { AsyncCallback, SynchronousCallback } from "../effects/index.js";
import type { LintedFile } from "../file.js";
import { insertAfter } from "./edits.js";
import type { TextEdit } from "./edits.js";

/**
 * Makes a callback synchronous: no `async`, no `await`, and each query run at once. `undefined` when it waits for anything
 * else, says that it returns a promise, or is written somewhere else.
 */
export function createSynchronousEdit({ fn, promise, synchronous, isNamed }: AsyncCallback, file: LintedFile): readonly TextEdit[] | undefined {
  const { node, module } = fn;
  if (isNamed || module !== file.module || node.returnType) return undefined;
  if (promise) return createRunEdit(promise, synchronous, file);
  const awaits = findAwaits(node);
  const keyword = findWord(node, "async", file.module.text);
  if (!awaits || !keyword) return undefined;
  const edits: TextEdit[] = [keyword];
  for (const item of awaits) {
    const word = findWord(item, "await", file.module.text);
    const run = createRunEdit(item.argument, synchronous, file);
    if (!word || !run) return undefined;
    edits.push(word, ...run);
  }
  for (const returned of getReturned(node)) {
    const run = createRunEdit(returned, synchronous, file);
    if (!run && isPromise({ facts: file.facts, synchronous }, returned, module)) return undefined;
    edits.push(...(run ?? []));
  }
  return edits;
}

/** The `await`s of a function; `undefined` when it holds another async function, or a loop that awaits. */
function findAwaits(fn: FunctionNode): readonly NodeOf<"AwaitExpression">[] | undefined {
  const awaits: NodeOf<"AwaitExpression">[] = [];
  let isPlain = fn.body !== null;
  if (fn.body) {
    walk(fn.body, (node) => {
      if (node.type === "AwaitExpression") awaits.push(node);
      if ((isFunction(node) && node.async) || (node.type === "ForOfStatement" && node.await)) isPlain = false;
    });
  }
  return isPlain ? awaits : undefined;
}

/** The first word of a node, with the space after it; `undefined` when a comment follows. */
function findWord(node: Node, word: string, text: string): TextEdit | undefined {
  const start = startOf(node);
  const [found] = /^\w+\s*/.exec(text.slice(start, endOf(node))) ?? [];
  return found?.trim() === word && text[start + found.length] !== "/" ? { start, end: start + found.length, text: "" } : undefined;
}

/** Runs a query at once; nothing to do where that is how it is written. `undefined` when the node is no query of a synchronous driver. */
function createRunEdit(node: Node, synchronous: SynchronousCallback, { facts, module }: LintedFile): readonly TextEdit[] | undefined {
  const bare = unwrap(node);
  const operation = isCall(bare) ? findChainStart(facts, bare, module) : undefined;
  if (!operation?.library.behaviour.hasSyncDrivers || operation.member.callback) return undefined;
  if (!operation.member.isLazy || isRunAtOnce(operation, synchronous)) return [];
  const runner = findRunner(operation);
  return runner === undefined ? undefined : [insertAfter(bare, `.${runner}()`)];
}
