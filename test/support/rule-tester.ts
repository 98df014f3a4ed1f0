import { RuleTester } from "@typescript-eslint/rule-tester";
import type { RunTests } from "@typescript-eslint/rule-tester";
import type { OwnRuleModule } from "../../src/create-rule.js";
import { createTempProject } from "./temp-project.js";

type RuleModule = Parameters<RuleTester["run"]>[1];

interface OwnRuleTester {
  run(name: string, rule: OwnRuleModule, tests: RunTests<string, readonly unknown[]>): void;
}

/**
 * A rule tester without type information, in an otherwise empty project. `files` are the project's other files, by
 * path; a case lies at its `filename`, or at `file.ts`.
 */
export function createRuleTester(files: Readonly<Record<string, string>> = {}): OwnRuleTester {
  const tester = new RuleTester({ languageOptions: { parserOptions: { tsconfigRootDir: createTempProject(files) } } });
  return {
    run(name, rule, tests) {
      tester.run(name, rule as unknown as RuleModule, { assertionOptions: { requireData: true, requireLocation: true }, ...tests });
    },
  };
}
