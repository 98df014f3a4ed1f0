import { resolve } from "node:path";
import type { Rule } from "eslint";
import { getParserFailure, isSourceFile, linkParents } from "./ast/index.js";
import type { Program } from "./ast/index.js";
import { createProject, createSyntacticFacts, createTypedFacts, createTypes, isConcerned, isTypeProgram } from "./project/index.js";
import type { FactsProvider, Project, SourceModule, Subject, TypeProgram, Types } from "./project/index.js";
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

/** A file that the host lints, parsed when a rule has something to ask of it. */
interface OpenFile {
  readonly project: Project;
  readonly path: string;
  getFile(): LintedFile | undefined;
}

const files = new WeakMap<object, Map<Settings, OpenFile | undefined>>();
const projects = new Map<string, Project>();

/**
 * The linted file of a rule context; `undefined` when nothing of the rule's subject can be in it, or when it does not
 * parse: the host says why, we stay silent.
 */
export function getLintedFile(context: Rule.RuleContext, subject: Subject): LintedFile | undefined {
  const settings = readSettings(context.settings);
  const bySettings = files.get(context.sourceCode) ?? new Map<Settings, OpenFile | undefined>();
  files.set(context.sourceCode, bySettings);
  if (!bySettings.has(settings)) bySettings.set(settings, openFile(context, settings));
  const open = bySettings.get(settings);
  return open && isConcerned(open.project, open.path, subject) ? open.getFile() : undefined;
}

function openFile(context: Rule.RuleContext, settings: Settings): OpenFile | undefined {
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
  const program = (sourceCode.parserServices as { readonly program?: unknown } | undefined)?.program;
  const types = isTypeProgram(program) ? program : undefined;
  const project = getProject(path, cwd, settings, failure === undefined, types !== undefined);
  project.openSource(path, sourceCode.text);
  let file: LintedFile | undefined | null = null;
  return { project, path, getFile: () => (file === null ? (file = createFile(context, path, project, types, settings)) : file) };
}

function createFile({ sourceCode, cwd }: Rule.RuleContext, path: string, project: Project, types: TypeProgram | undefined, settings: Settings): LintedFile | undefined {
  const facts = types ? getTypedFacts(project, types) : getFacts(project);
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
    facts,
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

const typedFacts = new WeakMap<Project, { readonly types: Types; readonly facts: FactsProvider }>();

function getTypedFacts(project: Project, program: TypeProgram): FactsProvider {
  let found = typedFacts.get(project);
  if (!found) {
    const types = createTypes(project);
    typedFacts.set(project, (found = { types, facts: createTypedFacts(project, types) }));
  }
  found.types.setProgram(program);
  return found.facts;
}

/**
 * Projects live as long as the process: one per folder and settings, and another for files that are linted with types, so
 * that what types tell of one file says nothing about those that have none.
 */
function getProject(path: string, cwd: string, settings: Settings, canParse: boolean, hasTypes: boolean): Project {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")));
  const kind = hasTypes ? "typed" : "";
  const wrappers = settings.transactions.length > 0 ? JSON.stringify(settings.transactions) : "";
  const key = `${kind}:${settings.project.length > 0 ? cwd : folder}\0${settings.project.join("\0")}\0${wrappers}`;
  let project = projects.get(key);
  if (!project) {
    const created = createProject(path, cwd, settings.project, canParse, settings.transactions);
    const rootKey = `root:${kind}:${created.key}\0${wrappers}`;
    project = projects.get(rootKey) ?? created;
    projects.set(rootKey, project);
    projects.set(key, project);
  }
  return project;
}
