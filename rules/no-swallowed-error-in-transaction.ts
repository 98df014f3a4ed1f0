import { isCall } from "../src/ast/index.js";
import type { LintedFile } from "../src/file.js";
import { createRule } from "../src/create-rule.js";
import { getCalleeText, getNearestName } from "../src/effects/index.js";
import { createRethrow, createRollbackError, createThrow } from "../src/fix/index.js";
import type { TextEdit } from "../src/fix/index.js";
import { findSwallowedErrors } from "../src/verdicts/index.js";
import type { SwallowedError } from "../src/verdicts/index.js";

type ErrorMessage = "keptQueryError" | "keptRollback" | "returnedError" | "answeredError" | "silentRollback";
type MessageIds = ErrorMessage | "rethrow" | "throwInstead" | "giveError";

const MESSAGES: Readonly<Record<SwallowedError["kind"], ErrorMessage>> = {
  query: "keptQueryError",
  rollback: "keptRollback",
  return: "returnedError",
  reply: "answeredError",
  "silent-rollback": "silentRollback",
};

export default createRule<[], MessageIds>({
  name: "no-swallowed-error-in-transaction",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow errors inside a transaction that do not roll it back, or that nobody hears of",
      presets: ["recommended", "strict"],
      category: "transactions",
    },
    hasSuggestions: true,
    messages: {
      keptQueryError:
        "The error of a failed statement in the {{library}} transaction of `{{fn}}` goes no further than this handler. PostgreSQL has aborted the transaction by then: it refuses every later statement, and turns the commit into a rollback that nobody hears of. Rethrow the error, or give the statement a savepoint.",
      keptRollback: "The rollback in the {{library}} transaction of `{{fn}}` is an error, and this handler keeps it: the transaction commits. Let the error pass.",
      returnedError: "`{{fn}}` returns an error out of its {{library}} transaction after a write: that is a normal end, and the write is committed. Throw inside, and translate the error outside.",
      answeredError: "`{{fn}}` answers with {{status}} inside its {{library}} transaction after a write: that is a normal end, and the write is committed. Throw inside, and answer outside.",
      silentRollback: "`{{text}}` without an error makes the {{library}} transaction of `{{fn}}` resolve: its caller takes what was rolled back for done. Throw, or give it an error.",
      rethrow: "Throw the error again.",
      throwInstead: "Throw the error.",
      giveError: "Give the rollback an error.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    for (const error of findSwallowedErrors(file, file.module)) {
      const suggestion = createSuggestion(error, file);
      context.report({
        node: error.node,
        messageId: MESSAGES[error.kind],
        data: getData(error, file),
        suggest: suggestion.edits ? [{ messageId: suggestion.messageId, edits: suggestion.edits }] : [],
      });
    }
  },
});

function getData({ node, library, status }: SwallowedError, { module }: LintedFile): Readonly<Record<string, string>> {
  return {
    fn: getNearestName(node),
    library: library.name,
    ...(status === undefined ? {} : { status: String(status) }),
    ...(isCall(node) ? { text: getCalleeText(node, module) } : {}),
  };
}

function createSuggestion({ kind, node }: SwallowedError, file: LintedFile): { readonly messageId: MessageIds; readonly edits: readonly TextEdit[] | undefined } {
  switch (kind) {
    case "query":
    case "rollback":
      return { messageId: "rethrow", edits: createRethrow(node, file) };
    case "return":
      return { messageId: "throwInstead", edits: createThrow(node, file) };
    case "reply":
      // What to throw, and who answers it, is not to be read here.
      return { messageId: "rethrow", edits: undefined };
    case "silent-rollback":
      return { messageId: "giveError", edits: createRollbackError(node) };
  }
}
