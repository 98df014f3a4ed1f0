import { ABOUT_SECRETS, ROW_FORMS } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { startOf } from "../../ast/index.js";
import type { Node } from "../../ast/index.js";
import { classifyStripping, findEndpoints, findReplyCalls, getSentValues } from "../../endpoints/index.js";
import type { BodyContext, ReplyCall } from "../../endpoints/index.js";
import { findColumns, hasOwnJson } from "../../project/index.js";
import type { ColumnVisibility, SourceModule } from "../../project/index.js";
import type { Settings } from "../../settings.js";
import { findSentRows } from "./sent-rows.js";
import type { SentRow } from "./sent-rows.js";

/** What leaks, the surest harm first. */
const LEAKS = [
  /** A spread copies the columns that the library's serialisation hides. */
  "spread",
  /** A spread copies what the library keeps in an instance. */
  "internals",
  /** A member gives the columns that the library's serialisation hides. */
  "exposed",
  /** What was saved or asked for has the columns that queries leave out. */
  "unselected",
  /** Nobody calls the serialiser that honours the column's decorator. */
  "excluded",
  /** A column that is sensitive by its name. */
  "sensitive",
  /** Every column, and whatever is added to them. */
  "whole",
] as const;

export type LeakKind = (typeof LEAKS)[number];

/** An entity or a whole row in what a handler answers with, and what leaks by it. */
export interface SentEntity {
  /** The returned or sent expression. */
  readonly node: Node;
  readonly kind: LeakKind;
  readonly library: Library;
  /** The entity's name, else its table's; empty where nobody can tell. */
  readonly name: string;
  readonly isInstance: boolean;
  /** The columns that leak; empty for `internals` and `whole`. */
  readonly columns: readonly string[];
  /** The member that exposes them. */
  readonly member: string | undefined;
}

export interface LeakOptions {
  /** Names of columns that nobody may see. */
  readonly sensitive: readonly string[];
  /** Does the serialiser that the decorators of columns speak to run before the answer goes out? */
  readonly honoursExclusions: boolean;
}

/** Is it harm that was measured or documented for the library (`semantics.md` §6), whatever the columns are called? */
export function isProvenLeak({ kind }: SentEntity): boolean {
  return kind !== "sensitive" && kind !== "whole";
}

/**
 * What leaks when an expression is sent as it is, with no response schema that strips it: the worst of what is in it.
 * `undefined` where nothing does, where somebody shapes it, and where nobody can tell.
 */
export function classifySentEntity(context: BodyContext, node: Node, module: SourceModule, options: LeakOptions): SentEntity | undefined {
  let worst: SentEntity | undefined;
  for (const sent of findSentRows(context, node, module)) {
    const leak = judge(context, sent, options);
    if (!leak || (worst && LEAKS.indexOf(worst.kind) <= LEAKS.indexOf(leak.kind))) continue;
    const { library, name, isInstance } = sent.row;
    worst = { node, library, name, isInstance, member: sent.exposedBy, ...leak };
  }
  return worst;
}

const SENT = {};

/** Every entity and whole row that the endpoints of a module answer with and that nothing strips, in source order. */
export function findSentEntities(context: BodyContext, module: SourceModule, sensitive: readonly string[]): readonly SentEntity[] {
  const bySettings = context.project.memo(SENT, () => new WeakMap<Settings, WeakMap<SourceModule, Map<string, readonly SentEntity[]>>>());
  const byModule = bySettings.get(context.settings) ?? new WeakMap<SourceModule, Map<string, readonly SentEntity[]>>();
  bySettings.set(context.settings, byModule);
  const byNames = byModule.get(module) ?? new Map<string, readonly SentEntity[]>();
  byModule.set(module, byNames);
  const names = sensitive.join();
  const sent = byNames.get(names) ?? readSentEntities(context, module, sensitive);
  byNames.set(names, sent);
  return sent;
}

