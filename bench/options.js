import { resolve } from "node:path";
import { parseArgs } from "node:util";

export const HELP = `npm run bench -- [options]

Measures what the rules cost, as ratios, against the budgets of docs/performance.md.

  --only a,b        rows to measure: ROWS
  --runs n          interleaved runs, each in a process of its own (5)
  --scale 1,2,4,8   sizes of the generated projects; 1 is about 650 files
  --files n         source files at scale 1 (650)
  --project dir     measures this folder instead; nothing but its node_modules/.cache/unit-of-work is written
  --seed n          seed of the generated projects (1)
  --json file       where the numbers go (bench/results/<date>.json)
  --profile dir     writes a .cpuprofile of each scale with all rules, and says where the time goes; measures no rows
  --pause ms        between two keystrokes (1100: longer than files are believed to be unchanged)
  --keep            leaves the generated projects where they are
  --help
`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} only empty for all rows
 * @property {number} runs
 * @property {readonly number[]} scales ascending
 * @property {number} files
 * @property {string | undefined} project
 * @property {number} seed
 * @property {string} json
 * @property {string | undefined} profile
 * @property {number} pause
 * @property {boolean} keep
 * @property {boolean} help
 */

/**
 * Throws when an argument says nothing sensible.
 *
 * @param {readonly string[]} args
 * @param {readonly string[]} rows
 * @returns {Options}
 */
export function readOptions(args, rows) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "" },
      runs: { type: "string", default: "5" },
      scale: { type: "string", default: "1,2,4,8" },
      files: { type: "string", default: "650" },
      project: { type: "string" },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
      profile: { type: "string" },
      pause: { type: "string", default: "1100" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only.split(",").filter((name) => name !== "");
  const unknown = only.find((name) => !rows.includes(name));
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}. Rows: ${rows.join(", ")}.`);
  const now = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  return {
    only,
    runs: readNumber("runs", values.runs, 1),
    scales: values.scale
      .split(",")
      .map((scale) => readNumber("scale", scale, 1))
      .sort((a, b) => a - b),
    files: readNumber("files", values.files, 10),
    project: values.project === undefined ? undefined : resolve(values.project),
    seed: readNumber("seed", values.seed, 0),
    json: resolve(values.json ?? `bench/results/${now}.json`),
    profile: values.profile === undefined ? undefined : resolve(values.profile),
    pause: readNumber("pause", values.pause, 0),
    keep: values.keep,
    help: values.help,
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
function readNumber(name, text, least) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} wants whole numbers from ${least}, not ${JSON.stringify(text)}.`);
  return value;
}
