import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, inject, test } from "vitest";
import { getMedian } from "../bench/measure.js";
import { readOptions } from "../bench/options.js";
import { getCellName, ROWS } from "../bench/rows.js";
import type { Cell } from "../bench/rows.js";

const names = ROWS.map(({ name }) => name);
const script = fileURLToPath(new URL("../bench/run.js", import.meta.url));

interface Written {
  readonly results: readonly { readonly name: string; readonly measured?: number }[];
  readonly medians: readonly { readonly name: string; readonly samples: readonly { readonly files: number; readonly failures: number }[] }[];
}

describe("the bench", () => {
  test("ends, prints each row and writes what it has measured", { timeout: 120_000 }, async () => {
    const json = join(mkdtempSync(join(inject("tempFolder"), "bench-")), "results.json");
    const only = ["syntactic", "index", "growth"];
    const args = [script, "--files", "20", "--scale", "1,2", "--runs", "1", "--only", only.join(","), "--json", json];
    // What it measures here says nothing, and may well be over a budget: then it ends with 1.
    const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === 1 && "stdout" in error) return { stdout: String(error.stdout) };
      throw error;
    });
    const { results, medians } = JSON.parse(readFileSync(json, "utf8")) as Written;
    expect(results.map(({ name }) => name)).toEqual(only);
    for (const { name, measured } of results) {
      expect(stdout).toMatch(new RegExp(`^(?:ok|over) +${name} `, "m"));
      expect(measured).toBeTypeOf("number");
    }
    expect(medians.map(({ name }) => name)).toEqual(["lint host 1×", "lint rules 1×", "index cold 2×", "parse 2×", "lint host 2×", "lint rules 2×"]);
    for (const { samples } of medians) {
      expect(samples).toHaveLength(1);
      expect(samples[0]?.files).toBeGreaterThan(10);
      expect(samples[0]?.failures).toBe(0);
    }
  });

  test("says what it takes", () => {
    expect(readOptions([], names)).toMatchObject({ runs: 5, scales: [1, 2, 4, 8], only: [] });
    expect(readOptions(["--scale", "8,1", "--runs", "3", "--only", "index"], names)).toMatchObject({ runs: 3, scales: [1, 8], only: ["index"] });
    expect(() => readOptions(["--only", "nonsense"], names)).toThrow("There is no row nonsense.");
    expect(() => readOptions(["--runs", "many"], names)).toThrow("--runs wants whole numbers from 1");
    expect(() => readOptions(["--what"], names)).toThrow("--what");
  });

  test("compares medians of runs", () => {
    expect(getMedian([3, 1, 2])).toBe(2);
    expect(getMedian([4, 1, 2, 3])).toBe(2.5);
    const samples = (cell: Cell): { cpu: number; wall: number; rss: number; files: number; findings: number; failures: number }[] => {
      const isLarge = getCellName(cell, 1).includes("8×");
      const files = isLarge ? 800 : 100;
      const ours = cell.config === "rules" ? files * (isLarge ? 3 : 2) : 0;
      return [1, 2, 3].map((noise) => ({ cpu: files * 10 + ours + noise, wall: 1, rss: 100 + ours, files, findings: 0, failures: 0 }));
    };
    const measure = (name: string): number | undefined => ROWS.find((row) => row.name === name)?.getResult(samples, [1, 8]);
    expect(measure("syntactic")).toBeCloseTo(1.2, 2);
    expect(measure("memory")).toBe(2400);
    expect(measure("growth")).toBeCloseTo(1.5, 5);
  });
});
