import rule from "../../rules/no-swallowed-error-in-transaction.js";
import { createRuleTester } from "../support/rule-tester.js";

const drizzle = 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { members, orders } from "./schema.js";\nconst db = drizzle(url);';
const prisma = 'import { Prisma, PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const knex = 'import createKnex from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const typeorm = 'import { DataSource } from "typeorm";\nimport type { EntityManager } from "typeorm";\nconst dataSource = new DataSource({ type: "postgres" });\nclass Order {}';
const sequelize = 'import { Model, Sequelize, UniqueConstraintError } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}';
const pg = 'import { Pool } from "pg";\nimport type { PoolClient } from "pg";\nconst pool = new Pool();';
const mikro = 'import { MikroORM } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});\nclass Order {}';

const tester = createRuleTester({
  "src/db.ts": `import { drizzle } from "drizzle-orm/node-postgres";
export const db = drizzle(url);
export type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];`,
  "src/orders.ts": `import type { Tx } from "./db.js";
export async function addOrder(tx: Tx, id: number) {
  await tx.insert(orders).values({ id });
}
export async function addOnce(tx: Tx, id: number) {
  try {
    await tx.transaction((inner) => inner.insert(orders).values({ id }));
  } catch {
    return;
  }
}
export async function countOrders(tx: Tx) {
  return await tx.$count(orders);
}`,
  "src/results.ts": `export const err = (error: string) => ({ ok: false as const, error });
export const ok = <T>(value: T) => ({ ok: true as const, value });
export const failure = (reason: string) => reason.length;
export class Conflict extends Error {}
export function fail(error: unknown): never {
  throw new Conflict(String(error));
}
export function translate(error: unknown) {
  if (error instanceof TypeError) throw new Conflict("type");
}
export function note(error: unknown) {
  console.error(error);
}`,
});

tester.run("no-swallowed-error-in-transaction: kept errors of statements", rule, {
  valid: [
    {
      name: "the error passes, is thrown again, or translated",
      code: `${drizzle}
export async function join(id: number) {
  await db.transaction(async (tx) => {
    await tx.insert(members).values({ id });
  });
  await db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      console.error(error);
      throw new Error("cannot join", { cause: error });
    }
  });
}`,
    },
    {
      name: "a handler outside",
      code: `${drizzle}
export async function join(id: number) {
  try {
    await db.transaction(async (tx) => {
      await tx.insert(members).values({ id });
    });
  } catch (error) {
    console.error(error);
  }
  await db.transaction((tx) => tx.insert(members).values({ id })).catch(console.error);
}`,
    },
    {
      name: "a savepoint around the statement",
      code: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.transaction((inner) => inner.insert(members).values({ id }));
    } catch {
      console.warn("already a member");
    }
    await tx.update(orders).set({ id });
  });`,
    },
    {
      name: "a handler within a savepoint: its end fails aloud",
      code: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    await tx.transaction(async (inner) => {
      try {
        await inner.insert(members).values({ id });
      } catch {
        console.warn("already a member");
      }
    });
  });`,
    },
    {
      name: "a handler around plain code",
      code: `${drizzle}
export const join = (raw: string) =>
  db.transaction(async (tx) => {
    let id = 0;
    try {
      id = JSON.parse(raw).id;
    } catch {
      id = 1;
    }
    await tx.insert(members).values({ id });
    const later = async () => {
      try {
        await db.insert(members).values({ id });
      } catch {}
    };
    setTimeout(later, 1000);
  });`,
    },
    {
      name: "a statement on the client is another matter",
      code: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(members).values({ id });
    try {
      await db.insert(orders).values({ id });
    } catch {
      console.warn("not counted");
    }
  });`,
    },
    {
      name: "errors of the code's own are told apart",
      filename: "src/file.ts",
      code: `${drizzle}
import { Conflict, isKnown } from "./results.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      console.warn(error);
    }
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      if (isKnown(error)) return;
      throw error;
    }
  });`,
    },
    {
      name: "the error is handed to what throws it, or may",
      filename: "src/file.ts",
      code: `${drizzle}
import { fail, translate } from "./results.js";
import { handle } from "./nowhere.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      fail(error);
    }
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      translate(error);
    }
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      handle(error);
    }
    return tx.insert(members).values({ id }).catch((error) => Promise.reject(error));
  });`,
    },
    {
      name: "a mark that makes the code throw afterwards",
      code: `${drizzle}
