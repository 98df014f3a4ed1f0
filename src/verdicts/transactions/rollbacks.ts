import { findFunctionArgument, findProperty, getArguments, unwrap } from "../../ast/index.js";
import { getRole } from "../../catalogue/index.js";
import { isNothing } from "../../effects/index.js";
import type { Operation } from "../../effects/index.js";

/**
 * Does a rollback without an error make the call resolve that runs its callback: `semantics.md` §5? Its caller then takes
 * what was rolled back for done. Not of a nested transaction, and not where an option says otherwise, or may say so.
 */
export function isSilentRollback({ effect, receiver, call, library }: Operation): boolean {
  const { source } = receiver;
  const option = library.behaviour.rollbackResolvesUnless;
  if (effect !== "rollback" || option === undefined || source.kind !== "callback") return false;
  const [reason] = getArguments(call);
  if (reason && !isNothing(reason)) return false;
  if (source.parent?.kind === "callback" || getRole(receiver.role).kind !== "transaction" || findFunctionArgument(source.call)?.async !== true) return false;
  const options = getArguments(source.call)[1];
  const bare = options && unwrap(options);
  if (!bare) return true;
  return bare.type === "ObjectExpression" && bare.properties.every(({ type }) => type === "Property") && findProperty(bare, option) === undefined;
}
