/**
 * Ends a run with one line that a machine can read: `N passed, N failed`.
 *
 * Counts what vitest's own summary spreads over several lines: specs and type specs, files that could not be loaded,
 * and errors that belong to no spec. It counts specs only: a missed coverage threshold shows in the exit code.
 */
import type { Reporter, TestModule } from "vitest/node";

export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        if (state === "failed") failedHere += 1;
      }
      const brokenOutsideItsTests = failedHere === 0 && module.state() === "failed";
      failed += brokenOutsideItsTests ? 1 : failedHere;
    }
    // At exit, since timings and the coverage table are printed after the run has ended.
    process.once("exit", () => {
      process.stdout.write(`${String(passed)} passed, ${String(failed)} failed\n`);
    });
  }
}
