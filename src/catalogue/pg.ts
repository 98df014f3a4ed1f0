import type { Library } from "./types.js";

/** node-postgres 8: `semantics.md` §1, §2 and §5. SQL text decides what a query does. */
export const pg: Library = {
  id: "pg",
  name: "node-postgres",
  modules: ["pg", "@neondatabase/serverless", "pg-pool"],
  behaviour: {
    afterEnd: "autocommits",
    worksAfterEnd: "everything",
    afterForeignCommit: "the caller's later statements autocommit one by one, and its own COMMIT and ROLLBACK do nothing",
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
      members: {
        connect: { effect: "acquire", result: { role: "pg/PoolClient" } },
        query: { effect: "sql", sql: 0 },
      },
    },
    "pg/Client": {
      kind: "connection",
      name: "Client",
      members: {
        connect: { effect: "build" },
        query: { effect: "sql", sql: 0 },
        end: { effect: "release" },
      },
    },
    "pg/PoolClient": {
      kind: "connection",
      name: "PoolClient",
      members: {
        query: { effect: "sql", sql: 0 },
        release: { effect: "release" },
      },
    },
  },
};
