/** How the specs run: from source, through the package's own name, with the type specs in the same run. */
import { defineConfig } from "vitest/config";
import { TallyReporter } from "./tally-reporter.js";

// As Node resolves: it knows no "module", behind which packages keep what only bundlers can read.
const conditions = ["millrace-source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["spec/**/*.spec.ts"],
    exclude: ["spec/bench/**", "**/node_modules/**"],
    setupFiles: ["spec/setup.ts"],
    pool: "forks",
    testTimeout: 30_000, // a shared machine of two cores compiles while it tests; nothing here waits for the clock
    maxConcurrency: 2,
    reporters: ["default", new TallyReporter()],
    typecheck: {
      enabled: true,
      include: ["spec/**/*.test-d.ts"],
      tsconfig: "./tsconfig.json",
    },
    coverage: {
      provider: "v8",
      include: ["lib/**/*.ts"],
      reporter: ["text", "html"],
      reportOnFailure: true,
      thresholds: { lines: 90 },
    },
  },
});
