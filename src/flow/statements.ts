import { isClass } from "../ast/index.js";
import type { ClassNode, Node } from "../ast/index.js";
import { NEAREST, addExit, createSink, isExits } from "./sink.js";
import type { Sink } from "./sink.js";
import type { FlowAnalysis } from "./types.js";

/** A lattice that is too high for this many rounds is a bug of the analysis; the result is then as far as it got. */
export const MAX_ROUNDS = 64;

type LoopNode = Extract<Node, { type: "WhileStatement" | "DoWhileStatement" | "ForStatement" | "ForInStatement" | "ForOfStatement" }>;

/** Is a statement a `using` or `await using` declaration? */
function isDisposed(node: Node): node is Extract<Node, { type: "VariableDeclaration" }> {
  return node.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using");
}

/** How control passes through statements; what expressions do to a state is the subclass's. */
export abstract class StatementInterpreter<S> {
  constructor(protected readonly analysis: FlowAnalysis<S>) {}

  protected abstract expression(node: Node, state: S | undefined, sink: Sink<S>): S | undefined;
  /** The states after a condition, when it holds and when it does not. */
  protected abstract condition(node: Node, state: S | undefined, sink: Sink<S>): [S | undefined, S | undefined];
  protected abstract declarator(node: Extract<Node, { type: "VariableDeclarator" }>, state: S | undefined, sink: Sink<S>): S | undefined;
  /** Evaluates the defaults and computed keys within a binding or assignment pattern. */
  protected abstract pattern(node: Node, state: S | undefined, sink: Sink<S>): S | undefined;
  protected abstract transfer(node: Node, state: S | undefined, sink: Sink<S>): S | undefined;

  protected join(a: S | undefined, b: S | undefined): S | undefined {
    if (a === undefined) return b;
    return b === undefined || a === b ? a : this.analysis.join(a, b);
  }

  protected sequence(statements: readonly Node[], initial: S | undefined, sink: Sink<S>): S | undefined {
    let state = initial;
    for (const [index, statement] of statements.entries()) {
      state = this.statement(statement, state, sink);
      if (isDisposed(statement)) return this.disposing(statement, sink, (inner) => this.sequence(statements.slice(index + 1), state, inner));
    }
    return state;
  }

  /** Runs what follows a `using` declaration in its scope, and then the disposal, whichever way the scope is left. */
  private disposing(declaration: Extract<Node, { type: "VariableDeclaration" }>, sink: Sink<S>, run: (inner: Sink<S>) => S | undefined): S | undefined {
    const inner = createSink<S>();
    const normal = run(inner);
    return this.leave(inner, normal, sink, (state) => declaration.declarations.toReversed().reduce<S | undefined>((current, declarator) => this.dispose(declarator, current, sink), state));
  }

  private dispose(declarator: Extract<Node, { type: "VariableDeclarator" }>, state: S | undefined, sink: Sink<S>): S | undefined {
    if (state === undefined) return undefined;
    const result = this.analysis.dispose?.(declarator, state) ?? state;
    const exits = isExits(result) ? result : { normal: result, thrown: state };
    sink.thrown = this.join(sink.thrown, exits.thrown);
    return exits.normal;
  }

