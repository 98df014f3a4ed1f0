import type { Node } from "./types.js";

interface Positioned {
  start?: number;
  end?: number;
  range?: [number, number];
}

/** Offset of the node's first character. Trees of hosts carry `range` only. */
export function startOf(node: Node): number {
  const { start, range } = node as Positioned;
  return start ?? range?.[0] ?? 0;
}

/** Offset after the node's last character. */
export function endOf(node: Node): number {
  const { end, range } = node as Positioned;
  return end ?? range?.[1] ?? 0;
}

/** Does `inner` lie within `outer` (or is it the same stretch)? */
export function isWithin(inner: Node, outer: Node): boolean {
  return startOf(outer) <= startOf(inner) && endOf(inner) <= endOf(outer);
}
