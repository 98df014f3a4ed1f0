import type { CallNode } from "../ast/index.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import type { FactsProvider, FunctionRef, Value } from "./values.js";

/** What the parts of the syntactic source share: each part asks the others through it. */
export interface EvaluationContext {
  readonly project: Project;
  readonly facts: FactsProvider;
  /** The member of a value: of a role, an instance, a namespace, an object, a shape. */
  getMemberValue(owner: Value, name: string): Value;
  /** What a function of the project returns, awaited. */
  getReturnValue(ref: FunctionRef): Value;
  getCallValue(call: CallNode, module: SourceModule): Value;
}
