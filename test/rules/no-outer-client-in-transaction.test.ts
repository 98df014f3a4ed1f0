import rule from "../../rules/no-outer-client-in-transaction.js";
import { createRuleTester } from "../support/rule-tester.js";

const drizzle = 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { logs, orders } from "./schema.js";\nconst db = drizzle(url);';
const prisma = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const knex = 'import createKnex from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const typeorm = 'import { BaseEntity, DataSource, Entity } from "typeorm";\nimport type { EntityManager, Repository } from "typeorm";\nconst dataSource = new DataSource({ type: "postgres" });';
const nest = 'import type { DataSource, EntityManager, Repository } from "typeorm";\nclass Order {}\nclass Log {}';
const sequelize = 'import { Model, Sequelize } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}\nclass Log extends Model {}';
const pg = 'import { Pool } from "pg";\nimport type { PoolClient } from "pg";\nconst pool = new Pool();';
const mikro = 'import { MikroORM } from "@mikro-orm/postgresql";\nimport type { EntityManager } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});';

createRuleTester({
  "src/db.ts": 'import { drizzle } from "drizzle-orm/node-postgres";\nexport const db = drizzle(url);\nexport * as replicas from "./replicas.js";',
  "src/replicas.ts": 'import { drizzle } from "drizzle-orm/node-postgres";\nexport const replica = drizzle(replicaUrl);',
  "src/log.ts": `import { db } from "./db.js";
export async function log(text: string) {
  await db.insert(logs).values({ text });
}
export async function logWith(text: string, client: typeof db = db) {
  await client.insert(logs).values({ text });
}
export function format(text: string) {
  return text.trim();
}`,
  "src/audit.ts": 'import { log } from "./log.js";\nexport const audit = { record: async (text: string) => await log(text) };',
}).run("no-outer-client-in-transaction: Drizzle", rule, {
  valid: [
    {
      name: "the handle, and the client before and after",
      code: `${drizzle}
export async function close(id: number) {
  const [order] = await db.select().from(orders);
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await tx.insert(logs).values({ id });
  });
  await db.insert(logs).values({ id });
}`,
    },
    {
      name: "the parameter shadows the client",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (db) => {
    await db.insert(logs).values({ id });
  });`,
    },
    {
      name: "a query that nobody runs there",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    const open = db.select().from(orders);
    await tx.insert(logs).select(open);
  });`,
    },
    {
      name: "work that starts after the callback",
      code: `${drizzle}
export async function close(id: number) {
  const later: (() => Promise<unknown>)[] = [];
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    later.push(async () => await db.insert(logs).values({ id }));
  });
}`,
    },
    {
      name: "a nested transaction of the handle",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await tx.transaction(async (nested) => {
      await nested.insert(logs).values({ id });
    });
  });`,
    },
    {
      name: "another database",
      filename: "src/close.ts",
      code: `import { db, replicas } from "./db.js";
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await replicas.replica.select().from(orders);
    await tx.insert(logs).values({ id });
  });`,
    },
    {
      name: "a client and a transaction of which nothing is known",
      code: `import { db } from "./nowhere.js";
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await db.insert(logs).values({ id });
  });`,
    },
    {
      name: "a helper that touches no database, and one that is not there",
      filename: "src/close.ts",
      code: `import { db } from "./db.js";
import { format } from "./log.js";
import { send } from "./nowhere.js";
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await send(format("closed"));
    await tx.insert(logs).values({ id });
  });`,
    },
    {
      name: "a helper that accepts a handle: forwarding it is another rule's question",
      filename: "src/close.ts",
      code: `import { db } from "./db.js";
import { logWith } from "./log.js";
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await logWith("closed");
    await tx.delete(orders);
  });`,
    },
    {
      name: "a helper that may find the transaction in a context, and one that chooses by its parameter",
      code: `${drizzle}
