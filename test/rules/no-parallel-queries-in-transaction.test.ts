import rule from "../../rules/no-parallel-queries-in-transaction.js";
import { createRuleTester } from "../support/rule-tester.js";

const drizzle = 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { logs, orders } from "./schema.js";\nconst db = drizzle(url);';
const prisma = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const typeorm = 'import { DataSource } from "typeorm";\nimport type { EntityManager, QueryRunner } from "typeorm";\nclass Order {}\nclass Log {}\nconst dataSource = new DataSource({ type: "postgres" });';
const sequelize = 'import { Model, Sequelize } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}';
const knex = 'import createKnex from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const pg = 'import { Client, Pool } from "pg";\nimport type { PoolClient } from "pg";\nconst pool = new Pool();';
const postgres = 'import postgres from "postgres";\nconst sql = postgres(url);';
const mikro = 'import type { EntityManager } from "@mikro-orm/postgresql";';

createRuleTester().run("no-parallel-queries-in-transaction: proven", rule, {
  valid: [
    {
      name: "one after the other",
      code: `${drizzle}
export const close = (ids: number[]) =>
  db.transaction(async (tx) => {
    for (const id of ids) {
      await tx.update(orders).set({ open: false });
    }
    await tx.insert(logs).values({ ids });
  });`,
    },
    {
      name: "on the pool, the client and its repositories",
      code: `${pg}
import { DataSource } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
export const dashboard = (ids: number[]) =>
  Promise.all([
    pool.query("SELECT 1"),
    pool.query("SELECT 2"),
    dataSource.getRepository(Order).count(),
    dataSource.getRepository(Log).count(),
    ...ids.map((id) => pool.query("SELECT 3")),
  ]);`,
    },
    {
      name: "each branch has a handle of its own",
      code: `${drizzle}
import { Pool } from "pg";
const pool = new Pool();
export const close = (ids: number[]) =>
  Promise.all([
    ...ids.map((id) =>
      db.transaction(async (tx) => {
        await tx.update(orders).set({ open: false });
        await tx.insert(logs).values({ id });
      }),
    ),
    ...ids.map(async (id) => {
      const client = await pool.connect();
      await client.query("UPDATE orders SET open = false");
      client.release();
    }),
  ]);`,
    },
    {
      name: "one query, whatever else runs",
      code: `${drizzle}
export const close = (ids: number[]) =>
  db.transaction(async (tx) => {
    await Promise.all([tx.update(orders).set({ open: false }), fetch(hook), db.select().from(logs)]);
    await Promise.all([ids[0]].map((id) => tx.insert(logs).values({ id })));
  });`,
    },
    {
      name: "what is awaited before the list is there",
      code: `${drizzle}
export const close = (ids: number[]) =>
  db.transaction(async (tx) => {
    await Promise.all([await tx.update(orders).set({ open: false }), await tx.insert(logs).values({ ids })]);
    const done = [];
    for (const id of ids) done.push(await tx.insert(logs).values({ id }));
    await Promise.all(done);
  });`,
    },
    {
      name: "Prisma's batch, and work that is no query",
      code: `${prisma}
export const close = async (ids: number[]) => {
  await prisma.$transaction(ids.map((id) => prisma.order.update({ where: { id }, data: { open: false } })));
  await prisma.$transaction(async (tx) => {
    const notes = await Promise.all(ids.map((id) => load(id)));
    await tx.order.updateMany({ data: { notes } });
  });
};`,
      options: [{"discipline":"origin"}],
    },
    {
      name: "the array form of postgres.js is pipelined",
      code: `${postgres}
export const close = (id: number) => sql.begin((t) => [t\`UPDATE orders SET open = false\`, t\`INSERT INTO logs VALUES (\${id})\`]);`,
      options: [{"discipline":"origin"}],
    },
    {
      name: "queries that are built, not run",
      code: `${kysely}
export const close = (ids: number[]) =>
  db.transaction().execute(async (trx) => {
    const queries = await Promise.all(ids.map(async (id) => trx.updateTable("orders").set({ id })));
    await queries[0].execute();
  });`,
      options: [{"discipline":"origin"}],
    },
    {
      name: "libraries that merely queue",
      code: `${prisma}
export const close = (ids: number[]) =>
  prisma.$transaction(async (tx) => {
    await Promise.all(ids.map((id) => tx.order.update({ where: { id }, data: { open: false } })));
  });`,
    },
    {
      name: "a parameter that may be the client",
      code: `${typeorm}
export const close = (manager: EntityManager) => Promise.all([manager.update(Order, 1, {}), manager.update(Log, 1, {})]);
export const run = () => close(dataSource.manager);`,
      options: [{"discipline":"origin"}],
    },
    {
      name: "a wrapper that hands out the client",
      code: `${drizzle}
const withDatabase = <T>(work: (database: typeof db) => Promise<T>) => work(db);
export const read = () => withDatabase(async (database) => await Promise.all([database.select().from(orders), database.select().from(logs)]));`,
    },
    {
      name: "a type that the pool has, too",
      code: `import type { CommonQueryMethods } from "@silverhand/slonik";
export class Queries {
  constructor(private readonly pool: CommonQueryMethods) {}
  read() {
    return Promise.all([this.pool.query(first), this.pool.query(second)]);
  }
}`,
      options: [{"discipline":"origin"}],
    },
    {
      name: "a client that the elements are",
      code: `${pg}
export const close = (clients: PoolClient[]) => Promise.all(clients.map((client) => client.query("SELECT 1")));`,
    },
    {
      name: "another Promise, other methods",
      code: `${pg}
import { Promise } from "bluebird";
export const close = (client: PoolClient) => Promise.all([client.query("SELECT 1"), client.query("SELECT 2")]);
export const sum = (client: PoolClient) => all([client.query("SELECT 1"), client.query("SELECT 2")]);`,
    },
    {
      name: "synchronous queries are done when they return",
      code: `import Database from "better-sqlite3";
const database = new Database(file);
const insert = database.prepare("INSERT INTO logs VALUES (?)");
export const close = (ids: number[]) => Promise.all(ids.map(async (id) => insert.run(id)));`,
      options: [{"discipline":"origin"}],
    },
    {
      name: "tests",
      filename: "close.test.ts",
      code: `${pg}
test("closes", async (client: PoolClient) => {
  await Promise.all([client.query("SELECT 1"), client.query("SELECT 2")]);
});`,
    },
  ],
  invalid: [
    {
      name: "listed queries, with a suggestion",
      code: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await Promise.all([
      tx.update(orders).set({ open: false }),
      tx.insert(logs).values({ id }),
    ]);
  });
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 6,
          column: 11,
          endLine: 9,
          endColumn: 7,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await tx.insert(logs).values({ id });
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: "named results",
      code: `${drizzle}
export async function read(id: number) {
  return await db.transaction(async (tx) => {
    const [order, log] = await Promise.all([tx.select().from(orders), tx.select().from(logs)]);
    return { order, log };
  });
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "read", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 6,
          column: 32,
          endLine: 6,
          endColumn: 95,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${drizzle}
export async function read(id: number) {
  return await db.transaction(async (tx) => {
    const order = await tx.select().from(orders);
    const log = await tx.select().from(logs);
    return { order, log };
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: "mapped queries",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await Promise.all(ids.map((id: number) => tx.insert(logs).values({ id })));
    await Promise.all(
      ids.map(async (id) => {
        await tx.update(orders).set({ open: false });
        await tx.insert(logs).values({ id });
      }),
    );
  });
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 6,
          column: 11,
          endLine: 6,
          endColumn: 79,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    for (const id of ids) {
      await tx.insert(logs).values({ id });
    }
    await Promise.all(
      ids.map(async (id) => {
        await tx.update(orders).set({ open: false });
        await tx.insert(logs).values({ id });
      }),
    );
  });
}`,
            },
          ],
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 7,
          column: 11,
          endLine: 12,
          endColumn: 6,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await Promise.all(ids.map((id: number) => tx.insert(logs).values({ id })));
    for (const id of ids) {
        await tx.update(orders).set({ open: false });
        await tx.insert(logs).values({ id });
      }
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: "what a loop would change: a result, an early return, an index, a comment, a name",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const rows = await Promise.all(ids.map((id) => tx.insert(logs).values({ id })));
    await Promise.all(ids.map(async (id) => {
      if (id === 0) return;
      await tx.insert(logs).values({ id });
    }));
    await Promise.all(ids.map((id, index) => tx.insert(logs).values({ id, index })));
    await Promise.all([
      // First.
      tx.insert(logs).values({ rows }),
      tx.insert(logs).values({ rows }),
    ]);
    if (rows.length > 0) await Promise.all([tx.insert(logs).values({ rows }), tx.insert(logs).values({ rows })]);
    const [id, log] = await Promise.all([tx.select().from(orders), tx.insert(logs).values({ id })]);
  });
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 6,
          column: 24,
          endLine: 6,
          endColumn: 84,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 7,
          column: 11,
          endLine: 10,
          endColumn: 8,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 85,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 12,
          column: 11,
          endLine: 16,
          endColumn: 7,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 17,
          column: 32,
          endLine: 17,
          endColumn: 113,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 18,
          column: 29,
          endLine: 18,
          endColumn: 100,
        },
      ],
    },
    {
      name: "a client that is given or taken, in or out of a transaction",
      code: `${pg}
export async function close(client: PoolClient, ids: number[]) {
  return await Promise.all(ids.map((id) => client.query("SELECT 1")));
}
export async function open() {
  const client = await pool.connect();
  const single = new Client();
  await Promise.allSettled([client.query("SELECT 1"), client.query("SELECT 2")]);
  return await Promise.race([single.query("SELECT 1"), single.query("SELECT 2")]);
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "client", library: "node-postgres", harm: "node-postgres 9 no longer queues them, and when one fails, what is still queued is written after the ROLLBACK" },
          line: 5,
          column: 16,
          endLine: 5,
          endColumn: 70,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "allSettled", fn: "open", handle: "client", library: "node-postgres", harm: "node-postgres 9 no longer queues them, and when one fails, what is still queued is written after the ROLLBACK" },
          line: 10,
          column: 9,
          endLine: 10,
          endColumn: 81,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "race", fn: "open", handle: "single", library: "node-postgres", harm: "node-postgres 9 no longer queues them, and when one fails, what is still queued is written after the ROLLBACK" },
          line: 11,
          column: 16,
          endLine: 11,
          endColumn: 82,
        },
      ],
    },
    {
      name: "repositories and the runner of one transaction",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  const orders = runner.manager.getRepository(Order);
  await Promise.all([orders.update(id, { open: false }), runner.query("SELECT 1")]);
  await runner.commitTransaction();
  await runner.release();
}
export class Orders {
  constructor(private readonly runner: QueryRunner) {}
  async close(id: number) {
    await Promise.all([this.runner.manager.update(Order, id, {}), this.runner.manager.update(Log, id, {})]);
  }
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "runner", library: "TypeORM", harm: "its driver pg 9 no longer queues them, and when one fails, the others run into the ended transaction" },
          line: 10,
          column: 9,
          endLine: 10,
          endColumn: 84,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  const orders = runner.manager.getRepository(Order);
  await orders.update(id, { open: false });
  await runner.query("SELECT 1");
  await runner.commitTransaction();
  await runner.release();
}
export class Orders {
  constructor(private readonly runner: QueryRunner) {}
  async close(id: number) {
    await Promise.all([this.runner.manager.update(Order, id, {}), this.runner.manager.update(Log, id, {})]);
  }
}`,
            },
          ],
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "Orders.close", handle: "this.runner.manager", library: "TypeORM", harm: "its driver pg 9 no longer queues them, and when one fails, the others run into the ended transaction" },
          line: 17,
          column: 11,
          endLine: 17,
          endColumn: 108,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  const orders = runner.manager.getRepository(Order);
  await Promise.all([orders.update(id, { open: false }), runner.query("SELECT 1")]);
  await runner.commitTransaction();
  await runner.release();
}
export class Orders {
  constructor(private readonly runner: QueryRunner) {}
  async close(id: number) {
    await this.runner.manager.update(Order, id, {});
    await this.runner.manager.update(Log, id, {});
  }
}`,
            },
          ],
        },
      ],
    },
    {
      name: "lists that are put together",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const jobs = [];
    for (const id of ids) jobs.push(tx.insert(logs).values({ id }));
    await Promise.all(jobs);
    const first = tx.insert(logs);
    const both = [tx.update(orders).set({ open: false }), ...ids.map((id) => tx.insert(logs).values({ id }))];
    await Promise.all(both);
    await Promise.any(Array.from(ids, async (id) => await tx.insert(logs).values({ id })).filter(Boolean));
  });
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 28,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 28,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "any", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 12,
          column: 11,
          endLine: 12,
          endColumn: 107,
        },
      ],
    },
    {
      name: "closures and nested transactions",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const log = async (id: number) => {
      await tx.insert(logs).values({ id });
    };
    await Promise.all(ids.map((id) => log(id)));
    await Promise.all(ids.map(log));
    await Promise.all(ids.map((id) => tx.transaction(async (inner) => {
      await inner.insert(logs).values({ id });
    })));
  });
}`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 48,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const log = async (id: number) => {
      await tx.insert(logs).values({ id });
    };
    for (const id of ids) {
      await log(id);
    }
    await Promise.all(ids.map(log));
    await Promise.all(ids.map((id) => tx.transaction(async (inner) => {
      await inner.insert(logs).values({ id });
    })));
  });
}`,
            },
          ],
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 10,
          column: 11,
          endLine: 10,
          endColumn: 36,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Drizzle", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 11,
          column: 11,
          endLine: 13,
          endColumn: 9,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const log = async (id: number) => {
      await tx.insert(logs).values({ id });
    };
    await Promise.all(ids.map((id) => log(id)));
    await Promise.all(ids.map(log));
    for (const id of ids) {
      await tx.transaction(async (inner) => {
      await inner.insert(logs).values({ id });
    });
    }
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: "postgres.js and MongoDB",
      code: `${postgres}
