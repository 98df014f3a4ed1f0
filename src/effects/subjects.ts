import { getMember, getThisClass, isCall, isWithin, unwrap, unwrapAwait } from "../ast/index.js";
import type { FunctionNode, Node } from "../ast/index.js";
import { getRole } from "../catalogue/index.js";
import { getAlternatives, getAncestors } from "../project/index.js";
import type { FactsProvider, FunctionRef, Project, RoleValue, SourceModule } from "../project/index.js";
import { findMember, findPassed } from "./arguments.js";
import type { CallOf } from "./arguments.js";
import { getPlace, getRootId } from "./handles.js";
import { findReadPlace } from "./places.js";
import type { ReadPlace } from "./places.js";

/** On what an effect acts, as seen by whoever calls the function. */
export type Subject =
  /** What is passed for a parameter, or a member of it. Of a rest parameter, the path begins with a position. */
  | { readonly kind: "parameter"; readonly index: number; readonly path: readonly string[] }
  /** The same of a function around this one: a closure ends what its surroundings were given. */
  | { readonly kind: "outer"; readonly fn: FunctionRef; readonly index: number; readonly path: readonly string[] }
  /** A handle that the object holds whose method this is, or a member of it does. `root`: the client that it comes from. */
  | { readonly kind: "field"; readonly path: readonly string[]; readonly root: string | undefined }
  /** A client that exists whoever calls: its root id. */
  | { readonly kind: "client"; readonly root: string }
  /** A handle that the function made for itself: no caller sees it. */
  | { readonly kind: "own" }
  /** Beside others: one of the values that it can be is nothing that anybody knows. */
  | { readonly kind: "unknown" };

const OWN: Subject = { kind: "own" };

export interface SubjectContext {
  readonly project: Project;
  readonly facts: FactsProvider;
}

/** Two effects with the same key act on the same thing. */
export function getSubjectKey(subject: Subject): string {
  switch (subject.kind) {
    case "parameter":
      return `parameter:${[subject.index, ...subject.path].join(".")}`;
    case "outer":
      return `outer:${getPlace(subject.fn.node, subject.fn.module)}:${[subject.index, ...subject.path].join(".")}`;
    case "field":
      return `field:${subject.path.join(".")}:${subject.root ?? ""}`;
    case "client":
      return `client:${subject.root}`;
    default:
      return subject.kind;
  }
}

/** The client that exists whoever calls and that a subject belongs to. */
export function getSubjectRoot(subject: Subject): string | undefined {
  return subject.kind === "client" || subject.kind === "field" ? subject.root : undefined;
}

/** What an expression of a function, or the member of it that `path` leads to, is to the function's callers. Several when it depends. */
export function findSubjects(context: SubjectContext, node: Node, path: readonly string[], fn: FunctionRef, module: SourceModule): readonly Subject[] {
  const found = findMember(context.facts, node, path, module);
  if (found.kind !== "value") return [];
  if (found.path.length === 0) {
    const alternatives = getAlternatives(context.facts.getValue(found.node, found.module));
    const roles = alternatives.filter((value) => value.kind === "role");
    const known = roles.flatMap((value) => getValueSubject(context, value, found.node, fn, found.module) ?? []);
    if (roles.length > 0) return roles.length < alternatives.length ? [...known, { kind: "unknown" }] : known;
  }
  const place = findReadPlace(found.node, found.path, found.module);
  const subject = place && getPlaceSubject(place, fn, undefined);
  return subject ? [subject] : [];
}

/** What the receiver of an operation is to the callers of the function that holds it; `undefined` when it is nothing that they could see or name. */
export function getValueSubject(context: SubjectContext, value: RoleValue, node: Node | undefined, fn: FunctionRef, module: SourceModule): Subject | undefined {
  const { source } = value;
  const { kind } = getRole(value.role);
  const held = node && findHeldPlace(context, node, module);
  // What another object holds is that object's, whatever the field's declaration says.
  if (held?.kind === "this" || (held && source.kind === "field")) return getPlaceSubject(held, fn, getRootId(context.project, value));
  switch (source.kind) {
    case "parameter":
      return getPlaceSubject({ kind: "parameter", fn: source.fn, index: source.index, path: source.path, module: source.module }, fn, undefined);
    case "callback":
      return OWN;
    case "created":
      if (source.effect === "acquire" || source.effect === "begin" || source.effect === "fork") return OWN;
      return kind === "entity" ? undefined : getClientSubject(context, value);
    default:
      return getClientSubject(context, value);
  }
}

function getClientSubject({ project }: SubjectContext, value: RoleValue): Subject | undefined {
  const root = getRootId(project, value);
  return root === undefined ? undefined : { kind: "client", root };
}

