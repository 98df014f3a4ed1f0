import rule from "../../rules/no-transaction-use-after-end.js";
import { createRuleTester } from "../support/rule-tester.js";

const drizzle = 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { logs, orders } from "./schema.js";\nconst db = drizzle(url);\ndeclare function notify(id: number): Promise<void>;';
const prisma = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const knex = 'import createKnex from "knex";\nconst knex = createKnex({ client: "pg" });\ndeclare function notify(id: number): Promise<void>;';
const kysely = 'import { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });\ndeclare function notify(id: number): Promise<void>;';
const typeorm = 'import { DataSource } from "typeorm";\nimport type { QueryRunner } from "typeorm";\nconst dataSource = new DataSource({ type: "postgres" });\nclass Order {}\ndeclare function notify(id: number): Promise<void>;';
const sequelize = 'import { Model, Sequelize } from "sequelize";\nimport type { Transaction } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}\ndeclare function notify(id: number): Promise<void>;';
const pg = 'import { Pool } from "pg";\nconst pool = new Pool();\ndeclare function notify(id: number): Promise<void>;';
const mikro = 'import { MikroORM } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});\nclass Order {}\ndeclare function notify(id: number): Promise<void>;';

const AUTOCOMMITS = "nothing fails, the statement commits by itself";
const THROWS = "it throws";
const HIDES = "it throws an error of its own, which hides the cause";
const COMMITTED = "has been committed";
const RELEASED = "has ended and its connection was given back";

createRuleTester().run("no-transaction-use-after-end: after the end", rule, {
  valid: [
    {
      name: "TypeORM: a second transaction on the runner, and the release last",
      code: `${typeorm}
export async function split(id: number) {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.manager.save(Order, { id });
    await runner.commitTransaction();
    await runner.startTransaction();
    await runner.manager.save(Order, { id });
    await runner.commitTransaction();
  } finally {
    await runner.release();
  }
}`,
    },
    {
      name: "a branch that ends the transaction and leaves",
      code: `${knex}
export async function archive(id: number) {
  const trx = await knex.transaction();
  const order = await trx("orders").where({ id }).first();
  if (!order) {
    await trx.rollback();
    return false;
  }
  await trx("orders").where({ id }).del();
  await trx.commit();
  return true;
}`,
    },
    {
      name: "an end and a use that the same condition rules",
      code: `${typeorm}
export async function close(id: number, isLast: boolean) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  if (isLast) await runner.commitTransaction();
  if (!isLast) await runner.manager.save(Order, { id });
}`,
    },
    {
      name: "pg: a client that is still held, also for a rollback of nothing",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("COMMIT");
    return await client.query("SELECT 1");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
    },
    {
      name: "MikroORM: its unit of work is a client again",
      code: `${mikro}
export async function close(id: number) {
  const em = orm.em.fork();
  await em.begin();
  await em.commit();
  return em.findOne(Order, id);
}`,
    },
    {
      name: "Knex: a second end does nothing",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  await trx("orders").where({ id }).del();
  await trx.commit();
  await trx.rollback();
}`,
    },
    {
      name: "a handle that somebody unknown was given in between",
      code: `${sequelize}
import { prepare } from "./missing.js";
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  await transaction.commit();
  await prepare(transaction);
  await Order.destroy({ where: { id }, transaction });
}`,
    },
    {
      name: "what comes after the callback runs on the client",
      code: `${drizzle}
export async function close(id: number) {
  const order = await db.transaction(async (tx) => tx.select().from(orders));
  await db.insert(logs).values({ id });
  return order;
}`,
    },
    {
      name: "a guard",
      code: `${typeorm}
export async function close(id: number, runner: QueryRunner) {
  await runner.commitTransaction();
  if (runner.isTransactionActive) await runner.rollbackTransaction();
}`,
    },
  ],
  invalid: [
    {
      name: "Knex: a query after the commit",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  await trx.commit();
  await trx("logs").insert({ id });
  await trx("logs").insert({ id });
}`,
      output: null,
      errors: [{ messageId: "lateQuery", data: { text: "trx", fn: "close", library: "Knex", end: COMMITTED, consequence: THROWS }, line: 7, column: 9, endLine: 7, endColumn: 20 }],
    },
    {
      name: "TypeORM: the runner's manager commits by itself",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.commitTransaction();
  await runner.manager.save(Order, { id });
  await runner.release();
}`,
      output: null,
      errors: [{ messageId: "lateQuery", data: { text: "runner.manager.save", fn: "close", library: "TypeORM", end: COMMITTED, consequence: AUTOCOMMITS }, line: 10, column: 9, endLine: 10, endColumn: 43 }],
    },
    {
      name: "TypeORM: a repository of the runner's manager outlives the runner",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  let orders;
  try {
    await runner.startTransaction();
    orders = runner.manager.getRepository(Order);
    await runner.commitTransaction();
  } finally {
    await runner.release();
  }
  return await orders.existsBy({ id });
}`,
      output: null,
      errors: [{ messageId: "lateQuery", data: { text: "orders.existsBy", fn: "close", library: "TypeORM", end: RELEASED, consequence: THROWS }, line: 16, column: 16, endLine: 16, endColumn: 39 }],
    },
    {
      name: "pg: the client is somebody else's",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("COMMIT");
  client.release();
  return await client.query("SELECT 1");
}`,
      output: null,
      errors: [
        {
          messageId: "lateQuery",
          data: { text: "client.query", fn: "close", library: "node-postgres", end: RELEASED, consequence: "the connection may be in the middle of another request's work by then" },
          line: 9,
          column: 16,
          endLine: 9,
          endColumn: 40,
        },
      ],
    },
    {
      name: "Sequelize: the transaction in the option",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  await transaction.rollback();
  await Order.destroy({ where: { id }, transaction });
}`,
      output: null,
      errors: [{ messageId: "lateQuery", data: { text: "Order.destroy", fn: "close", library: "Sequelize", end: "has been rolled back", consequence: THROWS }, line: 9, column: 9, endLine: 9, endColumn: 54 }],
    },
    {
      name: "Kysely: a command is over when it is executed",
      code: `${kysely}
export async function close(id: number) {
  const trx = await db.startTransaction().execute();
  await trx.commit().execute();
  await trx.deleteFrom("orders").where("id", "=", id).execute();
}`,
      output: null,
      errors: [{ messageId: "lateQuery", data: { text: "trx.deleteFrom", fn: "close", library: "Kysely", end: COMMITTED, consequence: THROWS }, line: 7, column: 9, endLine: 7, endColumn: 33 }],
    },
    {
      name: "MikroORM: a second end throws",
      code: `${mikro}
export async function close() {
  const em = orm.em.fork();
  await em.begin();
  await em.commit();
  await em.rollback();
}`,
      output: null,
      errors: [{ messageId: "lateEnd", data: { text: "em.rollback", fn: "close", library: "MikroORM", end: COMMITTED, consequence: HIDES }, line: 9, column: 9, endLine: 9, endColumn: 22 }],
    },
    {
      name: "a function of the project that works with what it is given",
      code: `${sequelize}
async function log(id: number, transaction: Transaction) {
  await Order.create({ id }, { transaction });
}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  await transaction.commit();
  await log(id, transaction);
}`,
      output: null,
      errors: [{ messageId: "lateQuery", data: { text: "log", fn: "close", library: "Sequelize", end: COMMITTED, consequence: THROWS }, line: 12, column: 9, endLine: 12, endColumn: 29 }],
    },
    {
      name: "Prisma: a handle that left its callback in a variable",
      code: `${prisma}
export async function close(id: number) {
  let handle;
  await prisma.$transaction(async (tx) => {
    handle = tx;
  });
  await handle.order.delete({ where: { id } });
}`,
      output: null,
      errors: [{ messageId: "lateQuery", data: { text: "handle.order.delete", fn: "close", library: "Prisma", end: COMMITTED, consequence: THROWS }, line: 8, column: 9, endLine: 8, endColumn: 47 }],
    },
  ],
});

