import { resolve } from "node:path";
import { endOf, forEachChild, getCallee, isClass, isFunction, startOf, unwrap } from "../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../ast/index.js";
import { findDeclaredExport, findGeneratedExport } from "../catalogue/index.js";
import type { LibraryExport } from "../catalogue/index.js";
import type { EvaluationContext } from "./context.js";
import { findImplementedMethods } from "./implementations.js";
import { getClassValue, getInstanceValue } from "./instances.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import { asMany, LISTS, TRANSPARENT } from "./type-values.js";
import { NOWHERE, UNKNOWN, createUnion } from "./values.js";
import type { Callee, ClassRef, FunctionRef, Value } from "./values.js";

/** The host's TypeScript program, as far as it is asked. No numbers of kinds or flags: they differ between versions. */
export interface TypeProgram {
  getSourceFile(path: string): TypeFile | undefined;
  getSourceFiles(): readonly TypeFile[];
  getCompilerOptions(): object;
  getTypeChecker(): Checker;
  isSourceFileDefaultLibrary(file: TypeFile): boolean;
}

interface TypeNode {
  readonly pos: number;
  readonly end: number;
  readonly parent?: TypeNode;
  readonly name?: TypeNode & { readonly text?: string };
  getStart(): number;
  getSourceFile(): TypeFile;
  forEachChild(visit: (node: TypeNode) => TypeNode | undefined): TypeNode | undefined;
}

interface TypeFile extends TypeNode {
  readonly fileName: string;
  readonly text: string;
}

interface TypeSymbol {
  readonly name: string;
  readonly declarations?: readonly TypeNode[];
  readonly valueDeclaration?: TypeNode;
}

interface Type {
  readonly aliasSymbol?: TypeSymbol;
  readonly aliasTypeArguments?: readonly Type[];
  readonly types?: readonly Type[];
  /** The generic type that this one is an instance of. */
  readonly target?: Type;
  getSymbol(): TypeSymbol | undefined;
  getBaseTypes(): readonly Type[] | undefined;
  isUnion(): boolean;
  isIntersection(): boolean;
  isTypeParameter(): boolean;
  isClassOrInterface(): boolean;
}

interface Checker {
  getTypeAtLocation(node: TypeNode): Type;
  getSymbolAtLocation(node: TypeNode): TypeSymbol | undefined;
  getAliasedSymbol(symbol: TypeSymbol): TypeSymbol;
  getNonNullableType(type: Type): Type;
  getBaseConstraintOfType(type: Type): Type | undefined;
  getTypeArguments(type: Type): readonly Type[];
}

/** What the host's types say of nodes of our own trees, in our own words. Whatever the checker throws is unknown. */
export interface Types {
  /** Takes the program that the linted file is part of: when another one says other things, the project forgets what it derived. */
  setProgram(program: TypeProgram): void;
  /** The value that the type of the code between two offsets describes, from nowhere. */
  getValueAt(context: EvaluationContext, start: number, end: number, module: SourceModule): Value;
  /** The functions of the project that a call runs, by the symbol of what it calls. */
  getCallee(context: EvaluationContext, call: CallNode, module: SourceModule): Callee;
  /** What a class of the project inherits from a dependency that only types can look into. */
  getInheritedValue(context: EvaluationContext, ref: ClassRef): Value;
}

/** Larger unions describe data. */
const MAX_ALTERNATIVES = 8;
const UNKNOWN_CALLEE: Callee = { kind: "unknown" };

/** Is this a program that can be asked? Hosts without types have none, later TypeScripts may have another. */
export function isTypeProgram(value: unknown): value is TypeProgram {
  const program = value as Partial<TypeProgram> | null | undefined;
  return typeof program?.getSourceFile === "function" && typeof program.getSourceFiles === "function" && typeof program.getTypeChecker === "function";
}

