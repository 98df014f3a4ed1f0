import type { Library, Member, Role } from "./types.js";

const SESSION = "mongodb/Session";
const option = (argument: number): NonNullable<Member["option"]> => ({ argument, key: "session" });
const read = (argument: number): Member => ({ effect: "read", option: option(argument), evidence: "documented" });
const write = (argument: number): Member => ({ effect: "write", option: option(argument), evidence: "documented" });
/** Runs when it is awaited, or by `exec`. */
const lazy = (member: Member): Member => ({ ...member, isLazy: true, result: { role: "mongodb/Query" } });
const startSession: Member = { effect: "acquire", result: { role: SESSION }, evidence: "documented" };
const withSession: Member = { callback: { argument: 0, parameter: { index: 0, role: SESSION } }, result: "callback-result", evidence: "documented" };
const model: Member = { result: { role: "mongodb/ModelClass" } };
/** An update is an object of columns, of operators, or of both. */
const change = (argument: number): Member => ({ ...write(argument), columns: [{ argument: argument - 1 }, { argument: argument - 1, key: "$set" }] });
const UPDATES: NonNullable<Role["members"]> = {
  updateOne: change(2),
  updateMany: change(2),
  replaceOne: write(2),
  deleteOne: write(1),
  deleteMany: write(1),
  findOneAndUpdate: change(2),
  findOneAndReplace: write(2),
  findOneAndDelete: write(1),
};
const WRITES: NonNullable<Role["members"]> = { insertOne: write(1), insertMany: write(1), bulkWrite: write(1) };
const lazily = (members: NonNullable<Role["members"]>): NonNullable<Role["members"]> => Object.fromEntries(Object.entries(members).map(([name, member]) => [name, lazy(member)]));

/**
 * Mongoose 9 on the MongoDB driver 7, as their declarations and manuals have it: not run (`semantics.md` §4). A session is
 * the handle; it travels in the `session` option, or in the query's own `session`.
 */
export const mongodb: Library = {
  id: "mongodb",
  name: "MongoDB",
  modules: ["mongoose", "mongodb", "@nestjs/mongoose"],
  behaviour: {
    afterEnd: "throws",
    unreleased: "the server keeps the session until it expires",
    worksAfterEnd: "queries",
    afterForeignCommit: "the caller's later operations run outside any transaction and its own commit or abort fails",
    parallelQueries: { harm: "MongoDB leaves open what parallel operations of one transaction do", evidence: "documented" },
    ambientSwitches: ["transactionAsyncLocalStorage", "@nestjs-cls/transactional"],
    lazyRunsAlsoBy: ["exec", "toArray", "next", "tryNext", "hasNext", "forEach", "cursor", "stream"],
  },
  exports: {
    default: { value: "mongodb/Mongoose" },
    connection: { value: "mongodb/Connection" },
    startSession: { memberOf: "mongodb/Mongoose" },
    model: { memberOf: "mongodb/Mongoose" },
    models: { value: "mongodb/Models" },
    Mongoose: { role: "mongodb/Mongoose" },
    Connection: { role: "mongodb/Connection" },
    InjectConnection: { injects: "mongodb/Connection" },
    ClientSession: { role: SESSION },
    Model: { role: "mongodb/ModelClass" },
    Schema: { role: "mongodb/Schema" },
    MongoClient: { role: "mongodb/Client" },
    Db: { role: "mongodb/Db" },
    Collection: { role: "mongodb/Collection" },
  },
  roles: {
    "mongodb/Mongoose": {
      kind: "client",
      name: "mongoose",
      hasDefaultRoot: true,
      members: {
        startSession,
        model,
        models: { result: { role: "mongodb/Models" } },
        connection: { result: { role: "mongodb/Connection" } },
        connect: { effect: "build" },
        set: { effect: "build" },
      },
    },
    "mongodb/Connection": {
      kind: "client",
      name: "Connection",
      hasDefaultRoot: true,
      members: {
        startSession,
        withSession,
        model,
        models: { result: { role: "mongodb/Models" } },
        transaction: { effect: "transaction-callback", callback: { argument: 0, parameter: { index: 0, role: SESSION } }, result: "callback-result", evidence: "documented" },
        collection: { result: { role: "mongodb/Collection" } },
        db: { result: { role: "mongodb/Db" } },
        getClient: { result: { role: "mongodb/Client" } },
        close: { effect: "build" },
      },
    },
    "mongodb/Client": {
      kind: "client",
      name: "MongoClient",
      hasDefaultRoot: true,
      members: { startSession, withSession, db: { result: { role: "mongodb/Db" } }, connect: { effect: "build" }, close: { effect: "build" } },
    },
    [SESSION]: {
      kind: "connection",
      name: "session",
      isAlwaysHandle: true,
      hasDefaultRoot: true,
      members: {
        startTransaction: { effect: "begin", evidence: "documented" },
        commitTransaction: { effect: "commit", evidence: "documented" },
        abortTransaction: { effect: "rollback", evidence: "documented" },
        endSession: { effect: "release", closes: "always", evidence: "documented" },
        inTransaction: { effect: "guard", asks: "open" },
        hasEnded: { effect: "guard", asks: "released" },
        withTransaction: { effect: "transaction-callback", callback: { argument: 0, parameter: { index: 0, role: SESSION }, handle: "receiver" }, result: "callback-result", evidence: "documented" },
      },
    },
    "mongodb/Schema": {
      kind: "other",
      name: "Schema",
      members: { statics: { thisRole: "mongodb/ModelClass" }, static: { thisRole: "mongodb/ModelClass" } },
    },
    "mongodb/Models": { kind: "other", name: "models", otherMembers: model },
    "mongodb/ModelClass": {
      kind: "client",
      name: "Model",
      hasDefaultRoot: true,
      members: {
        ...lazily(UPDATES),
        ...WRITES,
        findByIdAndUpdate: lazy(change(2)),
        findByIdAndDelete: lazy(write(1)),
        find: lazy(read(2)),
        findOne: lazy(read(2)),
        findById: lazy(read(2)),
        where: lazy({ effect: "read", evidence: "documented" }),
        exists: lazy(read(1)),
        countDocuments: lazy(read(1)),
        distinct: lazy(read(2)),
        aggregate: lazy(read(1)),
        create: { effect: "write", option: { ...option(1), isAfterList: true }, evidence: "documented" },
        bulkSave: write(1),
        startSession,
        db: { result: { role: "mongodb/Connection" } },
        hydrate: { effect: "build" },
        watch: { effect: "build" },
      },
    },
    "mongodb/Db": { kind: "derived", name: "Db", hasDefaultRoot: true, members: { collection: { result: { role: "mongodb/Collection" } } } },
    "mongodb/Collection": {
      kind: "derived",
      name: "Collection",
      hasDefaultRoot: true,
      members: { ...UPDATES, ...WRITES, find: lazy(read(1)), findOne: read(1), countDocuments: read(1), distinct: read(2), aggregate: lazy(read(1)) },
    },
    "mongodb/Query": {
      kind: "builder",
      name: "query",
      makesWrite: /^(?:(?:update|delete|replace)(?:One|Many)|findOneAnd)/,
      members: { session: { result: "receiver", option: { argument: 0, key: "" } }, setOptions: { result: "receiver", option: { argument: 0, key: "" } } },
      otherMembers: { result: "receiver" },
    },
  },
};
