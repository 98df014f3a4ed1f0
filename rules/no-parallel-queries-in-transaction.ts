import { createRule } from "../src/create-rule.js";
import { getNearestName } from "../src/effects/index.js";
import { createSequentialEdits } from "../src/fix/index.js";
import { findParallelQueries } from "../src/verdicts/index.js";

type Options = readonly [{ readonly discipline: "proven" | "origin" }];
type MessageIds = "parallelQueries" | "awaitInTurn";

const QUEUED = "they gain no time, and when one fails, the others run into the ended transaction";

export default createRule<Options, MessageIds>({
  name: "no-parallel-queries-in-transaction",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow queries that run at once on one transaction",
      presets: ["recommended", "strict"],
      category: "transactions",
      strictOptions: { discipline: "origin" },
    },
    hasSuggestions: true,
    messages: {
      parallelQueries: "`Promise.{{combinator}}` in `{{fn}}` runs queries at once on `{{handle}}`, which is one {{library}} connection: {{harm}}. Await them one after the other.",
      awaitInTurn: "Await them one after the other.",
    },
    schema: [
      {
        type: "object",
        description: "How far the discipline goes.",
        additionalProperties: false,
        properties: {
          discipline: {
            type: "string",
            enum: ["proven", "origin"],
            description: "`proven`: libraries for which parallel queries are known to do harm. `origin`: every library.",
          },
        },
      },
    ],
    defaultOptions: [{ discipline: "proven" }],
  },
  create(context) {
    const { file } = context;
    const [{ discipline }] = context.options;
    for (const found of findParallelQueries(file, file.module)) {
      const { parallelQueries } = found.library.behaviour;
      const harm = typeof parallelQueries === "object" ? parallelQueries.harm : undefined;
      if (harm === undefined && discipline === "proven") continue;
      const edits = createSequentialEdits(found, file.module);
      context.report({
        node: found.call,
        messageId: "parallelQueries",
        data: {
          combinator: found.combinator,
          fn: getNearestName(found.call),
          handle: found.handle,
          library: found.library.name,
          harm: harm ?? QUEUED,
        },
        suggest: edits ? [{ messageId: "awaitInTurn", edits }] : [],
      });
    }
  },
});
