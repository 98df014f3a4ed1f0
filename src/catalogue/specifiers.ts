/** Is a specifier one that a pattern means? `*` at the end stands for any rest. */
export function matchesSpecifier(pattern: string, specifier: string): boolean {
  return pattern.endsWith("*") ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern;
}
