import type { SchemaCheck, SchemaLibrary, SchemaOperation } from "./schema-types.js";

const same: SchemaOperation = { is: "same" };
const check = (value: SchemaCheck): SchemaOperation => ({ is: "check", check: value });
const text = check({ check: "type", type: "string" });
const format = check({ check: "format" });
const other = check({ check: "type", type: "other" });
const operand = { operand: 1 };
const number = check({ check: "type", type: "number" });
/** The validator is a regular expression that lets in every form: `semantics.md` §7. */
const anyIso = check({ check: "datetime", accepts: ["utc", "offset", "naive", "naive-minutes", "day"] });

/** class-validator with the decorators of class-transformer, which run before it. */
export const classValidator: SchemaLibrary = {
  id: "class-validator",
  name: "class-validator",
  modules: ["class-validator", "class-transformer"],
  roots: [],
  functions: {},
  actions: {},
  methods: {},
  options: {},
  formats: {},
  decorators: {
    IsOptional: { is: "optional", absent: ["null", "undefined"] },
    ValidateIf: { is: "condition", callback: 1 },
    Type: { is: "convert" },
    Transform: { is: "transform", callback: 1, parameter: "wrapped" },
    IsInt: check({ check: "integer" }), IsNumber: number, IsPositive: check({ check: "exclusive-min", value: 0 }), IsNegative: check({ check: "exclusive-max", value: 0 }),
    Min: check({ check: "min", value: operand }), Max: check({ check: "max", value: operand }), NotEquals: check({ check: "not", value: operand }), IsDivisibleBy: check({ check: "harmless" }),
    IsString: text, MinLength: text, MaxLength: text, IsBoolean: check({ check: "type", type: "boolean" }),
    IsDateString: anyIso, IsISO8601: anyIso, IsRFC3339: check({ check: "datetime", accepts: ["utc", "offset"] }),
    IsDate: check({ check: "type", type: "date" }), MinDate: check({ check: "harmless" }), MaxDate: check({ check: "harmless" }),
    IsUUID: format, IsEmail: format, IsUrl: format, IsMongoId: format, IsNumberString: format, Matches: format, Length: format, IsMilitaryTime: format, IsTimeZone: format,
    IsEnum: other, IsIn: other, IsArray: other, IsObject: other, ValidateNested: other,
    IsDefined: check({ check: "harmless" }), IsNotEmpty: check({ check: "harmless" }), Allow: same, Expose: same, Exclude: same,
  },
  neutralDecorators: ["@nestjs/swagger", "@nestjs/graphql", "typeorm", "@mikro-orm/*", "nestjs-swagger-api-*", "type-graphql"],
  parsers: ["plainToInstance", "plainToClass", "validate", "validateOrReject", "validateSync", "transformAndValidate"],
  append: { style: "decorator", transform: "Transform", positive: "IsPositive" },
};
