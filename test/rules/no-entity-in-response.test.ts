import rule from "../../rules/no-entity-in-response.js";
import { createRuleTester } from "../support/rule-tester.js";

const mikro = "import express from \"express\";\nimport { wrap } from \"@mikro-orm/core\";\nimport type { EntityManager } from \"@mikro-orm/postgresql\";\nimport { Badge, Floor, Room, Worker } from \"./entities.js\";\nexport const router = express.Router();\ndeclare const em: EntityManager;";
const sequelize = "import express from \"express\";\nimport { DataTypes, Model, Sequelize } from \"sequelize\";\nconst sequelize = new Sequelize(\"postgres://db\");\nclass Worker extends Model {\n  declare id: number;\n}\nWorker.init({ id: DataTypes.INTEGER, handle: DataTypes.TEXT, password: DataTypes.TEXT }, { sequelize });\nconst router = express.Router();";
const typeorm = "import express from \"express\";\nimport type { Repository } from \"typeorm\";\nimport { Account, Client, dataSource, Task, User, Vault } from \"./entities.js\";\nexport const router = express.Router();\nconst users = dataSource.getRepository(User);";
const nest = "import { ClassSerializerInterceptor, Controller, Get, Header, Post, Res, SerializeOptions, UseInterceptors } from \"@nestjs/common\";\nimport { ZodSerializerDto } from \"nestjs-zod\";\nimport { LogInterceptor, ShapeInterceptor } from \"./interceptors.js\";\nimport { AccountsService } from \"./accounts.service.js\";";
const schema = "import Fastify from \"fastify\";\nimport { PrismaClient } from \"@prisma/client\";\nconst prisma = new PrismaClient();\nconst app = Fastify();";
const plain = "import Fastify from \"fastify\";\nimport { PrismaClient } from \"@prisma/client\";\nimport { drizzle } from \"drizzle-orm/node-postgres\";\nimport { pgTable, serial, text } from \"drizzle-orm/pg-core\";\nimport createKnex from \"knex\";\nimport { Kysely } from \"kysely\";\nimport { Model } from \"objection\";\nconst prisma = new PrismaClient();\nconst users = pgTable(\"users\", { id: serial(\"id\"), passwordHash: text(\"password_hash\") });\nconst tasks = pgTable(\"tasks\", { id: serial(\"id\") });\nconst db = drizzle(url);\nconst knex = createKnex({ client: \"pg\" });\nconst kysely = new Kysely<Shop>({ dialect });\nclass Project extends Model {}\nconst app = Fastify();";

