import { startOf } from "../src/ast/index.js";
import type { Node } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { createFlush } from "../src/fix/index.js";
import { getUnitOfWorkRecord } from "../src/states/index.js";
import type { EarlyKeyRead } from "../src/states/index.js";

type MessageIds = "beforeFlush" | "beforeSave" | "insertFlush";

export default createRule<readonly [], MessageIds>({
  name: "require-flush-before-id",
  meta: {
    type: "problem",
    docs: {
      description: "Require new entities to be written before their generated key is read",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      beforeFlush: "The database makes `{{entity}}.{{key}}`, and {{library}} has not written `{{entity}}` yet: here the key is {{value}}. Flush first, or pass the entity itself.",
      beforeSave: "The database makes `{{entity}}.{{key}}`, and {{library}} has not saved `{{entity}}` yet: here the key is {{value}}. Save it first.",
      insertFlush: "Flush before the key is read.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const read of findFirstReads([...getUnitOfWorkRecord(file, file.module).keyReads.values()])) {
      const { node, binding, key, library } = read;
      const flush = library.behaviour.flushCommits ? createFlush(read, file) : undefined;
      context.report({
        node,
        messageId: library.behaviour.flushCommits ? "beforeFlush" : "beforeSave",
        data: { entity: binding.name, key: key.name, library: library.name, value: library.keys?.before ?? "" },
        fix: flush?.isCertain ? flush.edits : undefined,
        suggest: flush && !flush.isCertain ? [{ messageId: "insertFlush", edits: flush.edits }] : [],
      });
    }
  },
});

/** One report an entity: what comes after the first read is the same bug. */
function findFirstReads(reads: readonly (EarlyKeyRead | undefined)[]): readonly EarlyKeyRead[] {
  const first = new Map<Node, EarlyKeyRead>();
  for (const read of reads) {
    const known = read && first.get(read.key.at);
    if (read && (!known || startOf(read.node) < startOf(known.node))) first.set(read.key.at, read);
  }
  return [...first.values()].sort((a, b) => startOf(a.node) - startOf(b.node));
}
