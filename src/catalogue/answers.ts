/** Functions that give a value the shape in which it goes out: presenters, mappers, serialisers. */
export const SHAPING_NAMES: readonly RegExp[] = [/^(?:present|seriali[sz]e)/, /^to[A-Z]/, /^(?:plainToInstance|plainToClass|instanceToPlain|classToPlain)$/];

/** Packages and globals whose values go out as bytes, not as JSON. */
export const BYTE_MODULES: ReadonlySet<string> = new Set(["node:fs", "fs", "node:stream", "stream", "node:buffer", "buffer", "node:zlib", "zlib", "archiver", "stream/promises", "node:stream/web"]);
export const BYTE_TYPES: ReadonlySet<string> = new Set(["Buffer", "ReadableStream", "Uint8Array", "ArrayBuffer", "Blob", "Response", "NodeJS"]);
