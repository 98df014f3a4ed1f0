import { readFileSync } from "node:fs";
import { createProject } from "../../src/project/index.js";
import type { Project, SourceModule } from "../../src/project/index.js";
import { readClasses } from "../../src/schemas/read-classes.js";
import { readJsonSchemas } from "../../src/schemas/read-json.js";
import { readObjects } from "../../src/schemas/read-objects.js";
import type { Field, ObjectSchema, RunContext } from "../../src/schemas/index.js";
import { createTempProject } from "../support/temp-project.js";

export interface Opened {
  readonly project: Project;
  readonly module: SourceModule;
  readonly context: RunContext;
  readonly schemas: readonly ObjectSchema[];
}

/** Reads the schemas of `schemas.ts` beside other files. */
export function openSchemas(text: string, others: Readonly<Record<string, string>> = {}, settings: Partial<RunContext> = {}): Opened {
  const root = createTempProject({ "schemas.ts": text, ...others });
  const project = createProject(`${root}/schemas.ts`, root, undefined, true);
  const module = project.openModule(`${root}/schemas.ts`, readFileSync(`${root}/schemas.ts`, "utf8"), () => {
    throw new Error("The parser of this machine is missing.");
  });
  if (!module) throw new Error("The text does not parse.");
  return read(project, module, settings);
}

export function read(project: Project, module: SourceModule, settings: Partial<RunContext> = {}): Opened {
  const context: RunContext = { project, normalizers: { zeroToNull: undefined, datetime: undefined }, isDecoded: () => false, ...settings };
  return { project, module, context, schemas: [...readObjects(context, module), ...readClasses(context, module), ...readJsonSchemas(context, module)] };
}

/** The only field of a text that holds one schema with one field. */
export function readField(text: string, others?: Readonly<Record<string, string>>, settings?: Partial<RunContext>): Opened & { readonly field: Field } {
  const opened = openSchemas(text, others, settings);
  const [field] = opened.schemas.flatMap(({ fields }) => fields);
  if (!field) throw new Error("No field was read.");
  return { ...opened, field };
}
