import { matchesSpecifier } from "./specifiers.js";

/** What a call does outside the database. */
export type SideEffectKind =
  /** Asks another service, and waits for its answer. */
  | "request"
  | "mail"
  /** Puts a message on a queue or a topic, or pushes it to clients. */
  | "message"
  /** Writes to a store that knows nothing of the transaction. */
  | "cache"
  /** Does nothing but let time pass. */
  | "wait"
  /** Only the settings know. */
  | "other";

/** A package, or a global function, with effects outside the database. Which calls have them is told by member names. */
export interface EffectModule {
  /** Specifiers it is imported by; `*` at the end stands for any rest. */
  readonly modules: readonly string[];
  /** Names of globals that are this function. */
  readonly globals?: readonly string[];
  readonly kind: SideEffectKind;
  /** The functions and methods with an effect. Everything else (`create`, `getUri`, constructors) has none. */
  readonly members: readonly string[] | "all";
  /** Calling the export, or a client, has the effect: `axios(…)`. */
  readonly isCallable?: true;
  /** What returns another client of the package: `create`. An empty name is the export itself. */
  readonly makes?: readonly string[];
  /** The members lie in groups of the client: `stripe.subscriptions.cancel`. */
  readonly isDeep?: true;
  /** Decorators of the package that inject a client. */
  readonly injectedBy?: readonly string[];
  /** Only as what resolves a promise, `new Promise((resolve) => setTimeout(resolve, 100))`: all else runs later. */
  readonly isTimer?: true;
}

const VERBS = ["get", "post", "put", "patch", "delete", "head", "options", "request"];
const RESOURCE_VERBS = ["create", "retrieve", "update", "list", "search", "del", "delete", "cancel", "confirm", "capture", "pay", "finalizeInvoice", "sendInvoice", "voidInvoice", "resume", "send"];
const REDIS_WRITES = [
  ...["set", "setex", "psetex", "setnx", "getset", "getdel", "mset", "msetnx", "append", "del", "unlink", "expire", "pexpire", "expireat", "persist", "rename"],
  ...["incr", "incrby", "incrbyfloat", "decr", "decrby", "hset", "hsetnx", "hmset", "hdel", "hincrby", "lpush", "rpush", "lpop", "rpop", "lrem", "lset", "ltrim"],
  ...["sadd", "srem", "spop", "smove", "zadd", "zrem", "zincrby", "zpopmin", "zpopmax", "zremrangebyscore", "xadd", "xdel", "xtrim", "publish", "flushall", "flushdb"],
  ...["setEx", "pSetEx", "setNX", "getSet", "getDel", "mSet", "expireAt", "incrBy", "incrByFloat", "decrBy", "hSet", "hSetNX", "hDel", "hIncrBy", "lPush", "rPush", "lPop", "rPop"],
  ...["lRem", "lSet", "lTrim", "sAdd", "sRem", "sPop", "sMove", "zAdd", "zRem", "zIncrBy", "zRemRangeByScore", "xAdd", "xDel", "xTrim", "flushAll", "flushDb"],
];
const UPLOADS = ["upload", "uploadData", "uploadFile", "uploadStream", "putObject", "fPutObject", "removeObject", "removeObjects", "deleteObject", "deleteObjects", "copyObject"];