import { storage } from "./context.js";
async function log(text: string) {
  const client = storage.getStore() ?? db;
  await client.insert(logs).values({ text });
}
async function note(text: string, tx?: Parameters<Parameters<typeof db.transaction>[0]>[0]) {
  await (tx ?? db).insert(logs).values({ text });
}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await log("closed");
    await note("closed", tx);
  });`,
    },
    {
      name: "allowed to run outside",
      options: [{ allow: ["db.insert"] }],
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await db.insert(logs).values({ id });
  });`,
    },
    {
      name: "a client with a transaction of its own is ambient",
      code: `${drizzle}
import { TransactionHost } from "@nestjs-cls/transactional";
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await db.insert(logs).values({ id });
  });`,
    },
    {
      name: "git, fastify and a transaction of no database",
      code: `${drizzle}
import { app, git, store } from "./elsewhere.js";
export const close = (id: number) =>
  store.transaction(async (tx: unknown) => {
    await git.commit("close");
    app.patch("/orders", () => id);
    await db.insert(logs).values({ id });
  });`,
    },
    {
      name: "a script",
      filename: "scripts/close.ts",
      code: `${drizzle}
await db.transaction(async (tx) => {
  await db.insert(logs).values({});
});`,
    },
  ],
  invalid: [
    {
      name: "an insert on the client, comments kept",
      code: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    // Every close is logged.
    await db /* the log */
      .insert(logs)
      .values({ id }); // once
  });
}`,
      output: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    // Every close is logged.
    await tx /* the log */
      .insert(logs)
      .values({ id }); // once
  });
}`,
      errors: [{ messageId: "outerQuery", data: { text: "db.insert", fn: "close", library: "Drizzle" }, line: 8, column: 11, endLine: 9, endColumn: 20 }],
    },
    {
      name: "a helper that uses the client whatever handle it is given",
      code: `${drizzle}
async function log(text: string, tx?: Parameters<Parameters<typeof db.transaction>[0]>[0]) {
  if (tx) await tx.delete(orders);
  await db.insert(logs).values({ text });
}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await log("closed");
    await log("closed", tx);
  });`,
      output: null,
      errors: [
        { messageId: "outerQueryThrough", data: { text: "log", fn: "close", library: "Drizzle", chain: "log" }, line: 10, column: 11, endLine: 10, endColumn: 24 },
        { messageId: "outerQueryThrough", data: { text: "log", fn: "close", library: "Drizzle", chain: "log" }, line: 11, column: 11, endLine: 11, endColumn: 28 },
      ],
    },
    {
      name: "two queries are two findings",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (transaction) => {
    const [order] = await db.select().from(orders);
    const found = await db.query.orders.findFirst();
    await transaction.insert(logs).values({ id, order, found });
  });`,
      output: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (transaction) => {
    const [order] = await transaction.select().from(orders);
    const found = await transaction.query.orders.findFirst();
    await transaction.insert(logs).values({ id, order, found });
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "db.select", fn: "close", library: "Drizzle" }, line: 6, column: 27, endLine: 6, endColumn: 38 },
        { messageId: "outerQuery", data: { text: "db.query.orders.findFirst", fn: "close", library: "Drizzle" }, line: 7, column: 25, endLine: 7, endColumn: 52 },
      ],
    },
    {
      name: "a second transaction",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await db.transaction(async (inner) => {
      await inner.insert(logs).values({ id });
    });
  });`,
      output: null,
      errors: [{ messageId: "secondTransaction", data: { text: "db.transaction", fn: "close", library: "Drizzle" }, line: 7, column: 11, endLine: 9, endColumn: 7 }],
    },
    {
      name: "the handle has no name there: no fix",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async () => {
    await db.insert(logs).values({ id });
  });`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "db.insert", fn: "close", library: "Drizzle" }, line: 6, column: 11, endLine: 6, endColumn: 26 }],
    },
    {
      name: "the handle's name is shadowed: no fix",
      code: `${drizzle}
export const close = (ids: number[]) =>
  db.transaction(async (tx) => {
    for (const tx of ids) {
      await db.insert(logs).values({ id: tx });
    }
  });`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "db.insert", fn: "close", library: "Drizzle" }, line: 7, column: 13, endLine: 7, endColumn: 28 }],
    },
    {
      name: "in a loop, a branch, a closure, finally and Promise.all",
      code: `${drizzle}
export const close = (ids: number[], isLoud: boolean) =>
  db.transaction(async (tx) => {
    for (const id of ids) await db.insert(logs).values({ id });
    if (isLoud) await db.delete(logs);
    const note = async (id: number) => await db.insert(logs).values({ id, note: true });
    await note(1);
    try {
      await Promise.all([db.update(orders).set({ open: false }), tx.delete(orders)]);
    } finally {
      await db.execute("SELECT 1");
    }
  });`,
      output: `${drizzle}
