import rule from "../../rules/no-commit-in-service.js";
import { createRuleTester } from "../support/rule-tester.js";

const typeormData = {
  library: "TypeORM",
  consequence: "the caller's later writes autocommit one by one and its own commit throws TransactionNotStartedError",
};
const sequelizeData = { library: "Sequelize", consequence: "the caller's later statements throw, with half of the unit of work already committed" };
const knexData = {
  library: "Knex",
  consequence: 'the caller\'s later queries throw "Transaction query already complete", and its own errors no longer roll anything back',
};
const kyselyData = {
  library: "Kysely",
  consequence: 'the caller\'s later queries throw "Transaction is already committed", with half of the unit of work already committed',
};
const pgData = { library: "node-postgres", consequence: "the caller's later statements autocommit one by one, and its own COMMIT and ROLLBACK do nothing" };
const prismaData = { library: "Prisma", consequence: "the caller's later writes autocommit one by one and its rollback undoes nothing" };
const drizzleData = { library: "Drizzle", consequence: "the caller's later writes autocommit one by one and its rollback undoes nothing" };
const mikroData = { library: "MikroORM", consequence: "the caller's later flushes run in transactions of their own and its own commit throws" };

const typeorm = 'import { DataSource } from "typeorm";\nimport type { EntityManager, QueryRunner } from "typeorm";\nconst dataSource = new DataSource({ type: "postgres" });';
const sequelize = 'import { Model, Sequelize } from "sequelize";\nimport type { Transaction } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}';
const knex = 'import createKnex from "knex";\nimport type { Knex } from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely } from "kysely";\nimport type { ControlledTransaction, Transaction } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const pg = 'import { Pool } from "pg";\nimport type { PoolClient } from "pg";\nconst pool = new Pool();';
const mikro = 'import { MikroORM } from "@mikro-orm/postgresql";\nimport type { EntityManager } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});';
const prisma = 'import { PrismaClient } from "@prisma/client";\nimport type { Prisma } from "@prisma/client";\nconst prisma = new PrismaClient();';
const drizzle = 'import { sql } from "drizzle-orm";\nimport { drizzle } from "drizzle-orm/node-postgres";\nconst db = drizzle(url);\ntype Database = typeof db;\ntype Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];';

