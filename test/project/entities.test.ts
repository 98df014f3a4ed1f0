import { describe, expect, test } from "vitest";
import { getArguments } from "../../src/ast/index.js";
import { findEntity, findEntityOfValue, findSchemaEntity } from "../../src/project/index.js";
import type { Entity } from "../../src/project/index.js";
import { findCall, openProject } from "../support/project.js";

type Files = Readonly<Record<string, string>>;

/** `name: id, author → User, tags ⇉ Tag, authorId ⇢ User` */
function describeEntity(entity: Entity | undefined): string {
  if (!entity) return "none";
  const fields = [...entity.fields.values()].map((field) => {
    const arrow = field.kind === "reference" ? "⇢" : field.isList ? "⇉" : "→";
    return field.kind === "column" ? field.name : `${field.name} ${arrow} ${field.findTarget()?.name ?? "?"}`;
  });
  return `${entity.name}: ${fields.join(", ")}`;
}

/** The entity that `probe(…)` in `src/probe.ts` is given. */
function getProbed(files: Files): string {
  const { project, facts, getModule } = openProject(files, "src/probe.ts");
  const module = getModule("src/probe.ts");
  const [argument] = getArguments(findCall(module, "probe("));
  const context = { project, facts };
  return describeEntity(argument && (findEntity(context, argument, module) ?? findEntityOfValue(context, facts.getValue(argument, module))));
}

const USER = 'import { Entity, PrimaryGeneratedColumn } from "typeorm";\n@Entity()\nexport class User { @PrimaryGeneratedColumn() id: number; }\n';