function readSentEntities(context: BodyContext, module: SourceModule, sensitive: readonly string[]): readonly SentEntity[] {
  const found = new Map<Node, SentEntity>();
  for (const endpoint of findEndpoints(context.project, module)) {
    const stripping = classifyStripping(context, endpoint);
    if (stripping.kind !== "none") continue;
    for (const { node, module: from, status } of getSentValues(context, endpoint)) {
      if (!node || isError(status)) continue;
      const sent = from === module ? classifySentEntity(context, node, from, { sensitive, honoursExclusions: stripping.honoursExclusions }) : undefined;
      if (sent) found.set(node, sent);
    }
  }
  for (const { value, module: from, status } of findReplyCalls(context, module)) {
    if (found.has(value) || from !== module || isError(status)) continue;
    const sent = classifySentEntity(context, value, from, { sensitive, honoursExclusions: false });
    if (sent) found.set(value, sent);
  }
  return [...found.values()].sort((one, other) => startOf(one.node) - startOf(other.node));
}

function isError(status: ReplyCall["status"]): boolean {
  return typeof status === "number" && status >= 400;
}

type Leak = Pick<SentEntity, "kind" | "columns">;

function judge({ project }: BodyContext, sent: SentRow, { sensitive, honoursExclusions }: LeakOptions): Leak | undefined {
  const { row, copy, exposedBy, removed } = sent;
  const form = ROW_FORMS[row.library.id];
  const columns = row.entity ? [...findColumns(project, row.entity)].filter(([name]) => !removed.has(name)) : [];
  const isCopy = copy !== undefined;
  const select = (matches: (column: ColumnVisibility, name: string) => boolean): string[] => columns.filter(([name, column]) => matches(column, name)).map(([name]) => name);
  const leak = (kind: LeakKind, names: readonly string[]): Leak | undefined => (names.length > 0 ? { kind, columns: names } : undefined);
  const hidden = select((column, name) => column.isHidden && (row.origin === "declared" || holds(sent, column, name)));

  if (exposedBy !== undefined) return form?.exposes?.includes(exposedBy) ? leak("exposed", hidden) : undefined;
  if (isCopy && row.isInstance && form?.spread === "internals") return { kind: "internals", columns: [] };
  if (isCopy && row.isInstance && form?.spread === "hidden" && hidden.length > 0) return { kind: "spread", columns: hidden };
  if (!isCopy && row.entity && hasOwnJson(project, row.entity)) return undefined;

  const isSeen = (column: ColumnVisibility): boolean => isCopy || (!column.isHidden && !(column.isExcluded && honoursExclusions));
  const held = select((column, name) => isSeen(column) && row.origin !== "declared" && holds(sent, column, name));
  const get = (name: string): ColumnVisibility | undefined => columns.find(([own]) => own === name)?.[1];
  return (
    leak("unselected", held.filter((name) => get(name)?.isUnloaded)) ??
    leak("excluded", held.filter((name) => get(name)?.isExcluded)) ??
    leak("sensitive", isScoped(sent) ? [] : held.filter((name) => isSensitive(name, sensitive))) ??
    (isWhole(sent, honoursExclusions, columns.map(([, column]) => column)) ? { kind: "whole", columns: [] } : undefined)
  );
}

/** Does a row certainly have a value for a column? */
function holds({ row, given }: SentRow, { isUnloaded }: ColumnVisibility, name: string): boolean {
  return given.has(name) || row.asked.has(name) || (row.origin === "loaded" && !isUnloaded);
}

/** May the entity's own scopes leave out columns? */
function isScoped({ row: { library, entity } }: SentRow): boolean {
  const scopes = ROW_FORMS[library.id]?.scopes;
  return scopes !== undefined && entity?.declaration.kind === "node" && scopes.test(entity.declaration.module.text);
}

/** Is a row sent with all of its columns, by nobody's choice? What hides or excludes columns was somebody's. */
function isWhole({ row, copy, removed }: SentRow, honoursExclusions: boolean, columns: readonly ColumnVisibility[]): boolean {
  if (copy === "rest" || removed.size > 0) return false;
  return !columns.some(({ isHidden, isExcluded }) => isHidden || (isExcluded && honoursExclusions)) && !(row.origin === "declared" && row.name === "");
}

/** Does a column's name end with the words of a sensitive one? `userPassword` does, `passwordChangedAt` does not. */
function isSensitive(column: string, sensitive: readonly string[]): boolean {
  if (ABOUT_SECRETS.test(column)) return false;
  const words = getWords(column);
  return sensitive.some((name) => ` ${words}`.endsWith(` ${getWords(name)}`));
}

function getWords(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
}
