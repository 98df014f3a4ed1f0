import { getMedian } from "./measure.js";

/**
 * @typedef {import("./child.js").Sample} Sample
 *
 * @typedef {object} Cell something that is measured, once in each run
 * @property {"lint" | "parse" | "index" | "keystrokes" | "oxlint"} kind
 * @property {import("./configs.js").ConfigName} [config]
 * @property {number} [scale] the smallest one when left out
 * @property {number} [workers]
 * @property {boolean} [isCold] the index is deleted first
 *
 * @typedef {(cell: Cell) => readonly Sample[]} GetSamples the samples of a cell, one for each run
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} title
 * @property {number | undefined} budget at most
 * @property {string} unit
 * @property {(scales: readonly number[]) => readonly Cell[]} getCells nothing when it cannot be measured with these scales
 * @property {(get: GetSamples, scales: readonly number[]) => number} getResult
 */

/**
 * The median over the runs of what two cells say about each other. Runs are interleaved, so that whatever else the
 * machine does meets both.
 *
 * @param {readonly Sample[]} ours
 * @param {readonly Sample[]} theirs
 * @param {(ours: Sample, theirs: Sample) => number} compare
 */
function compareRuns(ours, theirs, compare) {
  return getMedian(
    ours.flatMap((sample, run) => {
      const other = theirs[run];
      return other ? [compare(sample, other)] : [];
    }),
  );
}

const cpuRatio = (/** @type {Sample} */ ours, /** @type {Sample} */ theirs) => ours.cpu / theirs.cpu;
const wallRatio = (/** @type {Sample} */ ours, /** @type {Sample} */ theirs) => ours.wall / theirs.wall;
const cpuOfOurs = (/** @type {Sample} */ ours, /** @type {Sample} */ theirs) => (ours.cpu - theirs.cpu) / ours.files;

const largest = (/** @type {readonly number[]} */ scales) => scales.at(-1) ?? 1;

/** @type {Cell} */
const HOST = { kind: "lint", config: "host" };
/** @type {Cell} */
const RULES = { kind: "lint", config: "rules" };
/** @type {Cell} */
const TYPED_HOST = { kind: "lint", config: "typed-host" };
/** @type {Cell} */
const TYPED_BOTH = { kind: "lint", config: "typed-both" };
/** @type {Cell} */
const OXLINT = { kind: "oxlint" };

/** The budgets, and what is measured for each. */
export const ROWS = /** @type {readonly Row[]} */ ([
  {
    name: "syntactic",
    title: "all rules, warm index, over ESLint with the parser alone (CPU)",
    budget: 1.25,
    unit: "×",
    getCells: () => [HOST, RULES],
    getResult: (get) => compareRuns(get(RULES), get(HOST), cpuRatio),
  },
  {
    name: "cold",
    title: "all rules, no index yet, over ESLint with the parser alone (CPU)",
    budget: undefined,
    unit: "×",
    getCells: () => [HOST, { ...RULES, isCold: true }],
    getResult: (get) => compareRuns(get({ ...RULES, isCold: true }), get(HOST), cpuRatio),
  },
  {
    name: "typed",
    title: "all rules beside no-floating-promises, over no-floating-promises alone, typed (CPU)",
    budget: 1.1,
    unit: "×",
    getCells: () => [TYPED_HOST, TYPED_BOTH],
    getResult: (get) => compareRuns(get(TYPED_BOTH), get(TYPED_HOST), cpuRatio),
  },
  {
    name: "typed-alone",
    title: "all rules, typed, over no-floating-promises alone, typed (CPU)",
    budget: 1.1,
    unit: "×",
    getCells: () => [TYPED_HOST, { kind: "lint", config: "typed-rules" }],
    getResult: (get) => compareRuns(get({ kind: "lint", config: "typed-rules" }), get(TYPED_HOST), cpuRatio),
  },
  {
    name: "recommended",
    title: "all rules, warm index, over typescript-eslint's recommendedTypeChecked (CPU)",
    budget: undefined,
    unit: "×",
    getCells: () => [RULES, { kind: "lint", config: "typed-recommended" }],
    getResult: (get) => compareRuns(get(RULES), get({ kind: "lint", config: "typed-recommended" }), cpuRatio),
  },
  {
    name: "oxlint",
    title: "oxlint with all rules, over ESLint typed with no-floating-promises alone (wall)",
    budget: 0.25,
    unit: "×",
    getCells: () => [OXLINT, TYPED_HOST],
    getResult: (get) => compareRuns(get(OXLINT), get(TYPED_HOST), wallRatio),
  },
  {
    name: "index",
    title: "index of a project that was never seen, over oxc-parser parsing the same files (CPU)",
    budget: 2,
    unit: "×",
    getCells: (scales) => [
      { kind: "index", scale: largest(scales), isCold: true },
      { kind: "parse", scale: largest(scales) },
    ],
    getResult: (get, scales) => compareRuns(get({ kind: "index", scale: largest(scales), isCold: true }), get({ kind: "parse", scale: largest(scales) }), cpuRatio),
  },
  {
    name: "memory",
    title: "peak memory of all rules on the largest project, over the parser alone",
    budget: 150,
    unit: " MB more",
    getCells: (scales) => [
      { ...HOST, scale: largest(scales) },
      { ...RULES, scale: largest(scales) },
    ],
    getResult: (get, scales) => compareRuns(get({ ...RULES, scale: largest(scales) }), get({ ...HOST, scale: largest(scales) }), (ours, theirs) => ours.rss - theirs.rss),
  },
  {
    name: "growth",
    title: "our CPU for a file of the largest project, over one of the smallest",
    budget: 1.15,
    unit: "×",
    getCells: (scales) => (scales.length < 2 ? [] : scales.flatMap((scale) => [{ ...HOST, scale }, { ...RULES, scale }])),
    getResult: (get, scales) => {
      const getCost = (/** @type {number | undefined} */ scale = 1) => compareRuns(get({ ...RULES, scale }), get({ ...HOST, scale }), cpuOfOurs);
      return getCost(scales.at(-1)) / getCost(scales[0]);
    },
  },
  {
    name: "concurrency",
    title: "what --concurrency 2 adds to the CPU of all rules, over what it adds to the parser alone",
    budget: 1.3,
    unit: "×",
    getCells: () => [HOST, RULES, { ...HOST, workers: 2 }, { ...RULES, workers: 2 }],
    getResult: (get) => compareRuns(get({ ...RULES, workers: 2 }), get(RULES), cpuRatio) / compareRuns(get({ ...HOST, workers: 2 }), get(HOST), cpuRatio),
  },
  {
    name: "keystroke",
    title: "a keystroke in a service's body, all rules, over no-floating-promises (wall)",
    budget: 0.5,
    unit: "×",
    getCells: () => [
      { kind: "keystrokes", config: "rules" },
      { kind: "keystrokes", config: "typed-host" },
    ],
    getResult: (get) => compareRuns(get({ kind: "keystrokes", config: "rules" }), get({ kind: "keystrokes", config: "typed-host" }), wallRatio),
  },
]);

/**
 * A cell by what it is, for maps and reports.
 *
 * @param {Cell} cell
 * @param {number} smallest the scale of a cell that names none
 */
export function getCellName({ kind, config, scale, workers, isCold }, smallest) {
  return [kind, config, isCold === true ? "cold" : undefined, workers === undefined ? undefined : `${workers} workers`, `${scale ?? smallest}×`].filter((part) => part !== undefined).join(" ");
}
