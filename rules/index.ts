import type { OwnRuleModule } from "../src/create-rule.js";
import requireDatetimeNormalization from "./require-datetime-normalization.js";
import requireResponseSchema from "./require-response-schema.js";
import requireZeroToNull from "./require-zero-to-null.js";

const rules: Readonly<Record<string, OwnRuleModule>> = {
  "require-datetime-normalization": requireDatetimeNormalization,
  "require-response-schema": requireResponseSchema,
  "require-zero-to-null": requireZeroToNull,
};

export default rules;
