import rule from "../../rules/require-transaction.js";
import { createRuleTester } from "../support/rule-tester.js";

createRuleTester().run("require-transaction: Prisma", rule, {
  valid: [
    {
      name: "one write, many reads",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  const task = await prisma.task.findUnique({ where: { id: 1 } });
  await prisma.worker.findMany();
  await prisma.task.update({ where: { id: task.id }, data: { open: false } });
};`,
    },
    {
      name: "one write in a loop",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  for (const id of req.ids) {
    await prisma.task.update({ where: { id }, data: { open: false } });
  }
};`,
    },
    {
      name: "inside a transaction, and as a batch",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id: 1 }, data: { open: false } });
    await tx.worker.updateMany({ data: { openTasks: 0 } });
  });
};
export const handleBatch = async () => {
  await prisma.$transaction([
    prisma.task.update({ where: { id: 1 }, data: { open: false } }),
    prisma.worker.updateMany({ data: { openTasks: 0 } }),
  ]);
};`,
    },
    {
      name: "exclusive branches, one of which returns",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  if (req.all) {
    await prisma.task.deleteMany({});
    return;
  }
  if (req.one) {
    await prisma.task.delete({ where: { id: 1 } });
  } else {
    await prisma.task.update({ where: { id: 1 }, data: {} });
  }
};`,
    },
    {
      name: "conditions that rule each other out",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  let user = await prisma.user.findFirst();
  if (!user && req.other) {
    user = req.other;
    await prisma.account.create({ data: { userId: user.id } });
  }
  if (!user) {
    await prisma.user.create({ data: {} });
  }
};`,
    },
    {
      name: "a handle that was handed in",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export class TaskService {
  async start(id: number, tx: Prisma.TransactionClient) {
    await tx.task.update({ where: { id }, data: { open: true } });
    await tx.worker.updateMany({ data: { openTasks: 1 } });
  }
}`,
    },
    {
      name: "a write that undoes or notes what failed",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  await prisma.task.create({ data: {} });
  try {
    await publish();
  } catch {
    await prisma.task.delete({ where: { id: 1 } });
  }
};`,
    },
    {
      name: "promises that run side by side",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  const started = [];
  started.push(page.screenshot().then(async (image) => {
    await prisma.link.update({ where: { id: 1 }, data: { image } });
  }));
  started.push(page.pdf().then(async (pdf) => {
    await prisma.link.update({ where: { id: 1 }, data: { pdf } });
  }));
  await Promise.allSettled(started);
};`,
    },
    {
      name: "what nobody serves with",
      filename: "src/tools.ts",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export async function rebuild() {
  await prisma.task.deleteMany({});
  await prisma.worker.deleteMany({});
}`,
    },
    {
      name: "a script",
      filename: "scripts/rebuild.ts",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  await prisma.task.deleteMany({});
  await prisma.worker.deleteMany({});
};`,
    },
    {
      name: "a service that no one in this project runs writes for",
      filename: "src/tools.ts",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export class Rebuilder {
  async run() {
    await prisma.task.deleteMany({});
    await prisma.worker.deleteMany({});
  }
}`,
    },
  ],
  invalid: [
    {
      name: "a service by its name",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export class TaskService {
  constructor(private readonly prisma: PrismaClient) {}
  async complete(id: number) {
    await this.prisma.task.update({ where: { id }, data: { open: false } });
    await this.prisma.worker.updateMany({ data: { openTasks: { decrement: 1 } } });
  }
}`,
      errors: [
        { messageId: "looseWrites", data: { text: "this.prisma.task.update", fn: "TaskService.complete", second: "this.prisma.worker.updateMany", library: "Prisma" }, line: 7, column: 11, endLine: 7, endColumn: 76, suggestions: [{ messageId: "wrap", output: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export class TaskService {
  constructor(private readonly prisma: PrismaClient) {}
  async complete(id: number) {
    await this.prisma.$transaction(async (tx) => {
      await tx.task.update({ where: { id }, data: { open: false } });
      await tx.worker.updateMany({ data: { openTasks: { decrement: 1 } } });
    });
  }
}` }] },
      ],
      output: null,
    },
    {
      name: "a service that a handler calls; three writes are one finding",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
async function complete(id: number) {
  await prisma.task.update({ where: { id }, data: { open: false } });
  await prisma.worker.updateMany({ data: {} });
  await prisma.log.create({ data: { id } });
}
export async function handleComplete(id: number) {
  await complete(id);
}`,
      errors: [
        { messageId: "looseWrites", data: { text: "prisma.task.update", fn: "complete", second: "prisma.worker.updateMany", library: "Prisma" }, line: 5, column: 9, endLine: 5, endColumn: 69, suggestions: [{ messageId: "wrap", output: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
async function complete(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: { open: false } });
    await tx.worker.updateMany({ data: {} });
    await tx.log.create({ data: { id } });
  });
}
export async function handleComplete(id: number) {
  await complete(id);
}` }] },
      ],
      output: null,
    },
    {
      name: "a write before the transaction",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  await prisma.task.update({ where: { id: 1 }, data: {} });
  await prisma.$transaction(async (tx) => {
    await tx.worker.updateMany({ data: {} });
  });
};`,
      errors: [
        { messageId: "looseWriteBeforeCommit", data: { text: "prisma.task.update", fn: "handleRequest", library: "Prisma", second: "prisma.$transaction" }, line: 5, column: 9, endLine: 5, endColumn: 59 },
      ],
      output: null,
    },
    {
      name: "either of two branches, then another write: one finding",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  if (req.all) {
    await prisma.task.deleteMany({});
  } else {
    await prisma.task.delete({ where: { id: 1 } });
  }
  await prisma.log.create({ data: {} });
};`,
      errors: [
        { messageId: "looseWrites", data: { text: "prisma.task.deleteMany", fn: "handleRequest", second: "prisma.log.create", library: "Prisma" }, line: 6, column: 11, endLine: 6, endColumn: 37, suggestions: [{ messageId: "wrap", output: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  await prisma.$transaction(async (tx) => {
    if (req.all) {
      await tx.task.deleteMany({});
    } else {
      await tx.task.delete({ where: { id: 1 } });
    }
    await tx.log.create({ data: {} });
  });
};` }] },
      ],
      output: null,
    },
    {
      name: "two writes in a loop",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  for (const id of req.ids) {
    await prisma.task.update({ where: { id }, data: {} });
    await prisma.log.create({ data: { id } });
  }
};`,
      errors: [
        { messageId: "looseWrites", data: { text: "prisma.task.update", fn: "handleRequest", second: "prisma.log.create", library: "Prisma" }, line: 6, column: 11, endLine: 6, endColumn: 58, suggestions: [{ messageId: "wrap", output: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
const prisma = new PrismaClient();
export const handleRequest = async (req: Request, res: Response) => {
  for (const id of req.ids) {
    await prisma.$transaction(async (tx) => {
      await tx.task.update({ where: { id }, data: {} });
      await tx.log.create({ data: { id } });
    });
  }
};` }] },
      ],
      output: null,
    },
  ],
});

