import rule from "../../rules/require-flush-before-id.js";
import { createRuleTester } from "../support/rule-tester.js";

const mikro = `import { Entity, ManyToOne, MikroORM, PrimaryKey, Property, defineEntity, p } from "@mikro-orm/postgresql";
import { randomUUID } from "node:crypto";
@Entity()
class Author {
  @PrimaryKey() id!: number;
  @Property() name!: string;
}
@Entity()
class Book {
  @PrimaryKey({ type: "integer" }) id!: number;
  @Property() title!: string;
  @ManyToOne(() => Author) author!: Author;
}
@Entity()
class Coupon {
  @PrimaryKey({ type: "uuid", onCreate: () => randomUUID() }) id!: string;
}
@Entity()
class Token {
  @PrimaryKey({ type: "uuid" }) id: string = randomUUID();
}
@Entity()
class Country {
  @PrimaryKey({ autoincrement: false }) id!: number;
}
@Entity()
class Member {
  @PrimaryKey() orgId!: number;
  @PrimaryKey() userId!: number;
}
@Entity()
class Order {
  @PrimaryKey() id!: number;
  constructor() {
    this.id = nextId();
  }
}
const Tag = defineEntity({ name: "Tag", properties: { id: p.integer().primary(), label: p.string() } });
const Label = defineEntity({ name: "Label", properties: { id: p.uuid().primary().onCreate(() => randomUUID()), label: p.string() } });
const orm = await MikroORM.init({});`;
const typeorm = `import { BaseEntity, Column, DataSource, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Repository } from "typeorm";
import { randomUUID } from "node:crypto";
@Entity()
class Author {
  @PrimaryGeneratedColumn() id!: number;
  @Column() name!: string;
}
@Entity()
class Book extends BaseEntity {
  @PrimaryGeneratedColumn("uuid") bookId!: string;
  @Column() title!: string;
  @ManyToOne(() => Author) author!: Author;
}
@Entity()
class Token {
  @PrimaryColumn() id!: string;
}
@Entity()
class Coupon {
  @PrimaryGeneratedColumn("uuid") id: string = randomUUID();
}
const dataSource = new DataSource({ type: "postgres" });`;
const sequelize = `import { DataTypes, Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Author extends Model { declare id: number; }
class Token extends Model { declare id: string; }
class Thing extends Model { declare id: string; }
const id = { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true } as const;
Author.init({ id, name: DataTypes.TEXT }, { sequelize });
Token.init({ id: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4, primaryKey: true } }, { sequelize });`;

const mikroData = { entity: "book", key: "id", library: "MikroORM", value: "undefined" };

createRuleTester().run("require-flush-before-id: MikroORM", rule, {
  valid: [
    {
      name: "after a flush",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  await em.flush();
  return { bookId: book.id };
}`,
    },
    {
      name: "after persistAndFlush",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  const book = new Book();
  await em.persistAndFlush(book);
  return book.id;
}`,
    },
    {
      name: "after a commit, which flushes",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  await em.begin();
  const book = em.create(Book, { title });
  await em.commit();
  return book.id;
}`,
    },
    {
      name: "after its transaction",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  await em.transactional(async (tx) => { tx.persist(book); });
  return book.id;
}`,
    },
    {
      name: "the entity itself as a relation, before it has a key",
      code: `${mikro}
export async function add(title: string, name: string) {
  const em = orm.em.fork();
  const author = em.create(Author, { name });
  const book = em.create(Book, { title, author });
  em.persist([author, book]);
  await em.flush();
  return book.id;
}`,
    },
    {
      name: "a relation by key: what it points to is there",
      code: `${mikro}
export async function add(title: string, authorId: number) {
  const em = orm.em.fork();
  const author = em.getReference(Author, authorId);
  const book = em.create(Book, { title, author });
  const link = author.id;
  await em.flush();
  return link;
}`,
    },
    {
      name: "keys that the code makes: an initialiser, onCreate",
      code: `${mikro}
export async function add() {
  const em = orm.em.fork();
  const token = new Token();
  const coupon = em.create(Coupon, {});
  const label = em.create(Label, { label: "a" });
  const order = new Order();
  em.persist([token, coupon, order]);
  const ids = [token.id, coupon.id, label.id, order.id];
  await em.flush();
  return ids;
}`,
    },
    {
      name: "a key that is not numbered, and a key of two columns",
      code: `${mikro}
export async function add() {
  const em = orm.em.fork();
  const country = em.create(Country, {});
  const member = em.create(Member, {});
  const ids = [country.id, member.orgId];
  await em.flush();
  return ids;
}`,
    },
    {
      name: "the literal has the key, or may have it",
      code: `${mikro}
export async function add(id: number, values: object, key: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { id, title: "a" });
  const copy = em.create(Book, { ...values });
  const other = em.create(Book, values);
  const dynamic = em.create(Book, { [key]: 1 });
  const ids = [book.id, copy.id, other.id, dynamic.id];
  await em.flush();
  return ids;
}`,
    },
    {
      name: "the key is assigned, or given by somebody else",
      code: `${mikro}
export async function add(id: number, fill: (book: Book) => void) {
  const em = orm.em.fork();
  const book = em.create(Book, { title: "a" });
  book.id = id;
  const other = em.create(Book, { title: "a" });
  fill(other);
  const copy = em.create(Book, { title: "a" });
  Object.assign(copy, { id });
  const ids = [book.id, other.id, copy.id];
  await em.flush();
  return ids;
}`,
    },
    {
      name: "the code asks whether there is a key",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  if (book.id === undefined) em.persist(book);
  if (!book.id) em.persist(book);
  const known = book.id ?? 0;
  await em.flush();
  return known;
}`,
    },
    {
      name: "something that was awaited may have flushed",
      code: `${mikro}
export async function add(title: string, save: () => Promise<void>) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  await save();
  return book.id;
}`,
    },
    {
      name: "a flush in a callee",
      code: `${mikro}
