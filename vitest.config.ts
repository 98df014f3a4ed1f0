import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    setupFiles: ["test/support/setup.ts"],
    // The file is what .ci/run counts.
    reporters: ["default", ["json", { outputFile: "node_modules/.vitest/results.json" }]],
    // Several tests start a whole ESLint.
    testTimeout: 30_000,
  },
});
