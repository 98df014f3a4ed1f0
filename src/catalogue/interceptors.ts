/** How interceptors get between a handler's answer and the wire, and what says that one does not reshape it. */
export const INTERCEPTING = {
  /** Under these tokens a provider is one of the whole application. */
  tokens: ["APP_INTERCEPTOR"],
  /** Members that register one for the whole application. */
  registrars: ["useGlobalInterceptors"],
  /** Operators that put another value in place of the answer. */
  maps: ["map", "mergeMap", "switchMap", "concatMap"],
  /** Names in an interceptor by which it may choose what goes out. */
  shapes: /^(?:plainToInstance|plainToClass|instanceToPlain|classToPlain|instanceToInstance|serializ|serialis|omit|pick|parse|delete|exclude|sanitize|redact|present)/i,
} as const satisfies { readonly tokens: readonly string[]; readonly registrars: readonly string[]; readonly maps: readonly string[]; readonly shapes: RegExp };
