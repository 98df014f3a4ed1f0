import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { createRequire } from "node:module";
import { readJson } from "./files.js";
import { readWorkspace } from "./workspace.js";

/** Where a specifier leads: a source file, or somewhere outside (a package, or a file that is not there). */
export type Resolution = { readonly kind: "file"; readonly path: string } | { readonly kind: "outside"; readonly specifier: string };

export interface Resolver {
  resolve(specifier: string, from: string): Resolution;
  /** Forgets every answer: files have come or gone. */
  clear(): void;
}

type Oxc = typeof import("oxc-resolver");

/** TypeScript's own order, and the sources behind the `.js` of ESM imports. */
const OPTIONS = {
  extensions: [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts"],
  extensionAlias: { ".js": [".ts", ".tsx", ".js", ".jsx"], ".mjs": [".mts", ".mjs"], ".cjs": [".cts", ".cjs"], ".jsx": [".tsx", ".jsx"] },
  conditionNames: ["source", "types", "node", "import", "require", "default"],
  mainFields: ["source", "types", "module", "main"],
};

/** Resolves specifiers with tsconfig paths, package exports and workspace packages; without native binding, relative paths only. */
export function createResolver(root: string, tsconfig: string | undefined): Resolver {
  const oxc = loadResolver(tsconfig);
  const workspace = new Map<string, string>();
  let isWorkspaceRead = false;
  const known = new Map<string, Resolution>();

  const find = (specifier: string, from: string): string | undefined => {
    const found = oxc?.find(specifier, from) ?? (specifier.startsWith(".") ? findRelative(specifier, from) : undefined);
    if (found !== undefined) return isSource(found) ? found : undefined;
    if (specifier.startsWith(".") || specifier.startsWith("node:")) return undefined;
    if (!isWorkspaceRead) {
      isWorkspaceRead = true;
      for (const [name, folder] of readWorkspace(root)) workspace.set(name, folder);
    }
    const name = getPackageName(specifier);
    const folder = workspace.get(name);
    return folder === undefined ? undefined : findInPackage(folder, specifier.slice(name.length + 1));
  };

  return {
    resolve(specifier, from) {
      const key = `${dirname(from)}\0${specifier}`;
      let resolution = known.get(key);
      if (!resolution) {
        const path = find(specifier, from);
        resolution = path === undefined ? { kind: "outside", specifier } : { kind: "file", path };
        known.set(key, resolution);
      }
      return resolution;
    },
    clear() {
      known.clear();
      oxc?.clear();
    },
  };
}

/** `@scope/name/path` → `@scope/name`. */
function getPackageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Dependencies are known by their specifier; only the user's own sources are read. */
function isSource(path: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(path) && !path.endsWith(".json") && !path.endsWith(".node");
}

interface LoadedResolver {
  find(specifier: string, from: string): string | undefined;
  clear(): void;
}

function loadResolver(tsconfig: string | undefined): LoadedResolver | undefined {
  let module: Oxc;
  try {
    module = createRequire(import.meta.url)("oxc-resolver") as Oxc;
  } catch {
    return undefined;
  }
  const plain = new module.ResolverFactory(OPTIONS);
  const withPaths = tsconfig === undefined ? undefined : new module.ResolverFactory({ ...OPTIONS, tsconfig: { configFile: tsconfig, references: "auto" } });
  const attempt = (resolver: InstanceType<Oxc["ResolverFactory"]>, specifier: string, from: string): string | undefined => {
    try {
      return resolver.sync(dirname(from), specifier).path ?? undefined;
    } catch {
      return undefined;
    }
  };
  return {
    find: (specifier, from) => (withPaths && attempt(withPaths, specifier, from)) ?? attempt(plain, specifier, from),
    clear() {
      plain.clearCache();
      withPaths?.clearCache();
    },
  };
}

function findRelative(specifier: string, from: string): string | undefined {
  return findFile(resolve(dirname(from), specifier));
}

function findFile(base: string): string | undefined {
  const bare = base.replace(/\.[mc]?js$/, "");
  const candidates = [base, ...OPTIONS.extensions.map((extension) => `${bare}${extension}`), ...OPTIONS.extensions.map((extension) => join(base, `index${extension}`))];
  return candidates.find((path) => existsSync(path) && statSync(path).isFile());
}

function findInPackage(folder: string, subpath: string): string | undefined {
  if (subpath !== "") return findFile(join(folder, subpath)) ?? findFile(join(folder, "src", subpath));
  const manifest = readJson(join(folder, "package.json"));
  const entries = ["source", "types", "module", "main"].flatMap((field) => {
    const entry = manifest?.[field];
    return typeof entry === "string" ? [entry] : [];
  });
  for (const entry of entries) {
    const path = join(folder, entry);
    const found = findFile(path) ?? findFile(toSource(folder, path));
    if (found !== undefined) return found;
  }
  return findFile(join(folder, "src", "index")) ?? findFile(join(folder, "index"));
}

/** `dist/index.js` or `build/src/index.d.ts` → the source it was built from, by the usual layout. */
function toSource(folder: string, built: string): string {
  const inside = relative(folder, built).replace(/^(?:dist|build|lib|out)[\\/](?:src[\\/])?/, "").replace(/\.d\.[mc]?ts$|\.[mc]?js$/, "");
  return join(folder, "src", inside);
}
