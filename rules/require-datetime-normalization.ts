import type { Node } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import type { Problem } from "../src/create-rule.js";
import { getInputPosition, hasTimeZoneField, isDateName, isIgnoredDateName } from "../src/endpoints/index.js";
import type { LintedFile } from "../src/file.js";
import { appendCall, appendTransform, createHelperCallback } from "../src/fix/index.js";
import { classifyDate, getRunContext, getSchemaUsage, getSchemas, isCheckedAsWhole, isDayColumn, isNothing, isParsedAsDate, known, runSchema } from "../src/schemas/index.js";
import type { DateVerdict, Field } from "../src/schemas/index.js";

type MessageId = "naive" | "naiveConverted" | "offsetKept" | "plainText" | "epoch" | "unconverted" | "normalize" | "admitNull";

/** Names that a text of hours and minutes has as often as a datetime. */
const TIME_OF_DAY = /(?<!Date)Time$|(?<!date)_time$|^(?:start|end|starts|ends|when)$/;

export default createRule<readonly [], MessageId>({
  name: "require-datetime-normalization",
  meta: {
    type: "problem",
    docs: {
      description: "Require that datetimes of request schemas name one instant before they reach the code",
      presets: ["recommended", "strict"],
      category: "validation",
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      naive: "`{{field}}` accepts a datetime without an offset: {{library}} hands the text on, and the server or the database reads it in its own time zone.",
      naiveConverted: "`{{field}}` accepts a datetime without an offset: `new Date()` reads it in the time zone of the server that happens to run.",
      offsetKept: "`{{field}}` keeps the offset that the client sent as text: a column without time zone drops it and stores another moment. Convert it to a `Date` or to UTC.",
      plainText: "`{{field}}` is any text: {{library}} checks no format, and a datetime without an offset is read in the time zone of whoever parses it.",
      epoch: "`{{field}}` is optional, and {{library}} turns null into 1970-01-01: a client that clears the field stores a date.",
      unconverted: "`{{field}}` has to be a `Date`, and nothing makes one of the JSON text: every request is refused, or the text is converted in the server's time zone. Add `@Type(() => Date)`.",
      normalize: "Convert it to one instant.",
      admitNull: "Let null through.",
    },
    schema: [],
  },
  create(context) {
    const { file } = context;
    const seen = new Set<Node>();
    for (const schema of getSchemas(file)) {
      if (schema.isReshaped || hasTimeZoneField(schema)) continue;
      for (const field of schema.fields) {
        if (seen.has(field.node) || isIgnoredDateName(field.name, file.settings)) continue;
        const verdict = classifyDate(getRunContext(file), field.schema, schema.isPartial);
        const messageId = getMessage(file, field, verdict);
        if (messageId === undefined || !isHarmful(file, field, verdict)) continue;
        seen.add(field.node);
        const isNamed = messageId === "naive" || messageId === "plainText" || messageId === "epoch";
        context.report({ node: field.node, messageId, data: isNamed ? { field: field.name, library: field.library.name } : { field: field.name }, ...getRepairs(file, field, verdict) });
      }
    }
  },
});

function getMessage(file: LintedFile, { name }: Field, verdict: DateVerdict): MessageId | undefined {
  switch (verdict.kind) {
    case "naive":
      return verdict.isConverted ? "naiveConverted" : "naive";
    case "offset-kept":
      return file.settings.dates.storage === "aware" ? undefined : "offsetKept";
    case "plain-text":
      return isDateName(name, file.settings) && !TIME_OF_DAY.test(name) ? "plainText" : undefined;
    case "epoch":
    case "unconverted":
      return verdict.kind;
    default:
      return undefined;
  }
}

/** Does the field come from a request's body, and does nobody make a moment of it afterwards? */
function isHarmful({ project }: LintedFile, { name, owner }: Field, verdict: DateVerdict): boolean {
  if (getInputPosition(project, owner, name) !== "body" || isCheckedAsWhole(owner, name) || isDayColumn(project, name)) return false;
  const isText = verdict.kind === "offset-kept" || verdict.kind === "plain-text" || (verdict.kind === "naive" && !verdict.isConverted);
  return !isText || !isParsedAsDate(getSchemaUsage(project, owner).modules, name);
}

/** A fix where no code sees the change of type; else a suggestion. */
function getRepairs(file: LintedFile, field: Field, verdict: DateVerdict): Pick<Problem<MessageId>, "fix" | "suggest"> {
  const context = getRunContext(file);
  const { datetime } = file.settings.normalizers;
  if (verdict.kind === "epoch") {
    const edit = appendCall(file, field, "nullable");
    return edit ? { suggest: [{ messageId: "admitNull", edits: edit.edits }] } : {};
  }
  const isAbsent = [null, undefined].some((value) => isNothing(runSchema(context, field.schema, known(value))));
  const text = isAbsent ? "(v) => (v == null ? v : new Date(v))" : "(v) => new Date(v)";
  const isConvertible = verdict.kind === "offset-kept" && field.library.append.style !== "decorator";
  if (!datetime && !isConvertible) return {};
  const edit = appendTransform(file, field, datetime ? createHelperCallback(datetime) : { text, wrappedText: text, imports: [] });
  if (!edit) return {};
  const { hasConsumer } = getSchemaUsage(file.project, field.owner);
  return verdict.kind === "offset-kept" && !hasConsumer && (edit.isCertain || datetime) ? { fix: edit.edits } : { suggest: [{ messageId: "normalize", edits: edit.edits }] };
}
