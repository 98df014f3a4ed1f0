import { getMember, getPropertyName, getStaticString, parse, walk } from "../ast/index.js";
import type { Node, Program } from "../ast/index.js";
import { createScopeTree, forEachPatternIdentifier } from "../scope/index.js";
import type { ScopeTree } from "../scope/index.js";

/** Where an exported name comes from: something declared here, or another module's export (`*` is its namespace). */
export type ModuleExport =
  | { readonly kind: "local"; readonly node: Node }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "from"; readonly specifier: string; readonly name: string };

/** One parsed source file: its tree, its names, what it exports and from where it imports. */
export interface SourceModule {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly scope: ScopeTree;
  readonly exports: ReadonlyMap<string, ModuleExport>;
  /** Is what it exports one value: `module.exports = …`, `export = …`? Its `default` export is that value. */
  readonly assignsExports: boolean;
  /** Specifiers of `export * from`. */
  readonly starExports: readonly string[];
  /** Every specifier that the module imports, requires or re-exports from. */
  readonly specifiers: ReadonlySet<string>;
}

/** Reads a module from text; `undefined` when it does not parse. `program` replaces our own parse where there is none. */
export function createModule(path: string, text: string, program = parse(path, text)): SourceModule | undefined {
  if (!program) return undefined;
  const exports = new Map<string, ModuleExport>();
  const starExports: string[] = [];
  const specifiers = new Set<string>();
  let assignsExports = false;

  for (const statement of program.body) {
    switch (statement.type) {
      case "ImportDeclaration":
        specifiers.add(statement.source.value);
        break;
      case "ExportAllDeclaration":
        specifiers.add(statement.source.value);
        if (statement.exported) exports.set(nameOf(statement.exported), { kind: "from", specifier: statement.source.value, name: "*" });
        else starExports.push(statement.source.value);
        break;
      case "ExportDefaultDeclaration":
        exports.set("default", { kind: "local", node: statement.declaration });
        break;
      case "ExportNamedDeclaration":
        if (statement.source) specifiers.add(statement.source.value);
        for (const { local, exported } of statement.specifiers) {
          const name = nameOf(local);
          exports.set(nameOf(exported), statement.source ? { kind: "from", specifier: statement.source.value, name } : { kind: "named", name });
        }
        if (statement.declaration) {
          for (const name of getDeclaredNames(statement.declaration)) exports.set(name, { kind: "named", name });
        }
        break;
      case "TSExportAssignment":
        exports.set("default", { kind: "local", node: statement.expression });
        assignsExports = true;
        break;
      default:
    }
  }
  if (readCommonJs(program, exports, specifiers)) assignsExports = true;
  return { path, text, program, scope: createScopeTree(program), exports, starExports, specifiers, assignsExports };
}

function nameOf(node: Node): string {
  if (node.type === "Identifier") return node.name;
  return getStaticString(node) ?? "";
}

function getDeclaredNames(declaration: Node): string[] {
  if (declaration.type === "VariableDeclaration") {
    const names: string[] = [];
    for (const { id } of declaration.declarations) forEachPatternIdentifier(id, (identifier) => names.push(identifier.name));
    return names;
  }
  const { id } = declaration as { id?: Node | null };
  return id?.type === "Identifier" ? [id.name] : [];
}

/** `require("x")`, `import x = require("x")`, `import("x")`, `module.exports = …` and `exports.name = …`: true when the exports as a whole are assigned. */
function readCommonJs(program: Program, exports: Map<string, ModuleExport>, specifiers: Set<string>): boolean {
  let isAssigned = false;
  walk(program, (node) => {
    const specifier = getRequiredSpecifier(node);
    if (specifier !== undefined) specifiers.add(specifier);
    if (node.type !== "AssignmentExpression") return;
    const target = getMember(node.left);
    if (!target) return;
    if (target.object.type === "Identifier" && target.object.name === "module" && target.name === "exports") {
      isAssigned = true;
      exports.set("default", { kind: "local", node: node.right });
      if (node.right.type !== "ObjectExpression") return;
      for (const property of node.right.properties) {
        const name = getPropertyName(property);
        if (property.type === "Property" && name !== undefined) exports.set(name, { kind: "local", node: property.value });
      }
    } else if (isExportsObject(target.object)) {
      exports.set(target.name, { kind: "local", node: node.right });
    }
  });
  return isAssigned;
}

function isExportsObject(node: Node): boolean {
  if (node.type === "Identifier") return node.name === "exports";
  const member = getMember(node);
  return member?.name === "exports" && member.object.type === "Identifier" && member.object.name === "module";
}

/** The specifier of `require("x")`, `import("x")` and `import x = require("x")`. */
export function getRequiredSpecifier(node: Node): string | undefined {
  if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "require") {
    return getStaticString(node.arguments[0]);
  }
  if (node.type === "ImportExpression") return getStaticString(node.source);
  if (node.type === "TSExternalModuleReference") return node.expression.value;
  return undefined;
}
