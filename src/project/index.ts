export * from "./definitions.js";
export { getPackageName } from "./resolver.js";
export type { Resolution } from "./resolver.js";
export type { SourceModule } from "./module.js";
export * from "./project.js";