createRuleTester().run("no-commit-in-service: TypeORM", rule, {
  valid: [
    {
      name: "a class whose name says that it owns what it is given",
      code: `import type { QueryRunner } from "typeorm";
export class OrderUnitOfWork {
  constructor(private readonly queryRunner: QueryRunner) {}
  async complete() {
    await this.queryRunner.commitTransaction();
  }
}`,
    },
    {
      name: "the function works on the runner and leaves the end to its owner",
      code: `${typeorm}
export async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
}`,
    },
    {
      name: "the owner of a runner ends what it began",
      code: `${typeorm}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  try {
    await queryRunner.manager.save(order);
    await queryRunner.commitTransaction();
  } catch (error) {
    await queryRunner.rollbackTransaction();
    throw error;
  } finally {
    await queryRunner.release();
  }
}`,
    },
    {
      name: "a begin on a parameter may be a savepoint, and the commit is its own",
      code: `${typeorm}
export async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.startTransaction();
  try {
    await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
    await queryRunner.commitTransaction();
  } catch (error) {
    await queryRunner.rollbackTransaction();
    throw error;
  }
}`,
    },
    {
      name: "own-or-join by a constant made of a parameter",
      code: `${typeorm}
export async function ship(order: Order, outer?: QueryRunner) {
  const own = !outer;
  const queryRunner = outer ?? dataSource.createQueryRunner();
  if (own) await queryRunner.startTransaction();
  await queryRunner.manager.save(order);
  if (own) await queryRunner.commitTransaction();
}`,
    },
    {
      name: "a flag of the caller's asks for the end",
      code: `${typeorm}
export async function ship(queryRunner: QueryRunner, order: Order, shouldCommit: boolean) {
  await queryRunner.manager.save(order);
  shouldCommit && (await queryRunner.commitTransaction());
}`,
    },
    {
      name: "an early return when the caller holds the transaction",
      code: `${typeorm}
export async function ship(queryRunner: QueryRunner, order: Order, isPart: boolean) {
  await queryRunner.manager.save(order);
  if (isPart) {
    return;
  }
  await queryRunner.commitTransaction();
}`,
    },
    {
      name: "a runner of another package with the same members",
      code: `import type { QueryRunner } from "query-lab";
export async function reserve(queryRunner: QueryRunner) {
  await queryRunner.manager.save(order);
  await queryRunner.commitTransaction();
}`,
    },
    {
      name: "a parameter without a type",
      code: `${typeorm}
export async function reserve(queryRunner) {
  await queryRunner.manager.save(order);
  await queryRunner.commitTransaction();
}`,
    },
    {
      name: "a type from a file that is not there",
      code: `import type { QueryRunner } from "./runner.js";
export async function reserve(queryRunner: QueryRunner) {
  await queryRunner.manager.save(order);
  await queryRunner.commitTransaction();
}`,
    },
    {
      name: "a class that begins on its own field is a unit of work",
      code: `${typeorm}
export class OrderTransaction {
  constructor(private readonly queryRunner: QueryRunner) {}
  async begin() {
    await this.queryRunner.startTransaction();
  }
  async complete() {
    await this.queryRunner.commitTransaction();
  }
}`,
    },
    {
      name: "a class that acquires the runner of its field",
      code: `${typeorm}
export class OrderTransaction {
  private readonly queryRunner = dataSource.createQueryRunner();
  async complete() {
    await this.queryRunner.commitTransaction();
  }
}`,
    },
    {
      name: "a nested transaction of the handle is a savepoint",
      code: `${typeorm}
export async function reserve(manager: EntityManager, order: Order) {
  await manager.transaction(async (nested) => {
    await nested.save(order);
  });
}`,
    },
    {
      name: "a test",
      filename: "src/reserve.test.ts",
      code: `${typeorm}
export async function reserve(queryRunner: QueryRunner, order: Order) {
  await queryRunner.manager.save(order);
  await queryRunner.commitTransaction();
}`,
    },
    {
      name: "a file that settings leave out",
      filename: "src/playground/reserve.ts",
      settings: { "unit-of-work": { notProduction: ["**/playground/**"] } },
      code: `${typeorm}
export async function reserve(queryRunner: QueryRunner, order: Order) {
  await queryRunner.manager.save(order);
  await queryRunner.commitTransaction();
}`,
    },
  ],
  invalid: [
    {
      name: "a commit on a runner that was given: a suggestion, because callers are elsewhere",
      code: `${typeorm}
export async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  await queryRunner.commitTransaction();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "reserve → queryRunner.commitTransaction", fn: "reserve" }, line: 6, column: 9, endLine: 6, endColumn: 40,
          suggestions: [{ messageId: "removeEnd", output: `${typeorm}
export async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
}` }],
        },
      ],
    },
    {
      name: "the commit of a private function whose owner commits next is deleted, and a comment stays",
      code: `${typeorm}
async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  // Done.
  await queryRunner.commitTransaction(); // for good
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  try {
    await queryRunner.manager.save(order);
    await reserve(queryRunner, order.sku);
    await queryRunner.commitTransaction();
  } finally {
    await queryRunner.release();
  }
}`,
      output: `${typeorm}
async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  // Done.
  // for good
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  try {
    await queryRunner.manager.save(order);
    await reserve(queryRunner, order.sku);
    await queryRunner.commitTransaction();
  } finally {
    await queryRunner.release();
  }
}`,
      errors: [{ messageId: "foreignEnd", data: { ...typeormData, chain: "placeOrder → reserve → queryRunner.commitTransaction", fn: "reserve" }, line: 7, column: 9, endLine: 7, endColumn: 40 }],
    },
    {
      name: "one of the callers commits nothing: no fix",
      code: `${typeorm}
async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  await queryRunner.commitTransaction();
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  await reserve(queryRunner, order.sku);
  await queryRunner.release();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "placeOrder → reserve → queryRunner.commitTransaction", fn: "reserve" }, line: 6, column: 9, endLine: 6, endColumn: 40,
          suggestions: [{ messageId: "removeEnd", output: `${typeorm}
async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  await reserve(queryRunner, order.sku);
  await queryRunner.release();
}` }],
        },
      ],
    },
    {
      name: "a commit in the middle is no fix either",
      code: `${typeorm}
async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.commitTransaction();
  console.log(sku);
  await queryRunner.manager.delete(Hold, { sku });
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  await reserve(queryRunner, order.sku);
  await queryRunner.commitTransaction();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "placeOrder → reserve → queryRunner.commitTransaction", fn: "reserve" }, line: 5, column: 9, endLine: 5, endColumn: 40,
          suggestions: [{ messageId: "removeEnd", output: `${typeorm}
async function reserve(queryRunner: QueryRunner, sku: string) {
  console.log(sku);
  await queryRunner.manager.delete(Hold, { sku });
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  await reserve(queryRunner, order.sku);
  await queryRunner.commitTransaction();
}` }],
        },
      ],
    },
    {
      name: "a guard that asks the data, not the caller",
      code: `${typeorm}
export async function reserve(queryRunner: QueryRunner, sku: string) {
  const stock = await queryRunner.manager.findOneBy(Stock, { sku });
  if (!stock) {
    await queryRunner.rollbackTransaction();
    return false;
  }
  return true;
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "reserve → queryRunner.rollbackTransaction", fn: "reserve" }, line: 7, column: 11, endLine: 7, endColumn: 44,
        },
      ],
    },
    {
      name: "a rollback in finally",
      code: `${typeorm}
export async function reserve(queryRunner: QueryRunner, sku: string) {
  try {
    await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  } finally {
    await queryRunner.rollbackTransaction();
  }
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "reserve → queryRunner.rollbackTransaction", fn: "reserve" }, line: 8, column: 11, endLine: 8, endColumn: 44,
        },
      ],
    },
    {
      name: "a commit in a loop over a borrowed runner",
      code: `${typeorm}
export async function reserveAll(queryRunner: QueryRunner, skus: string[]) {
  for (const sku of skus) {
    await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
    await queryRunner.commitTransaction();
  }
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "reserveAll → queryRunner.commitTransaction", fn: "reserveAll" }, line: 7, column: 11, endLine: 7, endColumn: 42,
          suggestions: [{ messageId: "removeEnd", output: `${typeorm}
export async function reserveAll(queryRunner: QueryRunner, skus: string[]) {
  for (const sku of skus) {
    await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  }
}` }],
        },
      ],
    },
    {
      name: "the callback's own runner, with optional chaining",
      code: `${typeorm}
export async function placeOrder(order: Order) {
  await dataSource.transaction(async (manager) => {
    await manager.save(order);
    await manager.queryRunner?.commitTransaction();
  });
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "placeOrder → manager.queryRunner?.commitTransaction", fn: "placeOrder" }, line: 7, column: 11, endLine: 7, endColumn: 51,
          suggestions: [{ messageId: "removeEnd", output: `${typeorm}
export async function placeOrder(order: Order) {
  await dataSource.transaction(async (manager) => {
    await manager.save(order);
  });
}` }],
        },
      ],
    },
    {
      name: "the callback after an isolation level",
      code: `${typeorm}
export const placeOrder = (order: Order) =>
  dataSource.transaction("SERIALIZABLE", async (manager) => {
    await manager.save(order);
    await manager.queryRunner!.rollbackTransaction();
  });`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "placeOrder → manager.queryRunner!.rollbackTransaction", fn: "placeOrder" }, line: 7, column: 11, endLine: 7, endColumn: 53,
        },
      ],
    },
    {
      name: "aliases: of the import, of the variable",
      code: `import type { QueryRunner as Runner } from "typeorm";
export async function reserve(given: Runner, sku: string) {
  const runner = given;
  await runner.manager.increment(Stock, { sku }, "reserved", 1);
  await runner.commitTransaction();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "reserve → runner.commitTransaction", fn: "reserve" }, line: 5, column: 9, endLine: 5, endColumn: 35,
          suggestions: [{ messageId: "removeEnd", output: `import type { QueryRunner as Runner } from "typeorm";
export async function reserve(given: Runner, sku: string) {
  const runner = given;
  await runner.manager.increment(Stock, { sku }, "reserved", 1);
}` }],
        },
      ],
    },
    {
      name: "a namespace import",
      code: `import type * as orm from "typeorm";
export async function reserve(runner: orm.QueryRunner, sku: string) {
  await runner.manager.increment(Stock, { sku }, "reserved", 1);
  await runner.commitTransaction();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "reserve → runner.commitTransaction", fn: "reserve" }, line: 4, column: 9, endLine: 4, endColumn: 35,
          suggestions: [{ messageId: "removeEnd", output: `import type * as orm from "typeorm";
export async function reserve(runner: orm.QueryRunner, sku: string) {
  await runner.manager.increment(Stock, { sku }, "reserved", 1);
}` }],
        },
      ],
    },
    {
      name: "a field that nothing in the class acquires or begins",
      code: `${typeorm}
export class StockWriter {
  constructor(private readonly queryRunner: QueryRunner) {}
  async reserve(sku: string) {
    await this.queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
    await this.queryRunner.commitTransaction();
  }
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "StockWriter.reserve → this.queryRunner.commitTransaction", fn: "StockWriter.reserve" }, line: 8, column: 11, endLine: 8, endColumn: 47,
          suggestions: [{ messageId: "removeEnd", output: `${typeorm}
export class StockWriter {
  constructor(private readonly queryRunner: QueryRunner) {}
  async reserve(sku: string) {
    await this.queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  }
}` }],
        },
      ],
    },
    {
      name: "a delegate is judged at the call that hands it the borrowed runner",
      code: `${typeorm}
const finish = (queryRunner: QueryRunner) => queryRunner.commitTransaction();
export async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
  await finish(queryRunner);
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  await queryRunner.manager.save(order);
  await finish(queryRunner);
}`,
      output: null,
      errors: [
        {
          messageId: "endThroughDelegate", data: { ...typeormData, fn: "reserve", chain: "reserve → finish → commitTransaction" }, line: 7, column: 9, endLine: 7, endColumn: 28,
          suggestions: [{ messageId: "removeEnd", output: `${typeorm}
const finish = (queryRunner: QueryRunner) => queryRunner.commitTransaction();
export async function reserve(queryRunner: QueryRunner, sku: string) {
  await queryRunner.manager.increment(Stock, { sku }, "reserved", 1);
}
export async function placeOrder(order: Order) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  await queryRunner.manager.save(order);
  await finish(queryRunner);
}` }],
        },
      ],
    },
  ],
});

