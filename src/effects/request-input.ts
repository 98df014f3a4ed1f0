import { findParameterIndex, getArguments, getCallee, getLastName, getMember, getParameters, getPropertyName, getReturned, getStaticString, isFunction, unwrap, unwrapUp } from "../ast/index.js";
import type { FunctionNode, Node, NodeOf } from "../ast/index.js";
import { CONVERTING, PARSED_VALUES, PARSE_MEMBERS, PASSING, REQUEST_HOLDERS, REQUEST_MEMBERS, VALIDATED } from "../catalogue/index.js";
import type { InputPart } from "../catalogue/index.js";
import { findReaderPart, findRequestPart } from "../endpoints/index.js";
import { getOnlyTarget, getPatternPath, isElementCall } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";
import { findPassed } from "./arguments.js";
import type { CallOf } from "./arguments.js";
import { findCallSites } from "./callers.js";
import type { CallSite } from "./callers.js";

/** A value that a client has sent. */
export interface RequestInput {
  /** The part of the request that it comes in by. */
  readonly kind: InputPart;
  /** The members that lead to it, the part first: `["body", "status"]`. `*` stands for an element, or a member that nobody can name. */
  readonly path: readonly string[];
  /** The function that was given the request. */
  readonly handler: FunctionRef;
  /** The calls by which the value is handed down from the handler, the last one first. */
  readonly through: readonly CallSite[];
}

export interface InputQuestion {
  readonly project: Project;
  readonly facts: FactsProvider;
}

/** An element of a list, or a member whose name is computed. */
const ANY = "*";
/** Longer ways are cycles, or beyond reading. */
const MAX_STEPS = 32;
const MAX_PATH = 8;
/** A function with more callers is a general helper: of a few of them the rest is known. */
const MAX_CALLERS = 12;

/** The call whose callee is being read: its parameters are what this call passes, not what every call does. */
interface Frame {
  readonly of: CallOf;
  readonly outer: Frame | undefined;
}

interface Way {
  readonly steps: number;
  readonly frame: Frame | undefined;
}

/** By node, then by the member of it that is asked for. */
type Known = WeakMap<Node, Map<string, RequestInput | undefined>>;

const KNOWN = {};

/**
 * Does a value, or the member of it at `path`, come from request input? Followed through constants, destructuring,
 * schema parses, conversions, the project's functions and, for parameters, the visible call sites: one that passes
 * input is enough. `undefined` is no or unknown: literals, rows, job payloads, and what goes through code that nobody
 * can see (a field of an object, an unresolved call) are all the same here.
 */
export function findRequestInput(context: InputQuestion, expression: Node, module: SourceModule, path: readonly string[] = []): RequestInput | undefined {
  return new InputTracer(context.project, context.facts, context.project.memo(KNOWN, (): Known => new WeakMap())).find(expression, path, module, { steps: 0, frame: undefined });
}

class InputTracer {
  constructor(
    readonly project: Project,
    readonly facts: FactsProvider,
    private readonly known: Known,
  ) {}

  find(node: Node, path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const bare = unwrap(node);
    if (way.steps > MAX_STEPS || path.length > MAX_PATH) return undefined;
    const next = { ...way, steps: way.steps + 1 };
    // What a callee is called with is another question each time.
    if (way.frame) return this.read(bare, path, module, next);
    const answers = this.known.get(bare) ?? new Map<string, RequestInput | undefined>();
    this.known.set(bare, answers);
    const key = path.join("\0");
    if (answers.has(key)) return answers.get(key);
    // A question that is asked while it is being answered has no answer.
    answers.set(key, undefined);
    const found = this.read(bare, path, module, next);
    answers.set(key, found);
    return found;
  }

