import rule from "../../rules/require-refresh-before-return.js";
import { createRuleTester } from "../support/rule-tester.js";

const typeorm = `import { BaseEntity, Column, DataSource, Entity, EntityManager, PrimaryColumn, PrimaryGeneratedColumn, Repository, UpdateDateColumn } from "typeorm";
@Entity()
class Task extends BaseEntity {
  @PrimaryGeneratedColumn() id!: number;
  @Column() title!: string;
  @Column() status!: string;
  @UpdateDateColumn() updatedAt!: Date;
}
@Entity()
class Setting {
  @PrimaryColumn() id!: string;
  @Column() value!: string;
}
@Entity()
class Tag {
  @PrimaryGeneratedColumn() id!: number;
  @Column() label!: string;
  @UpdateDateColumn() updatedAt!: Date;
}
const dataSource = new DataSource({ type: "postgres" });
`;
const sequelize = `import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Task extends Model {}
class Worker extends Model {}
`;
const mikro = `import { Entity, MikroORM, PrimaryKey, Property } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
@Entity()
class Task {
  @PrimaryKey() id!: number;
  @Property() status!: string;
}
const orm = await MikroORM.init({});
`;
const drizzle = `import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";
const tasks = pgTable("tasks", { id: serial("id").primaryKey(), title: text("title"), count: integer("count") });
const db = drizzle("postgres://db");
`;

createRuleTester().run("require-refresh-before-return: save of a partial", rule, {
  valid: [
    {
      name: "saved, then read again",
      code: `${typeorm}export async function rename(tasks: Repository<Task>, id: number, title: string) {
  await tasks.save({ id, title });
  return await tasks.findOneByOrFail({ id });
}`,
    },
    {
      name: "save of the entity that was loaded",
      code: `${typeorm}export async function rename(tasks: Repository<Task>, id: number, title: string) {
  const task = await tasks.findOneByOrFail({ id });
  task.title = title;
  return await tasks.save(task);
}`,
    },
    {
      name: "a literal that may hold everything",
      code: `${typeorm}export async function rename(tasks: Repository<Task>, task: Task, title: string) {
  return await tasks.save({ ...task, title });
}
export async function store(tasks: Repository<Task>, task: Task) {
  return await tasks.save(task);
}`,
    },
    {
      name: "every column that code sets is given",
      code: `${typeorm}export async function rename(tags: Repository<Tag>, id: number, label: string) {
  return await tags.save({ id, label });
}`,
    },
    {
      name: "a new row: the library brings back what the database made",
      code: `${typeorm}export async function add(tasks: Repository<Task>, settings: Repository<Setting>, title: string) {
  const setting = await settings.save({ id: "a" });
  return [await tasks.save({ title }), setting];
}
export async function put(settings: Repository<Setting>, id: string) {
  return await settings.save({ id });
}
export async function addOr(tasks: Repository<Task>, id: number | undefined, title: string) {
  return await tasks.save({ id: id ?? undefined, title });
}`,
    },
    {
      name: "only what was given is read",
      code: `${typeorm}export async function rename(tasks: Repository<Task>, id: number, title: string) {
  const saved = await tasks.save({ id, title });
  return { id: saved.id, title: saved.title, at: saved.updatedAt };
}`,
    },
    {
      name: "the gaps are filled",
      code: `${typeorm}export async function rename(tasks: Repository<Task>, id: number, title: string) {
  const saved = await tasks.save({ id, title });
  saved.status = "open";
  return saved;
}
export async function copy(tasks: Repository<Task>, known: Task, title: string) {
  const saved = await tasks.save({ id: known.id, title });
  return Object.assign(known, saved);
}`,
    },
    {
      name: "a list of writes whose results nobody takes",
      code: `${typeorm}export async function rank(tasks: Repository<Task>, ids: number[]) {
  await Promise.all(ids.map((id) => tasks.save({ id, title: "a" })));
}`,
    },
    {
      name: "the result is not returned, or the class is unknown",
      code: `${typeorm}import type { Missing } from "./missing.js";
export async function rename(tasks: Repository<Task>, others: Repository<Missing>, id: number, title: string) {
  await tasks.save({ id, title });
  return await others.save({ id, title });
}`,
    },
  ],
  invalid: [
    {
      name: "returned as it is",
      code: `${typeorm}export async function rename(tasks: Repository<Task>, id: number, title: string): Promise<Task> {
  return (await tasks.save({ id, title })) as Task;
}`,
      errors: [{ messageId: "partialRow", data: { fn: "rename", call: "tasks.save", library: "TypeORM", column: "status" }, line: 22, column: 3, endLine: 22, endColumn: 52 }],
      output: null,
    },
    {
      name: "through a variable, and with the manager",
      code: `${typeorm}export async function rename(manager: EntityManager, id: number, title: string) {
  const saved = await manager.save(Task, { id, title });
  console.log(saved.title);
  return saved;
}`,
      errors: [{ messageId: "partialRow", data: { fn: "rename", call: "manager.save", library: "TypeORM", column: "status" }, line: 24, column: 3, endLine: 24, endColumn: 16 }],
      output: null,
    },
    {
      name: "a promise that is handed out",
      code: `${typeorm}export class Tasks {
  constructor(private readonly tasks: Repository<Task>) {}
  rename(id: number, title: string) {
    return this.tasks.save({ id, title });
  }
}`,
      errors: [{ messageId: "partialRow", data: { fn: "Tasks.rename", call: "this.tasks.save", library: "TypeORM", column: "status" }, line: 24, column: 5, endLine: 24, endColumn: 43 }],
      output: null,
    },
    {
      name: "a column that was left out is read",
      code: `${typeorm}export async function rename(tasks: Repository<Task>, id: number, title: string) {
  const saved = await tasks.save({ id, title });
  if (saved.status === "open") console.log(saved.title);
}`,
      errors: [{ messageId: "partialColumn", data: { fn: "rename", call: "tasks.save", library: "TypeORM", column: "status" }, line: 23, column: 7, endLine: 23, endColumn: 19 }],
      output: null,
    },
    {
      name: "the body of an arrow function",
      code: `${typeorm}export const rename = async (tasks: Repository<Task>, id: number, title: string) => await tasks.save({ id, title });`,
      errors: [{ messageId: "partialRow", data: { fn: "rename", call: "tasks.save", library: "TypeORM", column: "status" }, line: 21, column: 85, endLine: 21, endColumn: 116 }],
      output: null,
    },
  ],
});

