import { getDecoratorNames } from "./ast/index.js";
import type { ClassNode } from "./ast/index.js";
import { matchesGlob, matchesName } from "./globs.js";
import type { LayerSettings, Settings } from "./settings.js";

/** Does a file or class belong to the service layer (`settings.services`)? What owns transactions (`settings.owners`) wins. */
export function isService(path: string, owner: ClassNode | undefined, settings: Settings): boolean {
  return isInLayer(path, owner, settings.services) && !isOwner(path, owner, settings);
}

/** Does a file or class own transactions by its place, its name or its decorators (`settings.owners`)? */
export function isOwner(path: string, owner: ClassNode | undefined, settings: Settings): boolean {
  return isInLayer(path, owner, settings.owners);
}

function isInLayer(path: string, owner: ClassNode | undefined, { paths, classes, decorators }: LayerSettings): boolean {
  if (paths.some((glob) => matchesGlob(path, glob))) return true;
  if (!owner) return false;
  return (owner.id != null && matchesName(owner.id.name, classes)) || (decorators.length > 0 && getDecoratorNames(owner).some((name) => decorators.includes(name)));
}
