import { getEnclosingClass } from "../src/ast/index.js";
import type { FunctionNode } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { createTransactionWrap } from "../src/fix/index.js";
import { isService } from "../src/layers.js";
import { classifyCallerTransaction } from "../src/states/index.js";
import { findMissingTransactions, findUnflushedStages, getWorkText, isCalledByHandler, isServing } from "../src/verdicts/index.js";
import type { MissingTransaction, WorkSite } from "../src/verdicts/index.js";

type MessageIds = "wrap" | "neverFlushed" | "looseWrites" | "looseFlushes" | "looseWriteBeforeCommit";

export default createRule<readonly [], MessageIds>({
  name: "require-transaction",
  meta: {
    type: "problem",
    docs: {
      description: "Require a transaction around several writes of one path",
      presets: ["strict"],
      category: "transactions",
    },
    hasSuggestions: true,
    messages: {
      wrap: "Wrap these writes in one transaction.",
      looseWrites: "`{{text}}` in `{{fn}}` is followed by `{{second}}` with no {{library}} transaction open: each commits by itself, so an error in between leaves the first one done and the second one undone. Put both into one transaction.",
      looseFlushes: "`{{text}}` in `{{fn}}` is followed by `{{second}}` with no {{library}} transaction open: each flush is a transaction of its own, so an error in between leaves half of the work done. Flush once, or open a transaction.",
      looseWriteBeforeCommit: "`{{text}}` in `{{fn}}` commits by itself before the {{library}} transaction of `{{second}}`: if that fails, this write stays. Move it into the transaction.",
      neverFlushed: "`{{text}}` in `{{fn}}` stages an entity on a {{library}} fork that is never flushed: nothing is written, and no error says so. Flush it.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    const serves = (fn: FunctionNode): boolean => isServing(file, { node: fn, module: file.module });
    const isConcerned = (fn: FunctionNode): boolean =>
      serves(fn) || isService(file.path, getEnclosingClass(fn), file.settings) || isCalledByHandler(file, { node: fn, module: file.module });
    for (const { fn, call, operation } of findUnflushedStages(file, file.module)) {
      if (isConcerned(fn)) context.report({ node: call, messageId: "neverFlushed", data: { text: getCalleeText(call, file.module), fn: getNearestName(call), library: operation.library.name } });
    }
    for (const missing of findMissingTransactions(file, file.module)) {
      const { fn, first, second } = missing;
      if (!isConcerned(fn)) continue;
      // A flush joins the transaction that a caller holds.
      const held = first.isFlush || second.isFlush ? classifyCallerTransaction(file, { node: fn, module: file.module }, first.library) : "no";
      if (held === "yes" || (held === "unknown" && !serves(fn))) continue;
      const edits = createTransactionWrap(missing, file);
      context.report({
        node: first.call,
        messageId: getMessageId(first, second),
        data: { text: getWorkText(first, file.module), fn: getNearestName(first.call), second: getWorkText(second, file.module), library: first.library.name },
        suggest: edits ? [{ messageId: "wrap", edits }] : [],
      });
    }
  },
});

function getMessageId(first: WorkSite, second: MissingTransaction["second"]): MessageIds {
  if (second.kind === "commit") return "looseWriteBeforeCommit";
  return first.isFlush ? "looseFlushes" : "looseWrites";
}
