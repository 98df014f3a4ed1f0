import { resolve } from "node:path";
import type { Rule } from "eslint";
import { getParserFailure, isSourceFile, linkParents } from "./ast/index.js";
import type { Program } from "./ast/index.js";
import { createProject, createSyntacticFacts } from "./project/index.js";
import type { FactsProvider, Project, SourceModule } from "./project/index.js";
import { readSettings } from "./settings.js";
import type { Settings } from "./settings.js";
import { warnOnce } from "./warn.js";

/** What every rule gets: the linted module within its project. Shared by all rules of one file. */
export interface LintedFile {
  readonly module: SourceModule;
  readonly project: Project;
  readonly facts: FactsProvider;
  readonly settings: Settings;
  /** Path relative to the working directory, with forward slashes, for globs and messages. */
  readonly path: string;
  /** Computes a result once per file; `key` is the function or object that names it. */
  memo<T>(key: object, compute: () => T): T;
}

const files = new WeakMap<object, Map<Settings, LintedFile | undefined>>();
const projects = new Map<string, Project>();

/** The linted file of a rule context; `undefined` when it does not parse: the host says why, we stay silent. */
export function getLintedFile(context: Rule.RuleContext): LintedFile | undefined {
  const settings = readSettings(context.settings);
  const bySettings = files.get(context.sourceCode) ?? new Map<Settings, LintedFile | undefined>();
  files.set(context.sourceCode, bySettings);
  if (!bySettings.has(settings)) bySettings.set(settings, openFile(context, settings));
  return bySettings.get(settings);
}

function openFile(context: Rule.RuleContext, settings: Settings): LintedFile | undefined {
  const { sourceCode, cwd } = context;
  const path = resolve(cwd, context.physicalFilename);
  const failure = getParserFailure();
  if (failure !== undefined) {
    warnOnce(
      `the native parser could not be loaded (${failure}). Each file is analysed on its own: findings that need other files are missing. ` +
        "Reinstall on this machine with optional dependencies (npm install --include=optional).",
    );
  }
  if (!isSourceFile(path) && failure === undefined) return undefined;
  const project = getProject(path, cwd, settings, failure === undefined);
  const module = project.openModule(path, sourceCode.text, () => {
    const program = sourceCode.ast as unknown as Program;
    linkParents(program);
    return program;
  });
  if (!module) return undefined;
  const memory = new Map<object, unknown>();
  return {
    module,
    project,
    facts: getFacts(project),
    settings,
    path: path.startsWith(cwd) ? path.slice(cwd.length).replaceAll("\\", "/").replace(/^\//, "") : path,
    memo<T>(key: object, compute: () => T): T {
      if (!memory.has(key)) memory.set(key, compute());
      return memory.get(key) as T;
    },
  };
}

const facts = new WeakMap<Project, FactsProvider>();

function getFacts(project: Project): FactsProvider {
  let found = facts.get(project);
  if (!found) facts.set(project, (found = createSyntacticFacts(project)));
  return found;
}

/** Projects live as long as the process: one per folder and settings. */
function getProject(path: string, cwd: string, settings: Settings, canParse: boolean): Project {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")));
  const key = `${settings.project.length > 0 ? cwd : folder}\0${settings.project.join("\0")}`;
  let project = projects.get(key);
  if (!project) {
    const created = createProject(path, cwd, settings.project, canParse);
    const rootKey = `root:${created.key}`;
    project = projects.get(rootKey) ?? created;
    projects.set(rootKey, project);
    projects.set(key, project);
  }
  return project;
}
