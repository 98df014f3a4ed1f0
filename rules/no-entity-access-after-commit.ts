import { startOf } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { getNearestName } from "../src/effects/index.js";
import { createHoist, createRefresh } from "../src/fix/index.js";
import { getUnitOfWorkRecord } from "../src/states/index.js";
import type { AccessKind, EntityAccess } from "../src/states/index.js";

type Options = readonly [{ readonly discipline: "proven" | "origin" }];
type MessageIds = "lostWrite" | "lostEntity" | "detachedChange" | "stubRead" | "lazyQuery" | "getterQuery" | "staleRead" | "insertRefresh";

const MESSAGES: Readonly<Record<Exclude<AccessKind, "unloaded-relation">, MessageIds>> = {
  "lost-write": "lostWrite",
  "lost-entity": "lostEntity",
  "detached-change": "detachedChange",
  "stale-read": "staleRead",
};

export default createRule<Options, MessageIds>({
  name: "no-entity-access-after-commit",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow using entities after their unit of work has ended",
      presets: ["recommended", "strict"],
      category: "transactions",
      strictOptions: { discipline: "origin" },
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      lostWrite: "`{{fn}}` saves `{{entity}}` again after its transaction rolled back: {{library}} counts it as saved already, so this resolves and writes nothing. Make a new instance.",
      lostEntity: "`{{fn}}` hands out `{{entity}}` after its transaction rolled back: it has a key, but {{library}} has written no such row. Read again what exists.",
      detachedChange: "`{{fn}}` changes `{{entity}}` after {{library}} has let go of it: the next flush resolves and does not write the change. Change it before, or load it again.",
      stubRead: "`{{entity}}.{{relation}}` was not loaded, and its unit of work has ended: in {{library}} `{{text}}` is silently undefined. Load the relation inside.",
      lazyQuery: "`{{entity}}.{{relation}}` is lazy, and its transaction has ended: {{library}} queries it on another connection, outside the transaction. Read it inside.",
      getterQuery: "`{{text}}()` runs after the transaction has ended: {{library}} queries outside it and sees what others wrote since. Read it inside, with the transaction.",
      staleRead: "`{{fn}}` reads `{{text}}` after the commit, with no refresh in between: {{library}} shows what the code last wrote, not what the row holds. Take the value before the commit.",
      insertRefresh: "Read `{{entity}}` again first.",
    },
    schema: [
      {
        type: "object",
        description: "What counts as a use after the end.",
        additionalProperties: false,
        properties: {
          discipline: {
            type: "string",
            enum: ["proven", "origin"],
            description: "`proven`: what is really lost or undefined at run time. `origin`: every read after the commit that no refresh precedes.",
          },
        },
      },
    ],
    defaultOptions: [{ discipline: "proven" }],
  },
  create(context) {
    const { file } = context;
    const [{ discipline }] = context.options;
    const accesses = [...getUnitOfWorkRecord(file, file.module).accesses.values()].sort((a, b) => startOf(a.node) - startOf(b.node));
    for (const access of accesses) {
      const { kind, node, binding, library, path } = access;
      if (kind === "stale-read" && discipline === "proven") continue;
      const data = {
        fn: getNearestName(node),
        entity: binding.name,
        library: library.name,
        relation: path[0] ?? "",
        text: [binding.name, ...path].join("."),
      };
      const refresh = kind === "stale-read" ? createRefresh(access, file.module) : undefined;
      context.report({
        node,
        messageId: getMessageId(access),
        data,
        fix: kind === "stale-read" ? createHoist(access, file) : undefined,
        suggest: refresh ? [{ messageId: "insertRefresh", data: { entity: binding.name }, edits: refresh }] : [],
      });
    }
  },
});

function getMessageId({ kind, library }: EntityAccess): MessageIds {
  if (kind !== "unloaded-relation") return MESSAGES[kind];
  switch (library.behaviour.unloadedRelation) {
    case "lazy-query":
      return "lazyQuery";
    case "getter-query":
      return "getterQuery";
    default:
      return "stubRead";
  }
}
