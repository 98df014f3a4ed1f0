import { isClass, walk } from "../ast/index.js";
import { FRAMEWORKS, findFrameworkExport, namesFramework } from "../catalogue/index.js";
import type { Framework } from "../catalogue/index.js";
import { findExport } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import { readController } from "./controller-endpoints.js";
import { readProcedure } from "./procedure-endpoints.js";
import { readRouteCalls } from "./router-endpoints.js";
import type { Endpoint } from "./types.js";

const ENDPOINTS = {};
const OPT_INS = {};
const NEEDED = {};

/** The endpoints that a module adds, in source order. Nothing in a module that names no framework. */
export function findEndpoints(project: Project, module: SourceModule): readonly Endpoint[] {
  const known = project.memo(ENDPOINTS, () => new WeakMap<SourceModule, readonly Endpoint[]>());
  let endpoints = known.get(module);
  if (!endpoints) known.set(module, (endpoints = readEndpoints(project, module)));
  return endpoints;
}

function readEndpoints(project: Project, module: SourceModule): Endpoint[] {
  if (!namesFramework(module.text)) return [];
  const endpoints: Endpoint[] = [];
  walk(module.program, (node) => {
    if (isClass(node)) endpoints.push(...readController(project, node, module));
    else if (node.type === "CallExpression") {
      const procedure = readProcedure(project, node, module);
      endpoints.push(...(procedure ? [procedure] : readRouteCalls(project, node, module)));
    }
  });
  return endpoints;
}

/** The files that may add endpoints, or say where schemas go: those that name a framework. */
export function findFrameworkFiles(project: Project): readonly string[] {
  return FRAMEWORKS.flatMap(({ marks }) => marks.flatMap((mark) => project.findMentioning(mark)));
}

/** Does the application document or serialise its responses: does it import what does, as a value, anywhere? */
export function hasOptedIn(project: Project, framework: Framework): boolean {
  const opted = project.memoPlain(OPT_INS, () => new Map<Framework, boolean>());
  let found = opted.get(framework);
  if (found === undefined) {
    const specifiers = Object.entries(framework.exports).flatMap(([specifier, names]) => (Object.values(names).some(({ is }) => is === "opt-in") ? [specifier] : []));
    found = specifiers.some((specifier) => project.getModulesNaming(specifier).some((module) => importsOptIn(project, module, specifier)));
    opted.set(framework, found);
  }
  return found;
}

function importsOptIn(project: Project, module: SourceModule, specifier: string): boolean {
  return module.program.body.some((statement) => {
    if (statement.type !== "ImportDeclaration" || statement.source.value !== specifier || statement.importKind === "type") return false;
    return statement.specifiers.some((item) => {
      if (item.type === "ImportSpecifier" && item.importKind === "type") return false;
      const name = item.type !== "ImportSpecifier" ? "default" : item.imported.type === "Identifier" ? item.imported.name : item.imported.value;
      const definition = findExport(project, specifier, module, name);
      return definition.kind === "external" && findFrameworkExport(specifier, definition.path)?.export.is === "opt-in";
    });
  });
}

/** Is what gives a framework's endpoints a place for responses in use? True for frameworks that need nothing. */
export function hasResponsePlace(project: Project, framework: Framework): boolean {
  const { needs } = framework;
  if (needs === undefined) return true;
  const used = project.memoPlain(NEEDED, () => new Map<string, boolean>());
  let found = used.get(needs);
  if (found === undefined) used.set(needs, (found = project.findNaming(needs).some((path) => project.getSource(path)?.specifiers.has(needs) === true)));
  return found;
}