export const close = (ids: number[], isLoud: boolean) =>
  db.transaction(async (tx) => {
    for (const id of ids) await tx.insert(logs).values({ id });
    if (isLoud) await tx.delete(logs);
    const note = async (id: number) => await tx.insert(logs).values({ id, note: true });
    await note(1);
    try {
      await Promise.all([tx.update(orders).set({ open: false }), tx.delete(orders)]);
    } finally {
      await tx.execute("SELECT 1");
    }
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "db.insert", fn: "close", library: "Drizzle" }, line: 6, column: 33, endLine: 6, endColumn: 48 },
        { messageId: "outerQuery", data: { text: "db.delete", fn: "close", library: "Drizzle" }, line: 7, column: 23, endLine: 7, endColumn: 38 },
        { messageId: "outerQuery", data: { text: "db.insert", fn: "note", library: "Drizzle" }, line: 8, column: 46, endLine: 8, endColumn: 61 },
        { messageId: "outerQuery", data: { text: "db.update", fn: "close", library: "Drizzle" }, line: 11, column: 26, endLine: 11, endColumn: 43 },
        { messageId: "outerQuery", data: { text: "db.execute", fn: "close", library: "Drizzle" }, line: 13, column: 13, endLine: 13, endColumn: 35 },
      ],
    },
    {
      name: "the client under an alias, from another file",
      filename: "src/close.ts",
      code: `import { db as client } from "./db.js";
export const close = (id: number) =>
  client.transaction(async (tx) => {
    await client.insert(logs).values({ id });
  });`,
      output: `import { db as client } from "./db.js";
export const close = (id: number) =>
  client.transaction(async (tx) => {
    await tx.insert(logs).values({ id });
  });`,
      errors: [{ messageId: "outerQuery", data: { text: "client.insert", fn: "close", library: "Drizzle" }, line: 4, column: 11, endLine: 4, endColumn: 30 }],
    },
    {
      name: "the client in a namespace",
      filename: "src/close.ts",
      code: `import * as database from "./db.js";
export const close = (id: number) =>
  database.db.transaction(async (tx) => {
    await database.db.insert(logs).values({ id });
  });`,
      output: `import * as database from "./db.js";
export const close = (id: number) =>
  database.db.transaction(async (tx) => {
    await tx.insert(logs).values({ id });
  });`,
      errors: [{ messageId: "outerQuery", data: { text: "database.db.insert", fn: "close", library: "Drizzle" }, line: 4, column: 11, endLine: 4, endColumn: 35 }],
    },
    {
      name: "through a helper of another file",
      filename: "src/close.ts",
      code: `import { db } from "./db.js";
import { log } from "./log.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.delete(orders);
    await log("closed");
  });
}`,
      output: null,
      errors: [{ messageId: "outerQueryThrough", data: { fn: "close", chain: "log", library: "Drizzle" }, line: 6, column: 11, endLine: 6, endColumn: 24 }],
    },
    {
      name: "through two helpers",
      filename: "src/close.ts",
      code: `import { db } from "./db.js";
import { audit } from "./audit.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.delete(orders);
    await audit.record("closed");
  });
}`,
      output: null,
      errors: [{ messageId: "outerQueryThrough", data: { fn: "close", chain: "record → log", library: "Drizzle" }, line: 6, column: 11, endLine: 6, endColumn: 33 }],
    },
    {
      name: "another database, when all roots are asked for: no fix",
      filename: "src/close.ts",
      options: [{ allRoots: true }],
      code: `import { db } from "./db.js";
import { replica } from "./replicas.js";
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await replica.select().from(orders);
    await tx.insert(logs).values({ id });
  });`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "replica.select", fn: "close", library: "Drizzle" }, line: 5, column: 11, endLine: 5, endColumn: 27 }],
    },
    {
      name: "something else is allowed to run outside",
      options: [{ allow: ["db.insert"] }],
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await db.insert(logs).values({ id });
    await db.delete(orders);
  });`,
      output: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await db.insert(logs).values({ id });
    await tx.delete(orders);
  });`,
      errors: [{ messageId: "outerQuery", data: { text: "db.delete", fn: "close", library: "Drizzle" }, line: 7, column: 11, endLine: 7, endColumn: 28 }],
    },
    {
      name: "in the project's own wrapper",
      code: `${drizzle}
type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];
type Database = typeof db;
const withTransaction = <T>(work: (tx: Tx) => Promise<T>) => db.transaction(work);
export const close = (id: number) =>
  withTransaction(async (tx) => {
    await tx.delete(orders);
    await db.insert(logs).values({ id });
  });`,
      output: `${drizzle}
type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];
type Database = typeof db;
const withTransaction = <T>(work: (tx: Tx) => Promise<T>) => db.transaction(work);
export const close = (id: number) =>
  withTransaction(async (tx) => {
    await tx.delete(orders);
    await tx.insert(logs).values({ id });
  });`,
      errors: [{ messageId: "outerQuery", data: { text: "db.insert", fn: "close", library: "Drizzle" }, line: 10, column: 11, endLine: 10, endColumn: 26 }],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: Prisma", rule, {
  valid: [
    {
      name: "the array form takes the client's own queries",
      code: `${prisma}
export const close = (id: number) =>
  prisma.$transaction([prisma.order.update({ where: { id }, data: { open: false } }), prisma.log.create({ data: { id } })]);`,
    },
    {
      name: "the transaction client",
      code: `${prisma}
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await tx.order.update({ where: { id }, data: { open: false } });
    await tx.log.create({ data: { id } });
  });`,
    },
    {
      name: "a client that was acquired on purpose elsewhere",
      code: `${prisma}
import { audit } from "./audit.js";
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await tx.order.update({ where: { id }, data: { open: false } });
    await audit.log.create({ data: { id } });
  });`,
    },
  ],
  invalid: [
    {
      name: "a function that opens a transaction of its own although it is given one",
      code: `${prisma}
import type { Prisma } from "@prisma/client";
async function ship(id: number, given?: Prisma.TransactionClient) {
  return prisma.$transaction(async (own) => {
    const tx = given ?? own;
    await tx.order.update({ where: { id }, data: { shipped: true } });
  });
}
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await ship(id, tx);
  });`,
      output: null,
      errors: [{ messageId: "secondTransactionThrough", data: { text: "ship", fn: "close", library: "Prisma", chain: "ship" }, line: 12, column: 11, endLine: 12, endColumn: 23 }],
    },
    {
      name: "a read and a write on the outer client",
      code: `${prisma}
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    const order = await prisma.order.findUnique({ where: { id } });
    await tx.order.update({ where: { id }, data: { open: false } });
    await prisma.log.create({ data: { id, order } });
  });`,
      output: `${prisma}
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    const order = await tx.order.findUnique({ where: { id } });
    await tx.order.update({ where: { id }, data: { open: false } });
    await tx.log.create({ data: { id, order } });
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "prisma.order.findUnique", fn: "close", library: "Prisma" }, line: 5, column: 25, endLine: 5, endColumn: 67 },
        { messageId: "outerQuery", data: { text: "prisma.log.create", fn: "close", library: "Prisma" }, line: 7, column: 11, endLine: 7, endColumn: 53 },
      ],
    },
    {
      name: "a batch is a second transaction",
      code: `${prisma}
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await tx.order.update({ where: { id }, data: { open: false } });
    await prisma.$transaction([prisma.log.create({ data: { id } })]);
  });`,
      output: null,
      errors: [{ messageId: "secondTransaction", data: { text: "prisma.$transaction", fn: "close", library: "Prisma" }, line: 6, column: 11, endLine: 6, endColumn: 69 }],
    },
    {
      name: "a client that is kept on globalThis",
      code: `import { PrismaClient } from "@prisma/client";
const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };
const prisma = globalForPrisma.prisma ?? new PrismaClient();
globalForPrisma.prisma = prisma;
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await prisma.log.create({ data: { id } });
  });`,
      output: `import { PrismaClient } from "@prisma/client";
