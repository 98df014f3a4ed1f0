import type { RoleId } from "./types.js";

/** Where rows come from in a library, and what of their columns goes out when they are sent. */
export interface RowForm {
  /** Members whose result holds rows, by role: always, or when nothing but `*` is chosen. Results in the role of an entity are rows anyway. */
  readonly gives?: Readonly<Record<RoleId, { readonly always?: RegExp; readonly bare?: RegExp }>>;
  /** Members that give rows together with their count, and where the rows are in that. */
  readonly counted?: Readonly<Record<string, string>>;
  /** Options of a query by which it gives some columns only, or something else than rows. */
  readonly narrowedBy: readonly string[];
  /** Calls of a query's chain that choose columns, unless nothing but `*` is chosen. */
  readonly chooses?: RegExp;
  /** Calls of a query's chain after which it gives no rows: counts, keys. */
  readonly reduces?: RegExp;
  /** Calls of a query's chain that make it a write, which gives rows only when it is asked to. */
  readonly writes?: RegExp;
  /** Calls of a query's chain that ask for a column that it would leave out. */
  readonly asksFor?: RegExp;
  /** Calls of a query's chain that name its table, where what begins it does not. */
  readonly names?: RegExp;
  /** Text in the module of an entity by which its queries leave out columns by themselves. */
  readonly scopes?: RegExp;
  /** An option of a column, or a call that makes it, by which the library's own serialisation leaves it out. */
  readonly hides?: string;
  /** Options of a column, and their values, by which queries leave it out unless they ask for it. */
  readonly unloads?: Readonly<Record<string, boolean>>;
  /** What a spread of an instance copies that its serialisation leaves out. */
  readonly spread?: "hidden" | "internals";
  /** Members of an instance, or of what wraps one, that give all of its columns. */
  readonly exposes?: readonly string[];
}

const KNEX = {
  chooses: /^(?:select|column|columns|distinct|returning|first)$/,
  reduces: /^(?:count|countDistinct|min|max|sum|sumDistinct|avg|avgDistinct|pluck|groupBy|groupByRaw|columnInfo|as|union|unionAll|stream|toSQL|toString|clone|modify|resultSize|select[A-Z]\w*)$/,
  writes: /^(?:insert|patch|update|upsert|del|delete|increment|decrement|relate|unrelate|truncate)/,
} as const;

/** By the library's id: `semantics.md` §6, and for chains and options the vendors' manuals. */
export const ROW_FORMS: Readonly<Record<string, RowForm>> = {
  typeorm: {
    counted: { findAndCount: "0", findAndCountBy: "0", getManyAndCount: "0" },
    narrowedBy: ["select"],
    chooses: /^select$/,
    asksFor: /^addSelect$/,
    unloads: { select: false },
  },
  "mikro-orm": {
    counted: { findAndCount: "0" },
    narrowedBy: ["fields", "exclude"],
    chooses: /^select$/,
    hides: "hidden",
    unloads: { lazy: true },
    spread: "hidden",
    exposes: ["toPOJO"],
  },
  sequelize: {
    counted: { findAndCountAll: "rows" },
    narrowedBy: ["attributes", "raw", "plain"],
    scopes: /[dD]efaultScope|addScope/,
    spread: "internals",
  },
  prisma: {
    gives: { "prisma/Delegate": { always: /^(?:find(?:Unique|First)(?:OrThrow)?|findMany|create|createManyAndReturn|update|updateManyAndReturn|upsert|delete)$/ } },
    narrowedBy: ["select", "omit"],
  },
  drizzle: {
    gives: {
      "drizzle/TableQuery": { always: /^find(?:First|Many)$/ },
      "drizzle/Database": { bare: /^select(?:Distinct)?$/ },
      "drizzle/Transaction": { bare: /^select(?:Distinct)?$/ },
      "drizzle/Query": { bare: /^returning$/ },
    },
    narrowedBy: ["columns"],
    names: /^(?:from|insert|update|delete)$/,
  },
  knex: { gives: { "knex/Knex": { always: /^$/ }, "knex/Builder": { bare: /^returning$/ } }, narrowedBy: [], ...KNEX },
  objection: { gives: { "objection/ModelClass": { always: /^query$/ }, "objection/QueryBuilder": { bare: /^returning$/ } }, narrowedBy: [], ...KNEX },
  kysely: { gives: { "kysely/Builder": { always: /^(?:selectAll|returningAll)$/ } }, narrowedBy: [], names: /^(?:selectFrom|insertInto|updateTable|deleteFrom)$/ },
};

/** A package whose decorators say which columns its own serialiser leaves out; `JSON.stringify` does not ask them. */
export const EXCLUSIONS = { module: "class-transformer", excludes: "Exclude", exposes: "Expose" } as const;

/** Columns whose values nobody may see, by the words that their names end with. */
export const SENSITIVE_COLUMNS: readonly string[] = [
  "password",
  "passwordHash",
  "passwordDigest",
  "passwordSalt",
  "secret",
  "secretKey",
  "apiKey",
  "apiKeyHash",
  "privateKey",
  "accessToken",
  "refreshToken",
  "resetToken",
];

/** Names of columns that say something about a secret and hold none. */
export const ABOUT_SECRETS = /^(?:is|has|needs|requires|must|can|allow|use)[A-Z_]/;
