import type { Library, Member, Role } from "./types.js";

const read: Member = { effect: "read", isLazy: true, result: { role: "kysely/Builder" } };
const write: Member = { effect: "write", isLazy: true, result: { role: "kysely/Builder" } };
const COLUMNS: Member = { result: "receiver", columns: [{ argument: 0 }] };
const QUERIES: NonNullable<Role["members"]> = {
  selectFrom: { ...read, lists: { unless: ["executeTakeFirst", "executeTakeFirstOrThrow"] } },
  selectNoFrom: read,
  with: read,
  insertInto: write,
  replaceInto: write,
  updateTable: write,
  deleteFrom: write,
  mergeInto: write,
  withSchema: { result: "receiver" },
  withPlugin: { result: "receiver" },
  withTables: { result: "receiver" },
  fn: { effect: "build" },
  executeQuery: { effect: "write" },
};

/** Kysely 0.28 and 0.29: `semantics.md` §1 and §5. Nothing runs before `execute`. */
export const kysely: Library = {
  id: "kysely",
  name: "Kysely",
  modules: ["kysely"],
  foreignKeyFailure: "Kysely throws the database's error",
  behaviour: {
    afterEnd: "throws",
    endThrowsAfterFailure: true,
    afterForeignCommit: "the caller's later queries throw \"Transaction is already committed\", with half of the unit of work already committed",
    ambientSwitches: ["@nestjs-cls/transactional"],
    lazyRunsBy: ["execute", "executeTakeFirst", "executeTakeFirstOrThrow", "stream", "explain"],
    executes: "execute",
  },
  writeResult: {
    asks: ["returning", "returningAll", "output", "outputAll"],
    runs: ["execute", "executeTakeFirst", "executeTakeFirstOrThrow"],
    single: ["executeTakeFirst", "executeTakeFirstOrThrow"],
    members: ["insertId", "numInsertedOrUpdatedRows", "numUpdatedRows", "numChangedRows", "numDeletedRows"],
    hasElement: "own",
    append: ".returningAll()",
    dialects: { has: ["PostgresDialect", "SqliteDialect", "LibsqlDialect", "NeonDialect", "PostgresJSDialect"], lacks: ["MysqlDialect", "MssqlDialect", "PlanetScaleDialect"] },
  },
  exports: {
    Kysely: { role: "kysely/Kysely" },
    Transaction: { role: "kysely/Transaction" },
    ControlledTransaction: { role: "kysely/ControlledTransaction" },
  },
  declarations: {
    TransactionBuilder: { role: "kysely/TransactionBuilder" },
    ControlledTransactionBuilder: { role: "kysely/ControlledTransactionBuilder" },
  },
  roles: {
    "kysely/Kysely": {
      kind: "client",
      name: "Kysely",
      members: {
        ...QUERIES,
        transaction: { effect: "build", result: { role: "kysely/TransactionBuilder" } },
        startTransaction: { effect: "build", result: { role: "kysely/ControlledTransactionBuilder" } },
        connection: { effect: "build" },
        destroy: { effect: "build", closes: "always" },
      },
    },
    "kysely/TransactionBuilder": {
      kind: "derived",
      name: "transaction builder",
      members: {
        setIsolationLevel: { result: "receiver" },
        setAccessMode: { result: "receiver" },
        execute: { effect: "transaction-callback", callback: { argument: 0, parameter: { index: 0, role: "kysely/Transaction" } }, result: "callback-result" },
      },
    },
    "kysely/ControlledTransactionBuilder": {
      kind: "derived",
      name: "controlled transaction builder",
      members: {
        setIsolationLevel: { result: "receiver" },
        setAccessMode: { result: "receiver" },
        execute: { effect: "begin", result: { role: "kysely/ControlledTransaction" } },
      },
    },
    "kysely/Transaction": { kind: "transaction", name: "Transaction", isAlwaysHandle: true, standsFor: ["kysely/Kysely"], members: QUERIES },
    "kysely/ControlledTransaction": {
      kind: "transaction",
      name: "ControlledTransaction",
      isAlwaysHandle: true,
      standsFor: ["kysely/Kysely", "kysely/Transaction"],
      members: {
        ...QUERIES,
        commit: { effect: "commit", isLazy: true, result: { role: "kysely/Command" } },
        rollback: { effect: "rollback", isLazy: true, result: { role: "kysely/Command" } },
        savepoint: { effect: "savepoint", isLazy: true, result: { role: "kysely/SavepointCommand" } },
        rollbackToSavepoint: { effect: "savepoint-end", isLazy: true, result: { role: "kysely/Command" } },
        releaseSavepoint: { effect: "savepoint-end", isLazy: true, result: { role: "kysely/Command" } },
        isCommitted: { effect: "guard", asks: "ended" },
        isRolledBack: { effect: "guard", asks: "ended" },
      },
    },
    // What `$call` returns is up to the function that it is given.
    "kysely/Builder": { kind: "builder", name: "query", members: { $call: {}, values: COLUMNS, set: COLUMNS, doUpdateSet: COLUMNS }, otherMembers: { result: "receiver" } },
    "kysely/Command": { kind: "builder", name: "command", members: { execute: { effect: "build" } } },
    "kysely/SavepointCommand": { kind: "builder", name: "command", members: { execute: { effect: "build", result: { role: "kysely/ControlledTransaction" } } } },
  },
};
