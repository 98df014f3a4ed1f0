import { endOf, getCallee, getEnclosingFunction, getMember, isCall, isFunction, startOf, unwrap, walk } from "../../ast/index.js";
import type { CallNode, Node, NodeOf } from "../../ast/index.js";
import type { SideEffectKind } from "../../catalogue/index.js";
import { createSideEffects, getOperation, isEnd, isRecovery, sideEffectHappensIn } from "../../effects/index.js";
import type { SideEffects } from "../../effects/index.js";
import { getOnlyTarget, isElementCall } from "../../project/index.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import type { Settings } from "../../settings.js";
import { getSummaries, getUnitOfWorkRecord, HANDLE, isTopLevel } from "../../states/index.js";
import type { AnalysisContext, UnitOfWorkRecord, UnitState } from "../../states/index.js";

/** An effect outside the database while a transaction is open. */
export interface OpenSideEffect {
  readonly call: CallNode;
  readonly kind: SideEffectKind;
  /** The functions through which the call gets there, and the call at their end; empty when it is the effect itself. */
  readonly chain: readonly string[];
  /** The library whose transaction is open; `undefined` for one that a decorator begins. */
  readonly library: string | undefined;
}

export interface SideEffectContext extends AnalysisContext {
  readonly settings: Settings;
}

/** The side effects of a project's functions under some settings, shared by all files. */
function getSideEffects({ project, facts, settings }: SideEffectContext): SideEffects {
  const bySettings = project.memo(getSideEffects, () => new WeakMap<Settings, SideEffects>());
  let found = bySettings.get(settings);
  if (!found) bySettings.set(settings, (found = createSideEffects(project, facts, getSummaries({ project, facts }), settings)));
  return found;
}

/** Every effect outside the database that a module has while one of its transactions is open on all paths. */
export function findOpenSideEffects(context: SideEffectContext, module: SourceModule): readonly OpenSideEffect[] {
  const record = getUnitOfWorkRecord(context, module);
  const effects: OpenSideEffect[] = [];
  for (const [call, state] of record.states) {
    const open = findOpen(record, state);
    const found = open && judgeCall(context, call, module, record);
    if (found) effects.push({ call, library: open.library, ...found });
  }
  return effects;
}

function findOpen(record: UnitOfWorkRecord, state: UnitState): { readonly library: string | undefined } | undefined {
  for (const [id, bits] of state.handles) if (bits === HANDLE.open) return { library: record.transactions.get(id)?.library.name };
  return undefined;
}

function judgeCall(context: SideEffectContext, call: CallNode, module: SourceModule, record: UnitOfWorkRecord): Pick<OpenSideEffect, "kind" | "chain"> | undefined {
  // What runs when something has failed tells somebody, on the way to the rollback.
  const fn = getEnclosingFunction(call);
  if (!fn || isRecovery(call, fn, ({ body }) => rollsBack(context, body, module))) return undefined;
  if (isOutboxRelay(call, module)) return undefined;
  const sideEffects = getSideEffects(context);
  const kind = sideEffects.findEffect(call, module);
  if (kind !== undefined) return { kind, chain: [] };
  const callee = context.facts.getCallee(call, module);
  const target = getOnlyTarget(callee);
  if (!target || sideEffects.isAllowed(call, module, [target]) || endsTransaction(context, target)) return undefined;
  const found = sideEffects.getEffects(target).find((effect) => {
    // A closure is read where it is called: its own effects are reported.
    const state = isTopLevel(target.node) || effect.module !== module ? undefined : record.states.get(effect.call);
    return !(state && findOpen(record, state)) && sideEffectHappensIn(context.facts, effect, { call, module, target });
  });
  return found && { kind: found.kind, chain: found.chain };
}

/** `for (const row of await tx.select().from(outbox)) await publish(row)`: sending what the transaction has locked for it is what an outbox is for. */
function isOutboxRelay(call: CallNode, module: SourceModule): boolean {
  for (let node: Node = call, parent: Node | null | undefined = node.parent; parent; node = parent, parent = node.parent) {
    const list = parent.type === "ForOfStatement" && node === parent.body ? parent.right : isFunction(node) && isCall(parent) && isElementCall(parent) ? getMember(getCallee(parent))?.object : undefined;
    if (list && namesOutbox(list, module)) return true;
  }
  return false;
}

function namesOutbox(list: Node, module: SourceModule): boolean {
  const bare = unwrap(list);
  const declaration = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare)?.declaration : undefined;
  const nodes = [bare, ...(declaration?.type === "VariableDeclarator" ? [declaration] : [])];
  return nodes.some((node) => /outbox/i.test(module.text.slice(startOf(node), endOf(node))));
}

/** Does a `catch` give the transaction up: by throwing, or by its rollback? */
function rollsBack({ facts }: AnalysisContext, body: NodeOf<"BlockStatement">, module: SourceModule): boolean {
  if (body.body.at(-1)?.type === "ThrowStatement") return true;
  let isRolledBack = false;
  walk(body, (node) => {
    if (isRolledBack || isFunction(node)) return false;
    const effect = isCall(node) ? getOperation(facts, node, module)?.effect : undefined;
    isRolledBack = effect === "rollback" || effect === "rollback-throw" || effect === "release";
    return undefined;
  });
  return isRolledBack;
}

/** May a function end a transaction that its caller holds? Then nobody knows on which side of the end its effects are. */
function endsTransaction(context: AnalysisContext, fn: FunctionRef): boolean {
  return getSummaries(context).getSummary(fn).effects.some(({ effect, subject }) => isEnd(effect) && subject.kind !== "own");
}
