import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import { getArguments } from "../../src/ast/index.js";
import plugin from "../../src/index.js";
import { createSyntacticFacts, getAlternatives } from "../../src/project/index.js";
import type { Callee, FactsProvider, SourceModule } from "../../src/project/index.js";
import { findCall } from "../support/project.js";
import { createTempProject } from "../support/temp-project.js";
import { TSCONFIG, createProgram, declarePackage, openTypedProject } from "../support/typed-project.js";

const TYPEORM = `
  export declare class QueryRunner { manager: EntityManager; commitTransaction(): Promise<void>; }
  export declare class EntityManager { save<T>(item: T): Promise<T>; }
  export declare class DataSource { createQueryRunner(): QueryRunner; query(text: string): Promise<unknown>; }
  export declare class Repository<T> { save(item: T): Promise<T>; }
  export declare class BaseEntity { save(): Promise<this>; }
  export declare function Entity(): ClassDecorator;`;

const ACME = `
  import { DataSource, EntityManager, QueryRunner, Repository } from "typeorm";
  export declare const source: DataSource;
  export declare const clock: Date;
  export declare function makeRunner(): Promise<QueryRunner>;
  export declare function makeClock(): Promise<Date>;
  export declare function memo<T>(make: () => T): () => T;
  export declare function get(token: "source"): DataSource;
  export declare function get(token: "clock"): Date;
  export declare function useContainer<T>(type: abstract new (...given: never[]) => T): T;
  export declare function pick<T>(name: string): T;
  export declare function inTransaction<T>(work: (manager: EntityManager, at: Date) => Promise<T>): Promise<T>;
  export declare class Store<T> extends Repository<T> { close(): void; }
  export declare class Base { protected readonly source: DataSource; protected readonly clock: Date; }
  export { DataSource as Source } from "typeorm";`;

const PACKAGES = {
  ...declarePackage("typeorm", TYPEORM),
  ...declarePackage("@acme/db", ACME),
  ...declarePackage("@acme/own", "export declare class DataSource { query(text: string): void }\nexport declare const source: DataSource;\n"),
  ...declarePackage(".prisma/client", "export declare class PrismaClient { $connect(): void }\nexport declare namespace Prisma { type TransactionClient = Omit<PrismaClient, '$connect'>; type Own = Pick<object, never> }\n"),
  ...declarePackage("@prisma/client", 'export * from ".prisma/client";\n'),
  ...declarePackage("@acme/prisma", 'import type { Prisma } from "@prisma/client";\nexport declare function work(run: (tx: Prisma.TransactionClient, own: Prisma.Own) => void): void;\n'),
  ...declarePackage("@types/pg", "export declare class Pool { connect(): Promise<PoolClient> }\nexport interface PoolClient { release(): void }\n"),
  ...declarePackage("@acme/pg", 'import { Pool } from "pg";\nexport declare function getPool(): Pool;\nexport declare function getSize(): number;\n'),
};

const SOURCES = {
  "src/task.ts": 'import { Entity } from "typeorm";\n@Entity()\nexport class Task { id = 0; }\nexport class Plain { id = 0; }\n',
  "src/service.ts": 'import "./task.js";\nexport abstract class Loader<T> { async load(item: T) { return item; } }\nexport class Service extends Loader<string> { async run() {} }\n',
  "src/store.ts": "export interface Store { save(): Promise<void> }\nexport interface Unused { save(): Promise<void> }\nexport class SqlStore implements Store { async save() {} }\n",
};

/** The calls of `probe` are what is asked about, one file for each case. */
const HEAD = 'import { Entity } from "typeorm";\nimport { Task, Plain } from "./task.js";\ndeclare function probe(value: unknown): void;\n';