/** The types of a project. Nothing of a program is held beyond its life: only what was derived, until the project changes. */
export function createTypes(project: Project): Types {
  let current: WeakRef<TypeProgram> | undefined;
  let version = project.version;
  let values = new WeakMap<Type, Value>();
  let trusted = new WeakMap<SourceModule, TypeFile | false>();

  const forget = (): void => {
    version = project.version;
    values = new WeakMap();
    trusted = new WeakMap();
  };
  /** Asks the program; unknown without one, and where it throws. */
  const ask = <T>(fallback: T, question: (program: TypeProgram, checker: Checker) => T): T => {
    const program = current?.deref();
    if (!program) return fallback;
    if (version !== project.version) forget();
    try {
      return question(program, program.getTypeChecker());
    } catch {
      return fallback;
    }
  };

  /** The program's file of a module, when both have the same text: offsets in it mean the same then. */
  const getFile = (program: TypeProgram, module: SourceModule): TypeFile | undefined => {
    let file = trusted.get(module);
    if (file === undefined) {
      const found = program.getSourceFile(module.path.replaceAll("\\", "/"));
      file = found?.text === module.text ? found : false;
      trusted.set(module, file);
    }
    return file || undefined;
  };
  const findTypeNode = (program: TypeProgram, start: number, end: number, module: SourceModule): TypeNode | undefined => {
    const file = getFile(program, module);
    return file && findNodeAt(file, start, end);
  };
  /** The node of our own tree that a declaration of the project is: its name, or all of it. */
  const findOwnNode = (program: TypeProgram, declaration: TypeNode): { readonly node: Node; readonly module: SourceModule } | undefined => {
    const module = project.getModule(resolve(declaration.getSourceFile().fileName));
    if (!module || getFile(program, module) !== declaration.getSourceFile()) return undefined;
    const place = declaration.name ?? declaration;
    const node = findOwnNodeAt(module.program, place.getStart(), place.end);
    return node && { node, module };
  };

  const describe = (context: EvaluationContext, program: TypeProgram, type: Type): Value => {
    const known = values.get(type);
    if (known) return known;
    values.set(type, UNKNOWN);
    const value = describeNew(context, program, type);
    values.set(type, value);
    return value;
  };

  const describeNew = (context: EvaluationContext, program: TypeProgram, given: Type): Value => {
    const checker = program.getTypeChecker();
    const next = (type: Type): Value => describe(context, program, type);
    const type = checker.getNonNullableType(given);
    const { aliasSymbol, aliasTypeArguments: [aliased] = [] } = type;
    const byAlias = aliasSymbol?.declarations?.map((declaration) => fromRole(findDeclared(program, declaration))).find(isKnown);
    if (byAlias) return byAlias;
    if (aliased && aliasSymbol && TRANSPARENT.has(aliasSymbol.name) && isOutside(program, aliasSymbol)) return next(aliased);
    if (type.isUnion()) return (type.types?.length ?? 0) > MAX_ALTERNATIVES ? UNKNOWN : createUnion((type.types ?? []).map(next));
    if (type.isIntersection()) return (type.types ?? []).map(next).find((value) => isKnown(value) && value.kind !== "shape") ?? UNKNOWN;
    if (type.isTypeParameter()) {
      const constraint = checker.getBaseConstraintOfType(type);
      return constraint && constraint !== type ? next(constraint) : UNKNOWN;
    }
    const symbol = type.getSymbol();
    if (!symbol) return UNKNOWN;
    const [argument] = type.target ? checker.getTypeArguments(type) : [];
    if (argument && (LISTS.has(symbol.name) || TRANSPARENT.has(symbol.name)) && isOutside(program, symbol)) {
      return LISTS.has(symbol.name) ? asMany(next(argument)) : next(argument);
    }
    return (symbol.declarations ?? []).map((declaration) => describeDeclaration(context, program, type, declaration, argument)).find(isKnown) ?? UNKNOWN;
  };

  const describeDeclaration = (context: EvaluationContext, program: TypeProgram, type: Type, declaration: TypeNode, argument: Type | undefined): Value => {
    const declared = findDeclared(program, declaration);
    const generic = type.target ?? type;
    const isInstance = generic.isClassOrInterface();
    if (declared) {
      if (!isInstance) return { kind: "external", specifier: declared.package, path: [declared.name], found: declared.found };
      const value = argument && describe(context, program, argument);
      const entity = value?.kind === "instance" ? value.ref : value?.kind === "role" ? value.entity : undefined;
      const role = fromRole(declared);
      return role.kind === "role" && entity ? { ...role, entity } : role;
    }
    const own = isOutsideFile(program, declaration) ? undefined : findOwnNode(program, declaration);
    const holder = own && getHolder(own.node);
    if (own && holder && isClass(holder)) {
      const ref = { node: holder, module: own.module };
      if (!isInstance) return getClassValue(context, ref);
      const value = getInstanceValue(context, ref, NOWHERE);
      if (value.kind !== "instance") return value;
      const base = describeBases(context, program, generic);
      return base.kind === "role" ? { ...base, subclass: ref } : value;
    }
    const base = isInstance ? describeBases(context, program, generic) : UNKNOWN;
    if (base.kind === "role") return base;
    return own && holder && (holder.type === "TSInterfaceDeclaration" || holder.type === "TSTypeLiteral") ? { kind: "shape", node: holder, module: own.module, source: NOWHERE } : UNKNOWN;
  };

  /** The role of a library's class or interface that a type extends, at any distance. */
  const describeBases = (context: EvaluationContext, program: TypeProgram, type: Type): Value =>
    (type.getBaseTypes() ?? []).map((base) => describe(context, program, base)).find((value) => value.kind === "role") ?? UNKNOWN;

  const getTargets = (context: EvaluationContext, program: TypeProgram, symbol: TypeSymbol): Callee => {
    const targets: FunctionRef[] = [];
    let isComplete = true;
    for (const declaration of symbol.declarations ?? []) {
      const own = isOutsideFile(program, declaration) ? undefined : findOwnNode(program, declaration);
      const holder = own && getHolder(own.node);
      if (!own || !holder) continue;
      const fn = getFunctionOf(holder);
      if (fn) {
        targets.push({ node: fn, module: own.module });
        // Another object of the same type can hold another function.
        isComplete &&= holder.type !== "Property";
      } else if (isContractMember(holder)) {
        const contract = holder.parent?.parent;
        if (contract) targets.push(...findImplementedMethods(context.project, { node: contract, module: own.module }, symbol.name));
        isComplete = false;
      }
    }
    return targets.length > 0 ? { kind: "functions", targets, receiver: undefined, isComplete } : UNKNOWN_CALLEE;
  };

  return {
    setProgram(program) {
      const previous = current?.deref();
      if (previous === program) return;
      const isFirst = current === undefined;
      current = new WeakRef(program);
      if (!isFirst && !(previous && haveSameFiles(previous, program))) project.invalidate();
      forget();
    },
    getValueAt: (context, start, end, module) =>
      ask<Value>(UNKNOWN, (program, checker) => {
        const at = findTypeNode(program, start, end, module);
        return at ? describe(context, program, checker.getTypeAtLocation(at)) : UNKNOWN;
      }),
    getCallee: (context, call, module) =>
      ask(UNKNOWN_CALLEE, (program, checker) => {
        const callee = getCallee(call);
        const name = callee.type === "MemberExpression" ? callee.property : callee;
        if (name.type !== "Identifier" && name.type !== "PrivateIdentifier") return UNKNOWN_CALLEE;
        const at = findTypeNode(program, startOf(name), endOf(name), module);
        const symbol = at && checker.getSymbolAtLocation(at);
        return symbol ? getTargets(context, program, resolveAlias(checker, symbol)) : UNKNOWN_CALLEE;
      }),
    getInheritedValue: (context, ref) =>
      ask<Value>(UNKNOWN, (program, checker) => {
        const { id } = ref.node;
        const at = id && findTypeNode(program, startOf(id), endOf(id), ref.module);
        return at ? describeBases(context, program, checker.getTypeAtLocation(at)) : UNKNOWN;
      }),
  };
}

