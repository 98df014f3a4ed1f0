import { join } from "node:path";
import { isCall, walk } from "../../src/ast/index.js";
import type { CallNode, Node } from "../../src/ast/index.js";
import { createProject, createSyntacticFacts } from "../../src/project/index.js";
import type { FactsProvider, Project, SourceModule } from "../../src/project/index.js";
import type { WrapperSettings } from "../../src/settings.js";
import { createTempProject } from "./temp-project.js";

export interface OpenProject {
  readonly root: string;
  readonly project: Project;
  readonly facts: FactsProvider;
  /** The module at a path of the project; a path that is not there fails the test. */
  readonly getModule: (path: string) => SourceModule;
}

/** A project on disk, as the analysis sees it, without a host. `from` is the file that is linted. */
export function openProject(files: Readonly<Record<string, string>>, from: string, configured?: readonly string[], wrappers?: readonly WrapperSettings[]): OpenProject {
  const root = createTempProject(files);
  const project = createProject(join(root, from), root, configured, true, wrappers);
  return {
    root,
    project,
    facts: createSyntacticFacts(project),
    getModule(path) {
      const module = project.getModule(join(root, path));
      if (!module) throw new Error(`${path} is not there, or does not parse`);
      return module;
    },
  };
}

/** The first call in a module whose text begins so. */
export function findCall(module: SourceModule, text: string): CallNode {
  const found = findNode(module, (node) => isCall(node) && module.text.startsWith(text, (node as { start?: number }).start));
  if (!found || !isCall(found)) throw new Error(`no call begins with ${text}`);
  return found;
}

function findNode(module: SourceModule, matches: (node: Node) => boolean): Node | undefined {
  let found: Node | undefined;
  walk(module.program, (node) => {
    if (!found && matches(node)) found = node;
    return !found;
  });
  return found;
}
