import rule from "../../rules/no-side-effects-in-transaction.js";
import { createRuleTester } from "../support/rule-tester.js";

const drizzle = 'import { drizzle } from "drizzle-orm/node-postgres";\nimport { orders } from "./schema.js";\nconst db = drizzle(url);';
const prisma = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();';
const typeorm = 'import { DataSource } from "typeorm";\nclass Order {}\nconst dataSource = new DataSource({ type: "postgres" });';
const sequelize = 'import { Model, Sequelize } from "sequelize";\nconst sequelize = new Sequelize("postgres://db");\nclass Order extends Model {}';
const knex = 'import createKnex from "knex";\nconst knex = createKnex({ client: "pg" });';
const kysely = 'import { Kysely } from "kysely";\nconst db = new Kysely<Shop>({ dialect });';
const pg = 'import { Pool } from "pg";\nconst pool = new Pool();';
const mikro = 'import type { EntityManager } from "@mikro-orm/postgresql";';

createRuleTester().run("no-side-effects-in-transaction: directly", rule, {
  valid: [
    {
      name: "a query that is put together step by step leads to itself by very many ways, and is read once",
      code: `${drizzle}
export async function list(filter: Filter) {
  await db.transaction(async (tx) => {
    let query = tx.select().from(orders).$dynamic();
${Array.from({ length: 16 }, (_, index) => `    if (filter.f${String(index)}) query = query.where(filter.f${String(index)});`).join("\n")}
    await query.limit(1);
  });
}`,
    },
    {
      name: "before and after the transaction",
      code: `${drizzle}
export async function close(id: number) {
  await fetch(before);
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
  });
  await fetch(after);
}`,
    },
    {
      name: "a function of the project that is called fetch",
      code: `${drizzle}
export const close = (id: number) =>
  db.transaction(async (tx) => {
    const fetch = (key: number) => tx.select().from(orders).where(eq(orders.id, key));
    await fetch(id);
  });`,
    },
    {
      name: "what nobody resolves, whatever its name says",
      code: `${drizzle}
import { sendMail } from "some-mailer";
declare const emailService: { send(to: string): Promise<void> };
export const close = (queue, notifier) =>
  db.transaction(async (tx) => {
    await sendMail(to);
    await emailService.send(to);
    await queue.add("closed");
    await notifier.publish("closed");
    await tx.update(orders).set({ open: false });
  });`,
    },
    {
      name: "a query whose name sounds like a request",
      code: `${knex}
export const close = (id: number) =>
  knex.transaction(async (trx) => {
    await Flow.query(trx).patchAndFetch({ open: false });
    await trx("mails").update({ open: false });
  });`,
    },
    {
      name: "what makes or asks a client",
      code: `${prisma}
import axios from "axios";
import { Queue } from "bullmq";
import nodemailer from "nodemailer";
import Stripe from "stripe";
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    const client = axios.create({ baseURL });
    const url = client.getUri({ url: "/orders" });
    const mailer = nodemailer.createTransport({ host });
    const queue = new Queue("orders");
    const stripe = new Stripe(key);
    const event = stripe.webhooks.constructEvent(body, signature, secret);
    await tx.order.update({ where: { id }, data: { url } });
  });`,
    },
    {
      name: "what an answer has of its own",
      code: `${prisma}
import axios from "axios";
import type { AxiosResponse } from "axios";
export const close = async (response: AxiosResponse) => {
  const answer = await axios.get(url);
  await prisma.$transaction(async (tx) => {
    const ids = answer.data.post().map((row) => row.id);
    response.headers.get("x");
    response.data.delete(1);
    await tx.order.updateMany({ where: { id: { in: ids } } });
  });
};`,
    },
    {
      name: "reading a cache",
      code: `${prisma}
import { Redis } from "ioredis";
const redis = new Redis();
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    const known = await redis.get("order");
    await tx.order.update({ where: { id }, data: { known } });
  });`,
    },
    {
      name: "after the end, on every path",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await fetch(check);
  await runner.startTransaction();
  try {
    await runner.manager.update(Order, id, { open: false });
    await runner.commitTransaction();
    await fetch(closed);
  } catch (error) {
    await runner.rollbackTransaction();
    await fetch(failed);
    throw error;
  } finally {
    await runner.release();
  }
}`,
    },
    {
      name: "telling that it failed, before the rollback",
      code: `${typeorm}
export async function close(id: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.manager.update(Order, id, { open: false });
    await runner.commitTransaction();
  } catch (error) {
    await fetch(failed);
    await runner.rollbackTransaction();
    return undefined;
  } finally {
    await runner.release();
  }
}`,
    },
    {
      name: "what runs later: timers, hooks, lists of closures",
      code: `${sequelize}
import { runOnTransactionCommit } from "typeorm-transactional";
const later: (() => Promise<unknown>)[] = [];
export const close = () =>
  sequelize.transaction(async (transaction) => {
    await Order.update({ open: false }, { where: {}, transaction });
    transaction.afterCommit(async () => {
      await fetch(closed);
    });
    runOnTransactionCommit(() => fetch(closed));
    setTimeout(() => fetch(closed), 1000);
    later.push(() => fetch(closed));
  });`,
    },
    {
      name: "transactional queues, and effects that are given the handle",
      code: `${drizzle}
import PgBoss from "pg-boss";
import { Queue } from "bullmq";
const boss = new PgBoss(url);
const queue = new Queue("orders");
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await boss.send("closed", { id }, { db: { executeSql: (text, values) => tx.execute(text) } });
    await queue.add("closed", { id }, { store: tx });
    await queue.add("closed", { id }, adapt(tx));
    await queue.add("closed", { id }, { run: async (text) => await tx.execute(text) });
    await tx.insert(outbox).values({ id });
  });`,
    },
    {
      name: "a relay that sends what it has locked in an outbox",
      code: `${drizzle}
