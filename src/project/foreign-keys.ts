import { findProperty, getMember, getStaticString, unwrap } from "../ast/index.js";
import { UNCONSTRAINED } from "../catalogue/index.js";
import { matchesName } from "../globs.js";
import type { Settings } from "../settings.js";
import { getDecorators } from "./classes.js";
import type { Entity, EntityField } from "./entities.js";
import type { Project } from "./project.js";

/** Why a field is a foreign key: its entity declares where it leads, or it is called like one. */
export type ForeignKeyProof = "declared" | "name";

/** Is a name a foreign key's, by the settings? A row's own key never is. */
export function isForeignKeyName(name: string, { foreignKeys }: Settings): boolean {
  return !/^_?id$/i.test(name) && matchesName(name, foreignKeys.names) && !matchesName(name, foreignKeys.ignoreNames);
}

/**
 * Is a field a foreign key? What the entity declares comes first: a relation, a reference, or the column of a relation.
 * The name decides where the entity is not known or declares no relation of its own at all. `undefined`: no.
 */
export function classifyForeignKey(project: Project, entity: Entity | undefined, name: string, settings: Settings): ForeignKeyProof | undefined {
  if (entity) {
    if (entity.library.foreignKeyFailure === undefined) return undefined;
    const field = entity.fields.get(name);
    if ((field && field.kind !== "column") || findRelationOf(project, entity, name)) return "declared";
    if (entity.declaration.kind === "schema" || isDeclaring(entity)) return undefined;
  }
  return isForeignKeyName(name, settings) ? "name" : undefined;
}

/** Does an entity say of any field of its own that it leads somewhere? Then a column of which it does not say so leads nowhere. */
function isDeclaring({ fields }: Entity): boolean {
  return [...fields.values()].some(({ kind, isList }) => kind !== "column" && !isList);
}

/** Does the declaration of a foreign key keep the database from checking it? A key of no row is then stored. */
export function isUnconstrained(project: Project, entity: Entity | undefined, name: string): boolean {
  const written = entity && (entity.fields.get(name)?.kind === "relation" ? entity.fields.get(name) : findRelationOf(project, entity, name))?.written;
  return written !== undefined && UNCONSTRAINED.test(written.module.text.slice(written.node.start, written.node.end));
}

/** The relation whose key a column holds: `project` of `projectId`, or one that names its column. */
export function findRelationOf(project: Project, { fields }: Entity, column: string): EntityField | undefined {
  const plain = toPlainName(column);
  return [...fields.values()].find((field) => field.kind === "relation" && !field.isList && (plain === `${toPlainName(field.name)}id` || getJoinedColumns(project, field).some((joined) => toPlainName(joined) === plain)));
}

/** `assignee_id` and `assigneeId` are one name. */
function toPlainName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The columns that the decorators of a relation name: `@JoinColumn({ name: "assignee_id" })`, `@BelongsTo(() => User, "ownerId")`, `{ fieldName: "owner_id" }`. */
function getJoinedColumns(project: Project, { written }: EntityField): readonly string[] {
  if (written?.node.type !== "PropertyDefinition") return [];
  return getDecorators(project, written.node, written.module).flatMap(({ arguments: given }) =>
    given.flatMap((argument) => {
      const bare = unwrap(argument);
      const texts = bare.type === "ObjectExpression" ? ["name", "foreignKey", "fieldName", "joinColumn"].map((key) => getStaticString(findProperty(bare, key)?.value)) : [getStaticString(bare), bare.type === "ArrowFunctionExpression" && bare.body.type === "MemberExpression" ? getMember(bare.body)?.name : undefined];
      return texts.filter((text) => text !== undefined);
    }),
  );
}
