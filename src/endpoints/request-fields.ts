import { getMember, unwrapUp } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { isWorkspacePackage } from "../project/index.js";
import type { Project } from "../project/index.js";
import { getSchemaUsage } from "../schemas/index.js";
import type { ObjectSchema, SchemaName, SchemaUsage } from "../schemas/index.js";
import type { Settings } from "../settings.js";
import { matchesName } from "../globs.js";
import { readChainFrom } from "./objects.js";
import { findSchemaPositions } from "./schema-positions.js";

/** How request data reaches a field: as a body, or as text in the address. */
export type InputPosition = "body" | "address";

const OUTPUT = /^select|(?:Read|Response|Output|Result|Reply|View|Row|Entity)s?(?:Schema|Dto|DTO|Type|Guard)?$/;
const OUTPUT_KEY = /^(?:response|responses|output|result|returns|\d{3}|[1-5]xx)$/i;
/** Filters and figures to be worked out are no bodies, wherever they come in. */
const FILTER = /(?:Query|Filter|Filters|Search|Params|Param|Pagination|Cursor|Headers|Insights|Stats|Statistics|Analytics|Metrics)(?:Schema|Dto|DTO|Input)?$/;
/** Nor are commands, events and configuration, where only the name tells. */
const NO_BODY = /(?:Command|Config|Env|Event|Job|Message)(?:Schema|Dto|DTO|Input|Validator)?$/;
/** What only looks things up takes filters, wherever it takes them. */
const READING = /^(?:[Ll]ist|[Gg]et|[Ff]ind|[Ff]etch|[Ss]earch|[Qq]uery|[Ff]ilter|[Pp]review|[Cc]ount)(?![a-z])/;
const INPUT = /^(?:create|update|Create|Update)(?![a-z])|^insert\w*Schema$|(?:Body|body|Input|input|Dto|DTO)(?:Schema|Validator)?$/;
const INPUT_FUNCTION = /(?:Body|Input|Dto|DTO|Schema)$/;

/**
 * Where a field of a schema is filled from a request: by the schema's use, or by its name when no use is visible
 * `undefined` for responses, for what is handed to something else, and when nobody can tell.
 */
export function getInputPosition(project: Project, schema: ObjectSchema, field: string): InputPosition | undefined {
  const place = { node: schema.node, module: schema.module };
  const positions = findSchemaPositions(project, place, field);
  const usage = getSchemaUsage(project, schema);
  if (positions.has("body") || positions.has("form")) return isFilter(usage) ? "address" : "body";
  if (positions.has("query") || positions.has("params")) return "address";
  // A use that leaves this field out is a use all the same.
  if (positions.size > 0 || findSchemaPositions(project, place).size > 0) return undefined;
  if (schema.library.needsUse || usage.isHandedElsewhere || !isInputName(usage.names)) return undefined;
  // Nobody here uses it: in a workspace, whoever does lies in a package that is not seen.
  return usage.hasConsumer || !isWorkspacePackage(project) ? "body" : undefined;
}

/** Is what comes in only asked with: by the schema's name, or because every procedure that takes it is a query? */
function isFilter({ names, mentions }: SchemaUsage): boolean {
  if (names.some(({ text }) => READING.test(text) || FILTER.test(text))) return true;
  const procedures = mentions.flatMap(getProcedureKind);
  return procedures.length > 0 && procedures.every((kind) => kind === "query");
}

/** What follows `.input(schema)` in the chain of a procedure. */
function getProcedureKind(mention: Node): string[] {
  let call = unwrapUp(mention).parent;
  // The schema may be narrowed where it is plugged in: `.input(Task.pick({ … }))`.
  while (call && (call.type === "MemberExpression" || (call.type === "CallExpression" && getMember(call.callee)?.name !== "input"))) call = unwrapUp(call).parent;
  return call?.type === "CallExpression" ? readChainFrom(call).flatMap(({ name }) => (name === "query" || name === "mutation" || name === "subscription" ? [name] : [])) : [];
}

/** Do the names around a schema call it a request's? One that calls it a response wins. */
function isInputName(names: readonly SchemaName[]): boolean {
  if (names.some(({ text, kind }) => OUTPUT.test(text) || FILTER.test(text) || NO_BODY.test(text) || READING.test(text) || (kind === "key" && OUTPUT_KEY.test(text)))) return false;
  return names.some(({ text, kind }) => (kind === "key" ? /^(?:body|input)$/.test(text) : INPUT.test(text) && (kind !== "function" || INPUT_FUNCTION.test(text))));
}

/** Is a schema one that changes what exists, so that a missing field means "unchanged"? */
export function isUpdateSchema(project: Project, schema: ObjectSchema): boolean {
  return schema.isPartial || getSchemaUsage(project, schema).names.some(({ text }) => /^(?:[Uu]pdate|[Pp]atch|[Ee]dit|[Mm]odify)(?![a-z])/.test(text) || /(?:Update|Patch|Edit)(?:Schema|Body|Input|Dto)?$/.test(text));
}

/** Is a name a datetime's, by the settings? */
export function isDateName(name: string, { dates }: Settings): boolean {
  return matchesName(name, dates.names);
}

/** Is a name one that no datetime rule should speak about: the settings' own, days, and what only says `date`? */
export function isIgnoredDateName(name: string, { dates }: Settings): boolean {
  return matchesName(name, dates.ignoreNames) || /[a-z]On$|_on$|[a-z]Day$/.test(name) || /birth|^dob$|^day$|_day$|^holiday$/i.test(name);
}

/** Is there a field that names the time zone, so that the others are wall-clock times on purpose? */
export function hasTimeZoneField(schema: ObjectSchema): boolean {
  return schema.fields.some(({ name }) => /^tz$|time_?zone|utc_?offset/i.test(name));
}
