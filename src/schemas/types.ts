import type { ClassNode, Node } from "../ast/index.js";
import type { DateForm, SchemaLibrary, SchemaType } from "../catalogue/index.js";
import type { Project, SourceModule } from "../project/index.js";
import type { ExportReference } from "../settings.js";
import type { Sample } from "./samples.js";

/** An expression with the arguments that its helper function was given, by the identifier of the parameter. */
export interface Expression {
  readonly node: Node;
  readonly module: SourceModule;
  readonly given: ReadonlyMap<Node, Expression>;
  /** The schema that it stands for, where no text says it: a column's. */
  readonly read?: ReadSchema;
}

/** A function with what the variables around it hold, by the identifier that declares each. */
export interface Closure {
  readonly node: Node;
  readonly module: SourceModule;
  readonly variables: ReadonlyMap<Node, Sample>;
}

/** A check whose operands are read. A bound that nobody can read is `undefined`. */
export type Check =
  | { readonly check: "min" | "exclusive-min" | "max" | "exclusive-max"; readonly bound: number | undefined }
  | { readonly check: "not"; readonly values: readonly Sample[] }
  | { readonly check: "integer" }
  | { readonly check: "type"; readonly type: SchemaType }
  | { readonly check: "datetime"; readonly accepts: readonly DateForm[] }
  | { readonly check: "predicate"; readonly callback: Expression }
  | { readonly check: "format" | "harmless" };

/** What a schema does with a value, whatever library it is written in. */
export type Schema =
  /** With `from`, only a text is converted, and all else is refused. */
  | { readonly kind: "type"; readonly type: SchemaType; readonly isCoerced: boolean; readonly from?: "string" | undefined; readonly at: Node | undefined }
  | { readonly kind: "literal"; readonly values: readonly Sample[] }
  /** `fields` is the object literal that lists them, where it can be seen; `base` is what it extends. */
  | { readonly kind: "object"; readonly fields: Expression | undefined; readonly base: Schema | undefined }
  /** Some validators convert a value for an early member that a later one takes as it is. */
  | { readonly kind: "union"; readonly members: readonly Schema[]; readonly isConverting?: boolean }
  | { readonly kind: "optional"; readonly inner: Schema; readonly absent: readonly ("null" | "undefined")[]; readonly fallback: Sample | undefined }
  | { readonly kind: "default"; readonly inner: Schema; readonly value: Sample; readonly isParsed: boolean }
  | { readonly kind: "catch"; readonly inner: Schema; readonly value: Sample }
  | { readonly kind: "check"; readonly inner: Schema; readonly check: Check }
  | { readonly kind: "transform"; readonly inner: Schema; readonly callback: Expression; readonly parameter: "wrapped" | "original" | undefined; readonly needsDecoder: boolean }
  | { readonly kind: "pipe"; readonly inner: Schema; readonly next: Schema }
  /** Values that get through without being asked about. */
  | { readonly kind: "allow"; readonly inner: Schema; readonly values: readonly Sample[] }
  /** Values that count as missing. */
  | { readonly kind: "empty"; readonly inner: Schema; readonly values: readonly Sample[] }
  | { readonly kind: "refuse"; readonly inner: Schema; readonly absent: readonly ("null" | "undefined")[] }
  /** What is accepted goes out as it came. */
  | { readonly kind: "raw"; readonly inner: Schema }
  /** A conversion, which leaves null and undefined alone; with `isOfText`, all that is not written like such a value. */
  | { readonly kind: "convert"; readonly inner: Schema; readonly to: "number" | "date" | "string" | "boolean" | "utc" | "other"; readonly isOfText?: boolean }
  /** Checks only where the predicate holds. */
  | { readonly kind: "condition"; readonly inner: Schema; readonly callback: Expression }
  | { readonly kind: "unknown" };

/** A schema as it was read, with the library whose methods it has. */
export interface ReadSchema {
  readonly schema: Schema;
  readonly library: SchemaLibrary | undefined;
}

/** One field: where it is defined, and what its schema does. */
export interface Field {
  readonly name: string;
  /** The property, or the key of a decorated property. */
  readonly node: Node;
  /** The schema expression; the whole class member where decorators say it. */
  readonly value: Node;
  readonly schema: Schema;
  readonly library: SchemaLibrary;
  readonly owner: ObjectSchema;
}

/** An object schema: a builder call, or a class with decorators. */
export interface ObjectSchema {
  /** The call, the class, or the literal that describes it. */
  readonly node: Node | ClassNode;
  readonly module: SourceModule;
  readonly library: SchemaLibrary;
  readonly fields: readonly Field[];
  /** Every field is made optional where the schema is written. */
  readonly isPartial: boolean;
  /** The whole object is changed after or before its fields are parsed, in a way that nobody evaluates. */
  readonly isReshaped: boolean;
  /** Calls that check the whole object. */
  readonly checks: readonly Node[];
}

/** What running schemas and callbacks needs. */
export interface RunContext {
  readonly project: Project;
  readonly normalizers: { readonly zeroToNull: ExportReference | undefined; readonly datetime: ExportReference | undefined };
  /** Does somebody decode, so that transformations which need it run? `undefined`: nobody can tell. */
  isDecoded(): boolean | undefined;
}
