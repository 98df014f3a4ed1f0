import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * @typedef {import("./child.js").Task} Task
 * @typedef {import("./child.js").Sample} Sample
 */

const child = fileURLToPath(new URL("child.js", import.meta.url));

/** Variables that change what ESLint, typescript-eslint or Node.js do. */
const IGNORED = new Set(["CI", "DEBUG", "TIMING", "NODE_OPTIONS"]);

/**
 * Runs a task in a process of its own. Throws with what it wrote when it fails.
 *
 * @param {Task} task
 * @param {readonly string[]} execArgv options of Node.js
 * @returns {Promise<Sample>}
 */
export async function measure(task, execArgv = []) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !IGNORED.has(name)));
  const forked = fork(child, { cwd: task.root, execArgv: [...execArgv], env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let written = "";
  forked.stderr?.on("data", (/** @type {Buffer} */ data) => (written += data.toString()));
  /** @type {Sample | undefined} */
  let sample;
  forked.once("message", (message) => (sample = /** @type {Sample} */ (message)));
  forked.send(task);
  const code = await new Promise((resolve, reject) => {
    forked.once("error", reject);
    forked.once("exit", resolve);
  });
  if (!sample) throw new Error(`${task.kind} in ${task.root} ended with ${String(code)}:\n${written.slice(0, 2000)}`);
  return sample;
}

/**
 * @param {readonly number[]} values
 */
export function getMedian(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}
