import { describe, expect, test } from "vitest";
import { isEndDelegate } from "../../src/effects/index.js";
import { read, summarise, summariseMethod } from "./support.js";

const TYPES = 'import { DataSource } from "typeorm";\nimport type { EntityManager, QueryRunner } from "typeorm";\n';
const SEQUELIZE = 'import { Model, Sequelize } from "sequelize";\nimport type { Transaction } from "sequelize";\nconst sequelize = new Sequelize("");\nclass Task extends Model {}\n';

describe("a handle that a parameter holds", () => {
  test.each([
    ["as a member", "interface Context { runner: QueryRunner }\nasync function probe(id: number, ctx: Context) { await ctx.runner.commitTransaction(); }", "commit parameter 1.runner via probe"],
    ["destructured in the parameter", "async function probe({ runner }: { runner: QueryRunner }) { await runner.commitTransaction(); }", "commit parameter 0.runner via probe"],
    ["destructured in the parameter, under another name", "async function probe({ runner: own }: { runner: QueryRunner }) { await own.commitTransaction(); }", "commit parameter 0.runner via probe"],
    ["destructured in the body", "async function probe(ctx: { runner: QueryRunner }) { const { runner } = ctx; await runner.commitTransaction(); }", "commit parameter 0.runner via probe"],
    ["deeper", "async function probe(ctx: { db: { runner: QueryRunner } }) { await ctx.db.runner.commitTransaction(); }", "commit parameter 0.db.runner via probe"],
    ["after a `this` that is no parameter", "interface Team { name: string }\nasync function probe(this: Team, runner: QueryRunner) { await runner.commitTransaction(); }", "commit parameter 0 via probe"],
    ["with a default", "const dataSource = new DataSource({});\nasync function probe(runner = dataSource.createQueryRunner()) { await runner.commitTransaction(); }", "commit parameter 0 via probe"],
  ])("%s", (_, code, expected) => {
    expect(read(summarise(`${TYPES}${code}`))).toEqual([expected]);
  });
});

describe("a call passes it on", () => {
  const finish = "async function finish({ runner }: { runner: QueryRunner }) { await runner.commitTransaction(); }\n";

  test.each([
    ["in an object literal", "async function probe(id: number, runner: QueryRunner) { await finish({ runner }); }", "parameter 1"],
    ["under another name", "async function probe(own: QueryRunner) { await finish({ runner: own }); }", "parameter 0"],
    ["in the object that it was given", "async function probe(ctx: { runner: QueryRunner }) { await finish(ctx); }", "parameter 0.runner"],
    ["in an object that nobody described", "async function probe(ctx) { await finish(ctx); }", "parameter 0.runner"],
    ["in a part of that", "async function probe(ctx) { await finish(ctx.db); }", "parameter 0.db.runner"],
    ["in a copy", "async function probe(ctx: { runner: QueryRunner }) { await finish({ ...ctx, id: 1 }); }", "parameter 0.runner"],
    ["in a constant", "async function probe(runner: QueryRunner) { const options = { runner }; await finish(options); }", "parameter 0"],
    ["to its callee's callee", "async function probe(ctx: { runner: QueryRunner }) { await inner({ context: ctx }); }\nasync function inner({ context }: { context: { runner: QueryRunner } }) { await finish(context); }", "parameter 0.runner"],
  ])("%s", (_, code, subject) => {
    expect(read(summarise(`${TYPES}${finish}${code}`)).map((line) => line.slice(0, line.indexOf(" via")))).toEqual([`commit ${subject}`]);
  });

  test("through the option that carries it", () => {
    expect(read(summarise(`${SEQUELIZE}async function probe(title: string, options: { transaction: Transaction }) { await Task.create({ title }, { transaction: options.transaction }); }`))).toEqual(["write parameter 1.transaction via probe"]);
    expect(read(summarise(`${SEQUELIZE}async function probe(title: string, options) { await Task.create({ title }, options); }`))).toEqual(["write parameter 1.transaction via probe"]);
    expect(read(summarise(`${SEQUELIZE}async function save(title: string, transaction?: Transaction) { await Task.create({ title }, { transaction }); }\nasync function probe(t: Transaction) { await save("a", t); }`))).toEqual(["write parameter 0 via probe → save"]);
  });

  test("through a rest parameter and a spread", () => {
    const code = "async function end(id: number, runner: QueryRunner) { await runner.commitTransaction(); }\n";
    expect(read(summarise(`${TYPES}${code}async function log(...rest) { await end(...rest); }\nasync function probe(runner: QueryRunner) { await log(1, runner); }`))).toEqual(["commit parameter 0 via probe → log → end"]);
  });

  test("or leaves it to the default", () => {
    const code = "const dataSource = new DataSource({});\nasync function save(runner = dataSource.createQueryRunner()) { await runner.commitTransaction(); }\n";
    expect(read(summarise(`${TYPES}${code}async function probe() { await save(); }`))).toEqual(["commit own via probe → save"]);
    expect(read(summarise(`${TYPES}${code}async function probe(runner: QueryRunner) { await save(runner); }`))).toEqual(["commit parameter 0 via probe → save"]);
  });
});

