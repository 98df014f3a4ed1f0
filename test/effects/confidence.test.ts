import { describe, expect, test } from "vitest";
import { openProbe, read, summarise } from "./support.js";

const TYPES = 'import type { QueryRunner } from "typeorm";\n';
const SEQUELIZE = 'import { Sequelize } from "sequelize";\nimport type { Transaction } from "sequelize";\nconst sequelize = new Sequelize("");\n';

describe("an effect is only possible", () => {
  test("through an interface", () => {
    const code = `${TYPES}interface Ender { end(runner: QueryRunner): Promise<void> }
class Committer implements Ender { async end(runner: QueryRunner) { await runner.commitTransaction(); } }
class Breaker implements Ender { async end(runner: QueryRunner) { await runner.rollbackTransaction(); } }
async function probe(ender: Ender, runner: QueryRunner) { await ender.end(runner); }`;
    expect(read(summarise(code))).toEqual(["commit parameter 1 via probe → Committer.end?", "rollback parameter 1 via probe → Breaker.end?"]);
    expect(summarise(code).confidence).toBe("possible");
  });

  test("on one of several values", () => {
    expect(read(summarise(`${TYPES}async function probe(a: QueryRunner, b: QueryRunner, first: boolean) { const runner = first ? a : b; await runner.commitTransaction(); }`))).toEqual([
      "commit parameter 0 via probe?",
      "commit parameter 1 via probe?",
    ]);
  });

  test("on a value that need not be the one that is known", () => {
    const code = `${TYPES}import { current } from "./context.js";\nasync function probe(runner?: QueryRunner) { const own = current() ?? runner; await own.commitTransaction(); }`;
    expect(read(summarise(code))).toEqual(["commit parameter 0 via probe?"]);
    expect(summarise(code).effects.map(({ hasOneWay }) => hasOneWay)).toEqual([false]);
  });

  test("on an argument that need not be the one that is known", () => {
    const code = `${TYPES}import { current } from "./context.js";
async function end(runner: QueryRunner) { await runner.commitTransaction(); }
async function probe(runner?: QueryRunner) { await end(current() ?? runner); }`;
    expect(read(summarise(code))).toEqual(["commit parameter 0 via probe → end?", "commit unknown via probe → end?"]);
  });

  test("by SQL text on one of several values", () => {
    const code = `import { Pool, type PoolClient } from "pg";\nconst pool = new Pool();\nasync function probe(client?: PoolClient) { await (client ?? pool).query("SELECT 1"); }`;
    expect(read(summarise(code))).toEqual(["read parameter 0 via probe?", "read client via probe?"]);
    expect(summarise(code).effects.every(({ hasOneWay }) => hasOneWay)).toBe(true);
  });

  test("on one of several arguments", () => {
    const code = `${TYPES}async function end(runner: QueryRunner) { await runner.commitTransaction(); }\nasync function probe(a: QueryRunner, b?: QueryRunner) { await end(b ?? a); }`;
    expect(read(summarise(code))).toEqual(["commit parameter 1 via probe → end?", "commit parameter 0 via probe → end?"]);
  });
});

describe("what the caller decides", () => {
  const call = (code: string, args: string): string[] => read(summarise(`${TYPES}${code}\nasync function probe(runner: QueryRunner, flag: boolean) { await inner(${args}); }`));

  test("is a flag with a default", () => {
    const code = "async function inner(runner: QueryRunner, shouldCommit = true) { if (shouldCommit) await runner.commitTransaction(); }";
    expect(call(code, "runner")).toEqual(["commit parameter 0 via probe → inner"]);
    expect(call(code, "runner, flag")).toEqual(["commit parameter 0 via probe → inner"]);
    expect(call(code, "runner, false")).toEqual([]);
  });

  test("is an option", () => {
    const code = "async function inner(runner: QueryRunner, options: { keep?: boolean } = {}) { if (options.keep) return; await runner.commitTransaction(); }";
    expect(call(code, "runner")).toEqual(["commit parameter 0 via probe → inner"]);
    expect(call(code, "runner, { keep: false }")).toEqual(["commit parameter 0 via probe → inner"]);
    expect(call(code, "runner, { keep: true }")).toEqual([]);
  });

  test("is handed on by the function between", () => {
    const code = "async function inner(runner: QueryRunner, end?: boolean) { if (end) await runner.commitTransaction(); }\nasync function middle(runner: QueryRunner, end?: boolean) { await inner(runner, end); }\n";
    expect(read(summarise(`${TYPES}${code}async function probe(runner: QueryRunner) { await middle(runner); }`))).toEqual([]);
    expect(read(summarise(`${TYPES}${code}async function probe(runner: QueryRunner) { await middle(runner, true); }`))).toEqual(["commit parameter 0 via probe → middle → inner"]);
  });

  test("is what stands in for a value that is missing", () => {
    const code = "async function inner(runner: QueryRunner, done?: string) { return done ?? (await runner.commitTransaction()); }";
    expect(call(code, "runner")).toEqual(["commit parameter 0 via probe → inner"]);
    expect(call(code, 'runner, "yes"')).toEqual([]);
  });

  test("is contradicted within", () => {
    expect(read(summarise(`${TYPES}async function probe(runner: QueryRunner, end: boolean) { if (!end) return; if (!end) await runner.commitTransaction(); }`))).toEqual([]);
  });
});

