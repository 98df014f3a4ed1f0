/**
 * Which words a text holds, in about a bit for every two characters: a Bloom filter. It never misses a word that is there;
 * about one in a thousand that is not there looks as if it were.
 */
export type WordFilter = Uint8Array;

const PROBES = 5;
const SMALLEST_BITS = 256;
const LARGEST_BITS = 2 ** 21;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The words of a text: runs of letters, digits, `_` and `$`; whatever is not ASCII counts as a letter. */
export function createWordFilter(text: string): WordFilter {
  let bits = SMALLEST_BITS;
  while (bits < text.length / 2 && bits < LARGEST_BITS) bits *= 2;
  const filter = new Uint8Array(bits / 8);
  forEachWord(text, (hash) => {
    const step = getStep(hash);
    for (let probe = 0, at = hash; probe < PROBES; probe += 1, at = (at + step) | 0) setBit(filter, at & (bits - 1));
  });
  return filter;
}

/** The hashes of a text's words, as `mayHold` asks for them: computed once for many filters. */
export function hashWords(text: string): readonly number[] {
  const hashes: number[] = [];
  forEachWord(text, (hash) => hashes.push(hash));
  return hashes;
}

/** Can a text hold all of these words? `false` is certain. */
export function mayHold(filter: WordFilter, hashes: readonly number[]): boolean {
  const mask = filter.length * 8 - 1;
  for (const hash of hashes) {
    const step = getStep(hash);
    for (let probe = 0, at = hash; probe < PROBES; probe += 1, at = (at + step) | 0) {
      if (((filter[(at & mask) >> 3] ?? 0) & (1 << (at & 7))) === 0) return false;
    }
  }
  return true;
}

/** An odd number, so that the probes of a word differ. */
function getStep(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 15) | 1;
}

function forEachWord(text: string, visit: (hash: number) => void): void {
  let hash = FNV_OFFSET;
  let isInWord = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isWordCode(code)) {
      isInWord = true;
      hash = Math.imul(hash ^ code, FNV_PRIME);
    } else if (isInWord) {
      visit(mix(hash));
      isInWord = false;
      hash = FNV_OFFSET;
    }
  }
  if (isInWord) visit(mix(hash));
}

/** Spreads what the last characters change over all bits. */
function mix(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return half ^ (half >>> 13);
}

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36 || code > 127;
}

function setBit(filter: WordFilter, at: number): void {
  filter[at >> 3] = (filter[at >> 3] ?? 0) | (1 << (at & 7));
}
