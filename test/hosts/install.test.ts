import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { readBlocks } from "../support/markdown.js";
import { createTempProject } from "../support/temp-project.js";

const INSTALL_TIMEOUT = 180_000;

const SCHEMAS = `import { z } from "zod";

export const createTaskBody = z.object({
  title: z.string(),
  assigneeId: z.number().int().nullable(),
});
`;

// Users copy what the README says: so do we.
const repository = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(join(repository, "README.md"), "utf8");
const [typescriptConfig = "", javascriptConfig = ""] = readBlocks(readme, "js").map(({ code }) => code);
const [oxlintConfig = ""] = readBlocks(readme, "json").map(({ code }) => code);

const TYPESCRIPT_PROJECT = { "src/task-schemas.ts": SCHEMAS, "eslint.config.js": typescriptConfig };
const ESLINT_10 = ["eslint@10.15.0", "@typescript-eslint/parser@8.72.0", "typescript@6.0.3"];

let tarball: string;

beforeAll(() => {
  // The build is there already; packing must not remove it under the other tests.
  const { stdout } = run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", inject("tempFolder")], repository);
  tarball = join(inject("tempFolder"), stdout.trim());
}, INSTALL_TIMEOUT);

function run(command: string, args: readonly string[], cwd: string) {
  return spawnSync(command, args, { cwd, encoding: "utf8" });
}

/** A user's folder: these files, and what `npm install` makes of these packages. */
function install(files: Readonly<Record<string, string>>, packages: readonly string[]): string {
  const folder = createTempProject(files);
  const { status, stderr } = run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball, ...packages], folder);
  expect(status, stderr).toBe(0);
  return folder;
}

/** Runs a linter in a folder: the bug is found. Returns what the linter says beside its findings. */
function expectFinding(folder: string, linter: "eslint" | "oxlint"): string {
  const { status, stdout, stderr } = run(join(folder, "node_modules", ".bin", linter), ["--format", "json", "src"], folder);
  expect(stdout, stderr).toMatch(/unit-of-work[/(]require-zero-to-null/);
  expect(status).toBe(1);
  return stderr;
}

describe("a user's first run", { timeout: INSTALL_TIMEOUT }, () => {
  test("ESLint 10 with TypeScript 6", () => {
    const folder = install(TYPESCRIPT_PROJECT, ESLINT_10);
    expect(expectFinding(folder, "eslint")).toBe("");
  });

  test("ESLint 9 with TypeScript 6", () => {
    const folder = install(TYPESCRIPT_PROJECT, ["eslint@9.39.5", "@typescript-eslint/parser@8.72.0", "typescript@6.0.3"]);
    expect(expectFinding(folder, "eslint")).toBe("");
  });

  test("ESLint 10 on JavaScript, beside TypeScript 7", () => {
    const folder = install({ "src/task-schemas.js": SCHEMAS, "eslint.config.js": javascriptConfig }, ["eslint@10.15.0", "typescript@7.0.2"]);
    expect(expectFinding(folder, "eslint")).toBe("");
  });

  test("oxlint without ESLint", () => {
    const folder = install({ "src/task-schemas.ts": SCHEMAS, ".oxlintrc.json": oxlintConfig }, ["oxlint@1.94.0"]);
    expect(existsSync(join(folder, "node_modules", "eslint"))).toBe(false);
    expectFinding(folder, "oxlint");
  });

  test.each([{ missing: ["@oxc-parser"] }, { missing: ["@oxc-parser", "@oxc-resolver"] }])("without the native binding of $missing", ({ missing }) => {
    const importer = 'import { createTaskBody } from "./task-schemas.js";\n\nexport default createTaskBody;\n';
    const folder = install({ ...TYPESCRIPT_PROJECT, "src/tasks.ts": importer }, ESLINT_10);
    for (const scope of missing) {
      const path = join(folder, "node_modules", scope);
      for (const binding of readdirSync(path).filter((name) => name.startsWith("binding-"))) rmSync(join(path, binding), { recursive: true });
    }
    expect(expectFinding(folder, "eslint").match(/native parser could not be loaded/g)).toHaveLength(1);
  });
});
