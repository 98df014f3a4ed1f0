import rule from "../../rules/no-entity-access-after-commit.js";
import { createRuleTester } from "../support/rule-tester.js";

const mikroData = { library: "MikroORM" };
const sequelizeData = { library: "Sequelize" };
const typeormData = { library: "TypeORM" };

const mikro = `import { Entity, ManyToOne, MikroORM, PrimaryKey, Property } from "@mikro-orm/postgresql";
@Entity()
class Author {
  @PrimaryKey() id!: number;
  @Property() name!: string;
}
@Entity()
class Book {
  @PrimaryKey() id!: number;
  @Property() title!: string;
  @ManyToOne(() => Author) author!: Author;
  @ManyToOne(() => Author, { eager: true }) editor!: Author;
}
const orm = await MikroORM.init({});`;
const sequelize = `import { Model, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://db");
class Author extends Model {}
class Book extends Model {}`;
const typeorm = `import { Column, DataSource, Entity, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
@Entity()
class Author {
  @PrimaryGeneratedColumn() id!: number;
  @Column() name!: string;
}
@Entity()
class Book {
  @PrimaryGeneratedColumn() id!: number;
  @Column() title!: string;
  @ManyToOne(() => Author) author!: Promise<Author>;
  @ManyToOne(() => Author) editor!: Author;
}
const dataSource = new DataSource({ type: "postgres" });`;