/** Every package that is known for effects outside the database, by its vendor's documentation. */
const EFFECT_MODULES: readonly EffectModule[] = [
  { modules: [], globals: ["fetch"], kind: "request", members: [], isCallable: true },
  { modules: ["undici"], kind: "request", members: ["fetch", "request", "stream", "pipeline"] },
  { modules: ["node-fetch", "cross-fetch", "isomorphic-fetch", "isomorphic-unfetch", "node-fetch-native", "ofetch"], kind: "request", members: ["fetch", "ofetch", "$fetch", "raw"], isCallable: true },
  { modules: ["axios"], kind: "request", members: [...VERBS, "postForm", "putForm", "patchForm"], isCallable: true, makes: ["create"] },
  { modules: ["@nestjs/axios"], kind: "request", members: VERBS, isDeep: true },
  { modules: ["got", "ky", "ky-universal"], kind: "request", members: [...VERBS, "stream"], isCallable: true, makes: ["create", "extend"] },
  { modules: ["superagent", "needle", "request", "request-promise", "request-promise-native"], kind: "request", members: [...VERBS, "del"], isCallable: true, makes: ["agent", "defaults"] },
  { modules: ["http", "https", "node:http", "node:https"], kind: "request", members: ["request", "get"] },
  { modules: ["graphql-request"], kind: "request", members: ["request", "rawRequest", "batchRequests"], isCallable: true },
  { modules: ["@octokit/*", "octokit"], kind: "request", members: ["request", "graphql", "paginate"] },
  { modules: ["stripe"], kind: "request", members: RESOURCE_VERBS, makes: [""], isDeep: true },
  { modules: ["openai", "@anthropic-ai/sdk"], kind: "request", members: ["create", "parse", "stream", "generate", "edit"], isDeep: true },
  { modules: ["meilisearch"], kind: "request", members: ["addDocuments", "updateDocuments", "deleteDocument", "deleteDocuments", "deleteAllDocuments", "createIndex", "deleteIndex", "search", "updateSettings"], makes: ["index", "getIndex"] },
  { modules: ["@elastic/elasticsearch", "@opensearch-project/opensearch"], kind: "request", members: ["index", "bulk", "update", "create", "delete", "deleteByQuery", "updateByQuery", "search"], isDeep: true },
  { modules: ["algoliasearch", "algoliasearch/*"], kind: "request", members: ["saveObject", "saveObjects", "partialUpdateObject", "partialUpdateObjects", "deleteObject", "deleteObjects", "search"], makes: ["", "algoliasearch", "initIndex"] },
  { modules: ["@aws-sdk/client-ses", "@aws-sdk/client-sesv2"], kind: "mail", members: ["send", "sendEmail", "sendRawEmail", "sendTemplatedEmail", "sendBulkTemplatedEmail"] },
  { modules: ["@aws-sdk/client-sqs", "@aws-sdk/client-sns", "@aws-sdk/client-eventbridge"], kind: "message", members: ["send", "sendMessage", "sendMessageBatch", "publish", "publishBatch", "putEvents"] },
  { modules: ["@aws-sdk/client-*"], kind: "request", members: ["send", "invoke", ...UPLOADS] },
  { modules: ["@aws-sdk/lib-storage"], kind: "request", members: ["done"] },
  { modules: ["aws-sdk", "aws-sdk/*"], kind: "request", members: ["sendEmail", "sendRawEmail", "sendTemplatedEmail", "sendMessage", "sendMessageBatch", "publish", "putEvents", "invoke", ...UPLOADS] },
  { modules: ["@google-cloud/storage"], kind: "request", members: ["save", "delete", "copy", "move", "download", ...UPLOADS], makes: ["bucket", "file"] },
  { modules: ["@google-cloud/pubsub"], kind: "message", members: ["publish", "publishMessage", "publishJSON"], makes: ["topic"] },
  { modules: ["@google-cloud/tasks"], kind: "message", members: ["createTask"] },
  { modules: ["@azure/storage-blob"], kind: "request", members: ["delete", "deleteIfExists", "download", ...UPLOADS], makes: ["fromConnectionString", "getContainerClient", "getBlockBlobClient", "getBlobClient"] },
  { modules: ["@azure/service-bus"], kind: "message", members: ["sendMessages", "scheduleMessages"], makes: ["createSender"] },
  { modules: ["minio"], kind: "request", members: UPLOADS },
  { modules: ["cloudinary"], kind: "request", members: ["upload", "upload_stream", "destroy"], isDeep: true },
  { modules: ["nodemailer", "nodemailer/*"], kind: "mail", members: ["sendMail"], makes: ["createTransport"] },
  { modules: ["@nestjs-modules/mailer", "@nestjs-modules/mailer/*"], kind: "mail", members: ["sendMail"] },
  { modules: ["@sendgrid/mail", "email-templates"], kind: "mail", members: ["send", "sendMultiple"] },
  { modules: ["resend", "mailersend", "@mailchimp/mailchimp_transactional"], kind: "mail", members: ["send", "sendTemplate"], makes: [""], isDeep: true },
  { modules: ["postmark"], kind: "mail", members: ["sendEmail", "sendEmailWithTemplate", "sendEmailBatch", "sendEmailBatchWithTemplates"] },
  { modules: ["mailgun.js", "mailgun-js"], kind: "mail", members: ["create", "send"], makes: ["", "client", "messages"], isDeep: true },
  { modules: ["@getbrevo/brevo", "sib-api-v3-sdk"], kind: "mail", members: ["sendTransacEmail"] },
  { modules: ["twilio"], kind: "message", members: ["create"], makes: ["", "messages"], isDeep: true },
  { modules: ["web-push"], kind: "message", members: ["sendNotification"] },
  { modules: ["expo-server-sdk"], kind: "message", members: ["sendPushNotificationsAsync"] },
  { modules: ["firebase-admin", "firebase-admin/*"], kind: "message", members: ["send", "sendEach", "sendEachForMulticast", "sendMulticast"], makes: ["messaging", "getMessaging"] },
  { modules: ["@slack/web-api"], kind: "message", members: ["postMessage", "postEphemeral", "scheduleMessage", "update", "upload", "uploadV2", "apiCall"], isDeep: true },
  { modules: ["@slack/webhook"], kind: "message", members: ["send"] },
  { modules: ["telegraf", "node-telegram-bot-api"], kind: "message", members: ["sendMessage", "sendPhoto", "sendDocument"], isDeep: true },
  { modules: ["bullmq", "bull", "@nestjs/bull", "@nestjs/bullmq"], kind: "message", members: ["add", "addBulk", "upsertJobScheduler"], injectedBy: ["InjectQueue", "InjectFlowProducer"] },
  { modules: ["bee-queue"], kind: "message", members: ["save"], makes: ["createJob"] },
  { modules: ["agenda"], kind: "message", members: ["now", "schedule", "every"] },
  { modules: ["amqplib", "amqplib/*", "amqp-connection-manager"], kind: "message", members: ["publish", "sendToQueue"], makes: ["connect", "createChannel", "createConfirmChannel"] },
  { modules: ["@golevelup/nestjs-rabbitmq"], kind: "message", members: ["publish", "request"] },
  { modules: ["kafkajs"], kind: "message", members: ["send", "sendBatch"], makes: ["producer"] },
  { modules: ["node-rdkafka"], kind: "message", members: ["produce"] },
  { modules: ["@nestjs/microservices"], kind: "message", members: ["emit", "send"] },
  { modules: ["nats", "mqtt"], kind: "message", members: ["publish", "publishAsync", "request"], makes: ["connect", "connectAsync", "jetstream"] },
  { modules: ["@temporalio/client"], kind: "message", members: ["start", "execute", "signal", "signalWithStart"], makes: ["getHandle"], isDeep: true },
  { modules: ["inngest"], kind: "message", members: ["send"] },
  { modules: ["socket.io"], kind: "message", members: ["emit"], makes: ["to", "in", "of", "except"] },
  { modules: ["ws"], kind: "message", members: ["send"] },
  { modules: ["analytics-node", "@segment/analytics-node", "posthog-node", "mixpanel"], kind: "message", members: ["track", "identify", "group", "alias", "page", "capture"], makes: ["init"] },
  { modules: ["ioredis", "redis", "@redis/client", "@upstash/redis", "@liaoliaots/nestjs-redis", "@nestjs-modules/ioredis"], kind: "cache", members: REDIS_WRITES, makes: ["", "createClient", "createCluster", "duplicate", "multi", "pipeline", "fromEnv"], injectedBy: ["InjectRedis"] },
  { modules: ["cache-manager", "@nestjs/cache-manager"], kind: "cache", members: ["set", "mset", "del", "mdel", "reset", "clear"], makes: ["caching", "createCache", "multiCaching"] },
  { modules: ["keyv"], kind: "cache", members: ["set", "delete", "clear"] },
  { modules: ["memjs", "memcached"], kind: "cache", members: ["set", "add", "replace", "delete", "del", "flush"], makes: ["create"] },
  { modules: ["timers/promises", "node:timers/promises"], kind: "wait", members: ["setTimeout", "wait"], isDeep: true },
  { modules: ["delay", "sleep-promise"], kind: "wait", members: [], isCallable: true },
  { modules: [], globals: ["setTimeout"], kind: "wait", members: [], isCallable: true, isTimer: true },
];

