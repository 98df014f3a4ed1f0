import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { LIBRARIES } from "./support/generate/libraries.js";
import { generateProject } from "./support/generate-project.js";
import { createTempProject } from "./support/temp-project.js";

const getSources = (files: Readonly<Record<string, string>>): string[] => Object.keys(files).filter((path) => path.endsWith(".ts"));

describe("a generated project", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(generateProject({ files: 40, seed: 7 })).toEqual(generateProject({ files: 40, seed: 7 }));
    expect(generateProject({ files: 40, seed: 7 }).files).not.toEqual(generateProject({ files: 40, seed: 8 }).files);
  });

  test.each([1, 2, 4, 8])("has about %i times 650 files, as long as real ones", (scale) => {
    const { files } = generateProject({ files: 650 * scale });
    const sources = getSources(files);
    expect(Math.abs(sources.length - 650 * scale)).toBeLessThan(20 * scale);
    const size = sources.reduce((sum, path) => sum + (files[path] ?? "").length, 0) / sources.length;
    expect(size).toBeGreaterThan(3_500);
    expect(size).toBeLessThan(6_000);
  });

  test("uses every library, and repeats the names of functions in every module", () => {
    const { files } = generateProject({ files: 650 });
    const databases = Object.entries(files).filter(([path]) => path.endsWith("/database.ts"));
    expect(databases.length).toBeGreaterThanOrEqual(LIBRARIES.length);
    const services = Object.entries(files).filter(([path]) => path.endsWith(".service.ts"));
    for (const name of ["create", "update", "findOne", "touch"]) {
      expect(services.filter(([, text]) => new RegExp(`async (?:function )?${name}\\(`).test(text))).toHaveLength(services.length);
    }
  });

  test("parses, with relative imports that lead somewhere", () => {
    const { files } = generateProject({ files: 650 });
    for (const path of getSources(files)) {
      const { errors, module } = parseSync(path, files[path] ?? "");
      expect(errors, path).toEqual([]);
      for (const { moduleRequest } of module.staticImports) {
        const specifier = moduleRequest.value;
        if (!/^(?:\.|@\/)/.test(specifier)) continue;
        const target = specifier.startsWith("@/") ? join("src", specifier.slice(2)) : join(path, "..", specifier);
        const isThere = files[`${target}.ts`] !== undefined || files[`${target}/index.ts`] !== undefined;
        expect(isThere, `${path} imports ${specifier}`).toBe(true);
      }
    }
  });

  test.each([1, 2, 3, 4])("has the planted bugs and no others (40 files, seed %i)", { timeout: 60_000 }, async (seed) => {
    const { files, planted } = generateProject({ files: 40, seed, bugRate: 0.8 });
    expect(planted.length).toBeGreaterThan(0);
    const folder = createTempProject(files);
    const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser } }, plugin.configs.strict] });
    const results = await eslint.lintFiles(["."]);
    const found = results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, message }) => `${filePath.slice(folder.length + 1).replaceAll("\\", "/")} ${ruleId ?? message}`));
    expect(found.sort()).toEqual(planted.map(({ path, rule }) => `${path} unit-of-work/${rule}`).sort());
  });
});
