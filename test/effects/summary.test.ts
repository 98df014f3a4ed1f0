import { describe, expect, test } from "vitest";
import { isEndDelegate } from "../../src/effects/index.js";
import { read, summarise } from "./support.js";

const TYPES = 'import type { QueryRunner } from "typeorm";\n';

describe("a function's effects", () => {
  test("are told of its parameters", () => {
    expect(read(summarise(`${TYPES}async function probe(id: number, runner: QueryRunner) { await runner.query("DELETE FROM tasks"); await runner.commitTransaction(); }`))).toEqual([
      "write parameter 1 via probe",
      "commit parameter 1 via probe",
    ]);
  });

  test("include those of its callees, in other files too, with the way there", () => {
    const files = { "src/finish.ts": `${TYPES}export async function finish(runner: QueryRunner) { await runner.commitTransaction(); }` };
    expect(read(summarise(`${TYPES}import { finish } from "./finish.js";\nasync function probe(runner: QueryRunner) { await finish(runner); }`, files))).toEqual([
      "commit parameter 0 via probe → finish",
    ]);
  });

  test("leave out what runs later, on its own", () => {
    expect(read(summarise(`${TYPES}function probe(runner: QueryRunner) { setTimeout(() => runner.commitTransaction(), 10); }`))).toEqual([]);
  });

  test("leave out what the arguments of a call rule out", () => {
    const code = `${TYPES}async function inner(runner: QueryRunner, end?: boolean) { if (end) await runner.commitTransaction(); }\n`;
    expect(read(summarise(`${code}async function probe(runner: QueryRunner) { await inner(runner); }`))).toEqual([]);
    expect(read(summarise(`${code}async function probe(runner: QueryRunner) { await inner(runner, true); }`))).toEqual(["commit parameter 0 via probe → inner"]);
  });

  test("end in a cycle", () => {
    const summary = summarise(`${TYPES}async function probe(runner: QueryRunner) { await runner.commitTransaction(); await other(runner); }\nasync function other(runner: QueryRunner) { await probe(runner); }`);
    expect(read(summary)).toEqual(["commit parameter 0 via probe"]);
    expect(summary.confidence).toBe("certain");
  });

  test("are unknown for what is handed to nobody knows whom", () => {
    const summary = summarise(`${TYPES}import { audit } from "elsewhere";\nasync function probe(runner: QueryRunner) { await audit(runner); }`);
    expect(summary.escaping).toEqual([{ kind: "parameter", index: 0, path: [] }]);
    expect(summary.confidence).toBe("possible");
  });
});

test("a function that does nothing but end what it is given is transparent", () => {
  expect(isEndDelegate(summarise(`${TYPES}async function probe(runner: QueryRunner) { await runner.commitTransaction(); await runner.release(); }`))).toBe(true);
  expect(isEndDelegate(summarise(`${TYPES}async function probe(runner: QueryRunner) { await runner.query("DELETE FROM tasks"); await runner.commitTransaction(); }`))).toBe(false);
  expect(isEndDelegate(summarise("async function probe() {}"))).toBe(false);
});
