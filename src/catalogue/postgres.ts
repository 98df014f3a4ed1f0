import type { Library, Member, Role } from "./types.js";

const query: Member = { effect: "sql", sql: 0, isLazy: true, result: { role: "postgres/Query" } };
/** Called as a function it helps to build: names, rows, lists. */
const statements: Pick<Role, "template" | "call"> = { template: query, call: { effect: "build" } };
const file: Member = { effect: "write", isLazy: true, result: { role: "postgres/Query" } };

/** postgres.js 3: `semantics.md` §1, §2, §4 and §5. Statements are templates of the client itself, and run when awaited. */
export const postgres: Library = {
  id: "postgres",
  name: "postgres.js",
  modules: ["postgres"],
  databases: { modules: { postgres: "is-thrown" } },
  behaviour: {
    afterEnd: "autocommits",
    afterForeignCommit: "the caller's later statements autocommit one by one and its rollback undoes nothing",
    parallelQueries: { harm: "when one fails, what is still queued is written after the ROLLBACK", evidence: "measured" },
    endThrowsAfterFailure: true,
    lazyRunsAlsoBy: ["execute", "simple", "cursor", "forEach", "describe", "readable", "writable"],
  },
  exports: {
    default: { call: { result: { role: "postgres/Sql" } } },
    Sql: { role: "postgres/Sql" },
    TransactionSql: { role: "postgres/TransactionSql" },
    ReservedSql: { role: "postgres/ReservedSql" },
  },
  // The package's own namespace.
  declarations: {
    "postgres.Sql": { role: "postgres/Sql" },
    "postgres.TransactionSql": { role: "postgres/TransactionSql" },
    "postgres.ReservedSql": { role: "postgres/ReservedSql" },
  },
  roles: {
    "postgres/Sql": {
      ...statements,
      kind: "client",
      name: "sql",
      members: {
        unsafe: query,
        file,
        begin: { effect: "transaction-callback", callback: { argument: "last", parameter: { index: 0, role: "postgres/TransactionSql" } }, result: "callback-result" },
        reserve: { effect: "acquire", result: { role: "postgres/ReservedSql" } },
        end: { effect: "build", closes: "always" },
        close: { effect: "build", closes: "always" },
        json: { effect: "build" },
        array: { effect: "build" },
        notify: { effect: "write" },
      },
    },
    "postgres/TransactionSql": {
      ...statements,
      kind: "transaction",
      name: "transaction",
      isAlwaysHandle: true,
      members: {
        unsafe: query,
        file,
        savepoint: { effect: "savepoint", callback: { argument: "last", parameter: { index: 0, role: "postgres/TransactionSql" } }, result: "callback-result" },
        json: { effect: "build" },
        array: { effect: "build" },
        notify: { effect: "write" },
      },
    },
    // What it begins by text is not followed.
    "postgres/ReservedSql": {
      kind: "connection",
      name: "reserved connection",
      template: { ...query, effect: "read" },
      call: { effect: "build" },
      members: { unsafe: { ...query, effect: "read" }, file: { ...file, effect: "read" }, release: { effect: "release" } },
    },
    "postgres/Query": { kind: "builder", name: "query", otherMembers: { result: "receiver" } },
  },
};