createRuleTester({
  "entities.ts": `import { Entity, ManyToOne, PrimaryKey, Property, defineEntity } from "@mikro-orm/core";
@Entity()
export class Worker {
  @PrimaryKey() id!: number;
  @Property() handle!: string;
  @Property({ hidden: true }) apiKeyHash!: string;
}
@Entity()
export class Room {
  @PrimaryKey() id!: number;
  @Property() name!: string;
  @Property({ hidden: true, lazy: true }) notes!: string;
}
@Entity()
export class Floor {
  @PrimaryKey() id!: number;
  @Property() name!: string;
}
export const Badge = defineEntity({ name: "Badge", properties: (p) => ({ id: p.integer().primary(), pin: p.string().hidden() }) });`,
}).run("no-entity-in-response: MikroORM", rule, {
  valid: [
    {
      name: "what the library serialises leaves hidden columns out",
      code: `${mikro}
router.get("/x", async (req, res) => {
  const worker = await em.findOneOrFail(Worker, 1);
  res.json(worker);
  res.json({ worker });
  res.json([worker]);
  res.json(wrap(worker).toObject());
  res.json(wrap(worker).toJSON());
});`,
    },
    {
      name: "the same under the origin's discipline: somebody has chosen what goes out",
      code: `${mikro}
router.get("/x", async (req, res) => {
  res.json(await em.findOneOrFail(Worker, 1));
  res.json(wrap(await em.findOneOrFail(Worker, 1)).toObject());
});`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "the hidden column is put over, or taken out",
      code: `${mikro}
router.get("/x", async (req, res) => {
  const worker = await em.findOneOrFail(Worker, 1);
  res.json({ ...worker, apiKeyHash: undefined });
  const { apiKeyHash, ...rest } = await em.findOneOrFail(Worker, 2);
  res.json(rest);
  res.json({ id: worker.id, handle: worker.handle });
});`,
    },
    {
      name: "the hidden column is not loaded",
      code: `${mikro}
router.get("/x", async (req, res) => {
  res.json({ ...(await em.findOneOrFail(Room, 1)) });
  res.json({ ...(await em.findOneOrFail(Worker, 1, { fields: ["handle"] })) });
  res.json({ ...(await em.findOneOrFail(Worker, 1, { exclude: ["apiKeyHash"] })) });
});`,
    },
    {
      name: "nothing is hidden",
      code: `${mikro}
router.get("/x", async (req, res) => {
  res.json({ ...(await em.findOneOrFail(Floor, 1)) });
  res.json(wrap(await em.findOneOrFail(Floor, 1)).toPOJO());
});`,
    },
    {
      name: "an error is no success",
      code: `${mikro}
router.get("/x", async (req, res) => {
  res.status(404).json({ ...(await em.findOneOrFail(Worker, 1)) });
});`,
    },
    {
      name: "a mapper of the project, a schema",
      code: `${mikro}
const present = (worker: Worker) => ({ ...worker });
router.get("/x", async (req, res) => {
  const worker = await em.findOneOrFail(Worker, 1);
  res.json(present(worker));
  res.json(Worker.parse({ ...worker }));
});`,
    },
    {
      name: "a statement before takes the column out",
      code: `${mikro}
function clean(worker: Worker) {
  delete worker.apiKeyHash;
}
router.get("/x", async (req, res) => {
  const worker = await em.findOneOrFail(Worker, 1);
  delete worker.apiKeyHash;
  res.json({ ...worker });
  const other = await em.findOneOrFail(Worker, 2);
  clean(other);
  res.json({ ...other });
});`,
    },
    {
      name: "a domain class of the same name is no entity",
      code: `import express from "express";
class Worker {
  apiKeyHash = "";
}
const router = express.Router();
router.get("/x", async (req, res) => {
  const worker = new Worker();
  res.json({ ...worker });
});`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "a test",
      filename: "routes.test.ts",
      code: `${mikro}
router.get("/x", async (req, res) => {
  res.json({ ...(await em.findOneOrFail(Worker, 1)) });
});`,
    },
  ],
  invalid: [
    {
      name: "a spread",
      code: `${mikro}
router.get("/x", async (req, res) => {
  const worker = await em.findOneOrFail(Worker, 1);
  res.json({ ...worker, links: [] });
});`,
      errors: [{ messageId: "spread", data: { library: "MikroORM", what: "entity `Worker`", columns: "`apiKeyHash`" }, line: 9, column: 12, endLine: 9, endColumn: 36 }],
    },
    {
      name: "a spread below, of elements, of a helper's result",
      code: `${mikro}
const load = async (id: number) => await em.findOneOrFail(Worker, id);
router.get("/x", async (req, res) => {
  res.json({ data: { ...(await load(1)) } });
  res.json((await em.find(Worker, {})).map((worker) => ({ ...worker, kind: "worker" })));
  res.json(Object.assign({}, await load(2)));
});`,
      errors: [
        { messageId: "spread", data: { library: "MikroORM", what: "entity `Worker`", columns: "`apiKeyHash`" }, line: 9, column: 12, endLine: 9, endColumn: 44 },
        { messageId: "spread", data: { library: "MikroORM", what: "entity `Worker`", columns: "`apiKeyHash`" }, line: 10, column: 12, endLine: 10, endColumn: 88 },
        { messageId: "spread", data: { library: "MikroORM", what: "entity `Worker`", columns: "`apiKeyHash`" }, line: 11, column: 12, endLine: 11, endColumn: 44 },
      ],
    },
    {
      name: "the rest of an entity is a spread, too",
      code: `${mikro}
router.get("/x", async (req, res) => {
  const { id, ...rest } = await em.findOneOrFail(Worker, 1);
  res.json(rest);
});`,
      errors: [{ messageId: "spread", data: { library: "MikroORM", what: "entity `Worker`", columns: "`apiKeyHash`" }, line: 9, column: 12, endLine: 9, endColumn: 16 }],
    },
    {
      name: "a plain object of it",
      code: `${mikro}
router.get("/x", async (req, res) => {
  const worker = await em.findOneOrFail(Worker, 1);
  res.json(wrap(worker).toPOJO());
});`,
      errors: [{ messageId: "exposed", data: { library: "MikroORM", what: "entity `Worker`", columns: "`apiKeyHash`", member: "toPOJO" }, line: 9, column: 12, endLine: 9, endColumn: 33 }],
    },
    {
      name: "an entity without a class",
      code: `${mikro}
router.get("/x", async (req, res) => {
  res.json({ ...(await em.findOneOrFail(Badge, 1)) });
});`,
      errors: [{ messageId: "spread", data: { library: "MikroORM", what: "entity `Badge`", columns: "`pin`" }, line: 8, column: 12, endLine: 8, endColumn: 53 }],
    },
    {
      name: "what a type promises is an entity",
      code: `${mikro}
async function send(worker: Worker, res: express.Response) {
  res.json({ ...worker });
}`,
      errors: [{ messageId: "spread", data: { library: "MikroORM", what: "entity `Worker`", columns: "`apiKeyHash`" }, line: 8, column: 12, endLine: 8, endColumn: 25 }],
    },
    {
      name: "a whole entity, under the origin's discipline",
      code: `${mikro}
router.get("/x", async (req, res) => {
  res.json(await em.findOneOrFail(Floor, 1));
});`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "whole", data: { library: "MikroORM", what: "entity `Floor`" }, line: 8, column: 12, endLine: 8, endColumn: 44 }],
    },
  ],
});

