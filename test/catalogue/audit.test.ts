import { describe, expect, test } from "vitest";
import { findWriteVerb, isAuditFunctionName, isAuditLogName, isAuditMethodName, isAuditName, isStatelessName, toSnakeCase } from "../../src/catalogue/index.js";

test.each([
  ["AuditLogs", "audit_logs"],
  ["auditLog", "audit_log"],
  ["AUDIT_LOG", "audit_log"],
  ["public.audit-log", "audit_log"],
  ["SSOAuditLog", "sso_audit_log"],
])("%s is %s", (name, expected) => {
  expect(toSnakeCase(name)).toBe(expected);
});

describe("tables", () => {
  test.each(["audit_log", "AuditLogs", "auditTrail", "AuditEventEntity", "audit_entries", "AuditRecord", "AuditLogModel"])("%s is an audit log", (name) => {
    expect(isAuditLogName(name)).toBe(true);
  });

  test.each(["audit", "Audits", "auditor", "audit_log_settings", "audit_logs_archive", "tasks"])("%s is not certainly one", (name) => {
    expect(isAuditLogName(name)).toBe(false);
  });

  test.each(["Audit", "audits", "audit_log_settings"])("%s begins with audit", (name) => {
    expect(isAuditName(name)).toBe(true);
  });

  test.each(["auditor", "audition", "task_audit"])("%s does not", (name) => {
    expect(isAuditName(name)).toBe(false);
  });

  test.each(["sessions", "user_sessions", "RefreshToken", "cache", "outbox", "activity_log", "change_history"])("%s owes no audit", (name) => {
    expect(isStatelessName(name)).toBe(true);
  });

  test.each(["tasks", "users", "session_plans", "locksmiths"])("%s owes one", (name) => {
    expect(isStatelessName(name)).toBe(false);
  });
});

describe("functions", () => {
  test.each(["audit", "auditLog", "logAudit", "recordAuditEvent", "writeAuditLog", "withAudit", "createTaskAudit"])("%s writes audits", (name) => {
    expect(isAuditFunctionName(name)).toBe(true);
  });

  test.each(["getAuditLog", "isAudited", "findAudits", "auditorOf", "toAuditData", "logAudition", "formatAuditEntry"])("%s does not", (name) => {
    expect(isAuditFunctionName(name)).toBe(false);
  });

  test.each([
    ["AuditService", "log"],
    ["AuditLogger", "record"],
    ["AuditTrailRepository", "insertMany"],
  ])("%s.%s writes audits", (owner, name) => {
    expect(isAuditMethodName(owner, name)).toBe(true);
  });

  test.each([
    ["AuditService", "list"],
    ["AuditController", "create"],
    ["AuditDto", "create"],
    ["TaskService", "log"],
  ])("%s.%s does not", (owner, name) => {
    expect(isAuditMethodName(owner, name)).toBe(false);
  });
});

test.each([
  ["insertMany", "insert"],
  ["upsertMany", "upsert"],
  ["findOneAndUpdate", "update"],
  ["softDelete", "delete"],
  ["del", "delete"],
  ["clear", "truncate"],
  ["save", undefined],
  ["persist", undefined],
])("%s is %s", (name, verb) => {
  expect(findWriteVerb(name)).toBe(verb);
});
