import { dirname, join, relative, sep } from "node:path";
import { endOf, getMember, getStaticString, isWithin, startOf, unwrap } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import type { LintedFile } from "../file.js";
import { forEachPart, hasPart } from "../schemas/index.js";
import type { Field } from "../schemas/index.js";
import type { ExportReference } from "../settings.js";
import { getIndentation, insertAfter, insertBefore } from "./edits.js";
import type { TextEdit } from "./edits.js";

/** Edits for one field. They are certain when they need nothing that the file lacks. */
export interface FieldEdit {
  readonly edits: readonly TextEdit[];
  readonly isCertain: boolean;
}

/** A callback to append: its text where it takes the value, and what has to be imported for it. */
export interface Callback {
  readonly text: string;
  /** The same on `{ value }`. */
  readonly wrappedText: string;
  readonly imports: readonly ExportReference[];
}

/** The callback that calls a helper of the settings. */
export function createHelperCallback({ module, export: name }: ExportReference): Callback {
  return { text: name, wrappedText: `({ value }) => ${name}(value)`, imports: [{ module, export: name }] };
}

/** Appends a transformation to a field, outermost; `undefined` where the library has none or the text has no place for it. */
export function appendTransform(file: LintedFile, { library, value, node, schema, owner }: Field, callback: Callback): FieldEdit | undefined {
  const { append } = library;
  const imported = importAll(file, callback.imports);
  // A column of a table is written nowhere here.
  if (!imported || append.style === "none" || value === owner.node) return undefined;
  if (append.style === "decorator") {
    const transform = importAll(file, [{ module: "class-transformer", export: append.transform }]);
    const edit = transform && addDecorator(file, value, `@${append.transform}(${callback.wrappedText})`);
    return edit && { edits: [...imported, ...transform, edit], isCertain: imported.length + transform.length === 0 };
  }
  if ((!isChainable(value) && append.style !== "tuple") || isShorthand(node)) return undefined;
  const isCertain = imported.length === 0;
  if (append.style === "method") return { edits: [...imported, appendMethod(file, value, `${append.runsFirst ? admitNull(append.nullable, schema) : ""}.${append.transform}(${callback.text})`)], isCertain };
  if (append.style === "tuple") {
    const isText = getStaticString(value) !== undefined;
    const wrap = isText ? [insertBefore(value, "["), insertAfter(value, `, "${append.operator}", ${callback.text}]`)] : [appendMethod(file, value, `.${append.transform}(${callback.text})`)];
    return { edits: [...imported, ...wrap], isCertain };
  }
  const prefix = getNamespace(file, value, [append.pipe, append.transform]);
  if (prefix === undefined) return undefined;
  const wrap = [insertBefore(value, `${prefix}${append.pipe}(`), insertAfter(value, `, ${prefix}${append.transform}(${callback.text}))`)];
  return { edits: [...imported, ...wrap], isCertain };
}

/** Appends a method without arguments to a field of a library that chains them. */
export function appendCall(file: LintedFile, { library, value, node, owner }: Field, name: string): FieldEdit | undefined {
  if (library.append.style !== "method" || value === owner.node || !isChainable(value) || isShorthand(node)) return undefined;
  return { edits: [appendMethod(file, value, `.${name}()`)], isCertain: true };
}

/** Makes the number of a field refuse 0. */
export function appendPositive(file: LintedFile, { library, value, schema }: Field): FieldEdit | undefined {
  const { append } = library;
  if (append.style === "decorator") {
    const imported = importAll(file, [{ module: "class-validator", export: append.positive }]);
    const edit = imported && addDecorator(file, value, `@${append.positive}()`);
    return edit && { edits: [...imported, edit], isCertain: imported.length === 0 };
  }
  const call = findNumberCall(schema, value);
  if (call?.type === "ObjectExpression" && append.style === "none" && call.properties[0]) return { edits: [insertBefore(call.properties[0], "minimum: 1, ")], isCertain: true };
  if (call?.type !== "CallExpression") return undefined;
  if (append.style === "method") return { edits: [insertAfter(call, `.${append.positive}`)], isCertain: true };
  if (append.style !== "none") return undefined;
  const [options] = call.arguments;
  if (!options) return { edits: [{ start: endOf(call) - 1, end: endOf(call) - 1, text: "{ minimum: 1 }" }], isCertain: true };
  const [first] = options.type === "ObjectExpression" ? options.properties : [];
  return first && { edits: [insertBefore(first, "minimum: 1, ")], isCertain: true };
}