/** The package of effects that a specifier means; `undefined` for all that nobody described. */
export function findEffectModule(specifier: string): EffectModule | undefined {
  return EFFECT_MODULES.find(({ modules }) => modules.some((module) => matchesSpecifier(module, specifier)));
}

/** The global function of that name, when it has effects outside the database. */
export function findEffectGlobal(name: string): EffectModule | undefined {
  return EFFECT_MODULES.find(({ globals }) => globals?.includes(name));
}

/** A package that the settings name: all that it exports has an effect, but what makes or sets up a client. */
export function createEffectModule(specifier: string): EffectModule {
  return { modules: [specifier], kind: "other", members: "all", isCallable: true, isDeep: true };
}

const MAKER = /^(?:create|make|build|init|configure|setup|connect)(?![a-z])/;

/** Has calling a member of a package, or of one of its clients, an effect? An empty path is the export or client itself. */
export function hasSideEffect(module: EffectModule, path: readonly string[]): boolean {
  const name = path.at(-1);
  if (name === undefined) return module.isCallable === true;
  if (path.length > 1 && !module.isDeep) return false;
  return module.members === "all" ? !MAKER.test(name) : module.members.includes(name);
}

/** Does calling a member of a package give a client of it? */
export function makesClient(module: EffectModule, path: readonly string[]): boolean {
  const name = path.at(-1) ?? "";
  return module.makes?.includes(name) === true || (module.members === "all" && MAKER.test(name));
}

const NO_CLIENT = /(?:Response|Result|Error|Config|Options|Request|Headers|Params|Command|Job|Event|Context)$/;

/** Is a class or type of a package, by its name, a client rather than what is sent or comes back? */
export function isClientName(path: readonly string[]): boolean {
  return !NO_CLIENT.test(path.at(-1) ?? "");
}