/** Everything that is asked about lies in one project, so that there is one program. */
function openCases(codes: readonly string[]): { readonly typed: FactsProvider; readonly syntactic: FactsProvider; readonly getModule: (code: string) => SourceModule } {
  const getPath = (code: string): string => `src/case-${codes.indexOf(code)}.ts`;
  const { project, facts, getModule } = openTypedProject({ ...SOURCES, ...Object.fromEntries(codes.map((code) => [getPath(code), HEAD + code])), ...PACKAGES });
  return { typed: facts, syntactic: createSyntacticFacts(project), getModule: (code) => getModule(getPath(code)) };
}

/** The role and the source of what `probe` is given, or what kind of value it is. */
function getProbed(facts: FactsProvider, module: SourceModule): string {
  const [argument] = getArguments(findCall(module, "probe("));
  const value = argument ? facts.getValue(argument, module) : { kind: "unknown" as const };
  return getAlternatives(value).map((item) => (item.kind === "role" ? `${item.role} from ${item.source.kind}` : item.kind)).join(" | ");
}

describe("only types can tell a value that comes", () => {
  const cases: readonly (readonly [name: string, code: string, expected: string, neighbour: string])[] = [
    ["from a function of a dependency", 'import { makeRunner } from "@acme/db";\nconst runner = await makeRunner();\nprobe(runner);', "typeorm/QueryRunner from created", 'import { makeClock } from "@acme/db";\nconst at = await makeClock();\nprobe(at);'],
    ["from a member of such a result", 'import { makeRunner } from "@acme/db";\nconst runner = await makeRunner();\nprobe(runner.manager);', "typeorm/EntityManager from created", 'import { makeClock } from "@acme/db";\nprobe((await makeClock()).getTime);'],
    ["through a generic wrapper", 'import { makeRunner, memo } from "@acme/db";\nconst make = memo(() => makeRunner());\nprobe(await make());', "typeorm/QueryRunner from created", 'import { makeClock, memo } from "@acme/db";\nconst make = memo(() => makeClock());\nprobe(await make());'],
    ["from an overload", 'import { get } from "@acme/db";\nprobe(get("source"));', "typeorm/DataSource from unknown", 'import { get } from "@acme/db";\nprobe(get("clock"));'],
    ["from a container", 'import { useContainer } from "@acme/db";\nimport { Service } from "./service.js";\nconst service = useContainer(Service);\nprobe(service);', "instance", 'import { useContainer } from "@acme/db";\nconst at = useContainer(Date);\nprobe(at);'],
    ["from a container into a field", 'import { Source, useContainer } from "@acme/db";\nclass S { private readonly source = useContainer(Source);\n f() { probe(this.source); } }', "typeorm/DataSource from field", 'import { useContainer } from "@acme/db";\nclass S { private readonly at = useContainer(Date);\n f() { probe(this.at); } }'],
    ["from a field of a dependency's class", 'import { Base } from "@acme/db";\nclass S extends Base { f() { probe(this.source); } }', "typeorm/DataSource from field", 'import { Base } from "@acme/db";\nclass S extends Base { f() { probe(this.clock); } }'],
    ["from a parameter whose type is computed", 'import { get } from "@acme/db";\nconst makeDeps = () => ({ source: get("source"), at: get("clock") });\nfunction f({ source }: ReturnType<typeof makeDeps>) { probe(source); }', "typeorm/DataSource from parameter", 'import { get } from "@acme/db";\nconst makeDeps = () => ({ at: get("clock") });\nfunction f({ at }: ReturnType<typeof makeDeps>) { probe(at); }'],
    ["from a member of such a parameter", 'import { get } from "@acme/db";\nconst makeDeps = () => ({ inner: { source: get("source"), at: get("clock") } });\nfunction f(deps: ReturnType<typeof makeDeps>) { const { inner } = deps; probe(inner.source); }', "typeorm/DataSource from parameter", 'import { get } from "@acme/db";\nconst makeDeps = () => ({ inner: { at: get("clock") } });\nfunction f(deps: ReturnType<typeof makeDeps>) { probe(deps.inner.at); }'],
    ["from a type parameter's constraint", 'import { EntityManager } from "typeorm";\nfunction f<M extends EntityManager>(manager: M) { probe(manager); }', "typeorm/EntityManager from parameter", "function f<M extends Date>(manager: M) { probe(manager); }"],
    ["into a callback of a dependency's function", 'import { inTransaction } from "@acme/db";\nawait inTransaction(async (manager) => { probe(manager); });', "typeorm/EntityManager from parameter", 'import { inTransaction } from "@acme/db";\nawait inTransaction(async (manager, at) => { probe(at); });'],
    ["out of several promises", 'import { makeClock, makeRunner } from "@acme/db";\nconst [runner, at] = await Promise.all([makeRunner(), makeClock()]);\nprobe(runner);', "typeorm/QueryRunner from created", 'import { makeClock, makeRunner } from "@acme/db";\nconst [runner, at] = await Promise.all([makeRunner(), makeClock()]);\nprobe(at);'],
    ["as an export of a package", 'import { source } from "@acme/db";\nprobe(source);', "typeorm/DataSource from created", 'import { makeClock } from "@acme/db";\nconst { getTime } = await makeClock();\nprobe(getTime);'],
    ["from a class that a package hands on", 'import { Source } from "@acme/db";\nconst source = new Source();\nprobe(source);', "typeorm/DataSource from created", "const at = new Date();\nprobe(at);"],
    ["from a class over a dependency's", 'import { Store } from "@acme/db";\nclass Tasks extends Store<Task> {}\nfunction f(tasks: Tasks) { probe(tasks); }', "typeorm/Repository from parameter", 'import { Store } from "@acme/db";\nclass Tasks extends Store<Task> {}\nfunction f(tasks: Tasks) { probe(tasks.close); }'],
    ["as an entity, of which nobody knows who made it", 'import { pick } from "@acme/db";\nconst task = pick<Task>("task");\nprobe(task);', "typeorm/Entity from unknown", 'import { pick } from "@acme/db";\nconst task = pick<{ id: number } & Date>("task");\nprobe(task);'],
    ["under an alias, from a package that only declares it", 'import { work } from "@acme/prisma";\nwork((tx) => { probe(tx); });', "prisma/TransactionClient from parameter", 'import { work } from "@acme/prisma";\nwork((tx, own) => { probe(own); });'],
    ["from a package whose declarations are another's", 'import { getPool } from "@acme/pg";\nconst pool = getPool();\nprobe(pool);', "pg/Pool from created", 'import { getSize } from "@acme/pg";\nconst size = getSize();\nprobe(size);'],
  ];
  const opened = openCases(cases.flatMap(([, code, , neighbour]) => [code, neighbour]));

  test.each(cases)("%s", (_, code, expected, neighbour) => {
    expect(getProbed(opened.typed, opened.getModule(code))).toBe(expected);
    expect(getProbed(opened.syntactic, opened.getModule(code))).not.toBe(expected);
    expect(getProbed(opened.typed, opened.getModule(neighbour))).toBe("unknown");
  });
});

