import noCommitInService from "../../rules/no-commit-in-service.js";
import noOuterClient from "../../rules/no-outer-client-in-transaction.js";
import requireRollback from "../../rules/require-rollback-and-release.js";
import { createRuleTester } from "../support/rule-tester.js";

const objection = 'import { Model, transaction } from "objection";\nimport type { Transaction } from "objection";\nclass Task extends Model {}\nclass Note extends Model {}';
const postgres = 'import postgres from "postgres";\nconst sql = postgres(url);';
const slonik = 'import { createPool, sql } from "slonik";\nconst pool = await createPool(url);';
const mongoose = 'import mongoose from "mongoose";\nconst Task = mongoose.model("Task", schema);';

createRuleTester().run("no-outer-client-in-transaction: Objection", noOuterClient, {
  valid: [
    {
      name: "the transaction as an argument, in the chain, in an option, in a bound class",
      code: `${objection}
export const close = (id: number) =>
  Task.transaction(async (trx) => {
    const task = await Task.query(trx).findById(id);
    await task.$query(trx).patch({ open: false });
    await task.$relatedQuery("notes", trx).insert({ text: "closed" });
    await Task.relatedQuery("notes", trx).for(id).delete();
    await Note.query().transacting(trx).insert({ id });
    await task.$fetchGraph("notes", { transaction: trx });
    await Note.bindKnex(trx).query().insert({ id });
    await Task.transaction(trx, async (nested) => await Task.query(nested).delete());
  });`,
    },
    {
      name: "the bound classes that a callback is given",
      code: `${objection}
export const close = (id: number) =>
  transaction(Task, Note, async (Task, Note, trx) => {
    await Task.query().patch({ open: false });
    await Note.query().insert({ id });
    await trx.raw("SELECT 1");
  });`,
    },
    {
      name: "before and after",
      code: `${objection}
export async function close(id: number) {
  await Task.query().findById(id);
  const trx = await Task.startTransaction();
  await Task.query(trx).patch({ open: false });
  await trx.commit();
  await Note.query().insert({ id });
}`,
    },
  ],
  invalid: [
    {
      name: "queries without the transaction: it becomes their argument",
      code: `${objection}
export const close = (id: number) =>
  Task.transaction(async (trx) => {
    const task = await Task.query(trx).findById(id);
    await task.$query().patch({ open: false });
    await task.$relatedQuery("notes").insert({ text: "closed" });
    await Note.query().insert({ id });
  });`,
      output: `${objection}
export const close = (id: number) =>
  Task.transaction(async (trx) => {
    const task = await Task.query(trx).findById(id);
    await task.$query(trx).patch({ open: false });
    await task.$relatedQuery("notes", trx).insert({ text: "closed" });
    await Note.query(trx).insert({ id });
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "task.$query", fn: "close", library: "Objection", chain: "" }, line: 8, column: 11, endLine: 8, endColumn: 24 },
        { messageId: "outerQuery", data: { text: "task.$relatedQuery", fn: "close", library: "Objection", chain: "" }, line: 9, column: 11, endLine: 9, endColumn: 38 },
        { messageId: "outerQuery", data: { text: "Note.query", fn: "close", library: "Objection", chain: "" }, line: 10, column: 11, endLine: 10, endColumn: 23 },
      ],
    },
    {
      name: "between begin and commit, by the function that is exported, through the models' own Knex",
      code: `${objection}
export async function close(id: number) {
  const trx = await transaction.start(Task);
  await Note.query().insert({ id });
  await trx.commit();
}
export const open = (id: number) =>
  transaction(Task.knex(), async (trx) => {
    await Note.query().insert({ id });
  });`,
      output: `${objection}
export async function close(id: number) {
  const trx = await transaction.start(Task);
  await Note.query().insert({ id });
  await trx.commit();
}
export const open = (id: number) =>
  transaction(Task.knex(), async (trx) => {
    await Note.query(trx).insert({ id });
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "Note.query", fn: "close", library: "Objection", chain: "" }, line: 7, column: 9, endLine: 7, endColumn: 21 },
        { messageId: "outerQuery", data: { text: "Note.query", fn: "open", library: "Objection", chain: "" }, line: 12, column: 11, endLine: 12, endColumn: 23 },
      ],
    },
  ],
});

