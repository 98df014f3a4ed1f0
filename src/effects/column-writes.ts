import { getArguments, getCallee, getMember, getPropertyName, getReturned, getStaticString, isCall, isFunction, startOf, unwrap, unwrapAwait, unwrapUp, walk } from "../ast/index.js";
import type { CallNode, Node, NodeOf } from "../ast/index.js";
import { findMember, getLibrary, getRole } from "../catalogue/index.js";
import type { Library, Member } from "../catalogue/index.js";
import { findEntity, findEntityOfValue, findSchemaEntity, getAlternatives, getAt, isElementCall } from "../project/index.js";
import type { Entity, FactsProvider, Project, RoleValue, SourceModule } from "../project/index.js";
import type { Binding } from "../scope/index.js";

/** One column of a row that is written, or all that a value holds. */
export interface ColumnWrite {
  /** Where a report belongs: the call that writes; for a property of an entity, the assignment. */
  readonly node: Node;
  readonly call: CallNode;
  readonly library: Library;
  /** `undefined` when nobody can tell which. */
  readonly entity: Entity | undefined;
  /** The entity or table, as far as its name is written. */
  readonly table: string | undefined;
  /** The written property; without one, every property of the value but `without`. */
  readonly name: string | undefined;
  readonly value: Node;
  readonly without: ReadonlySet<string>;
  readonly module: SourceModule;
}

export interface ColumnWriteContext {
  readonly project: Project;
  readonly facts: FactsProvider;
}

/** A part of what is written, before anybody asked by which call. `at`: the assignment to an entity that holds it. */
interface Part extends Pick<ColumnWrite, "name" | "value" | "without"> {
  readonly at: Node | undefined;
}

/** Values made of values are followed this far. */
const MAX_DEPTH = 8;
const NOTHING: ReadonlySet<string> = new Set();
const WRITES = {};

/**
 * The columns that a module writes, with the expressions that fill them: object literals, rows of a list, constants that
 * hold them, instances with assigned properties. What a mapper of the project makes is left out: nobody reads it here.
 */
export function findColumnWrites(context: ColumnWriteContext, module: SourceModule): readonly ColumnWrite[] {
  const known = context.project.memo(WRITES, () => new WeakMap<SourceModule, readonly ColumnWrite[]>());
  let writes = known.get(module);
  if (!writes) {
    const found: ColumnWrite[] = [];
    walk(module.program, (node) => {
      if (node.type === "CallExpression") found.push(...readCall(context, node, module));
      else if (node.type === "AssignmentExpression") found.push(...readManaged(context, node, module));
    });
    known.set(module, (writes = found));
  }
  return writes;
}

/** The member that a call runs; where the receiver can be one of several of a library (`tx ?? db`), what all of them have. */
function findCalled({ facts }: ColumnWriteContext, call: CallNode, module: SourceModule): { readonly receiver: RoleValue; readonly member: Member } | undefined {
  const callee = facts.getCallee(call, module);
  if (callee.kind === "member") return callee;
  const member = callee.kind === "unknown" ? getMember(getCallee(call)) : undefined;
  const receivers = member ? getAlternatives(facts.getValue(member.object, module)) : [];
  const [first] = receivers;
  if (!member || receivers.length < 2 || first?.kind !== "role") return undefined;
  const found = findMember(first.role, member.name);
  return found && receivers.every((value) => value.kind === "role" && getLibrary(value.role) === getLibrary(first.role)) ? { receiver: first, member: found } : undefined;
}

function readCall(context: ColumnWriteContext, call: NodeOf<"CallExpression">, module: SourceModule): ColumnWrite[] {
  const called = findCalled(context, call, module);
  if (!called?.member.columns) return [];
  const library = getLibrary(called.receiver.role);
  const reader = new PartReader(context, module, call);
  const parts = called.member.columns.flatMap((place) => {
    const written = place === "receiver" ? getMember(call.callee)?.object : getAt(place, call);
    return written && written.type !== "SpreadElement" ? reader.read(written) : [];
  });
  if (parts.length === 0) return [];
  const entity = findWrittenEntity(context, call, called.receiver, module);
  const table = entity?.name ?? findTableName(call);
  return parts.map(({ at, ...part }) => ({ ...part, node: at ?? call, call, library, entity, table, module }));
}

