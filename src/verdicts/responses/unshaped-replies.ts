import type { Node } from "../../ast/index.js";
import { classifyStatus, findEndpoints, findReplyCalls, isDescribed } from "../../endpoints/index.js";
import type { BodyContext } from "../../endpoints/index.js";
import type { SourceModule } from "../../project/index.js";
import { holdsQueryResult } from "./query-results.js";

/** A reply that sends what a query gave, where nothing says what the answer looks like. */
export interface UnshapedReply {
  /** The call or assignment that sends. */
  readonly node: Node;
  /** The sent expression. */
  readonly value: Node;
  readonly framework: string;
}

/**
 * The replies of a module's Express, Koa and Next.js handlers that send what a query gave, as it is. Not errors, not handlers
 * that something beside them describes, and not those of frameworks that have a place for a response.
 */
export function findUnshapedReplies(context: BodyContext, module: SourceModule): readonly UnshapedReply[] {
  const replies = findReplyCalls(context, module);
  if (replies.length === 0) return [];
  const served = new Set(findEndpoints(context.project, module).map(({ handler }) => handler?.node));
  return replies.flatMap(({ node, value, status, framework, handler, module: from }) => {
    const kind = status === undefined ? "body" : classifyStatus(status);
    if (kind === "empty" || kind === "error" || served.has(handler.node)) return [];
    return holdsQueryResult(context, value, from) && !isDescribed(context, handler) ? [{ node, value, framework }] : [];
  });
}
