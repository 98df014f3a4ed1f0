import { existsSync, readFileSync } from "node:fs";

/** @typedef {{ status: string; assertionResults: { status: string }[] }} FileResult */

const [path = "", status = "1"] = process.argv.slice(2);

/** @type {{ testResults: FileResult[] }} */
const { testResults } = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { testResults: [] };

const cases = testResults.flatMap((file) => file.assertionResults);
const passed = cases.filter((test) => test.status === "passed").length;
// A file that cannot even be loaded has no failed case.
const broken = testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")).length;
const failedTests = cases.filter((test) => test.status === "failed").length + broken;
// A step beside the tests (types, lint, docs, package) that fails counts as one.
const failed = failedTests === 0 && status !== "0" ? 1 : failedTests;

console.log(`${passed} passed, ${failed} failed`);