import mongoose from "mongoose";
const Order = mongoose.model("Order", schema);
export const close = (ids: number[]) =>
  sql.begin(async (t) => {
    await Promise.all([t\`UPDATE orders SET open = false\`, t\`INSERT INTO logs VALUES (1)\`]);
  });
export const open = async (ids: number[]) => {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    await Promise.all(ids.map((id) => Order.updateOne({ id }, { open: true }, { session })));
  });
};`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "t", library: "postgres.js", harm: "when one fails, what is still queued is written after the ROLLBACK" },
          line: 7,
          column: 11,
          endLine: 7,
          endColumn: 91,
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "open", handle: "session", library: "MongoDB", harm: "MongoDB leaves open what parallel operations of one transaction do" },
          line: 12,
          column: 11,
          endLine: 12,
          endColumn: 93,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${postgres}
import mongoose from "mongoose";
const Order = mongoose.model("Order", schema);
export const close = (ids: number[]) =>
  sql.begin(async (t) => {
    await Promise.all([t\`UPDATE orders SET open = false\`, t\`INSERT INTO logs VALUES (1)\`]);
  });
export const open = async (ids: number[]) => {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    for (const id of ids) {
      await Order.updateOne({ id }, { open: true }, { session });
    }
  });
};`,
            },
          ],
        },
      ],
    },
  ],
});

