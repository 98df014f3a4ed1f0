import { describe, expect, test } from "vitest";
import { getArguments, getCallee, getMember } from "../../src/ast/index.js";
import { getAlternatives } from "../../src/project/index.js";
import type { Value } from "../../src/project/index.js";
import { findCall, openProject } from "../support/project.js";

const DATA_SOURCE = 'import { DataSource } from "typeorm";\nexport const dataSource = new DataSource({ type: "postgres" });\n';

/** The role of what the call `probe(…)` is given, or what kind of value it is. */
function getProbed(code: string, files: Readonly<Record<string, string>> = {}): string {
  const { facts, getModule } = openProject({ "src/data-source.ts": DATA_SOURCE, ...files, "src/probe.ts": code }, "src/probe.ts");
  const module = getModule("src/probe.ts");
  const [argument] = getArguments(findCall(module, "probe("));
  const value: Value = argument ? facts.getValue(argument, module) : { kind: "unknown" };
  return getAlternatives(value).map((item) => (item.kind === "role" ? `${item.role} from ${item.source.kind}` : item.kind)).join(" | ");
}

describe("a value is known through", () => {
  test.each([
    ["its import and constructor", 'import { dataSource } from "./data-source.js";\nprobe(dataSource);', "typeorm/DataSource from created"],
    ["an alias and a namespace", 'import * as db from "./data-source.js";\nconst source = db.dataSource;\nprobe(source);', "typeorm/DataSource from created"],
    ["what a member returns", 'import { dataSource } from "./data-source.js";\nconst runner = dataSource.createQueryRunner();\nprobe(runner.manager);', "typeorm/EntityManager from created"],
    ["an annotation", 'import type { QueryRunner } from "typeorm";\nfunction f(runner: QueryRunner) { probe(runner); }', "typeorm/QueryRunner from parameter"],
    ["a callback that the catalogue describes", 'import { dataSource } from "./data-source.js";\nawait dataSource.transaction(async (manager) => { probe(manager); });', "typeorm/EntityManager from callback"],
    ["how users spell a callback's parameter", 'import { drizzle } from "drizzle-orm/node-postgres";\nconst db = drizzle("");\nfunction f(tx: Parameters<Parameters<typeof db.transaction>[0]>[0]) { probe(tx); }', "drizzle/Transaction from parameter"],
    ["constructor injection", 'import { DataSource } from "typeorm";\nclass S { constructor(private readonly source: DataSource) {}\n f() { probe(this.source); } }', "typeorm/DataSource from field"],
    ["a client kept on globalThis", 'import { PrismaClient } from "@prisma/client";\nconst store = globalThis as unknown as { prisma?: PrismaClient };\nconst prisma = store.prisma ?? new PrismaClient();\nprobe(prisma);', "prisma/Client from created"],
    ["a function that asks a container for it", 'import { DataSource } from "typeorm";\nimport { container } from "tsyringe";\nconst resolve = <T>(token: new () => T) => container.resolve<T>(token);\nprobe(resolve(DataSource));', "typeorm/DataSource from unknown"],
    ["replicas around it", 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { withReplicas } from "drizzle-orm/pg-core";\nconst db = drizzle(a);\nprobe(replica ? withReplicas(db, [drizzle(b)]) : db);', "drizzle/Database from created"],
    ["an assertion, where nothing else answers", 'import type { Knex } from "knex";\nprobe(context.get("trx") as Knex.Transaction);', "knex/Transaction from unknown"],
  ])("%s", (_, code, expected) => {
    expect(getProbed(code)).toBe(expected);
  });

  test("a wrapper of the project that hands a library's transaction on", () => {
    const wrapper = 'import { dataSource } from "./data-source.js";\nexport const inTransaction = <T>(work: (m: unknown) => Promise<T>) => dataSource.transaction(work);\n';
    expect(getProbed('import { inTransaction } from "./wrapper.js";\nawait inTransaction(async (m) => { probe(m); });', { "src/wrapper.ts": wrapper })).toBe("typeorm/EntityManager from callback");
  });
});

describe("a value is not known by", () => {
  test.each([
    ["its name", "function f(queryRunner) { probe(queryRunner); }"],
    ["a type of the same name from elsewhere", 'import type { QueryRunner } from "./own.js";\nfunction f(runner: QueryRunner) { probe(runner); }'],
    ["a global of a library's name", "probe(new DataSource());"],
    ["an object that is spread into itself", "let options = { a: 1 };\noptions = { ...options, b: 2 };\nprobe(options.c);"],
  ])("%s", (_, code) => {
    expect(getProbed(code)).toBe("unknown");
  });

  test("one of its writes, when there is another that nobody can read", () => {
    expect(getProbed('import { dataSource } from "./data-source.js";\nlet source = dataSource;\nsource = pick();\nprobe(source);')).toBe("typeorm/DataSource from created | unknown");
  });
});

test("a call is a member of a role, a function of the project, or unknown: never nothing", () => {
  const code = 'import { dataSource } from "./data-source.js";\nfunction own() {}\nown();\nawait dataSource.query("SELECT 1");\nelsewhere();\n';
  const { facts, getModule } = openProject({ "src/data-source.ts": DATA_SOURCE, "src/probe.ts": code }, "src/probe.ts");
  const module = getModule("src/probe.ts");
  const query = facts.getCallee(findCall(module, "dataSource.query("), module);
  expect(query).toMatchObject({ kind: "member", name: "query", receiver: { role: "typeorm/DataSource" } });
  expect(facts.getCallee(findCall(module, "own()"), module)).toMatchObject({ kind: "functions", isComplete: true });
  expect(facts.getCallee(findCall(module, "elsewhere()"), module)).toEqual({ kind: "unknown" });
  expect(getMember(getCallee(findCall(module, "dataSource.query(")))?.name).toBe("query");
});

describe("a call through an interface or an abstract class", () => {
  const files = {
    "src/store.ts": "export interface Store { save(): Promise<void> }\nexport abstract class Base { abstract load(): Promise<void> }\n",
    "src/first.ts": 'import { Base, type Store } from "./store.js";\nexport class First extends Base implements Store { async save() {}\n async load() {} }\n',
    "src/second.ts": 'import { First } from "./first.js";\nexport class Second extends First { override async save() {} }\nexport class Store { async save() {} }\n',
  };
  const getTargets = (code: string, call: string): string[] => {
    const { facts, getModule } = openProject({ ...files, "src/probe.ts": code }, "src/probe.ts");
    const module = getModule("src/probe.ts");
    const callee = facts.getCallee(findCall(module, call), module);
    return callee.kind === "functions" ? [String(callee.isComplete), ...callee.targets.map((target) => target.module.path.replace(/^.*\//, ""))] : [callee.kind];
  };

  test("may run any implementation, and others that are not in sight", () => {
    expect(getTargets('import type { Store } from "./store.js";\nfunction f(store: Store) { store.save(); }', "store.save(")).toEqual(["false", "first.ts", "second.ts"]);
    expect(getTargets('import { Base } from "./store.js";\nfunction f(base: Base) { base.load(); }', "base.load(")).toEqual(["false", "first.ts"]);
  });

  test("is unknown where nothing implements it", () => {
    expect(getTargets("interface Own { save(): void }\nfunction f(own: Own) { own.save(); }", "own.save(")).toEqual(["unknown"]);
  });
});
