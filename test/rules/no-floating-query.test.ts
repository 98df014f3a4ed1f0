import rule from "../../rules/no-floating-query.js";
import { createRuleTester } from "../support/rule-tester.js";

const drizzle = 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { logs, orders } from "./schema.js";\nconst db = drizzle(url);';
const sqlite = 'import { drizzle } from "drizzle-orm/libsql";\nimport { logs, orders } from "./schema.js";\nconst db = drizzle(url);';
const prisma = 'import { PrismaClient } from "@prisma/client";\nimport type { Prisma } from "@prisma/client";\nconst prisma = new PrismaClient();';
const knex = 'import createKnex from "knex";\nimport type { Knex } from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const typeorm = 'import { DataSource } from "typeorm";\nimport type { EntityManager, QueryRunner, Repository } from "typeorm";\nconst dataSource = new DataSource({ type: "postgres" });\nclass Order {}\nclass Log {}';
const sequelize = 'import { Model, Sequelize } from "sequelize";\nimport type { Transaction } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}\nclass Log extends Model {}';
const pg = 'import { Pool } from "pg";\nimport type { PoolClient } from "pg";\nconst pool = new Pool();';
const postgres = 'import postgres from "postgres";\nconst sql = postgres(url);';
const mongoose = 'import mongoose from "mongoose";\nconst Order = mongoose.model("Order", schema);';
const sqlite3 = 'import Database from "better-sqlite3";\nconst db = new Database("shop.db");';
const mikro = 'import { MikroORM } from "@mikro-orm/postgresql";\nimport type { EntityManager } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});\nclass Order {}\nclass Log {}';
const stays = "its work stays, whether the transaction commits or rolls back";
const lost = "it is refused, and its work is lost";

createRuleTester().run("no-floating-query: Drizzle", rule, {
  valid: [
    {
      name: "awaited, returned, in an arrow function",
      code: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
  });
  return db.select().from(orders);
}
export const find = () => db.select().from(orders);
export const tidy = () => db.transaction((tx) => tx.delete(logs));`,
    },
    {
      name: "with then or catch it runs: outside a transaction that is somebody's choice",
      code: `${drizzle}
export async function note(id: number) {
  db.insert(logs).values({ id }).catch(console.error);
  void db.insert(logs).values({ id }).then(console.log);
  db.insert(logs).values({ id }).execute();
  Promise.all([db.delete(logs), db.delete(orders)]);
}`,
    },
    {
      name: "collected, kept and awaited later",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const queries = ids.map((id) => tx.insert(logs).values({ id }));
    for (const query of queries) await query;
    const update = tx.update(orders).set({ open: false });
    const more = [];
    more.push(tx.delete(logs));
    await Promise.all([update, ...more]);
  });
}`,
    },
    {
      name: "passed on, a subquery, a member of an object",
      code: `${drizzle}
export async function close(run: (query: unknown) => Promise<void>) {
  const open = db.select().from(orders);
  await db.insert(logs).select(open);
  await run(db.delete(logs));
  return { later: db.delete(orders), sql: db.select().from(orders).toSQL() };
}`,
    },
    {
      name: "a builder that is mutated in place, and awaited",
      code: `${drizzle}
export async function find(limit: number | undefined) {
  const query = db.select().from(orders).$dynamic();
  if (limit) query.limit(limit);
  query.orderBy(orders.id);
  return await query;
}`,
    },
    {
      name: "a builder that is mutated in place, and left",
      code: `${drizzle}
export async function find(limit: number | undefined) {
  let query = db.select().from(orders).$dynamic();
  if (limit) query.limit(limit);
  query = query.orderBy(orders.id);
}`,
    },
    {
      name: "in a forEach without a transaction: somebody's choice",
      code: `${drizzle}
export async function close(ids: number[]) {
  ids.forEach(async (id) => {
    await db.insert(logs).values({ id });
  });
  ids.forEach(async (id) => {
    await db.transaction(async (tx) => {
      await tx.insert(logs).values({ id });
    });
  });
}`,
    },
    {
      name: "a list of promises that is waited for",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await Promise.all(ids.map(async (id) => await tx.insert(logs).values({ id })));
    for (const id of ids) await tx.insert(logs).values({ id });
    ids.forEach((id) => console.log(id));
  });
}`,
    },
    {
      name: "a synchronous driver runs at once",
      code: `${sqlite}
export function close(id: number) {
  db.transaction((tx) => {
    tx.insert(logs).values({ id }).run();
    tx.select().from(orders).all();
    tx.run(sql);
    tx.transaction((nested) => {
      nested.delete(logs).run();
    });
  });
}
export function note(id: number) {
  db.insert(logs).values({ id }).run();
}`,
    },
    {
      name: "a timer, a listener: they leave the transaction, which is another rule's question",
      code: `${drizzle}
export async function close(id: number, emitter: Emitter) {
  await db.transaction(async (tx) => {
    setTimeout(async () => {
      await tx.insert(logs).values({ id });
    }, 100);
    emitter.on("closed", async () => await tx.delete(logs));
    await tx.delete(orders);
  });
}`,
    },
    {
      name: "Maps, sets and unknown things",
      code: `${drizzle}
import { other } from "./other.js";
export async function close(cache: Map<number, string>, tx: Unknown) {
  cache.delete(1);
  other.insert(logs).values({ id: 1 });
  tx.delete(orders);
}`,
    },
    {
      name: "a promise whose handlers tell who waits",
      code: `${drizzle}
export function close(id: number) {
  return new Promise((resolve, reject) => {
    void db.transaction(async (tx) => {
      tx.insert(logs).values({ id }).then(resolve, reject);
    });
  });
}`,
    },
  ],
  invalid: [
    {
      name: "not awaited: it never runs",
      code: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    tx.insert(logs).values({ id });
    await tx.update(orders).set({ open: false });
  });
}`,
      output: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.insert(logs).values({ id });
    await tx.update(orders).set({ open: false });
  });
}`,
      errors: [
        { messageId: "neverAwaited", data: { text: "tx.insert", fn: "close", library: "Drizzle" }, line: 6, column: 5, endLine: 6, endColumn: 35 },
      ],
    },
    {
      name: "outside a transaction it never runs either",
      code: `${drizzle}
export async function note(id: number) {
  db.insert(logs).values({ id });
  if (id > 1) db.query.orders.findFirst();
  id > 2 && db.delete(logs);
  void db.delete(orders);
}`,
      output: `${drizzle}
