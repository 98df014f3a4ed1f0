import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

/**
 * One task in a process of its own; the parent sends it and is sent back what it took.
 *
 * @typedef {{ readonly kind: "lint", readonly root: string, readonly config: string, readonly sources: string, readonly concurrency: number | "off" }} LintTask
 * @typedef {{ readonly kind: "parse" | "index", readonly root: string, readonly file: string }} ProjectTask
 * @typedef {{ readonly kind: "keystrokes", readonly root: string, readonly config: string, readonly file: string, readonly count: number, readonly pause: number }} KeystrokeTask
 * @typedef {LintTask | ProjectTask | KeystrokeTask} Task
 *
 * @typedef {object} Sample
 * @property {number} cpu milliseconds, user and system, all threads
 * @property {number} wall milliseconds
 * @property {number} rss peak, in MB
 * @property {number} files
 * @property {number} findings
 * @property {number} failures files that could not be parsed or linted
 */

/**
 * What a task says of itself; without `cpu` and `wall` the whole process counts.
 *
 * @typedef {Pick<Sample, "files" | "findings" | "failures"> & { readonly cpu?: number, readonly wall?: number }} Outcome
 */

/** CPU of the whole process, or since an earlier moment, in milliseconds. */
function getCpu(since = 0) {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1000 - since;
}

/**
 * @param {LintTask} task
 * @returns {Promise<Outcome>}
 */
async function lint({ root, config, sources, concurrency }) {
  const { ESLint } = await import("eslint");
  const eslint = new ESLint({ cwd: root, overrideConfigFile: config, errorOnUnmatchedPattern: false, concurrency });
  const results = await eslint.lintFiles([sources]);
  return {
    files: results.length,
    findings: results.reduce((sum, { messages }) => sum + messages.filter(({ ruleId }) => ruleId?.startsWith("unit-of-work/")).length, 0),
    failures: results.filter(({ fatalErrorCount }) => fatalErrorCount > 0).length,
  };
}

/**
 * The one place that knows how an index is made: opens the project, and asks what no file answers.
 *
 * @param {ProjectTask} task
 */
async function openIndex({ root, file }) {
  const { createProject } = /** @type {typeof import("../src/project/index.js")} */ (await import(new URL("../dist/src/project/index.js", import.meta.url).href));
  const project = createProject(file, root, [], true);
  return {
    list: () => project.getFiles(),
    build: () => project.getModulesMentioning("a text that nobody writes"),
  };
}

/**
 * Without the time that loading the code takes.
 *
 * @param {ProjectTask} task
 * @returns {Promise<Outcome>}
 */
async function index(task) {
  const { list, build } = await openIndex(task);
  const { parseSync } = await import("oxc-parser");
  parseSync("first.ts", "");
  const start = { cpu: getCpu(), wall: performance.now() };
  build();
  const taken = { cpu: getCpu(start.cpu), wall: performance.now() - start.wall };
  return { ...taken, files: list().length, findings: 0, failures: 0 };
}

/**
 * Parses what the index is made of; a tree is only made when its program is asked for.
 *
 * @param {ProjectTask} task
 * @returns {Promise<Outcome>}
 */
async function parse(task) {
  const paths = (await openIndex(task)).list();
  const { parseSync } = await import("oxc-parser");
  parseSync("first.ts", "");
  const start = { cpu: getCpu(), wall: performance.now() };
  let failures = 0;
  for (const path of paths) {
    const { program, errors } = parseSync(path, readFileSync(path, "utf8"), { astType: "ts", preserveParens: false });
    failures += errors.length > 0 && program.body.length === 0 ? 1 : 0;
  }
  return { cpu: getCpu(start.cpu), wall: performance.now() - start.wall, files: paths.length, findings: 0, failures };
}

const WARM_UP = 5;
const OPEN_FILES = 20;

/**
 * An editor: one ESLint for all, files are opened, then one body is typed into. What counts is the median keystroke.
 *
 * @param {KeystrokeTask} task
 * @returns {Promise<Outcome>}
 */
async function type({ root, config, file, count, pause: ms }) {
  const { ESLint } = await import("eslint");
  const eslint = new ESLint({ cwd: root, overrideConfigFile: config });
  const original = readFileSync(file, "utf8");
  const at = findBody(original);
  const neighbours = readdirSync(join(file, "..")).filter((name) => name.endsWith(".ts"));
  for (const name of neighbours.slice(0, OPEN_FILES)) {
    const filePath = join(file, "..", name);
    await eslint.lintText(readFileSync(filePath, "utf8"), { filePath });
  }
  /** @type {{ cpu: number, wall: number }[]} */
  const taken = [];
  let findings = 0;
  let failures = 0;
  for (let stroke = 0; stroke < WARM_UP + count; stroke += 1) {
    await pause(ms);
    const text = `${original.slice(0, at)}\n    console.log(${"1".repeat((stroke % 9) + 1)}${stroke});${original.slice(at)}`;
    const start = { cpu: getCpu(), wall: performance.now() };
    const [result] = await eslint.lintText(text, { filePath: file });
    if (stroke >= WARM_UP) taken.push({ cpu: getCpu(start.cpu), wall: performance.now() - start.wall });
    findings = result?.messages.filter(({ ruleId }) => ruleId?.startsWith("unit-of-work/")).length ?? 0;
    failures = result?.fatalErrorCount ?? 0;
  }
  const median = (/** @type {"cpu" | "wall"} */ key) => taken.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(taken.length / 2)] ?? 0;
  return { files: 1, findings, failures, cpu: median("cpu"), wall: median("wall") };
}

/**
 * After the brace that opens a function's body, in the middle of a text.
 *
 * @param {string} text
 */
function findBody(text) {
  const bodies = [...text.matchAll(/\basync [^\n]*\) *(?:: [^\n]+)?\{$/gm)].map((match) => match.index + match[0].length);
  const at = bodies[Math.floor(bodies.length / 2)];
  if (at === undefined) throw new Error("There is no function body to type into.");
  return at;
}

/**
 * @param {Task} task
 * @returns {Promise<Outcome>}
 */
async function run(task) {
  switch (task.kind) {
    case "lint":
      return await lint(task);
    case "parse":
      return await parse(task);
    case "index":
      return await index(task);
    case "keystrokes":
      return await type(task);
  }
}

process.once("message", (/** @type {Task} */ task) => {
  void run(task).then((outcome) => {
    /** @type {Sample} */
    const sample = { cpu: getCpu(), wall: performance.now(), rss: process.resourceUsage().maxRSS / 1024, ...outcome };
    process.send?.(sample, () => {
      process.disconnect();
    });
  });
});