createRuleTester({
  "src/log.ts": `import type { Prisma } from "@prisma/client";
import type { EntityManager } from "typeorm";
export async function log(tx: Prisma.TransactionClient, id: number) {
  await tx.log.create({ data: { id } });
}
export async function logWith({ tx, id }: { tx: Prisma.TransactionClient; id: number }) {
  await log(tx, id);
}
export async function describe(tx: Prisma.TransactionClient, id: number) {
  return String(id);
}
export async function maybe(id: number, tx?: Prisma.TransactionClient) {
  if (tx) await tx.log.create({ data: { id } });
}
export class Store {
  constructor(private readonly manager: EntityManager) {}
  async save(id: number) {
    await this.manager.update(Order, id, {});
  }
}`,
}).run("no-parallel-queries-in-transaction: origin, and across files", rule, {
  valid: [
    {
      name: "functions that query nothing of it, or are not given it",
      filename: "src/orders.ts",
      code: `${prisma}
import { describe, log, maybe } from "./log.js";
export const close = (ids: number[]) =>
  prisma.$transaction(async (tx) => {
    await Promise.all(ids.map((id) => describe(tx, id)));
    await Promise.all(ids.map((id) => maybe(id)));
    await Promise.all([log(tx, 1), describe(tx, 2)]);
  });`,
      options: [{"discipline":"origin"}],
    },
  ],
  invalid: [
    {
      name: "functions that are given the handle",
      filename: "src/orders.ts",
      code: `${prisma}
import { log, logWith } from "./log.js";
export async function close(ids: number[]) {
  await prisma.$transaction(async (tx) => {
    await Promise.all(ids.map((id) => log(tx, id)));
    await Promise.allSettled([log(tx, 1), logWith({ tx, id: 2 })]);
  });
}`,
      options: [{"discipline":"origin"}],
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "tx", library: "Prisma", harm: "they gain no time, and when one fails, the others run into the ended transaction" },
          line: 6,
          column: 11,
          endLine: 6,
          endColumn: 52,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${prisma}
import { log, logWith } from "./log.js";
export async function close(ids: number[]) {
  await prisma.$transaction(async (tx) => {
    for (const id of ids) {
      await log(tx, id);
    }
    await Promise.allSettled([log(tx, 1), logWith({ tx, id: 2 })]);
  });
}`,
            },
          ],
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "allSettled", fn: "close", handle: "tx", library: "Prisma", harm: "they gain no time, and when one fails, the others run into the ended transaction" },
          line: 7,
          column: 11,
          endLine: 7,
          endColumn: 67,
        },
      ],
    },
    {
      name: "a parameter for which a caller passes the handle",
      filename: "src/orders.ts",
      code: `import type { EntityManager } from "typeorm";
import { DataSource } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
export async function closeAll(manager: EntityManager) {
  await Promise.all([manager.update(Order, 1, {}), manager.update(Log, 1, {})]);
}
export const close = () => dataSource.transaction(async (manager) => await closeAll(manager));`,
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "closeAll", handle: "manager", library: "TypeORM", harm: "its driver pg 9 no longer queues them, and when one fails, the others run into the ended transaction" },
          line: 5,
          column: 9,
          endLine: 5,
          endColumn: 80,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `import type { EntityManager } from "typeorm";
import { DataSource } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
export async function closeAll(manager: EntityManager) {
  await manager.update(Order, 1, {});
  await manager.update(Log, 1, {});
}
export const close = () => dataSource.transaction(async (manager) => await closeAll(manager));`,
            },
          ],
        },
      ],
    },
    {
      name: "a transaction in an option",
      filename: "src/orders.ts",
      code: `${sequelize}
export async function close(ids: number[]) {
  await sequelize.transaction(async (transaction) => {
    await Promise.all(ids.map((id) => Order.update({ open: false }, { where: { id }, transaction })));
  });
}`,
      options: [{"discipline":"origin"}],
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "transaction", library: "Sequelize", harm: "they gain no time, and when one fails, the others run into the ended transaction" },
          line: 6,
          column: 11,
          endLine: 6,
          endColumn: 102,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${sequelize}
export async function close(ids: number[]) {
  await sequelize.transaction(async (transaction) => {
    for (const id of ids) {
      await Order.update({ open: false }, { where: { id }, transaction });
    }
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: "Knex and Kysely",
      filename: "src/orders.ts",
      code: `${knex}
import { Kysely } from "kysely";
const db = new Kysely<Shop>({ dialect });
export async function close(ids: number[]) {
  await knex.transaction(async (trx) => {
    await Promise.all([trx("orders").update({ open: false }), trx("logs").insert({ ids })]);
  });
  await db.transaction().execute(async (trx) => {
    await Promise.all(ids.map((id) => trx.updateTable("orders").set({ id }).execute()));
  });
}`,
      options: [{"discipline":"origin"}],
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "trx", library: "Knex", harm: "they gain no time, and when one fails, the others run into the ended transaction" },
          line: 7,
          column: 11,
          endLine: 7,
          endColumn: 92,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${knex}
import { Kysely } from "kysely";
const db = new Kysely<Shop>({ dialect });
export async function close(ids: number[]) {
  await knex.transaction(async (trx) => {
    await trx("orders").update({ open: false });
    await trx("logs").insert({ ids });
  });
  await db.transaction().execute(async (trx) => {
    await Promise.all(ids.map((id) => trx.updateTable("orders").set({ id }).execute()));
  });
}`,
            },
          ],
        },
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "close", handle: "trx", library: "Kysely", harm: "they gain no time, and when one fails, the others run into the ended transaction" },
          line: 10,
          column: 11,
          endLine: 10,
          endColumn: 88,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${knex}
