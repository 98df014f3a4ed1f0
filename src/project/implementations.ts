import { isClass, startOf, walk } from "../ast/index.js";
import type { ClassNode, Node } from "../ast/index.js";
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
  const found = new Map<ClassNode, ClassRef>();
  // Classes that extend an implementation name that, and not the contract.
  const names = new Set([id.name]);
  for (const name of names) {
    for (const candidate of getModulesWithHeirs(project, name)) {
      walk(candidate.program, (child) => {
        if (!isClass(child) || child === node || found.has(child)) return;
        const ref = { node: child, module: candidate };
        if (!realises(project, ref, node, module)) return;
        found.set(child, ref);
        if (child.id) names.add(child.id.name);
      });
    }
  }
  return [...found.values()].sort((a, b) => (a.module.path < b.module.path ? -1 : a.module.path > b.module.path ? 1 : startOf(a.node) - startOf(b.node)));
}

/** The modules in which something may extend or implement a name: read off the texts, for most only mention it. */
function getModulesWithHeirs(project: Project, name: string): readonly SourceModule[] {
  const word = `\\b${name.replaceAll("$", "\\$")}\\b`;
  // A name that an import changes is followed wherever it stands.
  const heir = new RegExp(`\\b(?:extends|implements)\\b[^{;]*${word}|${word}\\s+as\\b|\\bas\\s+${word}`);
  return project.getModules(project.findNaming(name).filter((path) => heir.test(project.getSource(path)?.text ?? "")));
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
