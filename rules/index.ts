import type { OwnRuleModule } from "../src/create-rule.js";
import noCommitInService from "./no-commit-in-service.js";
import noEntityAccessAfterCommit from "./no-entity-access-after-commit.js";
import noOuterClientInTransaction from "./no-outer-client-in-transaction.js";
import noTransactionUseAfterEnd from "./no-transaction-use-after-end.js";
import requireDatetimeNormalization from "./require-datetime-normalization.js";
import requireResponseSchema from "./require-response-schema.js";
import requireZeroToNull from "./require-zero-to-null.js";

const rules: Readonly<Record<string, OwnRuleModule>> = {
  "no-commit-in-service": noCommitInService,
  "no-entity-access-after-commit": noEntityAccessAfterCommit,
  "no-outer-client-in-transaction": noOuterClientInTransaction,
  "no-transaction-use-after-end": noTransactionUseAfterEnd,
  "require-datetime-normalization": requireDatetimeNormalization,
  "require-response-schema": requireResponseSchema,
  "require-zero-to-null": requireZeroToNull,
};

export default rules;
