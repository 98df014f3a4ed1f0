import { forEachChild, getArguments, getMember, isCall, isClass, isFunction, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { isReference } from "../scope/index.js";
import type { Exits, FlowAnalysis } from "./types.js";

/** A lattice that is too high for this many rounds is a bug of the analysis; the result is then as far as it got. */
const MAX_ROUNDS = 64;
/** Local functions that call local functions are read this deep. */
const MAX_INLINED = 6;

/** Where control goes when it leaves a piece of code other than by its end. */
interface Sink<S> {
  thrown: S | undefined;
  returned: S | undefined;
  readonly breaks: Map<string, S>;
  readonly continues: Map<string, S>;
}

/** The label of a `break` or `continue` without one. */
const NEAREST = "";

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

class Interpreter<S> {
  private readonly inlined: FunctionNode[] = [];
  /** The states of optional chains that ended early, innermost chain last. */
  private readonly skipped: (S | undefined)[] = [];

  constructor(private readonly analysis: FlowAnalysis<S>) {}

  runFunction(fn: FunctionNode, initial: S): Exits<S> {
    this.analysis.enterFunction?.(fn);
    const sink = createSink<S>();
    let state: S | undefined = initial;
    for (const parameter of fn.params) state = this.pattern(parameter, state, sink);
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

  private join(a: S | undefined, b: S | undefined): S | undefined {
    if (a === undefined) return b;
    return b === undefined || a === b ? a : this.analysis.join(a, b);
  }

  private sequence(statements: readonly Node[], initial: S | undefined, sink: Sink<S>): S | undefined {
    let state = initial;
    for (const statement of statements) state = this.statement(statement, state, sink);
    return state;
  }

  private statement(node: Node, state: S | undefined, sink: Sink<S>, label = NEAREST): S | undefined {
    if (state === undefined) return undefined;
    switch (node.type) {
      case "BlockStatement":
      case "StaticBlock":
        return this.sequence(node.body, state, sink);
      case "ExpressionStatement":
        return this.expression(node.expression, state, sink);
      case "VariableDeclaration":
        return node.declarations.reduce<S | undefined>((current, declarator) => this.declarator(declarator, current, sink), state);
      case "IfStatement": {
        const [yes, no] = this.condition(node.test, state, sink);
        return this.join(this.statement(node.consequent, yes, sink), node.alternate ? this.statement(node.alternate, no, sink) : no);
      }
      case "ReturnStatement": {
        const value = node.argument ? this.expression(node.argument, state, sink) : state;
        sink.returned = this.join(sink.returned, this.transfer(node, value, sink));
        return undefined;
      }
      case "ThrowStatement":
        sink.thrown = this.join(sink.thrown, this.expression(node.argument, state, sink));
        return undefined;
      case "BreakStatement":
        add(sink.breaks, node.label?.name ?? NEAREST, state, (a, b) => this.analysis.join(a, b));
        return undefined;
      case "ContinueStatement":
        add(sink.continues, node.label?.name ?? NEAREST, state, (a, b) => this.analysis.join(a, b));
        return undefined;
      case "LabeledStatement": {
        const inner = createSink<S>();
        const end = this.statement(node.body, state, inner, node.label.name);
        const broken = inner.breaks.get(node.label.name);
        inner.breaks.delete(node.label.name);
        this.forward(inner, sink);
        return this.join(end, broken);
      }
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
        return this.loop(node, state, sink, label);
      case "SwitchStatement":
        return this.switch(node, state, sink);
      case "TryStatement":
        return this.try(node, state, sink);
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
        return node.declaration ? this.statement(node.declaration, state, sink) : state;
      default:
        // Declarations of functions, types and modules do nothing when control passes them.
        return state;
    }
  }

  private loop(node: Extract<Node, { type: "WhileStatement" | "DoWhileStatement" | "ForStatement" | "ForInStatement" | "ForOfStatement" }>, initial: S, sink: Sink<S>, label: string): S | undefined {
    let entry: S | undefined = initial;
    if (node.type === "ForStatement" && node.init) {
      entry = node.init.type === "VariableDeclaration" ? this.statement(node.init, entry, sink) : this.expression(node.init, entry, sink);
    }
    if (node.type === "ForInStatement" || node.type === "ForOfStatement") entry = this.expression(node.right, entry, sink);
    let head = entry;
    let exit: S | undefined;
    for (let round = 0; round < MAX_ROUNDS && head !== undefined; round += 1) {
      const inner = createSink<S>();
      let body: S | undefined = head;
      exit = undefined;
      if (node.type === "WhileStatement" || (node.type === "ForStatement" && node.test)) {
        [body, exit] = this.condition(node.test as Node, head, inner);
      } else if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
        exit = head;
        body = this.transfer(node.left, head, inner);
      }
      let end = this.statement(node.body, body, inner);
      for (const name of new Set([NEAREST, label])) {
        end = this.join(end, inner.continues.get(name));
        inner.continues.delete(name);
      }
      if (node.type === "ForStatement" && node.update) end = this.expression(node.update, end, inner);
      if (node.type === "DoWhileStatement") [end, exit] = end === undefined ? [undefined, undefined] : this.condition(node.test, end, inner);
      exit = this.join(exit, inner.breaks.get(NEAREST));
      inner.breaks.delete(NEAREST);
      this.forward(inner, sink);
      const next = this.join(head, end);
      if (next === undefined || this.analysis.equals(next, head)) break;
      head = next;
    }
    return exit;
  }

  private switch(node: Extract<Node, { type: "SwitchStatement" }>, initial: S, sink: Sink<S>): S | undefined {
    const inner = createSink<S>();
    let tests = this.expression(node.discriminant, initial, inner);
    const entries = node.cases.map((item) => {
      if (item.test) tests = this.expression(item.test, tests, inner);
      return tests;
    });
    let state: S | undefined;
    node.cases.forEach((item, index) => {
      // `default` is entered when no test matched, wherever it stands.
      state = this.join(state, item.test ? entries[index] : tests);
      state = this.sequence(item.consequent, state, inner);
    });
    const hasDefault = node.cases.some((item) => !item.test);
    const end = this.join(this.join(state, inner.breaks.get(NEAREST)), hasDefault ? undefined : tests);
    inner.breaks.delete(NEAREST);
    this.forward(inner, sink);
    return end;
  }

  private try(node: Extract<Node, { type: "TryStatement" }>, initial: S, sink: Sink<S>): S | undefined {
    const inner = createSink<S>();
    let normal = this.statement(node.block, initial, inner);
    if (node.handler) {
      const caught = inner.thrown;
      inner.thrown = undefined;
      normal = this.join(normal, this.statement(node.handler.body, caught, inner));
    }
    const { finalizer } = node;
    if (!finalizer) {
      this.forward(inner, sink);
      return normal;
    }
    // Once for each way in: what leaves by an exception must not mix with what goes on.
    const run = (state: S | undefined): S | undefined => this.statement(finalizer, state, sink);
    sink.thrown = this.join(sink.thrown, run(inner.thrown));
    sink.returned = this.join(sink.returned, run(inner.returned));
    for (const [label, state] of inner.breaks) this.addTo(sink.breaks, label, run(state));
    for (const [label, state] of inner.continues) this.addTo(sink.continues, label, run(state));
    return run(normal);
  }

  private addTo(states: Map<string, S>, label: string, state: S | undefined): void {
    if (state !== undefined) add(states, label, state, (a, b) => this.analysis.join(a, b));
  }

  private forward(from: Sink<S>, to: Sink<S>): void {
    to.thrown = this.join(to.thrown, from.thrown);
    to.returned = this.join(to.returned, from.returned);
    for (const [label, state] of from.breaks) this.addTo(to.breaks, label, state);
    for (const [label, state] of from.continues) this.addTo(to.continues, label, state);
  }

  private declarator(node: Extract<Node, { type: "VariableDeclarator" }>, state: S | undefined, sink: Sink<S>): S | undefined {
    if (!node.init) return state;
    const value = this.expression(node.init, state, sink);
    return this.pattern(node.id, this.transfer(node, value, sink), sink);
  }

  /** Evaluates the defaults and computed keys within a binding or assignment pattern. */
  private pattern(node: Node, state: S | undefined, sink: Sink<S>): S | undefined {
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

  /** The states after a condition, when it holds and when it does not. */
  private condition(node: Node, state: S | undefined, sink: Sink<S>): [S | undefined, S | undefined] {
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
    if (!this.analysis.refine) return [after, after];
    return [this.analysis.refine(bare, true, after), this.analysis.refine(bare, false, after)];
  }

  private expression(node: Node, state: S | undefined, sink: Sink<S>): S | undefined {
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
        const object = this.expression(node.object, state, sink);
        this.skip(node.optional, object);
        return this.transfer(node, node.computed ? this.expression(node.property, object, sink) : object, sink);
      }
      case "AssignmentExpression": {
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
        return node.superClass ? this.expression(node.superClass, state, sink) : state;
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
      if (isFunction(child) || isClass(child)) return;
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
      state = this.expression(node.callee, state, sink);
      if (node.type === "CallExpression") this.skip(node.optional, state);
    }
    const functions: FunctionNode[] = [];
    for (const argument of getArguments(node)) {
      const bare = unwrap(argument);
      if (isFunction(bare)) functions.push(bare);
      else state = this.expression(argument, state, sink);
      // Functions in an options object or an array run later, as far as anybody knows.
      if (bare.type === "ObjectExpression" || bare.type === "ArrayExpression") this.visitFunctionsLater(bare, state);
    }
    for (const fn of functions) state = this.callback(node, fn, state, sink);
    const target = this.analysis.findInlined?.(node);
    if (target && state !== undefined && !this.inlined.includes(target) && this.inlined.length < MAX_INLINED) {
      this.inlined.push(target);
      const exits = this.runFunction(target, state);
      this.inlined.pop();
      sink.thrown = this.join(sink.thrown, exits.thrown);
      state = exits.normal;
    }
    return this.transfer(node, state, sink);
  }

  private runLater(fn: FunctionNode, state: S): void {
    this.runFunction(fn, this.analysis.enterLater?.(fn, state) ?? state);
  }

  private visitFunctionsLater(node: Node, state: S | undefined): void {
    forEachChild(node, (child) => {
      if (isFunction(child)) {
        if (state !== undefined) this.runLater(child, state);
      } else if (child.type === "Property" || child.type === "ObjectExpression" || child.type === "ArrayExpression") {
        this.visitFunctionsLater(child, state);
      }
    });
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

  /** `p.then(f, g)`, `p.catch(g)`, `p.finally(h)`: the handlers see what the promise's expression left behind. */
  private promiseChain(node: CallNode, initial: S, sink: Sink<S>): { state: S | undefined } | undefined {
    if (node.type !== "CallExpression") return undefined;
    const member = getMember(node.callee);
    if (!member || (member.name !== "then" && member.name !== "catch" && member.name !== "finally")) return undefined;
    const handlers = node.arguments.map((argument) => unwrap(argument)).filter(isFunction);
    if (handlers.length === 0) return undefined;
    const inner = createSink<S>();
    const settled = this.expression(member.object, initial, inner);
    const [first, second] = handlers;
    const onResult = member.name === "catch" ? undefined : first;
    const onError = member.name === "then" ? second : first;
    const caught = inner.thrown;
    inner.thrown = onError && member.name !== "finally" ? undefined : caught;
    let state = settled;
    if (onResult && settled !== undefined) {
      const exits = this.runFunction(onResult, settled);
      state = exits.normal;
      inner.thrown = this.join(inner.thrown, exits.thrown);
    }
    if (onError && caught !== undefined) {
      const exits = this.runFunction(onError, caught);
      if (member.name === "finally") {
        inner.thrown = this.join(exits.normal, exits.thrown);
      } else {
        state = this.join(state, exits.normal);
        inner.thrown = this.join(inner.thrown, exits.thrown);
      }
    }
    this.forward(inner, sink);
    return { state: this.transfer(node, state, sink) };
  }

  private transfer(node: Node, state: S | undefined, sink: Sink<S>): S | undefined {
    if (state === undefined) return undefined;
    const result = this.analysis.transfer(node, state);
    if (isExits(result)) {
      sink.thrown = this.join(sink.thrown, result.thrown);
      return result.normal;
    }
    if (canThrow(node)) sink.thrown = this.join(sink.thrown, state);
    return result;
  }
}

function isExits<S>(result: S | Exits<S>): result is Exits<S> {
  return typeof result === "object" && result !== null && "normal" in result && "thrown" in result;
}

/** Calls, and awaiting what is no call: of an awaited call, the call is the point that throws. */
function canThrow(node: Node): boolean {
  if (node.type === "AwaitExpression") return !isCall(unwrap(node.argument));
  return isCall(node) || node.type === "YieldExpression" || node.type === "ImportExpression";
}

function createSink<S>(): Sink<S> {
  return { thrown: undefined, returned: undefined, breaks: new Map(), continues: new Map() };
}

function add<S>(states: Map<string, S>, label: string, state: S, join: (a: S, b: S) => S): void {
  const known = states.get(label);
  states.set(label, known === undefined ? state : join(known, state));
}
