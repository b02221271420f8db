/** A flow whose first step waits until it is stopped, for the specs of sub-flows. */
import { TriggerFlow } from "millrace";

/** What it has seen: the signal of that step, and whether anything followed it. */
export function hangs(name = "child"): {
  readonly flow: TriggerFlow;
  readonly seen: { signal?: AbortSignal; after?: boolean };
} {
  const seen: { signal?: AbortSignal; after?: boolean } = {};
  const flow = new TriggerFlow(name);
  flow
    .to(async ({ signal }) => {
      seen.signal = signal;
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
    })
    .to(() => {
      seen.after = true;
    });
  return { flow, seen };
}