import { Kafka } from "kafkajs";
const producer = new Kafka({ brokers }).producer();
export const relay = () =>
  db.transaction(async (tx) => {
    const rows = await tx.select().from(outbox).for("update");
    for (const row of rows) await producer.send({ topic, messages: [row] });
    await Promise.all(rows.map((row) => fetch(row.hook)));
  });`,
    },
    {
      name: "a handle that may be open or not",
      code: `${pg}
export async function close(id: number, own: boolean) {
  const client = await pool.connect();
  if (own) await client.query("BEGIN");
  await fetch(hook);
  await client.query("COMMIT");
  client.release();
}`,
    },
    {
      name: "a timer that guards, and one that runs something else",
      code: `${drizzle}
export const close = () =>
  db.transaction(async (tx) => {
    await Promise.race([tx.update(orders).set({ open: false }), new Promise((resolve) => setTimeout(resolve, 1000))]);
    await new Promise((resolve, reject) => setTimeout(() => reject(new Error("late")), 1000));
  });`,
    },
    {
      name: "a helper that is given a handle: its callers are asked",
      code: `import type { Prisma } from "@prisma/client";
export async function close(tx: Prisma.TransactionClient, id: number) {
  await tx.order.update({ where: { id }, data: { open: false } });
  await fetch(hook);
}`,
    },
    {
      name: "tests",
      filename: "close.test.ts",
      code: `${drizzle}
test("closes", () => db.transaction(async (tx) => {
  await fetch(hook);
}));`,
    },
  ],
  invalid: [
    {
      name: "a request, awaited or not",
      code: `${drizzle}