createRuleTester().run("no-commit-in-service: Sequelize", rule, {
  valid: [
    {
      name: "a member of an options object that may be missing: own or join",
      code: `${sequelize}
export async function close({ order, transaction }: { order: Order; transaction?: Transaction }) {
  await order.update({ open: false }, { transaction });
  await transaction?.commit();
}`,
    },
    {
      name: "own-or-join",
      code: `${sequelize}
export async function close(order: Order, outer?: Transaction) {
  const transaction = outer ?? (await sequelize.transaction());
  try {
    await order.update({ open: false }, { transaction });
    if (!outer) await transaction.commit();
  } catch (error) {
    if (!outer) await transaction.rollback();
    throw error;
  }
}`,
    },
    {
      name: "a wrapper whose purpose is to own the transaction",
      code: `${sequelize}
export async function withTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
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
export const close = (order: Order) => withTransaction((transaction) => order.update({ open: false }, { transaction }));`,
    },
    {
      name: "delegates are transparent, and their owners may call them",
      code: `${sequelize}
async function finish(transaction: Transaction, error?: Error) {
  if (error) await transaction.rollback();
  else await transaction.commit();
}
export async function close(order: Order) {
  const transaction = await sequelize.transaction();
  await order.update({ open: false }, { transaction });
  await finish(transaction);
}`,
    },
    {
      name: "what else the function does is unknown: it may be a delegate",
      code: `import type { Transaction } from "sequelize";
export async function close(order: Order, transaction: Transaction) {
  await order.update({ open: false });
  await transaction.commit();
}`,
    },
    {
      name: "a closure of the owner",
      code: `${sequelize}
export async function close(order: Order) {
  const transaction = await sequelize.transaction();
  const commit = async () => {
    await transaction.commit();
  };
  await order.update({ open: false }, { transaction });
  await commit();
}`,
    },
    {
      name: "the layer is asked by the strict discipline only",
      filename: "src/services/orders.ts",
      code: `${sequelize}
export async function close(order: Order) {
  const transaction = await sequelize.transaction();
  await order.update({ open: false }, { transaction });
  await transaction.commit();
}`,
    },
    {
      name: "a handler owns transactions",
      filename: "src/handlers/close-order.ts",
      options: [{ discipline: "origin" }],
      code: `${sequelize}
export async function close(order: Order) {
  const transaction = await sequelize.transaction();
  await order.update({ open: false }, { transaction });
  await transaction.commit();
}`,
    },
    {
      name: "a wrapper of the service layer that runs what it is handed is there to own",
      filename: "src/services/transactions.ts",
      options: [{ discipline: "origin", callbackTransactions: "forbid" }],
      code: `${sequelize}
export async function inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
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
export function inManaged<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return sequelize.transaction(work);
}`,
    },
    {
      name: "owners win over services",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin" }],
      code: `${sequelize}
export class CloseOrderUseCase {
  async run(order: Order) {
    const transaction = await sequelize.transaction();
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  }
}`,
    },
    {
      name: "settings name the owners",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin" }],
      settings: { "unit-of-work": { owners: { classes: ["Process$"] } } },
      code: `${sequelize}
export class ClosingProcess {
  async run(order: Order) {
    const transaction = await sequelize.transaction();
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  }
}`,
    },
    {
      name: "settings name the owners by a decorator",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin" }],
      settings: { "unit-of-work": { owners: { decorators: ["OwnsTransactions"] } } },
      code: `${sequelize}
@OwnsTransactions()
export class Closing {
  async run(order: Order) {
    const transaction = await sequelize.transaction();
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  }
}`,
    },
    {
      name: "settings name the services, and this is none",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin" }],
      settings: { "unit-of-work": { services: { paths: ["**/domain/**"] } } },
      code: `${sequelize}
export async function close(order: Order) {
  const transaction = await sequelize.transaction();
  await order.update({ open: false }, { transaction });
  await transaction.commit();
}`,
    },
    {
      name: "callback transactions are allowed by default",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin" }],
      code: `${sequelize}
export const close = (order: Order) => sequelize.transaction((transaction) => order.update({ open: false }, { transaction }));`,
    },
    {
      name: "forbidding callback transactions needs the strict discipline",
      filename: "src/services/orders.ts",
      options: [{ callbackTransactions: "forbid" }],
      code: `${sequelize}
export const close = (order: Order) => sequelize.transaction((transaction) => order.update({ open: false }, { transaction }));`,
    },
  ],
  invalid: [
    {
      name: "a member of an options object, in a closure that is handed out",
      code: `${sequelize}
export const onComplete = ({ order, transaction }: { order: Order; transaction: Transaction }) => {
  return async () => {
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  };
};`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...sequelizeData, chain: "onComplete → transaction.commit", fn: "onComplete" }, line: 8, column: 11, endLine: 8, endColumn: 31,
          suggestions: [{ messageId: "removeEnd", output: `${sequelize}
export const onComplete = ({ order, transaction }: { order: Order; transaction: Transaction }) => {
  return async () => {
    await order.update({ open: false }, { transaction });
  };
};` }],
        },
      ],
    },
    {
      name: "a commit on the caller's transaction",
      code: `${sequelize}
export async function close(order: Order, transaction: Transaction) {
  await order.update({ open: false }, { transaction });
  await transaction.commit();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...sequelizeData, chain: "close → transaction.commit", fn: "close" }, line: 7, column: 9, endLine: 7, endColumn: 29,
          suggestions: [{ messageId: "removeEnd", output: `${sequelize}
export async function close(order: Order, transaction: Transaction) {
  await order.update({ open: false }, { transaction });
}` }],
        },
      ],
    },
    {
      name: "a rollback in a catch",
      code: `${sequelize}
export const close = async (order: Order, transaction: Transaction) => {
  try {
    await order.update({ open: false }, { transaction });
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
};`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...sequelizeData, chain: "close → transaction.rollback", fn: "close" }, line: 9, column: 11, endLine: 9, endColumn: 33,
          suggestions: [{ messageId: "removeEnd", output: `${sequelize}
export const close = async (order: Order, transaction: Transaction) => {
  try {
    await order.update({ open: false }, { transaction });
  } catch (error) {
    throw error;
  }
};` }],
        },
      ],
    },
    {
      name: "a managed transaction belongs to the library",
      code: `${sequelize}
export async function close(order: Order) {
  await sequelize.transaction(async (t) => {
    await order.update({ open: false }, { transaction: t });
    return t.commit();
  });
}`,
      output: null,
      errors: [{ messageId: "foreignEnd", data: { ...sequelizeData, chain: "close → t.commit", fn: "close" }, line: 8, column: 12, endLine: 8, endColumn: 22 }],
    },
    {
      name: "the transaction of the project's own wrapper",
      code: `${sequelize}
async function withTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const transaction = await sequelize.transaction();
  const result = await work(transaction);
  await transaction.commit();
  return result;
}
export async function close(order: Order) {
  await withTransaction(async (transaction) => {
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  });
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...sequelizeData, chain: "close → transaction.commit", fn: "close" }, line: 14, column: 11, endLine: 14, endColumn: 31,
          suggestions: [{ messageId: "removeEnd", output: `${sequelize}
async function withTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const transaction = await sequelize.transaction();
  const result = await work(transaction);
  await transaction.commit();
  return result;
}
export async function close(order: Order) {
  await withTransaction(async (transaction) => {
    await order.update({ open: false }, { transaction });
  });
}` }],
        },
      ],
    },
    {
      name: "the strict discipline: a service that commits its own transaction",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin" }],
      code: `${sequelize}
export async function close(order: Order) {
  const transaction = await sequelize.transaction();
  try {
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "serviceCommit", data: { chain: "close → transaction.commit", library: "Sequelize" }, line: 9, column: 11, endLine: 9, endColumn: 31 }],
    },
    {
      name: "the strict discipline: a service by its class",
      options: [{ discipline: "origin" }],
      code: `${sequelize}
export class OrderService {
  async close(order: Order) {
    const transaction = await sequelize.transaction();
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  }
}`,
      output: null,
      errors: [{ messageId: "serviceCommit", data: { chain: "OrderService.close → transaction.commit", library: "Sequelize" }, line: 9, column: 11, endLine: 9, endColumn: 31 }],
    },
    {
      name: "settings name the services by a decorator",
      filename: "src/domain/closing.ts",
      options: [{ discipline: "origin" }],
      settings: { "unit-of-work": { services: { decorators: ["Domain"] } } },
      code: `${sequelize}
@lib.Domain
export class Closing {
  async run(order: Order) {
    const transaction = await sequelize.transaction();
    await order.update({ open: false }, { transaction });
    await transaction.commit();
  }
}`,
      errors: [{ messageId: "serviceCommit", data: { chain: "Closing.run → transaction.commit", library: "Sequelize" }, line: 10, column: 11, endLine: 10, endColumn: 31 }],
      output: null,
    },
    {
      name: "the strict discipline: settings name the services",
      filename: "src/domain/orders.ts",
      options: [{ discipline: "origin" }],
      settings: { "unit-of-work": { services: { paths: ["**/domain/**"] } } },
      code: `${sequelize}
export async function close(order: Order) {
  const transaction = await sequelize.transaction();
  await order.update({ open: false }, { transaction });
  await transaction.commit();
}`,
      output: null,
      errors: [{ messageId: "serviceCommit", data: { chain: "close → transaction.commit", library: "Sequelize" }, line: 8, column: 9, endLine: 8, endColumn: 29 }],
    },
    {
      name: "the strict discipline: somebody else's transaction says more than the layer",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin" }],
      code: `${sequelize}
export async function close(order: Order, transaction: Transaction) {
  await order.update({ open: false }, { transaction });
  await transaction.commit();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...sequelizeData, chain: "close → transaction.commit", fn: "close" }, line: 7, column: 9, endLine: 7, endColumn: 29,
          suggestions: [{ messageId: "removeEnd", output: `${sequelize}
export async function close(order: Order, transaction: Transaction) {
  await order.update({ open: false }, { transaction });
}` }],
        },
      ],
    },
    {
      name: "the strict discipline can forbid callback transactions too",
      filename: "src/services/orders.ts",
      options: [{ discipline: "origin", callbackTransactions: "forbid" }],
      code: `${sequelize}
export async function close(order: Order) {
  await sequelize.transaction((transaction) => order.update({ open: false }, { transaction }));
}`,
      output: null,
      errors: [{ messageId: "serviceCallback", data: { chain: "close → sequelize.transaction", library: "Sequelize" }, line: 6, column: 9, endLine: 6, endColumn: 95 }],
    },
  ],
});

