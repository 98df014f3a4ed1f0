import { createRule } from "../src/create-rule.js";
import { findUncheckedStates } from "../src/verdicts/index.js";

export default createRule<readonly [], "uncheckedState">({
  name: "require-state-transition-check",
  meta: {
    type: "problem",
    docs: {
      description: "Require a check of the transition before a state from the request is written",
      presets: ["strict"],
      category: "validation",
      subject: "transactions",
    },
    messages: {
      uncheckedState: "`{{field}}` is set through {{library}} to what the client has sent (`{{input}}`), and nothing on the way asks whether that state may follow the current one. Look the transition up in a table, or call a guard that throws, before the write.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const { write, field, input } of findUncheckedStates(file, file.module, file.settings.transitions)) {
      context.report({ node: write.node, messageId: "uncheckedState", data: { field, library: write.library.name, input: input.path.join(".") } });
    }
  },
});
