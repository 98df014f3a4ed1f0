import { statSync } from "node:fs";
import type { Program } from "../ast/index.js";
import { findProjectScope, listProjectFiles, readText } from "./files.js";
import { createModule } from "./module.js";
import type { SourceModule } from "./module.js";
import { createResolver } from "./resolver.js";
import type { Resolution } from "./resolver.js";

/** How long a file is believed to be unchanged since it was last looked at, in milliseconds. */
const FRESH_MS = 1000;

interface FileEntry {
  text: string | undefined;
  modified: number;
  checked: number;
  module: SourceModule | undefined;
  isParsed: boolean;
}

/**
 * The files that belong together, read and parsed on demand. Lives as long as the process; a file that changes on disk
 * is read again, and `version` grows, so that whoever derived something from the old text knows.
 */
export interface Project {
  readonly root: string;
  /** Two files with the same key are in one project. */
  readonly key: string;
  /** Grows with every change that was noticed. */
  readonly version: number;
  /** Absolute paths of all source files, sorted. */
  getFiles(): readonly string[];
  /** The module at a path; `undefined` when it is missing or does not parse. */
  getModule(path: string): SourceModule | undefined;
  /** The module that a host lints now: its own text, which may not be saved yet, and its own tree where we have no parser. */
  openModule(path: string, text: string, hostProgram: () => Program): SourceModule | undefined;
  resolve(specifier: string, from: SourceModule): Resolution;
  /** The modules whose text holds a name: where something of that name can be used. Reads the whole project. */
  getModulesMentioning(name: string): readonly SourceModule[];
  /** A result that holds for the whole project: computed once for `key`, and again after a file has changed. */
  memo<T>(key: object, compute: () => T): T;
}

export function createProject(file: string, cwd: string, configured: readonly string[] | undefined, canParse: boolean): Project {
  const scope = findProjectScope(file, cwd, configured);
  const resolver = createResolver(scope.root, scope.tsconfig);
  const entries = new Map<string, FileEntry>();
  const mentions = new Map<string, readonly string[]>();
  const memory = new WeakMap<object, { readonly version: number; readonly value: unknown }>();
  let files: readonly string[] | undefined;
  let version = 0;
  let open: SourceModule | undefined;
  let swept = Date.now();

  /** Drops what was derived from the files as they were. `isOther`: there are other files than before. */
  const changed = (isOther: boolean): void => {
    version += 1;
    mentions.clear();
    if (!isOther) return;
    files = undefined;
    resolver.clear();
  };

  const readEntry = (path: string): FileEntry => {
    const now = Date.now();
    const known = entries.get(path);
    if (known && now - known.checked < FRESH_MS) return known;
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
    if (known?.modified === modified) {
      known.checked = now;
      return known;
    }
    if (known) changed((known.modified === -1) !== (modified === -1));
    const entry: FileEntry = { text: modified === -1 ? undefined : readText(path), modified, checked: now, module: undefined, isParsed: false };
    entries.set(path, entry);
    return entry;
  };

  /** What is kept of other files may rest on any that was read: all of them are looked at again, at most once a second. */
  const refresh = (): void => {
    const now = Date.now();
    if (now - swept < FRESH_MS) return;
    swept = now;
    for (const path of entries.keys()) readEntry(path);
  };

  const project: Project = {
    root: scope.root,
    key: `${scope.root}\0${scope.tsconfig ?? ""}\0${scope.include?.join("\0") ?? ""}`,
    get version() {
      return version;
    },
    getFiles: () => (files ??= canParse ? listProjectFiles(scope) : []),
    getModule(path) {
      if (open?.path === path) return open;
      if (!canParse) return undefined;
      const entry = readEntry(path);
      if (!entry.isParsed && entry.text !== undefined) entry.module = createModule(path, entry.text);
      entry.isParsed = true;
      return entry.module;
    },
    openModule(path, text, hostProgram) {
      refresh();
      if (open?.path === path && open.text === text) return open;
      // A file that was not there when the files were listed.
      if (files && !entries.has(path) && !files.includes(path) && readEntry(path).modified !== -1) changed(true);
      if (open) version += readEntry(open.path).text === open.text ? 0 : 1;
      open = undefined;
      if (canParse && readEntry(path).text === text) {
        open = project.getModule(path);
      } else {
        // Unsaved text: what was derived from the text on disk does not hold for it.
        version += 1;
        open = canParse ? createModule(path, text) : createModule(path, text, hostProgram());
      }
      return open;
    },
    resolve: (specifier, from) => resolver.resolve(specifier, from.path),
    getModulesMentioning(name) {
      let paths = mentions.get(name);
      if (!paths) mentions.set(name, (paths = project.getFiles().filter((path) => readEntry(path).text?.includes(name) === true)));
      const modules = paths.flatMap((path) => project.getModule(path) ?? []);
      // A file outside the project's list (a script, a new file) still sees itself.
      return open && !paths.includes(open.path) && open.text.includes(name) ? [...modules, open] : modules;
    },
    memo<T>(key: object, compute: () => T): T {
      let known = memory.get(key);
      if (known?.version !== version) memory.set(key, (known = { version, value: compute() }));
      return known.value as T;
    },
  };
  return project;
}
