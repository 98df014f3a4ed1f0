import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { createHandleEdit } from "../src/fix/index.js";
import { findOuterQueries } from "../src/verdicts/index.js";
import type { OuterQuery } from "../src/verdicts/index.js";

type Options = readonly [{ readonly allow: readonly string[]; readonly allRoots: boolean }];
type MessageIds = "outerQuery" | "outerQueryThrough" | "secondTransaction" | "secondTransactionThrough";

export default createRule<Options, MessageIds>({
  name: "no-outer-client-in-transaction",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow queries on the outer client inside one of its transactions",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    fixable: "code",
    messages: {
      outerQuery:
        "`{{text}}` in `{{fn}}` runs on another connection, not in the open {{library}} transaction: it sees none of its writes, stays when it rolls back, and can wait for it for ever. Use the transaction's own handle.",
      outerQueryThrough:
        "`{{fn}}` calls `{{chain}}` inside a {{library}} transaction, and that uses the outer client: its work stays when the transaction rolls back, and can wait for it for ever. Give it the transaction's own handle.",
      secondTransaction:
        "`{{text}}` in `{{fn}}` opens a second {{library}} transaction on another connection: it commits although the outer one may roll back, and can wait for it for ever. Nest it in the transaction's own handle.",
      secondTransactionThrough:
        "`{{fn}}` calls `{{chain}}` inside a {{library}} transaction, and that opens a second one on another connection: what runs in it commits although the outer one may roll back, what does not leaves it idle, and either can wait for the other for ever. Let it join the transaction's own handle.",
    },
    schema: [
      {
        type: "object",
        description: "Which queries are meant to run outside.",
        additionalProperties: false,
        properties: {
          allow: {
            type: "array",
            items: { type: "string" },
            description: "Calls that may run outside, as they are written without arguments: `db.insert`, `this.journal.write`.",
          },
          allRoots: { type: "boolean", description: "Report queries on another database or replica of the same library too." },
        },
      },
    ],
    defaultOptions: [{ allow: [], allRoots: false }],
  },
  create(context) {
    const { file } = context;
    const [{ allow, allRoots }] = context.options;
    for (const query of findOuterQueries(file, file.module)) {
      const text = getCalleeText(query.call, file.module);
      if ((query.isOtherRoot && !allRoots) || allow.includes(text)) continue;
      context.report({
        node: query.call,
        messageId: getMessageId(query),
        data: { text, fn: getNearestName(query.call), library: query.transaction.library.name, chain: query.chain.join(" → ") },
        fix: createHandleEdit(query, file),
      });
    }
  },
});

function getMessageId({ chain, operation }: OuterQuery): MessageIds {
  const isSecond = operation.effect === "transaction-callback" || operation.effect === "begin";
  if (chain.length > 0) return isSecond ? "secondTransactionThrough" : "outerQueryThrough";
  return isSecond ? "secondTransaction" : "outerQuery";
}