/** What a library's own method has to say so that null, which a transformation makes, passes the checks after it. */
function admitNull(method: string | undefined, schema: Field["schema"]): string {
  const isNullable = hasPart(schema, (part) => part.kind === "optional" && part.absent.includes("null"));
  return method === undefined || isNullable ? "" : `.${method}()`;
}

/** The call that makes the number of a field, where it is written in the field itself. */
function findNumberCall(schema: Field["schema"], value: Node): Node | undefined {
  let found: Node | undefined;
  forEachPart(schema, (part) => {
    if (part.kind === "type" && part.type === "number" && part.at && isWithin(part.at, value) && unwrap(value) !== value.parent) found = part.at;
  });
  return found;
}

function isChainable(value: Node): boolean {
  return value.type === "CallExpression" || value.type === "Identifier" || value.type === "MemberExpression";
}

function isShorthand(node: Node): boolean {
  return node.type === "Property" && node.shorthand;
}

/** On the line of the last call, or on one of its own where the chain has a line a call. */
function appendMethod(file: LintedFile, value: Node, text: string): TextEdit {
  const source = file.module.text;
  const member = value.type === "CallExpression" ? getMember(value.callee) : undefined;
  const dot = member && source.lastIndexOf(".", startOf(member.node.property));
  const isOwnLine = dot !== undefined && dot > startOf(value) && /\n[ \t]*$/.test(source.slice(startOf(value), dot));
  return insertAfter(value, isOwnLine ? `\n${getIndentation(source, dot)}${text}` : text);
}

/** How the library's functions are named here: `v.`, or nothing where all of them are imported by name. */
function getNamespace(file: LintedFile, value: Node, names: readonly string[]): string | undefined {
  const callee = value.type === "CallExpression" ? unwrap(value.callee) : undefined;
  let owner = callee && getMember(callee)?.object;
  // `z.iso.datetime()`, `z.number().check(…)`.
  while (owner?.type === "MemberExpression" || owner?.type === "CallExpression") owner = getMember(owner.type === "CallExpression" ? owner.callee : owner)?.object;
  if (owner?.type === "Identifier") return file.module.scope.lookup(owner.name, owner)?.kind === "import" ? `${owner.name}.` : undefined;
  return callee?.type === "Identifier" && names.every((name) => file.module.scope.lookup(name, callee)?.kind === "import") ? "" : undefined;
}

function addDecorator(file: LintedFile, member: Node, text: string): TextEdit | undefined {
  const { decorators = [] } = member as { decorators?: readonly Node[] };
  const last = decorators.at(-1);
  if (!last) return undefined;
  const source = file.module.text;
  const isOwnLine = source.slice(source.lastIndexOf("\n", startOf(last)) + 1, startOf(last)).trim() === "";
  return insertAfter(last, isOwnLine ? `\n${getIndentation(source, startOf(last))}${text}` : ` ${text}`);
}

/** The edits that import what is missing; `undefined` when another thing has the name. */
function importAll(file: LintedFile, references: readonly ExportReference[]): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const { program, scope, path } = file.module;
  const [first] = program.body;
  for (const { module, export: name } of references) {
    const binding = scope.lookup(name, program);
    if (binding && binding.kind !== "import" && binding.kind !== "function" && binding.kind !== "const") return undefined;
    if (binding) continue;
    if (!first) return undefined;
    edits.push(insertBefore(first, `import { ${name} } from "${module.startsWith(".") ? toSpecifier(file.project.root, path, module) : module}";\n`));
  }
  return edits;
}

/** A module of the settings, which is relative to the project, as this file imports it. */
function toSpecifier(root: string, from: string, module: string): string {
  const path = relative(dirname(from), join(root, module)).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