import { Kysely } from "kysely";
const db = new Kysely<Shop>({ dialect });
export async function close(ids: number[]) {
  await knex.transaction(async (trx) => {
    await Promise.all([trx("orders").update({ open: false }), trx("logs").insert({ ids })]);
  });
  await db.transaction().execute(async (trx) => {
    for (const id of ids) {
      await trx.updateTable("orders").set({ id }).execute();
    }
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: "MikroORM between begin and commit",
      filename: "src/orders.ts",
      code: `${mikro}
export class Orders {
  constructor(private readonly em: EntityManager) {}
  async close(ids: number[]) {
    await Promise.all(ids.map((id) => this.em.nativeUpdate(Order, id, { open: false })));
    await this.em.begin();
    await Promise.all(ids.map((id) => this.em.nativeUpdate(Order, id, { open: false })));
    await this.em.commit();
  }
}`,
      options: [{"discipline":"origin"}],
      errors: [
        {
          messageId: "parallelQueries",
          data: { combinator: "all", fn: "Orders.close", handle: "this.em", library: "MikroORM", harm: "they gain no time, and when one fails, the others run into the ended transaction" },
          line: 7,
          column: 11,
          endLine: 7,
          endColumn: 89,
          suggestions: [
            {
              messageId: "awaitInTurn",
              output: `${mikro}
export class Orders {
  constructor(private readonly em: EntityManager) {}
  async close(ids: number[]) {
    await Promise.all(ids.map((id) => this.em.nativeUpdate(Order, id, { open: false })));
    await this.em.begin();
    for (const id of ids) {
      await this.em.nativeUpdate(Order, id, { open: false });
    }
    await this.em.commit();
  }
}`,
            },
          ],
        },
      ],
    },
  ],
});