createRuleTester().run("require-refresh-before-return: after a bulk statement", rule, {
  valid: [
    {
      name: "loaded again",
      code: `${typeorm}export async function close(tasks: Repository<Task>, id: number) {
  let task = await tasks.findOneByOrFail({ id });
  await tasks.update({ id }, { status: "closed" });
  task = await tasks.findOneByOrFail({ id });
  return task;
}`,
    },
    {
      name: "refreshed",
      code: `${mikro}export async function close(em: EntityManager, id: number) {
  const task = await em.findOneOrFail(Task, id);
  await em.nativeUpdate(Task, { id }, { status: "closed" });
  await em.refresh(task);
  return task;
}`,
    },
    {
      name: "reloaded, by itself or by a function",
      code: `${sequelize}async function readAgain(task: Task) { await task.reload(); }
export async function close(id: number) {
  const task = await Task.findByPk(id);
  await Task.update({ status: "closed" }, { where: { id } });
  await task.reload();
  return task;
}
export async function open(id: number) {
  const task = await Task.findByPk(id);
  await Task.update({ status: "open" }, { where: { id } });
  await readAgain(task);
  return task;
}`,
    },
    {
      name: "another class, another key, another condition",
      code: `${sequelize}export async function close(id: number, workerId: number) {
  const task = await Task.findByPk(id);
  await Worker.update({ tasks: 0 }, { where: { id } });
  await Task.update({ status: "closed" }, { where: { id: workerId } });
  await Task.update({ status: "closed" }, { where: { id, status: "open" } });
  await Task.update({ status: "closed" }, { where: { parentId: id } });
  return task;
}`,
    },
    {
      name: "the key is another one by then",
      code: `${sequelize}export async function close(ids: number[]) {
  let id = ids[0];
  const task = await Task.findByPk(id);
  id = ids[1];
  await Task.update({ status: "closed" }, { where: { id } });
  return task;
}`,
    },
    {
      name: "the instance is changed along with its row",
      code: `${typeorm}export async function close(tasks: Repository<Task>, id: number) {
  const task = await tasks.findOneByOrFail({ id });
  task.status = "closed";
  await tasks.update({ id }, { status: "closed" });
  return task;
}
export async function open(tasks: Repository<Task>, id: number) {
  const task = await tasks.findOneByOrFail({ id });
  await tasks.update(id, { status: "open" });
  Object.assign(task, { status: "open" });
  return task;
}
export async function spread(tasks: Repository<Task>, id: number) {
  const task = await tasks.findOneByOrFail({ id });
  await tasks.update(id, { status: "open" });
  return { ...task, status: "open" };
}`,
    },
    {
      name: "a change and a flush",
      code: `${mikro}export async function close(em: EntityManager, id: number) {
  const task = await em.findOneOrFail(Task, id);
  task.status = "closed";
  await em.flush();
  return task;
}`,
    },
    {
      name: "loaded after the statement",
      code: `${typeorm}export async function close(tasks: Repository<Task>, id: number) {
  await tasks.update({ id }, { status: "closed" });
  const task = await tasks.findOneByOrFail({ id });
  return task;
}`,
    },
    {
      name: "only read, not returned",
      code: `${typeorm}export async function close(tasks: Repository<Task>, id: number) {
  const task = await tasks.findOneByOrFail({ id });
  await tasks.update({ id }, { status: "closed" });
  return { was: task.status };
}`,
    },
    {
      name: "deleted, and returned as it was",
      code: `${typeorm}export async function remove(tasks: Repository<Task>, id: number) {
  const task = await tasks.findOneByOrFail({ id });
  await tasks.delete({ id });
  return task;
}`,
    },
    {
      name: "handed to something that is no reply",
      code: `${sequelize}import { send } from "./mail.js";
export async function close(id: number) {
  const task = await Task.findByPk(id);
  await Task.update({ status: "closed" }, { where: { id } });
  send(task);
}`,
    },
    {
      name: "Prisma returns the row",
      code: `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export async function close(id: number) {
  const task = await prisma.task.update({ where: { id }, data: { status: "closed" } });
  return task;
}`,
    },
  ],
  invalid: [
    {
      name: "TypeORM: increment; the query stands in for the variable",
      code: `${typeorm}export async function bump(tasks: Repository<Task>, id: number) {
  const task = await tasks.findOneByOrFail({ id });
  await tasks.increment({ id }, "count", 1);
  return task;
}`,
      errors: [
        {
          messageId: "bulkUpdate",
          data: { fn: "bump", entity: "task", call: "tasks.increment", library: "TypeORM" },
          line: 24,
          column: 3,
          endLine: 24,
          endColumn: 15,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${typeorm}export async function bump(tasks: Repository<Task>, id: number) {
  const task = await tasks.findOneByOrFail({ id });
  await tasks.increment({ id }, "count", 1);
  return await tasks.findOneByOrFail({ id });
}`,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: "TypeORM: update by the entity's own key, checked in between, with the manager",
      code: `${typeorm}function check(task: Task) { if (!task.title) throw new Error(); }
export async function close(manager: EntityManager, input: { id: number }) {
  const task = await manager.findOne(Task, { where: { id: input.id } });
  if (!task) throw new Error();
  check(task);
  await manager.update(Task, task.id, { status: "closed" });
  return task;
}
export async function open(manager: EntityManager, input: { id: number }) {
  const task = await manager.findOneBy(Task, { id: input.id });
  if (!task) return null;
  await manager.update(Task, { id: input.id }, { status: "open" });
  return task;
}`,
      errors: [
        {
          messageId: "bulkUpdate",
          data: { fn: "close", entity: "task", call: "manager.update", library: "TypeORM" },
          line: 27,
          column: 3,
          endLine: 27,
          endColumn: 15,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${typeorm}function check(task: Task) { if (!task.title) throw new Error(); }
export async function close(manager: EntityManager, input: { id: number }) {
  const task = await manager.findOne(Task, { where: { id: input.id } });
  if (!task) throw new Error();
  check(task);
  await manager.update(Task, task.id, { status: "closed" });
  return await manager.findOne(Task, { where: { id: input.id } });
}
export async function open(manager: EntityManager, input: { id: number }) {
  const task = await manager.findOneBy(Task, { id: input.id });
  if (!task) return null;
  await manager.update(Task, { id: input.id }, { status: "open" });
  return task;
}`,
            },
          ],
        },
        {
          messageId: "bulkUpdate",
          data: { fn: "open", entity: "task", call: "manager.update", library: "TypeORM" },
          line: 33,
          column: 3,
          endLine: 33,
          endColumn: 15,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${typeorm}function check(task: Task) { if (!task.title) throw new Error(); }
export async function close(manager: EntityManager, input: { id: number }) {
  const task = await manager.findOne(Task, { where: { id: input.id } });
  if (!task) throw new Error();
  check(task);
  await manager.update(Task, task.id, { status: "closed" });
  return task;
}
export async function open(manager: EntityManager, input: { id: number }) {
  const task = await manager.findOneBy(Task, { id: input.id });
  if (!task) return null;
  await manager.update(Task, { id: input.id }, { status: "open" });
  return await manager.findOneBy(Task, { id: input.id });
}`,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: "Sequelize: Model.update",
      code: `${sequelize}export async function close(id: number) {
  const task = await Task.findByPk(id, { rejectOnEmpty: true });
  await Task.update({ status: "closed" }, { where: { id } });
  return task;
}`,
      errors: [
        {
          messageId: "bulkUpdate",
          data: { fn: "close", entity: "task", call: "Task.update", library: "Sequelize" },
          line: 8,
          column: 3,
          endLine: 8,
          endColumn: 15,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${sequelize}export async function close(id: number) {
  const task = await Task.findByPk(id, { rejectOnEmpty: true });
  await Task.update({ status: "closed" }, { where: { id } });
  await task.reload();
  return task;
}`,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: "sent by a reply call",
      code: `${sequelize}import fastify from "fastify";
const app = fastify();
app.post("/tasks/:id/close", async (request, reply) => {
  const { id } = request.params;
  const task = await Task.findByPk(id);
  await Task.update({ status: "closed" }, { where: { id } });
  await reply.status(200).send(task);
});`,
      errors: [
        {
          messageId: "bulkUpdate",
          data: { fn: "this function", entity: "task", call: "Task.update", library: "Sequelize" },
          line: 11,
          column: 9,
          endLine: 11,
          endColumn: 37,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${sequelize}import fastify from "fastify";
const app = fastify();
app.post("/tasks/:id/close", async (request, reply) => {
  const { id } = request.params;
  const task = await Task.findByPk(id);
  await Task.update({ status: "closed" }, { where: { id } });
  await task.reload();
  await reply.status(200).send(task);
});`,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: "MikroORM: nativeUpdate, on one path",
      code: `${mikro}export async function close(em: EntityManager, id: number, isDone: boolean) {
  const task = await em.findOneOrFail(Task, { id });
  if (isDone) await em.nativeUpdate(Task, id, { status: "closed" });
  return task;
}`,
      errors: [
        {
          messageId: "bulkUpdate",
          data: { fn: "close", entity: "task", call: "em.nativeUpdate", library: "MikroORM" },
          line: 12,
          column: 3,
          endLine: 12,
          endColumn: 15,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${mikro}export async function close(em: EntityManager, id: number, isDone: boolean) {
  const task = await em.findOneOrFail(Task, { id });
  if (isDone) await em.nativeUpdate(Task, id, { status: "closed" });
  await em.refresh(task);
  return task;
}`,
            },
          ],
        },
      ],
      output: null,
    },
  ],
});

