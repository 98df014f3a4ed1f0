import rule from "../../rules/require-transaction-forwarding.js";
import { createRuleTester } from "../support/rule-tester.js";

const drizzle = `import { drizzle } from "drizzle-orm/node-postgres";
import { logs, orders } from "./schema.js";
const db = drizzle(url);
type Database = typeof db;
type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];`;
const prisma = 'import { type Prisma, PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const knex = 'import createKnex, { type Knex } from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely, type Transaction } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const typeorm = 'import type { DataSource, EntityManager, QueryRunner, Repository } from "typeorm";\nclass Order {}\nclass Log {}';
const sequelize = 'import { Model, Sequelize, type Transaction } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}\nclass Log extends Model {}';
const pg = 'import { Pool, type PoolClient } from "pg";\nconst pool = new Pool();';
const mikro = 'import { type EntityManager, MikroORM } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});\nclass Log {}\nclass Order {}';

createRuleTester({
  "src/db.ts": `import { drizzle } from "drizzle-orm/node-postgres";
export const db = drizzle(url);
export const replica = drizzle(replicaUrl);
export type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];`,
  "src/log.ts": `import { db, replica, type Tx } from "./db.js";
export async function log(text: string, client: Tx | typeof db = db) {
  await client.insert(logs).values({ text });
}
export async function logAll(texts: string[], client?: Tx) {
  for (const text of texts) await log(text, client);
}
export async function count(client: Tx | typeof replica = replica) {
  return await client.select().from(logs);
}
export function format(text: string, client = "web") {
  return text.trim() + client;
}`,
}).run("require-transaction-forwarding: Drizzle", rule, {
  valid: [
    {
      name: "the handle is passed, and nothing is open",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close(id: number) {
  await log("about to close");
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await log("closed", tx);
  });
  await log("told");
}`,
    },
    {
      name: "a parameter of that name that is no handle, and functions that touch no database",
      filename: "src/close.ts",
      code: `import { db, type Tx } from "./db.js";
import { format } from "./log.js";
function label(text: string, tx?: Tx) {
  return tx ? text : "outside";
}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(logs).values({ text: format("closed") + label("x") });
  });`,
    },
    {
      name: "a replica on purpose",
      filename: "src/close.ts",
      code: `import { db } from "./db.js";
import { count } from "./log.js";
export const close = () =>
  db.transaction(async (tx) => {
    await tx.delete(orders);
    return await count();
  });`,
    },
    {
      name: "a handle of which nobody knows what it is, and a spread",
      code: `${drizzle}
import { current } from "./context.js";
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export const close = (rest: unknown[]) =>
  db.transaction(async (tx) => {
    await log("closed", current());
    await log(...rest);
    await log("closed", rest.length > 0 ? tx : db);
  });`,
    },
    {
      name: "a fallback that may be ambient",
      code: `${drizzle}
import { storage } from "./context.js";
async function log(text: string, tx?: Tx) {
  const client = tx ?? storage.getStore() ?? db;
  await client.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed");
    await tx.delete(orders);
  });`,
    },
    {
      name: "a callee that uses the client whatever it is given",
      code: `${drizzle}
