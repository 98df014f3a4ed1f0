import { getParser } from "./oxc.js";
import type { Node, Program } from "./types.js";

/** Keys that hold no child: positions, the way back up, and what hosts hang on their trees. */
const NOT_CHILDREN = new Set(["parent", "type", "start", "end", "range", "loc", "tokens", "comments", "raw"]);

type Keys = Readonly<Record<string, readonly string[]>>;
type NodeRecord = Readonly<Record<string, unknown>>;

let visitorKeys: Keys | undefined;

/** The keys under which nodes of a type have children; of types that the parser does not know, whatever holds a node. */
function getChildKeys(node: Node): readonly string[] {
  visitorKeys ??= (getParser() as { readonly visitorKeys?: Keys } | null)?.visitorKeys ?? {};
  return visitorKeys[node.type] ?? Object.keys(node).filter((key) => !NOT_CHILDREN.has(key));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** Calls `visit` with each direct child, in source order. */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  const record = node as unknown as NodeRecord;
  for (const key of getChildKeys(node)) {
    const value = record[key];
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) if (isNode(item)) visit(item);
    } else if (isNode(value)) {
      visit(value);
    }
  }
}

/** Visits `node` and everything below it, parents first. Returning `false` leaves the children of that node out. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  if (visit(node) === false) return;
  // Not by `forEachChild`: a function for each node is what walking would cost most.
  const record = node as unknown as NodeRecord;
  for (const key of getChildKeys(node)) {
    const value = record[key];
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) if (isNode(item)) walk(item, visit);
    } else if (isNode(value)) {
      walk(value, visit);
    }
  }
}

/** Gives every node of a tree its `parent`; the trees of hosts have it already. */
export function linkParents(program: Program): void {
  link(program);
}

function link(node: Node): void {
  const record = node as unknown as NodeRecord;
  for (const key of getChildKeys(node)) {
    const value = record[key];
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) if (isNode(item)) linkTo(item, node);
    } else if (isNode(value)) {
      linkTo(value, node);
    }
  }
}

function linkTo(child: Node, parent: Node): void {
  (child as { parent?: Node }).parent = parent;
  link(child);
}
