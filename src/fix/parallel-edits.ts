import { endOf, getParameters, isFunction, startOf, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { FunctionNode, Node, NodeOf } from "../ast/index.js";
import { getMember } from "../ast/index.js";
import type { SourceModule } from "../project/index.js";
import type { ParallelQueries } from "../verdicts/index.js";
import { getIndentation, replace } from "./edits.js";
import type { TextEdit } from "./edits.js";

/**
 * Awaits the branches of `Promise.all` one after the other: a loop for what is mapped, an `await` each for what is listed.
 * Only for a whole statement (`await Promise.all(…);`, `const [a, b] = await Promise.all(…);`), and where no comment is lost.
 */
export function createSequentialEdits({ call, combinator }: ParallelQueries, { text }: SourceModule): readonly TextEdit[] | undefined {
  const awaited = unwrapUp(call).parent;
  const [list] = call.arguments;
  if (combinator !== "all" || awaited?.type !== "AwaitExpression" || !list) return undefined;
  const holder = unwrapUp(awaited).parent;
  const statement = holder?.type === "VariableDeclarator" ? holder.parent : holder;
  if (!statement?.parent || !("body" in statement.parent) || !Array.isArray(statement.parent.body)) return undefined;
  const indentation = getIndentation(text, startOf(statement));
  const bare = unwrap(list);
  const written =
    statement.type === "ExpressionStatement" ?
      bare.type === "ArrayExpression" ? writeAwaits(bare, undefined, indentation, text)
      : bare.type === "CallExpression" ? writeLoop(bare, indentation, text)
      : undefined
    : statement.type === "VariableDeclaration" && bare.type === "ArrayExpression" ? writeAwaits(bare, statement, indentation, text)
    : undefined;
  if (written === undefined || countComments(text.slice(startOf(statement), endOf(statement))) !== countComments(written)) return undefined;
  return [replace(statement, written)];
}

/** `await a; await b;`, or `const x = await a; const y = await b;` */
function writeAwaits({ elements }: NodeOf<"ArrayExpression">, declaration: NodeOf<"VariableDeclaration"> | undefined, indentation: string, text: string): string | undefined {
  const pattern = declaration?.declarations[0]?.id;
  if (declaration && (declaration.declarations.length !== 1 || pattern?.type !== "ArrayPattern" || pattern.elements.length > elements.length)) return undefined;
  const lines: string[] = [];
  for (const [index, element] of elements.entries()) {
    if (!element || unwrap(element).type !== "CallExpression") return undefined;
    const target = pattern?.type === "ArrayPattern" ? pattern.elements[index] : undefined;
    // A name that a later branch reads would mean something else before.
    if (target && (target.type !== "Identifier" || elements.some((other) => other && namesIt(other, target.name)))) return undefined;
    lines.push(`${target && declaration ? `${declaration.kind} ${text.slice(startOf(target), endOf(target))} = ` : ""}await ${text.slice(startOf(element), endOf(element))};`);
  }
  return lines.join(`\n${indentation}`);
}

function namesIt(node: Node, name: string): boolean {
  let isNamed = false;
  walk(node, (child) => {
    isNamed ||= child.type === "Identifier" && child.name === name;
  });
  return isNamed;
}

/** `for (const id of ids) { await f(id); }` */
function writeLoop(call: NodeOf<"CallExpression">, indentation: string, text: string): string | undefined {
  const member = getMember(call.callee);
  const fn = call.arguments[0] && unwrap(call.arguments[0]);
  if (member?.name !== "map" || call.optional || member.node.optional || call.arguments.length !== 1 || fn?.type !== "ArrowFunctionExpression") return undefined;
  const [parameter, ...others] = getParameters(fn);
  const body = writeBody(fn, indentation, text);
  if (!parameter || others.length > 0 || parameter.type === "AssignmentPattern" || parameter.type === "RestElement" || body === undefined) return undefined;
  const { typeAnnotation } = parameter as { typeAnnotation?: Node | null };
  const name = text.slice(startOf(parameter), typeAnnotation ? startOf(typeAnnotation) : endOf(parameter));
  return `for (const ${name} of ${text.slice(startOf(member.object), endOf(member.object))}) ${body}`;
}

function writeBody(fn: FunctionNode, indentation: string, text: string): string | undefined {
  const { body } = fn;
  if (!body) return undefined;
  if (body.type === "BlockStatement") return fn.async && !leaves(body) ? text.slice(startOf(body), endOf(body)) : undefined;
  const bare = unwrap(body);
  const source = text.slice(startOf(body), endOf(body));
  if (bare.type !== "CallExpression" && bare.type !== "AwaitExpression") return undefined;
  return `{\n${indentation}  ${bare.type === "AwaitExpression" ? "" : "await "}${source};\n${indentation}}`;
}

/** Does a body return, so that in a loop it would leave more than one round? */
function leaves(body: Node): boolean {
  let isLeft = false;
  walk(body, (node) => {
    if (isLeft || isFunction(node)) return false;
    isLeft = node.type === "ReturnStatement";
    return undefined;
  });
  return isLeft;
}

function countComments(text: string): number {
  return text.match(/\/\/|\/\*/g)?.length ?? 0;
}
