/** Functions that give a value the shape in which it goes out: presenters, mappers, serialisers. */
export const SHAPING_NAMES: readonly RegExp[] = [/^(?:present|seriali[sz]e)/, /^to[A-Z]/, /^(?:plainToInstance|plainToClass|instanceToPlain|classToPlain)$/];

/** Packages and globals whose values go out as bytes, not as JSON. */
export const BYTE_MODULES: ReadonlySet<string> = new Set(["node:fs", "fs", "node:stream", "stream", "node:buffer", "buffer", "node:zlib", "zlib", "archiver", "stream/promises", "node:stream/web"]);
export const BYTE_TYPES: ReadonlySet<string> = new Set(["Buffer", "ReadableStream", "Uint8Array", "ArrayBuffer", "Blob", "Response", "NodeJS"]);

/** Members of queries that give a number, or how many rows were written: nothing that needs a schema. */
export const SCALAR_QUERIES = /^(?:\$?count\w*|exist\w*|estimatedDocumentCount|sum|avg|average|min|max|minimum|maximum|increment|decrement|resultSize|(?:create|update|delete|remove|insert|replace)(?:Many|One)|\$executeRaw(?:Unsafe)?)$/;

/** Where the results of drivers and of queries that count hold their rows. */
export const RESULT_ROWS: ReadonlySet<string> = new Set(["rows", "recordset"]);

/** Properties of an object beside a handler that declare what it answers with: `koaGuard({ response })`, `validPath({ responses })`. */
export const RESPONSE_KEYS: ReadonlySet<string> = new Set(["response", "responses", "responseSchema"]);
