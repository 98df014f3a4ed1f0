import { getArguments, getEnclosingClass, getFunctionName } from "../ast/index.js";
import type { CallNode } from "../ast/index.js";
import { LIBRARIES, isModuleOf } from "../catalogue/index.js";
import type { Library, Member, RoleId } from "../catalogue/index.js";
import type { WrapperSettings } from "../settings.js";
import { warnOnce } from "../warn.js";
import type { EvaluationContext } from "./context.js";
import { findExportOf } from "./definitions.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import { isModule } from "./references.js";
import { getRoleValue } from "./values.js";
import type { Callee, FunctionRef, RoleValue } from "./values.js";

/** A function by where it is imported from, or by where it is written. */
type Called = { readonly specifier: string; readonly path: readonly string[] } | FunctionRef;

/** What a call of a function comes to that the settings describe; `undefined` when they say nothing of it. */
export function findWrapperCallee(context: EvaluationContext, called: Called, call: CallNode, module: SourceModule): Callee | undefined {
  const wrapper = context.project.wrappers.find((item) => isCalled(context.project, item, called));
  const shape = wrapper && findShape(context.project, wrapper);
  if (!shape) return undefined;
  const member = createMember(wrapper, shape);
  const on = member.on === undefined ? undefined : getArguments(call)[member.on];
  const receiver = member.on === undefined ? findClient(context, wrapper, shape) : on && getRoleValue(context.facts.getValue(on, module));
  return receiver ? { kind: "member", receiver, name: wrapper.export.split(".").at(-1) ?? "", member } : { kind: "unknown" };
}

/** Is this the specifier of a module that some wrapper of the settings comes from? */
export function isWrapperModule(project: Project, specifier: string): boolean {
  return project.wrappers.some((wrapper) => isModule(specifier, wrapper.module));
}

/** Do the settings describe a member of this export of a package: a method of an injected service? */
export function hasWrappedMember(project: Project, specifier: string, path: readonly string[]): boolean {
  return project.wrappers.some((wrapper) => isModule(specifier, wrapper.module) && wrapper.export.startsWith(`${path.join(".")}.`));
}

function isCalled(project: Project, wrapper: WrapperSettings, called: Called): boolean {
  if ("specifier" in called) return isModule(called.specifier, wrapper.module) && (called.path.join(".") || "default") === wrapper.export;
  if (!isModule(called.module.path, wrapper.module)) return false;
  const [name = "", member] = wrapper.export.split(".");
  const target = findExportOf(project, called.module, name);
  if (!("node" in target)) return false;
  return member === undefined ? target.node === called.node : target.node === getEnclosingClass(called.node) && getFunctionName(called.node) === member;
}

/** The roles of a library that a wrapper's client and handle have. */
interface Shape {
  readonly client: RoleId;
  /** What a callback is handed. */
  readonly handed: RoleId;
  /** What a manual begin gives. */
  readonly begun: RoleId;
}

function findShape(project: Project, wrapper: WrapperSettings): Shape | undefined {
  const used = wrapper.library === undefined ? findUsedLibraries(project) : LIBRARIES.filter(({ id }) => id === wrapper.library);
  const shapes = used.flatMap((library) => getShape(library) ?? []);
  const [shape, ...others] = shapes;
  if (shape && others.length === 0) return shape;
  const ids = LIBRARIES.flatMap((library) => (getShape(library) ? [library.id] : [])).join(", ");
  const reason = wrapper.library === undefined ? `the project uses ${used.length === 0 ? "no library that we know" : used.map(({ id }) => id).join(" and ")}` : `"${wrapper.library}" is no library that hands out handles`;
  warnOnce(`settings["unit-of-work"].transactions: "${wrapper.export}" of "${wrapper.module}" is not analysed, because ${reason}. Name the library of its handle with "library": one of ${ids}.`);
  return undefined;
}

/** The libraries that some file of the project imports. */
function findUsedLibraries(project: Project): readonly Library[] {
  return project.memoPlain(findUsedLibraries, () => {
    const specifiers = new Set(project.getFiles().flatMap((path) => [...(project.getSource(path)?.specifiers ?? [])]));
    return LIBRARIES.filter((library) => [...specifiers].some((specifier) => isModuleOf(library, specifier)));
  });
}

function getShape({ roles }: Library): Shape | undefined {
  const entries = Object.entries(roles) as [RoleId, Library["roles"][RoleId]][];
  const members = entries.flatMap(([, { members: own = {} }]) => Object.values(own));
  const client = entries.find(([, { kind }]) => kind === "client")?.[0];
  const handed = members.find(({ effect, callback }) => effect === "transaction-callback" && callback?.parameter)?.callback?.parameter?.role ?? members.map(getAcquired).find((role) => role !== undefined);
  const begun = entries.find(([, { members: own = {} }]) => Object.values(own).some(({ effect }) => effect === "commit"))?.[0];
  return client && handed && { client, handed, begun: begun ?? handed };
}

function getAcquired({ effect, result }: Member): RoleId | undefined {
  return effect === "acquire" && typeof result === "object" ? result.role : undefined;
}

function createMember({ effect, callback: argument = "last", handle = 0 }: WrapperSettings, { handed, begun }: Shape): Member {
  switch (effect) {
    case "transaction-callback":
      return { effect, callback: { argument, parameter: { index: handle, role: handed } }, result: "callback-result" };
    case "context-callback":
      return { effect, callback: { argument }, result: "callback-result" };
    case "begin":
    case "acquire":
      return { effect, result: { role: begun } };
    default:
      return { effect, on: handle };
  }
}

/** The client of the settings; without one, a client that nobody knows the root of. */
function findClient({ project, facts }: EvaluationContext, { client }: WrapperSettings, shape: Shape): RoleValue {
  const unknown: RoleValue = { kind: "role", role: shape.client, source: { kind: "unknown" } };
  if (!client) return unknown;
  const path = project.getFiles().find((file) => isModule(file, client.module));
  const module = path === undefined ? undefined : project.getModule(path);
  const target = module && findExportOf(project, module, client.export);
  const value = target && "node" in target ? getRoleValue(facts.getValue(target.node, target.module)) : undefined;
  if (!value) warnOnce(`settings["unit-of-work"].transactions: no client is exported as "${client.export}" by "${client.module}".`);
  return value ?? unknown;
}
