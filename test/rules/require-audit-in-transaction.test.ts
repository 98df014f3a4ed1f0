import rule from "../../rules/require-audit-in-transaction.js";
import { createRuleTester } from "../support/rule-tester.js";

const HEAD = `import { PrismaClient, type Prisma } from "@prisma/client";
const prisma = new PrismaClient();
async function logAudit(tx: Prisma.TransactionClient, action: string) {
  await tx.auditLog.create({ data: { action } });
}
`;

createRuleTester({
  "plain.ts": `import { PrismaClient } from "@prisma/client";
export const prisma = new PrismaClient();`,
  "audit.ts": `import type { PrismaClient } from "@prisma/client";
export class AuditService {
  constructor(private readonly prisma: PrismaClient) {}
  async log(action: string) {
    await this.prisma.history.create({ data: { action } });
  }
}`,
  "tasks.ts": `import { prisma } from "./plain.js";
export async function closeTask(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: {} });
  });
}`,
}).run("require-audit-in-transaction: Prisma", rule, {
  valid: [
    {
      name: "an audit before or after the change, on the handle, on the client, in a batch",
      code: `${HEAD}export async function handleUpdate(id: number) {
  await prisma.$transaction(async (tx) => {
    await logAudit(tx, "before");
    await tx.task.update({ where: { id }, data: {} });
  });
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: {} });
    await tx.auditLog.create({ data: {} });
  });
}
export async function handleBatch(id: number) {
  await prisma.$transaction([prisma.task.update({ where: { id }, data: {} }), prisma.auditLog.create({ data: {} })]);
}
export async function handleLoose(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
  await prisma.auditLog.create({ data: {} });
}`,
    },
    {
      name: "a file that writes no audits owes none",
      code: `import { prisma } from "./plain.js";
export async function handleUpdate(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
}
export async function handleLog() {
  return await prisma.auditLog.findMany();
}`,
    },
    {
      name: "reads, sessions, caches, logs, and the audit log itself",
      code: `${HEAD}export async function handleLogin(id: number) {
  await prisma.session.create({ data: {} });
  await prisma.refreshToken.deleteMany({});
  await prisma.resultCache.deleteMany({});
  return await prisma.task.findMany();
}
export async function handleNote() {
  await logAudit(prisma, "x");
  await prisma.auditLog.create({ data: {} });
}`,
    },
    {
      name: "an audit in a branch, in a finally block, by a callee that nobody knows",
      code: `${HEAD}import { unknownAudit } from "./elsewhere.js";
export async function handleUpdate(id: number, quiet: boolean) {
  await prisma.task.update({ where: { id }, data: {} });
  if (!quiet) await logAudit(prisma, "updated");
}
export async function handleFinally(id: number) {
  try {
    await prisma.task.update({ where: { id }, data: {} });
    return id;
  } finally {
    await logAudit(prisma, "updated");
  }
}
export async function handleUnknown(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
  await unknownAudit("updated");
}
export async function handleEvent(id: number, events: { emit(name: string): void }) {
  await prisma.task.update({ where: { id }, data: {} });
  events.emit("task.updated");
}`,
    },
    {
      name: "a helper on a borrowed handle, whose callers audit",
      code: `${HEAD}async function touch(tx: Prisma.TransactionClient, id: number) {
  await tx.task.update({ where: { id }, data: {} });
}
export async function handleUpdate(id: number) {
  await prisma.$transaction(async (tx) => {
    await touch(tx, id);
    await logAudit(tx, "updated");
  });
}`,
    },
    {
      name: "a helper on the client, whose callers audit",
      code: `${HEAD}async function touch(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
}
export async function handleUpdate(id: number) {
  await touch(id);
  await logAudit(prisma, "updated");
}`,
    },
    {
      name: "what a decorator, a wrapper, or a hook of the module audits",
      code: `${HEAD}export class TaskService {
  @Audited("task")
  async update(id: number) {
    await prisma.task.update({ where: { id }, data: {} });
  }
}
export const handleUpdate = withAudit(async (id: number) => {
  await prisma.task.update({ where: { id }, data: {} });
});`,
    },
    {
      name: "a middleware that audits the module's routes",
      code: `${HEAD}router.use(auditRequests);
export async function handleUpdate(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
}`,
    },
    {
      name: "what answers an error",
      code: `${HEAD}export async function handleUpdate(id: number) {
  try {
    await prisma.$transaction(async (tx) => {
      await tx.task.update({ where: { id }, data: {} });
      await logAudit(tx, "updated");
    });
  } catch (error) {
    await prisma.task.update({ where: { id }, data: { failed: true } });
    await logAudit(prisma, "failed");
    throw error;
  }
}`,
    },
    {
      name: "an audit that is no row of a database",
      code: `${HEAD}async function sendAuditEvent(action: string) {
  await fetch("https://audit.example.com", { method: "POST", body: action });
}
export async function handleUpdate(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: {} });
  });
  await sendAuditEvent("updated");
}`,
    },
    {
      name: "an audit that is not awaited",
      code: `${HEAD}export async function handleUpdate(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
  prisma.auditLog.create({ data: {} });
}
export async function handleRemove(id: number) {
  await prisma.task.delete({ where: { id } });
  void logAudit(prisma, "removed");
}`,
    },
    {
      name: "what runs later, of a function that audits; a call that is handed the transaction",
      code: `${HEAD}import { note } from "./elsewhere.js";
export async function handleUpdate(id: number) {
  setTimeout(async () => {
    await prisma.task.update({ where: { id }, data: {} });
  }, 1000);
  await logAudit(prisma, "scheduled");
}
export async function handleNote(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: {} });
    await note({ id, tx });
  });
}`,
    },
    {
      name: "a function that nobody is seen to call, in no layer",
      code: `${HEAD}export async function update(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
}`,
    },
  ],
  invalid: [
    {
      name: "no audit on the path: in a handler, in a service, only the first of several",
      filename: "task.service.ts",
      code: `${HEAD}export async function handleUpdate(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: {} });
    await tx.worker.delete({ where: { id } });
  });
}
export class TaskService {
  async remove(id: number) {
    await prisma.task.delete({ where: { id } });
  }
  async close(id: number) {
    await prisma.task.update({ where: { id }, data: {} });
    await logAudit(prisma, "closed");
  }
}`,
      errors: [
        { messageId: "missingAudit", data: { text: "tx.task.update", fn: "handleUpdate", table: "task", library: "Prisma" }, line: 8, column: 11, endLine: 8, endColumn: 54 },
        { messageId: "missingAudit", data: { text: "prisma.task.delete", fn: "TaskService.remove", table: "task", library: "Prisma" }, line: 14, column: 11, endLine: 14, endColumn: 48 },
      ],
    },
    {
      name: "a path that returns before the audit",
      code: `${HEAD}export async function handleUpdate(id: number, force: boolean) {
  await prisma.task.update({ where: { id }, data: {} });
  if (force) return { forced: true };
  await logAudit(prisma, "updated");
  return {};
}`,
      errors: [{ messageId: "missingAudit", data: { text: "prisma.task.update", fn: "handleUpdate", table: "task", library: "Prisma" }, line: 7, column: 9, endLine: 7, endColumn: 56 }],
    },
    {
      name: "a helper on a borrowed handle, at its caller",
      code: `${HEAD}async function touch(tx: Prisma.TransactionClient, id: number) {
  await tx.task.update({ where: { id }, data: {} });
}
export async function handleUpdate(id: number) {
  await prisma.$transaction(async (tx) => {
    await touch(tx, id);
  });
}`,
      errors: [{ messageId: "missingAudit", data: { text: "touch → tx.task.update", fn: "handleUpdate", table: "task", library: "Prisma" }, line: 11, column: 11, endLine: 11, endColumn: 24 }],
    },
    {
      name: "a file that only calls a service for audits",
      code: `import { AuditService } from "./audit.js";
import { prisma } from "./plain.js";
const audits = new AuditService(prisma);
export async function handleUpdate(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
  await audits.log("updated");
}
export async function handleRemove(id: number) {
  await prisma.task.delete({ where: { id } });
}`,
      errors: [{ messageId: "missingAudit", data: { text: "prisma.task.delete", fn: "handleRemove", table: "task", library: "Prisma" }, line: 9, column: 9, endLine: 9, endColumn: 46 }],
    },
    {
      name: "handlers that are set up in one function, and a function of a package that the settings name",
      code: `import Fastify from "fastify";
import { remember } from "audit-client";
import { prisma } from "./plain.js";
export function routes() {
  const app = Fastify();
  app.post("/close", async () => {
    await prisma.task.updateMany({ data: {} });
    await remember("closed");
    return {};
  });
  app.post("/remove", async () => {
    await prisma.task.deleteMany({});
    return {};
  });
}`,
      settings: { "unit-of-work": { audit: { functions: ["remember"] } } },
      errors: [{ messageId: "missingAudit", data: { text: "prisma.task.deleteMany", fn: "routes", table: "task", library: "Prisma" }, line: 12, column: 11, endLine: 12, endColumn: 37 }],
    },
    {
      name: "a table that the settings name",
      code: `import { prisma } from "./plain.js";
export async function handleUpdate(id: number) {
  await prisma.task.update({ where: { id }, data: {} });
  await prisma.changeRecord.create({ data: {} });
}
export async function handleRemove(id: number) {
  await prisma.task.delete({ where: { id } });
}`,
      settings: { "unit-of-work": { audit: { tables: ["change_record"] } } },
      errors: [{ messageId: "missingAudit", data: { text: "prisma.task.delete", fn: "handleRemove", table: "task", library: "Prisma" }, line: 7, column: 9, endLine: 7, endColumn: 46 }],
    },
    {
      name: "late: after the callback, in another transaction, after a callee that commits",
      code: `${HEAD}import { closeTask } from "./tasks.js";
export async function handleUpdate(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: {} });
  });
  await logAudit(prisma, "updated");
}
export async function handleTwice(id: number) {
  await prisma.$transaction(async (tx) => {
    await tx.task.update({ where: { id }, data: {} });
  });
  await prisma.$transaction(async (tx) => {
    await logAudit(tx, "updated");
  });
}
export async function handleClose(id: number) {
  await closeTask(id);
  await prisma.auditLog.create({ data: {} });
}`,
      errors: [
        { messageId: "lateAudit", data: { text: "logAudit", fn: "handleUpdate", change: "tx.task.update", library: "Prisma" }, line: 11, column: 9, endLine: 11, endColumn: 36 },
        { messageId: "lateAudit", data: { text: "logAudit", fn: "handleTwice", change: "tx.task.update", library: "Prisma" }, line: 18, column: 11, endLine: 18, endColumn: 34 },
        { messageId: "lateAudit", data: { text: "prisma.auditLog.create", fn: "handleClose", change: "closeTask → tx.task.update", library: "Prisma" }, line: 23, column: 9, endLine: 23, endColumn: 45 },
      ],
    },
  ],
});

