import { createSummaries, getChain } from "../../src/effects/index.js";
import type { Summaries, Summary, SummaryEffect } from "../../src/effects/index.js";
import type { FunctionRef } from "../../src/project/index.js";
import { findCall, openProject } from "../support/project.js";

export interface Probe {
  readonly summaries: Summaries;
  /** The function that the first call beginning with a text runs. */
  readonly find: (call: string) => FunctionRef;
}

/** A project whose `src/probe.ts` holds the code. */
export function openProbe(code: string, files: Readonly<Record<string, string>> = {}): Probe {
  const { project, facts, getModule } = openProject({ ...files, "src/probe.ts": code }, "src/probe.ts");
  const module = getModule("src/probe.ts");
  return {
    summaries: createSummaries(project, facts),
    find(call) {
      const callee = facts.getCallee(findCall(module, call), module);
      const [target] = callee.kind === "functions" ? callee.targets : [];
      if (!target) throw new Error(`${call} calls no function of the project`);
      return target;
    },
  };
}

/** The summary of `probe`, which the code declares. */
export function summarise(code: string, files: Readonly<Record<string, string>> = {}): Summary {
  const { summaries, find } = openProbe(`${code}\nprobe();\n`, files);
  return summaries.getSummary(find("probe("));
}

/** The summary of the method `probe` of the class `Probe`, which the code declares. */
export function summariseMethod(code: string, files: Readonly<Record<string, string>> = {}): Summary {
  const { summaries, find } = openProbe(`${code}\nnew Probe().probe();\n`, files);
  return summaries.getSummary(find("new Probe().probe("));
}

function describeSubject({ subject }: SummaryEffect): string {
  switch (subject.kind) {
    case "parameter":
      return `parameter ${[subject.index, ...subject.path].join(".")}`;
    case "field":
      return `this.${subject.path.join(".")}`;
    default:
      return subject.kind;
  }
}

/** `commit parameter 0 via probe → finish`, with a question mark where it is only possible. */
export function read({ effects }: Summary): string[] {
  return effects.map((effect) => `${effect.effect} ${describeSubject(effect)} via ${getChain(effect).join(" → ")}${effect.confidence === "certain" ? "" : "?"}`);
}
