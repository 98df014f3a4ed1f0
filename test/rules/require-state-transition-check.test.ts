import rule from "../../rules/require-state-transition-check.js";
import { createRuleTester } from "../support/rule-tester.js";

const express = 'import express from "express";\nexport const router = express.Router();';
const typeorm = `${express}\nimport { DataSource, Entity, Column } from "typeorm";\nconst dataSource = new DataSource({ type: "postgres" });\n@Entity() class Task { @Column() status: string; }\nconst tasks = dataSource.getRepository(Task);`;
const prisma = `${express}\nimport { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();`;
const drizzle = `${express}\nimport { drizzle } from "drizzle-orm/node-postgres";\nimport { pgTable, text } from "drizzle-orm/pg-core";\nconst db = drizzle(url);\nconst tasks = pgTable("tasks", { id: text("id"), status: text("status") });`;

/** A route of Express: its first line is the seventh. */
const patch = (setup: string, body: string): string => `${setup}\nrouter.patch("/:id", async (req, res) => {\n${body}\n});`;

const found = (library: string, line: number, column: number, endColumn: number, endLine = line, input = "body.status", field = "status") => ({
  messageId: "uncheckedState" as const,
  data: { field, library, input },
  line,
  column,
  endLine,
  endColumn,
});

createRuleTester().run("require-state-transition-check: entities", rule, {
  valid: [
    {
      name: "a transition table",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nif (!TRANSITIONS[task.status].includes(req.body.status)) throw new Conflict();\ntask.status = req.body.status;\nawait tasks.save(task);`),
    },
    {
      name: "a guard that throws",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nassertTransition(task.status, req.body.status);\ntask.status = req.body.status;\nawait tasks.save(task);`),
    },
    {
      name: "a comparison of the current state that ends the path",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nif (task.status === "completed") return res.status(409).end();\ntask.status = req.body.status;\nawait tasks.save(task);`),
    },
    {
      name: "a switch over the current state",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nswitch (task.status) {\ncase "done": throw new Conflict();\ndefault: task.status = req.body.status;\n}\nawait tasks.save(task);`),
    },
    {
      name: "a guard of the project, by what it does",
      code: `${patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nprepare(task);\ntask.status = req.body.status;\nawait tasks.save(task);`)}\nfunction prepare(task: Task) { if (task.status === "archived") throw new Conflict(); }`,
    },
    {
      name: "code that nobody can see and that gets the current state",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\npolicy.approve(task.status, req.body.status);\ntask.status = req.body.status;\nawait tasks.save(task);`),
    },
    {
      name: "literals",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.status = req.body.done ? "completed" : "open";\nawait tasks.save(task);`),
    },
    {
      name: "a creation",
      code: patch(typeorm, `const task = new Task();\ntask.status = req.body.status;\nawait tasks.save(task);\nawait tasks.save(tasks.create({ status: req.body.status }));\nawait tasks.insert({ status: req.body.status });`),
    },
    {
      name: "a row that is found by its state",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id, status: "review" });\ntask.status = req.body.status;\nawait tasks.save(task);`),
    },
    {
      name: "another column",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.title = req.body.title;\nawait tasks.save(task);`),
    },
    {
      name: "a machine decides",
      code: `import { createMachine } from "xstate";\n${patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.status = req.body.status;\nawait tasks.save(task);`)}`,
    },
    {
      name: "a middleware that checks",
      code: `${typeorm}\nrouter.patch("/:id", checkTransition, async (req, res) => {\nconst task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.status = req.body.status;\nawait tasks.save(task);\n});`,
    },
    {
      name: "chosen by the current state",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.status = task.status === "open" ? req.body.status : task.status;\nawait tasks.save(task);`),
    },
    {
      name: "a job",
      code: `${typeorm}\nimport { Worker } from "bullmq";\nnew Worker("tasks", async (job) => {\nconst task = await tasks.findOneByOrFail({ id: job.data.id });\ntask.status = job.data.status;\nawait tasks.save(task);\n});`,
    },
    {
      name: "a test",
      filename: "test/tasks.ts",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.status = req.body.status;\nawait tasks.save(task);`),
    },
    {
      name: "MikroORM",
      code: `${express}\nimport { MikroORM, Entity } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});\n@Entity() class Task { status: string; }\nrouter.patch("/:id", async (req, res) => {\nconst em = orm.em.fork();\nconst task = await em.findOneOrFail(Task, req.params.id);\nassertTransition(task.status, req.body.status);\ntask.status = req.body.status;\nawait em.flush();\n});`,
    },
  ],
  invalid: [
    {
      name: "TypeORM: the assignment",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.status = req.body.status;\nawait tasks.save(task);`),
      errors: [found("TypeORM", 9, 1, 30)],
    },
    {
      name: "a comparison that ends no path",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nif (task.status === "completed") await notify(task.id);\ntask.status = req.body.status;\nawait tasks.save(task);`),
      errors: [found("TypeORM", 10, 1, 30)],
    },
    {
      name: "a guard on one path only",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nif (!req.query.force) assertTransition(task.status, req.body.status);\ntask.status = req.body.status;\nawait tasks.save(task);`),
      errors: [found("TypeORM", 10, 1, 30)],
    },
    {
      name: "the guard comes too late",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\ntask.status = req.body.status;\nassertTransition(task.status, req.body.status);\nawait tasks.save(task);`),
      errors: [found("TypeORM", 9, 1, 30)],
    },
    {
      name: "whether it is the new state already is no guard",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nif (task.status === req.body.status) return;\ntask.status = req.body.status;\nawait tasks.save(task);`),
      errors: [found("TypeORM", 10, 1, 30)],
    },
    {
      name: "what is only written down decides nothing",
      code: patch(typeorm, `const task = await tasks.findOneByOrFail({ id: req.params.id });\nlogger.info({ from: task.status, to: req.body.status });\ntask.status = req.body.status;\nawait tasks.save(task);`),
      errors: [found("TypeORM", 10, 1, 30)],
    },
    {
      name: "TypeORM: update and save of an object",
      code: patch(typeorm, `await tasks.update(req.params.id, { status: req.body.status });\nawait tasks.save({ id: req.params.id, status: req.body.status });`),
      errors: [found("TypeORM", 8, 7, 63), found("TypeORM", 9, 7, 65)],
    },
    {
      name: "MikroORM: the assignment",
      code: `${express}\nimport { MikroORM, Entity } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init({});\n@Entity() class Task { status: string; }\nrouter.patch("/:id", async (req, res) => {\nconst em = orm.em.fork();\nconst task = await em.findOneOrFail(Task, req.params.id);\ntask.status = req.body.status;\nawait em.flush();\n});`,
      errors: [found("MikroORM", 9, 1, 30)],
    },
    {
      name: "Sequelize: the instance and the model",
      code: `${express}\nimport { Model } from "sequelize";\nclass Task extends Model {}\nrouter.patch("/:id", async (req, res) => {\nconst task = await Task.findByPk(req.params.id);\nawait task.update({ status: req.body.status });\nawait Task.update({ status: req.body.status }, { where: { id: req.params.id } });\n});`,
      errors: [found("Sequelize", 7, 7, 47), found("Sequelize", 8, 7, 81)],
    },
    {
      name: "Mongoose",
      code: `${express}\nimport mongoose from "mongoose";\nconst Task = mongoose.model("Task", schema);\nrouter.patch("/:id", async (req, res) => {\nawait Task.findByIdAndUpdate(req.params.id, { status: req.body.status });\nawait Task.updateOne({ _id: req.params.id }, { $set: { status: req.body.status } });\n});`,
      errors: [found("MongoDB", 6, 7, 73), found("MongoDB", 7, 7, 84)],
    },
    {
      name: "Objection",
      code: `${express}\nimport { Model } from "objection";\nclass Task extends Model {}\nrouter.patch("/:id", async (req, res) => {\nawait Task.query().patchAndFetchById(req.params.id, { status: req.body.status });\n});`,
      errors: [found("Objection", 6, 7, 81)],
    },
  ],
});

createRuleTester({
  "schema.prisma": "model Task {\n  id Int @id\n  status String\n}\n",
}).run("require-state-transition-check: rows", rule, {
  valid: [
    { name: "Prisma: rows in one state only", code: patch(prisma, `await prisma.task.updateMany({ where: { id: req.params.id, status: "review" }, data: { status: req.body.status } });`) },
    { name: "Prisma: an upsert", code: patch(prisma, `await prisma.task.upsert({ where: { id: 1 }, create: { status: req.body.status }, update: { status: req.body.status } });`) },
    { name: "Prisma: update or create, by hand", code: patch(prisma, `if (await prisma.task.findFirst({ where: { id: 1 } })) await prisma.task.update({ where: { id: 1 }, data: { status: req.body.status } });\nelse await prisma.task.create({ data: { status: req.body.status } });`) },
    { name: "Prisma: an address", code: patch(prisma, `await prisma.customer.update({ where: { id: 1 }, data: { city: req.body.city, state: req.body.state } });`) },
    {
      name: "Prisma: two values by the type of the parameter",
      code: patch(`${prisma}\nasync function setStatus(status: "0" | "1") {\nawait prisma.job.update({ where: { id: 1 }, data: { status } });\n}`, "await setStatus(req.body.status);"),
    },
    {
      name: "Prisma: two values by the interface of the parameter",
      code: patch(`${prisma}\ninterface Job { status: "0" | "1" }\nasync function save(job: Job) {\nawait prisma.job.update({ where: { id: 1 }, data: { status: job.status } });\n}`, "await save(req.body);"),
    },
    { name: "Prisma: two values", code: patch(`const Body = z.object({ status: z.enum(["active", "inactive"]) });\n${prisma}`, `const { status } = Body.parse(req.body);\nawait prisma.user.update({ where: { id: 1 }, data: { status } });`) },
    { name: "Prisma: from a row", code: patch(prisma, `const other = await prisma.task.findFirst({ where: { id: 2 } });\nawait prisma.task.update({ where: { id: 1 }, data: { status: other.status } });`) },
    { name: "Drizzle: limited by the state", code: patch(drizzle, `await db.update(tasks).set({ status: req.body.status }).where(and(eq(tasks.id, req.params.id), eq(tasks.status, "review")));`) },
    { name: "Drizzle: two values of the column", code: patch(drizzle.replace('text("status")', 'text("status", { enum: ["read", "unread"] })'), `await db.update(tasks).set({ status: req.body.status }).where(eq(tasks.id, req.params.id));`) },
    { name: "Drizzle: a number", code: patch(drizzle.replace('text("status")', 'integer("status")'), `await db.update(tasks).set({ status: req.body.status }).where(eq(tasks.id, req.params.id));`) },
    { name: "Drizzle: an insert", code: patch(drizzle, `await db.insert(tasks).values({ status: req.body.status }).onConflictDoUpdate({ target: tasks.id, set: { status: req.body.status } });`) },
    { name: "a guard of the settings", settings: { "unit-of-work": { transitions: { guards: ["allowed"] } } }, code: patch(drizzle, `await rules.allowed(req.params.id);\nawait db.update(tasks).set({ status: req.body.status }).where(eq(tasks.id, req.params.id));`) },
    { name: "a table of the settings", settings: { "unit-of-work": { transitions: { tables: ["MOVES"] } } }, code: patch(drizzle, `if (!MOVES.has(req.body.status)) throw new Conflict();\nawait db.update(tasks).set({ status: req.body.status }).where(eq(tasks.id, req.params.id));`) },
    { name: "no column of the settings", settings: { "unit-of-work": { transitions: { fields: ["phase"] } } }, code: patch(drizzle, `await db.update(tasks).set({ status: req.body.status }).where(eq(tasks.id, req.params.id));`) },
  ],
  invalid: [
    {
      name: "Prisma",
      code: patch(prisma, `const { status } = Body.parse(req.body);\nawait prisma.task.update({ where: { id: req.params.id }, data: { status } });`),
      errors: [found("Prisma", 7, 7, 77)],
    },
    {
      name: "Prisma: three values by the type of the parameter",
      code: patch(`${prisma}\nasync function setStatus(status: "open" | "review" | "done") {\nawait prisma.job.update({ where: { id: 1 }, data: { status } });\n}`, "await setStatus(req.body.status);"),
      errors: [found("Prisma", 6, 7, 64)],
    },
    {
      name: "Prisma: any text by the interface of the parameter",
      code: patch(`${prisma}\ninterface Job { status: string }\nasync function save(job: Job) {\nawait prisma.job.update({ where: { id: 1 }, data: { status: job.status } });\n}`, "await save(req.body);"),
      errors: [found("Prisma", 7, 7, 76)],
    },
    {
      name: "Prisma: two values that are steps, not positions of a switch",
      code: patch(`const Body = z.object({ status: z.enum(["pending", "completed"]) });\n${prisma}`, `const { status } = Body.parse(req.body);\nawait prisma.task.update({ where: { id: 1 }, data: { status } });`),
      errors: [found("Prisma", 8, 7, 65)],
    },
    {
      name: "Prisma: what is collected first",
      code: patch(prisma, `const data = { title: req.body.title };\nif (req.body.status) data.status = req.body.status;\nawait prisma.task.update({ where: { id: req.params.id }, data });`),
      errors: [found("Prisma", 8, 7, 65)],
    },
    {
      name: "Drizzle: whether the value is known is no guard",
      code: patch(drizzle, `if (!["open", "review", "done"].includes(req.body.status)) return res.status(400).end();\nawait db.update(tasks).set({ status: req.body.status }).where(eq(tasks.id, req.params.id));`),
      errors: [found("Drizzle", 9, 7, 56)],
    },
    {
      name: "Drizzle: what is given back limits nothing",
      code: patch(drizzle, `await db.update(tasks).set({ status: req.body.status }).where(eq(tasks.id, req.params.id)).returning({ status: tasks.status });`),
      errors: [found("Drizzle", 8, 7, 56)],
    },
    {
      name: "a column of the settings",
      settings: { "unit-of-work": { transitions: { fields: ["phase"] } } },
      code: patch(drizzle, `await db.update(tasks).set({ phase: req.body.phase }).where(eq(tasks.id, req.params.id));`),
      errors: [found("Drizzle", 8, 7, 54, 8, "body.phase", "phase")],
    },
    {
      name: "Knex",
      code: `${express}\nimport createKnex from "knex";\nconst knex = createKnex({ client: "pg" });\nrouter.patch("/:id", async (req, res) => {\nawait knex("tasks").where({ id: req.params.id }).update({ status: req.body.status });\n});`,
      errors: [found("Knex", 6, 7, 85)],
    },
    {
      name: "Kysely",
      code: `${express}\nimport { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });\nrouter.patch("/:id", async (req, res) => {\nawait db.updateTable("tasks").set({ status: req.body.status }).where("id", "=", req.params.id).execute();\n});`,
      errors: [found("Kysely", 6, 7, 63)],
    },
  ],
});

const controller = (guards = ""): string => `import { Body, Controller, Param, Patch } from "@nestjs/common";
import { TaskService } from "./task.service.js";
class ChangeDto { status: string; }
@Controller("tasks")
export class TaskController {
  constructor(private readonly service: TaskService) {}
  @Patch(":id")
  async change(@Param("id") id: string, @Body() dto: ChangeDto) {
    ${guards}
    await this.service.change(id, dto);
  }
}`;
const service = 'import type { Repository } from "typeorm";\nimport { Task } from "./task.entity.js";\nexport class TaskService {\n  constructor(private readonly tasks: Repository<Task>) {}\n  async change(id: string, dto: { status: string }) {\n    const task = await this.tasks.findOneByOrFail({ id });\n    task.status = dto.status;\n    await this.tasks.save(task);\n  }\n}';
const entity = 'import { Column, Entity } from "typeorm";\n@Entity() export class Task { @Column() id: string; @Column() status: string; }';

createRuleTester({ "src/task.controller.ts": controller(), "src/task.entity.ts": entity, "src/task.service.ts": service }).run("require-state-transition-check: across files", rule, {
  valid: [],
  invalid: [{ name: "through a service", filename: "src/task.service.ts", code: service, errors: [found("TypeORM", 7, 5, 29)] }],
});

createRuleTester({ "src/task.controller.ts": controller("await this.rules.assertTransition(id, dto.status);"), "src/task.entity.ts": entity, "src/task.service.ts": service }).run("require-state-transition-check: guards of the caller", rule, {
  valid: [{ name: "the controller checks before it calls the service", filename: "src/task.service.ts", code: service }],
  invalid: [],
});

createRuleTester({ "src/task.controller.ts": controller().replace("@Body()", "@Body(new StatusPipe())"), "src/task.entity.ts": entity, "src/task.service.ts": service }).run("require-state-transition-check: pipes", rule, {
  valid: [{ name: "a pipe checks before the handler", filename: "src/task.service.ts", code: service }],
  invalid: [],
});