createRuleTester().run("no-commit-in-service: Knex", rule, {
  valid: [
    {
      name: "a savepoint",
      code: `${knex}
export const tag = (trx: Knex.Transaction, id: number) => trx.transaction((nested) => nested("tags").insert({ id }));`,
    },
    {
      name: "a callback that returns no promise has to commit by itself",
      code: `${knex}
export const archive = (id: number) =>
  knex.transaction((trx) => {
    trx("orders").where({ id }).del().then(() => trx.commit()).catch(trx.rollback);
  });`,
    },
    {
      name: "git, fastify and a history have members of these names",
      code: `import simpleGit from "simple-git";
import { app } from "./app.js";
const git = simpleGit();
export async function publish(history: { commit(text: string): Promise<void>; rollback(): void }) {
  await git.add(".");
  await git.commit("publish");
  app.patch("/orders", async () => git.release());
  history.rollback();
  await history.commit("published");
}`,
    },
  ],
  invalid: [
    {
      name: "a rollback on the caller's transaction",
      code: `${knex}
export async function move(trx: Knex.Transaction, id: number) {
  const order = await trx("orders").where({ id }).first();
  if (!order) {
    await trx.rollback(new Error("no such order"));
    return;
  }
  await trx("orders").where({ id }).update({ moved: true });
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...knexData, chain: "move → trx.rollback", fn: "move" }, line: 7, column: 11, endLine: 7, endColumn: 51,
        },
      ],
    },
    {
      name: "an async callback leaves the end to the library",
      code: `${knex}
export const archive = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).del();
    await trx.commit();
  });`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...knexData, chain: "archive → trx.commit", fn: "archive" }, line: 7, column: 11, endLine: 7, endColumn: 23,
          suggestions: [{ messageId: "removeEnd", output: `${knex}
export const archive = (id: number) =>
  knex.transaction(async (trx) => {
    await trx("orders").where({ id }).del();
  });` }],
        },
      ],
    },
  ],
});

createRuleTester().run("no-commit-in-service: Kysely", rule, {
  valid: [
    {
      name: "savepoints of a borrowed transaction",
      code: `${kysely}
export async function tryNote(trx: ControlledTransaction<Shop>, text: string) {
  const nested = await trx.savepoint("note").execute();
  try {
    await nested.insertInto("notes").values({ text }).execute();
    await nested.releaseSavepoint("note").execute();
  } catch {
    await nested.rollbackToSavepoint("note").execute();
  }
}`,
    },
    {
      name: "a command that nobody executes does nothing",
      code: `${kysely}
export async function note(trx: ControlledTransaction<Shop>, text: string) {
  await trx.insertInto("notes").values({ text }).execute();
  await trx.commit();
}`,
    },
    {
      name: "the owner",
      code: `${kysely}
export async function note(text: string) {
  const trx = await db.startTransaction().setIsolationLevel("serializable").execute();
  await trx.insertInto("notes").values({ text }).execute();
  await trx.commit().execute();
}`,
    },
  ],
  invalid: [
    {
      name: "an executed commit on the caller's transaction",
      code: `${kysely}
export async function note(trx: ControlledTransaction<Shop>, text: string) {
  await trx.insertInto("notes").values({ text }).execute();
  await trx.commit().execute();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...kyselyData, chain: "note → trx.commit", fn: "note" }, line: 6, column: 9, endLine: 6, endColumn: 21,
          suggestions: [{ messageId: "removeEnd", output: `${kysely}
export async function note(trx: ControlledTransaction<Shop>, text: string) {
  await trx.insertInto("notes").values({ text }).execute();
}` }],
        },
      ],
    },
  ],
});

