import rule from "../../rules/require-rollback-and-release.js";
import { createRuleTester } from "../support/rule-tester.js";

const pg = 'import { Client, Pool } from "pg";\nimport type { PoolClient } from "pg";\nconst pool = new Pool();';
const typeorm = 'import { DataSource } from "typeorm";\nimport type { QueryRunner } from "typeorm";\nconst dataSource = new DataSource({ type: "postgres" });\nclass Order {}';
const sequelize = 'import { Model, Sequelize } from "sequelize";\nimport type { Transaction } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}';
const knex = 'import createKnex from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const mikro = 'import { MikroORM } from "@mikro-orm/postgresql";\nimport type { EntityManager } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});\nclass Order {}';
const prisma = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const drizzle = 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { sql } from "drizzle-orm";\nconst db = drizzle(url);';

const EMPTY_POOL = "when the pool is empty, every request waits or times out";

const HELPERS = {
  "finish.ts": `import type { PoolClient } from "pg";
export async function undo(client: PoolClient) {
  await client.query("ROLLBACK");
}
export async function finish(client: PoolClient, isGood: boolean) {
  try {
    await client.query(isGood ? "COMMIT" : "ROLLBACK");
  } finally {
    client.release();
  }
}
export async function save(client: PoolClient, id: number) {
  await client.query("UPDATE orders SET open = false WHERE id = $1", [id]);
}
export async function saveAndCommit(client: PoolClient, id: number) {
  await client.query("UPDATE orders SET open = false WHERE id = $1", [id]);
  await client.query("COMMIT");
}
export async function saveUntyped(client, id) {
  await client.query("UPDATE orders SET open = false WHERE id = $1", [id]);
}`,
  "start.ts": `import { Pool } from "pg";
const pool = new Pool();
export async function start() {
  const client = await pool.connect();
  await client.query("BEGIN");
  return client;
}`,
  "repository.ts": `import { Model } from "sequelize";
import type { Transaction } from "sequelize";
class Line extends Model {}
export class Repository {
  constructor(private readonly transaction: Transaction) {}
  async save(orderId: number) {
    await Line.create({ orderId }, { transaction: this.transaction });
  }
}
export class Work {
  constructor(private readonly transaction: Transaction) {}
  async done() {
    await this.transaction.commit();
  }
}`,
};

