/**
 * The vocabulary in which a data-access library is described. A library is one file of data in this folder; the analysis
 * knows these words and no library. Facts come from `semantics.md` (measured) or from vendors' documentation.
 */

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

/** One member of a role, or one exported function. */
export interface Member {
  readonly effect?: Effect;
  readonly result?: Result;
  readonly callback?: Callback;
  /** The option that carries the transaction, in which argument: `{ transaction: t }`. An empty key: the argument itself. */
  readonly option?: { readonly argument: number | "last"; readonly key: string };
  /** What the call is when no function is given: an unmanaged transaction, which its taker has to end. */
  readonly withoutCallback?: Member;
  /** Loads a relation of the receiver. */
  readonly isRelation?: true;
  /** Does nothing before it is awaited, returned or executed. */
  readonly isLazy?: true;
  /** Options of a `fork` with which it joins the running transaction: true is enough. */
  readonly joinedBy?: { readonly argument: number; readonly keys: readonly string[] };
  /** What a guard is true for. */
  readonly asks?: "open" | "ended";
  readonly declaresEntity?: EntityForm;
  readonly linksEntity?: EntityLink;
  /** The argument that holds SQL text. */
  readonly sql?: number;
  /** The arguments that are entities of the unit of work: saved, staged, refreshed, removed. */
  readonly entities?: number | "receiver";
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
  /** The value itself can be called: `knex("tasks")`. */
  readonly call?: Member;
  /** Statements on the value as a template tag: ``sql`…` ``. */
  readonly template?: Member;
  /** An instance that dependency injection provides enlists in the running transaction by itself. */
  readonly isAmbientWhenInjected?: true;
  /** A parameter of this type can be nothing but the caller's transaction. */
  readonly isAlwaysHandle?: true;
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
  /** A class that extends this export is an entity; its statics query, its instances save themselves. */
  readonly entityBase?: { readonly statics: RoleId; readonly instances: RoleId };
  /** A class or method with this decorator: an entity, or a method that runs in a transaction of its own. */
  readonly decorator?: "entity" | "relation" | "lazy-relation" | "reference" | "transaction" | "inject";
  /** A decorator of a relation to many. */
  readonly isList?: true;
  /** Calling or constructing the export declares an entity, or gives relations to one. */
  readonly declaresEntity?: EntityForm;
  readonly linksEntity?: EntityLink;
  /** A decorator that injects this role. */
  readonly injects?: RoleId;
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
  /** What its declarations name and its exports do not: types by which only a type checker knows a value. */
  readonly declarations?: Readonly<Record<string, LibraryExport>>;
  /** How fields of its entities say where they lead. */
  readonly fields?: readonly FieldForm[];
  /** Entities are written in files of its own with this ending; the client that is generated from them stands for the module. */
  readonly schemaFiles?: { readonly ending: string; readonly module: string };
  readonly roles: Readonly<Record<RoleId, Role>>;
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
    /** How an entity is read again: a member of its unit of work, or its own. */
    readonly refresh?: { readonly on: "unit" | "entity"; readonly member: string };
    /** What makes a lazy query run: awaiting it, or only these members. */
    readonly lazyRunsBy?: readonly string[];
    /** Flushing with no transaction open is a commit. */
    readonly flushCommits?: true;
    /** A lazy relation read after the end queries outside the transaction; a stub is `undefined`. */
    readonly unloadedRelation?: "stub" | "lazy-query" | "getter-query";
  };
}