createRuleTester().run("no-transaction-use-after-end: in the catch", rule, {
  valid: [
    {
      name: "the commit ends the try",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  try {
    await Order.destroy({ where: { id }, transaction });
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
  await notify(id);
}`,
    },
    {
      name: "nothing behind the commit can fail",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  try {
    await transaction.commit();
    return { id };
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
    },
    {
      name: "behind the commit, calls that do not fail",
      code: `${sequelize}
export async function list(ids: number[]) {
  const transaction = await sequelize.transaction();
  try {
    await transaction.commit();
    console.log("done");
    return ids.map((id) => String(id));
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
    },
    {
      name: "guards of the libraries",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.commitTransaction();
    await notify(id);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  }
}`,
    },
    {
      name: "Kysely: a guard that is asked the other way",
      code: `${kysely}
export async function close(id: number) {
  const trx = await db.startTransaction().execute();
  try {
    await trx.commit().execute();
    await notify(id);
  } catch (error) {
    if (!trx.isCommitted) await trx.rollback().execute();
    throw error;
  }
}`,
    },
    {
      name: "a flag",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  let isCommitted = false;
  try {
    await transaction.commit();
    isCommitted = true;
    await notify(id);
  } catch (error) {
    if (!isCommitted) await transaction.rollback();
    throw error;
  }
}`,
    },
    {
      name: "a flag that leaves first",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  let isCommitted = false;
  try {
    await transaction.commit();
    isCommitted = true;
    await notify(id);
  } catch (error) {
    if (isCommitted) throw error;
    await transaction.rollback();
  }
}`,
    },
    {
      name: "a variable that is emptied",
      code: `${sequelize}
export async function close(id: number) {
  let transaction: Transaction | undefined;
  try {
    transaction = await sequelize.transaction();
    await transaction.commit();
    transaction = undefined;
    await notify(id);
  } catch (error) {
    if (transaction) await transaction.rollback();
    throw error;
  }
}`,
    },
    {
      name: "Knex: rolling back what is over does nothing",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  try {
    await trx.commit();
    await notify(id);
  } catch (error) {
    await trx.rollback(error);
    throw error;
  }
}`,
    },
  ],
  invalid: [
    {
      name: "Sequelize: an await behind the commit",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  try {
    await Order.destroy({ where: { id }, transaction });
    await transaction.commit();
    await notify(id);
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [
        {
          messageId: "endInCatch",
          data: { text: "transaction.rollback", fn: "close", library: "Sequelize", end: COMMITTED, consequence: HIDES },
          line: 13,
          column: 11,
          endLine: 13,
          endColumn: 33,
          suggestions: [
            {
              messageId: "moveCommit",
              output: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  try {
    await Order.destroy({ where: { id }, transaction });
    await notify(id);
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
            },
          ],
        },
      ],
    },
    {
      name: "TypeORM: behind the commit, before a plain return",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction();
    await runner.commitTransaction();
    await notify(id);
    return id;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}`,
      output: null,
      errors: [
        {
          messageId: "endInCatch",
          data: { text: "runner.rollbackTransaction", fn: "close", library: "TypeORM", end: COMMITTED, consequence: HIDES },
          line: 15,
          column: 11,
          endLine: 15,
          endColumn: 39,
          suggestions: [
            {
              messageId: "moveCommit",
              output: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction();
    await notify(id);
    await runner.commitTransaction();
    return id;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}`,
            },
          ],
        },
      ],
    },
    {
      name: "behind the commit, in a return that calls: nothing is suggested",
      code: `${sequelize}
export async function close(id: number) {
  let transaction;
  try {
    transaction = await sequelize.transaction();
    await transaction.commit();
    return await notify(id);
  } catch (error) {
    if (transaction) await transaction.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "endInCatch", data: { text: "transaction.rollback", fn: "close", library: "Sequelize", end: COMMITTED, consequence: HIDES }, line: 13, column: 28, endLine: 13, endColumn: 50 }],
    },
    {
      name: "a rollback that is followed by a throw into the handler that rolls back",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  try {
    if (id < 0) {
      await transaction.rollback();
      throw new Error("no such order");
    }
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "endInCatch", data: { text: "transaction.rollback", fn: "close", library: "Sequelize", end: "has been rolled back", consequence: HIDES }, line: 15, column: 11, endLine: 15, endColumn: 33 }],
    },
  ],
});

createRuleTester().run("no-transaction-use-after-end: escaped", rule, {
  valid: [
    {
      name: "a closure that is called within the callback",
      code: `${drizzle}
export const close = (ids: number[]) =>
  db.transaction(async (tx) => {
    const log = (id: number) => tx.insert(logs).values({ id });
    for (const id of ids) await log(id);
  });`,
    },
    {
      name: "a timer that the callback waits for",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await new Promise<void>((resolve) => {
      setTimeout(async () => {
        await tx.insert(logs).values({ id });
        resolve();
      }, 10);
    });
  });`,
    },
    {
      name: "a timer that uses the client",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await tx.delete(orders);
    setTimeout(async () => {
      await db.insert(logs).values({ id });
    }, 10);
  });`,
    },
    {
      name: "a listener on something that lives in the callback",
      code: `${drizzle}
