/**
 * Numbers from 0 to below 1, the same for the same seed.
 *
 * @param {number} seed
 * @returns {() => number}
 */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * One item of a list that is not empty.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {() => number} random
 * @returns {T}
 */
export function pick(items, random) {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("There is nothing to pick from.");
  return item;
}

/**
 * Several different items of a list, in the list's order.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {number} count
 * @param {() => number} random
 * @returns {T[]}
 */
export function pickMany(items, count, random) {
  const rest = [...items];
  while (rest.length > count) rest.splice(Math.floor(random() * rest.length), 1);
  return rest;
}
