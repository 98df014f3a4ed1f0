import { defineConfig, globalIgnores } from "eslint/config";
import eslintPlugin from "eslint-plugin-eslint-plugin";
import tseslint from "typescript-eslint";
import { layerImports } from "./test/tools/layers.js";

const DEVELOPMENT_ONLY = ["@typescript-eslint/*", "eslint", "eslint/*", "ts-morph", "typescript"];
const DEVELOPMENT_ONLY_REASON = "Users may not have it: the plugin loads no host and no TypeScript. Types are fine.";

/** @param {string} packages a regular expression's alternatives */
function forbidDynamicImport(packages) {
  return { selector: `ImportExpression[source.value=/^(?:${packages})$/]`, message: DEVELOPMENT_ONLY_REASON };
}

export default defineConfig([
  globalIgnores(["dist/", "fixtures/"]),
  {
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // Packages that are loaded lazily are typed by `typeof import("x")`.
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["**/*.js"],
    // JSDoc types what the rule still sees as `any`.
    rules: { "@typescript-eslint/no-unsafe-assignment": "off" },
  },
  {
    files: ["src/**", "rules/**"],
    plugins: { layers: { rules: { imports: layerImports } } },
    rules: {
      "layers/imports": "error",
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { patterns: [{ group: DEVELOPMENT_ONLY, allowTypeImports: true, message: DEVELOPMENT_ONLY_REASON }] },
      ],
      "no-restricted-syntax": ["error", forbidDynamicImport("@typescript-eslint\\u002F.+|eslint|eslint\\u002F.+|ts-morph|typescript")],
    },
  },
  {
    files: ["src/cli/**"],
    rules: {
      "no-restricted-syntax": ["error", forbidDynamicImport("@typescript-eslint\\u002F.+|eslint|eslint\\u002F.+|typescript")],
    },
  },
  {
    files: ["rules/**"],
    extends: [eslintPlugin.configs.recommended],
    rules: {
      "eslint-plugin/no-incomplete-meta-schema": "error",
      "eslint-plugin/no-incorrect-meta-schema": "error",
      "eslint-plugin/no-matching-violation-suggest-message-ids": "error",
      "eslint-plugin/prefer-placeholders": "error",
      "eslint-plugin/report-message-format": ["error", "^[A-Z`{].*\\.$"],
      "eslint-plugin/require-meta-docs-description": ["error", { pattern: "^(Enforce|Require|Disallow) .+[^. ]$" }],
      "eslint-plugin/require-meta-schema-description": "error",
    },
  },
  {
    files: ["test/rules/**"],
    extends: [eslintPlugin.configs.recommended],
    settings: { "eslint-plugin": { ruleTesterConstructors: ["createRuleTester"] } },
    rules: {
      "eslint-plugin/consistent-output": ["error", "consistent"],
      "eslint-plugin/unique-test-case-names": "error",
    },
  },
]);
