/** Words of functions, tables and middlewares that say how a state may change. */
const GUARD = /transition|state_?machine|workflow|(?:^|[a-z])(?:can|may)(?:move|change|go|set|become|advance)/i;
const VERB = /^(?:is|can|may|check|validate|assert|ensure|verify|guard|enforce|require|must|allow|reject|forbid|prevent)/;

/** Does a name say that it checks how a state, by the name of its column, may change: `assertTransition`, `ensureStatusAllowed`? */
export function isTransitionGuardName(name: string, field: string): boolean {
  return GUARD.test(name) || (VERB.test(name) && name.toLowerCase().includes(field.toLowerCase()));
}

/** Does a name say that it holds the transitions: `TRANSITIONS`, `allowedNext`, `STATUS_FLOW`? */
export function isTransitionTableName(name: string): boolean {
  return /transition|^(?:allowed|valid|permitted|possible)_?(?:next|state|status|from|to|move|change)|^next_?(?:states?|status(?:es)?)$|(?:state|status)_?(?:flow|graph|machine|order|rank)/i.test(name);
}

/** Packages whose machines decide which state may follow. */
export const STATE_MACHINES: readonly string[] = ["xstate", "robot3", "javascript-state-machine", "typescript-fsm", "@xstate/fsm", "stateless", "@depthlabs/nestjs-state-machine"];

/** Calls that write down, announce or send what they are given, and decide nothing. */
export const ANNOUNCING = /^(?:log|info|warn|error|debug|trace|audit|record|emit|publish|dispatch|notify|track|send|json|push|add|create|insert|save|write|set|format|translate|stringify|t)(?![a-z])/;

/** Columns beside which `state` is a part of an address. */
export const ADDRESS_NAMES = /^(?:city|zip|zip_?code|postal_?code|country|country_?code|street|address|address_?line_?\d)$/i;

/** What a query chooses and orders by, where it says nothing about which rows it is about. */
export const PROJECTIONS: ReadonlySet<string> = new Set(["select", "include", "attributes", "populate", "orderBy", "order", "sort", "columns", "returning", "relations", "fields", "distinct", "groupBy"]);

/** Types of columns, and calls that declare one, that hold a switch rather than a state. */
export const TOGGLE_TYPES = /^(?:bool|boolean|bit|int|integer|tinyint|smallint|mediumint|number|coerceBoolean)$/i;

/** Values of a switch with two positions: each may follow the other. */
export const TOGGLE_VALUES =
  /^(?:(?:in|de)?activ(?:e|ated)|enabled?|disabled?|on|off|(?:un)?read|shown|hidden|(?:in)?visible|public|private|(?:un)?published|online|offline|up|down|yes|no|true|false|0|1|(?:un)?locked|(?:un)?blocked|(?:un)?muted|(?:un)?banned|(?:ab)?normal|error|success|healthy|unhealthy)$/i;
