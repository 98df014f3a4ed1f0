/** A name in one spelling: `AuditLogs`, `public.audit_logs` and `audit-logs` are `audit_logs`. */
export function toSnakeCase(name: string): string {
  return name
    .slice(name.lastIndexOf(".") + 1)
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/[^A-Za-z\d]+/g, "_")
    .toLowerCase();
}

/** What classes and variables add to the name of a table. */
const KIND = /_(?:entity|model|schema|table)$/;
const AUDIT_LOG = /^audit_(?:logs?|trails?|events?|entry|entries|records?)$/;
const AUDIT = /^audits?(?:_|$)/;
/** Tables whose rows are no state that anybody answers for, and logs of another kind. */
const NO_STATE = /(?:^|_)(?:sessions?|caches?|tokens?|nonces?|locks?|otps?|outbox|inbox|idempotency_keys?|rate_limits?|migrations?|logs?|histor(?:y|ies)|journals?|activit(?:y|ies)|events?|notifications?|metrics?)$/;

/** Is a table, by its name, an audit log and nothing else? */
export function isAuditLogName(name: string): boolean {
  return AUDIT_LOG.test(toSnakeCase(name).replace(KIND, ""));
}

/** Does a table's name begin with `audit`? */
export function isAuditName(name: string): boolean {
  return AUDIT.test(toSnakeCase(name).replace(KIND, ""));
}

/** Does a table hold sessions, caches, logs and the like, whose changes owe no audit? */
export function isStatelessName(name: string): boolean {
  return NO_STATE.test(toSnakeCase(name).replace(KIND, ""));
}

const WRITER = /^(?:do_)?(?:log|record|write|create|add|append|insert|save|track|store|emit|push|register|persist|put|post|send|publish|capture|report)_/;
const AUDIT_FUNCTION = /^(?:with_)?audits?(?:_(?:logs?|trails?|events?|entry|entries|records?|actions?|changes?))?$/;
const METHOD = /^(?:log|record|write|create|add|append|insert|save|track|store|emit|push|register|persist|put|publish|capture)(?:_(?:audits?|events?|entry|entries|actions?|changes?|logs?|records?|many|all|async))*$/;
const AUDIT_WORD = /(?:^|_)audits?(?:_|$)/;
/** Classes and functions that only read, check or show an audit log, or make up an entry. */
const OTHER_CLASS = /(?:controller|query|reader|mapper|factory|builder|guard|dto|exception|error)$/;

/** Does a function's name say that it writes to the audit log: `logAudit`, `recordAuditEvent`, `audit`? */
export function isAuditFunctionName(name: string): boolean {
  const words = toSnakeCase(name);
  return AUDIT_FUNCTION.test(words) || (WRITER.test(words) && AUDIT_WORD.test(words));
}

/** Does a method's name say so, of a class or object for audits: `AuditService.log`, `auditService.log`? */
export function isAuditMethodName(owner: string, name: string): boolean {
  const words = toSnakeCase(owner);
  return AUDIT_WORD.test(words) && !OTHER_CLASS.test(words) && (METHOD.test(toSnakeCase(name)) || isAuditFunctionName(name));
}

/** Text by which a call that nobody can follow may end up in an audit log: of a name, or of a listener for events. */
const MAY_AUDIT = /audit|histor(?:y|ies)|activit(?:y|ies)|journal|(?:^|[._])(?:emit|publish|dispatch)|Event/i;

/** May a call write to an audit log, as far as its text tells? */
export function mayNameAudit(text: string): boolean {
  return MAY_AUDIT.test(text);
}

/** What a write does to rows. */
export type WriteVerb = "insert" | "update" | "upsert" | "delete" | "truncate";

/** Members of all libraries by what they do to rows. The first that matches counts. */
const VERBS: readonly (readonly [WriteVerb, RegExp])[] = [
  ["upsert", /^(?:upsert|findOrCreate|replaceInto|mergeInto|replaceOne|findOneAndReplace)/],
  ["truncate", /^(?:truncate|clear$)/],
  ["delete", /^(?:delete|del$|destroy|remove|soft(?:Delete|Remove)|nativeDelete|findOneAndDelete|findByIdAndDelete|findOneAndRemove)/],
  ["update", /^(?:update|patch|increment|decrement|restore|recover|nativeUpdate|findOneAndUpdate|findByIdAndUpdate|fetchAndUpdate)/],
  ["insert", /^(?:insert|create|bulkCreate|batchInsert|nativeInsert|bulkSave)/],
];

/** What a member does to rows, by its name; `undefined` for `save` and its like, which do one or the other. */
export function findWriteVerb(name: string): WriteVerb | undefined {
  return VERBS.find(([, names]) => names.test(name))?.[0];
}

/** Calls in a chain that make of an insert one that replaces what is there. */
export const UPSERT_CALLS = /^(?:onConflictDoUpdate|onDuplicateKeyUpdate|orUpdate|doUpdateSet|merge)$/;
/** Calls in a chain that name the table. */
export const TABLE_CALLS = /^(?:from|into|table|update|delete|insert)$/;

/** Keys of an audit entry that hold what a row was or became: a whole row is meant to be there. */
export const SNAPSHOT_KEYS: readonly string[] = ["before", "after", "changes", "diff", "snapshot", "oldValue", "newValue", "oldValues", "newValues"];
