/**
 * The vocabulary in which a data-access library is described. A library is one file of data in this folder; the analysis
 * knows these words and no library. Facts come from `semantics.md` (measured) or from vendors' documentation.
 */
import type { FailedStatement } from "./databases.js";

/** Names one kind of value of one library: `typeorm/QueryRunner`. Never a variable's name, never a bare type name. */
export type RoleId = `${string}/${string}`;

/** What a call does to the database or to the unit of work. */
export type Effect =
  /** Starts a transaction on the receiver; for a receiver that is no handle, the result is the handle. */
  | "begin"
  | "commit"
  | "rollback"
  /** Refuses by throwing: ends nothing by itself (Drizzle's `tx.rollback()`). */
  | "rollback-throw"
  | "release"
  /** Takes a connection or runner that its taker has to give back. */
  | "acquire"
  /** Takes the connection of a receiver that holds none before its first use. */
  | "connect"
  /** A new unit of work of the same client (MikroORM's `fork`). */
  | "fork"
  | "savepoint"
  | "savepoint-end"
  /** Runs a callback in a transaction that the library begins and ends. */
  | "transaction-callback"
  /** The same through ambient context, or by decorator: no handle is passed. */
  | "context-callback"
  | "read"
  | "write"
  /** SQL text decides: `BEGIN`, `COMMIT`, a query. */
  | "sql"
  | "flush"
  /** Puts an entity under the unit of work's control without writing. */
  | "stage"
  /** Writes out and ends staging in one call (MikroORM 6 `persistAndFlush`). */
  | "stage-and-flush"
  | "refresh"
  /** Lets go of every entity. */
  | "detach"
  /** Asks whether a transaction is open. */
  | "guard"
  /** Builds something and touches no database. */
  | "build";

/** The awaited result of a call, or the value of a property. */
export type Result =
  /** The receiver itself, for fluent calls. */
  | "receiver"
  /** What the callback returns. */
  | "callback-result"
  | {
      readonly role: RoleId;
      /** For entities and what is bound to one: the argument that names its class, the receiver's own, or the value given. */
      readonly of?: number | "receiver" | "value";
      readonly many?: true;
      /** Under the unit of work's control, but not written yet. */
      readonly isStaged?: true;
    };

export interface Callback {
  /** Which argument is the function; the last one for libraries that put options first. */
  readonly argument: number | "last";
  /** Which parameter of the function is the handle, and in which role; none for ambient transactions. */
  readonly parameter?: { readonly index: number | "last"; readonly role: RoleId };
  /** The transaction is begun on the receiver itself, which is its handle: a session, the only connection. */
  readonly handle?: "receiver";
  /** The call runs nothing: it makes the function that runs the callback, in a transaction. */
  readonly isDeferred?: true;
  /**
   * Runs its callback synchronously, on the client's only connection: the transaction ends when the function returns, and
   * a promise is not waited for. `onPromise` says what becomes of one: a clause for messages. `runs`: the members that run
   * a query at once.
   */
  readonly synchronous?: { readonly onPromise: string; readonly runs: readonly string[] };
}

/** A place in a call: an argument, or a member of the object that it is. */
export interface Place {
  readonly argument: number;
  readonly key?: string;
}

/** How a call, or `new`, declares an entity or a table. */
export interface EntityForm {
  /** Where its name is; without one, it is named after the class or variable. */
  readonly name?: Place;
  /** The class that it describes: an argument, or what the member is called on. */
  readonly target?: Place | "receiver";
  /** Objects, or functions that return one: their properties are the fields. */
  readonly fields: readonly Place[];
  /** Are its tables in a database whose writes can give rows back? */
  readonly hasReturning?: true;
}

/** How a call gives relations to an entity that is declared elsewhere. */
export interface EntityLink {
  readonly of: number | "receiver";
  /** An object of fields, or a function that returns one. */
  readonly fields?: Place;
  /** One relation: the argument that names the entity it leads to, and where its own name is. */
  readonly to?: { readonly argument: number; readonly name: Place; readonly isList?: true };
}

/** How a field says to which entity it leads. */
export interface FieldForm {
  /** A call in the chain that makes the field, whose first argument names the entity: `p.manyToOne(Author)`. */
  readonly member?: string;
  /** A member of the field's options, by path, that names the entity: `entity`, `references.model`. */
  readonly key?: string;
  /** A relation holds the entity, a reference its key. */
  readonly is: "relation" | "reference";
  readonly isList?: true;
  /** The options that say what kind of relation it is, and which kinds lead to many. */
  readonly kinds?: { readonly keys: readonly string[]; readonly lists: RegExp };
}

