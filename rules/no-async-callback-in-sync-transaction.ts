import { getFunctionName } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { findAsyncCallbacks, getCalleeText } from "../src/effects/index.js";
import { createSynchronousEdit } from "../src/fix/index.js";

type MessageIds = "asyncCallback" | "asyncFunction" | "promiseCallback" | "promiseFunction" | "makeSynchronous";

export default createRule<readonly [], MessageIds>({
  name: "no-async-callback-in-sync-transaction",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow callbacks that return a promise in transactions of synchronous drivers",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    hasSuggestions: true,
    messages: {
      asyncCallback: "`{{call}}` runs its callback synchronously, but the callback is async: {{onPromise}}. Do what is asynchronous before the transaction.",
      asyncFunction: "`{{call}}` runs `{{fn}}` synchronously, but `{{fn}}` is async: {{onPromise}}. Do what is asynchronous before the transaction.",
      promiseCallback: "`{{call}}` runs its callback synchronously, but the callback returns a promise: {{onPromise}}. Do what is asynchronous before the transaction.",
      promiseFunction: "`{{call}}` runs `{{fn}}` synchronously, but `{{fn}}` returns a promise: {{onPromise}}. Do what is asynchronous before the transaction.",
      makeSynchronous: "Make the callback synchronous, and run its queries at once.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const callback of findAsyncCallbacks(file.project, file.facts, file.module)) {
      const { call, fn, promise, isNamed, synchronous } = callback;
      const name = isNamed ? getFunctionName(fn.node) : undefined;
      const edits = createSynchronousEdit(callback, file);
      context.report({
        node: call,
        messageId: getMessageId(promise !== undefined, name !== undefined),
        data: { call: getCalleeText(call, file.module), fn: name ?? "", onPromise: synchronous.onPromise },
        suggest: edits ? [{ messageId: "makeSynchronous", edits }] : [],
      });
    }
  },
});

function getMessageId(isPromise: boolean, isNamed: boolean): MessageIds {
  if (isPromise) return isNamed ? "promiseFunction" : "promiseCallback";
  return isNamed ? "asyncFunction" : "asyncCallback";
}
