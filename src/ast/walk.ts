import type { Node, Program } from "./types.js";

/** Keys that hold no child: positions, the way back up, and what hosts hang on their trees. */
const NOT_CHILDREN = new Set(["parent", "type", "start", "end", "range", "loc", "tokens", "comments", "raw", "value"]);

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** Calls `visit` with each direct child, in source order. */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  const record = node as unknown as Record<string, unknown>;
  for (const key in record) {
    // `value` holds a node in properties and methods, and the value itself in literals.
    if (NOT_CHILDREN.has(key) && !(key === "value" && isNode(record[key]))) continue;
    const value = record[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item);
    } else if (isNode(value)) {
      visit(value);
    }
  }
}

/** Visits `node` and everything below it, parents first. Returning `false` leaves the children of that node out. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  if (visit(node) === false) return;
  forEachChild(node, (child) => {
    walk(child, visit);
  });
}

/** Gives every node of a tree its `parent`; the trees of hosts have it already. */
export function linkParents(program: Program): void {
  const link = (node: Node): void => {
    forEachChild(node, (child) => {
      (child as { parent?: Node }).parent = node;
      link(child);
    });
  };
  link(program);
}