import { EventEmitter } from "node:events";
export const close = (id: number) =>
  db.transaction(async (tx) => {
    const rows = new EventEmitter();
    rows.on("row", async () => {
      await tx.insert(logs).values({ id });
    });
    await drain(rows);
  });`,
    },
  ],
  invalid: [
    {
      name: "a timer",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    setTimeout(async () => {
      await tx.insert(logs).values({ id });
    }, 10);
  });`,
      output: null,
      errors: [{ messageId: "escapedHandle", data: { text: "tx.insert", fn: "close", library: "Drizzle", end: COMMITTED, consequence: AUTOCOMMITS }, line: 8, column: 13, endLine: 8, endColumn: 28 }],
    },
    {
      name: "a listener, in a loop",
      code: `${prisma}
import { EventEmitter } from "node:events";
const events = new EventEmitter();
export const close = (ids: number[]) =>
  prisma.$transaction(async (tx) => {
    ids.forEach((id) => {
      events.once("closed", async () => {
        await tx.log.create({ data: { id } });
      });
    });
  });`,
      output: null,
      errors: [{ messageId: "escapedHandle", data: { text: "tx.log.create", fn: "close", library: "Prisma", end: COMMITTED, consequence: THROWS }, line: 9, column: 15, endLine: 9, endColumn: 46 }],
    },
  ],
});
