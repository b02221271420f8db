/** What holds of every turn, whatever models, tools, interrupters, subscribers and humans do to it. */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  Agent,
  type AgentReply,
  type AgentRun,
  type BaseEvent,
  HandlerFailed,
  MemoryStream,
  MillraceError,
  observer,
  RequestEvent,
  type Subscription,
  ToolCall,
  ToolResult,
  TurnCancelled,
  TurnCompleted,
  TurnFailed,
  TurnStarted,
  UsageEvent,
} from "millrace";
import { ManualClock, recordEvents, type TestModel } from "millrace/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { listeners } from "../../stream/count.js";
import { checkTranscript } from "./check-transcript.js";
import {
  type Asking,
  classOf,
  hear,
  humanOf,
  meddle,
  middlewareOf,
  modelOf,
  type Story,
  story,
  tools,
  world,
} from "./turn-story.js";

/** `TURN_FUZZ_RUNS=20000 npx vitest run … spec/agent/turn/turn.fuzz.spec.ts` for a long loop. */
const RUNS = Number(process.env["TURN_FUZZ_RUNS"] ?? 250);
const SEED = process.env["TURN_FUZZ_SEED"];

interface Asked {
  readonly run: AgentRun<AgentReply>;
  readonly abort: () => void;
  ending: PromiseSettledResult<AgentReply> | undefined;
}

interface Told {
  readonly asked: readonly Asked[];
  readonly events: readonly BaseEvent[];
  readonly models: readonly TestModel[];
}

async function tell(told: Story): Promise<Told> {
  const clock = new ManualClock();
  using _ = useClock(clock);
  const stream = new MemoryStream({ clock, retain: Infinity });
  const before = listeners(stream);
  const listening: Subscription[] = [];
  const record = recordEvents(stream);
  listening.push(stream.where(HandlerFailed).subscribe(() => undefined));
  for (const one of told.interrupters)
    listening.push(stream.where(classOf(one.on)).subscribe(meddle(one) as never, { interrupt: true }));
  for (const { on, does, as } of told.hearers)
    if (as === "subscriber") listening.push(stream.where(classOf(on)).subscribe(hear(does)));

  const model = modelOf(told.sayings);
  const subModel = modelOf(told.subSayings);
  const settings = { request: { attempts: 2 } };
  const sub: Agent = new Agent("sub", {
    model: subModel,
    settings,
    tools,
  });
  const agent: Agent = new Agent("main", {
    model,
    settings,
    middleware: middlewareOf(told.middleware),
    observers: told.hearers
      .filter(({ as }) => as === "observer")
      .map(({ on, does }) => observer(classOf(on), hear(does))),
    tools,
    ...humanOf(told.human),
  });

  Object.assign(world, { main: agent, sub, stream });
  const outer = stream.context();
  const outside = AsyncLocalStorage.snapshot();
  const asked: Asked[] = [];
  const due: { at: number; act: () => void }[] = [];
  const begin = async (one: Asking): Promise<void> => {
    const controller = new AbortController();
    const options = { limits: one.limits, signal: controller.signal };
    const earlier = asked.find(({ ending }) => ending?.status === "fulfilled")?.ending;
    const again = one.how === "again" && earlier?.status === "fulfilled" ? earlier.value : undefined;
    const place = one.how === "context" ? { context: outer } : one.how === "own" ? {} : { stream };
    const run = again ? again.run("And?", options) : agent.run("Go.", { ...options, ...place });
    const abort = (): void => {
      if (one.bySignal) controller.abort("enough");
      else run.abort("enough");
    };
    const entry: Asked = { run, abort, ending: undefined };
    asked.push(entry);
    if (one.abortAt === 0) abort();
    else if (one.abortAt !== undefined) due.push({ at: count + one.abortAt, act: abort });
    if (one.enqueueAt !== undefined)
      due.push({
        at: count + one.enqueueAt,
        act: () => {
          run.enqueue("One more thing.");
        },
      });
    [entry.ending] = await Promise.allSettled([run.result()]);
  };
  let count = 0;
  const happen = (): void => {
    const now = due.filter(({ at }) => at <= count);
    due.splice(0, Infinity, ...due.filter(({ at }) => at > count));
    for (const one of now) act(one.act);
  };
  const act = (what: () => void): void => {
    try {
      what();
    } catch (error) {
      if (!MillraceError.is(error, "RUN_OVER")) throw error;
    }
  };
  listening.push(
    stream.subscribe(
      () => {
        count++;
        happen();
      },
      { name: "the clock of the story" },
    ),
  );
  const waits: Promise<void>[] = [];
  for (const one of told.asks) {
    if (one.startAt === 0) waits.push(begin(one));
    else due.push({ at: one.startAt, act: () => void waits.push(one.inside ? begin(one) : outside(begin, one)) });
  }
  const isDone = (): boolean => asked.every(({ ending }) => ending !== undefined);
  for (let round = 0; round < 20 && !isDone(); round++) await clock.advanceAsync(20_000);
  count = Infinity;
  happen();
  for (let round = 0; round < 5 && !isDone(); round++) await clock.advanceAsync(20_000);
  for (const { ending, abort } of asked) if (ending === undefined) abort();
  for (let round = 0; round < 5 && !isDone(); round++) await clock.advanceAsync(20_000);
  expect(
    asked.map(({ ending }) => ending === undefined),
    "asks that hang",
  ).toEqual(asked.map(() => false));
  await Promise.all(waits);
  for (const { run } of asked) expect(["completed", "failed", "cancelled"]).toContain(run.status);

  await outer.end();
  await clock.advanceAsync(20_000);
  expect(clock.pending, "timers that are left").toBe(0);
  for (const one of listening) one.unsubscribe();
  record[Symbol.dispose]();
  expect(listeners(stream), "listeners that are left").toBe(before);
  const events = [...record.events];
  const after = modelOf([]);
  const reply = await new Agent("after", { model: after }).ask("Still there?", { stream });
  expect(reply.body).toBe("That is all.");
  return { asked, events, models: [model, subModel, after] };
}

