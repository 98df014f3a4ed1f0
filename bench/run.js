import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, platform } from "node:os";
import { dirname, join } from "node:path";
import { PLUGIN, SOURCES, writeConfigs } from "./configs.js";
import { getMedian, measure } from "./measure.js";
import { HELP, readOptions } from "./options.js";
import { findOxlint, OXLINT_MISSING, runOxlint, writeOxlintConfig } from "./oxlint.js";
import { describeProfile } from "./profile.js";
import { getCellName, ROWS } from "./rows.js";
import { clearIndex, createWorkFolder, openSubject, writeSubject } from "./subjects.js";

/**
 * @typedef {import("./rows.js").Cell} Cell
 * @typedef {import("./child.js").Sample} Sample
 * @typedef {import("./subjects.js").Subject} Subject
 * @typedef {import("./options.js").Options} Options
 */

const KEYSTROKES = 10;

/**
 * @param {Options} options
 * @param {string} folder
 */
async function createBench(options, folder) {
  const subjects = options.project === undefined ? options.scales.map((scale) => writeSubject(folder, scale, options)) : [openSubject(options.project)];
  const scales = subjects.map(({ scale }) => scale);
  const getConfig = writeConfigs(join(folder, "configs"));
  const oxlint = findOxlint();
  const oxlintConfig = oxlint === undefined ? "" : await writeOxlintConfig(folder, PLUGIN);
  const getSubject = (/** @type {number | undefined} */ scale) => {
    const subject = subjects.find((one) => one.scale === (scale ?? scales[0]));
    if (!subject) throw new Error(`There is no project of scale ${String(scale)}.`);
    return subject;
  };

  return {
    subjects,
    scales,
    oxlint,
    /**
     * @param {Cell} cell
     * @param {readonly string[]} [execArgv]
     * @returns {Promise<Sample>}
     */
    async measureCell({ kind, config, scale, workers, isCold }, execArgv) {
      const subject = getSubject(scale);
      const { root } = subject;
      const file = subject.edited;
      if (isCold === true) clearIndex(subject);
      switch (kind) {
        case "lint":
          return await measure({ kind, root, config: getConfig(config ?? "host"), sources: SOURCES, concurrency: workers ?? "off" }, execArgv);
        case "keystrokes":
          return await measure({ kind, root, config: getConfig(config ?? "host"), file, count: KEYSTROKES, pause: options.pause }, execArgv);
        case "index":
        case "parse":
          return await measure({ kind, root, file }, execArgv);
        case "oxlint":
          return await runOxlint(oxlint ?? "", oxlintConfig, root);
      }
    },
  };
}

