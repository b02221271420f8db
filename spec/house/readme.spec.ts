// The README tells the truth: every TypeScript block compiles, runs, and prints the text block behind it.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = new URL("../..", import.meta.url).pathname;
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```ts\n(?<code>[\s\S]*?)```(?:\n\n```text\n(?<output>[\s\S]*?)```)?/g)].map(
  ({ groups }, index) => ({
    title:
      readme.slice(0, readme.indexOf(groups?.["code"] ?? "")).match(/#+ .*(?=[^#]*$)/)?.[0] ??
      `block ${String(index + 1)}`,
    code: groups?.["code"] ?? "",
    output: groups?.["output"],
  }),
);

describe("README", () => {
  let folder = "";

  beforeAll(() => {
    // Inside the package, so that the blocks find it by its own name.
    folder = mkdtempSync(join(root, "samples", ".readme-"));
    blocks.forEach(({ code }, index) => {
      writeFileSync(join(folder, `${String(index)}.ts`), code);
    });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("has blocks to run", () => {
    expect(blocks.length).toBeGreaterThan(4);
  });

  test("has blocks that compile", () => {
    const config = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
    const files = blocks.map((_, index) => join(folder, `${String(index)}.ts`));

    const program = ts.createProgram(files, options);
    const problems = ts.getPreEmitDiagnostics(program).filter(({ file }) => file?.fileName.startsWith(folder));

    expect(
      problems.map(
        ({ messageText, file }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
    ).toEqual([]);
  }, 60_000);

  test.each(blocks.map((block, index) => ({ ...block, index })))(
    "runs $title",
    async ({ index, output }) => {
      const run = promisify(execFile)(
        process.execPath,
        ["--conditions=millrace-source", "--import", "@oxc-node/core/register", join(folder, `${String(index)}.ts`)],
        { cwd: root, env: { ...process.env, NO_COLOR: "1" } },
      );

      const { stdout } = await run;

      expect(output, "a ```text block behind the program says what it prints").toBeDefined();
      expect(stdout).toBe(output);
    },
    60_000,
  );
});