async function log(text: string, tx?: Tx) {
  if (tx) await tx.delete(orders);
  await db.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed");
  });`,
    },
    {
      name: "what runs later",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await tx.delete(orders);
    setTimeout(() => void log("closed"), 1000);
  });`,
    },
    {
      name: "a query that nobody runs there",
      code: `${drizzle}
const selectOpen = (client: Tx | Database = db) => {
  const query = client.select().from(orders);
  return { query };
};
const selectClosed = (client: Tx | Database = db) => client.select().from(orders);
export const close = () =>
  db.transaction(async (tx) => {
    await tx.insert(logs).select(selectClosed());
    await tx.insert(logs).select(selectOpen().query);
  });`,
    },
    {
      name: "two databases, and a borrowed handle of which nobody knows whose it is",
      filename: "src/close.ts",
      code: `import type { Tx } from "./db.js";
import { log } from "./log.js";
export async function close(tx: Tx) {
  await tx.delete(orders);
  await log("closed");
}`,
    },
    {
      name: "a handle that may be missing, and that nobody passes",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close(tx?: Tx) {
  await log("closed");
  await tx?.delete(orders);
}`,
    },
    {
      name: "where the borrowed handle is missing",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
async function close(tx?: Tx) {
  if (!tx) return await log("closed");
  await log("closed", tx);
}
export const closeAll = () => db.transaction(async (tx) => await close(tx));`,
    },
    {
      name: "a script",
      filename: "scripts/close.ts",
      code: `import { db } from "../src/db.js";
import { log } from "../src/log.js";
await db.transaction(async (tx) => {
  await log("closed");
});`,
    },
  ],
  invalid: [
    {
      name: "a default, comments kept",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close() {
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await log("closed" /* by hand */); // once
  });
}`,
      output: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close() {
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await log("closed", tx /* by hand */); // once
  });
}`,
      errors: [{ messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 12, column: 11, endLine: 12, endColumn: 38 }],
    },
    {
      name: "the outer client in its place, across files",
      filename: "src/close.ts",
      code: `import { db } from "./db.js";
import { log } from "./log.js";
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed", db);
  });`,
      output: `import { db } from "./db.js";
import { log } from "./log.js";
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed", tx);
  });`,
      errors: [{ messageId: "outerClient", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 5, column: 11, endLine: 5, endColumn: 28 }],
    },
    {
      name: "the default of a function further down",
      filename: "src/close.ts",
      code: `import { db } from "./db.js";
import { logAll } from "./log.js";
export const close = () =>
  db.transaction(async (tx) => {
    await logAll(["closed"]);
    await logAll(["closed"], tx);
  });`,
      output: `import { db } from "./db.js";
import { logAll } from "./log.js";
export const close = () =>
  db.transaction(async (tx) => {
    await logAll(["closed"], tx);
    await logAll(["closed"], tx);
  });`,
      errors: [{ messageId: "missingHandle", data: { text: "logAll", fn: "close", library: "Drizzle", parameter: "client" }, line: 5, column: 11, endLine: 5, endColumn: 29 }],
    },
    {
      name: "a branch that is for callers without one",
      code: `${drizzle}
async function log(text: string, tx?: Tx) {
  if (!tx) {
    await db.insert(logs).values({ text });
    return;
  }
  await tx.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed");
  });`,
      output: `${drizzle}
async function log(text: string, tx?: Tx) {
  if (!tx) {
    await db.insert(logs).values({ text });
    return;
  }
  await tx.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed", tx);
  });`,
      errors: [{ messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "tx" }, line: 15, column: 11, endLine: 15, endColumn: 24 }],
    },
    {
      name: "a function that begins its own where it is given none",
      code: `${drizzle}
async function log(text: string, tx?: Tx): Promise<void> {
  if (!tx) return await db.transaction(async (own) => await log(text, own));
  await tx.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed");
  });`,
      output: `${drizzle}
async function log(text: string, tx?: Tx): Promise<void> {
  if (!tx) return await db.transaction(async (own) => await log(text, own));
  await tx.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed", tx);
  });`,
      errors: [{ messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "tx" }, line: 12, column: 11, endLine: 12, endColumn: 24 }],
    },
    {
      name: "a transaction of the parameter's own, and the parameter passed on",
      code: `${drizzle}
async function log(text: string, client: Tx | Database) {
  await client.insert(logs).values({ text });
}
export const close = (client: Database) =>
  client.transaction(async (tx) => {
    await tx.delete(orders);
    await log("closed", client);
  });`,
      output: `${drizzle}
async function log(text: string, client: Tx | Database) {
  await client.insert(logs).values({ text });
}
export const close = (client: Database) =>
  client.transaction(async (tx) => {
    await tx.delete(orders);
    await log("closed", tx);
  });`,
      errors: [{ messageId: "outerClient", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 12, column: 11, endLine: 12, endColumn: 32 }],
    },
    {
      name: "a helper that chooses the client, a repository object, a static method",
      code: `${drizzle}
const getClient = (tx?: Tx) => tx ?? db;
async function log(text: string, tx?: Tx) {
  await getClient(tx).insert(logs).values({ text });
}
const repository = {
  async add(text: string, client: Tx | Database = db) {
    await client.insert(logs).values({ text });
  },
};
class Logs {
  static async add(text: string, { tx }: { tx?: Tx } = {}) {
    await (tx ?? db).insert(logs).values({ text });
  }
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed");
    await repository.add("closed");
    await Promise.all([Logs.add("closed"), tx.delete(orders)]);
  });`,
      output: `${drizzle}
const getClient = (tx?: Tx) => tx ?? db;
async function log(text: string, tx?: Tx) {
  await getClient(tx).insert(logs).values({ text });
}
const repository = {
  async add(text: string, client: Tx | Database = db) {
    await client.insert(logs).values({ text });
  },
};
class Logs {
  static async add(text: string, { tx }: { tx?: Tx } = {}) {
    await (tx ?? db).insert(logs).values({ text });
  }
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed", tx);
    await repository.add("closed", tx);
    await Promise.all([Logs.add("closed", { tx }), tx.delete(orders)]);
  });`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "tx" }, line: 22, column: 11, endLine: 22, endColumn: 24 },
        { messageId: "missingHandle", data: { text: "repository.add", fn: "close", library: "Drizzle", parameter: "client" }, line: 23, column: 11, endLine: 23, endColumn: 35 },
        { messageId: "missingHandle", data: { text: "Logs.add", fn: "close", library: "Drizzle", parameter: "tx" }, line: 24, column: 24, endLine: 24, endColumn: 42 },
      ],
    },
    {
      name: "a shadowed handle has no name there; a local function is read with what it is given",
      code: `${drizzle}
export const close = (rows: { tx: string }[]) =>
  db.transaction(async (tx) => {
    const log = async (text: string, client: Tx | Database = db) => {
      await client.insert(logs).values({ text });
    };
    for (const { tx } of rows) await log(tx);
    await log("closed", tx);
    await log("closed", db);
  });`,
      output: `${drizzle}
export const close = (rows: { tx: string }[]) =>
  db.transaction(async (tx) => {
    const log = async (text: string, client: Tx | Database = db) => {
      await client.insert(logs).values({ text });
    };
    for (const { tx } of rows) await log(tx);
    await log("closed", tx);
    await log("closed", tx);
  });`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 11, column: 38, endLine: 11, endColumn: 45 },
        { messageId: "outerClient", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 13, column: 11, endLine: 13, endColumn: 28 },
      ],
    },
    {
      name: "a transaction that is begun by a wrapper of the project",
      code: `${drizzle}
const inTransaction = async <T>(work: (tx: Tx) => Promise<T>) => await db.transaction(async (tx) => await work(tx));
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export const close = () =>
  inTransaction(async (trx) => {
    await trx.delete(orders);
    await log("closed");
  });`,
      output: `${drizzle}
const inTransaction = async <T>(work: (tx: Tx) => Promise<T>) => await db.transaction(async (tx) => await work(tx));
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export const close = () =>
  inTransaction(async (trx) => {
    await trx.delete(orders);
    await log("closed", trx);
  });`,
      errors: [{ messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 13, column: 11, endLine: 13, endColumn: 24 }],
    },
    {
      name: "a parameter that is the client by its type: types need not hold",
      code: `${drizzle}
async function log(text: string, client = db) {
  await client.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed");
  });`,
      output: null,
      errors: [
        {
          messageId: "missingHandle",
          data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 24,
          suggestions: [
            {
              messageId: "passHandle",
              data: { handle: "tx" },
              output: `${drizzle}
async function log(text: string, client = db) {
  await client.insert(logs).values({ text });
}
export const close = () =>
  db.transaction(async (tx) => {
    await log("closed", tx);
  });`,
            },
          ],
        },
      ],
    },
    {
      name: "a handle without a name, and one that is not the next argument",
      code: `${drizzle}
async function log(text: string, level?: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export const close = () => db.transaction(async () => await log("closed", "info"));
export const open = () =>
  db.transaction(async (tx) => {
    await log("opened");
  });`,
      output: null,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 9, column: 61, endLine: 9, endColumn: 82 },
        { messageId: "missingHandle", data: { text: "log", fn: "open", library: "Drizzle", parameter: "client" }, line: 12, column: 11, endLine: 12, endColumn: 24 },
      ],
    },
  ],
});

