/**
 * The strongly connected components of what can be reached from `root`, callees before callers: Tarjan's algorithm
 * without recursion, so that a chain of ten thousand calls is no deeper than one of ten. `isDone` leaves a node out.
 */
export function findComponents<T>(root: T, getKey: (node: T) => object, getNext: (node: T) => readonly T[], isDone: (node: T) => boolean): readonly (readonly T[])[] {
  const components: T[][] = [];
  const indexes = new Map<object, number>();
  const lows = new Map<object, number>();
  const open = new Set<object>();
  const stack: T[] = [];
  const frames: { readonly node: T; readonly next: readonly T[]; position: number }[] = [];

  const enter = (node: T): void => {
    const key = getKey(node);
    lows.set(key, indexes.size);
    indexes.set(key, indexes.size);
    open.add(key);
    stack.push(node);
    frames.push({ node, next: getNext(node), position: 0 });
  };
  const lower = (node: T, low: number): void => {
    lows.set(getKey(node), Math.min(lows.get(getKey(node)) ?? low, low));
  };

  enter(root);
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const next = frame.next[frame.position++];
    if (next !== undefined) {
      const index = indexes.get(getKey(next));
      if (index === undefined) {
        if (!isDone(next)) enter(next);
      } else if (open.has(getKey(next))) {
        lower(frame.node, index);
      }
      continue;
    }
    frames.pop();
    const key = getKey(frame.node);
    const low = lows.get(key) ?? 0;
    const caller = frames.at(-1);
    if (caller) lower(caller.node, low);
    if (low !== indexes.get(key)) continue;
    const members = stack.splice(stack.findLastIndex((member) => getKey(member) === key));
    for (const member of members) open.delete(getKey(member));
    // The deepest first: what they learn goes up in one sweep.
    components.push(members.reverse());
  }
  return components;
}
