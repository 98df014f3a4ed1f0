import { describe, expect, test } from "vitest";
import { findPositions } from "./support.js";

const joi = 'import Joi from "joi";\n';
const vine = 'import vine from "@vinejs/vine";\n';

describe("an object of schemas by parts", () => {
  const celebrate = `import { celebrate, Joi, Segments } from "celebrate";
import { Router } from "express";
const Body = Joi.object({});
const Query = Joi.object({});
const Params = Joi.object({});
const Headers = Joi.object({});
const router = Router();
router.post("/tasks/:id", celebrate({ [Segments.BODY]: Body, [Segments.QUERY]: Query, params: Params, headers: Headers }), (req, res) => res.end());
`;

  test.each([
    ["Body", ["body"]],
    ["Query", ["query"]],
    ["Params", ["params"]],
    ["Headers", []],
  ])("celebrate: %s is in %j", (name, positions) => {
    expect(findPositions({ "src/app.ts": celebrate }, name)).toEqual(positions);
  });

  test("celebrate: the object may be a constant of its own", () => {
    const app = `import { celebrate, Joi, Segments } from "celebrate";\nconst Body = Joi.object({});\nconst createTask = { [Segments.BODY]: Body };\nexport const check = celebrate(createTask);\n`;
    expect(findPositions({ "src/app.ts": app }, "Body")).toEqual(["body"]);
  });

  test("hapi: the options of a route", () => {
    const app = `${joi}const Body = Joi.object({});\nconst Query = Joi.object({});\nexport const routes = [{ method: "POST", path: "/tasks", options: { validate: { payload: Body, query: Query }, handler } }];\n`;
    expect(findPositions({ "src/app.ts": app }, "Body")).toEqual(["body"]);
    expect(findPositions({ "src/app.ts": app }, "Query")).toEqual(["query"]);
  });

  test.each([
    ["another function of that name", `${joi}import { celebrate } from "./party.js";\nconst Body = Joi.object({});\ncelebrate({ body: Body });\n`],
    ["another property", `${joi}const Body = Joi.object({});\nexport const options = { checks: { payload: Body } };\n`],
  ])("%s is no use", (_, app) => {
    expect(findPositions({ "src/app.ts": app, "src/party.ts": "export const celebrate = (value) => value;\n" }, "Body")).toEqual([]);
  });
});

describe("a validator that a request is given", () => {
  const controller = (method: string, use: string): string => `${vine}const Body = vine.object({});\nconst check = vine.compile(Body);\nexport class TasksController {\n  async ${method}({ request }: HttpContext) {\n    return ${use};\n  }\n}\n`;

  test.each([
    ["store", "request.validateUsing(check)", ["body"]],
    ["update", "request.validateUsing(check, { meta: {} })", ["body"]],
    ["index", "request.validateUsing(check)", ["query"]],
    ["listOpen", "request.validateUsing(check)", ["query"]],
    ["store", "check.validate(request.all())", ["body"]],
    ["store", "check.validate(request.only(['title']))", ["body"]],
    ["store", "check.validate(request.qs())", ["query"]],
    ["store", "check.validate(job.all())", []],
    ["store", "check.validate(await readTasks())", []],
  ])("in %s, %s is in %j", (method, use, positions) => {
    expect(findPositions({ "src/app.ts": controller(method, use) }, "Body")).toEqual(positions);
  });
});

describe("a schema that is called, or parses what it is given", () => {
  test.each([
    ["ArkType", 'import { type } from "arktype";\nconst Body = type({});\nexport const create = (req, res) => { const task = Body(req.body); if (task instanceof type.errors) return res.end(); return task; };\n', ["body"]],
    ["ArkType, with a step between", 'import { type } from "arktype";\nconst Body = type({});\nconst Strict = Body.onUndeclaredKey("reject");\nexport const create = (req, res) => Strict(req.body);\n', ["body"]],
    ["another function", 'import { type } from "arktype";\nimport { make } from "./make.js";\nconst Body = make({});\nexport const create = (req, res) => Body(req.body);\n', []],
    ["joi", `${joi}const Body = Joi.object({});\nexport const create = (req, res) => Joi.attempt(req.body, Body);\n`, ["body"]],
    ["joi on hapi's payload", `${joi}const Body = Joi.object({});\nexport const create = (request, h) => Body.validate(request.payload);\n`, ["body"]],
    ["the payload of a job", `${joi}const Body = Joi.object({});\nexport const run = (job) => Body.validate(job.payload);\n`, []],
    ["a middleware of one's own", `${joi}const Body = Joi.object({});\nconst check = (schema) => (req, res, next) => { const { error } = schema.validate(req.body); next(error); };\nexport const middleware = check(Body);\n`, ["body"]],
    ["yup", 'import * as yup from "yup";\nconst Body = yup.object({});\nexport const create = async (req, res) => Body.validate(req.body, { stripUnknown: true });\n', ["body"]],
  ])("%s", (_, app, positions) => {
    expect(findPositions({ "src/app.ts": app }, "Body")).toEqual(positions);
  });
});
