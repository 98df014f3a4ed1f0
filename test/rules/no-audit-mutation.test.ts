import rule from "../../rules/no-audit-mutation.js";
import { createRuleTester } from "../support/rule-tester.js";

const at = (line: number, column: number, endLine: number, endColumn: number): { readonly line: number; readonly column: number; readonly endLine: number; readonly endColumn: number } => ({ line, column, endLine, endColumn });

createRuleTester({
  "audit.ts": `import { pgTable, serial, text } from "drizzle-orm/pg-core";
export const log = pgTable("audit_log", { id: serial("id").primaryKey(), action: text("action") });
export const audits = pgTable("audits", { id: serial("id").primaryKey() });`,
}).run("no-audit-mutation: Drizzle", rule, {
  valid: [
    {
      name: "inserts and reads, and another table",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { log, audits } from "./audit.js";
const db = drizzle("");
export async function write(action: string) {
  await db.insert(log).values({ action });
  await db.delete(audits);
  return await db.select().from(log);
}`,
    },
    {
      name: "a statement that is only built",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { log } from "./audit.js";
const db = drizzle("");
export function describe() {
  const query = db.delete(log);
  return query.toSQL();
}`,
    },
    {
      name: "a statement that only mentions the log",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { sql } from "drizzle-orm";
const db = drizzle("");
export async function mark(id: number) {
  await db.execute(sql\`UPDATE tasks SET audited = true WHERE id IN (SELECT entity_id FROM audit_log)\`);
}`,
    },
    {
      name: "a function that the settings let delete",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { log } from "./audit.js";
const db = drizzle("");
export class Retention {
  async prune() {
    await db.delete(log);
  }
}
export async function expire() {
  await db.transaction(async (tx) => {
    await tx.delete(log);
  });
}`,
      settings: { "unit-of-work": { audit: { retention: ["Retention.prune", "expire"] } } },
    },
  ],
  invalid: [
    {
      name: "an update, an upsert, a deletion by text with the table as a substitution",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { sql } from "drizzle-orm";
import { log } from "./audit.js";
const db = drizzle("");
export async function change(id: number) {
  await db.update(log).set({ action: "" });
  await db.insert(log).values({ id }).onConflictDoUpdate({ target: log.id, set: { action: "" } });
  await db.execute(sql\`delete from \${log} where id = \${id}\`);
}`,
      errors: [
        { messageId: "changed", data: { fn: "change", table: "audit_log", library: "Drizzle" }, ...at(6, 9, 6, 23) },
        { messageId: "replaced", data: { fn: "change", table: "audit_log", library: "Drizzle" }, ...at(7, 9, 7, 23) },
        { messageId: "removed", data: { fn: "change", table: "audit_log", library: "Drizzle" }, ...at(8, 9, 8, 61) },
      ],
    },
    {
      name: "another function than the one that may delete",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { log } from "./audit.js";
const db = drizzle("");
export async function forget() {
  await db.delete(log);
}`,
      settings: { "unit-of-work": { audit: { retention: ["expire"] } } },
      errors: [{ messageId: "removed", data: { fn: "forget", table: "audit_log", library: "Drizzle" }, ...at(5, 9, 5, 23) }],
    },
    {
      name: "a table that the settings name, in another spelling",
      code: `import { drizzle } from "drizzle-orm/node-postgres";
import { audits } from "./audit.js";
const db = drizzle("");
export async function forget() {
  await db.delete(audits);
}`,
      settings: { "unit-of-work": { audit: { tables: ["Audits"] } } },
      errors: [{ messageId: "removed", data: { fn: "forget", table: "audits", library: "Drizzle" }, ...at(5, 9, 5, 26) }],
    },
  ],
});

createRuleTester().run("no-audit-mutation: node-postgres, postgres.js, Slonik", rule, {
  valid: [
    {
      name: "inserts, reads, and other tables whose names begin alike",
      code: `import { Pool } from "pg";
const pool = new Pool();
export async function write() {
  await pool.query("INSERT INTO audit_log (action) VALUES ('x')");
  await pool.query("SELECT * FROM audit_log FOR UPDATE");
  await pool.query("DELETE FROM audit_log_drafts");
  await pool.query("UPDATE audits SET done = true");
  await pool.query("DELETE FROM tasks WHERE note = 'DELETE FROM audit_log'");
}`,
    },
    {
      name: "text that nobody can read",
      code: `import { Pool } from "pg";
const pool = new Pool();
export const run = async (table: string) => {
  await pool.query("DELETE FROM " + table);
  await pool.query(\`DELETE FROM \${table}\`);
};`,
    },
  ],
  invalid: [
    {
      name: "with a schema, quotes, a comment before it, in a constant, an insert that updates",
      code: `import { Pool } from "pg";
const pool = new Pool();
const PRUNE = "delete from only \\"public\\".\\"audit_events\\" where id < $1";
export async function change(id: number) {
  await pool.query(PRUNE, [id]);
  await pool.query(\`
    -- a note
    UPDATE "AuditTrail" SET action = ''\`);
  await pool.query({ text: "TRUNCATE audit_records" });
  await pool.query("INSERT INTO audit_entries (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET action = ''", [id]);
}`,
      errors: [
        { messageId: "removed", data: { fn: "change", table: "audit_events", library: "node-postgres" }, ...at(5, 9, 5, 32) },
        { messageId: "changed", data: { fn: "change", table: "AuditTrail", library: "node-postgres" }, ...at(6, 9, 8, 42) },
        { messageId: "emptied", data: { fn: "change", table: "audit_records", library: "node-postgres" }, ...at(9, 9, 9, 55) },
        { messageId: "replaced", data: { fn: "change", table: "audit_entries", library: "node-postgres" }, ...at(10, 9, 10, 114) },
      ],
    },
    {
      name: "a template of the client",
      code: `import postgres from "postgres";
const sql = postgres("");
export const forget = async (id: number) => {
  await sql\`DELETE FROM audit_log WHERE actor_id = \${id}\`;
  await sql\`UPDATE \${sql("audit_log")} SET actor_id = NULL\`;
};`,
      errors: [
        { messageId: "removed", data: { fn: "forget", table: "audit_log", library: "postgres.js" }, ...at(4, 9, 4, 58) },
        { messageId: "changed", data: { fn: "forget", table: "audit_log", library: "postgres.js" }, ...at(5, 9, 5, 60) },
      ],
    },
    {
      name: "a statement that is handed to the pool",
      code: `import { createPool, sql } from "slonik";
const pool = await createPool("");
export const forget = async () => {
  await pool.query(sql.unsafe\`DELETE FROM audit_log\`);
};`,
      errors: [{ messageId: "removed", data: { fn: "forget", table: "audit_log", library: "Slonik" }, ...at(4, 9, 4, 54) }],
    },
  ],
});

createRuleTester({
  "entities.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity("audit_log")
export class Entry {
  @PrimaryGeneratedColumn() id!: number;
  @Column() action!: string;
}
@Entity()
export class Audit {
  @PrimaryGeneratedColumn() id!: number;
  @Column() done!: boolean;
}
@Entity({ name: "history" })
export class AuditLogEntity {
  @PrimaryGeneratedColumn() id!: number;
  @Column() action!: string;
}`,
}).run("no-audit-mutation: TypeORM", rule, {
  valid: [
    {
      name: "a bare Audit, inserts, reads, a row that is changed and not saved",
      code: `import type { DataSource, Repository } from "typeorm";
import { Audit, Entry } from "./entities.js";
export class Audits {
  constructor(private readonly dataSource: DataSource, private readonly entries: Repository<Entry>, private readonly audits: Repository<Audit>) {}
  async close(id: number) {
    await this.audits.update({ id }, { done: true });
    await this.entries.save({ action: "closed" });
    await this.entries.insert({ action: "closed" });
    const entry = await this.entries.findOneByOrFail({ id });
    entry.action = entry.action.toUpperCase();
    return entry;
  }
}`,
    },
    {
      name: "a test of the log",
      filename: "test/audit.spec.ts",
      code: `import type { Repository } from "typeorm";
import { Entry } from "../entities.js";
export const clean = async (entries: Repository<Entry>) => {
  await entries.delete({});
};`,
    },
  ],
  invalid: [
    {
      name: "by repository, by manager, by query builder, by the name of the class or of the table",
      code: `import type { EntityManager, Repository } from "typeorm";
import { AuditLogEntity, Entry } from "./entities.js";
export async function change(entries: Repository<Entry>, manager: EntityManager, id: number) {
  await entries.softDelete({ id });
  await manager.update(AuditLogEntity, { id }, { action: "" });
  await manager.createQueryBuilder().delete().from(Entry).where("id = :id", { id }).execute();
  await entries.createQueryBuilder().update().set({ action: "" }).execute();
  await manager.getRepository(Entry).clear();
}`,
      errors: [
        { messageId: "removed", data: { fn: "change", table: "audit_log", library: "TypeORM" }, ...at(4, 9, 4, 35) },
        { messageId: "changed", data: { fn: "change", table: "AuditLogEntity", library: "TypeORM" }, ...at(5, 9, 5, 63) },
        { messageId: "removed", data: { fn: "change", table: "audit_log", library: "TypeORM" }, ...at(6, 9, 6, 37) },
        { messageId: "changed", data: { fn: "change", table: "audit_log", library: "TypeORM" }, ...at(7, 9, 7, 37) },
        { messageId: "emptied", data: { fn: "change", table: "audit_log", library: "TypeORM" }, ...at(8, 9, 8, 45) },
      ],
    },
    {
      name: "a row that is changed and saved: at the assignment",
      code: `import type { Repository } from "typeorm";
import { AuditLogEntity } from "./entities.js";
export async function edit(entries: Repository<AuditLogEntity>, id: number) {
  const entry = await entries.findOneByOrFail({ id });
  entry.action = "edited";
  await entries.save(entry);
}`,
      errors: [{ messageId: "changed", data: { fn: "edit", table: "AuditLogEntity", library: "TypeORM" }, ...at(5, 3, 5, 15) }],
    },
  ],
});

createRuleTester().run("no-audit-mutation: Prisma", rule, {
  valid: [
    {
      name: "other models, reads, inserts, an object that is no client",
      code: `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export async function write(auditLog: Map<string, string>) {
  auditLog.delete("x");
  await prisma.audit.deleteMany();
  await prisma.auditLog.createMany({ data: [] });
  return await prisma.auditLog.findMany();
}`,
    },
  ],
  invalid: [
    {
      name: "a model, also in a constant, and raw text",
      code: `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export async function change(id: number) {
  const logs = prisma.auditLogs;
  await logs.updateMany({ data: {} });
  await prisma.$transaction([prisma.auditEvent.delete({ where: { id } })]);
  await prisma.$executeRaw\`DELETE FROM "AuditLog" WHERE id = \${id}\`;
  await prisma.$executeRawUnsafe("TRUNCATE TABLE audit_log");
}`,
      errors: [
        { messageId: "changed", data: { fn: "change", table: "auditLogs", library: "Prisma" }, ...at(5, 9, 5, 38) },
        { messageId: "removed", data: { fn: "change", table: "auditEvent", library: "Prisma" }, ...at(6, 30, 6, 73) },
        { messageId: "removed", data: { fn: "change", table: "AuditLog", library: "Prisma" }, ...at(7, 9, 7, 68) },
        { messageId: "emptied", data: { fn: "change", table: "audit_log", library: "Prisma" }, ...at(8, 9, 8, 61) },
      ],
    },
  ],
});

createRuleTester().run("no-audit-mutation: Knex, Kysely, Objection", rule, {
  valid: [
    {
      name: "inserts, reads and other tables",
      code: `import knex from "knex";
import { Kysely } from "kysely";
const db = knex({ client: "pg" });
const ky = new Kysely<any>({} as never);
export async function write() {
  await db("audit_log").insert({ action: "x" });
  await db("audit_log").where({ id: 1 }).first();
  await db("tasks").where("note", "audit_log").del();
  await db.raw("SELECT 1 FROM audit_log");
  await ky.insertInto("audit_log").values({}).execute();
  await ky.deleteFrom("tasks").execute();
  ky.deleteFrom("audit_log");
}`,
    },
  ],
  invalid: [
    {
      name: "Knex by builder and by text",
      code: `import knex from "knex";
const db = knex({ client: "pg" });
export async function change(id: number) {
  await db("audit_log").where({ id }).update({ action: "" });
  await db.transaction(async (trx) => {
    await trx("public.audit_log as a").where({ id }).del();
    await trx.from("audit_log").truncate();
    await trx.raw("delete from audit_log where id = ?", [id]);
  });
  await db("audit_log").insert({ id }).onConflict("id").merge();
}`,
      errors: [
        { messageId: "changed", data: { fn: "change", table: "audit_log", library: "Knex" }, ...at(4, 9, 4, 24) },
        { messageId: "removed", data: { fn: "change", table: "public.audit_log", library: "Knex" }, ...at(6, 11, 6, 39) },
        { messageId: "emptied", data: { fn: "change", table: "audit_log", library: "Knex" }, ...at(7, 11, 7, 32) },
        { messageId: "removed", data: { fn: "change", table: "audit_log", library: "Knex" }, ...at(8, 11, 8, 62) },
        { messageId: "replaced", data: { fn: "change", table: "audit_log", library: "Knex" }, ...at(10, 9, 10, 24) },
      ],
    },
    {
      name: "Kysely",
      code: `import { Kysely } from "kysely";
const db = new Kysely<any>({} as never);
export async function change(id: number) {
  await db.updateTable("audit_log").set({ action: "" }).where("id", "=", id).execute();
  await db.deleteFrom("audit_log").execute();
}`,
      errors: [
        { messageId: "changed", data: { fn: "change", table: "audit_log", library: "Kysely" }, ...at(4, 9, 4, 36) },
        { messageId: "removed", data: { fn: "change", table: "audit_log", library: "Kysely" }, ...at(5, 9, 5, 35) },
      ],
    },
    {
      name: "Objection",
      code: `import { Model } from "objection";
class Entry extends Model {
  static tableName = "audit_log";
}
export async function change(id: number) {
  await Entry.query().patch({ action: "" }).where({ id });
  await Entry.query().deleteById(id);
  await Entry.query().insert({ action: "x" });
}`,
      errors: [
        { messageId: "changed", data: { fn: "change", table: "audit_log", library: "Objection" }, ...at(6, 9, 6, 22) },
        { messageId: "removed", data: { fn: "change", table: "audit_log", library: "Objection" }, ...at(7, 9, 7, 22) },
      ],
    },
  ],
});

createRuleTester().run("no-audit-mutation: Sequelize, MikroORM, MongoDB", rule, {
  valid: [
    {
      name: "inserts and reads",
      code: `import { Model, Sequelize } from "sequelize";
import { model, Schema } from "mongoose";
const sequelize = new Sequelize("");
class AuditLog extends Model {}
const Entry = model("AuditEntry", new Schema({}));
export async function write() {
  await AuditLog.create({ action: "x" });
  await AuditLog.findAll();
  await sequelize.query("SELECT * FROM audit_log");
  await Entry.create({ action: "x" });
  await Entry.find();
}`,
    },
    {
      name: "a staged entry",
      code: `import { Entity, PrimaryKey } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
@Entity()
class AuditLog {
  @PrimaryKey() id!: number;
}
export async function write(em: EntityManager) {
  em.persist(em.create(AuditLog, {}));
  await em.flush();
}`,
    },
  ],
  invalid: [
    {
      name: "Sequelize: statics, an instance, text",
      code: `import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("");
class AuditLog extends Model {}
export async function change(id: number) {
  await AuditLog.destroy({ where: { id } });
  await AuditLog.truncate();
  const entry = await AuditLog.findByPk(id, { rejectOnEmpty: true });
  await entry.update({ action: "" });
  await sequelize.query("UPDATE audit_log SET action = ''");
}`,
      errors: [
        { messageId: "removed", data: { fn: "change", table: "AuditLog", library: "Sequelize" }, ...at(5, 9, 5, 44) },
        { messageId: "emptied", data: { fn: "change", table: "AuditLog", library: "Sequelize" }, ...at(6, 9, 6, 28) },
        { messageId: "changed", data: { fn: "change", table: "AuditLog", library: "Sequelize" }, ...at(8, 9, 8, 37) },
        { messageId: "changed", data: { fn: "change", table: "audit_log", library: "Sequelize" }, ...at(9, 9, 9, 60) },
      ],
    },
    {
      name: "MikroORM: natively, by removal, by a change that is flushed",
      code: `import { Entity, PrimaryKey, Property } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
@Entity({ tableName: "audit_log" })
class Entry {
  @PrimaryKey() id!: number;
  @Property() action!: string;
}
@Entity()
class AuditTrail {
  @PrimaryKey() id!: number;
  @Property() action!: string;
}
export async function change(em: EntityManager, id: number) {
  await em.nativeDelete(Entry, { id });
  const entry = await em.findOneOrFail(AuditTrail, { id });
  entry.action = "";
  em.remove(entry);
  await em.flush();
}`,
      errors: [
        { messageId: "removed", data: { fn: "change", table: "audit_log", library: "MikroORM" }, ...at(14, 9, 14, 39) },
        { messageId: "changed", data: { fn: "change", table: "AuditTrail", library: "MikroORM" }, ...at(16, 3, 16, 15) },
        { messageId: "removed", data: { fn: "change", table: "AuditTrail", library: "MikroORM" }, ...at(17, 3, 17, 19) },
      ],
    },
    {
      name: "Mongoose models and collections of the driver",
      code: `import { model, Schema } from "mongoose";
import type { Db } from "mongodb";
const Entry = model("AuditLog", new Schema({}));
export async function change(db: Db, id: string) {
  await Entry.deleteMany({ id });
  await Entry.findByIdAndUpdate(id, { action: "" });
  await db.collection("audit_logs").updateOne({ id }, {});
}`,
      errors: [
        { messageId: "removed", data: { fn: "change", table: "AuditLog", library: "MongoDB" }, ...at(5, 9, 5, 33) },
        { messageId: "changed", data: { fn: "change", table: "AuditLog", library: "MongoDB" }, ...at(6, 9, 6, 52) },
        { messageId: "changed", data: { fn: "change", table: "audit_logs", library: "MongoDB" }, ...at(7, 9, 7, 58) },
      ],
    },
  ],
});
