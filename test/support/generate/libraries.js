/**
 * How a project talks to its database with one library. Statements are expressions; `client` is what they run on: a
 * root client or a transaction, in Sequelize a transaction or nothing.
 *
 * @typedef {import("./domains.js").Area} Area
 * @typedef {import("./domains.js").Domain} Domain
 * @typedef {import("./domains.js").Field} Field
 *
 * @typedef {object} Library
 * @property {string} name
 * @property {"nest" | "fastify" | "hono"} web
 * @property {readonly import("./domains.js").Bug[]} bugs those that can happen with it
 * @property {{ readonly name: string, readonly type: string, readonly module: string }} root what `database.ts` exports, and its type
 * @property {string} rootClient the root, as statements want it
 * @property {(area: Area) => string} database the text of `database.ts`: root client, `Handle`, `withTransaction`
 * @property {string} model the last part of the file name of entities, tables and models
 * @property {(domain: Domain) => string} entity that file's text
 * @property {(domain: Domain) => string} imports what statements need of other modules
 * @property {(domain: Domain, field?: string) => string} client what a repository uses when it may have been given `tx`
 * @property {(domain: Domain, client: string) => string} find by `id`
 * @property {(domain: Domain, client: string) => string} list by `status`, `limit` and `offset`
 * @property {(domain: Domain, client: string) => string} count by `status`
 * @property {(domain: Domain, client: string) => string} insert of `input`
 * @property {(domain: Domain, client: string, changes: string) => string} update by `id`
 * @property {(domain: Domain, client: string) => string} remove by `id`
 * @property {((domain: Domain) => string) | undefined} commit a helper's function that ends what it was given
 * @property {((domain: Domain) => string) | undefined} stale a function that uses an entity after its transaction has ended
 */

