import { getCallee, getEnclosingFunction, getMember, isCall, isWithin, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { isEmitterClass, isListening, isTimer } from "../catalogue/index.js";
import { findDefinition, isElementCall } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";

/**
 * The call by which a node runs only after a function around it has returned: a timer or a listener that is given a
 * function literal right there. `undefined` when anything between the two may make the function wait for it.
 */
export function findDeferral(project: Project, node: Node, outer: FunctionNode, module: SourceModule): CallNode | undefined {
  let deferral: CallNode | undefined;
  for (let fn = getEnclosingFunction(node); fn && fn !== outer; fn = getEnclosingFunction(fn)) {
    const call = fn.parent;
    if (!call || !isCall(call)) return undefined;
    if (isDeferring(project, call, outer, module)) deferral = call;
    else if (!isElementCall(call)) return undefined;
  }
  return deferral;
}

function isDeferring(project: Project, call: CallNode, outer: FunctionNode, module: SourceModule): boolean {
  const callee = getCallee(call);
  if (callee.type === "Identifier") {
    if (!module.scope.lookup(callee.name, callee)) return isTimer(undefined, callee.name);
    const definition = findDefinition(project, callee, module);
    return definition.kind === "external" && isTimer(definition.specifier, definition.path.join("."));
  }
  const member = getMember(callee);
  if (!member || !isListening(member.name)) return false;
  const emitter = findDefinition(project, member.object, module);
  // One that is made inside can be done with inside.
  if (emitter.kind !== "expression" || emitter.node.type !== "NewExpression" || isWithin(emitter.node, outer)) return false;
  const made = findDefinition(project, unwrap(emitter.node.callee), emitter.module);
  return made.kind === "external" && isEmitterClass(made.specifier, made.path);
}