createRuleTester(HELPERS).run("require-rollback-and-release: node-postgres", rule, {
  valid: [
    {
      name: "the whole idiom",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("UPDATE orders SET open = false WHERE id = $1", [id]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
    },
    {
      name: "a begin that fails before the try, and lines that do not fail",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  console.log("closing", id);
  const now = new Date();
  await client.query("BEGIN");
  const values = [id, now.toISOString()];
  try {
    await client.query("UPDATE orders SET closed_at = $2 WHERE id = $1", values);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    client.release();
    throw error;
  }
  client.release();
}`,
    },
    {
      name: "an end that fails itself",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("COMMIT");
  client.release();
}`,
    },
    {
      name: "a connection that is closed for good",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    client.release(error);
    throw error;
  }
}
export async function once(id: number) {
  const client = new Client();
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}`,
    },
    {
      name: "a connection without a transaction",
      code: `${pg}
export async function count() {
  const client = await pool.connect();
  try {
    return await client.query("SELECT count(*) FROM orders");
  } finally {
    client.release();
  }
}`,
    },
    {
      name: "a client of the occasion, closed with its pool",
      code: `${pg}
export async function count() {
  const own = new Pool({ max: 2 });
  try {
    const client = await own.connect();
    const rows = await client.query("SELECT count(*) FROM orders");
    client.release();
    return rows;
  } finally {
    await own.end();
  }
}`,
    },
    {
      name: "handed to the caller, stored, or kept by what runs later",
      code: `${pg}
export async function lock(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("SELECT id FROM orders WHERE id = $1 FOR UPDATE", [id]);
  return client;
}
export async function open(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("SELECT id FROM orders WHERE id = $1 FOR UPDATE", [id]);
  return { client, rollback: () => client.query("ROLLBACK") };
}
export class Session {
  client?: PoolClient;
  async begin() {
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query("SELECT 1");
    this.client = client;
  }
}
export async function watch(res: Response) {
  const client = await pool.connect();
  res.on("close", () => client.release());
  await client.query("SELECT 1");
}
export async function follow(res: Response) {
  const client = await pool.connect();
  res.on("close", client.release);
  await client.query("SELECT 1");
}
export async function listen(handle: () => void) {
  const client = await pool.connect();
  client.on("notification", handle);
  await client.query("LISTEN orders");
}`,
    },
    {
      name: "disposed of by the language",
      code: `${pg}
export async function close(id: number) {
  await using client = await pool.connect();
  await client.query("UPDATE orders SET open = false WHERE id = $1", [id]);
}`,
    },
    {
      name: "a wrapper that lends it to its callback, and one that gives it to it",
      code: `${pg}
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
export async function take(use: (client: PoolClient) => Promise<void>) {
  const client = await pool.connect();
  await use(client);
}`,
    },
    {
      name: "stored by a call, and settled without an error",
      code: `${pg}
const locks = new Map<number, PoolClient>();
export async function lock(id: number) {
  const client = await pool.connect();
  await client.query("SELECT pg_advisory_lock($1)", [id]);
  locks.set(id, client);
}
export async function close(id: number) {
  const client = await pool.connect();
  await Promise.allSettled([client.query("SELECT 1")]);
  client.release();
}`,
    },
    {
      name: "given to somebody unknown",
      code: `${pg}
import { finishSomehow, work } from "./missing.js";
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await work(client, id);
}
export async function end(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    await client.query("COMMIT");
  } finally {
    await finishSomehow({ client });
  }
}`,
    },
    {
      name: "helpers of the project",
      code: `${pg}
import { finish, save, undo } from "./finish.js";
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await save(client, id);
    await client.query("COMMIT");
  } catch (error) {
    await undo(client);
    throw error;
  } finally {
    client.release();
  }
}
export async function end(id: number) {
  const client = await pool.connect();
  let isGood = false;
  try {
    await client.query("BEGIN");
    await save(client, id);
    isGood = true;
  } finally {
    await finish(client, isGood);
  }
}`,
    },
    {
      name: "an end by a text that is chosen, or given",
      code: `${pg}
