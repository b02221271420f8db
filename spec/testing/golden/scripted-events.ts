/** Streams that are played from a script, each time with fresh ids. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { BaseEvent, defineEvent, HumanInputRequest, MemoryStream } from "millrace";
import { type EventRecord, recordEvents } from "millrace/testing";
import { z } from "zod";

/** A call with an id of its own. */
export class Call extends defineEvent("golden.call", {
  callId: z.string().default(() => randomUUID()),
  name: z.string(),
  usage: z.record(z.string(), z.number()).default({}),
}) {}

/** An event without a type of its own. */
export class Plain extends BaseEvent {
  constructor(readonly value: unknown) {
    super();
  }
}

/** A step of a script: an event, and those that its handler sends. */
export interface Step {
  readonly say: string;
  readonly then: readonly Step[];
}

/** Scripts of a few steps, some inside of others. */
export const { steps: scripts } = fc.letrec<{ step: Step; steps: readonly Step[] }>((tie) => ({
  steps: fc.array(tie("step"), { minLength: 1, maxLength: 3, depthIdentifier: "step" }),
  step: fc.record({
    say: fc.constantFrom("ask", "call", "question", "a#1"),
    then: fc.oneof({ depthIdentifier: "step", maxDepth: 3 }, fc.constant([]), tie("steps")),
  }),
}));

/** Plays a script with fresh ids. */
export async function play(script: readonly Step[]): Promise<EventRecord> {
  const stream = new MemoryStream();
  const record = recordEvents(stream);
  const followers = new Map<string, readonly Step[]>();
  const make = ({ say, then }: Step): BaseEvent => {
    const event = eventOf(say);
    followers.set(event.id, then);
    return event;
  };
  stream.subscribe(async (event, context) => {
    for (const step of followers.get(event.id) ?? []) await context.send(make(step));
  });
  for (const step of script) await stream.send(make(step));
  return record;
}

function eventOf(say: string): BaseEvent {
  if (say === "call") return new Call({ name: "tool" });
  return say === "question" ? new HumanInputRequest({ content: "?" }) : new Plain({ say, ref: randomUUID() });
}

/** The events in another order in which no effect comes before its cause; `choices` says which one. */
export function reordered(events: readonly BaseEvent[], choices: readonly number[]): BaseEvent[] {
  const waiting = [...events];
  const done: BaseEvent[] = [];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ causedBy }) => !waiting.some(({ id }) => id === causedBy));
    const [next] = waiting.splice(waiting.indexOf(ready[(choices[done.length] ?? 0) % ready.length]!), 1);
    done.push(next!);
  }
  return done;
}
