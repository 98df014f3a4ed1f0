import type { CallNode, Node } from "../ast/index.js";
import type { Library, RoleId } from "../catalogue/index.js";
import type { ClassRef, Source } from "../project/index.js";
import type { Binding } from "../scope/index.js";

/** What may have happened to a handle, as a set of bits: more than one bit means that it depends on the path. */
export const HANDLE = { none: 1, open: 2, committed: 4, rolledBack: 8, released: 16, unknown: 32 } as const;

/** What may have happened to an entity since it was last in step with its row. */
export const ENTITY = {
  /** Made by this code, not loaded: its row exists only if the transaction is committed. */
  made: 1,
  /** Inserted or flushed within its transaction. */
  written: 2,
  committed: 4,
  /** Its transaction was rolled back after it was written. */
  rolledBack: 8,
  /** Its unit of work let go of it. */
  detached: 16,
  /** The handle that it was loaded through is gone for good: ended and, where that applies, released. */
  unitEnded: 32,
} as const;

/** The unit of an entity that has been made, but given to no unit of work so far. */
export const NO_UNIT = "";

export interface EntityState {
  readonly bits: number;
  readonly role: RoleId;
  readonly entity: ClassRef | undefined;
  /** The id of the handle or unit of work that it belongs to; `undefined` when nobody can tell. */
  readonly unit: string | undefined;
  /** The relations that were loaded with it or assigned since, by name; `undefined` when nobody can tell. */
  readonly loaded: ReadonlySet<string> | undefined;
  /** The call that ended its transaction; `undefined` when none did, or when it depends on the path. */
  readonly endedBy: Node | undefined;
  readonly isMany: boolean;
  /** Set while the entity certainly has no key: on every path. */
  readonly missingKey: MissingKey | undefined;
  /** The conditions that it was loaded by, one a line; `undefined` when nobody can tell, or when code has changed it since. */
  readonly rows: string | undefined;
  /** The call that changed its row in the database and left it as it was. */
  readonly staleBy: Node | undefined;
}

/** What code owes after a call: the end of the transaction that it began, or the connection that it took. */
export interface Debt {
  readonly kind: "end" | "release";
  readonly call: CallNode;
  readonly library: Library;
  /** The handle with which it is paid. */
  readonly id: string;
  readonly source: Source;
}

/** By kind and place of the call. */
export type Debts = ReadonlyMap<string, Debt>;

export const NO_DEBTS: Debts = new Map();

/** The generated key that a new entity has no value for. */
export interface MissingKey {
  readonly name: string;
  /** The expression that makes the entity. */
  readonly at: Node;
}

/** The state of a unit of work at one point of a path. Immutable. */
export interface UnitState {
  readonly handles: ReadonlyMap<string, number>;
  readonly entities: ReadonlyMap<Binding, EntityState>;
  /** What is owed on some path that leads here. */
  readonly debts: Debts;
}

export const EMPTY: UnitState = { handles: new Map(), entities: new Map(), debts: NO_DEBTS };

/** What may hold when control can come from either side. */
export function joinStates(a: UnitState, b: UnitState): UnitState {
  if (a === b) return a;
  const handles = new Map(a.handles);
  for (const [id, bits] of b.handles) handles.set(id, bits | (a.handles.get(id) ?? HANDLE.none));
  for (const [id, bits] of a.handles) if (!b.handles.has(id)) handles.set(id, bits | HANDLE.none);
  const entities = new Map<Binding, EntityState>();
  for (const [binding, state] of a.entities) if (!b.entities.has(binding)) entities.set(binding, loseKey(state));
  for (const [binding, state] of b.entities) {
    const known = a.entities.get(binding);
    entities.set(binding, known ? joinEntities(known, state) : loseKey(state));
  }
  return { handles, entities, debts: joinDebts(a.debts, b.debts) };
}

function joinDebts(a: Debts, b: Debts): Debts {
  if (a === b || b.size === 0) return a;
  return a.size === 0 ? b : new Map([...a, ...b]);
}

/** Whatever it is on the other path, it may have a key there. */
function loseKey(state: EntityState): EntityState {
  return state.missingKey ? { ...state, missingKey: undefined } : state;
}

function joinEntities(a: EntityState, b: EntityState): EntityState {
  if (a === b) return a;
  return {
    ...a,
    bits: a.bits | b.bits,
    unit: joinUnits(a.unit, b.unit),
    endedBy: a.endedBy && b.endedBy && a.endedBy !== b.endedBy ? undefined : (a.endedBy ?? b.endedBy),
    loaded: a.loaded && b.loaded ? new Set([...a.loaded, ...b.loaded]) : undefined,
    missingKey: a.missingKey?.at === b.missingKey?.at ? a.missingKey : undefined,
    rows: a.rows === b.rows ? a.rows : undefined,
    staleBy: a.staleBy ?? b.staleBy,
  };
}

function joinUnits(a: string | undefined, b: string | undefined): string | undefined {
  if (a === b || b === NO_UNIT) return a;
  return a === NO_UNIT ? b : undefined;
}

export function areStatesEqual(a: UnitState, b: UnitState): boolean {
  if (a === b) return true;
  if (a.handles.size !== b.handles.size || a.entities.size !== b.entities.size || a.debts.size !== b.debts.size) return false;
  for (const key of a.debts.keys()) if (!b.debts.has(key)) return false;
  for (const [id, bits] of a.handles) if (b.handles.get(id) !== bits) return false;
  for (const [binding, state] of a.entities) {
    const other = b.entities.get(binding);
    if (!other || other.bits !== state.bits || other.unit !== state.unit || other.loaded?.size !== state.loaded?.size) return false;
    if (other.missingKey?.at !== state.missingKey?.at || other.rows !== state.rows || !other.staleBy !== !state.staleBy) return false;
  }
  return true;
}

export function setHandle(state: UnitState, id: string, bits: number): UnitState {
  if (state.handles.get(id) === bits) return state;
  return { ...state, handles: new Map(state.handles).set(id, bits) };
}

export function setDebts(state: UnitState, debts: Debts): UnitState {
  return state.debts === debts ? state : { ...state, debts };
}

/** Changes the entities of one unit of work; those whose unit nobody knows are left alone. */
export function mapEntities(state: UnitState, unit: string, change: (entity: EntityState) => EntityState): UnitState {
  let entities: Map<Binding, EntityState> | undefined;
  for (const [binding, entity] of state.entities) {
    if (entity.unit !== unit) continue;
    const next = change(entity);
    if (next !== entity) (entities ??= new Map(state.entities)).set(binding, next);
  }
  return entities ? { ...state, entities } : state;
}

export function setEntity(state: UnitState, binding: Binding, entity: EntityState | undefined): UnitState {
  if (!entity && !state.entities.has(binding)) return state;
  const entities = new Map(state.entities);
  if (entity) entities.set(binding, entity);
  else entities.delete(binding);
  return { ...state, entities };
}
