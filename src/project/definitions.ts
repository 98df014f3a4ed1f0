import { findProperty, getMember, getPropertyName, getThisClass, hasSpread, isClass, isFunction, unwrap } from "../ast/index.js";
import type { ClassNode, FunctionNode, IdentifierNode, Node } from "../ast/index.js";
import type { Binding } from "../scope/index.js";
import { getRequiredSpecifier } from "./module.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import { findGeneratedModule } from "./schema-files.js";

/**
 * What a name stands for, followed through constants, imports, barrels, destructuring and object literals
 * to the place where it is written down. No library is known here.
 */
export type Definition =
  /** An expression that is no name: a call, a literal, an object. */
  | { readonly kind: "expression"; readonly node: Node; readonly module: SourceModule }
  | { readonly kind: "function"; readonly node: FunctionNode; readonly module: SourceModule }
  | { readonly kind: "class"; readonly node: ClassNode; readonly module: SourceModule }
  /** A variable that has no single constant value: several writes, a loop variable, a caught error. */
  | { readonly kind: "variable"; readonly binding: Binding; readonly path: readonly string[]; readonly module: SourceModule }
  | { readonly kind: "parameter"; readonly binding: Binding; readonly path: readonly string[]; readonly module: SourceModule }
  /** A member of something that is itself no constant object: `object` says of what. */
  | { readonly kind: "member"; readonly object: Node; readonly name: string; readonly module: SourceModule }
  | { readonly kind: "namespace"; readonly target: SourceModule }
  /** An export of a package, or of a file that is not there: `["z", "iso"]` of `zod`; an empty path is the whole module. */
  | { readonly kind: "external"; readonly specifier: string; readonly path: readonly string[]; readonly file: string | undefined }
  | { readonly kind: "enum"; readonly node: Node; readonly module: SourceModule }
  | { readonly kind: "unknown" };

const UNKNOWN: Definition = { kind: "unknown" };
/** Chains of names longer than this are cycles or beyond reading. */
const MAX_STEPS = 40;

/** Follows an expression to what it stands for. An expression that is no name is its own definition. */
export function findDefinition(project: Project, node: Node, module: SourceModule, steps = 0): Definition {
  const bare = unwrap(node);
  if (steps > MAX_STEPS) return UNKNOWN;
  if (isFunction(bare)) return { kind: "function", node: bare, module };
  if (isClass(bare)) return { kind: "class", node: bare, module };
  switch (bare.type) {
    case "Identifier":
      return findIdentifier(project, bare, module, steps + 1);
    case "MemberExpression": {
      const member = getMember(bare);
      if (!member) return { kind: "expression", node: bare, module };
      if (member.object.type === "ThisExpression") return { kind: "member", object: member.object, name: member.name, module };
      const owner = findDefinition(project, member.object, module, steps + 1);
      return findMember(project, owner, member.name, steps + 1) ?? { kind: "member", object: member.object, name: member.name, module };
    }
    case "AwaitExpression":
      return bare.argument.type === "ImportExpression" ? findDefinition(project, bare.argument, module, steps + 1) : { kind: "expression", node: bare, module };
    default: {
      const specifier = getRequiredSpecifier(bare);
      return specifier === undefined ? { kind: "expression", node: bare, module } : findExport(project, specifier, module, "*", steps + 1);
    }
  }
}

/** The definition of a name as seen from a node, for values; for types see `findTypeDefinition`. */
function findName(project: Project, name: string, from: Node, module: SourceModule): Definition {
  const binding = module.scope.lookup(name, from);
  return binding ? findBinding(project, binding, module, 0) : UNKNOWN;
}

function findIdentifier(project: Project, node: IdentifierNode, module: SourceModule, steps: number): Definition {
  const binding = module.scope.resolve(node);
  return binding ? findBinding(project, binding, module, steps) : UNKNOWN;
}

/** Follows a binding to what it stands for. */
export function findBinding(project: Project, binding: Binding, module: SourceModule, steps = 0): Definition {
  const { declaration } = binding;
  switch (binding.kind) {
    case "import":
      return findImport(project, declaration, module, steps + 1);
    case "function":
      return isFunction(declaration) ? { kind: "function", node: declaration, module } : UNKNOWN;
    case "class":
      return isClass(declaration) ? { kind: "class", node: declaration, module } : UNKNOWN;
    case "enum":
    case "namespace":
      return { kind: "enum", node: declaration, module };
    case "parameter":
      return { kind: "parameter", binding, path: getPatternPath(binding) ?? [], module };
    case "catch":
      return UNKNOWN;
    default: {
      if (declaration.type !== "VariableDeclarator") return UNKNOWN;
      const path = getPatternPath(binding);
      const isConstant = declaration.init !== null && path !== undefined && !getPatternDefault(binding) && (binding.kind === "const" || binding.kind === "using" || module.scope.getWrites(binding).length === 0);
      if (!isConstant || !declaration.init) return { kind: "variable", binding, path: path ?? [], module };
      let definition = findDefinition(project, declaration.init, module, steps + 1);
      if (path.length === 0) return definition;
      for (const name of path) {
        const next = findMember(project, definition, name, steps + 1);
        if (!next) return { kind: "variable", binding, path, module };
        definition = next;
      }
      return definition;
    }
  }
}