async function run(client: PoolClient, text: string) {
  await client.query(text);
}
export async function close(id: number) {
  const client = await pool.connect();
  let isGood = false;
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    isGood = true;
  } finally {
    await client.query(isGood ? "COMMIT" : "ROLLBACK");
    client.release();
  }
}
export async function end(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    await run(client, "COMMIT");
  } catch (error) {
    await run(client, "ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
    },
    {
      name: "a helper whose parameter says nothing",
      code: `${pg}
import { saveUntyped } from "./finish.js";
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await saveUntyped(client, id);
}`,
    },
    {
      name: "a local function that cleans up",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  const undo = async () => {
    await client.query("ROLLBACK");
    client.release();
  };
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    await undo();
    throw error;
  }
}`,
    },
    {
      name: "flags that the code keeps itself",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  let isDone = false;
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    await client.query("COMMIT");
    isDone = true;
  } finally {
    if (!isDone) await client.query("ROLLBACK");
    client.release();
  }
}
export async function end(id: number) {
  let client: PoolClient | undefined;
  let error: unknown;
  try {
    client = await pool.connect();
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
  } catch (cause) {
    error = cause;
  }
  if (error) await client?.query("ROLLBACK");
  else await client?.query("COMMIT");
  client?.release();
}`,
    },
    {
      name: "begun and ended by what the caller says",
      code: `${pg}
export async function close(id: number, isAtomic: boolean) {
  const client = await pool.connect();
  try {
    if (isAtomic) await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    if (isAtomic) await client.query("COMMIT");
  } catch (error) {
    if (isAtomic) await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
    },
    {
      name: "a promise with handlers",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  return await client.query("DELETE FROM orders").finally(() => client.release());
}`,
    },
    {
      name: "a process that ends, a generator, a transaction for each round",
      code: `${pg}
export async function main() {
  const client = await pool.connect();
  await client.query("BEGIN");
  process.exit(1);
}
export async function* rows() {
  const client = await pool.connect();
  yield await client.query("SELECT 1");
  client.release();
}
export async function closeAll(ids: number[]) {
  for (const id of ids) {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("DELETE FROM orders WHERE id = $1", [id]);
      await client.query("COMMIT");
    } catch {
      await client.query("ROLLBACK");
    } finally {
      client.release();
    }
  }
}`,
    },
    {
      name: "a class that ends what it holds, and a begin on what was handed in",
      code: `${pg}
export class Work {
  constructor(private readonly client: PoolClient) {}
  async begin() {
    await this.client.query("BEGIN");
  }
  async run() {
    await this.client.query("BEGIN");
    await this.client.query("SELECT 1");
    await this.client.query("COMMIT");
  }
  async rollback() {
    await this.client.query("ROLLBACK");
  }
}
export async function begin(client: PoolClient) {
  await client.query("BEGIN");
  await client.query("SELECT 1");
}`,
    },
    { name: "statements that begin and end by themselves", code: `${pg}\nawait pool.query("BEGIN; DELETE FROM orders; COMMIT");\nawait pool.query("DO $$ BEGIN END $$");` },
    { name: "one connection for everything", code: `${pg}\nconst own = new Pool({ max: 1, min: 1 });\nawait own.query("BEGIN");` },
    { name: "scripts", filename: "scripts/fix.ts", code: `${pg}\nawait pool.query("BEGIN");` },
  ],
  invalid: [
    {
      name: "no release when something fails",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("UPDATE orders SET open = false WHERE id = $1", [id]);
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "noRelease", data: { text: "pool.connect", fn: "close", library: "node-postgres", cost: EMPTY_POOL }, line: 5, column: 24, endLine: 5, endColumn: 38 }],
    },
    {
      name: "a wrapper that lends it to its callback",
      code: `${pg}
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client: PoolClient = await pool.connect();
  await client.query("BEGIN");
  const result = await work(client);
  await client.query("COMMIT");
  client.release();
  return result;
}`,
      output: null,
      errors: [{ messageId: "noRollbackNoRelease", data: { text: "client.query", fn: "inTransaction", library: "node-postgres", cost: EMPTY_POOL }, line: 6, column: 9, endLine: 6, endColumn: 30 }],
    },
    {
      name: "a variable that is declared before",
      code: `${pg}
export async function close(id: number) {
  let client: PoolClient | undefined;
  try {
    client = await pool.connect();
    await client.query("DELETE FROM orders");
    client.release();
  } catch (error) {
    throw new Error("not deleted", { cause: error });
  }
}`,
      output: null,
      errors: [{ messageId: "noRelease", data: { text: "pool.connect", fn: "close", library: "node-postgres", cost: EMPTY_POOL }, line: 7, column: 20, endLine: 7, endColumn: 34 }],
    },
    {
      name: "nothing at all when something fails",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("DELETE FROM orders");
  await client.query("COMMIT");
  client.release();
}`,
      output: null,
      errors: [{ messageId: "noRollbackNoRelease", data: { text: "client.query", fn: "close", library: "node-postgres", cost: EMPTY_POOL }, line: 6, column: 9, endLine: 6, endColumn: 30 }],
    },
    {
      name: "a query between the connection and the try",
      code: `${pg}
import { save } from "./finish.js";
export async function close(id: number) {
  const client = await pool.connect();
  await save(client, id);
  try {
    await client.query("SELECT 1");
  } finally {
    client.release();
  }
}`,
      output: null,
      errors: [{ messageId: "noRelease", data: { text: "pool.connect", fn: "close", library: "node-postgres", cost: EMPTY_POOL }, line: 6, column: 24, endLine: 6, endColumn: 38 }],
    },
    {
      name: "a return between the connection and the try",
      code: `${pg}
