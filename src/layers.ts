import { matchesGlob, matchesName } from "./globs.js";
import type { LayerSettings, Settings } from "./settings.js";

/** Does a file or class belong to the service layer (`settings.services`)? What owns transactions (`settings.owners`) wins. */
export function isService(path: string, className: string | undefined, settings: Settings): boolean {
  return isInLayer(path, className, settings.services) && !isOwner(path, className, settings);
}

/** Does a file or class own transactions by its place or its name (`settings.owners`)? */
export function isOwner(path: string, className: string | undefined, settings: Settings): boolean {
  return isInLayer(path, className, settings.owners);
}

function isInLayer(path: string, className: string | undefined, layer: LayerSettings): boolean {
  return layer.paths.some((glob) => matchesGlob(path, glob)) || (className !== undefined && matchesName(className, layer.classes));
}

