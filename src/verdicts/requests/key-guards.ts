import { getArguments, getDecoratorExpressions, getEnclosingClass, getFunctionName, getLastName, getMember, isCall, isFunction, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { Node } from "../../ast/index.js";
import { isNeutralDecorator } from "../../catalogue/index.js";
import { findEndpoints } from "../../endpoints/index.js";
import type { EndpointSchema } from "../../endpoints/index.js";
import { findDefinition } from "../../project/index.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import { findFieldNames } from "../../schemas/index.js";
import type { FieldNames } from "../../schemas/index.js";
import type { AnalysisContext } from "../../states/index.js";

/**
 * Can something before a handler have looked a key up: a middleware or guard of the project that names it, a decorator that
 * is given its name, a schema that asks the database? It is enough that the text can.
 */
export function isGuardedBefore(context: AnalysisContext, handler: FunctionRef, name: string): boolean {
  return isDecoratedWith(context, handler, name) || isServedAfter(context, handler, name) || findHandlerSchemas(context, handler).some((schema) => isLookingUp(context, schema, name));
}

/** The schemas that the route of a handler declares. */
export function findHandlerSchemas({ project }: AnalysisContext, handler: FunctionRef): readonly EndpointSchema[] {
  return findEndpoints(project, handler.module).filter((endpoint) => endpoint.handler?.node === handler.node).flatMap(({ schemas }) => schemas);
}

function names(node: Node, module: SourceModule, name: string): boolean {
  return new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`).test(module.text.slice(node.start, node.end));
}

/** `@UseGuards(MembersGuard)`, `@RequireProject("projectId")` on the method or its class. */
function isDecoratedWith(context: AnalysisContext, { node, module }: FunctionRef, name: string): boolean {
  const owners = [node.parent?.type === "MethodDefinition" ? node.parent : undefined, getEnclosingClass(node)];
  return owners.some((owner) => owner && getDecoratorExpressions(owner).some((expression) => isNaming(context, expression, module, name)));
}

/** What the route is given before it: `app.post("/tasks", requireMember, create)`. */
function isServedAfter(context: AnalysisContext, handler: FunctionRef, name: string): boolean {
  return findMentions(context, handler).some(({ node, module }) => {
    let handed = unwrapUp(node);
    // `wrap(create)`, `create.bind(this)`
    while (handed.parent && ((isCall(handed.parent) && getArguments(handed.parent).length === 1) || (handed.parent.type === "MemberExpression" && getMember(handed.parent)?.name === "bind"))) handed = unwrapUp(handed.parent);
    const given = handed.parent && isCall(handed.parent) ? getArguments(handed.parent) : [];
    return given.slice(0, Math.max(given.indexOf(handed), 0)).some((argument) => isNaming(context, argument, module, name));
  });
}

/** The function itself, where it is written as an argument, and every name of it. */
function findMentions({ project, facts }: AnalysisContext, { node, module }: FunctionRef): readonly { readonly node: Node; readonly module: SourceModule }[] {
  const own = getFunctionName(node);
  const mentions = [{ node: node as Node, module }];
  for (const from of own === undefined ? [] : project.getModulesNaming(own)) {
    walk(from.program, (mention) => {
      if ((mention.type !== "Identifier" && mention.type !== "MemberExpression") || getLastName(mention) !== own) return;
      const value = facts.getValue(mention, from);
      if (value.kind === "function" && value.ref.node === node) mentions.push({ node: mention, module: from });
    });
  }
  return mentions;
}

/** Does an expression hold a function or class of the project whose text names the key? Data, as a schema is, looks nothing up. */
function isNaming({ project }: AnalysisContext, root: Node, module: SourceModule, name: string): boolean {
  let isFound = false;
  walk(root, (node) => {
    if (isFound) return false;
    if (isFunction(node)) isFound = names(node, module, name);
    else if (node.type === "CallExpression" && isFunctionOf(project, node.callee, module)) isFound = node.arguments.some((argument) => names(argument, module, name));
    if (node.type === "Identifier" || node.type === "MemberExpression") {
      const definition = findDefinition(project, node, module);
      if (definition.kind === "function" || definition.kind === "class") isFound ||= names(definition.node, definition.module, name) && isAsking(definition.node, definition.module);
      else if (definition.kind === "expression" && isCall(definition.node)) isFound ||= names(definition.node, definition.module, name) && isAsking(definition.node, definition.module);
    }
    return !isFound;
  });
  return isFound;
}

function isFunctionOf(project: AnalysisContext["project"], callee: Node, module: SourceModule): boolean {
  return findDefinition(project, callee, module).kind === "function";
}

function isAsking(node: Node, module: SourceModule): boolean {
  return /\bawait\b|\basync\b|\.then\(/.test(module.text.slice(node.start, node.end));
}

/** Does a schema of the route ask something about a field: a check that waits, a validator of the project? */
function isLookingUp({ project }: AnalysisContext, { node, module }: EndpointSchema, name: string): boolean {
  const definition = findDefinition(project, node, module);
  const fields: FieldNames | undefined = findFieldNames(project, node, module);
  if (definition.kind === "expression" && isAsking(definition.node, definition.module)) return true;
  const field = fields?.get(name);
  return field !== undefined && isFieldLookingUp(project, field);
}

/** Is a field of a schema checked by something that waits, or by a decorator of the project's own? */
export function isFieldLookingUp(project: AnalysisContext["project"], { node, module }: { readonly node: Node; readonly module: SourceModule }): boolean {
  const isOwn = getDecoratorExpressions(node).some((expression) => {
    const bare = unwrap(expression);
    const definition = findDefinition(project, bare.type === "CallExpression" ? bare.callee : bare, module);
    if (definition.kind !== "external") return true;
    const name = definition.path.at(-1);
    return !isNeutralDecorator(definition.specifier) && (name === "Validate" || name === "ValidateBy");
  });
  return isOwn || (node.type !== "PropertyDefinition" && isAsking(node, module));
}