createRuleTester().run("require-transaction-forwarding: borrowed handles", rule, {
  valid: [
    {
      name: "passed on, and where no transaction is known",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close(tx: Tx) {
  await log("closed", tx);
}
export async function open(client: Database) {
  await client.insert(orders).values({});
  await log("opened");
}`,
    },
    {
      name: "a closure that runs later, and another library's client",
      code: `${drizzle}
import { Pool } from "pg";
const pool = new Pool();
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
async function count(client: Pool = pool) {
  await client.query("SELECT count(*) FROM logs");
}
export async function close(tx: Tx, queue: (() => Promise<void>)[]) {
  await tx.delete(orders);
  await count();
  queue.push(async () => await log("closed"));
}`,
    },
  ],
  invalid: [
    {
      name: "by its type, and by a caller that passes one",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close(tx: Tx) {
  await tx.delete(orders);
  await log("closed");
}
async function open(client: Tx | Database, ids: number[]) {
  await client.insert(orders).values({});
  await Promise.all(ids.map(async () => await log("opened")));
}
export const openAll = () => db.transaction(async (tx) => await open(tx, [1]));`,
      output: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close(tx: Tx) {
  await tx.delete(orders);
  await log("closed", tx);
}
async function open(client: Tx | Database, ids: number[]) {
  await client.insert(orders).values({});
  await Promise.all(ids.map(async () => await log("opened", client)));
}
export const openAll = () => db.transaction(async (tx) => await open(tx, [1]));`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 11, column: 9, endLine: 11, endColumn: 22 },
        { messageId: "missingHandle", data: { text: "log", fn: "open", library: "Drizzle", parameter: "client" }, line: 15, column: 47, endLine: 15, endColumn: 60 },
      ],
    },
    {
      name: "the client beside a borrowed handle that may be missing",
      code: `${drizzle}
async function log(text: string, client: Tx | Database) {
  await client.insert(logs).values({ text });
}
async function close(tx?: Tx) {
  await log("closed", db);
}
export const closeAll = () => db.transaction(async (tx) => await close(tx));`,
      output: null,
      errors: [{ messageId: "outerClient", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 10, column: 9, endLine: 10, endColumn: 26 }],
    },
    {
      name: "the client beside the borrowed handle",
      code: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close({ tx }: { tx: Tx }) {
  await tx.delete(orders);
  await log("closed", db);
}`,
      output: `${drizzle}
async function log(text: string, client: Tx | Database = db) {
  await client.insert(logs).values({ text });
}
export async function close({ tx }: { tx: Tx }) {
  await tx.delete(orders);
  await log("closed", tx);
}`,
      errors: [{ messageId: "outerClient", data: { text: "log", fn: "close", library: "Drizzle", parameter: "client" }, line: 11, column: 9, endLine: 11, endColumn: 26 }],
    },
  ],
});

