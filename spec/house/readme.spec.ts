// The README and the pages on flows and agents tell the truth: every TypeScript block compiles, runs, and prints the text block behind it.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = new URL("../..", import.meta.url).pathname;
const pages = [
  "README.md",
  "lib/flow/README.md",
  "lib/flow/coming-from.md",
  "lib/agent/README.md",
  "lib/agent/request/README.md",
];

interface Block {
  readonly title: string;
  readonly code: string;
  readonly output: string | undefined;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/```ts\n(?<code>[\s\S]*?)```(?:\n\n```text\n(?<output>[\s\S]*?)```)?/g)].map(
    ({ groups, index }, turn) => ({
      title: text.slice(0, index).match(/^#+ .*$(?![\s\S]*^#+ )/m)?.[0] ?? `block ${String(turn + 1)}`,
      code: groups?.["code"] ?? "",
      output: groups?.["output"],
    }),
  );
}

describe.each(pages)("%s", (page) => {
  const blocks = blocksOf(page);
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
    expect(blocks.length).toBeGreaterThan(page === "README.md" ? 4 : 0);
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
