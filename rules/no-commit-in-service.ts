import { getEnclosingClass, startOf } from "../src/ast/index.js";
import type { CallNode } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import type { Problem } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import type { Operation } from "../src/effects/index.js";
import { createEndRemoval } from "../src/fix/index.js";
import { isOwner, isService } from "../src/layers.js";
import type { SourceModule } from "../src/project/index.js";
import { findForeignEnds, findServiceCommits } from "../src/verdicts/index.js";
import type { ForeignEnd, ServiceCommit } from "../src/verdicts/index.js";

type Options = readonly [{ readonly discipline: "proven" | "origin"; readonly callbackTransactions: "allow" | "forbid" }];
type MessageIds = "foreignEnd" | "foreignRelease" | "endThroughDelegate" | "foreignBegin" | "serviceCommit" | "serviceFlush" | "serviceCallback" | "removeEnd";

const SERVICE_MESSAGES: Readonly<Record<ServiceCommit["kind"], MessageIds>> = { commit: "serviceCommit", flush: "serviceFlush", callback: "serviceCallback" };

export default createRule<Options, MessageIds>({
  name: "no-commit-in-service",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow ending a transaction that the function was given",
      presets: ["recommended", "strict"],
      category: "transactions",
      strictOptions: { discipline: "origin" },
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      foreignEnd: "`{{chain}}` ends a {{library}} transaction that `{{fn}}` was given: {{consequence}}. Leave the end to the owner.",
      foreignRelease: "`{{chain}}` gives back a {{library}} connection that `{{fn}}` was given: the caller's later statements run on a connection that another request may hold by then. Leave it to the owner.",
      endThroughDelegate: "`{{fn}}` ends a {{library}} transaction that it was given, through `{{chain}}`: {{consequence}}. Leave the end to the owner.",
      foreignBegin: "`{{chain}}` begins on a {{library}} handle that `{{fn}}` was given: a transaction that the caller holds on it is orphaned or ended by this one's commit. Use the caller's, or a nested one.",
      serviceCommit: "`{{chain}}` commits inside the service layer: no caller can make this work part of a larger unit of work. Let the handler own the {{library}} transaction.",
      serviceFlush: "`{{chain}}` commits: no caller of `{{fn}}` holds a transaction, so {{library}} runs this flush in one of its own. Let the handler own the transaction.",
      serviceCallback: "`{{chain}}` runs a {{library}} transaction of the service's own: no caller can make this work part of a larger unit of work. Let the handler own it.",
      removeEnd: "Remove the call and leave the end to the caller.",
    },
    schema: [
      {
        type: "object",
        description: "How far the discipline goes.",
        additionalProperties: false,
        properties: {
          discipline: {
            type: "string",
            enum: ["proven", "origin"],
            description: "`proven`: ends of transactions that belong to a caller. `origin`: also every commit of the service layer's own.",
          },
          callbackTransactions: {
            type: "string",
            enum: ["allow", "forbid"],
            description: "Whether a service may run a transaction's callback itself, under `origin`.",
          },
        },
      },
    ],
    defaultOptions: [{ discipline: "proven", callbackTransactions: "allow" }],
  },
  create(context) {
    const { file } = context;
    const [{ discipline, callbackTransactions }] = context.options;
    const problems = new Map<CallNode, Problem<MessageIds>>();
    if (discipline === "origin") {
      for (const commit of findServiceCommits(file, file.module, (owner) => isService(file.path, owner, file.settings))) {
        if (commit.kind === "callback" && callbackTransactions === "allow") continue;
        problems.set(commit.call, { node: commit.call, messageId: SERVICE_MESSAGES[commit.kind], data: getData(file.module, commit.call, commit.operation) });
      }
    }
    // What is somebody else's says more than whose layer it is in.
    for (const end of findForeignEnds(file, file.module)) {
      // A class whose name says that it owns transactions may be handed one that was begun for it.
      if (end.operation.receiver.source.kind === "field" && isOwner(file.path, getEnclosingClass(end.call), file.settings)) continue;
      const removal = createEndRemoval(end, file);
      problems.set(end.call, {
        node: end.call,
        messageId: getMessageId(end),
        data: getData(file.module, end.call, end.operation, end),
        fix: removal?.isCertain ? removal.edits : undefined,
        suggest: removal && !removal.isCertain ? [{ messageId: "removeEnd", edits: removal.edits }] : [],
      });
    }
    for (const problem of [...problems.values()].sort((a, b) => startOf(a.node) - startOf(b.node))) context.report(problem);
  },
});

function getMessageId({ kind, operation, delegate }: ForeignEnd): MessageIds {
  if (kind === "begin") return "foreignBegin";
  if (delegate !== undefined) return "endThroughDelegate";
  return operation.effect === "release" ? "foreignRelease" : "foreignEnd";
}

function getData(module: SourceModule, call: CallNode, operation: Operation, end?: ForeignEnd): Readonly<Record<string, string>> {
  const fn = getNearestName(call);
  return {
    fn,
    chain: [end?.caller, fn, end?.delegate, end?.delegate === undefined ? getCalleeText(call, module) : operation.name].filter((name) => name !== undefined).join(" → "),
    library: operation.library.name,
    consequence: operation.library.behaviour.afterForeignCommit,
  };
}
