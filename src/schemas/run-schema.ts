import { coerce, convertText } from "./operators.js";
import { runCallback } from "./run-callback.js";
import { REJECTED, UNKNOWN_SAMPLE, getDateForm, getTruth, isKnown, isSameSample, known } from "./samples.js";
import type { Outcome, Sample } from "./samples.js";
import type { Check, RunContext, Schema } from "./types.js";

/** What a schema makes of a value: the parsed value, a refusal, or unknown. Facts: `semantics.md` §7 and §9. */
export function runSchema(context: RunContext, schema: Schema, value: Sample): Outcome {
  switch (schema.kind) {
    case "type":
      return runConversion(schema.from, value) ?? runType(schema.type, schema.isCoerced, value);
    case "literal":
      if (value.kind === "unknown" || schema.values.some(({ kind }) => kind === "unknown")) return UNKNOWN_SAMPLE;
      return schema.values.some((item) => isSameSample(item, value)) ? value : REJECTED;
    case "union":
      if (schema.isConverting && mayBecomeNull(schema.members, value)) return UNKNOWN_SAMPLE;
      for (const member of schema.members) {
        const outcome = runSchema(context, member, value);
        if (outcome.kind !== "rejected") return outcome;
      }
      return REJECTED;
    case "optional":
      if (schema.absent.some((name) => isKnown(value, name === "null" ? null : undefined))) return schema.fallback ?? value;
      return runSchema(context, schema.inner, value);
    case "default":
      if (!isKnown(value, undefined)) return runSchema(context, schema.inner, value);
      return schema.isParsed ? runSchema(context, schema.inner, schema.value) : schema.value;
    case "catch": {
      const outcome = runSchema(context, schema.inner, value);
      return outcome.kind === "rejected" ? schema.value : outcome;
    }
    case "check": {
      const inner = runSchema(context, schema.inner, value);
      return inner.kind === "rejected" ? inner : runCheck(context, schema.check, inner);
    }
    case "transform": {
      const inner = runSchema(context, schema.inner, value);
      if (inner.kind === "rejected") return inner;
      const isRun = !schema.needsDecoder || context.isDecoded();
      if (isRun === undefined) return UNKNOWN_SAMPLE;
      if (!isRun) return inner;
      return runCallback(context, schema.callback, [schema.parameter === "wrapped" ? { kind: "object", members: { value: inner } } : inner, schema.parameter === "original" ? value : UNKNOWN_SAMPLE]);
    }
    case "pipe": {
      const inner = runSchema(context, schema.inner, value);
      return inner.kind === "rejected" ? inner : runSchema(context, schema.next, inner);
    }
    case "convert": {
      const inner = runSchema(context, schema.inner, value);
      if (inner.kind === "rejected" || isKnown(inner, null) || isKnown(inner, undefined)) return inner;
      return schema.isOfText ? convertText(schema.to, inner) : coerce(schema.to, inner);
    }
    case "allow":
      if (schema.values.some((item) => isSameSample(item, value))) return value;
      return schema.values.some(({ kind }) => kind === "unknown") ? UNKNOWN_SAMPLE : runSchema(context, schema.inner, value);
    case "empty": {
      const inner = runSchema(context, schema.inner, value);
      if (schema.values.some((item) => isSameSample(item, inner))) return known(undefined);
      return schema.values.some(({ kind }) => kind === "unknown") ? UNKNOWN_SAMPLE : inner;
    }
    case "refuse":
      return schema.absent.some((name) => isKnown(value, name === "null" ? null : undefined)) ? REJECTED : runSchema(context, schema.inner, value);
    case "raw": {
      const inner = runSchema(context, schema.inner, value);
      return inner.kind === "rejected" || inner.kind === "unknown" ? inner : value;
    }
    case "condition": {
      const truth = runCallback(context, schema.callback, [UNKNOWN_SAMPLE, value]);
      const isChecked = truth.kind === "rejected" ? undefined : getTruth(truth);
      if (isChecked === undefined) return UNKNOWN_SAMPLE;
      return isChecked ? runSchema(context, schema.inner, value) : value;
    }
    case "object":
    case "unknown":
      return UNKNOWN_SAMPLE;
  }
}

/** Where only texts are converted, what becomes of all else; of an empty text nobody can tell. */
function runConversion(from: "string" | undefined, value: Sample): Outcome | undefined {
  if (from === undefined || value.kind === "unknown") return undefined;
  if (value.kind === "known" && typeof value.value === "string") return value.value === "" ? UNKNOWN_SAMPLE : undefined;
  return value.kind === "moment" && value.isText ? undefined : REJECTED;
}