export async function close(ids: number[]) {
  const client = await pool.connect();
  if (ids.length === 0) return;
  try {
    await client.query("SELECT 1");
  } finally {
    client.release();
  }
}`,
      output: null,
      errors: [{ messageId: "noRelease", data: { text: "pool.connect", fn: "close", library: "node-postgres", cost: EMPTY_POOL }, line: 5, column: 24, endLine: 5, endColumn: 38 }],
    },
    {
      name: "an input that is checked between the connection and the try",
      code: `${pg}
function check(id: number) {
  if (id < 1) throw new Error("bad id");
}
export async function close(id: number) {
  const client = await pool.connect();
  check(id);
  try {
    await client.query("SELECT 1");
  } finally {
    client.release();
  }
}`,
      output: null,
      errors: [{ messageId: "noRelease", data: { text: "pool.connect", fn: "close", library: "node-postgres", cost: EMPTY_POOL }, line: 8, column: 24, endLine: 8, endColumn: 38 }],
    },
    {
      name: "released while it is open",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders");
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}`,
      output: null,
      errors: [{ messageId: "givenBack", data: { text: "client.query", fn: "close", library: "node-postgres" }, line: 7, column: 11, endLine: 7, endColumn: 32 }],
    },
    {
      name: "a return without an end",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query("SELECT * FROM orders WHERE id = $1", [id]);
    if (rows.length === 0) return false;
    await client.query("COMMIT");
    return true;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
      output: null,
      errors: [{ messageId: "givenBack", data: { text: "client.query", fn: "close", library: "node-postgres" }, line: 7, column: 11, endLine: 7, endColumn: 32 }],
    },
    {
      name: "a helper that commits at its end fails before",
      code: `${pg}
import { saveAndCommit } from "./finish.js";
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await saveAndCommit(client, id);
  } finally {
    client.release();
  }
}`,
      output: null,
      errors: [{ messageId: "givenBack", data: { text: "client.query", fn: "close", library: "node-postgres" }, line: 8, column: 11, endLine: 8, endColumn: 32 }],
    },
    {
      name: "what a helper took and began",
      code: `${pg}
import { start } from "./start.js";
export async function close(id: number) {
  const client = await start();
  await client.query("DELETE FROM orders");
  await client.query("COMMIT");
  client.release();
}`,
      output: null,
      errors: [{ messageId: "noRollbackNoRelease", data: { text: "start", fn: "close", library: "node-postgres", cost: EMPTY_POOL }, line: 6, column: 24, endLine: 6, endColumn: 31 }],
    },
    {
      name: "a test of data decides nothing",
      code: `${pg}
export async function close(input: { id?: number }) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    if (!input.id) {
      await client.query("ROLLBACK");
      return;
    }
    await client.query("DELETE FROM orders WHERE id = $1", [input.id]);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}`,
      output: null,
      errors: [{ messageId: "givenBack", data: { text: "client.query", fn: "close", library: "node-postgres" }, line: 7, column: 11, endLine: 7, endColumn: 32 }],
    },
    {
      name: "a begin on the pool",
      code: `${pg}
export async function close(id: number) {
  await pool.query("BEGIN");
  await pool.query("DELETE FROM orders");
  await pool.query("COMMIT");
}`,
      output: null,
      errors: [{ messageId: "onPool", data: { text: "pool.query", fn: "close", library: "node-postgres" }, line: 5, column: 9, endLine: 5, endColumn: 28 }],
    },
  ],
});