describe("an own transaction, or the caller's", () => {
  test.each([
    ["const own = !tx; const t = tx ?? (await sequelize.transaction()); if (own) await t.commit();"],
    ["const ownsTx = tx === undefined; const t = tx ?? (await sequelize.transaction()); if (ownsTx) await t.commit();"],
    ["const isOuter = Boolean(tx); const t = tx || (await sequelize.transaction()); if (!isOuter) await t.commit();"],
    ["const t = tx ?? (await sequelize.transaction()); if (!tx) await t.commit();"],
    ["let own = false; let t = tx; if (!t) { t = await sequelize.transaction(); own = true; } if (own) await t.commit();"],
    ["let own = false; if (!tx) { tx = await sequelize.transaction(); own = true; } if (own) await tx.commit();"],
    ["const t = tx ? tx : await sequelize.transaction(); try { await work(t); if (!tx) await t.commit(); } catch (error) { if (!tx) await t.rollback(); throw error; }"],
  ])("%s", (body) => {
    const summary = summarise(`${SEQUELIZE}async function work(t: Transaction) {}\nasync function probe(tx?: Transaction) { ${body} }`);
    expect(read(summary).filter((line) => line.includes("parameter"))).toEqual([]);
    expect(read(summary).filter((line) => line.startsWith("commit own"))).toHaveLength(1);
  });

  test("is told from one that ends what it was given", () => {
    expect(read(summarise(`${SEQUELIZE}async function probe(tx?: Transaction) { const t = tx ?? (await sequelize.transaction()); await t.commit(); }`)).filter((line) => line.startsWith("commit"))).toEqual([
      "commit parameter 0 via probe?",
      "commit own via probe?",
    ]);
  });

  test("by the option that a member of a parameter is", () => {
    const summary = summarise(`${SEQUELIZE}async function probe(options: { transaction?: Transaction }) { const own = !options.transaction; const t = options.transaction ?? (await sequelize.transaction()); if (own) await t.commit(); }`);
    expect(read(summary).filter((line) => line.startsWith("commit"))).toEqual(["commit own via probe?"]);
  });
});

test("an effect is inevitable when every call that returns has it", () => {
  const isInevitable = (body: string): boolean[] => summarise(`${TYPES}async function probe(runner: QueryRunner, id: number) { ${body} }`).effects.map((effect) => effect.isInevitable);
  expect(isInevitable("await runner.commitTransaction();")).toEqual([true]);
  expect(isInevitable("try { await runner.commitTransaction(); } catch (error) { throw error; }")).toEqual([true]);
  expect(isInevitable("try { await runner.commitTransaction(); } catch { console.log(id); }")).toEqual([false]);
  expect(isInevitable("if (id > 1) await runner.commitTransaction();")).toEqual([false]);
  expect(isInevitable("for (const _ of [1]) await runner.commitTransaction();")).toEqual([false]);
  expect(isInevitable("if (id > 1) return; await runner.commitTransaction();")).toEqual([false]);
  expect(isInevitable("return runner.commitTransaction();")).toEqual([true]);
});

test("code without a body can do anything with what it is given", () => {
  const { summaries, find } = openProbe(`${TYPES}declare function probe(runner: QueryRunner): Promise<void>;\nasync function outer(runner: QueryRunner) { await probe(runner); }\nouter();\n`);
  expect(summaries.getSummary(find("outer(")).escaping).toEqual([{ kind: "parameter", index: 0, path: [] }]);
});