describe("types do not tell", () => {
  const cases: readonly (readonly [name: string, code: string, expected: string])[] = [
    ["a class of the same name from elsewhere", 'import { source } from "@acme/own";\nprobe(source);', "external"],
    ["what is any", 'import { pick } from "@acme/db";\nconst it = pick<any>("it");\nprobe(it);', "unknown"],
    ["a larger union", 'import { pick } from "@acme/db";\nconst it = pick<Task | string | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8>("it");\nprobe(it.valueOf);', "unknown"],
    ["another answer than an annotation", 'import type { QueryRunner } from "typeorm";\nimport { makeRunner } from "@acme/db";\nclass S { constructor(private runner: QueryRunner) {}\n f() { probe(this.runner); } }', "typeorm/QueryRunner from field"],
  ];
  const opened = openCases(cases.map(([, code]) => code));

  test.each(cases)("%s", (_, code, expected) => {
    expect(getProbed(opened.typed, opened.getModule(code))).toBe(expected);
  });
});

describe("only types can tell that a call runs", () => {
  const cases: readonly (readonly [name: string, code: string, expected: string, neighbour: string])[] = [
    ["a method of what a container hands out", 'import { useContainer } from "@acme/db";\nimport { Service } from "./service.js";\nuseContainer(Service).run();', "service.ts, complete", 'import { useContainer } from "@acme/db";\nuseContainer(Date).run();'],
    ["a method that is inherited from a generic class", 'import { useContainer } from "@acme/db";\nimport { Service } from "./service.js";\nconst service = useContainer(Service);\nservice.load("x");', "service.ts, complete", 'import { useContainer } from "@acme/db";\nimport { Service } from "./service.js";\nconst service = useContainer(Service);\nservice.toString();'],
    ["what implements an interface", 'import { pick } from "@acme/db";\nimport type { Store } from "./store.js";\nconst store = pick<Store>("store");\nstore.save();', "store.ts, incomplete", 'import { pick } from "@acme/db";\nimport type { Unused } from "./store.js";\nconst store = pick<Unused>("store");\nstore.save();'],
    ["a member of a library", 'import { get } from "@acme/db";\nget("source").query("SELECT 1");', "typeorm/DataSource.query", 'import { get } from "@acme/db";\nget("clock").getTime();'],
    ["a member that a class inherits from a library, through a dependency", 'import { pick, Store } from "@acme/db";\nclass Tasks extends Store<Task> {}\npick<Tasks>("tasks").save(new Task());', "typeorm/Repository.save", 'import { pick, Store } from "@acme/db";\nclass Tasks extends Store<Task> {}\npick<Tasks>("tasks").close();'],
    ["a function in an object that was made elsewhere", 'import { memo } from "@acme/db";\nconst api = memo(() => ({ run() { return 1; } }))();\napi.run();', "case, incomplete", 'import { memo } from "@acme/db";\nconst api = memo(() => ({ run: Math.random }))();\napi.run();'],
  ];
  const opened = openCases(cases.flatMap(([, code, , neighbour]) => [code, neighbour]));

  const getLastCallee = (facts: FactsProvider, code: string): string => {
    const module = opened.getModule(code);
    const last = code.slice(code.lastIndexOf("\n") + 1);
    return describeCallee(facts.getCallee(findCall(module, last.replace(/;$/, "")), module));
  };

  test.each(cases)("%s", (_, code, expected, neighbour) => {
    expect(getLastCallee(opened.typed, code)).toBe(expected);
    expect(getLastCallee(opened.syntactic, code)).toBe("unknown");
    expect(getLastCallee(opened.typed, neighbour)).toBe("unknown");
  });
});

