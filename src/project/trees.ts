import type { Program } from "../ast/index.js";
import type { SourceModule } from "./module.js";

/** Parsed text that is held on to, in characters. A tree takes about 25 bytes for each. */
const LIMIT = 2_000_000;
/** Letting go more often than once in so many files means that one file's questions need more than the limit. */
const FILES_BETWEEN = 40;

interface Tree {
  readonly weak: WeakRef<SourceModule>;
  held: SourceModule | undefined;
  used: number;
}

/**
 * The parsed modules of a project. Holds on to those that were used last; another one lives as long as somebody has a
 * node of it, and is the same object until then: nodes of one file are never of two trees at a time.
 */
export class Trees {
  private readonly trees = new Map<string, Tree>();
  /** A node leads to its program, and this leads on to the module. */
  private readonly owners = new WeakMap<Program, SourceModule>();
  private held = 0;
  private clock = 0;
  private limit = LIMIT;
  private filesSince = 0;

  get(path: string): SourceModule | undefined {
    const tree = this.trees.get(path);
    if (!tree) return undefined;
    tree.used = this.clock += 1;
    if (tree.held) return tree.held;
    const module = tree.weak.deref();
    if (module) this.hold(tree, module);
    else this.trees.delete(path);
    return module;
  }

  add(module: SourceModule): void {
    this.delete(module.path);
    const tree: Tree = { weak: new WeakRef(module), held: undefined, used: (this.clock += 1) };
    this.owners.set(module.program, module);
    this.trees.set(module.path, tree);
    this.hold(tree, module);
    // Within one file's questions too: what answers have nodes of stays anyway.
    if (this.held > 2 * this.limit) this.letGoDownTo(this.limit);
  }

  delete(path: string): void {
    this.letGo(this.trees.get(path));
    this.trees.delete(path);
  }

  /** To be asked between two files: is more held than should be? Then lets go of what was not used for longest. */
  trim(): boolean {
    this.filesSince += 1;
    if (this.held <= this.limit) return false;
    if (this.filesSince < FILES_BETWEEN) {
      this.limit *= 2;
      return false;
    }
    this.filesSince = 0;
    this.letGoDownTo(this.limit / 2);
    return true;
  }

  private letGoDownTo(size: number): void {
    const oldestFirst = [...this.trees.values()].filter(({ held }) => held !== undefined).sort((a, b) => a.used - b.used);
    for (const tree of oldestFirst) if (this.held > size) this.letGo(tree);
  }

  private hold(tree: Tree, module: SourceModule): void {
    tree.held = module;
    this.held += module.text.length;
  }

  private letGo(tree: Tree | undefined): void {
    this.held -= tree?.held?.text.length ?? 0;
    if (tree) tree.held = undefined;
  }
}
