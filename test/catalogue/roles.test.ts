import { describe, expect, test } from "vitest";
import { LIBRARIES, findLibraryExport, findMember, getLibrary, getRole } from "../../src/catalogue/index.js";
import type { Library, LibraryExport, Member, RoleId } from "../../src/catalogue/index.js";

function getMembers(library: Library): readonly (readonly [string, Member])[] {
  const ofRoles = Object.entries(library.roles).flatMap(([id, role]) => [
    ...Object.entries(role.members ?? {}).map(([name, member]): [string, Member] => [`${id}.${name}`, member]),
    ...(role.otherMembers ? [[`${id}.*`, role.otherMembers] as [string, Member]] : []),
    ...(role.call ? [[`${id}()`, role.call] as [string, Member]] : []),
  ]);
  const ofExports = Object.entries(library.exports).flatMap(([name, item]) => [
    ...(item.call ? [[name, item.call] as [string, Member]] : []),
    ...Object.entries(item.statics ?? {}).map(([key, member]): [string, Member] => [`${name}.${key}`, member]),
  ]);
  return [...ofRoles, ...ofExports].flatMap(([name, member]) => (member.withoutCallback ? [[name, member], [name, member.withoutCallback]] : [[name, member]]));
}

function getNamedRoles(library: Library): readonly (readonly [string, RoleId])[] {
  const ofExport = ([name, item]: [string, LibraryExport]): [string, RoleId][] =>
    [item.role, item.injects, item.entityBase?.statics, item.entityBase?.instances].flatMap((id): [string, RoleId][] => (id === undefined ? [] : [[name, id]]));
  const ofMembers = getMembers(library).flatMap(([name, { result, callback }]): [string, RoleId][] => [
    ...(typeof result === "object" ? [[name, result.role] as [string, RoleId]] : []),
    ...(callback?.parameter ? [[name, callback.parameter.role] as [string, RoleId]] : []),
  ]);
  return [...Object.entries(library.exports).flatMap(ofExport), ...ofMembers];
}

describe.each(LIBRARIES.map((library) => [library.id, library] as const))("%s", (id, library) => {
  test("names its roles after itself", () => {
    expect(Object.keys(library.roles).filter((role) => !role.startsWith(`${id}/`))).toEqual([]);
  });

  test("mentions no role that nobody describes", () => {
    expect(getNamedRoles(library).filter(([, role]) => !(role in library.roles))).toEqual([]);
  });

  test("has a parameter for every transaction's callback, and a text argument for every SQL member", () => {
    const incomplete = getMembers(library).filter(([, { effect, callback, sql }]) => (effect === "transaction-callback" && !callback) || (effect === "sql" && sql === undefined));
    expect(incomplete).toEqual([]);
  });
});

test("a role is one and the same through every exporting specifier, and never a bare name", () => {
  expect(findLibraryExport("typeorm", ["QueryRunner"])?.export.role).toBe("typeorm/QueryRunner");
  expect(findLibraryExport("@mikro-orm/postgresql", ["EntityManager"])?.export.role).toBe("mikro-orm/EntityManager");
  expect(findLibraryExport("@mikro-orm/core", ["EntityManager"])?.export.role).toBe("mikro-orm/EntityManager");
  expect(findLibraryExport("typeorm", ["EntityManager"])?.export.role).toBe("typeorm/EntityManager");
  expect(findLibraryExport("./entity-manager.js", ["EntityManager"])).toBeUndefined();
});

test("what a role does is read off its members, through what it extends", () => {
  expect(getRole("typeorm/QueryRunner").isAlwaysHandle).toBe(true);
  expect(findMember("typeorm/QueryRunner", "commitTransaction")?.effect).toBe("commit");
  expect(findMember("typeorm/QueryRunner", "toString")).toBeUndefined();
  expect(getLibrary("prisma/Client").name).toBe("Prisma");
});