function describeCallee(callee: Callee): string {
  if (callee.kind === "member") return `${callee.receiver.role}.${callee.name}`;
  if (callee.kind !== "functions") return callee.kind;
  const files = callee.targets.map(({ module }) => module.path.replace(/^.*\//, "").replace(/^case-\d+\.ts$/, "case"));
  return `${files.join(", ")}, ${callee.isComplete ? "complete" : "incomplete"}`;
}

describe("a program", () => {
  const probe = 'import { get } from "@acme/db";\nimport { Task } from "./task.js";\nprobe(get("source"));\n';

  test("is not believed about a file whose text is another", () => {
    const { root, project, facts, getModule } = openTypedProject({ ...SOURCES, "src/probe.ts": probe, ...PACKAGES });
    const path = join(root, "src/probe.ts");
    expect(getProbed(facts, getModule("src/probe.ts"))).toBe("typeorm/DataSource from unknown");
    const module = project.openModule(path, `// not saved\n${probe}`, () => expect.unreachable());
    expect(module && getProbed(facts, module)).toBe("unknown");
  });

  test("says nothing any more when there is another one", () => {
    const { root, types, facts, getModule } = openTypedProject({ ...SOURCES, "src/probe.ts": probe, ...PACKAGES });
    expect(getProbed(facts, getModule("src/probe.ts"))).toBe("typeorm/DataSource from unknown");
    writeFileSync(join(root, "node_modules/@acme/db/index.d.ts"), "export declare function get(token: string): Date;\n");
    types.setProgram(createProgram(root, ["src/probe.ts"]));
    expect(getProbed(facts, getModule("src/probe.ts"))).toBe("unknown");
  });

  test("may throw", () => {
    const { types, facts, getModule } = openTypedProject({ ...SOURCES, "src/probe.ts": probe, ...PACKAGES });
    const fail = (): never => {
      throw new Error("Debug Failure.");
    };
    types.setProgram({ getSourceFile: fail, getSourceFiles: () => [], getCompilerOptions: () => ({}), getTypeChecker: fail, isSourceFileDefaultLibrary: fail });
    expect(getProbed(facts, getModule("src/probe.ts"))).toBe("unknown");
  });
});

const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const names = ["demo", ...readdirSync(join(fixtures, "projects")).flatMap((theme) => readdirSync(join(fixtures, "projects", theme)).map((name) => `projects/${theme}/${name}`))];

function readFixture(name: string): Readonly<Record<string, string>> {
  const folder = join(fixtures, name);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.(?:ts|json)$/.test(path));
  return { "tsconfig.json": TSCONFIG, ...Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")])) };
}

async function lint(folder: string, hasTypes: boolean, pattern = "**/*.ts"): Promise<string[]> {
  const parserOptions = hasTypes ? { projectService: true, tsconfigRootDir: folder } : {};
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    ignorePatterns: ["**/node_modules/**"],
    overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser, parserOptions } }, plugin.configs.strict],
  });
  const results = await eslint.lintFiles([pattern]);
  return results.flatMap(({ filePath, messages }) => messages.map(({ line, column, ruleId, message }) => `${filePath.slice(folder.length)}:${line}:${column} ${ruleId ?? "-"} ${message}`)).sort();
}

