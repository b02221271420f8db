// A signal that somebody emits by name: checked at the door, sent once where it has a key, told what became of it.
import { MillraceError } from "../../errors/millrace-error.js";
import { checkSignal } from "../definition/flow-contract.js";
import type { FlowRun } from "./flow-run.js";
import type { Place } from "./place.js";
import { sendSignal, takeKey } from "./send-signal.js";
import type { EmitOptions, SignalReceipt } from "./signal-receipt.js";

/** Checks a signal by name and value. Throws FLOW_VALUE_INVALID, FLOW_INVALID, FLOW_SIGNAL_UNKNOWN. */
export function assertSignal(run: FlowRun, name: string, value: unknown): unknown {
  const checked = checkSignal(run.flow, run.contract, name, value);
  if (run.settings.strict && run.heard(`signal/${name}`) === 0) throw unknownSignal(run, name);
  return checked;
}

function unknownSignal(run: FlowRun, name: string): MillraceError {
  const known = [...run.plan.routes.keys()]
    .filter((route) => route.startsWith("signal/"))
    .map((route) => route.slice(7));
  return new MillraceError("FLOW_SIGNAL_UNKNOWN", `No node of flow ${run.flow} waits for the signal "${name}".`, {
    hint: known.length > 0 ? `There are ${known.join(", ")}.` : "The flow waits for no signals.",
    details: { flow: run.flow, signal: name },
  });
}

/** Emits a signal and waits for its subtree, which `awaited` begins. */
export async function emitAwaited(
  run: FlowRun,
  name: string,
  value: unknown,
  { key }: EmitOptions = {},
  awaited: (begin: (place: Place) => void) => Promise<void>,
): Promise<SignalReceipt> {
  let duplicate = false as boolean;
  let sent: Promise<boolean> | undefined;
  await awaited((place) => {
    // In here, where a chunk that is repeated does not come again: its emit counts, and its key is taken already.
    duplicate = key !== undefined && !takeKey(run, key);
    if (!duplicate) sent = Promise.resolve(sendSignal(run, { kind: "signal", name, value }, place));
  });
  if (duplicate) return { delivered: false, handlers: 0, duplicate };
  const delivered = sent === undefined || (await sent);
  return { delivered, handlers: run.heard(`signal/${name}`), duplicate: false };
}
