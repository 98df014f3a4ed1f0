import rule from "../../rules/require-foreign-key-check.js";
import { createRuleTester } from "../support/rule-tester.js";

const PRISMA = `import express from "express";
import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
const router = express.Router();
`;

/** One handler on Prisma. */
const onPrisma = (body: string, before = ""): string => `${PRISMA}${before}
router.post("/tasks", async (req, res) => {
${body}
  res.status(204).end();
});`;

const data = (column: string, failure = "Prisma throws P2003 (P2025 for `connect`)"): Record<string, string> => ({ columns: `${column} is`, sent: "it (`body.projectId`)", failure });

const CREATE = "  await prisma.task.create({ data: { projectId: req.body.projectId } });";
const error = (line: number, column: number, endColumn: number, details = data("`projectId`")) => ({ messageId: "unchecked", data: details, line, column, endLine: line, endColumn }) as const;

createRuleTester().run("require-foreign-key-check: lookups", rule, {
  valid: [
    { name: "looked up, and the answer is asked for", code: onPrisma(`  const project = await prisma.project.findUnique({ where: { id: req.body.projectId } });\n  if (!project) throw new Error("none");\n${CREATE}`) },
    { name: "under another name of the same key", code: onPrisma(`  const { projectId } = req.body;\n  const project = await prisma.project.findUnique({ where: { id: projectId } });\n  if (project === null) return res.status(400).end();\n${CREATE}`) },
    { name: "throws by itself", code: onPrisma(`  await prisma.project.findUniqueOrThrow({ where: { id: Number(req.body.projectId) } });\n${CREATE}`) },
    { name: "a count that is compared", code: onPrisma(`  if ((await prisma.project.count({ where: { id: req.body.projectId } })) === 0) return;\n${CREATE}`) },
    { name: "two at once", code: onPrisma(`  const [project, worker] = await Promise.all([prisma.project.findUnique({ where: { id: req.body.projectId } }), prisma.worker.findFirst()]);\n  if (!project || !worker) return;\n${CREATE}`) },
    { name: "a list whose length is asked for", code: onPrisma(`  const projects = await prisma.project.findMany({ where: { id: req.body.projectId } });\n  if (projects.length === 0) return;\n${CREATE}`) },
    { name: "the row's own key is written", code: onPrisma(`  const project = await prisma.project.findUnique({ where: { slug: req.body.slug } });\n  await prisma.task.create({ data: { projectId: project.id } });`) },
    { name: "a helper that throws", code: onPrisma(`  await assertProjectExists(req.body.projectId);\n${CREATE}`, `async function assertProjectExists(id: number) {\n  const found = await prisma.project.findUnique({ where: { id } });\n  if (!found) throw new Error("none");\n}`) },
    { name: "a helper that gives the row back", code: onPrisma(`  const project = await findProject(req.body.projectId);\n  if (!project) return;\n${CREATE}`, "const findProject = (id: number) => prisma.project.findUnique({ where: { id } });") },
    { name: "a helper that nobody sees", code: onPrisma(`  await ensure(req.body.projectId);\n${CREATE}`, 'import { ensure } from "./missing.js";') },
    { name: "the whole body goes to somebody unknown", code: onPrisma(`  await ensure(req.body);\n${CREATE}`, 'import { ensure } from "./missing.js";') },
    { name: "an earlier write of the same key", code: onPrisma(`  await prisma.project.update({ where: { id: req.body.projectId }, data: { open: true } });\n${CREATE}`) },
    { name: "a write only where the row is there", code: onPrisma(`  const project = await prisma.project.findUnique({ where: { id: req.body.projectId } });\n  if (project) {\n  ${CREATE}\n  }`) },
    { name: "a middleware that names the key", code: `${PRISMA}const requireProject = async (req, res, next) => {\n  const project = await prisma.project.findUnique({ where: { id: req.body.projectId } });\n  if (!project) return res.status(404).end();\n  next();\n};\nrouter.post("/tasks", requireProject, async (req, res) => {\n${CREATE}\n});` },
    { name: "not from a request", code: onPrisma("  await prisma.task.create({ data: { projectId: 1, ownerId: req.user.id } });") },
    { name: "no foreign key by its name", code: onPrisma("  await prisma.task.create({ data: { title: req.body.title, externalId: req.body.externalId, id: req.body.id } });") },
    { name: "set to nothing", code: onPrisma("  await prisma.task.update({ where: { id: req.body.taskId }, data: { projectId: null } });") },
    { name: "who did what to what in a log", code: onPrisma("  await prisma.auditLog.create({ data: { entityId: req.body.taskId, workerId: req.body.workerId } });") },
    { name: "a job's payload", code: `import { Worker } from "bullmq";\n${PRISMA}new Worker("tasks", async (job) => {\n  await prisma.task.create({ data: { projectId: job.data.projectId } });\n});` },
    { name: "no production code", filename: "src/tasks.test.ts", code: onPrisma(CREATE) },
  ],
  invalid: [
    { name: "written as it was sent", code: onPrisma(CREATE), errors: [error(7, 9, 72)] },
    { name: "an optional key", code: onPrisma("  await prisma.task.create({ data: { projectId: req.body.projectId ?? null } });"), errors: [error(7, 9, 80)] },
    { name: "another key is looked up", code: onPrisma(`  const worker = await prisma.worker.findUnique({ where: { id: req.body.workerId } });\n  if (!worker) return;\n${CREATE}`), errors: [error(9, 9, 72)] },
    { name: "nobody looks at the answer", code: onPrisma(`  const project = await prisma.project.findUnique({ where: { id: req.body.projectId } });\n${CREATE}`), errors: [error(8, 9, 72)] },
    { name: "a list is always there", code: onPrisma(`  const projects = await prisma.project.findMany({ where: { id: req.body.projectId } });\n  if (!projects) return;\n${CREATE}`), errors: [error(9, 9, 72)] },
    { name: "looked up after the write", code: onPrisma(`${CREATE}\n  await prisma.project.findUniqueOrThrow({ where: { id: req.body.projectId } });`), errors: [error(7, 9, 72)] },
    { name: "a helper that looks nothing up", code: onPrisma(`  note(req.body.projectId);\n${CREATE}`, "const note = (id: number) => { console.log(id); };"), errors: [error(8, 9, 72)] },
    { name: "a middleware that is about something else", code: `${PRISMA}const requireUser = async (req, res, next) => {\n  if (!(await prisma.user.count())) return;\n  next();\n};\nrouter.post("/tasks", requireUser, async (req, res) => {\n${CREATE}\n});`, errors: [error(10, 9, 72)] },
    {
      name: "two keys are one report",
      code: onPrisma("  const { projectId, workerId } = req.body;\n  await prisma.task.create({ data: { projectId, workerId } });"),
      errors: [error(8, 9, 62, { ...data(""), columns: "`projectId` and `workerId` are", sent: "them (`body.projectId` and `body.workerId`)" })],
    },
    { name: "connected with a row", code: onPrisma("  await prisma.task.create({ data: { project: { connect: { id: req.body.projectId } } } });"), errors: [error(7, 9, 91, data("`project`"))] },
  ],
});