createRuleTester({
  "guarded.ts": `import { DataTypes, Model, Sequelize } from "sequelize";
export class Guarded extends Model {}
Guarded.init({ id: DataTypes.INTEGER, password: DataTypes.TEXT }, { sequelize, defaultScope: { attributes: { exclude: ["password"] } } });`,
  "shaped.ts": `import { Model } from "sequelize";
export class Shaped extends Model {
  toJSON() {
    return { id: this.id };
  }
}`,
}).run("no-entity-in-response: Sequelize", rule, {
  valid: [
    {
      name: "serialised by the library, plain objects, mapped",
      code: `${sequelize}
router.get("/x", async (req, res) => {
  const worker = await Worker.findByPk(1);
  res.json(worker);
  res.json({ ...worker.get(), self: "/" });
  res.json({ ...worker.toJSON() });
  res.json({ ...(await Worker.findByPk(1, { raw: true })) });
  res.json({ id: worker.id });
});`,
    },
    {
      name: "a class that says itself what goes out, under the origin's discipline",
      code: `import express from "express";
import { Shaped } from "./shaped.js";
const router = express.Router();
router.get("/x", async (req, res) => {
  res.json(await Shaped.findOne());
});`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "only some attributes, under the origin's discipline",
      code: `${sequelize}
router.get("/x", async (req, res) => {
  res.json(await Worker.findByPk(1, { attributes: ["id"] }));
  res.json(await Worker.findAll(await readOptions(req)));
});`,
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "a spread of an instance",
      code: `${sequelize}
router.get("/x", async (req, res) => {
  const worker = await Worker.findByPk(1);
  res.json({ ...worker, self: "/" });
});`,
      errors: [{ messageId: "internals", data: { library: "Sequelize", what: "entity `Worker`" }, line: 11, column: 12, endLine: 11, endColumn: 36 }],
    },
    {
      name: "a rest of an instance",
      code: `${sequelize}
router.get("/x", async (req, res) => {
  const { password, ...rest } = await Worker.findByPk(1);
  res.json(rest);
});`,
      errors: [{ messageId: "internals", data: { library: "Sequelize", what: "entity `Worker`" }, line: 11, column: 12, endLine: 11, endColumn: 16 }],
    },
    {
      name: "a sensitive column, under the origin's discipline",
      code: `${sequelize}
router.get("/x", async (req, res) => {
  res.json(await Worker.findByPk(1));
});`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "sensitive", data: { library: "Sequelize", what: "entity `Worker`", columns: "`password`" }, line: 10, column: 12, endLine: 10, endColumn: 36 }],
    },
    {
      name: "what a member of the instance gives back",
      code: `${sequelize}
router.get("/x", async (req, res) => {
  const worker = await Worker.findByPk(1);
  res.json({ ...(await worker.update({ handle: "x" })) });
});`,
      errors: [{ messageId: "internals", data: { library: "Sequelize", what: "entity `Worker`" }, line: 11, column: 12, endLine: 11, endColumn: 57 }],
    },
    {
      name: "rows with their count",
      code: `${sequelize}
router.get("/x", async (req, res) => {
  const { rows: items, count } = await Worker.findAndCountAll();
  res.json({ items, count });
});`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "sensitive", data: { library: "Sequelize", what: "entity `Worker`", columns: "`password`" }, line: 11, column: 12, endLine: 11, endColumn: 28 }],
    },
    {
      name: "a scope may leave the column out, the entity is sent all the same",
      code: `import express from "express";
import { Guarded } from "./guarded.js";
const router = express.Router();
router.get("/x", async (req, res) => {
  res.json(await Guarded.findOne());
});`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "whole", data: { library: "Sequelize", what: "entity `Guarded`" }, line: 5, column: 12, endLine: 5, endColumn: 35 }],
    },
    {
      name: "a class's own JSON is not asked by a spread",
      code: `import express from "express";
import { Shaped } from "./shaped.js";
const router = express.Router();
router.get("/x", async (req, res) => {
  res.json({ ...(await Shaped.findOne()) });
});`,
      errors: [{ messageId: "internals", data: { library: "Sequelize", what: "entity `Shaped`" }, line: 5, column: 12, endLine: 5, endColumn: 43 }],
    },
  ],
});