/** The member of a definition, when its object is written down: a namespace, a package, an object literal, an enum. */
function findMember(project: Project, owner: Definition, name: string, steps: number): Definition | undefined {
  switch (owner.kind) {
    case "namespace":
      return findExportOf(project, owner.target, name, steps);
    case "external":
      return { ...owner, path: owner.path.length === 0 && name === "default" ? [] : [...owner.path, name] };
    case "expression": {
      if (owner.node.type !== "ObjectExpression") return undefined;
      const property = findProperty(owner.node, name);
      if (!property || hasSpread(owner.node)) return undefined;
      return findDefinition(project, property.value, owner.module, steps + 1);
    }
    default:
      return undefined;
  }
}

function findImport(project: Project, declaration: Node, module: SourceModule, steps: number): Definition {
  switch (declaration.type) {
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier": {
      const statement = declaration.parent;
      if (statement?.type !== "ImportDeclaration") return UNKNOWN;
      const name =
        declaration.type === "ImportNamespaceSpecifier" ? "*"
        : declaration.type === "ImportDefaultSpecifier" ? "default"
        : declaration.imported.type === "Identifier" ? declaration.imported.name
        : declaration.imported.value;
      return findExport(project, statement.source.value, module, name, steps);
    }
    case "TSImportEqualsDeclaration": {
      const specifier = getRequiredSpecifier(declaration.moduleReference);
      return specifier === undefined ? UNKNOWN : findExport(project, specifier, module, "*", steps);
    }
    default:
      return UNKNOWN;
  }
}

/** An export by specifier as seen from a module; `*` is the namespace. */
export function findExport(project: Project, specifier: string, from: SourceModule, name: string, steps = 0): Definition {
  if (steps > MAX_STEPS) return UNKNOWN;
  const generated = findGeneratedModule(project, specifier, from.path, name);
  if (generated !== undefined) return { kind: "external", specifier: generated, path: name === "*" || name === "default" ? [] : [name], file: undefined };
  const resolution = project.resolve(specifier, from);
  const target = resolution.kind === "file" ? project.getModule(resolution.path) : undefined;
  if (!target) {
    const file = resolution.kind === "file" ? resolution.path : undefined;
    return { kind: "external", specifier, path: name === "*" || name === "default" ? [] : [name], file };
  }
  if (name === "*") return { kind: "namespace", target };
  return findExportOf(project, target, name, steps + 1);
}

/** The definition of a module's own export, through what it re-exports. */
export function findExportOf(project: Project, module: SourceModule, name: string, steps = 0): Definition {
  if (steps > MAX_STEPS) return UNKNOWN;
  const found = module.exports.get(name);
  if (found) {
    if (found.kind === "from") return findExport(project, found.specifier, module, found.name, steps + 1);
    if (found.kind === "local") return findDefinition(project, found.node, module, steps + 1);
    const binding = module.scope.lookup(found.name, module.program);
    return binding ? findBinding(project, binding, module, steps + 1) : UNKNOWN;
  }
  for (const specifier of module.starExports) {
    const definition = findExport(project, specifier, module, name, steps + 1);
    if (definition.kind !== "unknown") return definition;
  }
  return UNKNOWN;
}

/** A type by name: its declaration in the project, or the package export that it is. */
export type TypeDefinition =
  | { readonly kind: "declaration"; readonly node: Node; readonly module: SourceModule }
  | { readonly kind: "external"; readonly specifier: string; readonly path: readonly string[]; readonly file: string | undefined }
  | { readonly kind: "unknown" };

