import type { Node } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import type { Problem } from "../src/create-rule.js";
import { getInputPosition, hasTimeZoneField, isDateName, isIgnoredDateName } from "../src/endpoints/index.js";
import type { LintedFile } from "../src/file.js";
import { appendCall, appendTransform, createHelperCallback } from "../src/fix/index.js";
import { becomesDate, classifyDate, findLocalWriter, getRunContext, getSchemaUsage, getSchemas, isAwareColumn, isCheckedAsWhole, isDayColumn, isNothing, isParsedAsDate, known, runSchema } from "../src/schemas/index.js";
import type { DateVerdict, Field } from "../src/schemas/index.js";

type MessageId = "naive" | "naiveConverted" | "offsetKept" | "plainText" | "epoch" | "unconverted" | "localWrite" | "normalize" | "admitNull";

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
      naiveConverted: "`{{field}}` accepts a datetime without an offset: it is read in the time zone of the server that happens to run.",
      offsetKept: "`{{field}}` keeps the offset that the client sent as text: a column without time zone drops it and stores another moment. Convert it to a `Date` or to UTC.",
      plainText: "`{{field}}` is any text: {{library}} checks no format, and a datetime without an offset is read in the time zone of whoever parses it.",
      epoch: "`{{field}}` is optional, and {{library}} turns null into 1970-01-01: a client that clears the field stores a date.",
      unconverted: "`{{field}}` has to be a `Date`, and nothing makes one of the JSON text: every request is refused, or the text is converted in the server's time zone. Add `@Type(() => Date)`.",
      localWrite: "`{{field}}` becomes a `Date`, which {{library}} writes into a column without time zone as the server's local time: outside of UTC another moment is stored. Use a column with a time zone.",
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
        const writer = verdict.kind === "none" && becomesDate(getRunContext(file), field.schema) ? findLocalWriter(file.project, field.name, file.settings.dates.storage) : undefined;
        const messageId = writer ? "localWrite" : getMessage(file, field, verdict);
        if (messageId === undefined || !isHarmful(file, field, verdict)) continue;
        // The columns of a table are all reported where the schema is made of them.
        if (field.node !== schema.node) seen.add(field.node);
        const isNamed = messageId === "naive" || messageId === "plainText" || messageId === "epoch";
        const library = writer?.name ?? field.library.name;
        context.report({ node: field.node, messageId, data: isNamed || writer ? { field: field.name, library } : { field: field.name }, ...(writer ? {} : getRepairs(file, field, verdict)) });
      }
    }
  },
});

function getMessage(file: LintedFile, { name }: Field, verdict: DateVerdict): MessageId | undefined {
  switch (verdict.kind) {
    case "naive":
      return verdict.isConverted ? "naiveConverted" : "naive";
    case "offset-kept":
      return isKept(file, name) ? undefined : "offsetKept";
    case "plain-text":
      return isDateName(name, file.settings) && !TIME_OF_DAY.test(name) ? "plainText" : undefined;
    case "epoch":
    case "unconverted":
      return verdict.kind;
    default:
      return undefined;
  }
}

/** Do the columns store the moment that an offset names? By the setting, else by what they are declared as. */
function isKept({ project, module, settings }: LintedFile, name: string): boolean {
  const { storage } = settings.dates;
  return storage === "aware" || (storage === "auto" && isAwareColumn(project, name, module));
}

/** Does the field come from a request's body, and does nobody make a moment of it afterwards? */
function isHarmful({ project }: LintedFile, { name, owner }: Field, verdict: DateVerdict): boolean {
  if (getInputPosition(project, owner, name) !== "body" || isCheckedAsWhole(owner, name) || isDayColumn(project, name)) return false;
  const isText = verdict.kind === "offset-kept" || verdict.kind === "plain-text" || (verdict.kind === "naive" && !verdict.isConverted);
  const { modules, handler } = getSchemaUsage(project, owner);
  return !isText || !isParsedAsDate(modules, name, handler);
}

/** A fix where no code sees the change of type; else a suggestion. */
function getRepairs(file: LintedFile, field: Field, verdict: DateVerdict): Pick<Problem<MessageId>, "fix" | "suggest"> {
  const context = getRunContext(file);
  const { datetime } = file.settings.normalizers;
  const { append } = field.library;
  // What runs before the checks would let a text without an offset through them, and does not see that null is let through.
  if (append.style === "method" && append.runsFirst) return {};
  if (verdict.kind === "epoch") {
    const edit = append.style === "method" && append.nullable ? appendCall(file, field, append.nullable) : undefined;
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