/** How a field says that it is the primary key, and that the database numbers it. */
export interface KeyForm {
  /** Options that are true, or calls in the chain that makes the field, by which it is the key. */
  readonly marks: readonly string[];
  /** The same by which the database makes its value. */
  readonly generators: readonly string[];
  /** Types of a key that is numbered without being told so. */
  readonly numbered?: RegExp;
  /** Options and calls by which somebody else may make the value. */
  readonly givers: readonly string[];
  /** What the key of a new instance is before its insert, as users see it. */
  readonly before: "undefined" | "null";
}

/** What a write gives back when it was not asked for its rows. */
export interface WriteResult {
  /** Calls in the chain that ask for rows. */
  readonly asks: readonly string[];
  /** Calls in the chain that make a query a write. */
  readonly writes?: readonly string[];
  /** Calls in the chain that execute it. */
  readonly runs?: readonly string[];
  /** Of these, the ones that give the first row alone. */
  readonly single?: readonly string[];
  /** Members that the result has of its own. */
  readonly members: readonly string[];
  /** May the first element of the result be the result itself, or a key, so that only its members tell? */
  readonly hasElement: "never" | "own" | "by-dialect";
  /** The call that asks for all columns. */
  readonly append: string;
  /** Text of a project by which its databases have the clause, and by which they may not. */
  readonly dialects?: { readonly has: readonly string[]; readonly lacks: readonly string[] };
}

/** One member of a role, or one exported function. */
export interface Member {
  readonly effect?: Effect;
  readonly result?: Result;
  readonly callback?: Callback;
  /** The option that carries the transaction, in which argument: `{ transaction: t }`. An empty key: the argument itself. */
  readonly option?: {
    readonly argument: number | "last";
    readonly key: string;
    /** Only after a list in the first argument: else it would be taken for one more document. */
    readonly isAfterList?: true;
  };
  /** The member that runs a lazy query at once, where nothing can wait for it: `run`, `all`. The last one in the chain counts. */
  readonly runBy?: string;
  /** Of a function that is exported: the argument that it works on, as if it were a member of that. */
  readonly on?: number;
  /** What the call is when no function is given: an unmanaged transaction, which its taker has to end. */
  readonly withoutCallback?: Member;
  /** Functions that are assigned to its members, or given to the call, run with `this` in this role. */
  readonly thisRole?: RoleId;
  /** Loads a relation of the receiver. */
  readonly isRelation?: true;
  /** Does nothing before it is awaited, returned or executed. */
  readonly isLazy?: true;
  /** Options of a `fork` with which it joins the running transaction: true is enough. */
  readonly joinedBy?: { readonly argument: number; readonly keys: readonly string[] };
  /** What a guard is true for. */
  readonly asks?: "open" | "ended" | "released";
  /** Closes connections for good, always or when it is given an argument: the server rolls back. Of a client, all that it has. */
  readonly closes?: "always" | "given";
  readonly declaresEntity?: EntityForm;
  readonly linksEntity?: EntityLink;
  /** The argument that holds SQL text. */
  readonly sql?: number;
  /** The arguments that are entities of the unit of work: saved, staged, refreshed, removed. */
  readonly entities?: number | "receiver";
  /** Makes an entity that has no row so far: the argument that holds its values. */
  readonly values?: number;
  /** Where the columns that it writes are: an object of them, a list of such objects, or the instance that it is called on. */
  readonly columns?: readonly (Place | "receiver")[];
  /** Gives back a list, also when nothing was found, unless one of these is called in its chain. */
  readonly lists?: { readonly unless: readonly string[] };
  /** Stands in for a row that nobody has looked up: the argument that is its key. */
  readonly standsIn?: number;
  /** Which rows it is about: a key, or an object of conditions. */
  readonly where?: Place;
  /** Changes rows past the instances of this entity: the argument that names its class, or the receiver's own. */
  readonly updates?: number | "receiver";
  /** Gives back the object that it was given: a column that was not in it is missing, whatever the row holds. */
  readonly returnsGiven?: true;
  /** The option under which relations are loaded at once. */
  readonly loads?: { readonly argument: number | "last"; readonly key: string };
  /** Where facts come from. `none` never reaches `recommended`. */
  readonly evidence?: "measured" | "documented" | "none";
}

