import { statSync } from "node:fs";
import { dirname } from "node:path";
import { listProjectFiles, readText } from "./files.js";
import type { ProjectScope } from "./files.js";
import { readSourceText } from "./source-text.js";
import type { SourceText } from "./source-text.js";

/** Files are believed to be unchanged for so long, in milliseconds. */
const PAUSE_MS = 1000;
/** Looking at everything again may take this share of the time at most. */
const SWEEP_SHARE = 0.02;

const MISSING = -1;

interface StoredFile {
  source: SourceText | undefined;
  /** When the file on disk was changed last; `MISSING` when there is none. */
  modified: number;
}

/** What changed: the text that an editor holds, a file on disk, or which files there are, so that names may lead elsewhere. */
export type Change = "overlay" | "text" | "files";
export type ChangeListener = (path: string, change: Change) => void;

/** The texts of a project's files, as they are on disk or, newer, in an editor. Nothing changes but in a sweep. */
export interface SourceStore {
  /** Absolute paths of all source files, sorted. */
  list(): readonly string[];
  /** A file by path, in the project's list or not; `undefined` when it cannot be read. */
  read(path: string): SourceText | undefined;
  /** Is a file one of the list? */
  has(path: string): boolean;
  /** The text that an editor holds: counts for everybody until the file on disk changes. */
  overlay(path: string, text: string): void;
  /** At most once a second: looks at every file that was read again, and at the folders for files that have come or gone. */
  sweep(): void;
}

export function createSourceStore(scope: ProjectScope, onChange: ChangeListener): SourceStore {
  const files = new Map<string, StoredFile>();
  const folders = new Map<string, number>();
  let listed: readonly string[] | undefined;
  let listedSet: ReadonlySet<string> | undefined;
  let swept = Date.now();
  let pause = PAUSE_MS;

  const load = (path: string): StoredFile => {
    const modified = getModified(path);
    const text = modified === MISSING ? undefined : readText(path);
    const file: StoredFile = { source: text === undefined ? undefined : readSourceText(text), modified };
    files.set(path, file);
    return file;
  };
  const look = (path: string): StoredFile => files.get(path) ?? load(path);

  const lookAgain = (path: string, known: StoredFile): void => {
    if (getModified(path) === known.modified) return;
    const wasMissing = known.modified === MISSING;
    onChange(path, wasMissing === (load(path).modified === MISSING) ? "text" : "files");
  };

  const list = (): readonly string[] => {
    if (listed) return listed;
    listed = listProjectFiles(scope);
    for (const folder of new Set(listed.map((path) => dirname(path)))) folders.set(folder, getModified(folder));
    return listed;
  };

  /** A folder changes when an entry of it comes or goes. */
  const lookForMoves = (): void => {
    if (!listed) return;
    let isTouched = false;
    for (const [folder, before] of folders) {
      const modified = getModified(folder);
      isTouched ||= modified !== before;
      folders.set(folder, modified);
    }
    if (!isTouched) return;
    const before = listed;
    listed = listedSet = undefined;
    const now = list();
    const moved = now.length === before.length ? now.find((path, index) => path !== before[index]) : (now.at(-1) ?? before.at(-1));
    if (moved !== undefined) onChange(moved, "files");
  };

  return {
    list,
    read: (path) => look(path).source,
    has: (path) => (listedSet ??= new Set(list())).has(path),
    overlay(path, text) {
      look(path).source = readSourceText(text);
      onChange(path, "overlay");
    },
    sweep() {
      const start = Date.now();
      if (start - swept < pause) return;
      for (const [path, known] of files) lookAgain(path, known);
      lookForMoves();
      swept = Date.now();
      pause = Math.max(PAUSE_MS, (swept - start) / SWEEP_SHARE);
    },
  };
}

function getModified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? MISSING;
}
