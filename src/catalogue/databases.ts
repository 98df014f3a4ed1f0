/**
 * What becomes of a transaction in which a statement has failed, and whose code goes on: `semantics.md` §5.
 * PostgreSQL refuses every later statement and turns the commit into a rollback; others undo that statement alone.
 */
export type FailedStatement =
  /** The commit rolls back, and says nothing. */
  | "aborts"
  /** The rest is committed. */
  | "stands-alone"
  /** The driver throws the error again at the end. */
  | "is-thrown";

/** Databases by the names that options, addresses and drivers' packages give them. */
export const DATABASES: Readonly<Record<string, FailedStatement>> = {
  postgres: "aborts",
  postgresql: "aborts",
  pg: "aborts",
  pgnative: "aborts",
  "pg-native": "aborts",
  pglite: "aborts",
  cockroachdb: "aborts",
  redshift: "aborts",
  "aurora-postgres": "aborts",
  "@neondatabase/serverless": "aborts",
  "@electric-sql/pglite": "aborts",
  mysql: "stands-alone",
  mysql2: "stands-alone",
  mariadb: "stands-alone",
  "aurora-mysql": "stands-alone",
  "@planetscale/database": "stands-alone",
  sqlite: "stands-alone",
  sqlite3: "stands-alone",
  "better-sqlite": "stands-alone",
  "better-sqlite3": "stands-alone",
  libsql: "stands-alone",
  sqljs: "stands-alone",
  "sql.js": "stands-alone",
  "@libsql/client": "stands-alone",
  mssql: "stands-alone",
  tedious: "stands-alone",
  sqlserver: "stands-alone",
  oracle: "stands-alone",
  oracledb: "stands-alone",
  mongodb: "stands-alone",
};

/** The SQLSTATE of a statement that failed: bad data, a broken constraint, a conflict, a syntax error. */
export const SQLSTATE = /^(?:22|23|25|40|42|44|55)[0-9A-Z]{3}$/;
