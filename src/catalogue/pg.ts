import type { Library } from "./types.js";

/** node-postgres 8: `semantics.md` §1, §2 and §5. SQL text decides what a query does. */
export const pg: Library = {
  id: "pg",
  name: "node-postgres",
  modules: ["pg", "@neondatabase/serverless", "pg-pool"],
  statementErrors: { classes: ["DatabaseError"] },
  behaviour: {
    afterEnd: "autocommits",
    worksAfterEnd: "everything",
    singleConnections: ["max: 1,", "max: 1 }", "max: 1\n"],
    afterForeignCommit: "the caller's later statements autocommit one by one, and its own COMMIT and ROLLBACK do nothing",
    parallelQueries: { harm: "node-postgres 9 no longer queues them, and when one fails, what is still queued is written after the ROLLBACK", evidence: "measured" },
  },
  exports: {
    Pool: { role: "pg/Pool" },
    Client: { role: "pg/Client" },
    PoolClient: { role: "pg/PoolClient" },
    ClientBase: { role: "pg/Client" },
  },
  roles: {
    "pg/Pool": {
      kind: "client",
      name: "Pool",
      isPool: true,
      members: {
        connect: { effect: "acquire", result: { role: "pg/PoolClient" } },
        end: { effect: "build", closes: "always" },
        query: { effect: "sql", sql: 0 },
      },
    },
    "pg/Client": {
      kind: "connection",
      name: "Client",
      members: {
        connect: { effect: "build" },
        query: { effect: "sql", sql: 0 },
        end: { effect: "release", closes: "always" },
      },
    },
    "pg/PoolClient": {
      kind: "connection",
      name: "PoolClient",
      members: {
        query: { effect: "sql", sql: 0 },
        release: { effect: "release", closes: "given" },
      },
    },
  },
};
