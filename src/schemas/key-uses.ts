import { getAnnotation, getArguments, getCallee, getLastName, getMember, getPropertyName, isCall, isWithin, unwrap, unwrapUp, walk } from "../ast/index.js";
import type { Node } from "../ast/index.js";
import { findTypeClass } from "../project/index.js";
import type { Project, SourceModule } from "../project/index.js";

/** What code does with values of one name, wherever they come from. */
interface KeyUses {
  /** Tested for being truthy or positive, or turned from 0 into null: 0 goes another way than a real key. By name, the values that are. */
  readonly guarded: ReadonlyMap<string, readonly Node[]>;
  /** Compared with 0 as a value of its own. */
  readonly comparedWithZero: ReadonlySet<string>;
  /** Handed to something that makes a date of it. By name, the values that are. */
  readonly parsedAsDate: ReadonlyMap<string, readonly Node[]>;
}

const known = new WeakMap<SourceModule, KeyUses>();
/** A text that may compare with 0: `=== 0`, `0 !== x`, `case 0:`. */
const COMPARISON = /[=!<>]=?\s*\(?\s*-?0\b|\b0\s*\)?\s*[=!<>]|case\s+0\b/;
const DATE_MAKERS = /date|parse|iso|utc|dayjs|moment|luxon|instant|time/i;

/** Does one of the modules treat a falsy value of this name apart? With a class, what is declared as another one's field does not count. */
export function isGuarded(project: Project, modules: readonly SourceModule[], name: string, owner?: Node): boolean {
  return modules.some((module) => getKeyUses(module).guarded.get(name)?.some((value) => !owner || !isFieldOfOther(project, value, name, module, owner)) === true);
}

/** Does one of the modules make a date of a value of this name, within a node where one is given? */
export function isParsedAsDate(modules: readonly SourceModule[], name: string, within?: Node): boolean {
  return modules.some((module) => getKeyUses(module).parsedAsDate.get(name)?.some((value) => !within || isWithin(value, within)) === true);
}

/** `filter.teamId` of a parameter whose class declares that field itself. */
function isFieldOfOther(project: Project, value: Node, name: string, module: SourceModule, owner: Node): boolean {
  const object = getMember(value)?.object;
  const binding = object?.type === "Identifier" ? module.scope.resolve(object) : undefined;
  const type = binding?.kind === "parameter" ? getAnnotation(binding.identifier)?.typeAnnotation : undefined;
  const declared = type && findTypeClass(project, type, module)?.node;
  return declared !== undefined && declared !== owner && declared.body.body.some((member) => getPropertyName(member) === name);
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
  const guarded = new Map<string, Node[]>();
  const comparedWithZero = new Set<string>();
  const parsedAsDate = new Map<string, Node[]>();
  const addTest = (test: Node | null | undefined): void => {
    if (test) add(guarded, test);
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

function add(uses: Map<string, Node[]>, value: Node): void {
  const name = getLastName(value);
  if (name === undefined) return;
  const known = uses.get(name);
  if (known) known.push(value);
  else uses.set(name, [value]);
}

function readComparison(node: Extract<Node, { type: "BinaryExpression" }>, guarded: Map<string, Node[]>, comparedWithZero: Set<string>): void {
  const value = getLastName(node.left) === undefined ? node.right : node.left;
  const name = getLastName(value);
  if (name === undefined || ![node.left, node.right].some((side) => isNumber(side, 0))) return;
  const isEquality = /^[!=]==?$/.test(node.operator);
  if (!isEquality || isTurnedIntoNull(node)) add(guarded, value);
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

function readCall(node: Parameters<typeof getArguments>[0], guarded: Map<string, Node[]>, parsedAsDate: Map<string, Node[]>): void {
  const callee = getCallee(node);
  const called = callee.type === "Identifier" ? callee.name : (getMember(callee)?.name ?? "");
  const owner = getMember(callee)?.object;
  for (const argument of getArguments(node)) {
    if (called === "Boolean") add(guarded, argument);
    if (DATE_MAKERS.test(called) || (owner?.type === "Identifier" && DATE_MAKERS.test(owner.name))) add(parsedAsDate, argument);
  }
}

function isNumber(node: Node, value: number): boolean {
  const bare = unwrap(node);
  return bare.type === "Literal" && bare.value === value;
}