createRuleTester().run("require-foreign-key-check: translated errors", rule, {
  valid: [
    { name: "a catch that names the code", code: onPrisma(`  try {\n  ${CREATE}\n  } catch (error) {\n    if (error.code === "P2003") return res.status(400).end();\n    throw error;\n  }`) },
    { name: "a constant that holds the code", code: onPrisma(`  try {\n  ${CREATE}\n  } catch (error) {\n    if (error.code === MISSING) return res.status(400).end();\n    throw error;\n  }`, 'const MISSING = "P2003";') },
    { name: "a handler of the promise", code: onPrisma(`${CREATE.replace(/;$/, "")}.catch((error) => {\n    if (error.code === "P2003") throw new Error("no project");\n    throw error;\n  });`) },
    { name: "a catch that hands the error to a mapper", code: onPrisma(`  try {\n  ${CREATE}\n  } catch (error) {\n    throw toHttp(error);\n  }`, 'const toHttp = (error) => (error.code === "P2003" ? new Error("400") : error);') },
    { name: "whatever was thrown is the client's error", code: onPrisma(`  try {\n  ${CREATE}\n  } catch {\n    return res.status(400).end();\n  }`) },
    { name: "an error middleware", code: `${onPrisma(CREATE)}\nrouter.use((error, req, res, next) => {\n  if (error.code === "P2003") res.status(400).end();\n  else next(error);\n});` },
    { name: "what a row has to be there for", code: `${onPrisma("  await prisma.task.create({ data: { project: { connect: { id: req.body.projectId } } } });")}\nrouter.use((error, req, res, next) => {\n  if (error.code === "P2025") res.status(404).end();\n  else next(error);\n});` },
    { name: "a wrapper of handlers", code: `${PRISMA}const mapped = (handle) => async (req, res) => {\n  try {\n    await handle(req, res);\n  } catch (error) {\n    if (error.code === "P2003") res.status(400).end();\n  }\n};\nrouter.post("/tasks", mapped(async (req, res) => {\n${CREATE}\n}));` },
  ],
  invalid: [
    { name: "a catch that is about something else", code: onPrisma(`  try {\n  ${CREATE}\n  } catch (error) {\n    if (error.code === "P2002") return res.status(409).end();\n    throw error;\n  }`), errors: [error(8, 11, 74)] },
    { name: "a catch around something else", code: onPrisma(`  try {\n    await prisma.label.create({ data: { name: "x" } });\n  } catch (error) {\n    if (error.code === "P2003") return;\n    throw error;\n  }\n${CREATE}`), errors: [error(13, 9, 72)] },
    { name: "an error middleware that only logs", code: `${onPrisma(CREATE)}\nrouter.use((error, req, res, next) => {\n  console.error(error);\n  next(error);\n});`, errors: [error(7, 9, 72)] },
    { name: "missing rows are another error", code: `${onPrisma(CREATE)}\nrouter.use((error, req, res, next) => {\n  if (error.code === "P2025") res.status(404).end();\n  else next(error);\n});`, errors: [error(7, 9, 72)] },
  ],
});

