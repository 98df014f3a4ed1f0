import { getArguments, getCallee, getEnclosingClass, getMember, getPropertyName, isCall, isClass, isFunction, isWithin, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findSchemaExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import type { ObjectSchema } from "./types.js";

/** Where a schema goes, as far as names tell. */
export interface SchemaUsage {
  /** The names around the schema, innermost first: keys that hold it, then its constant or class. */
  readonly names: readonly SchemaName[];
  /** The module of the schema, and those that import it, something derived from it, or its type. */
  readonly modules: readonly SourceModule[];
  /** Somebody parses with it, or takes its type: a change of type would reach code. */
  readonly hasConsumer: boolean;
  /** It is handed to something that is no validation: a tool, a form, a queue. */
  readonly isHandedElsewhere: boolean;
  /** The schema itself, and every mention of its constant as a value. */
  readonly mentions: readonly Node[];
  /** The only function that sees what is parsed, where it is given to the same call as the schema. */
  readonly handler: Node | undefined;
}

export interface SchemaName {
  readonly text: string;
  readonly kind: "key" | "constant" | "function" | "class";
}

const VALIDATING = /valid|pars|schema|body|request|dto|input|json|openapi|infer|route/i;
const KEY_USE = {};

/** How a schema is used, by every reference to its constant or class. Computed once per schema until a file changes. */
export function getSchemaUsage(project: Project, owner: ObjectSchema): SchemaUsage {
  const cache = project.memo(KEY_USE, () => new WeakMap<Node, SchemaUsage>());
  let usage = cache.get(owner.node);
  if (!usage) cache.set(owner.node, (usage = readUsage(project, owner)));
  return usage;
}

function readUsage(project: Project, owner: ObjectSchema): SchemaUsage {
  const { module } = owner;
  const names = getNames(owner.node);
  const holder = names.find(({ kind }) => kind !== "key")?.text;
  const modules = new Set([module]);
  const mentions: Node[] = [owner.node];
  let hasConsumer = false;
  let isHandedElsewhere = false;
  const pending = holder === undefined ? [] : [holder];
  const seen = new Set<string>();
  for (let name = pending.shift(); name !== undefined && seen.size < 20; name = pending.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const { reference, from } of findReferences(project, owner, name)) {
      if (name === holder) mentions.push(reference);
      const host = isClass(owner.node) ? findHost(reference) : undefined;
      if (host !== undefined && host !== holder) names.push({ text: host, kind: "class" });
      const use = classifyReference(project, owner, reference, from);
      modules.add(from);
      if (use.kind === "derived" && from === module) pending.push(use.name);
      // A type that is derived and never imported or named again has no consumer either: the loop asks about it next.
      if (from !== module || use.kind === "consumed" || use.kind === "elsewhere") hasConsumer = true;
      if (use.kind === "elsewhere" && !isClass(owner.node)) isHandedElsewhere = true;
    }
  }
  return { names, modules: [...modules], hasConsumer, isHandedElsewhere, mentions, handler: findHandler(project, owner) };
}

/** The keys and the constant that hold a node; stops at the first declaration. */
function getNames(node: Node): SchemaName[] {
  if (isClass(node)) return node.id ? [{ text: node.id.name, kind: "class" }] : [];
  const names: SchemaName[] = [];
  for (let current: Node | null | undefined = node.parent; current; current = current.parent) {
    if (current.type === "VariableDeclarator") {
      const isFn = current.init && isFunction(unwrap(current.init));
      if (current.id.type === "Identifier") names.push({ text: current.id.name, kind: isFn ? "function" : "constant" });
      return names;
    }
    if (isFunction(current) && current.type !== "ArrowFunctionExpression" && current.id) return [...names, { text: current.id.name, kind: "function" }];
    if (isClass(current)) return current.id ? [...names, { text: current.id.name, kind: "class" }] : names;
    const name = current.type === "Property" || current.type === "PropertyDefinition" ? getPropertyName(current) : undefined;
    if (name !== undefined) names.push({ text: name, kind: "key" });
  }
  return names;
}

/** `app.post("/", validator(z.object({ … })), async (c) => …)`: what the nearest call of a member is given beside the schema. */
function findHandler(project: Project, owner: ObjectSchema): Node | undefined {
  for (let current: Node | null | undefined = owner.node.parent; current; current = current.parent) {
    if (isFunction(current)) return undefined;
    if (!isCall(current) || !getMember(getCallee(current)) || isBuilder(project, owner, current, owner.module)) continue;
    const given = getArguments(current);
    const handler = given.findLast((argument) => isFunction(unwrap(argument)));
    if (handler && given.some((argument) => isWithin(owner.node, argument))) return handler;
  }
  return undefined;
}

/** The name of the class that has a property of the type that a reference stands in. */
function findHost(reference: Node): string | undefined {
  for (let node: Node | null | undefined = reference; node; node = node.parent) {
    if (node.type === "PropertyDefinition") {
      return getEnclosingClass(node)?.id?.name;
    }
    if (!node.type.startsWith("TS") && node !== reference) return undefined;
  }
  return undefined;
}