import assert from "node:assert";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    const errors: unknown[] = [];
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      errors.push(error);
    }
    if (errors.length > 0) throw errors[0];
    let isDone = false;
    try {
      await tx.insert(members).values({ id });
      isDone = true;
    } catch (error) {
      console.warn(error);
    }
    assert(isDone);
    const row = await tx.insert(members).values({ id }).catch(() => null);
    if (!row) throw new Error("cannot join");
  });`,
    },
    {
      name: "helpers that contain their own errors, or only read beside other work",
      filename: "src/join.ts",
      code: `import { db } from "./db.js";
import { addOnce, countOrders } from "./orders.js";
import { send } from "./nowhere.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(members).values({ id });
    try {
      await addOnce(tx, id);
      await send(await countOrders(tx));
      await send(await tx.select().from(orders));
    } catch (error) {
      console.warn(error);
    }
  });`,
    },
    {
      name: "a transaction that only reads has nothing to lose",
      code: `${drizzle}
export const peek = () =>
  db.transaction(async (tx) => {
    try {
      return await tx.select().from(orders);
    } catch {
      return [];
    }
  });`,
    },
    {
      name: "tests and scripts",
      filename: "src/join.test.ts",
      code: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(members).values({ id }).catch(() => null);
  });`,
    },
    {
      name: "an unknown transaction",
      code: `import { db } from "./nowhere.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch {
      return { error: "no" };
    }
  });`,
    },
  ],
  invalid: [
    {
      name: "a duplicate that is caught",
      code: `${drizzle}
export async function join(id: number) {
  await db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch {
      console.warn("already a member");
    }
    await tx.update(orders).set({ id });
  });
}`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 8, column: 7, endLine: 10, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export async function join(id: number) {
  await db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      console.warn("already a member");
      throw error;
    }
    await tx.update(orders).set({ id });
  });
}` }] },
      ],
    },
    {
      name: "the handler of a promise, with and without a body",
      code: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(members).values({ id }).catch(() => console.warn("already a member"));
    await tx.insert(members).values({ id }).catch((cause) => {
      console.warn(cause);
    });
    await tx.insert(members).values({ id }).catch(console.warn);
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 6, column: 51, endLine: 6, endColumn: 89, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(members).values({ id }).catch((error) => { console.warn("already a member"); throw error; });
    await tx.insert(members).values({ id }).catch((cause) => {
      console.warn(cause);
    });
    await tx.insert(members).values({ id }).catch(console.warn);
  });` }] },
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 7, column: 51, endLine: 9, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(members).values({ id }).catch(() => console.warn("already a member"));
    await tx.insert(members).values({ id }).catch((cause) => {
      console.warn(cause);
      throw cause;
    });
    await tx.insert(members).values({ id }).catch(console.warn);
  });` }] },
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 10, column: 51, endLine: 10, endColumn: 63 },
      ],
    },
    {
      name: "a loop that goes on",
      code: `${drizzle}
export const join = (ids: number[]) =>
  db.transaction(async (tx) => {
    for (const id of ids) {
      try {
        await tx.insert(members).values({ id });
      } catch (error) {
        console.warn(error);
        continue;
      }
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 9, column: 9, endLine: 12, endColumn: 8, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export const join = (ids: number[]) =>
  db.transaction(async (tx) => {
    for (const id of ids) {
      try {
        await tx.insert(members).values({ id });
      } catch (error) {
        console.warn(error);
        throw error;
      }
    }
  });` }] },
      ],
    },
    {
      name: "an inner handler throws again, the outer one keeps it",
      code: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      try {
        await tx.insert(members).values({ id });
      } catch (error) {
        throw new Error("cannot join", { cause: error });
      }
    } catch (error) {
      console.warn(error);
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 12, column: 7, endLine: 14, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      try {
        await tx.insert(members).values({ id });
      } catch (error) {
        throw new Error("cannot join", { cause: error });
      }
    } catch (error) {
      console.warn(error);
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "failed statements are told apart, and kept",
      code: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      if (error.code !== "23505") throw error;
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 8, column: 7, endLine: 10, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      if (error.code !== "23505") throw error;
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "the error is handed to what only writes it down",
      filename: "src/file.ts",
      code: `${drizzle}
import { note } from "./results.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      note(error);
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 9, column: 7, endLine: 11, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
import { note } from "./results.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      note(error);
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "a mark that is asked outside, when all is over",
      code: `${drizzle}
export async function join(id: number) {
  const errors: unknown[] = [];
  await db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      errors.push(error);
    }
  });
  if (errors.length > 0) throw errors[0];
}`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 9, column: 7, endLine: 11, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export async function join(id: number) {
  const errors: unknown[] = [];
  await db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      errors.push(error);
      throw error;
    }
  });
  if (errors.length > 0) throw errors[0];
}` }] },
      ],
    },
    {
      name: "a helper that writes through the handle",
      filename: "src/join.ts",
      code: `import { db } from "./db.js";
