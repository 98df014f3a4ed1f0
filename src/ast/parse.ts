import { createRequire } from "node:module";
import type { Program } from "./types.js";
import { linkParents } from "./walk.js";

type Oxc = typeof import("oxc-parser");

let parser: Oxc | undefined | null;
let failure: string | undefined;

/** Loaded at the first use: without its native binding (a lock file from another system) the plugin still works. */
function getParser(): Oxc | null {
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

const LANGUAGES: Readonly<Record<string, "ts" | "tsx" | "js" | "jsx" | "dts">> = {
  ts: "ts",
  mts: "ts",
  cts: "ts",
  tsx: "tsx",
  js: "jsx",
  mjs: "jsx",
  cjs: "jsx",
  jsx: "jsx",
};

/** Can a file of this name be parsed at all? */
export function isSourceFile(path: string): boolean {
  return /\.(?:[mc]?[jt]s|[jt]sx)$/.test(path);
}

/**
 * The tree of a source text, with parents.
 * `undefined` when the text does not parse, the name is no source file's, or the parser has no binding here.
 */
export function parse(path: string, text: string): Program | undefined {
  const oxc = getParser();
  if (oxc === null || !isSourceFile(path)) return undefined;
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const lang = path.endsWith(".d.ts") ? "dts" : (LANGUAGES[extension] ?? "ts");
  try {
    const result = oxc.parseSync(path, text, { lang, astType: "ts", preserveParens: false });
    if (result.errors.some((error) => (error.severity as string) === "Error") && result.program.body.length === 0) return undefined;
    linkParents(result.program);
    return result.program;
  } catch {
    return undefined;
  }
}