createRuleTester({
  "src/fragments.ts": `${postgres}
export { sql };
export const where = (id: number) => sql\`WHERE id = \${id}\`;
export const open = (id: number) => sql\`SELECT id FROM tasks WHERE id = \${id}\`;
export const log = async (text: string) => await sql\`INSERT INTO logs (text) VALUES (\${text})\`;`,
}).run("no-outer-client-in-transaction: postgres.js", noOuterClient, {
  valid: [
    {
      name: "statements of the transaction, with fragments of the client",
      filename: "src/close.ts",
      code: `import { open, sql, where } from "./fragments.js";
export const close = (id: number, isOpen: boolean) =>
  sql.begin("read write", async (tx) => {
    const and = (name: string) => sql\`AND name = \${name}\`;
    await tx\`UPDATE \${sql("tasks")} SET open = false \${isOpen ? sql\`WHERE open\` : where(id)} \${and("a")}\`;
    await tx\`DELETE FROM notes WHERE id IN (\${open(id)})\`;
    await tx.savepoint(async (nested) => await nested\`DELETE FROM tasks\`);
  });`,
    },
  ],
  invalid: [
    {
      name: "statements of the client",
      filename: "src/close.ts",
      code: `import { log, sql } from "./fragments.js";
export const close = (id: number) =>
  sql.begin(async (tx) => {
    await sql\`DELETE FROM tasks WHERE id = \${id}\`;
    await sql.unsafe("DELETE FROM notes");
    await log("closed");
  });`,
      output: `import { log, sql } from "./fragments.js";
export const close = (id: number) =>
  sql.begin(async (tx) => {
    await tx\`DELETE FROM tasks WHERE id = \${id}\`;
    await tx.unsafe("DELETE FROM notes");
    await log("closed");
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "sql", fn: "close", library: "postgres.js", chain: "" }, line: 4, column: 11, endLine: 4, endColumn: 50 },
        { messageId: "outerQuery", data: { text: "sql.unsafe", fn: "close", library: "postgres.js", chain: "" }, line: 5, column: 11, endLine: 5, endColumn: 42 },
        { messageId: "outerQueryThrough", data: { text: "log", fn: "close", library: "postgres.js", chain: "log" }, line: 6, column: 11, endLine: 6, endColumn: 24 },
      ],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: Slonik", noOuterClient, {
  valid: [
    {
      name: "the transaction's connection, and one of its own",
      code: `${slonik}
export const close = (id: number) =>
  pool.transaction(async (tx) => {
    await tx.query(sql.unsafe\`DELETE FROM tasks WHERE id = \${id}\`);
    await tx.transaction(async (nested) => await nested.any(sql.unsafe\`SELECT 1\`));
  });
export const read = () => pool.connect(async (connection) => await connection.one(sql.unsafe\`SELECT 1\`));`,
    },
  ],
  invalid: [
    {
      name: "the pool",
      code: `${slonik}
export const close = (id: number) =>
  pool.transaction(async (tx) => {
    await pool.query(sql.unsafe\`DELETE FROM tasks WHERE id = \${id}\`);
  });`,
      output: `${slonik}
export const close = (id: number) =>
  pool.transaction(async (tx) => {
    await tx.query(sql.unsafe\`DELETE FROM tasks WHERE id = \${id}\`);
  });`,
      errors: [{ messageId: "outerQuery", data: { text: "pool.query", fn: "close", library: "Slonik", chain: "" }, line: 5, column: 11, endLine: 5, endColumn: 69 }],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: MongoDB", noOuterClient, {
  valid: [
    {
      name: "the session in the option and in the chain",
      code: `${mongoose}
export const close = (id: string) =>
  mongoose.connection.transaction(async (session) => {
    await Task.findById(id).session(session);
    await Task.findOne({ id }, null, { session });
    await Task.updateOne({ id }, { open: false }).setOptions({ session });
    await Task.create([{ id }], { session, ordered: true });
    const task = new Task({ id });
    await task.save();
  });`,
    },
    {
      name: "options of which nothing is known, and another connection's model",
      code: `${mongoose}
const other = mongoose.createConnection(url);
const Log = other.model("Log", schema);
export async function close(id: string, options: object) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    await Task.updateOne({ id }, { open: false }, options);
    await Log.create({ id });
  });
  await Task.create({ id });
}`,
    },
    {
      name: "sessions that travel by themselves",
      code: `${mongoose}
mongoose.set("transactionAsyncLocalStorage", true);
export const close = (id: string) => mongoose.connection.transaction(async () => await Task.deleteOne({ id }));`,
    },
  ],
  invalid: [
    {
      name: "without the session",
      code: `${mongoose}
export const close = (id: string) =>
  mongoose.connection.transaction(async (session) => {
    await Task.updateOne({ id }, { open: false });
    await Task.deleteMany({ id }, { maxTimeMS: 10 });
    await Task.create({ id });
    await Task.findById(id).lean().exec();
  });`,
      output: `${mongoose}
export const close = (id: string) =>
  mongoose.connection.transaction(async (session) => {
    await Task.updateOne({ id }, { open: false }, { session });
    await Task.deleteMany({ id }, { maxTimeMS: 10, session });
    await Task.create({ id });
    await Task.findById(id).lean().exec();
  });`,
      errors: [
        { messageId: "outerQuery", data: { text: "Task.updateOne", fn: "close", library: "MongoDB", chain: "" }, line: 5, column: 11, endLine: 5, endColumn: 50 },
        { messageId: "outerQuery", data: { text: "Task.deleteMany", fn: "close", library: "MongoDB", chain: "" }, line: 6, column: 11, endLine: 6, endColumn: 53 },
        { messageId: "outerQuery", data: { text: "Task.create", fn: "close", library: "MongoDB", chain: "" }, line: 7, column: 11, endLine: 7, endColumn: 30 },
        { messageId: "outerQuery", data: { text: "Task.findById", fn: "close", library: "MongoDB", chain: "" }, line: 8, column: 11, endLine: 8, endColumn: 28 },
      ],
    },
    {
      name: "a session that is begun, one that runs a callback, and injected models",
      code: `import { Connection, Model, model, startSession } from "mongoose";
const Task = model("Task", schema);
export async function close(id: string) {
  const session = await startSession();
  session.startTransaction();
  await Task.create({ id });
  await session.commitTransaction();
  await Task.create({ id });
}
class Tasks {
  constructor(
    private readonly connection: Connection,
    private readonly tasks: Model<{ id: string }>,
  ) {}
  async open(id: string) {
    const session = await this.connection.startSession();
    await session.withTransaction(async () => {
      await this.tasks.insertMany([{ id }]);
    });
  }
}`,
      output: null,
      errors: [
        { messageId: "outerQuery", data: { text: "Task.create", fn: "close", library: "MongoDB", chain: "" }, line: 6, column: 9, endLine: 6, endColumn: 28 },
        { messageId: "outerQuery", data: { text: "this.tasks.insertMany", fn: "Tasks.open", library: "MongoDB", chain: "" }, line: 18, column: 13, endLine: 18, endColumn: 44 },
      ],
    },
    {
      name: "the driver itself",
      code: `import { MongoClient } from "mongodb";
const client = new MongoClient(url);
const tasks = client.db("app").collection("tasks");
export const close = (id: string) =>
  client.withSession(async (session) => {
    await session.withTransaction(async (current) => {
      await tasks.insertOne({ id }, { session });
      await tasks.deleteOne({ id });
      await tasks.find({ id }, { session: current }).toArray();
    });
  });`,
      output: null,
      errors: [{ messageId: "outerQuery", data: { text: "tasks.deleteOne", fn: "close", library: "MongoDB", chain: "" }, line: 8, column: 13, endLine: 8, endColumn: 36 }],
    },
  ],
});

createRuleTester().run("no-outer-client-in-transaction: synchronous drivers", noOuterClient, {
  valid: [
    {
      name: "they have one connection: what runs on it runs in the transaction",
      code: `import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { tasks } from "./schema.js";
const sqlite = new Database("tasks.db");
const db = drizzle(sqlite);
const insert = sqlite.prepare("INSERT INTO tasks (title) VALUES (?)");
export const add = sqlite.transaction((title: string) => {
  insert.run(title);
  sqlite.exec("DELETE FROM notes");
  sqlite.prepare("DELETE FROM logs").run();
});
export const addAll = (titles: string[]) =>
  db.transaction((tx) => {
    db.delete(tasks).run();
    for (const title of titles) tx.insert(tasks).values({ title }).run();
  });`,
    },
  ],
  invalid: [],
});

const borrowed = `${objection}
import { model } from "mongoose";
import type { ClientSession } from "mongoose";
import type { TransactionSql } from "postgres";
const Order = model("Order", schema);
export async function close(id: number, trx: Transaction) {
  await Task.query(trx).deleteById(id);
  await trx.commit();
  return id;
}
export async function open(id: string, session: ClientSession) {
  await Order.updateOne({ id }, { open: true }, { session });
  await session.commitTransaction();
  return id;
}
export async function drop(id: number, tx: TransactionSql) {
  await tx\`DELETE FROM tasks WHERE id = \${id}\`;
  await tx\`COMMIT\`;
  return id;
}`;

createRuleTester().run("no-commit-in-service: more libraries", noCommitInService, {
  valid: [
    {
      name: "owners",
      code: `${objection}
import mongoose from "mongoose";
import { DatabaseSync } from "node:sqlite";
export async function close(id: number) {
  const trx = await Task.startTransaction();
  await Task.query(trx).deleteById(id);
  await trx.commit();
}
export async function open(id: string) {
  const session = await mongoose.startSession();
  session.startTransaction();
  await session.commitTransaction();
  await session.endSession();
}
const db = new DatabaseSync("tasks.db");
export function reset() {
  db.exec("BEGIN");
  db.exec("DELETE FROM tasks");
  db.exec("COMMIT");
}`,
    },
  ],
  invalid: [
    {
      name: "borrowed handles",
      code: borrowed,
      output: null,
      errors: [
        {
          messageId: "foreignEnd",
          data: { chain: "close → trx.commit", fn: "close", library: "Objection", consequence: 'the caller\'s later queries throw "Transaction query already complete", and its own errors no longer roll anything back' },
          line: 11,
          column: 9,
          endLine: 11,
          endColumn: 21,
          suggestions: [{ messageId: "removeEnd", output: borrowed.replace("  await trx.commit();\n", "") }],
        },
        {
          messageId: "foreignEnd",
          data: { chain: "open → session.commitTransaction", fn: "open", library: "MongoDB", consequence: "the caller's later operations run outside any transaction and its own commit or abort fails" },
          line: 16,
          column: 9,
          endLine: 16,
          endColumn: 36,
          suggestions: [{ messageId: "removeEnd", output: borrowed.replace("  await session.commitTransaction();\n", "") }],
        },
        {
          messageId: "foreignEnd",
          data: { chain: "drop → tx", fn: "drop", library: "postgres.js", consequence: "the caller's later statements autocommit one by one and its rollback undoes nothing" },
          line: 21,
          column: 9,
          endLine: 21,
          endColumn: 19,
          suggestions: [{ messageId: "removeEnd", output: borrowed.replace(`  await tx\`COMMIT\`;\n`, "") }],
        },
      ],
    },
  ],
});

createRuleTester().run("require-rollback-and-release: Mongoose statics", requireRollback, {
  valid: [
    {
      name: "a static that ends what it began on every path",
      code: `import { Schema } from "mongoose";
const TaskSchema = new Schema({});
TaskSchema.statics.close = async function (id: string) {
  const session = await this.startSession();
  try {
    session.startTransaction();
    await this.deleteOne({ id }).session(session);
    await session.commitTransaction();
  } catch (error) {
    await session.abortTransaction();
    throw error;
  } finally {
    await session.endSession();
  }
};`,
    },
    {
      name: "a function of another object",
      code: `const tasks = { statics: {} };
tasks.statics.close = async function (id) {
  const session = await this.startSession();
  session.startTransaction();
  await this.deleteOne({ id }).session(session);
  await session.commitTransaction();
};`,
    },
  ],
  invalid: [
    {
      name: "statics that an error leaves half-way",
      code: `import { Schema } from "mongoose";
const TaskSchema = new Schema({});
TaskSchema.statics.close = async function (id: string) {
  const session = await this.startSession();
  session.startTransaction();
  await this.deleteOne({ id }).session(session);
  await session.commitTransaction();
  await session.endSession();
};
TaskSchema.static("open", async function (id: string) {
  const session = await this.startSession();
  session.startTransaction();
  await this.updateOne({ id }, { open: true }).session(session);
  await session.commitTransaction();
  await session.endSession();
});`,
      output: null,
      errors: [
        { messageId: "noRollbackNoRelease", data: { text: "session.startTransaction", fn: "close", library: "MongoDB", cost: "the server keeps the session until it expires" }, line: 5, column: 3, endLine: 5, endColumn: 29 },
        { messageId: "noRollbackNoRelease", data: { text: "session.startTransaction", fn: "this function", library: "MongoDB", cost: "the server keeps the session until it expires" }, line: 12, column: 3, endLine: 12, endColumn: 29 },
      ],
    },
  ],
});
