import * as parser from "@typescript-eslint/parser";
import { describe, expect, test } from "vitest";
import { linkParents } from "../../src/ast/index.js";
import type { Program } from "../../src/ast/index.js";
import { createProject } from "../../src/project/index.js";
import { getSchemaUsage, isCheckedAsWhole, isGuarded, isParsedAsDate, isZeroMeaningful } from "../../src/schemas/index.js";
import { createTempProject } from "../support/temp-project.js";
import { openSchemas, read } from "./support.js";

const ZOD = `import { z } from "zod";\n`;
const names = (text: string, others?: Readonly<Record<string, string>>): string[][] => openSchemas(text, others).schemas.map(({ fields }) => fields.map(({ name }) => name));

describe("fields", () => {
  test("of an object, nested ones apart", () => {
    expect(names(`${ZOD}export const task = z.object({ id: z.number(), dates: z.strictObject({ from: z.date() }) });`)).toEqual([["id", "dates"], ["from"]]);
  });

  test("of an extension, without what it extends", () => {
    expect(names(`${ZOD}const task = z.object({ id: z.number() });\nexport const more = task.extend({ dueDate: z.date() });`)).toEqual([["id"], ["dueDate"]]);
  });

  test("of a constant shape, also where it is spread", () => {
    expect(names(`${ZOD}const shape = { id: z.number() };\nexport const task = z.object(shape);\nexport const more = z.object({ ...shape, name: z.string() });`)).toEqual([["id"], ["id", "name"]]);
  });

  test("of a helper that builds the object", () => {
    const helper = `import { Type, type TProperties } from "@sinclair/typebox";\nexport const custom = { Strict: (fields: TProperties) => Type.Object(fields, { additionalProperties: false }) };\n`;
    expect(names(`import { Type } from "@sinclair/typebox";\nimport { custom } from "./custom.js";\nexport const task = custom.Strict({ id: Type.Integer() });`, { "custom.ts": helper })).toEqual([["id"]]);
  });

  test("of a class, where validators stand", () => {
    expect(names(`import { IsInt } from "class-validator";\nexport class Task { @IsInt() id!: number; name!: string; static count = 0; }\nexport class Other { id!: number; }`)).toEqual([["id"]]);
  });

  test.each([
    ["another library's object", `import { z } from "other";\nexport const task = z.object({ id: z.number() });`],
    ["another extend", `import { extend } from "vitest";\nimport dayjs from "dayjs";\ndayjs.extend({ id: extend(1) });`],
    ["a decorator of that name from elsewhere", `import { IsInt } from "./own.js";\nexport class Task { @IsInt() id!: number; }`],
  ])("not of %s", (_, text) => {
    expect(names(text)).toEqual([]);
  });
});

test("a transformation of the whole object makes its fields unreadable", () => {
  const [plain, reshaped, checked] = openSchemas(`${ZOD}
export const a = z.object({ id: z.number() }).strict();
export const b = z.object({ id: z.number() }).transform((body) => body);
export const c = z.object({ id: z.number(), parentId: z.number() }).refine((body) => body.parentId !== 0);
`).schemas;
  expect([plain?.isReshaped, reshaped?.isReshaped, checked?.isReshaped]).toEqual([false, true, false]);
  expect(checked && [isCheckedAsWhole(checked, "parentId"), isCheckedAsWhole(checked, "id")]).toEqual([true, false]);
});

test.each([
  ["body.parentId != null", false],
  ["body.parentId === undefined || body.id > 1", false],
  ["!body.parentId", true],
  ["body.parentId !== 0", true],
  ["body.parentId !== other", true],
])("a check of the whole object, %s, judges the field: %s", (check, expected) => {
  const [schema] = openSchemas(`${ZOD}export const a = z.object({ id: z.number(), parentId: z.number() }).refine((body) => ${check});\n`).schemas;
  expect(schema && isCheckedAsWhole(schema, "parentId")).toBe(expected);
  const [destructured] = openSchemas(`${ZOD}export const a = z.object({ id: z.number(), parentId: z.number() }).refine(({ id, parentId }) => ${check.replaceAll("body.", "")});\n`).schemas;
  expect(destructured && isCheckedAsWhole(destructured, "parentId")).toBe(expected);
});

test("a host's own tree is read like ours", () => {
  const root = createTempProject();
  const text = `${ZOD}export const body = z.object({ assigneeId: z.number().nullable() });\nexport class Task { id = 1; }\n`;
  const project = createProject(`${root}/schemas.ts`, root, undefined, false);
  const module = project.openModule(`${root}/schemas.ts`, text, () => {
    const program = parser.parse(text, { range: true }) as unknown as Program;
    linkParents(program);
    return program;
  });
  expect(module && read(project, module).schemas.map(({ fields }) => fields.map(({ name, schema }) => [name, schema.kind]))).toEqual([[["assigneeId", "optional"]]]);
});

