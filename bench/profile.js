import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{ readonly id: number, readonly callFrame: { readonly functionName: string, readonly url: string, readonly lineNumber: number }, readonly children?: readonly number[] }} ProfileNode
 * @typedef {{ readonly nodes: readonly ProfileNode[], readonly samples: readonly number[], readonly timeDeltas: readonly number[] }} Profile
 */

const OURS = /\/dist\/(src\/[^/]+|rules)\//;

/**
 * Says where the time of a profile went: by part, by rule and layer, by function.
 *
 * @param {string} folder of the .cpuprofile; the largest one is read
 * @param {number} count functions to show
 */
export function describeProfile(folder, count = 25) {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith(".cpuprofile"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .sort((a, b) => b.length - a.length);
  const profile = /** @type {Profile} */ (JSON.parse(texts[0] ?? '{"nodes":[],"samples":[],"timeDeltas":[]}'));
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  /** @type {Map<number, number>} */
  const times = new Map();
  for (const [index, id] of profile.samples.entries()) add(times, id, (profile.timeDeltas[index] ?? 0) / 1000);

  /** @type {Map<string, number>} */
  const parts = new Map();
  /** @type {Map<string, number>} */
  const self = new Map();
  /** @type {Map<string, number>} */
  const inclusive = new Map();
  for (const [id, time] of times) {
    const node = nodes.get(id);
    if (!node) continue;
    add(parts, getPart(node, (child) => nodes.get(parents.get(child) ?? -1)), time);
    add(self, getLabel(node), time);
    /** @type {Set<string>} */
    const seen = new Set();
    for (let current = /** @type {ProfileNode | undefined} */ (node); current; current = nodes.get(parents.get(current.id) ?? -1)) {
      const label = getLabel(current);
      if (OURS.test(current.callFrame.url) && !seen.has(label)) add(inclusive, label, time);
      seen.add(label);
    }
  }
  return [
    "By part (ms, what a native or library function takes counts for whoever of ours called it)",
    ...format(parts, count),
    "",
    "By function, alone (ms)",
    ...format(self, count),
    "",
    "By function of ours, with what it calls (ms)",
    ...format(inclusive, count * 2),
  ].join("\n");
}

/**
 * @template Key
 * @param {Map<Key, number>} map
 * @param {Key} key
 * @param {number} value
 */
function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value);
}

/** @param {ProfileNode} node */
function getLabel({ callFrame: { functionName, url, lineNumber } }) {
  return `${functionName === "" ? "(anonymous)" : functionName} ${url.split("/").slice(-2).join("/")}:${lineNumber + 1}`;
}

/**
 * Our layer, where one of our functions is on the stack; else the package, or Node.js.
 *
 * @param {ProfileNode} node
 * @param {(id: number) => ProfileNode | undefined} getParent
 */
function getPart(node, getParent) {
  for (let current = /** @type {ProfileNode | undefined} */ (node); current; current = getParent(current.id)) {
    const layer = OURS.exec(current.callFrame.url)?.[1];
    if (layer !== undefined) return `ours: ${layer}${current === node ? "" : node.callFrame.url.includes("oxc-parser") ? " (oxc-parser)" : ""}`;
  }
  const { url, functionName } = node.callFrame;
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? (functionName.startsWith("(") ? functionName : "node");
}

/**
 * @param {Map<string, number>} map
 * @param {number} count
 */
function format(map, count) {
  return [...map]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([label, time]) => `${time.toFixed(0).padStart(8)}  ${label}`);
}