const SCHEMA = `model Project {
  id    Int    @id
  tasks Task[]
}
model Task {
  id         Int     @id
  project    Project @relation(fields: [parent], references: [id])
  parent     Int
  customerId Int
}
`;

createRuleTester({ "package.json": "{}", "prisma/schema.prisma": SCHEMA }).run("require-foreign-key-check: what a schema file declares", rule, {
  valid: [{ name: "a column that leads nowhere", code: onPrisma("  await prisma.task.create({ data: { customerId: req.body.customerId } });") }],
  invalid: [{ name: "a key without a telling name", code: onPrisma("  await prisma.task.create({ data: { parent: req.body.projectId } });"), errors: [error(7, 9, 69, data("`parent`"))] }],
});

const TYPEORM = `import { Body, Controller, Post } from "@nestjs/common";
import { InjectRepository } from "@nestjs/typeorm";
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, Repository } from "typeorm";
@Entity() export class Project { @PrimaryGeneratedColumn() id!: number; }
@Entity() export class Task {
  @PrimaryGeneratedColumn() id!: number;
  @Column() title!: string;
  @Column() projectId!: number;
  @Column() customerId!: number;
  @ManyToOne(() => Project) project!: Project;
}
class CreateTask { title!: string; projectId!: number; customerId!: number; }
class RenameTask { title!: string; }
`;
const onTypeorm = (method: string, before = ""): string => `${TYPEORM}${before}
@Controller("tasks")
export class TasksController {
  constructor(@InjectRepository(Task) private readonly tasks: Repository<Task>, @InjectRepository(Project) private readonly projects: Repository<Project>) {}
  @Post()
${method}
}`;
const QUERY_FAILED = "TypeORM throws a QueryFailedError";
const created = data("`projectId`", QUERY_FAILED);