export async function note(id: number) {
  await db.insert(logs).values({ id });
  if (id > 1) await db.query.orders.findFirst();
  id > 2 && await db.delete(logs);
  void db.delete(orders);
}`,
      errors: [
        { messageId: "neverAwaited", data: { text: "db.insert", fn: "note", library: "Drizzle" }, line: 5, column: 3, endLine: 5, endColumn: 33 },
        { messageId: "neverAwaited", data: { text: "db.query.orders.findFirst", fn: "note", library: "Drizzle" }, line: 6, column: 15, endLine: 6, endColumn: 42 },
        { messageId: "neverAwaited", data: { text: "db.delete", fn: "note", library: "Drizzle" }, line: 7, column: 13, endLine: 7, endColumn: 28 },
        { messageId: "neverAwaited", data: { text: "db.delete", fn: "note", library: "Drizzle" }, line: 8, column: 8, endLine: 8, endColumn: 25, suggestions: [{ messageId: "addAwait", output: `${drizzle}
export async function note(id: number) {
  db.insert(logs).values({ id });
  if (id > 1) db.query.orders.findFirst();
  id > 2 && db.delete(logs);
  await db.delete(orders);
}` }] },
      ],
    },
    {
      name: "in one, nobody waits for it",
      code: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    tx.insert(logs).values({ id }).catch(console.error);
    void tx.insert(logs).values({ id }).then(console.log);
    tx.insert(logs).values({ id }).execute();
    Promise.all([tx.delete(logs), tx.delete(orders)]);
  });
}`,
      output: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    tx.insert(logs).values({ id }).catch(console.error);
    void tx.insert(logs).values({ id }).then(console.log);
    await tx.insert(logs).values({ id }).execute();
    await Promise.all([tx.delete(logs), tx.delete(orders)]);
  });
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 6, column: 5, endLine: 6, endColumn: 56, suggestions: [{ messageId: "addAwait", output: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.insert(logs).values({ id }).catch(console.error);
    void tx.insert(logs).values({ id }).then(console.log);
    tx.insert(logs).values({ id }).execute();
    Promise.all([tx.delete(logs), tx.delete(orders)]);
  });
}` }] },
        { messageId: "floatingQuery", data: { text: "tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 7, column: 10, endLine: 7, endColumn: 58, suggestions: [{ messageId: "addAwait", output: `${drizzle}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    tx.insert(logs).values({ id }).catch(console.error);
    await tx.insert(logs).values({ id }).then(console.log);
    tx.insert(logs).values({ id }).execute();
    Promise.all([tx.delete(logs), tx.delete(orders)]);
  });
}` }] },
        { messageId: "floatingQuery", data: { text: "tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 8, column: 5, endLine: 8, endColumn: 45 },
        { messageId: "floatingQuery", data: { text: "tx.delete", fn: "close", library: "Drizzle", consequence: stays }, line: 9, column: 5, endLine: 9, endColumn: 54 },
      ],
    },
    {
      name: "kept in a variable that nobody mentions",
      code: `${drizzle}
export async function note(id: number) {
  const inserted = db.insert(logs).values({ id });
}`,
      output: null,
      errors: [
        { messageId: "neverAwaited", data: { text: "db.insert", fn: "note", library: "Drizzle" }, line: 5, column: 20, endLine: 5, endColumn: 50, suggestions: [{ messageId: "addAwait", output: `${drizzle}
export async function note(id: number) {
  const inserted = await db.insert(logs).values({ id });
}` }] },
      ],
    },
    {
      name: "the function is not async",
      code: `${drizzle}
export function note(id: number) {
  db.insert(logs).values({ id });
}
export class Notes {
  add(id: number) {
    db.insert(logs).values({ id });
  }
  remove(id: number): void {
    db.delete(logs);
  }
}
export const clear = () => {
  db.delete(logs);
};
setTimeout(() => {
  db.delete(logs);
}, 1000);
db.delete(logs);`,
      output: null,
      errors: [
        { messageId: "neverAwaited", data: { text: "db.insert", fn: "note", library: "Drizzle" }, line: 5, column: 3, endLine: 5, endColumn: 33, suggestions: [{ messageId: "makeAsync", output: `${drizzle}
export async function note(id: number) {
  await db.insert(logs).values({ id });
}
export class Notes {
  add(id: number) {
    db.insert(logs).values({ id });
  }
  remove(id: number): void {
    db.delete(logs);
  }
}
export const clear = () => {
  db.delete(logs);
};
setTimeout(() => {
  db.delete(logs);
}, 1000);
db.delete(logs);` }] },
        { messageId: "neverAwaited", data: { text: "db.insert", fn: "Notes.add", library: "Drizzle" }, line: 9, column: 5, endLine: 9, endColumn: 35, suggestions: [{ messageId: "makeAsync", output: `${drizzle}
export function note(id: number) {
  db.insert(logs).values({ id });
}
export class Notes {
  async add(id: number) {
    await db.insert(logs).values({ id });
  }
  remove(id: number): void {
    db.delete(logs);
  }
}
export const clear = () => {
  db.delete(logs);
};
setTimeout(() => {
  db.delete(logs);
}, 1000);
db.delete(logs);` }] },
        { messageId: "neverAwaited", data: { text: "db.delete", fn: "Notes.remove", library: "Drizzle" }, line: 12, column: 5, endLine: 12, endColumn: 20 },
        { messageId: "neverAwaited", data: { text: "db.delete", fn: "clear", library: "Drizzle" }, line: 16, column: 3, endLine: 16, endColumn: 18, suggestions: [{ messageId: "makeAsync", output: `${drizzle}
export function note(id: number) {
  db.insert(logs).values({ id });
}
export class Notes {
  add(id: number) {
    db.insert(logs).values({ id });
  }
  remove(id: number): void {
    db.delete(logs);
  }
}
export const clear = async () => {
  await db.delete(logs);
};
setTimeout(() => {
  db.delete(logs);
}, 1000);
db.delete(logs);` }] },
        { messageId: "neverAwaited", data: { text: "db.delete", fn: "this function", library: "Drizzle" }, line: 19, column: 3, endLine: 19, endColumn: 18 },
        { messageId: "neverAwaited", data: { text: "db.delete", fn: "this function", library: "Drizzle" }, line: 21, column: 1, endLine: 21, endColumn: 16 },
      ],
    },
    {
      name: "whichever handle it is on",
      code: `${drizzle}
