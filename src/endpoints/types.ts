import type { Node } from "../ast/index.js";
import type { Framework, SchemaPosition } from "../catalogue/index.js";
import type { FunctionRef, SourceModule } from "../project/index.js";
import type { Place } from "./objects.js";

/** A schema, or a type that stands for one, where it is plugged in. */
export interface EndpointSchema extends Place {
  readonly position: SchemaPosition;
}

/** Where a success response lacks its schema. */
export interface MissingPlace {
  readonly node: Node;
  /** The status of the entry; `undefined` when no success entry is there at all. */
  readonly status: string | undefined;
}

/** What the declaration of an endpoint says about its success response; the handler is another question. */
export type Declaration =
  | { readonly kind: "declared" }
  | { readonly kind: "missing"; readonly places: readonly MissingPlace[] }
  /** Nothing with a JSON body goes out, or the endpoint is left out of the documents. */
  | { readonly kind: "needs-none" }
  | { readonly kind: "unknown" };

/** What serves one kind of request. */
export interface Endpoint {
  readonly framework: Framework;
  /** In capitals; empty when it serves every method or nobody can read which. */
  readonly methods: readonly string[];
  readonly path: string | undefined;
  /** What its users call it by, where that is no path: a procedure's name. */
  readonly name?: string;
  /** It says itself that it is meant for the documents. */
  readonly isDocumented?: boolean;
  /** Where a report on the whole endpoint belongs: the route call, the method's name. */
  readonly node: Node;
  readonly module: SourceModule;
  /** Endpoints of one router or one controller have the same one. */
  readonly group: Node;
  readonly handler: FunctionRef | undefined;
  readonly schemas: readonly EndpointSchema[];
  readonly declaration: Declaration;
  /** A response is known to the compiler only: nothing checks, documents or strips it. */
  readonly isTypedOnly: boolean;
  /** The names of the decorators at the endpoint and its class, for settings. */
  readonly decorators: readonly string[];
}