import { addOrder } from "./orders.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await addOrder(tx, id);
    } catch (error) {
      console.warn(error);
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "join" }, line: 7, column: 7, endLine: 9, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `import { db } from "./db.js";
import { addOrder } from "./orders.js";
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await addOrder(tx, id);
    } catch (error) {
      console.warn(error);
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "a read that is all that can fail, before a write",
      code: `${drizzle}
export const peek = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.select().from(orders).for("update", { noWait: true });
    } catch {
      console.warn("locked");
    }
    await tx.update(orders).set({ id });
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "peek" }, line: 8, column: 7, endLine: 10, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export const peek = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.select().from(orders).for("update", { noWait: true });
    } catch (error) {
      console.warn("locked");
      throw error;
    }
    await tx.update(orders).set({ id });
  });` }] },
      ],
    },
  ],
});

tester.run("no-swallowed-error-in-transaction: databases", rule, {
  valid: [
    {
      name: "Drizzle on MySQL",
      code: `import { drizzle } from "drizzle-orm/mysql2";
const db = drizzle(url);
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch {
      console.warn("already a member");
    }
  });`,
    },
    {
      name: "Drizzle on postgres.js, which throws the error again",
      code: `import { drizzle } from "drizzle-orm/postgres-js";
const db = drizzle(url);
export const join = (id: number) =>
  db.transaction(async (tx) => {
    try {
      await tx.insert(members).values({ id });
    } catch {
      console.warn("already a member");
    }
  });`,
    },
    {
      name: "TypeORM on MySQL",
      code: `import { DataSource } from "typeorm";
const dataSource = new DataSource({ type: "mysql" });
export const save = (order: Order) =>
  dataSource.transaction(async (manager) => {
    try {
      await manager.save(order);
    } catch {
      console.warn("not saved");
    }
  });`,
    },
    {
      name: "Sequelize on SQLite, by its address",
      code: `import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("sqlite::memory:");
class Order extends Model {}
export const add = (id: number) =>
  sequelize.transaction(async (transaction) => {
    await Order.create({ id }, { transaction }).catch(() => null);
  });`,
    },
    {
      name: "Knex on SQLite",
      code: `import createKnex from "knex";
const knex = createKnex({ client: "better-sqlite3" });
export const add = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").insert({ id }).catch(() => null);
  });`,
    },
    {
      name: "MikroORM on MariaDB",
      code: `import { MikroORM } from "@mikro-orm/mariadb";
const orm = await MikroORM.init({});
export const add = (order: Order) =>
  orm.em.transactional(async (em) => {
    try {
      em.persist(order);
      await em.flush();
    } catch {
      console.warn("not saved");
    }
  });`,
    },
    {
      name: "Kysely throws at the end",
      code: `${kysely}
export const add = (id: number) =>
  db.transaction().execute(async (trx) => {
    try {
      await trx.insertInto("orders").values({ id }).execute();
    } catch {
      console.warn("not saved");
    }
  });`,
    },
  ],
  invalid: [
  ],
});

tester.run("no-swallowed-error-in-transaction: libraries", rule, {
  valid: [
    {
      name: "TypeORM: a nested transaction, and a row that may be missing",
      code: `${typeorm}
export const save = (order: Order) =>
  dataSource.transaction(async (manager) => {
    await manager.save(order);
    try {
      await manager.transaction((inner) => inner.save(order));
    } catch (error) {
      console.error(error);
    }
    const other = await manager.findOneOrFail(Order, { where: { id: 2 } }).catch(() => undefined);
    return other;
  });`,
    },
    {
      name: "Prisma: a row that is not there",
      code: `${prisma}
export const drop = (id: number) =>
  prisma.$transaction(async (tx) => {
    try {
      await tx.order.delete({ where: { id } });
    } catch (error) {
      if (error.code !== "P2025") throw error;
    }
  });`,
    },
    {
      name: "Sequelize: without the transaction, and in a savepoint",
      code: `${sequelize}
