import { getMember, getPropertyName, getStaticString, unwrap, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";
import { FRAMEWORKS, findFrameworkExport } from "../catalogue/index.js";
import type { Framework, ProcedureMembers } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Definition, Project, SourceModule } from "../project/index.js";
import { findEntry, findHandler, readObject } from "./objects.js";
import type { Place, ReadObject } from "./objects.js";
import type { Declaration, Endpoint, EndpointSchema } from "./types.js";

const MAX_STEPS = 40;

interface Step extends Place {
  readonly name: string;
  readonly arguments: readonly Node[];
}

interface Chain {
  readonly framework: Framework;
  readonly members: ProcedureMembers;
  /** From the end to the base, through shared procedures. */
  readonly steps: readonly Step[];
}

/** Asked first, because it is cheap: most calls end no procedure. */
const END_NAMES: ReadonlySet<string> = new Set(FRAMEWORKS.flatMap(({ procedures }) => Object.keys(procedures?.ends ?? {})));

/** The endpoint that a chain of calls builds: `procedure.input(…).query(handler)`. `undefined` where its base cannot be read. */
export function readProcedure(project: Project, call: CallNode, module: SourceModule): Endpoint | undefined {
  const end = call.type === "CallExpression" ? getMember(call.callee) : undefined;
  if (!end || !END_NAMES.has(end.name) || call.type !== "CallExpression") return undefined;
  const chain = readChain(project, end.object, module);
  const body = chain?.members.ends[end.name];
  if (!chain || !body) return undefined;
  const { framework, members, steps } = chain;
  const [handler] = call.arguments;
  const owner = findOwner(call);
  const served = members.serves && findServed(project, steps, members.serves);
  const outputs = steps.filter(({ name }) => name === members.output);
  const inputs = steps.filter(({ name }) => name === "input");
  return {
    framework,
    methods: [],
    path: getStaticString(served && findEntry(served, "path")?.value.node),
    name: owner.name ?? end.name,
    isDocumented: served !== undefined,
    node: owner.node ?? end.node.property,
    module,
    group: owner.group ?? call,
    handler: handler && findHandler(project, handler, module),
    schemas: [...toSchemas(inputs, "body"), ...toSchemas(outputs, "response")],
    declaration: body === "none" ? { kind: "needs-none" } : readDeclaration(chain, owner.node ?? end.node.property),
    isTypedOnly: members.serves !== undefined && !served,
    decorators: [],
  };
}

function readDeclaration({ members, steps }: Chain, node: Node): Declaration {
  if (steps.some(({ name }) => name === members.output)) return { kind: "declared" };
  return steps.some(({ name }) => members.joins.includes(name)) ? { kind: "unknown" } : { kind: "missing", places: [{ node, status: undefined }] };
}

function toSchemas(steps: readonly Step[], position: EndpointSchema["position"]): EndpointSchema[] {
  return steps.flatMap(({ arguments: [schema], module }) => (schema ? [{ position, node: schema, module }] : []));
}

/** The object by which a procedure is served as a plain HTTP route, too. */
function findServed(project: Project, steps: readonly Step[], { member, key }: { readonly member: string; readonly key: string }): ReadObject | undefined {
  for (const { name, arguments: [argument], module } of steps) {
    const object = name === member && argument ? readObject(project, argument, module) : undefined;
    const entry = object && findEntry(object, key);
    const served = entry && readObject(project, entry.value.node, entry.value.module);
    if (served) return served;
  }
  return undefined;
}

/** The property or the constant that a procedure is written for, and what holds its siblings. */
function findOwner(call: Node): { readonly node?: Node; readonly name?: string | undefined; readonly group?: Node | undefined } {
  const holder = unwrapUp(call).parent;
  if (holder?.type === "Property") return { node: holder.key, name: getPropertyName(holder), group: holder.parent };
  return holder?.type === "VariableDeclarator" && holder.id.type === "Identifier" ? { node: holder.id, name: holder.id.name } : {};
}

/** The calls of a chain down to the framework's own base, through constants of the project. */
function readChain(project: Project, from: Node, module: SourceModule): Chain | undefined {
  const steps: Step[] = [];
  let place: Place = { node: from, module };
  for (let count = 0; count < MAX_STEPS; count += 1) {
    const node = unwrap(place.node);
    const member = node.type === "CallExpression" ? getMember(node.callee) : undefined;
    if (member && node.type === "CallExpression") {
      steps.push({ name: member.name, arguments: node.arguments, node, module: place.module });
      place = { node: member.object, module: place.module };
      continue;
    }
    const definition = findDefinition(project, node, place.module);
    if (definition.kind === "external") {
      const found = findFrameworkExport(definition.specifier, definition.path);
      const members = found?.export.is === "procedures" ? found.framework.procedures : undefined;
      return found && members && members.base === undefined ? { framework: found.framework, members, steps } : undefined;
    }
    const taken = findTaken(definition);
    if (taken) {
      const framework = findFactory(project, taken.node, taken.module);
      const members = framework?.procedures;
      return framework && members?.base === taken.name ? { framework, members, steps } : undefined;
    }
    if (definition.kind !== "expression" || definition.node === node) return undefined;
    place = definition;
  }
  return undefined;
}

/** What a member is taken out of, and by which name: `t.procedure`, `const { procedure } = t`. */
function findTaken(definition: Definition): (Place & { readonly name: string }) | undefined {
  if (definition.kind === "member") return { node: definition.object, name: definition.name, module: definition.module };
  if (definition.kind !== "variable") return undefined;
  const { declaration } = definition.binding;
  const [name] = definition.path;
  return declaration.type === "VariableDeclarator" && declaration.init && name !== undefined && definition.path.length === 1 ? { node: declaration.init, name, module: definition.module } : undefined;
}

/** The framework whose factory made a value: `initTRPC.context<Context>().create()`. */
function findFactory(project: Project, node: Node, module: SourceModule): Framework | undefined {
  let place: Place = { node, module };
  for (let count = 0; count < MAX_STEPS; count += 1) {
    const bare = unwrap(place.node);
    const member = bare.type === "CallExpression" ? getMember(bare.callee) : undefined;
    if (member) {
      place = { node: member.object, module: place.module };
      continue;
    }
    const definition = findDefinition(project, bare, place.module);
    if (definition.kind === "external") {
      const found = findFrameworkExport(definition.specifier, definition.path);
      return found?.export.is === "procedures" ? found.framework : undefined;
    }
    if (definition.kind !== "expression" || definition.node === bare) return undefined;
    place = definition;
  }
  return undefined;
}