export const close = () =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await fetch(hook);
    void globalThis.fetch(hook);
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "close", chain: "", does: "asks another service", library: "Drizzle" },
          line: 7,
          column: 11,
          endLine: 7,
          endColumn: 22,
        },
        {
          messageId: "sideEffect",
          data: { text: "globalThis.fetch", fn: "close", chain: "", does: "asks another service", library: "Drizzle" },
          line: 8,
          column: 10,
          endLine: 8,
          endColumn: 32,
        },
      ],
    },
    {
      name: "a client of axios, by import, constant and type",
      code: `${prisma}
import axios, { type AxiosInstance } from "axios";
const { post } = axios;
const client = axios.create({ baseURL });
export const close = (given: AxiosInstance) =>
  prisma.$transaction(async (tx) => {
    await axios({ url });
    await post(url);
    await client.delete(url);
    await given.put(url);
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "axios", fn: "close", chain: "", does: "asks another service", library: "Prisma" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 25,
        },
        {
          messageId: "sideEffect",
          data: { text: "post", fn: "close", chain: "", does: "asks another service", library: "Prisma" },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 20,
        },
        {
          messageId: "sideEffect",
          data: { text: "client.delete", fn: "close", chain: "", does: "asks another service", library: "Prisma" },
          line: 10,
          column: 11,
          endLine: 10,
          endColumn: 29,
        },
        {
          messageId: "sideEffect",
          data: { text: "given.put", fn: "close", chain: "", does: "asks another service", library: "Prisma" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 25,
        },
      ],
    },
    {
      name: "undici, got, superagent",
      code: `${knex}
import { request } from "undici";
import got from "got";
const api = got.extend({ prefixUrl });
export const close = () =>
  knex.transaction(async (trx) => {
    await trx("orders").update({ open: false });
    await request(url);
    await api.post("orders");
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "request", fn: "close", chain: "", does: "asks another service", library: "Knex" },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 23,
        },
        {
          messageId: "sideEffect",
          data: { text: "api.post", fn: "close", chain: "", does: "asks another service", library: "Knex" },
          line: 10,
          column: 11,
          endLine: 10,
          endColumn: 29,
        },
      ],
    },
    {
      name: "mails",
      code: `${kysely}
import nodemailer, { type Transporter } from "nodemailer";
import sgMail from "@sendgrid/mail";
import { Resend } from "resend";
const mailer: Transporter = nodemailer.createTransport({ host });
const resend = new Resend(key);
export const close = () =>
  db.transaction().execute(async (trx) => {
    await mailer.sendMail({ to });
    await sgMail.send({ to });
    await resend.emails.send({ to });
    await trx.updateTable("orders").set({ open: false }).execute();
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "mailer.sendMail", fn: "close", chain: "", does: "sends a mail", library: "Kysely" },
          line: 10,
          column: 11,
          endLine: 10,
          endColumn: 34,
        },
        {
          messageId: "sideEffect",
          data: { text: "sgMail.send", fn: "close", chain: "", does: "sends a mail", library: "Kysely" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 30,
        },
        {
          messageId: "sideEffect",
          data: { text: "resend.emails.send", fn: "close", chain: "", does: "sends a mail", library: "Kysely" },
          line: 12,
          column: 11,
          endLine: 12,
          endColumn: 37,
        },
      ],
    },
    {
      name: "queues and topics",
      code: `${typeorm}
import { Queue } from "bullmq";
import amqp from "amqplib";
import { Kafka } from "kafkajs";
const queue = new Queue("orders");
const producer = new Kafka({ brokers }).producer();
const connection = await amqp.connect(url);
const channel = await connection.createChannel();
export const close = () =>
  dataSource.transaction(async (manager) => {
    await manager.update(Order, 1, { open: false });
    await queue.add("closed", { id: 1 });
    await producer.send({ topic, messages });
    channel.sendToQueue("closed", buffer);
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "queue.add", fn: "close", chain: "", does: "sends a message", library: "TypeORM" },
          line: 14,
          column: 11,
          endLine: 14,
          endColumn: 41,
        },
        {
          messageId: "sideEffect",
          data: { text: "producer.send", fn: "close", chain: "", does: "sends a message", library: "TypeORM" },
          line: 15,
          column: 11,
          endLine: 15,
          endColumn: 45,
        },
        {
          messageId: "sideEffect",
          data: { text: "channel.sendToQueue", fn: "close", chain: "", does: "sends a message", library: "TypeORM" },
          line: 16,
          column: 5,
          endLine: 16,
          endColumn: 42,
        },
      ],
    },
    {
      name: "another store",
      code: `${prisma}
import { createClient } from "redis";
const redis = createClient();
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await redis.set("order", id);
    await redis.multi().del("orders").exec();
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "redis.set", fn: "close", chain: "", does: "writes to another store", library: "Prisma" },
          line: 7,
          column: 11,
          endLine: 7,
          endColumn: 33,
        },
        {
          messageId: "sideEffect",
          data: { text: "redis.multi().del", fn: "close", chain: "", does: "writes to another store", library: "Prisma" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 38,
        },
      ],
    },
    {
      name: "a bound SDK",
      code: `${prisma}
import { S3Client, PutObjectCommand } from "@aws-sdk/client-s3";
import Stripe from "stripe";
import twilio from "twilio";
const s3 = new S3Client({});
const stripe = new Stripe(key);
export const close = (id: number) =>
  prisma.$transaction(async (tx) => {
    await s3.send(new PutObjectCommand({ Bucket }));
    await stripe.subscriptions.cancel("sub");
    await twilio(sid, token).messages.create({ to });
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "s3.send", fn: "close", chain: "", does: "asks another service", library: "Prisma" },
          line: 10,
          column: 11,
          endLine: 10,
          endColumn: 52,
        },
        {
          messageId: "sideEffect",
          data: { text: "stripe.subscriptions.cancel", fn: "close", chain: "", does: "asks another service", library: "Prisma" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 45,
        },
        {
          messageId: "sideEffect",
          data: { text: "twilio(sid,token).messages.create", fn: "close", chain: "", does: "sends a message", library: "Prisma" },
          line: 12,
          column: 11,
          endLine: 12,
          endColumn: 53,
        },
      ],
    },
    {
      name: "waiting",
      code: `${sequelize}
import { setTimeout as sleep } from "node:timers/promises";
export const close = () =>
  sequelize.transaction(async (transaction) => {
    await Order.update({ open: false }, { where: {}, transaction });
    await fetch(hook, { db: Order.name, body: JSON.stringify({ sequelize: 1, rows: await Order.count({ transaction }) }) });
    await sleep(100);
    await new Promise((resolve) => setTimeout(resolve, 100));
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "close", chain: "", does: "asks another service", library: "Sequelize" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 124,
        },
        {
          messageId: "wait",
          data: { text: "sleep", fn: "close", chain: "", does: "waits", library: "Sequelize" },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 21,
        },
        {
          messageId: "wait",
          data: { text: "setTimeout", fn: "close", chain: "", does: "waits", library: "Sequelize" },
          line: 10,
          column: 36,
          endLine: 10,
          endColumn: 60,
        },
      ],
    },
    {
      name: "between begin and commit",
      code: `${pg}
export async function close(id: number) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("UPDATE orders SET open = false WHERE id = $1", [id]);
    await fetch(hook);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "close", chain: "", does: "asks another service", library: "node-postgres" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 22,
        },
      ],
    },
    {
      name: "while MikroORM's unit of work holds a transaction",
      code: `${mikro}
export class Orders {
  constructor(private readonly em: EntityManager) {}
  async close(id: number) {
    await this.em.begin();
    try {
      await this.em.nativeUpdate(Order, id, { open: false });
      await fetch(hook);
      await this.em.commit();
    } catch (error) {
      await this.em.rollback();
      throw error;
    }
  }
}`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "Orders.close", chain: "", does: "asks another service", library: "MikroORM" },
          line: 8,
          column: 13,
          endLine: 8,
          endColumn: 24,
        },
      ],
    },
    {
      name: "for each element, and in a catch after which the work goes on",
      code: `${drizzle}
export const close = (ids: number[]) =>
  db.transaction(async (tx) => {
    for (const id of ids) {
      try {
        await tx.update(orders).set({ open: false });
      } catch {
        await fetch(failed);
      }
    }
    await Promise.all(ids.map((id) => fetch(hook)));
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "close", chain: "", does: "asks another service", library: "Drizzle" },
          line: 10,
          column: 15,
          endLine: 10,
          endColumn: 28,
        },
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "close", chain: "", does: "asks another service", library: "Drizzle" },
          line: 13,
          column: 39,
          endLine: 13,
          endColumn: 50,
        },
      ],
    },
    {
      name: "in a method that a decorator runs in a transaction",
      code: `import { DataSource } from "typeorm";
import { Transactional } from "typeorm-transactional";
export class Orders {
  constructor(private readonly dataSource: DataSource) {}
  @Transactional()
  async close(id: number) {
    await this.dataSource.manager.update(Order, id, { open: false });
    await fetch(hook);
  }
}`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "Orders.close", chain: "", does: "asks another service", library: "database" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 22,
        },
      ],
    },
  ],
});

createRuleTester({
  "src/mailer.ts": `import nodemailer from "nodemailer";
const transport = nodemailer.createTransport({ host });
async function deliver(to: string, subject: string) {
  await transport.sendMail({ to, subject });
}
export async function notify(to: string, options: { silent?: boolean } = {}) {
  if (options.silent) return;
  await deliver(to, "closed");
}
export async function notifyLater(to: string) {
  setTimeout(() => deliver(to, "closed"), 1000);
}
export async function tryWork(work: () => Promise<void>) {
  try {
    await work();
  } catch {
    await deliver("admin", "failed");
  }
}
export async function retry(work: () => Promise<boolean>, attempts = 0): Promise<void> {
  if (await work()) return;
  if (attempts > 3) await new Promise((resolve) => setTimeout(resolve, 100));
  await retry(work, attempts + 1);
}
export const sleep = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration));
export function describe(to: string) {
  return \`mail to \${to}\`;
}
export function ping(count: number): Promise<void> {
  return count === 0 ? deliver("admin", "ping") : pong(count - 1);
}
export async function pong(count: number): Promise<void> {
  await ping(count - 1);
}`,
  "src/mail.service.ts": `import { Injectable } from "@nestjs/common";
import { MailerService } from "@nestjs-modules/mailer";
import { HttpService } from "@nestjs/axios";
import { InjectQueue } from "@nestjs/bull";
import { Queue } from "bull";
@Injectable()
export class MailService {
  constructor(private readonly mailer: MailerService, private readonly http: HttpService, @InjectQueue("mails") private readonly queue: Queue) {}
  async welcome(to: string) {
    await this.mailer.sendMail({ to });
  }
  async hook() {
    return await firstValueFrom(this.http.post(url));
  }
  async enqueue(to: string) {
    await this.queue.add({ to });
  }
}
export interface Notifier {
  notify(to: string): Promise<void>;
}
export class MailNotifier implements Notifier {
  constructor(private readonly mails: MailService) {}
  async notify(to: string) {
    await this.mails.welcome(to);
  }
}`,
  "src/finish.ts": `import type { QueryRunner } from "typeorm";
export async function finish(runner: QueryRunner) {
  await runner.commitTransaction();
  await fetch(hook);
}`,
}).run("no-side-effects-in-transaction: through functions, fields and injection", rule, {
  valid: [
    {
      name: "functions that do it later, never, or when something failed",
      filename: "src/orders.ts",
      code: `${drizzle}
import { describe, notify, notifyLater, retry, tryWork } from "./mailer.js";
export const close = (to: string) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ text: describe(to) });
    await notify(to, { silent: true });
    await notifyLater(to);
    await retry(async () => Boolean(await tx.select().from(orders)));
    await tryWork(async () => {
      await tx.update(orders).set({ open: false });
    });
  });`,
    },
    {
      name: "an interface can be anything",
      filename: "src/orders.ts",
      code: `${drizzle}
import type { Notifier } from "./mail.service.js";
export class Orders {
  constructor(private readonly notifier: Notifier) {}
  close(to: string) {
    return db.transaction(async (tx) => {
      await tx.update(orders).set({ open: false });
      await this.notifier.notify(to);
    });
  }
}`,
    },
    {
      name: "a function that ends the transaction itself",
      filename: "src/orders.ts",
      code: `${typeorm}
import { finish } from "./finish.js";
export async function close() {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.update(Order, 1, { open: false });
  await finish(runner);
  await runner.release();
}`,
    },
    {
      name: "a closure that is called after the transaction",
      filename: "src/orders.ts",
      code: `${drizzle}
export const close = async () => {
  const tell = async () => {
    await fetch(hook);
  };
  await db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
  });
  await tell();
};`,
    },
  ],
  invalid: [
    {
      name: "a helper of a helper",
      filename: "src/orders.ts",
      code: `${drizzle}
import { notify, sleep } from "./mailer.js";
export const close = (to: string) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await notify(to);
    await sleep(100);
  });`,
      errors: [
        {
          messageId: "sideEffectThrough",
          data: { text: "notify", fn: "close", chain: "notify → deliver → transport.sendMail", does: "sends a mail", library: "Drizzle" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 21,
        },
        {
          messageId: "waitThrough",
          data: { text: "sleep", fn: "close", chain: "sleep → setTimeout", does: "waits", library: "Drizzle" },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 21,
        },
      ],
    },
    {
      name: "functions that call each other",
      filename: "src/orders.ts",
      code: `${drizzle}
import { ping, pong } from "./mailer.js";
export const close = (to: string) =>
  db.transaction(async (tx) => {
    await pong(2);
    await ping(2);
  });`,
      errors: [
        {
          messageId: "sideEffectThrough",
          data: { text: "pong", fn: "close", chain: "pong → ping → deliver → transport.sendMail", does: "sends a mail", library: "Drizzle" },
          line: 7,
          column: 11,
          endLine: 7,
          endColumn: 18,
        },
        {
          messageId: "sideEffectThrough",
          data: { text: "ping", fn: "close", chain: "ping → deliver → transport.sendMail", does: "sends a mail", library: "Drizzle" },
          line: 8,
          column: 11,
          endLine: 8,
          endColumn: 18,
        },
      ],
    },
    {
      name: "services of Nest",
      filename: "src/orders.ts",
      code: `${typeorm}
import { MailService } from "./mail.service.js";
export class Orders {
  constructor(private readonly mails: MailService) {}
  close(to: string) {
    return dataSource.transaction(async (manager) => {
      await manager.update(Order, 1, { open: false });
      await this.mails.welcome(to);
      await this.mails.hook();
      await this.mails.enqueue(to);
    });
  }
}`,
      errors: [
        {
          messageId: "sideEffectThrough",
          data: { text: "this.mails.welcome", fn: "Orders.close", chain: "MailService.welcome → this.mailer.sendMail", does: "sends a mail", library: "TypeORM" },
          line: 10,
          column: 13,
          endLine: 10,
          endColumn: 35,
        },
        {
          messageId: "sideEffectThrough",
          data: { text: "this.mails.hook", fn: "Orders.close", chain: "MailService.hook → this.http.post", does: "asks another service", library: "TypeORM" },
          line: 11,
          column: 13,
          endLine: 11,
          endColumn: 30,
        },
        {
          messageId: "sideEffectThrough",
          data: { text: "this.mails.enqueue", fn: "Orders.close", chain: "MailService.enqueue → this.queue.add", does: "sends a message", library: "TypeORM" },
          line: 12,
          column: 13,
          endLine: 12,
          endColumn: 35,
        },
      ],
    },
    {
      name: "fields and injected queues",
      filename: "src/orders.ts",
      code: `${typeorm}
import { InjectQueue } from "@nestjs/bullmq";
import { Queue } from "bullmq";
export class Mails extends Queue {
  async later(to: string) {
    await this.add("mail", { to });
  }
}
export class Orders {
  private readonly mails = new Mails("mails");
  private readonly http;
  constructor(@InjectQueue("orders") private readonly queue, http: import("axios").AxiosInstance) {
    this.http = axios.create();
  }
  close(to: string) {
    return dataSource.transaction(async (manager) => {
      await this.queue.add("closed", { to });
      await this.mails.later(to);
    });
  }
}`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "this.queue.add", fn: "Orders.close", chain: "", does: "sends a message", library: "TypeORM" },
          line: 19,
          column: 13,
          endLine: 19,
          endColumn: 45,
        },
        {
          messageId: "sideEffectThrough",
          data: { text: "this.mails.later", fn: "Orders.close", chain: "Mails.later → this.add", does: "sends a message", library: "TypeORM" },
          line: 20,
          column: 13,
          endLine: 20,
          endColumn: 33,
        },
      ],
    },
    {
      name: "a closure that is called inside, and one that is handed to a wrapper",
      filename: "src/orders.ts",
      code: `${drizzle}
import { tryWork } from "./mailer.js";
export const close = (to: string) =>
  db.transaction(async (tx) => {
    const tell = async () => {
      await fetch(hook);
    };
    await tell();
    await tryWork(async () => {
      await fetch(hook);
    });
  });`,
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "tell", chain: "", does: "asks another service", library: "Drizzle" },
          line: 8,
          column: 13,
          endLine: 8,
          endColumn: 24,
        },
        {
          messageId: "sideEffect",
          data: { text: "fetch", fn: "close", chain: "", does: "asks another service", library: "Drizzle" },
          line: 12,
          column: 13,
          endLine: 12,
          endColumn: 24,
        },
      ],
    },
    {
      name: "a container that is asked through a function",
      filename: "src/orders.ts",
      code: `${drizzle}
import { MailService } from "./mail.service.js";
import { container } from "tsyringe";
const resolveDependency = <T>(token: new () => T) => container.resolve<T>(token);
const mails = resolveDependency(MailService);
export const close = (to: string) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ open: false });
    await mails.welcome(to);
  });`,
      errors: [
        {
          messageId: "sideEffectThrough",
          data: { text: "mails.welcome", fn: "close", chain: "MailService.welcome → this.mailer.sendMail", does: "sends a mail", library: "Drizzle" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 28,
        },
      ],
    },
  ],
});

