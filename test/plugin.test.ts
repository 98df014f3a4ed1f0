import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { name: string; version: string };
const ruleNames = readdirSync(`${root}rules`)
  .filter((file) => file.endsWith(".ts") && file !== "index.ts")
  .map((file) => file.replace(/\.ts$/, ""));
const { recommended, strict } = plugin.configs;

test("meta is that of the package", () => {
  expect(plugin.meta).toEqual({ name: manifest.name, version: manifest.version, namespace: "unit-of-work" });
});

test("every rule file is exported under its name", () => {
  expect(Object.keys(plugin.rules ?? {}).sort()).toEqual([...ruleNames].sort());
});

describe.each(ruleNames)("%s", (name) => {
  test("has a page, and tests", () => {
    expect(existsSync(`${root}docs/rules/${name}.md`), `docs/rules/${name}.md`).toBe(true);
    expect(existsSync(`${root}test/rules/${name}.test.ts`), `test/rules/${name}.test.ts`).toBe(true);
  });

  test("says where its page is", () => {
    expect(plugin.rules?.[name]?.meta?.docs?.url).toMatch(new RegExp(`/docs/rules/${name}\\.md$`));
  });

  test("is in a preset", () => {
    expect(Object.keys(strict.rules ?? {})).toContain(`unit-of-work/${name}`);
  });
});

test("strict holds everything that recommended holds", () => {
  expect(Object.keys(strict.rules ?? {})).toEqual(expect.arrayContaining(Object.keys(recommended.rules ?? {})));
});

test.each([recommended, strict])("$name: every finding is an error, every rule exists, the plugin is there", ({ plugins, rules = {} }) => {
  expect(plugins?.["unit-of-work"]?.rules).toBe(plugin.rules);
  for (const [id, entry] of Object.entries(rules)) {
    expect([entry].flat()[0], id).toBe("error");
    expect(plugin.rules, id).toHaveProperty([id.replace("unit-of-work/", "")]);
  }
});

describe("the built package", () => {
  const entry = pathToFileURL(`${root}dist/src/index.js`).href;

  test("loads without a host and without TypeScript", () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [`${root}test/support/list-loaded.mjs`, entry], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const loaded = stdout.split("\n");
    expect(loaded).toContain(entry);
    expect(loaded.filter((url) => /\/node_modules\/(?:@typescript-eslint|@ts-morph|eslint|oxlint|ts-morph|typescript)\//.test(url))).toEqual([]);
  });

  test("has declarations that need no typescript-eslint", () => {
    const declarations = readdirSync(`${root}dist`, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".d.ts"));
    expect(declarations).toContain("src/index.d.ts");
    expect(declarations.filter((path) => readFileSync(`${root}dist/${path}`, "utf8").includes("@typescript-eslint"))).toEqual([]);
  });
});
