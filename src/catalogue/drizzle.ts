import type { EntityForm, Library, Member, Role, RoleId } from "./types.js";

const table: EntityForm = { name: { argument: 0 }, fields: [{ argument: 1 }] };
const tableWithReturning: EntityForm = { ...table, hasReturning: true };
const read: Member = { effect: "read", isLazy: true, result: { role: "drizzle/Query" }, runBy: "all" };
const rows: Member = { ...read, lists: { unless: ["get", "then"] } };
const write: Member = { effect: "write", isLazy: true, result: { role: "drizzle/Query" }, runBy: "run" };
const COLUMNS: Member = { result: "receiver", columns: [{ argument: 0 }] };
const find: Member = { ...read, runBy: "sync" };
const database: Omit<Role, "kind" | "name"> = {
  members: {
    select: rows,
    selectDistinct: rows,
    selectDistinctOn: rows,
    $count: read,
    query: { result: { role: "drizzle/RelationalQuery" } },
    insert: write,
    update: write,
    delete: write,
    refreshMaterializedView: write,
    // Lazy on PostgreSQL only.
    execute: { effect: "sql", sql: 0 },
    run: { effect: "sql", sql: 0 },
    all: { effect: "sql", sql: 0 },
    get: { effect: "sql", sql: 0 },
    values: { effect: "sql", sql: 0 },
    batch: { effect: "write" },
    with: { effect: "build", result: "receiver" },
    $with: { effect: "build" },
    transaction: { effect: "transaction-callback", callback: { argument: 0, parameter: { index: 0, role: "drizzle/Transaction" } }, result: "callback-result" },
  },
};

/** The `transaction` of a synchronous driver: what becomes of a promise there. */
const sync = (role: RoleId, onPromise: string): Member => ({
  effect: "transaction-callback",
  callback: { argument: 0, parameter: { index: 0, role }, synchronous: { onPromise, runs: ["run", "all", "get", "values", "sync"] } },
  result: "callback-result",
});
const better = sync("drizzle/BetterTransaction", 'better-sqlite3 throws "Transaction function cannot return a promise" and rolls back, and what is awaited runs after that, outside any transaction');
const other = sync("drizzle/SyncTransaction", "this driver commits when the function returns, and what is awaited runs after that: it is written one by one and never rolled back");
const syncTransaction = (member: Member): Role => ({ kind: "transaction", name: "transaction", isAlwaysHandle: true, extends: "drizzle/Transaction", members: { transaction: { ...member, effect: "savepoint" } } });