/** The turn that an event belongs to. */
function turnOf(event: BaseEvent): string | undefined {
  if (event instanceof RequestEvent) return event.requestId.replace(/:\d+$/, "");
  return (event as { readonly turn?: string }).turn;
}

function isEnd(event: BaseEvent): event is TurnCompleted | TurnFailed | TurnCancelled {
  return event instanceof TurnCompleted || event instanceof TurnFailed || event instanceof TurnCancelled;
}

function checkEvents(told: Story, { asked, events }: Told): void {
  const places = new Map(events.map((event, place) => [event.id, place]));
  for (const [place, event] of events.entries()) {
    const cause = event.causedBy === undefined ? undefined : places.get(event.causedBy);
    if (cause !== undefined) expect(cause, `the cause of ${event.type}`).toBeLessThan(place);
  }
  const started = events.filter((event) => event instanceof TurnStarted).map(({ turn }) => turn);
  for (const turn of started) {
    const own = events.filter((event) => turnOf(event) === turn);
    expect(own.filter(isEnd), "the ends of a turn").toHaveLength(1);
    const types = own.map(({ type }) => type);
    expect(types.slice(types.findIndex((type) => /^turn\.(completed|failed|cancelled)$/.test(type)) + 1)).toEqual([]);
    checkCalls(told, own);
  }
  expect(new Set(started).size).toBe(started.length);
  for (const { run, ending } of asked) {
    const own = events.filter((event) => turnOf(event) === run.id);
    const end = own.find(isEnd);
    if (own.length === 0) continue;
    if (ending?.status === "fulfilled") {
      expect(end).toBeInstanceOf(TurnCompleted);
      expect(run.status).toBe("completed");
    } else if (end !== undefined) {
      expect(end).toBeInstanceOf(run.status === "cancelled" ? TurnCancelled : TurnFailed);
      if (end instanceof TurnFailed) expect(end.error).toBe((ending as PromiseRejectedResult).reason);
      else expect(MillraceError.is((ending as PromiseRejectedResult).reason, "ABORTED")).toBe(true);
    }
    if (ending?.status !== "fulfilled" || told.middleware === "early") continue;
    const used = own.filter((event) => event instanceof UsageEvent).map(({ usage }) => usage);
    const sum = (name: "inputTokens" | "outputTokens" | "totalTokens"): number =>
      used.reduce((total, usage) => total + (usage[name] ?? 0), 0);
    for (const name of ["inputTokens", "outputTokens", "totalTokens"] as const)
      expect(ending.value.usage[name] ?? 0).toBe(sum(name));
  }
}

const RESULTS = ["ToolResult", "ToolError"];

function checkCalls(told: Story, own: readonly BaseEvent[]): void {
  if (told.interrupters.some(({ on, does }) => does === "other" && ["ModelResponse", "ToolCalls"].includes(on))) return; // twins
  const results = own.filter((event) => event instanceof ToolResult);
  const clients = own.filter((event) => event.type === "tool.client-call") as unknown as ToolCall[];
  const isMeddled = told.interrupters.some(
    ({ on, does }) => RESULTS.includes(on) && !["pass", "soon", "slow", "copy"].includes(does),
  );
  const isLate = told.interrupters.some(
    ({ on, does }) => on === "ClientToolCall" || (does === "hang" && RESULTS.includes(on)),
  );
  const ids = own.filter((event) => event instanceof ToolCall).map(({ callId }) => callId);
  expect(new Set(ids).size, "equal ids of calls").toBe(ids.length);
  for (const callId of ids) {
    const answers = results.filter((result) => result.callId === callId);
    const isClients = clients.some((one) => one.callId === callId);
    expect(answers.length, "answers of a call").toBeLessThanOrEqual(1);
    if (!isMeddled && !isLate && !isClients) expect(answers, "the answer of a call").toHaveLength(1);
    const call = own.findIndex((event) => event instanceof ToolCall && event.callId === callId);
    for (const one of answers) expect(own.indexOf(one), "an answer before its call").toBeGreaterThan(call);
  }
}

describe("every turn", () => {
  it(
    "ends once, answers every call, tells the model a valid transcript, and leaves nothing behind",
    async () => {
      const unhandled: unknown[] = [];
      const note = (error: unknown): void => void unhandled.push(error);
      process.on("unhandledRejection", note);
      const ends = new Map<string, number>();
      try {
        await fc.assert(
          fc.asyncProperty(story, async (one) => {
            const told = await tell(one);
            checkEvents(one, told);
            for (const { calls } of told.models) for (const { messages } of calls) checkTranscript(messages);
            for (const { run } of told.asked) ends.set(run.status, (ends.get(run.status) ?? 0) + 1);
            expect(unhandled).toEqual([]);
          }),
          {
            numRuns: RUNS,
            timeout: 5_000,
            endOnFailure: true,
            ...(SEED === undefined || SEED === "" ? {} : { seed: Number(SEED) }),
          },
        );
      } finally {
        process.off("unhandledRejection", note);
      }
      expect([...ends.keys()].sort()).toEqual(["cancelled", "completed", "failed"]);
    },
    30_000 + RUNS * 100,
  );
});
