import type { Node } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import type { RequestInput } from "../src/effects/index.js";
import { findUncheckedKeys } from "../src/verdicts/index.js";
import type { UncheckedKey } from "../src/verdicts/index.js";

type MessageIds = "unchecked";

export default createRule<[], MessageIds>({
  name: "require-foreign-key-check",
  meta: {
    type: "problem",
    docs: {
      description: "Require a foreign key from a request to be looked up before it is written, or its error to be translated",
      presets: ["strict"],
      category: "validation",
      subject: "transactions",
    },
    messages: {
      unchecked:
        "{{columns}} written as the client has sent {{sent}}, and nothing has looked up the row: where there is none, {{failure}}, and the client gets a 500. Look the row up first, or translate the error.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    const byWrite = new Map<Node, UncheckedKey[]>();
    for (const key of findUncheckedKeys(file, file.module)) byWrite.set(key.write.node, [...(byWrite.get(key.write.node) ?? []), key]);
    for (const [node, keys] of byWrite) {
      const [first] = keys;
      if (!first) continue;
      const columns = [...new Set(keys.map(({ column }) => `\`${column}\``))];
      context.report({
        node,
        messageId: "unchecked",
        data: {
          columns: `${join(columns)} ${columns.length > 1 ? "are" : "is"}`,
          sent: `${columns.length > 1 ? "them" : "it"} (${join([...new Set(keys.map(({ input }) => getInputText(input)))])})`,
          failure: first.write.library.foreignKeyFailure ?? "",
        },
      });
    }
  },
});

function join(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1) ?? ""}`;
}

/** `body.projectId`, as the handler's request holds it. */
function getInputText({ path }: RequestInput): string {
  return `\`${path.filter((name) => name !== "*").join(".")}\``;
}