import type { PgTransaction } from "drizzle-orm/pg-core";
export async function note(id: number, tx?: PgTransaction) {
  (tx ?? db).insert(logs).values({ id });
  const client = tx ?? db;
  await client.delete(logs);
  client.delete(orders).catch(console.error);
  client.update(orders).set({ open: false });
}`,
      output: `${drizzle}
import type { PgTransaction } from "drizzle-orm/pg-core";
export async function note(id: number, tx?: PgTransaction) {
  await (tx ?? db).insert(logs).values({ id });
  const client = tx ?? db;
  await client.delete(logs);
  client.delete(orders).catch(console.error);
  await client.update(orders).set({ open: false });
}`,
      errors: [
        { messageId: "neverAwaited", data: { text: "(tx??db).insert", fn: "note", library: "Drizzle" }, line: 6, column: 3, endLine: 6, endColumn: 41 },
        { messageId: "neverAwaited", data: { text: "client.update", fn: "note", library: "Drizzle" }, line: 10, column: 3, endLine: 10, endColumn: 45 },
      ],
    },
    {
      name: "forEach throws away what its callback returns",
      code: `${drizzle}
export async function note(ids: number[]) {
  ids.forEach((id) => db.insert(logs).values({ id }));
}`,
      output: null,
      errors: [
        { messageId: "neverAwaited", data: { text: "db.insert", fn: "note", library: "Drizzle" }, line: 5, column: 23, endLine: 5, endColumn: 53 },
      ],
    },
    {
      name: "forEach waits for no async callback",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    ids.forEach(async (id) => {
      await tx.insert(logs).values({ id });
    });
    ids.forEach(async (id, index) => {
      if (id > 1) return;
      await tx.insert(logs).values({ id, index });
    });
    ids.map(async (id) => await tx.insert(logs).values({ id }));
  });
}`,
      output: null,
      errors: [
        { messageId: "floatingLoop", data: { library: "Drizzle", fn: "close", chain: "tx.insert", consequence: stays }, line: 6, column: 5, endLine: 8, endColumn: 7, suggestions: [{ messageId: "useLoop", output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    for (const id of ids) {
      await tx.insert(logs).values({ id });
    }
    ids.forEach(async (id, index) => {
      if (id > 1) return;
      await tx.insert(logs).values({ id, index });
    });
    ids.map(async (id) => await tx.insert(logs).values({ id }));
  });
}` }] },
        { messageId: "floatingLoop", data: { library: "Drizzle", fn: "close", chain: "tx.insert", consequence: stays }, line: 9, column: 5, endLine: 12, endColumn: 7 },
        { messageId: "floatingLoop", data: { library: "Drizzle", fn: "close", chain: "tx.insert", consequence: stays }, line: 13, column: 5, endLine: 13, endColumn: 64 },
      ],
    },
    {
      name: "a forEach that uses the client beside its transaction",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await tx.delete(orders);
    ids.forEach(async (id) => {
      await db.insert(logs).values({ id });
    });
  });
}`,
      output: null,
      errors: [
        { messageId: "floatingLoop", data: { library: "Drizzle", fn: "close", chain: "db.insert", consequence: stays }, line: 7, column: 5, endLine: 9, endColumn: 7, suggestions: [{ messageId: "useLoop", output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await tx.delete(orders);
    for (const id of ids) {
      await db.insert(logs).values({ id });
    }
  });
}` }] },
      ],
    },
    {
      name: "a list of builders that nobody runs",
      code: `${drizzle}
export async function note(ids: number[]) {
  ids.map((id) => db.insert(logs).values({ id }));
  const queries = ids.map((id) => db.insert(logs).values({ id }));
  await Promise.all(queries);
}`,
      output: null,
      errors: [
        { messageId: "neverAwaited", data: { text: "db.insert", fn: "note", library: "Drizzle" }, line: 5, column: 19, endLine: 5, endColumn: 49 },
      ],
    },
    {
      name: "a driver that runs async callbacks gives promises",
      code: `${sqlite}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    tx.insert(logs).values({ id }).run();
    tx.run(sql);
    tx.transaction(async (nested) => {
      await nested.delete(logs);
    });
  });
}`,
      output: `${sqlite}
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await tx.insert(logs).values({ id }).run();
    await tx.run(sql);
    await tx.transaction(async (nested) => {
      await nested.delete(logs);
    });
  });
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 6, column: 5, endLine: 6, endColumn: 41 },
        { messageId: "floatingQuery", data: { text: "tx.run", fn: "close", library: "Drizzle", consequence: stays }, line: 7, column: 5, endLine: 7, endColumn: 16 },
        { messageId: "floatingQuery", data: { text: "tx.transaction", fn: "close", library: "Drizzle", consequence: stays }, line: 8, column: 5, endLine: 10, endColumn: 7 },
      ],
    },
  ],
});

