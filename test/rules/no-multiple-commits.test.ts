import rule from "../../rules/no-multiple-commits.js";
import { createRuleTester } from "../support/rule-tester.js";

createRuleTester().run("no-multiple-commits: TypeORM", rule, {
  valid: [
    {
      name: "exclusive branches, and one that returns early",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  if (req.all) {
    await runner.manager.delete(Task, {});
    await runner.commitTransaction();
    return;
  }
  if (req.one) {
    await runner.manager.delete(Task, { id: 1 });
    await runner.commitTransaction();
  } else {
    await runner.commitTransaction();
  }
  await runner.release();
};`,
    },
    {
      name: "savepoints: a begin within a begin",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.save(Task, { id: 1 });
  await runner.startTransaction();
  await runner.manager.save(Log, { id: 1 });
  await runner.commitTransaction();
  await runner.commitTransaction();
  await runner.release();
};`,
    },
    {
      name: "a nested callback",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  await dataSource.transaction(async (manager) => {
    await manager.save(Task, { id: 1 });
    await manager.transaction(async (nested) => {
      await nested.save(Log, { id: 1 });
    });
  });
};`,
    },
    {
      name: "a transaction that only reads is no commit of anything",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  const tasks = await dataSource.transaction((manager) => manager.find(Task));
  await dataSource.transaction(async (manager) => {
    await manager.save(Task, tasks);
  });
};`,
    },
    {
      name: "a write in the handler of an error, and one in a finally block",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  try {
    await dataSource.transaction(async (manager) => {
      await manager.save(Task, { id: 1 });
    });
    await publish();
  } catch {
    await dataSource.transaction(async (manager) => {
      await manager.save(Log, { id: 1 });
    });
  } finally {
    await dataSource.manager.delete(Log, { locked: true });
  }
};`,
    },
    {
      name: "what nobody serves with",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export async function rebuild() {
  await dataSource.transaction(async (manager) => {
    await manager.save(Task, { id: 1 });
  });
  await dataSource.transaction(async (manager) => {
    await manager.save(Log, { id: 1 });
  });
}`,
    },
    {
      name: "a script",
      filename: "scripts/rebuild.ts",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  await dataSource.transaction((manager) => manager.save(Task, { id: 1 }));
  await dataSource.transaction((manager) => manager.save(Log, { id: 1 }));
};`,
    },
  ],
  invalid: [
    {
      name: "a second transaction on one connection",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.save(Task, { id: 1 });
  await runner.commitTransaction();
  await runner.startTransaction();
  await runner.manager.save(Log, { id: 1 });
  await runner.commitTransaction();
  await runner.release();
};`,
      errors: [
        { messageId: "secondCommit", data: { text: "runner.commitTransaction", fn: "handleRequest", library: "TypeORM", first: "runner.commitTransaction" }, line: 13, column: 9, endLine: 13, endColumn: 35 },
      ],
      output: null,
    },
    {
      name: "a method of a controller, and a write after the commit",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export class TaskController {
  constructor(private readonly dataSource: DataSource, private readonly tasks: Repository<Task>) {}
  async close(id: number) {
    await this.dataSource.transaction(async (manager) => {
      await manager.update(Task, { id }, { open: false });
    });
    await this.tasks.update({ id }, { closedAt: new Date() });
  }
}`,
      errors: [
        { messageId: "lateWrite", data: { text: "this.tasks.update", fn: "TaskController.close", library: "TypeORM", first: "this.dataSource.transaction" }, line: 12, column: 11, endLine: 12, endColumn: 62 },
      ],
      output: null,
    },
    {
      name: "one of two branches, then another",
      code: `import { DataSource } from "typeorm";
import type { EntityManager, Repository } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
class Task {}
class Log {}
export const handleRequest = async (req: Request, res: Response) => {
  if (req.all) {
    await dataSource.transaction((manager) => manager.delete(Task, {}));
  }
  if (req.logs) {
    await dataSource.transaction((manager) => manager.delete(Log, {}));
  }
};`,
      errors: [
        { messageId: "secondCommit", data: { text: "dataSource.transaction", fn: "handleRequest", library: "TypeORM", first: "dataSource.transaction" }, line: 11, column: 11, endLine: 11, endColumn: 71 },
      ],
      output: null,
    },
  ],
});

createRuleTester().run("no-multiple-commits: Sequelize", rule, {
  valid: [
    {
      name: "the loop is inside the transaction",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
router.post("/tasks/close", async (req, res) => {
  const transaction = await sequelize.transaction();
  for (const id of req.body.ids) {
    await Task.update({ open: false }, { where: { id }, transaction });
  }
  await transaction.commit();
  res.status(204).end();
});`,
    },
    {
      name: "a retry, and a stream whose items come over time",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
router.post("/tasks/close", async (req, res) => {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await sequelize.transaction((transaction) => Task.update({ open: false }, { where: {}, transaction }));
      return;
    } catch {
      await wait(attempt);
    }
  }
});
router.post("/tasks/import", async (req, res) => {
  for await (const row of req.body) {
    await sequelize.transaction((transaction) => Task.create(row, { transaction }));
  }
});
router.delete("/tasks", async (req, res) => {
  while (await Task.count()) {
    await sequelize.transaction((transaction) => Task.destroy({ where: {}, limit: 100, transaction }));
  }
});`,
    },
    {
      name: "each item stands alone: its error is caught, and the next one goes on",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
router.post("/tasks/close", async (req, res) => {
  const failed = [];
  for (const id of req.body.ids) {
    try {
      await sequelize.transaction((transaction) => Task.update({ open: false }, { where: { id }, transaction }));
    } catch (error) {
      failed.push({ id, error });
    }
  }
  res.json(failed);
});
router.post("/tasks/open", async (req, res) => {
  const results = await Promise.allSettled(req.body.ids.map((id) => sequelize.transaction((transaction) => Task.update({ open: true }, { where: { id }, transaction }))));
  res.json(results);
});`,
    },
    {
      name: "two routes of one function",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
export function addRoutes(app: express.Express) {
  app.post("/tasks", async (req, res) => {
    await sequelize.transaction((transaction) => Task.create(req.body, { transaction }));
  });
  app.post("/logs", async (req, res) => {
    await sequelize.transaction((transaction) => Log.create(req.body, { transaction }));
  });
}`,
    },
    {
      name: "work after the reply has gone out",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
router.post("/tasks", async (req, res) => {
  const task = await sequelize.transaction((transaction) => Task.create(req.body, { transaction }));
  res.status(201).json(task);
  await sequelize.transaction((transaction) => Log.create({ id: 1 }, { transaction }));
});`,
    },
    {
      name: "a transaction inside the one that its option carries",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
router.post("/tasks", async (req, res) => {
  await sequelize.transaction(async (transaction) => {
    await Task.create(req.body, { transaction });
    await sequelize.transaction({ transaction }, (nested) => Log.create({ id: 1 }, { transaction: nested }));
  });
});`,
    },
    {
      name: "allowed for this entry point, by name and by file",
      filename: "src/close.ts",
      options: [{"allowInLoops":["^handleClose$","src/import.ts"]}],
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
export async function handleClose(ids: number[]) {
  for (const id of ids) {
    await sequelize.transaction((transaction) => Task.update({ open: false }, { where: { id }, transaction }));
  }
}`,
    },
    {
      name: "an audit row after the commit is another rule's question",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
class AuditLog extends Model {}
router.post("/tasks", async (req, res) => {
  await sequelize.transaction((transaction) => Task.create(req.body, { transaction }));
  await AuditLog.create({ action: "created" });
});`,
    },
  ],
  invalid: [
    {
      name: "a commit for each item",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
router.post("/tasks/close", async (req, res) => {
  for (const id of req.body.ids) {
    const transaction = await sequelize.transaction();
    try {
      await Task.update({ open: false }, { where: { id }, transaction });
      await transaction.commit();
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }
});`,
      errors: [
        { messageId: "commitPerItem", data: { text: "transaction.commit", fn: "this function", library: "Sequelize" }, line: 12, column: 13, endLine: 12, endColumn: 33 },
      ],
      output: null,
    },
    {
      name: "the same by an element callback",
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
router.post("/tasks/close", wrap(async (req, res) => {
  await Promise.all(req.body.ids.map(async (id) => {
    await sequelize.transaction((transaction) => Task.update({ open: false }, { where: { id }, transaction }));
  }));
}));`,
      errors: [
        { messageId: "commitPerItem", data: { text: "sequelize.transaction", fn: "this function", library: "Sequelize" }, line: 9, column: 11, endLine: 9, endColumn: 111 },
      ],
      output: null,
    },
    {
      name: "allowed for another entry point only",
      options: [{"allowInLoops":["handleOpen"]}],
      code: `import express from "express";
import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Log extends Model {}
const router = express.Router();
export async function handleClose(ids: number[]) {
  for (const id of ids) {
    await sequelize.transaction((transaction) => Task.update({ open: false }, { where: { id }, transaction }));
  }
}`,
      errors: [
        { messageId: "commitPerItem", data: { text: "sequelize.transaction", fn: "handleClose", library: "Sequelize" }, line: 9, column: 11, endLine: 9, endColumn: 111 },
      ],
      output: null,
    },
  ],
});

createRuleTester().run("no-multiple-commits: Drizzle", rule, {
  valid: [
    {
      name: "a read after the commit, and a write before anything was committed",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { Hono } from "hono";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
const app = new Hono();
app.post("/tasks", async (c) => {
  await db.transaction(async (tx) => {
    await tx.insert(tasks).values({ id: 1 });
  });
  return c.json(await db.select().from(tasks));
});`,
    },
    {
      name: "conditions that rule each other out",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { Hono } from "hono";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
const app = new Hono();
app.post("/tasks", async (c) => {
  const { mode } = await c.req.json();
  if (mode === "one") {
    await db.transaction((tx) => tx.insert(tasks).values({ id: 1 }));
  }
  if (mode === "many") {
    await db.transaction((tx) => tx.insert(tasks).values([]));
  }
});
app.put("/tasks", async (c) => {
  let done = false;
  if (c.req.query("all")) {
    await db.transaction((tx) => tx.update(tasks).set({ open: false }));
    done = true;
  }
  if (!done) {
    await db.transaction((tx) => tx.insert(logs).values({ id: 1 }));
  }
});`,
    },
    {
      name: "two databases cannot share a transaction",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { Hono } from "hono";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
const app = new Hono();
const other = drizzle(otherUrl);
app.post("/tasks", async (c) => {
  await db.transaction((tx) => tx.insert(tasks).values({ id: 1 }));
  await other.transaction((tx) => tx.insert(logs).values({ id: 1 }));
});`,
    },
    {
      name: "what nobody waits for",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { Hono } from "hono";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
const app = new Hono();
async function note() {
  await db.transaction((tx) => tx.insert(logs).values({ id: 1 }));
}
app.post("/tasks", async (c) => {
  void note();
  await db.transaction((tx) => tx.insert(tasks).values({ id: 1 }));
});`,
    },
  ],
  invalid: [
    {
      name: "a write after the commit; what follows it is the same finding",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { Hono } from "hono";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
const app = new Hono();
app.post("/tasks", async (c) => {
  await db.transaction(async (tx) => {
    await tx.insert(tasks).values({ id: 1 });
  });
  await db.update(tasks).set({ open: true });
  await db.insert(logs).values({ id: 1 });
});`,
      errors: [
        { messageId: "lateWrite", data: { text: "db.update", fn: "this function", library: "Drizzle", first: "db.transaction" }, line: 10, column: 9, endLine: 10, endColumn: 25 },
      ],
      output: null,
    },
    {
      name: "a parameter that callers pass the client for",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { Hono } from "hono";
import { logs, tasks } from "./schema.js";
const db = drizzle(url);
const app = new Hono();
async function create(client: typeof db) {
  await client.transaction((tx) => tx.insert(tasks).values({ id: 1 }));
  await client.transaction((tx) => tx.insert(logs).values({ id: 1 }));
}
app.post("/tasks", async (c) => {
  await create(db);
});`,
      errors: [
        { messageId: "secondCommit", data: { text: "client.transaction", fn: "create", library: "Drizzle", first: "client.transaction" }, line: 8, column: 9, endLine: 8, endColumn: 70 },
      ],
      output: null,
    },
  ],
});

createRuleTester().run("no-multiple-commits: Prisma", rule, {
  valid: [
    {
      name: "a batch that only reads",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
import { Controller, Post } from "@nestjs/common";
const prisma = new PrismaClient();
@Controller("tasks")
export class Tasks {
  @Post()
  async create() {
    const [rows, count] = await prisma.$transaction([prisma.task.findMany(), prisma.task.count()]);
    await prisma.$transaction([prisma.task.create({ data: { count } })]);
  }
}`,
    },
    {
      name: "a transaction of its own only where none is given",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
import { Controller, Post } from "@nestjs/common";
const prisma = new PrismaClient();
export class TaskService {
  async close(id: number, tx?: Prisma.TransactionClient) {
    if (tx) {
      await tx.task.update({ where: { id }, data: { open: false } });
      return;
    }
    await prisma.$transaction(async (own) => {
      await own.task.update({ where: { id }, data: { open: false } });
    });
  }
}
export const handleClose = async (id: number) => {
  await prisma.$transaction(async (tx) => {
    await new TaskService().close(id, tx);
  });
};`,
    },
  ],
  invalid: [
    {
      name: "two batches in a method that a decorator routes to",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
import { Controller, Post } from "@nestjs/common";
const prisma = new PrismaClient();
@Controller("tasks")
export class Tasks {
  @Post()
  async create() {
    await prisma.$transaction([prisma.task.create({ data: {} })]);
    await prisma.$transaction([prisma.log.create({ data: {} })]);
  }
}`,
      errors: [
        { messageId: "secondCommit", data: { text: "prisma.$transaction", fn: "Tasks.create", library: "Prisma", first: "prisma.$transaction" }, line: 10, column: 11, endLine: 10, endColumn: 65 },
      ],
      output: null,
    },
    {
      name: "a transaction of its own, whatever is given",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
import { Controller, Post } from "@nestjs/common";
const prisma = new PrismaClient();
export class TaskService {
  async close(id: number, given?: Prisma.TransactionClient) {
    await prisma.$transaction(async (own) => {
      const tx = given ?? own;
      await tx.task.update({ where: { id }, data: { open: false } });
    });
  }
}`,
      errors: [
        { messageId: "transactionOfItsOwn", data: { text: "prisma.$transaction", fn: "TaskService.close", library: "Prisma" }, line: 7, column: 11, endLine: 10, endColumn: 7 },
      ],
      output: null,
    },
    {
      name: "the same, where a caller shows it",
      code: `import { PrismaClient } from "@prisma/client";
import type { Prisma } from "@prisma/client";
import { Controller, Post } from "@nestjs/common";
const prisma = new PrismaClient();
async function closeAll(tx: Prisma.TransactionClient) {
  await prisma.$transaction(async (own) => {
    await own.task.updateMany({ data: { open: false } });
  });
}
export const handleClose = async () => {
  await prisma.$transaction(async (tx) => {
    await tx.log.create({ data: {} });
    await closeAll(tx);
  });
};`,
      errors: [
        { messageId: "transactionOfItsOwn", data: { text: "prisma.$transaction", fn: "closeAll", library: "Prisma" }, line: 6, column: 9, endLine: 8, endColumn: 5 },
      ],
      output: null,
    },
  ],
});

createRuleTester({
  "src/db.ts": `import createKnex from "knex";
export const knex = createKnex({ client: "pg" });`,
  "src/projects.ts": `import type { Knex } from "knex";
import { knex } from "./db.js";
export async function createProject(name: string) {
  return await knex.transaction((trx) => trx("projects").insert({ name }));
}
export async function createTask(projectId: number, given?: Knex.Transaction) {
  if (given) return await given("tasks").insert({ projectId });
  return await knex.transaction((trx) => trx("tasks").insert({ projectId }));
}
export async function countTasks() {
  return await knex("tasks").count();
}`,
}).run("no-multiple-commits: through callees", rule, {
  valid: [
    {
      name: "one that commits, one that reads, one that takes the handle",
      filename: "src/handler.ts",
      code: `import { Worker } from "bullmq";
import { knex } from "./db.js";
import { countTasks, createProject, createTask } from "./projects.js";
export const count = new Worker("count", async (job) => {
  await createProject(job.data.name);
  await countTasks();
});
export const create = new Worker("create", async (job) => {
  await createProject(job.data.name);
  const trx = await find();
  await createTask(1, trx);
});`,
    },
    {
      name: "unknown callees",
      filename: "src/handler.ts",
      code: `import { Worker } from "bullmq";
import { createProject } from "./projects.js";
import { createMember } from "./nowhere.js";
export const create = new Worker("create", async (job) => {
  await createProject(job.data.name);
  await createMember(job.data.name);
});`,
    },
  ],
  invalid: [
    {
      name: "two that commit",
      filename: "src/handler.ts",
      code: `import { Worker } from "bullmq";
import { createProject, createTask } from "./projects.js";
export const create = new Worker("create", async (job) => {
  await createProject(job.data.name);
  await createTask(1);
});`,
      errors: [
        { messageId: "secondCommit", data: { text: "createTask → knex.transaction", fn: "this function", library: "Knex", first: "createProject → knex.transaction" }, line: 5, column: 9, endLine: 5, endColumn: 22 },
      ],
      output: null,
    },
    {
      name: "a service that a handler calls, by a loop",
      filename: "src/handler.ts",
      code: `import { Worker } from "bullmq";
import { createTask } from "./projects.js";
async function fill(ids: number[]) {
  for (const id of ids) await createTask(id);
}
export const create = new Worker("create", async (job) => {
  await fill(job.data.ids);
});`,
      errors: [
        { messageId: "commitPerItem", data: { text: "createTask → knex.transaction", fn: "fill", library: "Knex" }, line: 4, column: 31, endLine: 4, endColumn: 45 },
      ],
      output: null,
    },
    {
      name: "a service by its name",
      filename: "src/tasks.ts",
      code: `import { createProject, createTask } from "./projects.js";
export class SetupService {
  async setUp(name: string) {
    await createProject(name);
    await createTask(1);
  }
}`,
      errors: [
        { messageId: "secondCommit", data: { text: "createTask → knex.transaction", fn: "SetupService.setUp", library: "Knex", first: "createProject → knex.transaction" }, line: 5, column: 11, endLine: 5, endColumn: 24 },
      ],
      output: null,
    },
  ],
});

createRuleTester().run("no-multiple-commits: Kysely, pg and MikroORM", rule, {
  valid: [
    {
      name: "one commit each",
      code: `import { Kysely } from "kysely";
import { Pool } from "pg";
import type { PoolClient } from "pg";
import { MikroORM } from "@mikro-orm/postgresql";
const db = new Kysely<Shop>({ dialect });
const pool = new Pool();
const orm = await MikroORM.init({});
export async function handleKysely() {
  await db.transaction().execute(async (trx) => {
    await trx.insertInto("tasks").values({ id: 1 }).execute();
  });
}
export async function handlePg() {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO tasks VALUES (1)");
  await client.query("SAVEPOINT here");
  await client.query("RELEASE SAVEPOINT here");
  await client.query("COMMIT");
  client.release();
}
export async function handleMikro() {
  const em = orm.em.fork();
  await em.begin();
  em.persist(new Task());
  await em.flush();
  await em.commit();
}`,
    },
    {
      name: "two flushes are the question of require-transaction",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
export async function handleMikro() {
  const em = orm.em.fork();
  await em.flush();
  await em.flush();
}`,
    },
  ],
  invalid: [
    {
      name: "Kysely",
      code: `import { Kysely } from "kysely";
const db = new Kysely<Shop>({ dialect });
export async function handleKysely() {
  await db.transaction().execute(async (trx) => {
    await trx.insertInto("tasks").values({ id: 1 }).execute();
  });
  const trx = await db.startTransaction().execute();
  await trx.insertInto("logs").values({ id: 1 }).execute();
  await trx.commit().execute();
}`,
      errors: [
        { messageId: "secondCommit", data: { text: "trx.commit", fn: "handleKysely", library: "Kysely", first: "db.transaction().execute" }, line: 9, column: 9, endLine: 9, endColumn: 21 },
      ],
      output: null,
    },
    {
      name: "pg",
      code: `import { Pool } from "pg";
const pool = new Pool();
export async function handlePg() {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO tasks VALUES (1)");
  await client.query("COMMIT");
  await client.query("INSERT INTO logs VALUES (1)");
  client.release();
  await pool.query("DELETE FROM tasks");
}`,
      errors: [
        { messageId: "lateWrite", data: { text: "client.query", fn: "handlePg", library: "node-postgres", first: "client.query" }, line: 8, column: 9, endLine: 8, endColumn: 52 },
      ],
      output: null,
    },
    {
      name: "MikroORM",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
export async function handleMikro() {
  const em = orm.em.fork();
  await em.begin();
  em.persist(new Task());
  await em.commit();
  await em.transactional(async (inner) => {
    inner.persist(new Log());
  });
}`,
      errors: [
        { messageId: "secondCommit", data: { text: "em.transactional", fn: "handleMikro", library: "MikroORM", first: "em.commit" }, line: 8, column: 9, endLine: 10, endColumn: 5 },
      ],
      output: null,
    },
  ],
});
