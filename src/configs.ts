import type { ESLint, Linter } from "eslint";
import rules from "../rules/index.js";
import type { Preset } from "./create-rule.js";

/** A preset as one flat config object. Everything is an error: only errors can be suppressed in bulk in an old code base. */
export function createConfig(preset: Preset, plugin: ESLint.Plugin): Linter.Config {
  const entries = Object.entries(rules).filter(([, rule]) => rule.meta.docs.presets.includes(preset));
  return {
    name: `unit-of-work/${preset}`,
    plugins: { "unit-of-work": plugin },
    rules: Object.fromEntries(
      entries.map(([name, rule]): [string, Linter.RuleEntry] => {
        const options = preset === "strict" ? rule.meta.docs.strictOptions : undefined;
        return [`unit-of-work/${name}`, options ? ["error", options] : "error"];
      }),
    ),
  };
}
