import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { findSchemaModels } from "../../src/project/schema-files.js";
import { openProject } from "../support/project.js";
import type { OpenProject } from "../support/project.js";

const EMPTY = "export {};\n";

function list({ project, root }: OpenProject): string[] {
  return project.getFiles().map((path) => relative(root, path));
}

describe("the project is", () => {
  test("the files of the nearest tsconfig that holds the linted one", () => {
    const files = { "tsconfig.json": '{ "include": ["src"] }', "src/a.ts": EMPTY, "src/deep/b.ts": EMPTY, "tools/c.ts": EMPTY };
    expect(list(openProject(files, "src/a.ts"))).toEqual(["src/a.ts", "src/deep/b.ts"]);
  });

  test("the folder of the nearest package.json, where the tsconfig leaves the file out", () => {
    const files = { "tsconfig.json": '{ "include": ["src"] }', "src/a.ts": EMPTY, "tools/c.ts": EMPTY };
    expect(list(openProject(files, "tools/c.ts"))).toEqual(["src/a.ts", "tools/c.ts"]);
  });

  test("never dependencies, build output, or what git ignores", () => {
    const files = { ".gitignore": "generated\n", "src/a.ts": EMPTY, "node_modules/x/index.ts": EMPTY, "dist/a.ts": EMPTY, "src/generated/b.ts": EMPTY };
    expect(list(openProject(files, "src/a.ts"))).toEqual(["src/a.ts"]);
  });

  test("what the setting says", () => {
    const files = { "src/a.ts": EMPTY, "other/b.ts": EMPTY, "third/c.ts": EMPTY };
    expect(list(openProject(files, "src/a.ts", ["src/**", "other/**"]))).toEqual(["other/b.ts", "src/a.ts"]);
  });
});

test("a file that changes on disk is read again, and what was derived from it is dropped", () => {
  vi.useFakeTimers();
  try {
    const opened = openProject({ "src/a.ts": "export const a = 1;\n", "src/b.ts": EMPTY }, "src/a.ts");
    const { project, root, getModule } = opened;
    const key = {};
    getModule("src/b.ts");
    expect(project.memo(key, () => "before")).toBe("before");
    writeFileSync(join(root, "src/b.ts"), "export const b = 2;\n");
    utimesSync(join(root, "src/b.ts"), new Date(), new Date(Date.now() + 10_000));
    vi.advanceTimersByTime(2000);
    project.openSource(join(root, "src/a.ts"), "export const a = 1;\n");
    expect(getModule("src/b.ts").exports.has("b")).toBe(true);
    expect(project.memo(key, () => "after")).toBe("after");
    rmSync(join(root, "src/b.ts"));
    vi.advanceTimersByTime(2000);
    project.openSource(join(root, "src/a.ts"), "export const a = 1;\n");
    expect(project.getModule(join(root, "src/b.ts"))).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});

test("files that come and go are seen", () => {
  vi.useFakeTimers();
  try {
    const { project, root, getModule } = openProject({ "src/a.ts": 'export { b } from "./b.js";\n' }, "src/a.ts");
    const open = () => project.openModule(join(root, "src/a.ts"), 'export { b } from "./b.js";\n', () => {
      throw new Error("there is a parser: the host's tree is not asked for");
    });
    const from = open();
    if (!from) throw new Error("src/a.ts does not parse");
    expect(project.resolve("./b.js", from).kind).toBe("outside");
    expect(project.getFiles()).toHaveLength(1);
    writeFileSync(join(root, "src/b.ts"), "export const b = 1;\n");
    vi.advanceTimersByTime(2000);
    project.openModule(join(root, "src/b.ts"), "export const b = 1;\n", () => {
      throw new Error("there is a parser: the host's tree is not asked for");
    });
    expect(project.resolve("./b.js", from).kind).toBe("file");
    expect(project.getFiles()).toHaveLength(2);
    rmSync(join(root, "src/b.ts"));
    vi.advanceTimersByTime(2000);
    open();
    expect(project.resolve("./b.js", getModule("src/a.ts")).kind).toBe("outside");
    expect(project.getFiles()).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

test("the host's text counts, not the one on disk", () => {
  const { project, root } = openProject({ "src/a.ts": "export const old = 1;\n" }, "src/a.ts");
  const opened = project.openModule(join(root, "src/a.ts"), "export const fresh = 1;\n", () => {
    throw new Error("there is a parser: the host's tree is not asked for");
  });
  expect([...(opened?.exports.keys() ?? [])]).toEqual(["fresh"]);
  expect(project.getModule(join(root, "src/a.ts"))).toBe(opened);
});

test("typing drops what was read off sources, and only a change on disk what was read off other files", () => {
  vi.useFakeTimers();
  try {
    const { project, root } = openProject({ "src/a.ts": "export const a = 1;\n" }, "src/a.ts");
    const path = join(root, "src/a.ts");
    const key = {};
    const remember = (answer: string): readonly string[] => [project.memoPlain(key, () => answer), project.memoDisk(key, () => answer)];
    project.openSource(path, "export const a = 1;\n");
    expect(remember("first")).toEqual(["first", "first"]);
    project.openSource(path, "export const a = 2;\n");
    expect(remember("typed")).toEqual(["typed", "first"]);
    writeFileSync(path, "export const a = 3;\n");
    utimesSync(path, new Date(), new Date(Date.now() + 10_000));
    vi.advanceTimersByTime(2000);
    project.openSource(path, "export const a = 3;\n");
    expect(remember("saved")).toEqual(["saved", "saved"]);
  } finally {
    vi.useRealTimers();
  }
});

test("a schema file that changes on disk is read again", () => {
  vi.useFakeTimers();
  try {
    const text = "export const a = 1;\n";
    const { project, root } = openProject({ "package.json": "{}", "src/a.ts": text, "prisma/schema.prisma": "model Task {\n  id Int @id\n}\n" }, "src/a.ts");
    const path = join(root, "src/a.ts");
    const getNames = (): readonly string[] => findSchemaModels(project, path).map(({ name }) => name);
    project.openSource(path, text);
    expect(getNames()).toEqual(["Task"]);
    const schema = join(root, "prisma/schema.prisma");
    writeFileSync(schema, "model Job {\n  id Int @id\n}\n");
    utimesSync(schema, new Date(), new Date(Date.now() + 10_000));
    vi.advanceTimersByTime(2000);
    project.openSource(path, text);
    expect(getNames()).toEqual(["Job"]);
  } finally {
    vi.useRealTimers();
  }
});
