import type { FunctionRef, Project } from "../project/index.js";
import { getDecorators } from "../project/index.js";
import { getPlace } from "./handles.js";

/**
 * Does a decorator of a method, or of its class, run it in a transaction: the caller's where there is one, else one of its
 * own? No handle is passed: the transaction is ambient. A decorator of the name that nobody knows counts, too.
 */
export function isTransactional(project: Project, { node, module }: FunctionRef): boolean {
  const member = node.parent;
  if (member?.type !== "MethodDefinition") return false;
  const owner = member.parent?.parent;
  const decorators = [...getDecorators(project, member, module), ...(owner ? getDecorators(project, owner, module) : [])];
  return decorators.some(({ found, name }) => found?.export.decorator === "transaction" || name === "Transactional");
}

/** The id of the ambient transaction that a method runs in. */
export function getAmbientId({ node, module }: FunctionRef): string {
  return `ambient:${getPlace(node, module)}`;
}