export const add = (id: number) =>
  sequelize.transaction(async (transaction) => {
    try {
      await Order.create({ id });
    } catch (error) {
      console.warn(error);
    }
    try {
      await sequelize.transaction({ transaction }, async (inner) => {
        await Order.create({ id }, { transaction: inner });
      });
    } catch (error) {
      console.warn(error);
    }
  });`,
    },
    {
      name: "Knex: a savepoint",
      code: `${knex}
export const add = (id: number) =>
  knex.transaction(async (trx) => {
    try {
      await trx.transaction(async (inner) => {
        await inner("orders").insert({ id });
      });
    } catch (error) {
      console.warn(error);
    }
  });`,
    },
    {
      name: "node-postgres with a savepoint",
      code: `${pg}
async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
export const add = (id: number) =>
  withTransaction(async (client) => {
    await client.query("SAVEPOINT adding");
    try {
      await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    } catch (error) {
      await client.query("ROLLBACK TO SAVEPOINT adding");
    }
  });`,
    },
    {
      name: "a handler around the begin, or one that rolls back",
      code: `${pg}
export async function add(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    console.error(error);
  } finally {
    client.release();
  }
}`,
    },
  ],
  invalid: [
    {
      name: "TypeORM",
      code: `${typeorm}
export const save = (order: Order) =>
  dataSource.transaction(async (manager) => {
    try {
      await manager.save(order);
    } catch (error) {
      console.error(error);
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "TypeORM", fn: "save" }, line: 9, column: 7, endLine: 11, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${typeorm}
export const save = (order: Order) =>
  dataSource.transaction(async (manager) => {
    try {
      await manager.save(order);
    } catch (error) {
      console.error(error);
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "Prisma, by a code",
      code: `${prisma}
export const add = (id: number) =>
  prisma.$transaction(async (tx) => {
    try {
      await tx.order.create({ data: { id } });
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return;
      throw error;
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Prisma", fn: "add" }, line: 7, column: 7, endLine: 10, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${prisma}
export const add = (id: number) =>
  prisma.$transaction(async (tx) => {
    try {
      await tx.order.create({ data: { id } });
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return;
      throw error;
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "Sequelize, by a class",
      code: `${sequelize}
export const add = (id: number) =>
  sequelize.transaction(async (transaction) => {
    try {
      await Order.create({ id }, { transaction });
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Sequelize", fn: "add" }, line: 8, column: 7, endLine: 10, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${sequelize}
export const add = (id: number) =>
  sequelize.transaction(async (transaction) => {
    try {
      await Order.create({ id }, { transaction });
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "Knex, and a query that is handed the transaction",
      code: `${knex}
export const add = (id: number) =>
  knex.transaction(async (trx) => {
    try {
      await trx("orders").insert({ id });
    } catch (error) {
      console.warn(error);
    }
    try {
      await knex("orders").insert({ id }).transacting(trx);
    } catch (error) {
      console.warn(error);
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Knex", fn: "add" }, line: 7, column: 7, endLine: 9, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${knex}
export const add = (id: number) =>
  knex.transaction(async (trx) => {
    try {
      await trx("orders").insert({ id });
    } catch (error) {
      console.warn(error);
      throw error;
    }
    try {
      await knex("orders").insert({ id }).transacting(trx);
    } catch (error) {
      console.warn(error);
    }
  });` }] },
        { messageId: "keptQueryError", data: { library: "Knex", fn: "add" }, line: 12, column: 7, endLine: 14, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${knex}
export const add = (id: number) =>
  knex.transaction(async (trx) => {
    try {
      await trx("orders").insert({ id });
    } catch (error) {
      console.warn(error);
    }
    try {
      await knex("orders").insert({ id }).transacting(trx);
    } catch (error) {
      console.warn(error);
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "MikroORM, with the handle and with the injected one",
      code: `${mikro}
import type { EntityManager } from "@mikro-orm/postgresql";
class Orders {
  constructor(private readonly em: EntityManager) {}
  async add(order: Order) {
    await this.em.transactional(async (em) => {
      try {
        em.persist(order);
        await em.flush();
      } catch (error) {
        console.warn(error);
      }
      try {
        await this.em.flush();
      } catch (error) {
        console.warn(error);
      }
    });
  }
}`,
      errors: [
        { messageId: "keptQueryError", data: { library: "MikroORM", fn: "Orders.add" }, line: 12, column: 9, endLine: 14, endColumn: 8, suggestions: [{ messageId: "rethrow", output: `${mikro}
import type { EntityManager } from "@mikro-orm/postgresql";
class Orders {
  constructor(private readonly em: EntityManager) {}
  async add(order: Order) {
    await this.em.transactional(async (em) => {
      try {
        em.persist(order);
        await em.flush();
      } catch (error) {
        console.warn(error);
        throw error;
      }
      try {
        await this.em.flush();
      } catch (error) {
        console.warn(error);
      }
    });
  }
}` }] },
        { messageId: "keptQueryError", data: { library: "MikroORM", fn: "Orders.add" }, line: 17, column: 9, endLine: 19, endColumn: 8, suggestions: [{ messageId: "rethrow", output: `${mikro}
import type { EntityManager } from "@mikro-orm/postgresql";
class Orders {
  constructor(private readonly em: EntityManager) {}
  async add(order: Order) {
    await this.em.transactional(async (em) => {
      try {
        em.persist(order);
        await em.flush();
      } catch (error) {
        console.warn(error);
      }
      try {
        await this.em.flush();
      } catch (error) {
        console.warn(error);
        throw error;
      }
    });
  }
}` }] },
      ],
    },
    {
      name: "node-postgres in a wrapper",
      code: `${pg}
async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
export const add = (id: number) =>
  withTransaction(async (client) => {
    try {
      await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    } catch (error) {
      console.warn(error);
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "node-postgres", fn: "add" }, line: 22, column: 7, endLine: 24, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${pg}
async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
export const add = (id: number) =>
  withTransaction(async (client) => {
    try {
      await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    } catch (error) {
      console.warn(error);
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "between a begin and its commit",
      code: `${pg}
export async function add(ids: number[]) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    for (const id of ids) {
      try {
        await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
      } catch (error) {
        console.warn(error);
      }
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
      errors: [
        { messageId: "keptQueryError", data: { library: "node-postgres", fn: "add" }, line: 11, column: 9, endLine: 13, endColumn: 8, suggestions: [{ messageId: "rethrow", output: `${pg}
export async function add(ids: number[]) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    for (const id of ids) {
      try {
        await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
      } catch (error) {
        console.warn(error);
        throw error;
      }
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}` }] },
      ],
    },
  ],
});

tester.run("no-swallowed-error-in-transaction: returned errors", rule, {
  valid: [
    {
      name: "before any write, outside, or thrown",
      code: `${drizzle}
export async function claim(id: number) {
  const found = await db.transaction(async (tx) => {
    const [order] = await tx.select().from(orders);
    if (!order) return { error: "no such order" };
    await tx.update(orders).set({ id });
    if (order.closed) throw new Error("closed");
    return { ok: true };
  });
  if ("error" in found) return { error: "no such order" };
  return found;
}`,
    },
    {
      name: "a write on another path only",
      code: `${drizzle}
export const claim = (id: number) =>
  db.transaction(async (tx) => {
    if (id > 1) await tx.update(orders).set({ id });
    return { error: "too late" };
  });`,
    },
    {
      name: "no error, or one that may be none",
      code: `${drizzle}
import { check } from "./nowhere.js";
export const claim = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ id });
    const error = check(id);
    const errors: string[] = [];
    if (id === 1) return { error: null, data: id };
    if (id === 2) return { errors: [], data: id };
    if (id === 3) return { ok: true, error };
    if (id === 4) return { errors, data: id };
    return { error, data: id };
  });`,
    },
    {
      name: "what runs inside something else is not returned from the callback",
      code: `${drizzle}
export const claim = (ids: number[]) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ id: 1 });
    return ids.map((id) => {
      return { id, error: "none" };
    });
  });`,
    },
    {
      name: "a wrapper that looks at the result, and one that nobody can see",
      code: `${pg}
async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query(result instanceof Error ? "ROLLBACK" : "COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}
import { runInside } from "./nowhere.js";
export const add = (id: number) =>
  withTransaction(async (client) => {
    await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    return new Error("late");
  });
export const put = (id: number) =>
  runInside(async (client) => {
    await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    return new Error("late");
  });`,
    },
    {
      name: "SQL of which nobody knows whether it writes",
      code: `${pg}
async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
import { text } from "./nowhere.js";
export const add = (id: number) =>
  withTransaction(async (client) => {
    await client.query(text, [id]);
    await client.query("SELECT 1");
    return new Error("late");
  });`,
    },
  ],
  invalid: [
    {
      name: "objects",
      code: `${drizzle}
import { check } from "./nowhere.js";
export const claim = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ id });
    const error = check(id);
    if (error) return { error };
    if (id === 1) return { success: false };
    if (id === 2) return { ok: false, reason: "late" };
    if (id === 3) return { errors: ["late"] };
    return id === 4 ? { error: \`late: \${id}\` } : { ok: true };
  });`,
      errors: [
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 9, column: 16, endLine: 9, endColumn: 33 },
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 10, column: 19, endLine: 10, endColumn: 45 },
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 11, column: 19, endLine: 11, endColumn: 56 },
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 12, column: 19, endLine: 12, endColumn: 47 },
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 13, column: 5, endLine: 13, endColumn: 63 },
      ],
    },
    {
      name: "results and errors",
      filename: "src/claim.ts",
      code: `${drizzle}
import { err as failed } from "neverthrow";
import { Conflict, err, failure, ok } from "./results.js";
export const claim = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ id });
    if (id === 1) return failed("late");
    if (id === 2) return err("late");
    if (id === 3) return failure("late");
    if (id === 4) return new Conflict("late");
    if (id === 5) return new Response("late", { status: 409 });
    if (id === 6) return new Response("done", { status: 200 });
    return ok(id);
  });`,
      errors: [
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 9, column: 19, endLine: 9, endColumn: 41 },
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 10, column: 19, endLine: 10, endColumn: 38 },
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 12, column: 19, endLine: 12, endColumn: 47 },
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 13, column: 19, endLine: 13, endColumn: 64 },
      ],
    },
    {
      name: "a wrapper that does not",
      code: `${pg}
async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
export const add = (id: number) =>
  withTransaction(async (client) => {
    await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    return new Error("late");
  });`,
      errors: [
        { messageId: "returnedError", data: { library: "node-postgres", fn: "add" }, line: 21, column: 5, endLine: 21, endColumn: 30, suggestions: [{ messageId: "throwInstead", output: `${pg}
async function withTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
export const add = (id: number) =>
  withTransaction(async (client) => {
    await client.query("INSERT INTO orders (id) VALUES ($1)", [id]);
    throw new Error("late");
  });` }] },
      ],
    },
    {
      name: "builders that turn into writes, on any database",
      code: `${knex}
export const close = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).update({ closed: true });
    return { error: "closed already" };
  });
export const find = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).first();
    return { error: "none" };
  });`,
      errors: [
        { messageId: "returnedError", data: { library: "Knex", fn: "close" }, line: 6, column: 5, endLine: 6, endColumn: 40, suggestions: [{ messageId: "throwInstead", output: `${knex}
export const close = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).update({ closed: true });
    throw new Error("closed already");
  });
export const find = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).first();
    return { error: "none" };
  });` }] },
      ],
    },
    {
      name: "one bug, one report: the handler that returns it",
      code: `${drizzle}
export const claim = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ id });
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      return { error };
    }
  });`,
      errors: [
        { messageId: "keptQueryError", data: { library: "Drizzle", fn: "claim" }, line: 9, column: 7, endLine: 11, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `${drizzle}
export const claim = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ id });
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "on MySQL the handler is fine, and what it returns commits",
      code: `import { drizzle } from "drizzle-orm/mysql2";
const db = drizzle(url);
export const claim = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ id });
    try {
      await tx.insert(members).values({ id });
    } catch (error) {
      return error;
    }
  });`,
      errors: [
        { messageId: "returnedError", data: { library: "Drizzle", fn: "claim" }, line: 9, column: 7, endLine: 9, endColumn: 20 },
      ],
    },
  ],
});

tester.run("no-swallowed-error-in-transaction: replies", rule, {
  valid: [
    {
      name: "before any write, after the transaction, and followed by a throw",
      code: `${prisma}
import express from "express";
const router = express.Router();
router.post("/orders", async (req, res) => {
  await prisma.$transaction(async (tx) => {
    const order = await tx.order.findFirst();
    if (!order) {
      res.status(404).end();
      return;
    }
    await tx.order.update({ where: { id: 1 }, data: { closed: true } });
    if (order.closed) {
      res.status(409).end();
      throw new Error("closed");
    }
    res.status(201).json(order);
  });
  res.status(500).end();
});`,
    },
  ],
  invalid: [
    {
      name: "Express, Fastify and Hono",
      code: `${prisma}
import { StatusCodes } from "http-status-codes";
router.post("/orders", async (req, res) => {
  await prisma.$transaction(async (tx) => {
    const order = await tx.order.update({ where: { id: 1 }, data: { closed: true } });
    if (order.late) {
      res.status(409).json({ error: "late" });
    }
  });
});
app.post("/orders", async (request, reply) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id: 1 } });
    return reply.code(StatusCodes.CONFLICT).send({ message: "late" });
  }),
);
hono.post("/orders", (c) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id: 1 } });
    return c.json({ message: "late" }, 409);
  }),
);`,
      errors: [
        { messageId: "answeredError", data: { library: "Prisma", fn: "this function", status: "409" }, line: 8, column: 7, endLine: 8, endColumn: 46 },
        { messageId: "answeredError", data: { library: "Prisma", fn: "this function", status: "400" }, line: 15, column: 12, endLine: 15, endColumn: 70 },
        { messageId: "answeredError", data: { library: "Prisma", fn: "this function", status: "409" }, line: 21, column: 12, endLine: 21, endColumn: 44 },
      ],
    },
  ],
});

tester.run("no-swallowed-error-in-transaction: rollbacks", rule, {
  valid: [
    {
      name: "Drizzle: a rollback that passes, in and out of a savepoint",
      code: `${drizzle}
