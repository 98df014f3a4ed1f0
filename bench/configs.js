import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** @typedef {"host" | "rules" | "typed-host" | "typed-rules" | "typed-both" | "typed-recommended"} ConfigName */

export const PLUGIN = fileURLToPath(new URL("../dist/src/index.js", import.meta.url));
export const SOURCES = "**/*.{ts,mts,cts,tsx}";

const require = createRequire(import.meta.url);

/**
 * What each configuration turns on. The host alone parses and walks; `typed-host` is one typed rule, since a program
 * that nobody asks costs nothing.
 *
 * @type {Readonly<Record<ConfigName, { readonly isTyped: boolean, readonly rules: string }>>}
 */
const CONFIGS = {
  host: { isTyped: false, rules: "{}" },
  rules: { isTyped: false, rules: "ours" },
  "typed-host": { isTyped: true, rules: "oneTyped" },
  "typed-rules": { isTyped: true, rules: "ours" },
  "typed-both": { isTyped: true, rules: "{ ...oneTyped, ...ours }" },
  "typed-recommended": { isTyped: true, rules: "recommended" },
};

/**
 * Writes an ESLint configuration file for each configuration: worker threads can be given nothing but a file.
 *
 * @param {string} folder
 * @returns {(name: ConfigName) => string} the file of a configuration
 */
export function writeConfigs(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, { isTyped, rules }] of Object.entries(CONFIGS)) {
    writeFileSync(join(folder, `${name}.mjs`), writeConfig(isTyped, rules));
  }
  return (name) => join(folder, `${name}.mjs`);
}

/**
 * @param {boolean} isTyped
 * @param {string} rules
 */
function writeConfig(isTyped, rules) {
  const url = (/** @type {string} */ path) => JSON.stringify(pathToFileURL(path).href);
  const needsPlugin = rules.includes("ours");
  const needsTyped = isTyped && rules !== "ours";
  return `import * as parser from ${url(require.resolve("@typescript-eslint/parser"))};
${needsPlugin ? `import plugin from ${url(PLUGIN)};\n` : ""}${needsTyped ? `import tseslint from ${url(require.resolve("typescript-eslint"))};\n` : ""}
const oneTyped = { "@typescript-eslint/no-floating-promises": "error" };
${needsPlugin ? 'const ours = plugin.configs.strict.rules;\n' : ""}${needsTyped ? "const recommended = Object.assign({}, ...tseslint.configs.recommendedTypeChecked.map((config) => config.rules ?? {}));\n" : ""}
export default [
  { ignores: ["**/dist/**", "**/build/**", "**/coverage/**", "**/*.d.ts"] },
  {
    files: ["${SOURCES}"],
    languageOptions: { parser, parserOptions: ${isTyped ? "{ projectService: true }" : "{}"} },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
    plugins: { ${needsPlugin ? '"unit-of-work": plugin, ' : ""}${needsTyped ? '"@typescript-eslint": tseslint.plugin' : ""} },
    rules: ${rules},
  },
];
`;
}
