import type { SchemaPosition } from "./framework-types.js";

/** Where a call takes schemas: an argument, or the keys of one. */
export interface SchemaPlace {
  readonly argument: number;
  readonly position?: SchemaPosition;
  readonly keys?: Readonly<Record<string, SchemaPosition>>;
}

/** Members of what a package exports, or of what is made of it, that say what a schema is for. */
export interface SchemaPlaces {
  readonly modules: readonly string[];
  /** Texts of which every module that uses one holds one. */
  readonly marks: readonly string[];
  readonly members: Readonly<Record<string, SchemaPlace>>;
}

const effectRoute: SchemaPlace = { argument: 2, keys: { payload: "body", query: "query", params: "params", success: "response", error: "response" } };

export const SCHEMA_PLACES: readonly SchemaPlaces[] = [
  {
    modules: ["@effect/platform", "@effect/platform/*", "effect", "effect/*"],
    marks: ["HttpApi", "schemaBody"],
    members: {
      get: effectRoute, post: effectRoute, put: effectRoute, patch: effectRoute, del: effectRoute, delete: effectRoute,
      setPayload: { argument: 0, position: "body" }, setUrlParams: { argument: 0, position: "query" }, setPath: { argument: 0, position: "params" }, addSuccess: { argument: 0, position: "response" }, addError: { argument: 0, position: "response" },
      schemaBodyJson: { argument: 0, position: "body" }, schemaBodyForm: { argument: 0, position: "form" }, schemaBodyFormJson: { argument: 0, position: "form" }, schemaBodyUrlParams: { argument: 0, position: "form" }, schemaSearchParams: { argument: 0, position: "query" },
    },
  },
];

/** Functions that make a validator of a schema: what they give back is called with the value. */
export const VALIDATOR_MAKERS: ReadonlySet<string> = new Set([
  "compile",
  "decodeUnknown",
  "decodeUnknownSync",
  "decodeUnknownEither",
  "decodeUnknownOption",
  "decodeUnknownPromise",
  "decodeUnknownEffect",
  "decodeUnknownExit",
  "decodeUnknownResult",
  "parser",
  "safeParser",
]);