const drizzleData = { fn: "add", call: "db.insert", library: "Drizzle", append: ".returning()" };

createRuleTester().run("require-refresh-before-return: writes that give no rows", rule, {
  valid: [
    {
      name: "Drizzle: returning, or a read after the write",
      code: `${drizzle}export async function add(title: string) {
  const [task] = await db.insert(tasks).values({ title }).returning();
  return task;
}
export async function rename(id: number, title: string) {
  await db.update(tasks).set({ title }).where(eq(tasks.id, id));
  const [task] = await db.select().from(tasks).where(eq(tasks.id, id));
  return task;
}`,
    },
    {
      name: "Drizzle: the driver's own members",
      code: `${drizzle}export async function remove(id: number) {
  const result = await db.delete(tasks).where(eq(tasks.id, id));
  const { rowCount } = await db.delete(tasks).where(eq(tasks.id, id));
  return (result.rowCount ?? 0) + result.count + rowCount + result.rows[0];
}
export async function clear() {
  return await db.delete(tasks);
}`,
    },
    {
      name: "Drizzle on MySQL has no such clause, and a first element",
      code: `import { drizzle } from "drizzle-orm/mysql2";
import { int, mysqlTable, text } from "drizzle-orm/mysql-core";
const tasks = mysqlTable("tasks", { id: int("id").primaryKey(), title: text("title") });
const db = drizzle("mysql://db");
export async function add(title: string) {
  const [result] = await db.insert(tasks).values({ title });
  return result;
}`,
    },
    {
      name: "Drizzle: a table that nobody can read",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { tasks } from "./missing.js";
const db = drizzle("postgres://db");
export async function add(title: string) {
  const [task] = await db.insert(tasks).values({ title });
  return task;
}`,
    },
    {
      name: "Kysely: the result's own members",
      code: `import { Kysely, PostgresDialect } from "kysely";
const db = new Kysely<{ tasks: { id: number; title: string } }>({ dialect: new PostgresDialect({} as never) });
export async function add(title: string) {
  const all = await db.insertInto("tasks").values({ title }).execute();
  console.log(all.length, all[0].insertId);
  const { insertId } = await db.insertInto("tasks").values({ title }).executeTakeFirstOrThrow();
  const [result] = await db.updateTable("tasks").set({ title }).execute();
  const task = await db.insertInto("tasks").values({ title }).returningAll().executeTakeFirstOrThrow();
  return [insertId, result, result.numUpdatedRows, task.title];
}
export async function clear() {
  const [result] = await db.deleteFrom("tasks").execute();
  return result;
}`,
    },
    {
      name: "Knex: on MySQL the first element is the key",
      code: `import knex from "knex";
const db = knex({ client: "mysql2" });
export async function add(title: string) {
  const [id] = await db("tasks").insert({ title });
  return id;
}`,
    },
    {
      name: "Knex: returning, in a call or as an argument",
      code: `import knex from "knex";
const db = knex({ client: "pg" });
export async function add(title: string) {
  const [task] = await db("tasks").insert({ title }).returning("*");
  const [other] = await db("tasks").insert({ title }, ["id"]);
  const count = await db("tasks").update({ title });
  return [task.id, other.id, count];
}
export async function find(title: string) {
  const [task] = await db("tasks").where({ title });
  return task.id;
}`,
    },
    {
      name: "pg: rows are in the result",
      code: `import { Pool } from "pg";
const pool = new Pool();
export async function add(title: string) {
  const { rows } = await pool.query("INSERT INTO tasks (title) VALUES ($1) RETURNING *", [title]);
  return rows[0];
}`,
    },
  ],
  invalid: [
    {
      name: "Drizzle: the first row is returned",
      code: `${drizzle}export async function add(title: string) {
  const [task] = await db.insert(tasks).values({ title });
  return task;
}`,
      errors: [{ messageId: "noRow", data: drizzleData, line: 8, column: 3, endLine: 8, endColumn: 15 }],
      output: `${drizzle}export async function add(title: string) {
  const [task] = await db.insert(tasks).values({ title }).returning();
  return task;
}`,
    },
    {
      name: "Drizzle: a column of the first row is read, in an element and destructured",
      code: `${drizzle}export async function add(title: string) {
  const rows = await db.insert(tasks).values({ title });
  console.log(rows[0].title);
}
export async function rename(id: number, title: string) {
  const [{ id: key }] = await db
    .update(tasks)
    .set({ title })
    .where(eq(tasks.id, id));
  return key;
}`,
      errors: [
        { messageId: "noColumn", data: { ...drizzleData, column: "title" }, line: 8, column: 15, endLine: 8, endColumn: 28 },
        { messageId: "noColumn", data: { ...drizzleData, column: "id", call: "db.update", fn: "rename" }, line: 11, column: 12, endLine: 11, endColumn: 19 },
      ],
      output: `${drizzle}export async function add(title: string) {
  const rows = await db.insert(tasks).values({ title }).returning();
  console.log(rows[0].title);
}
export async function rename(id: number, title: string) {
  const [{ id: key }] = await db
    .update(tasks)
    .set({ title })
    .where(eq(tasks.id, id)).returning();
  return key;
}`,
    },
    {
      name: "Drizzle: a column of the whole result has no fix",
      code: `${drizzle}export async function add(title: string) {
  const task = await db.insert(tasks).values({ title });
  return task.id;
}`,
      errors: [{ messageId: "noColumn", data: { ...drizzleData, column: "id" }, line: 8, column: 3, endLine: 8, endColumn: 18 }],
      output: null,
    },
    {
      name: "Kysely: a column of a result",
      code: `import { Kysely, PostgresDialect } from "kysely";
const db = new Kysely<any>({ dialect: new PostgresDialect({} as never) });
export async function add(title: string) {
  const task = await db.insertInto("tasks").values({ title }).executeTakeFirstOrThrow();
  return task.title;
}`,
      errors: [{ messageId: "noColumn", data: { fn: "add", call: "db.insertInto", library: "Kysely", append: ".returningAll()", column: "title" }, line: 5, column: 3, endLine: 5, endColumn: 21 }],
      output: `import { Kysely, PostgresDialect } from "kysely";
const db = new Kysely<any>({ dialect: new PostgresDialect({} as never) });
export async function add(title: string) {
  const task = await db.insertInto("tasks").values({ title }).returningAll().executeTakeFirstOrThrow();
  return task.title;
}`,
    },
    {
      name: "Knex: a row of a write, a suggestion",
      code: `import knex from "knex";
const db = knex({ client: "pg" });
export async function add(title: string) {
  const [task] = await db("tasks").insert({ title });
  return task;
}`,
      errors: [
        {
          messageId: "noRow",
          data: { fn: "add", call: "db", library: "Knex", append: '.returning("*")' },
          line: 5,
          column: 3,
          endLine: 5,
          endColumn: 15,
          suggestions: [
            {
              messageId: "askForRows",
              data: { append: '.returning("*")' },
              output: `import knex from "knex";
const db = knex({ client: "pg" });
export async function add(title: string) {
  const [task] = await db("tasks").insert({ title }).returning("*");
  return task;
}`,
            },
          ],
        },
      ],
      output: null,
    },
  ],
});

const origin = [{ discipline: "origin" }] as const;

createRuleTester().run("require-refresh-before-return: after the commit", rule, {
  valid: [
    {
      name: "without the option",
      code: `${typeorm}export async function close(id: number) {
  const task = await dataSource.transaction((manager) => manager.findOneByOrFail(Task, { id }));
  return task;
}`,
    },
    {
      name: "read again after the commit",
      options: origin,
      code: `${typeorm}export async function close(id: number) {
  await dataSource.transaction((manager) => manager.findOneByOrFail(Task, { id }));
  return await dataSource.manager.findOneByOrFail(Task, { id });
}`,
    },
    {
      name: "refreshed after the commit",
      options: origin,
      code: `${sequelize}export async function close(id: number) {
  const transaction = await sequelize.transaction();
  const task = await Task.findByPk(id, { transaction });
  await transaction.commit();
  await task.reload();
  return task;
}`,
    },
    {
      name: "no transaction, or one that belongs to the caller",
      options: origin,
      code: `${mikro}export async function close(em: EntityManager, id: number) {
  const task = await em.findOneOrFail(Task, id);
  task.status = "closed";
  await em.flush();
  return task;
}`,
    },
    {
      name: "returned after a rollback: another rule's",
      options: origin,
      code: `${mikro}export async function add(em: EntityManager, status: string) {
  let task: Task | undefined;
  try {
    await em.transactional(async (tx) => {
      task = tx.create(Task, { status });
      await tx.flush();
    });
  } catch {
    return task;
  }
}`,
    },
    {
      name: "plain rows",
      options: origin,
      code: `${drizzle}export async function add(title: string) {
  const task = await db.transaction(async (tx) => {
    const [row] = await tx.insert(tasks).values({ title }).returning();
    return row;
  });
  return task;
}`,
    },
  ],
  invalid: [
    {
      name: "the result of a transaction's callback: the library has no refresh",
      options: origin,
      code: `${typeorm}export async function close(id: number) {
  const task = await dataSource.transaction(async (manager) => {
    const found = await manager.findOneByOrFail(Task, { id });
    await manager.save(found);
    return found;
  });
  return task;
}`,
      errors: [{ messageId: "committed", data: { fn: "close", entity: "task", library: "TypeORM" }, line: 27, column: 3, endLine: 27, endColumn: 15 }],
      output: null,
    },
    {
      name: "saved by a helper that is given the transaction",
      options: origin,
      code: `${typeorm}import type { QueryRunner } from "typeorm";
async function store(task: Partial<Task>, queryRunner: QueryRunner) {
  return await queryRunner.manager.save(Task, task);
}
export async function add(title: string) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  const task = await store({ title }, queryRunner);
  await queryRunner.commitTransaction();
  return task;
}`,
      errors: [{ messageId: "committed", data: { fn: "add", entity: "task", library: "TypeORM" }, line: 30, column: 3, endLine: 30, endColumn: 15 }],
      output: null,
    },
    {
      name: "Sequelize: reload",
      options: origin,
      code: `${sequelize}export async function close(id: number) {
  const transaction = await sequelize.transaction();
  const task = await Task.findByPk(id, { transaction });
  await transaction.commit();
  return task;
}`,
      errors: [
        {
          messageId: "committed",
          data: { fn: "close", entity: "task", library: "Sequelize" },
          line: 9,
          column: 3,
          endLine: 9,
          endColumn: 15,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${sequelize}export async function close(id: number) {
  const transaction = await sequelize.transaction();
  const task = await Task.findByPk(id, { transaction });
  await transaction.commit();
  await task.reload();
  return task;
}`,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: "MikroORM: refresh",
      options: origin,
      code: `${mikro}export async function close(id: number) {
  const em = orm.em.fork();
  await em.begin();
  const task = await em.findOneOrFail(Task, id);
  await em.commit();
  return task;
}`,
      errors: [
        {
          messageId: "committed",
          data: { fn: "close", entity: "task", library: "MikroORM" },
          line: 14,
          column: 3,
          endLine: 14,
          endColumn: 15,
          suggestions: [
            {
              messageId: "readAgain",
              data: { entity: "task" },
              output: `${mikro}export async function close(id: number) {
  const em = orm.em.fork();
  await em.begin();
  const task = await em.findOneOrFail(Task, id);
  await em.commit();
  await em.refresh(task);
  return task;
}`,
            },
          ],
        },
      ],
      output: null,
    },
  ],
});