  protected statement(node: Node, state: S | undefined, sink: Sink<S>, label = NEAREST): S | undefined {
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
        addExit(sink.breaks, node.label?.name ?? NEAREST, state, (a, b) => this.analysis.join(a, b));
        return undefined;
      case "ContinueStatement":
        addExit(sink.continues, node.label?.name ?? NEAREST, state, (a, b) => this.analysis.join(a, b));
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
      case "ClassDeclaration":
        return this.class(node, state, sink);
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
        return node.declaration ? this.statement(node.declaration, state, sink) : state;
      default:
        // Declarations of functions, types and modules do nothing when control passes them.
        return state;
    }
  }

  /** What evaluating a class runs: its base, computed keys, then static fields and blocks in order. */
  protected class(node: ClassNode, initial: S | undefined, sink: Sink<S>): S | undefined {
    let state = node.superClass ? this.expression(node.superClass, initial, sink) : initial;
    for (const member of node.body.body) if ("computed" in member && member.computed) state = this.expression(member.key, state, sink);
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") state = this.statement(member, state, sink);
      else if ((member.type === "PropertyDefinition" || member.type === "AccessorProperty") && member.static && member.value) state = this.expression(member.value, state, sink);
    }
    return state;
  }

  /** The initialisers of a class's own fields, as its constructor runs them. */
  protected fields(node: Node | null | undefined, initial: S | undefined, sink: Sink<S>): S | undefined {
    if (!node || !isClass(node)) return initial;
    let state = initial;
    for (const member of node.body.body) if (member.type === "PropertyDefinition" && !member.static && member.value) state = this.expression(member.value, state, sink);
    return state;
  }

  protected loop(node: LoopNode, initial: S, sink: Sink<S>, label: string): S | undefined {
    let entry: S | undefined = initial;
    if (node.type === "ForStatement" && node.init) {
      entry = node.init.type === "VariableDeclaration" ? this.statement(node.init, entry, sink) : this.expression(node.init, entry, sink);
      if (isDisposed(node.init)) return this.disposing(node.init, sink, (inner) => this.rounds(node, entry, inner, label));
    }
    if (node.type === "ForInStatement" || node.type === "ForOfStatement") entry = this.expression(node.right, entry, sink);
    return this.rounds(node, entry, sink, label);
  }

  private rounds(node: LoopNode, entry: S | undefined, sink: Sink<S>, label: string): S | undefined {
    let head = entry;
    let exit: S | undefined;
    for (let round = 0; round < MAX_ROUNDS && head !== undefined; round += 1) {
      const inner = createSink<S>();
      let body: S | undefined = head;
      exit = undefined;
      if (node.type === "WhileStatement" || (node.type === "ForStatement" && node.test)) {
        [body, exit] = this.condition(node.test as Node, head, inner);
      } else if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
        // Asking a stream for the next element can fail.
        if (node.type === "ForOfStatement" && node.await) inner.thrown = head;
        exit = head;
        body = this.loopBinding(node.left, head, inner);
      }
      let end = this.loopBody(node, body, inner);
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

  private loopBinding(left: Node, state: S | undefined, sink: Sink<S>): S | undefined {
    const [declarator] = left.type === "VariableDeclaration" ? left.declarations : [];
    return this.pattern(declarator ? declarator.id : left, this.transfer(left, state, sink), sink);
  }

  private loopBody(node: LoopNode, state: S | undefined, sink: Sink<S>): S | undefined {
    const left = node.type === "ForOfStatement" ? node.left : undefined;
    return left && isDisposed(left) ? this.disposing(left, sink, (inner) => this.statement(node.body, state, inner)) : this.statement(node.body, state, sink);
  }

  protected switch(node: Extract<Node, { type: "SwitchStatement" }>, initial: S, sink: Sink<S>): S | undefined {
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

  protected try(node: Extract<Node, { type: "TryStatement" }>, initial: S, sink: Sink<S>): S | undefined {
    const inner = createSink<S>();
    let normal = this.statement(node.block, initial, inner);
    if (node.handler) {
      // Where nothing seems to throw, something does all the same: a getter, a member of nothing.
      let caught: S | undefined = this.handler(node.handler, inner.thrown ?? initial);
      inner.thrown = undefined;
      if (node.handler.param) caught = this.pattern(node.handler.param, caught, inner);
      normal = this.join(normal, this.statement(node.handler.body, caught, inner));
    }
    const { finalizer } = node;
    if (!finalizer) {
      this.forward(inner, sink);
      return normal;
    }
    return this.leave(inner, normal, sink, (state) => this.statement(finalizer, state, sink));
  }

  /** The state in which a handler begins. */
  protected handler(handler: Node, state: S): S {
    return this.analysis.enterHandler?.(handler, state) ?? state;
  }

  /** Runs what has to run at the end, once for each way in: what leaves by an exception must not mix with what goes on. */
  private leave(inner: Sink<S>, normal: S | undefined, sink: Sink<S>, run: (state: S | undefined) => S | undefined): S | undefined {
    sink.thrown = this.join(sink.thrown, run(inner.thrown));
    sink.returned = this.join(sink.returned, run(inner.returned));
    for (const [label, state] of inner.breaks) this.addTo(sink.breaks, label, run(state));
    for (const [label, state] of inner.continues) this.addTo(sink.continues, label, run(state));
    return run(normal);
  }

  protected addTo(states: Map<string, S>, label: string, state: S | undefined): void {
    if (state !== undefined) addExit(states, label, state, (a, b) => this.analysis.join(a, b));
  }

  protected forward(from: Sink<S>, to: Sink<S>): void {
    to.thrown = this.join(to.thrown, from.thrown);
    to.returned = this.join(to.returned, from.returned);
    for (const [label, state] of from.breaks) this.addTo(to.breaks, label, state);
    for (const [label, state] of from.continues) this.addTo(to.continues, label, state);
  }
}
