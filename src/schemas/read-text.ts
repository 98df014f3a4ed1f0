import { known } from "./samples.js";
import type { Schema } from "./types.js";

type Bound = "min" | "exclusive-min" | "max" | "exclusive-max";

const UNKNOWN: Schema = { kind: "unknown" };
const TOKEN = /\s*(\[\]|<=|>=|[<>|&()%=?]|'[^']*'|"[^"]*"|-?\d+(?:\.\d+)?(?![\w.])|[A-Za-z_$][\w$.]*)\s*/y;
const AFTER: Readonly<Record<string, Bound>> = { ">": "exclusive-min", ">=": "min", "<": "exclusive-max", "<=": "max" };
const BEFORE: Readonly<Record<string, Bound>> = { "<": "exclusive-min", "<=": "min", ">": "exclusive-max", ">=": "max" };

/**
 * A schema that is written as a text: words, literals, unions, intersections, bounds, lists, a default and `?`.
 * `readWord` knows the words; what cannot be read is unknown.
 */
export function readText(text: string, readWord: (word: string) => Schema | undefined): Schema {
  const tokens = getTokens(text);
  if (!tokens) return UNKNOWN;
  const take = (...wanted: readonly string[]): string | undefined => (wanted.includes(tokens[0] ?? "") ? tokens.shift() : undefined);

  const readUnion = (): Schema => {
    const members = [readIntersection()];
    while (take("|")) members.push(readIntersection());
    const [only] = members;
    return members.length === 1 && only ? only : { kind: "union", members };
  };
  const readIntersection = (): Schema => {
    let schema = readBounded();
    while (take("&")) schema = { kind: "pipe", inner: schema, next: readBounded() };
    return schema;
  };
  const readBounded = (): Schema => {
    const [left, operator] = tokens;
    const isLeft = left !== undefined && operator !== undefined && isNumber(left) && Object.hasOwn(BEFORE, operator);
    if (isLeft) tokens.splice(0, 2);
    let schema = readListed();
    if (isLeft) schema = bound(schema, BEFORE[operator], left);
    for (let sign = take(...Object.keys(AFTER), "%"); sign !== undefined; sign = take(...Object.keys(AFTER), "%")) {
      schema = sign === "%" ? { kind: "check", inner: schema, check: { check: "harmless" } } : bound(schema, AFTER[sign], tokens[0]);
      tokens.shift();
    }
    return schema;
  };
  const readListed = (): Schema => {
    let schema = readPrimary();
    while (take("[]")) schema = { kind: "type", type: "array", isCoerced: false, at: undefined };
    return schema;
  };
  const readPrimary = (): Schema => {
    const token = tokens.shift() ?? "";
    if (token === "(") {
      const inner = readUnion();
      return take(")") ? inner : UNKNOWN;
    }
    const literal = readLiteral(token);
    return literal === undefined ? (readWord(token) ?? UNKNOWN) : { kind: "literal", values: [known(literal)] };
  };

  let schema = readUnion();
  if (take("?")) schema = { kind: "optional", inner: schema, absent: ["undefined"], fallback: undefined };
  if (take("=")) {
    const value = tokens.shift() ?? "";
    const literal = value === "null" ? null : readLiteral(value);
    schema = { kind: "default", inner: schema, value: literal === undefined ? { kind: "unknown" } : known(literal), isParsed: false };
  }
  return tokens.length === 0 ? schema : UNKNOWN;
}

function getTokens(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function bound(inner: Schema, check: Bound | undefined, limit: string | undefined): Schema {
  return check && limit !== undefined && isNumber(limit) ? { kind: "check", inner, check: { check, bound: Number(limit) } } : UNKNOWN;
}

function isNumber(token: string): boolean {
  return /^-?\d/.test(token);
}

function readLiteral(token: string): string | number | undefined {
  if (isNumber(token)) return Number(token);
  return /^['"]/.test(token) ? token.slice(1, -1) : undefined;
}
