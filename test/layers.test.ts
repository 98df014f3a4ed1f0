import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { expect, test } from "vitest";
import { layerImports } from "./tools/layers.js";

const root = fileURLToPath(new URL("../", import.meta.url));

function lint(path: string, code: string): string[] {
  const linter = new Linter({ cwd: root });
  const config: Linter.Config = {
    files: ["**/*.ts"],
    languageOptions: { parser },
    plugins: { layers: { rules: { imports: layerImports } } },
    rules: { "layers/imports": "error" },
  };
  return linter.verify(code, [config], `${root}${path}`).map(({ message, messageId }) => messageId ?? message);
}

test.each([
  ["src/flow/interpret.ts", 'import { roles } from "../catalogue/index.js";'],
  ["src/flow/interpret.ts", 'import type { Role } from "../catalogue/index.js";'],
  ["src/flow/interpret.ts", 'export type Role = import("../catalogue/index.js").Role;'],
  ["src/scope/scope.ts", 'export * from "../effects/index.js";'],
  ["src/scope/scope.ts", 'export { states } from "../states/index.js";'],
  ["src/catalogue/typeorm.ts", 'import { readSettings } from "../settings.js";'],
  ["src/cli/doctor.ts", 'import rules from "../../rules/index.js";'],
  ["src/index.ts", 'import { createRule } from "./create-rule.js";'],
  ["src/effects/summary.ts", 'import { createRule } from "../create-rule.js";'],
  ["src/effects/summary.ts", 'import rules from "../../rules/index.js";'],
  ["src/states/entity.ts", 'const rule = import("../../rules/no-floating-query.js");'],
  ["src/report/message.ts", 'import plugin from "../index.js";'],
  ["rules/no-floating-query.ts", 'import { createConfig } from "../src/configs.js";'],
])("%s may not say %s", (path, code) => {
  expect(lint(path, code)).toEqual(["wrongWay"]);
});

test.each([
  ["src/flow/interpret.ts", 'import { walk } from "../ast/index.js";'],
  ["src/flow/interpret.ts", 'import { join } from "./lattice.js";'],
  ["src/project/project.ts", 'import { readSettings } from "../settings.js";'],
  ["src/effects/summary.ts", 'import { interpret } from "../flow/index.js";'],
  ["src/create-rule.ts", 'import type { TextEdit } from "./fix/index.js";'],
  ["rules/no-floating-query.ts", 'import { createRule } from "../src/create-rule.js";'],
  ["rules/no-floating-query.ts", 'import { getStates } from "../src/states/index.js";'],
  ["src/configs.ts", 'import type { Preset } from "./create-rule.js";'],
  ["src/cli/doctor.ts", 'import plugin from "../index.js";'],
  ["src/index.ts", 'import rules from "../rules/index.js";'],
  ["src/index.ts", 'import manifest from "../package.json" with { type: "json" };'],
  ["src/ast/parse.ts", 'import { createRequire } from "node:module";'],
])("%s may say %s", (path, code) => {
  expect(lint(path, code)).toEqual([]);
});

test("a file outside every layer has to be placed", () => {
  expect(lint("src/helpers.ts", "")).toEqual(["noLayer"]);
  expect(lint("src/flow/interpret.ts", 'import { help } from "../helpers.js";')).toEqual(["noLayer"]);
});
