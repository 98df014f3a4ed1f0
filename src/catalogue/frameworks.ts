import { elysia } from "./elysia.js";
import { fastify } from "./fastify.js";
import type { Framework, FrameworkExport } from "./framework-types.js";
import { hapi } from "./hapi.js";
import { hono } from "./hono.js";
import { nest } from "./nest.js";
import { orpc } from "./orpc.js";
import { routingControllers } from "./routing-controllers.js";
import { matchesSpecifier } from "./specifiers.js";
import { trpc } from "./trpc.js";
import { tsoa } from "./tsoa.js";

/** Every web framework that the endpoint readers know. */
export const FRAMEWORKS: readonly Framework[] = [fastify, hono, elysia, hapi, nest, tsoa, routingControllers, trpc, orpc];

/** Does a text name a framework, so that it may add endpoints? */
export function namesFramework(text: string): boolean {
  return FRAMEWORKS.some(({ marks }) => marks.some((mark) => text.includes(mark)));
}

interface Candidate {
  readonly framework: Framework;
  readonly names: Readonly<Record<string, FrameworkExport>>;
  readonly isExact: boolean;
}

const candidates = new Map<string, readonly Candidate[]>();

/** What the frameworks say of a specifier: asked for every decorator and call, so it is remembered. */
function getCandidates(specifier: string): readonly Candidate[] {
  let found = candidates.get(specifier);
  if (!found) {
    found = FRAMEWORKS.flatMap((framework) =>
      Object.entries(framework.exports).flatMap(([module, names]) => (matchesSpecifier(module, specifier) ? [{ framework, names, isExact: module === specifier }] : [])),
    );
    candidates.set(specifier, found);
  }
  return found;
}

/** What an export of an outside module is for a framework; exact names before wildcards. */
export function findFrameworkExport(specifier: string, path: readonly string[]): { readonly framework: Framework; readonly export: FrameworkExport } | undefined {
  const found = getCandidates(specifier);
  if (found.length === 0) return undefined;
  const name = path.filter((part) => part !== "default").join(".") || "default";
  let fallback: { framework: Framework; export: FrameworkExport } | undefined;
  for (const { framework, names, isExact } of found) {
    const own = Object.hasOwn(names, name) ? names[name] : undefined;
    if (own && isExact) return { framework, export: own };
    const other = own ?? names["*"];
    if (other) fallback ??= { framework, export: other };
  }
  return fallback;
}
