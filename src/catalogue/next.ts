import type { ReplyFramework } from "./framework-types.js";

/** Route handlers and API routes of Next.js 13 to 16. */
export const next: ReplyFramework = {
  name: "Next.js",
  modules: ["next"],
  types: ["NextApiResponse"],
  reply: {
    parameter: 1,
    send: ["json", "send"],
    status: ["status"],
    other: ["redirect", "end", "revalidate"],
    type: [],
    header: ["setHeader"],
    raw: ["write", "writeHead"],
  },
  factories: { exports: { "next/server": ["NextResponse"] }, globals: ["Response"], members: ["json"] },
};
