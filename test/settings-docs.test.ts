import { existsSync, readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { DEFAULT_SETTINGS, SETTINGS_SCHEMA, WRAPPER_EFFECTS, WRAPPER_KEYS, readSettings } from "../src/settings.js";
import { lintFile } from "./support/lint.js";
import { readBlocks } from "./support/markdown.js";
import { createTempProject } from "./support/temp-project.js";

type Settings = Readonly<Record<string, unknown>>;
interface Example {
  readonly settings: { readonly "unit-of-work": Settings };
}

const path = new URL("../docs/settings.md", import.meta.url);
const page = existsSync(path) ? readFileSync(path, "utf8") : "";
const keys = Object.keys(SETTINGS_SCHEMA) as (keyof typeof SETTINGS_SCHEMA)[];

/** The text below each heading of a key. */
const sections = new Map(
  page.split(/^(?=## )/m).flatMap((text): [string, string][] => {
    const key = /^## `(\w+)`\n/.exec(text)?.[1];
    return key === undefined ? [] : [[key, text]];
  }),
);
const getSection = (key: string): string => sections.get(key) ?? "";

/** The rows of the tables whose first column has this heading, without the backticks of the first cell. */
function readRows(text: string, heading: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let isWanted = false;
  for (const line of text.split("\n")) {
    const cells = line.startsWith("|") ? line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim()) : [];
    if (cells.length === 0) isWanted = false;
    else if (isWanted && !/^:?-+:?$/.test(cells[0] ?? "")) rows.push([(cells[0] ?? "").replaceAll("`", ""), ...cells.slice(1)]);
    else isWanted ||= cells[0] === heading;
  }
  return rows;
}

function getType({ type, values = [] }: (typeof SETTINGS_SCHEMA)[keyof typeof SETTINGS_SCHEMA]): string {
  const names = { strings: "array of strings", object: "object", reference: "`{ module, export }`", references: "array of `{ module, export }`", wrappers: "array of objects" };
  return type === "enum" ? values.map((value) => `\`"${value}"\``).join(", ") : names[type];
}

/** A whole configuration, or its `settings` alone. */
function evaluate(code: string): readonly Example[] {
  const isConfig = code.includes("export default");
  const expression = isConfig ? code.replace(/^import .*$/gm, "").replace("export default", "").trim().replace(/;$/, "") : `[{ ${code} }]`;
  const found = runInNewContext(`JSON.stringify((${expression}).filter((item) => item.settings))`, { unitOfWork: plugin }) as string;
  return JSON.parse(found) as Example[];
}

test("every setting has its section, in the order of the schema", () => {
  expect([...sections.keys()]).toEqual(keys);
});

describe.each(keys)("%s", (key) => {
  const section = getSection(key);
  const schema = SETTINGS_SCHEMA[key];

  test("lists its type and its keys", () => {
    expect(/^- Type: (.*)\.$/m.exec(section)?.[1]).toBe(getType(schema));
    expect(section).toMatch(/^- Read by: .+\.$/m);
    const rows = readRows(section, "Key");
    if (schema.type === "wrappers") expect(rows.map(([name]) => name)).toEqual(Object.keys(WRAPPER_KEYS));
    else expect(rows.map(([name, type]) => [name, type])).toEqual(Object.entries(schema.keys ?? {}).map(([name, sub]) => [name, getType(sub)]));
  });

  test("shows its default", () => {
    const defaults = readBlocks(section, "json").map(({ code }) => JSON.parse(code) as unknown);
    expect(defaults).toEqual([JSON.parse(JSON.stringify({ [key]: DEFAULT_SETTINGS[key] }))]);
  });

  test("shows an example that is accepted", () => {
    const examples = readBlocks(section, "js").flatMap(({ code }) => evaluate(code));
    expect(examples).not.toEqual([]);
    for (const { settings } of examples) {
      expect(settings["unit-of-work"]).toHaveProperty(key);
      expect(readSettings(settings)).toMatchObject(settings["unit-of-work"]);
    }
  });
});

test("names every rule by its link", () => {
  const named = [...page.matchAll(/\[`([\w-]+)`\]\(rules\/([\w-]+)\.md\)/g)];
  expect(named.filter(({ 1: name = "", 2: target }) => name !== target || !Object.hasOwn(plugin.rules ?? {}, name))).toEqual([]);
  expect(named).not.toEqual([]);
});

test("every example outside of the sections is accepted, too", () => {
  const examples = readBlocks(page, "js").flatMap(({ code }) => evaluate(code));
  expect(examples.length).toBeGreaterThan(keys.length);
  for (const { settings } of examples) expect(() => readSettings(settings)).not.toThrow();
});

test("every effect of a wrapper has its row", () => {
  expect(readRows(getSection("transactions"), "Effect").map(([name]) => name)).toEqual([...WRAPPER_EFFECTS]);
});

/** Below a heading: the settings, and the files of a project. One of them names the rule that reports, by these settings only. */
const wrapped = getSection("transactions")
  .split(/^(?=### )/m)
  .flatMap((text) => {
    const files = readBlocks(text, "ts").map(({ info, code }) => ({ name: /filename=(\S+)/.exec(info)?.[1] ?? "", rule: /reports=(\S+)/.exec(info)?.[1], code }));
    const settings = readBlocks(text, "js").flatMap(({ code }) => evaluate(code))[0]?.settings;
    return settings && files.length > 0 ? [{ title: text.slice(4, text.indexOf("\n")), settings, files }] : [];
  });

test("there is an example for each way to write a wrapper", () => {
  expect(wrapped.map(({ title }) => title)).toEqual(["A callback", "A method of an injected service", "Begin and commit"]);
});

test.each(wrapped)("$title: what the example shows is reported, and only with its settings", async ({ settings, files }) => {
  const project = createTempProject(Object.fromEntries(files.map(({ name, code }) => [name, code])));
  for (const { name, rule, code } of files.filter((file) => file.rule !== undefined)) {
    const rules = { [`unit-of-work/${rule ?? ""}`]: "error" } as const;
    const lines = code.split("\n").flatMap((line, index) => (line.includes("// reported") ? [index + 1] : []));
    expect(lines).not.toEqual([]);
    expect((await lintFile(project, name, { rules, settings })).map(({ line }) => line)).toEqual(lines);
    expect(await lintFile(project, name, { rules })).toEqual([]);
  }
  expect(files.some(({ rule }) => rule !== undefined)).toBe(true);
});
