import { forEachChild, getArguments, getEnclosingClass, isCall, isFunction, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { isReference } from "../scope/index.js";
import { findHeldFunctions, findPromiseChain, isFloating, isProcessExit } from "./functions.js";
import { canThrow, createSink, isExits } from "./sink.js";
import type { Sink } from "./sink.js";
import { MAX_ROUNDS, StatementInterpreter } from "./statements.js";
import type { Exits, FlowAnalysis } from "./types.js";

/** Local functions that call local functions are read this deep. */
const MAX_INLINED = 6;

/**
 * Runs an analysis over the body of a function: a structural abstract interpreter. Loops run to a fixpoint, `finally`
 * once for each way into it, callbacks by what their callee does with them.
 */
export function interpret<S>(fn: FunctionNode, initial: S, analysis: FlowAnalysis<S>): Exits<S> {
  return new Interpreter(analysis).runFunction(fn, initial);
}

/** The same for the top level of a module. */
export function interpretStatements<S>(statements: readonly Node[], initial: S, analysis: FlowAnalysis<S>): Exits<S> {
  return new Interpreter(analysis).runStatements(statements, initial);
}

class Interpreter<S> extends StatementInterpreter<S> {
  private readonly inlined: FunctionNode[] = [];
  /** The states of optional chains that ended early, innermost chain last. */
  private readonly skipped: (S | undefined)[] = [];
  /** What the first promise of the chain that was read last left behind. */
  private head: Exits<S> | undefined;

  runFunction(fn: FunctionNode, initial: S): Exits<S> {
    this.analysis.enterFunction?.(fn);
    const exits = this.body(fn, initial);
    this.analysis.leaveFunction?.(fn, exits);
    return exits;
  }

  private body(fn: FunctionNode, initial: S): Exits<S> {
    const sink = createSink<S>();
    let state: S | undefined = initial;
    for (const parameter of fn.params) state = this.pattern(parameter, state, sink);
    const owner = isConstructor(fn) ? getEnclosingClass(fn) : undefined;
    if (owner && !owner.superClass) state = this.fields(owner, state, sink);
    if (!fn.body) return { normal: state, thrown: sink.thrown };
    if (fn.body.type === "BlockStatement") {
      state = this.statement(fn.body, state, sink);
    } else {
      state = this.expression(fn.body, state, sink);
    }
    return { normal: this.join(state, sink.returned), thrown: sink.thrown };
  }

  runStatements(statements: readonly Node[], initial: S): Exits<S> {
    const sink = createSink<S>();
    const state = this.sequence(statements, initial, sink);
    return { normal: this.join(state, sink.returned), thrown: sink.thrown };
  }

  protected override declarator(node: Extract<Node, { type: "VariableDeclarator" }>, state: S | undefined, sink: Sink<S>): S | undefined {
    if (!node.init) return state;
    const value = this.expression(node.init, state, sink);
    return this.pattern(node.id, this.transfer(node, value, sink), sink);
  }

  protected override pattern(node: Node, state: S | undefined, sink: Sink<S>): S | undefined {
    switch (node.type) {
      case "AssignmentPattern":
        return this.pattern(node.left, this.join(state, this.expression(node.right, state, sink)), sink);
      case "ObjectPattern":
        return node.properties.reduce<S | undefined>((current, property) => {
          const keyed = property.type === "Property" && property.computed ? this.expression(property.key, current, sink) : current;
          return this.pattern(property.type === "Property" ? property.value : property.argument, keyed, sink);
        }, state);
      case "ArrayPattern":
        return node.elements.reduce<S | undefined>((current, element) => (element ? this.pattern(element, current, sink) : current), state);
      case "RestElement":
        return this.pattern(node.argument, state, sink);
      case "TSParameterProperty":
        return this.pattern(node.parameter, state, sink);
      case "MemberExpression":
        return this.target(node, state, sink);
      default:
        return state;
    }
  }

  /** Evaluates what an assignment's target needs, but does not read the target. */
  private target(node: Node, state: S | undefined, sink: Sink<S>): S | undefined {
    const bare = unwrap(node);
    if (bare.type !== "MemberExpression") return this.pattern(bare, state, sink);
    const object = this.expression(bare.object, state, sink);
    return bare.computed ? this.expression(bare.property, object, sink) : object;
  }

  protected override condition(node: Node, state: S | undefined, sink: Sink<S>): [S | undefined, S | undefined] {
    if (state === undefined) return [undefined, undefined];
    const bare = unwrap(node);
    if (bare.type === "UnaryExpression" && bare.operator === "!") {
      const [yes, no] = this.condition(bare.argument, state, sink);
      return [no, yes];
    }
    if (bare.type === "LogicalExpression" && bare.operator !== "??") {
      const [yes, no] = this.condition(bare.left, state, sink);
      if (bare.operator === "&&") {
        const [both, notRight] = this.condition(bare.right, yes, sink);
        return [both, this.join(no, notRight)];
      }
      const [right, neither] = this.condition(bare.right, no, sink);
      return [this.join(yes, right), neither];
    }
    const after = this.expression(node, state, sink);
    if (after === undefined) return [undefined, undefined];
    if (bare.type === "Literal") return bare.value ? [after, undefined] : [undefined, after];
    return [this.refine(bare, true, after), this.refine(bare, false, after)];
  }

  private refine(test: Node, outcome: boolean, state: S): S | undefined {
    return this.analysis.refine ? this.analysis.refine(unwrap(test), outcome, state) : state;
  }

  protected override expression(node: Node, state: S | undefined, sink: Sink<S>): S | undefined {
    if (state === undefined) return undefined;
    switch (node.type) {
      case "Identifier":
        return isReference(node) ? this.transfer(node, state, sink) : state;
      case "LogicalExpression":
      case "ConditionalExpression": {
        if (node.type === "ConditionalExpression") {
          const [yes, no] = this.condition(node.test, state, sink);
          return this.join(this.expression(node.consequent, yes, sink), this.expression(node.alternate, no, sink));
        }
        if (node.operator === "??") {
          const left = this.expression(node.left, state, sink);
          return this.join(left, this.expression(node.right, left, sink));
        }
        const [yes, no] = this.condition(node.left, state, sink);
        const right = this.expression(node.right, node.operator === "&&" ? yes : no, sink);
        return this.join(right, node.operator === "&&" ? no : yes);
      }
      case "ChainExpression": {
        this.skipped.push(undefined);
        const end = this.expression(node.expression, state, sink);
        return this.transfer(node, this.join(end, this.skipped.pop()), sink);
      }
      case "MemberExpression": {
        let object = this.expression(node.object, state, sink);
        if (node.optional) {
          // `a?.b` asks for `a`.
          if (object !== undefined && this.analysis.isPresent?.(node.object) !== true) this.skip(true, this.refine(node.object, false, object));
          object = object === undefined ? undefined : this.refine(node.object, true, object);
        }
        return this.transfer(node, node.computed ? this.expression(node.property, object, sink) : object, sink);
      }
      case "AssignmentExpression": {
        // Of a pattern, the value comes first; of a member, its object.
        if (node.left.type === "ObjectPattern" || node.left.type === "ArrayPattern") {
          return this.transfer(node, this.pattern(node.left, this.expression(node.right, state, sink), sink), sink);
        }
        const target = node.operator === "=" ? this.target(node.left, state, sink) : this.expression(node.left, state, sink);
        const value = this.expression(node.right, target, sink);
        const isConditional = node.operator === "??=" || node.operator === "||=" || node.operator === "&&=";
        return this.join(this.transfer(node, value, sink), isConditional ? target : undefined);
      }
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        // Nobody runs it here; a call that receives it decides otherwise.
        return state;
      case "ClassExpression":
        return this.class(node, state, sink);
      case "YieldExpression": {
        const handed = node.argument ? this.expression(node.argument, state, sink) : state;
        // Who takes the values may stop here: the rest never runs, but for `finally`.
        sink.returned = this.join(sink.returned, handed);
        return this.transfer(node, handed, sink);
      }
      default:
        if (isCall(node)) return this.call(node, state, sink);
        return this.transfer(node, this.children(node, state, sink), sink);
    }
  }

  private skip(isOptional: boolean, state: S | undefined): void {
    if (isOptional && this.skipped.length > 0) this.skipped.push(this.join(this.skipped.pop(), state));
  }

  private children(node: Node, initial: S | undefined, sink: Sink<S>): S | undefined {
    let state = initial;
    forEachChild(node, (child) => {
      if (child.type.startsWith("TS") && unwrap(child) === child) return;
      if (isFunction(child)) return;
      state = this.expression(child, state, sink);
    });
    return state;
  }

  private call(node: CallNode, initial: S, sink: Sink<S>): S | undefined {
    const chain = this.promiseChain(node, initial, sink);
    if (chain) return chain.state;
    let state: S | undefined = initial;
    if (node.type === "TaggedTemplateExpression") {
      state = this.expression(node.tag, state, sink);
    } else {
      state = isFunction(unwrap(node.callee)) ? state : this.expression(node.callee, state, sink);
      if (node.type === "CallExpression") this.skip(node.optional, state);
    }
    const functions: FunctionNode[] = [];
    for (const argument of getArguments(node)) {
      const bare = unwrap(argument);
      if (isFunction(bare)) functions.push(bare);
      else state = this.expression(argument, state, sink);
      // Functions in an options object or an array run later, as far as anybody knows.
      if (state !== undefined && (bare.type === "ObjectExpression" || bare.type === "ArrayExpression")) for (const fn of findHeldFunctions(bare)) this.runLater(fn, state);
    }
    for (const fn of functions) state = this.callback(node, fn, state, sink);
    const callee = node.type === "TaggedTemplateExpression" ? undefined : unwrap(node.callee);
    const isImmediate = callee !== undefined && isFunction(callee);
    state = this.inline(isImmediate ? callee : this.analysis.findInlined?.(node), isImmediate && isFloating(node), state, sink);
    if (callee?.type === "Super") state = this.fields(getEnclosingClass(node), state, sink);
    if (isProcessExit(node)) {
      this.apply(node, state, sink);
      return undefined;
    }
    const after = this.transfer(node, state, sink);
    return this.analysis.neverReturns?.(node) === true ? undefined : after;
  }

  /** Reads the body of a function as if it stood where it is called. */
  private inline(target: FunctionNode | undefined, isDropped: boolean, state: S | undefined, sink: Sink<S>): S | undefined {
    // A generator that is called has not begun.
    if (!target || state === undefined || target.generator || this.inlined.includes(target) || this.inlined.length >= MAX_INLINED) return state;
    this.inlined.push(target);
    const exits = this.runFunction(target, state);
    this.inlined.pop();
    if (isDropped && target.async) return state;
    sink.thrown = this.join(sink.thrown, exits.thrown);
    return exits.normal;
  }

  private runLater(fn: FunctionNode, state: S): void {
    this.runFunction(fn, this.analysis.enterLater?.(fn, state) ?? state);
  }

  private callback(call: CallNode, fn: FunctionNode, state: S | undefined, sink: Sink<S>): S | undefined {
    if (state === undefined) return undefined;
    const timing = this.analysis.classifyCallback(call, fn);
    const run = (from: S): Exits<S> => {
      const exits = this.runFunction(fn, this.analysis.enterCallback?.(call, fn, from) ?? from);
      return this.analysis.leaveCallback?.(call, fn, exits) ?? exits;
    };
    if (timing === "later") {
      this.runLater(fn, state);
      return state;
    }
    let exits = run(state);
    if (timing === "once") {
      sink.thrown = this.join(sink.thrown, exits.thrown);
      return exits.normal;
    }
    let head = state;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      sink.thrown = this.join(sink.thrown, exits.thrown);
      const next = this.join(head, exits.normal) ?? head;
      if (this.analysis.equals(next, head)) break;
      head = next;
      exits = run(head);
    }
    return head;
  }

  /** The handlers see what the promise's expression left behind. */
  private promiseChain(node: CallNode, initial: S, sink: Sink<S>): { state: S | undefined } | undefined {
    const chain = findPromiseChain(node);
    if (!chain) return undefined;
    const inner = createSink<S>();
    const settled = this.expression(chain.promise, initial, inner);
    const caught = inner.thrown;
    const head = findPromiseChain(chain.promise) ? this.head : { normal: settled, thrown: caught };
    const outer = createSink<S>();
    let state = settled;
    if (!chain.onError) outer.thrown = caught;
    const handled = chain.otherHandler && caught !== undefined ? this.handler(chain.otherHandler, caught) : undefined;
    state = this.join(state, handled);
    if (chain.onResult && settled !== undefined) {
      const exits = this.runFunction(chain.onResult, settled);
      state = this.join(exits.normal, handled);
      outer.thrown = this.join(outer.thrown, exits.thrown);
    }
    if (chain.onError && caught !== undefined) {
      const exits = this.runFunction(chain.onError, this.handler(chain.onError, caught));
      state = this.join(state, exits.normal);
      outer.thrown = this.join(outer.thrown, exits.thrown);
    }
    if (chain.onEnd) {
      const passed = state === undefined ? undefined : this.runFunction(chain.onEnd, state);
      const failed = caught === undefined ? undefined : this.runFunction(chain.onEnd, caught);
      state = passed?.normal;
      outer.thrown = this.join(this.join(failed?.normal, failed?.thrown), passed?.thrown);
    }
    this.head = head;
    // Nobody waits for the handlers: what they do comes after what follows here.
    if (isFloating(node)) {
      sink.thrown = this.join(sink.thrown, head?.thrown);
      return { state: head?.normal };
    }
    sink.thrown = this.join(sink.thrown, outer.thrown);
    sink.returned = this.join(sink.returned, inner.returned);
    return { state: this.apply(node, state, sink)?.state };
  }

  protected override transfer(node: Node, state: S | undefined, sink: Sink<S>): S | undefined {
    const result = this.apply(node, state, sink);
    if (result && !result.isDecided && canThrow(node)) sink.thrown = this.join(sink.thrown, state);
    return result?.state;
  }

  /** Asks the analysis; `isDecided` when it said itself whether the node throws. */
  private apply(node: Node, state: S | undefined, sink: Sink<S>): { readonly state: S | undefined; readonly isDecided: boolean } | undefined {
    if (state === undefined) return undefined;
    const result = this.analysis.transfer(node, state);
    if (!isExits(result)) return { state: result, isDecided: false };
    sink.thrown = this.join(sink.thrown, result.thrown);
    return { state: result.normal, isDecided: true };
  }
}

function isConstructor(fn: FunctionNode): boolean {
  return fn.parent?.type === "MethodDefinition" && fn.parent.kind === "constructor";
}