createRuleTester().run("require-rollback-and-release: TypeORM", rule, {
  valid: [
    {
      name: "the idiom of its manual",
      code: `${typeorm}
export async function close(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.connect();
  await queryRunner.startTransaction();
  try {
    await queryRunner.manager.delete(Order, { id });
    await queryRunner.commitTransaction();
  } catch (error) {
    await queryRunner.rollbackTransaction();
  } finally {
    await queryRunner.release();
  }
}`,
    },
    {
      name: "guards",
      code: `${typeorm}
export async function close(id: number) {
  let queryRunner: QueryRunner | undefined;
  try {
    queryRunner = dataSource.createQueryRunner();
    await queryRunner.connect();
    await queryRunner.startTransaction();
    await queryRunner.manager.delete(Order, { id });
    await queryRunner.commitTransaction();
  } catch (error) {
    if (queryRunner && queryRunner.isTransactionActive) await queryRunner.rollbackTransaction();
    throw error;
  } finally {
    if (queryRunner && !queryRunner.isReleased) await queryRunner.release();
  }
}
export async function end(id: number) {
  let queryRunner: QueryRunner | null = null;
  try {
    queryRunner = dataSource.createQueryRunner();
    await queryRunner.startTransaction();
    await queryRunner.manager.delete(Order, { id });
    await queryRunner.commitTransaction();
  } finally {
    if (queryRunner !== null) {
      if (queryRunner.isTransactionActive) await queryRunner.rollbackTransaction();
      await queryRunner.release();
    }
  }
}`,
    },
    {
      name: "a runner that has no connection yet",
      code: `${typeorm}
import { load } from "./missing.js";
export async function close(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  const order = await load(id);
  if (!order) throw new Error("not found");
  try {
    await queryRunner.startTransaction();
    await queryRunner.manager.delete(Order, { id });
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
      name: "a unit of work that owns its runner",
      code: `${typeorm}
export class UnitOfWork {
  private queryRunner!: QueryRunner;
  async begin() {
    this.queryRunner = dataSource.createQueryRunner();
    await this.queryRunner.connect();
    await this.queryRunner.startTransaction();
  }
  async commit() {
    await this.queryRunner.commitTransaction();
    await this.queryRunner.release();
  }
}
export async function close(id: number) {
  const work = new UnitOfWork();
  await work.begin();
  await work.commit();
}`,
    },
    {
      name: "the state of the transaction, compared",
      code: `${typeorm}
export async function close(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  try {
    await queryRunner.startTransaction();
    await queryRunner.manager.delete(Order, { id });
    await queryRunner.commitTransaction();
  } catch (error) {
    if (queryRunner.isTransactionActive === true) await queryRunner.rollbackTransaction();
    throw error;
  } finally {
    if (queryRunner.isReleased === false) await queryRunner.release();
  }
}`,
    },
    {
      name: "own or join",
      code: `${typeorm}
export async function close(id: number, outer?: QueryRunner) {
  const queryRunner = outer ?? dataSource.createQueryRunner();
  const isOwn = !outer;
  try {
    if (isOwn) await queryRunner.startTransaction();
    await queryRunner.manager.delete(Order, { id });
    if (isOwn) await queryRunner.commitTransaction();
  } catch (error) {
    if (isOwn) await queryRunner.rollbackTransaction();
    throw error;
  } finally {
    if (isOwn) await queryRunner.release();
  }
}`,
    },
    { name: "one connection for everything", code: `${typeorm.replace("postgres", "better-sqlite3")}\nawait dataSource.query("BEGIN");` },
  ],
  invalid: [
    {
      name: "released without a rollback",
      code: `${typeorm}
export async function close(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  try {
    await queryRunner.manager.delete(Order, { id });
    await queryRunner.commitTransaction();
  } finally {
    await queryRunner.release();
  }
}`,
      output: null,
      errors: [{ messageId: "givenBack", data: { text: "queryRunner.startTransaction", fn: "close", library: "TypeORM" }, line: 7, column: 9, endLine: 7, endColumn: 39 }],
    },
    {
      name: "a guard the wrong way round",
      code: `${typeorm}
export async function close(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  try {
    await queryRunner.startTransaction();
    await queryRunner.manager.delete(Order, { id });
    await queryRunner.commitTransaction();
  } catch (error) {
    if (!queryRunner.isTransactionActive) await queryRunner.rollbackTransaction();
    throw error;
  } finally {
    await queryRunner.release();
  }
}`,
      output: null,
      errors: [{ messageId: "givenBack", data: { text: "queryRunner.startTransaction", fn: "close", library: "TypeORM" }, line: 8, column: 11, endLine: 8, endColumn: 41 }],
    },
    {
      name: "a lookup between the connection and the try",
      code: `${typeorm}
export class Orders {
  private async find(id: number, queryRunner: QueryRunner) {
    return await queryRunner.manager.findOneBy(Order, { id });
  }
  async close(id: number) {
    const queryRunner = dataSource.createQueryRunner();
    await queryRunner.connect();
    const order = await this.find(id, queryRunner);
    if (!order) throw new Error("not found");
    try {
      await queryRunner.startTransaction();
      await queryRunner.manager.remove(order);
      await queryRunner.commitTransaction();
    } catch (error) {
      await queryRunner.rollbackTransaction();
      throw error;
    } finally {
      await queryRunner.release();
    }
  }
}`,
      output: null,
      errors: [{ messageId: "noRelease", data: { text: "dataSource.createQueryRunner", fn: "Orders.close", library: "TypeORM", cost: EMPTY_POOL }, line: 10, column: 25, endLine: 10, endColumn: 55 }],
    },
    {
      name: "a runner without a transaction",
      code: `${typeorm}
export async function count() {
  const queryRunner = dataSource.createQueryRunner();
  const rows = await queryRunner.query("SELECT count(*) FROM orders");
  await queryRunner.release();
  return rows;
}`,
      output: null,
      errors: [{ messageId: "noRelease", data: { text: "dataSource.createQueryRunner", fn: "count", library: "TypeORM", cost: EMPTY_POOL }, line: 6, column: 23, endLine: 6, endColumn: 53 }],
    },
    {
      name: "a begin on the pool",
      code: `${typeorm}
await dataSource.query("START TRANSACTION");`,
      output: null,
      errors: [{ messageId: "onPool", data: { text: "dataSource.query", fn: "this function", library: "TypeORM" }, line: 5, column: 7, endLine: 5, endColumn: 44 }],
    },
  ],
});

createRuleTester(HELPERS).run("require-rollback-and-release: Sequelize", rule, {
  valid: [
    {
      name: "the whole idiom, and options in a constant",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  const options = { transaction };
  try {
    await Order.destroy({ where: { id }, ...options });
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
    },
    {
      name: "asked whether it has ended, and whether it is there",
      code: `${sequelize}
export async function close(id: number) {
  let transaction: Transaction | undefined;
  try {
    transaction = await sequelize.transaction();
    await Order.destroy({ where: { id }, transaction });
    await transaction.commit();
  } catch (error) {
    if (transaction && !transaction.finished) await transaction.rollback();
    throw error;
  }
}
export async function finish(id: number) {
  const transaction = await sequelize.transaction();
  try {
    await Order.destroy({ where: { id }, transaction });
    await transaction.commit();
  } catch (error) {
    if ((transaction as any).finished !== "commit") await transaction.rollback();
    throw error;
  }
}
export async function end(id: number) {
  let transaction: Transaction | undefined;
  try {
    transaction = await sequelize.transaction();
    await Order.destroy({ where: { id }, transaction });
    await transaction?.commit();
  } catch (error) {
    await transaction?.rollback();
  }
}`,
    },
    {
      name: "the caller's, or one of its own",
      code: `${sequelize}
export async function close(id: number, outer?: Transaction) {
  const transaction = outer || (await sequelize.transaction());
  try {
    await Order.destroy({ where: { id }, transaction });
    if (!outer) await transaction.commit();
  } catch (error) {
    if (!outer) await transaction.rollback();
    throw error;
  }
}
export async function end(id: number, outer?: Transaction) {
  let transaction = outer;
  if (!transaction) transaction = await sequelize.transaction();
  await Order.destroy({ where: { id }, transaction });
  if (!outer) await transaction.commit();
}`,
    },
    {
      name: "a savepoint, and a callback",
      code: `${sequelize}
export async function close(id: number, outer: Transaction) {
  const transaction = await sequelize.transaction({ transaction: outer });
  await Order.destroy({ where: { id }, transaction });
  await transaction.commit();
}
export const end = (id: number) => sequelize.transaction(async (transaction) => Order.destroy({ where: { id }, transaction }));`,
    },
    {
      name: "an object that ends what it is given",
      code: `${sequelize}
import { Work } from "./repository.js";
export async function close(id: number) {
  const work = new Work(await sequelize.transaction());
  await work.done();
}
export async function end(id: number) {
  const transaction = await sequelize.transaction();
  const work = new Work(transaction);
  await Order.destroy({ where: { id }, transaction });
  await work.done();
}`,
    },
  ],
  invalid: [
    {
      name: "an error that is only logged",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  try {
    await Order.destroy({ where: { id }, transaction });
    await transaction.commit();
  } catch (error) {
    console.error(error);
  }
}`,
      output: null,
      errors: [{ messageId: "noEnd", data: { text: "sequelize.transaction", fn: "close", library: "Sequelize" }, line: 6, column: 29, endLine: 6, endColumn: 52 }],
    },
    {
      name: "a lookup and a throw before the try",
      code: `${sequelize}
import { Repository } from "./repository.js";
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  const repository = new Repository(transaction);
  const order = await Order.findByPk(id, { transaction });
  if (order === null) throw new Error("not found");
  try {
    await repository.save(id);
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "noRollback", data: { text: "sequelize.transaction", fn: "close", library: "Sequelize" }, line: 7, column: 29, endLine: 7, endColumn: 52 }],
    },
    {
      name: "a return without an end",
      code: `${sequelize}
export async function close(id: number) {
  const transaction = await sequelize.transaction();
  try {
    const order = await Order.findByPk(id, { transaction });
    if (!order) return false;
    await order.destroy({ transaction });
    await transaction.commit();
    return true;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "noEnd", data: { text: "sequelize.transaction", fn: "close", library: "Sequelize" }, line: 6, column: 29, endLine: 6, endColumn: 52 }],
    },
    {
      name: "a begin on the pool",
      code: `${sequelize}
await sequelize.query("BEGIN");`,
      output: null,
      errors: [{ messageId: "onPool", data: { text: "sequelize.query", fn: "this function", library: "Sequelize" }, line: 5, column: 7, endLine: 5, endColumn: 31 }],
    },
  ],
});

