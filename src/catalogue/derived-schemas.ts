import type { SchemaOperation } from "./schema-types.js";

/**
 * Functions of drizzle-zod, drizzle-valibot and drizzle-typebox that make a schema of a table's columns. A function that
 * stands in for a column changes its schema before null and undefined are let in; any other override replaces all of it.
 * Measured on drizzle-zod 0.8.3, drizzle-valibot 0.4.2 and drizzle-typebox 0.3.3. `createSelectSchema` describes rows that
 * go out, so it is none of them.
 */
export const DERIVING: Readonly<Record<string, SchemaOperation>> = {
  createInsertSchema: { is: "derive", table: 0, overrides: 1 },
  createUpdateSchema: { is: "derive", table: 0, overrides: 1, isPartial: true },
};

/** What the columns of a table become, by the function that makes the column, or by its option `mode`. */
export interface ColumnForms {
  readonly modules: readonly string[];
  readonly types: Readonly<Record<string, "number" | "string" | "date">>;
  readonly modes: Readonly<Record<string, "number" | "string" | "date" | "other">>;
  /** Calls in a column's chain after which null is refused, and after which the column may be missing. */
  readonly required: readonly string[];
  readonly defaulted: readonly string[];
  /** Calls after which the column is no part of what is inserted. */
  readonly excluded: readonly string[];
  /** Other calls that do not change what gets through. */
  readonly neutral: readonly string[];
}

export const COLUMN_FORMS: ColumnForms = {
  modules: ["drizzle-orm/*"],
  types: {
    integer: "number", int: "number", smallint: "number", mediumint: "number", tinyint: "number", serial: "number", smallserial: "number", bigserial: "number", real: "number", doublePrecision: "number", double: "number", float: "number",
    text: "string", varchar: "string", char: "string", uuid: "string", tinytext: "string", mediumtext: "string", longtext: "string",
    timestamp: "date", datetime: "date",
  },
  modes: { number: "number", string: "string", date: "date", timestamp: "date", timestamp_ms: "date", boolean: "other", bigint: "other", json: "other" },
  required: ["notNull", "primaryKey"],
  defaulted: ["default", "defaultNow", "defaultRandom", "$default", "$defaultFn", "$onUpdate", "$onUpdateFn", "autoincrement", "onUpdateNow"],
  excluded: ["generatedAlwaysAs", "generatedAlwaysAsIdentity"],
  neutral: ["references", "unique", "$type", "generatedByDefaultAsIdentity"],
};
