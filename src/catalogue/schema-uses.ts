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

/** Members that hold a part only of what is called a request: hapi's, AdonisJS'. */
export const NAMED_REQUEST_MEMBERS: Readonly<Record<string, "body" | "query">> = { payload: "body", all: "body", only: "body", except: "body", qs: "query" };

/** The parts of a request by the keys of an object of schemas, as they are written or by the name of a constant. */
export const PART_KEYS: Readonly<Record<string, "body" | "query" | "params">> = { body: "body", BODY: "body", payload: "body", query: "query", QUERY: "query", querystring: "query", params: "params", PARAMS: "params" };
/** Functions of packages that are given such an object. */
export const PART_VALIDATORS: Readonly<Record<string, readonly string[]>> = {
  celebrate: ["celebrate"],
  "express-validation": ["validate"],
  "zod-express-middleware": ["validateRequest", "processRequest"],
};
/** Properties of a route's options that hold such an object. */
export const PART_HOLDERS: ReadonlySet<string> = new Set(["validate"]);
/** Members of a request that are given the schema of all that it carries; in handlers of these names, that is the address. */
export const REQUEST_VALIDATORS: ReadonlySet<string> = new Set(["validateUsing"]);
export const READING_HANDLERS = /^(?:index|show|list|get|find|fetch|search|query|filter|count)(?![a-z])/;

/** Functions of packages that wrap a Date, and keep the moment that it is: by specifier, the paths of the exports. */
export const DATE_WRAPPERS: Readonly<Record<string, readonly string[]>> = { luxon: ["DateTime.fromJSDate"], dayjs: ["default"], moment: ["default"] };

/** Where a parsed value lies in what a parser gives back instead of throwing. */
export const PARSED_VALUES: ReadonlySet<string> = new Set(["data", "value", "output"]);

/** Functions and members that give back what they are given, or a copy of it: which argument; `all` for what merges its arguments. */
export const PASSING: Readonly<Record<string, number | "all">> = {
  structuredClone: 0,
  fromEntries: 0,
  plainToInstance: 1,
  plainToClass: 1,
  pick: 0,
  omit: 0,
  omitBy: 0,
  pickBy: 0,
  assign: "all",
  Number: 0,
  String: 0,
  BigInt: 0,
  parseInt: 0,
  parseFloat: 0,
  Date: 0,
};

/** Members of a text or a number that give back the same value in another form. */
export const CONVERTING: ReadonlySet<string> = new Set(["toString", "toLowerCase", "toUpperCase", "trim", "valueOf"]);
