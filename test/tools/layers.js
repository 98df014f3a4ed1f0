import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** From the bottom to the top: a layer imports from itself and from the layers before it. */
const LAYERS = [
  "src/warn",
  "src/debug",
  "src/ast",
  "src/scope",
  "src/flow",
  "src/catalogue",
  "src/settings",
  "src/globs",
  "src/layers",
  "src/project",
  "src/file",
  "src/schemas",
  "src/endpoints",
  "src/effects",
  "src/states",
  "src/verdicts",
  "src/fix",
  "src/report",
  "src/create-rule",
  "rules",
  "src/configs",
  "src/index",
  "src/cli",
];

/**
 * Layers that not everything above them may import.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const ONLY_FOR = {
  "src/create-rule": ["rules", "src/configs"],
  rules: ["src/configs", "src/index"],
};

/** @type {import("eslint").Rule.RuleModule} */
export const layerImports = {
  meta: {
    type: "problem",
    docs: { description: "Enforce the order of the layers" },
    messages: {
      wrongWay: "`{{from}}` may not import `{{to}}`: imports go down the list in test/tools/layers.js.",
      noLayer: "`{{path}}` is in no layer: add it to the list in test/tools/layers.js.",
    },
    schema: [],
  },
  create(context) {
    const from = findLayer(context.filename);

    /** @param {import("estree").Node & { source?: unknown; argument?: unknown }} node */
    const check = (node) => {
      const specifier = getSpecifier(node.source ?? node.argument);
      if (!specifier?.startsWith(".") || from === undefined) return;
      const path = resolve(dirname(context.filename), specifier);
      const to = findLayer(path);
      if (to === undefined) {
        if (!isPackageJson(path)) context.report({ node, messageId: "noLayer", data: { path: toRelative(path) } });
      } else if (!mayImport(from, to)) {
        context.report({ node, messageId: "wrongWay", data: { from, to } });
      }
    };

    return {
      Program(node) {
        if (from === undefined) context.report({ node, messageId: "noLayer", data: { path: toRelative(context.filename) } });
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

/**
 * @param {string} from
 * @param {string} to
 */
function mayImport(from, to) {
  if (from === to) return true;
  return LAYERS.indexOf(from) > LAYERS.indexOf(to) && (ONLY_FOR[to]?.includes(from) ?? true);
}

/** @param {string} path */
function findLayer(path) {
  const name = toRelative(path).replace(/\.[jt]s$/, "");
  return LAYERS.find((layer) => name === layer || name.startsWith(`${layer}/`));
}

/** @param {string} path */
function toRelative(path) {
  return relative(ROOT, path).split(sep).join("/");
}

/** @param {string} path */
function isPackageJson(path) {
  return toRelative(path) === "package.json";
}

/**
 * The text of a specifier: a literal, or a literal type in `import("x").Y`.
 * @param {unknown} node
 * @returns {string | undefined}
 */
function getSpecifier(node) {
  const { value, literal } = /** @type {{ value?: unknown; literal?: unknown }} */ (node ?? {});
  if (literal !== undefined) return getSpecifier(literal);
  return typeof value === "string" ? value : undefined;
}
