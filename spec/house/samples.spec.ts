/**
 * Runs every numbered sample as `npm run sample` does and compares what it prints with what its header promises.
 *
 * The header is the block comment that opens the file. Its last part is a line `Prints:`, then the output, each line
 * indented by three spaces:
 *
 *     /**
 *      * What you learn here.
 *      *
 *      * Prints:
 *      *   first line of output
 *      *   second line
 *      *\/
 */
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifest, readText, root } from "./repository.js";

const timeLimitMs = 20_000;
const folder = join(root, "samples");
const samples = existsSync(folder) ? readdirSync(folder).filter((file) => /^\d\d-[a-z0-9-]+\.ts$/.test(file)) : [];

interface Run {
  readonly exitCode: number | string | null;
  readonly output: readonly string[];
  readonly errors: string;
}

/** What the sample's header promises; a header without a promise gives the reason instead. */
function promised(text: string): readonly string[] | string {
  const header = /^\/\*\*\n([^]*?)\n? \*\//.exec(text)?.[1];
  if (header === undefined) return "the file does not open with a block comment";
  const lines = header.split("\n");
  const prints = lines.indexOf(" * Prints:");
  if (prints === -1) return 'the header has no line " * Prints:"';
  const body = lines.slice(prints + 1);
  const stray = body.find((line) => line !== " *" && !line.startsWith(" *   "));
  if (stray !== undefined) return `not indented by three spaces, though it stands below "Prints:": ${stray}`;
  return body.map((line) => line.slice(" *   ".length));
}

function run(sample: string): Promise<Run> {
  const [command = "", ...args] = (manifest.scripts["sample"] ?? "").split(" ");
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return new Promise((done) => {
    const settings = { cwd: root, env, timeout: timeLimitMs, killSignal: "SIGKILL" } as const;
    execFile(
      command === "node" ? process.execPath : command,
      [...args, `samples/${sample}`],
      settings,
      (error, stdout, stderr) => {
        const exitCode =
          error === null ? 0 : error.killed ? `no end within ${String(timeLimitMs)} ms` : (error.code ?? null);
        const output =
          stdout.trimEnd() === ""
            ? []
            : stdout
                .trimEnd()
                .split("\n")
                .map((line) => line.trimEnd());
        done({ exitCode, output, errors: stderr });
      },
    );
  });
}

describe("the samples", () => {
  it("are there, and samples/README.md names each", () => {
    const readme = existsSync(join(folder, "README.md")) ? readText("samples/README.md") : "";

    expect(samples).not.toEqual([]);
    expect(samples.filter((sample) => !readme.includes(sample))).toEqual([]);
  });
});

describe("the sample", () => {
  it.concurrent.each(samples)("%s prints what its header promises", { timeout: timeLimitMs * 2 }, async (sample) => {
    const promise = promised(readText(`samples/${sample}`));
    const { exitCode, output, errors } = await run(sample);

    expect({ exitCode, output }, errors).toEqual({ exitCode: 0, output: promise });
  });
});
