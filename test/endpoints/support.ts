import { join } from "node:path";
import { endOf, startOf, walk } from "../../src/ast/index.js";
import type { Node } from "../../src/ast/index.js";
import { classifyResponse, findEndpoints, findReplyCalls, findSchemaPositions } from "../../src/endpoints/index.js";
import type { Endpoint } from "../../src/endpoints/index.js";
import { createProject, createSyntacticFacts } from "../../src/project/index.js";
import type { Project, SourceModule } from "../../src/project/index.js";
import { DEFAULT_SETTINGS } from "../../src/settings.js";
import type { Settings } from "../../src/settings.js";
import { createTempProject } from "../support/temp-project.js";

/** A project on disk, and one of its modules. */
export function openProject(files: Readonly<Record<string, string>>, path = "src/app.ts"): { project: Project; module: SourceModule } {
  const root = createTempProject(files);
  const file = join(root, path);
  const project = createProject(file, root, [], true);
  const module = project.getModule(file);
  if (!module) throw new Error(`${path} does not parse`);
  return { project, module };
}

/** `GET /tasks missing` for every endpoint of the first module, in source order. */
export function describeEndpoints(files: Readonly<Record<string, string>>, settings: Settings = DEFAULT_SETTINGS): string[] {
  const { project, module } = openProject(files);
  const context = { project, facts: createSyntacticFacts(project), settings };
  return findEndpoints(project, module).map((endpoint) => `${nameOf(endpoint)} ${classifyResponse(context, endpoint).kind}`);
}

function nameOf({ methods, path }: Endpoint): string {
  return `${methods.join("|") || "ALL"} ${path ?? "?"}`;
}

/** The positions of the schema that is written after `const name = ` or `class name`, or of one of its fields. */
export function findPositions(files: Readonly<Record<string, string>>, name: string, field?: string): string[] {
  const { project, module } = openProject(files);
  let found: Node | undefined;
  walk(module.program, (node) => {
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.id.name === name) found = node.init ?? undefined;
    if (node.type === "ClassDeclaration" && node.id?.name === name) found = node;
  });
  if (!found) throw new Error(`${name} is not declared in ${module.text.slice(0, startOf(module.program))}`);
  return [...findSchemaPositions(project, { node: found, module }, field)].sort();
}

/** `Express task 201` for every value that the handlers of the first module send, in source order. */
export function describeReplies(files: Readonly<Record<string, string>>, path?: string): string[] {
  const { project, module } = openProject(files, path);
  const context = { project, facts: createSyntacticFacts(project), settings: DEFAULT_SETTINGS };
  return findReplyCalls(context, module).map(({ framework, value, status = 200 }) => `${framework} ${module.text.slice(startOf(value), endOf(value))} ${status}`);
}