createRuleTester({
  "src/notes.ts": `import { drizzle } from "drizzle-orm/node-postgres";
import type { PgTransaction } from "drizzle-orm/pg-core";
import { logs } from "./schema.js";
export type Tx = PgTransaction;
const db = drizzle(url);
export type Connection = Omit<typeof db, "$client">;
export async function note(tx: Tx, id: number): Promise<void> {
  await tx.insert(logs).values({ id });
}
export const noteAll = async (tx: Tx, ids: number[]) => {
  for (const id of ids) await note(tx, id);
};
export function format(tx: Tx, id: number): string {
  return String(id);
}
export async function greet(id: number): Promise<void> {
  console.log(id);
}`,
}).run("no-floating-query: functions that are given the handle", rule, {
  valid: [
    {
      name: "awaited, returned, collected",
      filename: "src/close.ts",
      code: `${drizzle}
import { note, noteAll } from "./notes.js";
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await note(tx, 1);
    const pending = ids.map((id) => note(tx, id));
    await Promise.all(pending);
    const last = note(tx, 2);
    await last;
    return noteAll(tx, ids);
  });
}`,
    },
    {
      name: "on the client, outside: somebody's choice",
      filename: "src/close.ts",
      code: `${drizzle}
import { note } from "./notes.js";
export async function close(id: number) {
  note(db, id);
  void note(db, id);
  await db.delete(orders);
}`,
    },
    {
      name: "functions that are not async, or use no handle",
      filename: "src/close.ts",
      code: `${drizzle}
import { format, greet } from "./notes.js";
import { unknown } from "./nowhere.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    format(tx, id);
    void greet(id);
    void unknown(tx, id);
    await tx.delete(orders);
  });
}`,
    },
    {
      name: "every caller in sight passes the client",
      filename: "src/close.ts",
      code: `${drizzle}
import type { Connection } from "./notes.js";
async function index(connection: Connection, id: number) {
  await connection.insert(logs).values({ id });
}
export async function change(ids: number[]) {
  await inner(db, ids);
}
async function inner(connection: Connection, ids: number[]) {
  void index(connection, ids[0]);
}`,
    },
  ],
  invalid: [
    {
      name: "dropped",
      filename: "src/close.ts",
      code: `${drizzle}
import { note } from "./notes.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    note(tx, id);
    void note(tx, id);
    note(tx, id).catch(() => undefined);
    const noted = note(tx, id);
    await tx.delete(orders);
  });
}`,
      output: `${drizzle}
import { note } from "./notes.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    await note(tx, id);
    void note(tx, id);
    note(tx, id).catch(() => undefined);
    const noted = note(tx, id);
    await tx.delete(orders);
  });
}`,
      errors: [
        { messageId: "floatingThrough", data: { chain: "note → tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 7, column: 5, endLine: 7, endColumn: 17 },
        { messageId: "floatingThrough", data: { chain: "note → tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 8, column: 10, endLine: 8, endColumn: 22, suggestions: [{ messageId: "addAwait", output: `${drizzle}
import { note } from "./notes.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    note(tx, id);
    await note(tx, id);
    note(tx, id).catch(() => undefined);
    const noted = note(tx, id);
    await tx.delete(orders);
  });
}` }] },
        { messageId: "floatingThrough", data: { chain: "note → tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 9, column: 5, endLine: 9, endColumn: 40, suggestions: [{ messageId: "addAwait", output: `${drizzle}
import { note } from "./notes.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    note(tx, id);
    void note(tx, id);
    await note(tx, id).catch(() => undefined);
    const noted = note(tx, id);
    await tx.delete(orders);
  });
}` }] },
        { messageId: "floatingThrough", data: { chain: "note → tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 10, column: 19, endLine: 10, endColumn: 31, suggestions: [{ messageId: "addAwait", output: `${drizzle}
import { note } from "./notes.js";
export async function close(id: number) {
  await db.transaction(async (tx) => {
    note(tx, id);
    void note(tx, id);
    note(tx, id).catch(() => undefined);
    const noted = await note(tx, id);
    await tx.delete(orders);
  });
}` }] },
      ],
    },
    {
      name: "a function around the handle",
      filename: "src/close.ts",
      code: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const note = async (id: number) => {
      await tx.insert(logs).values({ id });
    };
    for (const id of ids) note(id);
    void (async () => {
      await tx.delete(orders);
    })();
    await note(1);
  });
}`,
      output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const note = async (id: number) => {
      await tx.insert(logs).values({ id });
    };
    for (const id of ids) await note(id);
    void (async () => {
      await tx.delete(orders);
    })();
    await note(1);
  });
}`,
      errors: [
        { messageId: "floatingThrough", data: { chain: "note → tx.insert", fn: "close", library: "Drizzle", consequence: stays }, line: 9, column: 27, endLine: 9, endColumn: 35 },
        { messageId: "floatingQuery", data: { text: "tx.delete", fn: "close", library: "Drizzle", consequence: stays }, line: 10, column: 10, endLine: 12, endColumn: 9, suggestions: [{ messageId: "addAwait", output: `${drizzle}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    const note = async (id: number) => {
      await tx.insert(logs).values({ id });
    };
    for (const id of ids) note(id);
    await (async () => {
      await tx.delete(orders);
    })();
    await note(1);
  });
}` }] },
      ],
    },
    {
      name: "a caller in sight holds the transaction",
      filename: "src/close.ts",
      code: `${drizzle}
import type { Connection } from "./notes.js";
async function index(connection: Connection, id: number): Promise<void> {
  await connection.insert(logs).values({ id });
}
async function change(connection: Connection, ids: number[]) {
  index(connection, ids[0]);
  ids.forEach(async (id) => {
    await index(connection, id);
  });
}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await change(tx, ids);
  });
}`,
      output: `${drizzle}
import type { Connection } from "./notes.js";
async function index(connection: Connection, id: number): Promise<void> {
  await connection.insert(logs).values({ id });
}
async function change(connection: Connection, ids: number[]) {
  await index(connection, ids[0]);
  ids.forEach(async (id) => {
    await index(connection, id);
  });
}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await change(tx, ids);
  });
}`,
      errors: [
        { messageId: "floatingThrough", data: { chain: "index → connection.insert", fn: "change", library: "Drizzle", consequence: stays }, line: 9, column: 3, endLine: 9, endColumn: 28 },
        { messageId: "floatingLoop", data: { library: "Drizzle", fn: "change", chain: "index → connection.insert", consequence: stays }, line: 10, column: 3, endLine: 12, endColumn: 5, suggestions: [{ messageId: "useLoop", output: `${drizzle}
import type { Connection } from "./notes.js";
async function index(connection: Connection, id: number): Promise<void> {
  await connection.insert(logs).values({ id });
}
async function change(connection: Connection, ids: number[]) {
  index(connection, ids[0]);
  for (const id of ids) {
    await index(connection, id);
  }
}
export async function close(ids: number[]) {
  await db.transaction(async (tx) => {
    await change(tx, ids);
  });
}` }] },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: Prisma", rule, {
  valid: [
    {
      name: "awaited, in a batch, with handlers outside a transaction",
      code: `${prisma}
export async function close(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.log.create({ data: { id } });
  });
  await prisma.$transaction([prisma.log.create({ data: { id } }), prisma.order.delete({ where: { id } })]);
  prisma.log.create({ data: { id } }).catch(() => undefined);
  const found = prisma.order.findMany();
  return await found;
}`,
    },
  ],
  invalid: [
    {
      name: "never awaited",
      code: `${prisma}