createRuleTester().run("require-transaction-forwarding: Prisma", rule, {
  valid: [
    {
      name: "options with the handle, by name and in a variable",
      code: `${prisma}
interface Options { silent?: boolean; tx?: Prisma.TransactionClient }
async function log(text: string, options: Options = {}) {
  const client = options.tx ?? prisma;
  await client.log.create({ data: { text } });
}
export const close = (rest: Options) =>
  prisma.$transaction(async (tx) => {
    const options = { silent: true, tx };
    await log("closed", { tx });
    await log("closed", options);
    await log("closed", rest);
    await log("closed", { ...rest });
  });`,
    },
    {
      name: "the array form",
      code: `${prisma}
const log = (text: string, client: Prisma.TransactionClient = prisma) => client.log.create({ data: { text } });
export const close = () => prisma.$transaction([log("closed"), prisma.order.deleteMany()]);`,
    },
    {
      name: "a client with a transaction of its own is ambient",
      code: `${prisma}
import { TransactionHost } from "@nestjs-cls/transactional";
async function log(text: string, client: Prisma.TransactionClient = prisma) {
  await client.log.create({ data: { text } });
}
export const close = () =>
  prisma.$transaction(async (tx) => {
    await log("closed");
  });`,
    },
  ],
  invalid: [
    {
      name: "options that are written down, or left out",
      code: `${prisma}
interface Options { silent?: boolean; tx?: Prisma.TransactionClient }
async function log(text: string, options: Options = {}) {
  const client = options.tx ?? prisma;
  await client.log.create({ data: { text } });
}
export const close = () =>
  prisma.$transaction(async (transaction) => {
    await log("closed", { silent: true });
    await log("closed", {});
    await log("closed");
    await log("closed", { tx: prisma });
  });`,
      output: `${prisma}
interface Options { silent?: boolean; tx?: Prisma.TransactionClient }
async function log(text: string, options: Options = {}) {
  const client = options.tx ?? prisma;
  await client.log.create({ data: { text } });
}
export const close = () =>
  prisma.$transaction(async (transaction) => {
    await log("closed", { silent: true, tx: transaction });
    await log("closed", { tx: transaction });
    await log("closed", { tx: transaction });
    await log("closed", { tx: transaction });
  });`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Prisma", parameter: "options.tx" }, line: 10, column: 11, endLine: 10, endColumn: 42 },
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Prisma", parameter: "options.tx" }, line: 11, column: 11, endLine: 11, endColumn: 28 },
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Prisma", parameter: "options.tx" }, line: 12, column: 11, endLine: 12, endColumn: 24 },
        { messageId: "outerClient", data: { text: "log", fn: "close", library: "Prisma", parameter: "options.tx" }, line: 13, column: 11, endLine: 13, endColumn: 40 },
      ],
    },
    {
      name: "a destructured option with a default, as a shorthand too",
      code: `${prisma}
async function log({ text, client = prisma }: { text: string; client?: Prisma.TransactionClient }) {
  await client.log.create({ data: { text } });
}
export const close = (text: string, client = prisma) =>
  client.$transaction(async (tx) => {
    await tx.order.deleteMany();
    await log({ text, client });
  });
export const open = (text: string) =>
  prisma.$transaction(async (tx) => {
    await log({ text });
  });`,
      output: `${prisma}
async function log({ text, client = prisma }: { text: string; client?: Prisma.TransactionClient }) {
  await client.log.create({ data: { text } });
}
export const close = (text: string, client = prisma) =>
  client.$transaction(async (tx) => {
    await tx.order.deleteMany();
    await log({ text, client: tx });
  });
export const open = (text: string) =>
  prisma.$transaction(async (tx) => {
    await log({ text, client: tx });
  });`,
      errors: [
        { messageId: "outerClient", data: { text: "log", fn: "close", library: "Prisma", parameter: "client" }, line: 9, column: 11, endLine: 9, endColumn: 32 },
        { messageId: "missingHandle", data: { text: "log", fn: "open", library: "Prisma", parameter: "client" }, line: 13, column: 11, endLine: 13, endColumn: 24 },
      ],
    },
  ],
});

createRuleTester({
  "src/prisma.service.ts": `import { PrismaClient } from "@prisma/client";
export class PrismaService extends PrismaClient {}`,
  "src/user.repository.ts": `import type { Prisma } from "@prisma/client";
import { PrismaService } from "./prisma.service.js";
export class UserRepository {
  constructor(private readonly prisma: PrismaService) {}
  async create(data: object, tx?: Prisma.TransactionClient) {
    const client = tx || this.prisma;
    return client.user.create({ data });
  }
  update(data: object, tx: Prisma.TransactionClient = this.prisma) {
    return tx.user.update({ data });
  }
}`,
}).run("require-transaction-forwarding: injected repositories", rule, {
  valid: [
    {
      name: "the handle is passed",
      filename: "src/user.service.ts",
      code: `import { UserRepository } from "./user.repository.js";
import { PrismaService } from "./prisma.service.js";
export class UserService {
  constructor(private readonly prisma: PrismaService, private readonly users: UserRepository) {}
  async rename(data: object) {
    await this.users.create(data);
    await this.prisma.$transaction(async (prisma) => await this.users.update(data, prisma));
  }
}`,
    },
  ],
  invalid: [
    {
      name: "it is not",
      filename: "src/user.service.ts",
      code: `import { UserRepository } from "./user.repository.js";
import { PrismaService } from "./prisma.service.js";
export class UserService {
  constructor(private readonly prisma: PrismaService, private readonly users: UserRepository) {}
  async rename(data: object) {
    await this.prisma.$transaction(async (tx) => {
      await this.users.create(data);
      return this.users.update(data, this.prisma);
    });
  }
}`,
      output: `import { UserRepository } from "./user.repository.js";
import { PrismaService } from "./prisma.service.js";
export class UserService {
  constructor(private readonly prisma: PrismaService, private readonly users: UserRepository) {}
  async rename(data: object) {
    await this.prisma.$transaction(async (tx) => {
      await this.users.create(data, tx);
      return this.users.update(data, tx);
    });
  }
}`,
      errors: [
        { messageId: "missingHandle", data: { text: "this.users.create", fn: "UserService.rename", library: "Prisma", parameter: "tx" }, line: 7, column: 13, endLine: 7, endColumn: 36 },
        { messageId: "outerClient", data: { text: "this.users.update", fn: "UserService.rename", library: "Prisma", parameter: "tx" }, line: 8, column: 14, endLine: 8, endColumn: 50 },
      ],
    },
  ],
});

