import { getType, upper } from "./libraries.js";

/** @typedef {import("./domains.js").Domain} Domain */

/**
 * A value of a field, as tests write it.
 *
 * @param {import("./domains.js").Field} field
 * @param {number} seed
 */
function getSample({ name, kind }, seed) {
  if (kind === "text") return JSON.stringify(`${name} ${seed}`);
  if (kind === "flag") return String(seed % 2 === 0);
  if (kind === "moment") return `new Date("2026-03-0${1 + (seed % 9)}T08:00:00Z")`;
  return String(seed * 7 + 3);
}

/** Files that know no library: types, constants, mappers, tests, barrels. */

/** @param {Domain} domain */
export function writeTypes({ type, fields, statuses }) {
  return `export type ${type}Status = ${statuses.map((status) => JSON.stringify(status)).join(" | ")};

/** A row, as it leaves the repository. */
export interface ${type}Row {
  readonly id: number;
${fields.map((field) => `  readonly ${field.name}: ${getType(field)};`).join("\n")}
  readonly status: ${type}Status;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Create${type} {
${fields.map((field) => `  readonly ${field.name}${field.isOptional ? "?" : ""}: ${getType(field)};`).join("\n")}
}

export type Update${type} = Partial<Create${type}>;

export interface ${type}Filter {
  readonly status?: ${type}Status;
  readonly search?: string;
  readonly limit?: number;
  readonly offset?: number;
}

export interface ${type}Summary {
  readonly status: ${type}Status;
  readonly total: number;
  readonly latest: Date | undefined;
}

export interface ${type}Read {
  readonly id: number;
${fields.map((field) => `  readonly ${field.name}: ${field.kind === "moment" ? "string | null" : getType(field)};`).join("\n")}
  readonly status: ${type}Status;
}

export interface ${type}Changed {
  readonly kind: "created" | "updated" | "removed" | "archived";
  readonly id: number;
  readonly fields: readonly (keyof Create${type})[];
  readonly at: Date;
}
`;
}

/** @param {Domain} domain */
export function writeConstants({ type, variable, statuses, fields, noun }) {
  const name = noun.replaceAll("-", "_").toUpperCase();
  return `import type { ${type}Status } from "./${noun}.types";

export const ${name}_STATUSES = [${statuses.map((status) => JSON.stringify(status)).join(", ")}] as const satisfies readonly ${type}Status[];

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;
export const MAX_BATCH = 200;

/** Which status may follow which. */
export const TRANSITIONS: Readonly<Record<${type}Status, readonly ${type}Status[]>> = {
${statuses.map((status, index) => `  ${status}: [${statuses.filter((_, other) => other > index || other === 0).map((other) => JSON.stringify(other)).join(", ")}],`).join("\n")}
};

export const ${name}_LABELS: Readonly<Record<string, string>> = {
${fields.map((field) => `  ${field.name}: "${upper(field.name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))}",`).join("\n")}
};

export const ${name}_ERRORS = {
  notFound: "${type} was not found",
  conflict: "${type} has been changed by somebody else",
  transition: "${type} cannot go to that status",
  locked: "${type} is locked",
} as const;

export const ${name}_EVENTS = {
  created: "${variable}.created",
  updated: "${variable}.updated",
  removed: "${variable}.removed",
  archived: "${variable}.archived",
} as const;

export const SORTABLE = new Set<string>([${fields.slice(0, 4).map(({ name: field }) => JSON.stringify(field)).join(", ")}, "createdAt", "updatedAt"]);
`;
}

