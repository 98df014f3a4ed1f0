import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { expect, test } from "vitest";

const cwd = fileURLToPath(new URL("../fixtures/demo/", import.meta.url));
const expected = JSON.parse(readFileSync(`${cwd}expected.json`, "utf8")) as Record<string, string[]>;

test("the demo shows exactly what expected.json lists", async () => {
  const found: Record<string, string[]> = {};
  for (const { filePath, messages } of await new ESLint({ cwd }).lintFiles(["src"])) {
    for (const { ruleId, line, message } of messages) {
      const rule = ruleId?.replace("unit-of-work/", "") ?? message;
      (found[rule] ??= []).push(`${relative(cwd, filePath).split(sep).join("/")}:${line}`);
    }
  }
  expect(found).toEqual(expected);
});

test("the demo script succeeds", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["run.mjs"], { cwd, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  for (const rule of Object.keys(expected)) expect(stdout).toContain(`unit-of-work/${rule}`);
});
