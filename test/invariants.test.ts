import { readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import { describe, expect, test, vi } from "vitest";
import plugin from "../src/index.js";
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

/** Numbers from 0 to below 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

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

const SEED = 20261124;
const EDITS = 500;

/** Takes a line away, doubles it, or puts the original text back: most results parse, some do not. */
function edit(text: string, original: string, random: () => number): string {
  if (random() < 0.3) return original;
  const lines = text.split("\n");
  const at = Math.floor(random() * lines.length);
  const line = lines[at] ?? "";
  return lines.toSpliced(at, 1, ...(random() < 0.6 ? [] : [line, line])).join("\n");
}

test(`after each of ${EDITS} random edits the findings are those of a fresh start (seed ${SEED})`, { timeout: 120_000 }, async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const random = createRandom(SEED);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const folders = new Map(names.map((name) => [name, createTempProject(readFiles(name))]));
    const current = new Map(names.map((name): [string, Record<string, string>] => [name, { ...readFiles(name) }]));
    let changes = 0;
    for (let step = 0; step < EDITS; step += 1) {
      const name = pick(names);
      const files = current.get(name) ?? {};
      const folder = folders.get(name) ?? "";
      const path = pick(getSources(files));
      const before = files[path] ?? "";
      files[path] = edit(before, readFiles(name)[path] ?? "", random);
      changes += files[path] === before ? 0 : 1;
      writeFileSync(join(folder, path), files[path]);
      // A file is looked at again after a second, and known to be changed by its time.
      vi.advanceTimersByTime(2000);
      utimesSync(join(folder, path), new Date(), new Date());
      const linted = pick(getSources(files));
      expect(await lint(folder, [linted]), `step ${step}: ${path} edited, ${linted} linted`).toEqual(await lint(createTempProject(files), [linted]));
    }
    expect(changes).toBeGreaterThan(EDITS / 2);
  } finally {
    vi.useRealTimers();
  }
});
