import { findProperty, getMember, getPropertyName, getStaticString, isClass, unwrap, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { AWARE_COLUMNS, AWARE_OPTION, LOCAL_WRITERS, UTC_WRITERS, isKnownSpecifier } from "../catalogue/index.js";
import type { LocalWriter } from "../catalogue/index.js";
import { findDefinition, findSchemaModels } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";
import type { Settings } from "../settings.js";

const COLUMNS = {};
/** The type of a column that holds a day, in every data-access library. */
const DAY = "date";

/** What a column is declared as, and the package that says so. */
interface ColumnType {
  readonly type: string;
  readonly specifier: string;
}

/** Do the columns of this name, in the project's tables and entities, all hold days? False when there is none. */
export function isDayColumn(project: Project, name: string): boolean {
  const types = findColumnTypes(project, name);
  return types.length > 0 && types.every(({ type }) => type === DAY);
}

/** Do the columns of this name, schema files of a module's package included, all keep the moment that an offset names? False when there is none. */
export function isAwareColumn(project: Project, name: string, module: SourceModule): boolean {
  const declared = findSchemaModels(project, module.path).flatMap(({ fields }) => fields.flatMap((field) => (field.name === name ? [field] : [])));
  const types = [...findColumnTypes(project, name), ...declared];
  return types.length > 0 && types.every(({ type }) => AWARE_COLUMNS.has(type));
}

/**
 * The library that writes a `Date` into the columns of this name as the server's local time: `semantics.md` §7. By what the
 * columns are declared as; with the setting, by the only library that writes. `undefined` when nobody can tell.
 */
export function findLocalWriter(project: Project, name: string, storage: Settings["dates"]["storage"]): LocalWriter | undefined {
  if (storage === "aware") return undefined;
  const types = findColumnTypes(project, name);
  const writer = LOCAL_WRITERS.find(({ modules, columns, marks }) => {
    const isNaive = types.length > 0 && types.every(({ type, specifier }) => modules.includes(specifier) && columns.includes(type));
    return isNaive && marks.some((mark) => project.isMentioned(mark));
  });
  if (writer !== undefined || storage === "auto") return writer;
  const isImported = (specifier: string): boolean => [`"${specifier}"`, `'${specifier}'`, `"${specifier}/`, `'${specifier}/`].some((form) => project.isMentioned(form));
  if (types.some(({ type }) => !LOCAL_WRITERS.some(({ columns }) => columns.includes(type))) || UTC_WRITERS.some(isImported)) return undefined;
  return LOCAL_WRITERS.find(({ modules, marks }) => modules.some(isImported) && marks.some((mark) => project.isMentioned(mark)));
}

function findColumnTypes(project: Project, name: string): readonly ColumnType[] {
  const known = project.memoPlain(COLUMNS, () => new Map<string, readonly ColumnType[]>());
  let types = known.get(name);
  if (!types) known.set(name, (types = project.getModules(findColumnFiles(project, name)).flatMap((module) => getColumnTypes(project, module, name))));
  return types;
}

/** Files that name a column, and import themselves what makes columns. */
function findColumnFiles(project: Project, name: string): readonly string[] {
  return project.findNaming(name).filter((path) => [...(project.getSource(path)?.specifiers ?? [])].some(isKnownSpecifier));
}

function getColumnTypes(project: Project, module: SourceModule, name: string): ColumnType[] {
  const types: ColumnType[] = [];
  walk(module.program, (node) => {
    if (node.type === "Property" && getPropertyName(node) === name) {
      types.push(...getBuilderType(project, module, node.value));
    } else if (isClass(node)) {
      for (const member of node.body.body) {
        if (member.type === "PropertyDefinition" && getPropertyName(member) === name) types.push(...getDecoratedTypes(project, module, member));
      }
    }
  });
  return types;
}

/** `day: date("day").notNull()`: the function that the chain starts with. */
function getBuilderType(project: Project, module: SourceModule, value: Node): ColumnType[] {
  const call = unwrap(value);
  if (call.type !== "CallExpression") return [];
  const inner = getMember(call.callee)?.object;
  if (inner?.type === "CallExpression") return getBuilderType(project, module, inner);
  const definition = findDefinition(project, call.callee, module);
  if (definition.kind !== "external" || !isKnownSpecifier(definition.specifier)) return [];
  const name = definition.path.at(-1) ?? "";
  return [{ type: call.arguments.some(hasZone) ? `${name}tz` : name, specifier: definition.specifier }];
}

/** `{ withTimezone: true }`. */
function hasZone(argument: Node): boolean {
  const options = unwrap(argument);
  const value = options.type === "ObjectExpression" ? findProperty(options, AWARE_OPTION)?.value : undefined;
  return value?.type === "Literal" && value.value === true;
}

function getDecoratedTypes(project: Project, module: SourceModule, member: Node): ColumnType[] {
  const { decorators = [] } = member as { decorators?: readonly { readonly expression: Node }[] };
  return decorators.flatMap(({ expression }) => getDecoratorType(project, module, expression));
}

/** `@Column("date")`, `@Column({ type: "date" })`. */
function getDecoratorType(project: Project, module: SourceModule, expression: Node): ColumnType[] {
  const bare = unwrap(expression);
  if (bare.type !== "CallExpression") return [];
  const definition = findDefinition(project, bare.callee, module);
  if (definition.kind !== "external" || !isKnownSpecifier(definition.specifier)) return [];
  const { specifier } = definition;
  const named = bare.arguments.flatMap((argument) => {
    const text = getStaticString(argument);
    if (text !== undefined) return [text];
    const options = unwrap(argument);
    const type = options.type === "ObjectExpression" ? options.properties.find((property) => getPropertyName(property) === "type") : undefined;
    return type?.type === "Property" ? [getStaticString(type.value) ?? ""] : [];
  });
  return named.map((type) => ({ type, specifier }));
}