/** What a role is for the unit of work. */
export type RoleKind =
  /** Runs queries outside any transaction that the code holds. */
  | "client"
  /** Carries one transaction. */
  | "transaction"
  /** A connection that can hold a transaction: a client until `begin`. */
  | "connection"
  /** A unit of work that is a client until `begin` and again after its end (MikroORM). */
  | "unit-of-work"
  /** A repository or delegate: whatever it was made from decides. */
  | "derived"
  /** A query in the making. */
  | "builder"
  | "entity"
  | "other";

export interface Role {
  readonly kind: RoleKind;
  /** As users say it: `QueryRunner`. */
  readonly name: string;
  readonly extends?: RoleId;
  readonly members?: Readonly<Record<string, Member>>;
  /** Members by pattern, for names that libraries make up: `getTasks`. Asked after `members`. */
  readonly patterns?: readonly { readonly name: RegExp; readonly member: Member }[];
  /** Members that are not listed: Prisma's model delegates, a builder's methods. */
  readonly otherMembers?: Member;
  /** Members of a builder by which its query is a write, whatever began it: `knex("tasks").update(…)`. */
  readonly makesWrite?: RegExp;
  /** The value itself can be called: `knex("tasks")`. */
  readonly call?: Member;
  /** Statements on the value as a template tag: ``sql`…` ``. */
  readonly template?: Member;
  /** An instance that dependency injection provides enlists in the running transaction by itself. */
  readonly isAmbientWhenInjected?: true;
  /** Runs each statement on whatever connection is free. */
  readonly isPool?: true;
  /** Made without a connection: its first use takes one. */
  readonly isConnectedByUse?: true;
  /** A type that clients have, too: a value of it need not be one connection. */
  readonly mayBeClient?: true;
  /** A parameter of this type can be nothing but the caller's transaction. */
  readonly isAlwaysHandle?: true;
  /** Roles in whose place a value of this one can be passed: its type extends theirs. */
  readonly standsFor?: readonly RoleId[];
  /** Injected instances without a connection name all belong to the library's default root client. */
  readonly hasDefaultRoot?: true;
}

/** What an export of a package is. */
export interface LibraryExport {
  /** `new X()` and a parameter of type `X`. */
  readonly role?: RoleId;
  /** Static members of a class, members of an exported object. */
  readonly statics?: Readonly<Record<string, Member>>;
  /** Calling the export. */
  readonly call?: Member;
  /** The export itself is such a value, the library's default client: `mongoose`, `mongoose.connection`. */
  readonly value?: RoleId;
  /** A function that is the member of the same name of the library's default client: `startSession` of mongoose. */
  readonly memberOf?: RoleId;
  /** A class that extends this export is an entity; its statics query, its instances save themselves. */
  readonly entityBase?: { readonly statics: RoleId; readonly instances: RoleId };
  /** A class or method with this decorator: an entity, or a method that runs in a transaction of its own. */
  readonly decorator?: "entity" | "relation" | "lazy-relation" | "reference" | "transaction" | "inject" | "column" | "key" | "generated-key";
  /** A decorator of a relation to many. */
  readonly isList?: true;
  /** Calling or constructing the export declares an entity, or gives relations to one. */
  readonly declaresEntity?: EntityForm;
  readonly linksEntity?: EntityLink;
  /** A decorator that injects this role. */
  readonly injects?: RoleId;
}

/** How code names the database that a library talks to. */
export interface DatabaseNames {
  /** The option whose value is its name: `type`, `dialect`. Addresses name it, too: `mysql://…`. */
  readonly option?: string;
  /** Specifiers that stand for one database each, and what a failed statement does there. */
  readonly modules?: Readonly<Record<string, FailedStatement>>;
}

/** How code tells that a caught error is a statement's that the database has refused, not one of the code's own. */
export interface StatementErrors {
  /** Codes besides the SQLSTATEs. */
  readonly codes?: RegExp;
  /** Exported classes of which nothing else is an instance. */
  readonly classes?: readonly string[];
  /** Exported classes of which errors without a failed statement are instances, too: a missing row. */
  readonly mixedClasses?: readonly string[];
  /** Members that throw without a failed statement when there is no such row: who catches that may mean just this. */
  readonly missing?: RegExp;
}

