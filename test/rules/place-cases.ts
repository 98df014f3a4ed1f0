import { join } from "node:path";
import type { RunTests } from "@typescript-eslint/rule-tester";
import { createTempProject } from "../support/temp-project.js";

type Tests = RunTests<string, readonly unknown[]>;

/**
 * Gives every case an absolute path in a project of its own, beside `files`. The rule tester hands relative names to the
 * rule as they are, and they would lie in this repository.
 */
export function placeCases(files: Readonly<Record<string, string>>, { valid, invalid }: Tests): Tests {
  const place = (filename: string | undefined): string => join(createTempProject(files), filename ?? "file.ts");
  return {
    valid: valid.map((test) => (typeof test === "string" ? { code: test, filename: place(undefined) } : { ...test, filename: place(test.filename) })),
    invalid: invalid.map((test) => ({ ...test, filename: place(test.filename) })),
  };
}