/** @param {Domain} domain */
export function writeMapper({ type, variable, noun, fields }) {
  const money = fields.find(({ kind }) => kind === "money")?.name ?? "id";
  const count = fields.find(({ kind }) => kind === "count")?.name ?? "id";
  const text = fields.find(({ kind }) => kind === "text")?.name ?? "status";
  return `import { formatMoney, toIsoString } from "@/shared/format";
import { TRANSITIONS } from "./${noun}.constants";
import type { Create${type}, ${type}Read, ${type}Row, ${type}Status, Update${type} } from "./${noun}.types";

export interface ${type}Source {
  readonly id: number;
${fields.map((field) => `  readonly ${field.name}: ${getType(field)};`).join("\n")}
  readonly status: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toRow(source: ${type}Source): ${type}Row {
  return {
    id: source.id,
${fields.map(({ name }) => `    ${name}: source.${name},`).join("\n")}
    status: source.status as ${type}Status,
    createdAt: source.createdAt,
    updatedAt: source.updatedAt,
  };
}

export function toRead(row: ${type}Row): ${type}Read {
  return {
    id: row.id,
${fields.map(({ name, kind }) => `    ${name}: ${kind === "moment" ? `toIsoString(row.${name})` : `row.${name}`},`).join("\n")}
    status: row.status,
  };
}

export function getChangedFields(row: ${type}Row, changes: Update${type}): (keyof Create${type})[] {
  const changed: (keyof Create${type})[] = [];
${fields.map(({ name }) => `  if (changes.${name} !== undefined && changes.${name} !== row.${name}) changed.push("${name}");`).join("\n")}
  return changed;
}

export function canFollow(from: ${type}Status, to: ${type}Status): boolean {
  return from === to || TRANSITIONS[from].includes(to);
}

export function describe${type}(${variable}: ${type}Row): string {
  const parts = [\`${type} \${${variable}.id}\`, String(${variable}.${text})];
  if (${variable}.${money} > 0) parts.push(formatMoney(${variable}.${money}));
  if (${variable}.${count} > 1) parts.push(\`\${${variable}.${count}} pieces\`);
  return parts.join(", ");
}

export function compare(a: ${type}Row, b: ${type}Row): number {
  return b.${count} - a.${count} || a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id;
}

export function sum(rows: readonly ${type}Row[]): number {
  return rows.reduce((total, row) => total + row.${money} * Math.max(1, row.${count}), 0);
}

export function groupByStatus(rows: readonly ${type}Row[]): Map<${type}Status, ${type}Row[]> {
  const groups = new Map<${type}Status, ${type}Row[]>();
  for (const row of rows) {
    const group = groups.get(row.status);
    if (group) group.push(row);
    else groups.set(row.status, [row]);
  }
  return groups;
}
`;
}

/** @param {Domain} domain */
export function writeTest({ type, variable, noun, fields, statuses }) {
  const row = fields.map((field, index) => `  ${field.name}: ${getSample(field, index + 1)},`).join("\n");
  const cases = fields.map(
    (field, index) => `
  it("sees that ${field.name} has changed", () => {
    const changes = { ${field.name}: ${getSample(field, index + 20)} };
    const changed = getChangedFields(${variable}, changes);
    expect(changed).toContain("${field.name}");
    expect(changed).toHaveLength(1);
    expect(getChangedFields({ ...${variable}, ...changes }, changes)).toEqual([]);
  });
`,
  );
  return `import { beforeEach, describe, expect, it, vi } from "vitest";
import { canFollow, compare, describe${type}, getChangedFields, groupByStatus, sum, toRead, toRow } from "./${noun}.mapper";
import type { ${type}Row } from "./${noun}.types";

const ${variable}: ${type}Row = {
  id: 1,
${row}
  status: "open",
  createdAt: new Date("2026-01-01T00:00:00Z"),
  updatedAt: new Date("2026-01-02T00:00:00Z"),
};

const create = (values: Partial<${type}Row> = {}): ${type}Row => ({ ...${variable}, ...values });

describe("${type}", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it("comes out of the database as it went in", () => {
    expect(toRow(${variable})).toEqual(${variable});
  });

  it("is read with texts for moments", () => {
    const read = toRead(${variable});
    expect(read.id).toBe(1);
    expect(read.status).toBe("open");
  });
${cases.join("")}
${statuses
  .map(
    (status) => `  it("may stay ${status}", () => {
    expect(canFollow("${status}", "${status}")).toBe(true);
  });
`,
  )
  .join("\n")}
  it("is described in one line", () => {
    expect(describe${type}(${variable})).toMatch(/^${type} 1, /);
  });

  it("is sorted, and summed up", () => {
    const rows = [create({ id: 3 }), create({ id: 2 }), create({ id: 1 })];
    expect(rows.toSorted(compare).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(sum(rows)).toBeGreaterThanOrEqual(0);
    expect([...groupByStatus(rows).keys()]).toEqual(["open"]);
  });
});
`;
}

