import { getArguments, getCallee, getLastName, getPropertyName, isCall, isClass, unwrap, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { isKnownSpecifier } from "../catalogue/index.js";
import { classifyForeignKey, findEntity, findEntityOfClass, findRelationOf, findSchemaEntities, isForeignKeyName } from "../project/index.js";
import type { Entity, EntityContext, Project, SourceModule } from "../project/index.js";
import type { Settings } from "../settings.js";
import { matchesName } from "../globs.js";

/** What the asking file gives. */
export interface KeyContext extends EntityContext {
  readonly module: SourceModule;
  readonly settings: Settings;
}

const KEYS = {};
/** How far above a field's property the call stands that declares the entity. */
const MAX_CLIMB = 6;

/**
 * Is a field of a request a foreign key? By what the project's entities declare of the fields of that name, else by its
 * name. `handling`: the modules that handle the field; where they work on entities, a name that no entity knows is stored
 * nowhere as a key. A column that is 0 by default has 0 for a value of its own, and one that holds no null knows no "none".
 */
export function isStoredKey(context: KeyContext, name: string, handling: readonly SourceModule[]): boolean {
  const { project, settings } = context;
  if (/^_?id$/i.test(name) || matchesName(name, settings.foreignKeys.ignoreNames)) return false;
  const isNamed = isForeignKeyName(name, settings);
  const known = project.memo(KEYS, () => new Map<string, boolean | undefined>());
  const key = `${name}|${String(isNamed)}`;
  if (!known.has(key)) known.set(key, readKey(context, name, isNamed));
  return known.get(key) ?? (isNamed && !handling.some((module) => worksOnEntities(context, module)));
}

/** `undefined` where no entity knows the name. */
function readKey(context: KeyContext, name: string, isNamed: boolean): boolean | undefined {
  const entities = findEntitiesWith(context, name);
  const own = entities.filter(({ fields }) => fields.has(name));
  if (own.some((entity) => isZeroByDefault(entity.fields.get(name)?.written?.node))) return false;
  if (own.length > 0 && own.every((entity) => entity.fields.get(name)?.isRequired)) return false;
  if (!isNamed) return own.length > 0 && own.every((entity) => classifyForeignKey(context.project, entity, name, context.settings) === "declared" && entity.fields.get(name)?.isList === false);
  if (own.length > 0) return own.some((entity) => classifyForeignKey(context.project, entity, name, context.settings) !== undefined);
  return entities.length > 0 ? true : undefined;
}

/** The entities that have a field of a name, in any way of writing it, or the relation whose key it is. */
function findEntitiesWith(context: KeyContext, name: string): readonly Entity[] {
  const { project } = context;
  const spellings = getSpellings(name);
  const paths = new Set(spellings.flatMap((spelling) => project.findNaming(spelling)));
  const found = new Set(findSchemaEntities(context, context.module.path));
  for (const module of project.getModules([...paths].filter((path) => declaresData(project, path)))) {
    for (const entity of findEntitiesNaming(context, module, new Set(spellings))) found.add(entity);
  }
  return [...found].filter((entity) => spellings.some((spelling) => entity.fields.has(spelling)) || findRelationOf(project, entity, name));
}

/** `teamId`, `team_id`, `team`. */
function getSpellings(name: string): string[] {
  const snake = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const bare = [name, camel].map((text) => text.replace(/_?(?:Id|ID|_id)$/, "")).filter((text) => text !== "");
  return [...new Set([name, snake, camel, ...bare])];
}

function declaresData(project: Project, path: string): boolean {
  return [...(project.getSource(path)?.specifiers ?? [])].some(isKnownSpecifier);
}

function findEntitiesNaming(context: KeyContext, module: SourceModule, names: ReadonlySet<string>): Entity[] {
  const found: Entity[] = [];
  walk(module.program, (node) => {
    if (isClass(node)) {
      const entity = node.body.body.some((member) => names.has(getPropertyName(member) ?? "")) ? findEntityOfClass(context, { node, module }) : undefined;
      if (entity) found.push(entity);
    } else if (node.type === "Property" && names.has(getPropertyName(node) ?? "")) {
      const entity = findDeclared(context, node, module);
      if (entity) found.push(entity);
    }
  });
  return found;
}

/** The entity whose declaration holds a property: `pgTable("tasks", { teamId: … })`. */
function findDeclared(context: KeyContext, property: Node, module: SourceModule): Entity | undefined {
  let node = property.parent;
  for (let step = 0; node && step < MAX_CLIMB; step++, node = node.parent) {
    if (!isCall(node)) continue;
    const entity = findEntity(context, node, module);
    if (entity) return entity;
  }
  return undefined;
}

/** Does a module declare entities with fields in sight, or import a module of the project that does? */
function worksOnEntities(context: KeyContext, module: SourceModule): boolean {
  const { project } = context;
  const imported = [...module.specifiers].flatMap((specifier) => {
    const resolution = project.resolve(specifier, module);
    return resolution.kind === "file" ? [resolution.path] : [];
  });
  return project.getModules([module.path, ...imported].filter((path) => declaresData(project, path))).some((home) => declaresEntity(context, home));
}

function declaresEntity(context: KeyContext, module: SourceModule): boolean {
  let isFound = false;
  walk(module.program, (node) => {
    if (isFound) return false;
    // An entity that shows no field proves nothing about its fields.
    if (isClass(node)) isFound = (findEntityOfClass(context, { node, module })?.fields.size ?? 0) > 0;
    else if (isCall(node)) isFound = (findEntity(context, node, module)?.fields.size ?? 0) > 0;
    return undefined;
  });
  return isFound;
}

/** `@Column({ default: 0 })`, `integer().default(0)`. */
function isZeroByDefault(written: Node | undefined): boolean {
  let isFound = false;
  if (written) {
    walk(written, (node) => {
      if (node.type === "Property") isFound ||= /^default(?:Value|To)?$/.test(getPropertyName(node) ?? "") && isZero(node.value);
      else if (isCall(node)) isFound ||= /^default(?:To)?$/.test(getLastName(getCallee(node)) ?? "") && getArguments(node).some(isZero);
    });
  }
  return isFound;
}

function isZero(node: Node): boolean {
  const bare = unwrap(node);
  return bare.type === "Literal" && (bare.value === 0 || bare.value === "0");
}
