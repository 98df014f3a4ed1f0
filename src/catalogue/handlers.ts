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
}

const ROUTES = ["get", "post", "put", "patch", "delete", "del", "all"] as const;
const ROUTE_DECORATORS = ["Get", "Post", "Put", "Patch", "Delete", "All"] as const;

export const HANDLER_MODULES: readonly HandlerModule[] = [
  { modules: ["express", "express-promise-router"], receivers: ["default", "Router", "Express", "Application", "IRouter"], members: ROUTES, types: ["RequestHandler"] },
  { modules: ["@koa/router", "koa-router"], receivers: ["default", "Router"], members: ROUTES },
  { modules: ["hono", "@hono/zod-openapi"], receivers: ["Hono", "OpenAPIHono"], members: [...ROUTES, "openapi"] },
  { modules: ["fastify"], receivers: ["default", "fastify", "FastifyInstance"], members: ROUTES, types: ["RouteHandlerMethod"] },
  { modules: ["elysia"], receivers: ["Elysia"], members: ROUTES },
  { modules: ["h3"], takers: ["defineEventHandler", "eventHandler"] },
  { modules: ["@trpc/server"], receivers: ["initTRPC"], members: ["mutation", "query", "subscription"] },
  { modules: ["next"], types: ["NextApiHandler"] },
  { modules: ["bullmq"], takers: ["Worker"] },
  { modules: ["bull", "bee-queue"], receivers: ["default", "Queue"], members: ["process"] },
  { modules: ["pg-boss"], receivers: ["default", "PgBoss"], members: ["work"] },
  { modules: ["agenda"], receivers: ["Agenda"], members: ["define"] },
  { modules: ["node-cron"], receivers: ["default", "schedule"], members: ["schedule"], takers: ["schedule"] },
  { modules: ["@nestjs/common", "routing-controllers", "tsoa", "@tsoa/runtime"], decorators: ROUTE_DECORATORS },
  { modules: ["@nestjs/graphql", "type-graphql"], decorators: ["Mutation", "Query", "ResolveField", "FieldResolver", "Subscription"] },
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
