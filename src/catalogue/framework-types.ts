/**
 * The vocabulary in which a web framework is described. A framework is one file of data in this folder; the endpoint
 * readers know these words and no framework.
 */

/** Where a schema is plugged in. */
export type SchemaPosition = "body" | "form" | "query" | "params" | "response";

/** What an export of a framework's package, or of one of its companions, is. */
export type FrameworkExport =
  /** The type or class of what routes are added to: `FastifyInstance`, `new Hono()`. */
  | { readonly is: "router" }
  /** A function that makes one. */
  | { readonly is: "router-factory" }
  /** A type of functions whose first parameter is a router. */
  | { readonly is: "plugin-type" }
  /** Hands a router to the first parameter of the function that it is given. */
  | { readonly is: "plugin-wrapper" }
  /** A call whose object describes a route; another call serves it. */
  | { readonly is: "route-definition" }
  /** A middleware whose object documents the route that it stands in. */
  | { readonly is: "route-description" }
  /** A middleware that validates one part of the request: which arguments name the part and the schema. */
  | { readonly is: "validator"; readonly target: number; readonly schema: number }
  /** The base of procedures: `initTRPC`. */
  | { readonly is: "procedures" }
  /** A decorator whose class serves requests; its first argument is the path. */
  | { readonly is: "controller" }
  /** A decorator whose method serves requests. */
  | { readonly is: "route"; readonly methods: readonly string[] }
  /** A decorator of a parameter that holds a part of the request. */
  | { readonly is: "input"; readonly position: SchemaPosition }
  /** A decorator of a parameter through which the handler answers by itself. */
  | { readonly is: "reply" }
  /** A decorator that declares a response, by one of `keys` of its object; without keys, by being there. */
  | { readonly is: "response"; readonly keys?: readonly string[]; readonly status?: "success" | "option" }
  /** A decorator that says that no JSON body goes out, or that nobody documents it. */
  | { readonly is: "exempt" }
  /** A decorator that sets the status, or a header. */
  | { readonly is: "status" | "header" | "content-types" }
  /** A decorator that applies its arguments. */
  | { readonly is: "composition" }
  /** A decorator whose arguments may reshape what goes out, or what comes in. */
  | { readonly is: "interceptors" | "pipes" }
  /** Says nothing about responses. */
  | { readonly is: "neutral" }
  /** Importing it says that the application documents or serialises its responses. */
  | { readonly is: "opt-in" }
  /** A value that goes out as bytes. */
  | { readonly is: "bytes" };

/** How a handler answers. */
export interface ReplyMembers {
  /** Which parameter of the handler. */
  readonly parameter: number;
  /** Members that send their first argument, as JSON where it is no text or stream. */
  readonly send: readonly string[];
  /** They send JSON, whatever it is. */
  readonly isAlwaysJson?: true;
  /** Which argument of `send` is the status, where one is. */
  readonly statusArgument?: number;
  /** Members that set the status. */
  readonly status: readonly string[];
  /** Members that answer with something that is no JSON. */
  readonly other: readonly string[];
  /** Members that set the content type: by their only argument, or under a name. */
  readonly type: readonly string[];
  readonly header: readonly string[];
  /** Members behind which nobody sees what is sent. */
  readonly raw: readonly string[];
}

/** Routes that are added by calls. */
export interface RouterMembers {
  /** Members that add a route, and its methods: path first, handler last. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
  /** A member that takes the whole route as one object. */
  readonly routeObject?: { readonly member: string; readonly method: string; readonly path: string };
  /** A member that serves a route definition: `app.openapi(route, handler)`. */
  readonly serves?: string;
  /** Members that hand a router to the function that they are given. */
  readonly register: readonly string[];
  /** Other members that return the router. */
  readonly fluent: readonly string[];
  /** The options' property that holds the schemas, and what its properties are. */
  readonly schemas?: { readonly property: string; readonly positions: Readonly<Record<string, SchemaPosition>>; readonly hidden: string };
  /** An option that turns the route into something without responses. */
  readonly noResponseOption?: string;
  /** The keys of a route's type argument, and what they are. */
  readonly generics?: Readonly<Record<string, SchemaPosition>>;
  readonly reply: ReplyMembers;
}

/** The shape of a route definition: OpenAPI's. */
export interface DefinitionShape {
  readonly method: string;
  readonly path: string;
  readonly request: Readonly<Record<string, SchemaPosition>>;
  readonly hidden: string;
}

/** One web framework. */
export interface Framework {
  readonly id: string;
  /** As its users write it. */
  readonly name: string;
  /** Texts of which every module that adds endpoints holds one. */
  readonly marks: readonly string[];
  /** By specifier (`*` at the end stands for any rest), then by name. `*` stands for every other name. */
  readonly exports: Readonly<Record<string, Readonly<Record<string, FrameworkExport>>>>;
  readonly router?: RouterMembers;
  readonly definition?: DefinitionShape;
  /** What a validator's target is. */
  readonly targets?: Readonly<Record<string, SchemaPosition>>;
  /** Endpoints have a place for a response only where this package is in use. */
  readonly needs?: string;
  /** Where a response is declared, and what happens without: clauses for messages. */
  readonly place: string;
  readonly consequence: string;
}
