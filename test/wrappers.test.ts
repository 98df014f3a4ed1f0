import { afterEach, expect, test, vi } from "vitest";
import lateUse from "../rules/no-transaction-use-after-end.js";
import floating from "../rules/no-floating-query.js";
import outerClient from "../rules/no-outer-client-in-transaction.js";
import { findCall, openProject } from "./support/project.js";
import { createRuleTester } from "./support/rule-tester.js";

const tester = createRuleTester({
  "src/db.ts": 'import { drizzle } from "drizzle-orm/node-postgres";\nexport const db = drizzle("postgres://db");',
  "src/tables.ts": 'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const tasks = pgTable("tasks", { id: integer("id") });',
  "src/run.ts": `export async function inOneGo(work) {
  return globalThis.pool.run(work);
}
export class Work {
  async run(work) {
    return globalThis.pool.run(work);
  }
}`,
});
const set = (wrapper: object) => ({ "unit-of-work": { transactions: [wrapper] } });
const client = { module: "src/db.ts", export: "db" };
const managed = { module: "@acme/db", export: "withTransaction", effect: "transaction-callback", client };
const imports = 'import { db } from "./db.js";\nimport { tasks } from "./tables.js";\n';
const closes = `${imports}import { withTransaction } from "@acme/db";
export async function close() {
  await withTransaction(async (tx) => {
    await tx.insert(tasks).values({ id: 1 });
    await db.delete(tasks);
  });
}`;
const usesClient = [{ messageId: "outerQuery", data: { text: "db.delete", fn: "close", library: "Drizzle" }, line: 7, column: 11, endLine: 7, endColumn: 27 }];
const swapped = closes.replace("db.delete", "tx.delete");

tester.run("a wrapper of the settings opens a transaction of its client", outerClient, {
  valid: [
    { name: "a package that nobody described", code: closes, filename: "src/a.ts" },
    { name: "the handle", code: swapped, filename: "src/a.ts", settings: set(managed) },
    { name: "without its client, nobody knows that the outer one is the same", code: closes, filename: "src/a.ts", settings: set({ ...managed, client: undefined }) },
    { name: "another export of the package", code: closes, filename: "src/a.ts", settings: set({ ...managed, export: "retry" }) },
    {
      name: "a function of the project, undescribed",
      code: closes.replace("@acme/db", "./run.js").replaceAll("withTransaction", "inOneGo"),
      filename: "src/a.ts",
    },
  ],
  invalid: [
    { name: "a function of a package", code: closes, filename: "src/a.ts", settings: set(managed), errors: usesClient, output: swapped },
    {
      name: "a function of the project whose body tells nothing",
      code: closes.replace("@acme/db", "./run.js").replaceAll("withTransaction", "inOneGo"),
      filename: "src/a.ts",
      settings: set({ ...managed, module: "src/run.ts", export: "inOneGo" }),
      errors: usesClient,
      output: swapped.replace("@acme/db", "./run.js").replaceAll("withTransaction", "inOneGo"),
    },
    {
      name: "a method of a class of the project",
      code: `${imports}import { Work } from "./run.js";
export class Tasks {
  constructor(private readonly work: Work) {}
  async close() {
    await this.work.run(async (tx) => {
      await tx.insert(tasks).values({ id: 1 });
      await db.delete(tasks);
    });
  }
}`,
      filename: "src/a.ts",
      settings: set({ ...managed, module: "src/run.ts", export: "Work.run" }),
      errors: [{ messageId: "outerQuery", data: { text: "db.delete", fn: "Tasks.close", library: "Drizzle" }, line: 9, column: 13, endLine: 9, endColumn: 29 }],
      output: `${imports}import { Work } from "./run.js";
export class Tasks {
  constructor(private readonly work: Work) {}
  async close() {
    await this.work.run(async (tx) => {
      await tx.insert(tasks).values({ id: 1 });
      await tx.delete(tasks);
    });
  }
}`,
    },
    {
      name: "a method of a package's class that is injected; options first, the handle second",
      code: `${imports}import { TransactionService } from "@acme/nest";
export class Tasks {
  constructor(private readonly work: TransactionService) {}
  async close() {
    await this.work.run({ retries: 3 }, async (context, tx) => {
      await tx.insert(tasks).values({ id: 1 });
      await db.delete(tasks);
    });
  }
}`,
      filename: "src/a.ts",
      settings: set({ module: "@acme/nest", export: "TransactionService.run", effect: "transaction-callback", callback: 1, handle: 1, library: "drizzle", client }),
      errors: [{ messageId: "outerQuery", data: { text: "db.delete", fn: "Tasks.close", library: "Drizzle" }, line: 9, column: 13, endLine: 9, endColumn: 29 }],
      output: null,
    },
  ],
});

