import type { Node } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import type { Problem } from "../src/create-rule.js";
import { getInputPosition, isUpdateSchema } from "../src/endpoints/index.js";
import type { LintedFile } from "../src/file.js";
import { appendPositive, appendTransform, createHelperCallback } from "../src/fix/index.js";
import type { FieldEdit } from "../src/fix/index.js";
import { classifyZero, getRunContext, getSchemaUsage, getSchemas, isCheckedAsWhole, isDeclaredNullable, isGuarded, isStoredKey, isZeroMeaningful } from "../src/schemas/index.js";
import type { Field, ZeroVerdict } from "../src/schemas/index.js";

type Policy = "coerce" | "reject" | "either";
type Options = readonly [{ readonly policy: Policy; readonly discipline: "proven" | "origin" }];
type MessageId = "kept" | "made" | "notCoerced" | "notRejected" | "coerce" | "reject";

const ZERO_TO_NULL = { text: "(v) => (v === 0 ? null : v)", wrappedText: "({ value }) => (value === 0 ? null : value)", imports: [] };

export default createRule<Options, MessageId>({
  name: "require-zero-to-null",
  meta: {
    type: "problem",
    docs: {
      description: "Require that request schemas turn the 0 of an optional foreign key into null, or refuse it",
      presets: ["recommended", "strict"],
      category: "validation",
      strictOptions: { discipline: "origin" },
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      kept: "`{{field}}` is an optional key, and {{library}} lets a sent 0 through: the write fails on the foreign key, or stores a key of no row. Turn 0 into null, or refuse it.",
      made: "`{{field}}` is an optional key, and {{library}} turns {{empty}} into 0 here: the write fails on the foreign key, or stores a key of no row. Turn 0 into null, or refuse it.",
      notCoerced: "`{{field}}` refuses a sent 0: the request fails where the client means \"none\". Turn 0 into null.",
      notRejected: "`{{field}}` turns a sent 0 into null: the client does not learn that 0 is no key. Refuse it.",
      coerce: "Turn 0 into null.",
      reject: "Refuse 0.",
    },
    schema: [
      {
        type: "object",
        additionalProperties: false,
        properties: {
          policy: { enum: ["coerce", "reject", "either"], description: "What a schema has to do with 0: turn it into null, refuse it, or one of the two." },
          discipline: { enum: ["proven", "origin"], description: "With `origin`, optional keys of update schemas that do not admit null are reported too." },
        },
      },
    ],
    defaultOptions: [{ policy: "either", discipline: "proven" }],
  },
  create(context) {
    const { file, options } = context;
    const [{ policy, discipline }] = options;
    const seen = new Set<Node>();
    for (const schema of getSchemas(file)) {
      if (schema.isReshaped) continue;
      for (const field of schema.fields) {
        if (seen.has(field.node)) continue;
        const verdict = classifyZero(getRunContext(file), field.schema);
        const messageId = getMessage(verdict, policy);
        if (messageId === undefined || !isStoredKey(file, field.name, getSchemaUsage(file.project, schema).modules) || !isHarmful(file, field, verdict, discipline)) continue;
        // The columns of a table are all reported where the schema is made of them.
        if (field.node !== schema.node) seen.add(field.node);
        context.report({ node: field.node, messageId, data: getData(field, verdict, messageId), ...getRepairs(file, field, verdict, policy) });
      }
    }
  },
});

function getMessage({ kind, madeOf }: ZeroVerdict, policy: Policy): MessageId | undefined {
  switch (kind) {
    case "kept":
      return madeOf.length > 0 ? "made" : "kept";
    case "coerced":
      return policy === "reject" ? "notRejected" : undefined;
    case "rejected":
      return policy === "coerce" ? "notCoerced" : undefined;
    default:
      return undefined;
  }
}

function getData(field: Field, { madeOf }: ZeroVerdict, messageId: MessageId): Record<string, string> {
  const data = { field: field.name };
  if (messageId === "notCoerced" || messageId === "notRejected") return data;
  const library = field.library.name;
  return messageId === "kept" ? { ...data, library } : { ...data, library, empty: madeOf.map((value) => (value === "''" ? "an empty text" : value)).join(" and ") };
}

/** Does the field come from a request, and does nothing between the schema and the write take 0 apart? */
function isHarmful(file: LintedFile, { name, owner }: Field, verdict: ZeroVerdict, discipline: "proven" | "origin"): boolean {
  const { project } = file;
  const position = getInputPosition(project, owner, name);
  if (position === undefined || (position === "address" && !verdict.madeOf.includes("''"))) return false;
  if (discipline === "proven" && verdict.kind === "kept" && !verdict.isNullable && verdict.madeOf.length === 0 && isUpdateSchema(project, owner)) return false;
  return !isCheckedAsWhole(owner, name) && !isGuarded(project, getSchemaUsage(project, owner).modules, name, owner.node) && !isZeroMeaningful(project, name);
}

/** A fix where null is already a value of the field; a suggestion where its type would grow. */
function getRepairs(file: LintedFile, field: Field, verdict: ZeroVerdict, policy: Policy): Pick<Problem<MessageId>, "fix" | "suggest"> {
  const { zeroToNull } = file.settings.normalizers;
  const isTyped = field.value.type !== "PropertyDefinition" || isDeclaredNullable(field.value);
  // What is refused before cannot be turned into null after.
  if (verdict.kind !== "kept") return {};
  const coercion = policy === "reject" ? undefined : appendTransform(file, field, zeroToNull ? createHelperCallback(zeroToNull) : ZERO_TO_NULL);
  const rejection = policy === "coerce" ? undefined : appendPositive(file, field);
  const preferred = policy === "reject" ? rejection : coercion;
  const isFix = preferred?.isCertain === true && verdict.isNullable && isTyped;
  if (isFix || (preferred && zeroToNull && policy !== "reject" && isTyped)) return { fix: preferred.edits };
  const suggest = (messageId: "coerce" | "reject", edit: FieldEdit | undefined): { messageId: MessageId; edits: FieldEdit["edits"] }[] => (edit ? [{ messageId, edits: edit.edits }] : []);
  return { suggest: [...suggest("coerce", coercion), ...suggest("reject", rejection)] };
}