createRuleTester({
  "entities.ts": `import { Column, DataSource, Entity, PrimaryGeneratedColumn } from "typeorm";
import { Exclude, Expose } from "class-transformer";
@Entity()
export class User {
  @PrimaryGeneratedColumn() id!: number;
  @Column() name!: string;
  @Column({ select: false }) password!: string;
}
@Entity()
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Exclude() @Column() pin!: string;
  @Exclude({ toClassOnly: true }) @Column() owner!: string;
}
@Exclude()
@Entity()
export class Vault {
  @Expose() @PrimaryGeneratedColumn() id!: number;
  @Column() code!: string;
}
@Entity()
export class Task {
  @PrimaryGeneratedColumn() id!: number;
  @Column() tokenCount!: number;
  @Column() contentHash!: string;
  @Column() passwordChangedAt!: Date;
  @Column() hasPassword!: boolean;
}
@Entity()
export class Client {
  @PrimaryGeneratedColumn() id!: number;
  @Column() stripeSecretKey!: string;
  @Column() api_key!: string;
}
export const dataSource = new DataSource({ type: "postgres" });`,
}).run("no-entity-in-response: TypeORM", rule, {
  valid: [
    {
      name: "what was saved is read again",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  let user = await users.save({ name: "Ann", password: req.body.hash });
  user = await users.findOneByOrFail({ id: user.id });
  res.json(user);
});`,
    },
    {
      name: "a find leaves the column out, what is saved is mapped",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  res.json(await users.findOneBy({ id: 1 }));
  const user = await users.save({ name: "Ann", password: req.body.hash });
  res.json({ id: user.id, name: user.name });
});`,
    },
    {
      name: "the column was not given",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  res.json(await users.save({ name: "Ann" }));
  const found = await users.findOneByOrFail({ id: 1 });
  found.name = "Ben";
  res.json(await users.save(found));
  res.json(await users.save(await req.body));
});`,
    },
    {
      name: "the column is taken out",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  const user = await users.save({ name: "Ann", password: req.body.hash });
  user.password = undefined;
  res.json(user);
  const { password, ...rest } = await users.save({ name: "Ann", password: req.body.hash });
  res.json(rest);
});`,
    },
    {
      name: "a serialiser is called, or another class is made",
      code: `${typeorm}
import { instanceToPlain, plainToInstance } from "class-transformer";
router.get("/x", async (req, res) => {
  const account = await dataSource.getRepository(Account).findOneBy({ id: 1 });
  res.json(instanceToPlain(account));
  res.json(plainToInstance(AccountDto, account));
  res.json(new AccountDto(account));
});`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "only some columns, under the origin's discipline",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  res.json(await users.find({ select: { id: true } }));
  res.json(await users.createQueryBuilder("user").select(["user.id"]).getMany());
  res.json(await users.count());
  const options = { where: { id: 1 }, select: ["id"] };
  res.json(await users.findOne(options));
  res.json((await users.find()).map((user) => ({ id: user.id })));
  res.json((await users.find()).length);
  res.json(await list(users));
});`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "options that nobody can read, under the origin's discipline",
      code: `${typeorm}
const list = async (options: unknown) => await users.find(options);
router.get("/x", async (req, res) => {
  res.json(await list(req.query));
});`,
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "what is saved still has the column",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  const user = users.create({ name: "Ann", password: req.body.hash });
  await users.save(user);
  res.status(201).json(user);
});`,
      errors: [{ messageId: "unselected", data: { library: "TypeORM", what: "entity `User`", columns: "`password`" }, line: 9, column: 24, endLine: 9, endColumn: 28 }],
    },
    {
      name: "the result of the save",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  const created = users.create({ name: "Ann", password: req.body.hash });
  res.status(201).json(await users.save(created));
});`,
      errors: [{ messageId: "unselected", data: { library: "TypeORM", what: "entity `User`", columns: "`password`" }, line: 8, column: 24, endLine: 8, endColumn: 49 }],
    },
    {
      name: "by an assignment, by what is passed to a helper, by a literal",
      code: `${typeorm}
async function register(name: string, password: string) {
  const user = new User();
  user.name = name;
  user.password = password;
  await users.save(user);
  return user;
}
router.get("/x", async (req, res) => {
  res.json({ user: await register("Ann", req.body.hash) });
  res.json(await dataSource.manager.save(User, { name: "Ben", password: req.body.hash }));
  res.json(await users.save({ ...base, password: req.body.hash }));
});`,
      errors: [
        { messageId: "unselected", data: { library: "TypeORM", what: "entity `User`", columns: "`password`" }, line: 14, column: 12, endLine: 14, endColumn: 58 },
        { messageId: "unselected", data: { library: "TypeORM", what: "entity `User`", columns: "`password`" }, line: 15, column: 12, endLine: 15, endColumn: 89 },
        { messageId: "unselected", data: { library: "TypeORM", what: "entity `User`", columns: "`password`" }, line: 16, column: 12, endLine: 16, endColumn: 66 },
      ],
    },
    {
      name: "by the type of what is given",
      code: `${typeorm}
