import type { Library, Member, Role } from "./types.js";

const query: Member = { effect: "sql", sql: 0, evidence: "documented" };
const QUERIES: NonNullable<Role["members"]> = {
  any: query,
  anyFirst: query,
  exists: query,
  many: query,
  manyFirst: query,
  maybeOne: query,
  maybeOneFirst: query,
  one: query,
  oneFirst: query,
  query,
  stream: query,
};
const callback = { argument: 0, parameter: { index: 0, role: "slonik/Transaction" } } as const;
const transaction: Member = { effect: "transaction-callback", callback, result: "callback-result", evidence: "documented" };

/** Slonik 47, as its declarations have it: not run. A query is an argument, and runs at once. */
export const slonik: Library = {
  id: "slonik",
  name: "Slonik",
  modules: ["slonik", "@silverhand/slonik"],
  behaviour: {
    afterEnd: "throws",
    afterForeignCommit: "the caller's later statements autocommit one by one, and its own errors no longer roll anything back",
  },
  exports: {
    createPool: { call: { result: { role: "slonik/Pool" } } },
    DatabasePool: { role: "slonik/Pool" },
    DatabasePoolConnection: { role: "slonik/Connection" },
    DatabaseTransactionConnection: { role: "slonik/Transaction" },
    CommonQueryMethods: { role: "slonik/Connection" },
  },
  roles: {
    "slonik/Pool": {
      kind: "client",
      name: "pool",
      members: {
        ...QUERIES,
        transaction,
        connect: { callback: { argument: 0, parameter: { index: 0, role: "slonik/Connection" } }, result: "callback-result", evidence: "documented" },
        end: { effect: "build" },
      },
    },
    // A pool, a connection of one, or a transaction.
    "slonik/Connection": { kind: "connection", name: "connection", mayBeClient: true, members: { ...QUERIES, transaction } },
    "slonik/Transaction": {
      kind: "transaction",
      name: "transaction",
      isAlwaysHandle: true,
      members: { ...QUERIES, transaction: { ...transaction, effect: "savepoint" } },
    },
  },
};
