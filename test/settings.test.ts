import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, SETTINGS_SCHEMA, readSettings } from "../src/settings.js";

const read = (raw: unknown) => readSettings({ "unit-of-work": raw });

test("what is not set is the default", () => {
  expect(readSettings(undefined)).toBe(DEFAULT_SETTINGS);
  expect(readSettings({ other: {} })).toBe(DEFAULT_SETTINGS);
  expect(read({ project: ["src/**"] })).toEqual({ ...DEFAULT_SETTINGS, project: ["src/**"] });
});

test("a part of an object keeps the rest of it", () => {
  expect(read({ services: { classes: ["Manager$"] } }).services).toEqual({ ...DEFAULT_SETTINGS.services, classes: ["Manager$"] });
});

test("one settings object is read once", () => {
  const raw = { audit: { functions: ["logAudit"] } };
  expect(read(raw)).toBe(read(raw));
});

test("every setting has a description and a default", () => {
  expect(Object.keys(SETTINGS_SCHEMA)).toEqual(Object.keys(DEFAULT_SETTINGS));
  expect(Object.entries(SETTINGS_SCHEMA).filter(([, { description }]) => description === "")).toEqual([]);
});

describe("names the key and what it takes", () => {
  test.each([
    [[], 'settings["unit-of-work"] must be an object.'],
    [{ nope: 1 }, `settings["unit-of-work"]: unknown key "nope". Allowed here: ${Object.keys(SETTINGS_SCHEMA).join(", ")}.`],
    [{ owners: { path: [] } }, 'settings["unit-of-work"]: unknown key "owners.path". Allowed here: paths, classes, decorators.'],
    [{ dates: { storage: "utc" } }, 'settings["unit-of-work"]: "dates.storage" must be one of "auto", "naive-utc", "aware".'],
    [{ ambient: [{ module: "x" }] }, 'settings["unit-of-work"]: "ambient" must be an array of { module, export } (clients that enlist in the running transaction by themselves).'],
    [{ transactions: { module: "x" } }, 'settings["unit-of-work"]: "transactions" must be an array of { module, export, effect, callback?, handle?, library?, client? } (transaction wrappers that the analysis cannot see through).'],
    [{ transactions: [{ module: "x", export: "run", effect: "begins" }] }, 'settings["unit-of-work"]: "transactions[0].effect" must be one of "transaction-callback", "context-callback", "begin", "acquire", "commit", "rollback", "release", "read", "write".'],
    [{ transactions: [{ module: "x", export: "run", effect: "begin", handler: 1 }] }, 'settings["unit-of-work"]: unknown key "transactions[0].handler". Allowed here: module, export, effect, callback, handle, library, client.'],
    [{ transactions: [{ module: "x", export: "run", effect: "commit", handle: -1 }] }, 'settings["unit-of-work"]: "transactions[0].handle" must be a position, from 0.'],
  ])("%j", (raw, message) => {
    expect(() => read(raw)).toThrow(new Error(message));
  });
});