createRuleTester().run("require-transaction-forwarding: TypeORM", rule, {
  valid: [
    {
      name: "an object that is made of the handle, and an interface of which nobody knows what is behind it",
      code: `${typeorm}
interface Journal { write(text: string, manager?: EntityManager): Promise<void> }
class Logs {
  constructor(private readonly manager: EntityManager) {}
  async add(text: string, manager: EntityManager = this.manager) {
    await manager.insert(Log, { text });
  }
}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly journal: Journal) {}
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await manager.delete(Order, { id });
      await new Logs(manager).add("closed");
      await this.journal.write("closed");
    });
  }
}`,
    },
    {
      name: "another connection by name",
      code: `${typeorm}
import { InjectDataSource } from "@nestjs/typeorm";
export class Orders {
  constructor(@InjectDataSource("reports") private readonly reports: DataSource, private readonly dataSource: DataSource) {}
  async count(manager: EntityManager = this.reports.manager) {
    return await manager.count(Order);
  }
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await manager.delete(Order, { id });
      await this.count();
    });
  }
}`,
    },
    {
      name: "after the commit, and where it is open on some paths only",
      code: `${typeorm}
export class Orders {
  constructor(private readonly dataSource: DataSource) {}
  async log(text: string, manager: EntityManager = this.dataSource.manager) {
    await manager.insert(Log, { text });
  }
  async close(id: number, isWhole: boolean) {
    const runner = this.dataSource.createQueryRunner();
    if (isWhole) await runner.startTransaction();
    await this.log("closing");
    if (isWhole) await runner.commitTransaction();
    await this.log("closed");
    await runner.release();
  }
}`,
    },
  ],
  invalid: [
    {
      name: "a fallback on the injected client, and a runner whose manager is asked for",
      code: `${typeorm}
export class Logs {
  constructor(private readonly dataSource: DataSource) {}
  async add(text: string, manager?: EntityManager) {
    const em = manager ?? this.dataSource.manager;
    await em.getRepository(Log).insert({ text });
  }
}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly logs: Logs) {}
  async close(id: number) {
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    await runner.startTransaction();
    try {
      await runner.manager.delete(Order, { id });
      await this.logs.add("closed");
      await this.logs.add("closed", this.dataSource.manager);
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }
}`,
      output: `${typeorm}
export class Logs {
  constructor(private readonly dataSource: DataSource) {}
  async add(text: string, manager?: EntityManager) {
    const em = manager ?? this.dataSource.manager;
    await em.getRepository(Log).insert({ text });
  }
}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly logs: Logs) {}
  async close(id: number) {
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    await runner.startTransaction();
    try {
      await runner.manager.delete(Order, { id });
      await this.logs.add("closed", runner.manager);
      await this.logs.add("closed", runner.manager);
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }
}`,
      errors: [
        { messageId: "missingHandle", data: { text: "this.logs.add", fn: "Orders.close", library: "TypeORM", parameter: "manager" }, line: 19, column: 13, endLine: 19, endColumn: 36 },
        { messageId: "outerClient", data: { text: "this.logs.add", fn: "Orders.close", library: "TypeORM", parameter: "manager" }, line: 20, column: 13, endLine: 20, endColumn: 61 },
      ],
    },
    {
      name: "a repository in the handle's place is left to its author; a borrowed manager is passed on",
      code: `${typeorm}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly orders: Repository<Order>) {}
  private async remove(id: number, orders: Repository<Order>) {
    await orders.delete({ id });
  }
  private async log(text: string, manager: EntityManager = this.dataSource.manager) {
    await manager.insert(Log, { text });
  }
  private async finish(id: number, em: EntityManager) {
    await em.update(Order, { id }, { open: false });
    await this.log("closed");
  }
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await this.remove(id, this.orders);
      await this.finish(id, manager);
    });
  }
}`,
      output: `${typeorm}
export class Orders {
  constructor(private readonly dataSource: DataSource, private readonly orders: Repository<Order>) {}
  private async remove(id: number, orders: Repository<Order>) {
    await orders.delete({ id });
  }
  private async log(text: string, manager: EntityManager = this.dataSource.manager) {
    await manager.insert(Log, { text });
  }
  private async finish(id: number, em: EntityManager) {
    await em.update(Order, { id }, { open: false });
    await this.log("closed", em);
  }
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await this.remove(id, this.orders);
      await this.finish(id, manager);
    });
  }
}`,
      errors: [
        { messageId: "missingHandle", data: { text: "this.log", fn: "Orders.finish", library: "TypeORM", parameter: "manager" }, line: 14, column: 11, endLine: 14, endColumn: 29 },
        { messageId: "outerClient", data: { text: "this.remove", fn: "Orders.close", library: "TypeORM", parameter: "orders" }, line: 18, column: 13, endLine: 18, endColumn: 41 },
      ],
    },
    {
      name: "a repository of the handle or of the client, and a runner that is not at hand",
      code: `${typeorm}
import { InjectRepository } from "@nestjs/typeorm";
export class Logs {
  constructor(@InjectRepository(Log) private readonly repo: Repository<Log>, private readonly dataSource: DataSource) {}
  async add(text: string, manager?: EntityManager) {
    const repo = manager ? manager.getRepository(Log) : this.repo;
    await repo.save({ text });
  }
  async remove(text: string, manager?: EntityManager) {
    const em = manager || this.repo.manager;
    await em.delete(Log, { text });
  }
  async keep(text: string, runner?: QueryRunner) {
    const manager = runner?.manager ?? this.dataSource.manager;
    await manager.save(Log, { text });
  }
  async close() {
    await this.dataSource.transaction(async (em) => {
      await em.delete(Order, {});
      await this.add("closed");
      await this.remove("closed");
      await this.keep("closed");
    });
  }
}`,
      output: `${typeorm}
import { InjectRepository } from "@nestjs/typeorm";
export class Logs {
  constructor(@InjectRepository(Log) private readonly repo: Repository<Log>, private readonly dataSource: DataSource) {}
  async add(text: string, manager?: EntityManager) {
    const repo = manager ? manager.getRepository(Log) : this.repo;
    await repo.save({ text });
  }
  async remove(text: string, manager?: EntityManager) {
    const em = manager || this.repo.manager;
    await em.delete(Log, { text });
  }
  async keep(text: string, runner?: QueryRunner) {
    const manager = runner?.manager ?? this.dataSource.manager;
    await manager.save(Log, { text });
  }
  async close() {
    await this.dataSource.transaction(async (em) => {
      await em.delete(Order, {});
      await this.add("closed", em);
      await this.remove("closed", em);
      await this.keep("closed");
    });
  }
}`,
      errors: [
        { messageId: "missingHandle", data: { text: "this.add", fn: "Logs.close", library: "TypeORM", parameter: "manager" }, line: 22, column: 13, endLine: 22, endColumn: 31 },
        { messageId: "missingHandle", data: { text: "this.remove", fn: "Logs.close", library: "TypeORM", parameter: "manager" }, line: 23, column: 13, endLine: 23, endColumn: 34 },
        { messageId: "missingHandle", data: { text: "this.keep", fn: "Logs.close", library: "TypeORM", parameter: "runner" }, line: 24, column: 13, endLine: 24, endColumn: 32 },
      ],
    },
    {
      name: "a required QueryRunner",
      code: `${typeorm}
export class Orders {
  constructor(private readonly dataSource: DataSource) {}
  private async log(text: string, runner?: QueryRunner) {
    if (runner) await runner.manager.insert(Log, { text });
    else await this.dataSource.manager.insert(Log, { text });
  }
  async close(id: number, runner: QueryRunner) {
    await runner.manager.delete(Order, { id });
    await this.log("closed");
  }
}`,
      output: `${typeorm}
export class Orders {
  constructor(private readonly dataSource: DataSource) {}
  private async log(text: string, runner?: QueryRunner) {
    if (runner) await runner.manager.insert(Log, { text });
    else await this.dataSource.manager.insert(Log, { text });
  }
  async close(id: number, runner: QueryRunner) {
    await runner.manager.delete(Order, { id });
    await this.log("closed", runner);
  }
}`,
      errors: [{ messageId: "missingHandle", data: { text: "this.log", fn: "Orders.close", library: "TypeORM", parameter: "runner" }, line: 12, column: 11, endLine: 12, endColumn: 29 }],
    },
  ],
});

