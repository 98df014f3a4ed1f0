import { findProperty, getAnnotation, getArguments, getEnclosingFunction, getMember, getParameterPattern, getParameters, getPropertyName, isFunction, leavesFunction, unwrap, unwrapAwait } from "../../ast/index.js";
import type { CallNode, Node, NodeOf } from "../../ast/index.js";
import { getLibrary, getRole, SNAPSHOT_KEYS } from "../../catalogue/index.js";
import type { Library } from "../../catalogue/index.js";
import { findAuditCall, findWrittenTable, getOperation } from "../../effects/index.js";
import type { AuditCall, AuditContext } from "../../effects/index.js";
import { findClassMembers, findDefinition, findEntityOfValue, getAlternatives, getRoleValue, NOWHERE } from "../../project/index.js";
import type { RoleValue, SourceModule } from "../../project/index.js";
import { classifyPlace } from "./places.js";
import type { PlaceType } from "./places.js";

/** An entity where an audit call wants an id or plain JSON. */
export interface AuditedEntity {
  /** The entity, as it is given: an argument, a property's value, what is spread. */
  readonly node: Node;
  /** The property that it is the value of. */
  readonly property: NodeOf<"Property"> | undefined;
  readonly isSpread: boolean;
  /** The parameter or key that it is given for. */
  readonly place: string;
  readonly library: Library;
  /** What an id would be read from it by, where the place is named for one. */
  readonly key: "id" | undefined;
  /** Is an id all that is wanted, of an entity that is there? */
  readonly isCertain: boolean;
}

export interface AuditWithEntities {
  readonly audit: AuditCall;
  readonly entities: readonly AuditedEntity[];
}

/** The audit calls of a module that are given entities, in the order of the text. */
export function findAuditedEntities(context: AuditContext, calls: readonly CallNode[], module: SourceModule): readonly AuditWithEntities[] {
  return calls.flatMap((call) => {
    const audit = findAuditCall(context, call, module);
    const entities = audit ? new ValueReader(context, audit, module).read() : [];
    return audit && entities.length > 0 ? [{ audit, entities }] : [];
  });
}

/** Objects within objects are read this deep. */
const MAX_DEPTH = 6;
const ID_NAME = /(?:^id|[a-z\d]Id|ID|_id)$/;

class ValueReader {
  private readonly found: AuditedEntity[] = [];
  private readonly snapshots: ReadonlySet<string>;

  constructor(
    private readonly context: AuditContext,
    private readonly audit: AuditCall,
    private readonly module: SourceModule,
  ) {
    this.snapshots = new Set([...SNAPSHOT_KEYS, ...context.settings.audit.snapshotKeys]);
  }

  read(): readonly AuditedEntity[] {
    for (const [index, argument] of getArguments(this.audit.call).entries()) {
      if (argument.type === "SpreadElement") break;
      this.visit(argument, [], index, undefined, this.module);
    }
    return this.found;
  }

  private visit(node: Node, path: readonly string[], index: number, property: NodeOf<"Property"> | undefined, module: SourceModule): void {
    if (path.length > MAX_DEPTH || path.some((name) => this.snapshots.has(name))) return;
    const bare = unwrapAwait(node);
    if (isFunction(bare)) return;
    if (bare.type === "ObjectExpression") {
      for (const item of bare.properties) {
        const name = getPropertyName(item);
        if (item.type === "SpreadElement") this.add(item.argument, path, index, undefined, module, true);
        else if (name !== undefined) this.visit(item.value, [...path, name], index, item, module);
      }
      return;
    }
    if (bare.type === "ArrayExpression") {
      for (const element of bare.elements) if (element && element.type !== "SpreadElement") this.visit(element, path, index, undefined, module);
      return;
    }
    const constant = bare.type === "Identifier" ? findDefinition(this.context.project, bare, module) : undefined;
    if (constant?.kind === "expression" && (constant.node.type === "ObjectExpression" || constant.node.type === "ArrayExpression") && constant.module === module) {
      this.visit(constant.node, path, index, undefined, module);
    } else {
      this.add(bare, path, index, property, module, false);
    }
  }

