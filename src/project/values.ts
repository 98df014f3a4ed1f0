import type { CallNode, ClassNode, FunctionNode, Node } from "../ast/index.js";
import type { Effect, Library, LibraryExport, Member, RoleId } from "../catalogue/index.js";
import type { SourceModule } from "./module.js";

export interface ClassRef {
  readonly node: ClassNode;
  readonly module: SourceModule;
}

export interface FunctionRef {
  readonly node: FunctionNode;
  readonly module: SourceModule;
}

/** Where a value came from: what decides who owns a handle, and which client is its root. */
export type Source =
  /** A parameter, or a member of one (`options.transaction` has the path `["transaction"]`). */
  | { readonly kind: "parameter"; readonly fn: FunctionNode; readonly index: number; readonly path: readonly string[]; readonly module: SourceModule }
  /** The library hands it to the callback of this call. */
  | { readonly kind: "callback"; readonly call: CallNode; readonly parent: Source | undefined; readonly module: SourceModule }
  /** Made by this expression, out of `parent` when that is known. */
  | { readonly kind: "created"; readonly at: Node; readonly effect: Effect | undefined; readonly parent: Source | undefined; readonly module: SourceModule }
  /** A field that the class was given. `connection` is a name that tells it from the default client. */
  | { readonly kind: "field"; readonly owner: ClassNode; readonly name: string; readonly connection: string | undefined; readonly module: SourceModule }
  /** The statics of an entity class: the library's default client. */
  | { readonly kind: "static"; readonly owner: ClassNode | undefined; readonly module: SourceModule }
  | { readonly kind: "this"; readonly owner: ClassNode; readonly module: SourceModule }
  /** The client that a library itself exports: `mongoose`. */
  | { readonly kind: "default" }
  | { readonly kind: "unknown" };

/** A value that the catalogue knows: a client, a handle, an entity. */
export interface RoleValue {
  readonly kind: "role";
  readonly role: RoleId;
  readonly source: Source;
  /** The entity class of an entity, a repository, a delegate. */
  readonly entity?: ClassRef | undefined;
  readonly isMany?: boolean;
  readonly isStaged?: boolean;
  /** The project's own class, when it extends the library's. */
  readonly subclass?: ClassRef | undefined;
}

export type Value =
  | RoleValue
  | { readonly kind: "class"; readonly ref: ClassRef }
  | { readonly kind: "instance"; readonly ref: ClassRef; readonly source: Source }
  | { readonly kind: "function"; readonly ref: FunctionRef }
  | { readonly kind: "object"; readonly node: Node; readonly module: SourceModule }
  /** Described by an interface or a type literal only. */
  | { readonly kind: "shape"; readonly node: Node; readonly module: SourceModule; readonly source: Source }
  /** A function of which only the type is known: what it returns. */
  | { readonly kind: "signature"; readonly returnType: Node; readonly module: SourceModule }
  | { readonly kind: "namespace"; readonly target: SourceModule }
  /** An export of a package that is no role: a function, a decorator, an unknown library. */
  | { readonly kind: "external"; readonly specifier: string; readonly path: readonly string[]; readonly found: { readonly library: Library; readonly export: LibraryExport } | undefined }
  /** One of these, depending on the path: `tx ?? db`. */
  | { readonly kind: "union"; readonly values: readonly Value[] }
  | { readonly kind: "nothing" }
  | { readonly kind: "unknown" };

export const UNKNOWN: Value = { kind: "unknown" };
/** `null`, `undefined`, `void`. */
export const NOTHING: Value = { kind: "nothing" };
export const NOWHERE: Source = { kind: "unknown" };
export const DEFAULT: Source = { kind: "default" };

/** What a call runs. Unknown is never "nothing happens". */
export type Callee =
  /** A member of a role: the catalogue says what it does. */
  | { readonly kind: "member"; readonly receiver: RoleValue; readonly name: string; readonly member: Member }
  /** A function that a library exports. */
  | { readonly kind: "export"; readonly library: Library; readonly name: string; readonly member: Member }
  /** Functions of the project: several when the receiver can be one of several. */
  | { readonly kind: "functions"; readonly targets: readonly FunctionRef[]; readonly receiver: Value | undefined; readonly isComplete: boolean }
  /** A function of a package that the catalogue does not describe. */
  | { readonly kind: "external"; readonly specifier: string; readonly path: readonly string[] }
  | { readonly kind: "unknown" };

/**
 * The two sources of answers, syntactic and typed, behind one door. Every answer may be unknown; a provider that knows
 * more may only turn unknown into an answer, never one answer into another.
 */
export interface FactsProvider {
  getValue(node: Node, module: SourceModule): Value;
  getCallee(call: CallNode, module: SourceModule): Callee;
  /** The value that a type annotation promises, as coming from `source`. */
  getTypeValue(type: Node, module: SourceModule, source: Source): Value;
  /** A field, getter or property of a class by name, through its ancestors. */
  getField(owner: ClassRef, name: string): Value;
  /** The method of a class by name, through its ancestors in the project. */
  getMethod(owner: ClassRef, name: string, isStatic: boolean): FunctionRef | undefined;
}

/** The alternatives of a value, flattened; what is certainly nothing is left out. */
export function getAlternatives(value: Value): readonly Value[] {
  if (value.kind === "union") return value.values.flatMap(getAlternatives);
  return value.kind === "nothing" ? [] : [value];
}

/** One value that can be any of these, each of them once: what is assigned to itself again and again would grow without end. */
export function createUnion(values: readonly Value[]): Value {
  const distinct: Value[] = [];
  for (const value of values.flatMap(getAlternatives)) if (!distinct.some((other) => isSame(other, value))) distinct.push(value);
  const [first] = distinct;
  if (!first) return values.length > 0 ? NOTHING : UNKNOWN;
  return distinct.length === 1 ? first : { kind: "union", values: distinct };
}

function isSame(a: Value, b: Value): boolean {
  if (a.kind === "role" && b.kind === "role") return a.role === b.role && a.source === b.source;
  return a === b;
}

/** The role of a value, when it is certainly one. */
export function getRoleValue(value: Value): RoleValue | undefined {
  const [first, ...rest] = getAlternatives(value);
  return first?.kind === "role" && rest.length === 0 ? first : undefined;
}

/** The function that a call certainly runs: the only one that it can run. */
export function getOnlyTarget(callee: Callee): FunctionRef | undefined {
  return callee.kind === "functions" && callee.isComplete && callee.targets.length === 1 ? callee.targets[0] : undefined;
}

/** A source, and what it was made out of, up to where that is known. */
export function* getSourceChain(source: Source): Generator<Source, void> {
  for (let current: Source | undefined = source; current; current = "parent" in current ? current.parent : undefined) yield current;
}

/** The same value, as coming from somewhere else. */
export function withSource(value: Value, source: Source): Value {
  switch (value.kind) {
    case "role":
    case "instance":
    case "shape":
      return { ...value, source };
    case "union":
      return { kind: "union", values: value.values.map((item) => withSource(item, source)) };
    default:
      return value;
  }
}