/** @param {string} text */
const upper = (text) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
/** @param {string} name */
const column = (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** @param {Area} area */
const url = (area) => `process.env.${area.name.replaceAll("-", "_").toUpperCase()}_DATABASE_URL`;
/** @param {Domain} domain */
const statuses = ({ statuses }) => statuses.map((status) => JSON.stringify(status)).join(" | ");
/** @type {Readonly<Record<import("./domains.js").FieldKind, string>>} */
const TYPES = { text: "string", count: "number", money: "number", flag: "boolean", moment: "Date", key: "number" };
/** @param {Field} field */
const getType = ({ kind, isOptional }) => `${TYPES[kind]}${isOptional ? " | null" : ""}`;
/** @type {readonly import("./domains.js").Bug[]} */
const COMMON = ["no-outer-client-in-transaction", "require-datetime-normalization", "require-response-schema", "require-zero-to-null"];

/** @type {Library} */
const typeorm = {
  name: "TypeORM",
  web: "nest",
  bugs: [...COMMON, "no-commit-in-service"],
  root: { name: "dataSource", type: "DataSource", module: "typeorm" },
  rootClient: "dataSource.manager",
  model: "entity",
  database: (area) => `import { DataSource } from "typeorm";
import type { EntityManager, QueryRunner } from "typeorm";
${area.domains.map(({ type, noun }) => `import { ${type} } from "./${noun}/${noun}.entity";`).join("\n")}

export const dataSource = new DataSource({
  type: "postgres",
  url: ${url(area)},
  entities: [${area.domains.map(({ type }) => type).join(", ")}],
  synchronize: false,
});

export type Handle = EntityManager;

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  const queryRunner: QueryRunner = dataSource.createQueryRunner();
  await queryRunner.connect();
  await queryRunner.startTransaction("READ COMMITTED");
  try {
    const result = await work(queryRunner.manager);
    await queryRunner.commitTransaction();
    return result;
  } catch (error) {
    await queryRunner.rollbackTransaction();
    throw error;
  } finally {
    await queryRunner.release();
  }
}
`,
  entity: (domain) => `import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, UpdateDateColumn } from "typeorm";
import type { ${domain.type}Status } from "./${domain.noun}.types";

@Entity({ name: "${domain.table}" })
export class ${domain.type} {
  @PrimaryGeneratedColumn()
  id!: number;

${domain.fields.map((field) => `  @Column({ name: "${column(field.name)}", type: "${field.kind === "text" ? "varchar" : field.kind === "moment" ? "timestamptz" : field.kind === "flag" ? "boolean" : "int"}"${field.isOptional ? ", nullable: true" : ""} })\n  ${field.name}!: ${getType(field)};\n`).join("\n")}
  @Index()
  @Column({ type: "varchar", default: "open" })
  status!: ${domain.type}Status;

  @CreateDateColumn({ name: "created_at", type: "timestamptz" })
  createdAt!: Date;

  @UpdateDateColumn({ name: "updated_at", type: "timestamptz" })
  updatedAt!: Date;
}
`,
  imports: ({ type, noun }) => `import { ${type} } from "./${noun}.entity";`,
  client: () => "tx ?? this.dataSource.manager",
  find: ({ type }, client) => `await ${client}.findOne(${type}, { where: { id } })`,
  list: ({ type }, client) => `await ${client}.find(${type}, { where: { status }, order: { id: "ASC" }, take: limit, skip: offset })`,
  count: ({ type }, client) => `await ${client}.count(${type}, { where: { status } })`,
  insert: ({ type }, client) => `await ${client}.save(${client}.create(${type}, { ...input }))`,
  update: ({ type }, client, changes) => `await ${client}.update(${type}, { id }, ${changes})`,
  remove: ({ type }, client) => `await ${client}.delete(${type}, { id })`,
  commit: ({ type, table }) => `export async function finish${type}(queryRunner: QueryRunner, id: number): Promise<void> {
  await queryRunner.query("UPDATE ${table} SET status = 'done' WHERE id = $1", [id]);
  await queryRunner.commitTransaction();
}
`,
  stale: undefined,
};

/** @type {Library} */
const prisma = {
  name: "Prisma",
  web: "fastify",
  bugs: COMMON,
  root: { name: "prisma", type: "PrismaClient", module: "@prisma/client" },
  rootClient: "prisma",
  model: "select",
  database: (area) => `import { Prisma, PrismaClient } from "@prisma/client";
import { logger } from "@/shared/logger";

export const prisma = new PrismaClient({ datasourceUrl: ${url(area)}, log: ["warn", "error"] });

export type Handle = Prisma.TransactionClient;

const RETRIES = 3;

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await prisma.$transaction(async (tx) => await work(tx), { isolationLevel: "Serializable", timeout: 10_000 });
    } catch (error) {
      const isConflict = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2034";
      if (!isConflict || attempt === RETRIES) throw error;
      logger.warn("transaction is tried again", { attempt });
    }
  }
}
`,
  entity: (domain) => `import type { Prisma } from "@prisma/client";

/** The columns that leave the repository. */
export const ${domain.variable}Select = {
  id: true,
${domain.fields.map(({ name }) => `  ${name}: true,`).join("\n")}
  status: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.${domain.type}Select;

export type ${domain.type}Selected = Prisma.${domain.type}GetPayload<{ select: typeof ${domain.variable}Select }>;

export function where${domain.type}(filter: { readonly status?: string; readonly search?: string }): Prisma.${domain.type}WhereInput {
  return {
    ...(filter.status === undefined ? {} : { status: filter.status }),
    ...(filter.search === undefined ? {} : { ${domain.fields[0]?.name ?? "id"}: { contains: filter.search, mode: "insensitive" } }),
  };
}
`,
  imports: ({ variable, noun }) => `import { ${variable}Select } from "./${noun}.select";`,
  client: () => "tx ?? this.prisma",
  find: ({ variable }, client) => `await ${client}.${variable}.findUnique({ where: { id }, select: ${variable}Select })`,
  list: ({ variable }, client) => `await ${client}.${variable}.findMany({ where: { status }, orderBy: { id: "asc" }, take: limit, skip: offset, select: ${variable}Select })`,
  count: ({ variable }, client) => `await ${client}.${variable}.count({ where: { status } })`,
  insert: ({ variable }, client) => `await ${client}.${variable}.create({ data: { ...input }, select: ${variable}Select })`,
  update: ({ variable }, client, changes) => `await ${client}.${variable}.update({ where: { id }, data: ${changes} })`,
  remove: ({ variable }, client) => `await ${client}.${variable}.delete({ where: { id } })`,
  commit: undefined,
  stale: undefined,
};

/** @type {Readonly<Record<import("./domains.js").FieldKind, string>>} */
const DRIZZLE_COLUMNS = { text: "text", count: "integer", money: "integer", flag: "boolean", moment: "timestamp", key: "integer" };

/** @type {Library} */
const drizzle = {
  name: "Drizzle",
  web: "hono",
  bugs: COMMON,
  root: { name: "db", type: "Database", module: "../database" },
  rootClient: "db",
  model: "table",
  database: (area) => `import { drizzle } from "drizzle-orm/node-postgres";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
${area.domains.map(({ plural, noun }) => `import { ${plural} } from "./${noun}/${noun}.table";`).join("\n")}

const schema = { ${area.domains.map(({ plural }) => plural).join(", ")} };

export type Database = NodePgDatabase<typeof schema>;

export const db: Database = drizzle(${url(area)} ?? "", { schema });

export type Handle = Parameters<Parameters<typeof db.transaction>[0]>[0];

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  return await db.transaction(async (tx) => await work(tx), { isolationLevel: "read committed" });
}
`,
  entity: (domain) => `import { boolean, index, integer, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const ${domain.plural} = pgTable(
  "${domain.table}",
  {
    id: serial("id").primaryKey(),
${domain.fields.map((field) => `    ${field.name}: ${DRIZZLE_COLUMNS[field.kind]}("${column(field.name)}"${field.kind === "moment" ? ", { withTimezone: true }" : ""})${field.isOptional ? "" : ".notNull()"},`).join("\n")}
    status: text("status").notNull().default("open"),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("${domain.table}_status_index").on(table.status)],
);

export type ${domain.type}Selected = typeof ${domain.plural}.$inferSelect;
export type ${domain.type}Inserted = typeof ${domain.plural}.$inferInsert;
`,
  imports: ({ plural, noun }) => `import { count, eq } from "drizzle-orm";\nimport { ${plural} } from "./${noun}.table";`,
  client: () => "tx ?? db",
  find: ({ plural }, client) => `(await ${client}.select().from(${plural}).where(eq(${plural}.id, id)).limit(1))[0]`,
  list: ({ plural }, client) => `await ${client}.select().from(${plural}).where(eq(${plural}.status, status)).orderBy(${plural}.id).limit(limit).offset(offset)`,
  count: ({ plural }, client) => `(await ${client}.select({ total: count() }).from(${plural}).where(eq(${plural}.status, status)))[0]?.total ?? 0`,
  insert: ({ plural }, client) => `(await ${client}.insert(${plural}).values({ ...input }).returning())[0]`,
  update: ({ plural }, client, changes) => `await ${client}.update(${plural}).set(${changes}).where(eq(${plural}.id, id))`,
  remove: ({ plural }, client) => `await ${client}.delete(${plural}).where(eq(${plural}.id, id))`,
  commit: undefined,
  stale: undefined,
};

/** @type {Library} */
const mikroOrm = {
  name: "MikroORM",
  web: "nest",
  bugs: [...COMMON, "no-commit-in-service", "no-entity-access-after-commit"],
  root: { name: "orm", type: "MikroORM", module: "@mikro-orm/postgresql" },
  rootClient: "orm.em.fork()",
  model: "entity",
  database: (area) => `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
${area.domains.map(({ type, noun }) => `import { ${type} } from "./${noun}/${noun}.entity";`).join("\n")}

export const orm = MikroORM.initSync({
  clientUrl: ${url(area)},
  entities: [${area.domains.map(({ type }) => type).join(", ")}],
});

export type Handle = EntityManager;

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  const em = orm.em.fork();
  return await em.transactional(async (tx) => await work(tx));
}
`,
  entity: (domain) => `import { Entity, Index, PrimaryKey, Property } from "@mikro-orm/postgresql";
import type { ${domain.type}Status } from "./${domain.noun}.types";

@Entity({ tableName: "${domain.table}" })
export class ${domain.type} {
  @PrimaryKey()
  id!: number;

${domain.fields.map((field) => `  @Property({ ${field.kind === "moment" ? 'columnType: "timestamptz", ' : ""}nullable: ${field.isOptional} })\n  ${field.name}!: ${getType(field)};\n`).join("\n")}
  @Index()
  @Property({ default: "open" })
  status!: ${domain.type}Status;

  @Property({ columnType: "timestamptz", onCreate: () => new Date() })
  createdAt!: Date;

  @Property({ columnType: "timestamptz", onUpdate: () => new Date() })
  updatedAt!: Date;
}
`,
  imports: ({ type, noun }) => `import { ${type} } from "./${noun}.entity";`,
  client: () => "tx ?? this.orm.em.fork()",
  find: ({ type }, client) => `await ${client}.findOne(${type}, { id })`,
  list: ({ type }, client) => `await ${client}.find(${type}, { status }, { orderBy: { id: "asc" }, limit, offset })`,
  count: ({ type }, client) => `await ${client}.count(${type}, { status })`,
  insert: ({ type }, client) => `await ${client}.upsert(${type}, { ...input })`,
  update: ({ type }, client, changes) => `await ${client}.nativeUpdate(${type}, { id }, ${changes})`,
  remove: ({ type }, client) => `await ${client}.nativeDelete(${type}, { id })`,
  commit: ({ type }) => `export async function finish${type}(em: Handle, id: number): Promise<void> {
  await em.begin();
  await em.nativeUpdate(${type}, { id }, { status: "done" });
  await em.commit();
}
`,
  stale: ({ type, variable }) => `export async function reopen${type}(id: number): Promise<void> {
  const em = orm.em.fork();
  const ${variable} = await em.findOneOrFail(${type}, { id });
  em.clear();
  ${variable}.status = "open";
  await em.flush();
}
`,
};

/** @type {Readonly<Record<import("./domains.js").FieldKind, string>>} */
const SEQUELIZE_TYPES = { text: "STRING", count: "INTEGER", money: "INTEGER", flag: "BOOLEAN", moment: "DATE", key: "INTEGER" };

/** @type {Library} */
const sequelize = {
  name: "Sequelize",
  web: "nest",
  bugs: [...COMMON, "no-commit-in-service", "no-entity-access-after-commit"],
  root: { name: "sequelize", type: "Sequelize", module: "sequelize" },
  rootClient: "undefined",
  model: "model",
  database: (area) => `import { Sequelize } from "sequelize";
import type { Transaction } from "sequelize";

export const sequelize = new Sequelize(${url(area)} ?? "", { logging: false, pool: { max: 10 } });

export type Handle = Transaction;

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  const transaction = await sequelize.transaction();
  try {
    const result = await work(transaction);
    await transaction.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
`,
  entity: (domain) => `import { DataTypes, Model } from "sequelize";
import { sequelize } from "../database";
import type { ${domain.type}Status } from "./${domain.noun}.types";

export class ${domain.type} extends Model {
  declare id: number;
${domain.fields.map((field) => `  declare ${field.name}: ${getType(field)};`).join("\n")}
  declare status: ${domain.type}Status;
  declare createdAt: Date;
  declare updatedAt: Date;
}

${domain.type}.init(
  {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
${domain.fields.map((field) => `    ${field.name}: { type: DataTypes.${SEQUELIZE_TYPES[field.kind]}, allowNull: ${field.isOptional}, field: "${column(field.name)}" },`).join("\n")}
    status: { type: DataTypes.STRING, allowNull: false, defaultValue: "open" },
  },
  { sequelize, tableName: "${domain.table}", underscored: true },
);
`,
  imports: ({ type, noun }) => `import { ${type} } from "./${noun}.model";`,
  client: () => "tx",
  find: ({ type }, client) => `await ${type}.findByPk(id, { transaction: ${client} })`,
  list: ({ type }, client) => `await ${type}.findAll({ where: { status }, order: [["id", "ASC"]], limit, offset, transaction: ${client} })`,
  count: ({ type }, client) => `await ${type}.count({ where: { status }, transaction: ${client} })`,
  insert: ({ type }, client) => `await ${type}.create({ ...input }, { transaction: ${client} })`,
  update: ({ type }, client, changes) => `await ${type}.update(${changes}, { where: { id }, transaction: ${client} })`,
  remove: ({ type }, client) => `await ${type}.destroy({ where: { id }, transaction: ${client} })`,
  commit: ({ type }) => `export async function finish${type}(tx: Handle, id: number): Promise<void> {
  await ${type}.update({ status: "done" }, { where: { id }, transaction: tx });
  await tx.commit();
}
`,
  stale: ({ type, variable }) => `export async function retry${type}(input: Record<string, unknown>): Promise<void> {
  const ${variable} = ${type}.build(input);
  const transaction = await sequelize.transaction();
  try {
    await ${variable}.save({ transaction });
    await sequelize.query("SELECT refresh_totals()", { transaction });
    await transaction.commit();
  } catch {
    await transaction.rollback();
    await ${variable}.save();
  }
}
`,
};

/** @type {Library} */
const knex = {
  name: "Knex",
  web: "fastify",
  bugs: [...COMMON, "no-commit-in-service"],
  root: { name: "database", type: "Knex", module: "knex" },
  rootClient: "database",
  model: "record",
  database: (area) => `import knex from "knex";
import type { Knex } from "knex";

export const database: Knex = knex({
  client: "pg",
  connection: ${url(area)},
  pool: { min: 2, max: 10 },
});

export type Handle = Knex.Transaction;

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  return await database.transaction(async (trx) => await work(trx));
}
`,
  entity: (domain) => `import type { Knex } from "knex";

export interface ${domain.type}Record {
  id: number;
${domain.fields.map((field) => `  ${field.name}: ${getType(field)};`).join("\n")}
  status: ${statuses(domain)};
  createdAt: Date;
  updatedAt: Date;
}

declare module "knex/types/tables" {
  interface Tables {
    ${domain.table}: Knex.CompositeTableType<${domain.type}Record, Omit<${domain.type}Record, "id">>;
  }
}

export const ${domain.variable}Columns = ["id", ${domain.fields.map(({ name }) => JSON.stringify(name)).join(", ")}, "status", "createdAt", "updatedAt"] as const;
`,
  imports: ({ variable, noun }) => `import { ${variable}Columns } from "./${noun}.record";`,
  client: () => "tx ?? this.database",
  find: ({ table, variable }, client) => `await ${client}("${table}").where({ id }).first(${variable}Columns)`,
  list: ({ table, variable }, client) => `await ${client}("${table}").where({ status }).orderBy("id").limit(limit).offset(offset).select(${variable}Columns)`,
  count: ({ table }, client) => `Number((await ${client}("${table}").where({ status }).count({ total: "*" }).first())?.total ?? 0)`,
  insert: ({ table, variable }, client) => `(await ${client}("${table}").insert({ ...input }).returning(${variable}Columns))[0]`,
  update: ({ table }, client, changes) => `await ${client}("${table}").where({ id }).update(${changes})`,
  remove: ({ table }, client) => `await ${client}("${table}").where({ id }).del()`,
  commit: ({ type, table }) => `export async function finish${type}(trx: Handle, id: number): Promise<void> {
  await trx("${table}").where({ id }).update({ status: "done" });
  await trx.commit();
}
`,
  stale: undefined,
};

/** @type {Library} */
const kysely = {
  name: "Kysely",
  web: "hono",
  bugs: COMMON,
  root: { name: "db", type: "Kysely", module: "kysely" },
  rootClient: "db",
  model: "table",
  database: (area) => `import { Kysely, PostgresDialect } from "kysely";
import type { Transaction } from "kysely";
import { Pool } from "pg";
${area.domains.map(({ type, noun }) => `import type { ${type}Table } from "./${noun}/${noun}.table";`).join("\n")}

export interface Tables {
${area.domains.map(({ table, type }) => `  ${table}: ${type}Table;`).join("\n")}
}

export const db = new Kysely<Tables>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: ${url(area)}, max: 10 }) }),
});

export type Handle = Transaction<Tables>;

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  return await db.transaction().execute(async (trx) => await work(trx));
}
`,
  entity: (domain) => `import type { ColumnType, Generated, Insertable, Selectable, Updateable } from "kysely";

export interface ${domain.type}Table {
  id: Generated<number>;
${domain.fields.map((field) => `  ${field.name}: ${field.kind === "moment" ? `ColumnType<${getType(field)}, ${getType(field)} | undefined>` : getType(field)};`).join("\n")}
  status: ${statuses(domain)};
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
}

export type ${domain.type}Selected = Selectable<${domain.type}Table>;
export type ${domain.type}Inserted = Insertable<${domain.type}Table>;
export type ${domain.type}Changes = Updateable<${domain.type}Table>;
`,
  imports: () => "",
  client: () => "tx ?? db",
  find: ({ table }, client) => `await ${client}.selectFrom("${table}").selectAll().where("id", "=", id).executeTakeFirst()`,
  list: ({ table }, client) => `await ${client}.selectFrom("${table}").selectAll().where("status", "=", status).orderBy("id").limit(limit).offset(offset).execute()`,
  count: ({ table }, client) => `(await ${client}.selectFrom("${table}").select("id").where("status", "=", status).execute()).length`,
  insert: ({ table }, client) => `await ${client}.insertInto("${table}").values({ ...input }).returningAll().executeTakeFirst()`,
  update: ({ table }, client, changes) => `await ${client}.updateTable("${table}").set(${changes}).where("id", "=", id).execute()`,
  remove: ({ table }, client) => `await ${client}.deleteFrom("${table}").where("id", "=", id).execute()`,
  commit: undefined,
  stale: undefined,
};

/** @type {Library} */
const pg = {
  name: "node-postgres",
  web: "fastify",
  bugs: [...COMMON, "no-commit-in-service"],
  root: { name: "pool", type: "Pool", module: "pg" },
  rootClient: "pool",
  model: "sql",
  database: (area) => `import { Pool } from "pg";
import type { PoolClient } from "pg";

export const pool = new Pool({ connectionString: ${url(area)}, max: 10, idleTimeoutMillis: 30_000 });

export type Handle = PoolClient;

export async function withTransaction<T>(work: (tx: Handle) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}
`,
  entity: (domain) => `export interface ${domain.type}Selected {
  id: number;
${domain.fields.map((field) => `  ${field.name}: ${getType(field)};`).join("\n")}
  status: ${statuses(domain)};
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = \`
  id,
${domain.fields.map(({ name }) => `  ${column(name)} AS "${name}"`).join(",\n")},
  status,
  created_at AS "createdAt",
  updated_at AS "updatedAt"
\`;

export const find${domain.type}Sql = \`SELECT \${COLUMNS} FROM ${domain.table} WHERE id = $1\`;
export const list${domain.type}Sql = \`SELECT \${COLUMNS} FROM ${domain.table} WHERE status = $1 ORDER BY id LIMIT $2 OFFSET $3\`;
export const insert${domain.type}Sql = "INSERT INTO ${domain.table} (${domain.fields.map(({ name }) => column(name)).join(", ")}) VALUES (${domain.fields.map((_, index) => `$${index + 1}`).join(", ")}) RETURNING *";

export function ${domain.variable}Values(input: Readonly<Record<string, unknown>>): unknown[] {
  return [${domain.fields.map(({ name }) => `input.${name} ?? null`).join(", ")}];
}
`,
  imports: ({ type, variable, noun }) =>
    `import { find${type}Sql, insert${type}Sql, list${type}Sql, ${variable}Values } from "./${noun}.sql";\nimport type { ${type}Selected } from "./${noun}.sql";`,
  client: () => "tx ?? this.pool",
  find: ({ type }, client) => `(await ${client}.query<${type}Selected>(find${type}Sql, [id])).rows[0]`,
  list: ({ type }, client) => `(await ${client}.query<${type}Selected>(list${type}Sql, [status, limit, offset])).rows`,
  count: ({ table }, client) => `(await ${client}.query("SELECT id FROM ${table} WHERE status = $1", [status])).rowCount ?? 0`,
  insert: ({ type, variable }, client) => `(await ${client}.query<${type}Selected>(insert${type}Sql, ${variable}Values({ ...input }))).rows[0]`,
  update: ({ table }, client, changes) => `await ${client}.query("UPDATE ${table} SET data = data || $2 WHERE id = $1", [id, JSON.stringify(${changes})])`,
  remove: ({ table }, client) => `await ${client}.query("DELETE FROM ${table} WHERE id = $1", [id])`,
  commit: ({ type, table }) => `export async function finish${type}(client: Handle, id: number): Promise<void> {
  await client.query("UPDATE ${table} SET status = 'done' WHERE id = $1", [id]);
  await client.query("COMMIT");
}
`,
  stale: undefined,
};

export const LIBRARIES = [typeorm, prisma, drizzle, mikroOrm, sequelize, knex, kysely, pg];

/**
 * TypeScript's type of a field.
 *
 * @param {Field} field
 */
export { getType, upper };