/** @param {Options} options */
async function run(options) {
  const folder = createWorkFolder();
  try {
    const bench = await createBench(options, folder);
    const { subjects, scales, oxlint } = bench;
    const smallest = scales[0] ?? 1;
    console.log(subjects.map(({ name, files }) => `${name}: ${files} files`).join(", "));
    if (options.profile !== undefined) {
      await profile(bench, options.profile);
      return;
    }
    const rows = ROWS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
    /** @type {Map<string, { cell: Cell, samples: Sample[] }>} */
    const cells = new Map();
    for (const cell of rows.flatMap((row) => row.getCells(scales))) {
      if (cell.kind !== "oxlint" || oxlint !== undefined) cells.set(getCellName(cell, smallest), { cell, samples: [] });
    }
    await warmUp(bench, [...cells.values()]);
    for (let turn = 1; turn <= options.runs; turn += 1) {
      // Cold cells leave a warm index behind.
      for (const [name, { cell, samples }] of cells) {
        const sample = await bench.measureCell(cell);
        samples.push(sample);
        if (process.stderr.isTTY) process.stderr.write(`\r\u001B[Krun ${turn} of ${options.runs}: ${name} ${(sample.cpu / 1000).toFixed(1)} s`);
      }
    }
    if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
    report(rows, cells, bench, options);
  } finally {
    if (options.keep) console.log(`The projects are in ${folder}.`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Fills the index of each project once, and the file system's cache with it.
 *
 * @param {Awaited<ReturnType<typeof createBench>>} bench
 * @param {readonly { readonly cell: Cell }[]} cells
 */
async function warmUp(bench, cells) {
  const scales = new Set(cells.filter(({ cell }) => cell.config !== "host").map(({ cell }) => cell.scale ?? bench.scales[0]));
  for (const scale of scales) if (scale !== undefined) await bench.measureCell({ kind: "lint", config: "rules", scale, isCold: true });
}

/**
 * @param {Awaited<ReturnType<typeof createBench>>} bench
 * @param {string} folder
 */
async function profile(bench, folder) {
  for (const { scale, name } of bench.subjects) {
    const target = join(folder, name);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    await bench.measureCell({ kind: "lint", config: "rules", scale });
    const { cpu, rss } = await bench.measureCell({ kind: "lint", config: "rules", scale }, ["--cpu-prof", "--cpu-prof-interval=1000", `--cpu-prof-dir=${target}`]);
    console.log(`\n${name}: ${(cpu / 1000).toFixed(1)} s CPU, ${rss.toFixed(0)} MB, profile in ${target}\n\n${describeProfile(target)}`);
  }
}

/**
 * @param {readonly import("./rows.js").Row[]} rows
 * @param {ReadonlyMap<string, { readonly cell: Cell, readonly samples: readonly Sample[] }>} cells
 * @param {Awaited<ReturnType<typeof createBench>>} bench
 * @param {Options} options
 */
function report(rows, cells, { scales, subjects, oxlint }, options) {
  const smallest = scales[0] ?? 1;
  const get = (/** @type {Cell} */ cell) => cells.get(getCellName(cell, smallest))?.samples ?? [];
  const results = rows.map((row) => {
    const wanted = row.getCells(scales);
    const broken = wanted.flatMap(get).find(({ failures, files }) => failures > files * 0.05);
    const reason =
      wanted.length === 0
        ? "not measured: it takes generated projects of several scales"
        : wanted.some(({ kind }) => kind === "oxlint") && oxlint === undefined
          ? OXLINT_MISSING
          : broken
            ? `not measured: ${broken.failures} of ${broken.files} files cannot be linted like that`
            : undefined;
    const measured = reason === undefined ? row.getResult(get, scales) : undefined;
    return { name: row.name, title: row.title, budget: row.budget, unit: row.unit, measured, verdict: judge(measured, row.budget), reason };
  });
  printTable(
    ["", "row", "budget", "measured", "what"],
    results.map(({ name, title, budget, unit, measured, verdict, reason }) => [
      verdict,
      name,
      budget === undefined ? "" : `≤ ${budget}${unit}`,
      measured === undefined ? "" : `${formatNumber(measured, unit)}${unit}`,
      reason === undefined ? title : `${title} — ${reason}`,
    ]),
  );
  const medians = [...cells].map(([name, { samples }]) => {
    const median = (/** @type {keyof Sample} */ key) => getMedian(samples.map((sample) => sample[key]));
    return { name, cpu: median("cpu"), wall: median("wall"), rss: median("rss"), files: median("files"), findings: median("findings"), failures: median("failures"), samples };
  });
  console.log("");
  printTable(
    ["median of each run", "CPU ms", "wall ms", "MB", "files", "findings", "failures"],
    medians.map(({ name, cpu, wall, rss, files, findings, failures }) => [name, ...[cpu, wall, rss, files, findings, failures].map((value) => (Number.isNaN(value) ? "" : value.toFixed(0)))]),
  );
  mkdirSync(dirname(options.json), { recursive: true });
  const machine = { node: process.version, platform: platform(), cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg() };
  writeFileSync(options.json, `${JSON.stringify({ date: new Date().toISOString(), machine, options, subjects, results, medians }, undefined, 2)}\n`);
  console.log(`\n${options.json}`);
  if (results.some(({ verdict }) => verdict === "over")) process.exitCode = 1;
}

/**
 * @param {number | undefined} measured
 * @param {number | undefined} budget
 */
function judge(measured, budget) {
  if (measured === undefined || budget === undefined) return "";
  return measured <= budget ? "ok" : "over";
}

/**
 * @param {number} value
 * @param {string} unit
 */
function formatNumber(value, unit) {
  return unit === "×" ? value.toFixed(2) : value.toFixed(0);
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} lines
 */
function printTable(head, lines) {
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => (line[column] ?? "").length)));
  for (const line of [head, ...lines]) console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
}

const names = ROWS.map(({ name }) => name);
try {
  const options = readOptions(process.argv.slice(2), names);
  if (options.help) {
    process.stdout.write(HELP.replace("ROWS", names.join(", ")));
  } else if (!existsSync(PLUGIN)) {
    throw new Error("There is no dist/: npm run build.");
  } else {
    await run(options);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
