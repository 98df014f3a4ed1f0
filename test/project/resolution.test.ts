import { describe, expect, test } from "vitest";
import { getArguments } from "../../src/ast/index.js";
import { getAlternatives } from "../../src/project/index.js";
import { findCall, openProject } from "../support/project.js";

/** The roles of what the call `probe(…)` in `src/probe.ts` is given, or the kinds of value it is. */
function getProbed(files: Readonly<Record<string, string>>): string {
  const { facts, getModule } = openProject(files, "src/probe.ts");
  const module = getModule("src/probe.ts");
  const [argument] = getArguments(findCall(module, "probe("));
  if (!argument) return "nothing";
  return getAlternatives(facts.getValue(argument, module)).map((item) => (item.kind === "role" ? item.role : item.kind)).join(" | ");
}

const DB = 'import { Pool } from "pg";\nexport const pool = new Pool();\n';
const KNEX = 'import createKnex from "knex";\nexport const knex = createKnex({});\n';

describe("without node_modules, a reader can tell", () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["a destructured handle", { "src/probe.ts": 'import { PrismaClient } from "@prisma/client";\nconst deps = { prisma: new PrismaClient() };\nconst { prisma: client } = deps;\nprobe(client);' }, "prisma/Client"],
    ["either of two", { "src/db.ts": KNEX, "src/probe.ts": 'import type { Knex } from "knex";\nimport { knex } from "./db.js";\nfunction f(trx?: Knex.Transaction) { const client = trx ?? knex; probe(client); }' }, "knex/Transaction | knex/Knex"],
    ["a default parameter", { "src/db.ts": KNEX, "src/probe.ts": 'import { knex } from "./db.js";\nfunction f(client = knex) { probe(client); }' }, "knex/Knex"],
    ["a member of an options parameter", { "src/probe.ts": 'import type { Transaction } from "sequelize";\ninterface Options { transaction?: Transaction }\nfunction f(options: Options) { probe(options.transaction); }' }, "sequelize/Transaction"],
    ["a member of a context type in another file", { "src/context.ts": 'import type { EntityManager } from "typeorm";\nexport type Context = { readonly tx: EntityManager };', "src/probe.ts": 'import type { Context } from "./context.js";\nfunction f({ tx }: Context) { probe(tx); }' }, "typeorm/EntityManager"],
    ["a getter", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nclass Store { get pool() { return pool; } f() { probe(this.pool); } }' }, "pg/Pool"],
    ["a factory in another file", { "src/make.ts": 'import { Pool } from "pg";\nexport function makePool() { return new Pool(); }', "src/probe.ts": 'import { makePool } from "./make.js";\nconst pool = makePool();\nprobe(pool);' }, "pg/Pool"],
    ["an async factory", { "src/db.ts": DB, "src/make.ts": 'import { pool } from "./db.js";\nexport const getClient = async () => await pool.connect();', "src/probe.ts": 'import { getClient } from "./make.js";\nconst client = await getClient();\nprobe(client);' }, "pg/PoolClient"],
    ["a singleton that is made on demand", { "src/db.ts": 'import { Pool } from "pg";\nlet pool: Pool | undefined;\nexport function getPool() { pool ??= new Pool(); return pool; }', "src/probe.ts": 'import { getPool } from "./db.js";\nprobe(getPool());' }, "pg/Pool"],
    ["a static singleton", { "src/db.ts": 'import { DataSource } from "typeorm";\nexport class Db { static readonly source = new DataSource({}); }', "src/probe.ts": 'import { Db } from "./db.js";\nprobe(Db.source);' }, "typeorm/DataSource"],
    ["a barrel of barrels", { "src/db.ts": DB, "src/a/index.ts": 'export * from "../db.js";', "src/index.ts": 'export * from "./a/index.js";', "src/probe.ts": 'import { pool } from "./index.js";\nprobe(pool);' }, "pg/Pool"],
    ["a renamed re-export", { "src/db.ts": DB, "src/index.ts": 'export { pool as database } from "./db.js";', "src/probe.ts": 'import { database } from "./index.js";\nprobe(database);' }, "pg/Pool"],
    ["a default export", { "src/db.ts": 'import knex from "knex";\nexport default knex({});', "src/probe.ts": 'import db from "./db.js";\nprobe(db);' }, "knex/Knex"],
    ["a require", { "src/db.js": 'const { Pool } = require("pg");\nmodule.exports = { pool: new Pool() };', "src/probe.ts": 'const { pool } = require("./db.js");\nprobe(pool);' }, "pg/Pool"],
    ["an exports member", { "src/db.js": 'const { Pool } = require("pg");\nexports.pool = new Pool();', "src/probe.ts": 'import { pool } from "./db.js";\nprobe(pool);' }, "pg/Pool"],
    ["a tsconfig path", { "tsconfig.json": '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } }, "include": ["src"] }', "src/db.ts": DB, "src/probe.ts": 'import { pool } from "@/db";\nprobe(pool);' }, "pg/Pool"],
    ["an injected subclass of a library's client", { "src/prisma.service.ts": 'import { Injectable } from "@nestjs/common";\nimport { PrismaClient } from "@prisma/client";\n@Injectable()\nexport class PrismaService extends PrismaClient {}', "src/probe.ts": 'import { PrismaService } from "./prisma.service.js";\nclass S { constructor(private readonly prisma: PrismaService) {} f() { probe(this.prisma); } }' }, "prisma/Client"],
    ["a constructor that assigns", { "src/probe.ts": 'import { DataSource } from "typeorm";\nclass S { private source; constructor(source: DataSource) { this.source = source; } f() { probe(this.source); } }' }, "typeorm/DataSource"],
    ["injection by a decorated property", { "src/probe.ts": 'import { InjectDataSource } from "@nestjs/typeorm";\nclass S { @InjectDataSource() private source; f() { probe(this.source); } }' }, "typeorm/DataSource"],
    ["tsyringe", { "src/probe.ts": 'import { inject, injectable } from "tsyringe";\nimport { DataSource } from "typeorm";\n@injectable()\nclass S { constructor(@inject(DataSource) private readonly source: DataSource) {} f() { probe(this.source); } }' }, "typeorm/DataSource"],
    ["a field that a base class declares", { "src/base.ts": 'import { EntityManager } from "typeorm";\nexport abstract class Base { constructor(protected readonly manager: EntityManager) {} }', "src/probe.ts": 'import { Base } from "./base.js";\nclass S extends Base { f() { probe(this.manager); } }' }, "typeorm/EntityManager"],
    ["a repository class over a library's base", { "src/repository.ts": 'import { Repository } from "typeorm";\nexport class TaskRepository extends Repository<Task> {}', "src/probe.ts": 'import { TaskRepository } from "./repository.js";\nclass S { constructor(private readonly tasks: TaskRepository) {} f() { probe(this.tasks); } }' }, "typeorm/Repository"],
    ["a generated client in the user's tree", { "src/generated/prisma/client.ts": "export const PrismaClient = make();\nexport type PrismaClient = object;", "src/probe.ts": 'import { PrismaClient } from "./generated/prisma/client.js";\nconst prisma = new PrismaClient();\nprobe(prisma);' }, "prisma/Client"],
    ["an extended client", { "src/probe.ts": 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient().$extends({});\nprobe(prisma);' }, "prisma/Client"],
    ["a default in a pattern", { "src/probe.ts": 'import { PrismaClient } from "@prisma/client";\nconst { prisma = new PrismaClient() } = deps;\nprobe(prisma);' }, "unknown | prisma/Client"],
    ["a nested pattern", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nconst { clients: { main } } = { clients: { main: pool } };\nprobe(main);' }, "pg/Pool"],
    ["the rest of a pattern", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nconst { log, ...rest } = { log: console, pool };\nprobe(rest.pool);' }, "pg/Pool"],
    ["the rest of a typed parameter", { "src/probe.ts": 'import type { Transaction } from "sequelize";\nfunction f({ id, ...options }: { id: string; transaction?: Transaction }) { probe(options.transaction); }' }, "sequelize/Transaction"],
    ["a default parameter in a pattern", { "src/db.ts": KNEX, "src/probe.ts": 'import { knex } from "./db.js";\nfunction f({ client = knex }) { probe(client); }' }, "knex/Knex"],
    ["a member of an interface that is inherited", { "src/context.ts": 'import type { Transaction } from "sequelize";\nexport interface Base { transaction?: Transaction }', "src/probe.ts": 'import type { Base } from "./context.js";\ninterface Options extends Base { id: string }\nfunction f(options: Options) { probe(options.transaction); }' }, "sequelize/Transaction"],
    ["a member of an intersection", { "src/probe.ts": 'import type { Transaction } from "sequelize";\ntype Context = { user: string } & { tx: Transaction };\nfunction f(ctx: Context) { probe(ctx.tx); }' }, "sequelize/Transaction"],
    ["a member of one of two shapes", { "src/probe.ts": 'import type { Knex } from "knex";\ntype A = { tx: Knex.Transaction };\ntype B = { tx: Knex.Transaction; more: string };\nfunction f(ctx: A | B) { probe(ctx.tx); }' }, "knex/Transaction | knex/Transaction"],
    ["a member by an index of its type", { "src/probe.ts": 'import type { Knex } from "knex";\ninterface Context { tx: Knex.Transaction }\nfunction f(tx: Context["tx"]) { probe(tx); }' }, "knex/Transaction"],
    ["a dependencies object that is injected", { "src/probe.ts": 'import type { Knex } from "knex";\ninterface Deps { knex: Knex }\nclass S { constructor(private readonly deps: Deps) {} f() { probe(this.deps.knex); } }' }, "knex/Knex"],
    ["a pattern that a constructor assigns", { "src/probe.ts": 'import type { Knex } from "knex";\ninterface Deps { knex: Knex }\nclass S { private readonly knex; constructor({ knex }: Deps) { this.knex = knex; } f() { probe(this.knex); } }' }, "knex/Knex"],
    ["a private name", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nclass S { #pool = pool; f() { probe(this.#pool); } }' }, "pg/Pool"],
    ["a getter of either of two", { "src/probe.ts": 'import { EntityManager } from "typeorm";\nclass S { private tx?: EntityManager; constructor(private readonly manager: EntityManager) {} get em() { return this.tx ?? this.manager; } f() { probe(this.em); } }' }, "typeorm/EntityManager | typeorm/EntityManager"],
    ["a getter of an object", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nconst store = { get pool() { return pool; } };\nprobe(store.pool);' }, "pg/Pool"],
    ["a factory that returns an object", { "src/db.ts": DB, "src/make.ts": 'import { pool } from "./db.js";\nexport function createContext() { return { db: pool }; }', "src/probe.ts": 'import { createContext } from "./make.js";\nconst { db } = createContext();\nprobe(db);' }, "pg/Pool"],
    ["an async factory that returns an object", { "src/db.ts": DB, "src/make.ts": 'import { pool } from "./db.js";\nexport const createContext = async () => ({ db: pool });', "src/probe.ts": 'import { createContext } from "./make.js";\nconst { db } = await createContext();\nprobe(db);' }, "pg/Pool"],
    ["a factory that returns a closure", { "src/db.ts": DB, "src/make.ts": 'import { pool } from "./db.js";\nexport const createGetter = () => () => pool;', "src/probe.ts": 'import { createGetter } from "./make.js";\nconst getPool = createGetter();\nprobe(getPool());' }, "pg/Pool"],
    ["a generic factory", { "src/db.ts": DB, "src/make.ts": 'export function withDefault<T>(value: T): T { return value; }', "src/probe.ts": 'import { pool } from "./db.js";\nimport { withDefault } from "./make.js";\nprobe(withDefault(pool));' }, "pg/Pool"],
    ["a declared return type", { "src/make.ts": 'import type { Pool } from "pg";\nexport function getPool(): Pool { return registry.get("pool"); }', "src/probe.ts": 'import { getPool } from "./make.js";\nprobe(getPool());' }, "pg/Pool"],
    ["a function type", { "src/probe.ts": 'import type { Pool } from "pg";\nfunction f(getPool: () => Promise<Pool>) { probe(getPool()); }' }, "pg/Pool"],
    ["a method of an interface", { "src/probe.ts": 'import type { Pool } from "pg";\ninterface Provider { getPool(): Pool }\nfunction f(provider: Provider) { probe(provider.getPool()); }' }, "pg/Pool"],
    ["a singleton in an expression", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nlet client;\nexport const getClient = () => (client ??= new PrismaClient());', "src/probe.ts": 'import { getClient } from "./db.js";\nprobe(getClient());' }, "prisma/Client"],
    ["a singleton behind an if", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nlet client;\nexport function getClient() { if (!client) { client = new PrismaClient(); } return client; }', "src/probe.ts": 'import { getClient } from "./db.js";\nprobe(getClient());' }, "prisma/Client"],
    ["a global or a new one", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nexport const prisma = global.prisma || new PrismaClient();', "src/probe.ts": 'import { prisma } from "./db.js";\nprobe(prisma);' }, "prisma/Client"],
    ["a namespace that a barrel exports", { "src/db.ts": DB, "src/index.ts": 'export * as db from "./db.js";', "src/probe.ts": 'import { db } from "./index.js";\nprobe(db.pool);' }, "pg/Pool"],
    ["a default that a barrel exports", { "src/db.ts": 'import { Pool } from "pg";\nexport default new Pool();', "src/index.ts": 'export { default } from "./db.js";\nexport { default as pool } from "./db.js";', "src/probe.ts": 'import { pool } from "./index.js";\nprobe(pool);' }, "pg/Pool"],
    ["a default object", { "src/db.ts": 'import { Pool } from "pg";\nexport default { pool: new Pool() };', "src/probe.ts": 'import db from "./db.js";\nprobe(db.pool);' }, "pg/Pool"],
    ["what a module assigns to module.exports", { "src/db.js": 'module.exports = require("knex")({});', "src/probe.ts": 'const knex = require("./db.js");\nprobe(knex);' }, "knex/Knex"],
    ["a default import of module.exports", { "src/db.js": 'const { Pool } = require("pg");\nmodule.exports = new Pool();', "src/probe.ts": 'import pool from "./db.js";\nprobe(pool);' }, "pg/Pool"],
    ["a member of a require", { "src/db.js": 'const { Pool } = require("pg");\nmodule.exports = { pool: new Pool() };', "src/probe.ts": 'const pool = require("./db.js").pool;\nprobe(pool);' }, "pg/Pool"],
    ["an export assignment", { "src/db.ts": 'import { Pool } from "pg";\nconst pool = new Pool();\nexport = pool;', "src/probe.ts": 'import pool = require("./db.js");\nprobe(pool);' }, "pg/Pool"],
    ["a dynamic import", { "src/db.ts": DB, "src/probe.ts": 'const { pool } = await import("./db.js");\nprobe(pool);' }, "pg/Pool"],
    ["a workspace package", { "package.json": '{ "name": "root", "workspaces": ["packages/*"] }', "packages/db/package.json": '{ "name": "@acme/db", "main": "dist/index.js" }', "packages/db/src/index.ts": DB, "src/probe.ts": 'import { pool } from "@acme/db";\nprobe(pool);' }, "pg/Pool"],
    ["the type of a client", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nexport const prisma = new PrismaClient().$extends({});\nexport type Client = typeof prisma;', "src/probe.ts": 'import type { Client } from "./db.js";\nfunction f(client: Client) { probe(client); }' }, "prisma/Client"],
    ["the type of a member", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nexport const ctx = { prisma: new PrismaClient() };', "src/probe.ts": 'import { ctx } from "./db.js";\nfunction f(client: typeof ctx.prisma) { probe(client); }' }, "prisma/Client"],
    ["what an async factory is declared by", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nexport const make = async () => new PrismaClient();', "src/probe.ts": 'import { make } from "./db.js";\nfunction f(client: Awaited<ReturnType<typeof make>>) { probe(client); }' }, "prisma/Client"],
    ["a repository class over a generic base", { "src/base.ts": 'import { Repository } from "typeorm";\nexport abstract class BaseRepo<T> { constructor(protected readonly repo: Repository<T>) {} }', "src/probe.ts": 'import { BaseRepo } from "./base.js";\nclass UserRepo extends BaseRepo<User> { f() { probe(this.repo); } }' }, "typeorm/Repository"],
    ["an instance that its class keeps", { "src/db.ts": 'import { Pool } from "pg";\nexport class Db { private static instance: Db; readonly pool = new Pool();\nstatic getInstance() { if (!Db.instance) Db.instance = new Db(); return Db.instance; } }', "src/probe.ts": 'import { Db } from "./db.js";\nprobe(Db.getInstance().pool);' }, "pg/Pool"],
    ["a static field that is assigned", { "src/db.ts": 'import { Pool } from "pg";\nexport class Db { private static pool;\nstatic get() { return (this.pool ??= new Pool()); } }', "src/probe.ts": 'import { Db } from "./db.js";\nprobe(Db.get());' }, "pg/Pool"],
    ["a frozen object", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nexport const clients = Object.freeze({ main: pool });\nprobe(clients.main);' }, "pg/Pool"],
    ["a constant object of clients", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nconst clients = { main: pool } as const satisfies object;\nprobe(clients["main"]);' }, "pg/Pool"],
    ["any member of an object of clients", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nimport { Pool } from "pg";\nconst clients = { main: pool, other: new Pool() };\nfunction f(name: keyof typeof clients) { probe(clients[name]); }' }, "pg/Pool | pg/Pool"],
    ["an object that is spread", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nconst base = { pool };\nconst all = { ...base, name: "x" };\nprobe(all.pool);' }, "pg/Pool"],
    ["a service of a container", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nexport class Db { readonly prisma = new PrismaClient(); }', "src/probe.ts": 'import { container } from "tsyringe";\nimport { Db } from "./db.js";\nprobe(container.resolve(Db).prisma);' }, "prisma/Client"],
    ["a service of an application", { "src/db.ts": 'import { PrismaClient } from "@prisma/client";\nexport class Db extends PrismaClient {}', "src/probe.ts": 'import { NestFactory } from "@nestjs/core";\nimport { Db } from "./db.js";\nconst app = await NestFactory.create(Object);\nprobe(app.get(Db));' }, "prisma/Client"],
    ["a service of a module reference", { "src/probe.ts": 'import { ModuleRef } from "@nestjs/core";\nimport { DataSource } from "typeorm";\nclass S { constructor(private readonly moduleRef: ModuleRef) {} f() { probe(this.moduleRef.get(DataSource, { strict: false })); } }' }, "typeorm/DataSource"],
    ["a handle in an array", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nconst [first] = [pool];\nprobe(first);' }, "pg/Pool"],
    ["a bound member", { "src/probe.ts": 'import { DataSource } from "typeorm";\nfunction f(source: DataSource) { const { manager } = source; probe(manager); }' }, "typeorm/EntityManager"],
    ["a promise of a list", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\nconst [client, other] = await Promise.all([pool.connect(), load()]);\nprobe(client);' }, "pg/PoolClient"],
    ["a chain of then", { "src/db.ts": DB, "src/probe.ts": 'import { pool } from "./db.js";\npool.connect().then((client) => { probe(client); });' }, "pg/PoolClient"],
    ["an element of a list", { "src/probe.ts": 'import { DataSource } from "typeorm";\nimport { Task } from "./task.js";\nasync function f(source: DataSource) { const [first] = await source.getRepository(Task).find(); probe(first); }' }, "typeorm/Entity"],
  ])("%s", (_, files, expected) => {
    expect(getProbed(files)).toBe(expected);
  });
});