createRuleTester().run("require-transaction: TypeORM", rule, {
  valid: [
    {
      name: "a manager that was handed in, and a runner with a transaction",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
import { Controller, Post } from "@nestjs/common";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export class TaskService {
  async close(manager: EntityManager) {
    await manager.save(Task, {});
    await manager.save(Log, {});
  }
  async open() {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.save(Task, {});
    await runner.manager.save(Log, {});
    await runner.commitTransaction();
    await runner.release();
  }
}`,
    },
    {
      name: "a decorator opens one",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
import { Controller, Post } from "@nestjs/common";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
import { Transactional } from "typeorm-transactional";
export class TaskService {
  constructor(private readonly tasks: Repository<Task>) {}
  @Transactional()
  async close() {
    await this.tasks.save({});
    await this.tasks.delete({});
  }
}`,
    },
  ],
  invalid: [
    {
      name: "injected repositories",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
import { Controller, Post } from "@nestjs/common";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
@Controller("tasks")
export class Tasks {
  constructor(private readonly tasks: Repository<Task>, private readonly logs: Repository<Log>) {}
  @Post()
  async create() {
    await this.tasks.save({});
    await this.logs.insert({});
  }
}`,
      errors: [
        { messageId: "looseWrites", data: { text: "this.tasks.save", fn: "Tasks.create", second: "this.logs.insert", library: "TypeORM" }, line: 12, column: 11, endLine: 12, endColumn: 30 },
      ],
      output: null,
    },
    {
      name: "a runner without a transaction",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
import { Controller, Post } from "@nestjs/common";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  const runner = dataSource.createQueryRunner();
  await runner.manager.save(Task, {});
  await runner.manager.save(Log, {});
  await runner.release();
};`,
      errors: [
        { messageId: "looseWrites", data: { text: "runner.manager.save", fn: "handleRequest", second: "runner.manager.save", library: "TypeORM" }, line: 9, column: 9, endLine: 9, endColumn: 38 },
      ],
      output: null,
    },
  ],
});

