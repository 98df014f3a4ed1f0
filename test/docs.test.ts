import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { SETTINGS_SCHEMA } from "../src/settings.js";
import { lintFile } from "./support/lint.js";
import { readBlocks, readRelativeLinks } from "./support/markdown.js";
import { createTempProject } from "./support/temp-project.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const list = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `${folder}/${file}`);

describe.each(list("docs/rules"))("%s", (page) => {
  const rule = page.replace(/^.*\/|\.md$/g, "");
  const blocks = readBlocks(read(page), "ts").map(({ info, line, code }) => ({
    label: info.split(" ")[0],
    path: /filename=(\S+)/.exec(info)?.[1] ?? "src/file.ts",
    line,
    code,
  }));

  test("shows both sides", () => {
    const labels = blocks.map(({ label }) => label);
    expect(labels).toContain("incorrect");
    expect(labels).toContain("correct");
  });

  test.each(blocks)("line $line is $label", async ({ label, path, code }) => {
    expect(code).toMatch(new RegExp(`^/\\* eslint unit-of-work/${rule}: (?:"error"|\\["error", \\{.*\\}\\]) \\*/\\n`));
    const messages = await lintFile(createTempProject({ [path]: code }), path);
    const others = messages.filter(({ ruleId }) => ruleId !== `unit-of-work/${rule}`);
    expect(others, "no parse error, no other rule").toEqual([]);
    if (label === "incorrect") expect(messages).not.toEqual([]);
    else if (label === "correct") expect(messages).toEqual([]);
    else expect.unreachable('a block is "incorrect" or "correct"');
  });
});

test.each(["README.md", ...list("docs"), ...list("docs/rules")])("%s links to what exists", (page) => {
  const missing = readRelativeLinks(read(page)).filter((target) => !existsSync(join(root, dirname(page), target)));
  expect(missing).toEqual([]);
});

describe("the README", () => {
  test("lists every setting", () => {
    const rows = read("README.md").matchAll(/^\| `(\w+)` +\| .* \|$/gm);
    expect([...rows].map(({ 1: key }) => key)).toEqual(Object.keys(SETTINGS_SCHEMA));
  });

  test("lists the recommended rules for oxlint", () => {
    const [config] = readBlocks(read("README.md"), "json");
    const { rules } = JSON.parse(config?.code ?? "{}") as { rules?: unknown };
    expect(rules).toEqual(Object.fromEntries(Object.keys(plugin.configs.recommended.rules ?? {}).map((id) => [id, "error"])));
  });
});

test("blocks are found with what their fences say", () => {
  const page = '# A\n\n```ts incorrect filename=src/a.ts\na();\n```\n\n```sh\nnpm test\n```\n\n```ts\nb();\n```\n';
  expect(readBlocks(page, "ts")).toEqual([
    { info: "incorrect filename=src/a.ts", line: 3, code: "a();\n" },
    { info: "", line: 11, code: "b();\n" },
  ]);
});