/** @param {Domain} domain */
export function writeBarrel({ noun, type, area }) {
  return `export * from "./${noun}.constants";
export type * from "./${noun}.types";
export type { ${type}Store } from "./${noun}.store";
export * from "./${noun}.service";
export { describe${type}, toRead } from "./${noun}.mapper";
export * from "./${noun}.use-case";
${area.library.web === "nest" ? `export { ${type}Controller } from "./${noun}.controller";\n` : `export { ${noun.replaceAll(/-([a-z])/g, (_, letter) => String(letter).toUpperCase())}Routes } from "./${noun}.routes";\n`}`;
}

/** What all areas share. */
export const SHARED = {
  "src/shared/logger.ts": `export type Details = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, details?: Details): void;
  info(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  error(message: string, details?: Details): void;
}

const LEVELS = ["debug", "info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

function write(level: Level, message: string, details: Details = {}): void {
  if (LEVELS.indexOf(level) < LEVELS.indexOf((process.env.LOG_LEVEL ?? "info") as Level)) return;
  process.stdout.write(\`\${JSON.stringify({ level, message, at: new Date().toISOString(), ...details })}\\n\`);
}

export const logger: Logger = {
  debug: (message, details) => write("debug", message, details),
  info: (message, details) => write("info", message, details),
  warn: (message, details) => write("warn", message, details),
  error: (message, details) => write("error", message, details),
};
`,
  "src/shared/errors.ts": `export class AppError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export class NotFoundError extends AppError {
  constructor(what: string, id: number) {
    super(\`\${what} \${id} was not found\`, "not-found", { id });
  }
}

export class ConflictError extends AppError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message, "conflict", details);
  }
}

/** The database found no row for a foreign key. */
export function isMissingReference(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23503";
}

export function assertFound<T>(value: T | null | undefined, what: string, id: number): T {
  if (value === null || value === undefined) throw new NotFoundError(what, id);
  return value;
}
`,
  "src/shared/format.ts": `export function formatMoney(cents: number): string {
  return (cents / 100).toFixed(2);
}

export function toIsoString(value: Date | null | undefined): string | null {
  return value ? value.toISOString() : null;
}

export function slugify(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let index = 0; index < items.length; index += size) chunks.push(items.slice(index, index + size));
  return chunks;
}
`,
  "src/shared/events.ts": `import { logger } from "./logger";

type Handler = (payload: Readonly<Record<string, unknown>>) => void | Promise<void>;

const handlers = new Map<string, Handler[]>();

export function on(event: string, handler: Handler): void {
  handlers.set(event, [...(handlers.get(event) ?? []), handler]);
}

export async function emit(event: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
  for (const handler of handlers.get(event) ?? []) {
    try {
      await handler(payload);
    } catch (error) {
      logger.error("a handler has failed", { event, error: String(error) });
    }
  }
}
`,
  "src/shared/pagination.ts": `export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

export function createPage<T>(items: readonly T[], total: number, limit: number, offset: number): Page<T> {
  return { items, total, limit, offset };
}

export function clampLimit(limit: number | undefined, fallback: number, max: number): number {
  return Math.min(Math.max(1, limit ?? fallback), max);
}
`,
};
