import { forEachChild, getParameterPattern, isClass, isFunction } from "../ast/index.js";
import type { IdentifierNode, Node, Program } from "../ast/index.js";

export type BindingKind = "import" | "const" | "let" | "var" | "using" | "parameter" | "function" | "class" | "enum" | "catch" | "namespace";

/** One declared name, in the scope that declares it. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The identifier that introduces the name. */
  readonly identifier: Node;
  /** What declares it: import specifier, variable declarator, function (also for its parameters), class, catch clause. */
  readonly declaration: Node;
  /** The node whose scope holds it. */
  readonly scope: Node;
}

/** A declared type name: interface, alias, class, enum or import. */
export interface TypeBinding {
  readonly name: string;
  readonly declaration: Node;
}

interface Scope {
  readonly values: Map<string, Binding>;
  readonly types: Map<string, TypeBinding>;
}

/** The declared names of one module. Resolving walks up the tree, so nothing is computed before somebody asks. */
export interface ScopeTree {
  /** The binding that an identifier in a value position means; `undefined` for globals. */
  resolve(identifier: IdentifierNode): Binding | undefined;
  /** The binding of a name as seen from a node. */
  lookup(name: string, from: Node): Binding | undefined;
  /** The type binding of a name as seen from a node. */
  lookupType(name: string, from: Node): TypeBinding | undefined;
  /** Every identifier that means this binding, declarations left out, in source order. */
  getReferences(binding: Binding): readonly IdentifierNode[];
  /** The values that are assigned to the binding after its declaration; `undefined` entries stand for unreadable writes. */
  getWrites(binding: Binding): readonly (Node | undefined)[];
}

/** Declares every name of a module in one walk. */
export function createScopeTree(program: Program): ScopeTree {
  const scopes = new Map<Node, Scope>();
  const identifiers = new Map<string, IdentifierNode[]>();

  const scopeOf = (node: Node): Scope => {
    let scope = scopes.get(node);
    if (!scope) scopes.set(node, (scope = { values: new Map(), types: new Map() }));
    return scope;
  };
  const declare = (kind: BindingKind, identifier: Node, declaration: Node, scope: Node): void => {
    if (identifier.type !== "Identifier") return;
    const { values } = scopeOf(scope);
    const known = values.get(identifier.name);
    // Overloads and merged declarations: the one with a body is meant.
    if (known && declaration.type === "TSDeclareFunction") return;
    values.set(identifier.name, { name: identifier.name, kind, identifier, declaration, scope });
  };
  const declareType = (identifier: Node | null | undefined, declaration: Node, scope: Node): void => {
    if (identifier?.type === "Identifier") scopeOf(scope).types.set(identifier.name, { name: identifier.name, declaration });
  };
  const declarePattern = (kind: BindingKind, pattern: Node, declaration: Node, scope: Node): void => {
    forEachPatternIdentifier(pattern, (identifier) => {
      declare(kind, identifier, declaration, scope);
    });
  };

  const visit = (node: Node, block: Node, hoist: Node): void => {
    let innerBlock = block;
    let innerHoist = hoist;
    switch (node.type) {
      case "Identifier": {
        const list = identifiers.get(node.name);
        if (list) list.push(node);
        else identifiers.set(node.name, [node]);
        break;
      }
      case "ImportSpecifier":
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier":
        declare("import", node.local, node, hoist);
        declareType(node.local, node, hoist);
        break;
      case "TSImportEqualsDeclaration":
        declare("import", node.id, node, block);
        declareType(node.id, node, block);
        break;
      case "VariableDeclaration": {
        const kind = node.kind === "await using" ? "using" : node.kind;
        for (const declarator of node.declarations) declarePattern(kind, declarator.id, declarator, kind === "var" ? hoist : block);
        break;
      }
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        declareType(node.id, node, block);
        break;
      case "TSEnumDeclaration":
        declare("enum", node.id, node, block);
        declareType(node.id, node, block);
        break;
      case "TSModuleDeclaration":
        declare("namespace", node.id, node, block);
        innerBlock = innerHoist = node;
        break;
      case "BlockStatement":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "SwitchStatement":
      case "StaticBlock":
        innerBlock = node;
        break;
      case "CatchClause":
        innerBlock = node;
        if (node.param) declarePattern("catch", node.param, node, node);
        break;
      default:
        if (isFunction(node)) {
          if (node.type === "FunctionDeclaration" || node.type === "TSDeclareFunction") {
            if (node.id) declare("function", node.id, node, block);
          } else if (node.type === "FunctionExpression" && node.id) {
            declare("function", node.id, node, node);
          }
          innerBlock = innerHoist = node;
          for (const parameter of node.params) declarePattern("parameter", getParameterPattern(parameter), node, node);
        } else if (isClass(node)) {
          if (node.id) {
            declare("class", node.id, node, node.type === "ClassDeclaration" ? block : node);
            declareType(node.id, node, node.type === "ClassDeclaration" ? block : node);
          }
          innerBlock = node;
        }
    }
    forEachChild(node, (child) => {
      visit(child, innerBlock, innerHoist);
    });
  };
  visit(program, program, program);

  const lookup = (name: string, from: Node): Binding | undefined => {
    for (let node: Node | null | undefined = from; node; node = node.parent) {
      const found = scopes.get(node)?.values.get(name);
      if (found) return found;
    }
    return undefined;
  };
  const tree: ScopeTree = {
    lookup,
    resolve: (identifier) => lookup(identifier.name, identifier),
    lookupType(name, from) {
      for (let node: Node | null | undefined = from; node; node = node.parent) {
        const found = scopes.get(node)?.types.get(name);
        if (found) return found;
      }
      return undefined;
    },
    getReferences: (binding) =>
      (identifiers.get(binding.name) ?? []).filter(
        (identifier) => identifier !== binding.identifier && isReference(identifier) && tree.resolve(identifier) === binding,
      ),
    getWrites: (binding) => tree.getReferences(binding).flatMap((reference) => getWrittenValue(reference)),
  };
  return tree;
}

