/** Methods of a schema, or functions that take one first, that parse what they are given. */
export const PARSE_MEMBERS: ReadonlySet<string> = new Set([
  "parse",
  "safeParse",
  "parseAsync",
  "safeParseAsync",
  "validate",
  "validateAsync",
  "validateSync",
  "cast",
  "attempt",
  "assert",
  "decode",
  "Check",
  "Decode",
  "Parse",
]);

/** Members and functions that leave fields out, that keep only some, and that put others in their place. */
export const OMITTING: ReadonlySet<string> = new Set(["omit", "Omit", "OmitType"]);
export const PICKING: ReadonlySet<string> = new Set(["pick", "Pick", "PickType"]);
export const EXTENDING: ReadonlySet<string> = new Set(["extend", "safeExtend", "augment", "keys"]);

/** Members of a request that hold a part of it, read or called. */
export const REQUEST_MEMBERS: Readonly<Record<string, "body" | "form" | "query" | "params">> = {
  body: "body",
  json: "body",
  parseBody: "form",
  formData: "form",
  query: "query",
  queries: "query",
  params: "params",
  param: "params",
};