const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };
const prisma = globalForPrisma.prisma ?? new PrismaClient();
globalForPrisma.prisma = prisma;
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await tx.log.create({ data: { id } });
  });`,
      errors: [{ messageId: "outerQuery", data: { text: "prisma.log.create", fn: "close", library: "Prisma" }, line: 7, column: 11, endLine: 7, endColumn: 46 }],
    },
    {
      name: "an injected client",
      code: `import { Injectable } from "@nestjs/common";
import { PrismaClient } from "@prisma/client";
class PrismaService extends PrismaClient {}
@Injectable()
export class Orders {
  constructor(private readonly prisma: PrismaService) {}
  async close(id: number) {
    await this.prisma.$transaction(async (tx) => {
      await this.prisma.log.create({ data: { id } });
    });
  }
}`,
      output: `import { Injectable } from "@nestjs/common";
import { PrismaClient } from "@prisma/client";
class PrismaService extends PrismaClient {}
@Injectable()
export class Orders {
  constructor(private readonly prisma: PrismaService) {}
  async close(id: number) {
    await this.prisma.$transaction(async (tx) => {
      await tx.log.create({ data: { id } });
    });
  }
}`,
      errors: [{ messageId: "outerQuery", data: { text: "this.prisma.log.create", fn: "Orders.close", library: "Prisma" }, line: 9, column: 13, endLine: 9, endColumn: 53 }],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: Knex and Kysely", rule, {
  valid: [
    {
      name: "Knex: values of the client in a query of the handle",
      code: `${knex}
export const close = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).update({ closed: knex.fn.now(), name: knex.raw("name || '!'") });
  });`,
    },
    {
      name: "Knex: transacting()",
      code: `${knex}
