import { getArguments, getCallee, getLastName, getMember, isCall, isFunction, startOf, unwrap, unwrapUp, walk } from "../../ast/index.js";
import type { CallNode, FunctionNode, Node } from "../../ast/index.js";
import { CONVERTING, HARMLESS_NAMES, PARSE_MEMBERS, PASSING, REPLY_NAMES, REPORTING_NAMES } from "../../catalogue/index.js";
import { compareOrigins, findOrigin, getOperation, readChain } from "../../effects/index.js";
import type { Operation, Origin } from "../../effects/index.js";
import type { FunctionRef, SourceModule } from "../../project/index.js";
import { forEachPatternIdentifier } from "../../scope/index.js";
import type { Binding } from "../../scope/index.js";
import type { AnalysisContext } from "../../states/index.js";

/** What a piece of code does with a key before it goes on. */
type Use =
  /** Looks the row up and goes another way when it is not there; or nobody can tell that it does not. */
  | "checked"
  /** Gives back what it found, for the caller to look at. */
  | "found"
  | "none";

/** Functions that hand a key on to functions are followed this far. */
const MAX_DEPTH = 5;

/**
 * Is a key looked up, and the answer looked at, before a place of a function: by a query, by a function of the project that
 * does it, by an earlier write? What nobody knows and gets the key counts as a check.
 */
export function isLookedUp(context: AnalysisContext, key: Origin, site: Node, within: Node, module: SourceModule): boolean {
  return findUses(context, key, within, module, site).some((use) => use === "checked");
}

function findUses(context: AnalysisContext, key: Origin, within: Node, module: SourceModule, site: Node | undefined, depth = 0): readonly Use[] {
  const uses: Use[] = [];
  const end = site && startOf(site);
  walk(within, (node) => {
    if (end !== undefined && startOf(node) >= end) return false;
    if (node.type !== "Identifier" && node.type !== "MemberExpression") return !isType(node);
    const relation = findRelation(key, node, module);
    if (relation) uses.push(new UseReader(context, module, site, depth, key).read(node, relation));
    return relation === undefined && node.type === "MemberExpression";
  });
  return uses;
}

function isType(node: Node): boolean {
  return node.type === "TSTypeAnnotation" || node.type === "TSTypeParameterInstantiation";
}

function findRelation(key: Origin, node: Node, module: SourceModule): "same" | "holder" | undefined {
  const isName = node.type === "Identifier" && node.parent?.type === "Property" && node.parent.key === node && node.parent.value !== node;
  if (isName || (node.parent?.type === "MemberExpression" && node.parent.property === node && !node.parent.computed)) return undefined;
  const origin = findOrigin(node, module);
  const relation = origin && compareOrigins(key, origin);
  // Of `body.title` and `body.list()`, `body` alone says nothing.
  const outer = node.parent?.type === "MemberExpression" && node.parent.object === node ? node.parent : undefined;
  return outer && (relation === "holder" || !isCallee(outer)) ? undefined : relation;
}

function isCallee(member: Node): boolean {
  const call = unwrapUp(member).parent;
  return call?.type === "CallExpression" && unwrap(call.callee) === member;
}

class UseReader {
  constructor(
    private readonly context: AnalysisContext,
    private readonly module: SourceModule,
    private readonly site: Node | undefined,
    private readonly depth: number,
    private readonly key: Origin,
  ) {}

  /** What becomes of the key at one mention: by the calls that get it, innermost first. */
  read(mention: Node, relation: "same" | "holder"): Use {
    for (let node: Node = mention, { parent } = node; parent; node = parent, { parent } = node) {
      if (isCall(parent) && getArguments(parent).some((argument) => argument === node)) {
        const use = this.readCall(parent, node, relation);
        if (use !== undefined) return use;
      }
      if (/(?:Statement|Declaration|Declarator)$/.test(parent.type) && !isFunction(parent)) return "none";
      if (isFunction(parent) && !isHandedFunction(parent)) return "none";
    }
    return "none";
  }

