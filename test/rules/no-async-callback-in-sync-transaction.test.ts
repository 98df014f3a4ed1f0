import rule from "../../rules/no-async-callback-in-sync-transaction.js";
import { createRuleTester } from "../support/rule-tester.js";

const better = 'import Database from "better-sqlite3";\nconst db = new Database("tasks.db");\nconst insert = db.prepare("INSERT INTO tasks (title) VALUES (?)");';
const bun = 'import { Database } from "bun:sqlite";\nconst db = new Database("tasks.db");';
const drizzle = 'import { drizzle } from "drizzle-orm/better-sqlite3";\nimport { tasks } from "./schema.js";\nconst db = drizzle(client);';
const ON_BETTER = 'better-sqlite3 throws "Transaction function cannot return a promise" and rolls back, and what follows the first `await` runs outside any transaction';
const ON_BUN = "bun:sqlite commits at the first `await`, and what follows is written one by one and never rolled back";
const ON_DRIZZLE = 'better-sqlite3 throws "Transaction function cannot return a promise" and rolls back, and what is awaited runs after that, outside any transaction';
const ON_SYNC = "this driver commits when the function returns, and what is awaited runs after that: it is written one by one and never rolled back";

createRuleTester({
  "src/titles.ts": `export async function load(): Promise<string[]> {
  return [];
}
export function save(title: string): Promise<void> {
  return send(title);
}
export function format(title: string) {
  return title.trim();
}
export const importAll = async (titles: string[]) => {
  await store(titles);
};`,
  "src/database.ts": `import Database from "better-sqlite3";
export const db = new Database("tasks.db");
export function inTransaction<T>(work: () => T): T {
  return db.transaction(work)();
}
export function inClosure<T>(work: () => T): T {
  return db.transaction(() => work()).immediate();
}
export function outside<T>(work: () => T): T {
  db.transaction(() => log("started"))();
  return work();
}`,
}).run("no-async-callback-in-sync-transaction: the drivers", rule, {
  valid: [
    {
      name: "a synchronous callback",
      code: `${better}
const insertAll = db.transaction((titles: string[]) => {
  for (const title of titles) insert.run(title);
});
insertAll.immediate(["a"]);`,
    },
    {
      name: "what is asynchronous comes before",
      filename: "src/import.ts",
      code: `${better}
import { load } from "./titles.js";
const insertAll = db.transaction((titles: string[]) => titles.map((title) => insert.run(title)));
export const run = async () => insertAll(await load());`,
    },
    {
      name: "a named function that is synchronous, and one of which nothing is known",
      filename: "src/import.ts",
      code: `${better}
import { format } from "./titles.js";
import { store } from "./nowhere.js";
export const trim = db.transaction(format);
export const keep = db.transaction(store);
export const wrap = db.transaction(memoize(async () => 1));`,
    },
    {
      name: "a promise that is not returned, and one of a nested function",
      filename: "src/import.ts",
      code: `${better}
import { save } from "./titles.js";
export const run = db.transaction((title: string) => {
  void save(title);
  const later = () => save(title);
  insert.run(title);
});`,
    },
    {
      name: "a generator",
      code: `${better}
export const run = db.transaction(function* () { yield 1; });`,
    },
    {
      name: "the asynchronous drivers",
      code: `import postgres from "postgres";
import { drizzle } from "drizzle-orm/libsql";
import { drizzle as d1 } from "drizzle-orm/d1";
import createKnex from "knex";
import { DataSource } from "typeorm";
import { Sequelize } from "sequelize";
import { PrismaClient } from "@prisma/client";
import { MikroORM } from "@mikro-orm/postgresql";
import { Kysely } from "kysely";
import { Pool } from "pg";
import { Model } from "objection";
const orm = await MikroORM.init({});
class Task extends Model {}
await postgres(url).begin(async (tx) => tx\`SELECT 1\`);
await drizzle(client).transaction(async (tx) => await tx.insert(tasks).values({}));
await d1(client).transaction(async (tx) => await tx.insert(tasks).values({}));
await createKnex({}).transaction(async (trx) => await trx("tasks").insert({}));
await new DataSource({}).transaction(async (manager) => await manager.save(task));
await new Sequelize(url).transaction(async (transaction) => await task.save({ transaction }));
await new PrismaClient().$transaction(async (tx) => await tx.task.create({}));
await orm.em.fork().transactional(async (em) => await em.flush());
await new Kysely({}).transaction().execute(async (trx) => await trx.insertInto("tasks").execute());
await new Pool().query("BEGIN");
await Task.transaction(async (trx) => await Task.query(trx));`,
    },
    {
      name: "another object's transaction",
      code: `import { db } from "./store.js";
export const run = db.transaction(async () => 1);`,
    },
    {
      name: "a wrapper that runs its callback outside",
      filename: "src/import.ts",
      code: `import { outside } from "./database.js";
export const run = () => outside(async () => 1);`,
    },
    {
      name: "a test",
      filename: "test/import.test.ts",
      code: `${better}
db.transaction(async () => { await insert.run("a"); });`,
    },
    {
      name: "no call at all, and no callback",
      code: `${better}
export const run = db.transaction;
db.transaction();`,
    },
  ],
  invalid: [
    {
      name: "an async function: the driver's own calls need no await",
      code: `${better}
const insertAll = db.transaction(async (titles: string[]) => {
  for (const title of titles) await insert.run(title);
});`,
      output: null,
      errors: [
        {
          messageId: "asyncCallback",
          data: { call: "db.transaction", fn: "", onPromise: ON_BETTER },
          line: 4,
          column: 19,
          endLine: 6,
          endColumn: 3,
          suggestions: [
            {
              messageId: "makeSynchronous",
              output: `${better}
const insertAll = db.transaction((titles: string[]) => {
  for (const title of titles) insert.run(title);
});`,
            },
          ],
        },
      ],
    },
    {
      name: "it waits for something else: nothing to suggest",
      filename: "src/import.ts",
      code: `${better}
import { load } from "./titles.js";
export const run = db.transaction(async function () {
  for (const title of await load()) insert.run(title);
});`,
      output: null,
      errors: [{ messageId: "asyncCallback", data: { call: "db.transaction", fn: "", onPromise: ON_BETTER }, line: 5, column: 20, endLine: 7, endColumn: 3, suggestions: null }],
    },
    {
      name: "it says that it returns a promise: nothing to suggest",
      code: `${better}
export const run = db.transaction(async (title: string): Promise<void> => {
  insert.run(title);
});`,
      output: null,
      errors: [{ messageId: "asyncCallback", data: { call: "db.transaction", fn: "", onPromise: ON_BETTER }, line: 4, column: 20, endLine: 6, endColumn: 3, suggestions: null }],
    },
    {
      name: "bun:sqlite, called at once",
      code: `${bun}
await db.transaction(async () => {
  db.run("DELETE FROM tasks");
})();`,
      output: null,
      errors: [
        {
          messageId: "asyncCallback",
          data: { call: "db.transaction", fn: "", onPromise: ON_BUN },
          line: 3,
          column: 7,
          endLine: 5,
          endColumn: 3,
          suggestions: [
            {
              messageId: "makeSynchronous",
              output: `${bun}
await db.transaction(() => {
  db.run("DELETE FROM tasks");
})();`,
            },
          ],
        },
      ],
    },
    {
      name: "it returns another promise: nothing to suggest",
      filename: "src/import.ts",
      code: `${better}
import { save } from "./titles.js";
export const run = db.transaction(async (title: string) => save(title));`,
      output: null,
      errors: [{ messageId: "asyncCallback", data: { call: "db.transaction", fn: "", onPromise: ON_BETTER }, line: 5, column: 20, endLine: 5, endColumn: 72, suggestions: null }],
    },
    {
      name: "given by name: from here, from another file, as a method",
      filename: "src/import.ts",
      code: `${better}
import { importAll } from "./titles.js";
async function store(title: string) {
  insert.run(title);
}
class Importer {
  run = db.transaction(this.store);
  async store(title: string) {
    insert.run(title);
  }
}
export const run = db.transaction(store);
export const runAll = db.transaction(importAll);`,
      output: null,
      errors: [
        { messageId: "asyncFunction", data: { call: "db.transaction", fn: "store", onPromise: ON_BETTER }, line: 9, column: 9, endLine: 9, endColumn: 35, suggestions: null },
        { messageId: "asyncFunction", data: { call: "db.transaction", fn: "store", onPromise: ON_BETTER }, line: 14, column: 20, endLine: 14, endColumn: 41, suggestions: null },
        { messageId: "asyncFunction", data: { call: "db.transaction", fn: "importAll", onPromise: ON_BETTER }, line: 15, column: 23, endLine: 15, endColumn: 48, suggestions: null },
      ],
    },
    {
      name: "not async, but it returns a promise",
      filename: "src/import.ts",
      code: `${better}
import { save } from "./titles.js";
export const a = db.transaction((title: string) => save(title));
export const b = db.transaction((titles: string[]) => Promise.all(titles.map((title) => save(title))));
export const c = db.transaction((title: string) => {
  const saved = save(title).then(() => title);
  if (title === "") return undefined;
  return saved.catch(() => title);
});
export const d = db.transaction((title: string) => new Promise((resolve) => resolve(title)));
const store = (title: string) => (title ? fetch(title) : null);
export const e = db.transaction(store);`,
      output: null,
      errors: [
        { messageId: "promiseCallback", data: { call: "db.transaction", fn: "", onPromise: ON_BETTER }, line: 5, column: 18, endLine: 5, endColumn: 64, suggestions: null },
        { messageId: "promiseCallback", data: { call: "db.transaction", fn: "", onPromise: ON_BETTER }, line: 6, column: 18, endLine: 6, endColumn: 103, suggestions: null },
        { messageId: "promiseCallback", data: { call: "db.transaction", fn: "", onPromise: ON_BETTER }, line: 7, column: 18, endLine: 11, endColumn: 3, suggestions: null },
        { messageId: "promiseCallback", data: { call: "db.transaction", fn: "", onPromise: ON_BETTER }, line: 12, column: 18, endLine: 12, endColumn: 93, suggestions: null },
        { messageId: "promiseFunction", data: { call: "db.transaction", fn: "store", onPromise: ON_BETTER }, line: 14, column: 18, endLine: 14, endColumn: 39, suggestions: null },
      ],
    },
    {
      name: "through a wrapper of the project",
      filename: "src/import.ts",
      code: `import { inClosure, inTransaction } from "./database.js";
import { load } from "./titles.js";
export const a = () => inTransaction(async () => await load());
export const b = () => inClosure(() => load());`,
      output: null,
      errors: [
        { messageId: "asyncCallback", data: { call: "inTransaction", fn: "", onPromise: ON_BETTER }, line: 3, column: 24, endLine: 3, endColumn: 63, suggestions: null },
        { messageId: "promiseCallback", data: { call: "inClosure", fn: "", onPromise: ON_BETTER }, line: 4, column: 24, endLine: 4, endColumn: 47, suggestions: null },
      ],
    },
    {
      name: "a database that is a parameter, a field, a default",
      code: `import type Sqlite from "better-sqlite3";
import type { Database as Bun } from "bun:sqlite";
export const a = (db: Sqlite.Database) => db.transaction(async () => work());
class Store {
  constructor(private readonly db: Bun) {}
  run() {
    return this.db.transaction(async () => work())();
  }
}`,
      output: null,
      errors: [
        {
          messageId: "asyncCallback",
          data: { call: "db.transaction", fn: "", onPromise: ON_BETTER },
          line: 3,
          column: 43,
          endLine: 3,
          endColumn: 77,
          suggestions: [
            {
              messageId: "makeSynchronous",
              output: `import type Sqlite from "better-sqlite3";
import type { Database as Bun } from "bun:sqlite";
export const a = (db: Sqlite.Database) => db.transaction(() => work());
class Store {
  constructor(private readonly db: Bun) {}
  run() {
    return this.db.transaction(async () => work())();
  }
}`,
            },
          ],
        },
        {
          messageId: "asyncCallback",
          data: { call: "this.db.transaction", fn: "", onPromise: ON_BUN },
          line: 7,
          column: 12,
          endLine: 7,
          endColumn: 51,
          suggestions: [
            {
              messageId: "makeSynchronous",
              output: `import type Sqlite from "better-sqlite3";
import type { Database as Bun } from "bun:sqlite";
export const a = (db: Sqlite.Database) => db.transaction(async () => work());
class Store {
  constructor(private readonly db: Bun) {}
  run() {
    return this.db.transaction(() => work())();
  }
}`,
            },
          ],
        },
      ],
    },
  ],
});

