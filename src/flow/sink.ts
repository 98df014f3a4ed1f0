import { isCall, unwrap } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import type { Exits } from "./types.js";

/** Where control goes when it leaves a piece of code other than by its end. */
export interface Sink<S> {
  thrown: S | undefined;
  returned: S | undefined;
  readonly breaks: Map<string, S>;
  readonly continues: Map<string, S>;
}

/** The label of a `break` or `continue` without one. */
export const NEAREST = "";

export function createSink<S>(): Sink<S> {
  return { thrown: undefined, returned: undefined, breaks: new Map(), continues: new Map() };
}

/** Adds a state to those that leave by a label. */
export function addExit<S>(states: Map<string, S>, label: string, state: S, join: (a: S, b: S) => S): void {
  const known = states.get(label);
  states.set(label, known === undefined ? state : join(known, state));
}

export function isExits<S>(result: S | Exits<S>): result is Exits<S> {
  return typeof result === "object" && result !== null && "normal" in result && "thrown" in result;
}

/** Calls, and awaiting what is no call: of an awaited call, the call is the point that throws. */
export function canThrow(node: Node): boolean {
  if (node.type === "AwaitExpression") return !isMadeHere(node.argument);
  return isCall(node) || node.type === "YieldExpression" || node.type === "ImportExpression";
}

/** Is a value that of a call which is made right here, on every path that makes it a promise? */
function isMadeHere(node: Node): boolean {
  const bare = unwrap(node);
  if (bare.type === "ConditionalExpression") return isMadeHere(bare.consequent) && isMadeHere(bare.alternate);
  if (bare.type === "LogicalExpression" && bare.operator === "&&") return isMadeHere(bare.right);
  return isCall(bare) || bare.type === "Literal";
}
