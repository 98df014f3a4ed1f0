import type { Rule } from "eslint";
import { endOf, startOf } from "./ast/index.js";
import type { Node } from "./ast/index.js";
import { getLintedFile } from "./file.js";
import type { LintedFile } from "./file.js";
import type { TextEdit } from "./fix/index.js";
import { isNotProduction } from "./globs.js";
import type { Subject } from "./project/index.js";

export type Preset = "recommended" | "strict";

export interface RuleDocs {
  readonly description: string;
  /** The presets that switch the rule on. `strict` holds everything that `recommended` holds. */
  readonly presets: readonly Preset[];
  readonly category: Subject;
  /** What a file has to hold for the rule to ask anything of it, where that is not the category's: a rule about writes has no use for schemas. */
  readonly subject?: Subject;
  /** Options under `strict`, where they differ from the defaults. */
  readonly strictOptions?: object;
}

export interface RuleMeta<MessageIds extends string> {
  readonly type: "problem" | "suggestion";
  readonly docs: RuleDocs;
  readonly fixable?: "code";
  readonly hasSuggestions?: true;
  readonly messages: Readonly<Record<MessageIds, string>>;
  readonly schema: readonly object[];
  readonly defaultOptions?: readonly object[];
}

export interface Problem<MessageIds extends string> {
  readonly node: Node;
  readonly messageId: MessageIds;
  readonly data?: Readonly<Record<string, string>>;
  /** Only what is certain; everything else is a suggestion. */
  readonly fix?: readonly TextEdit[] | undefined;
  readonly suggest?: readonly { readonly messageId: MessageIds; readonly data?: Readonly<Record<string, string>>; readonly edits: readonly TextEdit[] }[];
}

export interface RuleContext<Options extends readonly object[], MessageIds extends string> {
  readonly file: LintedFile;
  readonly options: Options;
  report(problem: Problem<MessageIds>): void;
}

export interface RuleDefinition<Options extends readonly object[], MessageIds extends string> {
  readonly name: string;
  readonly meta: RuleMeta<MessageIds>;
  /** Runs once per file that parses. Reports; returns nothing. */
  create(context: RuleContext<Options, MessageIds>): void;
}

const DOCS_URL = "https://github.com/eslint-plugin-unit-of-work/eslint-plugin-unit-of-work/blob/main/docs/rules";

/** The meta of one of our rules, as the presets and the documentation read it. */
export type OwnRuleModule = Rule.RuleModule & { readonly meta: { readonly docs: RuleDocs & { readonly url: string; readonly recommended: boolean } } };

/**
 * Makes a host rule of one of ours: adds the documentation's address, hands over the linted file, turns nodes of our own
 * tree into positions. A host that cannot be analysed gets a rule that says nothing.
 */
export function createRule<Options extends readonly object[], MessageIds extends string>(definition: RuleDefinition<Options, MessageIds>): OwnRuleModule {
  const { name, meta } = definition;
  return {
    meta: {
      ...meta,
      schema: [...meta.schema],
      defaultOptions: [...(meta.defaultOptions ?? [])],
      docs: { ...meta.docs, recommended: meta.docs.presets.includes("recommended"), url: `${DOCS_URL}/${name}.md` },
    },
    create(context) {
      return {
        Program() {
          const subject = meta.docs.subject ?? meta.docs.category;
          const file = getLintedFile(context, subject);
          if (!file || isOutOfScope(subject, file)) return;
          definition.create({
            file,
            options: context.options as unknown as Options,
            report: (problem) => {
              reportProblem(context, problem);
            },
          });
        },
      };
    },
  };
}

/** What is no production code owes no transactions and no audit. Of validation, each rule decides. */
function isOutOfScope(subject: Subject, { path, settings }: LintedFile): boolean {
  return subject !== "validation" && isNotProduction(path, settings);
}

function reportProblem<MessageIds extends string>(context: Rule.RuleContext, problem: Problem<MessageIds>): void {
  const { sourceCode } = context;
  const { fix, suggest = [] } = problem;
  context.report({
    loc: { start: sourceCode.getLocFromIndex(startOf(problem.node)), end: sourceCode.getLocFromIndex(endOf(problem.node)) },
    messageId: problem.messageId,
    data: { ...problem.data },
    fix: fix && fix.length > 0 ? (fixer) => fix.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text)) : null,
    suggest: suggest.map(({ messageId, data, edits }) => ({
      messageId,
      data: { ...data },
      fix: (fixer: Rule.RuleFixer) => edits.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text)),
    })),
  });
}
