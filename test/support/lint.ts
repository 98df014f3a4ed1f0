import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import type { Linter } from "eslint";
import plugin from "../../src/index.js";

/** Lints one file of a project on disk with the real ESLint, as a user's configuration would. */
export async function lintFile(root: string, path: string, config: Omit<Linter.Config, "files"> = {}): Promise<Linter.LintMessage[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser }, plugins: { "unit-of-work": plugin }, ...config }],
  });
  const results = await eslint.lintFiles([path]);
  return results.flatMap(({ messages }) => messages);
}
