import { upper } from "./libraries.js";

/**
 * Files that work with the database: store, repository, helpers, service, use cases. The functions of a class and of a
 * module have the same bodies; `self` is what a class puts before its fields.
 *
 * @typedef {import("./domains.js").Domain} Domain
 */

/** @param {Domain} domain */
const hasClasses = ({ area }) => area.library.web !== "hono";

/**
 * @param {Domain} domain
 * @param {string} name
 * @param {string} parameters
 * @param {string} result
 * @param {string} body
 */
function writeFunction(domain, name, parameters, result, body) {
  const lines = body.trim().split("\n");
  if (!hasClasses(domain)) return `export async function ${name}(${parameters}): Promise<${result}> {\n${lines.map((line) => `  ${line}`.trimEnd()).join("\n")}\n}\n`;
  return `  async ${name}(${parameters}): Promise<${result}> {\n${lines.map((line) => `    ${line}`.trimEnd()).join("\n")}\n  }\n`;
}

/** @param {Domain} domain */
export function writeStore({ type, noun }) {
  return `import type { Handle } from "../database";
import type { Create${type}, ${type}Row, ${type}Status, Update${type} } from "./${noun}.types";

/** What a service wants of a repository. With \`tx\` a call joins the caller's transaction. */
export interface ${type}Store {
  create(input: Create${type}, tx?: Handle): Promise<${type}Row>;
  update(id: number, changes: Update${type} & { readonly status?: ${type}Status }, tx?: Handle): Promise<void>;
  remove(id: number, tx?: Handle): Promise<void>;
  findOne(id: number, tx?: Handle): Promise<${type}Row | undefined>;
  list(status: ${type}Status, limit: number, offset: number, tx?: Handle): Promise<readonly ${type}Row[]>;
  count(status: ${type}Status, tx?: Handle): Promise<number>;
}
`;
}

/** @param {Domain} domain */
export function writeRepository(domain) {
  const { type, noun, area } = domain;
  const { library } = area;
  const client = library.client(domain);
  const prepare = client === "tx" ? "" : `const client = ${client};\n`;
  const use = client === "tx" ? "tx" : "client";
  const functions = [
    writeFunction(domain, "create", `input: Create${type}, tx?: Handle`, `${type}Row`, `${prepare}const created = ${library.insert(domain, use)};\nif (!created) throw new ConflictError("${type} could not be created");\nreturn toRow(created as ${type}Source);`),
    writeFunction(domain, "update", `id: number, changes: Update${type} & { readonly status?: ${type}Status }, tx?: Handle`, "void", `${prepare}const present = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));\nif (Object.keys(present).length === 0) return;\n${library.update(domain, use, "{ ...present, updatedAt: new Date() }")};`),
    writeFunction(domain, "remove", "id: number, tx?: Handle", "void", `${prepare}${library.remove(domain, use)};`),
    writeFunction(domain, "findOne", "id: number, tx?: Handle", `${type}Row | undefined`, `${prepare}const found = ${library.find(domain, use)};\nreturn found ? toRow(found as ${type}Source) : undefined;`),
    writeFunction(domain, "list", `status: ${type}Status, limit: number, offset: number, tx?: Handle`, `readonly ${type}Row[]`, `${prepare}const found = ${library.list(domain, use)};\nreturn found.map((row) => toRow(row as ${type}Source));`),
    writeFunction(domain, "exists", "id: number, tx?: Handle", "boolean", `return (await ${hasClasses(domain) ? "this." : ""}findOne(id, tx)) !== undefined;`),
    writeFunction(domain, "findMany", "ids: readonly number[], tx?: Handle", `readonly ${type}Row[]`, `${prepare}const rows: ${type}Row[] = [];\nfor (const id of new Set(ids)) {\n  const found = ${library.find(domain, use)};\n  if (found) {\n    rows.push(toRow(found as ${type}Source));\n  }\n}\nreturn rows;`),
    writeFunction(domain, "createMany", `inputs: readonly Create${type}[], tx: Handle`, "number", `let made = 0;\nfor (const input of inputs) {\n  const created = ${library.insert(domain, "tx")};\n  if (created) {\n    made += 1;\n  }\n}\nreturn made;`),
    writeFunction(domain, "removeMany", "ids: readonly number[], tx: Handle", "void", `for (const id of ids) {\n  ${library.remove(domain, "tx")};\n}`),
    writeFunction(domain, "updateMany", `ids: readonly number[], status: ${type}Status, tx: Handle`, "void", `for (const id of ids) {\n  ${library.update(domain, "tx", "{ status, updatedAt: new Date() }")};\n}`),
    writeFunction(domain, "count", `status: ${type}Status, tx?: Handle`, "number", `${prepare}return ${library.count(domain, use)};`),
  ];
  const { root } = library;
  const rootImport = hasClasses(domain) ? `import ${library.web === "nest" ? "" : "type "}{ ${root.type} } from "${root.module}";\n` : `import { ${root.name} } from "../database";\n`;
  const nest = library.web === "nest" ? `import { Injectable } from "@nestjs/common";\n` : "";
  const field = root.name;
  const body = hasClasses(domain)
    ? `${library.web === "nest" ? "@Injectable()\n" : ""}export class ${type}Repository implements ${type}Store {\n  constructor(private readonly ${field}: ${root.type}) {}\n\n${functions.join("\n")}}\n`
    : `${functions.join("\n")}\nexport const ${domain.variable}Store: ${type}Store = { create, update, remove, findOne, list, count };\n`;
  return `${nest}${rootImport}import { ConflictError } from "@/shared/errors";
import type { Handle } from "../database";
${library.imports(domain)}
import { toRow } from "./${noun}.mapper";
import type { ${type}Source } from "./${noun}.mapper";
import type { ${type}Store } from "./${noun}.store";
import type { Create${type}, ${type}Row, ${type}Status, Update${type} } from "./${noun}.types";

${body}`;
}

