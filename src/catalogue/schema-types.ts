/**
 * The vocabulary in which a schema library is described. A library is one file of data in this folder; the reader and the
 * evaluator know these words and no library. Facts come from `semantics.md` §7 and §9 (measured) or from vendors' documentation.
 */

/** What a value is before any check. */
export type SchemaType = "number" | "string" | "date" | "boolean" | "null" | "undefined" | "object" | "array" | "any" | "other";

/** How a text names a moment: with `Z`, with another offset, with neither, and without seconds, or a day only. */
export type DateForm = "utc" | "offset" | "naive" | "naive-minutes" | "day";

/** A check. Its operands are numbered from the checked value: 0 is the value, 1 the first argument. */
export type SchemaCheck =
  | { readonly check: "min" | "exclusive-min" | "max" | "exclusive-max" | "not"; readonly value: number | { readonly operand: number } }
  | { readonly check: "integer" }
  | { readonly check: "type"; readonly type: SchemaType }
  /** Texts that name a moment; an option that is `true` lets in more forms. */
  | { readonly check: "datetime"; readonly accepts: readonly DateForm[]; readonly options?: Readonly<Record<string, readonly DateForm[]>> }
  | { readonly check: "predicate"; readonly callback: number }
  /** Narrows texts in a way that nobody evaluates. */
  | { readonly check: "format" }
  /** True for every sample: `multipleOf`, `finite`. */
  | { readonly check: "harmless" };

/**
 * What a call, a method, an option or a decorator does to a schema. Operands are numbered from the schema: 0 is the
 * schema itself, 1 the first argument. For functions that make a schema, 0 is the first argument.
 */
export type SchemaOperation =
  /** Makes a schema of a type. `options` is the operand with the library's `options`. */
  | { readonly is: "type"; readonly type: SchemaType; readonly isCoerced?: true; readonly options?: number; readonly checks?: readonly SchemaCheck[] }
  | { readonly is: "literal" }
  /** `fields` is the operand that holds them. */
  | { readonly is: "object"; readonly fields: number }
  /** An object with more fields. */
  | { readonly is: "extend"; readonly fields: number }
  /** An object with fewer fields, or with the same ones. */
  | { readonly is: "narrow" }
  /** Every field becomes optional. */
  | { readonly is: "partial" }
  /** The first member that accepts wins: `of` is the operand with the list, or each operand is a member. */
  | { readonly is: "union"; readonly of?: number }
  /** What gets through without being asked about, and what it becomes. */
  | { readonly is: "optional"; readonly absent: readonly ("null" | "undefined")[]; readonly fallback?: number }
  | { readonly is: "default"; readonly value: number; readonly isParsed?: true }
  /** What a rejected value becomes. */
  | { readonly is: "catch"; readonly value: number }
  /** `{ value }` is what some libraries hand over in place of the value. */
  | { readonly is: "transform"; readonly callback: number; readonly parameter?: "wrapped"; readonly needsDecoder?: true }
  | { readonly is: "preprocess"; readonly callback: number; readonly schema: number }
  /** Runs schemas and actions one after the other. */
  | { readonly is: "pipe" }
  /** Converts to the class that a function names: `@Type(() => Number)`. Null and undefined stay. */
  | { readonly is: "convert" }
  /** Checks only where a predicate on the object and the value holds. */
  | { readonly is: "condition"; readonly callback: number }
  /** Changes nothing about what gets through: names, descriptions, brands. */
  | { readonly is: "same" }
  | { readonly is: "check"; readonly check: SchemaCheck }
  /** Does something that nobody evaluates. */
  | { readonly is: "unknown" };

/** How a fix adds a transformation to a schema that is written down. */
export type AppendStyle =
  /** `schema.transform(…)`. */
  | { readonly style: "method"; readonly transform: string; readonly positive: string }
  /** `v.pipe(schema, v.transform(…))`. */
  | { readonly style: "pipe"; readonly pipe: string; readonly transform: string }
  /** `@Transform(({ value }) => …)`. */
  | { readonly style: "decorator"; readonly transform: string; readonly positive: string }
  /** `{ minimum: 1 }`: nothing transforms. */
  | { readonly style: "none" };

/** One schema library. */
export interface SchemaLibrary {
  readonly id: string;
  /** As its users write it. */
  readonly name: string;
  /** Specifiers it is imported by; `*` at the end stands for any rest. */
  readonly modules: readonly string[];
  /** Exports that hold all the others: `z`. */
  readonly roots: readonly string[];
  /** Exported functions that make a schema. */
  readonly functions: Readonly<Record<string, SchemaOperation>>;
  /** Exported functions whose result acts on a schema inside a pipe. */
  readonly actions: Readonly<Record<string, SchemaOperation>>;
  readonly methods: Readonly<Record<string, SchemaOperation>>;
  /** Properties of the options of a type. */
  readonly options: Readonly<Record<string, SchemaOperation>>;
  /** Text formats by name, where the options have one. */
  readonly formats: Readonly<Record<string, SchemaCheck>>;
  readonly decorators: Readonly<Record<string, SchemaOperation>>;
  /** Packages whose decorators say nothing about what gets through. */
  readonly neutralDecorators: readonly string[];
  /** Functions and methods that only parse with a schema. */
  readonly parsers: readonly string[];
  readonly append: AppendStyle;
}