/** `task.project = …` on an entity that a unit of work has loaded: its next flush writes it. */
function readManaged(context: ColumnWriteContext, assignment: NodeOf<"AssignmentExpression">, module: SourceModule): ColumnWrite[] {
  const target = getMember(assignment.left);
  const value = target && assignment.operator === "=" ? context.facts.getValue(target.object, module) : undefined;
  if (!target || value?.kind !== "role" || getRole(value.role).kind !== "entity" || !getLibrary(value.role).behaviour.flushCommits) return [];
  const { source } = value;
  if (source.kind !== "created" || source.effect !== "read" || !isCall(source.at)) return [];
  const entity = findEntityOfValue(context, value);
  return [{ node: assignment, call: source.at, library: getLibrary(value.role), entity, table: entity?.name, name: target.name, value: assignment.right, without: NOTHING, module }];
}

/** The calls of a chain, outermost first. */
function getChain(call: CallNode): readonly CallNode[] {
  const calls: CallNode[] = [];
  for (let current: Node = call; isCall(current); ) {
    calls.push(current);
    current = getMember(getCallee(current))?.object ?? getCallee(current);
  }
  return calls;
}

/** The entity or table that a write is about: its receiver's, the one that the call or its chain names, or a schema file's model. */
function findWrittenEntity(context: ColumnWriteContext, call: CallNode, receiver: RoleValue, module: SourceModule): Entity | undefined {
  const own = findEntityOfValue(context, receiver);
  if (own) return own;
  for (const link of getChain(call)) {
    const [first] = getArguments(link);
    const bare = first && unwrap(first);
    if (bare?.type !== "Identifier" && bare?.type !== "MemberExpression") continue;
    const named = findEntity(context, bare, module) ?? findEntityOfValue(context, context.facts.getValue(bare, module));
    if (named) return named;
  }
  const delegate = getMember(getCallee(call))?.object;
  const name = delegate && getMember(delegate)?.name;
  return name !== undefined && getLibrary(receiver.role).schemaFiles ? findSchemaEntity(context, name, module.path) : undefined;
}

/** `"tasks"` of `knex("tasks")`, `task` of `prisma.task`, `tasks` of `db.insert(tasks)`. */
function findTableName(call: CallNode): string | undefined {
  for (const link of getChain(call)) {
    const [first] = getArguments(link);
    const bare = first && unwrap(first);
    const name = getStaticString(bare) ?? (link !== call && bare?.type === "Identifier" ? bare.name : undefined);
    if (name !== undefined) return name;
  }
  const receiver = getMember(getCallee(call))?.object;
  return receiver && (receiver.type === "Identifier" ? receiver.name : getMember(receiver)?.name);
}

/** Reads what one call writes. */
class PartReader {
  constructor(
    private readonly context: ColumnWriteContext,
    private readonly module: SourceModule,
    private readonly call: CallNode,
  ) {}

  read(node: Node, without: ReadonlySet<string> = NOTHING, depth = 0): readonly Part[] {
    const bare = unwrapAwait(node);
    if (depth > MAX_DEPTH) return [];
    switch (bare.type) {
      case "ObjectExpression":
        return this.readObject(bare, without, depth);
      case "ArrayExpression":
        return bare.elements.flatMap((element) => (element ? this.read(element.type === "SpreadElement" ? element.argument : element, without, depth + 1) : []));
      case "ConditionalExpression":
        return [...this.read(bare.consequent, without, depth + 1), ...this.read(bare.alternate, without, depth + 1)];
      case "LogicalExpression":
        return [...(bare.operator === "&&" ? [] : this.read(bare.left, without, depth + 1)), ...this.read(bare.right, without, depth + 1)];
      case "CallExpression":
        return this.readMade(bare, without, depth);
      case "Identifier":
        return this.readName(bare, without, depth);
      case "MemberExpression":
        return [{ at: undefined, name: undefined, value: bare, without }];
      default:
        return [];
    }
  }