/** The nodes of both are the same: a program that was made anew, because somebody opened a file, says what the old one said. */
function haveSameFiles(a: TypeProgram, b: TypeProgram): boolean {
  const files = b.getSourceFiles();
  return a.getCompilerOptions() === b.getCompilerOptions() && a.getSourceFiles().length === files.length && a.getSourceFiles().every((file, index) => file === files[index]);
}

function isKnown(value: Value): boolean {
  return value.kind !== "unknown";
}

/** The symbol behind an import; only what has no value of its own can be one. */
function resolveAlias(checker: Checker, symbol: TypeSymbol): TypeSymbol {
  if (symbol.valueDeclaration) return symbol;
  try {
    return checker.getAliasedSymbol(symbol);
  } catch {
    return symbol;
  }
}

/** The innermost node of TypeScript's tree with exactly these bounds. */
function findNodeAt(file: TypeFile, start: number, end: number): TypeNode | undefined {
  let found: TypeNode | undefined;
  const visit = (node: TypeNode): TypeNode | undefined => {
    if (node.pos > start || node.end < end) return undefined;
    if (node.end === end && node.getStart() === start) found = node;
    node.forEachChild(visit);
    // What holds the bounds is the only one among its siblings: stop there.
    return node;
  };
  file.forEachChild(visit);
  return found;
}

