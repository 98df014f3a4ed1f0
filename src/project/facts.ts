import type { CallNode, Node } from "../ast/index.js";
import { getCalleeOf, getCallValue } from "./calls.js";
import { findMethod } from "./classes.js";
import type { EvaluationContext } from "./context.js";
import { evaluate, evaluateMember, getFunctionReturn } from "./evaluate.js";
import { getFieldValue } from "./instances.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import { getTypeValue } from "./type-values.js";
import { UNKNOWN } from "./values.js";
import type { Callee, FactsProvider, Value } from "./values.js";

/** How a source answers, asking the others through the context. */
export interface FactsSource {
  readonly evaluate: (context: EvaluationContext, node: Node, module: SourceModule) => Value;
  readonly getCalleeOf: (context: EvaluationContext, call: CallNode, module: SourceModule) => Callee;
}

/**
 * The syntactic source of facts: reads imports, annotations, constructors, factories, destructuring, aliases, fields and
 * injection. Needs no types and no `node_modules`; a specifier is identity enough.
 */
export function createSyntacticFacts(project: Project): FactsProvider {
  return createFacts(project, { evaluate, getCalleeOf });
}

/** The answers of a source, kept until a file changes. */
export function createFacts(project: Project, source: FactsSource): FactsProvider {
  let version = project.version;
  let values = new WeakMap<Node, Value>();
  let callees = new WeakMap<Node, Callee>();
  let returns = new WeakMap<Node, Value>();

  const refresh = (): void => {
    if (version === project.version) return;
    version = project.version;
    values = new WeakMap();
    callees = new WeakMap();
    returns = new WeakMap();
  };
  /** A question that is asked while it is being answered has no answer. */
  const guarded = <T extends object>(key: Node, known: WeakMap<Node, T>, fallback: T, compute: () => T): T => {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, fallback);
    const value = compute();
    known.set(key, value);
    return value;
  };

  const facts: FactsProvider = {
    getValue(node, module) {
      refresh();
      return guarded(node, values, UNKNOWN, () => source.evaluate(context, node, module));
    },
    getCallee(call, module) {
      refresh();
      return guarded<Callee>(call, callees, { kind: "unknown" }, () => source.getCalleeOf(context, call, module));
    },
    getTypeValue: (type, module, source) => getTypeValue(context, type, module, source),
    getField: (owner, name) => getFieldValue(context, owner, name),
    getMethod: (owner, name, isStatic) => findMethod(project, owner, name, isStatic),
  };
  const context: EvaluationContext = {
    project,
    facts,
    getMemberValue: (owner, name) => evaluateMember(context, owner, name),
    getReturnValue: (ref) => guarded(ref.node, returns, UNKNOWN, () => getFunctionReturn(context, ref)),
    getCallValue: (call, module) => getCallValue(context, call, module),
  };
  return facts;
}