class NewUser {
  name!: string;
  password!: string;
}
const register = async (body: NewUser) => await users.save(users.create(body));
router.get("/x", async (req, res) => {
  res.json(await register(req.body));
});`,
      errors: [{ messageId: "unselected", data: { library: "TypeORM", what: "entity `User`", columns: "`password`" }, line: 12, column: 12, endLine: 12, endColumn: 36 }],
    },
    {
      name: "the query asks for the column",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  res.json(await users.createQueryBuilder("user").addSelect("user.password").getOne());
});`,
      errors: [{ messageId: "unselected", data: { library: "TypeORM", what: "entity `User`", columns: "`password`" }, line: 7, column: 12, endLine: 7, endColumn: 86 }],
    },
    {
      name: "no serialiser runs that honours the decorator",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  res.json(await dataSource.getRepository(Account).findOneBy({ id: 1 }));
  res.json(await dataSource.getRepository(Vault).find());
});`,
      errors: [
        { messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 7, column: 12, endLine: 7, endColumn: 72 },
        { messageId: "excluded", data: { library: "TypeORM", what: "entity `Vault`", columns: "`code`" }, line: 8, column: 12, endLine: 8, endColumn: 56 },
      ],
    },
    {
      name: "sensitive by the last words of a name, under the origin's discipline",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  res.json(await dataSource.getRepository(Client).find());
  res.json(await dataSource.getRepository(Task).find());
});`,
      options: [{ discipline: "origin" }],
      errors: [
        { messageId: "sensitive", data: { library: "TypeORM", what: "entity `Client`", columns: "`stripeSecretKey`, `api_key`" }, line: 7, column: 12, endLine: 7, endColumn: 57 },
        { messageId: "whole", data: { library: "TypeORM", what: "entity `Task`" }, line: 8, column: 12, endLine: 8, endColumn: 55 },
      ],
    },
    {
      name: "the names of the option in place of the default ones",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  res.json(await dataSource.getRepository(Client).find());
  res.json(await dataSource.getRepository(Task).find());
});`,
      options: [{ discipline: "origin", sensitive: ["hash"] }],
      errors: [
        { messageId: "whole", data: { library: "TypeORM", what: "entity `Client`" }, line: 7, column: 12, endLine: 7, endColumn: 57 },
        { messageId: "sensitive", data: { library: "TypeORM", what: "entity `Task`", columns: "`contentHash`" }, line: 8, column: 12, endLine: 8, endColumn: 55 },
      ],
    },
    {
      name: "in an instance that holds what it is given",
      code: `${typeorm}
class Page {
  constructor(
    readonly items: unknown[],
    readonly total: number,
  ) {}
}
router.get("/x", async (req, res) => {
  res.json(new Page(await users.find(), 1));
});`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "whole", data: { library: "TypeORM", what: "entity `User`" }, line: 13, column: 12, endLine: 13, endColumn: 43 }],
    },
    {
      name: "rows with their count, through a transaction, on one of two paths",
      code: `${typeorm}
router.get("/x", async (req, res) => {
  const [items, total] = await users.findAndCount();
  res.json({ items, total });
  res.json(await dataSource.transaction(async (manager) => await manager.findOneBy(User, { id: 1 })));
  res.json(req.query.all ? await users.find() : { id: 1 });
});`,
      options: [{ discipline: "origin" }],
      errors: [
        { messageId: "whole", data: { library: "TypeORM", what: "entity `User`" }, line: 8, column: 12, endLine: 8, endColumn: 28 },
        { messageId: "whole", data: { library: "TypeORM", what: "entity `User`" }, line: 9, column: 12, endLine: 9, endColumn: 101 },
        { messageId: "whole", data: { library: "TypeORM", what: "entity `User`" }, line: 10, column: 12, endLine: 10, endColumn: 58 },
      ],
    },
  ],
});

createRuleTester({
  "account.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import { Exclude } from "class-transformer";
@Entity()
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Exclude() @Column() pin!: string;
}`,
  "accounts.service.ts": `import { Injectable } from "@nestjs/common";
import { InjectRepository } from "@nestjs/typeorm";
import { Repository } from "typeorm";
import { Account } from "./account.js";
@Injectable()
export class AccountsService {
  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}
  findOne(id: number) {
    return this.accounts.findOneBy({ id });
  }
}`,
  "interceptors.ts": `import { map, tap } from "rxjs";
export class LogInterceptor {
  intercept(context, next) {
    return next.handle().pipe(tap(() => log("done")));
  }
}
export class EnvelopeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => ({ data, ok: true })));
  }
}
export class ShapeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => shape(data)));
  }
}`,
}).run("no-entity-in-response: NestJS", rule, {
  valid: [
    {
      name: "the serialiser that honours the decorator runs",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @UseInterceptors(ClassSerializerInterceptor)
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "at the class",
      code: `${nest}
@UseInterceptors(ClassSerializerInterceptor)
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
    },
    {
      name: "the answer is serialised by a schema",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @ZodSerializerDto(AccountDto)
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "or to a type",
      code: `${nest}
@UseInterceptors(ClassSerializerInterceptor)
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @SerializeOptions({ type: AccountDto })
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "an interceptor may shape the answer",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @UseInterceptors(ShapeInterceptor)
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "a decorator that nobody can see into",
      code: `${nest}
import { Shaped } from "shapes";
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @Shaped()
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "the method answers by itself",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get(@Res() reply) {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "mapped",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    const account = await this.accounts.findOne(1);
    return { id: account.id };
  }
}`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "no route",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "no serialiser runs",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      errors: [{ messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 10, column: 12, endLine: 10, endColumn: 42 }],
    },
    {
      name: "an interceptor that shapes nothing",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @UseInterceptors(LogInterceptor)
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      errors: [{ messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 10, column: 12, endLine: 10, endColumn: 42 }],
    },
    {
      name: "a spread is no instance",
      code: `${nest}
@UseInterceptors(ClassSerializerInterceptor)
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    return { ...(await this.accounts.findOne(1)), links: [] };
  }
}`,
      errors: [{ messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 11, column: 12, endLine: 11, endColumn: 62 }],
    },
    {
      name: "what only documents strips nothing",
      code: `${nest}
import { ApiOkResponse } from "@nestjs/swagger";
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @ApiOkResponse({ type: AccountDto })
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      errors: [{ messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 11, column: 12, endLine: 11, endColumn: 42 }],
    },
    {
      name: "the method sets a cookie on the reply and returns",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get(@Res({ passthrough: true }) reply) {
    return await this.accounts.findOne(1);
  }
}`,
      errors: [{ messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 10, column: 12, endLine: 10, endColumn: 42 }],
    },
  ],
});

