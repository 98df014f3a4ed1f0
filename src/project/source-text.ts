import { createWordFilter } from "./words.js";
import type { WordFilter } from "./words.js";

/** What is known of a file without parsing it: cheap enough to be had of every file of the project. */
export interface SourceText {
  readonly text: string;
  readonly words: WordFilter;
  /** What the file imports, requires or re-exports from; perhaps also what only a comment or a string says. */
  readonly specifiers: ReadonlySet<string>;
}

/** A specifier after `from`, `import`, `import(` or `require(`, comments in between allowed. */
const SPECIFIER = /\b(?:from|import|require)\b(?:\s|\(|\/\*[^*]*\*\/)*["'`]([^"'`\n]+)["'`]/g;

export function readSourceText(text: string): SourceText {
  return { text, words: createWordFilter(text), specifiers: new Set(Array.from(text.matchAll(SPECIFIER), ([, specifier = ""]) => specifier)) };
}
