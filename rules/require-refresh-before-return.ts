import { getMember, startOf } from "../src/ast/index.js";
import type { Node } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import type { LintedFile } from "../src/file.js";
import { createRefresh, createReread, insertAfter } from "../src/fix/index.js";
import type { TextEdit } from "../src/fix/index.js";
import { findStaleReturns } from "../src/states/index.js";
import { findResultUses } from "../src/verdicts/index.js";
import type { StaleReturn } from "../src/states/index.js";
import type { ResultUse } from "../src/verdicts/index.js";

type Options = readonly [{ readonly discipline: "proven" | "origin" }];
type MessageIds = "bulkUpdate" | "partialRow" | "partialColumn" | "noRow" | "noColumn" | "committed" | "readAgain" | "askForRows";

interface Finding {
  readonly node: Node;
  readonly messageId: MessageIds;
  readonly data: Readonly<Record<string, string>>;
  readonly fix?: readonly TextEdit[] | undefined;
  readonly suggest?: { readonly messageId: MessageIds; readonly data: Readonly<Record<string, string>>; readonly edits: readonly TextEdit[] } | undefined;
}

export default createRule<Options, MessageIds>({
  name: "require-refresh-before-return",
  meta: {
    type: "problem",
    docs: {
      description: "Require values that differ from their row to be read again before they are returned",
      presets: ["recommended", "strict"],
      category: "transactions",
      strictOptions: { discipline: "origin" },
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      bulkUpdate: "`{{fn}}` hands out `{{entity}}` after `{{call}}()` has changed its row: {{library}} leaves the instance as it was loaded. Read it again first.",
      partialRow: "`{{fn}}` returns what it gave to `{{call}}()`: {{library}} adds no column that was left out, so `{{column}}` is missing or null whatever the row holds. Read the row again.",
      partialColumn: "`{{column}}` was not given to `{{call}}()`: {{library}} hands back what it was given, so this is missing or null whatever the row holds. Read the row again.",
      noRow: "`{{fn}}` returns a row of `{{call}}()`, which has none without `{{append}}`: {{library}} hands over the driver's result. Ask for the row.",
      noColumn: "`{{column}}` is read from the result of `{{call}}()`, which has no rows without `{{append}}`: {{library}} hands over the driver's result. Ask for the row.",
      committed: "`{{fn}}` returns `{{entity}}` after the commit, with no refresh in between: {{library}} shows what the code last wrote, not what the row holds. Read it again first.",
      readAgain: "Read `{{entity}}` again first.",
      askForRows: "Append `{{append}}`.",
    },
    schema: [
      {
        type: "object",
        description: "What has to be read again.",
        additionalProperties: false,
        properties: {
          discipline: {
            type: "string",
            enum: ["proven", "origin"],
            description: "`proven`: what certainly differs from the row. `origin`: also every entity that is returned after the commit and that no refresh precedes.",
          },
        },
      },
    ],
    defaultOptions: [{ discipline: "proven" }],
  },
  create(context) {
    const { file } = context;
    const [{ discipline }] = context.options;
    const returns = findStaleReturns(file, file.module).filter(({ kind }) => kind === "bulk" || discipline === "origin");
    const findings = [...returns.map((item) => judgeReturn(item, file)), ...findResultUses(file, file.module).map((item) => judgeUse(item, file))];
    for (const { suggest, ...finding } of findings.sort((a, b) => startOf(a.node) - startOf(b.node))) {
      context.report({ ...finding, suggest: suggest ? [suggest] : [] });
    }
  },
});

function judgeReturn(item: StaleReturn, file: LintedFile): Finding {
  const { kind, node, binding, library, by, reply } = item;
  const data = { fn: getNearestName(node), entity: binding.name, library: library.name };
  const edits = kind === "bulk" ? createReread(item, file) : createRefresh({ node, binding, library, endedBy: by }, file.module);
  const suggest = edits && { messageId: "readAgain" as const, data: { entity: binding.name }, edits };
  if (kind === "committed") return { node: getReturn(node), messageId: "committed", data, suggest };
  return { node: reply ?? getReturn(node), messageId: "bulkUpdate", data: { ...data, call: by?.type === "CallExpression" ? getCalleeText(by, file.module) : "" }, suggest };
}

function judgeUse({ kind, node, call, library, column, append }: ResultUse, { module }: LintedFile): Finding {
  const isReturned = !getMember(node) || node.parent?.type === "ReturnStatement";
  const data = { fn: getNearestName(node), call: getCalleeText(call, module), library: library.name, column: column ?? "" };
  if (kind === "partial") return { node: isReturned ? getReturn(node) : node, messageId: isReturned ? "partialRow" : "partialColumn", data };
  const asked = { append: append?.text ?? library.writeResult?.append ?? "" };
  const edits = append && [insertAfter(append.after, append.text)];
  return {
    node: getReturn(node),
    messageId: column === undefined ? "noRow" : "noColumn",
    data: { ...data, ...asked },
    fix: append?.isCertain ? edits : undefined,
    suggest: edits && !append.isCertain ? { messageId: "askForRows", data: asked, edits } : undefined,
  };
}

/** The `return` that hands a value out; the value itself where it is no statement. */
function getReturn(node: Node): Node {
  let current = node;
  while (current.parent && /^(?:AwaitExpression|TSAsExpression|TSNonNullExpression|TSSatisfiesExpression|ParenthesizedExpression|ChainExpression)$/.test(current.parent.type)) current = current.parent;
  return current.parent?.type === "ReturnStatement" ? current.parent : node;
}