/**
 * Does an outer client hide in a helper of another file? In one module of two.
 *
 * @param {Domain} domain
 */
const isHidden = (domain) => domain.area.domains.indexOf(domain) % 2 === 0;

/** @param {Domain} domain */
export function writeHelpers(domain) {
  const { type, noun, area, fields, bug } = domain;
  const { library } = area;
  const flag = fields.find(({ kind }) => kind === "flag")?.name ?? "isActive";
  const count = fields.find(({ kind }) => kind === "count")?.name ?? "quantity";
  const planted = bug === "no-commit-in-service" ? library.commit?.(domain) : bug === "no-entity-access-after-commit" ? library.stale?.(domain) : undefined;
  const isOuter = bug === "no-outer-client-in-transaction" && isHidden(domain);
  const stamp = (/** @type {string} */ head, /** @type {string} */ client) => `${head}\n  ${library.update(domain, client, "{ updatedAt: new Date() }").replace(", transaction: undefined", "")};\n}`;
  const outer = library.rootClient === "undefined" ? "tx" : `tx ?? ${library.rootClient}`;
  return `${planted?.includes(": QueryRunner") === true ? 'import type { QueryRunner } from "typeorm";\n' : ""}import { assertFound } from "@/shared/errors";
import { logger } from "@/shared/logger";
import { ${library.root.name} } from "../database";
import type { Handle } from "../database";
${library.imports(domain)}
import { canFollow, toRow } from "./${noun}.mapper";
import type { ${type}Source } from "./${noun}.mapper";
import type { ${type}Row, ${type}Status } from "./${noun}.types";

/** Reads within the caller's transaction, and throws when there is nothing. */
export async function load${type}(tx: Handle, id: number): Promise<${type}Row> {
  const found = ${library.find(domain, "tx")};
  return toRow(assertFound(found, "${type}", id) as ${type}Source);
}

export async function touch${type}(tx: Handle, id: number): Promise<void> {
  ${library.update(domain, "tx", "{ updatedAt: new Date() }")};
}

${isOuter ? stamp(`export async function stamp${type}(id: number): Promise<void> {`, library.rootClient) : stamp(`/** Joins the caller's transaction when there is one. */\nexport async function stamp${type}(id: number, tx?: Handle): Promise<void> {\n  const client = ${outer};`, "client")}

export async function lock${type}(tx: Handle, id: number): Promise<void> {
  const row = await load${type}(tx, id);
  if (row.status === "open") {
    ${library.update(domain, "tx", `{ ${flag}: true }`)};
  }
}

export async function moveTo(tx: Handle, id: number, status: ${type}Status): Promise<boolean> {
  const row = await load${type}(tx, id);
  if (!canFollow(row.status, status)) {
    logger.warn("this step is not allowed", { id, from: row.status, to: status });
    return false;
  }
  ${library.update(domain, "tx", "{ status }")};
  return true;
}

export async function increase(tx: Handle, id: number, by = 1): Promise<number> {
  const row = await load${type}(tx, id);
  const next = row.${count} + by;
  try {
    ${library.update(domain, "tx", `{ ${count}: next }`)};
  } catch (error) {
    logger.error("the counter could not be increased", { id, error: String(error) });
    throw error;
  }
  return next;
}

export async function copy${type}(tx: Handle, id: number, times: number): Promise<void> {
  const input = await load${type}(tx, id);
  for (let copy = 0; copy < times; copy += 1) {
    ${library.insert(domain, "tx")};
  }
}
${planted === undefined ? "" : `\n${planted}`}`;
}

/** @param {Domain} domain */
export function writeService(domain) {
  const { type, variable, noun, area, neighbours, fields, statuses } = domain;
  const isNest = area.library.web === "nest";
  const isClass = hasClasses(domain);
  const store = isClass ? "this.repository" : `${variable}Store`;
  const self = isClass ? "this." : "";
  // Without a container that resolves cycles, a class can only be given what was made before it.
  const others = isNest || !isClass ? neighbours : neighbours.filter((other) => area.domains.indexOf(other) > area.domains.indexOf(domain));
  const callOther = (/** @type {Domain} */ other) => (isClass ? `this.${other.variable}Service` : `${other.variable}Service`);
  const last = statuses.at(-1) ?? "done";
  const money = fields.find(({ kind }) => kind === "money")?.name ?? "id";
  const key = fields.find(({ kind }) => kind === "key")?.name ?? "ownerId";
  const [first, second] = others;
  const functions = [
    writeFunction(domain, "findOne", "id: number, tx?: Handle", `${type}Row`, `return assertFound(await ${store}.findOne(id, tx), "${type}", id);`),
    writeFunction(domain, "list", `filter: ${type}Filter, tx?: Handle`, `Page<${type}Row>`, `
const status = filter.status ?? "open";
const limit = clampLimit(filter.limit, DEFAULT_LIMIT, MAX_LIMIT);
const offset = Math.max(0, filter.offset ?? 0);
const [items, total] = [await ${store}.list(status, limit, offset, tx), await ${store}.count(status, tx)];
const search = filter.search?.toLowerCase();
const matching = search === undefined ? items : items.filter((item) => describe${type}(item).toLowerCase().includes(search));
return createPage(matching.toSorted(compare), total, limit, offset);`),
    writeFunction(domain, "create", `input: Create${type}, tx: Handle`, `${type}Row`, `
const created = await ${store}.create(input, tx);
${first ? `if (created.${key} !== null) {\n  await ${callOther(first)}.touch(created.${key}, tx);\n}\n` : ""}logger.info("${noun} created", { id: created.id });
return created;`),
    writeFunction(domain, "update", `id: number, changes: Update${type}, tx: Handle`, `${type}Row`, `
const before = await ${self}findOne(id, tx);
const changed = getChangedFields(before, changes);
if (changed.length === 0) {
  return before;
}
if (before.status === "${last}") {
  throw new ConflictError("${type} cannot be changed any more", { id, status: before.status });
}
await ${store}.update(id, changes, tx);
${second ? `if (changed.includes("${money}")) {\n  await ${callOther(second)}.recalculate(id, tx);\n}\n` : ""}return await ${self}findOne(id, tx);`),
    writeFunction(domain, "changeStatus", `id: number, status: ${type}Status, tx: Handle`, "void", `
const isDone = await moveTo(tx, id, status);
if (!isDone) {
  throw new ConflictError("${type} cannot go to that status", { id, status });
}
switch (status) {
  case "open":
    await ${self}touch(id, tx);
    break;
  case "${last}":
    await lock${type}(tx, id);
${first ? `    await ${callOther(first)}.touch(id, tx);\n` : ""}    break;
  default:
    logger.debug("${noun} moved", { id, status });
}`),
    writeFunction(domain, "remove", "id: number, tx: Handle", "void", `
const row = await ${self}findOne(id, tx);
if (row.status !== "open") {
  await ${self}archive(id, tx);
  return;
}
await ${store}.remove(id, tx);
logger.info("${noun} removed", { id });`),
    writeFunction(domain, "archive", "id: number, tx: Handle", "void", `
await lock${type}(tx, id);
await ${store}.update(id, { status: "${last}" }, tx);`),
    writeFunction(domain, "touch", "id: number, tx: Handle", "void", `await touch${type}(tx, id);`),
    writeFunction(domain, "recalculate", "id: number, tx: Handle", "number", `
const rows = await ${store}.list("open", MAX_LIMIT, 0, tx);
const groups = groupByStatus(rows);
let total = 0;
for (const [status, group] of groups) {
  total += sum(group);
  if (group.length > MAX_BATCH) {
    logger.warn("too many at a time", { status, count: group.length });
    continue;
  }
  for (const row of group) {
    if (row.id === id) {
      await increase(tx, row.id);
    }
  }
}
return total;`),
    writeFunction(domain, "importMany", `inputs: readonly Create${type}[], tx: Handle`, "number", `
let imported = 0;
for (const batch of chunk(inputs, MAX_BATCH)) {
  for (const input of batch) {
    try {
      await ${self}create(input, tx);
      imported += 1;
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        throw error;
      }
      logger.warn("${noun} skipped", { reason: error.message });
    }
  }
}
return imported;`),
    writeFunction(domain, "assign", "id: number, ownerId: number | null, tx: Handle", `${type}Row`, `
const row = await load${type}(tx, id);
const owner = ownerId ?? row.${key};
if (owner === row.${key}) {
  return row;
}
await ${store}.update(id, { ${key}: owner }, tx);
${second ? `await Promise.all([${callOther(second)}.touch(id, tx), Promise.resolve(owner)]);\n` : ""}return { ...row, ${key}: owner };`),
    writeFunction(domain, "duplicate", "id: number, times: number, tx: Handle", `readonly ${type}Row[]`, `
const source = await load${type}(tx, id);
const copies: ${type}Row[] = [];
for (let index = 0; index < Math.min(times, MAX_BATCH); index += 1) {
  const copy = await ${store}.create({ ...source }, tx);
  if (index === 0) {
    await ${self}touch(source.id, tx);
  }
  copies.push(copy);
}
return copies;`),
    writeFunction(domain, "replace", `id: number, input: Create${type}, tx: Handle`, `${type}Row`, `
const before = await ${store}.findOne(id, tx);
if (before === undefined) {
  return await ${self}create(input, tx);
}
if (before.status === "${last}") {
  const created = await ${self}create(input, tx);
  await ${self}archive(before.id, tx);
  return created;
}
try {
  await ${store}.update(id, input, tx);
} catch (error) {
  logger.error("${noun} could not be replaced", { id, error: String(error) });
  throw new ConflictError("${type} could not be replaced", { id });
}
return await ${self}findOne(id, tx);`),
    writeFunction(domain, "closeAll", `ids: readonly number[], tx: Handle`, "{ readonly closed: number; readonly skipped: readonly number[] }", `
const skipped: number[] = [];
let closed = 0;
for (const id of new Set(ids)) {
  const row = await ${store}.findOne(id, tx);
  if (row === undefined || row.status === "${last}") {
    skipped.push(id);
    continue;
  }
  const isMoved = await moveTo(tx, id, "${last}");
  if (isMoved) {
    closed += 1;
  } else {
    skipped.push(id);
  }
}
if (skipped.length > 0) {
  logger.warn("some were left open", { skipped: skipped.length });
}
return { closed, skipped };`),
    writeFunction(domain, "findAll", `status: ${type}Status, tx?: Handle`, `readonly ${type}Row[]`, `
const found: ${type}Row[] = [];
for (let offset = 0; ; offset += MAX_LIMIT) {
  const page = await ${store}.list(status, MAX_LIMIT, offset, tx);
  found.push(...page);
  if (page.length < MAX_LIMIT) {
    break;
  }
}
return found;`),
    writeFunction(domain, "merge", "targetId: number, sourceId: number, tx: Handle", `${type}Row`, `
if (targetId === sourceId) {
  throw new ConflictError("${type} cannot be merged with itself", { id: targetId });
}
const target = await ${self}findOne(targetId, tx);
const source = await ${self}findOne(sourceId, tx);
const changes: { -readonly [key in keyof Update${type}]: Update${type}[key] } = {};
${fields.filter(({ isOptional }) => isOptional).slice(0, 6).map(({ name }) => `if (target.${name} === null && source.${name} !== null) {\n  changes.${name} = source.${name};\n}`).join("\n")}
await ${store}.update(targetId, changes, tx);
await ${self}remove(sourceId, tx);
${first ? `await ${callOther(first)}.touch(targetId, tx);\n` : ""}return { ...target, ...changes };`),
    writeFunction(domain, "check", "id: number, tx?: Handle", "readonly string[]", `
const row = await ${self}findOne(id, tx);
const problems: string[] = [];
${fields.filter(({ kind, isOptional }) => kind === "text" && !isOptional).map(({ name }) => `if (row.${name}.trim() === "") {\n  problems.push("${name} is empty");\n}`).join("\n")}
${fields.filter(({ kind }) => kind === "moment").map(({ name }) => `if (row.${name} !== null && row.${name} < row.createdAt) {\n  problems.push("${name} lies before the creation");\n}`).join("\n")}
${fields.filter(({ kind }) => kind === "count").map(({ name }) => `if (!Number.isInteger(row.${name})) {\n  problems.push("${name} is not whole");\n}`).join("\n")}
return problems;`),
    writeFunction(domain, "summarize", "tx?: Handle", `readonly ${type}Summary[]`, `
const summaries: ${type}Summary[] = [];
for (const status of STATUSES) {
  const rows = await ${store}.list(status, DEFAULT_LIMIT, 0, tx);
  const latest = rows.map(({ updatedAt }) => updatedAt).sort((a, b) => b.getTime() - a.getTime())[0];
  summaries.push({ status, total: sum(rows), latest });
}
return summaries;`),
  ];
  const parameters = [
    isNest ? `    @Inject("${type}Store") private readonly repository: ${type}Store,` : `    private readonly repository: ${type}Store,`,
    ...others.map((other) => `    ${isNest ? `@Inject(forwardRef(() => ${other.type}Service)) ` : ""}private readonly ${other.variable}Service: ${other.type}Service,`),
  ];
  const otherImports = others.map((other) => (isClass ? `import { ${other.type}Service } from "../${other.noun}/${other.noun}.service";` : `import * as ${other.variable}Service from "../${other.noun}/${other.noun}.service";`));
  return `${isNest ? 'import { forwardRef, Inject, Injectable } from "@nestjs/common";\n' : ""}import { assertFound, ConflictError } from "@/shared/errors";
import { chunk } from "@/shared/format";
import { logger } from "@/shared/logger";
import { clampLimit, createPage } from "@/shared/pagination";
import type { Page } from "@/shared/pagination";
import type { Handle } from "../database";
${[...otherImports, ""].join("\n")}import { DEFAULT_LIMIT, MAX_BATCH, MAX_LIMIT, ${noun.replaceAll("-", "_").toUpperCase()}_STATUSES as STATUSES } from "./${noun}.constants";
import { increase, load${type}, lock${type}, moveTo, touch${type} } from "./${noun}.helpers";
import { compare, describe${type}, getChangedFields, groupByStatus, sum } from "./${noun}.mapper";
${isClass ? `import type { ${type}Store } from "./${noun}.store";` : `import { ${variable}Store } from "./${noun}.repository";`}
import type { Create${type}, ${type}Filter, ${type}Row, ${type}Status, ${type}Summary, Update${type} } from "./${noun}.types";

${isClass ? `${isNest ? "@Injectable()\n" : ""}export class ${type}Service {\n  constructor(\n${parameters.join("\n")}\n  ) {}\n\n${functions.join("\n")}}\n` : functions.join("\n")}`;
}

/** @param {Domain} domain */
export function writeUseCases(domain) {
  const { type, variable, noun, area, neighbours, fields, statuses, bug } = domain;
  const { library } = area;
  const isNest = library.web === "nest";
  const isClass = hasClasses(domain);
  const services = [domain, ...(isClass ? neighbours.slice(0, 1) : neighbours)];
  const get = (/** @type {Domain} */ other) => `${isClass ? "this." : ""}${other.variable}Service`;
  const own = get(domain);
  const other = services[1];
  const key = fields.find(({ kind }) => kind === "key")?.name ?? "ownerId";
  const last = statuses.at(-1) ?? "done";
  const isLeaking = bug === "no-outer-client-in-transaction";
  const direct = isLeaking && !isHidden(domain) ? `  ${library.update(domain, library.rootClient, "{ updatedAt: new Date() }").replace(", transaction: undefined", "")};\n` : "";
  const leak = `  await stamp${type}(id${isLeaking && isHidden(domain) ? "" : ", tx"});\n${direct}`;
  const bodies = [
    {
      name: `Create${type}`,
      parameters: `input: Create${type}`,
      result: `${type}Read`,
      body: `
const created = await withTransaction(async (tx) => {
  const row = await ${own}.create(input, tx);
${other ? `  if (row.${key} !== null) {\n    await ${get(other)}.touch(row.${key}, tx);\n  }\n` : ""}  return row;
});
await emit("${variable}.created", { id: created.id });
return toRead(created);`,
    },
    {
      name: `Update${type}`,
      parameters: `id: number, changes: Update${type}`,
      result: `${type}Read`,
      body: `
const { before, after } = await withTransaction(async (tx) => {
  const before = await ${own}.findOne(id, tx);
  const after = await ${own}.update(id, changes, tx);
${leak}  return { before, after };
});
const fields = getChangedFields(before, changes);
if (fields.length > 0) {
  await emit("${variable}.updated", { id, fields });
}
return toRead(after);`,
    },
    {
      name: `Close${type}`,
      parameters: "id: number",
      result: "void",
      body: `
await withTransaction(async (tx) => {
  const total = await ${own}.recalculate(id, tx);
  await ${own}.changeStatus(id, "${last}", tx);
  if (total > 0) {
    await ${own}.archive(id, tx);
  }
});
await emit("${variable}.archived", { id });`,
    },
    {
      name: `Import${type}`,
      parameters: `inputs: readonly Create${type}[]`,
      result: "number",
      body: `
let imported = 0;
for (const batch of chunk(inputs, 100)) {
  try {
    imported += await withTransaction(async (tx) => await ${own}.importMany(batch, tx));
  } catch (error) {
    logger.error("a batch was rolled back", { size: batch.length, error: String(error) });
  }
}
return imported;`,
    },
    {
      name: `Assign${type}`,
      parameters: "id: number, ownerId: number | null",
      result: `${type}Read`,
      body: `
const row = await withTransaction(async (tx) => {
  const assigned = await ${own}.assign(id, ownerId, tx);
  await ${own}.touch(assigned.id, tx);
  return assigned;
});
return toRead(row);`,
    },
  ];
  bodies.push(
    {
      name: `Merge${type}`,
      parameters: "targetId: number, sourceId: number",
      result: `${type}Read`,
      body: `
const merged = await withTransaction(async (tx) => {
  const problems = await ${own}.check(sourceId, tx);
  if (problems.length > 0) {
    logger.warn("merged in spite of problems", { sourceId, problems });
  }
  return await ${own}.merge(targetId, sourceId, tx);
});
await emit("${variable}.removed", { id: sourceId });
await emit("${variable}.updated", { id: targetId });
return toRead(merged);`,
    },
    {
      name: `Duplicate${type}`,
      parameters: "id: number, times: number",
      result: `readonly ${type}Read[]`,
      body: `
if (times < 1) {
  return [];
}
const copies = await withTransaction(async (tx) => {
  const made = await ${own}.duplicate(id, times, tx);
  for (const copy of made) {
    await ${own}.touch(copy.id, tx);
  }
  return made;
});
await Promise.all(copies.map(async (copy) => await emit("${variable}.created", { id: copy.id })));
return copies.map(toRead);`,
    },
    {
      name: `Replace${type}`,
      parameters: `id: number, input: Create${type}`,
      result: `${type}Read`,
      body: `
try {
  const row = await withTransaction(async (tx) => {
    const replaced = await ${own}.replace(id, input, tx);
    await ${own}.recalculate(replaced.id, tx);
    return replaced;
  });
  return toRead(row);
} catch (error) {
  logger.error("${noun} was not replaced", { id, error: String(error) });
  throw error;
} finally {
  logger.debug("${noun} replacement ended", { id });
}`,
    },
    {
      name: `CloseAll${type}`,
      parameters: "ids: readonly number[]",
      result: "number",
      body: `
let closed = 0;
for (const batch of chunk(ids, 50)) {
  const outcome = await withTransaction(async (tx) => await ${own}.closeAll(batch, tx));
  closed += outcome.closed;
  for (const id of outcome.skipped) {
    logger.info("${noun} stays open", { id });
  }
}
return closed;`,
    },
  );
  const fieldsOfClass = services.map(({ variable: name, type: service }) => `private readonly ${name}Service: ${service}Service`).join(", ");
  const texts = bodies.map(({ name, parameters, result, body }) => {
    const text = writeFunction(domain, isClass ? "execute" : `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`, parameters, result, body);
    return isClass ? `${isNest ? "@Injectable()\n" : ""}export class ${name}UseCase {\n  constructor(${fieldsOfClass}) {}\n\n${text}}\n` : text;
  });
  const imports = services.map((service) => {
    const from = service === domain ? `./${noun}.service` : `../${service.noun}/${service.noun}.service`;
    return isClass ? `import { ${service.type}Service } from "${from}";` : `import * as ${service.variable}Service from "${from}";`;
  });
  const needsRoot = direct !== "" && library.rootClient !== "undefined";
  return `${isNest ? 'import { Injectable } from "@nestjs/common";\n' : ""}import { emit } from "@/shared/events";
import { chunk } from "@/shared/format";
import { logger } from "@/shared/logger";
import { ${needsRoot ? `${library.root.name}, ` : ""}withTransaction } from "../database";
${imports.join("\n")}
${direct === "" ? "" : `${library.imports(domain)}\n`}import { stamp${type} } from "./${noun}.helpers";
import { getChangedFields, toRead } from "./${noun}.mapper";
import type { Create${type}, ${type}Read, Update${type} } from "./${noun}.types";

${texts.join("\n")}`;
}

/**
 * Where the classes of an area are put together; Nest does it from the modules' decorators.
 *
 * @param {import("./domains.js").Area} area
 */
export function writeContainer(area) {
  const { library, domains } = area;
  const types = ["Create", "Update", "Close", "Import", "Assign", "Merge", "Duplicate", "Replace", "CloseAll"];
  const imports = domains.map(({ type, noun }) => `import { ${type}Repository } from "./${noun}/${noun}.repository";
import { ${type}Service } from "./${noun}/${noun}.service";
import { ${types.map((name) => `${name}${type}UseCase`).join(", ")} } from "./${noun}/${noun}.use-case";`);
  if (library.web === "nest") {
    const controllers = domains.map(({ type, noun }) => `import { ${type}Controller } from "./${noun}/${noun}.controller";`);
    const providers = domains.flatMap(({ type }) => [`    ${type}Repository,`, `    { provide: "${type}Store", useExisting: ${type}Repository },`, `    ${type}Service,`, ...types.map((name) => `    ${name}${type}UseCase,`)]);
    return `import { Module } from "@nestjs/common";
import { ${library.root.type} } from "${library.root.module}";
import { ${library.root.name} } from "./database";
${[...imports, ...controllers].join("\n")}

@Module({
  controllers: [${domains.map(({ type }) => `${type}Controller`).join(", ")}],
  providers: [
    { provide: ${library.root.type}, useValue: ${library.root.name} },
${providers.join("\n")}
  ],
  exports: [${domains.map(({ type }) => `${type}Service`).join(", ")}],
})
export class ${upper(area.name.replaceAll("-", ""))}Module {}
`;
  }
  const made = domains.toReversed().map((domain) => {
    const { type, variable, neighbours } = domain;
    const others = neighbours.filter((other) => domains.indexOf(other) > domains.indexOf(domain));
    const services = [domain, ...neighbours.slice(0, 1)].map((service) => `${service.variable}Service`).join(", ");
    return {
      services: `export const ${variable}Service = new ${type}Service(new ${type}Repository(${library.root.name})${others.map((other) => `, ${other.variable}Service`).join("")});`,
      cases: types.map((name) => `export const ${name.toLowerCase()}${type} = new ${name}${type}UseCase(${services});`).join("\n"),
    };
  });
  return `import { ${library.root.name} } from "./database";
${imports.join("\n")}

${made.map(({ services }) => services).join("\n")}

${made.map(({ cases }) => cases).join("\n\n")}
`;
}
