/** Types of columns that keep the moment that an offset names: `semantics.md` §7. The last is a schema file's. */
export const AWARE_COLUMNS: ReadonlySet<string> = new Set(["timestamptz", "timestamp with time zone", "datetimeoffset", "DateTime"]);

/** The option by which a builder makes a column keep it. */
export const AWARE_OPTION = "withTimezone";
