import { describe, expect, test } from "vitest";
import { openProbe, read, summarise } from "./support.js";

const TYPES = 'import type { QueryRunner } from "typeorm";\n';

describe("a cycle", () => {
  const code = `${TYPES}
async function first(runner: QueryRunner) { await second(runner); }
async function second(runner: QueryRunner) { await runner.query("DELETE FROM tasks"); await third(runner); }
async function third(runner: QueryRunner) { if (Math.random() > 0.5) await first(runner); await end(runner); }
async function end(runner: QueryRunner) { await runner.commitTransaction(); }
first(); second(); third();
`;
  const names = ["first(", "second(", "third("];
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

  test("gives each of its functions what all of them do, by the shortest way", () => {
    const { summaries, find } = openProbe(code);
    expect(names.map((name) => read(summaries.getSummary(find(`${name})`))))).toEqual([
      ["write parameter 0 via first → second", "commit parameter 0 via first → second → third → end"],
      ["write parameter 0 via second", "commit parameter 0 via second → third → end"],
      ["write parameter 0 via third → first → second", "commit parameter 0 via third → end"],
    ]);
  });

  test.each(orders)("does not depend on who is asked first: %i %i %i", (...order) => {
    const expected = openProbe(code);
    const { summaries, find } = openProbe(code);
    for (const index of order) summaries.getSummary(find(`${names[index] ?? ""})`));
    for (const name of names) expect(read(summaries.getSummary(find(`${name})`)))).toEqual(read(expected.summaries.getSummary(expected.find(`${name})`))));
  });

  test("is certain when nothing in it is unknown", () => {
    const { summaries, find } = openProbe(code);
    expect(summaries.getSummary(find("first()")).confidence).toBe("certain");
  });

  test("hands on what escapes, and what is read again", () => {
    const summary = summarise(`${TYPES}import { audit } from "elsewhere";
async function probe(runner: QueryRunner) { await other(runner); }
async function other(runner: QueryRunner) { await audit(runner); await probe(runner); }`);
    expect(summary.escaping).toEqual([{ kind: "parameter", index: 0, path: [] }]);
  });
});

describe("a recursion ends", () => {
  test("of a function that calls itself", () => {
    expect(read(summarise(`${TYPES}async function probe(runner: QueryRunner, depth: number) { if (depth > 0) await probe(runner, depth - 1); await runner.commitTransaction(); }`))).toEqual(["commit parameter 0 via probe"]);
  });

  test("with its parameters changed about", () => {
    expect(read(summarise(`${TYPES}async function probe(a: QueryRunner, b: QueryRunner) { await a.commitTransaction(); await probe(b, a); }`))).toEqual([
      "commit parameter 0 via probe",
      "commit parameter 1 via probe → probe",
    ]);
  });

  test("down a structure that has no end", () => {
    const code = `${TYPES}interface Level { runner: QueryRunner; next: Level }
async function probe(level: Level) { await level.runner.commitTransaction(); await probe(level.next); }`;
    expect(read(summarise(code)).slice(0, 2)).toEqual(["commit parameter 0.runner via probe", "commit parameter 0.next.runner via probe → probe"]);
  });
});

describe("many functions", () => {
  const COUNT = 10_000;
  const isLinear = (run: (count: number) => void): number => {
    const time = (count: number): number => {
      const start = performance.now();
      run(count);
      return performance.now() - start;
    };
    time(COUNT / 10);
    return time(COUNT) / time(COUNT / 4);
  };

  test("in a chain are no deeper than few, and cost no more each", () => {
    const chain = (count: number): void => {
      const functions = Array.from({ length: count }, (_, index) => `async function f${index}(r${index}: QueryRunner) { await r${index}.query("DELETE FROM tasks"); await f${index + 1}(r${index}); }`);
      const { summaries, find } = openProbe(`${TYPES}${functions.join("\n")}\nasync function f${count}(runner: QueryRunner) { await runner.commitTransaction(); }\nf0();\n`);
      const effects = read(summaries.getSummary(find("f0()")));
      expect(effects.at(-1)).toBe(`commit parameter 0 via f0 → f1 → f2 → … → f${count - 1} → f${count}`);
      expect(effects.length).toBeLessThan(20);
    };
    // Quadratic would be 16.
    expect(isLinear(chain)).toBeLessThan(10);
  });

  test("in one cycle settle", () => {
    const { summaries, find } = openProbe(
      `${TYPES}${Array.from({ length: COUNT }, (_, index) => `async function f${index}(r${index}: QueryRunner) { ${index === 5000 ? `await r${index}.commitTransaction(); ` : ""}await f${(index + 1) % COUNT}(r${index}); }`).join("\n")}\nf0(); f9000();\n`,
    );
    expect(read(summaries.getSummary(find("f9000()")))).toEqual(["commit parameter 0 via f9000 → f9001 → f9002 → … → f4999 → f5000"]);
    expect(read(summaries.getSummary(find("f0()")))).toEqual(["commit parameter 0 via f0 → f1 → f2 → … → f4999 → f5000"]);
  });
});
