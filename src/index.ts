import { createRequire } from "node:module";
import type { ESLint, Linter } from "eslint";
import rules from "../rules/index.js";
import { createConfig } from "./configs.js";

const { name, version } = createRequire(import.meta.url)("eslint-plugin-unit-of-work/package.json") as { name: string; version: string };

/** The plugin: its rules and its two presets. */
interface UnitOfWorkPlugin extends ESLint.Plugin {
  readonly configs: { readonly recommended: Linter.Config; readonly strict: Linter.Config };
}

const base: ESLint.Plugin = { meta: { name, version, namespace: "unit-of-work" }, rules };

const plugin: UnitOfWorkPlugin = Object.assign(base, {
  configs: { recommended: createConfig("recommended", base), strict: createConfig("strict", base) },
});

export default plugin;
