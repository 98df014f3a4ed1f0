import { join } from "node:path";
import ts from "typescript";
import { createProject, createTypedFacts, createTypes } from "../../src/project/index.js";
import type { SourceModule, TypeProgram, Types } from "../../src/project/index.js";
import type { OpenProject } from "./project.js";
import { createTempProject } from "./temp-project.js";

export const TSCONFIG = JSON.stringify({
  compilerOptions: { target: "ES2022", module: "NodeNext", moduleResolution: "NodeNext", strict: true, skipLibCheck: true, experimentalDecorators: true, noEmit: true, types: [] },
  include: ["**/*.ts"],
});

/** A package of declarations in `node_modules`, as path and text. */
export function declarePackage(name: string, declarations: string): Readonly<Record<string, string>> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", types: "index.d.ts" }),
    [`node_modules/${name}/index.d.ts`]: declarations,
  };
}

/** A TypeScript program of some files of a folder, as a parser with types would have it. */
export function createProgram(root: string, paths: readonly string[]): TypeProgram {
  const { options } = ts.convertCompilerOptionsFromJson((JSON.parse(TSCONFIG) as { compilerOptions: object }).compilerOptions, root);
  return ts.createProgram(paths.map((path) => join(root, path)), options);
}

export interface TypedProject extends OpenProject {
  readonly types: Types;
}

/** A project on disk, as the analysis sees it with types, without a host. */
export function openTypedProject(files: Readonly<Record<string, string>>): TypedProject {
  const root = createTempProject({ "tsconfig.json": TSCONFIG, ...files });
  const sources = Object.keys(files).filter((path) => path.endsWith(".ts") && !path.startsWith("node_modules/"));
  const project = createProject(join(root, sources[0] ?? ""), root, undefined, true);
  const types = createTypes(project);
  types.setProgram(createProgram(root, sources));
  return {
    root,
    project,
    types,
    facts: createTypedFacts(project, types),
    getModule(path): SourceModule {
      const module = project.getModule(join(root, path));
      if (!module) throw new Error(`${path} is not there, or does not parse`);
      return module;
    },
  };
}
