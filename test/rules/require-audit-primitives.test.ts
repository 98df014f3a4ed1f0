import rule from "../../rules/require-audit-primitives.js";
import { createRuleTester } from "../support/rule-tester.js";

createRuleTester({
  "entities.ts": `import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
@Entity()
export class Worker {
  @PrimaryGeneratedColumn() id!: number;
  @Column() handle!: string;
}
@Entity()
export class Task {
  @PrimaryGeneratedColumn() id!: number;
  @Column() title!: string;
  @ManyToOne(() => Worker) assignee!: Worker;
}
@Entity("audit_log")
export class AuditLog {
  @PrimaryGeneratedColumn() id!: number;
  @Column() action!: string;
  @ManyToOne(() => Worker) actor!: Worker;
  @Column({ type: "jsonb" }) details!: Record<string, unknown>;
}`,
  "audit.ts": `import type { EntityManager } from "typeorm";
import { AuditLog, Task, Worker } from "./entities.js";
export interface Entry {
  action: string;
  actor?: Worker;
  actorId?: unknown;
  details?: Record<string, unknown>;
  before?: unknown;
  extra?: unknown;
}
export async function logAudit(manager: EntityManager, entry: Entry): Promise<void> {
  await manager.insert(AuditLog, entry as never);
}
export async function recordAudit(manager: EntityManager, entityId: unknown, action: string): Promise<void> {
  await manager.insert(AuditLog, { entityId, action } as never);
}
export async function logTask(manager: EntityManager, task: Task): Promise<void> {
  await manager.insert(AuditLog, { details: { id: task.id } } as never);
}
export function describe(task: unknown): unknown {
  return task;
}`,
}).run("require-audit-primitives: TypeORM", rule, {
  valid: [
    {
      name: "ids, literals, columns, records of primitives, a handle, a shape that asks for an entity",
      code: `import type { EntityManager } from "typeorm";
import { describe, logAudit, logTask, recordAudit } from "./audit.js";
import { Task, Worker } from "./entities.js";
export async function complete(manager: EntityManager, id: number) {
  const task = await manager.findOneByOrFail(Task, { id });
  const worker = await manager.findOneByOrFail(Worker, { id });
  const details = { title: task.title, at: new Date().toISOString() };
  await logAudit(manager, { action: "completed", actor: worker, actorId: worker.id, details });
  await logAudit(manager, { action: "completed", details: { ...details, title: task.title, changes: { title: { before: task.title } } } });
  await logTask(manager, task);
  await recordAudit(manager, task.id, "completed");
  return describe({ task });
}`,
    },
    {
      name: "a snapshot, also under a key that the settings name",
      code: `import type { EntityManager } from "typeorm";
import { logAudit } from "./audit.js";
import { Task } from "./entities.js";
export async function complete(manager: EntityManager, id: number) {
  const task = await manager.findOneByOrFail(Task, { id });
  await logAudit(manager, { action: "completed", before: task, details: { after: { ...task }, row: task } });
}`,
      settings: { "unit-of-work": { audit: { snapshotKeys: ["row"] } } },
    },
    {
      name: "the relation of the log's own entity, and what nobody knows",
      code: `import type { EntityManager } from "typeorm";
import { AuditLog, Worker } from "./entities.js";
import { load } from "./elsewhere.js";
import { logAudit } from "./audit.js";
export async function note(manager: EntityManager, id: number) {
  const actor = await manager.findOneByOrFail(Worker, { id });
  await manager.insert(AuditLog, { action: "x", actor, details: {} });
  const loaded = await load(id);
  await logAudit(manager, { action: "x", actorId: loaded, details: { ...loaded } });
}`,
    },
    {
      name: "a function that only makes up an entry, and one that reads",
      code: `import type { EntityManager } from "typeorm";
import { AuditLog, Task } from "./entities.js";
function createAuditEntry(entry: Record<string, unknown>) {
  return { ...entry, kind: "task" };
}
async function findAuditTrail(manager: EntityManager, entry: Record<string, unknown>) {
  return await manager.find(AuditLog, { where: { action: String(entry.action) } });
}
export async function show(manager: EntityManager, id: number) {
  const task = await manager.findOneByOrFail(Task, { id });
  return [createAuditEntry({ task }), await findAuditTrail(manager, { task })];
}`,
    },
  ],
  invalid: [
    {
      name: "an entity for an id: its key, when it is there for certain",
      code: `import type { EntityManager } from "typeorm";
import { logAudit, recordAudit } from "./audit.js";
import { Task, Worker } from "./entities.js";
export async function complete(manager: EntityManager, id: number) {
  const actorId = await manager.findOneByOrFail(Worker, { id });
  const task = await manager.findOneBy(Task, { id });
  if (!task) throw new Error("no task");
  await logAudit(manager, { action: "completed", actorId });
  await recordAudit(manager, task, "completed");
}`,
      output: `import type { EntityManager } from "typeorm";
import { logAudit, recordAudit } from "./audit.js";
import { Task, Worker } from "./entities.js";
export async function complete(manager: EntityManager, id: number) {
  const actorId = await manager.findOneByOrFail(Worker, { id });
  const task = await manager.findOneBy(Task, { id });
  if (!task) throw new Error("no task");
  await logAudit(manager, { action: "completed", actorId: actorId.id });
  await recordAudit(manager, task.id, "completed");
}`,
      errors: [
        { messageId: "entityAsId", data: { call: "logAudit", library: "TypeORM", entity: "actorId", place: "actorId" }, line: 8, column: 9, endLine: 8, endColumn: 60 },
        { messageId: "entityAsId", data: { call: "recordAudit", library: "TypeORM", entity: "task", place: "entityId" }, line: 9, column: 9, endLine: 9, endColumn: 48 },
      ],
    },
    {
      name: "one that may be missing: a suggestion",
      code: `import type { EntityManager } from "typeorm";
import { recordAudit } from "./audit.js";
import { Task } from "./entities.js";
export async function complete(manager: EntityManager, id: number) {
  const task = await manager.findOneBy(Task, { id });
  await recordAudit(manager, task, "completed");
}`,
      output: null,
      errors: [
        {
          messageId: "entityAsId",
          data: { call: "recordAudit", library: "TypeORM", entity: "task", place: "entityId" },
          line: 6,
          column: 9,
          endLine: 6,
          endColumn: 48,
          suggestions: [
            {
              messageId: "useKey",
              data: { entity: "task", key: "id" },
              output: `import type { EntityManager } from "typeorm";
import { recordAudit } from "./audit.js";
import { Task } from "./entities.js";
export async function complete(manager: EntityManager, id: number) {
  const task = await manager.findOneBy(Task, { id });
  await recordAudit(manager, task.id, "completed");
}`,
            },
          ],
        },
      ],
    },
    {
      name: "an entity as JSON, through a constant, in a list; a relation; a spread; in an insert's column",
      code: `import type { EntityManager } from "typeorm";
import { logAudit } from "./audit.js";
import { AuditLog, Task, Worker } from "./entities.js";
export async function complete(manager: EntityManager, id: number) {
  const task = await manager.findOneByOrFail(Task, { id });
  const worker = await manager.findOneByOrFail(Worker, { id });
  const entry = { action: "completed", details: { tasks: [task] } };
  await logAudit(manager, entry);
  await logAudit(manager, { action: "completed", details: { previous: task.assignee } });
  await logAudit(manager, { action: "completed", extra: { ...worker } });
  await manager.insert(AuditLog, { action: "completed", details: { worker } });
}`,
      output: null,
      errors: [
        { messageId: "entityAsJson", data: { call: "logAudit", library: "TypeORM", entity: "task", place: "tasks" }, line: 8, column: 9, endLine: 8, endColumn: 33 },
        { messageId: "entityAsJson", data: { call: "logAudit", library: "TypeORM", entity: "task.assignee", place: "previous" }, line: 9, column: 9, endLine: 9, endColumn: 89 },
        { messageId: "spreadEntity", data: { call: "logAudit", library: "TypeORM", entity: "worker" }, line: 10, column: 9, endLine: 10, endColumn: 73 },
        { messageId: "entityAsJson", data: { call: "manager.insert", library: "TypeORM", entity: "worker", place: "worker" }, line: 11, column: 9, endLine: 11, endColumn: 79 },
      ],
    },
    {
      name: "a function that the settings name, and a method of a class for audits",
      code: `import type { EntityManager } from "typeorm";
import { Task } from "./entities.js";
async function remember(manager: EntityManager, entry: Record<string, unknown>) {
  await manager.query("INSERT INTO memory (entry) VALUES ($1)", [entry]);
}
class AuditService {
  constructor(private readonly manager: EntityManager) {}
  async log(entry: Record<string, unknown>) {
    await this.manager.query("INSERT INTO memory (entry) VALUES ($1)", [entry]);
  }
}
export async function complete(manager: EntityManager, audits: AuditService, id: number) {
  const task = await manager.findOneByOrFail(Task, { id });
  await remember(manager, { task });
  await audits.log({ task });
}`,
      settings: { "unit-of-work": { audit: { functions: ["remember"] } } },
      output: null,
      errors: [
        { messageId: "entityAsJson", data: { call: "remember", library: "TypeORM", entity: "task", place: "task" }, line: 14, column: 9, endLine: 14, endColumn: 36 },
        { messageId: "entityAsJson", data: { call: "audits.log", library: "TypeORM", entity: "task", place: "task" }, line: 15, column: 9, endLine: 15, endColumn: 29 },
      ],
    },
  ],
});