createRuleTester().run("require-foreign-key-check: TypeORM", rule, {
  valid: [
    { name: "the body has no key", code: onTypeorm("  async create(@Body() dto: RenameTask) { return this.tasks.save(this.tasks.create(dto)); }") },
    { name: "spread, and looked up", code: onTypeorm("  async create(@Body() dto: CreateTask) { await this.projects.findOneByOrFail({ id: dto.projectId }); return this.tasks.save({ ...dto }); }") },
    { name: "spread, and written over", code: onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save({ ...dto, projectId: 1 }); }") },
    { name: "the rest without it", code: onTypeorm("  async create(@Body() dto: CreateTask) { const { projectId, ...rest } = dto; return this.tasks.save(rest); }") },
    { name: "a row that was loaded", code: onTypeorm("  async create(@Body() dto: CreateTask) { const project = await this.projects.findOneBy({ id: dto.projectId }); const task = new Task(); task.project = project; return this.tasks.save(task); }") },
    { name: "a column that leads nowhere", code: onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save({ customerId: dto.customerId }); }") },
    { name: "a guard that names the key", code: onTypeorm("  @UseGuards(ProjectGuard)\n  async create(@Body() dto: CreateTask) { return this.tasks.save({ ...dto }); }", 'import { UseGuards } from "@nestjs/common";\nclass ProjectGuard { async canActivate(context) { return (await find(context.body.projectId)) !== null; } }') },
    { name: "an exception filter", code: `${onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save({ ...dto }); }")}\nimport { Catch } from "@nestjs/common";\nimport { QueryFailedError } from "typeorm";\n@Catch(QueryFailedError)\nexport class DatabaseFilter { catch(error, host) { if (error.code === "23503") host.reply(400); } }` },
    { name: "a relation without a constraint", code: onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save(dto); }").replace("@ManyToOne(() => Project)", "@ManyToOne(() => Project, { createForeignKeyConstraints: false })") },
    { name: "a body that has the entity's own type", code: onTypeorm("  async create(@Body() dto: Partial<Task>) { return this.tasks.save(dto); }") },
    { name: "nothing is saved", code: onTypeorm("  async create(@Body() dto: CreateTask) { const task = new Task(); task.projectId = dto.projectId; return task; }") },
  ],
  invalid: [
    { name: "the body as it is", code: onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save(dto); }"), errors: [error(19, 50, 70, created)] },
    { name: "spread into a new row", code: onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save(this.tasks.create({ ...dto })); }"), errors: [error(19, 50, 96, created)] },
    { name: "by way of a variable", code: onTypeorm("  async create(@Body() dto: CreateTask) { const task = this.tasks.create(dto); return this.tasks.save(task); }"), errors: [error(19, 87, 108, created)] },
    { name: "assigned to a property: the assignment", code: onTypeorm("  async create(@Body() dto: CreateTask) { const task = new Task(); task.projectId = dto.projectId; return this.tasks.save(task); }"), errors: [error(19, 68, 98, created)] },
    { name: "an object with the key", code: onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save({ project: { id: dto.projectId } }); }"), errors: [error(19, 50, 101, data("`project`", QUERY_FAILED))] },
    { name: "a filter that answers with 500", code: `${onTypeorm("  async create(@Body() dto: CreateTask) { return this.tasks.save(dto); }")}\nimport { Catch, HttpStatus } from "@nestjs/common";\nimport { QueryFailedError } from "typeorm";\n@Catch()\nexport class AnyFilter {\n  catch(error, host) {\n    if (error instanceof QueryFailedError) host.reply(HttpStatus.INTERNAL_SERVER_ERROR);\n    else host.reply(HttpStatus.BAD_REQUEST);\n  }\n}`, errors: [error(19, 50, 70, created)] },
    { name: "an update", code: onTypeorm("  async create(@Body() dto: CreateTask) { await this.tasks.update({ id: 1 }, { projectId: dto.projectId }); }"), errors: [error(19, 49, 107, created)] },
  ],
});

const SERVICE = `import type { Repository } from "typeorm";
import { Project, Task } from "./entities.js";
export class TasksService {
  constructor(private readonly tasks: Repository<Task>, private readonly projects: Repository<Project>) {}
  async add(projectId: number) {
    await this.tasks.insert({ projectId });
  }
}`;
const ENTITIES = `import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
@Entity() export class Project { @PrimaryGeneratedColumn() id!: number; }
@Entity() export class Task { @PrimaryGeneratedColumn() id!: number; @Column() projectId!: number; @ManyToOne(() => Project) project!: Project; }`;
const route = (before: string): string => `import { Body, Controller, Post } from "@nestjs/common";
import type { Repository } from "typeorm";
import { Project } from "./entities.js";
import { TasksService } from "./service.js";
@Controller("tasks")
export class TasksController {
  constructor(private readonly service: TasksService, private readonly projects: Repository<Project>) {}
  @Post() async create(@Body() body: { projectId: number }) {
    ${before}
    await this.service.add(body.projectId);
  }
}`;

createRuleTester({ "src/entities.ts": ENTITIES, "src/service.ts": SERVICE, "src/controller.ts": route("") }).run("require-foreign-key-check: a service", rule, {
  valid: [],
  invalid: [{ name: "handed down", filename: "src/service.ts", code: SERVICE, errors: [error(6, 11, 43, data("`projectId`", QUERY_FAILED))] }],
});

createRuleTester({ "src/entities.ts": ENTITIES, "src/service.ts": SERVICE, "src/controller.ts": route("await this.projects.findOneByOrFail({ id: body.projectId });") }).run("require-foreign-key-check: a service whose caller asks", rule, {
  valid: [{ name: "looked up by the caller", filename: "src/service.ts", code: SERVICE }],
  invalid: [],
});

createRuleTester({ "src/entities.ts": ENTITIES, "src/service.ts": SERVICE, "src/controller.ts": route('try { await this.service.add(body.projectId); return; } catch (error) { if (error.code === "23503") return; throw error; }').replace("    await this.service.add(body.projectId);\n  }", "  }") }).run("require-foreign-key-check: a service whose caller translates", rule, {
  valid: [{ name: "translated by the caller", filename: "src/service.ts", code: SERVICE }],
  invalid: [],
});

