import { expect, test } from "vitest";
import { isCall, walk } from "../../src/ast/index.js";
import { createSummaries, findAuditCall, findWrittenTable, getCalleeText, getOperation, mayAudit, owesAudits } from "../../src/effects/index.js";
import type { AuditContext } from "../../src/effects/index.js";
import type { SourceModule } from "../../src/project/index.js";
import { DEFAULT_SETTINGS } from "../../src/settings.js";
import { findCall, openProject } from "../support/project.js";

function open(code: string, files: Readonly<Record<string, string>> = {}, audit: Partial<AuditContext["settings"]["audit"]> = {}): { readonly context: AuditContext; readonly module: SourceModule } {
  const { project, facts, getModule } = openProject({ ...files, "src/probe.ts": code }, "src/probe.ts");
  const settings = { audit: { ...DEFAULT_SETTINGS.audit, ...audit } };
  return { context: { project, facts, summaries: createSummaries(project, facts), settings }, module: getModule("src/probe.ts") };
}

/** `update of tasks`, for each write of the code in its order. */
function readTables(code: string): string[] {
  const { context, module } = open(code);
  const found: string[] = [];
  walk(module.program, (node) => {
    const operation = isCall(node) ? getOperation(context.facts, node, module) : undefined;
    const table = operation && findWrittenTable(context, operation);
    if (table) found.push(`${table.verb ?? "write"} of ${table.names.join(", ")}`);
  });
  return found;
}

test("tables of statements", () => {
  expect(
    readTables(`import { Pool } from "pg";
const pool = new Pool();
pool.query("UPDATE ONLY public.tasks SET a = 1");
pool.query('delete from "Task"');
pool.query("/* all */ truncate table tasks, workers");
pool.query("INSERT INTO tasks VALUES (1) ON CONFLICT (id) DO NOTHING");
pool.query("INSERT INTO tasks VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1");
pool.query("SELECT * FROM tasks");
pool.query("WITH gone AS (SELECT 1) DELETE FROM tasks");`),
  ).toEqual(["update of tasks", "delete of Task", "truncate of tasks", "insert of tasks", "upsert of tasks"]);
});

test("tables of entities, by all their names", () => {
  expect(
    readTables(`import { Entity, type EntityManager, type Repository } from "typeorm";
@Entity("tasks") class Task {}
export async function probe(manager: EntityManager, tasks: Repository<Task>) {
  await tasks.update({}, {});
  await manager.delete(Task, {});
  await manager.insert("workers", {});
  await manager.save(await tasks.findOneByOrFail({}));
  await tasks.find();
}`),
  ).toEqual(["update of Task, tasks", "delete of Task, tasks", "insert of workers", "write of Task, tasks"]);
});

test("a table that nobody can tell is none", () => {
  expect(
    readTables(`import { Pool } from "pg";
import type { EntityManager } from "typeorm";
export async function probe(manager: EntityManager, thing: object, pool: Pool, table: string) {
  await manager.save(thing);
  await pool.query(\`DELETE FROM \${table}\`);
}`),
  ).toEqual([]);
});

const FILES = {
  "src/audit.ts": `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export async function logAction(action: string) { await prisma.auditLog.create({ data: { action } }); }
export async function closeTask(id: number) { await prisma.task.update({ where: { id }, data: {} }); await logAction("closed"); }
export async function touch(id: number) { await prisma.task.update({ where: { id }, data: {} }); }
export function logAuditLine(action: string) { return \`audit: \${action}\`; }
export class AuditService { async log(action: string) { await fetch("/audit", { body: action }); } async list() { return await prisma.auditLog.findMany(); } }`,
};
const CALLS = `import { PrismaClient } from "@prisma/client";
import { AuditService, closeTask, logAction, logAuditLine, touch } from "./audit.js";
import { unknown } from "./elsewhere.js";
declare const audits: AuditService;
declare const prisma: PrismaClient;
declare const bus: unknown;
logAction("x"); closeTask(1); touch(1); logAuditLine("x"); audits.log("x"); audits.list(); prisma.auditLog.create({}); unknown(prisma); unknown(1); bus.emit("x");`;

test("what writes an audit, and what may lead to one", () => {
  const { context, module } = open(CALLS, FILES);
  const judge = (text: string): string => {
    const call = findCall(module, text);
    return findAuditCall(context, call, module) ? "audit" : mayAudit(context, call, module) ? "may" : "no";
  };
  const calls = ["logAction(", "closeTask(", "touch(", "logAuditLine(", "audits.log(", "audits.list(", "prisma.auditLog.create(", "unknown(prisma", "unknown(1", "bus.emit("];
  expect(calls.map((text) => `${getCalleeText(findCall(module, text), module)}: ${judge(text)}`)).toEqual([
    "logAction: audit",
    "closeTask: may",
    "touch: no",
    "logAuditLine: may",
    "audits.log: audit",
    "audits.list: no",
    "prisma.auditLog.create: may",
    "unknown: may",
    "unknown: no",
    "bus.emit: may",
  ]);
});

test("only a module that writes audits owes them", () => {
  const owes = (code: string, audit: Partial<AuditContext["settings"]["audit"]> = {}): boolean => {
    const { context, module } = open(code, FILES, audit);
    return owesAudits(context, module);
  };
  expect(owes(`import { touch } from "./audit.js"; touch(1);`)).toBe(false);
  expect(owes(`import { touch } from "./audit.js"; touch(1);`, { functions: ["touch"] })).toBe(true);
  expect(owes(`import { closeTask } from "./audit.js"; closeTask(1);`)).toBe(false);
  expect(owes(`import { logAction } from "./audit.js"; logAction("x");`)).toBe(true);
  expect(owes(`import { logAction } from "./audit.js"; router.use(auditRequests); logAction("x");`)).toBe(false);
  expect(owes(`import { remember } from "./elsewhere.js"; remember("x");`, { functions: ["remember"] })).toBe(true);
  expect(owes(`import { Entity } from "typeorm"; @Entity() class AuditLog {}`)).toBe(true);
});
