import { createRule } from "../src/create-rule.js";
import type { Problem } from "../src/create-rule.js";
import { getCalleeText, getNearestName, isSettlingName, readChain } from "../src/effects/index.js";
import type { Operation } from "../src/effects/index.js";
import { createAwaitEdit } from "../src/fix/index.js";
import type { AwaitEdit } from "../src/fix/index.js";
import { findFloatingQueries } from "../src/verdicts/index.js";
import type { FloatingQuery } from "../src/verdicts/index.js";

type MessageIds = "neverAwaited" | "neverExecuted" | "floatingQuery" | "floatingThrough" | "floatingLoop" | "floatingEnd" | "addAwait" | "addExecute" | "makeAsync" | "useLoop";

export default createRule<readonly [], MessageIds>({
  name: "no-floating-query",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow queries that nobody awaits, returns or executes",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      neverAwaited: "`{{text}}` in `{{fn}}` only builds a {{library}} query. Nobody awaits it, so it never runs, and no error says so.",
      neverExecuted: "`{{text}}` in `{{fn}}` only builds a {{library}} {{what}}. Without a call that runs it ({{runs}}) it never runs, awaited or not, and no error says so.",
      floatingQuery: "Nobody waits for `{{text}}` in `{{fn}}`: the {{library}} transaction does not learn when it fails, and when it comes late, {{consequence}}.",
      floatingThrough: "Nobody waits for `{{chain}}` in `{{fn}}`: the {{library}} transaction does not learn when it fails, and when it comes late, {{consequence}}.",
      floatingLoop: "The {{library}} transaction in `{{fn}}` does not wait for the promises of this callback (`{{chain}}`): it does not learn when one fails, and when one comes late, {{consequence}}.",
      floatingEnd: "Nobody waits for `{{text}}` in `{{fn}}`: the code goes on before the {{library}} transaction has ended, and nobody learns of it when that fails.",
      addAwait: "Await it.",
      addExecute: "Execute it, and await that.",
      makeAsync: "Make the function async, and await it.",
      useLoop: "Use `for…of`, which waits for each element.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const query of findFloatingQueries(file, file.module)) {
      const edit = createAwaitEdit(query, file);
      context.report({
        node: query.call,
        messageId: getMessageId(query),
        data: getData(query),
        fix: edit?.isCertain ? edit.edits : undefined,
        suggest: edit && !edit.isCertain ? [getSuggestion(edit)] : [],
      });
    }
  },
});

function getMessageId({ kind, chain }: FloatingQuery): MessageIds {
  switch (kind) {
    case "lazy":
      return "neverAwaited";
    case "unexecuted":
      return "neverExecuted";
    case "end":
      return chain.length > 0 ? "floatingThrough" : "floatingEnd";
    case "query":
      return chain.length > 0 ? "floatingThrough" : "floatingQuery";
    case "loop":
      return "floatingLoop";
  }
}

const CONSEQUENCES = {
  autocommits: "its work stays, whether the transaction commits or rolls back",
  throws: "it is refused, and its work is lost",
} as const;

/** How many of the members that run a query a message names. */
const MAX_MEMBERS = 3;

function getData({ kind, call, operation, chain, isOutside }: FloatingQuery): Readonly<Record<string, string>> {
  const { library, effect } = operation;
  const { behaviour, name } = library;
  const fn = getNearestName(call);
  const text = getQueryText(operation);
  switch (kind) {
    case "lazy":
    case "end":
      return { text, fn, library: name };
    case "unexecuted": {
      const members = behaviour.executes === undefined ? (behaviour.lazyRunsBy ?? []).slice(0, MAX_MEMBERS) : [behaviour.executes];
      return { text, fn, library: name, what: effect === "read" || effect === "write" ? "query" : "command", runs: members.map((member) => `\`${member}()\``).join(", ") };
    }
    default:
      return { text, fn, library: name, chain: [...chain, text].join(" → "), consequence: CONSEQUENCES[isOutside ? "autocommits" : behaviour.afterEnd] };
  }
}

/** `db.insert`, `trx("tasks").insert`: where the value itself is called, its first member says more. */
function getQueryText(operation: Operation): string {
  const [first] = operation.name === "" ? readChain(operation).calls : [];
  return getCalleeText(first && !isSettlingName(first.name) ? first.call : operation.call, operation.module);
}

const SUGGESTIONS = { await: "addAwait", execute: "addExecute", async: "makeAsync", loop: "useLoop" } as const;

function getSuggestion({ kind, edits }: AwaitEdit): NonNullable<Problem<MessageIds>["suggest"]>[number] {
  return { messageId: SUGGESTIONS[kind], edits };
}
