/**
 * What runs a function once for each request, message or job: routers, queues, schedulers, decorators. Data only: the
 * reader in src/endpoints knows these words and no package.
 */
export interface HandlerModule {
  readonly modules: readonly string[];
  /** Exports that are given a handler when they are called or constructed: `new Worker("mails", run)`. */
  readonly takers?: readonly string[];
  /** Exports that are, or make, what handlers are given to; with `members`. */
  readonly receivers?: readonly string[];
  /** Members that are given handlers: `router.post("/tasks", create)`. */
  readonly members?: readonly string[];
  /** Decorators of methods that serve. */
  readonly decorators?: readonly string[];
  /** Decorators of classes, and the method by which such a class serves. */
  readonly classes?: Readonly<Record<string, string>>;
  /** Types of functions, or of objects of functions, that serve. */
  readonly types?: readonly string[];
  /** Decorators of parameters that hold what the client has sent, and which part of it. */
  readonly inputs?: Readonly<Record<string, InputPart>>;
  /** Exports that read a part of the request that they are given. */
  readonly readers?: Readonly<Record<string, InputPart>>;
}

/** A part of a request. */
export type InputPart = "body" | "query" | "params" | "unknown-part";

const ROUTES = ["get", "post", "put", "patch", "delete", "del", "all"] as const;
const ROUTE_DECORATORS = ["Get", "Post", "Put", "Patch", "Delete", "All"] as const;

export const HANDLER_MODULES: readonly HandlerModule[] = [
  { modules: ["express", "express-promise-router", "express-serve-static-core"], receivers: ["default", "Router", "Express", "Application", "IRouter"], members: ROUTES, types: ["RequestHandler"] },
  { modules: ["express-async-handler"], takers: ["default", "asyncHandler"] },
  { modules: ["@koa/router", "koa-router"], receivers: ["default", "Router"], members: ROUTES },
  { modules: ["hono", "@hono/zod-openapi"], receivers: ["Hono", "OpenAPIHono"], members: [...ROUTES, "openapi"] },
  { modules: ["fastify"], receivers: ["default", "fastify", "FastifyInstance"], members: ROUTES, types: ["RouteHandlerMethod"] },
  { modules: ["elysia"], receivers: ["Elysia"], members: ROUTES },
  { modules: ["h3"], takers: ["defineEventHandler", "eventHandler"], readers: { readBody: "body", readValidatedBody: "body", getQuery: "query", getValidatedQuery: "query", getRouterParam: "params", getRouterParams: "params" } },
  { modules: ["express-validator"], readers: { matchedData: "unknown-part" } },
  { modules: ["@trpc/server"], receivers: ["initTRPC"], members: ["mutation", "query", "subscription"] },
  { modules: ["next"], types: ["NextApiHandler"] },
  { modules: ["bullmq"], takers: ["Worker"] },
  { modules: ["bull", "bee-queue"], receivers: ["default", "Queue"], members: ["process"] },
  { modules: ["pg-boss"], receivers: ["default", "PgBoss"], members: ["work"] },
  { modules: ["agenda"], receivers: ["Agenda"], members: ["define"] },
  { modules: ["node-cron"], receivers: ["default", "schedule"], members: ["schedule"], takers: ["schedule"] },
  { modules: ["@nestjs/common"], decorators: ROUTE_DECORATORS },
  { modules: ["routing-controllers", "tsoa", "@tsoa/runtime"], decorators: ROUTE_DECORATORS, inputs: { Body: "body", BodyParam: "body", BodyProp: "body", QueryParams: "query", QueryParam: "query", Queries: "query", Query: "query", Params: "params", Param: "params", Path: "params" } },
  { modules: ["@nestjs/graphql", "type-graphql"], decorators: ["Mutation", "Query", "ResolveField", "FieldResolver", "Subscription"], inputs: { Args: "body", Arg: "body" } },
  { modules: ["@nestjs/microservices"], decorators: ["MessagePattern", "EventPattern", "GrpcMethod"] },
  { modules: ["@nestjs/schedule"], decorators: ["Cron", "Interval", "Timeout"] },
  { modules: ["@nestjs/event-emitter"], decorators: ["OnEvent"] },
  { modules: ["@nestjs/websockets"], decorators: ["SubscribeMessage"] },
  { modules: ["@nestjs/bull"], decorators: ["Process"] },
  { modules: ["@nestjs/bullmq"], classes: { Processor: "process" } },
  { modules: ["@nestjs/cqrs"], classes: { CommandHandler: "execute", QueryHandler: "execute", EventsHandler: "handle" } },
];

/** Generated types whose members are resolvers, whatever file they are generated into. */
export const RESOLVER_TYPES = /^(?:Query|Mutation|Subscription)Resolvers$/;

/** Files whose exports serve by the name of the file. */
export const HANDLER_FILES: readonly { readonly glob: string; readonly exports: RegExp }[] = [
  { glob: "**/app/**/route.{ts,js,mts,tsx}", exports: /^(?:GET|POST|PUT|PATCH|DELETE)$/ },
  { glob: "**/pages/api/**", exports: /^default$/ },
  { glob: "**/+server.{ts,js}", exports: /^(?:GET|POST|PUT|PATCH|DELETE)$/ },
];

/** Functions and classes that serve by their names, where no framework is in sight. */
export const HANDLER_NAMES: { readonly functions: RegExp; readonly classes: RegExp } = { functions: /^handle[A-Z]|Handler$/, classes: /(?:Controller|Handler)$/ };

/** Members of a reply that send it: after one of these, the request has been answered. */
export const REPLY_NAMES: ReadonlySet<string> = new Set(["send", "json", "end", "sendStatus", "redirect", "render"]);

/** Names of what a handler is given that is no request: a job, a message. */
export const NO_REQUEST_NAMES = /^_?(?:job|jobs|msg|message|payload|db|tx|trx|client|connection)$/i;
/** Types of packages by which a parameter is a request, or holds one. */
export const REQUEST_TYPES = /Request|Context$|^Req$|Event$/;
/** Members of what a handler is given that are the request. */
export const REQUEST_HOLDERS: ReadonlySet<string> = new Set(["req", "request"]);
/** The member under which procedures take what the client has sent. */
export const PROCEDURE_INPUT = "input";
/** The member of a request that gives back what a validator has let through, by its target. */
export const VALIDATED = { member: "valid", parts: { json: "body", form: "body", query: "query", param: "params" } } as const;