describe("a fixture has the same findings with types as without", () => {
  test.each(names)("%s", async (name) => {
    const folder = createTempProject(readFixture(name));
    const without = await lint(folder, false);
    expect(await lint(folder, true)).toEqual(without);
    expect(without).not.toEqual([]);
  });
});

describe("files with types and files without them", () => {
  const files = {
    "tsconfig.json": TSCONFIG,
    ...PACKAGES,
    "src/end.ts": 'import type { QueryRunner } from "typeorm";\nimport { get } from "@acme/db";\nexport const runner = get("source").createQueryRunner();\nexport async function finish(given: QueryRunner) {\n  await given.manager.save({});\n  await given.commitTransaction();\n}\n',
    "src/task.service.ts": 'import { makeRunner } from "@acme/db";\nimport "./end.js";\nexport class TaskService {\n  async run() {\n    const runner = await makeRunner();\n    await runner.commitTransaction();\n  }\n}\n',
  };

  test("do not feed each other", async () => {
    const folder = createTempProject(files);
    const without = await lint(createTempProject(files), false);
    const withTypes = await lint(createTempProject(files), true);
    expect(withTypes).toEqual(expect.arrayContaining(without));
    expect(withTypes.length).toBeGreaterThan(without.length);
    for (const hasTypes of [false, true, false, true]) expect(await lint(folder, hasTypes)).toEqual(hasTypes ? withTypes : without);
  });

  test("may be linted in any order", async () => {
    const folder = createTempProject(files);
    const alone = [...(await lint(folder, true, "src/task.service.ts")), ...(await lint(folder, true, "src/end.ts"))].sort();
    expect(alone).toEqual(await lint(createTempProject(files), true));
  });
});
