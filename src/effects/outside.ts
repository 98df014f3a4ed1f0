import { getAnnotation, getCallee, getMember, getParameterDefault, getParameters, getPropertyName, getReturned, isClass, isFunction, isPromiseExecutor, isWithin, unwrap, unwrapAwait } from "../ast/index.js";
import type { CallNode, Node, NodeOf } from "../ast/index.js";
import { createEffectModule, findEffectGlobal, findEffectModule, hasSideEffect, isClientName, makesClient } from "../catalogue/index.js";
import type { EffectModule } from "../catalogue/index.js";
import { findClassMembers, findDefinition, findExportOf, findFieldAssignments, findParameterProperty, findTypeDefinition, getAlternatives, getAncestors, getDecorators, getOnlyTarget, getShapeMembers } from "../project/index.js";
import type { ClassRef, Definition, FactsProvider, FunctionRef, Project, SourceModule, Value } from "../project/index.js";

/** What an expression is of a package with effects: its export, or a client of it, and the members from there on. */
interface OutsidePlace {
  readonly module: EffectModule;
  readonly path: readonly string[];
}

export interface OutsideContext {
  readonly project: Project;
  readonly facts: FactsProvider;
  /** Specifiers that the settings add to the catalogue's. */
  readonly extraModules: readonly string[];
}

/** Chains of names longer than this are cycles or beyond reading. */
const MAX_STEPS = 24;

/**
 * The package whose effect a call has, told by where its callee comes from: an import, a client made of one, a field or
 * parameter of its type. `undefined` when it has none or nobody can tell; a name alone tells nothing.
 */
export function findOutsideEffect(context: OutsideContext, call: CallNode, module: SourceModule): EffectModule | undefined {
  if (call.type !== "CallExpression") return undefined;
  const place = new OutsideReader(context).find(getCallee(call), module, 0);
  if (!place || !hasSideEffect(place.module, place.path)) return undefined;
  return place.module.isTimer && !isAwaitedTimer(call, module) ? undefined : place.module;
}

/** `new Promise((resolve) => setTimeout(resolve, 100))`, unless something else is raced against it. */
function isAwaitedTimer(call: NodeOf<"CallExpression">, module: SourceModule): boolean {
  const [run] = call.arguments;
  const bare = run && unwrap(run);
  const body = bare && isFunction(bare) && bare.type === "ArrowFunctionExpression" && bare.body.type === "CallExpression" ? getCallee(bare.body) : bare;
  const binding = body?.type === "Identifier" ? module.scope.lookup(body.name, body) : undefined;
  const executor = binding?.kind === "parameter" ? binding.declaration : undefined;
  if (!executor || !isFunction(executor) || !isPromiseExecutor(executor.parent) || getParameters(executor)[0] !== binding?.identifier) return false;
  const list = executor.parent?.parent;
  return list?.type !== "ArrayExpression";
}

/** Follows an expression to a package, as far as it is written down. */
class OutsideReader {
  /** What was found of each expression: a variable that is assigned to itself many times leads to itself by many ways. */
  private readonly found = new Map<Node, OutsidePlace | undefined>();

  constructor(private readonly context: OutsideContext) {}

  find(node: Node, module: SourceModule, steps: number): OutsidePlace | undefined {
    if (this.found.has(node)) return this.found.get(node);
    this.found.set(node, undefined);
    const place = steps > MAX_STEPS ? undefined : this.read(node, module, steps);
    this.found.set(node, place);
    return place;
  }

  private read(node: Node, module: SourceModule, steps: number): OutsidePlace | undefined {
    const bare = unwrapAwait(node);
    switch (bare.type) {
      case "Identifier": {
        if (module.scope.lookup(bare.name, bare)) return this.fromDefinition(findDefinition(this.context.project, bare, module), bare, steps);
        const found = findEffectGlobal(bare.name);
        return found && { module: found, path: [] };
      }
      case "MemberExpression":
        return this.findMember(bare, module, steps);
      case "NewExpression":
        return this.findClient(bare.callee, module, steps);
      case "CallExpression":
        return this.findResult(bare, module, steps);
      case "ConditionalExpression":
        return this.find(bare.consequent, module, steps + 1) ?? this.find(bare.alternate, module, steps + 1);
      case "LogicalExpression":
        return this.find(bare.right, module, steps + 1) ?? this.find(bare.left, module, steps + 1);
      case "AssignmentExpression":
        return this.find(bare.right, module, steps + 1);
      case "ImportExpression":
        return this.fromDefinition(findDefinition(this.context.project, bare, module), bare, steps);
      default:
        return undefined;
    }
  }

  private findModule(specifier: string): EffectModule | undefined {
    return this.context.extraModules.includes(specifier) ? createEffectModule(specifier) : findEffectModule(specifier);
  }