  private add(node: Node, path: readonly string[], index: number, property: NodeOf<"Property"> | undefined, module: SourceModule, isSpread: boolean): void {
    const value = this.findEntity(node, module);
    if (!value) return;
    const { type, name } = this.findPlace(index, path);
    const isId = ID_NAME.test(name) && !isSpread;
    // A row for a table of rows is what an insert takes.
    if (type === "shape" || (type === "unknown" && !isId) || (isSpread && path.length === 0)) return;
    const key = isId && value.isMany !== true && this.hasId(value) ? "id" : undefined;
    const isCertain = key !== undefined && type === "open" && this.isThere(node, value);
    this.found.push({ node, property, isSpread, place: name, library: getLibrary(value.role), key, isCertain });
  }

  /** The entity that an expression certainly is: what a query or `create` gave, or a relation of one. */
  private findEntity(node: Node, module: SourceModule): RoleValue | undefined {
    const values = getAlternatives(this.context.facts.getValue(node, module));
    const [first] = values;
    if (first?.kind === "role") return values.every((value) => value.kind === "role" && getRole(value.role).kind === "entity") ? first : undefined;
    const member = getMember(node);
    const owner = member && getRoleValue(this.context.facts.getValue(member.object, module));
    if (!owner || getRole(owner.role).kind !== "entity" || owner.isMany) return undefined;
    const field = findEntityOfValue(this.context, owner)?.fields.get(member.name);
    return field?.kind === "relation" ? { kind: "role", role: owner.role, source: NOWHERE, isMany: field.isList } : undefined;
  }

  private hasId({ entity }: RoleValue): boolean {
    return entity !== undefined && findClassMembers(entity.node, "id").length > 0;
  }

  /** What the place accepts that a value is given for, by the declaration of the function or of the table. */
  private findPlace(index: number, path: readonly string[]): { readonly type: PlaceType; readonly name: string } {
    const { project } = this.context;
    const { operation, targets } = this.audit;
    if (operation) {
      const table = findWrittenTable(this.context, operation);
      const [column] = path;
      const field = column === undefined ? undefined : table?.entity?.fields.get(column);
      // A relation takes the entity itself.
      if (!field || field.kind !== "column") return { type: "shape", name: column ?? "" };
      const member = field.written?.node;
      const declared = member && classifyPlace(project, getAnnotation(member), path.slice(1), field.written.module);
      return { type: declared === undefined || declared === "unknown" ? "open" : declared, name: path.at(-1) ?? "" };
    }
    const places = targets.map(({ node, module }) => {
      const parameter = getParameters(node)[index];
      const pattern = parameter && getParameterPattern(parameter);
      const annotation = parameter && getAnnotation(parameter) ? getAnnotation(parameter) : pattern && getAnnotation(pattern);
      return { type: classifyPlace(project, annotation, path, module), name: path.at(-1) ?? (pattern?.type === "Identifier" ? pattern.name : "") };
    });
    const [first] = places;
    return first && places.every(({ type }) => type === first.type) ? first : { type: "unknown", name: path.at(-1) ?? "" };
  }

  /** Is an entity there for certain: by the call that reads or makes it, or by a test before it? */
  private isThere(node: Node, { source }: RoleValue): boolean {
    if (node.type !== "Identifier" || source.kind !== "created") return false;
    const operation = source.at.type === "CallExpression" ? getOperation(this.context.facts, source.at, source.module) : undefined;
    if (!operation) return this.isTested(node);
    if (operation.effect === "build" || operation.effect === "write" || operation.library.statementErrors?.missing?.test(operation.name) || rejectsOnEmpty(source.at)) return true;
    return this.isTested(node);
  }

  /** `if (!worker) throw …` or `return`, before the call in a block around it. */
  private isTested(identifier: NodeOf<"Identifier">): boolean {
    const fn = getEnclosingFunction(identifier);
    for (let current: Node = identifier, parent: Node | null | undefined = identifier.parent; parent && current !== fn; current = parent, parent = current.parent) {
      if (parent.type !== "BlockStatement") continue;
      for (const statement of parent.body) {
        if (statement === current) break;
        if (statement.type !== "IfStatement" || !leavesFunction(statement.consequent)) continue;
        const test = unwrap(statement.test);
        const tested = test.type === "UnaryExpression" && test.operator === "!" ? unwrap(test.argument) : undefined;
        if (tested?.type === "Identifier" && tested.name === identifier.name) return true;
      }
    }
    return false;
  }
}

/** `findByPk(id, { rejectOnEmpty: true })` */
function rejectsOnEmpty(call: Node): boolean {
  return call.type === "CallExpression" && call.arguments.some((argument) => {
    const bare = unwrap(argument);
    return bare.type === "ObjectExpression" && findProperty(bare, "rejectOnEmpty") !== undefined;
  });
}