createRuleTester().run("require-transaction-forwarding: Sequelize", rule, {
  valid: [
    {
      name: "the option is passed, and ambient transactions",
      code: `${sequelize}
async function log(text: string, options: { transaction?: Transaction } = {}) {
  await Log.create({ text }, { transaction: options.transaction });
}
export const close = (id: number) =>
  sequelize.transaction(async (transaction) => {
    await Order.destroy({ where: { id }, transaction });
    await log("closed", { transaction });
  });`,
    },
    {
      name: "CLS",
      code: `${sequelize}
Sequelize.useCLS(namespace);
async function log(text: string, transaction?: Transaction) {
  await Log.create({ text }, { transaction });
}
export const close = (id: number) =>
  sequelize.transaction(async (transaction) => {
    await log("closed");
  });`,
    },
    {
      name: "an option that may come from elsewhere",
      code: `${sequelize}
import { current } from "./context.js";
async function log(text: string, transaction?: Transaction) {
  await Log.create({ text }, { transaction: transaction ?? current() });
}
export const close = (id: number) =>
  sequelize.transaction(async (transaction) => {
    await log("closed");
  });`,
    },
  ],
  invalid: [
    {
      name: "a positional transaction, an option, and options that are handed through",
      code: `${sequelize}
import type { CreateOptions } from "sequelize";
async function log(text: string, transaction?: Transaction) {
  await Log.create({ text }, { transaction });
}
async function note(text: string, options: { transaction?: Transaction } = {}) {
  await Log.create({ text }, { transaction: options.transaction });
}
async function keep(text: string, options?: CreateOptions) {
  await Log.create({ text }, options);
}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    await Order.destroy({ where: { id }, transaction: t });
    await log("closed");
    await note("closed");
    await keep("closed", { logging: false });
  });
export async function open(id: number) {
  const t = await sequelize.transaction();
  try {
    await Order.create({ id }, { transaction: t });
    await log("opened");
    await t.commit();
  } catch (error) {
    await t.rollback();
    throw error;
  }
}`,
      output: `${sequelize}
import type { CreateOptions } from "sequelize";
async function log(text: string, transaction?: Transaction) {
  await Log.create({ text }, { transaction });
}
async function note(text: string, options: { transaction?: Transaction } = {}) {
  await Log.create({ text }, { transaction: options.transaction });
}
async function keep(text: string, options?: CreateOptions) {
  await Log.create({ text }, options);
}
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    await Order.destroy({ where: { id }, transaction: t });
    await log("closed", t);
    await note("closed", { transaction: t });
    await keep("closed", { logging: false, transaction: t });
  });
export async function open(id: number) {
  const t = await sequelize.transaction();
  try {
    await Order.create({ id }, { transaction: t });
    await log("opened", t);
    await t.commit();
  } catch (error) {
    await t.rollback();
    throw error;
  }
}`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Sequelize", parameter: "transaction" }, line: 18, column: 11, endLine: 18, endColumn: 24 },
        { messageId: "missingHandle", data: { text: "note", fn: "close", library: "Sequelize", parameter: "options.transaction" }, line: 19, column: 11, endLine: 19, endColumn: 25 },
        { messageId: "missingHandle", data: { text: "keep", fn: "close", library: "Sequelize", parameter: "options.transaction" }, line: 20, column: 11, endLine: 20, endColumn: 45 },
        { messageId: "missingHandle", data: { text: "log", fn: "open", library: "Sequelize", parameter: "transaction" }, line: 26, column: 11, endLine: 26, endColumn: 24 },
      ],
    },
    {
      name: "a borrowed transaction",
      code: `${sequelize}
async function log(text: string, transaction?: Transaction) {
  await Log.create({ text }, { transaction });
}
export async function close(id: number, transaction: Transaction) {
  await Order.destroy({ where: { id }, transaction });
  await log("closed");
}`,
      output: `${sequelize}
async function log(text: string, transaction?: Transaction) {
  await Log.create({ text }, { transaction });
}
export async function close(id: number, transaction: Transaction) {
  await Order.destroy({ where: { id }, transaction });
  await log("closed", transaction);
}`,
      errors: [{ messageId: "missingHandle", data: { text: "log", fn: "close", library: "Sequelize", parameter: "transaction" }, line: 10, column: 9, endLine: 10, endColumn: 22 }],
    },
  ],
});