createRuleTester({
  "account.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import { Exclude } from "class-transformer";
@Entity()
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Exclude() @Column() pin!: string;
}`,
  "accounts.service.ts": `import { Injectable } from "@nestjs/common";
import { InjectRepository } from "@nestjs/typeorm";
import { Repository } from "typeorm";
import { Account } from "./account.js";
@Injectable()
export class AccountsService {
  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}
  findOne(id: number) {
    return this.accounts.findOneBy({ id });
  }
}`,
  "interceptors.ts": `import { map, tap } from "rxjs";
export class LogInterceptor {
  intercept(context, next) {
    return next.handle().pipe(tap(() => log("done")));
  }
}
export class EnvelopeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => ({ data, ok: true })));
  }
}
export class ShapeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => shape(data)));
  }
}`,
  "main.ts": `app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)));
import { ClassSerializerInterceptor } from "@nestjs/common";`,
}).run("no-entity-in-response: NestJS with a serialiser for all", rule, {
  valid: [
    {
      name: "the entity",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "a spread",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    return { ...(await this.accounts.findOne(1)) };
  }
}`,
      errors: [{ messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 10, column: 12, endLine: 10, endColumn: 51 }],
    },
  ],
});

createRuleTester({
  "account.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import { Exclude } from "class-transformer";
@Entity()
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Exclude() @Column() pin!: string;
}`,
  "accounts.service.ts": `import { Injectable } from "@nestjs/common";
import { InjectRepository } from "@nestjs/typeorm";
import { Repository } from "typeorm";
import { Account } from "./account.js";
@Injectable()
export class AccountsService {
  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}
  findOne(id: number) {
    return this.accounts.findOneBy({ id });
  }
}`,
  "interceptors.ts": `import { map, tap } from "rxjs";
export class LogInterceptor {
  intercept(context, next) {
    return next.handle().pipe(tap(() => log("done")));
  }
}
export class EnvelopeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => ({ data, ok: true })));
  }
}
export class ShapeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => shape(data)));
  }
}`,
  "app.module.ts": `import { APP_INTERCEPTOR } from "@nestjs/core";
import { EnvelopeInterceptor } from "./interceptors.js";
export const providers = [{ provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor }];`,
}).run("no-entity-in-response: NestJS with an envelope for all", rule, {
  valid: [
    {
      name: "the serialiser runs as well",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get() @UseInterceptors(ClassSerializerInterceptor)
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
    },
  ],
  invalid: [
    {
      name: "the envelope holds the entity",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      errors: [{ messageId: "excluded", data: { library: "TypeORM", what: "entity `Account`", columns: "`pin`" }, line: 10, column: 12, endLine: 10, endColumn: 42 }],
    },
  ],
});

createRuleTester({
  "account.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import { Exclude } from "class-transformer";
@Entity()
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Exclude() @Column() pin!: string;
}`,
  "accounts.service.ts": `import { Injectable } from "@nestjs/common";
import { InjectRepository } from "@nestjs/typeorm";
import { Repository } from "typeorm";
import { Account } from "./account.js";
@Injectable()
export class AccountsService {
  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}
  findOne(id: number) {
    return this.accounts.findOneBy({ id });
  }
}`,
  "interceptors.ts": `import { map, tap } from "rxjs";
export class LogInterceptor {
  intercept(context, next) {
    return next.handle().pipe(tap(() => log("done")));
  }
}
export class EnvelopeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => ({ data, ok: true })));
  }
}
export class ShapeInterceptor {
  intercept(context, next) {
    return next.handle().pipe(map((data) => shape(data)));
  }
}`,
  "app.module.ts": `import { APP_INTERCEPTOR } from "@nestjs/core";
import { ShapeInterceptor } from "./interceptors.js";
export const providers = [{ provide: APP_INTERCEPTOR, useFactory: () => new ShapeInterceptor() }];`,
}).run("no-entity-in-response: NestJS with an interceptor that shapes all answers", rule, {
  valid: [
    {
      name: "nobody can tell",
      code: `${nest}
@Controller("accounts")
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}
  @Get()
  async get() {
    return await this.accounts.findOne(1);
  }
}`,
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "Express next to it",
      code: `import express from "express";
import { Account } from "./account.js";
async function send(given: Account, res: express.Response) {
  res.json(given);
}`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "whole", data: { library: "TypeORM", what: "entity `Account`" }, line: 4, column: 12, endLine: 4, endColumn: 17 }],
    },
  ],
});

