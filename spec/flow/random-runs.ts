/** How the specs of random flows run them: pauses are answered, and outcomes compared with what the interpreter says. */
import { type Execution, type Outcome } from "millrace";
import { expect } from "vitest";
import { ANSWER, type Interpreted, plus } from "./interpret-random-flow.js";
import { breath } from "./probes.js";

/** Answers every pause until none waits; resolves with the outcome. Rejects with the reason when nothing goes on. */
export async function answerAll(execution: Execution, run: Promise<Outcome>): Promise<Outcome> {
  const first = await orStall(execution, run);
  if (first.status !== "waiting") return first;
  for (let [pause] = execution.getPendingInterrupts(); pause; [pause] = execution.getPendingInterrupts())
    await orStall(execution, execution.continueWith(pause.id, plus(pause.payload as number, ANSWER)));
  return orStall(execution, execution.outcome);
}

/** Compares as multisets what has no order. */
export function expectSame({ status, result, state }: Outcome, expected: Interpreted): void {
  const { log = [], ...keys } = state as { readonly log?: string[] } & Readonly<Record<string, number>>;
  expect([...log].sort()).toEqual([...expected.log].sort());
  expect({ status, result }).toEqual({ status: "completed", result: expected.result });
  expect(Object.keys(keys).sort()).toEqual([...expected.written.keys()].sort());
  // Of writes that came beside each other, any may be the last.
  for (const [key, values] of expected.written) expect(values).toContain(keys[key]);
}

// Random flows wait for no clock: after some breaths, all is done that can be.
async function orStall<T>(execution: Execution, work: Promise<T>): Promise<T> {
  let stalled = true as boolean;
  const settle = (): void => {
    stalled = false;
  };
  work.then(settle, settle);
  for (let turn = 0; turn < 200 && stalled; turn++) await breath();
  if (!stalled) return work;
  throw new Error(`Nothing goes on any more (${execution.status}): ${String(execution.explainStall())}`);
}