export async function close(id: number) {
  prisma.log.create({ data: { id } });
  void prisma.$executeRaw\`DELETE FROM logs\`;
}`,
      output: `${prisma}
export async function close(id: number) {
  await prisma.log.create({ data: { id } });
  void prisma.$executeRaw\`DELETE FROM logs\`;
}`,
      errors: [
        { messageId: "neverAwaited", data: { text: "prisma.log.create", fn: "close", library: "Prisma" }, line: 5, column: 3, endLine: 5, endColumn: 38 },
        { messageId: "neverAwaited", data: { text: "prisma.$executeRaw", fn: "close", library: "Prisma" }, line: 6, column: 8, endLine: 6, endColumn: 44, suggestions: [{ messageId: "addAwait", output: `${prisma}
export async function close(id: number) {
  prisma.log.create({ data: { id } });
  await prisma.$executeRaw\`DELETE FROM logs\`;
}` }] },
      ],
    },
    {
      name: "a parameter that can be nothing but a transaction",
      code: `${prisma}
export async function note(tx: Prisma.TransactionClient, id: number) {
  tx.log.create({ data: { id } }).catch(console.error);
  await tx.order.delete({ where: { id } });
}
export async function maybe(id: number, tx?: Prisma.TransactionClient) {
  tx?.log.create({ data: { id } }).catch(console.error);
}
export async function late(tx: Prisma.TransactionClient, id: number, queue: Queue) {
  queue.process(async () => {
    void tx.log.create({ data: { id } }).then(console.log);
  });
}`,
      output: null,
      errors: [
        { messageId: "floatingQuery", data: { text: "tx.log.create", fn: "note", library: "Prisma", consequence: lost }, line: 5, column: 3, endLine: 5, endColumn: 55, suggestions: [{ messageId: "addAwait", output: `${prisma}
export async function note(tx: Prisma.TransactionClient, id: number) {
  await tx.log.create({ data: { id } }).catch(console.error);
  await tx.order.delete({ where: { id } });
}
export async function maybe(id: number, tx?: Prisma.TransactionClient) {
  tx?.log.create({ data: { id } }).catch(console.error);
}
export async function late(tx: Prisma.TransactionClient, id: number, queue: Queue) {
  queue.process(async () => {
    void tx.log.create({ data: { id } }).then(console.log);
  });
}` }] },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: Knex", rule, {
  valid: [
    {
      name: "a builder that is mutated in place, and awaited",
      code: `${knex}
export async function find(open: boolean | undefined) {
  const query = knex("orders");
  if (open) query.where({ open });
  query.where(function () {
    this.where("id", 1).orWhere("id", 2);
  });
  void query.limit(1);
  return await query;
}
export function limit(query: Knex.QueryBuilder) {
  query.limit(1);
}`,
    },
    {
      name: "callback style: the handlers end the transaction",
      code: `${knex}
export function close(id: number) {
  return knex.transaction((trx) => {
    trx("orders").where({ id }).update({ open: false }).then(trx.commit).catch(trx.rollback);
  });
}
export function open(id: number) {
  return knex.transaction((trx) => {
    trx("orders")
      .where({ id })
      .update({ open: true })
      .then(() => trx.commit())
      .catch((error: Error) => trx.rollback(error));
  });
}
export async function tidy(id: number, done: () => void) {
  await knex.transaction(async (trx) => {
    trx("logs").del().asCallback(done);
    await trx("orders").del();
  });
}`,
    },
    {
      name: "a last resort, and ends that are awaited",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  try {
    await trx("orders").del();
    await trx.commit();
  } catch (error) {
    trx.rollback().catch(() => undefined);
    throw error;
  }
}
export const tidy = (id: number) =>
  knex.transaction((trx) => {
    trx.commit();
  });`,
    },
  ],
  invalid: [
    {
      name: "never awaited",
      code: `${knex}
export async function close(id: number) {
  await knex.transaction(async (trx) => {
    trx("logs").insert({ id });
    await trx("orders").where({ id }).update({ open: false });
  });
  knex.raw("VACUUM");
  knex("orders").where({ id }).transacting(trx).del();
}`,
      output: `${knex}
export async function close(id: number) {
  await knex.transaction(async (trx) => {
    await trx("logs").insert({ id });
    await trx("orders").where({ id }).update({ open: false });
  });
  await knex.raw("VACUUM");
  await knex("orders").where({ id }).transacting(trx).del();
}`,
      errors: [
        { messageId: "neverAwaited", data: { text: 'trx("logs").insert', fn: "close", library: "Knex" }, line: 6, column: 5, endLine: 6, endColumn: 31 },
        { messageId: "neverAwaited", data: { text: "knex.raw", fn: "close", library: "Knex" }, line: 9, column: 3, endLine: 9, endColumn: 21 },
        { messageId: "neverAwaited", data: { text: 'knex("orders").where', fn: "close", library: "Knex" }, line: 10, column: 3, endLine: 10, endColumn: 54 },
      ],
    },
    {
      name: "a builder that is mutated in place, and left",
      code: `${knex}
export async function find(open: boolean | undefined) {
  const query = knex("orders");
  if (open) query.where({ open });
}`,
      output: null,
      errors: [
        { messageId: "neverAwaited", data: { text: "knex", fn: "find", library: "Knex" }, line: 5, column: 17, endLine: 5, endColumn: 31 },
      ],
    },
    {
      name: "handlers that end nothing",
      code: `${knex}
export async function close(id: number) {
  await knex.transaction(async (trx) => {
    trx("orders").where({ id }).update({ open: false }).then((count) => console.log(count));
  });
}`,
      output: null,
      errors: [
        { messageId: "floatingQuery", data: { text: 'trx("orders").where', fn: "close", library: "Knex", consequence: lost }, line: 6, column: 5, endLine: 6, endColumn: 92, suggestions: [{ messageId: "addAwait", output: `${knex}
export async function close(id: number) {
  await knex.transaction(async (trx) => {
    await trx("orders").where({ id }).update({ open: false }).then((count) => console.log(count));
  });
}` }] },
      ],
    },
    {
      name: "batchInsert runs at once",
      code: `${knex}
export async function note(rows: Row[]) {
  knex.batchInsert("logs", rows);
  await knex.transaction(async (trx) => {
    trx.batchInsert("logs", rows);
    await trx("orders").del();
  });
}`,
      output: `${knex}
export async function note(rows: Row[]) {
  knex.batchInsert("logs", rows);
  await knex.transaction(async (trx) => {
    await trx.batchInsert("logs", rows);
    await trx("orders").del();
  });
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "trx.batchInsert", fn: "note", library: "Knex", consequence: lost }, line: 7, column: 5, endLine: 7, endColumn: 34 },
      ],
    },
    {
      name: "a commit that nobody waits for",
      code: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  try {
    await trx("orders").del();
    trx.commit();
  } catch (error) {
    trx.rollback();
    throw error;
  }
}`,
      output: `${knex}
