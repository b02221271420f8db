/** Two small flows for the specs of executions. */
import { TriggerFlow } from "millrace";
import { z } from "zod";
import { createDeferred } from "../../lib/primitives/deferred.js";

export const text = {
  input: z.string(),
  result: z.string(),
  stream: z.string(),
  signals: { Go: z.string(), Fail: z.string() },
};

/** Echoes its input as its result; `Go` puts into the stream, `Fail` throws. */
export function echo(): TriggerFlow<typeof text> {
  const flow = new TriggerFlow("echo", text);
  flow.to((data) => data.value).end();
  flow.when("Go").to((data) => data.putIntoStream(data.value));
  flow.when("Fail").to((data) => {
    throw new Error(data.value);
  });
  return flow;
}

/** A flow that waits at a gate before it ends. */
export function gated(): { readonly flow: TriggerFlow<typeof text>; open(value: string): void } {
  const flow = new TriggerFlow("gated", text);
  const door = createDeferred<string>();
  flow.to(async () => door.promise).end();
  flow.when("Go").to((data) => data.putIntoStream(data.value));
  return { flow, open: door.resolve };
}
