import type { Node } from "../src/ast/index.js";
import { createRule } from "../src/create-rule.js";
import { classifyResponse, findEndpoints, isOptedIn } from "../src/endpoints/index.js";
import type { Endpoint } from "../src/endpoints/index.js";
import { isNotProduction } from "../src/globs.js";

type Options = readonly [{ readonly discipline: "proven" | "origin" }];
type MessageIds = "noResponse" | "noSchema";

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
            description: "`proven`: where the application documents its responses, or a sibling endpoint declares one. `origin`: wherever the framework has a place for one.",
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
    for (const endpoint of findEndpoints(file.project, file.module)) {
      if (discipline === "proven" && (endpoint.isTypedOnly || !isOptedIn(file, endpoint))) continue;
      const response = classifyResponse(file, endpoint);
      if (response.kind !== "missing") continue;
      for (const { node, status } of response.places) {
        // Routes that share their responses share the finding.
        if (reported.has(node)) continue;
        reported.add(node);
        const { name: framework, consequence, place } = endpoint.framework;
        if (status === undefined) context.report({ node, messageId: "noResponse", data: { framework, endpoint: getLabel(endpoint), consequence, place } });
        else context.report({ node, messageId: "noSchema", data: { framework, endpoint: getLabel(endpoint), consequence, place, status } });
      }
    }
  },
});

/** As people name an endpoint: `GET /tasks/:id`. */
function getLabel({ methods, path }: Endpoint): string {
  return [methods.length > 0 ? methods.join("|") : "ALL", path ?? "(computed path)"].join(" ");
}
