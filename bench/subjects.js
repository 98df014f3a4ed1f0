import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateProject } from "../test/support/generate-project.js";

/**
 * What is measured: a folder with TypeScript files.
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {number} scale
 * @property {string} root
 * @property {number} files how many source files
 * @property {string} edited path of the file that keystrokes go to
 */

/** A folder for everything that a run writes. */
export function createWorkFolder() {
  return realpathSync(mkdtempSync(join(tmpdir(), "unit-of-work-bench-")));
}

/**
 * Writes a generated project of so many times `files` files.
 *
 * @param {string} folder
 * @param {number} scale
 * @param {import("./options.js").Options} options
 * @returns {Subject}
 */
export function writeSubject(folder, scale, { files: wanted, seed }) {
  const root = join(folder, `${scale}x`);
  const { files } = generateProject({ files: wanted * scale, seed });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, "node_modules"), { recursive: true });
  const sources = Object.keys(files).filter((path) => path.endsWith(".ts"));
  return { name: `${scale}×`, scale, root, files: sources.length, edited: join(root, findEdited(sources)) };
}

/**
 * A folder of the user. The file that is edited is its longest service.
 *
 * @param {string} root
 * @returns {Subject}
 */
export function openSubject(root) {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.(?:ts|mts|cts|tsx)$/.test(path) && !path.endsWith(".d.ts") && !/(?:^|\/)(?:node_modules|dist|build|coverage)\//.test(path))
    .sort();
  if (paths.length === 0) throw new Error(`${root} has no TypeScript files.`);
  return { name: "project", scale: 1, root, files: paths.length, edited: join(root, findEdited(paths)) };
}

/** @param {readonly string[]} paths */
function findEdited(paths) {
  const found = paths.filter((path) => /service\.ts$/i.test(path) && !path.includes("test"));
  return found[Math.floor(found.length / 2)] ?? paths[0] ?? "";
}

/**
 * The index that the plugin keeps on disk.
 *
 * @param {Subject} subject
 */
export function clearIndex({ root }) {
  rmSync(join(root, "node_modules", ".cache", "unit-of-work"), { recursive: true, force: true });
}