createRuleTester().run("require-rollback-and-release: Knex, Kysely and MikroORM", rule, {
  valid: [
    {
      name: "Knex",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  try {
    await trx("orders").where({ id }).del();
    await trx.commit();
  } catch (error) {
    if (!trx.isCompleted()) await trx.rollback(error);
    throw error;
  }
}
export async function end(id: number) {
  const trx = await knex.transaction();
  return trx("orders").where({ id }).del().then(trx.commit).catch(trx.rollback);
}`,
    },
    {
      name: "Kysely",
      code: `${kysely}
export async function close(id: number) {
  const trx = await db.startTransaction().execute();
  try {
    await trx.deleteFrom("orders").where("id", "=", id).execute();
    await trx.commit().execute();
  } catch (error) {
    if (!trx.isCommitted && !trx.isRolledBack) await trx.rollback().execute();
    throw error;
  }
}
export async function end(id: number) {
  const trx = await db.startTransaction().execute();
  const commit = trx.commit();
  await commit.execute();
}`,
    },
    {
      name: "MikroORM",
      code: `${mikro}
export async function close(id: number) {
  const em = orm.em.fork();
  await em.begin();
  try {
    await em.nativeDelete(Order, { id });
    await em.commit();
  } catch (error) {
    await em.rollback();
    throw error;
  }
}
export async function begin(em: EntityManager) {
  await em.begin();
  await em.flush();
}`,
    },
  ],
  invalid: [
    {
      name: "Knex: no rollback",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  await trx("orders").where({ id }).del();
  await trx.commit();
}`,
      output: null,
      errors: [{ messageId: "noRollback", data: { text: "knex.transaction", fn: "close", library: "Knex" }, line: 4, column: 21, endLine: 4, endColumn: 39 }],
    },
    {
      name: "Knex: a begin on the pool",
      code: `${knex}
await knex.raw("BEGIN");`,
      output: null,
      errors: [{ messageId: "onPool", data: { text: "knex.raw", fn: "this function", library: "Knex" }, line: 3, column: 7, endLine: 3, endColumn: 24 }],
    },
    {
      name: "Kysely: a command that is never executed",
      code: `${kysely}
export async function close(id: number) {
  const trx = await db.startTransaction().execute();
  try {
    await trx.deleteFrom("orders").where("id", "=", id).execute();
    await trx.commit().execute();
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}`,
      output: null,
      errors: [{ messageId: "noRollback", data: { text: "db.startTransaction().execute", fn: "close", library: "Kysely" }, line: 4, column: 21, endLine: 4, endColumn: 52 }],
    },
    {
      name: "MikroORM: no rollback, on a fork and on what the class was given",
      code: `${mikro}
export async function close(id: number) {
  const em = orm.em.fork();
  await em.begin();
  await em.nativeDelete(Order, { id });
  await em.commit();
}
export class Orders {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    await this.em.begin();
    await this.em.nativeDelete(Order, { id });
    await this.em.commit();
  }
}`,
      output: null,
      errors: [
        { messageId: "noRollback", data: { text: "em.begin", fn: "close", library: "MikroORM" }, line: 7, column: 9, endLine: 7, endColumn: 19 },
        { messageId: "noRollback", data: { text: "this.em.begin", fn: "Orders.close", library: "MikroORM" }, line: 14, column: 11, endLine: 14, endColumn: 26 },
      ],
    },
  ],
});