export async function close(id: number) {
  const trx = await knex.transaction();
  try {
    await trx("orders").del();
    await trx.commit();
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}`,
      errors: [
        { messageId: "floatingEnd", data: { text: "trx.commit", fn: "close", library: "Knex" }, line: 8, column: 5, endLine: 8, endColumn: 17 },
        { messageId: "floatingEnd", data: { text: "trx.rollback", fn: "close", library: "Knex" }, line: 10, column: 5, endLine: 10, endColumn: 19 },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: Kysely", rule, {
  valid: [
    {
      name: "executed, returned, built step by step",
      code: `${kysely}
export async function close(id: number) {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom("orders").where("id", "=", id).execute();
    let query = trx.selectFrom("orders").selectAll();
    if (id > 1) query = query.where("id", "=", id);
    await query.executeTakeFirst();
  });
  return db.selectFrom("orders").selectAll();
}
export async function call(id: number) {
  await db.selectFrom("orders").$call((query) => query.execute());
  const orders = await db.selectFrom("orders");
  return await orders.selectAll().execute();
}`,
    },
    {
      name: "commands that are executed",
      code: `${kysely}
export async function close(id: number) {
  const trx = await db.startTransaction().execute();
  try {
    await trx.deleteFrom("orders").execute();
    await trx.commit().execute();
  } catch (error) {
    await trx.rollback().execute();
    throw error;
  }
}`,
    },
    {
      name: "several at once",
      code: `${kysely}
export async function close(id: number) {
  await db.transaction().execute(async (trx) => {
    await Promise.all([trx.deleteFrom("orders").execute(), trx.deleteFrom("logs").execute()]);
  });
}`,
    },
  ],
  invalid: [
    {
      name: "not executed, awaited or not",
      code: `${kysely}
export async function close(id: number) {
  db.deleteFrom("logs");
  await db.deleteFrom("orders").where("id", "=", id);
  const orders = await db.selectFrom("orders").selectAll();
  void db.deleteFrom("logs");
}`,
      output: `${kysely}
export async function close(id: number) {
  await db.deleteFrom("logs").execute();
  await db.deleteFrom("orders").where("id", "=", id).execute();
  const orders = await db.selectFrom("orders").selectAll();
  void db.deleteFrom("logs");
}`,
      errors: [
        { messageId: "neverExecuted", data: { text: "db.deleteFrom", fn: "close", library: "Kysely", what: "query", runs: "`execute()`" }, line: 4, column: 3, endLine: 4, endColumn: 24 },
        { messageId: "neverExecuted", data: { text: "db.deleteFrom", fn: "close", library: "Kysely", what: "query", runs: "`execute()`" }, line: 5, column: 9, endLine: 5, endColumn: 53 },
        { messageId: "neverExecuted", data: { text: "db.selectFrom", fn: "close", library: "Kysely", what: "query", runs: "`execute()`" }, line: 6, column: 24, endLine: 6, endColumn: 59, suggestions: [{ messageId: "addExecute", output: `${kysely}
export async function close(id: number) {
  db.deleteFrom("logs");
  await db.deleteFrom("orders").where("id", "=", id);
  const orders = await db.selectFrom("orders").selectAll().execute();
  void db.deleteFrom("logs");
}` }] },
        { messageId: "neverExecuted", data: { text: "db.deleteFrom", fn: "close", library: "Kysely", what: "query", runs: "`execute()`" }, line: 7, column: 8, endLine: 7, endColumn: 29, suggestions: [{ messageId: "addExecute", output: `${kysely}
export async function close(id: number) {
  db.deleteFrom("logs");
  await db.deleteFrom("orders").where("id", "=", id);
  const orders = await db.selectFrom("orders").selectAll();
  await db.deleteFrom("logs").execute();
}` }] },
      ],
    },
    {
      name: "commands of a controlled transaction",
      code: `${kysely}
export async function close(id: number) {
  const trx = await db.startTransaction().execute();
  try {
    await trx.deleteFrom("orders").execute();
    await trx.commit();
  } catch (error) {
    trx.rollback();
    throw error;
  }
}`,
      output: `${kysely}
export async function close(id: number) {
  const trx = await db.startTransaction().execute();
  try {
    await trx.deleteFrom("orders").execute();
    await trx.commit().execute();
  } catch (error) {
    await trx.rollback().execute();
    throw error;
  }
}`,
      errors: [
        { messageId: "neverExecuted", data: { text: "trx.commit", fn: "close", library: "Kysely", what: "command", runs: "`execute()`" }, line: 7, column: 11, endLine: 7, endColumn: 23 },
        { messageId: "neverExecuted", data: { text: "trx.rollback", fn: "close", library: "Kysely", what: "command", runs: "`execute()`" }, line: 9, column: 5, endLine: 9, endColumn: 19 },
      ],
    },
    {
      name: "executed, but nobody waits",
      code: `${kysely}
export async function close(id: number) {
  db.deleteFrom("logs").execute();
  await db.transaction().execute(async (trx) => {
    trx.deleteFrom("logs").execute();
    await trx.deleteFrom("orders").execute();
  });
}`,
      output: `${kysely}