createRuleTester().run("no-commit-in-service: pg", rule, {
  valid: [
    {
      name: "savepoints in SQL",
      code: `${pg}
export async function tryNote(client: PoolClient, text: string) {
  await client.query("SAVEPOINT note");
  try {
    await client.query("INSERT INTO notes (text) VALUES ($1)", [text]);
    await client.query("RELEASE SAVEPOINT note");
  } catch {
    await client.query("ROLLBACK TO SAVEPOINT note");
  }
}`,
    },
    {
      name: "a begin and its commit on a client, when no caller is seen to hold a transaction",
      code: `${pg}
export async function note(client: PoolClient, text: string) {
  await client.query("BEGIN");
  await client.query("INSERT INTO notes (text) VALUES ($1)", [text]);
  await client.query("COMMIT");
}
export async function handle(text: string) {
  const client = await pool.connect();
  try {
    await note(client, text);
  } finally {
    client.release();
  }
}`,
    },
    {
      name: "giving back a client proves nothing by itself",
      code: `${pg}
export async function note(client: PoolClient, text: string) {
  await client.query("INSERT INTO notes (text) VALUES ($1)", [text]);
  client.release();
}`,
    },
    {
      name: "text that only looks like a commit",
      code: `${pg}
export async function note(client: PoolClient, ends: string) {
  await client.query("INSERT INTO commits (text) VALUES ('COMMIT')");
  await client.query("SELECT * FROM commits WHERE text = 'ROLLBACK'");
  await client.query(ends);
}`,
    },
  ],
  invalid: [
    {
      name: "SQL text in any case, with a comment before it, in an object, in a constant",
      code: `${pg}
const END = "end";
export async function note(client: PoolClient, kind: number) {
  await client.query("INSERT INTO notes (kind) VALUES ($1)", [kind]);
  await client.query("/* done */ commit");
}
export async function abort(client: PoolClient) {
  await client.query("DELETE FROM notes");
  await client.query({ text: "ABORT" });
}
export async function end(client: PoolClient) {
  await client.query("DELETE FROM notes");
  await client.query(END);
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...pgData, chain: "note → client.query", fn: "note" }, line: 7, column: 9, endLine: 7, endColumn: 42,
          suggestions: [{ messageId: "removeEnd", output: `${pg}
const END = "end";
export async function note(client: PoolClient, kind: number) {
  await client.query("INSERT INTO notes (kind) VALUES ($1)", [kind]);
}
export async function abort(client: PoolClient) {
  await client.query("DELETE FROM notes");
  await client.query({ text: "ABORT" });
}
export async function end(client: PoolClient) {
  await client.query("DELETE FROM notes");
  await client.query(END);
}` }],
        },
        {
          messageId: "foreignEnd", data: { ...pgData, chain: "abort → client.query", fn: "abort" }, line: 11, column: 9, endLine: 11, endColumn: 40,
        },
        {
          messageId: "foreignEnd", data: { ...pgData, chain: "end → client.query", fn: "end" }, line: 15, column: 9, endLine: 15, endColumn: 26,
          suggestions: [{ messageId: "removeEnd", output: `${pg}
const END = "end";
export async function note(client: PoolClient, kind: number) {
  await client.query("INSERT INTO notes (kind) VALUES ($1)", [kind]);
  await client.query("/* done */ commit");
}
export async function abort(client: PoolClient) {
  await client.query("DELETE FROM notes");
  await client.query({ text: "ABORT" });
}
export async function end(client: PoolClient) {
  await client.query("DELETE FROM notes");
}` }],
        },
      ],
    },
    {
      name: "a begin inside the transaction of a caller that can be seen, and its commit",
      code: `${pg}
export async function note(client: PoolClient, text: string) {
  await client.query("BEGIN");
  await client.query("INSERT INTO notes (text) VALUES ($1)", [text]);
}
export async function handle(text: string) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await note(client, text);
  await client.query("COMMIT");
  client.release();
}`,
      output: null,
      errors: [{ messageId: "foreignBegin", data: { chain: "handle → note → client.query", library: "node-postgres", fn: "note" }, line: 5, column: 9, endLine: 5, endColumn: 30 }],
    },
    {
      name: "a client given back while the caller's transaction is open",
      code: `${pg}
export async function note(client: PoolClient, text: string) {
  try {
    await client.query("INSERT INTO notes (text) VALUES ($1)", [text]);
  } finally {
    client.release();
  }
}
export async function handle(text: string) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await note(client, text);
  await client.query("COMMIT");
}`,
      output: null,
      errors: [{ messageId: "foreignRelease", data: { chain: "handle → note → client.release", library: "node-postgres", fn: "note" }, line: 8, column: 5, endLine: 8, endColumn: 21 }],
    },
  ],
});

createRuleTester().run("no-commit-in-service: Prisma and Drizzle", rule, {
  valid: [
    {
      name: "throwing is how a callback refuses",
      code: `${prisma}
export async function publish(tx: Prisma.TransactionClient, id: number) {
  const page = await tx.page.findUniqueOrThrow({ where: { id } });
  if (page.published) throw new Error("published already");
  await tx.page.update({ where: { id }, data: { published: true } });
}`,
    },
    {
      name: "Drizzle's rollback throws, and ends nothing by itself",
      code: `${drizzle}
export async function publish(tx: Tx, id: number) {
  const [page] = await tx.select().from(pages);
  if (!page) tx.rollback();
  await tx.transaction(async (nested) => {
    await nested.update(pages).set({ published: true });
  });
}`,
    },
  ],
  invalid: [
    {
      name: "Prisma: raw text as a string and as a template",
      code: `${prisma}
export async function publish(tx: Prisma.TransactionClient, id: number) {
  await tx.page.update({ where: { id }, data: { published: true } });
  await tx.$executeRawUnsafe("COMMIT");
}
export async function refuse(tx: Prisma.TransactionClient, id: number) {
  await tx.page.delete({ where: { id } });
  await tx.$executeRaw\`ROLLBACK\`;
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...prismaData, chain: "publish → tx.$executeRawUnsafe", fn: "publish" }, line: 6, column: 9, endLine: 6, endColumn: 39,
          suggestions: [{ messageId: "removeEnd", output: `${prisma}
export async function publish(tx: Prisma.TransactionClient, id: number) {
  await tx.page.update({ where: { id }, data: { published: true } });
}
export async function refuse(tx: Prisma.TransactionClient, id: number) {
  await tx.page.delete({ where: { id } });
  await tx.$executeRaw\`ROLLBACK\`;
}` }],
        },
        {
          messageId: "foreignEnd", data: { ...prismaData, chain: "refuse → tx.$executeRaw", fn: "refuse" }, line: 10, column: 9, endLine: 10, endColumn: 33,
        },
      ],
    },
    {
      name: "Prisma: in the callback of a client that survives reloads",
      code: `import { PrismaClient } from "@prisma/client";
const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };
const prisma = globalForPrisma.prisma ?? new PrismaClient();
if (process.env.NODE_ENV !== "production") globalForPrisma.prisma = prisma;
export const publish = (id: number) =>
  prisma.$transaction(async (tx) => {
    await tx.page.update({ where: { id }, data: { published: true } });
    await tx.$executeRawUnsafe("COMMIT");
  });`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...prismaData, chain: "publish → tx.$executeRawUnsafe", fn: "publish" }, line: 8, column: 11, endLine: 8, endColumn: 41,
          suggestions: [{ messageId: "removeEnd", output: `import { PrismaClient } from "@prisma/client";
const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };
const prisma = globalForPrisma.prisma ?? new PrismaClient();
if (process.env.NODE_ENV !== "production") globalForPrisma.prisma = prisma;
export const publish = (id: number) =>
  prisma.$transaction(async (tx) => {
    await tx.page.update({ where: { id }, data: { published: true } });
  });` }],
        },
      ],
    },
    {
      name: "Drizzle: raw text, tagged and by sql.raw",
      code: `${drizzle}
export async function publish(tx: Tx) {
  await tx.update(pages).set({ published: true });
  await tx.execute(sql\`COMMIT\`);
}
export const refuse = () =>
  db.transaction(async (tx) => {
    await tx.delete(pages);
    await tx.execute(sql.raw("ROLLBACK"));
  });`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...drizzleData, chain: "publish → tx.execute", fn: "publish" }, line: 8, column: 9, endLine: 8, endColumn: 32,
          suggestions: [{ messageId: "removeEnd", output: `${drizzle}
export async function publish(tx: Tx) {
  await tx.update(pages).set({ published: true });
}
export const refuse = () =>
  db.transaction(async (tx) => {
    await tx.delete(pages);
    await tx.execute(sql.raw("ROLLBACK"));
  });` }],
        },
        {
          messageId: "foreignEnd", data: { ...drizzleData, chain: "refuse → tx.execute", fn: "refuse" }, line: 13, column: 11, endLine: 13, endColumn: 42,
        },
      ],
    },
  ],
});

