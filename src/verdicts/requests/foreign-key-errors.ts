import { getArguments, getCallee, getDecoratorNames, getEnclosingClass, getEnclosingFunction, getFunctionName, getLastName, getMember, getParameters, getPropertyName, isCall, isClass, isFunction, isWithin, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { CLIENT_ERRORS, ERROR_FILTERS, ERROR_HANDLER_MEMBERS, ERROR_MIDDLEWARE_PARAMETERS, FAILURE_CODES, FOREIGN_KEY_MARKS, LIBRARIES, REPLY_NAMES, REPORTING_NAMES, namesForeignKeyError } from "../../catalogue/index.js";
import { findCallSites } from "../../effects/index.js";
import { isNotProduction } from "../../globs.js";
import { findDefinition, getDecorators } from "../../project/index.js";
import type { SourceModule } from "../../project/index.js";
import type { Settings } from "../../settings.js";
import type { AnalysisContext } from "../../states/index.js";

/** Functions and constants of error handling are followed this far. */
const MAX_DEPTH = 4;

/** Errors of failed statements that are no foreign key's. */
const OTHER_FAILURE = /Unique|NotNull|Exclusion|Check/;
const FAILURE_CLASSES = LIBRARIES.flatMap(({ statementErrors: { classes = [], mixedClasses = [] } = {} }) => [...classes, ...mixedClasses]).filter((name) => !OTHER_FAILURE.test(name)).map((name) => name.split(".").at(-1) ?? name);

/**
 * Is the error of a broken foreign key translated between a place and the function around it: by a `catch`, by a handler of
 * the promise, by a wrapper or decorator of the project? What hands the error to nobody knows whom counts.
 */
export function isErrorMapped(context: AnalysisContext, site: Node, home: Node, module: SourceModule, isConnect: boolean): boolean {
  const names: Names = { context, isConnect };
  for (let node: Node = site, { parent } = node; parent; node = parent, { parent } = node) {
    if (parent.type === "TryStatement" && parent.block === node && parent.handler && mapsErrors(names, parent.handler, module)) return true;
    if (parent.type === "CallExpression") {
      const member = getMember(parent.callee);
      const isSettled = member !== undefined && isWithin(node, parent.callee) && (member.name === "catch" || member.name === "then");
      const handler = isSettled ? parent.arguments[member.name === "catch" ? 0 : 1] : undefined;
      if (handler && mapsErrors(names, handler, module)) return true;
      if (!isWithin(node, parent.callee) && isFunction(unwrap(node)) && isMappingCallee(names, parent, module)) return true;
    }
    if (parent.type === "MethodDefinition" && getDecorators(context.project, parent, module).some(({ node: decorator }) => isMappingDecorator(names, decorator, module))) return true;
    if (node === home) {
      // What the handler itself is given to: `router.post("/tasks", mapErrors(create))`.
      const outer = unwrapUp(node).parent;
      if (outer?.type !== "CallExpression") return false;
    }
    if (parent.type === "Program") return false;
  }
  return false;
}

interface Names {
  readonly context: AnalysisContext;
  readonly isConnect: boolean;
}

/** Does a handler name the error, or answer with an error of the client's whatever was thrown? */
function mapsErrors(names: Names, handler: Node, module: SourceModule, depth = 0): boolean {
  const { context } = names;
  const bare = unwrap(handler);
  if (bare.type === "Identifier" || bare.type === "MemberExpression") {
    const definition = findDefinition(context.project, bare, module);
    if (definition.kind === "function") return depth < MAX_DEPTH && mapsErrors(names, definition.node, definition.module, depth + 1);
    return !REPORTING_NAMES.test(getLastName(bare) ?? "") && definition.kind !== "external" && definition.kind !== "parameter";
  }
  if (namesError(names, textOf(bare, module)) || answersAlways(bare, module)) return true;
  let isMapped = false;
  walk(bare, (node) => {
    if (isMapped) return false;
    if (node.type === "Identifier" || node.type === "MemberExpression") isMapped = namesErrorByConstant(names, node, module);
    else if (isCall(node)) isMapped = depth < MAX_DEPTH && isMappingCall(names, node, bare, module, depth);
    return undefined;
  });
  return isMapped;
}

function namesError({ isConnect }: Names, text: string): boolean {
  if (namesForeignKeyError(text, isConnect)) return true;
  // Every failed statement as the client's error: no code tells one from another.
  return !FAILURE_CODES.test(text) && CLIENT_ERRORS.test(text) && FAILURE_CLASSES.some((name) => new RegExp(`\\b${name}\\b`).test(text));
}

/** Without looking at the error, does a handler's own block answer with an error of the client's? */
function answersAlways(handler: Node, module: SourceModule): boolean {
  const body = handler.type === "CatchClause" ? handler.body : isFunction(handler) ? handler.body : undefined;
  if (body?.type !== "BlockStatement") return body !== undefined && body !== null && CLIENT_ERRORS.test(textOf(body, module));
  return body.body.some((statement) => /^(?:Throw|Return|Expression)Statement$/.test(statement.type) && CLIENT_ERRORS.test(textOf(statement, module)));
}

function textOf(node: Node, module: SourceModule): string {
  return module.text.slice(node.start, node.end);
}

/** `error.code === PG_FOREIGN_KEY`: what the constant holds, or the enum that it is of. */
function namesErrorByConstant(names: Names, node: Node, module: SourceModule): boolean {
  const definition = findDefinition(names.context.project, node, module);
  if (definition.kind === "expression") return definition.node !== node && definition.node.type === "Literal" && namesForeignKeyError(textOf(definition.node, definition.module), names.isConnect);
  return definition.kind === "enum" && namesForeignKeyError(textOf(definition.node, definition.module), names.isConnect);
}

/** A call of a handler's that gets the error: a function of the project that maps it, or one that nobody knows. */
function isMappingCall(names: Names, call: CallNode, handler: Node, module: SourceModule, depth: number): boolean {
  const error = handler.type === "CatchClause" ? handler.param : isFunction(handler) ? getParameters(handler)[0] : undefined;
  if (error?.type !== "Identifier" || !getArguments(call).some((argument) => unwrap(argument).type === "Identifier" && textOf(unwrap(argument), module) === error.name)) return false;
  const callee = names.context.facts.getCallee(call, module);
  if (callee.kind === "functions") return callee.targets.some((target) => mapsErrors(names, target.node, target.module, depth + 1));
  const name = getLastName(getCallee(call)) ?? "";
  const owner = getMember(getCallee(call))?.object;
  const isConsole = owner !== undefined && /log|console|sentry|tracer|span/i.test(textOf(owner, module));
  return call.type !== "NewExpression" && callee.kind === "unknown" && !isConsole && !REPORTING_NAMES.test(name) && !REPLY_NAMES.has(name) && name !== "String" && name !== "reject";
}

/** Is a call's function one of the project that names the error, so that what it runs is mapped? */
function isMappingCallee(names: Names, call: CallNode, module: SourceModule): boolean {
  const callee = names.context.facts.getCallee(call, module);
  return callee.kind === "functions" && callee.targets.some((target) => namesError(names, textOf(target.node, target.module)));
}

function isMappingDecorator(names: Names, decorator: Node, module: SourceModule): boolean {
  const bare = unwrap(decorator);
  const definition = findDefinition(names.context.project, bare.type === "CallExpression" ? bare.callee : bare, module);
  return (definition.kind === "function" || definition.kind === "expression") && namesError(names, textOf(definition.node, definition.module));
}

const APPLICATION = {};

/**
 * Does the application translate the error of a broken foreign key in one place: an error handler, a middleware for errors,
 * an exception filter? A mention of the error that is in no local `catch`, and whose reader nobody sees, counts as one.
 */
export function isMappedByApplication(context: AnalysisContext, settings: Settings, isConnect: boolean): boolean {
  const known = context.project.memo(APPLICATION, () => new Map<boolean, boolean>());
  let isMapped = known.get(isConnect);
  if (isMapped === undefined) known.set(isConnect, (isMapped = findApplicationMapping(context, settings, isConnect)));
  return isMapped;
}

function findApplicationMapping(context: AnalysisContext, settings: Settings, isConnect: boolean): boolean {
  const { project } = context;
  const paths = new Set(FOREIGN_KEY_MARKS.flatMap((mark) => project.findMentioning(mark)));
  for (const text of FAILURE_CLASSES) for (const path of project.findNaming(text)) paths.add(path);
  return project.getModules([...paths].filter((path) => !isNotProduction(path.slice(project.root.length + 1), settings))).some((module) => {
    let isFound = false;
    walk(module.program, (node) => {
      if (isFound || node.type === "ImportDeclaration" || node.type === "TSTypeAnnotation") return false;
      const text = node.type === "Identifier" ? node.name : node.type === "Literal" && (typeof node.value === "string" || typeof node.value === "number") ? String(node.value) : node.type === "TemplateElement" ? node.value.raw : undefined;
      if (text === undefined) return undefined;
      if (namesForeignKeyError(text, isConnect)) isFound = isGlobal(context, node, module, 0);
      else if (FAILURE_CLASSES.includes(text)) {
        const fn = getHandlerAround(node);
        isFound = fn !== undefined && namesError({ context, isConnect }, getBranchText(node, module) ?? textOf(fn, module));
      }
      return undefined;
    });
    return isFound;
  });
}

/** The error handler that a node lies in: a middleware with four parameters, what `setErrorHandler` is given, a filter's class. */
function getHandlerAround(node: Node): Node | undefined {
  for (let current: Node | null | undefined = node; current; current = current.parent) {
    if (isFunction(current) && isErrorHandler(current)) return current;
    if (isClass(current) && isFilter(current)) return current;
  }
  return undefined;
}

/** `if (error instanceof QueryFailedError) …`: what is done with such an error alone. */
function getBranchText(node: Node, module: SourceModule): string | undefined {
  for (let current = node, { parent } = current; parent && !isFunction(parent); current = parent, { parent } = current) {
    if (parent.type === "IfStatement" && current === parent.test) return module.text.slice(parent.start, parent.consequent.end);
  }
  return undefined;
}

function isErrorHandler(fn: FunctionNode): boolean {
  if (getParameters(fn).length === ERROR_MIDDLEWARE_PARAMETERS) return true;
  const call = unwrapUp(fn).parent;
  return call?.type === "CallExpression" && ERROR_HANDLER_MEMBERS.has(getLastName(call.callee) ?? "");
}

function isFilter(node: Extract<Node, { type: "ClassDeclaration" | "ClassExpression" }>): boolean {
  const kinds = [...(node.implements ?? []).map(({ expression }) => getLastName(expression)), node.superClass ? getLastName(node.superClass) : undefined];
  return [...getDecoratorNames(node), ...kinds].some((name) => name !== undefined && ERROR_FILTERS.has(name));
}

/** Does a mention of the error belong to what handles errors of the whole application, as far as anybody can tell? */
function isGlobal(context: AnalysisContext, node: Node, module: SourceModule, depth: number): boolean {
  if (getHandlerAround(node)) return true;
  for (let current: Node = node, { parent } = current; parent; current = parent, { parent } = current) {
    if (parent.type === "CatchClause") return parent.parent?.type === "TryStatement" && runsParameter(parent.parent.block, module);
    if (isFunction(parent)) {
      const call = unwrapUp(parent).parent;
      const name = call?.type === "CallExpression" ? getMember(call.callee)?.name : undefined;
      if (name === "catch" || name === "then") return false;
      if (getFunctionName(parent) === undefined) continue;
      const sites = depth < MAX_DEPTH ? findCallSites(context.project, context.facts, { node: parent, module }) : [];
      return sites.length === 0 || sites.some((site) => isGlobal(context, site.call, site.module, depth + 1));
    }
    if (parent.type === "Program") return isConstantGlobal(context, node, current, depth);
  }
  return false;
}

/** A constant or an enum that names the error: who reads it? */
function isConstantGlobal(context: AnalysisContext, node: Node, statement: Node, depth: number): boolean {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  const holder = declaration?.type === "VariableDeclaration" ? declaration.declarations.find((item) => isWithin(node, item))?.id : declaration?.type === "TSEnumDeclaration" || declaration?.type === "ClassDeclaration" ? declaration.id : undefined;
  if (holder?.type !== "Identifier" || depth >= MAX_DEPTH) return false;
  return context.project.getModulesNaming(holder.name).some((reader) => {
    let isFound = false;
    walk(reader.program, (mention) => {
      if (isFound || mention.type !== "Identifier" || mention.name !== holder.name || mention === holder || !getEnclosingFunction(mention)) return undefined;
      const member = mention.parent?.type === "MemberExpression" ? getPropertyName(mention.parent) : undefined;
      // Of a list of codes, only the one that is meant.
      const own = getHolderKey(node);
      if (member !== undefined && own !== undefined && member !== own) return undefined;
      isFound = isGlobal(context, mention, reader, depth + 1);
      return undefined;
    });
    return isFound;
  });
}

function getHolderKey(node: Node): string | undefined {
  const { parent } = node;
  if (parent?.type === "Property" || parent?.type === "PropertyDefinition") return getPropertyName(parent);
  return parent?.type === "TSEnumMember" && parent.id.type === "Identifier" ? parent.id.name : undefined;
}

/** Does a block run a function that its surroundings were given: a wrapper's, a decorator's? */
function runsParameter(block: Node, module: SourceModule): boolean {
  let isFound = false;
  walk(block, (node) => {
    if (isFound || node.type !== "CallExpression") return undefined;
    const callee = getCallee(node);
    const member = getMember(callee);
    const root = member && (member.name === "apply" || member.name === "call") ? member.object : callee;
    const binding = root.type === "Identifier" ? module.scope.resolve(root) : undefined;
    isFound = binding?.kind === "parameter" || (member?.name === "apply" && getEnclosingClass(node) === undefined);
    return undefined;
  });
  return isFound;
}
