import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { findLeaks } from "../src/verdicts/index.js";
import type { Leak } from "../src/verdicts/index.js";

type Options = readonly [object];
type MessageIds = "noRollback" | "noRollbackNoRelease" | "noEnd" | "noEndNoRelease" | "givenBack" | "noRelease" | "onPool";

/** Which of the two depends on the library: `semantics.md` §5. */
const EMPTY_POOL = "when the pool is empty, every request waits or times out";

export default createRule<Options, MessageIds>({
  name: "require-rollback-and-release",
  meta: {
    type: "problem",
    docs: {
      description: "Require that every transaction ends and every connection is released on all paths",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    messages: {
      noRollback: "An error in `{{fn}}` after `{{text}}` leaves the {{library}} transaction open: its locks and its connection stay taken. Roll back in a `catch` around what follows.",
      noRollbackNoRelease:
        "An error in `{{fn}}` after `{{text}}` leaves the {{library}} transaction open and does not release what it runs on: {{cost}}. Roll back in a `catch` and release in a `finally`.",
      noEnd: "`{{fn}}` can return with the {{library}} transaction of `{{text}}` neither committed nor rolled back: its locks and its connection stay taken. End it on every path.",
      noEndNoRelease:
        "`{{fn}}` can return with the {{library}} transaction of `{{text}}` neither committed nor rolled back, and what it runs on not released: {{cost}}. End it on every path and release in a `finally`.",
      givenBack:
        "`{{fn}}` can release the connection of `{{text}}` while its {{library}} transaction is open: the next request that gets the connection works inside it, and its commit makes this half permanent. Roll back first.",
      noRelease: "`{{fn}}` can end without releasing what `{{text}}` takes from {{library}}: {{cost}}. Release it in a `finally`.",
      onPool: "`{{text}}` in `{{fn}}` begins on whichever connection of the {{library}} pool is free: the statements after it, and the commit, can run on others. Take one connection for all of them.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const leak of findLeaks(file, file.module)) {
      context.report({
        node: leak.call,
        messageId: getMessageId(leak),
        data: { text: getCalleeText(leak.call, file.module), fn: getNearestName(leak.call), library: leak.library.name, cost: leak.library.behaviour.unreleased ?? EMPTY_POOL },
      });
    }
  },
});

function getMessageId({ kind, isHeld }: Leak): MessageIds {
  switch (kind) {
    case "no-rollback":
      return isHeld ? "noRollbackNoRelease" : "noRollback";
    case "no-end":
      return isHeld ? "noEndNoRelease" : "noEnd";
    case "given-back":
      return "givenBack";
    case "no-release":
      return "noRelease";
    case "on-pool":
      return "onPool";
  }
}
