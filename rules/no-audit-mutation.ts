import { createRule } from "../src/create-rule.js";
import { getNearestName } from "../src/effects/index.js";
import { getSummaries } from "../src/states/index.js";
import { findAuditMutations } from "../src/verdicts/index.js";
import type { AuditMutation } from "../src/verdicts/index.js";

type MessageIds = "changed" | "removed" | "replaced" | "emptied";

const MESSAGES: Readonly<Record<AuditMutation["verb"], MessageIds>> = { update: "changed", delete: "removed", upsert: "replaced", truncate: "emptied" };

export default createRule<readonly [], MessageIds>({
  name: "no-audit-mutation",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow changing or deleting rows of an audit log",
      presets: ["recommended", "strict"],
      category: "audit",
    },
    messages: {
      changed: "`{{fn}}` changes rows of the audit log `{{table}}` through {{library}}: what they said before is lost, and nobody can trust the rest. Add another row that says what was wrong.",
      removed: "`{{fn}}` deletes rows of the audit log `{{table}}` through {{library}}: what happened can no longer be shown, and a gap looks like nothing happened. Keep them; if rows have to go after a time, name the function in the setting `audit.retention`.",
      replaced: "`{{fn}}` writes to the audit log `{{table}}` through {{library}} with an upsert: where the row is there already, what it said is overwritten. Insert a row of its own.",
      emptied: "`{{fn}}` empties the audit log `{{table}}` through {{library}}: nothing that happened can be shown any more. Keep the rows; if they have to go after a time, name the function in the setting `audit.retention`.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    const { project, facts, settings } = file;
    for (const { verb, node, table, library } of findAuditMutations({ project, facts, settings, summaries: getSummaries(file) }, file.module)) {
      context.report({ node, messageId: MESSAGES[verb], data: { fn: getNearestName(node), table, library: library.name } });
    }
  },
});
