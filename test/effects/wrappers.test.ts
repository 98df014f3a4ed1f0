import { describe, expect, test } from "vitest";
import { isFunction, walk } from "../../src/ast/index.js";
import type { FunctionNode } from "../../src/ast/index.js";
import { classifyCallbackRun, createSummaries } from "../../src/effects/index.js";
import { getLibrary } from "../../src/catalogue/index.js";
import { findCall, openProject } from "../support/project.js";

const TYPES = 'import { DataSource } from "typeorm";\nimport type { EntityManager, QueryRunner } from "typeorm";\nconst dataSource = new DataSource({});\n';

/** When the callback of `run(…)` runs, and the role of what it is handed. */
function classify(code: string, call = "run(async"): string {
  const { project, facts, getModule } = openProject({ "src/probe.ts": code }, "src/probe.ts");
  const module = getModule("src/probe.ts");
  const node = findCall(module, call);
  let callback: FunctionNode | undefined;
  walk(node, (child) => {
    if (isFunction(child)) callback ??= child;
  });
  if (!callback) throw new Error("no callback");
  const { timing, transaction } = classifyCallbackRun({ facts, summaries: createSummaries(project, facts) }, node, callback, module);
  const library = transaction?.receiver && getLibrary(transaction.receiver.role).name;
  return [timing, ...(transaction ? [library ?? "unknown library"] : [])].join(" ");
}

describe("a wrapper begins and ends around what it is given", () => {
  test("itself", () => {
    expect(
      classify(`${TYPES}export async function run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try { const result = await work(runner.manager); await runner.commitTransaction(); return result; }
  catch (error) { await runner.rollbackTransaction(); throw error; }
  finally { await runner.release(); }
}
await run(async (manager) => { await manager.query("SELECT 1"); });`),
    ).toBe("once TypeORM");
  });

  test("through a library", () => {
    expect(classify(`${TYPES}const run = (work: (manager: EntityManager) => Promise<void>) => dataSource.transaction(work);\nawait run(async (manager) => {});`)).toBe("once TypeORM");
    expect(classify(`${TYPES}const run = (work: (manager: EntityManager) => Promise<void>) => dataSource.transaction(async (manager) => work(manager));\nawait run(async (manager) => {});`)).toBe("once TypeORM");
  });

  test("through functions that begin and end", () => {
    expect(
      classify(`${TYPES}async function open() { const runner = dataSource.createQueryRunner(); await runner.startTransaction(); return runner; }
async function run(work: (manager: EntityManager) => Promise<void>) { const runner = await open(); await work(runner.manager); await runner.commitTransaction(); }
await run(async (manager) => {});`),
    ).toBe("once TypeORM");
  });

  test("as a class with a field", () => {
    const unit = (method: string): string => `${TYPES}class UnitOfWork {
  private runner!: QueryRunner;
  async begin() { this.runner = dataSource.createQueryRunner(); await this.runner.startTransaction(); }
  async commit() { await this.runner.commitTransaction(); }
  async rollback() { await this.runner.rollbackTransaction(); }
  async ${method}<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    await this.begin();
    try { const result = await work(this.runner.manager); await this.commit(); return result; }
    catch (error) { await this.rollback(); throw error; }
  }
}
const uow = new UnitOfWork();
await uow.${method}(async (manager) => {});`;
    expect(classify(unit("run"), "uow.run(")).toBe("once TypeORM");
    expect(classify(unit("execute"), "uow.execute(")).toBe("once TypeORM");
  });

  test("around another wrapper", () => {
    const inner = `${TYPES}async function inner(work: (manager: EntityManager) => Promise<void>) { return dataSource.transaction(work); }\n`;
    expect(classify(`${inner}async function run(work: (manager: EntityManager) => Promise<void>) { return inner(async (manager) => work(manager)); }\nawait run(async (manager) => {});`)).toBe("once TypeORM");
    expect(classify(`${inner}async function run(work: (manager: EntityManager) => Promise<void>) { return inner(work); }\nawait run(async (manager) => {});`)).toBe("once TypeORM");
  });

  test("as often as it likes", () => {
    expect(classify(`${TYPES}async function run(work: (manager: EntityManager) => Promise<void>) { for (let i = 0; i < 3; i++) await dataSource.transaction(async (manager) => work(manager)); }\nawait run(async (manager) => {});`)).toBe("repeatedly TypeORM");
  });
});

describe("what only runs its argument holds no transaction", () => {
  test.each([
    ["async function run(work: () => Promise<void>) { await work(); }", "once"],
    // What it begins, it ends before.
    ["async function note() { const runner = dataSource.createQueryRunner(); await runner.startTransaction(); await runner.commitTransaction(); }\nasync function run(work: () => Promise<void>) { await note(); await work(); }", "once"],
    ["async function run(work: () => Promise<void>, runner: QueryRunner) { await runner.startTransaction(); await work(); }", "once"],
    ["const jobs: unknown[] = [];\nfunction run(work: () => Promise<void>) { jobs.push(work); }", "later"],
    ["function run(work: () => Promise<void>) { setTimeout(() => work(), 10); }", "later"],
    ["async function run(work: () => Promise<void>): Promise<void> { await run(work); }", "later"],
  ])("%s", (code, expected) => {
    expect(classify(`${TYPES}${code}\nawait run(async () => {});`)).toBe(expected);
  });
});
