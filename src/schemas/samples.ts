import type { DateForm } from "../catalogue/index.js";
import type { Closure } from "./types.js";

/** A value that a schema or a callback is run on: concrete, or what is known of it. */
export type Sample =
  | { readonly kind: "known"; readonly value: string | number | boolean | null | undefined }
  /** A moment. `local`: read in the server's time zone; `epoch`: made of null or 0. `isText`: written out in UTC. */
  | { readonly kind: "moment"; readonly origin: "instant" | "local" | "epoch"; readonly isText: boolean }
  | { readonly kind: "object"; readonly members: Readonly<Record<string, Sample>> }
  | { readonly kind: "function"; readonly closure: Closure }
  | { readonly kind: "unknown" };

/** What comes of running something: a value, or a refusal. */
export type Outcome = Sample | { readonly kind: "rejected" };

export const UNKNOWN_SAMPLE: Sample = { kind: "unknown" };
export const REJECTED: Outcome = { kind: "rejected" };

export function known(value: string | number | boolean | null | undefined): Sample {
  return { kind: "known", value };
}

/** One moment in every form in which a client can write it. */
export const DATE_TEXTS: Readonly<Record<DateForm, string>> = {
  utc: "2026-01-01T10:00:00Z",
  offset: "2026-01-01T10:00:00+05:00",
  naive: "2026-01-01T10:00:00",
  "naive-minutes": "2026-01-01T10:00",
  day: "2026-01-01",
};

/** The form of a text; `undefined` when it names no moment. */
export function getDateForm(text: string): DateForm | undefined {
  const match = /^\d{4}-\d\d-\d\d(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (!match) return undefined;
  const [, minutes, seconds, zone] = match;
  if (minutes === undefined) return "day";
  if (zone !== undefined) return zone === "Z" ? "utc" : "offset";
  return seconds === undefined ? "naive-minutes" : "naive";
}

/** `new Date(value)`: null and 0 are 1970, a text without an offset is the server's local time (`semantics.md` §7). */
export function toMoment(value: Sample): Outcome {
  if (value.kind === "moment") return { ...value, isText: false };
  if (value.kind !== "known") return UNKNOWN_SAMPLE;
  const raw = value.value;
  if (raw === null || raw === 0 || raw === false) return { kind: "moment", origin: "epoch", isText: false };
  if (typeof raw === "number") return { kind: "moment", origin: "instant", isText: false };
  const form = typeof raw === "string" ? getDateForm(raw) : undefined;
  if (form === undefined) return REJECTED;
  return { kind: "moment", origin: form === "naive" || form === "naive-minutes" ? "local" : "instant", isText: false };
}

/** The truth value; `undefined` when unknown. */
export function getTruth(sample: Sample): boolean | undefined {
  if (sample.kind === "unknown") return undefined;
  return sample.kind === "known" ? Boolean(sample.value) : true;
}

export function isSameSample(a: Outcome, b: Outcome): boolean {
  if (a.kind === "known" && b.kind === "known") return Object.is(a.value, b.value);
  if (a.kind === "moment" && b.kind === "moment") return a.origin === b.origin && a.isText === b.isText;
  return a.kind === "rejected" && b.kind === "rejected";
}

export function isKnown(outcome: Outcome, value: string | number | boolean | null | undefined): boolean {
  return outcome.kind === "known" && Object.is(outcome.value, value);
}

/** Null or undefined. */
export function isNothing(outcome: Outcome): boolean {
  return outcome.kind === "known" && (outcome.value === null || outcome.value === undefined);
}
