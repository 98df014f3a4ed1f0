import type { CallNode, FunctionNode, Node } from "../ast/index.js";

/** How often, and when, a function that is given to a call runs. */
export type CallbackTiming =
  /** Exactly once before the call completes: a transaction's callback. */
  | "once"
  /** Any number of times before the call completes: `forEach`, `map`. */
  | "repeatedly"
  /** Some time after: a timer, an event, or nobody knows. What it does has no effect on the states here. */
  | "later";

/** The states with which a piece of code can be left; an absent one cannot happen. */
export interface Exits<S> {
  /** Fell off the end, or returned. */
  readonly normal: S | undefined;
  readonly thrown: S | undefined;
}

/**
 * A forward may-analysis: the lattice and the transfer function. States are immutable values; `join` is the least upper
 * bound, and chains of joins must be finite.
 */
export interface FlowAnalysis<S> {
  join(a: S, b: S): S;
  equals(a: S, b: S): boolean;
  /**
   * The state after a node was evaluated; its children were evaluated before. Called for every expression, declarator,
   * `return` and loop binding; never for the target of an assignment. What may throw, throws with the state before the node,
   * unless `thrown` says otherwise.
   */
  transfer(node: Node, state: S): S | Exits<S>;
  /** The state when a condition turned out true or false; `undefined` when it cannot. */
  refine?(test: Node, outcome: boolean, state: S): S | undefined;
  /** Is a value certainly there, so that an optional chain does not end at it? */
  isPresent?(node: Node): boolean;
  /** When a function runs that is an argument of a call. */
  classifyCallback(call: CallNode, fn: FunctionNode): CallbackTiming;
  /** The state in which a callback begins, and what its end means for the call: a transaction commits, or rolls back. */
  enterCallback?(call: CallNode, fn: FunctionNode, state: S): S;
  leaveCallback?(call: CallNode, fn: FunctionNode, exits: Exits<S>): Exits<S>;
  /** The state in which a handler of errors begins: a `catch` clause, or what `.catch(…)` is given. */
  enterHandler?(handler: Node, state: S): S;
  /** The state in which a function begins that runs some time later: what is open here may long be closed by then. */
  enterLater?(fn: FunctionNode, state: S): S;
  /** The state after what a `using` declarator holds was disposed of, at the end of its scope. It can throw, as a call can. */
  dispose?(declarator: Node, state: S): S | Exits<S>;
  /** Does a call certainly never return, because what it runs throws or ends the process? */
  neverReturns?(call: CallNode): boolean;
  /** Called when a function's body is about to be read, and when it has been: with the states in which it is left. */
  enterFunction?(fn: FunctionNode): void;
  leaveFunction?(fn: FunctionNode, exits: Exits<S>): void;
  /** The local function that a call runs, when its body should be read as if it stood here. */
  findInlined?(call: CallNode): FunctionNode | undefined;
}