export async function close(id: number) {
  db.deleteFrom("logs").execute();
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom("logs").execute();
    await trx.deleteFrom("orders").execute();
  });
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "trx.deleteFrom", fn: "close", library: "Kysely", consequence: lost }, line: 6, column: 5, endLine: 6, endColumn: 37 },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: TypeORM", rule, {
  valid: [
    {
      name: "awaited, and outside a transaction",
      code: `${typeorm}
export async function close(id: number) {
  void dataSource.manager.save(new Log());
  await dataSource.transaction(async (manager) => {
    await manager.save(new Log());
    await manager.getRepository(Order).delete(id);
  });
}`,
    },
    {
      name: "a manager that can be the client's",
      code: `${typeorm}
export async function note(manager: EntityManager) {
  void manager.save(new Log());
}`,
    },
    {
      name: "query builders that are run, kept or passed on",
      code: `${typeorm}
export class Orders {
  constructor(private readonly orders: Repository<Order>) {}
  async list(page: number) {
    const builder = await this.orders.createQueryBuilder("order").leftJoin("order.items", "item");
    builder.andWhere("item.id = 1");
    await this.orders.createQueryBuilder().relation(Order, "items").of(1).add(2);
    await this.orders.createQueryBuilder("order").paginate(page);
    await this.orders.createQueryBuilder().delete().where("id = 1").execute();
    return paginate(builder, page);
  }
}`,
    },
  ],
  invalid: [
    {
      name: "nobody waits for it",
      code: `${typeorm}
export async function close(id: number) {
  await dataSource.transaction(async (manager) => {
    manager.save(new Log());
    const orders = manager.getRepository(Order);
    void orders.delete(id);
    await manager.delete(Log, id);
  });
}
export async function note(runner: QueryRunner) {
  runner.query("DELETE FROM logs");
  await runner.query("DELETE FROM orders");
}`,
      output: `${typeorm}
export async function close(id: number) {
  await dataSource.transaction(async (manager) => {
    await manager.save(new Log());
    const orders = manager.getRepository(Order);
    void orders.delete(id);
    await manager.delete(Log, id);
  });
}
export async function note(runner: QueryRunner) {
  await runner.query("DELETE FROM logs");
  await runner.query("DELETE FROM orders");
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "manager.save", fn: "close", library: "TypeORM", consequence: lost }, line: 8, column: 5, endLine: 8, endColumn: 28 },
        { messageId: "floatingQuery", data: { text: "orders.delete", fn: "close", library: "TypeORM", consequence: lost }, line: 10, column: 10, endLine: 10, endColumn: 27, suggestions: [{ messageId: "addAwait", output: `${typeorm}
export async function close(id: number) {
  await dataSource.transaction(async (manager) => {
    manager.save(new Log());
    const orders = manager.getRepository(Order);
    await orders.delete(id);
    await manager.delete(Log, id);
  });
}
export async function note(runner: QueryRunner) {
  runner.query("DELETE FROM logs");
  await runner.query("DELETE FROM orders");
}` }] },
        { messageId: "floatingQuery", data: { text: "runner.query", fn: "note", library: "TypeORM", consequence: lost }, line: 15, column: 3, endLine: 15, endColumn: 35 },
      ],
    },
    {
      name: "between begin and commit",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    runner.manager.save(new Log());
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
  runner.manager.save(new Log());
}`,
      output: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.manager.save(new Log());
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
  runner.manager.save(new Log());
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "runner.manager.save", fn: "close", library: "TypeORM", consequence: lost }, line: 10, column: 5, endLine: 10, endColumn: 35 },
      ],
    },
    {
      name: "a query builder without a member that runs it",
      code: `${typeorm}
export class Orders {
  constructor(private readonly orders: Repository<Order>) {}
  async close(id: number) {
    await this.orders.createQueryBuilder().update().set({ open: false }).where("id = :id", { id });
    this.orders.createQueryBuilder("order").where("id = 1");
  }
}`,
      output: null,
      errors: [
        { messageId: "neverExecuted", data: { text: "this.orders.createQueryBuilder", fn: "Orders.close", library: "TypeORM", what: "query", runs: "`getMany()`, `getOne()`, `execute()`" }, line: 9, column: 11, endLine: 9, endColumn: 99 },
        { messageId: "neverExecuted", data: { text: "this.orders.createQueryBuilder", fn: "Orders.close", library: "TypeORM", what: "query", runs: "`getMany()`, `getOne()`, `execute()`" }, line: 10, column: 5, endLine: 10, endColumn: 60 },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: Sequelize", rule, {
  valid: [
    {
      name: "awaited, without the transaction, before it",
      code: `${sequelize}
export async function close(id: number) {
  void Log.create({ id });
  await sequelize.transaction(async (transaction) => {
    await Order.update({ open: false }, { where: { id }, transaction });
    Log.build({ id });
    const order = await Order.findByPk(id, { transaction });
    order?.setDataValue("open", false);
    await order?.save({ transaction });
  });
}`,
    },
  ],
  invalid: [
    {
      name: "nobody waits for it",
      code: `${sequelize}
export async function close(id: number) {
  await sequelize.transaction(async (transaction) => {
    Log.create({ id }, { transaction });
    const order = await Order.findByPk(id, { transaction });
    order?.update({ open: false }, { transaction });
    [1, 2].forEach(async (item) => {
      await Log.create({ item }, { transaction });
    });
  });
}
export async function note(id: number, transaction: Transaction) {
  Log.create({ id }, { transaction });
  await Order.destroy({ where: { id }, transaction });
}`,
      output: `${sequelize}
export async function close(id: number) {
  await sequelize.transaction(async (transaction) => {
    await Log.create({ id }, { transaction });
    const order = await Order.findByPk(id, { transaction });
    await order?.update({ open: false }, { transaction });
    [1, 2].forEach(async (item) => {
      await Log.create({ item }, { transaction });
    });
  });
}
export async function note(id: number, transaction: Transaction) {
  await Log.create({ id }, { transaction });
  await Order.destroy({ where: { id }, transaction });
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "Log.create", fn: "close", library: "Sequelize", consequence: lost }, line: 8, column: 5, endLine: 8, endColumn: 40 },
        { messageId: "floatingQuery", data: { text: "order?.update", fn: "close", library: "Sequelize", consequence: lost }, line: 10, column: 5, endLine: 10, endColumn: 52 },
        { messageId: "floatingLoop", data: { library: "Sequelize", fn: "close", chain: "Log.create", consequence: lost }, line: 11, column: 5, endLine: 13, endColumn: 7, suggestions: [{ messageId: "useLoop", output: `${sequelize}
export async function close(id: number) {
  await sequelize.transaction(async (transaction) => {
    Log.create({ id }, { transaction });
    const order = await Order.findByPk(id, { transaction });
    order?.update({ open: false }, { transaction });
    for (const item of [1, 2]) {
      await Log.create({ item }, { transaction });
    }
  });
}
export async function note(id: number, transaction: Transaction) {
  Log.create({ id }, { transaction });
  await Order.destroy({ where: { id }, transaction });
}` }] },
        { messageId: "floatingQuery", data: { text: "Log.create", fn: "note", library: "Sequelize", consequence: lost }, line: 17, column: 3, endLine: 17, endColumn: 38 },
      ],
    },
    {
      name: "a commit that nobody waits for",
      code: `${sequelize}
export async function close(id: number) {
  const t = await sequelize.transaction();
  await Order.destroy({ where: { id }, transaction: t });
  t.commit();
}`,
      output: `${sequelize}
export async function close(id: number) {
  const t = await sequelize.transaction();
  await Order.destroy({ where: { id }, transaction: t });
  await t.commit();
}`,
      errors: [
        { messageId: "floatingEnd", data: { text: "t.commit", fn: "close", library: "Sequelize" }, line: 9, column: 3, endLine: 9, endColumn: 13 },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: node-postgres", rule, {
  valid: [
    {
      name: "callback style",
      code: `${pg}
export async function close(done: (error: Error) => void) {
  const client = await pool.connect();
  client.query("BEGIN", (error) => {
    client.query("DELETE FROM orders", (failure, result) => {
      client.query("COMMIT", done);
    });
  });
}
export async function note(id: number) {
  pool.query("DELETE FROM logs");
}
function report(error: Error) {
  console.error(error);
}
export async function tidy(client: PoolClient, ids: number[], callback: () => void) {
  await client.query("BEGIN");
  client.query("DELETE FROM logs", ids, report);
  client.query("DELETE FROM orders", callback);
  await client.query("COMMIT");
}`,
    },
    {
      name: "awaited",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders WHERE id = $1", [id]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
    },
  ],
  invalid: [
    {
      name: "nobody waits for it",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    client.query("DELETE FROM orders WHERE id = $1", [id]);
    client.query("COMMIT");
  } finally {
    client.release();
  }
}`,
      output: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("DELETE FROM orders WHERE id = $1", [id]);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "client.query", fn: "close", library: "node-postgres", consequence: stays }, line: 8, column: 5, endLine: 8, endColumn: 59 },
        { messageId: "floatingEnd", data: { text: "client.query", fn: "close", library: "node-postgres" }, line: 9, column: 5, endLine: 9, endColumn: 27 },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: other libraries", rule, {
  valid: [
    {
      name: "postgres.js: awaited, fragments, callbacks",
      code: `${postgres}
export async function close(id: number) {
  const where = sql\`id = \${id}\`;
  await sql\`DELETE FROM orders WHERE \${where}\`;
  await sql.begin(async (tx) => {
    await tx\`DELETE FROM logs\`;
  });
}`,
    },
    {
      name: "Mongoose: exec runs it",
      code: `${mongoose}
import { Task } from "./task.js";
export async function close(id: number) {
  Task.deleteOne({ id }).exec();
  await Task.deleteOne({ id });
}`,
    },
    {
      name: "SQLite: what runs at once is not waited for",
      code: `${sqlite3}
export const close = db.transaction((id: number) => {
  db.prepare("DELETE FROM orders WHERE id = ?").run(id);
  db.exec("DELETE FROM logs");
});`,
    },
  ],
  invalid: [
    {
      name: "postgres.js: never awaited",
      code: `${postgres}
export async function close(id: number) {
  await sql.begin(async (tx) => {
    tx\`DELETE FROM logs\`;
    tx\`DELETE FROM orders\`.catch(console.error);
  });
}`,
      output: `${postgres}
export async function close(id: number) {
  await sql.begin(async (tx) => {
    await tx\`DELETE FROM logs\`;
    tx\`DELETE FROM orders\`.catch(console.error);
  });
}`,
      errors: [
        { messageId: "neverAwaited", data: { text: "tx", fn: "close", library: "postgres.js" }, line: 5, column: 5, endLine: 5, endColumn: 25 },
        { messageId: "floatingQuery", data: { text: "tx", fn: "close", library: "postgres.js", consequence: stays }, line: 6, column: 5, endLine: 6, endColumn: 48, suggestions: [{ messageId: "addAwait", output: `${postgres}
export async function close(id: number) {
  await sql.begin(async (tx) => {
    tx\`DELETE FROM logs\`;
    await tx\`DELETE FROM orders\`.catch(console.error);
  });
}` }] },
      ],
    },
    {
      name: "Mongoose: never awaited",
      code: `${mongoose}
export async function close(id: number) {
  Order.deleteOne({ id });
}`,
      output: `${mongoose}
export async function close(id: number) {
  await Order.deleteOne({ id });
}`,
      errors: [
        { messageId: "neverAwaited", data: { text: "Order.deleteOne", fn: "close", library: "MongoDB" }, line: 4, column: 3, endLine: 4, endColumn: 26 },
      ],
    },
  ],
});