const floats = `import { withTransaction } from "@acme/db";
export async function close(ids: number[]) {
  await withTransaction(async (tx) => {
    tx.task.deleteMany({ where: { id: { in: ids } } });
  });
}`;

tester.run("the handle is of the library that the settings name", floating, {
  valid: [
    { name: "awaited", code: floats.replace("tx.task", "await tx.task"), filename: "src/a.ts", settings: set({ ...managed, library: "prisma" }) },
    { name: "Drizzle has no such member", code: floats, filename: "src/a.ts", settings: set({ ...managed, library: "drizzle" }) },
  ],
  invalid: [
    {
      code: floats,
      filename: "src/a.ts",
      settings: set({ ...managed, library: "prisma" }),
      errors: [{ messageId: "neverAwaited", data: { text: "tx.task.deleteMany", fn: "close", library: "Prisma" }, line: 4, column: 5, endLine: 4, endColumn: 55 }],
      output: floats.replace("tx.task", "await tx.task"),
    },
  ],
});

const ends = `import { beginWork, commitWork } from "@acme/db";
export async function close(task: object) {
  const work = await beginWork();
  await work.manager.save(task);
  await commitWork(work);
  await work.manager.save(task);
}`;
const begins = { module: "@acme/db", export: "beginWork", effect: "begin", library: "typeorm" };
const commits = { module: "@acme/db", export: "commitWork", effect: "commit", library: "typeorm" };

tester.run("functions of the settings begin and end", lateUse, {
  valid: [
    { name: "undescribed", code: ends, filename: "src/a.ts" },
    { name: "the last use comes before the end", code: ends.replace(/ {2}await work\.manager\.save\(task\);\n\}/, "}"), filename: "src/a.ts", settings: { "unit-of-work": { transactions: [begins, commits] } } },
  ],
  invalid: [
    {
      code: ends,
      filename: "src/a.ts",
      settings: { "unit-of-work": { transactions: [begins, commits] } },
      errors: [{ messageId: "lateQuery", data: { text: "work.manager.save", fn: "close", library: "TypeORM", end: "has been committed", consequence: "nothing fails, the statement commits by itself" }, line: 6, column: 9, endLine: 6, endColumn: 32 }],
    },
  ],
});

afterEach(() => vi.restoreAllMocks());

test("a wrapper whose library nobody can tell is named, with the remedy", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const code = 'import { Pool } from "pg";\nimport Knex from "knex";\nimport { inTransaction } from "@acme/two";\nawait inTransaction(async (tx) => {});';
  const { facts, getModule } = openProject({ "package.json": "{}", "src/a.ts": code }, "src/a.ts", [], [{ module: "@acme/two", export: "inTransaction", effect: "transaction-callback" }]);
  const module = getModule("src/a.ts");
  expect(facts.getCallee(findCall(module, "inTransaction"), module).kind).toBe("external");
  expect(warned).toHaveBeenCalledWith(
    'settings["unit-of-work"].transactions: "inTransaction" of "@acme/two" is not analysed, because the project uses knex and pg. Name the library of its handle with "library": one of drizzle, knex, kysely, mikro-orm, mongodb, objection, pg, postgres, prisma, sequelize, slonik, typeorm.',
    { type: "unit-of-work" },
  );
});
