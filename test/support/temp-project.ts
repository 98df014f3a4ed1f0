import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inject } from "vitest";

const PACKAGE = JSON.stringify({ name: "task-manager", private: true, type: "module" });

/** A folder of its own, so that nothing but these files is indexed. Returns its path. */
export function createTempProject(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(inject("tempFolder"), "project-"));
  for (const [path, text] of Object.entries({ "package.json": PACKAGE, ...files })) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return root;
}