createRuleTester().run("no-side-effects-in-transaction: settings", rule, {
  valid: [
    {
      name: "functions that are allowed",
      code: `${drizzle}
import axios from "axios";
class Ledger {
  async book() {
    await axios.post(url);
  }
}
const ledger = new Ledger();
const record = async () => {
  await fetch(hook);
};
export const close = () =>
  db.transaction(async (tx) => {
    await ledger.book();
    await record();
    await axios.patch(url);
  });`,
      settings: {"unit-of-work":{"sideEffects":{"allow":["Ledger.book","record","axios.patch"]}}},
    },
    {
      name: "other members of a module of one's own",
      code: `${drizzle}
import { createClient } from "@acme/bus";
export const close = () =>
  db.transaction(async (tx) => {
    const bus = createClient(url);
    await tx.update(orders).set({ open: false });
  });`,
      settings: {"unit-of-work":{"sideEffects":{"modules":["@acme/bus"]}}},
    },
  ],
  invalid: [
    {
      name: "modules and functions of one's own",
      code: `${drizzle}
import { createClient, emit } from "@acme/bus";
import { sendMail } from "./unresolved.js";
const bus = createClient(url);
export const close = () =>
  db.transaction(async (tx) => {
    await bus.publish("closed");
    await emit("closed");
    await sendMail(to);
  });`,
      settings: {"unit-of-work":{"sideEffects":{"modules":["@acme/bus"],"functions":["sendMail"]}}},
      errors: [
        {
          messageId: "sideEffect",
          data: { text: "bus.publish", fn: "close", chain: "", does: "has an effect outside the database", library: "Drizzle" },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 32,
        },
        {
          messageId: "sideEffect",
          data: { text: "emit", fn: "close", chain: "", does: "has an effect outside the database", library: "Drizzle" },
          line: 10,
          column: 11,
          endLine: 10,
          endColumn: 25,
        },
        {
          messageId: "sideEffect",
          data: { text: "sendMail", fn: "close", chain: "", does: "has an effect outside the database", library: "Drizzle" },
          line: 11,
          column: 11,
          endLine: 11,
          endColumn: 23,
        },
      ],
    },
  ],
});
