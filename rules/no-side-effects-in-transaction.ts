import type { SideEffectKind } from "../src/catalogue/index.js";
import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { findOpenSideEffects } from "../src/verdicts/index.js";
import type { OpenSideEffect } from "../src/verdicts/index.js";

type MessageIds = "sideEffect" | "sideEffectThrough" | "wait" | "waitThrough";

const DOES: Readonly<Record<SideEffectKind, string>> = {
  request: "asks another service",
  mail: "sends a mail",
  message: "sends a message",
  cache: "writes to another store",
  wait: "waits",
  other: "has an effect outside the database",
};

export default createRule<readonly [], MessageIds>({
  name: "no-side-effects-in-transaction",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow requests, mails, messages and waiting while a transaction is open",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    messages: {
      sideEffect:
        "`{{text}}` in `{{fn}}` {{does}} inside an open {{library}} transaction: a rollback does not undo it, others see it before the commit, and the transaction's locks wait for it. Do it after the commit.",
      sideEffectThrough:
        "`{{fn}}` calls `{{chain}}` inside an open {{library}} transaction, and that {{does}}: a rollback does not undo it, others see it before the commit, and the transaction's locks wait for it. Call it after the commit.",
      wait: "`{{text}}` in `{{fn}}` waits inside an open {{library}} transaction: its connection and its locks wait too. Wait before the begin or after the commit.",
      waitThrough: "`{{fn}}` calls `{{chain}}` inside an open {{library}} transaction, and that waits: its connection and its locks wait too. Wait before the begin or after the commit.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const effect of findOpenSideEffects(file, file.module)) {
      context.report({
        node: effect.call,
        messageId: getMessageId(effect),
        data: {
          text: getCalleeText(effect.call, file.module),
          fn: getNearestName(effect.call),
          chain: effect.chain.join(" → "),
          does: DOES[effect.kind],
          library: effect.library ?? "database",
        },
      });
    }
  },
});

function getMessageId({ kind, chain }: OpenSideEffect): MessageIds {
  if (chain.length > 0) return kind === "wait" ? "waitThrough" : "sideEffectThrough";
  return kind === "wait" ? "wait" : "sideEffect";
}
