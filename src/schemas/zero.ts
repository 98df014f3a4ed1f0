import { hasPart, runSchema } from "./run-schema.js";
import { isKnown, isNothing, known } from "./samples.js";
import type { RunContext, Schema } from "./types.js";

/** What a schema does with the 0 of an optional number. */
export interface ZeroVerdict {
  /** What becomes of a sent 0; `none` where the question does not arise, or nobody can tell. */
  readonly kind: "kept" | "coerced" | "rejected" | "none";
  /** What else becomes 0. */
  readonly madeOf: readonly ("''" | "null")[];
  /** Null gets through, so that a 0 may become one without changing the type. */
  readonly isNullable: boolean;
}

const NONE: ZeroVerdict = { kind: "none", madeOf: [], isNullable: false };

/**
 * Runs a schema on 0, null, undefined, "" and 5. `none` for what is no number, for what must be there, and where a
 * bound names 0 as a value. Facts: `semantics.md` §8 and §9.
 */
export function classifyZero(context: RunContext, schema: Schema): ZeroVerdict {
  const run = (value: string | number | null | undefined): ReturnType<typeof runSchema> => runSchema(context, schema, known(value));
  if (!isNumeric(context, schema) || admitsZeroByBound(schema)) return NONE;
  const ofNull = run(null);
  if (!isNothing(run(undefined)) && !isNothing(ofNull)) return NONE;
  // A schema that takes texts only makes a number of "0".
  const zero = run(0).kind === "rejected" && isKnown(run("5"), 5) ? run("0") : run(0);
  const madeOf = [...(isKnown(run(""), 0) ? (["''"] as const) : []), ...(isKnown(ofNull, 0) ? (["null"] as const) : [])];
  const isNullable = isKnown(ofNull, null);
  if (isKnown(zero, 0) || madeOf.length > 0) return { kind: "kept", madeOf, isNullable };
  if (isNothing(zero)) return { kind: "coerced", madeOf, isNullable };
  return zero.kind === "rejected" ? { ...NONE, kind: "rejected" } : NONE;
}

/** A number comes out when one goes in, and no other text does. */
function isNumeric(context: RunContext, schema: Schema): boolean {
  const run = (value: string | number): ReturnType<typeof runSchema> => runSchema(context, schema, known(value));
  const text = run("a");
  if (text.kind === "known" && typeof text.value === "string") return false;
  return (hasPart(schema, isNumberPart) && isKnown(run(5), 5)) || isKnown(run("5"), 5);
}

function isNumberPart(part: Schema): boolean {
  if (part.kind === "type") return part.type === "number";
  if (part.kind === "convert") return part.to === "number";
  return part.kind === "check" && (part.check.check === "integer" || (part.check.check === "type" && part.check.type === "number"));
}

/** An explicit lower bound at or below 0: whoever wrote it counts from there. */
function admitsZeroByBound(schema: Schema): boolean {
  return hasPart(schema, (part) => {
    if (part.kind !== "check" || (part.check.check !== "min" && part.check.check !== "exclusive-min")) return false;
    const { check, bound } = part.check;
    return bound !== undefined && (check === "min" ? bound <= 0 : bound < 0);
  });
}
