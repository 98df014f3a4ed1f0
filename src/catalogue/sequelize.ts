import type { Library, Member } from "./types.js";

const ENTITY = "sequelize/Model";
const option = (argument: number | "last"): NonNullable<Member["option"]> => ({ argument, key: "transaction" });
const one = (argument: number): Member => ({ effect: "read", result: { role: ENTITY, of: "receiver" }, option: option(argument), loads: { argument, key: "include" } });
const many = (argument: number): Member => ({ effect: "read", result: { role: ENTITY, of: "receiver", many: true }, option: option(argument), loads: { argument, key: "include" } });
/** Finds by a key, or by conditions in its options. */
const byKey = { ...one(1), where: { argument: 0 } };
const byConditions = { ...one(0), where: { argument: 0, key: "where" } };
const read = (argument: number): Member => ({ effect: "read", option: option(argument) });
const write = (argument: number): Member => ({ effect: "write", option: option(argument) });
const VALUES = [{ argument: 0 }] as const;
const bulk: Member = { ...write(1), where: { argument: 1, key: "where" }, updates: "receiver" };
const save = (argument: number): Member => ({ effect: "write", entities: "receiver", result: "receiver", option: option(argument) });

/** Sequelize 6, also through sequelize-typescript: `semantics.md` §1-§4. A transaction travels in the `transaction` option. */
export const sequelize: Library = {
  id: "sequelize",
  name: "Sequelize",
  modules: ["sequelize", "sequelize-typescript", "@sequelize/core"],
  databases: { option: "dialect" },
  statementErrors: { classes: ["UniqueConstraintError", "ForeignKeyConstraintError", "ExclusionConstraintError", "DatabaseError"] },
  foreignKeyFailure: "Sequelize throws a ForeignKeyConstraintError",
  behaviour: {
    afterEnd: "throws",
    afterForeignCommit: "the caller's later statements throw, with half of the unit of work already committed",
    losesWritesAfterRollback: true,
    ambientSwitches: ["useCLS("],
    singleConnections: ["sqlite", "max: 1,", "max: 1 }"],
    refresh: { on: "entity", member: "reload" },
    unloadedRelation: "getter-query",
  },
  exports: {
    Sequelize: { role: "sequelize/Sequelize" },
    Transaction: { role: "sequelize/Transaction" },
    Model: { entityBase: { statics: "sequelize/ModelClass", instances: ENTITY } },
    Table: { decorator: "entity" },
    BelongsTo: { decorator: "relation" },
    HasMany: { decorator: "relation", isList: true },
    HasOne: { decorator: "relation" },
    BelongsToMany: { decorator: "relation", isList: true },
    ForeignKey: { decorator: "reference" },
    Column: { decorator: "column" },
    PrimaryKey: { decorator: "key" },
    AutoIncrement: { decorator: "generated-key" },
  },
  keys: { marks: ["primaryKey"], generators: ["autoIncrement"], givers: ["defaultValue"], before: "null" },
  fields: [{ key: "references.model", is: "reference" }],
  // What `define` returns.
  declarations: {
    ModelStatic: { role: "sequelize/ModelClass" },
    ModelCtor: { role: "sequelize/ModelClass" },
    ModelDefined: { role: "sequelize/ModelClass" },
  },
  roles: {
    "sequelize/Sequelize": {
      kind: "client",
      name: "Sequelize",
      hasDefaultRoot: true,
      isPool: true,
      members: {
        transaction: {
          effect: "transaction-callback",
          callback: { argument: "last", parameter: { index: 0, role: "sequelize/Transaction" } },
          result: "callback-result",
          option: option(0),
          withoutCallback: { effect: "begin", result: { role: "sequelize/Transaction" }, option: option(0) },
        },
        query: { effect: "sql", sql: 0, option: option(1) },
        define: { result: { role: "sequelize/ModelClass" }, declaresEntity: { name: { argument: 0 }, fields: [{ argument: 1 }] } },
        authenticate: { effect: "build" },
        sync: { effect: "build" },
        close: { effect: "build", closes: "always" },
      },
    },
    "sequelize/Transaction": {
      kind: "transaction",
      name: "Transaction",
      isAlwaysHandle: true,
      members: {
        commit: { effect: "commit" },
        rollback: { effect: "rollback" },
        finished: { effect: "guard", asks: "ended" },
        afterCommit: { effect: "build" },
      },
    },
    "sequelize/ModelClass": {
      kind: "client",
      name: "Model",
      hasDefaultRoot: true,
      members: {
        findByPk: byKey,
        findOne: byConditions,
        findAll: many(0),
        findAndCountAll: read(0),
        findOrCreate: { ...write(0), columns: [{ argument: 0, key: "defaults" }] },
        findOrBuild: read(0),
        count: read(0),
        max: read(1),
        min: read(1),
        sum: read(1),
        create: { effect: "write", result: { role: ENTITY, of: "receiver" }, option: option(1), columns: VALUES },
        bulkCreate: { ...write(1), columns: VALUES },
        upsert: { ...write(1), columns: VALUES },
        update: { ...bulk, columns: VALUES },
        destroy: write(0),
        restore: write(0),
        truncate: write(0),
        increment: bulk,
        decrement: bulk,
        build: { effect: "build", result: { role: ENTITY, of: "receiver" }, values: 0 },
        scope: { result: "receiver" },
        unscoped: { result: "receiver" },
        sequelize: { result: { role: "sequelize/Sequelize" } },
        schema: { result: "receiver" },
        init: { declaresEntity: { target: "receiver", fields: [{ argument: 0 }] } },
        belongsTo: { linksEntity: { of: "receiver", to: { argument: 0, name: { argument: 1, key: "as" } } } },
        hasOne: { linksEntity: { of: "receiver", to: { argument: 0, name: { argument: 1, key: "as" } } } },
        hasMany: { linksEntity: { of: "receiver", to: { argument: 0, name: { argument: 1, key: "as" }, isList: true } } },
        belongsToMany: { linksEntity: { of: "receiver", to: { argument: 0, name: { argument: 1, key: "as" }, isList: true } } },
      },
    },
    "sequelize/Model": {
      kind: "entity",
      name: "instance",
      hasDefaultRoot: true,
      members: {
        save: { ...save(0), columns: ["receiver"] },
        update: { ...save(1), columns: VALUES },
        destroy: { effect: "write", entities: "receiver", option: option(0) },
        restore: { effect: "write", entities: "receiver", option: option(0) },
        increment: save(1),
        decrement: save(1),
        reload: { effect: "refresh", entities: "receiver", option: option(0), result: "receiver" },
        set: { effect: "build", columns: VALUES },
        setDataValue: { effect: "build" },
        getDataValue: { effect: "build" },
        setAttributes: { effect: "build" },
        addHook: { effect: "build" },
        hasHook: { effect: "build" },
        hasHooks: { effect: "build" },
        removeHook: { effect: "build" },
        toJSON: { effect: "build" },
        get: { effect: "build" },
      },
      patterns: [
        // sequelize-typescript
        { name: /^\$(?:get|count|has)$/, member: { effect: "read", option: option("last") } },
        { name: /^\$(?:set|add|create|remove)$/, member: { effect: "write", option: option("last") } },
        { name: /^(?:get|count|has)[A-Z]/, member: { effect: "read", isRelation: true, option: option("last") } },
        { name: /^(?:set|add|remove|create)[A-Z]/, member: { effect: "write", option: option("last") } },
      ],
    },
  },
};
