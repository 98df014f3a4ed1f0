import { mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import { describe, expect, test, vi } from "vitest";
import plugin from "../src/index.js";
import { generateProject } from "./support/generate-project.js";
import { createRandom, pick, pickMany } from "./support/random.js";
import { editLine, editProject } from "./support/random-edits.js";
import type { Texts } from "./support/random-edits.js";
import { createTempProject } from "./support/temp-project.js";

const root = fileURLToPath(new URL("../fixtures/projects/", import.meta.url));
const names = readdirSync(root).flatMap((theme) => readdirSync(join(root, theme)).map((name) => `${theme}/${name}`));

type Files = Readonly<Record<string, string>>;

function readFiles(name: string): Files {
  const folder = join(root, name);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.(?:ts|json)$/.test(path));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

const getSources = (files: Files): string[] => Object.keys(files).filter((path) => path.endsWith(".ts"));

/** What is reported in some files of a folder, in this order, each as the host would be asked for it alone. */
async function lint(folder: string, paths: readonly string[]): Promise<string[]> {
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser } }, plugin.configs.strict] });
  const found: string[] = [];
  for (const path of paths) {
    const [result] = await eslint.lintText(readFileSync(join(folder, path), "utf8"), { filePath: join(folder, path) });
    for (const { line, column, ruleId, message } of result?.messages ?? []) found.push(`${path}:${line}:${column} ${ruleId ?? "-"} ${message}`);
  }
  return found.sort();
}

const SEED = 20261124;

describe.each(names)("%s", (name) => {
  const files = readFiles(name);
  const sources = getSources(files);

  test("the order of the files does not matter", async () => {
    const forward = await lint(createTempProject(files), sources);
    expect(await lint(createTempProject(files), sources.toReversed())).toEqual(forward);
  });

  test("a file that is linted alone has the findings that it has among others", async () => {
    const together = await lint(createTempProject(files), sources);
    const alone: string[] = [];
    for (const path of sources) alone.push(...(await lint(createTempProject(files), [path])));
    expect(alone.sort()).toEqual(together);
  });
});

/** Real-sized: 300 files on eight libraries, a bug in each module. With this seed many hide in a helper of another file. */
const { files: generated, planted } = generateProject({ files: 300, seed: 5, bugRate: 1 });

describe(`a generated project of ${getSources(generated).length} files (seed ${SEED})`, { timeout: 120_000 }, () => {
  const random = createRandom(SEED);
  const sources = getSources(generated);
  const shuffled = sources.toSorted(() => random() - 0.5);

  test("the order of the files does not matter, nor which files were linted before", async () => {
    const forward = await lint(createTempProject(generated), sources);
    expect(forward).toHaveLength(planted.length);
    expect(await lint(createTempProject(generated), shuffled)).toEqual(forward);
    const sample = new Set([...pickMany(planted, 8, random).map(({ path }) => path), ...pickMany(sources, 4, random)]);
    for (const path of sample) {
      expect(await lint(createTempProject(generated), [path])).toEqual(forward.filter((finding) => finding.startsWith(`${path}:`)));
    }
  });
});

const EDITS = 500;

/** Writes what an edit has touched. A file is looked at again after a second, and known to be changed by its time. */
function save(folder: string, texts: Texts, touched: readonly string[]): void {
  vi.advanceTimersByTime(2000);
  for (const path of touched) {
    const target = join(folder, path);
    const text = texts[path];
    if (text === undefined) {
      rmSync(target, { force: true });
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    utimesSync(target, new Date(), new Date());
  }
}

test(`after each of ${EDITS} random edits of small projects the findings are those of a fresh start (seed ${SEED})`, { timeout: 120_000 }, async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const random = createRandom(SEED);
    const folders = new Map(names.map((name) => [name, createTempProject(readFiles(name))]));
    const current = new Map(names.map((name): [string, Texts] => [name, { ...readFiles(name) }]));
    let changes = 0;
    for (let step = 0; step < EDITS; step += 1) {
      const name = pick(names, random);
      const files = current.get(name) ?? {};
      const folder = folders.get(name) ?? "";
      const path = pick(getSources(files), random);
      const before = files[path] ?? "";
      files[path] = random() < 0.3 ? (readFiles(name)[path] ?? "") : editLine(before, random);
      changes += files[path] === before ? 0 : 1;
      save(folder, files, [path]);
      const linted = pick(getSources(files), random);
      expect(await lint(folder, [linted]), `step ${step}: ${path} edited, ${linted} linted`).toEqual(await lint(createTempProject(files), [linted]));
    }
    expect(changes).toBeGreaterThan(EDITS / 2);
  } finally {
    vi.useRealTimers();
  }
});

/** A fresh start on 300 files costs most of the time: so many edits lie between two of them, and so many stay near one module. */
const EDITS_BETWEEN_CHECKS = 10;
const EDITS_OF_A_MODULE = 50;

test(`after ${EDITS} random edits of a generated project the findings are those of a fresh start (seed ${SEED})`, { timeout: 240_000 }, async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const random = createRandom(SEED);
    const folder = createTempProject(generated);
    const texts: Texts = { ...generated };
    // Where an outer client hides in a helper, findings depend on other files most.
    const modules = planted.toSorted((a, b) => Number(b.rule === "no-outer-client-in-transaction") - Number(a.rule === "no-outer-client-in-transaction")).map(({ path }) => dirname(path));
    const kinds = new Set<string>();
    const seen = new Set<string>();
    let touched: string[] = [];
    for (let edits = 0; edits < EDITS; ) {
      const module = modules[Math.floor(edits / EDITS_OF_A_MODULE)] ?? "";
      const near = getSources(texts).filter((path) => dirname(path) === module || path === join(module, "..", "database.ts"));
      const edit = editProject(texts, generated, near, random);
      if (edit.touched.length === 0) continue;
      edits += 1;
      kinds.add(edit.name);
      touched.push(...edit.touched);
      save(folder, texts, edit.touched);
      if (edits % EDITS_BETWEEN_CHECKS !== 0) continue;
      const linted = getSources(texts).filter((path) => dirname(path) === module && !/(?:types|constants|mapper|test|store|index)\.ts$/.test(path));
      const incremental = await lint(folder, linted);
      expect(incremental, `after ${edits} edits, the last ones of ${touched.join(", ")}`).toEqual(await lint(createTempProject(texts), linted));
      for (const finding of incremental) seen.add(finding);
      touched = [];
    }
    expect(kinds.size).toBeGreaterThan(15);
    // Only some modules are edited: enough of their findings came and went to tell a stale answer from a fresh one.
    expect([...seen].filter((finding) => finding.includes("unit-of-work/")).length).toBeGreaterThan(5);
  } finally {
    vi.useRealTimers();
  }
});
