import { getType } from "./libraries.js";

/**
 * Files at the edge: request and response schemas, controllers and routes.
 *
 * @typedef {import("./domains.js").Domain} Domain
 * @typedef {import("./domains.js").Field} Field
 */

/** The first optional key or moment of a domain gets the bug. */

/**
 * @param {Domain} domain
 * @param {import("./domains.js").FieldKind} kind
 */
const findFirst = ({ fields }, kind) => fields.find((field) => field.kind === kind)?.name;

/**
 * @param {Domain} domain
 * @param {Field} field
 */
function writeZodField(domain, field) {
  const { bug } = domain;
  const optional = field.isOptional ? ".nullish()" : "";
  switch (field.kind) {
    case "text":
      return `z.string().trim().min(1).max(200)${optional}`;
    case "count":
      return `z.number().int().min(0)${optional}`;
    case "money":
      return `z.number().int()${optional}`;
    case "flag":
      return `z.boolean().default(false)`;
    case "moment":
      return bug === "require-datetime-normalization" && field.name === findFirst(domain, "moment")
        ? "z.iso.datetime({ local: true }).nullish()"
        : "z.iso.datetime({ offset: true }).transform((value) => new Date(value)).nullish()";
    case "key":
      return `z.number().int()${bug === "require-zero-to-null" && field.name === findFirst(domain, "key") ? "" : ".positive()"}.nullable()`;
  }
}

/** @param {Domain} domain */
export function writeSchemas(domain) {
  const { type, fields, statuses, area } = domain;
  return `import { z } from ${area.library.web === "hono" ? '"@hono/zod-openapi"' : '"zod"'};

export const ${type}Params = z.object({ id: z.coerce.number().int().positive() });

export const ${type}StatusSchema = z.enum([${statuses.map((status) => JSON.stringify(status)).join(", ")}]);

export const create${type}Body = z.object({
${fields.map((field) => `  ${field.name}: ${writeZodField(domain, field)},`).join("\n")}
});

export const update${type}Body = create${type}Body.partial();

export const assign${type}Body = z.object({ ownerId: z.number().int().positive().nullable() });

export const import${type}Body = z.object({ items: z.array(create${type}Body) });

export const list${type}Query = z.object({
  status: ${type}StatusSchema.optional(),
  search: z.string().trim().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  offset: z.coerce.number().int().min(0).optional(),
});

export const ${type}Response = z.object({
  id: z.number().int(),
${fields.map((field) => `  ${field.name}: ${{ text: "z.string()", count: "z.number()", money: "z.number()", flag: "z.boolean()", moment: "z.string()", key: "z.number()" }[field.kind]}${field.isOptional ? ".nullable()" : ""},`).join("\n")}
  status: ${type}StatusSchema,
});

export const ${type}PageResponse = z.object({
  items: z.array(${type}Response),
  total: z.number().int(),
  limit: z.number().int(),
  offset: z.number().int(),
});

export const Import${type}Response = z.object({ imported: z.number().int() });

export type Create${type}Body = z.infer<typeof create${type}Body>;
export type Update${type}Body = z.infer<typeof update${type}Body>;
`;
}

/**
 * @param {Domain} domain
 * @param {Field} field
 */
function writeDtoField(domain, field) {
  const { bug } = domain;
  const isDateBug = field.kind === "moment" && bug === "require-datetime-normalization" && field.name === findFirst(domain, "moment");
  const isKeyBug = field.kind === "key" && bug === "require-zero-to-null" && field.name === findFirst(domain, "key");
  const decorators = {
    text: ["@IsString()", "@MaxLength(200)"],
    count: ["@IsInt()", "@Min(0)"],
    money: ["@IsNumber()"],
    flag: ["@IsBoolean()"],
    moment: isDateBug ? ["@IsDateString()"] : ["@IsDate()", "@Type(() => Date)"],
    key: isKeyBug ? ["@IsInt()"] : ["@IsInt()", "@IsPositive()"],
  }[field.kind];
  const lines = [`@ApiProperty({ required: ${!field.isOptional} })`, ...(field.isOptional ? ["@IsOptional()"] : []), ...decorators];
  const type = isDateBug ? "string" : getType(field);
  return `${lines.map((line) => `  ${line}`).join("\n")}\n  readonly ${field.name}${field.isOptional ? "?" : "!"}: ${type};\n`;
}

