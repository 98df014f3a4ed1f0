import { matchesName, isIgnoredPath } from "../globs.js";
import { findEndpoints, hasOptedIn, hasResponsePlace } from "./endpoints.js";
import type { BodyContext } from "./bodies.js";
import { classifyStatus } from "./objects.js";
import { getSentValues } from "./sent-values.js";
import type { SentValue } from "./sent-values.js";
import type { Declaration, Endpoint, MissingPlace } from "./types.js";

/**
 * Is the success response of an endpoint declared? `missing` only where the handler is seen to send a JSON body that
 * nobody shaped; unknown wherever a spread, an unresolved name or an unseen handler could say otherwise.
 */
export function classifyResponse(context: BodyContext, endpoint: Endpoint): Declaration {
  const { declaration } = endpoint;
  if (endpoint.path !== undefined && isIgnoredPath(endpoint.path, context.settings)) return { kind: "needs-none" };
  if (endpoint.decorators.some((name) => matchesName(name, context.settings.responses.decorators))) return { kind: "declared" };
  if (declaration.kind !== "missing") return declaration;
  if (!hasResponsePlace(context.project, endpoint.framework)) return { kind: "needs-none" };
  const sent = getSentValues(context, endpoint);
  if (!endpoint.handler) return { kind: "unknown" };
  const places = declaration.places.filter((place) => sent.some((value) => value.kind === "json" && isStatusOf(place, value)));
  if (places.length > 0) return { kind: "missing", places };
  return sent.some(({ kind }) => kind === "unknown" || kind === "json") ? { kind: "unknown" } : { kind: "needs-none" };
}

/** Does a value go out under the status of an entry? A computed status proves nothing. */
function isStatusOf({ status }: MissingPlace, value: SentValue): boolean {
  const sent = value.status ?? 200;
  if (status === undefined) return classifyStatus(sent) === "body";
  return status === "default" ? false : /^2xx$/i.test(status) ? classifyStatus(sent) === "body" : String(sent) === status;
}

/** Did whoever wrote the application decide to declare responses: for all of it, or on a sibling of this endpoint? */
export function isOptedIn(context: BodyContext, endpoint: Endpoint): boolean {
  // A route that is described at all is meant for the documents.
  if (endpoint.isDocumented || (endpoint.framework.definition && endpoint.declaration.kind !== "unknown")) return true;
  if (hasOptedIn(context.project, endpoint.framework)) return true;
  return findEndpoints(context.project, endpoint.module).some((other) => other.group === endpoint.group && other.declaration.kind === "declared");
}
