import { endOf, getAnnotation, getArguments, getEnclosingFunction, getParameterDefault, getParameterPattern, getParameters, getPropertyName, isWithin, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { findMember, getRole } from "../catalogue/index.js";
import type { RoleId } from "../catalogue/index.js";
import { findHandlePlaces, findPlaceDefault, getHandleId, getOperation } from "../effects/index.js";
import type { LintedFile } from "../file.js";
import { getAlternatives, getShapeMembers } from "../project/index.js";
import { forEachPatternIdentifier } from "../scope/index.js";
import type { UnforwardedCall } from "../verdicts/index.js";
import { insertOption } from "./client-edits.js";
import { insertAfter, replace } from "./edits.js";
import type { TextEdit } from "./edits.js";

/** The edit that hands the transaction on, and whether types hold by it. */
export interface ForwardingEdit {
  readonly edits: readonly TextEdit[];
  /** The handle as it is written. */
  readonly text: string;
  readonly isCertain: boolean;
}

interface NamedHandle {
  readonly name: string;
  readonly roles: readonly RoleId[];
}

/**
 * Passes the handle where it is missing: as the next argument, in options that are written down, or in the place of the
 * outer client. `undefined` where the handle has no name, or its place is not to be had without other arguments.
 */
export function createForwardingEdit(found: UnforwardedCall, file: LintedFile): ForwardingEdit | undefined {
  const handle = findNamedHandle(found, file);
  if (!handle || (found.client && canBeMissing(found))) return undefined;
  const accepted = findAcceptedRoles(found, file);
  const text = accepted && getHandleText(handle, accepted);
  // A place without a type is the option that carries the transaction, or nobody knows.
  const name = text ?? handle.name;
  const isOption = found.operation.member.option !== undefined && found.operation.member.option.key === found.place.path.at(-1);
  const isCertain = text !== undefined || (!accepted && isOption);
  if (!isCertain && !canStandFor(handle, found)) return undefined;
  const edits = found.client ? swapClient(found, found.client.node, name) : insertHandle(found, name, file);
  return edits && { edits, text: name, isCertain };
}

/** Where a borrowed handle may be missing, the outer client is there for those calls. */
function canBeMissing({ handle: { borrowed } }: UnforwardedCall): boolean {
  return borrowed !== undefined && !borrowed.place.isRequired && findPlaceDefault(borrowed.fn, borrowed.place.index, borrowed.place.path) === undefined;
}

/** Has the handle what is called on the client, although the parameter's type asks for the client? */
function canStandFor({ roles }: NamedHandle, { operation }: UnforwardedCall): boolean {
  return roles.every((role) => getRole(role).kind === "transaction" && findMember(role, operation.name) !== undefined);
}

/** The variable that holds the transaction, by a name that means it where the call stands. */
function findNamedHandle({ call, handle }: UnforwardedCall, file: LintedFile): NamedHandle | undefined {
  for (const identifier of findCandidates(call, handle, file)) {
    const roles = getAlternatives(file.facts.getValue(identifier, file.module)).flatMap((value) => (value.kind === "role" ? value : []));
    const [first] = roles;
    if (!first || identifier.type !== "Identifier" || !roles.some(({ source }) => getHandleId(source) === handle.id)) continue;
    if (file.module.scope.lookup(identifier.name, call)?.identifier === identifier) return { name: identifier.name, roles: roles.map(({ role }) => role) };
  }
  return undefined;
}

/** The names that can hold a handle: parameters around the call, and the constant that it was begun or acquired in. */
function findCandidates(call: CallNode, { transaction }: UnforwardedCall["handle"], file: LintedFile): readonly Node[] {
  const found: Node[] = [];
  for (let fn = getEnclosingFunction(call); fn; fn = getEnclosingFunction(fn)) {
    for (const parameter of getParameters(fn)) forEachPatternIdentifier(getParameterPattern(parameter), (identifier) => found.push(identifier));
  }
  const begin = transaction && getOperation(file.facts, transaction.call, file.module);
  const source = begin?.receiver.source;
  for (const made of [transaction?.call, source?.kind === "created" ? source.at : undefined]) {
    const identifier = made && findConstant(made);
    if (identifier) found.push(identifier);
  }
  return found;
}

function findConstant(made: Node): Node | undefined {
  const awaited = unwrapUp(made).parent;
  const declarator = awaited?.type === "AwaitExpression" ? unwrapUp(awaited).parent : awaited;
  return declarator?.type === "VariableDeclarator" && declarator.parent?.type === "VariableDeclaration" && declarator.parent.kind === "const" ? declarator.id : undefined;
}

/** The roles that the missing place declares; `undefined` when its type says nothing. */
function findAcceptedRoles({ target, place, client }: UnforwardedCall, file: LintedFile): readonly RoleId[] | undefined {
  const found = findHandlePlaces(file, target).find(({ index, path }) => index === place.index && path.join(".") === place.path.join("."));
  if (!found) return client && [client.value.role];
  return found.roles.map(({ role }) => role);
}

/** `tx`, or `runner.manager` where that is what is asked for; `undefined` when the types need not fit. */
function getHandleText({ name, roles }: NamedHandle, accepted: readonly RoleId[]): string | undefined {
  if (roles.every((role) => accepted.some((other) => other === role || getRole(role).standsFor?.includes(other)))) return name;
  const [only, ...others] = roles;
  if (only === undefined || others.length > 0 || getRole(only).kind !== "connection") return undefined;
  const member = Object.entries(getRole(only).members ?? {}).find(([, { effect, result }]) => effect === undefined && typeof result === "object" && accepted.includes(result.role));
  return member && `${name}.${member[0]}`;
}

function swapClient({ call }: UnforwardedCall, client: Node, name: string): readonly TextEdit[] | undefined {
  if (!getArguments(call).some((argument) => isWithin(client, argument))) return undefined;
  const outer = unwrapUp(client);
  const { parent } = outer;
  if (parent === call) return [replace(client, name)];
  if (parent?.type !== "Property" || parent.value !== outer || parent.parent?.parent !== call) return undefined;
  return [parent.shorthand ? replace(parent, `${getPropertyName(parent) ?? name}: ${name}`) : replace(client, name)];
}

function insertHandle(found: UnforwardedCall, name: string, file: LintedFile): readonly TextEdit[] | undefined {
  const { call, place } = found;
  const { index, path } = place;
  const given = getArguments(call);
  if (call.type !== "CallExpression" || given.some(({ type }) => type === "SpreadElement")) return undefined;
  const [key, ...rest] = path;
  if (rest.length > 0) return undefined;
  if (key !== undefined) return given.length > index || canBeBuilt(found, key, file) ? insertOption(call, { argument: index, key }, name) : undefined;
  if (given.length !== index) return undefined;
  const last = given.at(-1);
  return [last ? insertAfter(last, `, ${name}`) : { start: endOf(call) - 1, end: endOf(call) - 1, text: name }];
}

/** Are options with nothing but the handle in them options at all: are all their other members optional? */
function canBeBuilt({ target, place }: UnforwardedCall, key: string, { facts }: LintedFile): boolean {
  const parameter = getParameters(target.node)[place.index];
  const initial = parameter && getParameterDefault(parameter);
  const bare = initial && unwrap(initial);
  if (bare?.type === "ObjectExpression" && bare.properties.length === 0) return true;
  const annotation = parameter && getAnnotation(parameter);
  const shape = annotation && facts.getTypeValue(annotation, target.module, { kind: "unknown" });
  return shape?.kind === "shape" && getShapeMembers(shape).length > 0 && getShapeMembers(shape).every((member) => member.type === "TSPropertySignature" && (member.optional || getPropertyName(member) === key));
}
