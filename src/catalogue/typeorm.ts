import type { Library, Member } from "./types.js";

const ENTITY = "typeorm/Entity";
const readOne: Member = { effect: "read", result: { role: ENTITY, of: 0 }, loads: { argument: 1, key: "relations" }, where: { argument: 1, key: "where" } };
const readOneBy: Member = { effect: "read", result: { role: ENTITY, of: 0 }, where: { argument: 1 } };
const readMany: Member = { effect: "read", result: { role: ENTITY, of: 0, many: true }, loads: { argument: 1, key: "relations" } };
const repositoryReadOne: Member = { effect: "read", result: { role: ENTITY, of: "receiver" }, loads: { argument: 0, key: "relations" }, where: { argument: 0, key: "where" } };
const repositoryReadOneBy: Member = { effect: "read", result: { role: ENTITY, of: "receiver" }, where: { argument: 0 } };
const repositoryReadMany: Member = { effect: "read", result: { role: ENTITY, of: "receiver", many: true }, loads: { argument: 0, key: "relations" } };
const save: Member = { effect: "write", result: { role: ENTITY, of: "value" }, entities: 0, returnsGiven: true, columns: [{ argument: 0 }, { argument: 1 }] };
const write: Member = { effect: "write" };
const read: Member = { effect: "read" };
const builder: Member = { effect: "read", result: { role: "typeorm/QueryBuilder" }, isLazy: true };
const WRITES = { insert: write, clear: write, upsert: write, delete: write, softDelete: write, restore: write, remove: write, softRemove: write, recover: write };
const BULK: Member = { effect: "write", where: { argument: 1 }, updates: 0 };
const INSERTS = { insert: { ...write, columns: [{ argument: 1 }] }, upsert: { ...write, columns: [{ argument: 1 }] } };
const UPDATES = { update: { ...BULK, columns: [{ argument: 2 }] }, increment: BULK, decrement: BULK };
const REPOSITORY_BULK: Member = { effect: "write", where: { argument: 0 }, updates: "receiver" };
const REPOSITORY_INSERTS = { insert: { ...write, columns: [{ argument: 0 }] }, upsert: { ...write, columns: [{ argument: 0 }] } };
const REPOSITORY_UPDATES = { update: { ...REPOSITORY_BULK, columns: [{ argument: 1 }] }, increment: REPOSITORY_BULK, decrement: REPOSITORY_BULK };
const FINDERS = { find: readMany, findBy: readMany, findOne: readOne, findOneBy: readOneBy, findOneOrFail: readOne, findOneByOrFail: readOneBy };
const REPOSITORY_FINDERS = { find: repositoryReadMany, findBy: repositoryReadMany, findOne: repositoryReadOne, findOneBy: repositoryReadOneBy, findOneOrFail: repositoryReadOne, findOneByOrFail: repositoryReadOneBy };
const COUNTS = { count: read, countBy: read, exists: read, existsBy: read, sum: read, average: read, minimum: read, maximum: read };

const TREES = { createDescendantsQueryBuilder: builder, createAncestorsQueryBuilder: builder, findTrees: repositoryReadMany, findRoots: repositoryReadMany, findDescendants: repositoryReadMany, findAncestors: repositoryReadMany, findDescendantsTree: read, findAncestorsTree: read, countDescendants: read, countAncestors: read };