/** Where the handle lies that a value works on: `this.runner` of `this.runner.manager`. Clients and what is derived from them have a root instead. */
function findHeldPlace({ facts }: SubjectContext, node: Node, module: SourceModule): ReadPlace | undefined {
  let handle = unwrapAwait(node);
  for (let member = getMember(handle); member && facts.getValue(member.object, module).kind === "role"; member = getMember(handle)) handle = member.object;
  const value = facts.getValue(handle, module);
  const isHandle = value.kind === "role" && ["connection", "transaction", "unit-of-work"].includes(getRole(value.role).kind);
  const place = isHandle ? findReadPlace(handle, [], module) : undefined;
  return place && place.path.length > 0 ? place : undefined;
}

type Place = { readonly kind: "this"; readonly path: readonly string[] } | { readonly kind: "parameter"; readonly fn: FunctionNode; readonly index: number; readonly path: readonly string[]; readonly module?: SourceModule };

function getPlaceSubject(place: Place, fn: FunctionRef, root: string | undefined): Subject | undefined {
  const { path } = place;
  if (place.kind === "this") return { kind: "field", path, root };
  if (place.fn === fn.node) return { kind: "parameter", index: place.index, path };
  if (isWithin(fn.node, place.fn) && (place.module ?? fn.module) === fn.module) return { kind: "outer", fn: { node: place.fn, module: fn.module }, index: place.index, path };
  // A callback's parameter: what its caller hands it is made within.
  return OWN;
}

/** The subjects of a callee's effect as seen by the callers of `fn`, which makes the call. */
export function translateSubject(context: SubjectContext, subject: Subject, of: CallOf, fn: FunctionRef): readonly Subject[] {
  switch (subject.kind) {
    case "parameter": {
      const passed = findPassed(context.facts, of, subject.index, subject.path);
      return passed.kind === "value" ? findSubjects(context, passed.node, passed.path, fn, passed.module) : [];
    }
    case "outer": {
      const found = getPlaceSubject({ ...subject, kind: "parameter", fn: subject.fn.node, module: subject.fn.module }, fn, undefined);
      return found ? [found] : [];
    }
    case "field":
      return translateField(context, subject, of, fn);
    default:
      return [subject];
  }
}

/** A field of the callee's object: of this object, of what a parameter is, of an object that is made here. */
function translateField({ facts, project }: SubjectContext, subject: Extract<Subject, { kind: "field" }>, { call, module, target }: CallOf, fn: FunctionRef): readonly Subject[] {
  // An arrow function has the `this` of where it is written.
  if (target.node.type === "ArrowFunctionExpression" && isWithin(target.node, fn.node) && target.module === fn.module) return [subject];
  const receiver = getReceiver(call);
  const place = receiver && findReadPlace(receiver, subject.path, module);
  // A static method's `this`, or another class's: no field of the caller's object.
  const isOwnObject = place?.kind !== "this" || place.path.length > subject.path.length || isSameObject(project, fn, target);
  const found = place && isOwnObject ? getPlaceSubject(place, fn, subject.root) : undefined;
  if (found) return [found];
  const value = receiver && facts.getValue(receiver, module);
  if (value?.kind === "instance" && value.source.kind === "created") return [OWN];
  return subject.root === undefined ? [] : [{ kind: "client", root: subject.root }];
}

/** Is `this` in both functions an object of one class, or of a class and its ancestor? */
function isSameObject(project: Project, fn: FunctionRef, target: FunctionRef): boolean {
  const owner = getThisClass(fn.node);
  const other = getThisClass(target.node);
  if (!owner || !other) return false;
  return owner === other || getAncestors(project, { node: owner, module: fn.module }).some((ancestor) => ancestor.kind === "class" && ancestor.ref.node === other);
}

/** The object on which a method is called. */
export function getReceiver(call: Node): Node | undefined {
  if (!isCall(call) || call.type !== "CallExpression") return undefined;
  const callee = unwrap(call.callee);
  return callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
}

/** What arguments hand to code that nobody can see: parameters and fields, in objects and lists too. */
export function findHandedSubjects(context: SubjectContext, given: readonly Node[], fn: FunctionRef): readonly Subject[] {
  return given.flatMap((argument): readonly Subject[] => {
    const bare = unwrapAwait(argument.type === "SpreadElement" ? argument.argument : argument);
    if (bare.type === "ObjectExpression") return findHandedSubjects(context, bare.properties.map((property) => (property.type === "SpreadElement" ? property : property.value)), fn);
    if (bare.type === "ArrayExpression") return findHandedSubjects(context, bare.elements.flatMap((element) => element ?? []), fn);
    return findSubjects(context, bare, [], fn, fn.module).filter(({ kind }) => kind === "parameter" || kind === "outer" || kind === "field");
  });
}