createRuleTester().run("no-commit-in-service: MikroORM", rule, {
  valid: [
    {
      name: "the injected em that a method begins is its own",
      code: `${mikro}
export class Archive {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    await this.em.begin();
    const box = await this.em.findOneOrFail(Box, id);
    box.closed = true;
    await this.em.commit();
  }
}`,
    },
    {
      name: "every caller passes a fork that it made for the call",
      code: `${mikro}
async function close(em: EntityManager, id: number) {
  await em.begin();
  const box = await em.findOneOrFail(Box, id);
  box.closed = true;
  await em.commit();
}
export const closeFirst = () => close(orm.em.fork(), 1);`,
    },
    {
      name: "a nested transactional() is a savepoint",
      code: `${mikro}
export async function close(em: EntityManager, id: number) {
  await em.transactional(async (inner) => {
    const box = await inner.findOneOrFail(Box, id);
    box.closed = true;
  });
}`,
    },
    {
      name: "the strict discipline: a flush in the caller's transaction only writes",
      options: [{ discipline: "origin" }],
      code: `${mikro}
export class BoxService {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    const box = await this.em.findOneOrFail(Box, id);
    box.closed = true;
    await this.em.flush();
  }
}
export class BoxController {
  constructor(private readonly boxes: BoxService, private readonly em: EntityManager) {}
  async close(id: number) {
    await this.em.transactional(() => this.boxes.close(id));
  }
}`,
    },
    {
      name: "the strict discipline: a flush that nobody is seen to call",
      options: [{ discipline: "origin" }],
      code: `${mikro}
export class BoxService {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    const box = await this.em.findOneOrFail(Box, id);
    box.closed = true;
    await this.em.flush();
  }
}`,
    },
    {
      name: "the strict discipline: a flush in a transaction by decorator",
      options: [{ discipline: "origin" }],
      code: `${mikro}
import { Transactional } from "@mikro-orm/core";
export class BoxService {
  constructor(private readonly em: EntityManager) {}
  @Transactional()
  async close(id: number) {
    const box = await this.em.findOneOrFail(Box, id);
    box.closed = true;
    await this.em.flush();
  }
}
export class BoxController {
  constructor(private readonly boxes: BoxService) {}
  close(id: number) {
    return this.boxes.close(id);
  }
}`,
    },
    {
      name: "a flush is no commit of somebody else's",
      code: `${mikro}
export class BoxService {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    const box = await this.em.findOneOrFail(Box, id);
    box.closed = true;
    await this.em.flush();
  }
}
export class BoxController {
  constructor(private readonly boxes: BoxService) {}
  close(id: number) {
    return this.boxes.close(id);
  }
}`,
    },
  ],
  invalid: [
    {
      name: "a commit on a borrowed em",
      code: `${mikro}
export async function close(em: EntityManager, id: number) {
  const box = await em.findOneOrFail(Box, id);
  box.closed = true;
  await em.commit();
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...mikroData, chain: "close → em.commit", fn: "close" }, line: 7, column: 9, endLine: 7, endColumn: 20,
          suggestions: [{ messageId: "removeEnd", output: `${mikro}
export async function close(em: EntityManager, id: number) {
  const box = await em.findOneOrFail(Box, id);
  box.closed = true;
}` }],
        },
      ],
    },
    {
      name: "a begin on a borrowed em: once, at the begin",
      code: `${mikro}
export async function close(em: EntityManager, id: number) {
  await em.begin();
  try {
    const box = await em.findOneOrFail(Box, id);
    box.closed = true;
    await em.commit();
  } catch (error) {
    await em.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "foreignBegin", data: { chain: "close → em.begin", library: "MikroORM", fn: "close" }, line: 5, column: 9, endLine: 5, endColumn: 19 }],
    },
    {
      name: "a commit inside transactional()",
      code: `${mikro}
export async function close(id: number) {
  await orm.em.fork().transactional(async (em) => {
    const box = await em.findOneOrFail(Box, id);
    box.closed = true;
    await em.commit();
  });
}`,
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...mikroData, chain: "close → em.commit", fn: "close" }, line: 8, column: 11, endLine: 8, endColumn: 22,
          suggestions: [{ messageId: "removeEnd", output: `${mikro}
export async function close(id: number) {
  await orm.em.fork().transactional(async (em) => {
    const box = await em.findOneOrFail(Box, id);
    box.closed = true;
  });
}` }],
        },
      ],
    },
    {
      name: "the strict discipline: a flush that no caller wraps commits",
      options: [{ discipline: "origin" }],
      code: `${mikro}
export class BoxService {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    const box = await this.em.findOneOrFail(Box, id);
    box.closed = true;
    await this.em.flush();
  }
}
export class BoxController {
  constructor(private readonly boxes: BoxService) {}
  close(id: number) {
    return this.boxes.close(id);
  }
}`,
      output: null,
      errors: [{ messageId: "serviceFlush", data: { chain: "BoxService.close → this.em.flush", fn: "BoxService.close", library: "MikroORM" }, line: 9, column: 11, endLine: 9, endColumn: 26 }],
    },
  ],
});