  private fromDefinition(definition: Definition, from: Node, steps: number): OutsidePlace | undefined {
    switch (definition.kind) {
      case "external": {
        const found = this.findModule(definition.specifier);
        return found && { module: found, path: definition.path };
      }
      case "expression":
        return definition.node === from ? undefined : this.find(definition.node, definition.module, steps + 1);
      case "member":
        return this.findMemberOf(definition.object, definition.name, definition.module, steps);
      case "parameter":
        return this.findParameter(definition, steps);
      case "variable":
        return this.findVariable(definition, steps);
      default:
        return undefined;
    }
  }

  private findParameter({ binding, path, module }: Extract<Definition, { kind: "parameter" }>, steps: number): OutsidePlace | undefined {
    const { declaration: fn, identifier } = binding;
    if (!isFunction(fn)) return undefined;
    const parameter = getParameters(fn).find((item) => isWithin(identifier, item));
    const annotation = parameter && getAnnotation(parameter);
    if (annotation) return this.findType(annotation, path, module, steps + 1);
    const initial = parameter && path.length === 0 ? getParameterDefault(parameter) : undefined;
    return initial && this.find(initial, module, steps + 1);
  }

  private findVariable({ binding, path, module }: Extract<Definition, { kind: "variable" }>, steps: number): OutsidePlace | undefined {
    const { declaration, identifier } = binding;
    const annotation = getAnnotation(identifier);
    const declared = annotation && this.findType(annotation, [], module, steps + 1);
    if (declared || declaration.type !== "VariableDeclarator") return declared;
    const values = [declaration.init, ...(path.length === 0 ? module.scope.getWrites(binding) : [])];
    for (const value of values) {
      const place = value ? this.find(value, module, steps + 1) : undefined;
      if (place) return { ...place, path: [...place.path, ...path] };
    }
    return undefined;
  }

  private findMember(node: NodeOf<"MemberExpression">, module: SourceModule, steps: number): OutsidePlace | undefined {
    const member = getMember(node);
    if (!member) return undefined;
    const { object, name } = member;
    if (object.type === "Identifier" && (object.name === "globalThis" || object.name === "window") && !module.scope.lookup(object.name, object)) {
      const found = findEffectGlobal(name);
      return found && { module: found, path: [] };
    }
    return this.findMemberOf(object, name, module, steps);
  }

  private findMemberOf(object: Node, name: string, module: SourceModule, steps: number): OutsidePlace | undefined {
    const place = object.type === "ThisExpression" ? undefined : this.find(object, module, steps + 1);
    if (place) return { ...place, path: [...place.path, name] };
    for (const value of getAlternatives(this.context.facts.getValue(object, module))) {
      const found = this.findMemberOfValue(value, name, steps + 1);
      if (found) return found;
    }
    return undefined;
  }

