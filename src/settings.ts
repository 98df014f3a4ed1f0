/**
 * `settings["unit-of-work"]`: facts about the user's project that no syntax tells. Checked against the schema below,
 * filled with defaults and normalised once per settings object.
 */

const SETTINGS_KEY = "unit-of-work";

/** An exported name of a module, as users write it in settings. */
export interface ExportReference {
  readonly module: string;
  readonly export: string;
}

export interface LayerSettings {
  readonly paths: readonly string[];
  readonly classes: readonly string[];
  readonly decorators: readonly string[];
}

/** What a wrapper does, in the words of the catalogue. */
export const WRAPPER_EFFECTS = ["transaction-callback", "context-callback", "begin", "acquire", "commit", "rollback", "release", "read", "write"] as const;

/** A function of another package, or one whose body nobody can see through, that works on a transaction. */
export interface WrapperSettings extends ExportReference {
  readonly effect: (typeof WRAPPER_EFFECTS)[number];
  /** Which argument is the function that runs in the transaction; the last one by default. */
  readonly callback?: number | "last";
  /** Which parameter of that function is the handle, or which argument a `commit` works on; the first by default. */
  readonly handle?: number;
  /** The id of the library whose handle it is; by default the only one that the project uses. */
  readonly library?: string;
  /** The export that is the client which the transaction is begun on. */
  readonly client?: ExportReference;
}

export interface Settings {
  readonly project: readonly string[];
  readonly notProduction: readonly string[];
  readonly services: LayerSettings;
  readonly owners: LayerSettings;
  readonly transactions: readonly WrapperSettings[];
  readonly ambient: readonly ExportReference[];
  readonly sideEffects: { readonly modules: readonly string[]; readonly functions: readonly string[]; readonly allow: readonly string[] };
  readonly audit: { readonly functions: readonly string[]; readonly tables: readonly string[]; readonly snapshotKeys: readonly string[]; readonly retention: readonly string[] };
  readonly transitions: { readonly fields: readonly string[]; readonly guards: readonly string[]; readonly tables: readonly string[] };
  readonly foreignKeys: { readonly names: readonly string[]; readonly ignoreNames: readonly string[] };
  readonly dates: { readonly names: readonly string[]; readonly ignoreNames: readonly string[]; readonly storage: "auto" | "naive-utc" | "aware" };
  readonly normalizers: { readonly zeroToNull: ExportReference | undefined; readonly datetime: ExportReference | undefined };
  readonly responses: { readonly decorators: readonly string[]; readonly serializers: readonly string[]; readonly ignorePaths: readonly string[] };
  readonly facts: readonly string[];
}

/** Names are regular expressions, in the notation of `RegExp`; paths are globs. */
export const DEFAULT_SETTINGS: Settings = {
  project: [],
  notProduction: ["**/*.{test,spec}.*", "**/{test,tests,__tests__,__mocks__,migrations,seeds,seeders,scripts,bench}/**"],
  services: {
    paths: ["**/services/**", "**/*.service.*", "**/repositories/**", "**/*.repository.*"],
    classes: ["Service$", "Repository$"],
    decorators: [],
  },
  owners: {
    paths: [
      "**/{controllers,routes,routers,resolvers,mutations,procedures,commands,use-cases,usecases,handlers,facades,operations,tasks,jobs,workers,processors,consumers,bin,cli,scripts,seeds,migrations,test,tests}/**",
      "**/*.{controller,route,routes,router,resolver,mutation,procedure,command,use-case,usecase,handler,facade,operation,task,job,worker,processor,consumer,migration,seed}.*",
    ],
    classes: ["UnitOfWork$", "TransactionManager$", "Controller$", "Handler$", "UseCase$"],
    decorators: [],
  },
  transactions: [],
  ambient: [],
  sideEffects: { modules: [], functions: [], allow: [] },
  audit: { functions: [], tables: [], snapshotKeys: [], retention: [] },
  transitions: { fields: ["status", "state"], guards: [], tables: [] },
  foreignKeys: {
    names: ["(?:Id|ID|_id)$"],
    ignoreNames: ["publicId", "externalId", "requestId", "clientId", "sessionId", "correlationId", "traceId"],
  },
  dates: {
    names: ["(?:[a-z]At|Date|DateTime|Time|Timestamp|_at|_date|_time)$", "^(?:date|datetime|timestamp|deadline|dueDate|when|start|end|starts|ends|expires|expiry)$"],
    ignoreNames: ["dateFormat", "dateRange", "^is[A-Z]"],
    storage: "auto",
  },
  normalizers: { zeroToNull: undefined, datetime: undefined },
  responses: {
    decorators: [],
    serializers: [],
    ignorePaths: ["/health*", "/healthz", "/ready*", "/live*", "/metrics*", "/docs*", "/documentation*", "/openapi*", "/swagger*", "**/webhook*/**", "**/webhook*"],
  },
  facts: [],
};