  private read(node: Node, path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const follow = (inner: Node, rest = path): RequestInput | undefined => this.find(inner, rest, module, way);
    switch (node.type) {
      case "AwaitExpression":
        return follow(node.argument);
      case "AssignmentExpression":
        return follow(node.right);
      case "ConditionalExpression":
        return follow(node.consequent) ?? follow(node.alternate);
      case "LogicalExpression":
        return (node.operator === "&&" ? undefined : follow(node.left)) ?? follow(node.right);
      case "MemberExpression":
        return follow(node.object, [getPropertyName(node) ?? ANY, ...path]);
      case "ObjectExpression":
        return this.readObject(node, path, module, way);
      case "ArrayExpression":
        return this.readList(node, path, module, way);
      case "Identifier":
        return this.readName(node, path, module, way);
      case "CallExpression":
      case "NewExpression":
        return this.readCall(node, path, module, way);
      default:
        return undefined;
    }
  }

  /** The last one that can hold the member wins: a property before a spread may be what the spread does not hold. */
  private readObject(node: NodeOf<"ObjectExpression">, [name, ...rest]: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    if (name === undefined) return undefined;
    for (const property of node.properties.toReversed()) {
      if (property.type === "SpreadElement") {
        const found = this.find(property.argument, [name, ...rest], module, way);
        if (found) return found;
      } else if (getPropertyName(property) === name) {
        return this.find(property.value, rest, module, way);
      }
    }
    return undefined;
  }

  private readList(node: NodeOf<"ArrayExpression">, [name, ...rest]: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    if (name === undefined) return undefined;
    const index = Number(name);
    const items = Number.isInteger(index) && !node.elements.some((item) => item?.type === "SpreadElement") ? [node.elements[index]] : node.elements;
    for (const item of items) {
      const found = item && (item.type === "SpreadElement" ? this.find(item.argument, [name, ...rest], module, way) : this.find(item, rest, module, way));
      if (found) return found;
    }
    return undefined;
  }

  private readName(node: NodeOf<"Identifier">, path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const binding = module.scope.lookup(node.name, node);
    const inner = binding && getPatternPath(binding);
    if (!binding || !inner) return undefined;
    const whole = [...inner, ...path];
    const { declaration } = binding;
    if (binding.kind === "parameter") return isFunction(declaration) ? this.readParameter(binding, declaration, whole, module, way) : undefined;
    if (declaration.type !== "VariableDeclarator") return undefined;
    const loop = declaration.parent?.parent;
    const writes = module.scope.getWrites(binding);
    if (loop?.type === "ForOfStatement" && loop.left === declaration.parent) return writes.length > 0 ? undefined : this.find(loop.right, [ANY, ...whole], module, way);
    if (writes.length === 0) return declaration.init ? this.find(declaration.init, whole, module, way) : undefined;
    // What is written over by something else than a constant is anybody's guess.
    const values = writes.map((value) => value && this.find(value, path, module, way));
    const initial = declaration.init ? this.find(declaration.init, whole, module, way) : undefined;
    const isReadable = writes.every((value, index) => value !== undefined && (values[index] !== undefined || isConstant(value)));
    return isReadable ? (initial ?? (declaration.init && !isConstant(declaration.init) ? undefined : values.find((value) => value !== undefined))) : undefined;
  }

  private readParameter(binding: Binding, fn: FunctionNode, path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const index = findParameterIndex(fn, binding.identifier);
    const parameter = getParameters(fn)[index];
    if (!parameter) return undefined;
    const ref: FunctionRef = { node: fn, module };
    const { frame } = way;
    if (frame?.of.target.node === fn) return this.readPassed(frame.of, index, path, { ...way, frame: frame.outer });
    const part = findRequestPart(this, ref, index, path);
    if (part) return { kind: part.kind, path: part.kind === "unknown-part" ? part.path : [part.kind, ...part.path], handler: ref, through: [] };
    const handed = this.readHanded(fn, index, path, module, way);
    if (handed) return handed;
    for (const site of findCallSites(this.project, this.facts, ref).slice(0, MAX_CALLERS)) {
      const found = this.readPassed({ ...site, target: ref }, index, path, { ...way, frame: undefined });
      if (found) return { ...found, through: [site, ...found.through] };
    }
    return undefined;
  }

  private readPassed(of: CallOf, index: number, path: readonly string[], way: Way): RequestInput | undefined {
    const isRest = getParameters(of.target.node)[index]?.type === "RestElement";
    const passed = findPassed(this.facts, of, index, isRest ? path : []);
    return passed.kind === "value" ? this.find(passed.node, isRest ? passed.path : path, passed.module, way) : undefined;
  }