createRuleTester().run("require-transaction-forwarding: Knex, Kysely, pg", rule, {
  valid: [
    {
      name: "Knex: passed, and handed over further down the query",
      code: `${knex}
const insertLog = async (text: string, db: Knex = knex) => await db("logs").insert({ text });
const findLogs = async (trx?: Knex.Transaction) => {
  const query = knex("logs").select();
  return trx ? await query.transacting(trx) : await query;
};
export const close = () =>
  knex.transaction(async (trx) => {
    await insertLog("closed", trx);
    await findLogs(trx);
  });`,
    },
    {
      name: "Kysely: a query that is built, not run",
      code: `${kysely}
const selectLogs = (client: Kysely<Shop> = db) => client.selectFrom("logs").selectAll();
export const close = () =>
  db.transaction().execute(async (trx) => {
    await trx.insertInto("logs").expression(selectLogs()).execute();
  });`,
    },
    {
      name: "pg: passed, and a second connection on purpose",
      code: `${pg}
async function log(text: string, client: Pool | PoolClient = pool) {
  await client.query("INSERT INTO logs (text) VALUES ($1)", [text]);
}
export async function close() {
  const client = await pool.connect();
  const other = await pool.connect();
  try {
    await client.query("BEGIN");
    await log("closed", client);
    await log("closed", other);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
    other.release();
  }
}`,
    },
  ],
  invalid: [
    {
      name: "Knex: a client's type takes a transaction too",
      code: `${knex}
const insertLog = async (text: string, db: Knex = knex) => await db("logs").insert({ text });
export const close = () =>
  knex.transaction(async (trx) => {
    await trx("orders").delete();
    await insertLog("closed");
    await insertLog("closed", knex);
  });`,
      output: `${knex}
const insertLog = async (text: string, db: Knex = knex) => await db("logs").insert({ text });
export const close = () =>
  knex.transaction(async (trx) => {
    await trx("orders").delete();
    await insertLog("closed", trx);
    await insertLog("closed", trx);
  });`,
      errors: [
        { messageId: "missingHandle", data: { text: "insertLog", fn: "close", library: "Knex", parameter: "db" }, line: 7, column: 11, endLine: 7, endColumn: 30 },
        { messageId: "outerClient", data: { text: "insertLog", fn: "close", library: "Knex", parameter: "db" }, line: 8, column: 11, endLine: 8, endColumn: 36 },
      ],
    },
    {
      name: "Knex: the transaction or the client, called",
      code: `${knex}
const log = async (text: string, trx?: Knex.Transaction) => await (trx || knex)("logs").insert({ text });
async function note(text: string, trx?: Knex.Transaction) {
  const db = trx ?? knex;
  return db("logs").insert({ text });
}
async function keep(text: string, trx?: Knex.Transaction) {
  const db = trx ?? knex;
  return db.insert({ text }).into("logs");
}
export const close = () =>
  knex.transaction(async (t) => {
    await log("closed");
    await note("closed");
    await keep("closed");
  });`,
      output: `${knex}
const log = async (text: string, trx?: Knex.Transaction) => await (trx || knex)("logs").insert({ text });
async function note(text: string, trx?: Knex.Transaction) {
  const db = trx ?? knex;
  return db("logs").insert({ text });
}
async function keep(text: string, trx?: Knex.Transaction) {
  const db = trx ?? knex;
  return db.insert({ text }).into("logs");
}
export const close = () =>
  knex.transaction(async (t) => {
    await log("closed", t);
    await note("closed", t);
    await keep("closed", t);
  });`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Knex", parameter: "trx" }, line: 14, column: 11, endLine: 14, endColumn: 24 },
        { messageId: "missingHandle", data: { text: "note", fn: "close", library: "Knex", parameter: "trx" }, line: 15, column: 11, endLine: 15, endColumn: 25 },
        { messageId: "missingHandle", data: { text: "keep", fn: "close", library: "Knex", parameter: "trx" }, line: 16, column: 11, endLine: 16, endColumn: 25 },
      ],
    },
    {
      name: "Kysely: a default, and a second transaction",
      code: `${kysely}
async function log(text: string, client: Kysely<Shop> = db) {
  await client.insertInto("logs").values({ text }).execute();
}
async function move(trx?: Transaction<Shop>): Promise<void> {
  if (!trx) {
    await db.transaction().execute(async (own) => await move(own));
    return;
  }
  await trx.updateTable("orders").set({ open: false }).execute();
}
export const close = () =>
  db.transaction().execute(async (trx) => {
    await log("closed");
    await move();
  });`,
      output: `${kysely}
async function log(text: string, client: Kysely<Shop> = db) {
  await client.insertInto("logs").values({ text }).execute();
}
async function move(trx?: Transaction<Shop>): Promise<void> {
  if (!trx) {
    await db.transaction().execute(async (own) => await move(own));
    return;
  }
  await trx.updateTable("orders").set({ open: false }).execute();
}
export const close = () =>
  db.transaction().execute(async (trx) => {
    await log("closed", trx);
    await move(trx);
  });`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "Kysely", parameter: "client" }, line: 15, column: 11, endLine: 15, endColumn: 24 },
        { messageId: "missingHandle", data: { text: "move", fn: "close", library: "Kysely", parameter: "trx" }, line: 16, column: 11, endLine: 16, endColumn: 17 },
      ],
    },
    {
      name: "pg: the pool, by default, in a fallback and in the client's place",
      code: `${pg}
async function log(text: string, client: Pool | PoolClient = pool) {
  await client.query("INSERT INTO logs (text) VALUES ($1)", [text]);
}
async function count(client?: PoolClient) {
  const { rows } = await (client ?? pool).query("SELECT count(*) FROM logs");
  return rows;
}
async function note(client: PoolClient, text: string) {
  await client.query("UPDATE logs SET text = $1", [text]);
  await log(text);
}
export async function close() {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await log("closed");
    await log("closed", pool);
    await count();
    await note(client, "closed");
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
      output: `${pg}
async function log(text: string, client: Pool | PoolClient = pool) {
  await client.query("INSERT INTO logs (text) VALUES ($1)", [text]);
}
async function count(client?: PoolClient) {
  const { rows } = await (client ?? pool).query("SELECT count(*) FROM logs");
  return rows;
}
async function note(client: PoolClient, text: string) {
  await client.query("UPDATE logs SET text = $1", [text]);
  await log(text, client);
}
export async function close() {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await log("closed", client);
    await log("closed", client);
    await count(client);
    await note(client, "closed");
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
      errors: [
        { messageId: "missingHandle", data: { text: "log", fn: "note", library: "node-postgres", parameter: "client" }, line: 12, column: 9, endLine: 12, endColumn: 18 },
        { messageId: "missingHandle", data: { text: "log", fn: "close", library: "node-postgres", parameter: "client" }, line: 18, column: 11, endLine: 18, endColumn: 24 },
        { messageId: "outerClient", data: { text: "log", fn: "close", library: "node-postgres", parameter: "client" }, line: 19, column: 11, endLine: 19, endColumn: 30 },
        { messageId: "missingHandle", data: { text: "count", fn: "close", library: "node-postgres", parameter: "client" }, line: 20, column: 11, endLine: 20, endColumn: 18 },
      ],
    },
  ],
});

