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
    ["an element of a list", { "src/probe.ts": 'import { DataSource } from "typeorm";\nimport { Task } from "./task.js";\nasync function f(source: DataSource) { const [first] = await source.getRepository(Task).find(); probe(first); }' }, "typeorm/Entity"],
  ])("%s", (_, files, expected) => {
    expect(getProbed(files)).toBe(expected);
  });
});
