import type { SchemaCheck, SchemaLibrary } from "./schema-types.js";
import { typebox } from "./typebox.js";

const instant: SchemaCheck = { check: "datetime", accepts: ["utc", "offset", "day"] };

/**
 * Elysia's `t`: TypeBox with types of its own, with the formats that Elysia registers, and always decoded. `t.Date` takes
 * no text without an offset, and refuses null. Measured on Elysia 1.4.30.
 */
export const elysiaTypes: SchemaLibrary = {
  ...typebox,
  id: "elysia",
  name: "Elysia",
  modules: ["elysia"],
  roots: ["t"],
  functions: {
    ...typebox.functions,
    Numeric: { is: "type", type: "number", options: 0 },
    Date: { is: "type", type: "date", isCoerced: true, from: "string" },
    Union: { is: "union", of: 0 },
    Nullable: { is: "optional", absent: ["null"] },
    MaybeEmpty: { is: "optional", absent: ["null", "undefined"] },
    Decode: { is: "transform", callback: 1 },
    BooleanString: { is: "type", type: "other" }, ObjectString: { is: "type", type: "object" }, ArrayString: { is: "type", type: "array" },
    File: { is: "type", type: "other" }, Files: { is: "type", type: "other" }, UnionEnum: { is: "type", type: "other" }, NumericEnum: { is: "type", type: "other" },
    Form: { is: "object", fields: 0 },
  },
  methods: { ...typebox.methods, Decode: { is: "transform", callback: 1 } },
  options: { ...typebox.options, error: { is: "same" } },
  formats: { "date-time": instant, date: { check: "datetime", accepts: ["day"] } },
};