export const close = (id: number) =>
  knex.transaction(async (trx) => {
    await knex("orders").where({ id }).transacting(trx).del();
    await knex.raw("SELECT 1").transacting(trx);
  });`,
    },
    {
      name: "Knex: between begin and commit, on the transaction",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  await trx("orders").where({ id }).del();
  await trx.commit();
  await knex("logs").insert({ id });
}`,
    },
    {
      name: "Kysely: the transaction, and a query that is never executed",
      code: `${kysely}
export const close = (id: number) =>
  db.transaction().execute(async (trx) => {
    const open = db.selectFrom("orders").select("id");
    await trx.deleteFrom("orders").where("id", "in", open).execute();
  });`,
    },
  ],
  invalid: [
    {
      name: "Knex: the client as a function, and raw text",
      code: `${knex}
export const close = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).del();
    await knex("logs").insert({ id });
    await knex.raw("VACUUM");
  });`,
      output: `${knex}
export const close = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).del();
    await trx("logs").insert({ id });
    await trx.raw("VACUUM");
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "knex", fn: "close", library: "Knex" }, line: 6, column: 11, endLine: 6, endColumn: 23 },
        { messageId: "outerQuery", data: { text: "knex.raw", fn: "close", library: "Knex" }, line: 7, column: 11, endLine: 7, endColumn: 29 },
      ],
    },
    {
      name: "Knex: between begin and commit, where no callback names the handle",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  await trx("orders").where({ id }).del();
  await knex("logs").insert({ id });
  await trx.commit();
}`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "knex", fn: "close", library: "Knex" }, line: 6, column: 9, endLine: 6, endColumn: 21 }],
    },
    {
      name: "Kysely: in a callback, and a second transaction",
      code: `${kysely}
export const close = (id: number) =>
  db.transaction().setIsolationLevel("serializable").execute(async (trx) => {
    await trx.deleteFrom("orders").where("id", "=", id).execute();
    await db.insertInto("logs").values({ id }).execute();
    await db.transaction().execute((inner) => inner.deleteFrom("logs").execute());
  });`,
      output: `${kysely}
export const close = (id: number) =>
  db.transaction().setIsolationLevel("serializable").execute(async (trx) => {
    await trx.deleteFrom("orders").where("id", "=", id).execute();
    await trx.insertInto("logs").values({ id }).execute();
    await db.transaction().execute((inner) => inner.deleteFrom("logs").execute());
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "db.insertInto", fn: "close", library: "Kysely" }, line: 6, column: 11, endLine: 6, endColumn: 32 },
        { messageId: "secondTransaction", data: { text: "db.transaction().execute", fn: "close", library: "Kysely" }, line: 7, column: 11, endLine: 7, endColumn: 82 },
      ],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: TypeORM", rule, {
  valid: [
    {
      name: "an object that is made of the manager",
      code: `${nest}
class Logs {
  constructor(private readonly manager: EntityManager) {}
  async add(id: number) {
    await this.manager.insert(Log, { id });
  }
}
export class Orders {
  constructor(private readonly dataSource: DataSource) {}
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await new Logs(manager).add(id);
    });
  }
}`,
    },
    {
      name: "repositories of the manager, and what only builds",
      code: `${nest}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly logs: Repository<Log>) {}
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await manager.getRepository(Order).update({ id }, { open: false });
      await manager.withRepository(this.logs).insert({ id });
      await manager.save(this.logs.create({ id }));
    });
  }
}`,
    },
    {
      name: "a manager that was handed in may be the transaction's",
      code: `${typeorm}
export async function close(manager: EntityManager, id: number) {
  await dataSource.transaction(async (inner) => {
    await manager.update(Order, { id }, { open: false });
    await inner.insert(Log, { id });
  });
}`,
    },
    {
      name: "a query on the runner's own connection",
      code: `${typeorm}
export async function close(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  await queryRunner.manager.update(Order, { id }, { open: false });
  await queryRunner.query("SELECT 1");
  await queryRunner.commitTransaction();
  await dataSource.getRepository(Log).insert({ id });
}`,
    },
    {
      name: "with typeorm-transactional, repositories enlist by themselves",
      code: `${nest}
import { initializeTransactionalContext } from "typeorm-transactional";
initializeTransactionalContext();
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly logs: Repository<Log>) {}
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await this.logs.insert({ id });
    });
  }
}`,
    },
    {
      name: "an optional call in a branch where no transaction may be open",
      code: `${typeorm}
export async function close(id: number, isLarge: boolean) {
  const queryRunner = dataSource.createQueryRunner();
  if (isLarge) await queryRunner.startTransaction();
  await dataSource.getRepository(Log).insert({ id });
  if (isLarge) await queryRunner.commitTransaction();
}`,
    },
  ],
  invalid: [
    {
      name: "a tree repository of the client, with a comment in its chain",
      code: `${nest}
