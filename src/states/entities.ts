import { findProperty, getArguments, getEnclosingFunction, getPropertyName, getStaticString, unwrap, unwrapAwait } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import { findCarriedHandle, getHandleId } from "../effects/index.js";
import type { Operation } from "../effects/index.js";
import { findClassMembers, getDecorators } from "../project/index.js";
import type { ClassRef, FactsProvider, FunctionRef, Project, RoleValue, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { findMissingKey } from "./keys.js";
import { ENTITY, HANDLE, NO_UNIT } from "./lattice.js";
import type { EntityState, UnitState } from "./lattice.js";
import { readCriteria } from "./stale-rows.js";

export interface EntityContext {
  readonly project: Project;
  readonly facts: FactsProvider;
  readonly module: SourceModule;
  getOperation(call: Node): Operation | undefined;
  /** Does a function of the project read an entity that it is given again from the database? */
  refreshesEntity(fn: FunctionRef): boolean;
}

/** The variable that an expression reads an entity from: itself, or a list that it is an element of. */
export function findEntityVariable(node: Node, module: SourceModule, state: UnitState): Binding | undefined {
  const bare = unwrap(node);
  if (bare.type === "Identifier") {
    const binding = module.scope.lookup(bare.name, bare);
    return binding && state.entities.has(binding) ? binding : undefined;
  }
  const isElement = bare.type === "MemberExpression" && bare.computed;
  const list = isElement ? findEntityVariable(bare.object, module, state) : undefined;
  return list && state.entities.get(list)?.isMany ? list : undefined;
}

/**
 * The state of an entity that a variable is bound to now: a copy of the variable it was taken from, or what the
 * expression that made it says. `undefined` when the value is no entity, or nobody knows.
 */
export function createEntityState(context: EntityContext, value: Node, state: UnitState): EntityState | undefined {
  const bare = unwrapAwait(value);
  const from = findEntityVariable(bare, context.module, state);
  const known = from && state.entities.get(from);
  // Two names for one entity: what happens to it by one is not seen by the other.
  if (known) return { ...known, isMany: bare.type === "Identifier" ? known.isMany : false, missingKey: undefined, rows: undefined, staleBy: undefined };
  const role = context.facts.getValue(bare, context.module);
  if (role.kind !== "role" || getRole(role.role).kind !== "entity" || role.source.kind !== "created") return undefined;
  const { at, effect, parent } = role.source;
  const operation = context.getOperation(at);
  const isMade = effect === "build" || effect === "write" || effect === undefined;
  const unit = getUnit(context, role, operation, state) ?? (effect === "write" || !isMade ? undefined : NO_UNIT);
  let bits = isMade ? ENTITY.made : 0;
  if (effect === "write") bits |= ENTITY.written;
  // Made in a callback that has ended by now: what happened to its transaction happened to it.
  if (unit !== undefined && getEnclosingFunction(at) !== getEnclosingFunction(value)) bits |= getEndBits(state.handles.get(unit) ?? 0);
  return {
    bits,
    role: role.role,
    entity: role.entity,
    unit,
    loaded: parent ? getLoadedRelations(operation) : undefined,
    endedBy: undefined,
    isMany: role.isMany === true,
    missingKey: isMade && at === bare ? findMissingKey(context, role, operation) : undefined,
    rows: operation?.effect === "read" && at === bare ? readCriteria(context, operation, role.entity) : undefined,
    staleBy: undefined,
  };
}

function getEndBits(handle: number): number {
  return (handle & HANDLE.committed ? ENTITY.committed | ENTITY.unitEnded : 0) | (handle & HANDLE.rolledBack ? ENTITY.rolledBack : 0);
}

/** The unit of work an entity belongs to: the transaction in its option, the open transaction that its maker enlists in, or its maker. */
function getUnit(context: EntityContext, value: RoleValue, operation: Operation | undefined, state: UnitState): string | undefined {
  if (operation?.member.option) return getCarriedUnit(context, operation);
  const parent = value.source.kind === "created" ? value.source.parent : undefined;
  const id = parent && getHandleId(parent);
  if (!operation || id === undefined) return id;
  if (!getRole(operation.receiver.role).isAmbientWhenInjected) return id;
  for (const [handle, bits] of state.handles) if (bits === HANDLE.open && (handle.startsWith("callback:") || handle.startsWith("ambient:"))) return handle;
  return id;
}

/** The id of the transaction that an operation carries in its option. */
export function getCarriedUnit(context: EntityContext, operation: Operation): string | undefined {
  const carried = findCarriedHandle(context, operation);
  return carried && getHandleId(carried.source);
}

/** The relations that a query loads at once; `undefined` when its option cannot be read. */
function getLoadedRelations(operation: Operation | undefined): ReadonlySet<string> | undefined {
  const loads = operation?.member.loads;
  if (!operation || !loads) return new Set();
  const given = getArguments(operation.call);
  const options = loads.argument === "last" ? given.at(-1) : given[loads.argument];
  if (!options) return new Set();
  const object = unwrap(options);
  if (object.type !== "ObjectExpression" || object.properties.some((property) => property.type === "SpreadElement")) return undefined;
  const property = findProperty(object, loads.key);
  if (!property) return new Set();
  const value = unwrap(property.value);
  if (value.type === "ArrayExpression") {
    const names = value.elements.map((element) => getStaticString(element)?.split(".")[0]);
    return names.every((name) => name !== undefined && name !== "*") ? new Set(names as string[]) : undefined;
  }
  if (value.type === "ObjectExpression") return new Set(value.properties.flatMap((item) => getPropertyName(item) ?? []));
  return undefined;
}

/** A relation of an entity class, as its declaration says. */
export interface Relation {
  readonly name: string;
  readonly isLazy: boolean;
  readonly isEager: boolean;
  readonly isList: boolean;
}

/** The relation that a class declares under a name; `undefined` for columns and unknown members. */
export function findRelation(project: Project, owner: ClassRef, name: string): Relation | undefined {
  for (const member of findClassMembers(owner.node, name)) {
    if (member.type !== "PropertyDefinition") continue;
    const decorator = getDecorators(project, member, owner.module).find(({ found }) => found?.export.decorator === "relation");
    if (!decorator) continue;
    const type = member.typeAnnotation?.typeAnnotation;
    const typeName = type?.type === "TSTypeReference" && type.typeName.type === "Identifier" ? type.typeName.name : undefined;
    const isOption = (key: string): boolean =>
      decorator.arguments.some((argument) => {
        const object = unwrap(argument);
        const property = object.type === "ObjectExpression" ? findProperty(object, key) : undefined;
        const value = property && unwrap(property.value);
        return value?.type === "Literal" && value.value === true;
      });
    return {
      name,
      isLazy: typeName === "Promise" || isOption("lazy"),
      isEager: isOption("eager"),
      isList: /Many$/.test(decorator.name) && !/^ManyToOne$/.test(decorator.name),
    };
  }
  return undefined;
}

/** Is a member the primary key of its class? Stubs of unloaded relations hold it. */
export function isPrimaryKey(project: Project, owner: ClassRef, name: string): boolean {
  if (name === "id" || name === "uuid" || name === "_id") return true;
  return findClassMembers(owner.node, name).some((member) => getDecorators(project, member, owner.module).some((decorator) => decorator.name.startsWith("Primary")));
}
