import type { Node } from "../src/ast/index.js";
import { SENSITIVE_COLUMNS } from "../src/catalogue/index.js";
import { createRule } from "../src/create-rule.js";
import { classifyResponse, findEndpoints, getSentValues, isOptedIn } from "../src/endpoints/index.js";
import type { Endpoint } from "../src/endpoints/index.js";
import { isNotProduction } from "../src/globs.js";
import { findSentEntities, findUnshapedReplies, isProvenLeak } from "../src/verdicts/index.js";

type Options = readonly [{ readonly discipline: "proven" | "origin" }];
type MessageIds = "noResponse" | "noSchema" | "unparsed";

export default createRule<Options, MessageIds>({
  name: "require-response-schema",
  meta: {
    type: "problem",
    docs: {
      description: "Require endpoints to declare the schema of their success response",
      presets: ["recommended", "strict"],
      category: "validation",
      strictOptions: { discipline: "origin" },
    },
    messages: {
      noResponse: "{{framework}} endpoint `{{endpoint}}` declares no schema for its success response: {{consequence}}. Declare it in {{place}}.",
      noSchema: "The {{status}} response of {{framework}} endpoint `{{endpoint}}` has no schema: {{consequence}}. Declare it in {{place}}.",
      unparsed: "This {{framework}} handler answers with what a query gave: every column that the query has or will have goes out, and nothing says what the answer looks like. Parse it with a schema, or map it.",
    },
    schema: [
      {
        type: "object",
        description: "Which endpoints owe a response schema.",
        additionalProperties: false,
        properties: {
          discipline: {
            type: "string",
            enum: ["proven", "origin"],
            description: "`proven`: where the application documents its responses, or a sibling endpoint declares one. `origin`: wherever the framework has a place for one, and where a handler of Express, Koa or Next.js sends what a query gave.",
          },
        },
      },
    ],
    defaultOptions: [{ discipline: "proven" }],
  },
  create(context) {
    const { file } = context;
    const [{ discipline }] = context.options;
    if (isNotProduction(file.path, file.settings)) return;
    const reported = new Set<Node>();
    // What leaks is reported once, by the rule that says what it is.
    const leaks = new Set(findSentEntities(file, file.module, SENSITIVE_COLUMNS).flatMap((sent) => (discipline === "origin" || isProvenLeak(sent) ? [sent.node] : [])));
    for (const endpoint of findEndpoints(file.project, file.module)) {
      if (discipline === "proven" && (endpoint.isTypedOnly || !isOptedIn(file, endpoint))) continue;
      const response = classifyResponse(file, endpoint);
      if (response.kind !== "missing" || isLeaking(endpoint)) continue;
      for (const { node, status } of response.places) {
        // Routes that share their responses share the finding.
        if (reported.has(node)) continue;
        reported.add(node);
        const { name: framework, consequence, place } = endpoint.framework;
        if (status === undefined) context.report({ node, messageId: "noResponse", data: { framework, endpoint: getLabel(endpoint), consequence, place } });
        else context.report({ node, messageId: "noSchema", data: { framework, endpoint: getLabel(endpoint), consequence, place, status } });
      }
    }
    if (discipline === "proven") return;
    for (const { node, value, framework } of findUnshapedReplies(file, file.module)) {
      if (!leaks.has(value)) context.report({ node, messageId: "unparsed", data: { framework } });
    }

    /** Is every body that an endpoint sends reported as a leak? */
    function isLeaking(endpoint: Endpoint): boolean {
      const bodies = leaks.size === 0 ? [] : getSentValues(file, endpoint).filter(({ kind }) => kind === "json");
      return bodies.length > 0 && bodies.every(({ node }) => node && leaks.has(node));
    }
  },
});

/** As people name an endpoint: `GET /tasks/:id`, a procedure by its name. */
function getLabel({ methods, path, name }: Endpoint): string {
  if (name !== undefined) return name;
  return [methods.length > 0 ? methods.join("|") : "ALL", path ?? "(computed path)"].join(" ");
}