export async function close(id: number) {
  try {
    await db.transaction(async (tx) => {
      await tx.update(orders).set({ id });
      if (id > 1) tx.rollback();
      try {
        await tx.transaction(async (inner) => {
          await inner.insert(members).values({ id });
          inner.rollback();
        });
      } catch {
        console.warn("without members");
      }
      try {
        tx.rollback();
      } catch (error) {
        throw error;
      }
    });
  } catch {
    return false;
  }
}`,
    },
    {
      name: "Knex: with an error, without async, by an option, on a savepoint, by hand",
      code: `${knex}
export async function close(id: number) {
  knex.transaction((trx) => {
    trx("orders").insert({ id }).then(trx.commit).catch(() => trx.rollback());
  });
  await knex.transaction(
    async (trx) => {
      await trx("orders").insert({ id });
      await trx.rollback();
    },
    { doNotRejectOnRollback: false },
  );
  const trx = await knex.transaction();
  await trx("orders").insert({ id });
  await trx.rollback();
  await knex.transaction(async (outer) => {
    try {
      await outer("orders").insert({ id });
    } catch (error) {
      await outer.rollback(error);
    }
    await outer.transaction(async (inner) => {
      await inner("orders").insert({ id });
      await inner.rollback();
    });
  });
}`,
    },
  ],
  invalid: [
    {
      name: "Drizzle: a rollback that is caught, on any database",
      code: `import { drizzle } from "drizzle-orm/better-sqlite3";
