export interface Block {
  /** What follows the language: ```` ```ts incorrect filename=src/tasks.ts ````. */
  readonly info: string;
  readonly line: number;
  readonly code: string;
}

/** The fenced blocks of one language, in order. */
export function readBlocks(markdown: string, language: string): Block[] {
  const fence = new RegExp(`^\`\`\`${language}(?: ([^\\n]*))?\\n(.*?)^\`\`\`$`, "gms");
  return [...markdown.matchAll(fence)].map(({ 1: info = "", 2: code = "", index }) => ({
    info,
    line: markdown.slice(0, index).split("\n").length,
    code,
  }));
}

/** Where relative links lead, without their anchors. */
export function readRelativeLinks(markdown: string): string[] {
  return [...markdown.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].flatMap(({ 1: target }) => target ?? []);
}
