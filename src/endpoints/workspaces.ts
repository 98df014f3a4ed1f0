import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Project } from "../project/index.js";

const known = new Map<string, boolean>();

/** Is the project one package of several that are developed together, so that its exports have readers elsewhere? */
export function isWorkspacePackage({ root }: Project): boolean {
  let isPart = known.get(root);
  if (isPart === undefined) known.set(root, (isPart = hasWorkspaceAbove(root)));
  return isPart;
}

function hasWorkspaceAbove(root: string): boolean {
  for (let folder = dirname(root), last = root; folder !== last; last = folder, folder = dirname(folder)) {
    if (existsSync(join(folder, "pnpm-workspace.yaml")) || existsSync(join(folder, "lerna.json"))) return true;
    if (readPackage(folder).includes('"workspaces"')) return true;
  }
  return false;
}

function readPackage(folder: string): string {
  try {
    return readFileSync(join(folder, "package.json"), "utf8");
  } catch {
    return "";
  }
}
