/** How a library stores a `Date` in a column without time zone: `semantics.md` §7, measured on Postgres. */
export interface LocalWriter {
  /** As its users write it. */
  readonly name: string;
  readonly modules: readonly string[];
  /** Types of columns of its entities that have no time zone; where it has none, only the settings tell. */
  readonly columns: readonly string[];
  /** Texts of which a project holds one whose database is Postgres. */
  readonly marks: readonly string[];
}

/** Libraries that write a `Date` as the server's local time. */
export const LOCAL_WRITERS: readonly LocalWriter[] = [
  { name: "TypeORM", modules: ["typeorm"], columns: ["timestamp", "timestamp without time zone"], marks: ['"postgres"', "'postgres'", '"pg"', "'pg'"] },
  { name: "Knex", modules: ["knex"], columns: [], marks: ['"pg"', "'pg'", '"postgresql"', "'postgresql'"] },
  { name: "Kysely", modules: ["kysely"], columns: [], marks: ['"pg"', "'pg'", "PostgresDialect"] },
  { name: "node-postgres", modules: ["pg", "pg-pool"], columns: [], marks: ['"pg"', "'pg'", '"pg-pool"', "'pg-pool'"] },
];

/** Libraries that write it in UTC, or by a column that knows its time zone. */
export const UTC_WRITERS: readonly string[] = ["drizzle-orm", "@prisma/client", "@mikro-orm/core", "@mikro-orm/postgresql", "postgres", "sequelize"];
