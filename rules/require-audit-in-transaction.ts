import { getEnclosingClass, isCall } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { isService } from "../src/layers.js";
import type { SourceModule } from "../src/project/index.js";
import { getSummaries } from "../src/states/index.js";
import { findAuditGaps, isCalledByHandler, isServing } from "../src/verdicts/index.js";
import type { AuditGap } from "../src/verdicts/index.js";

type MessageIds = "missingAudit" | "lateAudit";

export default createRule<readonly [], MessageIds>({
  name: "require-audit-in-transaction",
  meta: {
    type: "problem",
    docs: {
      description: "Require an audit of each change, in the transaction of the change",
      presets: ["strict"],
      category: "audit",
    },
    messages: {
      missingAudit: "`{{text}}` in `{{fn}}` changes `{{table}}` through {{library}}, and nothing on its path writes an audit, as this file does elsewhere: later on nobody can tell who did it. Write the audit in the same transaction.",
      lateAudit: "`{{text}}` in `{{fn}}` writes the audit when `{{change}}` is already committed: if it fails, or the process ends in between, the change stays and nobody can tell who made it. Write it in the {{library}} transaction.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    const { project, facts, settings, module } = file;
    for (const gap of findAuditGaps({ project, facts, settings, summaries: getSummaries(file) }, module)) {
      const fn = { node: gap.fn, module };
      // Whom a function works for decides whether it owes an audit; a late one is late for everybody.
      if (gap.kind === "missing" && !isServing(file, fn) && !isService(file.path, getEnclosingClass(gap.fn), settings) && !isCalledByHandler(file, fn)) continue;
      const change = getChangeText(gap, module);
      const { library } = gap.change.operation;
      if (gap.kind === "missing") {
        context.report({ node: gap.node, messageId: "missingAudit", data: { text: change, fn: getNearestName(gap.node), table: gap.change.table, library: library.name } });
      } else {
        context.report({ node: gap.node, messageId: "lateAudit", data: { text: isCall(gap.node) ? getCalleeText(gap.node, module) : "", fn: getNearestName(gap.node), change, library: library.name } });
      }
    }
  },
});

/** `manager.update`, `task.status`, or the functions through which a call gets there. */
function getChangeText({ change: { node, chain, operation } }: AuditGap, module: SourceModule): string {
  if (node.type === "AssignmentExpression") return module.text.slice(node.left.start, node.left.end);
  const written = getCalleeText(operation.call, operation.module);
  return chain.length > 0 ? [...chain, written].join(" → ") : written;
}