  private readObject({ properties }: NodeOf<"ObjectExpression">, without: ReadonlySet<string>, depth: number): readonly Part[] {
    const parts: Part[] = [];
    const later = new Set(without);
    // From the end: what is written later wins over what is spread before it.
    for (const property of properties.toReversed()) {
      if (property.type === "SpreadElement") {
        parts.unshift(...this.read(property.argument, new Set(later), depth + 1));
        continue;
      }
      const name = getPropertyName(property);
      if (name === undefined || later.has(name)) continue;
      later.add(name);
      parts.unshift({ at: undefined, name, value: property.value, without: NOTHING });
    }
    return parts;
  }

  /** `rows.map((row) => ({ … }))`, `Object.assign(task, body)`, `repository.create({ … })`, `Schema.parse(body)`. */
  private readMade(call: NodeOf<"CallExpression">, without: ReadonlySet<string>, depth: number): readonly Part[] {
    const callback = call.arguments.map((argument) => unwrap(argument)).find(isFunction);
    if (callback && isElementCall(call)) return getReturned(callback).flatMap((returned) => this.read(returned, without, depth + 1));
    const member = getMember(call.callee);
    if (member?.name === "assign" && member.object.type === "Identifier" && member.object.name === "Object") return call.arguments.flatMap((argument) => this.read(argument, without, depth + 1));
    const called = findCalled(this.context, call, this.module)?.member;
    if (called?.columns) return [];
    const values = called?.values === undefined ? undefined : call.arguments[called.values];
    if (values) return this.read(values, without, depth + 1);
    if (called || this.context.facts.getCallee(call, this.module).kind === "functions") return [];
    return [{ at: undefined, name: undefined, value: call, without }];
  }

  private readName(name: NodeOf<"Identifier">, without: ReadonlySet<string>, depth: number): readonly Part[] {
    const { scope } = this.module;
    const binding = scope.lookup(name.name, name);
    if (!binding) return [];
    const { declaration } = binding;
    const whole: Part = { at: undefined, name: undefined, value: name, without };
    if (declaration.type !== "VariableDeclarator" || declaration.id.type !== "Identifier" || !declaration.init) return binding.kind === "parameter" || declaration.type === "VariableDeclarator" ? [whole, ...this.readAssigned(binding, false, without, depth)] : [];
    const init = unwrapAwait(declaration.init);
    if (init.type === "ObjectExpression" || init.type === "ArrayExpression") return [...this.read(init, without, depth + 1), ...this.readAssigned(binding, true, without, depth)];
    const value = this.context.facts.getValue(declaration.init, this.module);
    const isKnown = value.kind === "role" || value.kind === "instance" || init.type === "NewExpression" || init.type === "ConditionalExpression" || (init.type === "CallExpression" && isElementCall(init));
    return [...(isKnown ? this.read(init, without, depth + 1) : [whole]), ...this.readAssigned(binding, !isKnown, without, depth)];
  }

  /** `task.projectId = …` and `Object.assign(task, body)` before the write. */
  private readAssigned(binding: Binding, isPlain: boolean, without: ReadonlySet<string>, depth: number): readonly Part[] {
    return this.module.scope.getReferences(binding).flatMap((reference): readonly Part[] => {
      if (startOf(reference) >= startOf(this.call)) return [];
      const parent = unwrapUp(reference).parent;
      if (parent?.type === "MemberExpression" && unwrap(parent.object) === reference) {
        const name = getPropertyName(parent);
        const assignment = unwrapUp(parent).parent;
        if (assignment?.type !== "AssignmentExpression" || unwrap(assignment.left) !== parent || name === undefined || without.has(name)) return [];
        return [{ at: isPlain ? undefined : assignment, name, value: assignment.right, without: NOTHING }];
      }
      const callee = parent?.type === "CallExpression" ? getMember(parent.callee) : undefined;
      if (parent?.type !== "CallExpression" || callee?.name !== "assign" || callee.object.type !== "Identifier" || callee.object.name !== "Object" || unwrap(parent.arguments[0] ?? parent) !== reference) return [];
      return parent.arguments.slice(1).flatMap((argument) => this.read(argument, without, depth + 1).map((part) => ({ ...part, at: isPlain ? undefined : parent })));
    });
  }
}
