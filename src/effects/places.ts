import { findParameterIndex, getMember, getParameters, isFunction, unwrapAwait } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import { getPatternPath } from "../project/index.js";
import type { SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";

/** Where an expression is read from, as far as the text of one function tells. */
export type ReadPlace =
  | { readonly kind: "parameter"; readonly fn: FunctionNode; readonly index: number; readonly path: readonly string[]; readonly binding: Binding }
  /** A member of the object that a method belongs to. */
  | { readonly kind: "this"; readonly path: readonly string[] };

/** Names of names are followed this far. */
const MAX_STEPS = 10;
/** Longer paths are no handle's: a recursion that goes down a structure. */
const MAX_PATH = 4;

/** Follows `ctx.tx`, `this.uow.runner` and constants made of them to a parameter or to `this`. `undefined` for all else. */
export function findReadPlace(node: Node, path: readonly string[], module: SourceModule, steps = 0): ReadPlace | undefined {
  if (steps > MAX_STEPS || path.length > MAX_PATH) return undefined;
  const bare = unwrapAwait(node);
  if (bare.type === "ThisExpression") return { kind: "this", path };
  if (bare.type === "Super") return { kind: "this", path };
  const member = getMember(bare);
  if (member) return findReadPlace(member.object, [member.name, ...path], module, steps + 1);
  const binding = bare.type === "Identifier" ? module.scope.lookup(bare.name, bare) : undefined;
  if (!binding) return undefined;
  const { declaration } = binding;
  if (binding.kind === "parameter" && isFunction(declaration)) return findParameterPlace(binding, declaration, path);
  if (declaration.type !== "VariableDeclarator" || !declaration.init || module.scope.getWrites(binding).length > 0) return undefined;
  const inner = getPatternPath(binding);
  return inner && findReadPlace(declaration.init, [...inner, ...path], module, steps + 1);
}

function findParameterPlace(binding: Binding, fn: FunctionNode, path: readonly string[]): ReadPlace | undefined {
  const index = findParameterIndex(fn, binding.identifier);
  const parameter = getParameters(fn)[index];
  if (!parameter) return undefined;
  const inner = parameter.type === "RestElement" && parameter.argument === binding.identifier ? [] : getPatternPath(binding);
  return inner && inner.length + path.length <= MAX_PATH ? { kind: "parameter", fn, index, path: [...inner, ...path], binding } : undefined;
}