interface Schema {
  readonly description: string;
  readonly type: "strings" | "object" | "references" | "reference" | "wrappers" | "enum";
  readonly keys?: Readonly<Record<string, Schema>>;
  readonly values?: readonly string[];
}

const strings = (description: string): Schema => ({ type: "strings", description });
const LAYER_KEYS = { paths: strings("globs"), classes: strings("patterns of class names"), decorators: strings("decorator names") };

/** Every key that users may set, with the words that the README and error messages use. */
export const SETTINGS_SCHEMA: Readonly<Record<keyof Settings, Schema>> = {
  project: strings("globs or tsconfig paths that define the project"),
  notProduction: strings("globs of files where transaction, audit and response rules are silent"),
  services: { type: "object", description: "what counts as the service layer", keys: LAYER_KEYS },
  owners: { type: "object", description: "what owns transactions; owners win over services", keys: LAYER_KEYS },
  transactions: { type: "wrappers", description: "transaction wrappers that the analysis cannot see through" },
  ambient: { type: "references", description: "clients that enlist in the running transaction by themselves" },
  sideEffects: {
    type: "object",
    description: "what counts as a side effect",
    keys: { modules: strings("module specifiers"), functions: strings("function names"), allow: strings("function names that are no side effect") },
  },
  audit: {
    type: "object",
    description: "how the audit log is written",
    keys: {
      functions: strings("audit functions"),
      tables: strings("audit tables"),
      snapshotKeys: strings("keys that may hold a snapshot"),
      retention: strings("functions that may delete audit rows"),
    },
  },
  transitions: {
    type: "object",
    description: "how state columns change",
    keys: { fields: strings("state columns"), guards: strings("functions that check a transition"), tables: strings("transition tables") },
  },
  foreignKeys: {
    type: "object",
    description: "which field names are foreign keys",
    keys: { names: strings("patterns of names"), ignoreNames: strings("patterns of names that are none") },
  },
  dates: {
    type: "object",
    description: "which field names are datetimes, and how they are stored",
    keys: {
      names: strings("patterns of names"),
      ignoreNames: strings("patterns of names that are none"),
      storage: { type: "enum", description: "what the datetime columns hold", values: ["auto", "naive-utc", "aware"] },
    },
  },
  normalizers: {
    type: "object",
    description: "the project's own normalising helpers, used by fixes",
    keys: { zeroToNull: { type: "reference", description: "0 → null" }, datetime: { type: "reference", description: "any offset → UTC" } },
  },
  responses: {
    type: "object",
    description: "what declares a response",
    keys: {
      decorators: strings("decorators that declare one"),
      serializers: strings("functions that shape a response"),
      ignorePaths: strings("globs of routes that need none"),
    },
  },
  facts: strings("paths of other packages' facts.json"),
};

const cache = new WeakMap<object, Settings>();

/**
 * The settings of a run, complete. Throws an error that names the key and what is allowed there:
 * a setting that is silently ignored would be a rule that is silently off.
 */