createRuleTester().run("require-rollback-and-release: Prisma and Drizzle", rule, {
  valid: [
    { name: "their own transactions", code: `${prisma}\nexport const close = (id: number) => prisma.$transaction(async (tx) => tx.order.delete({ where: { id } }));` },
    { name: "one connection for everything", code: `import { drizzle } from "drizzle-orm/better-sqlite3";\nimport { sql } from "drizzle-orm";\nconst db = drizzle("shop.db");\ndb.run(sql\`BEGIN\`);` },
  ],
  invalid: [
    {
      name: "Prisma",
      code: `${prisma}\nawait prisma.$executeRaw\`BEGIN\`;`,
      output: null,
      errors: [{ messageId: "onPool", data: { text: "prisma.$executeRaw", fn: "this function", library: "Prisma" }, line: 3, column: 7, endLine: 3, endColumn: 32 }],
    },
    {
      name: "Drizzle",
      code: `${drizzle}\nawait db.execute(sql\`BEGIN\`);`,
      output: null,
      errors: [{ messageId: "onPool", data: { text: "db.execute", fn: "this function", library: "Drizzle" }, line: 4, column: 7, endLine: 4, endColumn: 29 }],
    },
  ],
});

const mongoose = 'import mongoose, { Schema, model } from "mongoose";\nconst Order = model("Order", new Schema({ open: Boolean }));';

createRuleTester().run("require-rollback-and-release: MongoDB", rule, {
  valid: [
    {
      name: "a session that ends takes its transaction with it",
      code: `${mongoose}
export async function close(id: string) {
  const session = await mongoose.startSession();
  try {
    session.startTransaction();
    await Order.updateOne({ _id: id }, { open: false }, { session });
    await session.commitTransaction();
  } finally {
    await session.endSession();
  }
}`,
    },
  ],
  invalid: [
    {
      name: "a session that is not ended when something fails",
      code: `${mongoose}
export async function close(id: string) {
  const session = await mongoose.startSession();
  session.startTransaction();
  await Order.updateOne({ _id: id }, { open: false }, { session });
  await session.commitTransaction();
  await session.endSession();
}`,
      output: null,
      errors: [{ messageId: "noRollbackNoRelease", data: { text: "session.startTransaction", fn: "close", library: "MongoDB", cost: "the server keeps the session until it expires" }, line: 5, column: 3, endLine: 5, endColumn: 29 }],
    },
  ],
});
