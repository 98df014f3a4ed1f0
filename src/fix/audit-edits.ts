import { endOf, startOf } from "../ast/index.js";
import type { Node, NodeOf } from "../ast/index.js";
import type { TextEdit } from "./edits.js";
import { insertAfter, replace } from "./edits.js";

/** Gives the entity's key in place of the entity: `actorId: worker.id`. */
export function createKeyEdit({ node, property }: { readonly node: Node; readonly property: NodeOf<"Property"> | undefined }, key: string, text: string): readonly TextEdit[] {
  const name = text.slice(startOf(node), endOf(node));
  return property?.shorthand ? [replace(property, `${name}: ${name}.${key}`)] : [insertAfter(node, `.${key}`)];
}
