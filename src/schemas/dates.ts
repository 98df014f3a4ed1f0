import type { DateForm } from "../catalogue/index.js";
import { forEachPart, hasPart, runSchema } from "./run-schema.js";
import { DATE_TEXTS, getDateForm, known } from "./samples.js";
import type { Outcome } from "./samples.js";
import type { RunContext, Schema } from "./types.js";

/** How a datetime comes out of a schema. */
export type DateVerdict =
  /** A text without an offset is accepted by a datetime validator, as it is or as the server's local time. */
  | { readonly kind: "naive"; readonly isConverted: boolean }
  /** A text keeps the offset that the client sent. */
  | { readonly kind: "offset-kept" }
  /** Any text gets through. */
  | { readonly kind: "plain-text" }
  /** Null becomes the first of January 1970. */
  | { readonly kind: "epoch" }
  /** A `Date` is demanded, and nothing makes one of the JSON text. */
  | { readonly kind: "unconverted" }
  /** Every accepted form names one instant, the value is no datetime, or nobody can tell. */
  | { readonly kind: "none" };

const RAW_FORMS: readonly DateForm[] = ["offset", "naive", "naive-minutes"];

interface Traits {
  readonly forms: ReadonlySet<DateForm>;
  readonly isText: boolean;
  readonly isNarrowed: boolean;
  readonly demandsDate: boolean;
  readonly isOptional: boolean;
}

/**
 * Runs a schema on one moment written in every form, and on null. `isPartial`: the field is made optional elsewhere.
 * Facts: `semantics.md` §7.
 */
export function classifyDate(context: RunContext, schema: Schema, isPartial: boolean): DateVerdict {
  const traits = readTraits(schema);
  const run = (form: DateForm): Outcome => runSchema(context, schema, known(DATE_TEXTS[form]));
  const offset = run("offset");
  if (traits.demandsDate) return { kind: run("utc").kind === "rejected" ? "unconverted" : "none" };
  const naive = [run("naive"), run("naive-minutes")];
  if (traits.forms.has("naive") || traits.forms.has("naive-minutes")) {
    if (naive.some(isNaiveText)) return { kind: "naive", isConverted: false };
    if (naive.some(isLocal)) return { kind: "naive", isConverted: true };
  }
  if (isOffsetText(offset) && traits.forms.size > 0) return { kind: "offset-kept" };
  if (isOffsetText(offset) && naive.some(isNaiveText) && traits.isText && !traits.isNarrowed) return { kind: "plain-text" };
  const absent = runSchema(context, schema, known(null));
  return { kind: absent.kind === "moment" && absent.origin === "epoch" && (isPartial || traits.isOptional) ? "epoch" : "none" };
}

/** Does a `Date` come out when a datetime is sent? */
export function becomesDate(context: RunContext, schema: Schema): boolean {
  const outcome = runSchema(context, schema, known(DATE_TEXTS.utc));
  return outcome.kind === "moment" && !outcome.isText;
}

function readTraits(schema: Schema): Traits {
  const forms = new Set<DateForm>();
  let isText = false;
  let isNarrowed = false;
  let demandsDate = false;
  let isOptional = false;
  forEachPart(schema, (part) => {
    if (part.kind === "type") isText ||= part.type === "string";
    else if (part.kind === "optional") isOptional = true;
    // A text that was read as a date, and goes out as it came.
    else if (part.kind === "raw" && hasPart(part, isMoment)) for (const form of RAW_FORMS) forms.add(form);
    if (part.kind !== "check") return;
    const { check } = part;
    if (check.check === "datetime") for (const form of check.accepts) forms.add(form);
    else if (check.check === "format") isNarrowed = true;
    else if (check.check === "type") {
      isText ||= check.type === "string";
      demandsDate ||= check.type === "date";
    }
  });
  // A day has no time of day, so it has no offset either.
  if (forms.size === 1) forms.delete("day");
  return { forms, isText, isNarrowed, demandsDate, isOptional };
}

function isMoment(part: Schema): boolean {
  return (part.kind === "type" && part.type === "date") || (part.kind === "convert" && part.to === "utc");
}

function isOffsetText(outcome: Outcome): boolean {
  return outcome.kind === "known" && typeof outcome.value === "string" && getDateForm(outcome.value) === "offset";
}

function isNaiveText(outcome: Outcome): boolean {
  const form = outcome.kind === "known" && typeof outcome.value === "string" ? getDateForm(outcome.value) : undefined;
  return form === "naive" || form === "naive-minutes";
}

function isLocal(outcome: Outcome): boolean {
  return outcome.kind === "moment" && outcome.origin === "local";
}
