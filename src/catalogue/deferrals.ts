/** Functions of the platform that run what they are given some time later. */
const TIMERS: ReadonlySet<string> = new Set(["setTimeout", "setInterval", "setImmediate"]);
const TIMER_MODULES: ReadonlySet<string> = new Set(["timers", "node:timers"]);

/** Classes of which an instance calls its listeners whenever something happens. */
const EMITTERS: Readonly<Record<string, readonly string[]>> = {
  events: ["EventEmitter", "default"],
  "node:events": ["EventEmitter", "default"],
  eventemitter2: ["EventEmitter2", "default"],
  eventemitter3: ["EventEmitter", "default"],
};
const LISTENS: ReadonlySet<string> = new Set(["on", "once", "addListener", "prependListener", "prependOnceListener"]);

/** Is a global, or an export of a package, a timer? A specifier of `undefined` stands for the global. */
export function isTimer(specifier: string | undefined, name: string): boolean {
  return (specifier === undefined || TIMER_MODULES.has(specifier)) && TIMERS.has(name);
}

/** Is an export of a package a class of event emitters? */
export function isEmitterClass(specifier: string, path: readonly string[]): boolean {
  const names = Object.hasOwn(EMITTERS, specifier) ? EMITTERS[specifier] : undefined;
  return names?.includes(path.join(".")) === true;
}

/** Does a member of an emitter add a listener? */
export function isListening(name: string): boolean {
  return LISTENS.has(name);
}
