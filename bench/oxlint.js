import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { performance } from "node:perf_hooks";

/** How to get what `findOxlint` looks for. */
export const OXLINT_MISSING = "not measured: oxlint is not installed (npm install --no-save oxlint, or have it in the PATH)";

/** Where oxlint is: beside this package's dependencies, else in the PATH. Nothing is downloaded. */
export function findOxlint() {
  try {
    const manifest = createRequire(import.meta.url).resolve("oxlint/package.json");
    const { bin } = /** @type {{ bin: string | Record<string, string> }} */ (JSON.parse(readFileSync(manifest, "utf8")));
    const path = typeof bin === "string" ? bin : bin.oxlint;
    if (path !== undefined) return join(dirname(manifest), path);
  } catch {
    // Looked for in the PATH below.
  }
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "oxlint"))
    .find((path) => existsSync(path));
}

/**
 * @param {string} folder
 * @param {string} plugin path of the plugin's module
 * @returns {Promise<string>} path of a configuration with all rules of the preset `strict`
 */
export async function writeOxlintConfig(folder, plugin) {
  const { default: loaded } = /** @type {{ default: import("eslint").ESLint.Plugin & { configs: { strict: { rules: Record<string, unknown> } } } }} */ (await import(plugin));
  const path = join(folder, "oxlintrc.json");
  writeFileSync(path, JSON.stringify({ plugins: [], categories: { correctness: "off" }, jsPlugins: [plugin], rules: loaded.configs.strict.rules }));
  return path;
}

/**
 * Runs oxlint over a folder; only its time can be measured from outside.
 *
 * @param {string} oxlint
 * @param {string} config
 * @param {string} root
 * @returns {Promise<import("./child.js").Sample>}
 */
export async function runOxlint(oxlint, config, root) {
  const start = performance.now();
  const args = ["-c", config, "--format", "json", "."];
  const child = oxlint.endsWith(".js") || !/oxlint$/.test(oxlint) ? spawn(process.execPath, [oxlint, ...args], { cwd: root }) : spawn(oxlint, args, { cwd: root });
  let written = "";
  let failed = "";
  child.stdout.on("data", (/** @type {Buffer} */ data) => (written += data.toString()));
  child.stderr.on("data", (/** @type {Buffer} */ data) => (failed += data.toString()));
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const wall = performance.now() - start;
  if (!written.trimStart().startsWith("{")) throw new Error(`oxlint says:\n${(failed + written).slice(0, 2000)}`);
  const { diagnostics, number_of_files: files } = /** @type {{ diagnostics: { code?: string }[], number_of_files?: number }} */ (JSON.parse(written));
  return { cpu: Number.NaN, wall, rss: Number.NaN, files: files ?? 0, findings: diagnostics.filter(({ code }) => code?.startsWith("unit-of-work(")).length, failures: 0 };
}
