import { isKnownSpecifier } from "../catalogue/index.js";
import type { SourceModule } from "./module.js";
import type { Project } from "./project.js";

/**
 * Does a module, or anything that it imports, import a data-access library? Where not, no question about transactions
 * can have an answer, and nothing more of the module is read.
 */
export function canReachLibrary(project: Project, module: SourceModule): boolean {
  const known = project.memo(canReachLibrary, () => new Map<string, boolean>());
  const found = known.get(module.path);
  if (found !== undefined) return found;
  const seen = new Set([module.path]);
  const pending = [module];
  let isReached = false;
  for (let current = pending.pop(); current && !isReached; current = pending.pop()) {
    for (const specifier of current.specifiers) {
      const resolution = project.resolve(specifier, current);
      if (isKnownSpecifier(resolution.kind === "file" ? resolution.path : specifier) || isKnownSpecifier(specifier)) {
        isReached = true;
        break;
      }
      const target = resolution.kind === "file" && !seen.has(resolution.path) ? project.getModule(resolution.path) : undefined;
      if (target) {
        seen.add(target.path);
        pending.push(target);
      }
    }
  }
  known.set(module.path, isReached);
  // What a module cannot reach, nothing that it imports can.
  if (!isReached) for (const path of seen) known.set(path, false);
  return isReached;
}
