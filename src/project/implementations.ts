import { isClass, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findMethod, getAncestors } from "./classes.js";
import { findTypeDefinition } from "./definitions.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import type { ClassRef, FunctionRef } from "./values.js";

/** An interface or a class that others implement or extend. */
interface Contract {
  readonly node: Node;
  readonly module: SourceModule;
}

/** The classes of the project that implement an interface or extend a class, directly or through others. */
export function findImplementations(project: Project, contract: Contract): readonly ClassRef[] {
  const known = project.memo(findImplementations, () => new WeakMap<Node, readonly ClassRef[]>());
  let found = known.get(contract.node);
  if (!found) known.set(contract.node, (found = search(project, contract)));
  return found;
}

/** What calling a member of a contract can run: the method of each implementation. Empty when none is in sight. */
export function findImplementedMethods(project: Project, contract: Contract, name: string): readonly FunctionRef[] {
  const methods = findImplementations(project, contract).flatMap((ref) => findMethod(project, ref, name, false) ?? []);
  return methods.filter((method, index) => methods.findIndex((other) => other.node === method.node) === index);
}

function search(project: Project, { node, module }: Contract): readonly ClassRef[] {
  const { id } = node as { id?: { name?: string } | null };
  if (id?.name === undefined) return [];
  const found: ClassRef[] = [];
  for (const candidate of project.getModulesNaming(id.name)) {
    walk(candidate.program, (child) => {
      if (!isClass(child) || child === node) return;
      const ref = { node: child, module: candidate };
      if (realises(project, ref, node, module)) found.push(ref);
    });
  }
  return found;
}

function realises(project: Project, ref: ClassRef, contract: Node, home: SourceModule): boolean {
  return getAncestors(project, ref).some((ancestor) => {
    if (ancestor.kind !== "class") return false;
    const { node, module } = ancestor.ref;
    if (node === contract && module.path === home.path) return true;
    return node.implements?.some(({ expression }) => {
      const definition = findTypeDefinition(project, expression, module);
      return definition.kind === "declaration" && definition.node === contract;
    });
  });
}
