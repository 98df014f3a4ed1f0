import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";

const root = fileURLToPath(new URL("../fixtures/projects/", import.meta.url));
const projects = readdirSync(root).flatMap((theme) => readdirSync(join(root, theme)).map((name) => `${theme}/${name}`));

type Preset = keyof typeof plugin.configs;

/** `// expect: rule` at the end of a line holds for both presets, `// expect-strict: rule` for one. */
function readExpected(folder: string, preset: Preset): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  return files.flatMap((path) =>
    readFileSync(join(folder, path), "utf8")
      .split("\n")
      .flatMap((line, index) => {
        const [, strict, rule] = /\/\/ expect(-strict)?: ([\w-]+)$/.exec(line) ?? [];
        return rule !== undefined && (strict === undefined || preset === "strict") ? `${path}:${index + 1} ${rule}` : [];
      }),
  );
}

async function lint(folder: string, preset: Preset, fix: boolean): Promise<ESLint.LintResult[]> {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    fix,
    overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser } }, plugin.configs[preset]],
  });
  return await eslint.lintFiles(["**/*.ts"]);
}

describe.each(projects)("%s", (name) => {
  const folder = join(root, name);

  test.each<Preset>(["recommended", "strict"])("%s finds what is marked, and nothing else", async (preset) => {
    const results = await lint(folder, preset, false);
    const found = results.flatMap(({ filePath, messages }) => messages.map(({ line, ruleId, message }) => `${relative(folder, filePath)}:${line} ${ruleId?.replace("unit-of-work/", "") ?? message}`));
    expect(found.sort()).toEqual(readExpected(folder, preset).sort());
  });

  test("what is fixed still parses", async () => {
    const results = await lint(folder, "strict", true);
    expect(results.filter(({ fatalErrorCount }) => fatalErrorCount > 0)).toEqual([]);
  });
});

test("every rule has a project", () => {
  const marked = projects.flatMap((name) => readExpected(join(root, name), "strict").map((line) => line.split(" ")[1]));
  const rules = Object.keys(plugin.rules ?? {});
  expect([...new Set(marked)].sort()).toEqual(rules.sort());
});