export class Orders {
  constructor(private readonly dataSource: DataSource) {}
  async close(order: Order) {
    const trees = this.dataSource.manager.getTreeRepository(Order);
    await this.dataSource.transaction(async (manager) => {
      await trees
        // With all that hangs on it.
        .createDescendantsQueryBuilder("order", "children", order)
        .getMany();
      await manager.remove(order);
    });
  }
}`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "trees.createDescendantsQueryBuilder", fn: "Orders.close", library: "TypeORM" }, line: 9, column: 13, endLine: 11, endColumn: 67 }],
    },
    {
      name: "an injected repository and a second transaction",
      code: `${nest}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly logs: Repository<Log>) {}
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await manager.update(Order, { id }, { open: false });
      await this.logs.insert({ id });
      await this.dataSource.transaction((inner) => inner.insert(Log, { id }));
    });
  }
}`,
      output: `${nest}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly logs: Repository<Log>) {}
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await manager.update(Order, { id }, { open: false });
      await this.logs.insert({ id });
      await manager.transaction((inner) => inner.insert(Log, { id }));
    });
  }
}`,
      errors: [
        { messageId: "outerQuery", data: { text: "this.logs.insert", fn: "Orders.close", library: "TypeORM" }, line: 9, column: 13, endLine: 9, endColumn: 37 },
        { messageId: "secondTransaction", data: { text: "this.dataSource.transaction", fn: "Orders.close", library: "TypeORM" }, line: 10, column: 13, endLine: 10, endColumn: 78 },
      ],
    },
    {
      name: "between begin and commit of a runner",
      code: `${typeorm}
export async function close(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  try {
    await queryRunner.manager.update(Order, { id }, { open: false });
    await dataSource.getRepository(Log).insert({ id });
    await dataSource.createQueryBuilder().insert().into(Log).values({ id }).execute();
    await queryRunner.commitTransaction();
  } finally {
    await queryRunner.release();
  }
}`,
      output: null,
      errors: [
        { messageId: "outerQuery", data: { text: "dataSource.getRepository(Log).insert", fn: "close", library: "TypeORM" }, line: 9, column: 11, endLine: 9, endColumn: 55 },
        { messageId: "outerQuery", data: { text: "dataSource.createQueryBuilder", fn: "close", library: "TypeORM" }, line: 10, column: 11, endLine: 10, endColumn: 42 },
      ],
    },
    {
      name: "active records always use the global data source",
      code: `${typeorm}
@Entity()
class Note extends BaseEntity {}
export async function close(id: number) {
  await dataSource.transaction(async (manager) => {
    const note = await manager.findOneByOrFail(Note, { id });
    await note.save();
    await Note.delete({ id });
  });
}`,
      output: null,
      errors: [
        { messageId: "outerQuery", data: { text: "note.save", fn: "close", library: "TypeORM" }, line: 9, column: 11, endLine: 9, endColumn: 22 },
        { messageId: "outerQuery", data: { text: "Note.delete", fn: "close", library: "TypeORM" }, line: 10, column: 11, endLine: 10, endColumn: 30 },
      ],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: Sequelize", rule, {
  valid: [
    {
      name: "the option is there: in the literal, in a constant, in what nobody can read",
      code: `${sequelize}
import { extra } from "./extra.js";
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    const options = { where: { id }, transaction: t };
    await Order.update({ open: false }, options);
    await Log.create({ id }, { transaction: t });
    await Log.create({ id }, { ...extra });
    await Log.create({ id }, extra);
    await sequelize.transaction({ transaction: t }, async (nested) => {
      await Log.destroy({ where: { id }, transaction: nested });
    });
  });`,
    },
    {
      name: "with CLS, managed transactions are ambient",
      code: `${sequelize}
