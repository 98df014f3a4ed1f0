import type { OwnRuleModule } from "../src/create-rule.js";
import noAsyncCallbackInSyncTransaction from "./no-async-callback-in-sync-transaction.js";
import noAuditMutation from "./no-audit-mutation.js";
import noCommitInService from "./no-commit-in-service.js";
import noEntityAccessAfterCommit from "./no-entity-access-after-commit.js";
import noEntityInResponse from "./no-entity-in-response.js";
import noFloatingQuery from "./no-floating-query.js";
import noMultipleCommits from "./no-multiple-commits.js";
import noOuterClientInTransaction from "./no-outer-client-in-transaction.js";
import noParallelQueriesInTransaction from "./no-parallel-queries-in-transaction.js";
import noSideEffectsInTransaction from "./no-side-effects-in-transaction.js";
import noSwallowedErrorInTransaction from "./no-swallowed-error-in-transaction.js";
import noTransactionUseAfterEnd from "./no-transaction-use-after-end.js";
import requireAuditInTransaction from "./require-audit-in-transaction.js";
import requireAuditPrimitives from "./require-audit-primitives.js";
import requireDatetimeNormalization from "./require-datetime-normalization.js";
import requireFlushBeforeId from "./require-flush-before-id.js";
import requireForeignKeyCheck from "./require-foreign-key-check.js";
import requireRefreshBeforeReturn from "./require-refresh-before-return.js";
import requireResponseSchema from "./require-response-schema.js";
import requireRollbackAndRelease from "./require-rollback-and-release.js";
import requireStateTransitionCheck from "./require-state-transition-check.js";
import requireTransaction from "./require-transaction.js";
import requireTransactionForwarding from "./require-transaction-forwarding.js";
import requireZeroToNull from "./require-zero-to-null.js";

const rules: Readonly<Record<string, OwnRuleModule>> = {
  "no-async-callback-in-sync-transaction": noAsyncCallbackInSyncTransaction,
  "no-audit-mutation": noAuditMutation,
  "no-commit-in-service": noCommitInService,
  "no-entity-access-after-commit": noEntityAccessAfterCommit,
  "no-entity-in-response": noEntityInResponse,
  "no-floating-query": noFloatingQuery,
  "no-multiple-commits": noMultipleCommits,
  "no-outer-client-in-transaction": noOuterClientInTransaction,
  "no-parallel-queries-in-transaction": noParallelQueriesInTransaction,
  "no-side-effects-in-transaction": noSideEffectsInTransaction,
  "no-swallowed-error-in-transaction": noSwallowedErrorInTransaction,
  "no-transaction-use-after-end": noTransactionUseAfterEnd,
  "require-audit-in-transaction": requireAuditInTransaction,
  "require-audit-primitives": requireAuditPrimitives,
  "require-datetime-normalization": requireDatetimeNormalization,
  "require-flush-before-id": requireFlushBeforeId,
  "require-foreign-key-check": requireForeignKeyCheck,
  "require-refresh-before-return": requireRefreshBeforeReturn,
  "require-response-schema": requireResponseSchema,
  "require-rollback-and-release": requireRollbackAndRelease,
  "require-state-transition-check": requireStateTransitionCheck,
  "require-transaction": requireTransaction,
  "require-transaction-forwarding": requireTransactionForwarding,
  "require-zero-to-null": requireZeroToNull,
};

export default rules;
