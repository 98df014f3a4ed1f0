const NAME = "unit-of-work";
const said = new Set<string>();

/** Does `DEBUG` ask for our output? A list, as the `debug` package reads it: `unit-of-work`, `unit-*`, `*`, and not `-unit-of-work`. */
export function isDebugging(list = process.env["DEBUG"] ?? ""): boolean {
  const patterns = list.split(/[\s,]+/);
  return patterns.some(isName) && !patterns.some((pattern) => pattern.startsWith("-") && isName(pattern.slice(1)));
}

function isName(pattern: string): boolean {
  return pattern === NAME || (pattern.endsWith("*") && NAME.startsWith(pattern.slice(0, -1)));
}

/** One line on standard error, once per process. */
export function debug(line: string): void {
  if (said.has(line)) return;
  said.add(line);
  process.stderr.write(`${NAME} ${line}\n`);
}
