import { getArguments, getEnclosingFunction, isCall, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode } from "../../ast/index.js";
import { getLibrary, getRole } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { classifyCallbackTiming, findConditions, findHandlePlaces, getHandleId, getRootId } from "../../effects/index.js";
import type { HandlePlace } from "../../effects/index.js";
import { getSourceChain } from "../../project/index.js";
import type { FactsProvider, FunctionRef, SourceModule } from "../../project/index.js";
import { findCallerInTransaction, findPassedArguments, HANDLE } from "../../states/index.js";
import type { AnalysisContext, UnitState } from "../../states/index.js";

/** A handle that is the caller's, and in scope by a parameter. */
export interface BorrowedHandle {
  /** The same id that `getHandleId` gives for the parameter. */
  readonly id: string;
  readonly place: HandlePlace;
  readonly fn: FunctionRef;
  readonly library: Library;
}

/** Callers of callers are asked this far up. */
const MAX_DEPTH = 4;

/** The handles that a call's surroundings were given, as far as they are there and not ended. Innermost first. */
export function findBorrowedHandles(context: AnalysisContext, call: CallNode, module: SourceModule, state: UnitState): readonly BorrowedHandle[] {
  const found: BorrowedHandle[] = [];
  for (let fn = getEnclosingFunction(call); fn; fn = findSurroundings(context.facts, fn, module)) {
    const ref: FunctionRef = { node: fn, module };
    for (const place of findHandlePlaces(context, ref)) {
      const [first] = place.roles;
      const id = getHandleId({ kind: "parameter", fn, index: place.index, path: place.path, module });
      if (!first || id === undefined || !isGivenAt(call, place, ref) || (state.handles.get(id) ?? HANDLE.open) !== HANDLE.open) continue;
      found.push({ id, place, fn: ref, library: getLibrary(first.role) });
    }
  }
  return found;
}

/** The function around one that its surroundings run in place. */
function findSurroundings(facts: FactsProvider, fn: FunctionNode, module: SourceModule): FunctionNode | undefined {
  const call = unwrapUp(fn).parent;
  const isRun = call && isCall(call) && getArguments(call).includes(unwrapUp(fn)) && classifyCallbackTiming(facts, call, fn, module) !== "later";
  return isRun ? getEnclosingFunction(fn) : undefined;
}

/** Can the handle be there at all where a call stands: not after `if (tx) return …`? */
function isGivenAt(call: CallNode, { index, path }: HandlePlace, fn: FunctionRef): boolean {
  const conditions = findConditions(call, fn);
  return conditions?.every((condition) => condition.isGiven || condition.index !== index || condition.path.join(".") !== path.join(".")) === true;
}

/**
 * Does a borrowed handle certainly carry a transaction: by a type that can be nothing else, or because a visible caller
 * passes an open one?
 */
export function carriesTransaction(context: AnalysisContext, { fn, place: { index, path, roles, isRequired } }: BorrowedHandle): boolean {
  if (isRequired && roles.every(({ role }) => getRole(role).isAlwaysHandle)) return true;
  return path.length === 0 && findCallerInTransaction(context, fn, index) !== undefined;
}

/**
 * Does a borrowed handle belong to a client? Its visible callers tell; where none does, a client that is the only one of
 * its library. Unknown counts as no.
 */
export function isOfClient(context: AnalysisContext, { fn, place, library }: BorrowedHandle, root: string): boolean {
  const roots = place.path.length === 0 ? findPassedRoots(context, fn, place.index) : new Set<string>();
  if (roots.size > 0) return roots.size === 1 && roots.has(root);
  if (root === `default:${library.id}`) return true;
  const made = findRoots(context, library);
  return made.size === 1 && made.has(root);
}

/** The clients of the handles that the visible callers of a function pass for a parameter. */
function findPassedRoots(context: AnalysisContext, fn: FunctionRef, index: number, depth = 0): Set<string> {
  const roots = new Set<string>();
  if (depth > MAX_DEPTH) return roots;
  for (const { value } of findPassedArguments(context, fn, index)) {
    if (value.kind !== "role") continue;
    const source = [...getSourceChain(value.source)].at(-1) ?? value.source;
    const passed = source.kind === "parameter" && source.path.length === 0 ? findPassedRoots(context, { node: source.fn, module: source.module }, source.index, depth + 1) : [getRootId(context.project, value)];
    for (const root of passed) if (root !== undefined) roots.add(root);
  }
  return roots;
}

/** The roots of the clients of a library that the project makes. */
function findRoots(context: AnalysisContext, library: Library): ReadonlySet<string> {
  const known = context.project.memo(findRoots, () => new Map<Library, ReadonlySet<string>>());
  let roots = known.get(library);
  if (!roots) known.set(library, (roots = searchRoots(context, library)));
  return roots;
}

function searchRoots({ project, facts }: AnalysisContext, library: Library): ReadonlySet<string> {
  const modules = new Set(library.modules.flatMap((specifier) => project.getModulesMentioning(specifier.replace(/\/?\*$/, ""))));
  const roots = new Set<string>();
  for (const module of modules) {
    walk(module.program, (node) => {
      if (node.type !== "NewExpression" && node.type !== "CallExpression") return;
      if (node.callee.type !== "Identifier") return;
      const value = facts.getValue(node, module);
      if (value.kind !== "role" || value.source.kind !== "created" || value.source.at !== node || getLibrary(value.role) !== library || getRole(value.role).kind !== "client") return;
      const root = getRootId(project, value);
      if (root !== undefined) roots.add(root);
    });
  }
  return roots;
}