createRuleTester().run("require-foreign-key-check: other libraries", rule, {
  valid: [
    {
      name: "Drizzle: the first row is asked for",
      code: `import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable } from "drizzle-orm/pg-core";
import Fastify from "fastify";
const projects = pgTable("projects", { id: integer().primaryKey() });
const tasks = pgTable("tasks", { projectId: integer().references(() => projects.id), customerId: integer() });
const db = drizzle("");
const app = Fastify();
app.post("/tasks", async (request) => {
  const [project] = await db.select().from(projects).where(eq(projects.id, request.body.projectId));
  if (!project) throw new Error("none");
  await db.insert(tasks).values({ projectId: request.body.projectId, customerId: request.body.customerId });
});`,
    },
    {
      name: "MongoDB has no foreign keys",
      code: `import express from "express";
import { Schema, model } from "mongoose";
const Task = model("Task", new Schema({ projectId: String }));
const router = express.Router();
router.post("/tasks", async (req, res) => {
  await Task.create({ projectId: req.body.projectId });
});`,
    },
    {
      name: "Knex: the error handler of the application",
      code: `import Fastify from "fastify";
import knex from "knex";
const db = knex({ client: "pg" });
const app = Fastify();
app.setErrorHandler((error, request, reply) => {
  if (error.code === "23503") return reply.code(400).send();
  throw error;
});
app.post("/tasks", async (request) => {
  await db("tasks").insert({ project_id: request.body.projectId });
});`,
    },
  ],
  invalid: [
    {
      name: "Drizzle: a list of rows is always there",
      code: `import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable } from "drizzle-orm/pg-core";
import Fastify from "fastify";
const projects = pgTable("projects", { id: integer().primaryKey() });
const tasks = pgTable("tasks", { parent: integer().references(() => projects.id) });
const db = drizzle("");
const app = Fastify();
app.post("/tasks", async (request) => {
  const found = await db.select().from(projects).where(eq(projects.id, request.body.projectId));
  if (!found) throw new Error("none");
  await db.insert(tasks).values({ parent: request.body.projectId });
});`,
      errors: [error(12, 9, 68, data("`parent`", "Drizzle throws the database's error"))],
    },
    {
      name: "Knex",
      code: `import Fastify from "fastify";
import knex from "knex";
const db = knex({ client: "pg" });
const app = Fastify();
app.post("/tasks", async (request) => {
  await db("tasks").insert({ project_id: request.body.projectId });
});`,
      errors: [error(6, 9, 67, data("`project_id`", "Knex throws the database's error"))],
    },
    {
      name: "Kysely",
      code: `import Fastify from "fastify";
import { Kysely } from "kysely";
const db = new Kysely<unknown>({});
const app = Fastify();
app.patch("/tasks/:id", async (request) => {
  await db.updateTable("tasks").set({ project_id: request.body.projectId }).where("id", "=", request.params.id).execute();
});`,
      errors: [error(6, 9, 76, data("`project_id`", "Kysely throws the database's error"))],
    },
    {
      name: "Sequelize",
      code: `import express from "express";
import { DataTypes, Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("");
class Task extends Model { declare projectId: number; }
Task.init({ projectId: DataTypes.INTEGER }, { sequelize });
const router = express.Router();
router.put("/tasks/:id", async (req, res) => {
  const task = await Task.findByPk(req.params.id);
  task.projectId = req.body.projectId;
  await task.save();
});`,
      errors: [error(9, 3, 38, data("`projectId`", "Sequelize throws a ForeignKeyConstraintError"))],
    },
    {
      name: "MikroORM: a reference looks nothing up",
      code: `import { Hono } from "hono";
import { Entity, ManyToOne, PrimaryKey } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/core";
@Entity() class Project { @PrimaryKey() id!: number; }
@Entity() class Task { @PrimaryKey() id!: number; @ManyToOne() project!: Project; }
export const createApp = (em: EntityManager) => {
  const app = new Hono();
  app.post("/tasks", async (c) => {
    const body = await c.req.json();
    em.create(Task, { project: em.getReference(Project, body.projectId) });
    await em.flush();
  });
  return app;
};`,
      errors: [error(10, 5, 75, data("`project`", "MikroORM throws a ForeignKeyConstraintViolationException"))],
    },
    {
      name: "Objection",
      code: `import express from "express";
import { Model } from "objection";
class Task extends Model { static tableName = "tasks"; projectId!: number; }
const router = express.Router();
router.post("/tasks", async (req, res) => {
  await Task.query().insert({ projectId: req.body.projectId });
});`,
      errors: [error(6, 9, 63, data("`projectId`", "Objection throws a ForeignKeyViolationError"))],
    },
  ],
});
