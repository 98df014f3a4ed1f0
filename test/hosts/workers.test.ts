import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ESLint } from "eslint";
import { expect, test } from "vitest";
import { createTempProject } from "../support/temp-project.js";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const project = join(repository, "fixtures/projects/transactions/effects-through-services");
const url = (path: string) => JSON.stringify(pathToFileURL(path).href);

// Workers load the configuration themselves, so it is a file, of the built plugin.
const config = `import * as parser from ${url(createRequire(import.meta.url).resolve("@typescript-eslint/parser"))};
import plugin from ${url(join(repository, "dist/src/index.js"))};
export default [{ files: ["**/*.ts"], languageOptions: { parser } }, plugin.configs.strict];
`;

async function lint(cwd: string, concurrency: number | "off"): Promise<string[]> {
  const results = await new ESLint({ cwd, concurrency }).lintFiles(["**/*.ts"]);
  return results.flatMap(({ filePath, messages }) => messages.map(({ line, column, ruleId, message }) => `${filePath}:${String(line)}:${String(column)} ${ruleId ?? "-"} ${message}`)).sort();
}

test("ESLint's workers, each with some of the files, find what one process finds", { timeout: 180_000 }, async () => {
  const paths = readdirSync(project, { recursive: true, encoding: "utf8" }).filter((path) => /\.(?:ts|json)$/.test(path));
  const folder = createTempProject({ ...Object.fromEntries(paths.map((path) => [path, readFileSync(join(project, path), "utf8")])), "eslint.config.mjs": config });
  const alone = await lint(folder, "off");
  expect(alone.length).toBeGreaterThan(0);
  expect(await lint(folder, 3)).toEqual(alone);
});
