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
  /** Texts that name a moment; an option that is `true` lets in more forms. `patterns` is the option that lists what is taken, in the letters of day.js. */
  | { readonly check: "datetime"; readonly accepts: readonly DateForm[]; readonly options?: Readonly<Record<string, readonly DateForm[]>>; readonly patterns?: string }
  | { readonly check: "predicate"; readonly callback: number | "last" }
  /** Narrows texts in a way that nobody evaluates. */
  | { readonly check: "format" }
  /** True for every sample: `multipleOf`, `finite`. */
  | { readonly check: "harmless" };

/**
 * What a call, a method, an option or a decorator does to a schema. Operands are numbered from the schema: 0 is the
 * schema itself, 1 the first argument. For functions that make a schema, 0 is the first argument.
 */
export type SchemaOperation =
  /**
   * Makes a schema of a type. `options` is the operand with the library's `options`; with `from`, only a text is converted.
   * `isConverted`: a text that names such a value is converted before anything is checked. `becomes`: what an accepted text is converted to.
   */
  | { readonly is: "type"; readonly type: SchemaType; readonly isCoerced?: true; readonly from?: "string"; readonly isConverted?: true; readonly becomes?: "date" | "number"; readonly options?: number; readonly checks?: readonly SchemaCheck[] }
  | { readonly is: "literal" }
  /** `fields` is the operand that holds them; where the call gives back a function, an operand of that one's call. */
  | { readonly is: "object"; readonly fields: number; readonly isCurried?: true }
  /** An object with a field for each column of a table. `overrides` is the operand with what stands in for a column. */
  | { readonly is: "derive"; readonly table: number; readonly overrides: number; readonly isPartial?: true }
  /** An object with more fields. */
  | { readonly is: "extend"; readonly fields: number }
  /** An object with fewer fields, or with the same ones. */
  | { readonly is: "narrow" }
  /** Every field becomes optional. */
  | { readonly is: "partial" }
  /** The first member that accepts wins: `of` is the operand with the list, or each operand is a member. Some validators convert a value for an early member. */
  | { readonly is: "union"; readonly of?: number; readonly isConverting?: true }
  /** What gets through without being asked about, and what it becomes. `becomes`: so does a null that is refused. Nobody can tell where an operand has one of some keys. */
  | { readonly is: "optional"; readonly absent: readonly ("null" | "undefined")[]; readonly fallback?: number; readonly unless?: { readonly operand: number; readonly keys: readonly string[] }; readonly becomes?: "undefined" }
  | { readonly is: "default"; readonly value: number; readonly isParsed?: true }
  /** What a rejected value becomes. */
  | { readonly is: "catch"; readonly value: number }
  /** `{ value }` is what some libraries hand over in place of the value, or the value as it was sent beside it. */
  | { readonly is: "transform"; readonly callback: number; readonly parameter?: "wrapped" | "original"; readonly needsDecoder?: true }
  | { readonly is: "preprocess"; readonly callback: number; readonly schema: number }
  /** Runs schemas and actions one after the other. */
  | { readonly is: "pipe" }
  /** Lets null or undefined through no more. */
  | { readonly is: "refuse"; readonly absent: readonly ("null" | "undefined")[] }
  /** Each operand is a value that gets through without being asked about, or one that counts as missing. */
  | { readonly is: "allow" | "empty" }
  /** What is accepted goes out as it came. */
  | { readonly is: "raw" }
  /** What is accepted goes on to the schema of an operand. */
  | { readonly is: "then"; readonly schema: number }
  /** Converts to the class that a function names: `@Type(() => Number)`; with `to`, to a text in UTC. Null and undefined stay. */
  | { readonly is: "convert"; readonly to?: "utc" }
  /** Checks only where a predicate on the object and the value holds. */
  | { readonly is: "condition"; readonly callback: number }
  /** Changes nothing about what gets through: names, descriptions, brands. Nobody can tell where an option of `unless` is given. */
  | { readonly is: "same"; readonly unless?: readonly string[] }
  | { readonly is: "check"; readonly check: SchemaCheck }
  /** Does something that nobody evaluates. */
  | { readonly is: "unknown" };

/** How a fix adds a transformation to a schema that is written down. */
export type AppendStyle =
  /** `schema.transform(…)`. `nullable` lets null through. `runsFirst`: transformations run before the checks, which may refuse what they make. */
  | { readonly style: "method"; readonly transform: string; readonly positive: string; readonly nullable?: string; readonly runsFirst?: true }
  /** `["number", "=>", …]` for what is written as a text, else a method. */
  | { readonly style: "tuple"; readonly operator: string; readonly transform: string }
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
  /** When methods take effect, where that is not the order in which they are written. */
  readonly order?: {
    /** On what is sent, before its type is asked. */
    readonly first: readonly SchemaOperation["is"][];
    /** Around all checks; each outside those before it, and the last written outside its equals. */
    readonly around: readonly (readonly SchemaOperation["is"][])[];
  };
  /** What every type lets through unless something refuses it. */
  readonly absent?: readonly ("null" | "undefined")[];
  /** The words of a schema that is written as a text: `"number | null"`. */
  readonly words?: Readonly<Record<string, SchemaOperation>>;
  /** Exports that are schemas themselves. */
  readonly constants?: Readonly<Record<string, SchemaOperation>>;
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
  /** A schema is a function that parses. */
  readonly isCallable?: true;
  /** Its schemas serve many other ends: a name says nothing about a request. */
  readonly needsUse?: true;
  /** Functions and methods that only parse with a schema. */
  readonly parsers: readonly string[];
  readonly append: AppendStyle;
}