createRuleTester().run("require-transaction: MikroORM", rule, {
  valid: [
    {
      name: "one flush, and several within a transaction",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
class Task {}
export const handleRequest = async (req: Request, res: Response) => {
  const em = orm.em.fork();
  em.persist(new Task());
  em.persist(new Task());
  await em.flush();
};
export const handleOther = async () => {
  const em = orm.em.fork();
  await em.transactional(async (tx) => {
    await tx.flush();
    await tx.flush();
  });
};`,
    },
    {
      name: "a caller may hold the transaction that a flush joins",
      filename: "src/tasks.ts",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
class Task {}
export class TaskService {
  constructor(private readonly em: EntityManager) {}
  async close() {
    await this.em.flush();
    await this.em.flush();
  }
}`,
    },
    {
      name: "a caller holds it",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
class Task {}
class Steps {
  constructor(private readonly em: EntityManager) {}
  async run() {
    await this.em.flush();
    await this.em.flush();
  }
}
export class TaskController {
  constructor(private readonly em: EntityManager, private readonly steps: Steps) {}
  async create() {
    await this.em.transactional(async () => {
      await this.steps.run();
    });
  }
}`,
    },
    {
      name: "somebody else flushes",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
class Task {}
export const handleRequest = async (req: Request, res: Response) => {
  const em = orm.em.fork();
  em.persist(new Task());
  await finish(em);
  orm.em.persist(new Task());
};`,
    },
  ],
  invalid: [
    {
      name: "two flushes",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
class Task {}
export const handleRequest = async (req: Request, res: Response) => {
  const em = orm.em.fork();
  em.persist(new Task());
  await em.flush();
  em.persist(new Task());
  await em.flush();
};`,
      errors: [
        { messageId: "looseFlushes", data: { text: "em.flush", fn: "handleRequest", second: "em.flush", library: "MikroORM" }, line: 8, column: 9, endLine: 8, endColumn: 19 },
      ],
      output: null,
    },
    {
      name: "a controller's own em",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
class Task {}
export class TaskController {
  constructor(private readonly em: EntityManager) {}
  async create() {
    await this.em.persistAndFlush(new Task());
    await this.em.flush();
  }
}`,
      errors: [
        { messageId: "looseFlushes", data: { text: "this.em.persistAndFlush", fn: "TaskController.create", second: "this.em.flush", library: "MikroORM" }, line: 8, column: 11, endLine: 8, endColumn: 46 },
      ],
      output: null,
    },
    {
      name: "never flushed",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
class Task {}
export const handleRequest = async (req: Request, res: Response) => {
  const em = orm.em.fork();
  em.persist(new Task());
  em.remove(await em.findOne(Task, 1));
};`,
      errors: [
        { messageId: "neverFlushed", data: { text: "em.persist", fn: "handleRequest", library: "MikroORM" }, line: 7, column: 3, endLine: 7, endColumn: 25 },
      ],
      output: null,
    },
  ],
});

createRuleTester({
  "src/db.ts": `import createKnex from "knex";
export const knex = createKnex({ client: "pg" });`,
  "src/steps.ts": `import type { Knex } from "knex";
import { knex } from "./db.js";
export async function archive(slug: string, client: Knex = knex) {
  await client("projects").where({ slug }).update({ archived: true });
}
export async function block(slug: string, client: Knex = knex) {
  const open = client("tasks").where({ slug });
  await open.update({ blocked: true });
}
export async function count(slug: string, client: Knex = knex) {
  return await client("tasks").where({ slug }).count();
}
export async function ensure(slug: string) {
  if (!(await knex("projects").where({ slug }).first())) await knex("projects").insert({ slug });
}`,
}).run("require-transaction: through callees", rule, {
  valid: [
    {
      name: "with the handle, with a read, and with a row that is made when it is missing",
      filename: "src/handler.ts",
      code: `import { Worker } from "bullmq";
import { knex } from "./db.js";
import { archive, block, count, ensure } from "./steps.js";
export const first = new Worker("first", async (job) => {
  await knex.transaction(async (trx) => {
    await archive(job.data.slug, trx);
    await block(job.data.slug, trx);
  });
});
export const second = new Worker("second", async (job) => {
  if ((await count(job.data.slug)) === 0) await archive(job.data.slug);
});
export const third = new Worker("third", async (job) => {
  await ensure(job.data.slug);
  await archive(job.data.slug);
});
export const fourth = new Worker("fourth", async (job) => {
  const client = await find();
  await archive(job.data.slug, client);
  await block(job.data.slug, client);
});`,
    },
  ],
  invalid: [
    {
      name: "one write in each step",
      filename: "src/handler.ts",
      code: `import { Worker } from "bullmq";
import { archive, block } from "./steps.js";
export const worker = new Worker("archive", async (job) => {
  await archive(job.data.slug);
  await block(job.data.slug);
});`,
      errors: [
        { messageId: "looseWrites", data: { text: "archive → client", fn: "this function", second: "block → client", library: "Knex" }, line: 4, column: 9, endLine: 4, endColumn: 31 },
      ],
      output: null,
    },
  ],
});

createRuleTester().run("require-transaction: Sequelize, Drizzle, Kysely and pg", rule, {
  valid: [
    {
      name: "with their transactions",
      code: `import { Model, Sequelize } from "sequelize";
import { drizzle } from "drizzle-orm/node-postgres";
import { Kysely } from "kysely";
import { Pool } from "pg";
import { logs, tasks } from "./schema.js";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
const db = drizzle(url);
const kysely = new Kysely<Shop>({ dialect });
const pool = new Pool();
export async function handleSequelize() {
  const transaction = await sequelize.transaction();
  await Task.create({}, { transaction });
  await Task.destroy({ where: {}, transaction });
  await transaction.commit();
}
export async function handleDrizzle() {
  await db.transaction(async (tx) => {
    await tx.insert(tasks).values({ id: 1 });
    await tx.delete(logs);
  });
}
export async function handleKysely() {
  await kysely.transaction().execute(async (trx) => {
    await trx.insertInto("tasks").values({ id: 1 }).execute();
    await trx.deleteFrom("logs").execute();
  });
}
export async function handlePg() {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO tasks VALUES (1)");
  await client.query("DELETE FROM logs");
  await client.query("COMMIT");
  client.release();
}
export async function handleText(text: string) {
  await pool.query(text);
  await pool.query("DELETE FROM logs");
}`,
    },
  ],
  invalid: [
    {
      name: "Sequelize",
      code: `import { Model } from "sequelize";
class Task extends Model {}
class Log extends Model {}
export async function handleSequelize() {
  await Task.create({});
  await Log.destroy({ where: {} });
}`,
      errors: [
        { messageId: "looseWrites", data: { text: "Task.create", fn: "handleSequelize", second: "Log.destroy", library: "Sequelize" }, line: 5, column: 9, endLine: 5, endColumn: 24 },
      ],
      output: null,
    },
    {
      name: "Drizzle",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
export async function handleDrizzle() {
  await db.insert(tasks).values({ id: 1 });
  await db.delete(logs);
}`,
      errors: [
        { messageId: "looseWrites", data: { text: "db.insert", fn: "handleDrizzle", second: "db.delete", library: "Drizzle" }, line: 5, column: 9, endLine: 5, endColumn: 25, suggestions: [{ messageId: "wrap", output: `import { drizzle } from "drizzle-orm/node-postgres";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
export async function handleDrizzle() {
  await db.transaction(async (tx) => {
    await tx.insert(tasks).values({ id: 1 });
    await tx.delete(logs);
  });
}` }] },
      ],
      output: null,
    },
    {
      name: "Kysely",
      code: `import { Kysely } from "kysely";
const db = new Kysely<Shop>({ dialect });
export async function handleKysely() {
  await db.insertInto("tasks").values({ id: 1 }).execute();
  await db.deleteFrom("logs").execute();
}`,
      errors: [
        { messageId: "looseWrites", data: { text: "db.insertInto", fn: "handleKysely", second: "db.deleteFrom", library: "Kysely" }, line: 4, column: 9, endLine: 4, endColumn: 31, suggestions: [{ messageId: "wrap", output: `import { Kysely } from "kysely";
const db = new Kysely<Shop>({ dialect });
export async function handleKysely() {
  await db.transaction().execute(async (tx) => {
    await tx.insertInto("tasks").values({ id: 1 }).execute();
    await tx.deleteFrom("logs").execute();
  });
}` }] },
      ],
      output: null,
    },
    {
      name: "pg: a pool, and a client without BEGIN",
      code: `import { Pool } from "pg";
const pool = new Pool();
export async function handlePool() {
  await pool.query("INSERT INTO tasks VALUES (1)");
  await pool.query("DELETE FROM logs");
}
export async function handleClient() {
  const client = await pool.connect();
  await client.query("INSERT INTO tasks VALUES (1)");
  await client.query("DELETE FROM logs");
  client.release();
}`,
      errors: [
        { messageId: "looseWrites", data: { text: "pool.query", fn: "handlePool", second: "pool.query", library: "node-postgres" }, line: 4, column: 9, endLine: 4, endColumn: 51 },
        { messageId: "looseWrites", data: { text: "client.query", fn: "handleClient", second: "client.query", library: "node-postgres" }, line: 9, column: 9, endLine: 9, endColumn: 53 },
      ],
      output: null,
    },
  ],
});