describe("a handle in a field", () => {
  const base = `${TYPES}class Base { protected runner!: QueryRunner; async end() { await this.runner.commitTransaction(); } }\n`;

  test("is seen by methods of the same object", () => {
    expect(read(summariseMethod(`${TYPES}class Probe { constructor(private readonly runner: QueryRunner) {}\nasync probe() { await this.end(); }\nprivate async end() { await this.runner.commitTransaction(); } }`))).toEqual(["commit this.runner via Probe.probe → Probe.end"]);
  });

  test("is seen by subclasses", () => {
    expect(read(summariseMethod(`${base}class Probe extends Base { async probe() { await this.end(); } }`))).toEqual(["commit this.runner via Probe.probe → Base.end"]);
    expect(read(summariseMethod(`${base}class Probe extends Base { async probe() { await super.end(); } }`))).toEqual(["commit this.runner via Probe.probe → Base.end"]);
  });

  test("is that of the object on which the method is called", () => {
    expect(read(summariseMethod(`${base}class Probe { constructor(private readonly work: Base) {}\nasync probe() { await this.work.end(); } }`))).toEqual(["commit this.work.runner via Probe.probe → Base.end"]);
    expect(read(summarise(`${base}async function probe(work: Base) { await work.end(); }`))).toEqual(["commit parameter 0.runner via probe → Base.end"]);
    expect(read(summarise(`${base}async function probe() { const work = new Base(); await work.end(); }`))).toEqual(["commit own via probe → Base.end"]);
  });

  test("that the class fills itself is a field all the same", () => {
    const code = `${TYPES}class Probe { private runner; constructor(private readonly dataSource: DataSource) {}
async probe() { this.runner = this.dataSource.createQueryRunner(); await this.runner.startTransaction(); await this.runner.commitTransaction(); } }`;
    expect(read(summariseMethod(code)).slice(1)).toEqual(["begin this.runner via Probe.probe", "commit this.runner via Probe.probe"]);
  });
});

describe("what runs for the function around it", () => {
  const body = "await runner.commitTransaction();";

  test.each([
    ["a local function that is called", `async function end() { ${body} } await end();`, "probe → end"],
    ["a local arrow function that is called", `const end = async () => { ${body} }; await end();`, "probe → end"],
    ["one that is called by a local function", `const end = async () => { ${body} }; const all = async () => { await end(); }; await all();`, "probe → all → end"],
    ["a function that is called where it is written", `await (async () => { ${body} })();`, "probe → this function"],
    ["an element callback", `await Promise.all([1].map(async () => { ${body} }));`, "probe"],
    ["what a promise is given", `await work().then(() => runner.commitTransaction());`, "probe"],
    ["what a promise is given for the end", `return work().finally(async () => { ${body} });`, "probe"],
    ["what a promise is given by name", `const end = async () => { ${body} }; await work().then(end);`, "probe → end"],
    ["what a wrapper runs", `await run(async () => { ${body} });`, "probe"],
    ["what a wrapper is given by name", `const end = async () => { ${body} }; await run(end);`, "probe → end"],
  ])("%s", (_, code, chain) => {
    const head = `${TYPES}async function work() {}\nasync function run(job: () => Promise<void>) { await job(); }\n`;
    expect(read(summarise(`${head}async function probe(runner: QueryRunner) { ${code} }`))).toEqual([`commit parameter 0 via ${chain}`]);
  });

  test("and what does not", () => {
    expect(read(summarise(`${TYPES}async function probe(runner: QueryRunner) { return async () => { ${body} }; }`))).toEqual([]);
    expect(read(summarise(`${TYPES}async function probe(runner: QueryRunner) { process.on("exit", async () => { ${body} }); }`))).toEqual([]);
  });

  test("keeps the `this` of an arrow function", () => {
    const code = `${TYPES}class Probe { constructor(private readonly runner: QueryRunner) {}\nasync probe() { const end = async () => { await this.runner.commitTransaction(); }; await end(); } }`;
    expect(read(summariseMethod(code))).toEqual(["commit this.runner via Probe.probe → end"]);
  });
});

describe("a delegate", () => {
  test.each([
    "const probe = (runner: QueryRunner) => runner.commitTransaction();",
    "function probe(runner: QueryRunner) { return runner.commitTransaction(); }",
    "async function probe({ runner }: { runner: QueryRunner }) { await runner.rollbackTransaction(); await runner.release(); }",
    "const end = async (runner: QueryRunner) => { await runner.commitTransaction(); };\nconst probe = (runner: QueryRunner) => end(runner);",
    "async function probe(runner: QueryRunner) { try { await runner.commitTransaction(); } catch (error) { await runner.rollbackTransaction(); throw error; } finally { await runner.release(); } }",
  ])("is transparent: %s", (code) => {
    expect(isEndDelegate(summarise(`${TYPES}${code}`))).toBe(true);
  });

  test.each([
    "async function probe(a: QueryRunner, b: QueryRunner) { await a.commitTransaction(); await b.commitTransaction(); }",
    "async function probe(runner: QueryRunner) { await runner.startTransaction(); await runner.commitTransaction(); }",
  ])("is not one that does more: %s", (code) => {
    expect(isEndDelegate(summarise(`${TYPES}${code}`))).toBe(false);
  });
});