/** Does null stand before all that may take a 0 or an empty text as it is? */
function mayBecomeNull(members: readonly Schema[], value: Sample): boolean {
  const [first] = members;
  return first?.kind === "type" && first.type === "null" && value.kind === "known" && (value.value === 0 || value.value === "" || value.value === false);
}

function runType(type: string, isCoerced: boolean, value: Sample): Outcome {
  if (type === "any") return value;
  const given = isCoerced ? coerce(type, value) : value;
  if (given.kind === "rejected") return given;
  if (given.kind === "unknown") return isCoerced && type === "date" ? { kind: "moment", origin: "instant", isText: false } : given;
  if (given.kind === "moment") return type === (given.isText ? "string" : "date") ? given : REJECTED;
  if (given.kind !== "known") return UNKNOWN_SAMPLE;
  const { value: raw } = given;
  const actual = raw === null ? "null" : typeof raw;
  // What is not modelled (enums, files, nested objects) takes or refuses a sample for reasons of its own.
  if (type === "other" && raw !== null && raw !== undefined) return UNKNOWN_SAMPLE;
  return actual === type && !Number.isNaN(raw) ? given : REJECTED;
}

function runCheck(context: RunContext, check: Check, value: Sample): Outcome {
  switch (check.check) {
    case "harmless":
      return value;
    case "predicate": {
      const outcome = runCallback(context, check.callback, [value, UNKNOWN_SAMPLE]);
      const truth = outcome.kind === "rejected" ? undefined : getTruth(outcome);
      return truth === undefined ? UNKNOWN_SAMPLE : truth ? value : REJECTED;
    }
    case "type":
      return runType(check.type, false, value);
    case "not":
      if (value.kind === "unknown") return value;
      if (check.values.some((item) => isSameSample(item, value))) return REJECTED;
      return check.values.some(({ kind }) => kind === "unknown") ? UNKNOWN_SAMPLE : value;
    default:
  }
  if (value.kind === "unknown") return value;
  const raw = value.kind === "known" ? value.value : undefined;
  switch (check.check) {
    case "integer":
      return typeof raw === "number" && Number.isInteger(raw) ? value : REJECTED;
    case "format":
      return typeof raw === "string" || value.kind === "moment" ? UNKNOWN_SAMPLE : REJECTED;
    case "datetime": {
      if (value.kind === "moment") return value.isText && check.accepts.includes("utc") ? value : REJECTED;
      const form = typeof raw === "string" ? getDateForm(raw) : undefined;
      return form !== undefined && check.accepts.includes(form) ? value : REJECTED;
    }
    case "min":
    case "exclusive-min":
    case "max":
    case "exclusive-max": {
      // 1970 lies before most bounds that somebody writes, and a bound that is a date is not read.
      if (value.kind === "moment") return value.origin === "epoch" && check.check.endsWith("min") ? UNKNOWN_SAMPLE : value;
      const size = typeof raw === "string" ? raw.length : raw;
      if (typeof size !== "number") return REJECTED;
      if (check.bound === undefined) return UNKNOWN_SAMPLE;
      return isWithinBound(check.check, size, check.bound) ? value : REJECTED;
    }
  }
}

function isWithinBound(check: "min" | "exclusive-min" | "max" | "exclusive-max", size: number, bound: number): boolean {
  switch (check) {
    case "min":
      return size >= bound;
    case "exclusive-min":
      return size > bound;
    case "max":
      return size <= bound;
    case "exclusive-max":
      return size < bound;
  }
}

/** Every schema inside one, parents first; what a pipe goes on with included. */
export function forEachPart(schema: Schema, visit: (schema: Schema) => void): void {
  visit(schema);
  switch (schema.kind) {
    case "union":
      for (const member of schema.members) forEachPart(member, visit);
      break;
    case "pipe":
      forEachPart(schema.inner, visit);
      forEachPart(schema.next, visit);
      break;
    case "optional":
    case "default":
    case "catch":
    case "check":
    case "transform":
    case "convert":
    case "condition":
    case "allow":
    case "empty":
    case "refuse":
    case "raw":
      forEachPart(schema.inner, visit);
      break;
    default:
  }
}

/** Does a schema, or a part of it, have a property? */
export function hasPart(schema: Schema, matches: (part: Schema) => boolean): boolean {
  const found: Schema[] = [];
  forEachPart(schema, (part) => {
    if (matches(part)) found.push(part);
  });
  return found.length > 0;
}
