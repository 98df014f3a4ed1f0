import type { Program } from "../ast/index.js";
import type { WrapperSettings } from "../settings.js";
import { findProjectScope } from "./files.js";
import { createModule } from "./module.js";
import type { SourceModule } from "./module.js";
import { createResolver } from "./resolver.js";
import type { Resolution } from "./resolver.js";
import { readSourceText } from "./source-text.js";
import type { SourceText } from "./source-text.js";
import { createSourceStore } from "./store.js";
import { Trees } from "./trees.js";
import { hashWords, mayHold } from "./words.js";

/**
 * The files that belong together, read and parsed on demand. Lives as long as the process; a file that changes on disk
 * is read again, and `version` grows, so that whoever derived something from the old text knows.
 */
export interface Project {
  readonly root: string;
  /** Two files with the same key are in one project. */
  readonly key: string;
  /** Grows when what was derived from trees has to go: a file has changed, or trees are let go of. */
  readonly version: number;
  /** Functions that the settings describe, in place of what their bodies tell. */
  readonly wrappers: readonly WrapperSettings[];
  /** Absolute paths of all source files, sorted; the file that is linted comes last where it is none of them. */
  getFiles(): readonly string[];
  /** What is known of a file without parsing it; `undefined` when it cannot be read. */
  getSource(path: string): SourceText | undefined;
  /** The module at a path; `undefined` when it is missing or does not parse. */
  getModule(path: string): SourceModule | undefined;
  /** The modules at some paths, without those that are missing or do not parse. */
  getModules(paths: readonly string[]): readonly SourceModule[];
  /** Tells which file the host lints now, with its text, which may not be saved yet: `getModule` then gives that. */
  openSource(path: string, text: string): void;
  /** The module of the file that is linted now; the host's own tree where we have no parser. */
  openModule(path: string, text: string, hostProgram: () => Program): SourceModule | undefined;
  /** Where a specifier leads from a file. */
  resolve(specifier: string, from: { readonly path: string }): Resolution;
  /** The files that hold a word (an identifier, or a specifier of whole words): where something of that name can be used. */
  findNaming(name: string): readonly string[];
  getModulesNaming(name: string): readonly SourceModule[];
  /** The same for any text, also a part of a word. Looks into every text: for the few that a catalogue asks for. */
  findMentioning(text: string): readonly string[];
  getModulesMentioning(text: string): readonly SourceModule[];
  isMentioned(text: string): boolean;
  /** A result that holds for the whole project: computed once for `key`, and again when `version` has grown. */
  memo<T>(key: object, compute: () => T): T;
  /** The same for results that hold no nodes: they are kept while trees come and go. */
  memoPlain<T>(key: object, compute: () => T): T;
  /** The same for what is read off other files than sources: typing changes nothing of it, a change on disk may. */
  memoDisk<T>(key: object, compute: () => T): T;
  /** Drops everything that was derived. */
  invalidate(): void;
}

interface OpenFile {
  readonly path: string;
  readonly source: SourceText;
  /** `null` when it does not parse. */
  module?: SourceModule | null;
}