Sequelize.useCLS(namespace);
export const close = (id: number) =>
  sequelize.transaction(async () => {
    await Log.create({ id });
  });`,
    },
    {
      name: "members of an instance that query nothing",
      code: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    const order = await Order.findByPk(id, { transaction: t });
    order.setAttributes({ open: order.getDataValue("open") });
    await order.save({ transaction: t });
  });`,
    },
    {
      name: "an instance that is only built",
      code: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    const log = Log.build({ id });
    await log.save({ transaction: t });
  });`,
    },
  ],
  invalid: [
    {
      name: "the option is missing: added to the literal, or as a new argument",
      code: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    await Order.update({ open: false }, { where: { id } /* one */ });
    await Log.create({ id });
    await Log.findByPk(id, {});
    await Log.findAll();
  });`,
      output: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    await Order.update({ open: false }, { where: { id }, transaction: t /* one */ });
    await Log.create({ id }, { transaction: t });
    await Log.findByPk(id, { transaction: t });
    await Log.findAll({ transaction: t });
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "Order.update", fn: "close", library: "Sequelize" }, line: 7, column: 11, endLine: 7, endColumn: 69 },
        { messageId: "outerQuery", data: { text: "Log.create", fn: "close", library: "Sequelize" }, line: 8, column: 11, endLine: 8, endColumn: 29 },
        { messageId: "outerQuery", data: { text: "Log.findByPk", fn: "close", library: "Sequelize" }, line: 9, column: 11, endLine: 9, endColumn: 31 },
        { messageId: "outerQuery", data: { text: "Log.findAll", fn: "close", library: "Sequelize" }, line: 10, column: 11, endLine: 10, endColumn: 24 },
      ],
    },
    {
      name: "in shorthand",
      code: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (transaction) => {
    await Log.destroy({ where: { id } });
    await Log.create({ id });
  });`,
      output: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (transaction) => {
    await Log.destroy({ where: { id }, transaction });
    await Log.create({ id }, { transaction });
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "Log.destroy", fn: "close", library: "Sequelize" }, line: 7, column: 11, endLine: 7, endColumn: 41 },
        { messageId: "outerQuery", data: { text: "Log.create", fn: "close", library: "Sequelize" }, line: 8, column: 11, endLine: 8, endColumn: 29 },
      ],
    },
    {
      name: "an instance without the option",
      code: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    const order = await Order.findByPk(id, { transaction: t });
    await order?.update({ open: false });
    await order.save();
  });`,
      output: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    const order = await Order.findByPk(id, { transaction: t });
    await order?.update({ open: false }, { transaction: t });
    await order.save({ transaction: t });
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "order?.update", fn: "close", library: "Sequelize" }, line: 8, column: 11, endLine: 8, endColumn: 41 },
        { messageId: "outerQuery", data: { text: "order.save", fn: "close", library: "Sequelize" }, line: 9, column: 11, endLine: 9, endColumn: 23 },
      ],
    },
    {
      name: "a second managed transaction without a parent",
      code: `${sequelize}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    await sequelize.transaction(async (inner) => {
      await Log.create({ id }, { transaction: inner });
    });
    await Order.destroy({ where: { id }, transaction: t });
  });`,
      output: null,
      errors: [{ messageId: "secondTransaction", data: { text: "sequelize.transaction", fn: "close", library: "Sequelize" }, line: 7, column: 11, endLine: 9, endColumn: 7 }],
    },
    {
      name: "a wrapper that hands its callback something else than the transaction: no fix",
      code: `${sequelize}
const withContext = (work: (context: { name: string }) => Promise<void>) =>
  sequelize.transaction(async () => {
    await work({ name: "close" });
  });
export const close = (id: number) =>
  withContext(async (context) => {
    await Log.create({ id, name: context.name });
  });`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "Log.create", fn: "close", library: "Sequelize" }, line: 11, column: 11, endLine: 11, endColumn: 49 }],
    },
    {
      name: "between begin and commit",
      code: `${sequelize}
export async function close(id: number) {
  const t = await sequelize.transaction();
  await Order.destroy({ where: { id }, transaction: t });
  await Log.create({ id });
  await t.commit();
}`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "Log.create", fn: "close", library: "Sequelize" }, line: 8, column: 9, endLine: 8, endColumn: 27 }],
    },
  ],
});