  private findMemberOfValue(value: Value, name: string, steps: number): OutsidePlace | undefined {
    switch (value.kind) {
      case "instance":
      case "class":
        return this.findField(value.ref, name, steps);
      case "role":
        return value.subclass && this.findField(value.subclass, name, steps);
      case "namespace":
        return this.fromDefinition(findExportOf(this.context.project, value.target, name), value.target.program, steps);
      case "object": {
        const properties = value.node.type === "ObjectExpression" ? value.node.properties : [];
        const property = properties.find((item) => item.type === "Property" && getPropertyName(item) === name);
        return property?.type === "Property" ? this.find(property.value, value.module, steps + 1) : undefined;
      }
      case "shape": {
        const member = getShapeMembers(value).find((item) => getPropertyName(item) === name);
        return member?.type === "TSPropertySignature" && member.typeAnnotation ? this.findType(member.typeAnnotation, [], value.module, steps + 1) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** A field of a class of the project, through its ancestors; what it does not have, a package's base class may. */
  private findField(owner: ClassRef, name: string, steps: number): OutsidePlace | undefined {
    if (steps > MAX_STEPS) return undefined;
    let last = owner;
    for (const ancestor of getAncestors(this.context.project, owner)) {
      if (ancestor.kind !== "class") break;
      last = ancestor.ref;
      const { node, module } = last;
      const [member] = findClassMembers(node, name);
      const declaration = member ?? findParameterProperty(node, name);
      if (!declaration) continue;
      if (declaration.type === "MethodDefinition") {
        return declaration.kind === "get" && isFunction(declaration.value) ? this.findReturned({ node: declaration.value, module }, steps + 1) : undefined;
      }
      const initial = declaration.type === "PropertyDefinition" ? declaration.value : undefined;
      const annotation = getAnnotation(declaration);
      return (
        (initial ? this.find(initial, module, steps + 1) : undefined) ??
        (annotation ? this.findType(annotation, [], module, steps + 1) : undefined) ??
        this.findInjected(declaration, module) ??
        findFirst(findFieldAssignments(node, name), (value) => this.find(value, module, steps + 1))
      );
    }
    const base = last.node.superClass ? this.findClient(last.node.superClass, last.module, steps + 1) : undefined;
    return base && { ...base, path: [...base.path, name] };
  }

  /** `@InjectQueue("mails") queue` */
  private findInjected(declaration: Node, module: SourceModule): OutsidePlace | undefined {
    return findFirst(getDecorators(this.context.project, declaration, module), ({ name, node }) => {
      const bare = unwrap(node);
      const definition = findDefinition(this.context.project, bare.type === "CallExpression" ? bare.callee : bare, module);
      const found = definition.kind === "external" ? this.findModule(definition.specifier) : undefined;
      return found?.injectedBy?.includes(name) ? { module: found, path: [] } : undefined;
    });
  }

  /** An instance of a package's class. */
  private findClient(callee: Node, module: SourceModule, steps: number): OutsidePlace | undefined {
    const place = this.find(callee, module, steps + 1);
    return place && isClientName(place.path) ? { module: place.module, path: [] } : undefined;
  }

  private findResult(call: NodeOf<"CallExpression">, module: SourceModule, steps: number): OutsidePlace | undefined {
    const { project, facts } = this.context;
    const required = findDefinition(project, call, module);
    if (required.kind !== "expression") return this.fromDefinition(required, call, steps);
    const callee = facts.getCallee(call, module);
    if (callee.kind === "functions") {
      const target = getOnlyTarget(callee);
      return target && this.findReturned(target, steps + 1);
    }
    const place = this.find(getCallee(call), module, steps + 1);
    return place && makesClient(place.module, place.path) ? { module: place.module, path: [] } : undefined;
  }

  /** What a function of the project returns: all of its returns agree, or say nothing. */
  private findReturned({ node, module }: FunctionRef, steps: number): OutsidePlace | undefined {
    const declared = node.returnType ? this.findType(node.returnType, [], module, steps + 1) : undefined;
    if (declared || !node.body || steps > MAX_STEPS) return declared;
    return findFirst(getReturned(node), (value) => this.find(value, module, steps + 1));
  }

  /** What a type says of a value, or of the member of it that `path` leads to. */
  private findType(type: Node, path: readonly string[], module: SourceModule, steps: number): OutsidePlace | undefined {
    if (steps > MAX_STEPS) return undefined;
    switch (type.type) {
      case "TSTypeAnnotation":
      case "TSParenthesizedType":
        return this.findType(type.typeAnnotation, path, module, steps + 1);
      case "TSUnionType":
      case "TSIntersectionType":
        return findFirst(type.types, (item) => this.findType(item, path, module, steps + 1));
      case "TSTypeQuery":
        return type.exprName.type === "Identifier" && path.length === 0 ? this.find(type.exprName, module, steps + 1) : undefined;
      case "TSTypeLiteral":
        return this.findDeclaredMember(type.members, path, module, steps);
      case "TSTypeReference":
        return this.findTypeReference(type, path, module, steps);
      default:
        return undefined;
    }
  }

  private findTypeReference(type: NodeOf<"TSTypeReference">, path: readonly string[], module: SourceModule, steps: number): OutsidePlace | undefined {
    const [first] = type.typeArguments?.params ?? [];
    const isGlobal = type.typeName.type === "Identifier" && !module.scope.lookupType(type.typeName.name, type);
    if (isGlobal) {
      // `ReturnType<typeof createClient>` is a client, whatever made it.
      const place = first && this.findType(first, path, module, steps + 1);
      return place && first.type === "TSTypeQuery" ? { module: place.module, path: [] } : place;
    }
    const definition = findTypeDefinition(this.context.project, type.typeName, module);
    if (definition.kind === "external") {
      const found = isClientName(definition.path) ? this.findModule(definition.specifier) : undefined;
      return found && { module: found, path };
    }
    if (definition.kind !== "declaration") return undefined;
    const { node } = definition;
    if (node.type === "TSTypeAliasDeclaration") return this.findType(node.typeAnnotation, path, definition.module, steps + 1);
    if (node.type === "TSInterfaceDeclaration") return this.findDeclaredMember(node.body.body, path, definition.module, steps);
    const [name, ...rest] = path;
    if (!isClass(node) || name === undefined || rest.length > 0) return undefined;
    return this.findField({ node, module: definition.module }, name, steps + 1);
  }

  private findDeclaredMember(members: readonly Node[], path: readonly string[], module: SourceModule, steps: number): OutsidePlace | undefined {
    const [name, ...rest] = path;
    const member = name === undefined ? undefined : members.find((item) => getPropertyName(item) === name);
    return member?.type === "TSPropertySignature" && member.typeAnnotation ? this.findType(member.typeAnnotation, rest, module, steps + 1) : undefined;
  }
}

function findFirst<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