const files = {
  "src/db.ts": 'import { DataSource } from "typeorm";\nexport const dataSource = new DataSource({ type: "postgres" });\nexport type { QueryRunner as Runner } from "typeorm";',
  "src/finish.ts": 'import type { Runner } from "./db.js";\nexport async function finish(runner: Runner) {\n  await runner.commitTransaction();\n}',
  "src/stock.ts": `import type { Runner } from "./db.js";
export async function reserve(runner: Runner, sku: string) {
  await runner.manager.increment("stock", { sku }, "reserved", 1);
  await runner.commitTransaction();
}`,
  "src/place-order.ts": `import { dataSource } from "./db.js";
import { reserve } from "./stock.js";
export async function placeOrder(sku: string) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await reserve(runner, sku);
  await runner.commitTransaction();
}`,
};

createRuleTester(files).run("no-commit-in-service: through other files", rule, {
  valid: [
    {
      name: "the owner calls a delegate of another file",
      filename: "src/own.ts",
      code: `import { dataSource } from "./db.js";
import { finish } from "./finish.js";
export async function cancel(sku: string) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.delete("holds", { sku });
  await finish(runner);
}`,
    },
    {
      name: "the delegate itself",
      filename: "src/finish.ts",
      code: files["src/finish.ts"],
    },
    {
      name: "a helper that is not there",
      filename: "src/hold.ts",
      code: `import type { Runner } from "./db.js";
import { finish } from "./nowhere.js";
export async function reserve(runner: Runner, sku: string) {
  await runner.manager.increment("stock", { sku }, "reserved", 1);
  await finish(runner);
}`,
    },
  ],
  invalid: [
    {
      name: "the type comes through another file, and the caller can be seen",
      filename: "src/stock.ts",
      code: files["src/stock.ts"],
      output: null,
      errors: [
        {
          messageId: "foreignEnd", data: { ...typeormData, chain: "placeOrder → reserve → runner.commitTransaction", fn: "reserve" }, line: 4, column: 9, endLine: 4, endColumn: 35,
          suggestions: [{ messageId: "removeEnd", output: `import type { Runner } from "./db.js";
export async function reserve(runner: Runner, sku: string) {
  await runner.manager.increment("stock", { sku }, "reserved", 1);
}` }],
        },
      ],
    },
    {
      name: "the delegate lies in another file",
      filename: "src/hold.ts",
      code: `import type { Runner } from "./db.js";
import { finish } from "./finish.js";
export async function reserve(runner: Runner, sku: string) {
  await runner.manager.increment("stock", { sku }, "reserved", 1);
  await finish(runner);
}`,
      output: null,
      errors: [
        {
          messageId: "endThroughDelegate", data: { ...typeormData, fn: "reserve", chain: "reserve → finish → commitTransaction" }, line: 5, column: 9, endLine: 5, endColumn: 23,
          suggestions: [{ messageId: "removeEnd", output: `import type { Runner } from "./db.js";
import { finish } from "./finish.js";
export async function reserve(runner: Runner, sku: string) {
  await runner.manager.increment("stock", { sku }, "reserved", 1);
}` }],
        },
      ],
    },
  ],
});