createRuleTester({
  "src/with-client.ts": `import { Pool } from "pg";
import type { PoolClient } from "pg";
export const pool = new Pool();
export async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
}`,
}).run("no-outer-client-in-transaction: pg", rule, {
  valid: [
    {
      name: "the client that holds the transaction, and the pool afterwards",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("DELETE FROM orders WHERE id = $1", [id]);
  await client.query("COMMIT");
  await pool.query("INSERT INTO logs (id) VALUES ($1)", [id]);
  client.release();
}`,
    },
    {
      name: "a second connection that was taken on purpose",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  const other = await pool.connect();
  await client.query("BEGIN");
  await other.query("INSERT INTO logs (id) VALUES ($1)", [id]);
  await client.query("COMMIT");
}`,
    },
    {
      name: "another pool",
      code: `${pg}
const logPool = new Pool({ host: "logs" });
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await logPool.query("INSERT INTO logs (id) VALUES ($1)", [id]);
  await client.query("COMMIT");
}`,
    },
    {
      name: "the client of the project's own wrapper",
      filename: "src/close.ts",
      code: `import { withTransaction } from "./with-client.js";
export const close = (id: number) =>
  withTransaction(async (client) => {
    await client.query("DELETE FROM orders WHERE id = $1", [id]);
  });`,
    },
  ],
  invalid: [
    {
      name: "the pool between BEGIN and COMMIT",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("DELETE FROM orders WHERE id = $1", [id]);
  await pool.query("INSERT INTO logs (id) VALUES ($1)", [id]);
  await client.query("COMMIT");
  client.release();
}`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "pool.query", fn: "close", library: "node-postgres" }, line: 8, column: 9, endLine: 8, endColumn: 62 }],
    },
    {
      name: "the pool in the project's own wrapper",
      filename: "src/close.ts",
      code: `import { pool, withTransaction } from "./with-client.js";
export const close = (id: number) =>
  withTransaction(async (client) => {
    await client.query("DELETE FROM orders WHERE id = $1", [id]);
    await pool.query("INSERT INTO logs (id) VALUES ($1)", [id]);
  });`,
      output: `import { pool, withTransaction } from "./with-client.js";
export const close = (id: number) =>
  withTransaction(async (client) => {
    await client.query("DELETE FROM orders WHERE id = $1", [id]);
    await client.query("INSERT INTO logs (id) VALUES ($1)", [id]);
  });`,
      errors: [{ messageId: "outerQuery", data: { text: "pool.query", fn: "close", library: "node-postgres" }, line: 5, column: 11, endLine: 5, endColumn: 64 }],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: MikroORM", rule, {
  valid: [
    {
      name: "an injected em enlists in the running transaction by itself",
      code: `${mikro}
export class Orders {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    await this.em.transactional(async () => {
      await this.em.nativeDelete("orders", { id });
    });
  }
}`,
    },
    {
      name: "a fork that keeps the transaction's context",
      code: `${mikro}
export const close = (id: number) =>
  orm.em.fork().transactional(async (tx) => {
    await tx.fork({ keepTransactionContext: true }).nativeDelete("orders", { id });
  });`,
    },
    {
      name: "the em of the callback",
      code: `${mikro}
export async function close(id: number) {
  const em = orm.em.fork();
  await em.transactional(async (tx) => {
    await tx.nativeDelete("orders", { id });
  });
}`,
    },
  ],
  invalid: [
    {
      name: "the fork that the transaction was begun on",
      code: `${mikro}
export async function close(id: number) {
  const em = orm.em.fork();
  await em.transactional(async (tx) => {
    await em.nativeDelete("orders", { id });
  });
}`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "em.nativeDelete", fn: "close", library: "MikroORM" }, line: 7, column: 11, endLine: 7, endColumn: 44 }],
    },
    {
      name: "a fork of the callback's em",
      code: `${mikro}
export const close = (id: number) =>
  orm.em.fork().transactional(async (tx) => {
    const other = tx.fork();
    await other.nativeDelete("orders", { id });
  });`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "other.nativeDelete", fn: "close", library: "MikroORM" }, line: 7, column: 11, endLine: 7, endColumn: 47 }],
    },
  ],
});

const AMBIENT = { "unit-of-work": { ambient: [{ module: "./src/ambient.js", export: "prisma" }, { module: "src/ambient", export: "getPrisma" }, { module: "src/ambient", export: "Database" }] } };
const followers = `import { Database, getPrisma, prisma } from "./src/ambient.js";
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await tx.order.delete({ where: { id } });
    await prisma.log.create({ data: { id } });
    await getPrisma().log.create({ data: { id } });
    await new Database().log.create({ data: { id } });
  });`;

createRuleTester({
  "src/ambient.ts": `import { PrismaClient } from "@prisma/client";
export const prisma = new PrismaClient();
export const getPrisma = () => prisma;
export class Database extends PrismaClient {}`,
}).run("no-outer-client-in-transaction: clients that follow the running transaction", rule, {
  valid: [{ name: "the settings name them", code: followers, settings: AMBIENT }],
  invalid: [
    {
      name: "without the settings",
      code: followers,
      output: followers.replace("await prisma.log", "await tx.log").replace("await getPrisma().log", "await tx.log").replace("await new Database().log", "await tx.log"),
      errors: [
        { messageId: "outerQuery", data: { text: "prisma.log.create", fn: "close", library: "Prisma" }, line: 5, column: 11, endLine: 5, endColumn: 46 },
        { messageId: "outerQuery", data: { text: "getPrisma().log.create", fn: "close", library: "Prisma" }, line: 6, column: 11, endLine: 6, endColumn: 51 },
        { messageId: "outerQuery", data: { text: "new Database().log.create", fn: "close", library: "Prisma" }, line: 7, column: 11, endLine: 7, endColumn: 54 },
      ],
    },
  ],
});