/** One data-access library. */
export interface Library {
  readonly id: string;
  /** As its users write it. */
  readonly name: string;
  /** Specifiers it is imported by; `*` at the end stands for any rest. */
  readonly modules: readonly string[];
  /**
   * Clients that are generated into the user's own tree: where the file is not readable, the exported names alone tell.
   * Specifiers or paths that hold this text.
   */
  readonly generatedUnder?: string;
  readonly exports: Readonly<Record<string, LibraryExport>>;
  /** What single modules export in place of that: `drizzle` is another function for each driver. */
  readonly moduleExports?: readonly { readonly modules: readonly string[]; readonly exports: Readonly<Record<string, LibraryExport>> }[];
  /** What its declarations name and its exports do not: types by which only a type checker knows a value. */
  readonly declarations?: Readonly<Record<string, LibraryExport>>;
  /** How fields of its entities say where they lead. */
  readonly fields?: readonly FieldForm[];
  /** How fields of its entities say that they are the key. */
  readonly keys?: KeyForm;
  /** What the value of a relation says in a write: keys that hold the rows it leads to, and rows that are made with it. */
  readonly relationWrites?: { readonly connects: readonly string[]; readonly creates: readonly string[] };
  /** What a broken foreign key comes to: a clause for messages. Without it, its databases have none. */
  readonly foreignKeyFailure?: string;
  /** What its writes give back; only for libraries of plain rows. */
  readonly writeResult?: WriteResult;
  /** Entities are written in files of its own with this ending; the client that is generated from them stands for the module. */
  readonly schemaFiles?: { readonly ending: string; readonly module: string };
  readonly roles: Readonly<Record<RoleId, Role>>;
  readonly databases?: DatabaseNames;
  readonly statementErrors?: StatementErrors;
  readonly behaviour: {
    /** What later statements on an ended handle do: `semantics.md` §1 and §2. */
    readonly afterEnd: "autocommits" | "throws";
    /** What still works on a handle whose transaction has ended, and harms nothing until its connection is released. */
    readonly worksAfterEnd?: "ends" | "queries" | "everything";
    /** A handle that was acquired goes on as a connection: its later statements autocommit until it is released. */
    readonly connectionOutlivesEnd?: true;
    /** What the caller's transaction turns into when a callee commits: one clause for messages. */
    readonly afterForeignCommit: string;
    /** Saving an entity after its transaction rolled back resolves and writes nothing: `semantics.md` §3. */
    readonly losesWritesAfterRollback?: true;
    /** Text that switches ambient transactions on for the whole project: a package's name, a call. */
    readonly ambientSwitches?: readonly string[];
    /** What a connection that is not released costs: one clause for messages. For those of a pool there is a common one. */
    readonly unreleased?: string;
    /** Text that tells that the project's client has one connection for all it does: a driver, an option. */
    readonly singleConnections?: readonly string[];
    /** How an entity is read again: a member of its unit of work, or its own. */
    readonly refresh?: { readonly on: "unit" | "entity"; readonly member: string };
    /** What makes a lazy query run: awaiting it, or only these members. */
    readonly lazyRunsBy?: readonly string[];
    /** Members that run a lazy query where awaiting it runs it too. */
    readonly lazyRunsAlsoBy?: readonly string[];
    /** The member that runs any lazy query where awaiting it does not. */
    readonly executes?: string;
    /** On some of its drivers queries run at once and give no promise. */
    readonly hasSyncDrivers?: true;
    /** The end of a transaction throws when a statement of it has failed, whoever caught the error: `semantics.md` §5. */
    readonly endThrowsAfterFailure?: true;
    /** A rollback without an error makes the promise of the transaction's call resolve, unless this option of it is false. */
    readonly rollbackResolvesUnless?: string;
    /**
     * What queries that run at once on one handle come to (`semantics.md` §5): a clause for messages, where it was measured
     * or the vendor says so. `never`: a query is done when its call returns. Without it they merely queue.
     */
    readonly parallelQueries?: { readonly harm: string; readonly evidence: "measured" | "documented" } | "never";
    /** Flushing with no transaction open is a commit. */
    readonly flushCommits?: true;
    /** A lazy relation read after the end queries outside the transaction; a stub is `undefined`. */
    readonly unloadedRelation?: "stub" | "lazy-query" | "getter-query";
  };
}
