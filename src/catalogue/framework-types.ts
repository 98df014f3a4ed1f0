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
  /** A decorator that declares a response, by one of `keys` of its object; without keys, by being there. `strips`: at run time, too. */
  | { readonly is: "response"; readonly keys?: readonly string[]; readonly status?: "success" | "option"; readonly strips?: true }
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
  /** Members that send their first argument, or what is assigned to them, as JSON where it is no text or stream. */
  readonly send: readonly string[];
  /** Members that stand for the reply itself. */
  readonly through?: readonly string[];
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

/** A framework whose handlers answer by themselves: no route of it has a place for a response schema. */
export interface ReplyFramework {
  /** As its users write it. */
  readonly name: string;
  /** The packages by which a function is a handler, and which export the reply's types. */
  readonly modules: readonly string[];
  /** The types of the reply. */
  readonly types: readonly string[];
  readonly reply?: ReplyMembers;
  /** Classes whose members make an answer: `NextResponse.json(value, { status })`. */
  readonly factories?: { readonly exports: Readonly<Record<string, readonly string[]>>; readonly globals: readonly string[]; readonly members: readonly string[] };
}

/** Routes that are added by calls. */
export interface RouterMembers {
  /** Members that add a route, and its methods: path first, handler last. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
  /** A member that takes the whole route as one object. */
  readonly routeObject?: { readonly member: string; readonly method: string; readonly path: string; readonly options?: string };
  /** A member that serves a route definition: `app.openapi(route, handler)`. */
  readonly serves?: string;
  /** Members that hand a router to the function that they are given. */
  readonly register: readonly string[];
  /** Other members that return the router. */
  readonly fluent: readonly string[];
  /** The options' property that holds the schemas, or the options themselves, and what its properties are. */
  readonly schemas?: SchemaShape;
  /** Options stand after the handler. */
  readonly areOptionsLast?: true;
  /** Members whose options hold for the routes after them. */
  readonly guards?: readonly string[];
  /** An option that turns the route into something without responses. */
  readonly noResponseOption?: string;
  /** The keys of a route's type argument, and what they are. */
  readonly generics?: Readonly<Record<string, SchemaPosition>>;
  /** Without: what the handler returns is what goes out. */
  readonly reply?: ReplyMembers;
}

/** Where the options of a route hold its schemas. */
export interface SchemaShape {
  readonly property?: string;
  readonly positions: Readonly<Record<string, SchemaPosition>>;
  readonly hidden: string;
  /** What a response is: schemas by status; those, or one schema for all; an object that holds one of the two by these names. */
  readonly response: "statuses" | "statuses-or-schema" | { readonly schema: string; readonly statuses: string };
}

/** Procedures that a chain of calls builds: `procedure.input(…).output(…).query(handler)`. */
export interface ProcedureMembers {
  /** The member of what the factory makes that is the first procedure; without, the export is one. */
  readonly base?: string;
  /** Calls that end the chain with the handler, and whether a body goes out. */
  readonly ends: Readonly<Record<string, "body" | "none">>;
  /** The call that declares the response. */
  readonly output: string;
  /** Calls that may bring an output from elsewhere. */
  readonly joins: readonly string[];
  /** The call, and the property of its object, by which the procedure is served as a plain HTTP route, too; the only such procedures to be documented. */
  readonly serves?: { readonly member: string; readonly key: string };
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
  readonly procedures?: ProcedureMembers;
  /** What a validator's target is. */
  readonly targets?: Readonly<Record<string, SchemaPosition>>;
  /** A declared response takes out of the answer what it does not name; elsewhere it only documents. */
  readonly strips?: true;
  /** Text of a project in which something else may reshape every answer. */
  readonly reshapers?: readonly string[];
  /** Endpoints have a place for a response only where this package is in use. */
  readonly needs?: string;
  /** Where a response is declared, and what happens without: clauses for messages. */
  readonly place: string;
  readonly consequence: string;
}
