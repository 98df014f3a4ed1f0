import type { Node } from "../ast/index.js";
import { REJECTED, UNKNOWN_SAMPLE, getDateForm, getTruth, known, toMoment } from "./samples.js";
import type { Outcome, Sample } from "./samples.js";

type Primitive = string | number | boolean | null | undefined;

export function applyUnary(operator: string, operand: Sample): Sample {
  if (operator === "void") return known(undefined);
  if (operator === "!") {
    const truth = getTruth(operand);
    return truth === undefined ? UNKNOWN_SAMPLE : known(!truth);
  }
  if (operator === "typeof") {
    if (operand.kind === "known") return known(operand.value === null ? "object" : typeof operand.value);
    if (operand.kind === "moment") return known(operand.isText ? "string" : "object");
    return operand.kind === "object" || operand.kind === "function" ? known(operand.kind) : UNKNOWN_SAMPLE;
  }
  if (operand.kind !== "known") return UNKNOWN_SAMPLE;
  if (operator === "-") return known(-Number(operand.value));
  return operator === "+" ? known(Number(operand.value)) : UNKNOWN_SAMPLE;
}

/** Comparison and arithmetic of what is known; a moment differs from every primitive. */
export function applyBinary(operator: string, left: Sample, right: Sample): Sample {
  if (left.kind !== "known" || right.kind !== "known") {
    const isDifferent = [left, right].some(({ kind }) => kind === "moment") && [left, right].some(({ kind }) => kind === "known");
    if (!isDifferent) return UNKNOWN_SAMPLE;
    return operator === "===" || operator === "==" ? known(false) : operator === "!==" || operator === "!=" ? known(true) : UNKNOWN_SAMPLE;
  }
  const a: Primitive = left.value;
  const b: Primitive = right.value;
  switch (operator) {
    case "===":
      return known(a === b);
    case "!==":
      return known(a !== b);
    case "==":
      return known(isLooselyEqual(a, b));
    case "!=":
      return known(!isLooselyEqual(a, b));
    case "<":
      return known(Number(a) < Number(b));
    case "<=":
      return known(Number(a) <= Number(b));
    case ">":
      return known(Number(a) > Number(b));
    case ">=":
      return known(Number(a) >= Number(b));
    case "+":
      return typeof a === "string" || typeof b === "string" ? known(`${String(a)}${String(b)}`) : known(Number(a) + Number(b));
    case "-":
      return known(Number(a) - Number(b));
    default:
      return UNKNOWN_SAMPLE;
  }
}

function isLooselyEqual(a: Primitive, b: Primitive): boolean {
  const isNothing = (value: Primitive): boolean => value === null || value === undefined;
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  return typeof a === typeof b ? a === b : Number(a) === Number(b);
}

export function instanceOf(left: Sample, right: Node): Sample {
  if (right.type !== "Identifier" || right.name !== "Date" || left.kind === "unknown") return UNKNOWN_SAMPLE;
  return known(left.kind === "moment" && !left.isText);
}

/** A function of the language by name; unknown when it is none of those that matter here. */
export function callGlobal(name: string, args: readonly Sample[]): Outcome {
  const [first = known(undefined)] = args;
  if (name === "Boolean") {
    const truth = getTruth(first);
    return truth === undefined ? UNKNOWN_SAMPLE : known(truth);
  }
  if (first.kind === "moment" && (name === "Date.parse" || name === "Number")) return UNKNOWN_SAMPLE;
  if (first.kind !== "known") return UNKNOWN_SAMPLE;
  const { value } = first;
  switch (name) {
    case "Number":
      return known(Number(value));
    case "String":
      return known(String(value));
    case "parseInt":
    case "Number.parseInt":
      return known(Number.parseInt(String(value), 10));
    case "parseFloat":
    case "Number.parseFloat":
      return known(Number.parseFloat(String(value)));
    case "isNaN":
      return known(Number.isNaN(Number(value)));
    case "Number.isNaN":
      return known(Number.isNaN(value));
    case "Number.isInteger":
      return known(Number.isInteger(value));
    case "Date.parse":
      return typeof value === "string" && getDateForm(value) === undefined ? known(Number.NaN) : UNKNOWN_SAMPLE;
    default:
      return UNKNOWN_SAMPLE;
  }
}

/** A method of a primitive or of a date. A method of null throws. */
export function callMethod(owner: Sample, name: string, args: readonly Sample[]): Outcome {
  if (owner.kind === "moment") {
    if (owner.isText) return UNKNOWN_SAMPLE;
    return name === "toISOString" || name === "toJSON" ? { ...owner, isText: true } : UNKNOWN_SAMPLE;
  }
  if (owner.kind !== "known") return UNKNOWN_SAMPLE;
  const { value } = owner;
  if (value === null || value === undefined) return REJECTED;
  const [first] = args;
  const argument = first?.kind === "known" && typeof first.value === "string" ? first.value : undefined;
  if (typeof value !== "string") return name === "toString" ? known(String(value)) : UNKNOWN_SAMPLE;
  switch (name) {
    case "trim":
      return known(value.trim());
    case "toString":
      return owner;
    case "endsWith":
      return argument === undefined ? UNKNOWN_SAMPLE : known(value.endsWith(argument));
    case "startsWith":
      return argument === undefined ? UNKNOWN_SAMPLE : known(value.startsWith(argument));
    case "includes":
      return argument === undefined ? UNKNOWN_SAMPLE : known(value.includes(argument));
    default:
      return UNKNOWN_SAMPLE;
  }
}

/** What a text is converted to by libraries that leave all else, and the empty text, to the type: joi, yup, vine. Measured. */
export function convertText(type: string, value: Sample): Sample {
  if (value.kind !== "known") return value;
  const { value: raw } = value;
  if (type === "string") return typeof raw === "number" || typeof raw === "boolean" ? known(String(raw)) : value;
  if (type === "number") return typeof raw === "string" && raw.trim() !== "" && !Number.isNaN(Number(raw)) ? known(Number(raw)) : value;
  if (type !== "date" || (typeof raw !== "string" && typeof raw !== "number")) return value;
  const moment = toMoment(value);
  return moment.kind === "rejected" ? value : moment;
}

/** `Number(value)`, and so on, as libraries coerce before they check. */
export function coerce(type: string, value: Sample): Outcome {
  switch (type) {
    case "number":
      return callGlobal("Number", [value]);
    case "string":
      return callGlobal("String", [value]);
    case "boolean":
      return callGlobal("Boolean", [value]);
    case "date":
      return toMoment(value);
    case "utc": {
      const moment = toMoment(value);
      return moment.kind === "moment" ? { ...moment, isText: true } : moment;
    }
    default:
      return UNKNOWN_SAMPLE;
  }
}