async function store(em: typeof orm.em) { await em.flush(); }
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  await store(em);
  return book.id;
}`,
    },
    {
      name: "read when the flush is over",
      code: `${mikro}
export function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  return em.flush().then(() => book.id);
}`,
    },
    {
      name: "loaded on one path, made on the other",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  let book = await em.findOne(Book, { title });
  if (!book) {
    book = em.create(Book, { title });
    await em.flush();
  }
  return book.id;
}`,
    },
    {
      name: "loaded on one path, made on the other: depends on the path",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  let book = await em.findOne(Book, { title });
  const isNew = !book;
  if (!book) book = em.create(Book, { title });
  if (!isNew) return book.id;
  await em.flush();
}`,
    },
    {
      name: "an unknown class",
      code: `import { MikroORM } from "@mikro-orm/postgresql";
import { Book } from "./missing.js";
const orm = await MikroORM.init({});
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  const id = book.id;
  await em.flush();
  return id;
}`,
    },
    {
      name: "a base class that cannot be read may make the key",
      code: `import { Entity, MikroORM, PrimaryKey } from "@mikro-orm/postgresql";
import { Base } from "./missing.js";
@Entity()
class Book extends Base { @PrimaryKey() id!: number; }
const orm = await MikroORM.init({});
export function add() {
  const book = new Book();
  return { id: book.id };
}`,
    },
    {
      name: "another column",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  console.log(book.title);
  await em.flush();
}`,
    },
    {
      name: "the key is overwritten by what is loaded",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  let book = em.create(Book, { title });
  book = await em.findOneOrFail(Book, { title });
  return book.id;
}`,
    },
    {
      name: "a test",
      filename: "src/add.test.ts",
      code: `${mikro}
