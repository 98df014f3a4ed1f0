import { isCall, walk } from "../src/ast/index.js";
import type { CallNode } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { getCalleeText } from "../src/effects/index.js";
import { createKeyEdit } from "../src/fix/index.js";
import { getSummaries } from "../src/states/index.js";
import { findAuditedEntities } from "../src/verdicts/index.js";
import type { AuditedEntity } from "../src/verdicts/index.js";

type MessageIds = "entityAsId" | "entityAsJson" | "spreadEntity" | "useKey";

export default createRule<readonly [], MessageIds>({
  name: "require-audit-primitives",
  meta: {
    type: "problem",
    docs: {
      description: "Require ids and plain JSON in audit calls, not entities",
      presets: ["strict"],
      category: "audit",
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      entityAsId: "`{{call}}` is given the {{library}} entity `{{entity}}` for `{{place}}`, where an id belongs: the audit row gets a whole object, as it is at the moment of the write, or the write fails. Give its key.",
      entityAsJson: "`{{call}}` is given the {{library}} entity `{{entity}}` for `{{place}}`: the audit row gets all of its columns and loaded relations, secrets too, as they are at the moment of the write. Give the values that the entry is about.",
      spreadEntity: "`{{call}}` is given a spread of the {{library}} entity `{{entity}}`: the audit row gets all of its columns and loaded relations, secrets and internals too. Give the values that the entry is about.",
      useKey: "Give `{{entity}}.{{key}}`.",
    },
    schema: [],
  },
  create(context) {
    const { project, facts, settings, module } = context.file;
    const { text } = module;
    const calls: CallNode[] = [];
    walk(module.program, (node) => {
      if (isCall(node)) calls.push(node);
    });
    for (const { audit, entities } of findAuditedEntities({ project, facts, settings, summaries: getSummaries(context.file) }, calls, module)) {
      const [first] = entities;
      if (!first) continue;
      const isFixable = entities.every(({ isCertain }) => isCertain);
      const entity = text.slice(first.node.start, first.node.end);
      const { key } = first;
      context.report({
        node: audit.call,
        messageId: getMessageId(first),
        data: { call: getCalleeText(audit.call, module), library: first.library.name, entity, place: first.place },
        fix: isFixable ? entities.flatMap((item) => (item.key === undefined ? [] : createKeyEdit(item, item.key, text))) : undefined,
        suggest: isFixable || key === undefined ? [] : [{ messageId: "useKey", data: { entity, key }, edits: createKeyEdit(first, key, text) }],
      });
    }
  },
});

function getMessageId({ isSpread, key }: AuditedEntity): MessageIds {
  if (isSpread) return "spreadEntity";
  return key === undefined ? "entityAsJson" : "entityAsId";
}
