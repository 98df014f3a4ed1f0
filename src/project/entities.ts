import { findProperty, getArguments, getCallee, getMember, getPropertyName, getStaticString, isCall, isClass, isFunction, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { CallNode, ClassNode, Node } from "../ast/index.js";
import { findLibraryExport, getLibrary, isDeclaringName } from "../catalogue/index.js";
import type { EntityForm, EntityLink, FieldForm, Library, Place } from "../catalogue/index.js";
import { getAncestors, getDecorators } from "./classes.js";
import { findDefinition } from "./definitions.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";
import { findSchemaModels } from "./schema-files.js";
import type { SchemaModel } from "./schema-files.js";
import { getAlternatives } from "./values.js";
import type { ClassRef, FactsProvider, Value } from "./values.js";

/** An entity or a table, however it is declared. */
export interface Entity {
  /** As the database or the library knows it, else as the class or variable is called. */
  readonly name: string;
  readonly library: Library;
  readonly declaration: { readonly kind: "node"; readonly node: Node; readonly module: SourceModule } | { readonly kind: "schema"; readonly path: string; readonly line: number };
  readonly fields: ReadonlyMap<string, EntityField>;
}

export interface EntityField {
  readonly name: string;
  /** A relation holds the other entity, a reference its key; a column is anything else. */
  readonly kind: "column" | "relation" | "reference";
  readonly isList: boolean;
  /** A schema file says that the column holds no null. */
  readonly isRequired?: boolean;
  /** The decorated member, or the expression that makes the field; `undefined` where it is in no source file. */
  readonly written?: { readonly node: Node; readonly module: SourceModule };
  /** The entity that it leads to; `undefined` when that cannot be told. */
  findTarget(): Entity | undefined;
}

export interface EntityContext {
  readonly project: Project;
  readonly facts: FactsProvider;
}

/**
 * Which entity or table an expression names: a class with a decorator or a library's base, `defineEntity(…)`,
 * `new EntitySchema(…)`, `Model.init(…)`, a table. Its fields say where they lead. `undefined` for all else.
 */
export function findEntity(context: EntityContext, node: Node, module: SourceModule): Entity | undefined {
  const bare = unwrap(node);
  const member = getMember(bare);
  const definition = findDefinition(context.project, bare, module);
  if (definition.kind === "class") return findEntityOfClass(context, definition);
  if (definition.kind === "expression" && isCall(definition.node)) return readDeclaration(context, definition.node, definition.module);
  // `AuthorSchema.class`: what a schema describes.
  return definition.kind === "member" && member ? findEntity(context, member.object, module) : undefined;
}

/** The entity that a class is, by its decorators, its base or a schema elsewhere that describes it. */
export function findEntityOfClass(context: EntityContext, ref: ClassRef): Entity | undefined {
  return remember(context, ref.node, () => readClass(context, ref));
}

/** The entity of a value: of an instance, a repository, what a query of the library returns. */
export function findEntityOfValue(context: EntityContext, value: Value): Entity | undefined {
  const [first, ...others] = getAlternatives(value);
  if (others.length > 0) return undefined;
  if (first?.kind === "class" || first?.kind === "instance") return findEntityOfClass(context, first.ref);
  if (first?.kind !== "role") return undefined;
  if (first.entity ?? first.subclass) return findEntityOfClass(context, (first.entity ?? first.subclass) as ClassRef);
  const { source } = first;
  if (source.kind !== "created" || !isCall(source.at)) return undefined;
  const callee = context.facts.getCallee(source.at, source.module);
  const result = callee.kind === "member" || callee.kind === "export" ? callee.member.result : undefined;
  const argument = typeof result === "object" && typeof result.of === "number" ? getArguments(source.at)[result.of] : undefined;
  return argument ? findEntity(context, argument, source.module) : readDeclaration(context, source.at, source.module);
}

/** The model of a schema file by its name, or by that of its delegate (`prisma.post`), for the package of a file. */
export function findSchemaEntity(context: EntityContext, name: string, from: string): Entity | undefined {
  const models = findSchemaModels(context.project, from);
  const model = models.find((item) => item.name === name) ?? models.find((item) => item.name.charAt(0).toLowerCase() + item.name.slice(1) === name);
  return model && fromModel(model, models);
}

/** All models of the schema files for the package of a file. */
export function findSchemaEntities(context: EntityContext, from: string): readonly Entity[] {
  const models = findSchemaModels(context.project, from);
  return models.map((model) => fromModel(model, models));
}

function fromModel(model: SchemaModel, models: readonly SchemaModel[]): Entity {
  const fields = new Map<string, EntityField>();
  const references = new Map(model.fields.flatMap(({ references: columns, type }) => columns.map((column) => [column, type] as const)));
  for (const { name, type, isList, isRequired } of model.fields) {
    const target = models.find((item) => item.name === (references.get(name) ?? type));
    const kind = !target ? "column" : references.has(name) ? "reference" : "relation";
    fields.set(name, { name, kind, isList, isRequired, findTarget: () => target && fromModel(target, models) });
  }
  return { name: model.name, library: model.library, declaration: { kind: "schema", path: model.path, line: model.line }, fields };
}

function remember(context: EntityContext, key: Node, compute: () => Entity | undefined): Entity | undefined {
  const known = context.project.memo(remember, () => new WeakMap<Node, { readonly entity: Entity | undefined }>());
  const found = known.get(key);
  if (found) return found.entity;
  // What is asked for while it is being read is a cycle.
  known.set(key, { entity: undefined });
  const entity = compute();
  known.set(key, { entity });
  return entity;
}

function readClass(context: EntityContext, ref: ClassRef): Entity | undefined {
  const fields = new Map<string, EntityField>();
  let library: Library | undefined;
  const ancestors = getAncestors(context.project, ref);
  for (const ancestor of ancestors.toReversed()) {
    if (ancestor.kind === "library" && ancestor.export.entityBase) library = ancestor.library;
    if (ancestor.kind !== "class") continue;
    const { node, module } = ancestor.ref;
    library = getDecorators(context.project, node, module).find(({ found }) => found?.export.decorator === "entity")?.found?.library ?? library;
    for (const member of node.body.body) addDecorated(context, member, module, fields);
    const superClass = node.superClass ? getMember(node.superClass) : undefined;
    const described = superClass && findEntity(context, superClass.object, module);
    if (!described) continue;
    library = described.library;
    for (const [name, field] of described.fields) fields.set(name, field);
  }
  const { id } = ref.node;
  for (const use of id ? findDeclarations(context, id.name) : []) {
    if (!use.form || !isTarget(context, use, ref)) continue;
    library = use.library;
    readFields(context, use.library, use.form.fields, use.call, use.module, fields);
  }
  if (!library) return undefined;
  addLinks(context, id?.name, (owner, module) => {
    const definition = findDefinition(context.project, owner, module);
    return definition.kind === "class" && definition.node === ref.node;
  }, fields);
  return { name: id?.name ?? "", library, declaration: { kind: "node", node: ref.node, module: ref.module }, fields };
}

const LEADS: ReadonlySet<string | undefined> = new Set(["relation", "lazy-relation", "reference"]);

/** What a decorated property is; one without a decorator is no field of the entity's. */
function addDecorated(context: EntityContext, member: ClassNode["body"]["body"][number], module: SourceModule, fields: Map<string, EntityField>): void {
  const name = getPropertyName(member);
  const decorators = getDecorators(context.project, member, module);
  if (member.type !== "PropertyDefinition" || name === undefined || decorators.length === 0) return;
  const lead = decorators.find(({ found }) => LEADS.has(found?.export.decorator));
  const kind = !lead ? "column" : lead.found?.export.decorator === "reference" ? "reference" : "relation";
  const findTarget = (): Entity | undefined => {
    if (!lead) return undefined;
    const [first] = lead.arguments;
    const options = first && unwrap(first);
    const named = options?.type === "ObjectExpression" ? findProperty(options, "entity")?.value : options;
    const target = named && findNamed(context, named, module);
    if (target ?? !member.typeAnnotation) return target;
    const declared = context.facts.getTypeValue(member.typeAnnotation, module, { kind: "unknown" });
    return findEntityOfValue(context, declared);
  };
  fields.set(name, { name, kind, isList: lead?.found?.export.isList === true, written: { node: member, module }, findTarget });
}

/** A call that declares an entity, or gives relations to one. */
interface EntityUse {
  readonly call: CallNode;
  readonly module: SourceModule;
  readonly library: Library;
  readonly form: EntityForm | undefined;
  readonly link: EntityLink | undefined;
}

function findUse(context: EntityContext, call: CallNode, module: SourceModule): EntityUse | undefined {
  const name = getMember(getCallee(call))?.name;
  // A plain name can be another one where it comes from.
  if (name !== undefined && !isDeclaringName(name)) return undefined;
  const definition = findDefinition(context.project, getCallee(call), module);
  const found = definition.kind === "external" ? findLibraryExport(definition.specifier, definition.path) : undefined;
  const use = { call, module };
  if (found?.export.declaresEntity ?? found?.export.linksEntity) return { ...use, library: found.library, form: found.export.declaresEntity, link: found.export.linksEntity };
  const callee = getMember(getCallee(call)) ? context.facts.getCallee(call, module) : undefined;
  if (callee?.kind !== "member") return undefined;
  const { declaresEntity: form, linksEntity: link } = callee.member;
  return form ?? link ? { ...use, library: getLibrary(callee.receiver.role), form, link } : undefined;
}

function readDeclaration(context: EntityContext, call: CallNode, module: SourceModule): Entity | undefined {
  return remember(context, call, () => {
    const use = findUse(context, call, module);
    if (!use?.form) return undefined;
    const fields = readFields(context, use.library, use.form.fields, call, module, new Map());
    const variable = unwrapUp(call).parent;
    const own = variable?.type === "VariableDeclarator" && variable.id.type === "Identifier" ? variable.id.name : undefined;
    const name = use.form.name && getStaticString(getAt(use.form.name, call));
    const target = use.form.target && use.form.target !== "receiver" ? getAt(use.form.target, call) : undefined;
    addLinks(context, own, (owner, from) => {
      const definition = findDefinition(context.project, owner, from);
      return definition.kind === "expression" && definition.node === call;
    }, fields);
    return { name: name ?? (target?.type === "Identifier" ? target.name : own) ?? "", library: use.library, declaration: { kind: "node", node: call, module }, fields };
  });
}

/** The calls in modules that name an entity and that declare one, or give relations to one. */
function findDeclarations(context: EntityContext, name: string): readonly EntityUse[] {
  const known = context.project.memo(findDeclarations, () => new WeakMap<SourceModule, readonly EntityUse[]>());
  return context.project.getModulesNaming(name).flatMap((module) => {
    let uses = known.get(module);
    if (!uses) {
      const calls: CallNode[] = [];
      walk(module.program, (node) => {
        if (isCall(node)) calls.push(node);
      });
      known.set(module, (uses = calls.flatMap((call) => findUse(context, call, module) ?? [])));
    }
    return uses;
  });
}

function isTarget(context: EntityContext, { form, call, module }: EntityUse, ref: ClassRef): boolean {
  const target = form?.target === "receiver" ? getMember(getCallee(call))?.object : form?.target && getAt(form.target, call);
  const definition = target && findDefinition(context.project, target, module);
  return definition?.kind === "class" && definition.node === ref.node;
}

/** `relations(posts, …)`, `Post.belongsTo(User, { as: "author" })`. */
function addLinks(context: EntityContext, name: string | undefined, isOwner: (owner: Node, module: SourceModule) => boolean, fields: Map<string, EntityField>): void {
  for (const { call, module, library, link } of name === undefined ? [] : findDeclarations(context, name)) {
    const owner = link?.of === "receiver" ? getMember(getCallee(call))?.object : link && getArguments(call)[link.of];
    if (!link || !owner || !isOwner(owner, module)) continue;
    if (link.fields) readFields(context, library, [link.fields], call, module, fields);
    const target = link.to && getArguments(call)[link.to.argument];
    const own = link.to && target ? (getStaticString(getAt(link.to.name, call)) ?? (target.type === "Identifier" ? target.name : undefined)) : undefined;
    if (own !== undefined && target) fields.set(own, { name: own, kind: "relation", isList: link.to.isList === true, findTarget: () => findNamed(context, target, module) });
  }
}

/** What stands at a place of a call, parentheses and assertions aside. */
export function getAt({ argument, key }: Place, call: CallNode): Node | undefined {
  const given = getArguments(call)[argument];
  const bare = given && unwrap(given);
  if (key === undefined) return bare;
  const value = bare?.type === "ObjectExpression" ? findProperty(bare, key)?.value : undefined;
  return value && unwrap(value);
}

function readFields(context: EntityContext, library: Library, places: readonly Place[], call: CallNode, module: SourceModule, fields: Map<string, EntityField>): Map<string, EntityField> {
  for (const place of places) {
    const written = getAt(place, call);
    if (written) addObject(context, library, written, module, fields, 0);
  }
  return fields;
}

/** The properties of an object, or of what a function returns; what is spread into it counts. */
function addObject(context: EntityContext, library: Library, node: Node, module: SourceModule, fields: Map<string, EntityField>, depth: number): void {
  const definition = findDefinition(context.project, getReturned(node), module);
  if (definition.kind !== "expression" || definition.node.type !== "ObjectExpression" || depth > 5) return;
  for (const property of definition.node.properties) {
    const name = getPropertyName(property);
    if (property.type === "SpreadElement") addObject(context, library, property.argument, definition.module, fields, depth + 1);
    else if (name !== undefined) fields.set(name, readField(context, library, name, property.value, definition.module));
  }
}

/** What `() => x` gives back: schemas are written as functions where entities know each other. */
function getReturned(node: Node): Node {
  const bare = unwrap(node);
  if (!isFunction(bare) || !bare.body) return bare;
  if (bare.body.type !== "BlockStatement") return unwrap(bare.body);
  const last = bare.body.body.at(-1);
  return last?.type === "ReturnStatement" && last.argument ? unwrap(last.argument) : bare;
}

function readField(context: EntityContext, library: Library, name: string, value: Node, module: SourceModule): EntityField {
  const written = getReturned(value);
  for (const form of library.fields ?? []) {
    const target = form.member === undefined ? getOption(written, form.key ?? "") : findChainArgument(written, form.member);
    if (target) return { name, kind: form.is, isList: isToMany(form, written), written: { node: written, module }, findTarget: () => findNamed(context, target, module) };
  }
  return { name, kind: "column", isList: false, written: { node: written, module }, findTarget: () => undefined };
}

function isToMany({ isList, kinds }: FieldForm, written: Node): boolean {
  if (isList) return true;
  return kinds?.keys.some((key) => {
    const kind = getOption(written, key);
    return kind !== undefined && kinds.lists.test(getStaticString(kind) ?? getMember(kind)?.name ?? "");
  }) === true;
}

/** The member of an options object by path: `references.model`. */
function getOption(node: Node, path: string): Node | undefined {
  return path.split(".").reduce<Node | undefined>((owner, key) => {
    const value = owner?.type === "ObjectExpression" ? findProperty(owner, key)?.value : undefined;
    return value && unwrap(value);
  }, node);
}

/** The first argument of a call within a chain: `users.id` in `integer().references(() => users.id).notNull()`. */
function findChainArgument(node: Node, name: string): Node | undefined {
  for (let current = unwrap(node); current.type === "CallExpression"; ) {
    const callee = getCallee(current);
    const member = getMember(callee);
    if ((member?.name ?? (callee.type === "Identifier" ? callee.name : undefined)) === name) return current.arguments[0];
    if (!member) return undefined;
    current = member.object;
  }
  return undefined;
}

/** The entity that a target names: a class or schema, a function that returns one, a column of a table, or a name. */
function findNamed(context: EntityContext, node: Node, module: SourceModule): Entity | undefined {
  const named = getReturned(node);
  const text = getStaticString(named);
  if (text !== undefined) return findByName(context, text);
  const member = getMember(named);
  return findEntity(context, named, module) ?? (member ? findEntity(context, member.object, module) : undefined);
}

/** An entity by the name that it is declared under; the project's only one of that name. */
function findByName(context: EntityContext, name: string): Entity | undefined {
  const classes = new Set<Entity | undefined>();
  for (const module of context.project.getModulesNaming(name)) {
    walk(module.program, (node) => {
      if (isClass(node) && node.id?.name === name) classes.add(findEntityOfClass(context, { node, module }));
    });
  }
  const described = findDeclarations(context, name).map(({ form, call, module }) => (form ? readDeclaration(context, call, module) : undefined));
  // A schema that describes a class is the class's.
  return findOnly([...classes], name) ?? findOnly(described, name);
}

function findOnly(entities: readonly (Entity | undefined)[], name: string): Entity | undefined {
  const [only, ...others] = entities.filter((entity) => entity?.name === name);
  return others.length === 0 ? only : undefined;
}
