import { getArguments, getCallee, getMember, isCall, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import type { Project, SourceModule } from "../project/index.js";

/** What code does with values of one name, wherever they come from. */
interface KeyUses {
  /** Tested for being truthy or positive, or turned from 0 into null: 0 goes another way than a real key. */
  readonly guarded: ReadonlySet<string>;
  /** Compared with 0 as a value of its own. */
  readonly comparedWithZero: ReadonlySet<string>;
  /** Handed to something that makes a date of it. */
  readonly parsedAsDate: ReadonlySet<string>;
}

const known = new WeakMap<SourceModule, KeyUses>();
/** A text that may compare with 0: `=== 0`, `0 !== x`, `case 0:`. */
const COMPARISON = /[=!<>]=?\s*\(?\s*-?0\b|\b0\s*\)?\s*[=!<>]|case\s+0\b/;
const DATE_MAKERS = /date|parse|iso|utc|dayjs|moment|luxon|instant|time/i;

/** Does one of the modules treat a falsy value of this name apart? */
export function isGuarded(modules: readonly SourceModule[], name: string): boolean {
  return modules.some((module) => getKeyUses(module).guarded.has(name));
}

/** Does one of the modules make a date of a value of this name? */
export function isParsedAsDate(modules: readonly SourceModule[], name: string): boolean {
  return modules.some((module) => getKeyUses(module).parsedAsDate.has(name));
}

/** Is 0 a value of its own for this name, anywhere in the project? */
export function isZeroMeaningful(project: Project, name: string): boolean {
  const known = project.memoPlain(isZeroMeaningful, () => new Map<string, boolean>());
  let isMeaningful = known.get(name);
  if (isMeaningful === undefined) {
    // Most that name it compare nothing with 0.
    const paths = project.findNaming(name).filter((path) => COMPARISON.test(project.getSource(path)?.text ?? ""));
    isMeaningful = paths.some((path) => {
      const module = project.getModule(path);
      return module !== undefined && getKeyUses(module).comparedWithZero.has(name);
    });
    known.set(name, isMeaningful);
  }
  return isMeaningful;
}

function getKeyUses(module: SourceModule): KeyUses {
  let uses = known.get(module);
  if (!uses) known.set(module, (uses = readKeyUses(module)));
  return uses;
}

function readKeyUses(module: SourceModule): KeyUses {
  const guarded = new Set<string>();
  const comparedWithZero = new Set<string>();
  const parsedAsDate = new Set<string>();
  const addTest = (test: Node | null | undefined): void => {
    const name = test ? getName(test) : undefined;
    if (name !== undefined) guarded.add(name);
  };
  walk(module.program, (node) => {
    switch (node.type) {
      case "LogicalExpression":
        if (node.operator !== "??") addTest(node.left);
        if (node.operator === "&&") addTest(node.right);
        break;
      case "ConditionalExpression":
      case "IfStatement":
        addTest(node.test);
        break;
      case "UnaryExpression":
        if (node.operator === "!") addTest(node.argument);
        break;
      case "BinaryExpression":
        readComparison(node, guarded, comparedWithZero);
        break;
      default:
        if (isCall(node)) readCall(node, guarded, parsedAsDate);
    }
  });
  return { guarded, comparedWithZero, parsedAsDate };
}

function readComparison(node: Extract<Node, { type: "BinaryExpression" }>, guarded: Set<string>, comparedWithZero: Set<string>): void {
  const name = getName(node.left) ?? getName(node.right);
  if (name === undefined || ![node.left, node.right].some((side) => isNumber(side, 0))) return;
  const isEquality = /^[!=]==?$/.test(node.operator);
  if (!isEquality || isTurnedIntoNull(node)) guarded.add(name);
  else comparedWithZero.add(name);
}

/** `x === 0 ? null : x`. */
function isTurnedIntoNull(node: Node): boolean {
  const outer = unwrapUp(node).parent;
  if (outer?.type !== "ConditionalExpression" || unwrap(outer.test) !== node) return false;
  return [outer.consequent, outer.alternate].some((branch) => {
    const bare = unwrap(branch);
    return (bare.type === "Literal" && bare.value === null && !("regex" in bare)) || (bare.type === "Identifier" && bare.name === "undefined");
  });
}

function readCall(node: Parameters<typeof getArguments>[0], guarded: Set<string>, parsedAsDate: Set<string>): void {
  const callee = getCallee(node);
  const called = callee.type === "Identifier" ? callee.name : (getMember(callee)?.name ?? "");
  const owner = getMember(callee)?.object;
  for (const argument of getArguments(node)) {
    const name = getName(argument);
    if (name === undefined) continue;
    if (called === "Boolean") guarded.add(name);
    if (DATE_MAKERS.test(called) || (owner?.type === "Identifier" && DATE_MAKERS.test(owner.name))) parsedAsDate.add(name);
  }
}

/** The name of a variable or of a member. */
function getName(node: Node): string | undefined {
  const bare = unwrap(node);
  return bare.type === "Identifier" ? (bare).name : getMember(bare)?.name;
}

function isNumber(node: Node, value: number): boolean {
  const bare = unwrap(node);
  return bare.type === "Literal" && bare.value === value;
}
