import { arktype } from "./arktype.js";
import { classValidator } from "./class-validator.js";
import { effectSchema } from "./effect-schema.js";
import { elysiaTypes } from "./elysia-types.js";
import { joi } from "./joi.js";
import type { SchemaLibrary } from "./schema-types.js";
import { matchesSpecifier } from "./specifiers.js";
import { typebox } from "./typebox.js";
import { valibot } from "./valibot.js";
import { vine } from "./vine.js";
import { yup } from "./yup.js";
import { zod, zodMini } from "./zod.js";

/** Every schema library that the readers know. */
const SCHEMA_LIBRARIES: readonly SchemaLibrary[] = [classValidator, typebox, valibot, zod, zodMini, effectSchema, elysiaTypes, arktype, joi, vine, yup];

/** The library's export that a specifier and a path name: `["z", "iso", "datetime"]` of `zod` is `iso.datetime`. */
export function findSchemaExport(specifier: string, path: readonly string[]): { readonly library: SchemaLibrary; readonly name: string } | undefined {
  const library = SCHEMA_LIBRARIES.find(({ modules }) => modules.some((module) => matchesSpecifier(module, specifier)));
  if (!library) return undefined;
  const [first, ...rest] = path.filter((part) => part !== "default");
  const own = first !== undefined && library.roots.includes(first) ? rest : path.filter((part) => part !== "default");
  return { library, name: own.join(".") };
}

/** Specifiers of libraries whose schemas are functions. */
export const CALLABLE_MODULES: readonly string[] = SCHEMA_LIBRARIES.flatMap(({ isCallable, modules }) => (isCallable ? modules : []));

/** Is this a schema library's specifier? */
export function isSchemaSpecifier(specifier: string): boolean {
  return SCHEMA_LIBRARIES.some(({ modules }) => modules.some((module) => matchesSpecifier(module, specifier)));
}

/** Is a decorator of this package about something else than what gets through? */
export function isNeutralDecorator(specifier: string): boolean {
  return SCHEMA_LIBRARIES.some(({ neutralDecorators }) => neutralDecorators.some((module) => matchesSpecifier(module, specifier)));
}

const objectBuilders = new Set(
  SCHEMA_LIBRARIES.flatMap(({ functions, methods }) => [...Object.entries(functions), ...Object.entries(methods)].flatMap(([name, { is }]) => (is === "object" || is === "extend" || is === "derive" ? [name] : []))),
);

/** Is this the name of a function or a method that some library makes object schemas with? */
export function isObjectBuilderName(name: string): boolean {
  return objectBuilders.has(name);
}
