import type { CallNode, ClassNode, FunctionNode, MemberNode, Node, NodeOf } from "./types.js";

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "TSDeclareFunction" ||
    node.type === "TSEmptyBodyFunctionExpression"
  );
}

export function isClass(node: Node): node is ClassNode {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

export function isCall(node: Node): node is CallNode {
  return node.type === "CallExpression" || node.type === "NewExpression" || node.type === "TaggedTemplateExpression";
}

/** The expression without what changes nothing at run time: parentheses, `as`, `satisfies`, `!`, `<T>`, optional chains. */
export function unwrap(node: Node): Node {
  let current = node;
  for (;;) {
    switch (current.type) {
      case "ParenthesizedExpression":
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "ChainExpression":
        current = current.expression;
        break;
      default:
        return current;
    }
  }
}

/** The outermost node that is still the same value as `node`: the way back of `unwrap`. */
export function unwrapUp(node: Node): Node {
  let current = node;
  while (current.parent && unwrap(current.parent) !== current.parent && unwrap(current.parent) === unwrap(current)) {
    current = current.parent;
  }
  return current;
}

/** Every expression of one value chain lies in its base: `a` of `a.b().c`. */
export function getChainBase(node: Node): Node {
  let current = unwrap(node);
  for (;;) {
    if (current.type === "MemberExpression") current = unwrap(current.object);
    else if (current.type === "CallExpression") current = unwrap(current.callee);
    else if (current.type === "TaggedTemplateExpression") current = unwrap(current.tag);
    else return current;
  }
}

/** The text of a string literal or of a template without substitutions. */
export function getStaticString(node: Node | null | undefined): string | undefined {
  if (!node) return undefined;
  const bare = unwrap(node);
  if (bare.type === "Literal" && typeof bare.value === "string") return bare.value;
  if (bare.type === "TemplateLiteral" && bare.expressions.length === 0) return bare.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The text that a string certainly begins with: the whole literal, or a template up to its first substitution. */
export function getStringStart(node: Node | null | undefined): string | undefined {
  if (!node) return undefined;
  const bare = unwrap(node);
  if (bare.type === "TemplateLiteral") return bare.quasis[0]?.value.cooked ?? undefined;
  if (bare.type === "BinaryExpression" && bare.operator === "+") return getStringStart(bare.left);
  return getStaticString(bare);
}

/** The name in `a.name`, `a["name"]`, `{ name: … }` or a class member; `undefined` when it is computed. */
export function getPropertyName(node: Node): string | undefined {
  let key: Node;
  let isComputed: boolean;
  switch (node.type) {
    case "MemberExpression":
      key = node.property;
      isComputed = node.computed;
      break;
    case "Property":
    case "PropertyDefinition":
    case "MethodDefinition":
    case "AccessorProperty":
    case "TSAbstractMethodDefinition":
    case "TSAbstractPropertyDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
      key = node.key;
      isComputed = node.computed;
      break;
    default:
      return undefined;
  }
  if (!isComputed && key.type === "Identifier") return key.name;
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  if (key.type === "Literal" && (typeof key.value === "string" || typeof key.value === "number")) return String(key.value);
  return getStaticString(key);
}

/** The arguments of a call; a tagged template has its substitutions. */
export function getArguments(call: CallNode): readonly Node[] {
  return call.type === "TaggedTemplateExpression" ? call.quasi.expressions : call.arguments;
}

/** The first function literal among a call's arguments. */
export function findFunctionArgument(call: CallNode): FunctionNode | undefined {
  return getArguments(call).map((argument) => unwrap(argument)).find(isFunction);
}

/** What is called: the callee, the class of `new`, the tag of a template. */
export function getCallee(call: CallNode): Node {
  return unwrap(call.type === "TaggedTemplateExpression" ? call.tag : call.callee);
}

/** The property of an object literal by name, the last one winning; `undefined` where a spread could hide it. */
export function findProperty(object: NodeOf<"ObjectExpression">, name: string): NodeOf<"Property"> | undefined {
  for (const property of object.properties.toReversed()) {
    if (property.type === "Property" && getPropertyName(property) === name) return property;
  }
  return undefined;
}

export function hasSpread(object: NodeOf<"ObjectExpression">): boolean {
  return object.properties.some((property) => property.type === "SpreadElement");
}

/** The nearest function around a node, never the node itself. */
export function getEnclosingFunction(node: Node): FunctionNode | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (isFunction(current)) return current;
  }
  return undefined;
}

/** The nearest class around a node. */
export function getEnclosingClass(node: Node): ClassNode | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (isClass(current)) return current;
  }
  return undefined;
}

