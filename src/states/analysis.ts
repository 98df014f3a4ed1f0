import { isFunction, walk } from "../ast/index.js";
import type { CallNode, FunctionNode } from "../ast/index.js";
import { debug, isDebugging } from "../debug.js";
import { createSummaries, getAmbientId, isTransactional } from "../effects/index.js";
import type { Summaries } from "../effects/index.js";
import { interpret, interpretStatements } from "../flow/index.js";
import { canReachLibrary, explainUnknownCall } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import { EMPTY, HANDLE, setHandle } from "./lattice.js";
import type { UnitState } from "./lattice.js";
import type { Settings } from "../settings.js";
import { UnitOfWorkFlow } from "./unit-of-work.js";
import type { UnitOfWorkRecord } from "./unit-of-work.js";

/** What every question about transactions needs: a linted file has both. */
export interface AnalysisContext {
  readonly project: Project;
  readonly facts: FactsProvider;
  /** What the user says of clients that no syntax tells. */
  readonly settings?: Pick<Settings, "ambient">;
}

/** The summaries of a project's functions, shared by all files. */
export function getSummaries({ project, facts }: AnalysisContext): Summaries {
  return project.memo(getSummaries, () => createSummaries(project, facts));
}

/** The states and verdicts of one module: every function of it is read once as it is called from outside. */
export function getUnitOfWorkRecord(context: AnalysisContext, module: SourceModule): UnitOfWorkRecord {
  const records = context.project.memo(getUnitOfWorkRecord, () => new WeakMap<SourceModule, UnitOfWorkRecord>());
  let record = records.get(module);
  if (!record) records.set(module, (record = analyse(context, module)));
  return record;
}

/** The state in which a call is made, over all paths that lead to it; `undefined` for code that nothing reaches. */
export function getStateAt(context: AnalysisContext, call: CallNode, module: SourceModule): UnitState | undefined {
  return getUnitOfWorkRecord(context, module).states.get(call);
}

/** Silence is to be explained to whoever asks: `DEBUG=unit-of-work`. */
function explainUnknownCalls({ project, facts }: AnalysisContext, module: SourceModule, record: UnitOfWorkRecord): void {
  for (const call of record.states.keys()) {
    const reason = explainUnknownCall(project, facts, call, module);
    if (reason !== undefined) debug(reason);
  }
}

function analyse(context: AnalysisContext, module: SourceModule): UnitOfWorkRecord {
  const record: UnitOfWorkRecord = { states: new Map(), transactions: new Map(), accesses: new Map(), keyReads: new Map(), returns: new Map(), visited: new Set(), exits: new Map(), detached: new Set(), givenBack: new Map(), handed: new Set() };
  if (!canReachLibrary(context.project, module.path)) return record;
  const flow = new UnitOfWorkFlow(context.project, context.facts, getSummaries(context), module, record);
  interpretStatements(module.program.body, EMPTY, flow);
  const functions: FunctionNode[] = [];
  walk(module.program, (node) => {
    if (isFunction(node)) functions.push(node);
  });
  // Outermost first: a closure that its surroundings run has been read with their state by then.
  for (const fn of functions) {
    if (record.visited.has(fn)) continue;
    record.detached.add(fn);
    interpret(fn, getInitialState(context, { node: fn, module }), flow);
  }
  if (isDebugging()) explainUnknownCalls(context, module, record);
  return record;
}

/** In the body of a method that a decorator runs in a transaction, one is open that has no name. */
function getInitialState({ project }: AnalysisContext, fn: FunctionRef): UnitState {
  return isTransactional(project, fn) ? setHandle(EMPTY, getAmbientId(fn), HANDLE.open) : EMPTY;
}