/** The innermost node of our own tree with exactly these bounds; a name does not include its annotation. */
function findOwnNodeAt(program: Node, start: number, end: number): Node | undefined {
  let found: Node | undefined;
  const visit = (node: Node): void => {
    if (startOf(node) > start || endOf(node) < end) return;
    if (startOf(node) === start && (endOf(node) === end || (node.type === "Identifier" && start + node.name.length === end))) found = node;
    forEachChild(node, visit);
  };
  visit(program);
  return found;
}

/** The declaration that a name introduces; other nodes are their own. */
function getHolder(node: Node): Node {
  const { parent } = node;
  if (!parent) return node;
  switch (parent.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "TSDeclareFunction":
    case "ClassDeclaration":
    case "ClassExpression":
    case "VariableDeclarator":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return parent.id === node ? parent : node;
    case "MethodDefinition":
    case "PropertyDefinition":
    case "Property":
    case "TSAbstractMethodDefinition":
    case "TSMethodSignature":
    case "TSPropertySignature":
      return parent.key === node || (parent.type === "Property" && parent.shorthand) ? parent : node;
    default:
      return node;
  }
}

/** The function with a body that a declaration is, or holds for good. */
function getFunctionOf(holder: Node): FunctionNode | undefined {
  const value =
    holder.type === "MethodDefinition" || holder.type === "PropertyDefinition" || holder.type === "Property" ? holder.value
    : holder.type === "VariableDeclarator" && holder.parent?.type === "VariableDeclaration" && holder.parent.kind === "const" ? holder.init
    : holder;
  const fn = value && unwrap(value);
  return fn && isFunction(fn) && fn.body ? fn : undefined;
}

function isContractMember(holder: Node): boolean {
  return holder.type === "TSAbstractMethodDefinition" || holder.type === "TSMethodSignature" || holder.type === "TSPropertySignature";
}

interface Declared {
  readonly package: string;
  readonly name: string;
  readonly found: NonNullable<ReturnType<typeof findDeclaredExport>>;
}

/** What the catalogue knows of a declaration: by the package that declares it, or as part of a generated client. */
function findDeclared(program: TypeProgram, declaration: TypeNode): Declared | undefined {
  const file = declaration.getSourceFile();
  const names: string[] = [];
  let packageName: string | undefined;
  for (let node: TypeNode | undefined = declaration; node; node = node.parent) {
    const text = node.name?.text;
    if (node.name === undefined || text === undefined) continue;
    // `declare module "x"`: what is declared in it is the package's.
    if (/["']/.test(file.text.charAt(node.name.getStart()))) packageName = getPackageName(text);
    else names.unshift(text);
  }
  if (program.isSourceFileDefaultLibrary(file)) return undefined;
  packageName ??= getPackageOf(file.fileName);
  const name = names.join(".");
  const found = packageName === undefined ? findGeneratedExport(file.fileName, name) : findDeclaredExport(packageName, name);
  return found && { package: packageName ?? file.fileName, name, found };
}

function fromRole(declared: Declared | undefined): Value {
  const role = declared && getInstanceRole(declared.found.export);
  return role === undefined ? UNKNOWN : { kind: "role", role, source: NOWHERE };
}

function getInstanceRole({ role, entityBase }: LibraryExport): LibraryExport["role"] {
  return role ?? entityBase?.instances;
}

/** The package whose folder holds a file: `@scope/name`, `.prisma/client`; those of `@types` stand for what they describe. */
function getPackageOf(fileName: string): string | undefined {
  const [, path] = /^.*\/node_modules\/(.+)$/.exec(fileName.replaceAll("\\", "/")) ?? [];
  return path === undefined ? undefined : getPackageName(path.replace(/^@types\/(?:(\w[^/]*)__)?/, (_, scope: string | undefined) => (scope === undefined ? "" : `@${scope}/`)));
}

function getPackageName(path: string): string {
  return path.split("/", /^[@.]/.test(path) ? 2 : 1).join("/");
}

/** Is a symbol declared outside the project: in a dependency or in the language's own library? */
function isOutside(program: TypeProgram, symbol: TypeSymbol): boolean {
  return symbol.declarations?.every((declaration) => isOutsideFile(program, declaration)) === true;
}

function isOutsideFile(program: TypeProgram, declaration: TypeNode): boolean {
  const file = declaration.getSourceFile();
  return program.isSourceFileDefaultLibrary(file) || getPackageOf(file.fileName) !== undefined;
}
