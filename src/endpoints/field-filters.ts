/** Which fields of a schema take part in a use: all but `omitted`, and of these only `picked`. */
export interface FieldFilter {
  readonly omitted: ReadonlySet<string>;
  readonly picked: ReadonlySet<string> | undefined;
}

export const ALL_FIELDS: FieldFilter = { omitted: new Set(), picked: undefined };

export function admits({ omitted, picked }: FieldFilter, field: string): boolean {
  return !omitted.has(field) && (picked?.has(field) ?? true);
}

/** The filter without some more fields. */
export function omitFields(filter: FieldFilter, fields: readonly string[]): FieldFilter {
  return fields.length === 0 ? filter : { ...filter, omitted: new Set([...filter.omitted, ...fields]) };
}

/** The filter with only some of its fields. */
export function pickFields({ omitted, picked }: FieldFilter, fields: readonly string[]): FieldFilter {
  return { omitted, picked: new Set(fields.filter((field) => picked?.has(field) ?? true)) };
}

/** Two filters with one key admit the same fields. */
export function getFilterKey({ omitted, picked }: FieldFilter): string {
  return `${[...omitted].sort().join()}|${picked ? [...picked].sort().join() : "*"}`;
}
