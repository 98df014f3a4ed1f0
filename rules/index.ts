import type { OwnRuleModule } from "../src/create-rule.js";

const rules: Readonly<Record<string, OwnRuleModule>> = {};

export default rules;