export function readSettings(all: object | undefined): Settings {
  const raw: unknown = (all as Record<string, unknown> | undefined)?.[SETTINGS_KEY];
  if (raw === undefined || raw === null) return DEFAULT_SETTINGS;
  if (typeof raw !== "object" || Array.isArray(raw)) throw new Error(`settings["${SETTINGS_KEY}"] must be an object.`);
  let settings = cache.get(raw);
  if (!settings) {
    settings = readObject(raw as Record<string, unknown>, SETTINGS_SCHEMA, DEFAULT_SETTINGS as unknown as Record<string, unknown>, "") as unknown as Settings;
    cache.set(raw, settings);
  }
  return settings;
}

function readObject(raw: Record<string, unknown>, schema: Readonly<Record<string, Schema>>, defaults: Record<string, unknown>, path: string): Record<string, unknown> {
  const result = { ...defaults };
  for (const [key, value] of Object.entries(raw)) {
    const name = path === "" ? key : `${path}.${key}`;
    const rule = schema[key];
    if (!rule) fail(`unknown key "${name}". Allowed here: ${Object.keys(schema).join(", ")}`);
    if (value === undefined) continue;
    result[key] = readValue(value, rule, defaults[key], name);
  }
  return result;
}

function readValue(value: unknown, schema: Schema, fallback: unknown, name: string): unknown {
  switch (schema.type) {
    case "strings":
      if (!Array.isArray(value) || value.some((item) => typeof item !== "string")) fail(`"${name}" must be an array of strings (${schema.description})`);
      return value;
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) fail(`"${name}" must be an object (${schema.description})`);
      return readObject(value as Record<string, unknown>, schema.keys ?? {}, fallback as Record<string, unknown>, name);
    case "enum":
      if (!schema.values?.includes(value as string)) fail(`"${name}" must be one of ${schema.values?.map((item) => `"${item}"`).join(", ") ?? ""}`);
      return value;
    case "reference":
      if (!isReference(value)) fail(`"${name}" must be { module, export } (${schema.description})`);
      return value;
    case "references":
      if (!Array.isArray(value) || !value.every(isReference)) fail(`"${name}" must be an array of { module, export } (${schema.description})`);
      return value;
    case "wrappers":
      if (!Array.isArray(value)) fail(`"${name}" must be an array of { module, export, effect, callback?, handle?, library?, client? } (${schema.description})`);
      for (const [index, item] of value.entries()) checkWrapper(item, `${name}[${String(index)}]`);
      return value;
  }
}

const isIndex = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
/** Every key of a wrapper, with what it takes. */
export const WRAPPER_KEYS: Readonly<Record<string, { readonly is: (value: unknown) => boolean; readonly takes: string }>> = {
  module: { is: (value) => typeof value === "string", takes: "a string" },
  export: { is: (value) => typeof value === "string", takes: "a string" },
  effect: { is: (value) => WRAPPER_EFFECTS.some((effect) => effect === value), takes: `one of ${WRAPPER_EFFECTS.map((effect) => `"${effect}"`).join(", ")}` },
  callback: { is: (value) => value === undefined || value === "last" || isIndex(value), takes: 'the position of an argument, from 0, or "last"' },
  handle: { is: (value) => value === undefined || isIndex(value), takes: "a position, from 0" },
  library: { is: (value) => value === undefined || typeof value === "string", takes: "the id of a library" },
  client: { is: (value) => value === undefined || isReference(value), takes: "{ module, export }" },
};

function checkWrapper(value: unknown, name: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(`"${name}" must be an object`);
  const wrapper = value as Record<string, unknown>;
  const unknown = Object.keys(wrapper).find((key) => !Object.hasOwn(WRAPPER_KEYS, key));
  if (unknown !== undefined) fail(`unknown key "${name}.${unknown}". Allowed here: ${Object.keys(WRAPPER_KEYS).join(", ")}`);
  for (const [key, { is, takes }] of Object.entries(WRAPPER_KEYS)) if (!is(wrapper[key])) fail(`"${name}.${key}" must be ${takes}`);
}

function isReference(value: unknown): value is ExportReference {
  if (typeof value !== "object" || value === null) return false;
  const { module, export: name } = value as Record<string, unknown>;
  return typeof module === "string" && typeof name === "string";
}

function fail(message: string): never {
  throw new Error(`settings["${SETTINGS_KEY}"]: ${message}.`);
}