createRuleTester().run("require-audit-primitives: MikroORM, Sequelize", rule, {
  valid: [
    {
      name: "plain rows are no entities",
      code: `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
async function logAudit(entry: { action: string; details: Record<string, unknown> }) {
  await prisma.auditLog.create({ data: entry as never });
}
export async function complete(id: number) {
  const task = await prisma.task.findUniqueOrThrow({ where: { id } });
  await logAudit({ action: "completed", details: { task, ...task } });
}`,
    },
  ],
  invalid: [
    {
      name: "MikroORM",
      code: `import { Entity, PrimaryKey, Property } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
@Entity()
class Task {
  @PrimaryKey() id!: number;
}
@Entity()
class AuditLog {
  @PrimaryKey() id!: number;
  @Property() details!: Record<string, unknown>;
}
function logAction(em: EntityManager, details: Record<string, unknown>) {
  em.persist(em.create(AuditLog, { details }));
}
export async function complete(em: EntityManager, id: number) {
  const task = await em.findOneOrFail(Task, { id });
  logAction(em, { id: task.id });
  logAction(em, { task });
  await em.flush();
}`,
      output: null,
      errors: [{ messageId: "entityAsJson", data: { call: "logAction", library: "MikroORM", entity: "task", place: "task" }, line: 18, column: 3, endLine: 18, endColumn: 26 }],
    },
    {
      name: "Sequelize",
      code: `import { Model, type Transaction } from "sequelize";
class Task extends Model {
  declare id: number;
}
class AuditLog extends Model {}
async function logAudit(entry: Record<string, unknown>, transaction: Transaction) {
  await AuditLog.create(entry, { transaction });
}
export async function complete(id: number, transaction: Transaction) {
  const task = await Task.findByPk(id, { transaction, rejectOnEmpty: true });
  await logAudit({ taskId: task.id, details: { title: task.get("title") } }, transaction);
  await logAudit({ taskId: task, action: "completed" }, transaction);
}`,
      output: `import { Model, type Transaction } from "sequelize";
class Task extends Model {
  declare id: number;
}
class AuditLog extends Model {}
async function logAudit(entry: Record<string, unknown>, transaction: Transaction) {
  await AuditLog.create(entry, { transaction });
}
export async function complete(id: number, transaction: Transaction) {
  const task = await Task.findByPk(id, { transaction, rejectOnEmpty: true });
  await logAudit({ taskId: task.id, details: { title: task.get("title") } }, transaction);
  await logAudit({ taskId: task.id, action: "completed" }, transaction);
}`,
      errors: [{ messageId: "entityAsId", data: { call: "logAudit", library: "Sequelize", entity: "task", place: "taskId" }, line: 12, column: 9, endLine: 12, endColumn: 69 }],
    },
  ],
});
