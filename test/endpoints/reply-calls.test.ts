import { describe, expect, test } from "vitest";
import { describeReplies } from "./support.js";

const express = 'import express from "express";\nimport type { Request, Response, RequestHandler } from "express";\nconst router = express.Router();\n';

describe("what handlers of Express send", () => {
  test.each([
    ['router.get("/tasks", async (req, res) => res.json(tasks));', ["Express tasks 200"]],
    ['router.get("/tasks", auth, async (req, res) => { res.status(201).json(tasks); });', ["Express tasks 201"]],
    ['router.get("/tasks", (req, res) => { res.status(500); res.send({ error }); });', ["Express { error } 500"]],
    ['router.route("/tasks").post((req, res) => { load().then((rows) => res.json(rows)); });', ["Express rows 200"]],
    ['function list(req, res) { res.json(tasks); }\nrouter.get("/tasks", wrap(list));', ["Express tasks 200"]],
    ["export const list: RequestHandler = async (req, res) => { res.json(tasks); };", ["Express tasks 200"]],
    ['const list = wrap(async (req, res) => { res.json(tasks); });\nrouter.get("/tasks", list);', ["Express tasks 200"]],
    ['const controller = { list: wrap(async (req, res) => { res.json(tasks); }) };\nrouter.get("/tasks", controller.list);', ["Express tasks 200"]],
    ["const wrap = (fn: RequestHandler) => fn;\nexport const list = wrap(async (req, res) => { res.json(tasks); });", ["Express tasks 200"]],
    ['import asyncHandler from "express-async-handler";\nexport const list = asyncHandler(async (req, res) => { res.json(tasks); });', ["Express tasks 200"]],
    ["const list = wrap(async (req, res) => { res.json(tasks); });", []],
    ["export function answer(res: Response, value: unknown) { res.json(value); }", ["Express value 200"]],
    ["interface Authed extends Response {}\nexport class Tasks { list = async (req: Request, res: Authed<Task[]>) => { res.json(tasks); }; }", ["Express tasks 200"]],
    ["export const list = (req: Request, res: express.Response) => res.status(code).json(tasks);", ["Express tasks unknown"]],
    ['router.get("/csv", (req, res) => { res.type("text/csv").send(text); });', []],
    ['router.get("/csv", (req, res) => { res.write(text); res.json(tasks); });', []],
    ['router.get("/none", (req, res) => { res.sendStatus(204); });', []],
    ['const cache = createCache();\ncache.get("/tasks", (req, res) => res.json(tasks));', []],
    ["export function answer(res: Reply, value: unknown) { res.json(value); }", []],
    ["const read = async (res: globalThis.Response) => await res.json(1);", []],
  ])("%s", (code, replies) => {
    expect(describeReplies({ "src/app.ts": express + code })).toEqual(replies);
  });
});

describe("what handlers of Koa send", () => {
  test.each([
    ['router.get("/tasks", async (ctx) => { ctx.body = tasks; });', ["Koa tasks 200"]],
    ['router.post("/tasks", async (ctx) => { ctx.status = 201; ctx.body = task; });', ["Koa task 201"]],
    ['router.get("/tasks", async (ctx, next) => { ctx.response.body = tasks; });', ["Koa tasks 200"]],
    ["export const list = async (ctx: Context) => { ctx.body = tasks; };", ["Koa tasks 200"]],
    ['router.post("/tasks", async (ctx) => { const { title } = ctx.request.body; });', []],
    ['router.get("/tasks", async (ctx) => { ctx.type = "text/csv"; ctx.body = text; });', []],
  ])("%s", (code, replies) => {
    expect(describeReplies({ "src/app.ts": `import Router from "@koa/router";\nimport type { Context } from "koa";\nconst router = new Router();\n${code}` })).toEqual(replies);
  });
});

describe("what handlers of Next.js send", () => {
  const route = "src/app/tasks/route.ts";
  test.each([
    [route, 'import { NextResponse } from "next/server";\nexport async function GET() { return NextResponse.json(tasks, { status: 201 }); }', ["Next.js tasks 201"]],
    [route, 'import { NextResponse } from "next/server";\nexport const GET = withAuth(async () => NextResponse.json(tasks));', ["Next.js tasks 200"]],
    [route, "export async function GET() { return Response.json(tasks, options); }", ["Next.js tasks unknown"]],
    ["src/pages/api/tasks.ts", 'import type { NextApiRequest, NextApiResponse } from "next";\nexport default async function handler(req: NextApiRequest, res: NextApiResponse<Task[]>) { res.status(200).json(tasks); }', ["Next.js tasks 200"]],
    ["src/answer.ts", "export const answer = () => Response.json(tasks);", []],
    [route, "export async function GET() { const response = await fetch(url); return await response.json(); }", []],
  ])("%s: %s", (path, code, replies) => {
    expect(describeReplies({ [path]: code }, path)).toEqual(replies);
  });
});