  /** What a list hands to `map`, and a promise to `then`. */
  private readHanded(fn: FunctionNode, index: number, path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const call = unwrapUp(fn).parent;
    const member = call?.type === "CallExpression" ? getMember(call.callee) : undefined;
    if (call?.type !== "CallExpression" || !member || index !== 0) return undefined;
    if (member.name === "then") return this.find(member.object, path, module, way);
    return isElementCall(call) ? this.find(member.object, [ANY, ...path], module, way) : undefined;
  }

  private readCall(call: NodeOf<"CallExpression"> | NodeOf<"NewExpression">, path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const callee = getCallee(call);
    const name = getLastName(callee);
    const given = getArguments(call);
    const member = getMember(callee);
    if (name === undefined) return undefined;
    const target = getOnlyTarget(this.facts.getCallee(call, module));
    if (target) return call.type === "NewExpression" ? undefined : this.readReturned({ call, module, target }, path, way);
    // `c.req.valid("json")`, `c.req.param("id")`, `formData.get("status")`: members, as far as what they give is asked for.
    if (member && (Object.hasOwn(REQUEST_MEMBERS, name) || name === VALIDATED.member || REQUEST_HOLDERS.has(name))) {
      const key = getStaticString(given[0]);
      return this.find(member.object, [name, ...(key === undefined ? [] : [key]), ...path], module, way);
    }
    if (member && name === "get") return this.find(member.object, [getStaticString(given[0]) ?? ANY, ...path], module, way);
    if (member && CONVERTING.has(name)) return this.find(member.object, path, module, way);
    const part = findReaderPart(this.project, call, module);
    if (part) return this.readReader(given[0], part, path, module, way);
    if (member && PARSE_MEMBERS.has(name)) return this.readParsed(given, path, module, way);
    const passing = Object.hasOwn(PASSING, name) ? PASSING[name] : undefined;
    const passed = passing === undefined ? [] : passing === "all" ? given.toReversed() : given.slice(passing, passing + 1);
    return this.findFirst(passed, path, module, way);
  }

  /** `Schema.parse(value)`, `v.parse(Schema, value)`; where a parser gives back an outcome, the value is a member of it. */
  private readParsed(given: readonly Node[], path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const [name, ...rest] = path;
    const values = given.slice(0, 2);
    return (name !== undefined && PARSED_VALUES.has(name) ? this.findFirst(values, rest, module, way) : undefined) ?? this.findFirst(values, path, module, way);
  }

  private findFirst(nodes: readonly Node[], path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    for (const node of nodes) {
      const found = node.type === "SpreadElement" ? undefined : this.find(node, path, module, way);
      if (found) return found;
    }
    return undefined;
  }

  /** `readBody(event)`: what it is given is the handler's. */
  private readReader(given: Node | undefined, kind: InputPart, path: readonly string[], module: SourceModule, way: Way): RequestInput | undefined {
    const bare = given && unwrap(given);
    const binding = bare?.type === "Identifier" ? module.scope.lookup(bare.name, bare) : undefined;
    if (binding?.kind !== "parameter" || !isFunction(binding.declaration) || way.frame) return undefined;
    return { kind, path: kind === "unknown-part" ? path : [kind, ...path], handler: { node: binding.declaration, module }, through: [] };
  }

  /** What a function of the project gives back, for this call. */
  private readReturned(of: CallOf, path: readonly string[], way: Way): RequestInput | undefined {
    const frame: Frame = { of, outer: way.frame };
    for (const returned of getReturned(of.target.node)) {
      const found = this.find(returned, path, of.target.module, { ...way, frame });
      if (found) return found;
    }
    return undefined;
  }
}

/** Is a value one that the code itself decides? */
function isConstant(node: Node): boolean {
  const bare = unwrap(node);
  if (bare.type === "Literal" || bare.type === "TemplateLiteral") return true;
  return bare.type === "Identifier" ? bare.name === "undefined" : bare.type === "MemberExpression" && bare.object.type === "Identifier" && /^[A-Z]/.test(bare.object.name);
}