export function add(title: string) {
  const book = orm.em.create(Book, { title });
  return { id: book.id };
}`,
    },
  ],
  invalid: [
    {
      name: "a key in a literal",
      code: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  const entry = { bookId: book.id };
  console.log(book.id);
  await em.flush();
  return entry;
}`,
      errors: [{ messageId: "beforeFlush", data: mikroData, line: 44, column: 27, endLine: 44, endColumn: 34 }],
      output: `${mikro}
export async function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  await em.flush();
  const entry = { bookId: book.id };
  console.log(book.id);
  await em.flush();
  return entry;
}`,
    },
    {
      name: "in a loop: a flush for each round is a suggestion",
      code: `${mikro}
export async function add(titles: string[]) {
  const em = orm.em.fork();
  const ids = [];
  for (const title of titles) {
    const book = new Book();
    book.title = title;
    em.persist(book);
    ids.push(book.id);
  }
  await em.flush();
  return ids;
}`,
      errors: [
        {
          messageId: "beforeFlush",
          data: mikroData,
          line: 48,
          column: 14,
          endLine: 48,
          endColumn: 21,
          suggestions: [
            {
              messageId: "insertFlush",
              output: `${mikro}
export async function add(titles: string[]) {
  const em = orm.em.fork();
  const ids = [];
  for (const title of titles) {
    const book = new Book();
    book.title = title;
    em.persist(book);
    await em.flush();
    ids.push(book.id);
  }
  await em.flush();
  return ids;
}`,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: "of a schema, destructured, after something else was awaited",
      code: `${mikro}
import { hash } from "bcrypt";
export class Tags {
  constructor(private readonly em: typeof orm.em) {}
  async add(label: string) {
    const tag = this.em.create(Tag, { label });
    await hash(label, 8);
    const { id } = tag;
    await this.em.flush();
    return id;
  }
}`,
      errors: [{ messageId: "beforeFlush", data: { ...mikroData, entity: "tag" }, line: 47, column: 13, endLine: 47, endColumn: 15 }],
      output: `${mikro}
import { hash } from "bcrypt";
export class Tags {
  constructor(private readonly em: typeof orm.em) {}
  async add(label: string) {
    const tag = this.em.create(Tag, { label });
    await hash(label, 8);
    await this.em.flush();
    const { id } = tag;
    await this.em.flush();
    return id;
  }
}`,
    },
    {
      name: "no function to wait in, or nobody staged it: no fix",
      code: `${mikro}
export function add(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  return book.id;
}
export async function describe(title: string) {
  const book = new Book();
  book.title = title;
  return \`#\${book.id}\`;
}`,
      errors: [
        { messageId: "beforeFlush", data: mikroData, line: 44, column: 10, endLine: 44, endColumn: 17 },
        { messageId: "beforeFlush", data: mikroData, line: 49, column: 14, endLine: 49, endColumn: 21 },
      ],
      output: null,
    },
    {
      name: "under a condition: no fix",
      code: `${mikro}
export async function add(title: string, isLoud: boolean) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  const id = isLoud ? book.id : 0;
  await em.flush();
  return id;
}`,
      errors: [{ messageId: "beforeFlush", data: mikroData, line: 44, column: 23, endLine: 44, endColumn: 30 }],
      output: null,
    },
    {
      name: "the entity of a relation",
      code: `${mikro}
export async function add(title: string, name: string) {
  const em = orm.em.fork();
  const author = em.create(Author, { name });
  const book = em.create(Book, { title, author });
  console.log(author.id);
  await em.flush();
}`,
      errors: [{ messageId: "beforeFlush", data: { ...mikroData, entity: "author" }, line: 45, column: 15, endLine: 45, endColumn: 24 }],
      output: `${mikro}
export async function add(title: string, name: string) {
  const em = orm.em.fork();
  const author = em.create(Author, { name });
  const book = em.create(Book, { title, author });
  await em.flush();
  console.log(author.id);
  await em.flush();
}`,
    },
  ],
});

createRuleTester().run("require-flush-before-id: TypeORM", rule, {
  valid: [
    {
      name: "saved first",
      code: `${typeorm}
export async function add(name: string) {
  const author = dataSource.manager.create(Author, { name });
  await dataSource.manager.save(author);
  return author.id;
}`,
    },
    {
      name: "saved in a callback, or by an unknown function",
      code: `${typeorm}
export async function add(name: string, run: (work: () => Promise<unknown>) => Promise<void>, store: (author: Author) => void) {
  const author = dataSource.manager.create(Author, { name });
  await run(async () => { await dataSource.manager.save(author); });
  const other = dataSource.manager.create(Author, { name });
  store(other);
  return [author.id, other.id];
}`,
    },
    {
      name: "saved with what refers to it",
      code: `${typeorm}
export async function add(name: string, title: string) {
  const author = dataSource.manager.create(Author, { name });
  const book = dataSource.manager.create(Book, { title, author });
  await dataSource.manager.save(book);
  return author.id;
}`,
    },
    {
      name: "keys that the code makes",
      code: `${typeorm}
export async function add(id: string) {
  const token = dataSource.manager.create(Token, { id });
  const other = new Token();
  const coupon = new Coupon();
  return [token.id, other.id, coupon.id];
}`,
    },
    {
      name: "an active record that was saved",
      code: `${typeorm}
export async function add(title: string) {
  const book = Book.create({ title });
  await book.save();
  return book.bookId;
}`,
    },
    {
      name: "loaded",
      code: `${typeorm}
export async function copy(id: number) {
  const author = await dataSource.manager.findOneByOrFail(Author, { id });
  return author.id;
}`,
    },
  ],
  invalid: [
    {
      name: "the manager's create",
      code: `${typeorm}
export async function add(name: string) {
  const author = dataSource.manager.create(Author, { name });
  console.log(author.id);
  await dataSource.manager.save(author);
}`,
      errors: [{ messageId: "beforeSave", data: { entity: "author", key: "id", library: "TypeORM", value: "undefined" }, line: 25, column: 15, endLine: 25, endColumn: 24 }],
      output: null,
    },
    {
      name: "a repository's create, read by a list's callback",
      code: `${typeorm}
export class Authors {
  constructor(private readonly authors: Repository<Author>) {}
  async add(name: string, titles: string[]) {
    const author = this.authors.create({ name });
    const rows = titles.map((title) => ({ title, authorId: author.id }));
    await this.authors.save(author);
    return rows;
  }
}`,
      errors: [{ messageId: "beforeSave", data: { entity: "author", key: "id", library: "TypeORM", value: "undefined" }, line: 27, column: 60, endLine: 27, endColumn: 69 }],
      output: null,
    },
    {
      name: "an active record",
      code: `${typeorm}
export async function add(title: string) {
  const book = Book.create({ title });
  const link = \`/books/\${book.bookId}\`;
  await book.save();
  return link;
}`,
      errors: [{ messageId: "beforeSave", data: { entity: "book", key: "bookId", library: "TypeORM", value: "undefined" }, line: 25, column: 26, endLine: 25, endColumn: 37 }],
      output: null,
    },
    {
      name: "a new instance",
      code: `${typeorm}
export async function add(name: string) {
  const author = new Author();
  author.name = name;
  await notify(author.id);
}`,
      errors: [{ messageId: "beforeSave", data: { entity: "author", key: "id", library: "TypeORM", value: "undefined" }, line: 26, column: 16, endLine: 26, endColumn: 25 }],
      output: null,
    },
  ],
});

createRuleTester().run("require-flush-before-id: Sequelize and plain rows", rule, {
  valid: [
    {
      name: "saved, or created",
      code: `${sequelize}
export async function add(name: string) {
  const author = Author.build({ name });
  await author.save();
  const other = await Author.create({ name });
  return [author.id, other.id];
}`,
    },
    {
      name: "a key that the code makes, a key that nobody declares",
      code: `${sequelize}
export function add() {
  const token = Token.build({});
  const thing = Thing.build({});
  return [token.id, thing.id];
}`,
    },
    {
      name: "Prisma, Drizzle, Knex, Kysely and pg have no instances",
      code: `import { PrismaClient } from "@prisma/client";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, serial } from "drizzle-orm/pg-core";
import knex from "knex";
import { Kysely } from "kysely";
import { Pool } from "pg";
const prisma = new PrismaClient();
const tasks = pgTable("tasks", { id: serial("id").primaryKey() });
const db = drizzle("");
const k = knex({ client: "pg" });
const kysely = new Kysely<never>({} as never);
export async function add() {
  const a = await prisma.task.create({ data: {} });
  const [b] = await db.insert(tasks).values({}).returning();
  const [c] = await k("tasks").insert({}).returning("*");
  const d = await kysely.insertInto("tasks").values({}).returningAll().executeTakeFirstOrThrow();
  const { rows } = await new Pool().query("INSERT INTO tasks DEFAULT VALUES RETURNING *");
  return [a.id, b.id, c.id, d.id, rows[0].id];
}`,
    },
  ],
  invalid: [
    {
      name: "build",
      code: `${sequelize}
export async function add(name: string) {
  const author = Author.build({ name });
  const label = \`#\${author.id}\`;
  await author.save();
  return label;
}`,
      errors: [{ messageId: "beforeSave", data: { entity: "author", key: "id", library: "Sequelize", value: "null" }, line: 11, column: 21, endLine: 11, endColumn: 30 }],
      output: null,
    },
    {
      name: "a new instance",
      code: `${sequelize}
export async function add(name: string) {
  const author = new Author({ name });
  console.log(author.id);
  await author.save();
}`,
      errors: [{ messageId: "beforeSave", data: { entity: "author", key: "id", library: "Sequelize", value: "null" }, line: 11, column: 15, endLine: 11, endColumn: 24 }],
      output: null,
    },
  ],
});
