import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { createFilesMatcher, getTsconfig } from "get-tsconfig";
import type { TsConfigResult } from "get-tsconfig";
import createIgnore from "ignore";
import { globSync } from "tinyglobby";
import { warnOnce } from "../warn.js";

/** What the project is: the files of the nearest tsconfig, else of the nearest package.json, else of the file's folder. */
export interface ProjectScope {
  readonly root: string;
  /** Absolute path of the tsconfig that defines the project, when one does. */
  readonly tsconfig: string | undefined;
  /** Globs relative to `root`, when settings define the project. */
  readonly include: readonly string[] | undefined;
}

const SOURCES = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
/** Dependencies and build output: never sources, whether git knows about them or not. */
const NEVER = ["**/node_modules/**", "**/dist/**", "**/build/**", "**/out/**", "**/coverage/**", "**/.*/**", "**/*.min.js"];

/** Finds the project of a file. `configured` is `settings.project`: tsconfig paths or globs, relative to `cwd`. */
export function findProjectScope(file: string, cwd: string, configured: readonly string[] | undefined): ProjectScope {
  if (configured && configured.length > 0) {
    const tsconfig = configured.find((entry) => entry.endsWith(".json"));
    if (tsconfig !== undefined) {
      const path = resolve(cwd, tsconfig);
      return { root: dirname(path), tsconfig: path, include: undefined };
    }
    return { root: cwd, tsconfig: undefined, include: configured };
  }
  const found = readTsconfig(dirname(file));
  if (found && matches(found, file)) return { root: dirname(found.path), tsconfig: found.path, include: undefined };
  return { root: findUp("package.json", dirname(file)) ?? dirname(file), tsconfig: undefined, include: undefined };
}

/** The source files of a project, absolute and sorted: without dependencies, build output and what git ignores. */
export function listProjectFiles(scope: ProjectScope): string[] {
  const files = globSync([...(scope.include ?? [SOURCES])], { cwd: scope.root, ignore: NEVER, absolute: true }).map((path) => resolve(path));
  const isIgnored = createGitIgnore(scope.root);
  const tsconfig = scope.tsconfig === undefined ? undefined : readTsconfig(dirname(scope.tsconfig), scope.tsconfig);
  const matcher = tsconfig && createMatcher(tsconfig);
  return files.filter((file) => !isIgnored(file) && (!matcher || matcher(file))).sort();
}

function readTsconfig(folder: string, path?: string): TsConfigResult | undefined {
  const name = path === undefined ? "tsconfig.json" : relative(folder, path);
  try {
    return getTsconfig(folder, name) ?? undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const where = path ?? join(findUp(name, folder) ?? folder, name);
    warnOnce(`${where} cannot be read (${reason}). The nearest package.json's folder is taken as the project; mend the file, or set settings["unit-of-work"].project.`);
    return undefined;
  }
}

function createMatcher(tsconfig: TsConfigResult): ((file: string) => boolean) | undefined {
  try {
    const matcher = createFilesMatcher(tsconfig);
    return (file) => matcher(file) !== undefined;
  } catch {
    return undefined;
  }
}

function matches(tsconfig: TsConfigResult, file: string): boolean {
  return createMatcher(tsconfig)?.(file) ?? false;
}

/** The nearest folder, upwards, that holds an entry of this name. */
export function findUp(name: string, folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (readText(join(current, name)) !== undefined) return current;
    if (dirname(current) === current) return undefined;
  }
}

/** The text of a file, without its byte order mark; `undefined` when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}

/** A JSON file's object; `undefined` when it cannot be read or is none. */
export function readJson(path: string): Record<string, unknown> | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Honours the `.gitignore` files from the repository's root down to `root`, and those below it. */
function createGitIgnore(root: string): (file: string) => boolean {
  const folders: string[] = [];
  for (let current = root; ; current = dirname(current)) {
    folders.push(current);
    if (isRepositoryRoot(current) || dirname(current) === current) break;
  }
  for (const path of globSync("**/.gitignore", { cwd: root, ignore: ["**/node_modules/**"], dot: true, absolute: true })) folders.push(dirname(resolve(path)));
  const filters = [...new Set(folders)].flatMap((folder) => {
    const text = readText(join(folder, ".gitignore"));
    return text === undefined ? [] : [{ folder, filter: createIgnore().add(text) }];
  });
  return (file) =>
    filters.some(({ folder, filter }) => {
      const path = relative(folder, file);
      return path !== "" && !path.startsWith("..") && !isAbsolute(path) && filter.ignores(path.split(sep).join("/"));
    });
}

function isRepositoryRoot(folder: string): boolean {
  return readText(join(folder, ".git", "HEAD")) !== undefined;
}