const db = drizzle(url);
export const close = (id: number) =>
  db.transaction((tx) => {
    tx.update(orders).set({ id }).run();
    try {
      if (id > 1) tx.rollback();
    } catch (error) {
      console.warn(error);
    }
  });`,
      errors: [
        { messageId: "keptRollback", data: { library: "Drizzle", fn: "close" }, line: 8, column: 7, endLine: 10, endColumn: 6, suggestions: [{ messageId: "rethrow", output: `import { drizzle } from "drizzle-orm/better-sqlite3";
const db = drizzle(url);
export const close = (id: number) =>
  db.transaction((tx) => {
    tx.update(orders).set({ id }).run();
    try {
      if (id > 1) tx.rollback();
    } catch (error) {
      console.warn(error);
      throw error;
    }
  });` }] },
      ],
    },
    {
      name: "Knex: without an error",
      code: `${knex}
export async function close(id: number) {
  await knex.transaction(async (trx) => {
    await trx("orders").where({ id }).update({ closed: true });
    if (id > 1) await trx.rollback();
  });
}`,
      errors: [
        { messageId: "silentRollback", data: { library: "Knex", fn: "close", text: "trx.rollback" }, line: 6, column: 23, endLine: 6, endColumn: 37, suggestions: [{ messageId: "giveError", output: `${knex}
export async function close(id: number) {
  await knex.transaction(async (trx) => {
    await trx("orders").where({ id }).update({ closed: true });
    if (id > 1) await trx.rollback(new Error("The transaction was rolled back."));
  });
}` }] },
      ],
    },
  ],
});
