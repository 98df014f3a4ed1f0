import type { Framework } from "./framework-types.js";

/** tRPC 10 and 11: procedures take their input where requests have a body. */
export const trpc: Framework = {
  id: "trpc",
  name: "tRPC",
  marks: ["rocedure"],
  exports: { "@trpc/server": { initTRPC: { is: "procedures" } } },
  procedures: {
    base: "procedure",
    ends: { query: "body", mutation: "body", subscription: "none" },
    output: "output",
    joins: ["concat", "unstable_concat"],
    serves: { member: "meta", key: "openapi" },
  },
  strips: true,
  place: "`.output()`",
  consequence: "whatever the resolver returns goes out",
};
