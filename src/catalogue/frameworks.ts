import { fastify } from "./fastify.js";
import type { Framework, FrameworkExport } from "./framework-types.js";
import { hono } from "./hono.js";
import { nest } from "./nest.js";
import { trpc } from "./trpc.js";

/** Every web framework that the endpoint readers know. */
export const FRAMEWORKS: readonly Framework[] = [fastify, hono, nest, trpc];

/** What an export of an outside module is for a framework; exact names before wildcards. */
export function findFrameworkExport(specifier: string, path: readonly string[]): { readonly framework: Framework; readonly export: FrameworkExport } | undefined {
  const name = path.filter((part) => part !== "default").join(".") || "default";
  let fallback: { framework: Framework; export: FrameworkExport } | undefined;
  for (const framework of FRAMEWORKS) {
    for (const [module, names] of Object.entries(framework.exports)) {
      const isExact = module === specifier;
      if (!isExact && !(module.endsWith("*") && specifier.startsWith(module.slice(0, -1)))) continue;
      const found = Object.hasOwn(names, name) ? names[name] : undefined;
      if (found && isExact) return { framework, export: found };
      const other = found ?? names["*"];
      if (other) fallback ??= { framework, export: other };
    }
  }
  return fallback;
}
