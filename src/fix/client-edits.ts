import { endOf, findProperty, getArguments, getCallee, getMember, hasSpread, isWithin, unwrap } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { findMember, findOwnCall, getRole } from "../catalogue/index.js";
import type { Member, RoleId } from "../catalogue/index.js";
import { getHandleId } from "../effects/index.js";
import type { LintedFile } from "../file.js";
import { findHandleName } from "../verdicts/index.js";
import type { OuterQuery } from "../verdicts/index.js";
import { insertAfter, replace } from "./edits.js";
import type { TextEdit } from "./edits.js";

/**
 * Puts the transaction's own handle in the place of the client, or into the option that carries it. Only inside the
 * callback whose parameter it is, where that name means it, and where the handle has the same member.
 */
export function createHandleEdit(query: OuterQuery, file: LintedFile): readonly TextEdit[] | undefined {
  if (query.chain.length > 0 || query.isOtherRoot) return undefined;
  const handle = findHandleName(query, file.module);
  if (!handle || !isWithin(query.call, handle.fn)) return undefined;
  const { operation } = query;
  const value = file.facts.getValue(handle.parameter, file.module);
  // A wrapper may hand its callback something else than the handle.
  if (value.kind !== "role" || getHandleId(value.source) !== query.transactionId) return undefined;
  if (operation.member.option) return insertOption(operation.call, operation.member.option, handle.name);
  const client = findClient(query.call, file);
  if (!client || !hasSameMember(client.role, value.role, client.member)) return undefined;
  return [replace(client.node, handle.name)];
}

/** The expression in a call's chain that is the client itself, and the member that is taken of it. */
export function findClient(call: CallNode, { facts, module }: LintedFile): { readonly node: Node; readonly role: RoleId; readonly member: string } | undefined {
  let node = getCallee(call);
  let member = "";
  for (;;) {
    const value = facts.getValue(node, module);
    // A class of entities names its table by itself: the handle's members of the same name do not.
    if (value.kind === "role" && value.source.kind === "static") return undefined;
    if (value.kind === "role" && getRole(value.role).kind === "client") return { node, role: value.role, member };
    const inner = getMember(node);
    if (!inner) return undefined;
    member = inner.name;
    node = inner.object;
  }
}

/** Is a member of the client one of the handle too, with the same effect? An empty name is the call of the value itself. */
export function hasSameMember(client: RoleId, handle: RoleId, member: string): boolean {
  if (member === "") return (["call", "template"] as const).every((form) => findOwnCall(handle, form)?.effect === findOwnCall(client, form)?.effect);
  const found = findMember(handle, member);
  return found !== undefined && found.effect === findMember(client, member)?.effect;
}

/** Adds the entry that carries the transaction to a call's options, or the options themselves where they come next. */
export function insertOption(call: CallNode, { argument, key, isAfterList }: NonNullable<Member["option"]>, name: string): readonly TextEdit[] | undefined {
  const given = getArguments(call);
  if (isAfterList && given[0]?.type !== "ArrayExpression") return undefined;
  const entry = name === key ? key : `${key}: ${name}`;
  const option = key === "" ? name : `{ ${entry} }`;
  const index = argument === "last" ? given.length - 1 : argument;
  const options = given[index] && unwrap(given[index]);
  if (options?.type === "ObjectExpression" && key !== "") {
    if (hasSpread(options) || findProperty(options, key)) return undefined;
    const last = options.properties.at(-1);
    return [last ? insertAfter(last, `, ${entry}`) : replace(options, `{ ${entry} }`)];
  }
  const last = given.at(-1);
  // The argument before the options has to be there: an option in its place would be taken for it.
  if (argument === "last" || options || given.length !== index) return undefined;
  if (!last) return [{ start: endOf(call) - 1, end: endOf(call) - 1, text: option }];
  return [insertAfter(last, `, ${option}`)];
}
