import type { Library, Member, Role } from "./types.js";

const query: Member = { effect: "read", isLazy: true, result: { role: "knex/Builder" }, lists: { unless: ["first", "then"] } };
const COLUMNS: Member = { result: "receiver", columns: [{ argument: 0 }] };
const QUERIES: Readonly<Record<string, Member>> = {
  select: query,
  from: query,
  into: query,
  table: query,
  with: query,
  withRecursive: query,
  insert: { ...query, effect: "write", columns: [{ argument: 0 }] },
  update: { ...query, effect: "write", columns: [{ argument: 0 }] },
  delete: { ...query, effect: "write" },
  del: { ...query, effect: "write" },
  // Begins by itself, unlike the others.
  batchInsert: { effect: "write", columns: [{ argument: 1 }], result: { role: "knex/Builder" } },
  raw: { effect: "sql", sql: 0, isLazy: true, result: { role: "knex/Builder" } },
  queryBuilder: query,
};
const other: Pick<Role, "call" | "otherMembers"> = { call: query };

/** Knex 3: `semantics.md` §1, §2, §4 and §5. Clients and transactions are functions; builders run when awaited. */
export const knex: Library = {
  id: "knex",
  name: "Knex",
  modules: ["knex", "nestjs-knex", "nest-knexjs"],
  databases: { option: "client" },
  foreignKeyFailure: "Knex throws the database's error",
  behaviour: {
    afterEnd: "throws",
    rollbackResolvesUnless: "doNotRejectOnRollback",
    worksAfterEnd: "ends",
    afterForeignCommit: "the caller's later queries throw \"Transaction query already complete\", and its own errors no longer roll anything back",
    ambientSwitches: ["@nestjs-cls/transactional"],
    singleConnections: ["sqlite", "max: 1,", "max: 1 }"],
    lazyRunsAlsoBy: ["stream", "pipe", "asCallback", "exec"],
  },
  writeResult: {
    asks: ["returning"],
    writes: ["insert", "update", "del", "delete"],
    members: ["rows", "rowCount", "command", "length", "fields", "oid", "affectedRows", "insertId"],
    hasElement: "by-dialect",
    append: '.returning("*")',
    dialects: { has: ['"pg"', "'pg'", '"postgres"', "'postgres'", '"postgresql"', "'postgresql'"], lacks: ["mysql", "sqlite3", "mssql", "oracledb"] },
  },
  exports: {
    default: { call: { result: { role: "knex/Knex" } }, role: "knex/Knex" },
    knex: { call: { result: { role: "knex/Knex" } } },
    Knex: { role: "knex/Knex" },
    "Knex.Transaction": { role: "knex/Transaction" },
    // Its name before Knex 1.
    Transaction: { role: "knex/Transaction" },
  },
  roles: {
    "knex/Knex": {
      ...other,
      kind: "client",
      name: "Knex",
      isPool: true,
      members: {
        ...QUERIES,
        transaction: {
          effect: "transaction-callback",
          callback: { argument: 0, parameter: { index: 0, role: "knex/Transaction" } },
          result: "callback-result",
          withoutCallback: { effect: "begin", result: { role: "knex/Transaction" } },
        },
        destroy: { effect: "build", closes: "always" },
        fn: { effect: "build" },
        schema: { effect: "build" },
        client: { effect: "build" },
        ref: { effect: "build" },
      },
    },
    "knex/Transaction": {
      ...other,
      kind: "transaction",
      name: "Transaction",
      isAlwaysHandle: true,
      standsFor: ["knex/Knex"],
      members: {
        ...QUERIES,
        commit: { effect: "commit" },
        rollback: { effect: "rollback" },
        isCompleted: { effect: "guard", asks: "ended" },
        transaction: { effect: "savepoint", callback: { argument: 0, parameter: { index: 0, role: "knex/Transaction" } }, result: "callback-result" },
        savepoint: { effect: "savepoint", callback: { argument: 0, parameter: { index: 0, role: "knex/Transaction" } }, result: "callback-result" },
        fn: { effect: "build" },
        schema: { effect: "build" },
      },
    },
    "knex/Builder": { kind: "builder", name: "query", makesWrite: /^(?:insert|update|upsert|del|delete|increment|decrement|truncate)$/, otherMembers: { result: "receiver" }, members: { transacting: { result: "receiver", option: { argument: 0, key: "" } }, insert: COLUMNS, update: COLUMNS, upsert: COLUMNS } },
  },
};