/** The class whose `this` an expression means: arrow functions keep it, other functions only as members. */
export function getThisClass(node: Node): ClassNode | undefined {
  for (let current: Node | null | undefined = node; current; current = current.parent) {
    if (isClass(current)) return current;
    if (isFunction(current) && current.type !== "ArrowFunctionExpression" && !isMember(current.parent)) return undefined;
  }
  return undefined;
}

function isMember(node: Node | null | undefined): boolean {
  return node?.type === "MethodDefinition" || node?.type === "PropertyDefinition" || node?.type === "AccessorProperty";
}

/** Is the value of this expression awaited right here? */
export function isAwaited(node: Node): boolean {
  return unwrapUp(node).parent?.type === "AwaitExpression";
}

/** A member expression's receiver and name, for `a.b` as for `a?.b` and `(a as X).b`. */
export function getMember(node: Node): { object: Node; name: string; node: MemberNode } | undefined {
  const bare = unwrap(node);
  if (bare.type !== "MemberExpression") return undefined;
  const name = getPropertyName(bare);
  return name === undefined ? undefined : { object: unwrap(bare.object), name, node: bare };
}

/** The name that an expression ends in: `save` of `repo.save` and of `save`. */
export function getLastName(node: Node): string | undefined {
  const bare = unwrap(node);
  return bare.type === "Identifier" ? bare.name : getMember(bare)?.name;
}

/** The parameters that a caller passes arguments for: `this: Team` is none. */
export function getParameters(fn: FunctionNode): readonly Node[] {
  const [first, ...rest] = fn.params;
  return first?.type === "Identifier" && first.name === "this" ? rest : fn.params;
}

/** Is a parameter or its pattern written with a question mark: `tx?: Tx`? */
export function isOptional(parameter: Node): boolean {
  // The tree's types give this to some identifiers only.
  return (parameter as { readonly optional?: boolean }).optional === true;
}

/** A parameter's pattern without its default and without `private readonly`. */
export function getParameterPattern(parameter: Node): Node {
  if (parameter.type === "TSParameterProperty") return getParameterPattern(parameter.parameter);
  if (parameter.type === "AssignmentPattern") return getParameterPattern(parameter.left);
  if (parameter.type === "RestElement") return getParameterPattern(parameter.argument);
  return parameter;
}

/** The annotation of a parameter, however it is declared, or of a name or a property. */
export function getAnnotation(declaration: Node): NodeOf<"TSTypeAnnotation"> | undefined {
  const { typeAnnotation } = getParameterPattern(declaration) as { typeAnnotation?: NodeOf<"TSTypeAnnotation"> | null };
  return typeAnnotation ?? undefined;
}

/** `db` in `client = db`. */
export function getParameterDefault(parameter: Node): Node | undefined {
  const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
  return inner.type === "AssignmentPattern" ? inner.right : undefined;
}

/** The parameter of a function, among those that a caller passes arguments for, that an identifier's declaration lies in; -1 when it is in none. */
export function findParameterIndex(fn: FunctionNode, identifier: Node): number {
  return getParameters(fn).findIndex((parameter) => {
    for (let node: Node | null | undefined = identifier; node; node = node.parent) if (node === parameter) return true;
    return false;
  });
}

/** `new Promise((resolve) => { … })`: runs its argument at once. */
export function isPromiseExecutor(node: Node | null | undefined): boolean {
  return node?.type === "NewExpression" && node.callee.type === "Identifier" && node.callee.name === "Promise";
}

/** The name under which people know a function: its own, its variable's, its member's. */
export function getFunctionName(fn: FunctionNode): string | undefined {
  if (fn.type !== "ArrowFunctionExpression" && fn.id) return fn.id.name;
  const holder = fn.parent ? unwrapUp(fn).parent : undefined;
  if (!holder) return undefined;
  if (holder.type === "VariableDeclarator" && holder.id.type === "Identifier") return holder.id.name;
  if (holder.type === "AssignmentExpression") return holder.left.type === "Identifier" ? holder.left.name : getMember(holder.left)?.name;
  return getPropertyName(holder);
}

/** The expression without what changes nothing at run time, and without waiting. */
export function unwrapAwait(node: Node): Node {
  const bare = unwrap(node);
  return bare.type === "AwaitExpression" ? unwrapAwait(bare.argument) : bare;
}

/** The decorators of a class, a member or a parameter, without the `@`. */
export function getDecoratorExpressions(node: Node): readonly Node[] {
  const { decorators } = node as { readonly decorators?: readonly { readonly expression: Node }[] };
  return (decorators ?? []).map(({ expression }) => expression);
}

/** Their names, as they are written: `Injectable` of `@Injectable()`, `Service` of `@app.Service`. */
export function getDecoratorNames(node: Node): readonly string[] {
  return getDecoratorExpressions(node).flatMap((expression) => getLastName(expression.type === "CallExpression" ? expression.callee : expression) ?? []);
}