describe("an entity and where its fields lead", () => {
  test.each<[string, Files, string]>([
    ["TypeORM's decorators", { "src/user.ts": USER, "src/probe.ts": 'import { Entity, Column, ManyToOne, OneToMany } from "typeorm";\nimport { User } from "./user.js";\n@Entity()\nclass Post { @Column() title: string; @ManyToOne(() => User, (user) => user.posts) author: User; @ManyToOne("User") editor: unknown; @OneToMany(() => User, (user) => user.likes) fans: User[]; cached: string; }\nprobe(Post);' }, "Post: title, author → User, editor → User, fans ⇉ User"],
    ["MikroORM's decorators, by options and by type", { "src/probe.ts": 'import { Collection, Entity, ManyToOne, ManyToMany, PrimaryKey } from "@mikro-orm/core";\n@Entity()\nclass Tag { @PrimaryKey() id: number; }\nabstract class Base { @PrimaryKey() id: number; }\n@Entity()\nclass Book extends Base { @ManyToOne({ entity: () => Tag }) main: Tag; @ManyToOne() other: Tag; @ManyToMany() tags = new Collection<Tag>(this); }\nprobe(Book);' }, "Book: id, main → Tag, other → Tag, tags ⇉ ?"],
    ["sequelize-typescript's decorators", { "src/probe.ts": 'import { BelongsTo, Column, ForeignKey, Model, Table } from "sequelize-typescript";\n@Table\nclass Team extends Model { @Column name: string; }\n@Table\nclass Player extends Model { @ForeignKey(() => Team) @Column teamId: number; @BelongsTo(() => Team) team: Team; }\nprobe(Player);' }, "Player: teamId ⇢ Team, team → Team"],
    ["defineEntity", { "src/probe.ts": 'import { defineEntity, p } from "@mikro-orm/core";\nconst Author = defineEntity({ name: "Author", properties: { id: p.integer().primary() } });\nconst Book = defineEntity({ name: "Book", properties: { id: p.integer().primary(), author: () => p.manyToOne(Author).ref(), others: () => p.oneToMany(Author).mappedBy("x") } });\nprobe(Book);' }, "Book: id, author → Author, others ⇉ Author"],
    ["defineEntity with a builder that is handed in", { "src/author.ts": 'import { defineEntity } from "@mikro-orm/postgresql";\nexport const Author = defineEntity({ name: "Author", properties: (p) => ({ id: p.integer().primary() }) });', "src/probe.ts": 'import { defineEntity } from "@mikro-orm/postgresql";\nimport { Author } from "./author.js";\nconst Book = defineEntity({ name: "Book", properties: (p) => ({ id: p.integer().primary(), author: () => p.manyToOne(() => Author) }) });\nprobe(Book);' }, "Book: id, author → Author"],
    ["a class over a defined entity", { "src/probe.ts": 'import { defineEntity } from "@mikro-orm/core";\nconst AuthorSchema = defineEntity({ name: "Author", properties: (p) => ({ id: p.integer(), mentor: () => p.manyToOne(Author) }) });\nclass Author extends AuthorSchema.class {}\nprobe(Author);' }, "Author: id, mentor → Author"],
    ["MikroORM's EntitySchema", { "src/probe.ts": 'import { EntitySchema, ReferenceKind } from "@mikro-orm/core";\nclass Author { id: number; }\nconst AuthorSchema = new EntitySchema({ class: Author, properties: { id: { type: "number", primary: true } } });\nconst BookSchema = new EntitySchema({ name: "Book", properties: { author: { kind: "m:1", entity: () => Author }, editor: { kind: "m:1", entity: "Author" }, readers: { kind: ReferenceKind.MANY_TO_MANY, entity: () => AuthorSchema } } });\nprobe(BookSchema);' }, "Book: author → Author, editor → Author, readers ⇉ Author"],
    ["a class that an EntitySchema elsewhere describes", { "src/cat.ts": "export class Cat { id: number; }", "src/schema.ts": 'import { EntitySchema } from "typeorm";\nimport { Cat } from "./cat.js";\nexport const CatSchema = new EntitySchema({ name: "cat", target: Cat, columns: { id: { type: Number, primary: true } }, relations: { mother: { type: "many-to-one", target: Cat }, kittens: { type: "one-to-many", target: "Cat" } } });', "src/probe.ts": 'import { Cat } from "./cat.js";\nprobe(Cat);' }, "Cat: id, mother → Cat, kittens ⇉ Cat"],
    ["Model.init and associations in other files", { "src/models.ts": 'import { DataTypes, Model } from "sequelize";\nexport class User extends Model {}\nUser.init({ id: DataTypes.INTEGER }, { sequelize });\nexport class Post extends Model {}\nPost.init({ id: DataTypes.INTEGER, userId: { type: DataTypes.INTEGER, references: { model: User, key: "id" } } }, { sequelize });', "src/links.ts": 'import { Post, User } from "./models.js";\nPost.belongsTo(User, { as: "author" });\nUser.hasMany(Post, { as: "posts" });', "src/probe.ts": 'import { Post } from "./models.js";\nprobe(Post);' }, "Post: id, userId ⇢ User, author → User"],
    ["sequelize.define", { "src/probe.ts": 'import { Sequelize, DataTypes } from "sequelize";\nconst sequelize = new Sequelize("");\nconst User = sequelize.define("user", { id: DataTypes.INTEGER });\nconst Post = sequelize.define("post", { userId: { type: DataTypes.INTEGER, references: { model: User } } });\nUser.hasMany(Post, { as: "posts" });\nprobe(User);' }, "user: id, posts ⇉ post"],
    ["a Drizzle table", { "src/users.ts": 'import { pgTable, serial } from "drizzle-orm/pg-core";\nexport const users = pgTable("users", { id: serial("id").primaryKey() });', "src/probe.ts": 'import { pgTable, serial, integer, timestamp } from "drizzle-orm/pg-core";\nimport { users } from "./users.js";\nconst stamps = { createdAt: timestamp("created_at") };\nconst posts = pgTable("posts", { id: serial("id"), authorId: integer("author_id").notNull().references(() => users.id, { onDelete: "cascade" }), ...stamps });\nprobe(posts);' }, "posts: id, authorId ⇢ users, createdAt"],
    ["a Drizzle table's relations in another file", { "src/schema.ts": 'import { pgTable, pgSchema, integer } from "drizzle-orm/pg-core";\nconst app = pgSchema("app");\nexport const posts = app.table("posts", (t) => ({ id: t.integer() }));\nexport const comments = pgTable("comments", { postId: integer().references((): AnyPgColumn => posts.id) });', "src/relations.ts": 'import { relations } from "drizzle-orm";\nimport { comments, posts } from "./schema.js";\nexport const a = relations(posts, ({ many }) => ({ comments: many(comments) }));\nexport const b = relations(comments, ({ one }) => ({ post: one(posts, { fields: [comments.postId], references: [posts.id] }) }));', "src/probe.ts": 'import { comments } from "./schema.js";\nprobe(comments);' }, "comments: postId ⇢ posts, post → posts"],
    ["what a repository returns", { "src/user.ts": USER, "src/probe.ts": 'import { DataSource } from "typeorm";\nimport { User } from "./user.js";\nasync function f(source: DataSource) { probe(await source.getRepository(User).findOneBy({ id: 1 })); }' }, "User: id"],
    ["a repository class over the library's", { "src/user.ts": USER, "src/probe.ts": 'import { Repository } from "typeorm";\nimport { User } from "./user.js";\nclass UserRepo extends Repository<User> {}\nfunction f(repo: UserRepo) { probe(repo); }' }, "User: id"],
    ["a repository class over a generic base", { "src/user.ts": USER, "src/base.ts": 'import { Repository } from "typeorm";\nexport abstract class BaseRepo<K, T> { protected readonly other: Repository<T>; constructor(protected readonly repo: Repository<T>) {} }\nexport abstract class Middle<E> extends BaseRepo<string, E> {}', "src/probe.ts": 'import { Middle } from "./base.js";\nimport { User } from "./user.js";\nclass UserRepo extends Middle<User> { async f() { probe(await this.repo.findOneBy({ id: 1 })); } }' }, "User: id"],
    ["what a query for a defined entity returns", { "src/probe.ts": 'import { defineEntity, EntityManager } from "@mikro-orm/core";\nconst Book = defineEntity({ name: "Book", properties: (p) => ({ id: p.integer() }) });\nasync function f(em: EntityManager) { probe(await em.findOne(Book, 1)); }' }, "Book: id"],
  ])("%s", (_, files, expected) => {
    expect(getProbed(files)).toBe(expected);
  });

  test.each([
    ["a plain class", "class Task { id: number; }\nprobe(Task);"],
    ["a function of a library's name from elsewhere", 'import { pgTable } from "./own.js";\nconst posts = pgTable("posts", {});\nprobe(posts);'],
    ["a value that nobody knows", "probe(someone);"],
  ])("%s is none", (_, code) => {
    expect(getProbed({ "src/probe.ts": code })).toBe("none");
  });

  test("classes that are written over each other end", () => {
    expect(getProbed({ "src/probe.ts": "class A extends B.class {}\nclass B extends A.class {}\nprobe(A);" })).toBe("none");
  });

  test("entities that lead to each other end", () => {
    const code = 'import { Entity, ManyToOne, OneToMany } from "typeorm";\n@Entity()\nclass A { @OneToMany(() => B, (b) => b.a) list: B[]; }\n@Entity()\nclass B { @ManyToOne(() => A) a: A; }\nprobe(A);';
    expect(getProbed({ "src/probe.ts": code })).toBe("A: list ⇉ B");
  });
});

