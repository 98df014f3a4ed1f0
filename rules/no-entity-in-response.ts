import { createRule } from "../src/create-rule.js";
import { SENSITIVE_COLUMNS } from "../src/catalogue/index.js";
import { isNotProduction } from "../src/globs.js";
import { findSentEntities, isProvenLeak } from "../src/verdicts/index.js";
import type { LeakKind, SentEntity } from "../src/verdicts/index.js";

type Options = readonly [{ readonly discipline: "proven" | "origin"; readonly sensitive: readonly string[] }];
type MessageIds = LeakKind;

export default createRule<Options, MessageIds>({
  name: "no-entity-in-response",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow responses that leak columns of an entity",
      presets: ["recommended", "strict"],
      category: "validation",
      strictOptions: { discipline: "origin" },
    },
    messages: {
      spread: "The response copies {{library}} {{what}} with a spread, which does not ask `toJSON()`, so hidden columns go out: {{columns}}. Send a mapped object.",
      internals: "The response copies {{library}} {{what}} with a spread: its internals go out in place of its columns, and every value under `dataValues`. Send a mapped object.",
      exposed: "`{{member}}()` gives all columns of {{library}} {{what}}, so hidden ones go out in this response: {{columns}}. Send a mapped object.",
      unselected: "{{library}} {{what}} goes out in this response with columns that only a `find` leaves out: {{columns}}. What was saved, created or asked for still has them. Send a mapped object.",
      excluded: "No serialiser that honours `@Exclude()` runs on {{library}} {{what}} in this response, so excluded columns go out: {{columns}}. Send a mapped object, or what `instanceToPlain()` gives.",
      sensitive: "{{library}} {{what}} goes out in this response with sensitive columns: {{columns}}. Send a mapped object, or parse it with a schema.",
      whole: "{{library}} {{what}} goes out in this response with every column that it has or will have. Send a mapped object, or parse it with a schema.",
    },
    schema: [
      {
        type: "object",
        description: "What counts as a leak.",
        additionalProperties: false,
        properties: {
          discipline: {
            type: "string",
            enum: ["proven", "origin"],
            description: "`proven`: what the entity's own declaration hides goes out. `origin`: any entity or whole row that no schema or mapper shapes.",
          },
          sensitive: {
            type: "array",
            items: { type: "string" },
            description: "Names of columns that nobody may see: a column counts when its name ends with the words of one. Read under `origin`.",
          },
        },
      },
    ],
    defaultOptions: [{ discipline: "proven", sensitive: [...SENSITIVE_COLUMNS] }],
  },
  create(context) {
    const { file } = context;
    const [{ discipline, sensitive }] = context.options;
    if (isNotProduction(file.path, file.settings)) return;
    for (const sent of findSentEntities(file, file.module, sensitive)) {
      if (discipline === "proven" && !isProvenLeak(sent)) continue;
      context.report({ node: sent.node, messageId: sent.kind, data: getData(sent) });
    }
  },
});

const DATA: Readonly<Record<LeakKind, readonly ("columns" | "member")[]>> = { spread: ["columns"], internals: [], exposed: ["columns", "member"], unselected: ["columns"], excluded: ["columns"], sensitive: ["columns"], whole: [] };

/** What a message names: nothing that it does not. */
function getData(sent: SentEntity): Record<string, string> {
  const { library, name, isInstance, kind, member = "" } = sent;
  const texts = { columns: sent.columns.map((column) => `\`${column}\``).join(", "), member };
  const what = [isInstance ? "entity" : "row", ...(name === "" ? [] : [`\`${name}\``])].join(" ");
  return { library: library.name, what, ...Object.fromEntries(DATA[kind].map((key) => [key, texts[key]])) };
}