/** The declaration of the type that a name in type position means. */
export function findTypeDefinition(project: Project, typeName: Node, module: SourceModule, steps = 0): TypeDefinition {
  if (steps > MAX_STEPS) return { kind: "unknown" };
  if (typeName.type === "TSQualifiedName") {
    const left = findTypeDefinition(project, typeName.left, module, steps + 1);
    if (left.kind === "external") return { ...left, path: [...left.path, typeName.right.name] };
    const owner = typeName.left.type === "Identifier" ? findName(project, typeName.left.name, typeName, module) : UNKNOWN;
    if (owner.kind === "namespace") return findTypeExport(project, owner.target, typeName.right.name, steps + 1);
    return owner.kind === "external" ? { ...owner, path: [...owner.path, typeName.right.name] } : { kind: "unknown" };
  }
  if (typeName.type !== "Identifier") return { kind: "unknown" };
  const binding = module.scope.lookupType(typeName.name, typeName);
  if (!binding) return { kind: "unknown" };
  const { declaration } = binding;
  if (declaration.type !== "ImportSpecifier" && declaration.type !== "ImportDefaultSpecifier" && declaration.type !== "ImportNamespaceSpecifier") {
    return { kind: "declaration", node: declaration, module };
  }
  const statement = declaration.parent;
  if (statement?.type !== "ImportDeclaration") return { kind: "unknown" };
  const name = declaration.type === "ImportSpecifier" ? (declaration.imported.type === "Identifier" ? declaration.imported.name : declaration.imported.value) : "default";
  return findTypeExportFrom(project, statement.source.value, module, declaration.type === "ImportNamespaceSpecifier" ? "*" : name, steps + 1);
}

/** The class of the project that a type names. */
export function findTypeClass(project: Project, type: Node, module: SourceModule): { readonly node: ClassNode; readonly module: SourceModule } | undefined {
  if (type.type !== "TSTypeReference") return undefined;
  const definition = findTypeDefinition(project, type.typeName, module);
  return definition.kind === "declaration" && isClass(definition.node) ? { node: definition.node, module: definition.module } : undefined;
}

function findTypeExportFrom(project: Project, specifier: string, from: SourceModule, name: string, steps: number): TypeDefinition {
  const generated = findGeneratedModule(project, specifier, from.path, name);
  if (generated !== undefined) return { kind: "external", specifier: generated, path: name === "*" || name === "default" ? [] : [name], file: undefined };
  const resolution = project.resolve(specifier, from);
  const target = resolution.kind === "file" ? project.getModule(resolution.path) : undefined;
  if (target) return findTypeExport(project, target, name, steps + 1);
  const file = resolution.kind === "file" ? resolution.path : undefined;
  return { kind: "external", specifier, path: name === "*" || name === "default" ? [] : [name], file };
}

function findTypeExport(project: Project, module: SourceModule, name: string, steps: number): TypeDefinition {
  if (steps > MAX_STEPS) return { kind: "unknown" };
  const found = module.exports.get(name);
  if (found?.kind === "from") return findTypeExportFrom(project, found.specifier, module, found.name, steps + 1);
  const local = module.scope.lookupType(found?.kind === "named" ? found.name : name, module.program);
  if (local) {
    const { declaration } = local;
    if (declaration.type === "ImportSpecifier" && declaration.parent?.type === "ImportDeclaration") {
      const imported = declaration.imported.type === "Identifier" ? declaration.imported.name : declaration.imported.value;
      return findTypeExportFrom(project, declaration.parent.source.value, module, imported, steps + 1);
    }
    return { kind: "declaration", node: declaration, module };
  }
  if (found?.kind === "local" && isClass(found.node)) return { kind: "declaration", node: found.node, module };
  for (const specifier of module.starExports) {
    const definition = findTypeExportFrom(project, specifier, module, name, steps + 1);
    if (definition.kind !== "unknown") return definition;
  }
  return { kind: "unknown" };
}

/** The member path from the destructured value to the binding: `["a", "b"]` in `{ a: { b } }`; `undefined` for rest and arrays. */
export function getPatternPath(binding: Binding): string[] | undefined {
  const path: string[] = [];
  let node: Node = binding.identifier;
  for (let parent = node.parent; parent; node = parent, parent = node.parent) {
    switch (parent.type) {
      case "Property": {
        const name = getPropertyName(parent);
        if (name === undefined) return undefined;
        path.unshift(name);
        break;
      }
      case "ArrayPattern":
        path.unshift(String(parent.elements.findIndex((element) => element === node)));
        break;
      case "RestElement":
        // The rest of an object is that object, as far as its members matter.
        if (parent.parent?.type !== "ObjectPattern") return undefined;
        break;
      case "ObjectPattern":
      case "AssignmentPattern":
      case "TSParameterProperty":
        break;
      default:
        return path;
    }
  }
  return path;
}

/** What a binding of a pattern is when nothing is passed for it: `db` in `{ client = db }`. */
export function getPatternDefault({ identifier }: Binding): Node | undefined {
  const { parent } = identifier;
  return parent?.type === "AssignmentPattern" && parent.left === identifier && parent.parent?.type === "Property" ? parent.right : undefined;
}

/** The class that `this` means at a node, as a definition. */
export function findThisClass(node: Node, module: SourceModule): { readonly node: ClassNode; readonly module: SourceModule } | undefined {
  const found = getThisClass(node);
  return found && { node: found, module };
}
