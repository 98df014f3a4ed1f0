import type { Library, Member, Role } from "./types.js";

const read: Member = { effect: "read", isLazy: true };
const write: Member = { effect: "write", isLazy: true };
const writeData: Member = { ...write, columns: [{ argument: 0, key: "data" }] };
const raw: Member = { effect: "sql", sql: 0, isLazy: true };
const DELEGATE: Member = { result: { role: "prisma/Delegate" } };
const client: Pick<Role, "members" | "otherMembers"> = {
  members: {
    $executeRaw: raw,
    $executeRawUnsafe: raw,
    $queryRaw: raw,
    $queryRawUnsafe: raw,
    $connect: { effect: "build" },
    $disconnect: { effect: "build" },
    $on: { effect: "build" },
    $use: { effect: "build" },
    $extends: { effect: "build", result: "receiver" },
    $transaction: { effect: "transaction-callback", callback: { argument: 0, parameter: { index: 0, role: "prisma/TransactionClient" } }, result: "callback-result" },
  },
  otherMembers: DELEGATE,
};

/** Prisma 6 and 7: `semantics.md` §1-§5. The client is generated, often into the user's own tree. */
export const prisma: Library = {
  id: "prisma",
  name: "Prisma",
  modules: ["@prisma/client", "@prisma/client/*", ".prisma/client"],
  generatedUnder: "prisma",
  schemaFiles: { ending: ".prisma", module: "@prisma/client" },
  databases: { option: "provider" },
  statementErrors: {
    codes: /^P20(?:0[0-9]|1[0-4]|2[0-4]|34)$/,
    missing: /OrThrow$/,
    mixedClasses: ["Prisma.PrismaClientKnownRequestError", "PrismaClientKnownRequestError"],
  },
  relationWrites: { connects: ["connect", "set"], creates: ["create", "createMany"] },
  foreignKeyFailure: "Prisma throws P2003 (P2025 for `connect`)",
  behaviour: {
    afterEnd: "throws",
    afterForeignCommit: "the caller's later writes autocommit one by one and its rollback undoes nothing",
    ambientSwitches: ["@nestjs-cls/transactional"],
    singleConnections: ["sqlite", "libsql", "connection_limit=1", "PrismaD1", "PrismaBetterSQLite3"],
  },
  exports: {
    PrismaClient: { role: "prisma/Client" },
    "Prisma.TransactionClient": { role: "prisma/TransactionClient" },
  },
  // What `$extends` returns.
  declarations: { DynamicClientExtensionThis: { role: "prisma/Client" } },
  roles: {
    "prisma/Client": { ...client, kind: "client", name: "PrismaClient", hasDefaultRoot: true, isPool: true },
    "prisma/TransactionClient": {
      ...client,
      kind: "transaction",
      name: "transaction client",
      isAlwaysHandle: true,
      members: {
        ...client.members,
        $transaction: { effect: "savepoint", callback: { argument: 0, parameter: { index: 0, role: "prisma/TransactionClient" } }, result: "callback-result" },
      },
    },
    "prisma/Delegate": {
      kind: "derived",
      name: "model",
      members: {
        findUnique: read,
        findUniqueOrThrow: read,
        findFirst: read,
        findFirstOrThrow: read,
        findMany: { ...read, lists: { unless: [] } },
        count: read,
        aggregate: read,
        groupBy: { ...read, lists: { unless: [] } },
        create: writeData,
        createMany: writeData,
        createManyAndReturn: writeData,
        update: writeData,
        updateMany: writeData,
        updateManyAndReturn: writeData,
        upsert: { ...write, columns: [{ argument: 0, key: "create" }, { argument: 0, key: "update" }] },
        delete: write,
        deleteMany: write,
      },
    },
  },
};