createRuleTester().run("require-audit-in-transaction: TypeORM, MikroORM, node-postgres", rule, {
  valid: [
    {
      name: "a manual transaction with its audit",
      code: `import { DataSource, Entity } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
@Entity() class Task {}
@Entity() class AuditLog {}
export async function handleUpdate() {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.update(Task, {}, {});
  await runner.manager.insert(AuditLog, {});
  await runner.commitTransaction();
  await runner.release();
}`,
    },
    {
      name: "a unit of work that is flushed with its audit",
      code: `import { Entity, MikroORM, PrimaryKey, Property } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
@Entity() class Task { @PrimaryKey() id!: number; @Property() title!: string; }
@Entity() class AuditLog { @PrimaryKey() id!: number; }
export async function handleUpdate(id: number) {
  await orm.em.fork().transactional(async (em) => {
    const task = await em.findOneOrFail(Task, { id });
    task.title = "x";
    em.persist(em.create(AuditLog, {}));
  });
}`,
    },
  ],
  invalid: [
    {
      name: "TypeORM: after the commit, and none",
      code: `import { DataSource, Entity } from "typeorm";
const dataSource = new DataSource({ type: "postgres" });
@Entity() class Task {}
@Entity() class AuditLog {}
export async function handleUpdate() {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.update(Task, {}, {});
  await runner.commitTransaction();
  await runner.release();
  await dataSource.manager.insert(AuditLog, {});
}
export async function handleRemove() {
  await dataSource.getRepository(Task).delete({});
}`,
      errors: [
        { messageId: "lateAudit", data: { text: "dataSource.manager.insert", fn: "handleUpdate", change: "runner.manager.update", library: "TypeORM" }, line: 11, column: 9, endLine: 11, endColumn: 48 },
        { messageId: "missingAudit", data: { text: "dataSource.getRepository(Task).delete", fn: "handleRemove", table: "Task", library: "TypeORM" }, line: 14, column: 9, endLine: 14, endColumn: 50 },
      ],
    },
    {
      name: "MikroORM: a change of a loaded entity that is flushed",
      code: `import { Entity, MikroORM, PrimaryKey, Property } from "@mikro-orm/postgresql";
const orm = await MikroORM.init({});
@Entity() class Task { @PrimaryKey() id!: number; @Property() title!: string; }
@Entity() class AuditLog { @PrimaryKey() id!: number; }
export async function handleNote() {
  const em = orm.em.fork();
  em.persist(em.create(AuditLog, {}));
  await em.flush();
}
export async function handleUpdate(id: number) {
  await orm.em.fork().transactional(async (em) => {
    const task = await em.findOneOrFail(Task, { id });
    task.title = "x";
  });
}`,
      errors: [{ messageId: "missingAudit", data: { text: "task.title", fn: "handleUpdate", table: "Task", library: "MikroORM" }, line: 13, column: 5, endLine: 13, endColumn: 21 }],
    },
    {
      name: "node-postgres: text",
      code: `import { Pool } from "pg";
const pool = new Pool();
export async function handleUpdate(id: number) {
  await pool.query("UPDATE tasks SET done = true WHERE id = $1", [id]);
}
export async function handleRemove(id: number) {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("DELETE FROM tasks WHERE id = $1", [id]);
  await client.query("COMMIT");
  await client.query("INSERT INTO audit_log (action) VALUES ('removed')");
  client.release();
}`,
      errors: [
        { messageId: "missingAudit", data: { text: "pool.query", fn: "handleUpdate", table: "tasks", library: "node-postgres" }, line: 4, column: 9, endLine: 4, endColumn: 71 },
        { messageId: "lateAudit", data: { text: "client.query", fn: "handleRemove", change: "client.query", library: "node-postgres" }, line: 11, column: 9, endLine: 11, endColumn: 74 },
      ],
    },
  ],
});
