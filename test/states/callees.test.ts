import { describe, expect, test } from "vitest";
import { getStateAt } from "../../src/states/index.js";
import { HANDLE } from "../../src/states/lattice.js";
import { findCall, openProject } from "../support/project.js";

const TYPES = 'import { DataSource } from "typeorm";\nimport type { QueryRunner } from "typeorm";\nconst dataSource = new DataSource({});\n';
const NAMES = Object.entries(HANDLE);

/** What may have happened to the handles by the time that `here()` is called. */
function readStates(code: string, files: Readonly<Record<string, string>> = {}): string[] {
  const { project, facts, getModule } = openProject({ ...files, "src/probe.ts": `${TYPES}declare function here(): void;\n${code}` }, "src/probe.ts");
  const module = getModule("src/probe.ts");
  const state = getStateAt({ project, facts }, findCall(module, "here("), module);
  return [...(state?.handles.values() ?? [])].map((bits) =>
    NAMES.filter(([, bit]) => bits & bit)
      .map(([name]) => name)
      .join("|"),
  );
}

const OPEN = "const runner = dataSource.createQueryRunner(); await runner.startTransaction();";

describe("a function of the project ends what it is passed", () => {
  const finish = "async function finish({ runner }: { runner: QueryRunner }) { await runner.commitTransaction(); }\n";

  test.each([
    ["itself", "async function end(runner: QueryRunner) { await runner.commitTransaction(); }", "await end(runner);", "committed"],
    ["in an object", finish, "await finish({ runner });", "committed"],
    ["in a constant object", finish, "const options = { runner }; await finish(options);", "committed"],
    ["through another", `${finish}async function end(runner: QueryRunner) { await finish({ runner }); }`, "await end(runner);", "committed"],
    ["on some paths", "async function end(runner: QueryRunner, id: number) { if (id > 1) await runner.commitTransaction(); }", "await end(runner, 1);", "open|committed"],
    ["when it is told to", "async function end(runner: QueryRunner, isLast?: boolean) { if (isLast) await runner.commitTransaction(); }", "await end(runner);", "open"],
    ["and gives it back", "async function end(runner: QueryRunner) { await runner.commitTransaction(); await runner.release(); }", "await end(runner);", "released"],
    ["or so an interface says", "interface Ender { end(runner: QueryRunner): Promise<void> }\nclass Committer implements Ender { async end(runner: QueryRunner) { await runner.commitTransaction(); } }\ndeclare const ender: Ender;", "await ender.end(runner);", "open|committed"],
  ])("%s", (_, functions, call, expected) => {
    expect(readStates(`${functions}\nasync function probe() { ${OPEN} ${call} here(); }`)).toEqual([expected]);
  });
});

test("a function of the project begins on what it is passed", () => {
  const start = "async function start(runner: QueryRunner) { await runner.startTransaction(); }\n";
  expect(readStates(`${start}async function probe() { const runner = dataSource.createQueryRunner(); await start(runner); here(); }`)).toEqual(["open"]);
  expect(readStates(`${start}async function probe(runner: QueryRunner) { await start(runner); here(); }`)).toEqual(["open"]);
});

describe("a method begins and ends what its object holds", () => {
  const members = `private runner!: QueryRunner;
async begin() { this.runner = dataSource.createQueryRunner(); await this.runner.startTransaction(); }
async commit() { await this.runner.commitTransaction(); }`;

  test("of the same object", () => {
    expect(readStates(`class Work { ${members}\nasync run() { await this.begin(); here(); } }`)).toEqual(["open"]);
    expect(readStates(`class Work { ${members}\nasync run() { await this.begin(); await this.commit(); here(); } }`)).toEqual(["committed"]);
    expect(readStates(`class Work { ${members}\nasync run(id: number) { await this.begin(); if (id > 1) await this.commit(); here(); } }`)).toEqual(["open|committed"]);
  });

  test("of an object that was given", () => {
    expect(readStates(`class Work { ${members} }\nasync function probe(work: Work) { await work.begin(); here(); await work.commit(); }`)).toEqual(["open"]);
    expect(readStates(`class Work { ${members} }\nasync function probe(work: Work) { await work.begin(); await work.commit(); here(); }`)).toEqual(["committed"]);
    expect(readStates(`class Work { ${members} }\nclass Service { constructor(private readonly work: Work) {}\nasync probe() { await this.work.begin(); here(); } }`)).toEqual(["open"]);
  });
});

test("in a method that a decorator runs in a transaction, one is open", () => {
  expect(readStates('import { Transactional } from "typeorm-transactional";\nclass Service { @Transactional() async probe() { here(); } }')).toEqual(["open"]);
  expect(readStates("class Service { async probe() { here(); } }")).toEqual([]);
});
