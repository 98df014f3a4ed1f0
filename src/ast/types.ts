/**
 * The syntax tree that the whole core reads: ESTree with TypeScript nodes, as oxc produces it with `astType: "ts"`.
 * Hosts' own trees have the same shape; only positions differ (`range` instead of `start` and `end`), see `positions.ts`.
 */
import type {
  ArrowFunctionExpression,
  CallExpression,
  Class,
  Function as OxcFunction,
  NewExpression,
  Node as OxcNode,
  Program as OxcProgram,
  TaggedTemplateExpression,
} from "oxc-parser";

export type Node = OxcNode;
export type Program = OxcProgram;
export type ClassNode = Class;
export type FunctionNode = OxcFunction | ArrowFunctionExpression;
/** Everything that runs somebody else's code with arguments. */
export type CallNode = CallExpression | NewExpression | TaggedTemplateExpression;

/** The node of one type: `NodeOf<"Identifier">`. */
export type NodeOf<T extends Node["type"]> = Extract<Node, { type: T }>;
export type IdentifierNode = NodeOf<"Identifier">;
export type MemberNode = NodeOf<"MemberExpression">;
