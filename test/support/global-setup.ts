import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    readonly tempFolder: string;
  }
}

/** One folder for all temporary projects of a run, so that one place cleans up. */
export default function setup(project: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "unit-of-work-")));
  project.provide("tempFolder", folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
