import { drizzle } from "./drizzle.js";
import { knex } from "./knex.js";
import { kysely } from "./kysely.js";
import { mikroOrm } from "./mikro-orm.js";
import { mongodb } from "./mongodb.js";
import { objection } from "./objection.js";
import { pg } from "./pg.js";
import { postgres } from "./postgres.js";
import { prisma } from "./prisma.js";
import { sequelize } from "./sequelize.js";
import { matchesSpecifier } from "./specifiers.js";
import { slonik } from "./slonik.js";
import { sqlite } from "./sqlite.js";
import { typeorm } from "./typeorm.js";
import type { Library, LibraryExport, Member, Role, RoleId } from "./types.js";

/** Every data-access library that the analysis knows. */
export const LIBRARIES: readonly Library[] = [drizzle, knex, kysely, mikroOrm, mongodb, objection, pg, postgres, prisma, sequelize, slonik, sqlite, typeorm];

const byId = new Map(LIBRARIES.map((library) => [library.id, library]));

/** The library of a role. */
export function getLibrary(role: RoleId): Library {
  const library = byId.get(role.slice(0, role.indexOf("/")));
  if (!library) throw new Error(`The catalogue has no library for the role ${role}.`);
  return library;
}

export function getRole(id: RoleId): Role {
  const role = getLibrary(id).roles[id];
  if (!role) throw new Error(`The catalogue has no role ${id}.`);
  return role;
}

/** Is a library imported by this specifier? */
export function isModuleOf(library: Library, specifier: string): boolean {
  return library.modules.some((module) => matchesSpecifier(module, specifier));
}

/**
 * What an export of an outside module is: by the module's specifier, or, for generated clients that are not on disk,
 * by the export's name under a telling path. `undefined` when no library exports it.
 */
export function findLibraryExport(specifier: string, path: readonly string[]): { readonly library: Library; readonly export: LibraryExport } | undefined {
  const name = path.length === 0 ? "default" : path.filter((part) => part !== "default").join(".");
  for (const library of LIBRARIES) {
    const isGenerated = library.generatedUnder !== undefined && specifier.toLowerCase().includes(library.generatedUnder);
    if (!isModuleOf(library, specifier) && !isGenerated) continue;
    const own = library.moduleExports?.find(({ modules }) => modules.some((module) => matchesSpecifier(module, specifier)))?.exports;
    const found = getOwn(own, name) ?? getOwn(library.exports, name) ?? (name === "" ? library.exports["default"] : undefined);
    if (found) return { library, export: found };
  }
  return undefined;
}

/** A library whose client is generated under such a path, and the export's meaning, for files that are on disk. */
export function findGeneratedExport(path: string, name: string): { readonly library: Library; readonly export: LibraryExport } | undefined {
  for (const library of LIBRARIES) {
    if (library.generatedUnder === undefined || !path.toLowerCase().includes(library.generatedUnder)) continue;
    const found = getOwn(library.exports, name);
    if (found) return { library, export: found };
  }
  return undefined;
}

/**
 * What a declaration of a dependency is, by the package that declares it and its name there, namespaces included. The
 * package can be another than the one it is imported from: `.prisma/client`.
 */
export function findDeclaredExport(packageName: string, name: string): { readonly library: Library; readonly export: LibraryExport } | undefined {
  for (const library of LIBRARIES) {
    if (!isModuleOf(library, packageName)) continue;
    const found = getOwn(library.exports, name) ?? getOwn(library.declarations, name);
    if (found) return { library, export: found };
  }
  return undefined;
}

function getOwn(exports: Library["exports"] | undefined, name: string): LibraryExport | undefined {
  return exports && Object.hasOwn(exports, name) ? exports[name] : undefined;
}

/** The member of a role by name, through the roles it extends; `undefined` when the role has none. */
export function findMember(id: RoleId, name: string): Member | undefined {
  for (let current: RoleId | undefined = id; current !== undefined; ) {
    const role: Role = getRole(current);
    const found =
      (role.members && Object.hasOwn(role.members, name) ? role.members[name] : undefined) ??
      role.patterns?.find((pattern) => pattern.name.test(name))?.member ??
      role.otherMembers;
    if (found) return found;
    current = role.extends;
  }
  return undefined;
}

/** The named members of a role, its own before those of the roles it extends. */
export function getMembers(id: RoleId): readonly (readonly [string, Member])[] {
  const { members = {}, extends: base } = getRole(id);
  return [...Object.entries(members), ...(base === undefined ? [] : getMembers(base))];
}

/** What calling a value of a role does, or writing it before a template; through the roles it extends. */
export function findOwnCall(id: RoleId, form: "call" | "template"): Member | undefined {
  for (let current: RoleId | undefined = id; current !== undefined; ) {
    const role: Role = getRole(current);
    if (role[form]) return role[form];
    current = role.extends;
  }
  return undefined;
}

const effectNames = new Set(
  LIBRARIES.flatMap(({ roles }) => Object.values(roles).flatMap(({ members = {} }) => Object.entries(members).flatMap(([name, { effect }]) => (effect === undefined ? [] : [name])))),
);

const synchronousDrivers = LIBRARIES.flatMap(({ roles, modules, exports, moduleExports = [] }) =>
  [{ modules, exports }, ...moduleExports].flatMap((group) => {
    const made = Object.values(group.exports).flatMap(({ role, call }) => [role, typeof call?.result === "object" ? call.result.role : undefined]);
    const isSynchronous = made.some((role) => role !== undefined && Object.values(roles[role]?.members ?? {}).some(({ callback }) => callback?.synchronous !== undefined));
    return isSynchronous ? group.modules : [];
  }),
);

/** Does a specifier stand for a driver that runs a transaction's callback synchronously? */
export function isSynchronousDriver(specifier: string): boolean {
  return synchronousDrivers.some((pattern) => matchesSpecifier(pattern, specifier));
}

const declaringNames = new Set(
  LIBRARIES.flatMap(({ exports, roles }) => [
    ...Object.entries(exports).flatMap(([name, { declaresEntity, linksEntity }]) => (declaresEntity ?? linksEntity ? [name.split(".").at(-1) ?? name] : [])),
    ...Object.values(roles).flatMap(({ members = {} }) => Object.entries(members).flatMap(([name, { declaresEntity, linksEntity }]) => (declaresEntity ?? linksEntity ? [name] : []))),
  ]),
);

/** Is this the name of a member or an export by which some data-access library declares entities, or links them? */
export function isDeclaringName(name: string): boolean {
  return declaringNames.has(name);
}

/** Is this the name of a member that has an effect in some data-access library? */
export function isEffectName(name: string): boolean {
  return effectNames.has(name);
}

/** Does any data-access library answer to this specifier, or generate its client under such a path? */
export function isKnownSpecifier(specifier: string): boolean {
  const path = specifier.toLowerCase();
  return LIBRARIES.some((library) => isModuleOf(library, specifier) || (library.generatedUnder !== undefined && path.includes(library.generatedUnder)));
}
