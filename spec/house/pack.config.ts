/** How `npm run pack:check` runs: slow, so not part of `npm test`. Runs nothing in parallel. */
import { defineConfig } from "vitest/config";
import { TallyReporter } from "../tally-reporter.js";

export default defineConfig({
  test: {
    include: ["spec/house/**/*.check.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: [["default", { summary: false }], new TallyReporter()],
  },
});
