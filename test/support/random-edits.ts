import { pick } from "./random.js";

/** A project's texts by path; an edit changes them in place, and returns the paths that it has touched. */
export type Texts = Record<string, string>;

type Edit = (texts: Texts, path: string, random: () => number) => readonly string[];

const isSource = (path: string): boolean => path.endsWith(".ts");

/** Changes one text; nothing is touched when it stays as it was. */
function change(texts: Texts, path: string, text: string): readonly string[] {
  if (texts[path] === text) return [];
  texts[path] = text;
  return [path];
}

/** Replaces one of the places that a pattern finds. */
function replaceOne(text: string, pattern: RegExp, random: () => number, write: (match: RegExpMatchArray) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const match = pick(matches, random);
  return `${text.slice(0, match.index)}${write(match)}${text.slice(match.index + match[0].length)}`;
}

/** Takes a line away, or doubles it: some results do not parse. */
export function editLine(text: string, random: () => number): string {
  const lines = text.split("\n");
  const at = Math.floor(random() * lines.length);
  const line = lines[at] ?? "";
  return lines.toSpliced(at, 1, ...(random() < 0.6 ? [] : [line, line])).join("\n");
}

const STATEMENT = /^ +(?:await|return|throw|const|console)\b[^\n]*;$/gm;
const BODY = /\basync (?:function )?\w+\([^\n]*\{$/gm;
const FUNCTION = /^export async function (\w+)\([^\n]*\{\n(?:(?:[ ][^\n]*)?\n)*\}\n/gm;

const KEYS = ["ownerId", "projectId", "customerId", "categoryId", "assigneeId", "parentId"];

/** What people do to a code base, by name. */
const EDITS: Readonly<Record<string, Edit>> = {
  "a line": (texts, path, random) => change(texts, path, editLine(texts[path] ?? "", random)),
  "a statement in a body": (texts, path, random) =>
    change(texts, path, replaceOne(texts[path] ?? "", BODY, random, ([head]) => `${head}\n    console.log(${Math.floor(random() * 1000)});`)),
  "a statement less": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", STATEMENT, random, () => "")),
  "a call that leaves the transaction out": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", /, tx\)/g, random, () => ")")),
  "a client that is not the transaction": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", /\btx \?\? (?=\w)/g, random, () => "")),
  "a transaction that is not passed on": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", /, \{ transaction: tx \}|, transaction: tx\b/g, random, () => "")),
  "an end of the caller's transaction": (texts, path, random) =>
    change(
      texts,
      path,
      replaceOne(texts[path] ?? "", /\basync (?:function )?\w+\((?=[^\n]*\btx: Handle)[^\n]*\{$/gm, random, ([head]) => `${head}\n    await tx.${pick(["commit()", "rollback()", 'query("COMMIT")', "flush()", "begin()"], random)};`),
    ),
  "a key compared with 0": (texts, path, random) =>
    change(
      texts,
      path,
      replaceOne(texts[path] ?? "", BODY, random, ([head]) => `${head}\n    if (Number(process.env.X) > 1 && globalThis.row.${pick(KEYS, random)} === 0) console.log("none");`),
    ),
  "another order of statements": (texts, path, random) =>
    change(texts, path, replaceOne(texts[path] ?? "", /^( +await [^\n]*;\n)( +await [^\n]*;\n)/gm, random, ([, first = "", second = ""]) => `${second}${first}`)),
  "another signature": (texts, path, random) =>
    change(texts, path, replaceOne(texts[path] ?? "", /\btx(\??): Handle/g, random, ([, optional = ""]) => pick([`tx${optional === "" ? "?" : ""}: Handle`, `outer${optional}: Handle`, `tx${optional}: unknown`], random))),
  "a parameter less": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", /, tx\?: Handle/g, random, () => "")),
  "an export less": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", /^export (?=async function|const|class)/gm, random, () => "")),
  "an import that leads nowhere": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", / from "\.[^"]*";/g, random, () => ' from "./nowhere";')),
  "a function renamed where it is": (texts, path, random) =>
    change(texts, path, replaceOne(texts[path] ?? "", /\basync (function )?(\w+)\(/g, random, ([, keyword = "", name = ""]) => `async ${keyword}${name}Now(`)),
  "a function renamed everywhere": (texts, path, random) => {
    const names = [...(texts[path] ?? "").matchAll(/\bfunction (\w+)\(/g)].flatMap(([, name]) => name ?? []);
    if (names.length === 0) return [];
    const name = pick(names, random);
    const whole = new RegExp(`\\b${name}\\b`, "g");
    return Object.keys(texts).filter((other) => isSource(other) && change(texts, other, (texts[other] ?? "").replaceAll(whole, `${name}Too`)).length > 0);
  },
  "a field's checks": (texts, path, random) => change(texts, path, replaceOne(texts[path] ?? "", /\.positive\(\)|^ +@IsPositive\(\)\n|\.transform\(\(value\) => new Date\(value\)\)|, response: \{ 200: \w+ \}/gm, random, () => "")),
  "a function moved to another file": (texts, path, random) => {
    const text = texts[path] ?? "";
    const functions = [...text.matchAll(FUNCTION)].map(([block]) => block);
    const others = Object.keys(texts).filter((other) => other !== path && /\.(?:helpers|service|use-case)\.ts$/.test(other));
    if (functions.length === 0 || others.length === 0) return [];
    const block = pick(functions, random);
    const target = pick(others, random);
    return [...change(texts, path, text.replace(block, "")), ...change(texts, target, `${texts[target] ?? ""}\n${block}`)];
  },
  "a file deleted": (texts, path) => {
    Reflect.deleteProperty(texts, path);
    return [path];
  },
  "a new file": (texts, path, random) => change(texts, path.replace(/\.ts$/, `-${Math.floor(random() * 4)}.ts`), texts[path] ?? ""),
  "a file moved": (texts, path) => {
    const text = texts[path] ?? "";
    Reflect.deleteProperty(texts, path);
    return [path, ...change(texts, path.replace(/\.ts$/, "-moved.ts"), text)];
  },
};

const NAMES = Object.keys(EDITS);

/**
 * One random edit of one of some sources; what is moved or renamed may touch others. Every fourth puts back what
 * was there first, so that the project does not fall apart. Returns what it was, and the paths that it has touched:
 * perhaps none.
 */
export function editProject(texts: Texts, original: Readonly<Texts>, candidates: readonly string[], random: () => number): { readonly name: string; readonly touched: readonly string[] } {
  const paths = candidates.filter((path) => texts[path] !== undefined);
  if (random() < 0.25 || paths.length === 0) {
    const changed = [...new Set([...Object.keys(texts), ...Object.keys(original)])].filter((path) => texts[path] !== original[path]);
    if (changed.length === 0) return { name: "nothing", touched: [] };
    const path = pick(changed, random);
    const before = original[path];
    if (before === undefined) Reflect.deleteProperty(texts, path);
    else texts[path] = before;
    return { name: "as it was", touched: [path] };
  }
  const name = pick(NAMES, random);
  const path = pick(paths, random);
  return { name, touched: EDITS[name]?.(texts, path, random) ?? [] };
}
