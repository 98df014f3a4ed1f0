import type { Library, Member } from "./types.js";

const ENTITY = "mikro-orm/Entity";
const one: Member = { effect: "read", result: { role: ENTITY, of: 0 }, loads: { argument: 2, key: "populate" } };
const many: Member = { effect: "read", result: { role: ENTITY, of: 0, many: true }, loads: { argument: 2, key: "populate" } };
const repositoryOne: Member = { effect: "read", result: { role: ENTITY, of: "receiver" }, loads: { argument: 1, key: "populate" } };
const repositoryMany: Member = { effect: "read", result: { role: ENTITY, of: "receiver", many: true }, loads: { argument: 1, key: "populate" } };
const read: Member = { effect: "read" };
const write: Member = { effect: "write" };
const NATIVE = { nativeUpdate: write, nativeDelete: write, nativeInsert: write, insert: write, insertMany: write, upsert: write, upsertMany: write, count: read, countBy: read };

/** MikroORM 6 and 7: `semantics.md` §1, §3 and §4. */
export const mikroOrm: Library = {
  id: "mikro-orm",
  name: "MikroORM",
  modules: ["@mikro-orm/*"],
  behaviour: {
    afterEnd: "throws",
    worksAfterEnd: "queries",
    afterForeignCommit: "the caller's later flushes run in transactions of their own and its own commit throws",
    losesWritesAfterRollback: true,
    flushCommits: true,
    refresh: { on: "unit", member: "refresh" },
    unloadedRelation: "stub",
  },
  exports: {
    MikroORM: { role: "mikro-orm/MikroORM", statics: { init: { result: { role: "mikro-orm/MikroORM" } }, initSync: { result: { role: "mikro-orm/MikroORM" } } } },
    EntityManager: { role: "mikro-orm/EntityManager" },
    SqlEntityManager: { role: "mikro-orm/EntityManager" },
    EntityRepository: { role: "mikro-orm/EntityRepository" },
    SqlEntityRepository: { role: "mikro-orm/EntityRepository" },
    InjectRepository: { injects: "mikro-orm/EntityRepository" },
    InjectEntityManager: { injects: "mikro-orm/EntityManager" },
    wrap: { call: { result: { role: "mikro-orm/WrappedEntity", of: "value" } } },
    Transactional: { decorator: "transaction" },
    Entity: { decorator: "entity" },
    ManyToOne: { decorator: "relation" },
    OneToOne: { decorator: "relation" },
    OneToMany: { decorator: "relation", isList: true },
    ManyToMany: { decorator: "relation", isList: true },
    defineEntity: { declaresEntity: { name: { argument: 0, key: "name" }, target: { argument: 0, key: "class" }, fields: [{ argument: 0, key: "properties" }] } },
    EntitySchema: { declaresEntity: { name: { argument: 0, key: "name" }, target: { argument: 0, key: "class" }, fields: [{ argument: 0, key: "properties" }] } },
  },
  fields: [
    { member: "manyToOne", is: "relation" },
    { member: "oneToOne", is: "relation" },
    { member: "oneToMany", is: "relation", isList: true },
    { member: "manyToMany", is: "relation", isList: true },
    { key: "entity", is: "relation", kinds: { keys: ["kind", "reference"], lists: /^(?:1:m|m:n)$|_TO_MANY$/ } },
  ],
  roles: {
    "mikro-orm/MikroORM": { kind: "client", name: "MikroORM", members: { em: { result: { role: "mikro-orm/EntityManager" } } } },
    "mikro-orm/EntityManager": {
      kind: "unit-of-work",
      name: "EntityManager",
      isAmbientWhenInjected: true,
      hasDefaultRoot: true,
      members: {
        ...NATIVE,
        begin: { effect: "begin" },
        commit: { effect: "commit" },
        rollback: { effect: "rollback" },
        flush: { effect: "flush" },
        fork: { effect: "fork", result: { role: "mikro-orm/EntityManager" }, joinedBy: { argument: 0, keys: ["keepTransactionContext", "useContext"] } },
        clear: { effect: "detach" },
        isInTransaction: { effect: "guard", asks: "open" },
        transactional: { effect: "transaction-callback", callback: { argument: 0, parameter: { index: 0, role: "mikro-orm/EntityManager" } }, result: "callback-result" },
        persist: { effect: "stage", entities: 0, result: "receiver" },
        remove: { effect: "stage", entities: 0, result: "receiver" },
        persistAndFlush: { effect: "stage-and-flush", entities: 0 },
        removeAndFlush: { effect: "stage-and-flush", entities: 0 },
        refresh: { effect: "refresh", entities: 0 },
        populate: { effect: "refresh", entities: 0 },
        create: { effect: "build", result: { role: ENTITY, of: 0, isStaged: true } },
        assign: { effect: "build" },
        getReference: { effect: "build", result: { role: ENTITY, of: 0 } },
        find: many,
        findAll: many,
        findOne: one,
        findOneOrFail: one,
        findAndCount: read,
        execute: { effect: "sql", sql: 0 },
        getRepository: { result: { role: "mikro-orm/EntityRepository", of: 0 } },
        createQueryBuilder: { effect: "read", result: { role: "mikro-orm/QueryBuilder" }, isLazy: true },
        getConnection: { effect: "build" },
      },
    },
    "mikro-orm/EntityRepository": {
      kind: "derived",
      name: "EntityRepository",
      isAmbientWhenInjected: true,
      hasDefaultRoot: true,
      members: {
        ...NATIVE,
        find: repositoryMany,
        findAll: repositoryMany,
        findOne: repositoryOne,
        findOneOrFail: repositoryOne,
        findAndCount: read,
        create: { effect: "build", result: { role: ENTITY, of: "receiver", isStaged: true } },
        getEntityManager: { result: { role: "mikro-orm/EntityManager" } },
        persistAndFlush: { effect: "stage-and-flush", entities: 0 },
        flush: { effect: "flush" },
      },
    },
    "mikro-orm/QueryBuilder": { kind: "builder", name: "QueryBuilder", otherMembers: { result: "receiver" } },
    "mikro-orm/WrappedEntity": {
      kind: "other",
      name: "wrapped entity",
      members: { init: { effect: "refresh", entities: "receiver" }, populate: { effect: "refresh", entities: "receiver" } },
    },
    "mikro-orm/Entity": { kind: "entity", name: "entity" },
  },
};
