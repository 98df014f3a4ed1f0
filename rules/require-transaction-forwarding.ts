import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { createForwardingEdit } from "../src/fix/index.js";
import { findUnforwardedCalls, getPlaceName } from "../src/verdicts/index.js";

type Options = readonly [];
type MessageIds = "missingHandle" | "outerClient" | "passHandle";

export default createRule<Options, MessageIds>({
  name: "require-transaction-forwarding",
  meta: {
    type: "problem",
    docs: {
      description: "Require that a transaction is handed on to functions that accept one",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      missingHandle:
        "`{{fn}}` calls `{{text}}` inside a {{library}} transaction without its `{{parameter}}`: it then runs on another connection, sees none of the transaction's writes, stays when it rolls back, and can wait for it for ever. Pass the transaction's handle.",
      outerClient:
        "`{{fn}}` passes the outer client to `{{text}}` as `{{parameter}}` inside a {{library}} transaction: it runs on another connection, sees none of the transaction's writes, stays when it rolls back, and can wait for it for ever. Pass the transaction's handle.",
      passHandle: "Pass `{{handle}}`.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const found of findUnforwardedCalls(file, file.module)) {
      const edit = createForwardingEdit(found, file);
      context.report({
        node: found.call,
        messageId: found.client ? "outerClient" : "missingHandle",
        data: {
          text: getCalleeText(found.call, file.module),
          fn: getNearestName(found.call),
          library: found.handle.library.name,
          parameter: getPlaceName(found),
        },
        fix: edit?.isCertain ? edit.edits : undefined,
        suggest: edit && !edit.isCertain ? [{ messageId: "passHandle", data: { handle: edit.text }, edits: edit.edits }] : [],
      });
    }
  },
});