describe("a schema file", () => {
  const SCHEMA = `generator client {
  provider = "prisma-client" // output = "../no"
}
/* model Gone { id Int } */
/// A person.
model User {
  id    Int    @id @default(autoincrement())
  email String @unique @default("a // b } c")
  posts Post[] @relation("author")
  // old Post[]
}

model Post {
  id       Int   @id
  authorId Int
  author   User? @relation(
    "author",
    fields: [authorId],
    references: [id]
  )
  kind Kind
  @@index([authorId])
}
enum Kind { A B }
`;
  const find = (name: string, files: Files = { "package.json": "{}", "prisma/schema.prisma": SCHEMA }): Entity | undefined => {
    const { project, facts, getModule } = openProject({ ...files, "src/probe.ts": "export {};" }, "src/probe.ts");
    return findSchemaEntity({ project, facts }, name, getModule("src/probe.ts").path);
  };

  test("says what a model's fields are, comments and several lines aside", () => {
    expect(describeEntity(find("User"))).toBe("User: id, email, posts ⇉ Post");
    expect(describeEntity(find("post"))).toBe("Post: id, authorId ⇢ User, author → User, kind");
    expect(find("User")?.declaration).toMatchObject({ kind: "schema", line: 6 });
  });

  test("can be several files", () => {
    const files = { "package.json": "{}", "prisma/schema/user.prisma": "model User {\n  id Int\n  posts Post[]\n}\n", "prisma/schema/post.prisma": "model Post {\n  id Int\n}\n" };
    expect(describeEntity(find("User", files))).toBe("User: id, posts ⇉ Post");
  });

  test("that is not there has no models", () => {
    expect(find("User", { "package.json": "{}" })).toBeUndefined();
    expect(find("Gone")).toBeUndefined();
  });
});