/** Drizzle 0.4x on every dialect: `semantics.md` §1, §2 and §5. */
export const drizzle: Library = {
  id: "drizzle",
  name: "Drizzle",
  modules: ["drizzle-orm", "drizzle-orm/*"],
  databases: {
    option: "dialect",
    modules: {
      "drizzle-orm/node-postgres": "aborts",
      "drizzle-orm/neon-serverless": "aborts",
      "drizzle-orm/vercel-postgres": "aborts",
      "drizzle-orm/pglite": "aborts",
      // The driver remembers the failed query, and rejects with its error.
      "drizzle-orm/postgres-js": "is-thrown",
      "drizzle-orm/mysql-core": "stands-alone",
      "drizzle-orm/mysql2": "stands-alone",
      "drizzle-orm/sqlite-core": "stands-alone",
      "drizzle-orm/better-sqlite3": "stands-alone",
      "drizzle-orm/libsql": "stands-alone",
      "drizzle-orm/singlestore-core": "stands-alone",
    },
  },
  foreignKeyFailure: "Drizzle throws the database's error",
  behaviour: {
    afterEnd: "autocommits",
    afterForeignCommit: "the caller's later writes autocommit one by one and its rollback undoes nothing",
    parallelQueries: { harm: "when one fails, what is still queued is written after the ROLLBACK", evidence: "measured" },
    ambientSwitches: ["@nestjs-cls/transactional"],
    singleConnections: ["sqlite", "libsql", "pglite", "drizzle-orm/d1", "drizzle-orm/sql-js", "drizzle-orm/durable", "new Client(", "createConnection(", "max: 1,", "max: 1 }"],
    hasSyncDrivers: true,
    lazyRunsAlsoBy: ["execute", "run", "all", "get", "sync", "iterator"],
  },
  exports: {
    drizzle: { call: { result: { role: "drizzle/Database" } } },
    withReplicas: { call: { result: { role: "drizzle/Database", of: "value" } } },
    NodePgDatabase: { role: "drizzle/Database" },
    PostgresJsDatabase: { role: "drizzle/Database" },
    NeonHttpDatabase: { role: "drizzle/Database" },
    NeonDatabase: { role: "drizzle/Database" },
    VercelPgDatabase: { role: "drizzle/Database" },
    PgDatabase: { role: "drizzle/Database" },
    PgliteDatabase: { role: "drizzle/Database" },
    MySql2Database: { role: "drizzle/Database" },
    MySqlDatabase: { role: "drizzle/Database" },
    BetterSQLite3Database: { role: "drizzle/BetterDatabase" },
    BunSQLiteDatabase: { role: "drizzle/SyncDatabase" },
    ExpoSQLiteDatabase: { role: "drizzle/SyncDatabase" },
    DrizzleSqliteDODatabase: { role: "drizzle/SyncDatabase" },
    SQLJsDatabase: { role: "drizzle/SyncDatabase" },
    LibSQLDatabase: { role: "drizzle/Database" },
    DrizzleD1Database: { role: "drizzle/Database" },
    BaseSQLiteDatabase: { role: "drizzle/Database" },
    PgTransaction: { role: "drizzle/Transaction" },
    NodePgTransaction: { role: "drizzle/Transaction" },
    PostgresJsTransaction: { role: "drizzle/Transaction" },
    MySqlTransaction: { role: "drizzle/Transaction" },
    MySql2Transaction: { role: "drizzle/Transaction" },
    SQLiteTransaction: { role: "drizzle/Transaction" },
    pgTable: { declaresEntity: tableWithReturning },
    mysqlTable: { declaresEntity: table },
    sqliteTable: { declaresEntity: tableWithReturning },
    pgSchema: { call: { result: { role: "drizzle/Schema" } } },
    mysqlSchema: { call: { result: { role: "drizzle/Schema" } } },
    relations: { linksEntity: { of: 0, fields: { argument: 1 } } },
  },
  moduleExports: [
    { modules: ["drizzle-orm/better-sqlite3", "drizzle-orm/better-sqlite3/*"], exports: { drizzle: { call: { result: { role: "drizzle/BetterDatabase" } } } } },
    {
      modules: ["drizzle-orm/bun-sqlite", "drizzle-orm/bun-sqlite/*", "drizzle-orm/expo-sqlite", "drizzle-orm/expo-sqlite/*", "drizzle-orm/durable-sqlite", "drizzle-orm/durable-sqlite/*", "drizzle-orm/sql-js", "drizzle-orm/sql-js/*"],
      exports: { drizzle: { call: { result: { role: "drizzle/SyncDatabase" } } } },
    },
  ],
  writeResult: {
    asks: ["returning", "$returningId"],
    runs: ["execute", "run", "all", "get", "prepare"],
    members: ["rows", "rowCount", "count", "command", "length", "fields", "rowsAffected", "affectedRows", "changes", "lastInsertRowid", "insertId", "oid", "columns", "statement", "state", "meta", "success", "results", "error"],
    hasElement: "never",
    append: ".returning()",
  },
  fields: [
    { member: "references", is: "reference" },
    { member: "one", is: "relation" },
    { member: "many", is: "relation", isList: true },
  ],
  roles: {
    "drizzle/Database": { ...database, kind: "client", name: "database", isPool: true },
    "drizzle/Transaction": {
      ...database,
      kind: "transaction",
      name: "transaction",
      isAlwaysHandle: true,
      members: {
        ...database.members,
        rollback: { effect: "rollback-throw" },
        transaction: { effect: "savepoint", callback: { argument: 0, parameter: { index: 0, role: "drizzle/Transaction" } }, result: "callback-result" },
      },
    },
    "drizzle/BetterDatabase": { kind: "client", name: "database", extends: "drizzle/Database", members: { transaction: better } },
    "drizzle/BetterTransaction": syncTransaction(better),
    "drizzle/SyncDatabase": { kind: "client", name: "database", extends: "drizzle/Database", members: { transaction: other } },
    "drizzle/SyncTransaction": syncTransaction(other),
    "drizzle/Schema": { kind: "other", name: "schema", members: { table: { declaresEntity: table } } },
    "drizzle/Query": { kind: "builder", name: "query", members: { returning: { result: "receiver", runBy: "all" }, values: COLUMNS, set: COLUMNS, onConflictDoUpdate: { result: "receiver", columns: [{ argument: 0, key: "set" }] } }, otherMembers: { result: "receiver" } },
    "drizzle/RelationalQuery": { kind: "derived", name: "relational query", otherMembers: { result: { role: "drizzle/TableQuery" } } },
    "drizzle/TableQuery": { kind: "derived", name: "table query", members: { findFirst: find, findMany: { ...find, lists: { unless: [] } } } },
  },
};
