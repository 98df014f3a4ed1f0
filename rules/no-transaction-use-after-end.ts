import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { createCommitMove } from "../src/fix/index.js";
import { findLateUses } from "../src/verdicts/index.js";
import type { LateUse } from "../src/verdicts/index.js";

type MessageIds = "lateQuery" | "lateEnd" | "endInCatch" | "escapedHandle" | "moveCommit";

const ENDS: Readonly<Record<LateUse["end"], string>> = { committed: "has been committed", rolledBack: "has been rolled back", released: "has ended and its connection was given back" };

export default createRule<[], MessageIds>({
  name: "no-transaction-use-after-end",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow using a transaction's handle after the transaction has ended",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    hasSuggestions: true,
    messages: {
      lateQuery: "`{{text}}` in `{{fn}}` runs when its {{library}} transaction {{end}}: {{consequence}}. Do it before the end, or on the client.",
      lateEnd: "`{{text}}` in `{{fn}}` ends a {{library}} transaction that {{end}}: {{consequence}}. End it once.",
      endInCatch:
        "`{{text}}` in `{{fn}}` may run when the {{library}} transaction {{end}}: if something after that fails, {{consequence}}, and nothing is undone. End the `try` with the end of the transaction.",
      escapedHandle: "`{{text}}` in `{{fn}}` runs when the callback of its {{library}} transaction has returned: {{consequence}}. Use the client there.",
      moveCommit: "Move the commit to the end of the `try`.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const use of findLateUses(file, file.module)) {
      const edits = use.statement && createCommitMove(use.statement, file);
      context.report({
        node: use.call,
        messageId: getMessageId(use),
        data: {
          text: use.chain.length > 0 ? use.chain.join(" → ") : getCalleeText(use.call, file.module),
          fn: getNearestName(use.call),
          library: use.library.name,
          end: ENDS[use.end],
          consequence: getConsequence(use),
        },
        suggest: edits ? [{ messageId: "moveCommit", edits }] : [],
      });
    }
  },
});

function getMessageId({ kind }: LateUse): MessageIds {
  if (kind === "query") return "lateQuery";
  if (kind === "escaped") return "escapedHandle";
  return kind === "end" ? "lateEnd" : "endInCatch";
}

/** What happens at run time. */
function getConsequence({ kind, end, autocommits, library }: LateUse): string {
  if (end === "released" && library.behaviour.afterEnd === "autocommits") return "the connection may be in the middle of another request's work by then";
  if (kind === "end" || kind === "end-in-catch") return library.behaviour.afterEnd === "throws" ? "it throws an error of its own, which hides the cause" : "it finds no transaction";
  return autocommits ? "nothing fails, the statement commits by itself" : "it throws";
}