export function createProject(file: string, cwd: string, configured: readonly string[] | undefined, canParse: boolean, wrappers: readonly WrapperSettings[] = []): Project {
  const scope = findProjectScope(file, cwd, configured);
  const resolver = createResolver(scope.root, scope.tsconfig);
  const trees = new Trees();
  const broken = new Set<string>();
  const mentions = new Map<string, readonly string[]>();
  /** Which texts hold what a catalogue asks for: a text never changes, it is replaced. */
  const holds = new Map<string, WeakMap<SourceText, boolean>>();
  const memory = new Map<object, unknown>();
  const plainMemory = new Map<object, unknown>();
  const diskMemory = new Map<object, unknown>();
  let version = 0;
  /** A text that counts while it is linted only: of a later `--fix` pass, or of a file that is not of the project's list. */
  let open: OpenFile | undefined;
  /** The file that was linted last, until the host has taken a breath. */
  let turn: string | undefined;

  const forgetTrees = (): void => {
    version += 1;
    memory.clear();
  };
  const forget = (): void => {
    forgetTrees();
    plainMemory.clear();
    mentions.clear();
  };
  const store = createSourceStore(scope, (path, change) => {
    trees.delete(path);
    broken.delete(path);
    if (change === "files") resolver.clear();
    if (change !== "overlay") diskMemory.clear();
    forget();
  });

  /** Passes of a `--fix` run follow one another at once: only the first text of a file counts for others. */
  const isFirstInTurn = (path: string): boolean => {
    if (turn === path) return false;
    turn = path;
    queueMicrotask(() => (turn = undefined));
    return true;
  };

  const getSource = (path: string): SourceText | undefined => (open?.path === path ? open.source : store.read(path));
  // A file outside the project's list (a script, a new file) still sees itself.
  const getFiles = (): readonly string[] => {
    const listed = canParse ? store.list() : [];
    return open && !(canParse && store.has(open.path)) ? [...listed, open.path] : listed;
  };

  const findPaths = (key: string, matches: (source: SourceText) => boolean): readonly string[] => {
    let paths = mentions.get(key);
    if (!paths) {
      paths = getFiles().filter((path) => {
        const source = getSource(path);
        return source !== undefined && matches(source);
      });
      mentions.set(key, paths);
    }
    return paths;
  };

  const project: Project = {
    root: scope.root,
    wrappers,
    key: `${scope.root}\0${scope.tsconfig ?? ""}\0${scope.include?.join("\0") ?? ""}`,
    get version() {
      return version;
    },
    getFiles,
    getSource,
    getModule(path) {
      if (open?.path === path) return (open.module === undefined ? (open.module = createModule(path, open.source.text) ?? null) : open.module) ?? undefined;
      if (!canParse || broken.has(path)) return undefined;
      const source = store.read(path);
      const known = source && trees.get(path);
      if (known || !source) return known;
      const module = createModule(path, source.text);
      if (module) trees.add(module);
      else broken.add(path);
      return module;
    },
    getModules: (paths) => paths.flatMap((path) => project.getModule(path) ?? []),
    openSource(path, text) {
      store.sweep();
      if (trees.trim()) forgetTrees();
      if (open && open.path === path && open.source.text === text) return;
      if (open) {
        open = undefined;
        forget();
      }
      const isFirst = isFirstInTurn(path);
      if (canParse && store.has(path)) {
        if (store.read(path)?.text === text) return;
        if (isFirst) {
          store.overlay(path, text);
          return;
        }
      }
      open = { path, source: readSourceText(text) };
      forget();
    },
    openModule(path, text, hostProgram) {
      project.openSource(path, text);
      if (!canParse && open) open.module ??= createModule(path, text, hostProgram()) ?? null;
      return project.getModule(path);
    },
    resolve: (specifier, from) => resolver.resolve(specifier, from.path),
    findNaming(name) {
      const hashes = hashWords(name);
      return findPaths(`name:${name}`, ({ text, words }) => mayHold(words, hashes) && text.includes(name));
    },
    getModulesNaming: (name) => project.getModules(project.findNaming(name)),
    findMentioning(text) {
      const known = holds.get(text) ?? new WeakMap<SourceText, boolean>();
      holds.set(text, known);
      return findPaths(`text:${text}`, (source) => {
        let isHeld = known.get(source);
        if (isHeld === undefined) known.set(source, (isHeld = source.text.includes(text)));
        return isHeld;
      });
    },
    getModulesMentioning: (text) => project.getModules(project.findMentioning(text)),
    isMentioned: (text) => project.findMentioning(text).length > 0,
    memo: (key, compute) => remember(memory, key, compute),
    memoPlain: (key, compute) => remember(plainMemory, key, compute),
    memoDisk: (key, compute) => remember(diskMemory, key, compute),
    invalidate: forget,
  };
  return project;
}

function remember<T>(memory: Map<object, unknown>, key: object, compute: () => T): T {
  if (!memory.has(key)) memory.set(key, compute());
  return memory.get(key) as T;
}
