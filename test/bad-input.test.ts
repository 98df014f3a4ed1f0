import { describe, expect, onTestFinished, test } from "vitest";
import type { Linter } from "eslint";
import plugin from "../src/index.js";
import { lintFile } from "./support/lint.js";
import { createTempProject } from "./support/temp-project.js";

const PATH = "src/task-schemas.ts";
const CODE = `import { z } from "zod";

export const createTaskBody = z.object({
  title: z.string(),
  assigneeId: z.number().int().nullable(),
});
`;
const { rules = {} } = plugin.configs.recommended;

/** What is reported, and where: unchanged by whatever is wrong elsewhere. */
async function lint(files: Readonly<Record<string, string>>, path = PATH): Promise<string[]> {
  const messages = await lintFile(createTempProject({ [PATH]: CODE, ...files }), path, { rules });
  return messages.map(({ ruleId, line, message }) => `${ruleId ?? message}:${line}`);
}

const FINDING = ["unit-of-work/require-zero-to-null:5"];

test("the bug is found in a sound project", async () => {
  expect(await lint({})).toEqual(FINDING);
});

describe("the verdict stands", () => {
  test.each([
    ["a tsconfig.json that is no JSON", { "tsconfig.json": "{ include: [" }],
    ["a tsconfig.json that extends nothing", { "tsconfig.json": '{ "extends": "./missing.json", "include": ["src"] }' }],
    ["a tsconfig.json of the wrong shape", { "tsconfig.json": '{ "include": 7, "files": null, "compilerOptions": [] }' }],
    ["a package.json that is no JSON", { "package.json": "{" }],
    ["an import of a file that is missing", { [PATH]: `${CODE}import { gone } from "./gone.js";\nexport { gone };\n` }],
    ["an import that resolves nowhere", { [PATH]: `${CODE}import { gone } from "@nowhere/at-all/deep";\nexport { gone };\n` }],
    ["an import of itself", { [PATH]: `${CODE}export * from "./task-schemas.js";\n` }],
    ["a syntax error in another file", { "src/other.ts": "export const = ;" }],
    ["a syntax error in an imported file", { [PATH]: `${CODE}import { other } from "./other.js";\nexport { other };\n`, "src/other.ts": "export const other = (" }],
    ["a file that is no text", { "src/other.ts": "\0\u{1F4A9}\uFFFD\0" }],
    ["an empty file", { "src/other.ts": "" }],
    ["a folder named like a file", { "src/folder.ts/index.ts": "export {};" }],
    ["windows line ends", { [PATH]: CODE.replaceAll("\n", "\r\n") }],
    ["a byte order mark", { [PATH]: `\uFEFF${CODE}` }],
  ])("beside %s", async (_, files) => {
    expect(await lint(files)).toEqual(FINDING);
  });
});

test("a tsconfig.json that cannot be read is named, once", async () => {
  const warnings: string[] = [];
  const listen = ({ message }: Error) => warnings.push(message);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  await lint({ "tsconfig.json": '{ "extends": "./missing.json" }', "src/other.ts": CODE }, "src");
  expect(warnings.filter((message) => message.includes("tsconfig.json"))).toHaveLength(1);
});

test("a syntax error in the linted file is the host's to report", async () => {
  const messages = await lint({ [PATH]: "export const createTaskBody = (" });
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/^Parsing error/);
});

describe("settings and options", () => {
  const lintWith = async (config: Linter.Config) => await lintFile(createTempProject({ [PATH]: CODE }), PATH, { rules, ...config });

  test("an unknown setting is named, with those that exist", async () => {
    await expect(lintWith({ settings: { "unit-of-work": { nope: 1 } } })).rejects.toThrow(
      /settings\["unit-of-work"\]: unknown key "nope"\. Allowed here: project, .*facts\./,
    );
  });

  test("an unknown key inside a setting is named by its path", async () => {
    await expect(lintWith({ settings: { "unit-of-work": { dates: { nope: 1 } } } })).rejects.toThrow(/unknown key "dates\.nope"/);
  });

  test("a setting of the wrong type says what it must be", async () => {
    await expect(lintWith({ settings: { "unit-of-work": { project: "src" } } })).rejects.toThrow(/"project" must be an array of strings/);
    await expect(lintWith({ settings: { "unit-of-work": [] } })).rejects.toThrow(/must be an object/);
  });

  test.each(Object.keys(rules))("%s names an unknown option", async (id) => {
    await expect(lintWith({ rules: { [id]: ["error", { nope: true }] } })).rejects.toThrow(/nope|should NOT have more than 0 items/);
  });
});
