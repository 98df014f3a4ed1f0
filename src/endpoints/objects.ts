import { getMember, getPropertyName, getStaticString, unwrap, unwrapUp } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findStatusExport } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { FunctionRef, Project, SourceModule } from "../project/index.js";

const MAX_DEPTH = 8;

/** A node with the module that it is written in. */
export interface Place {
  readonly node: Node;
  readonly module: SourceModule;
}

export interface ObjectEntry {
  readonly name: string;
  readonly property: Node;
  readonly value: Place;
}

/** An object literal, through constants and spreads. */
export interface ReadObject {
  readonly entries: readonly ObjectEntry[];
  /** False where a spread or a computed name could hold anything. */
  readonly isComplete: boolean;
}

/** The object literal that an expression stands for; `undefined` when it is none, or nobody can see it. */
export function readObject(project: Project, node: Node, module: SourceModule, depth = 0): ReadObject | undefined {
  const definition = findDefinition(project, node, module);
  if (depth > MAX_DEPTH || definition.kind !== "expression" || definition.node.type !== "ObjectExpression") return undefined;
  const entries: ObjectEntry[] = [];
  let isComplete = true;
  for (const property of definition.node.properties) {
    if (property.type === "SpreadElement") {
      const spread = readObject(project, property.argument, definition.module, depth + 1);
      if (spread) entries.push(...spread.entries);
      isComplete &&= spread?.isComplete === true;
      continue;
    }
    const name = getPropertyName(property) ?? readKey(project, property.key, definition.module);
    if (name === undefined) isComplete = false;
    else entries.push({ name, property, value: { node: property.value, module: definition.module } });
  }
  return { entries, isComplete };
}

/** The value of a property, the last one winning. */
export function findEntry(object: ReadObject, name: string): ObjectEntry | undefined {
  return object.entries.findLast((entry) => entry.name === name);
}

function readKey(project: Project, key: Node, module: SourceModule): string | undefined {
  const status = readStatus(project, key, module);
  return status === undefined ? undefined : String(status);
}

/** The number that an expression stands for: a literal, a constant, a name such as `StatusCodes.OK`. */
export function readStatus(project: Project, node: Node, module: SourceModule): number | undefined {
  const definition = findDefinition(project, node, module);
  switch (definition.kind) {
    case "external":
      return findStatusExport(definition.specifier, definition.path);
    case "expression":
      return definition.node.type === "Literal" && typeof definition.node.value === "number" ? definition.node.value : undefined;
    case "member":
      return readEnumMember(project, definition.object, definition.name, definition.module);
    default:
      return undefined;
  }
}

function readEnumMember(project: Project, object: Node, name: string, module: SourceModule): number | undefined {
  const owner = findDefinition(project, object, module);
  if (owner.kind !== "enum" || owner.node.type !== "TSEnumDeclaration") return undefined;
  const member = owner.node.body.members.find(({ id }) => (id.type === "Identifier" ? id.name : undefined) === name);
  const value = member?.initializer && unwrap(member.initializer);
  return value?.type === "Literal" && typeof value.value === "number" ? value.value : undefined;
}

/** The methods that a `method` property names, in capitals; none when it cannot be read. */
export function readMethods(entry: ObjectEntry | undefined): string[] {
  const value = entry && unwrap(entry.value.node);
  if (!value) return [];
  const items = value.type === "ArrayExpression" ? value.elements : [value];
  const methods = items.map((item) => getStaticString(item)?.toUpperCase());
  return methods.every((method) => method !== undefined) ? methods : [];
}

/** The function that an expression stands for; wrapped ones are nobody's. */
export function findHandler(project: Project, node: Node, module: SourceModule): FunctionRef | undefined {
  const definition = findDefinition(project, node, module);
  return definition.kind === "function" ? { node: definition.node, module: definition.module } : undefined;
}

/** What a status, or a key of a map of responses, says about the body: `default` and unreadable ones say nothing. */
export function classifyStatus(status: string | number | undefined): "body" | "empty" | "error" | "unknown" {
  const text = String(status).toLowerCase();
  if (/^2(?:xx|\d\d)$/.test(text)) return text === "204" || text === "205" ? "empty" : "body";
  if (/^[13](?:xx|\d\d)$/.test(text)) return "empty";
  return /^[45](?:xx|\d\d)$/.test(text) ? "error" : "unknown";
}

/** Is an expression certainly `true`? */
export function isTrue(place: Place | undefined): boolean {
  const bare = place && unwrap(place.node);
  return bare?.type === "Literal" && bare.value === true;
}

/** The calls of one fluent chain from its base on: `reply.code(201).send(x)` has `code` and `send`. */
export interface ChainStep {
  readonly name: string;
  /** What a call of the member is given, or what is assigned to it. */
  readonly arguments: readonly Node[];
  /** That call or assignment; `undefined` where the member is read only. */
  readonly at: Node | undefined;
}

/** The members that are called, read or assigned on a base, in order, up to where the chain is used for something else; members of `through` only lead on. */
export function readChainFrom(base: Node, through: readonly string[] = []): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  let current = unwrapUp(base);
  for (;;) {
    const member = current.parent;
    if (member?.type !== "MemberExpression" || member.object !== current) return steps;
    const callee = unwrapUp(member);
    const call = callee.parent;
    const name = getMember(member)?.name ?? "";
    if (call?.type === "AssignmentExpression" && call.left === callee && call.operator === "=") return [...steps, { name, arguments: [call.right], at: call }];
    if (call?.type === "CallExpression" && call.callee === callee) {
      steps.push({ name, arguments: call.arguments, at: call });
      current = unwrapUp(call);
    } else if (through.includes(name)) current = callee;
    else return [...steps, { name, arguments: [], at: undefined }];
  }
}