createRuleTester().run("no-entity-access-after-commit: after a rollback", rule, {
  valid: [
    {
      name: "the second attempt is a new entity in a new unit of work",
      code: `${mikro}
export async function importBook(title: string) {
  const em = orm.em.fork();
  await em.begin();
  try {
    const book = em.create(Book, { title });
    await em.persistAndFlush(book);
    await em.commit();
  } catch {
    await em.rollback();
    const retry = orm.em.fork();
    const again = retry.create(Book, { title });
    await retry.persistAndFlush(again);
  }
}`,
    },
    {
      name: "an entity that was loaded, not made, keeps its row",
      code: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  try {
    await book.update({ title }, { transaction });
    await transaction.commit();
  } catch {
    await transaction.rollback();
    await book.save();
  }
}`,
    },
    {
      name: "after a commit, saving is an ordinary update",
      code: `${sequelize}
export async function create(title: string) {
  const book = await sequelize.transaction((transaction) => Book.create({ title }, { transaction }));
  book.title = title.trim();
  await book.save();
}`,
    },
    {
      name: "the path that saves again never rolled back",
      code: `${sequelize}
export async function create(title: string, isDraft: boolean) {
  const transaction = await sequelize.transaction();
  const book = Book.build({ title });
  await book.save({ transaction });
  if (isDraft) {
    await transaction.rollback();
    return;
  }
  await transaction.commit();
  await book.save();
}`,
    },
    {
      name: "TypeORM asks the database first, and inserts again",
      code: `${typeorm}
export async function create(title: string) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  const book = queryRunner.manager.create(Book, { title });
  try {
    await queryRunner.manager.save(book);
    await queryRunner.commitTransaction();
  } catch {
    await queryRunner.rollbackTransaction();
    await queryRunner.manager.save(book);
  } finally {
    await queryRunner.release();
  }
}`,
    },
    {
      name: "an instance that was built for another transaction",
      code: `${sequelize}
export async function create(title: string) {
  const transaction = await sequelize.transaction();
  await transaction.rollback();
  const book = Book.build({ title });
  await book.save();
}`,
    },
    {
      name: "a rollback in finally that a flag keeps from a committed transaction",
      code: `${sequelize}
export async function create(title: string) {
  const transaction = await sequelize.transaction();
  const book = Book.build({ title });
  let isDone = false;
  try {
    await book.save({ transaction });
    await transaction.commit();
    isDone = true;
  } finally {
    if (!isDone) await transaction.rollback();
  }
  return book;
}`,
    },
    {
      name: "a class that nobody can resolve",
      code: `import { Model } from "./model.js";
import { sequelize } from "./db.js";
class Book extends Model {}
export async function create(title: string) {
  const transaction = await sequelize.transaction();
  const book = Book.build({ title });
  await book.save({ transaction });
  await transaction.rollback();
  await book.save();
}`,
    },
    {
      name: "a test",
      filename: "test/create.ts",
      code: `${sequelize}
export async function create(title: string) {
  const transaction = await sequelize.transaction();
  const book = Book.build({ title });
  await book.save({ transaction });
  await transaction.rollback();
  await book.save();
}`,
    },
    {
      name: "a fresh query after the rollback of a callback",
      code: `${mikro}
export async function findOrCreate(title: string) {
  const em = orm.em.fork();
  try {
    return await em.transactional(async (tx) => {
      const book = tx.create(Book, { title });
      await tx.flush();
      return book;
    });
  } catch {
    return await em.fork().findOneOrFail(Book, { title });
  }
}`,
    },
  ],
  invalid: [
    {
      name: "Sequelize: saved again after the rollback",
      code: `${sequelize}
export async function create(title: string) {
  const transaction = await sequelize.transaction();
  const book = Book.build({ title });
  try {
    await book.save({ transaction });
    await transaction.commit();
  } catch {
    await transaction.rollback();
    await book.save();
  }
}`,
      output: null,
      errors: [{ messageId: "lostWrite", data: { ...sequelizeData, fn: "create", entity: "book" }, line: 13, column: 11, endLine: 13, endColumn: 22 }],
    },
    {
      name: "Sequelize: made with create()",
      code: `${sequelize}
export async function create(title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.create({ title }, { transaction });
  await transaction.rollback();
  await book.update({ title: title.trim() });
}`,
      output: null,
      errors: [{ messageId: "lostWrite", data: { ...sequelizeData, fn: "create", entity: "book" }, line: 9, column: 9, endLine: 9, endColumn: 45 }],
    },
    {
      name: "Sequelize: by early return",
      code: `${sequelize}
export async function create(title: string, isDraft: boolean) {
  const transaction = await sequelize.transaction();
  const book = Book.build({ title });
  await book.save({ transaction });
  if (isDraft) {
    await transaction.rollback();
    await book.save();
    return;
  }
  await transaction.commit();
}`,
      output: null,
      errors: [{ messageId: "lostWrite", data: { ...sequelizeData, fn: "create", entity: "book" }, line: 11, column: 11, endLine: 11, endColumn: 22 }],
    },
    {
      name: "MikroORM: persisted again after the rollback",
      code: `${mikro}
export async function importBook(title: string) {
  const em = orm.em.fork();
  const book = em.create(Book, { title });
  await em.begin();
  try {
    await em.persistAndFlush(book);
    await em.commit();
  } catch {
    await em.rollback();
    await em.persistAndFlush(book);
  }
}`,
      output: null,
      errors: [{ messageId: "lostWrite", data: { ...mikroData, fn: "importBook", entity: "book" }, line: 24, column: 11, endLine: 24, endColumn: 35 }],
    },
    {
      name: "MikroORM: returned after its callback failed",
      code: `${mikro}
export async function create(title: string) {
  const em = orm.em.fork();
  let book: Book | undefined;
  try {
    await em.transactional(async (tx) => {
      book = tx.create(Book, { title });
      await tx.flush();
    });
  } catch {
    return book;
  }
}`,
      output: null,
      errors: [{ messageId: "lostEntity", data: { ...mikroData, fn: "create", entity: "book" }, line: 24, column: 12, endLine: 24, endColumn: 16 }],
    },
  ],
});

createRuleTester().run("no-entity-access-after-commit: after clear()", rule, {
  valid: [
    {
      name: "changed before the clear",
      code: `${mikro}
export async function retitle(id: number) {
  const em = orm.em.fork();
  const book = await em.findOneOrFail(Book, id);
  book.title = "Untitled";
  await em.flush();
  em.clear();
}`,
    },
    {
      name: "loaded again",
      code: `${mikro}
export async function retitle(id: number) {
  const em = orm.em.fork();
  let book = await em.findOneOrFail(Book, id);
  em.clear();
  book = await em.findOneOrFail(Book, id);
  book.title = "Untitled";
  await em.flush();
}`,
    },
    {
      name: "another unit of work was cleared",
      code: `${mikro}
export async function retitle(id: number) {
  const em = orm.em.fork();
  const other = orm.em.fork();
  const book = await em.findOneOrFail(Book, id);
  other.clear();
  book.title = "Untitled";
  await em.flush();
}`,
    },
    {
      name: "reading after the clear loses nothing",
      code: `${mikro}
export async function print(id: number) {
  const em = orm.em.fork();
  const book = await em.findOneOrFail(Book, id);
  em.clear();
  console.log(book.title);
}`,
    },
    {
      name: "cleared in a branch that has left",
      code: `${mikro}
export async function retitle(id: number, isDry: boolean) {
  const em = orm.em.fork();
  const book = await em.findOneOrFail(Book, id);
  if (isDry) {
    em.clear();
    return;
  }
  book.title = "Untitled";
  await em.flush();
}`,
    },
    {
      name: "a map that is cleared",
      code: `export function reset(cache: Map<string, { title: string }>) {
  const book = cache.get("book");
  cache.clear();
  if (book) book.title = "Untitled";
}`,
    },
  ],
  invalid: [
    {
      name: "changed after the clear",
      code: `${mikro}
export async function retitle(id: number) {
  const em = orm.em.fork();
  const book = await em.findOneOrFail(Book, id);
  em.clear();
  book.title = "Untitled";
  await em.flush();
}`,
      output: null,
      errors: [{ messageId: "detachedChange", data: { ...mikroData, fn: "retitle", entity: "book" }, line: 19, column: 3, endLine: 19, endColumn: 13 }],
    },
    {
      name: "an element of a cleared batch, and not one of the next",
      code: `${mikro}
export async function retitle() {
  const em = orm.em.fork();
  const batch = await em.find(Book, {});
  em.clear();
  batch[0].title = "First";
  const next = await em.find(Book, {});
  next[0].title = "Second";
  await em.flush();
}`,
      output: null,
      errors: [{ messageId: "detachedChange", data: { ...mikroData, fn: "retitle", entity: "batch" }, line: 19, column: 3, endLine: 19, endColumn: 17 }],
    },
    {
      name: "in a loop over the cleared batch, on an injected em",
      code: `${mikro}
import type { EntityManager } from "@mikro-orm/core";
export class Shelf {
  constructor(private readonly em: EntityManager) {}
  async retitle() {
    const books = await this.em.find(Book, {});
    this.em.clear();
    for (const book of books) {
      book.title = "Untitled";
    }
    await this.em.flush();
  }
}`,
      output: null,
      errors: [{ messageId: "detachedChange", data: { ...mikroData, fn: "Shelf.retitle", entity: "book" }, line: 22, column: 7, endLine: 22, endColumn: 17 }],
    },
  ],
});

createRuleTester().run("no-entity-access-after-commit: unloaded relations", rule, {
  valid: [
    {
      name: "MikroORM: populated",
      code: `${mikro}
export async function print(id: number) {
  const book = await orm.em.fork().transactional((tx) => tx.findOneOrFail(Book, id, { populate: ["author"] }));
  return book.author.name;
}`,
    },
    {
      name: "MikroORM: a stub has its key, and an eager relation is there",
      code: `${mikro}
export async function print(id: number) {
  const book = await orm.em.fork().transactional((tx) => tx.findOneOrFail(Book, id));
  return [book.author.id, book.author, book.editor.name];
}`,
    },
    {
      name: "MikroORM: populated by options that nobody can read",
      code: `${mikro}
import { populate } from "./populate.js";
export async function print(id: number) {
  const book = await orm.em.fork().transactional((tx) => tx.findOneOrFail(Book, id, { populate }));
  return book.author.name;
}`,
    },
    {
      name: "MikroORM: the unit of work goes on",
      code: `${mikro}
export async function print(id: number) {
  const em = orm.em.fork();
  const book = await em.findOneOrFail(Book, id);
  return book.author.name;
}`,
    },
    {
      name: "TypeORM: awaited inside, loaded with it, or not lazy",
      code: `${typeorm}
export async function print(id: number) {
  const [book, name] = await dataSource.transaction(async (manager) => {
    const found = await manager.findOneByOrFail(Book, { id });
    return [found, (await found.author).name] as const;
  });
  const loaded = await dataSource.transaction((manager) => manager.findOneOrFail(Book, { where: { id }, relations: { author: true } }));
  return [name, book.editor, await loaded.author];
}`,
    },
    {
      name: "Sequelize: inside, with the transaction",
      code: `${sequelize}
export async function list(id: number) {
  const transaction = await sequelize.transaction();
  const author = await Author.findByPk(id, { transaction });
  const books = await author.getBooks({ transaction });
  await transaction.commit();
  return books;
}`,
    },
    {
      name: "Sequelize: a new transaction, or options that nobody can read",
      code: `${sequelize}
import { options } from "./options.js";
export async function list(id: number) {
  const transaction = await sequelize.transaction();
  const author = await Author.findByPk(id, { transaction });
  await transaction.commit();
  return [await author.getBooks(options), await sequelize.transaction((t) => author.getBooks({ transaction: t }))];
}`,
    },
    {
      name: "Sequelize: getters of columns, and the class's own",
      code: `${sequelize}
class Shelf extends Model {
  getLabel() {
    return "A";
  }
}
export async function print(id: number) {
  const shelf = await sequelize.transaction((transaction) => Shelf.findByPk(id, { transaction }));
  return [shelf.getDataValue("row"), shelf.get("row"), shelf.getLabel()];
}`,
    },
    {
      name: "Sequelize: a query is no getter",
      code: `${sequelize}
export async function list(id: number) {
  const transaction = await sequelize.transaction();
  const author = await Author.findByPk(id, { transaction });
  await transaction.commit();
  return await Book.findAll({ where: { authorId: id } });
}`,
    },
  ],
  invalid: [
    {
      name: "MikroORM: the stub's name is undefined",
      code: `${mikro}
export async function print(id: number) {
  const book = await orm.em.fork().transactional((tx) => tx.findOneOrFail(Book, id));
  return book.author.name;
}`,
      output: null,
      errors: [{ messageId: "stubRead", data: { ...mikroData, entity: "book", relation: "author", text: "book.author.name" }, line: 17, column: 10, endLine: 17, endColumn: 26 }],
    },
    {
      name: "TypeORM: a lazy relation after the callback",
      code: `${typeorm}
export async function print(id: number) {
  const book = await dataSource.transaction((manager) => manager.findOneByOrFail(Book, { id }));
  return (await book.author).name;
}`,
      output: null,
      errors: [{ messageId: "lazyQuery", data: { ...typeormData, entity: "book", relation: "author" }, line: 17, column: 17, endLine: 17, endColumn: 28 }],
    },
    {
      name: "TypeORM: after the release in finally",
      code: `${typeorm}
export async function print(id: number) {
  const queryRunner = dataSource.createQueryRunner();
  let book: Book;
  try {
    await queryRunner.startTransaction();
    book = await queryRunner.manager.findOneByOrFail(Book, { id });
    await queryRunner.commitTransaction();
  } finally {
    await queryRunner.release();
  }
  return await book.author;
}`,
      output: null,
      errors: [{ messageId: "lazyQuery", data: { ...typeormData, entity: "book", relation: "author" }, line: 25, column: 16, endLine: 25, endColumn: 27 }],
    },
    {
      name: "Sequelize: a getter after the commit",
      code: `${sequelize}
export async function list(id: number) {
  const transaction = await sequelize.transaction();
  const author = await Author.findByPk(id, { transaction });
  await transaction.commit();
  return await author.getBooks();
}`,
      output: null,
      errors: [{ messageId: "getterQuery", data: { ...sequelizeData, text: "author.getBooks" }, line: 9, column: 16, endLine: 9, endColumn: 31 }],
    },
    {
      name: "Sequelize: after a managed transaction, with other options",
      code: `${sequelize}
export async function list(id: number) {
  const author = await sequelize.transaction((t) => Author.findByPk(id, { transaction: t }));
  return await author?.countBooks({ where: { open: true } });
}`,
      output: null,
      errors: [{ messageId: "getterQuery", data: { ...sequelizeData, text: "author.countBooks" }, line: 7, column: 16, endLine: 7, endColumn: 34 }],
    },
  ],
});

const origin = [{ discipline: "origin" }];

createRuleTester({
  "src/notify.ts": `import { Model } from "sequelize";
class Book extends Model {}
export async function notify(book: Book) {
  console.log(book);
}
export async function notifyFresh(book: Book) {
  await book.reload();
  console.log(book);
}`,
}).run("no-entity-access-after-commit: the strict discipline", rule, {
  valid: [
    {
      name: "reading a column after the commit never fails: not asked by default",
      code: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  await transaction.commit();
  console.log(book.title);
}`,
    },
    {
      name: "taken before the commit",
      options: origin,
      code: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  const bookTitle = book.title;
  await transaction.commit();
  console.log(bookTitle);
}`,
    },
    {
      name: "refreshed after the commit, here or by a helper",
      filename: "src/rename.ts",
      options: origin,
      code: `${sequelize}
import { notifyFresh } from "./notify.js";
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  const other = await Book.findOne({ transaction });
  await book.update({ title }, { transaction });
  await transaction.commit();
  await book.reload();
  console.log(book.title);
  await notifyFresh(other);
}`,
    },
    {
      name: "returning the entity is another rule's question",
      options: origin,
      code: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  await transaction.commit();
  return book;
}`,
    },
    {
      name: "exclusive branches",
      options: origin,
      code: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  if (book.title === title) {
    await transaction.rollback();
    throw new Error(\`\${book.title} already\`);
  }
  await book.update({ title }, { transaction });
  await transaction.commit();
}`,
    },
    {
      name: "DTOs and plain rows",
      options: origin,
      code: `import { PrismaClient } from "@prisma/client";
import { drizzle } from "drizzle-orm/node-postgres";
import createKnex from "knex";
const prisma = new PrismaClient();
const db = drizzle(url);
const knex = createKnex({});
export async function rename(id: number, title: string) {
  const book = await prisma.$transaction((tx) => tx.book.update({ where: { id }, data: { title } }));
  const [row] = await db.transaction((tx) => tx.update(books).set({ title }).returning());
  const old = await knex.transaction((trx) => trx("books").where({ id }).first());
  console.log(book.title, { ...row }, \`\${old.title}\`);
}`,
    },
    {
      name: "a value made of the entity",
      options: origin,
      code: `${typeorm}
export async function rename(id: number, title: string) {
  const renamed = await dataSource.transaction(async (manager) => {
    const book = await manager.findOneByOrFail(Book, { id });
    book.title = title;
    await manager.save(book);
    return { id: book.id, title: book.title };
  });
  console.log(renamed.title);
}`,
    },
    {
      name: "tested, compared, counted",
      options: origin,
      code: `${sequelize}
export async function count(id: number) {
  const transaction = await sequelize.transaction();
  const books = await Book.findAll({ transaction });
  const book = await Book.findByPk(id, { transaction });
  await transaction.commit();
  if (!book) throw new Error("none");
  return books.length;
}`,
    },
    {
      name: "a flush with no transaction open is not this rule's commit",
      options: origin,
      code: `${mikro}
export async function rename(id: number, title: string) {
  const em = orm.em.fork();
  const book = await em.findOneOrFail(Book, id);
  book.title = title;
  await em.flush();
  console.log(book.title);
}`,
    },
  ],
  invalid: [
    {
      name: "TypeORM: the value is taken before the commit",
      options: origin,
      code: `${typeorm}
export async function rename(id: number, title: string) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  const book = await queryRunner.manager.findOneByOrFail(Book, { id });
  book.title = title;
  await queryRunner.manager.save(book);
  // From here on others see it.
  await queryRunner.commitTransaction();
  // Tell the log.
  console.log(\`renamed \${book.title}\`); // for good
}`,
      output: `${typeorm}
export async function rename(id: number, title: string) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  const book = await queryRunner.manager.findOneByOrFail(Book, { id });
  book.title = title;
  await queryRunner.manager.save(book);
  // From here on others see it.
  const bookTitle = book.title;
  await queryRunner.commitTransaction();
  // Tell the log.
  console.log(\`renamed \${bookTitle}\`); // for good
}`,
      errors: [{ messageId: "staleRead", data: { ...typeormData, fn: "rename", text: "book.title" }, line: 24, column: 26, endLine: 24, endColumn: 36 }],
    },
    {
      name: "the name is taken: no fix",
      options: origin,
      code: `${typeorm}
export async function rename(id: number, bookTitle: string) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  const book = await queryRunner.manager.findOneByOrFail(Book, { id });
  book.title = bookTitle;
  await queryRunner.manager.save(book);
  await queryRunner.commitTransaction();
  console.log(book.title);
}`,
      output: null,
      errors: [{ messageId: "staleRead", data: { ...typeormData, fn: "rename", text: "book.title" }, line: 22, column: 15, endLine: 22, endColumn: 25 }],
    },
    {
      name: "something in between touches the entity: no fix, and one report on a path",
      options: origin,
      code: `${typeorm}
export async function rename(id: number, title: string) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  const book = await queryRunner.manager.findOneByOrFail(Book, { id });
  await queryRunner.commitTransaction();
  book.title = title;
  console.log(book.title);
  console.log(book.id);
}`,
      output: null,
      errors: [{ messageId: "staleRead", data: { ...typeormData, fn: "rename", text: "book.title" }, line: 21, column: 15, endLine: 21, endColumn: 25 }],
    },
    {
      name: "a read that only one path makes: no fix",
      options: origin,
      code: `${typeorm}
export async function rename(id: number, isLoud: boolean) {
  const queryRunner = dataSource.createQueryRunner();
  await queryRunner.startTransaction();
  const book = await queryRunner.manager.findOneByOrFail(Book, { id });
  await queryRunner.commitTransaction();
  if (isLoud) {
    console.log(book.title);
  }
}`,
      output: null,
      errors: [{ messageId: "staleRead", data: { ...typeormData, fn: "rename", text: "book.title" }, line: 21, column: 17, endLine: 21, endColumn: 27 }],
    },
    {
      name: "Sequelize: the fix takes the value, the suggestion reloads",
      options: origin,
      code: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  await transaction.commit();
  console.log(book.title);
}`,
      output: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  const bookTitle = book.title;
  await transaction.commit();
  console.log(bookTitle);
}`,
      errors: [
        {
          messageId: "staleRead", data: { ...sequelizeData, fn: "rename", text: "book.title" }, line: 10, column: 15, endLine: 10, endColumn: 25,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "book" }, output: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  await transaction.commit();
  await book.reload();
  console.log(book.title);
}` }],
        },
      ],
    },
    {
      name: "Sequelize: destructuring, spread, an argument of a call, an element",
      options: origin,
      code: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const one = await Book.findByPk(id, { transaction });
  const two = await Book.findByPk(id + 1, { transaction });
  const three = await Book.findByPk(id + 2, { transaction });
  const all = await Book.findAll({ transaction });
  await transaction.commit();
  const { id: key } = one;
  const copy = { ...two };
  console.log("renamed", { three });
  all.forEach((book) => console.log(book.title));
}`,
      output: null,
      errors: [
        {
          messageId: "staleRead", data: { ...sequelizeData, fn: "rename", text: "one" }, line: 12, column: 23, endLine: 12, endColumn: 26,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "one" }, output: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const one = await Book.findByPk(id, { transaction });
  const two = await Book.findByPk(id + 1, { transaction });
  const three = await Book.findByPk(id + 2, { transaction });
  const all = await Book.findAll({ transaction });
  await transaction.commit();
  await one.reload();
  const { id: key } = one;
  const copy = { ...two };
  console.log("renamed", { three });
  all.forEach((book) => console.log(book.title));
}` }],
        },
        {
          messageId: "staleRead", data: { ...sequelizeData, fn: "rename", text: "two" }, line: 13, column: 21, endLine: 13, endColumn: 24,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "two" }, output: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const one = await Book.findByPk(id, { transaction });
  const two = await Book.findByPk(id + 1, { transaction });
  const three = await Book.findByPk(id + 2, { transaction });
  const all = await Book.findAll({ transaction });
  await transaction.commit();
  const { id: key } = one;
  await two.reload();
  const copy = { ...two };
  console.log("renamed", { three });
  all.forEach((book) => console.log(book.title));
}` }],
        },
        {
          messageId: "staleRead", data: { ...sequelizeData, fn: "rename", text: "three" }, line: 14, column: 28, endLine: 14, endColumn: 33,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "three" }, output: `${sequelize}
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const one = await Book.findByPk(id, { transaction });
  const two = await Book.findByPk(id + 1, { transaction });
  const three = await Book.findByPk(id + 2, { transaction });
  const all = await Book.findAll({ transaction });
  await transaction.commit();
  const { id: key } = one;
  const copy = { ...two };
  await three.reload();
  console.log("renamed", { three });
  all.forEach((book) => console.log(book.title));
}` }],
        },
        { messageId: "staleRead", data: { ...sequelizeData, fn: "rename", text: "book.title" }, line: 15, column: 37, endLine: 15, endColumn: 47 },
      ],
    },
    {
      name: "handed to a helper of another file that does not refresh",
      filename: "src/rename.ts",
      options: origin,
      code: `${sequelize}
import { notify } from "./notify.js";
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  await transaction.commit();
  await notify(book);
}`,
      output: null,
      errors: [
        {
          messageId: "staleRead", data: { ...sequelizeData, fn: "rename", text: "book" }, line: 11, column: 16, endLine: 11, endColumn: 20,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "book" }, output: `${sequelize}
import { notify } from "./notify.js";
export async function rename(id: number, title: string) {
  const transaction = await sequelize.transaction();
  const book = await Book.findByPk(id, { transaction });
  await book.update({ title }, { transaction });
  await transaction.commit();
  await book.reload();
  await notify(book);
}` }],
        },
      ],
    },
    {
      name: "read in a loop, after the commit of a callback",
      options: origin,
      code: `${typeorm}
export async function printAll() {
  const books = await dataSource.transaction((manager) => manager.find(Book));
  for (const book of books) {
    console.log(book.title);
  }
}`,
      output: null,
      errors: [{ messageId: "staleRead", data: { ...typeormData, fn: "printAll", text: "book.title" }, line: 18, column: 17, endLine: 18, endColumn: 27 }],
    },
    {
      name: "MikroORM: the key of a loaded entity may be taken before, its other columns may not",
      options: origin,
      code: `${mikro}
export async function rename(id: number, title: string) {
  const em = orm.em.fork();
  await em.begin();
  const book = await em.findOneOrFail(Book, id);
  const other = await em.findOneOrFail(Book, id + 1);
  book.title = title;
  await em.commit();
  console.log(book.id);
  console.log(other.title);
}`,
      output: `${mikro}
export async function rename(id: number, title: string) {
  const em = orm.em.fork();
  await em.begin();
  const book = await em.findOneOrFail(Book, id);
  const other = await em.findOneOrFail(Book, id + 1);
  book.title = title;
  const bookId = book.id;
  await em.commit();
  console.log(bookId);
  console.log(other.title);
}`,
      errors: [
        {
          messageId: "staleRead", data: { ...mikroData, fn: "rename", text: "book.id" }, line: 22, column: 15, endLine: 22, endColumn: 22,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "book" }, output: `${mikro}
export async function rename(id: number, title: string) {
  const em = orm.em.fork();
  await em.begin();
  const book = await em.findOneOrFail(Book, id);
  const other = await em.findOneOrFail(Book, id + 1);
  book.title = title;
  await em.commit();
  await em.refresh(book);
  console.log(book.id);
  console.log(other.title);
}` }],
        },
        {
          messageId: "staleRead", data: { ...mikroData, fn: "rename", text: "other.title" }, line: 23, column: 15, endLine: 23, endColumn: 26,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "other" }, output: `${mikro}
export async function rename(id: number, title: string) {
  const em = orm.em.fork();
  await em.begin();
  const book = await em.findOneOrFail(Book, id);
  const other = await em.findOneOrFail(Book, id + 1);
  book.title = title;
  await em.commit();
  console.log(book.id);
  await em.refresh(other);
  console.log(other.title);
}` }],
        },
      ],
    },
    {
      name: "MikroORM: the commit makes the key of a new entity, no fix",
      options: origin,
      code: `${mikro}
export async function create(title: string) {
  const em = orm.em.fork();
  await em.begin();
  const book = em.create(Book, { title });
  await em.commit();
  console.log(book.id);
}`,
      output: null,
      errors: [
        {
          messageId: "staleRead", data: { ...mikroData, fn: "create", text: "book.id" }, line: 20, column: 15, endLine: 20, endColumn: 22,
          suggestions: [{ messageId: "insertRefresh", data: { entity: "book" }, output: `${mikro}
export async function create(title: string) {
  const em = orm.em.fork();
  await em.begin();
  const book = em.create(Book, { title });
  await em.commit();
  await em.refresh(book);
  console.log(book.id);
}` }],
        },
      ],
    },
  ],
});
