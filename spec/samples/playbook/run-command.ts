/** Runs the command as `npm start` runs it, in a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");
const COMMAND = ["--conditions=millrace-source", "--import", "@oxc-node/core/register", "samples/playbook/main.ts"];
/** What the person who runs the specs may have set, and what would change what is seen. */
const CLEARED = ["NODE_OPTIONS", "FORCE_COLOR", "OPENAI_BASE_URL", "MODEL", "OPENAI_API_KEY"];

/** A command that hangs fails its spec first, and does not outlive it for long. */
const STUCK = { timeout: 60_000, killSignal: "SIGKILL" } as const;

export type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startCommand(
  args: readonly string[],
  environment: Environment = {},
): ChildProcessWithoutNullStreams & { readonly ended: Promise<Ended> } {
  const kept = Object.entries(process.env).filter(([name]) => !CLEARED.includes(name));
  const env = { ...Object.fromEntries(kept), ...environment };
  const child = spawn(process.execPath, [...COMMAND, ...args], { cwd: ROOT, env, ...STUCK });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return Object.assign(child, { ended });
}

export function runCommand(
  args: readonly string[],
  { input = "", environment = {} }: { readonly input?: string; readonly environment?: Environment } = {},
): Promise<Ended> {
  const child = startCommand(args, environment);
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return child.ended;
}

/** Resolves when the command has written this on standard error. */
export function written(child: ChildProcessWithoutNullStreams, text: string): Promise<void> {
  let stderr = "";
  return new Promise((resolve) => {
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes(text)) resolve();
    });
  });
}
