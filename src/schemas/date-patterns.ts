import { getPropertyName, getStaticString } from "../ast/index.js";
import type { DateForm } from "../catalogue/index.js";
import { findDefinition } from "../project/index.js";
import type { Project } from "../project/index.js";
import type { Expression } from "./types.js";

const EVERY: readonly DateForm[] = ["utc", "offset", "naive", "naive-minutes", "day"];

/**
 * The forms that an option's patterns take: `{ formats: ["YYYY-MM-DD"] }`. `fallback` where the option is missing;
 * `undefined` when nobody can tell. What is read as UTC is no form without an offset.
 */
export function readPatterns(project: Project, options: Expression | undefined, name: string, fallback: readonly DateForm[]): readonly DateForm[] | undefined {
  if (!options) return fallback;
  const given = findLiteral(project, options);
  if (given?.node.type !== "ObjectExpression" || given.node.properties.some(({ type }) => type === "SpreadElement")) return undefined;
  const property = given.node.properties.find((item) => getPropertyName(item) === name);
  if (property?.type !== "Property") return fallback;
  const value = findLiteral(project, { ...given, node: property.value });
  if (value?.node.type === "ArrayExpression") {
    const forms = value.node.elements.map((element) => readPattern(getStaticString(element)));
    return forms.every((form) => form !== undefined) ? [...new Set(forms.flat())] : undefined;
  }
  if (value?.node.type !== "ObjectExpression") return undefined;
  const isUtc = value.node.properties.some((item) => item.type === "Property" && getPropertyName(item) === "utc" && item.value.type === "Literal" && item.value.value === true);
  return isUtc ? ["utc"] : undefined;
}

function findLiteral(project: Project, expression: Expression): Expression | undefined {
  const definition = findDefinition(project, expression.node, expression.module);
  return definition.kind === "expression" ? { ...expression, node: definition.node, module: definition.module } : undefined;
}

/** A pattern in the letters of day.js; text in brackets is no letter. */
function readPattern(pattern: string | undefined): readonly DateForm[] | undefined {
  if (pattern === undefined) return undefined;
  if (pattern === "iso8601") return EVERY;
  // Seconds since 1970 name an instant, and no text that is tried.
  if (/^x$/i.test(pattern)) return ["utc"];
  const letters = pattern.replaceAll(/\[[^\]]*\]/g, "");
  if (letters.includes("Z")) return ["utc", "offset"];
  if (!/[Hh]/.test(letters)) return ["day"];
  return letters.includes("s") ? ["naive"] : ["naive-minutes"];
}
