import { knex } from "./knex.js";
import type { Library, Member, Role } from "./types.js";

const TRANSACTION = "objection/Transaction";
const BUILDER = { role: "objection/QueryBuilder", of: "receiver" } as const;
/** The transaction is the argument itself. */
const query = (argument: number): Member => ({ effect: "read", isLazy: true, result: BUILDER, option: { argument, key: "" }, lists: { unless: ["first", "findById", "findOne", "resultSize", "then"] } });
const graph = (argument: number): Member => ({ effect: "read", isLazy: true, result: BUILDER, option: { argument, key: "transaction" } });
const begin: Member = { effect: "begin", result: { role: TRANSACTION }, option: { argument: 0, key: "" } };
const managed: Member = { effect: "transaction-callback", callback: { argument: "last", parameter: { index: 0, role: TRANSACTION } }, result: "callback-result", option: { argument: 0, key: "" } };
const columns = (argument: number): Member => ({ result: "receiver", columns: [{ argument }] });
const COLUMNS: Role["members"] = { insert: columns(0), insertAndFetch: columns(0), patch: columns(0), update: columns(0), patchAndFetch: columns(0), updateAndFetch: columns(0), patchAndFetchById: columns(1), updateAndFetchById: columns(1) };
const ROW: Role["members"] = { $query: query(0), $relatedQuery: query(1), $fetchGraph: graph(1) };

/** Objection 3 on Knex: `semantics.md` §1, §2 and §4. A transaction travels as an argument of `query`. */
export const objection: Library = {
  id: "objection",
  name: "Objection",
  modules: ["objection"],
  ...(knex.databases && { databases: knex.databases }),
  foreignKeyFailure: "Objection throws a ForeignKeyViolationError",
  behaviour: { ...knex.behaviour, lazyRunsAlsoBy: [...(knex.behaviour.lazyRunsAlsoBy ?? []), "execute", "resultSize"] },
  exports: {
    Model: { entityBase: { statics: "objection/ModelClass", instances: "objection/Model" } },
    Transaction: { role: TRANSACTION },
    transaction: {
      // The bound models come first, if any.
      call: { effect: "transaction-callback", on: 0, callback: { argument: "last", parameter: { index: "last", role: TRANSACTION } }, result: "callback-result" },
      statics: { start: { ...begin, on: 0 } },
    },
  },
  // What `typeof Task` is to a type checker.
  declarations: { ModelClass: { role: "objection/ModelClass" } },
  roles: {
    "objection/ModelClass": {
      kind: "client",
      name: "Model",
      hasDefaultRoot: true,
      members: {
        query: query(0),
        relatedQuery: query(1),
        fetchGraph: graph(2),
        transaction: managed,
        startTransaction: begin,
        knex: { result: { role: "objection/Knex" } },
        // Bound to whatever they are given.
        bindKnex: { effect: "build" },
        bindTransaction: { effect: "build" },
        fromJson: { effect: "build", result: { role: "objection/Model", of: "receiver" } },
        fromDatabaseJson: { effect: "build", result: { role: "objection/Model", of: "receiver" } },
        raw: { effect: "build" },
        ref: { effect: "build" },
        fn: { effect: "build" },
      },
    },
    "objection/Model": { kind: "entity", name: "model", hasDefaultRoot: true, members: ROW },
    // Awaited, it is the row: what a row can do, it can.
    "objection/QueryBuilder": { kind: "builder", name: "query", makesWrite: /^(?:insert|patch|update|upsert|delete|increment|decrement|relate|unrelate|truncate)/, hasDefaultRoot: true, members: { ...ROW, ...COLUMNS, transacting: { result: "receiver", option: { argument: 0, key: "" } } }, otherMembers: { result: "receiver" } },
    "objection/Knex": { kind: "client", name: "Knex", extends: "knex/Knex", hasDefaultRoot: true },
    [TRANSACTION]: { kind: "transaction", name: "Transaction", extends: "knex/Transaction", isAlwaysHandle: true },
  },
};
