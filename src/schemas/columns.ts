import { getMember, getPropertyName, getStaticString, isClass, unwrap, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { isKnownSpecifier } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";

const COLUMNS = {};
/** The type of a column that holds a day, in every data-access library. */
const DAY = "date";

/** Do the columns of this name, in the project's tables and entities, all hold days? False when there is none. */
export function isDayColumn(project: Project, name: string): boolean {
  const known = project.memoPlain(COLUMNS, () => new Map<string, boolean>());
  let isDay = known.get(name);
  if (isDay === undefined) {
    const types = project.getModules(findColumnFiles(project, name)).flatMap((module) => getColumnTypes(project, module, name));
    known.set(name, (isDay = types.length > 0 && types.every((type) => type === DAY)));
  }
  return isDay;
}

/** Files that name a column, and import themselves what makes columns. */
function findColumnFiles(project: Project, name: string): readonly string[] {
  return project.findNaming(name).filter((path) => [...(project.getSource(path)?.specifiers ?? [])].some(isKnownSpecifier));
}

function getColumnTypes(project: Project, module: SourceModule, name: string): string[] {
  const types: string[] = [];
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
function getBuilderType(project: Project, module: SourceModule, value: Node): string[] {
  const call = unwrap(value);
  if (call.type !== "CallExpression") return [];
  const inner = getMember(call.callee)?.object;
  if (inner?.type === "CallExpression") return getBuilderType(project, module, inner);
  const definition = findDefinition(project, call.callee, module);
  return definition.kind === "external" && isKnownSpecifier(definition.specifier) ? [definition.path.at(-1) ?? ""] : [];
}

function getDecoratedTypes(project: Project, module: SourceModule, member: Node): string[] {
  const { decorators = [] } = member as { decorators?: readonly { readonly expression: Node }[] };
  return decorators.flatMap(({ expression }) => getDecoratorType(project, module, expression));
}

/** `@Column("date")`, `@Column({ type: "date" })`. */
function getDecoratorType(project: Project, module: SourceModule, expression: Node): string[] {
  const bare = unwrap(expression);
  if (bare.type !== "CallExpression") return [];
  const definition = findDefinition(project, bare.callee, module);
  if (definition.kind !== "external" || !isKnownSpecifier(definition.specifier)) return [];
  return bare.arguments.flatMap((argument) => {
    const text = getStaticString(argument);
    if (text !== undefined) return [text];
    const options = unwrap(argument);
    const type = options.type === "ObjectExpression" ? options.properties.find((property) => getPropertyName(property) === "type") : undefined;
    return type?.type === "Property" ? [getStaticString(type.value) ?? ""] : [];
  });
}