/** TypeORM 0.3 and 1: `semantics.md` §1-§5. */
export const typeorm: Library = {
  id: "typeorm",
  name: "TypeORM",
  modules: ["typeorm", "@nestjs/typeorm", "typeorm-transactional"],
  databases: { option: "type" },
  statementErrors: { classes: ["QueryFailedError"], mixedClasses: ["TypeORMError"], missing: /OrFail$/ },
  foreignKeyFailure: "TypeORM throws a QueryFailedError",
  behaviour: {
    afterEnd: "throws",
    connectionOutlivesEnd: true,
    singleConnections: ["sqlite", "sqljs", "expo", "capacitor", "react-native"],
    afterForeignCommit: "the caller's later writes autocommit one by one and its own commit throws TransactionNotStartedError",
    parallelQueries: { harm: "its driver pg 9 no longer queues them, and when one fails, the others run into the ended transaction", evidence: "measured" },
    unloadedRelation: "lazy-query",
    ambientSwitches: ["typeorm-transactional", "@nestjs-cls/transactional"],
    lazyRunsBy: ["getMany", "getOne", "execute", "getOneOrFail", "getManyAndCount", "getRawOne", "getRawMany", "getRawAndEntities", "getCount", "getExists", "stream"],
  },
  exports: {
    DataSource: { role: "typeorm/DataSource" },
    Connection: { role: "typeorm/DataSource" },
    EntityManager: { role: "typeorm/EntityManager" },
    QueryRunner: { role: "typeorm/QueryRunner" },
    Repository: { role: "typeorm/Repository" },
    TreeRepository: { role: "typeorm/Repository" },
    MongoRepository: { role: "typeorm/Repository" },
    BaseEntity: { entityBase: { statics: "typeorm/ActiveRecordClass", instances: "typeorm/ActiveRecord" } },
    getManager: { call: { result: { role: "typeorm/EntityManager" } } },
    getConnection: { call: { result: { role: "typeorm/DataSource" } } },
    getRepository: { call: { result: { role: "typeorm/Repository", of: 0 } } },
    InjectRepository: { injects: "typeorm/Repository" },
    InjectEntityManager: { injects: "typeorm/EntityManager" },
    InjectDataSource: { injects: "typeorm/DataSource" },
    Transactional: { decorator: "transaction" },
    runInTransaction: { call: { effect: "context-callback", callback: { argument: 0 }, result: "callback-result" } },
    Entity: { decorator: "entity" },
    Column: { decorator: "column" },
    PrimaryColumn: { decorator: "key" },
    PrimaryGeneratedColumn: { decorator: "generated-key" },
    ManyToOne: { decorator: "relation" },
    OneToOne: { decorator: "relation" },
    OneToMany: { decorator: "relation", isList: true },
    ManyToMany: { decorator: "relation", isList: true },
    EntitySchema: { declaresEntity: { name: { argument: 0, key: "name" }, target: { argument: 0, key: "target" }, fields: [{ argument: 0, key: "columns" }, { argument: 0, key: "relations" }] } },
  },
  keys: { marks: ["primary"], generators: ["generated"], givers: ["default", "transformer"], before: "undefined" },
  fields: [
    { key: "target", is: "relation", kinds: { keys: ["type"], lists: /-to-many$/ } },
    { key: "foreignKey.target", is: "reference" },
  ],
  roles: {
    "typeorm/DataSource": {
      kind: "client",
      name: "DataSource",
      hasDefaultRoot: true,
      isPool: true,
      members: {
        createQueryRunner: { effect: "acquire", result: { role: "typeorm/QueryRunner" } },
        destroy: { effect: "build", closes: "always" },
        close: { effect: "build", closes: "always" },
        manager: { result: { role: "typeorm/EntityManager" } },
        createEntityManager: { result: { role: "typeorm/EntityManager" } },
        getRepository: { result: { role: "typeorm/Repository", of: 0 } },
        createQueryBuilder: builder,
        transaction: { effect: "transaction-callback", callback: { argument: "last", parameter: { index: 0, role: "typeorm/EntityManager" } }, result: "callback-result" },
        query: { effect: "sql", sql: 0 },
      },
    },
    "typeorm/QueryRunner": {
      kind: "connection",
      name: "QueryRunner",
      isAlwaysHandle: true,
      isConnectedByUse: true,
      members: {
        connect: { effect: "connect" },
        startTransaction: { effect: "begin" },
        commitTransaction: { effect: "commit" },
        rollbackTransaction: { effect: "rollback" },
        release: { effect: "release" },
        isTransactionActive: { effect: "guard", asks: "open" },
        isReleased: { effect: "guard", asks: "released" },
        manager: { result: { role: "typeorm/EntityManager" } },
        query: { effect: "sql", sql: 0 },
      },
    },
    "typeorm/EntityManager": {
      kind: "derived",
      name: "EntityManager",
      hasDefaultRoot: true,
      members: {
        ...WRITES,
        ...INSERTS,
        ...UPDATES,
        ...COUNTS,
        remove: { effect: "write", entities: 0 },
        softRemove: { effect: "write", entities: 0 },
        ...FINDERS,
        findAndCount: read,
        findAndCountBy: read,
        preload: readOne,
        save,
        create: { effect: "build", result: { role: ENTITY, of: 0 }, values: 1 },
        merge: { effect: "build", columns: [{ argument: 2 }] },
        getId: { effect: "build" },
        hasId: { effect: "build" },
        query: { effect: "sql", sql: 0 },
        createQueryBuilder: builder,
        queryRunner: { result: { role: "typeorm/QueryRunner" } },
        getRepository: { result: { role: "typeorm/Repository", of: 0 } },
        getTreeRepository: { result: { role: "typeorm/Repository", of: 0 } },
        withRepository: { result: { role: "typeorm/Repository" } },
        transaction: { effect: "transaction-callback", callback: { argument: "last", parameter: { index: 0, role: "typeorm/EntityManager" } }, result: "callback-result" },
      },
    },
    "typeorm/Repository": {
      kind: "derived",
      name: "Repository",
      hasDefaultRoot: true,
      members: {
        ...WRITES,
        ...REPOSITORY_INSERTS,
        ...REPOSITORY_UPDATES,
        ...COUNTS,
        remove: { effect: "write", entities: 0 },
        softRemove: { effect: "write", entities: 0 },
        ...REPOSITORY_FINDERS,
        ...TREES,
        findAndCount: read,
        findAndCountBy: read,
        preload: repositoryReadOne,
        save,
        create: { effect: "build", result: { role: ENTITY, of: "receiver" }, values: 0 },
        merge: { effect: "build", columns: [{ argument: 1 }] },
        query: { effect: "sql", sql: 0 },
        createQueryBuilder: builder,
        manager: { result: { role: "typeorm/EntityManager" } },
        extend: { result: "receiver" },
      },
    },
    "typeorm/QueryBuilder": {
      kind: "builder",
      name: "QueryBuilder",
      makesWrite: /^(?:insert|update|delete|softDelete|restore)$/,
      members: {
        values: { result: "receiver", columns: [{ argument: 0 }] },
        set: { result: "receiver", columns: [{ argument: 0 }] },
        getOne: { result: { role: ENTITY } },
        getOneOrFail: { result: { role: ENTITY } },
        getMany: { result: { role: ENTITY, many: true } },
        execute: {},
        getRawMany: {},
        getRawOne: {},
        getCount: {},
        getManyAndCount: {},
        getRawAndEntities: {},
        getExists: {},
        // Its `add`, `remove` and `set` run at once.
        relation: {},
      },
      patterns: [{ name: /^(?:get|execute|stream|load|paginate)/, member: {} }],
      otherMembers: { result: "receiver" },
    },
    "typeorm/ActiveRecordClass": {
      kind: "client",
      name: "BaseEntity",
      hasDefaultRoot: true,
      members: {
        ...WRITES,
        ...REPOSITORY_INSERTS,
        ...REPOSITORY_UPDATES,
        ...COUNTS,
        ...REPOSITORY_FINDERS,
        save,
        create: { effect: "build", result: { role: "typeorm/ActiveRecord", of: "receiver" }, values: 0 },
        getRepository: { result: { role: "typeorm/Repository" } },
        createQueryBuilder: builder,
        query: { effect: "sql", sql: 0 },
      },
    },
    "typeorm/Entity": { kind: "entity", name: "entity" },
    "typeorm/ActiveRecord": {
      kind: "entity",
      name: "active record",
      extends: ENTITY,
      members: {
        save: { effect: "write", entities: "receiver", result: "receiver", columns: ["receiver"] },
        remove: { effect: "write", entities: "receiver" },
        softRemove: { effect: "write", entities: "receiver" },
        recover: { effect: "write", entities: "receiver" },
        reload: { effect: "refresh", entities: "receiver" },
      },
    },
  },
};
