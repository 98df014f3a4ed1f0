import type { Library, Member, Role } from "./types.js";

const STATEMENT = "sqlite/Statement";
const read: Member = { effect: "read" };
const prepare: Member = { effect: "build", result: { role: STATEMENT } };
const sql: Member = { effect: "sql", sql: 0 };
/** The call makes a function; whenever that is called, it begins, calls the callback, and ends. */
const transaction = (onPromise: string): Member => ({ effect: "transaction-callback", callback: { argument: 0, handle: "receiver", isDeferred: true, synchronous: { onPromise, runs: ["run", "get", "all", "values"] } } });
const database = (name: string, members: NonNullable<Role["members"]>): Role => ({
  kind: "connection",
  name,
  members: { prepare, exec: sql, close: { effect: "build" }, inTransaction: { effect: "guard", asks: "open" }, ...members },
});

/**
 * The synchronous SQLite drivers: better-sqlite3 (`semantics.md` §5), bun:sqlite and node:sqlite (their declarations). The
 * connection is the handle, and what is prepared on it runs in its transaction.
 */
export const sqlite: Library = {
  id: "sqlite",
  name: "SQLite",
  modules: ["better-sqlite3", "better-sqlite3-multiple-ciphers", "bun:sqlite", "node:sqlite"],
  databases: { modules: { "better-sqlite3": "stands-alone", "bun:sqlite": "stands-alone", "node:sqlite": "stands-alone" } },
  behaviour: {
    afterEnd: "autocommits",
    worksAfterEnd: "everything",
    hasSyncDrivers: true,
    afterForeignCommit: "the caller's later statements autocommit one by one, and its own COMMIT and ROLLBACK throw \"no transaction is active\"",
    parallelQueries: "never",
  },
  exports: {
    default: { role: "sqlite/BetterDatabase" },
    Database: { role: "sqlite/BetterDatabase" },
    Statement: { role: STATEMENT },
    DatabaseSync: { role: "sqlite/DatabaseSync" },
    StatementSync: { role: STATEMENT },
  },
  moduleExports: [{ modules: ["bun:sqlite"], exports: { default: { role: "sqlite/BunDatabase" }, Database: { role: "sqlite/BunDatabase", statics: { open: { result: { role: "sqlite/BunDatabase" } } } } } }],
  // The package's own namespace.
  declarations: { "BetterSqlite3.Database": { role: "sqlite/BetterDatabase" }, "BetterSqlite3.Statement": { role: STATEMENT } },
  roles: {
    "sqlite/BetterDatabase": database("Database", {
      transaction: transaction('better-sqlite3 throws "Transaction function cannot return a promise" and rolls back, and what follows the first `await` runs outside any transaction'),
      pragma: { effect: "build" },
    }),
    "sqlite/BunDatabase": database("Database", {
      transaction: transaction("bun:sqlite commits at the first `await`, and what follows is written one by one and never rolled back"),
      query: prepare,
      run: sql,
    }),
    "sqlite/DatabaseSync": database("DatabaseSync", { isTransaction: { effect: "guard", asks: "open" } }),
    [STATEMENT]: { kind: "derived", name: "statement", members: { run: { effect: "write" }, get: read, all: read, iterate: read, values: read, pluck: { result: "receiver" }, expand: { result: "receiver" }, raw: { result: "receiver" }, bind: { result: "receiver" } } },
  },
};
