import { createRequire } from "node:module";

type Oxc = typeof import("oxc-parser");

let parser: Oxc | undefined | null;
let failure: string | undefined;

/** The parser, loaded at the first use: without its native binding (a lock file from another system) the plugin still works. */
export function getParser(): Oxc | null {
  if (parser === undefined) {
    try {
      parser = createRequire(import.meta.url)("oxc-parser") as Oxc;
    } catch (error) {
      parser = null;
      failure = error instanceof Error ? (error.message.split("\n")[0] ?? error.message) : String(error);
    }
  }
  return parser;
}

/** Why the parser could not be loaded, or `undefined` when it could. */
export function getParserFailure(): string | undefined {
  getParser();
  return failure;
}