createRuleTester({
  "prisma/schema.prisma": `model User {
  id Int @id
  passwordHash String
}
model Task {
  id Int @id
}`,
  "package.json": `{ "name": "shop" }`,
}).run("no-entity-in-response: Prisma's schema file", rule, {
  valid: [
    {
      name: "the column is taken out",
      code: `${schema}
app.get("/users", async () => {
  const { passwordHash, ...user } = await prisma.user.findFirstOrThrow();
  return user;
});`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "counts and narrowed rows of a transaction",
      code: `${schema}
app.get("/users", async () => {
  const [users, total] = await prisma.$transaction([prisma.user.findMany({ select: { id: true } }), prisma.user.count()]);
  return { users, total };
});`,
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "a sensitive column",
      code: `${schema}
app.get("/users", async () => {
  const [users, total] = await prisma.$transaction([prisma.user.findMany(), prisma.user.count()]);
  return { users, total };
});`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "sensitive", data: { library: "Prisma", what: "row `User`", columns: "`passwordHash`" }, line: 7, column: 10, endLine: 7, endColumn: 26 }],
    },
  ],
});

createRuleTester().run("no-entity-in-response: rows", rule, {
  valid: [
    {
      name: "whole rows are no proven harm",
      code: `${plain}
app.get("/x", async (request, reply) => await prisma.user.findMany());
app.get("/x", async (request, reply) => await db.select().from(users));
app.get("/x", async (request, reply) => await knex("tasks"));
app.get("/x", async (request, reply) => { return { ...(await prisma.user.findFirst()) }; });`,
    },
    {
      name: "narrowed, under the origin's discipline",
      code: `${plain}
app.get("/x", async (request, reply) => await prisma.user.findMany({ select: { id: true } }));
app.get("/x", async (request, reply) => await prisma.user.findFirst({ omit: { password: true } }));
app.get("/x", async (request, reply) => await prisma.user.count());
app.get("/x", async (request, reply) => await prisma.user.findMany(request.query));
app.get("/x", async (request, reply) => await db.select({ id: users.id }).from(users));
app.get("/x", async (request, reply) => await db.query.users.findFirst({ columns: { id: true } }));
app.get("/x", async (request, reply) => await db.insert(users).values({}));
app.get("/x", async (request, reply) => await db.delete(users).returning({ id: users.id }));
app.get("/x", async (request, reply) => await knex("tasks").select("id"));
app.get("/x", async (request, reply) => await knex("tasks").count("*"));
app.get("/x", async (request, reply) => await knex("tasks").insert({}));
app.get("/x", async (request, reply) => await kysely.selectFrom("tasks").select("id").execute());
app.get("/x", async (request, reply) => await Project.query().select("id"));
app.get("/x", async (request, reply) => (await db.select().from(users)).map(({ passwordHash, ...user }) => user));
app.get("/x", async (request, reply) => { const { password, ...user } = await prisma.user.findFirst(); return user; });`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "a declared response strips, under the origin's discipline",
      code: `${plain}
app.get("/x", { schema: { response: { 200: User } } }, async (request, reply) => await prisma.user.findMany());
app.get("/x", options, async (request, reply) => await prisma.user.findMany());`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "parsed, mapped, counted",
      code: `${plain}
app.get("/x", async (request, reply) => User.parse(await prisma.user.findFirst()));
app.get("/x", async (request, reply) => toUser(await prisma.user.findFirst()));
app.get("/x", async (request, reply) => (await prisma.user.findMany()).map(toUser));
app.get("/x", async (request, reply) => ({ ok: (await prisma.user.findFirst()) !== null }));
app.get("/x", async (request, reply) => void (await prisma.user.findMany()));`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "the output of a procedure strips, under the origin's discipline",
      code: `${plain}
import { initTRPC } from "@trpc/server";
const t = initTRPC.create();
export const router = t.router({ list: t.procedure.output(Users).query(async () => await prisma.user.findMany()) });`,
      options: [{ discipline: "origin" }],
    },
    {
      name: "something else reshapes every answer",
      code: `${plain}
app.addHook("preSerialization", async (request, reply, payload) => shape(payload));
app.get("/x", async (request, reply) => await prisma.user.findMany());`,
      options: [{ discipline: "origin" }],
    },
  ],
  invalid: [
    {
      name: "Prisma",
      code: `${plain}
app.get("/x", async (request, reply) => await prisma.user.findMany({ where: { id: 1 } }));
app.get("/x", async (request, reply) => reply.code(201).send(await prisma.user.create({ data: {} })));
app.get("/x", async (request, reply) => ({ user: await prisma.user.findFirst() }));`,
      options: [{ discipline: "origin" }],
      errors: [
        { messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 16, column: 41, endLine: 16, endColumn: 89 },
        { messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 17, column: 62, endLine: 17, endColumn: 100 },
        { messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 18, column: 42, endLine: 18, endColumn: 81 },
      ],
    },
    {
      name: "Drizzle",
      code: `${plain}
app.get("/x", async (request, reply) => await db.select().from(users).limit(5));
app.get("/x", async (request, reply) => { const [task] = await db.insert(tasks).values({}).returning(); return reply.send({ task }); });
app.get("/x", async (request, reply) => (await db.select().from(users)).map((user) => ({ ...user, kind: 1 })));
app.get("/x", async (request, reply) => await db.transaction(async (tx) => { const [row] = await tx.select().from(tasks); return row; }));`,
      options: [{ discipline: "origin" }],
      errors: [
        { messageId: "sensitive", data: { library: "Drizzle", what: "row `users`", columns: "`passwordHash`" }, line: 16, column: 41, endLine: 16, endColumn: 79 },
        { messageId: "whole", data: { library: "Drizzle", what: "row `tasks`" }, line: 17, column: 123, endLine: 17, endColumn: 131 },
        { messageId: "sensitive", data: { library: "Drizzle", what: "row `users`", columns: "`passwordHash`" }, line: 18, column: 41, endLine: 18, endColumn: 110 },
        { messageId: "whole", data: { library: "Drizzle", what: "row `tasks`" }, line: 19, column: 41, endLine: 19, endColumn: 137 },
      ],
    },
    {
      name: "Knex, Kysely, Objection",
      code: `${plain}
app.get("/x", async (request, reply) => await knex("tasks").where({ id: 1 }).first());
app.get("/x", async (request, reply) => await knex("tasks").insert({}).returning("*"));
app.get("/x", async (request, reply) => await kysely.selectFrom("tasks").selectAll().execute());
app.get("/x", async (request, reply) => await Project.query().findById(1));`,
      options: [{ discipline: "origin" }],
      errors: [
        { messageId: "whole", data: { library: "Knex", what: "row `tasks`" }, line: 16, column: 41, endLine: 16, endColumn: 85 },
        { messageId: "whole", data: { library: "Knex", what: "row `tasks`" }, line: 17, column: 41, endLine: 17, endColumn: 86 },
        { messageId: "whole", data: { library: "Kysely", what: "row `tasks`" }, line: 18, column: 41, endLine: 18, endColumn: 95 },
        { messageId: "whole", data: { library: "Objection", what: "entity `Project`" }, line: 19, column: 41, endLine: 19, endColumn: 74 },
      ],
    },
    {
      name: "a schema that lets everything through",
      code: `${plain}
app.get("/x", { schema: { response: { 200: { type: "object", additionalProperties: true } } } }, async (request, reply) => await prisma.user.findMany());`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 16, column: 124, endLine: 16, endColumn: 152 }],
    },
    {
      name: "Hono only documents",
      code: `${plain}
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
const User = z.object({ id: z.number() });
const route = createRoute({ method: "get", path: "/u", responses: { 200: { description: "", content: { "application/json": { schema: User } } } } });
const hono = new OpenAPIHono();
hono.openapi(route, async (c) => c.json(await prisma.user.findFirst(), 200));`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 20, column: 41, endLine: 20, endColumn: 70 }],
    },
    {
      name: "a procedure without an output",
      code: `${plain}
import { initTRPC } from "@trpc/server";
const t = initTRPC.create();
export const router = t.router({ list: t.procedure.query(async () => await prisma.user.findMany()) });`,
      options: [{ discipline: "origin" }],
      errors: [{ messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 18, column: 70, endLine: 18, endColumn: 98 }],
    },
    {
      name: "Koa, Next.js",
      code: `${plain}
import Router from "@koa/router";
import { NextResponse } from "next/server";
const koa = new Router();
koa.get("/users", async (ctx) => {
  ctx.body = await prisma.user.findMany();
});
export async function GET() {
  return NextResponse.json({ user: await prisma.user.findFirst() });
}`,
      options: [{ discipline: "origin" }],
      errors: [
        { messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 20, column: 14, endLine: 20, endColumn: 42 },
        { messageId: "whole", data: { library: "Prisma", what: "row `user`" }, line: 23, column: 28, endLine: 23, endColumn: 67 },
      ],
    },
  ],
});
