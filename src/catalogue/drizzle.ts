import type { EntityForm, Library, Member, Role } from "./types.js";

const table: EntityForm = { name: { argument: 0 }, fields: [{ argument: 1 }] };
const read: Member = { effect: "read", isLazy: true, result: { role: "drizzle/Query" } };
const write: Member = { effect: "write", isLazy: true, result: { role: "drizzle/Query" } };
const database: Omit<Role, "kind" | "name"> = {
  members: {
    select: read,
    selectDistinct: read,
    selectDistinctOn: read,
    $count: read,
    query: { result: { role: "drizzle/RelationalQuery" } },
    insert: write,
    update: write,
    delete: write,
    refreshMaterializedView: write,
    execute: { effect: "sql", sql: 0, isLazy: true },
    run: { effect: "sql", sql: 0 },
    all: { effect: "sql", sql: 0 },
    get: { effect: "sql", sql: 0 },
    values: { effect: "sql", sql: 0 },
    batch: write,
    with: { effect: "build", result: "receiver" },
    $with: { effect: "build" },
    transaction: { effect: "transaction-callback", callback: { argument: 0, parameter: { index: 0, role: "drizzle/Transaction" } }, result: "callback-result" },
  },
};

/** Drizzle 0.4x on every dialect: `semantics.md` §1, §2 and §5. */
export const drizzle: Library = {
  id: "drizzle",
  name: "Drizzle",
  modules: ["drizzle-orm", "drizzle-orm/*"],
  behaviour: {
    afterEnd: "autocommits",
    afterForeignCommit: "the caller's later writes autocommit one by one and its rollback undoes nothing",
    ambientSwitches: ["@nestjs-cls/transactional"],
  },
  exports: {
    drizzle: { call: { result: { role: "drizzle/Database" } } },
    NodePgDatabase: { role: "drizzle/Database" },
    PostgresJsDatabase: { role: "drizzle/Database" },
    NeonHttpDatabase: { role: "drizzle/Database" },
    NeonDatabase: { role: "drizzle/Database" },
    VercelPgDatabase: { role: "drizzle/Database" },
    PgDatabase: { role: "drizzle/Database" },
    PgliteDatabase: { role: "drizzle/Database" },
    MySql2Database: { role: "drizzle/Database" },
    MySqlDatabase: { role: "drizzle/Database" },
    BetterSQLite3Database: { role: "drizzle/Database" },
    LibSQLDatabase: { role: "drizzle/Database" },
    DrizzleD1Database: { role: "drizzle/Database" },
    BaseSQLiteDatabase: { role: "drizzle/Database" },
    PgTransaction: { role: "drizzle/Transaction" },
    NodePgTransaction: { role: "drizzle/Transaction" },
    PostgresJsTransaction: { role: "drizzle/Transaction" },
    MySqlTransaction: { role: "drizzle/Transaction" },
    MySql2Transaction: { role: "drizzle/Transaction" },
    SQLiteTransaction: { role: "drizzle/Transaction" },
    pgTable: { declaresEntity: table },
    mysqlTable: { declaresEntity: table },
    sqliteTable: { declaresEntity: table },
    pgSchema: { call: { result: { role: "drizzle/Schema" } } },
    mysqlSchema: { call: { result: { role: "drizzle/Schema" } } },
    relations: { linksEntity: { of: 0, fields: { argument: 1 } } },
  },
  fields: [
    { member: "references", is: "reference" },
    { member: "one", is: "relation" },
    { member: "many", is: "relation", isList: true },
  ],
  roles: {
    "drizzle/Database": { ...database, kind: "client", name: "database" },
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
    "drizzle/Schema": { kind: "other", name: "schema", members: { table: { declaresEntity: table } } },
    "drizzle/Query": { kind: "builder", name: "query", otherMembers: { result: "receiver" } },
    "drizzle/RelationalQuery": { kind: "derived", name: "relational query", otherMembers: { result: { role: "drizzle/TableQuery" } } },
    "drizzle/TableQuery": { kind: "derived", name: "table query", members: { findFirst: read, findMany: read } },
  },
};