/** @param {Domain} domain */
export function writeDto(domain) {
  const { type, noun, fields } = domain;
  return `import { ApiProperty, PartialType } from "@nestjs/swagger";
import { Type } from "class-transformer";
import { ArrayMaxSize, IsArray, IsBoolean, IsDate, ${domain.bug === "require-datetime-normalization" ? "IsDateString, " : ""}IsIn, IsInt, IsNumber, IsOptional, IsPositive, IsString, MaxLength, Min, ValidateNested } from "class-validator";
import { ${noun.replaceAll("-", "_").toUpperCase()}_STATUSES as STATUSES } from "./${noun}.constants";
import type { ${type}Status } from "./${noun}.types";

export class Create${type}Dto {
${fields.map((field) => writeDtoField(domain, field)).join("\n")}}

export class Update${type}Dto extends PartialType(Create${type}Dto) {}

export class Assign${type}Dto {
  @IsOptional()
  @IsInt()
  @IsPositive()
  readonly ownerId?: number | null;
}

export class Import${type}Dto {
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => Create${type}Dto)
  readonly items!: Create${type}Dto[];
}

export class List${type}Query {
  @IsOptional()
  @IsIn(STATUSES)
  readonly status?: ${type}Status;

  @IsOptional()
  @IsString()
  readonly search?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Type(() => Number)
  readonly limit?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Type(() => Number)
  readonly offset?: number;
}

export class ${type}Dto {
  @ApiProperty()
  readonly id!: number;

${fields.map((field) => `  @ApiProperty({ nullable: ${field.isOptional} })\n  readonly ${field.name}!: ${field.kind === "moment" ? "string | null" : getType(field)};\n`).join("\n")}
  @ApiProperty({ enum: STATUSES })
  readonly status!: ${type}Status;
}

export class ${type}PageDto {
  @ApiProperty({ type: ${type}Dto, isArray: true })
  readonly items!: readonly ${type}Dto[];

  @ApiProperty()
  readonly total!: number;

  @ApiProperty()
  readonly limit!: number;

  @ApiProperty()
  readonly offset!: number;
}
`;
}

/** @param {Domain} domain */
export function writeController(domain) {
  const { type, variable, noun, plural, bug } = domain;
  const cases = ["Create", "Update", "Close", "Import", "Assign"];
  const ok = bug === "require-response-schema" ? '@ApiOkResponse({ description: "the page" })' : `@ApiOkResponse({ type: ${type}PageDto })`;
  return `import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Patch, Post, Query } from "@nestjs/common";
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from "@nestjs/swagger";
import { toRead } from "./${noun}.mapper";
import { Assign${type}Dto, Create${type}Dto, Import${type}Dto, List${type}Query, ${type}Dto, ${type}PageDto, Update${type}Dto } from "./${noun}.dto";
import { ${type}Service } from "./${noun}.service";
import { ${cases.map((name) => `${name}${type}UseCase`).join(", ")} } from "./${noun}.use-case";

@ApiTags("${plural}")
@Controller("${plural}")
export class ${type}Controller {
  constructor(
    private readonly ${variable}Service: ${type}Service,
${cases.map((name) => `    private readonly ${name.toLowerCase()}${type}: ${name}${type}UseCase,`).join("\n")}
  ) {}

  @Get()
  ${ok}
  async list(@Query() query: List${type}Query)${bug === "require-response-schema" ? "" : `: Promise<${type}PageDto>`} {
    const page = await this.${variable}Service.list(query);
    return { ...page, items: page.items.map(toRead) };
  }

  @Get(":id")
  @ApiOkResponse({ type: ${type}Dto })
  async findOne(@Param("id", ParseIntPipe) id: number): Promise<${type}Dto> {
    return toRead(await this.${variable}Service.findOne(id));
  }

  @Post()
  @ApiCreatedResponse({ type: ${type}Dto })
  async create(@Body() body: Create${type}Dto): Promise<${type}Dto> {
    return await this.create${type}.execute(body);
  }

  @Patch(":id")
  @ApiOkResponse({ type: ${type}Dto })
  async update(@Param("id", ParseIntPipe) id: number, @Body() body: Update${type}Dto): Promise<${type}Dto> {
    return await this.update${type}.execute(id, body);
  }

  @Post(":id/assign")
  @ApiOkResponse({ type: ${type}Dto })
  async assign(@Param("id", ParseIntPipe) id: number, @Body() body: Assign${type}Dto): Promise<${type}Dto> {
    return await this.assign${type}.execute(id, body.ownerId ?? null);
  }

  @Post("import")
  @HttpCode(204)
  @ApiNoContentResponse()
  async import(@Body() body: Import${type}Dto): Promise<void> {
    await this.import${type}.execute(body.items);
  }

  @Delete(":id")
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Param("id", ParseIntPipe) id: number): Promise<void> {
    await this.close${type}.execute(id);
  }
}
`;
}

/** @param {Domain} domain */
function importSchemas({ type, noun }) {
  return `import {
  assign${type}Body,
  create${type}Body,
  import${type}Body,
  Import${type}Response,
  list${type}Query,
  ${type}PageResponse,
  ${type}Params,
  ${type}Response,
  update${type}Body,
} from "./${noun}.schemas";
`;
}

