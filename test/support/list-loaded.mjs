// Prints the address of everything that is loaded by importing the module given on the command line.
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";

const hooks = `
  import { writeSync } from "node:fs";
  export async function load(url, context, next) {
    writeSync(1, url + "\\n");
    return next(url, context);
  }`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
await import(process.argv[2] ?? "");

// What CommonJS modules require does not pass the hook.
for (const path of Object.keys(createRequire(import.meta.url).cache)) console.log(pathToFileURL(path).href);
