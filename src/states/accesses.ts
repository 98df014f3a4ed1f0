import { getArguments, getCallee, getPropertyName, isCall, unwrapUp } from "../ast/index.js";
import type { CallNode, Node } from "../ast/index.js";

/** What an expression does with the value of a variable that holds an entity, or a list of them. */
export type EntityUse =
  /** `task.project.name`: the members on the way, from the entity. */
  | { readonly kind: "read"; readonly path: readonly string[]; readonly node: Node }
  /** `task.status = …` */
  | { readonly kind: "change"; readonly path: readonly string[]; readonly node: Node }
  /** `task.getProject()` */
  | { readonly kind: "method"; readonly path: readonly string[]; readonly call: CallNode; readonly node: Node }
  /** Handed on whole, to this call. */
  | { readonly kind: "argument"; readonly call: CallNode; readonly node: Node }
  | { readonly kind: "return"; readonly node: Node }
  /** Compared, tested, copied: nothing that reads the row's columns. */
  | { readonly kind: "none" };

const NONE: EntityUse = { kind: "none" };

/** How the value of an identifier is used where it stands. `isMany`: the variable holds a list, an element counts as the entity. */
export function classifyEntityUse(identifier: Node, isMany: boolean): EntityUse {
  let top = unwrapUp(identifier);
  let isList = isMany;
  const path: string[] = [];
  for (let { parent } = top; parent?.type === "MemberExpression" && parent.object === top; { parent } = top) {
    if (isList) {
      // Of a list, only an element is an entity; its length and its methods are not.
      if (!parent.computed) return NONE;
      isList = false;
    } else {
      path.push(getPropertyName(parent) ?? "");
    }
    top = unwrapUp(parent);
  }
  const { parent } = top;
  if (!parent) return NONE;
  if (path.length > 0) {
    if (isCall(parent) && getCallee(parent) === top) return { kind: "method", path, call: parent, node: top };
    if ((parent.type === "AssignmentExpression" && parent.left === top) || parent.type === "UpdateExpression") return { kind: "change", path, node: top };
    return { kind: "read", path, node: top };
  }
  return classifyWholeUse(top, parent);
}

function classifyWholeUse(top: Node, parent: Node): EntityUse {
  switch (parent.type) {
    case "TemplateLiteral":
      return { kind: "read", path: [], node: top };
    case "SpreadElement":
      // `{ ...task }` copies the columns; `f(...tasks)` and `[...tasks]` hand the entities on.
      return parent.parent?.type === "ObjectExpression" ? { kind: "read", path: [], node: top } : NONE;
    case "VariableDeclarator":
      return parent.init === top && parent.id.type === "ObjectPattern" ? { kind: "read", path: [], node: top } : NONE;
    case "ReturnStatement":
      return { kind: "return", node: top };
    case "ArrowFunctionExpression":
      return parent.body === top ? { kind: "return", node: top } : NONE;
    case "CallExpression":
    case "NewExpression":
      return getArguments(parent).includes(top) ? { kind: "argument", call: parent, node: top } : NONE;
    case "Property": {
      const call = findCallAround(parent);
      return call ? { kind: "argument", call, node: top } : NONE;
    }
    default:
      return NONE;
  }
}

/** The call of which an object literal, however nested, is an argument. */
function findCallAround(property: Node): CallNode | undefined {
  let node = property;
  for (let { parent } = node; parent; { parent } = node) {
    if (isCall(parent)) return getArguments(parent).includes(node) ? parent : undefined;
    if (parent.type !== "ObjectExpression" && parent.type !== "ArrayExpression" && parent.type !== "Property") return undefined;
    node = parent;
  }
  return undefined;
}