/** @param {Domain} domain */
export function writeFastifyRoutes(domain) {
  const { type, variable, noun, plural, bug } = domain;
  const page = bug === "require-response-schema" ? "" : `, response: { 200: ${type}PageResponse }`;
  return `import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { assign${type}, close${type}, create${type}, import${type}, update${type}, ${variable}Service } from "../container";
import { toRead } from "./${noun}.mapper";
${importSchemas(domain)}
export const ${variable}Routes: FastifyPluginAsyncZod = async (app) => {
  app.get("/${plural}", { schema: { querystring: list${type}Query${page} } }, async (request) => {
    const page = await ${variable}Service.list(request.query);
    return { ...page, items: page.items.map(toRead) };
  });

  app.get("/${plural}/:id", { schema: { params: ${type}Params, response: { 200: ${type}Response } } }, async (request) => {
    return toRead(await ${variable}Service.findOne(request.params.id));
  });

  app.post("/${plural}", { schema: { body: create${type}Body, response: { 201: ${type}Response } } }, async (request, reply) => {
    const created = await create${type}.execute(request.body);
    return await reply.code(201).send(created);
  });

  app.patch("/${plural}/:id", { schema: { params: ${type}Params, body: update${type}Body, response: { 200: ${type}Response } } }, async (request) => {
    return await update${type}.execute(request.params.id, request.body);
  });

  app.post("/${plural}/:id/assign", { schema: { params: ${type}Params, body: assign${type}Body, response: { 200: ${type}Response } } }, async (request) => {
    return await assign${type}.execute(request.params.id, request.body.ownerId);
  });

  app.post("/${plural}/import", { schema: { body: import${type}Body, response: { 200: Import${type}Response } } }, async (request) => {
    return { imported: await import${type}.execute(request.body.items) };
  });

  app.delete("/${plural}/:id", { schema: { params: ${type}Params, response: { 204: z.null() } } }, async (request, reply) => {
    await close${type}.execute(request.params.id);
    return await reply.code(204).send(null);
  });
};
`;
}

/** @param {Domain} domain */
export function writeHonoRoutes(domain) {
  const { type, variable, noun, plural, bug } = domain;
  const json = (/** @type {string} */ schema) => `{ "application/json": { schema: ${schema} } }`;
  const page = bug === "require-response-schema" ? "" : `, content: ${json(`${type}PageResponse`)}`;
  return `import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { isMissingReference } from "@/shared/errors";
import { toRead } from "./${noun}.mapper";
${importSchemas(domain)}import * as ${variable}Service from "./${noun}.service";
import { assign${type}, close${type}, create${type}, import${type}, update${type} } from "./${noun}.use-case";

const listRoute = createRoute({
  method: "get",
  path: "/${plural}",
  request: { query: list${type}Query },
  responses: { 200: { description: "a page of ${plural}"${page} } },
});

const findOneRoute = createRoute({
  method: "get",
  path: "/${plural}/{id}",
  request: { params: ${type}Params },
  responses: { 200: { description: "the ${noun}", content: ${json(`${type}Response`)} } },
});

const createOneRoute = createRoute({
  method: "post",
  path: "/${plural}",
  request: { body: { content: ${json(`create${type}Body`)} } },
  responses: { 201: { description: "the new ${noun}", content: ${json(`${type}Response`)} } },
});

const updateRoute = createRoute({
  method: "patch",
  path: "/${plural}/{id}",
  request: { params: ${type}Params, body: { content: ${json(`update${type}Body`)} } },
  responses: { 200: { description: "the changed ${noun}", content: ${json(`${type}Response`)} } },
});

const assignRoute = createRoute({
  method: "post",
  path: "/${plural}/{id}/assign",
  request: { params: ${type}Params, body: { content: ${json(`assign${type}Body`)} } },
  responses: { 200: { description: "the assigned ${noun}", content: ${json(`${type}Response`)} } },
});

const importRoute = createRoute({
  method: "post",
  path: "/${plural}/import",
  request: { body: { content: ${json(`import${type}Body`)} } },
  responses: { 200: { description: "how many came in", content: ${json(`Import${type}Response`)} } },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/${plural}/{id}",
  request: { params: ${type}Params },
  responses: { 204: { description: "closed" } },
});

export const ${variable}Routes = new OpenAPIHono();

${variable}Routes.onError((error, c) => {
  if (isMissingReference(error)) return c.json({ message: "a row that the request names is not there" }, 422);
  throw error;
});

${variable}Routes.openapi(listRoute, async (c) => {
  const page = await ${variable}Service.list(c.req.valid("query"));
  return c.json({ ...page, items: page.items.map(toRead) }, 200);
});

${variable}Routes.openapi(findOneRoute, async (c) => {
  const { id } = c.req.valid("param");
  return c.json(toRead(await ${variable}Service.findOne(id)), 200);
});

${variable}Routes.openapi(createOneRoute, async (c) => {
  return c.json(await create${type}(c.req.valid("json")), 201);
});

${variable}Routes.openapi(updateRoute, async (c) => {
  const { id } = c.req.valid("param");
  return c.json(await update${type}(id, c.req.valid("json")), 200);
});

${variable}Routes.openapi(assignRoute, async (c) => {
  const { id } = c.req.valid("param");
  return c.json(await assign${type}(id, c.req.valid("json").ownerId), 200);
});

${variable}Routes.openapi(importRoute, async (c) => {
  const { items } = c.req.valid("json");
  return c.json({ imported: await import${type}(items) }, 200);
});

${variable}Routes.openapi(removeRoute, async (c) => {
  const { id } = c.req.valid("param");
  await close${type}(id);
  return c.body(null, 204);
});
`;
}