createRuleTester().run("require-transaction-forwarding: MikroORM", rule, {
  valid: [
    {
      name: "an injected unit of work follows the transaction by itself",
      code: `${mikro}
export class Logs {
  constructor(private readonly em: EntityManager) {}
  async count(em: EntityManager = this.em) {
    return await em.count(Log);
  }
}
export class Orders {
  constructor(private readonly em: EntityManager, private readonly logs: Logs) {}
  async close() {
    await this.em.transactional(async () => {
      await this.logs.count();
    });
  }
}`,
    },
    {
      name: "the handle is passed",
      code: `${mikro}
async function count(em: EntityManager = orm.em.fork()) {
  return await em.count(Log);
}
export const close = () => orm.em.fork().transactional(async (em) => await count(em));`,
    },
  ],
  invalid: [
    {
      name: "a fork by default, and in the handle's place",
      code: `${mikro}
async function count(em: EntityManager = orm.em.fork()) {
  return await em.count(Log);
}
export async function close() {
  const em = orm.em.fork();
  await em.transactional(async (tx) => {
    await tx.nativeDelete(Order, {});
    await count();
    await count(em);
  });
}`,
      output: `${mikro}
async function count(em: EntityManager = orm.em.fork()) {
  return await em.count(Log);
}
export async function close() {
  const em = orm.em.fork();
  await em.transactional(async (tx) => {
    await tx.nativeDelete(Order, {});
    await count(tx);
    await count(tx);
  });
}`,
      errors: [
        { messageId: "missingHandle", data: { text: "count", fn: "close", library: "MikroORM", parameter: "em" }, line: 12, column: 11, endLine: 12, endColumn: 18 },
        { messageId: "outerClient", data: { text: "count", fn: "close", library: "MikroORM", parameter: "em" }, line: 13, column: 11, endLine: 13, endColumn: 20 },
      ],
    },
  ],
});