  /** `undefined`: the call only passes the key on, look further out. */
  private readCall(call: CallNode, argument: Node, relation: "same" | "holder"): Use | undefined {
    const { facts } = this.context;
    const operation = findChainOperation(this.context, call, this.module);
    if (operation) return this.readOperation(operation);
    const callee = facts.getCallee(call, this.module);
    switch (callee.kind) {
      case "functions":
        return this.readTargets(call, argument, callee.targets);
      case "member":
      case "export":
        return undefined;
      default:
        return this.isHarmless(call, relation, callee.kind === "external" && !/^(?:[.~#]|@\/)/.test(callee.specifier)) ? undefined : "checked";
    }
  }

  private readOperation(operation: Operation): Use | undefined {
    switch (operation.effect) {
      case "read":
      case "refresh":
        return this.readResult(readChain(operation).end, isList(operation), operation);
      case "build":
        return undefined;
      default:
        // An earlier write of the same key has failed, if there is no such row.
        return "checked";
    }
  }

  private readTargets(call: CallNode, argument: Node, targets: readonly FunctionRef[]): Use | undefined {
    if (this.depth >= MAX_DEPTH) return "checked";
    const index = getArguments(call).indexOf(argument);
    const passed = findOrigin(argument, this.module);
    const rest = passed ? this.key.path.slice(passed.path.length) : undefined;
    const uses = targets.flatMap((target) => this.readTarget(target, index, passed && compareOrigins(this.key, passed) ? rest : undefined));
    if (uses.includes("checked")) return "checked";
    return uses.includes("found") ? this.readResult(readChain({ call }).end, false, undefined) : undefined;
  }

  private readTarget({ node, module }: FunctionRef, index: number, path: readonly string[] | undefined): readonly Use[] {
    if (!node.body) return ["checked"];
    // An object around the key: which member it has there is another question.
    if (!path) return mentionsQuery(this.context, node, module) ? ["checked"] : ["none"];
    const key: Origin = { root: { kind: "parameter", fn: node, index }, path: path.filter((name) => name !== "*") };
    return findUses(this.context, key, node.body, module, undefined, this.depth + 1);
  }

  private isHarmless(call: CallNode, relation: "same" | "holder", isExternal: boolean): boolean {
    if (call.type === "NewExpression" && relation === "holder") return true;
    const callee = getCallee(call);
    const name = getLastName(callee) ?? "";
    if (HARMLESS_NAMES.test(name) || CONVERTING.has(name) || Object.hasOwn(PASSING, name) || PARSE_MEMBERS.has(name) || REPORTING_NAMES.test(name) || REPLY_NAMES.has(name)) return true;
    const root = getMember(callee)?.object;
    if (root?.type === "Identifier" && (root.name === "console" || root.name === "Promise" || root.name === "Object" || root.name === "Array")) return true;
    if (call.type === "NewExpression" && /Error|Exception|Date|URL|Set|Map|ObjectId/.test(name)) return true;
    // A package cannot know the rows of this database, unless it is handed the key itself.
    return isExternal && relation === "holder";
  }

  /** What the code does with what a lookup has found. */
  private readResult(result: Node, isMany: boolean, operation: Operation | undefined): Use {
    const { calls } = readChain({ call: operation?.call ?? unwrap(result) });
    if ([operation?.name ?? "", ...calls.map(({ name }) => name)].some((name) => /Or(?:Fail|Throw|404)|^throwIfNotFound$/i.test(name))) return "checked";
    if (operation && /rejectOnEmpty\s*:\s*(?!false)/.test(this.module.text.slice(startOf(operation.call), result.end))) return "checked";
    let node: Node = unwrapUp(result);
    for (let { parent } = node; parent; node = parent, { parent } = node) {
      switch (parent.type) {
        case "AwaitExpression":
        case "ParenthesizedExpression":
        case "ChainExpression":
        case "TSNonNullExpression":
        case "TSAsExpression":
          continue;
        case "ExpressionStatement":
          return "none";
        case "ReturnStatement":
          return "found";
        case "ArrowFunctionExpression":
          return parent.body === node ? this.readReturned(parent, isMany) : "none";
        case "VariableDeclarator":
          return this.readVariables(parent.id, isMany);
        case "AssignmentExpression":
          return this.readVariables(parent.left, isMany);
        case "ArrayExpression":
          return this.readCombined(parent, node, isMany);
        case "UnaryExpression":
        case "IfStatement":
        case "ConditionalExpression":
          return isMany ? "none" : "checked";
        default:
          return "checked";
      }
    }
    return "none";
  }

  /** `() => db.select()…`: of a function of its own, its caller sees the result. */
  private readReturned(fn: FunctionNode, isMany: boolean): Use {
    const call = unwrapUp(fn).parent;
    if (!call || !isCall(call)) return "found";
    return getMember(getCallee(call))?.name === "then" ? "checked" : this.readResult(unwrapUp(call), isMany, undefined);
  }

  /** `const [project, worker] = await Promise.all([…])` */
  private readCombined(array: Extract<Node, { type: "ArrayExpression" }>, element: Node, isMany: boolean): Use {
    const index = array.elements.findIndex((item) => item === element);
    const call = unwrapUp(array).parent;
    let node = call && unwrapUp(call);
    while (node?.parent?.type === "AwaitExpression") node = unwrapUp(node.parent);
    const declarator = node?.parent;
    if (declarator?.type !== "VariableDeclarator") return declarator?.type === "ExpressionStatement" ? "none" : "checked";
    if (declarator.id.type !== "ArrayPattern") return "checked";
    const pattern = declarator.id.elements[index];
    return pattern ? this.readVariables(pattern, isMany) : "none";
  }

  private readVariables(pattern: Node, isMany: boolean): Use {
    // `const [project] = rows`: what is taken out of a list is there or not.
    const isElement = pattern.type === "ArrayPattern";
    if (pattern.type === "MemberExpression") return "checked";
    if (pattern.type === "ObjectPattern") return "checked";
    const uses: Use[] = [];
    forEachPatternIdentifier(pattern, (identifier) => {
      const binding = this.module.scope.lookup(identifier.name, identifier);
      if (binding) uses.push(this.readVariable(binding, isMany && !isElement, 0));
    });
    return uses.includes("checked") ? "checked" : uses.includes("found") ? "found" : "none";
  }

  private readVariable(binding: Binding, isMany: boolean, steps: number): Use {
    let isFound = false;
    for (const reference of this.module.scope.getReferences(binding)) {
      if (this.site && startOf(reference) >= startOf(this.site)) continue;
      const use = this.readReference(reference, isMany, steps);
      if (use === "checked") return use;
      isFound ||= use === "found";
    }
    return isFound ? "found" : "none";
  }

  /** Is what was found looked at: asked for, read from, handed on? Of a list, that it is there says nothing. */
  private readReference(reference: Node, isMany: boolean, steps: number): Use {
    let isBare = true;
    for (let node: Node = reference, { parent } = node; parent; node = parent, { parent } = node) {
      switch (parent.type) {
        case "MemberExpression":
          // Reading from nothing throws; `?.` does not.
          if (parent.object === node && !parent.optional) return "checked";
          isBare = false;
          break;
        case "CallExpression":
        case "NewExpression":
          return "checked";
        case "UnaryExpression":
        case "ChainExpression":
        case "LogicalExpression":
        case "ConditionalExpression":
        case "BinaryExpression":
        case "TSNonNullExpression":
        case "TSAsExpression":
          break;
        case "IfStatement":
        case "WhileStatement":
        case "SwitchStatement":
          return isMany && isBare ? "none" : "checked";
        case "AssignmentExpression":
          return "none";
        case "VariableDeclarator": {
          if (parent.init !== node || steps > 4) return "none";
          if (parent.id.type === "ObjectPattern") return "checked";
          const names: Node[] = [];
          forEachPatternIdentifier(parent.id, (identifier) => names.push(identifier));
          const isElement = parent.id.type === "ArrayPattern" || !isBare;
          const uses = names.map((name) => {
            const inner = name.type === "Identifier" ? this.module.scope.lookup(name.name, name) : undefined;
            return inner ? this.readVariable(inner, isMany && !isElement, steps + 1) : "none";
          });
          return uses.includes("checked") ? "checked" : uses.includes("found") ? "found" : "none";
        }
        case "ReturnStatement":
          return "found";
        case "ArrowFunctionExpression":
          return parent.body === node ? "found" : "none";
        case "ExpressionStatement":
          return "none";
        default:
          return "checked";
      }
    }
    return "none";
  }
}

/** Is a function an argument, or the value of a property of one: `where: (t, { eq }) => eq(t.id, id)`? */
function isHandedFunction(fn: FunctionNode): boolean {
  const { parent } = unwrapUp(fn);
  return parent?.type === "Property" || (parent !== null && parent !== undefined && isCall(parent));
}

/** The operation whose chain a call belongs to: `db.select()` of `….where(eq(projects.id, id))`. */
function findChainOperation({ facts }: AnalysisContext, call: CallNode, module: SourceModule): Operation | undefined {
  for (let current: Node = call; isCall(current); ) {
    const operation = getOperation(facts, current, module);
    if (operation) return operation;
    const inner: Node = getMember(getCallee(current))?.object ?? getCallee(current);
    current = inner;
  }
  return undefined;
}

function isList(operation: Operation): boolean {
  const { result, lists } = operation.member;
  if (typeof result === "object" && result.many) return true;
  return lists !== undefined && !readChain(operation).calls.some(({ name }) => lists.unless.includes(name));
}

/** Does a function query the database at all? */
function mentionsQuery({ facts }: AnalysisContext, fn: FunctionNode, module: SourceModule): boolean {
  let isFound = false;
  walk(fn, (node) => {
    isFound ||= isCall(node) && (getOperation(facts, node, module) !== undefined || facts.getCallee(node, module).kind === "functions");
    return !isFound;
  });
  return isFound;
}
