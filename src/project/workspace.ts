import { dirname, join } from "node:path";
import { globSync } from "tinyglobby";
import { findUp, readJson } from "./files.js";
import type { Project } from "./project.js";

/** The packages of a workspace by name, from the nearest folder that declares one: they resolve without an install. */
export function readWorkspace(root: string): Map<string, string> {
  const packages = new Map<string, string>();
  const top = findWorkspaceRoot(root);
  if (top === undefined) return packages;
  for (const path of globSync("**/package.json", { cwd: top, ignore: ["**/node_modules/**"], absolute: true, deep: 5 })) {
    const name = readJson(path)?.["name"];
    if (typeof name === "string") packages.set(name, dirname(path));
  }
  return packages;
}

/** The folder that declares the workspace that a folder lies in; `undefined` outside of any. */
function findWorkspaceRoot(root: string): string | undefined {
  const declared = findUp("pnpm-workspace.yaml", root) ?? findUp("lerna.json", root);
  if (declared !== undefined) return declared;
  for (let folder = findUp("package.json", root); folder !== undefined; folder = findUp("package.json", dirname(folder))) {
    if (readJson(join(folder, "package.json"))?.["workspaces"] !== undefined) return folder;
    if (dirname(folder) === folder) break;
  }
  return undefined;
}

/** Is the project one package of several that are developed together, so that its exports have readers elsewhere? */
export function isWorkspacePackage(project: Project): boolean {
  return project.memo(isWorkspacePackage, () => {
    const top = findWorkspaceRoot(project.root);
    return top !== undefined && top !== project.root;
  });
}
