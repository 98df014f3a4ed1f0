import { describe, expect, test } from "vitest";
import { isDebugging } from "../../src/debug.js";
import { explainUnknownCall } from "../../src/project/index.js";
import { findCall, openProject } from "../support/project.js";

function explain(text: string, call: string): string | undefined {
  const { project, facts, getModule } = openProject({ "src/a.ts": text }, "src/a.ts");
  const module = getModule("src/a.ts");
  return explainUnknownCall(project, facts, findCall(module, call), module);
}

describe("why a call is unknown", () => {
  test.each([
    ["an untyped parameter", "function f(repo) { repo.save(1); }", "repo.save(", "src/a.ts:1:20 repo.save(...) unknown: the value of `repo` cannot be told (`repo` is a parameter without a type)"],
    ["an import that leads nowhere", 'import { repo } from "./gone.js";\nrepo.save(1);', "repo.save(", 'src/a.ts:2:1 repo.save(...) unknown: `repo` comes from "./gone.js", which is not there'],
    ["a member that depends on a value", "function f(repo, name) { repo[name](1); }", "repo[name](", "src/a.ts:1:26 repo[name](...) unknown: which member it is depends on a value"],
    ["any", "function f(repo: any) { repo.save(1); }", "repo.save(", "src/a.ts:1:25 repo.save(...) unknown: the value of `repo` cannot be told (`repo` is `any`)"],
    ["a container", 'function f(container: unknown) {\n  const repo = container.get("repo");\n  repo.save(1);\n}', "repo.save(", "src/a.ts:3:3 repo.save(...) unknown: the value of `repo` cannot be told (`repo` is a variable without a type, and nobody knows what it is made by)"],
  ])("%s", (_, text, call, reason) => {
    expect(explain(text, call)).toBe(reason);
  });

  test("is not said of a call that is resolved, nor of one that is named like no library's", () => {
    expect(explain('import { Pool } from "pg";\nconst pool = new Pool();\npool.query("SELECT 1");', "pool.query(")).toBeUndefined();
    expect(explain("function f(log) { log.info(1); }", "log.info(")).toBeUndefined();
  });
});

describe("DEBUG", () => {
  test.each(["unit-of-work", "eslint:*,unit-of-work", "*", "unit-*"])("%s asks for it", (list) => {
    expect(isDebugging(list)).toBe(true);
  });

  test.each(["", "eslint:*", "unit-of-works", "unit", "*,-unit-of-work", "-*"])("%s does not", (list) => {
    expect(isDebugging(list)).toBe(false);
  });
});
