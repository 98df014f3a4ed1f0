import { getEnclosingClass } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { getCalleeText, getDisplayName, getNearestName } from "../src/effects/index.js";
import { matchesGlob, matchesName } from "../src/globs.js";
import { isService } from "../src/layers.js";
import { findMultipleCommits, getWorkText, isCalledByHandler, isServing } from "../src/verdicts/index.js";
import type { MultipleCommit, WorkSite } from "../src/verdicts/index.js";
import type { SourceModule } from "../src/project/index.js";

type Options = readonly [{ readonly allowInLoops: readonly string[] }];
type MessageIds = "secondCommit" | "commitPerItem" | "lateWrite" | "transactionOfItsOwn";

const MESSAGES: Readonly<Record<MultipleCommit["kind"], MessageIds>> = { second: "secondCommit", loop: "commitPerItem", write: "lateWrite", given: "transactionOfItsOwn" };

export default createRule<Options, MessageIds>({
  name: "no-multiple-commits",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow more than one commit on one path of a handler",
      presets: ["strict"],
      category: "transactions",
    },
    messages: {
      secondCommit: "`{{text}}` in `{{fn}}` makes a second {{library}} commit on one path, after `{{first}}`: if it fails, the work of the first one stays. Put both into one transaction.",
      commitPerItem: "`{{text}}` in `{{fn}}` makes a {{library}} commit for each item: an error in the middle leaves the items before it done and the rest undone. Put the loop into the transaction.",
      lateWrite: "`{{text}}` in `{{fn}}` writes after the {{library}} commit of `{{first}}`, with no transaction open: if it fails, the committed work stays without it. Move it into the transaction.",
      transactionOfItsOwn: "`{{text}}` in `{{fn}}` begins a {{library}} transaction of its own even when it is given an open one: two are held at once, and each commits by itself. Begin one only where none is given.",
    },
    schema: [
      {
        type: "object",
        description: "Which entry points may commit more than once.",
        additionalProperties: false,
        properties: {
          allowInLoops: {
            type: "array",
            items: { type: "string" },
            description: "Entry points that commit for each item on purpose: names of functions or methods as regular expressions (`^CloseTasksJob\\.`), or globs of files.",
          },
        },
      },
    ],
    defaultOptions: [{ allowInLoops: [] }],
  },
  create(context) {
    const { file } = context;
    const [{ allowInLoops }] = context.options;
    for (const { kind, fn, site, first } of findMultipleCommits(file, file.module)) {
      if (kind === "loop" && (matchesName(getDisplayName(fn), allowInLoops) || allowInLoops.some((glob) => matchesGlob(file.path, glob)))) continue;
      const isConcerned = kind === "given" || isServing(file, { node: fn, module: file.module }) || isService(file.path, getEnclosingClass(fn), file.settings) || isCalledByHandler(file, { node: fn, module: file.module });
      if (!isConcerned || (kind === "write" && isAudit(site, file.module, file.settings.audit.functions))) continue;
      context.report({
        node: site.call,
        messageId: MESSAGES[kind],
        data: { text: getWorkText(site, file.module), fn: getNearestName(site.call), library: site.library.name, first: first ? getWorkText(first, file.module) : "" },
      });
    }
  },
});

/** A late audit row is the question of `require-audit-in-transaction`. */
function isAudit({ call, chain, operation }: WorkSite, module: SourceModule, functions: readonly string[]): boolean {
  const written = getCalleeText(operation.call, operation.module);
  const [table] = operation.call.type === "CallExpression" ? operation.call.arguments : [];
  const names = [getCalleeText(call, module), written, table ? operation.module.text.slice(table.start, table.end).slice(0, 60) : "", ...chain];
  return names.some((name) => /audit/i.test(name) || functions.some((item) => name === item || name.endsWith(`.${item}`)));
}