/** The references of a name that a module declares: here, and in every module that imports something of that name. */
function findReferences(project: Project, { module, node }: ObjectSchema, name: string): { readonly reference: Node; readonly from: SourceModule }[] {
  const found: { reference: Node; from: SourceModule }[] = [];
  for (const from of new Set([module, ...project.getModulesNaming(name)])) {
    for (const local of from === module ? [name] : getImportedAs(from, name)) {
      const binding = from.scope.lookup(local, from === module ? node : from.program);
      for (const reference of binding ? from.scope.getReferences(binding) : []) found.push({ reference, from });
      // A module that only imports a type still handles values of it.
      if (from !== module) found.push({ reference: binding?.identifier ?? from.program, from });
      else for (const reference of findTypeReferences(module, name)) found.push({ reference, from });
    }
  }
  return found;
}

function findTypeReferences({ program }: SourceModule, name: string): Node[] {
  const found: Node[] = [];
  walk(program, (node) => {
    if (node.type === "TSTypeReference" && node.typeName.type === "Identifier" && node.typeName.name === name) found.push(node);
  });
  return found;
}

function getImportedAs(module: SourceModule, name: string): string[] {
  return module.program.body.flatMap((statement) => {
    if (statement.type !== "ImportDeclaration") return [];
    return statement.specifiers.flatMap((specifier) => {
      if (specifier.type !== "ImportSpecifier") return [];
      const imported = specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
      return imported === name ? [specifier.local.name] : [];
    });
  });
}

type ReferenceUse =
  /** Part of another schema or of a type. */
  | { readonly kind: "derived"; readonly name: string }
  | { readonly kind: "consumed" | "elsewhere" | "neutral" };

function classifyReference(project: Project, owner: ObjectSchema, reference: Node, module: SourceModule): ReferenceUse {
  let isValue = true;
  for (let node = reference, outer = node.parent; outer; node = outer, outer = node.parent) {
    switch (outer.type) {
      case "TSTypeAliasDeclaration":
      case "TSInterfaceDeclaration":
        return { kind: "derived", name: outer.id.name };
      case "TSTypeQuery":
        isValue = false;
        break;
      case "ImportSpecifier":
      case "ImportDeclaration":
      case "ExportSpecifier":
      case "ExportDefaultDeclaration":
        return { kind: "neutral" };
      case "VariableDeclarator":
        return isValue && outer.id.type === "Identifier" && outer.init && unwrap(outer.init) !== reference && isBuilder(project, owner, unwrap(outer.init), module)
          ? { kind: "derived", name: outer.id.name }
          : { kind: "consumed" };
      case "Property":
        if (isValue && outer.value === node) {
          const key = getPropertyName(outer) ?? "";
          if (!/^(?:body|json|form|input|payload)$/i.test(key) && !isInsideBuilder(project, owner, outer, module)) return { kind: "elsewhere" };
        }
        break;
      default:
        if (isValue && isCall(outer)) {
          // What is parsed is no schema any more.
          if (isParser(owner, outer)) return { kind: "consumed" };
          if (unwrap(getCallee(outer)) !== unwrap(node) && !isBuilder(project, owner, outer, module) && !isDecorator(outer)) {
            const callee = getCallee(outer);
            const name = callee.type === "Identifier" ? callee.name : (getMember(callee)?.name ?? "");
            return { kind: VALIDATING.test(name) ? "consumed" : "elsewhere" };
          }
        } else if (isFunction(outer)) {
          return { kind: "consumed" };
        }
    }
  }
  return { kind: "consumed" };
}

function isDecorator(node: Node): boolean {
  return unwrapUp(node).parent?.type === "Decorator";
}

function isInsideBuilder(project: Project, owner: ObjectSchema, node: Node, module: SourceModule): boolean {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (isCall(outer)) return isBuilder(project, owner, outer, module);
    if (isFunction(outer)) return false;
  }
  return false;
}

function isParser(owner: ObjectSchema, node: Node): boolean {
  const callee = isCall(node) ? getCallee(node) : node;
  return owner.library.parsers.includes(callee.type === "Identifier" ? callee.name : (getMember(callee)?.name ?? ""));
}

/** Does a call make one schema of others: a function or a method of the library? */
function isBuilder(project: Project, owner: ObjectSchema, node: Node, module: SourceModule): boolean {
  if (node.type !== "CallExpression") return false;
  const definition = findDefinition(project, node.callee, module);
  if (definition.kind === "external") {
    const found = findSchemaExport(definition.specifier, definition.path);
    return found !== undefined && (Object.hasOwn(found.library.functions, found.name) || Object.hasOwn(found.library.actions, found.name));
  }
  return Object.hasOwn(owner.library.methods, getMember(node.callee)?.name ?? "");
}