createRuleTester().run("no-floating-query: MikroORM", rule, {
  valid: [
    {
      name: "staging is synchronous, flushing is awaited",
      code: `${mikro}
export async function close(id: number) {
  await orm.em.transactional(async (em) => {
    em.persist(em.create(Log, { id }));
    em.remove(await em.findOneOrFail(Order, id));
    em.clear();
    await em.flush();
  });
  void orm.em.fork().find(Order, {});
  await orm.em.createQueryBuilder(Order).where({ id });
  return orm.em.createQueryBuilder(Order).getResult();
}`,
    },
  ],
  invalid: [
    {
      name: "nobody waits for it",
      code: `${mikro}
export async function close(id: number) {
  await orm.em.transactional(async (em) => {
    em.flush();
    void em.nativeDelete(Order, { id });
  });
  orm.em.createQueryBuilder(Order).delete().where({ id });
}
export async function open(id: number) {
  const em = orm.em.fork();
  await em.begin();
  em.nativeUpdate(Order, { id }, { open: true });
  await em.commit();
}`,
      output: `${mikro}
export async function close(id: number) {
  await orm.em.transactional(async (em) => {
    await em.flush();
    void em.nativeDelete(Order, { id });
  });
  await orm.em.createQueryBuilder(Order).delete().where({ id });
}
export async function open(id: number) {
  const em = orm.em.fork();
  await em.begin();
  await em.nativeUpdate(Order, { id }, { open: true });
  await em.commit();
}`,
      errors: [
        { messageId: "floatingQuery", data: { text: "em.flush", fn: "close", library: "MikroORM", consequence: lost }, line: 8, column: 5, endLine: 8, endColumn: 15 },
        { messageId: "floatingQuery", data: { text: "em.nativeDelete", fn: "close", library: "MikroORM", consequence: lost }, line: 9, column: 10, endLine: 9, endColumn: 40, suggestions: [{ messageId: "addAwait", output: `${mikro}
export async function close(id: number) {
  await orm.em.transactional(async (em) => {
    em.flush();
    await em.nativeDelete(Order, { id });
  });
  orm.em.createQueryBuilder(Order).delete().where({ id });
}
export async function open(id: number) {
  const em = orm.em.fork();
  await em.begin();
  em.nativeUpdate(Order, { id }, { open: true });
  await em.commit();
}` }] },
        { messageId: "neverAwaited", data: { text: "orm.em.createQueryBuilder", fn: "close", library: "MikroORM" }, line: 11, column: 3, endLine: 11, endColumn: 58 },
        { messageId: "floatingQuery", data: { text: "em.nativeUpdate", fn: "open", library: "MikroORM", consequence: lost }, line: 16, column: 3, endLine: 16, endColumn: 49 },
      ],
    },
  ],
});
