/** The heap stays flat over an answer of 50 MB that nobody keeps. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { manifest, root } from "../../house/repository.js";

const MB = 2 ** 20;

/** Runs the reader in a process of its own, where rubbish can be collected by hand. */
async function readMuch(...how: readonly string[]): Promise<{ read: number; told: number; held: readonly number[] }> {
  const [, ...flags] = (manifest.scripts["sample"] ?? "").split(" ");
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const args = ["--expose-gc", ...flags, "spec/agent/request/read-much.ts", ...how];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
  return JSON.parse(stdout) as Awaited<ReturnType<typeof readMuch>>;
}

describe("an answer of 50 MB, read as text under a bounded log", () => {
  it.each([
    ["a model in this process", ["model"]],
    ["a server", ["wire"]],
    ["a server, with a subscriber on the stream", ["wire", "heard"]],
  ])("of %s keeps the heap flat", { timeout: 120_000 }, async (_, how) => {
    const { read, told, held } = await readMuch(...how);
    const [early = 0, , late = Infinity] = held;

    expect(read).toBeGreaterThanOrEqual(50 * MB);
    expect(told).toBe(how.includes("heard") ? read : 0);
    expect(late - early, `bytes held: ${held.join(", ")}`).toBeLessThan(4 * MB);
  });
});
