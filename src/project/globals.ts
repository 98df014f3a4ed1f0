import { getMember, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import type { EvaluationContext } from "./context.js";
import type { SourceModule } from "./module.js";
import { NOWHERE, UNKNOWN, createUnion } from "./values.js";
import type { Value } from "./values.js";

/** Is an expression the global object itself? */
export function isGlobalObject(node: Node, module: SourceModule): boolean {
  return node.type === "Identifier" && (node.name === "globalThis" || node.name === "global") && !module.scope.lookup(node.name, node);
}

/** Is a name the language's own, not one of the module: `Promise`, `fetch`? */
export function isGlobalName(node: Node, name: string, module: SourceModule): boolean {
  return node.type === "Identifier" && node.name === name && module.scope.lookup(name, node) === undefined;
}

/** `globalThis.prisma`: what the module that asks assigns to it, else what a `declare global` of the project says of it. */
export function getGlobalMember(context: EvaluationContext, name: string, module: SourceModule): Value {
  const assigned = findGlobalAssignments(context, module)
    .filter((item) => item.name === name)
    .map(({ value }) => context.facts.getValue(value, module));
  if (assigned.length > 0) return createUnion(assigned);
  for (const candidate of context.project.getModulesMentioning("declare global")) {
    const declared = findGlobalDeclaration(candidate, name);
    if (declared) return context.facts.getTypeValue(declared, candidate, NOWHERE);
  }
  return UNKNOWN;
}

interface GlobalAssignment {
  readonly name: string;
  readonly value: Node;
}

function findGlobalAssignments({ project }: EvaluationContext, module: SourceModule): readonly GlobalAssignment[] {
  const known = project.memo(findGlobalAssignments, () => new WeakMap<SourceModule, readonly GlobalAssignment[]>());
  let found = known.get(module);
  if (!found) {
    const assignments: GlobalAssignment[] = [];
    walk(module.program, (node) => {
      const target = node.type === "AssignmentExpression" ? getMember(node.left) : undefined;
      if (node.type === "AssignmentExpression" && target && isGlobalObject(target.object, module)) assignments.push({ name: target.name, value: node.right });
    });
    known.set(module, (found = assignments));
  }
  return found;
}

/** The annotation of `declare global { var name: T }`. */
function findGlobalDeclaration({ program, scope }: SourceModule, name: string): Node | undefined {
  for (const statement of program.body) {
    const isGlobal = statement.type === "TSModuleDeclaration" && statement.id.type === "Identifier" && statement.id.name === "global";
    const identifier = isGlobal && statement.body ? scope.lookup(name, statement.body)?.identifier : undefined;
    if (identifier?.type === "Identifier" && identifier.typeAnnotation) return identifier.typeAnnotation;
  }
  return undefined;
}