/** Calls `visit` with each identifier that a binding pattern introduces. */
export function forEachPatternIdentifier(pattern: Node, visit: (identifier: IdentifierNode) => void): void {
  switch (pattern.type) {
    case "Identifier":
      visit(pattern);
      break;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        forEachPatternIdentifier(property.type === "RestElement" ? property.argument : property.value, visit);
      }
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) forEachPatternIdentifier(element, visit);
      break;
    case "AssignmentPattern":
      forEachPatternIdentifier(pattern.left, visit);
      break;
    case "RestElement":
      forEachPatternIdentifier(pattern.argument, visit);
      break;
    case "TSParameterProperty":
      forEachPatternIdentifier(pattern.parameter, visit);
      break;
    default:
  }
}

/** Does an identifier stand for a value here, rather than name a property, a label, a type or a declaration's key? */
export function isReference(identifier: IdentifierNode): boolean {
  const parent = identifier.parent;
  if (!parent) return true;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === identifier || parent.computed;
    case "Property":
      return parent.value === identifier || parent.computed;
    case "MethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
      return parent.value === identifier || parent.computed;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "TSTypeReference":
    case "TSQualifiedName":
    case "TSPropertySignature":
    case "TSMethodSignature":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSEnumMember":
    case "MetaProperty":
      return false;
    case "ExportSpecifier":
      return parent.local === identifier;
    default:
      return true;
  }
}

function getWrittenValue(reference: IdentifierNode): (Node | undefined)[] {
  const parent = reference.parent;
  if (parent?.type === "AssignmentExpression" && parent.left === reference) {
    return [["=", "??=", "||=", "&&="].includes(parent.operator) ? parent.right : undefined];
  }
  if (parent?.type === "UpdateExpression") return [undefined];
  if ((parent?.type === "ForOfStatement" || parent?.type === "ForInStatement") && parent.left === reference) return [undefined];
  return isPatternTarget(reference) ? [undefined] : [];
}

/** Is the identifier the target of a destructuring assignment, as in `({ a } = b)`? */
function isPatternTarget(reference: IdentifierNode): boolean {
  let node: Node = reference;
  for (let parent = node.parent; parent; node = parent, parent = node.parent) {
    if (parent.type === "ObjectPattern" || parent.type === "ArrayPattern" || parent.type === "RestElement") continue;
    if (parent.type === "Property" && parent.value === node && parent.parent?.type === "ObjectPattern") continue;
    if (parent.type === "AssignmentPattern" && parent.left === node) continue;
    return parent.type === "AssignmentExpression" && parent.left === node && node !== reference;
  }
  return false;
}
