const said = new Set<string>();

/** One plain message on standard error, once per process: for what concerns a run rather than a line of code. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  process.emitWarning(message, { type: "unit-of-work" });
}