describe("usage", () => {
  const usage = (text: string, others?: Readonly<Record<string, string>>): ReturnType<typeof getSchemaUsage> => {
    const { project, schemas } = openSchemas(ZOD + text, others);
    const [schema] = schemas;
    if (!schema) throw new Error("No schema was read.");
    return getSchemaUsage(project, schema);
  };
  const SCHEMA = "export const createTask = z.object({ dueDate: z.string() });\n";

  test("names are the keys and the constant around a schema", () => {
    expect(usage("export const routes = { create: { body: z.object({ id: z.number() }) } };").names).toEqual([
      { text: "body", kind: "key" },
      { text: "create", kind: "key" },
      { text: "routes", kind: "constant" },
    ]);
    expect(usage("export const createTaskBody = () => z.object({ id: z.number() });").names).toEqual([{ text: "createTaskBody", kind: "function" }]);
  });

  test.each([
    ["nothing", SCHEMA, {}, false],
    ["a type that nobody uses", `${SCHEMA}export type CreateTask = z.infer<typeof createTask>;\n`, {}, false],
    ["a type that is used here", `${SCHEMA}type CreateTask = z.infer<typeof createTask>;\nexport function add(task: CreateTask) { return task; }\n`, {}, true],
    ["a type that is imported", `${SCHEMA}export type CreateTask = z.infer<typeof createTask>;\n`, { "add.ts": `import type { CreateTask } from "./schemas.js";\nexport type T = CreateTask;\n` }, true],
    ["parsing", `${SCHEMA}export const parse = (body: unknown) => createTask.parse(body);\n`, {}, true],
    ["an import", SCHEMA, { "add.ts": `import { createTask } from "./schemas.js";\nexport const parse = createTask.parse;\n` }, true],
  ])("a consumer: %s", (_, text, others, hasConsumer) => {
    expect(usage(text, others).hasConsumer).toBe(hasConsumer);
  });

  test.each([
    ["a tool's definition", "export const tool = { name: 'create', schema: createTask };\n", true],
    ["a function of no telling name", "register(createTask);\n", true],
    ["a validating middleware", "router.post('/tasks', validate(createTask));\n", false],
    ["a route's body", "export const route = { body: createTask };\n", false],
    ["nobody: what is parsed is handed on", "export const add = (body) => insert(createTask.parse(body));\n", false],
    ["another schema", "export const list = z.object({ tasks: z.array(createTask) });\n", false],
  ])("handed to %s", (_, text, isHandedElsewhere) => {
    expect(usage(SCHEMA + text).isHandedElsewhere).toBe(isHandedElsewhere);
  });
});

describe("what code does with a key", () => {
  const open = (text: string): ReturnType<typeof openSchemas> => openSchemas(text);

  test.each([
    ["body.parentId || null", true],
    ["body.parentId ? { connect: body.parentId } : undefined", true],
    ["body.parentId && 1", true],
    ["!body.parentId", true],
    ["Boolean(body.parentId)", true],
    ["body.parentId > 0 ? 1 : 2", true],
    ["body.parentId === 0 ? null : body.parentId", true],
    ["body.parentId ?? null", false],
    ["body.parentId === 0", false],
    ["body.otherId || null", false],
  ])("%s guards it: %s", (expression, expected) => {
    expect(isGuarded(open("").project, [open(`export const x = (body) => ${expression};`).module], "parentId")).toBe(expected);
  });

  test("a guard of another class's field is none of this one", () => {
    const { project, module } = open("class Body { parentId!: number }\nclass Filter { parentId!: number }\nexport const list = (filter: Filter) => filter.parentId || null;\n");
    const [body, filter] = module.program.body;
    expect([body, filter].map((owner) => owner && isGuarded(project, [module], "parentId", owner))).toEqual([false, true]);
  });

  test.each([
    ["body.parentId === 0", true],
    ["parentId !== 0", true],
    ["body.parentId === 0 ? null : body.parentId", false],
    ["body.parentId === 1", false],
  ])("%s gives 0 a meaning: %s", (expression, expected) => {
    expect(isZeroMeaningful(open(`export const x = (body, parentId) => ${expression};`).project, "parentId")).toBe(expected);
  });

  test.each([
    ["new Date(body.dueDate)", true],
    ["parseISO(dueDate)", true],
    ["dayjs.utc(body.dueDate)", true],
    ["DateTime.fromISO(body.dueDate)", true],
    ["store(body.dueDate)", false],
  ])("%s makes a date of it: %s", (expression, expected) => {
    expect(isParsedAsDate([open(`export const x = (body, dueDate) => ${expression};`).module], "dueDate")).toBe(expected);
  });
});