createRuleTester().run("no-async-callback-in-sync-transaction: Drizzle", rule, {
  valid: [
    {
      name: "queries that run at once",
      code: `${drizzle}
export const run = () =>
  db.transaction((tx) => {
    tx.insert(tasks).values({ title: "a" }).run();
    const rows = tx.select().from(tasks).all();
    return rows.length > 0 ? tx.query.tasks.findFirst().sync() : tx.select().from(tasks).values();
  });
export const add = () => db.transaction((tx) => tx.insert(tasks).values({ title: "a" }).returning().get());
export const nest = () => db.transaction((tx) => tx.transaction((inner) => inner.delete(tasks).run()));`,
    },
    {
      name: "what is no query",
      code: `${drizzle}
export const text = () => db.transaction((tx) => tx.select().from(tasks).toSQL());`,
    },
  ],
  invalid: [
    {
      name: "an async callback: each query is run at once, by the member that fits",
      code: `${drizzle}
export const run = async () =>
  await db.transaction(async (tx) => {
    await tx.insert(tasks).values({ title: "a" });
    await tx.update(tasks).set({ title: "b" }).run();
    const [task] = await tx.insert(tasks).values({ title: "c" }).returning();
    const first = await tx.query.tasks.findFirst();
    return (await tx.select().from(tasks)).length;
  });`,
      output: null,
      errors: [
        {
          messageId: "asyncCallback",
          data: { call: "db.transaction", fn: "", onPromise: ON_DRIZZLE },
          line: 5,
          column: 9,
          endLine: 11,
          endColumn: 5,
          suggestions: [
            {
              messageId: "makeSynchronous",
              output: `${drizzle}
export const run = async () =>
  await db.transaction((tx) => {
    tx.insert(tasks).values({ title: "a" }).run();
    tx.update(tasks).set({ title: "b" }).run();
    const [task] = tx.insert(tasks).values({ title: "c" }).returning().all();
    const first = tx.query.tasks.findFirst().sync();
    return (tx.select().from(tasks).all()).length;
  });`,
            },
          ],
        },
      ],
    },
    {
      name: "a query that is returned is a promise, too",
      code: `${drizzle}
export const add = () => db.transaction((tx) => tx.insert(tasks).values({ title: "a" }).returning());`,
      output: null,
      errors: [
        {
          messageId: "promiseCallback",
          data: { call: "db.transaction", fn: "", onPromise: ON_DRIZZLE },
          line: 4,
          column: 26,
          endLine: 4,
          endColumn: 101,
          suggestions: [
            {
              messageId: "makeSynchronous",
              output: `${drizzle}
export const add = () => db.transaction((tx) => tx.insert(tasks).values({ title: "a" }).returning().all());`,
            },
          ],
        },
      ],
    },
    {
      name: "the other synchronous drivers, nested, and by type; a comment keeps its place",
      code: `import { drizzle } from "drizzle-orm/bun-sqlite";
import { drizzle as expo } from "drizzle-orm/expo-sqlite/driver";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
const db = drizzle(client);
db.transaction((tx) => {
  tx.transaction(async () => load());
});
expo(client).transaction(async (tx) => { await /* now */ tx.delete(tasks).run(); });
export const run = (store: BetterSQLite3Database) => store.transaction(async () => await load());`,
      output: null,
      errors: [
        {
          messageId: "asyncCallback",
          data: { call: "tx.transaction", fn: "", onPromise: ON_SYNC },
          line: 6,
          column: 3,
          endLine: 6,
          endColumn: 37,
          suggestions: [
            {
              messageId: "makeSynchronous",
              output: `import { drizzle } from "drizzle-orm/bun-sqlite";
import { drizzle as expo } from "drizzle-orm/expo-sqlite/driver";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
const db = drizzle(client);
db.transaction((tx) => {
  tx.transaction(() => load());
});
expo(client).transaction(async (tx) => { await /* now */ tx.delete(tasks).run(); });
export const run = (store: BetterSQLite3Database) => store.transaction(async () => await load());`,
            },
          ],
        },
        { messageId: "asyncCallback", data: { call: "expo(client).transaction", fn: "", onPromise: ON_SYNC }, line: 8, column: 1, endLine: 8, endColumn: 84, suggestions: null },
        { messageId: "asyncCallback", data: { call: "store.transaction", fn: "", onPromise: ON_DRIZZLE }, line: 9, column: 54, endLine: 9, endColumn: 97, suggestions: null },
      ],
    },
  ],
});
