/** Flows that ask, alone and inside of another, for the specs of pauses of sub-flows. */
import { TriggerFlow } from "millrace";

/** The ids of pauses, in order. */
export const idsOf = (pauses: readonly { readonly id: string }[]): string[] => pauses.map(({ id }) => id);

/** A flow that pauses under each name, and gives its answers. */
export function asks(names: readonly string[] = ["gate"], behind?: (value: unknown) => unknown): TriggerFlow {
  const flow = new TriggerFlow("asks");
  flow
    .batch(Object.fromEntries(names.map((id) => [id, (data: Asking) => data.pauseFor({ id })])))
    .to((data) => (names.length === 1 ? Object.values(data.value)[0] : data.value))
    .to((data) => (behind ? behind(data.value) : data.value))
    .end();
  return flow;
}
interface Asking {
  pauseFor(options: { readonly id: string }): unknown;
}

/** A flow with that one as its step. */
export function around(child: TriggerFlow): TriggerFlow {
  const flow = new TriggerFlow("parent");
  flow
    .toSubFlow(child, { name: "child" })
    .to((data) => `got ${String(data.value)}`)
    .end();
  return flow;
}