const loose = (body: string) => `import { drizzle } from "drizzle-orm/node-postgres";
import { logs, tasks } from "./schema.js";
import { note } from "./note.js";
const db = drizzle(url);
export async function handleOrder(tx: string) {
${body}
}`;
const looseWrite = { messageId: "looseWrites", data: { text: "db.delete", fn: "handleOrder", second: "db.insert", library: "Drizzle" }, line: 6, column: 9, endLine: 6, endColumn: 25 } as const;

createRuleTester().run("require-transaction: nothing is suggested where wrapping changes more", rule, {
  valid: [{ name: "one write", code: loose("  await db.delete(tasks);") }],
  invalid: [
    { name: "a name in between is read later", code: loose("  await db.delete(tasks);\n  const rows = await db.insert(logs).values({}).returning();\n  return rows;").replace("tx: string", ""), errors: [looseWrite], output: null },
    { name: "a way out in between", code: loose("  await db.delete(tasks);\n  if (stop) return;\n  await db.insert(logs).values({});").replace("tx: string", ""), errors: [looseWrite], output: null },
    { name: "the client is handed on in between", code: loose("  await db.delete(tasks);\n  await note(db);\n  await db.insert(logs).values({});").replace("tx: string", ""), errors: [looseWrite], output: null },
    { name: "the handle's name is taken", code: loose("  await db.delete(tasks);\n  await db.insert(logs).values({});"), errors: [looseWrite], output: null },
    { name: "text of several lines would change", code: loose("  await db.delete(tasks);\n  await db.insert(logs).values({ text: `a\nb` });").replace("tx: string", ""), errors: [looseWrite], output: null },
  ],
});
