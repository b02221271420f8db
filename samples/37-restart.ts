/**
 * A restart: a contract waits for a signature while a copy is being printed; the process ends, and another one goes on from
 * a file. (This program starts itself once more, as that other process.)
 *
 * Prints:
 *   process 1: waiting for legal, signature
 *   process 1: saved as plain JSON, version 1
 *   process 1: the second half has to wait; cancelled
 *   process 2: loaded, waiting for signature; nothing runs yet
 *   process 2: printer says: lease, page 1
 *   process 2: the lawyer's answer once more, by the same key: nothing happens
 *   process 2: completed: lease, signed by ada, cleared by bo
 *   process 2: log: drafted, printing, printed
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChunkPaused, MemoryStream, TriggerFlow } from "millrace";
import { z } from "zod";

type Printer = (page: string) => Promise<void>;
const Papers = z.object({ legal: z.object({ legal: z.string() }), signature: z.object({ signature: z.string() }) });

// Both processes define the same flow; live objects such as the printer are resources, and never in a snapshot.
const flow = new TriggerFlow("contract", {
  input: z.string(),
  state: z.object({ title: z.string(), log: z.array(z.string()) }),
  result: z.string(),
});
const draft = flow.chunk("draft", ({ value, state }) => {
  state.set("title", value);
  state.append("log", "drafted");
  return value;
});
const print = flow.chunk("print", async (data) => {
  data.state.append("log", "printing"); // before the end, and not once more when the chunk runs again
  await data.resource<Printer>("printer")(`${data.value}, page 1`);
  data.state.append("log", "printed");
});
const legal = flow.chunk("legal", (data) => data.pauseFor({ id: "legal", answer: Papers.shape.legal }));
const signature = flow.chunk("signature", (data) => data.pauseFor({ id: "signature", answer: Papers.shape.signature }));

flow
  .to(draft)
  .sideBranch(print)
  .batch(legal, signature)
  .to(
    flow.chunk("file", { value: Papers }, ({ value, state }) => {
      return `${state.get("title", "?")}, signed by ${value.signature.signature}, cleared by ${value.legal.legal}`;
    }),
  )
  .end();

const [, , snapshotFile] = process.argv;
if (snapshotFile === undefined) await firstProcess();
else await secondProcess(snapshotFile);

async function firstProcess(): Promise<void> {
  const say = (text: string): void => {
    console.log(`process 1: ${text}`);
  };
  await using stream = new MemoryStream();
  using second = stream.where(ChunkPaused, { node: "signature" }).get();
  const jammed: Printer = () => new Promise(() => undefined); // it never comes to an end in this process
  const execution = flow.createExecution({ stream, resources: { printer: jammed } });
  const started = execution.start("lease");
  await second;
  say(`waiting for ${waiting(execution.getPendingInterrupts())}`);
  await execution.continueWith("legal", { legal: "bo" }, { requestId: "hook-1" });

  const folder = mkdtempSync(join(tmpdir(), "millrace-restart-"));
  const file = join(folder, "lease.json");
  const snapshot = execution.save();
  writeFileSync(file, JSON.stringify(snapshot));
  say(`saved as plain JSON, version ${String(snapshot.version)}`);
  await execution.cancel("the process ends");
  say(`the second half has to wait; ${(await started).status}`);
  try {
    const again = [...process.execArgv, import.meta.filename, file];
    process.stdout.write(execFileSync(process.execPath, again, { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function secondProcess(file: string): Promise<void> {
  const say = (text: string): void => {
    console.log(`process 2: ${text}`);
  };
  const printer: Printer = (page) => {
    say(`printer says: ${page}`);
    return Promise.resolve();
  };
  const execution = flow.createExecution({ resources: { printer } });
  execution.load(readFileSync(file, "utf8"));
  say(`loaded, waiting for ${waiting(execution.getPendingInterrupts())}; nothing runs yet`);
  await execution.resume();
  await execution.continueWith("legal", { legal: "bo" }, { requestId: "hook-1" });
  say("the lawyer's answer once more, by the same key: nothing happens");
  await execution.continueWith("signature", { signature: "ada" });

  const { status, result, state } = await execution.outcome;
  say(`${status}: ${String(result)}`);
  say(`log: ${state.log?.join(", ") ?? ""}`);
  assert.equal(result, "lease, signed by ada, cleared by bo");
  assert.deepEqual(state.log, ["drafted", "printing", "printed"]);
}

function waiting(interrupts: readonly { readonly id: string }[]): string {
  return interrupts.map(({ id }) => id).join(", ");
}

// How it works
// - A snapshot is what there is at that moment: state, open joins, pauses and their schemas, and chunks that had started.
// - `load` runs nothing. `resume` runs unfinished chunks again; what one had already done in order is not done twice.
// - A flow of another shape refuses the snapshot (SNAPSHOT_MISMATCH) and says what differs.
