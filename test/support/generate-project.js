import { createRandom } from "./random.js";
import { createAreas, plantBugs } from "./generate/domains.js";
import { LIBRARIES } from "./generate/libraries.js";
import { SHARED, writeBarrel, writeConstants, writeMapper, writeTest, writeTypes } from "./generate/plain.js";
import { writeController, writeDto, writeFastifyRoutes, writeHonoRoutes, writeSchemas } from "./generate/web.js";
import { writeContainer, writeHelpers, writeRepository, writeService, writeStore, writeUseCases } from "./generate/work.js";

/**
 * @typedef {object} GeneratedProject
 * @property {Record<string, string>} files text by path, with `package.json` and `tsconfig.json`
 * @property {readonly { readonly path: string, readonly rule: string }[]} planted the bugs: one finding of the preset `strict` each
 */

const FILES_OF_A_MODULE = 13;
const FILES_OF_AN_AREA = 3;
const MODULES_OF_AN_AREA = 6;

/**
 * A TypeScript backend of about so many source files: areas with a data-access library each, modules of entity,
 * repository, service, routes and helpers that call one another, and files that know no library. The same for the same
 * seed. Functions have the same names in every module (`create`, `update`, `findOne`, `execute`), as in real backends.
 *
 * @param {{ readonly files: number, readonly seed?: number, readonly bugRate?: number }} options `bugRate` is the share of the modules that have a bug
 * @returns {GeneratedProject}
 */
export function generateProject({ files: wanted, seed = 1, bugRate = 0.2 }) {
  const random = createRandom(seed);
  const shared = Object.keys(SHARED).length + 1;
  const count = Math.max(1, Math.round((wanted - shared) / (FILES_OF_A_MODULE + FILES_OF_AN_AREA / MODULES_OF_AN_AREA)));
  const areas = createAreas(count, LIBRARIES, random);
  plantBugs(areas, bugRate, random);
  /** @type {Record<string, string>} */
  const files = { ...SHARED, "package.json": PACKAGE, "tsconfig.json": TSCONFIG };
  for (const area of areas) {
    files[`${area.path}/database.ts`] = area.library.database(area);
    files[`${area.path}/index.ts`] = area.domains.map(({ noun, variable }) => `export * as ${variable} from "./${noun}";\n`).join("");
    if (area.library.web !== "hono") files[`${area.path}/${area.library.web === "nest" ? "module" : "container"}.ts`] = writeContainer(area);
    for (const domain of area.domains) Object.assign(files, writeModule(domain));
  }
  files["src/main.ts"] = areas.map(({ name }) => `export * as ${name.replaceAll(/-(.)/g, "$1")} from "./${name}";\n`).join("");
  return { files, planted: areas.flatMap(({ domains }) => domains.flatMap(getPlanted)) };
}

/**
 * @param {import("./generate/domains.js").Domain} domain
 * @returns {Record<string, string>}
 */
function writeModule(domain) {
  const { path, noun, area } = domain;
  const { web, model, entity } = area.library;
  const texts = {
    [`${noun}.types`]: writeTypes(domain),
    [`${noun}.constants`]: writeConstants(domain),
    [`${noun}.mapper`]: writeMapper(domain),
    [`${noun}.mapper.test`]: writeTest(domain),
    [`${noun}.${model}`]: entity(domain),
    [`${noun}.store`]: writeStore(domain),
    [`${noun}.repository`]: writeRepository(domain),
    [`${noun}.helpers`]: writeHelpers(domain),
    [`${noun}.service`]: writeService(domain),
    [`${noun}.use-case`]: writeUseCases(domain),
    ...(web === "nest" ? { [`${noun}.dto`]: writeDto(domain), [`${noun}.controller`]: writeController(domain) } : { [`${noun}.schemas`]: writeSchemas(domain) }),
    ...(web === "fastify" ? { [`${noun}.routes`]: writeFastifyRoutes(domain) } : {}),
    ...(web === "hono" ? { [`${noun}.routes`]: writeHonoRoutes(domain) } : {}),
    index: writeBarrel(domain),
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${path}/${name}.ts`, text]));
}

/**
 * @param {import("./generate/domains.js").Domain} domain
 * @returns {{ readonly path: string, readonly rule: string }[]}
 */
function getPlanted({ bug, path, noun, area }) {
  if (bug === undefined) return [];
  const isNest = area.library.web === "nest";
  const file = {
    "no-commit-in-service": "helpers",
    "no-entity-access-after-commit": "helpers",
    "no-outer-client-in-transaction": "use-case",
    "require-datetime-normalization": isNest ? "dto" : "schemas",
    "require-response-schema": isNest ? "controller" : "routes",
    "require-zero-to-null": isNest ? "dto" : "schemas",
  }[bug];
  return [{ path: `${path}/${noun}.${file}.ts`, rule: bug }];
}

const PACKAGE = `${JSON.stringify({ name: "generated-backend", private: true, type: "module" }, undefined, 2)}\n`;

const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: "ES2023",
      module: "ESNext",
      moduleResolution: "bundler",
      strict: true,
      noUncheckedIndexedAccess: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      skipLibCheck: true,
      noEmit: true,
      paths: { "@/*": ["./src/*"] },
    },
    include: ["src"],
  },
  undefined,
  2,
)}\n`;
