/** How code names the error of a row whose foreign key leads to no row: `semantics.md` §9. */
const ERROR_NAMES =
  /\b(?:23503|1452|P2003|ER_NO_REFERENCED_ROW\w*|SQLITE_CONSTRAINT(?:_FOREIGNKEY)?)\b|ForeignKey(?:Constraint)?(?:Violation|Error|Exception)|foreign_key_(?:violation|constraint)\b|foreign key (?:constraint|violation)/i;
/** The same where a row that a write is to be connected with is not there. */
const CONNECT_ERROR_NAMES = /\bP2025\b/;

/** Text of which every module that names such an error holds one; they are looked for in the whole project. */
export const FOREIGN_KEY_MARKS: readonly string[] = ["23503", "P2003", "P2025", "ER_NO_REFERENCED_ROW", "SQLITE_CONSTRAINT", "ForeignKeyConstraint", "ForeignKeyViolation", "ForeignKeyError", "FOREIGN_KEY", "foreign_key_", "foreign key "];

/** Does a text name the error of a broken foreign key? */
export function namesForeignKeyError(text: string, isConnect: boolean): boolean {
  return ERROR_NAMES.test(text) || (isConnect && CONNECT_ERROR_NAMES.test(text));
}

/** Codes by which one failure of a statement is told from another. */
export const FAILURE_CODES = /\b(?:23\d{3}|P2\d{3}|ER_[A-Z_]+|SQLITE_CONSTRAINT\w*)\b/;

/** Exceptions, statuses and calls that answer with an error of the client's. */
export const CLIENT_ERRORS = /\b4(?:00|04|09|22)\b|BadRequest|BAD_REQUEST|NotFound|NOT_FOUND|Conflict|CONFLICT|Unprocessable|UNPROCESSABLE|badRequest|notFound|conflict|unprocessable/;

/** Members, of a router or an application, that are given the handler of its errors. */
export const ERROR_HANDLER_MEMBERS: ReadonlySet<string> = new Set(["setErrorHandler", "onError", "errorHandler", "useGlobalFilters"]);
/** Decorators of classes that handle the errors of an application, and the interface of such classes. */
export const ERROR_FILTERS: ReadonlySet<string> = new Set(["Catch", "ExceptionFilter", "BaseExceptionFilter", "ErrorRequestHandler", "ExpressErrorMiddlewareInterface"]);
/** The number of parameters by which a middleware is told to be one for errors. */
export const ERROR_MIDDLEWARE_PARAMETERS = 4;

/** What only builds a condition, converts or writes down what it is given: `eq`, `JSON.stringify`. */
export const HARMLESS_NAMES =
  /^(?:eq|ne|and|or|not|inArray|In|Not|Equal|sql|raw|where|join|push|map|isNaN|isInteger|isSafeInteger|isUUID|isArray|isValid|toISOString|includes|has|get|set|add|split|stringify|assign|keys|entries|values)$/;

/** Options by which a relation gets no foreign key in the database. */
export const UNCONSTRAINED = /\b(?:createForeignKeyConstraints?|constraints)\s*:\s*false\b/;
