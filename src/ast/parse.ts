import { getParser } from "./oxc.js";
import type { Program } from "./types.js";
import { linkParents } from "./walk.js";

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
