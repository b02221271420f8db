/** What holds of every request, whatever its model says, whoever reads it and whenever it is given up. */
import {
  Agent,
  FieldDone,
  FieldEvent,
  MemoryStream,
  MillraceError,
  OriginalDelta,
  OutputAccepted,
  RequestEvent,
  type RequestResult,
  TextDelta,
} from "millrace";
import { ManualClock, recordEvents, TestModel, type TestTurn } from "millrace/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { countListeners } from "../../stream/count.js";
import { checkLog, type Ended, ended, GOOD, shape } from "./reading.js";

type Result = RequestResult<{ title: string; items: string[] }>;

const VIEWS = ["delta", "instant", "specific", "original", "all"] as const;
type View = (typeof VIEWS)[number];

const TEXTS = [
  GOOD,
  `Here it is:\n\`\`\`json\n${GOOD}\n\`\`\`\nAnything else?`,
  `{"title":"old","items":[]} No, rather ${GOOD}`,
  '{"title":"a","title":"b","items":["x","y"],"items":["z"]}',
  "{title: 'Ｆünf 😀', items: ['one', 'tw\\u006f',], /* all */}",
  '{"title":7,"items":["one"]}',
  '{"title":"Hel',
  '{"title":"Hello","items":["one", "tw',
  '{"title":"Hello","items":[1, {"a":[true,null]}, "x"]}',
  '{"title":"Hello","items":["one"] oops} and then {"title":"T","items":[]}',
  "I would rather not. {braces} are no JSON.",
  "[1,2",
  "",
];

const turn: fc.Arbitrary<TestTurn> = fc
  .record({
    text: fc.constantFrom(...TEXTS),
    pieces: fc.integer({ min: 1, max: 12 }),
    delayMs: fc.constantFrom(0, 0, 10),
    reasoning: fc.option(fc.constant("Let me think."), { nil: undefined, freq: 3 }),
    calls: fc.integer({ min: 0, max: 9 }),
    end: fc.constantFrom("stop", "stop", "stop", "length", "fails", "breaks", "stalls"),
    after: fc.nat({ max: 12 }),
  })
  .map(({ text, pieces, delayMs, reasoning, calls, end, after }): TestTurn => {
    const failure = (isRetryable: boolean): MillraceError =>
      new MillraceError("MODEL_STREAM_BROKEN", "cut", { details: { retryable: isRetryable } });
    return {
      text,
      pieces,
      delayMs,
      ...(reasoning !== undefined && { reasoning }),
      ...(calls === 0 && { toolCalls: [{ name: "search", arguments: { q: "tea" } }] }),
      ...(end === "length" && { finish: "length" as const }),
      ...(end === "fails" && { failAfter: after, failure: failure(false) }),
      ...(end === "breaks" && { failAfter: after, failure: failure(true) }),
      ...(end === "stalls" && { stallAfter: after }),
    };
  });

interface Reading {
  readonly view: View;
  /** From which event of the stream on; -1: before the start. */
  readonly from: number;
  /** Leaves, or is aborted, after so many items. */
  readonly leaves?: number | undefined;
  readonly aborts?: number | undefined;
}

const reading: fc.Arbitrary<Reading> = fc.record({
  view: fc.constantFrom(...VIEWS),
  from: fc.integer({ min: -1, max: 30 }),
  leaves: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 3 }),
  aborts: fc.option(fc.nat({ max: 20 }), { nil: undefined, freq: 4 }),
});

const story = fc.record({
  turns: fc.array(turn, { minLength: 1, maxLength: 6 }),
  readings: fc.array(reading, { maxLength: 5 }),
  /** At which event of the stream the request is given up, and whether by its signal. */
  cancelAt: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  bySignal: fc.boolean(),
  onStream: fc.boolean(),
  getters: fc.integer({ min: 1, max: 4 }),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Lets everything happen that is due, until the request is over; what stalls is given up at last. */
async function drive(clock: ManualClock, result: Result): Promise<void> {
  for (let round = 0; round < 200 && result.status === "running"; round++) await clock.advanceAsync(40_000);
  if (result.status === "running") result.cancel("it stalls");
  await clock.advanceAsync(0);
}

interface Told {
  readonly log: Ended<RequestEvent>;
  readonly model: TestModel;
  readonly result: Result;
  readonly data: PromiseSettledResult<unknown>;
}

async function tell({ turns, readings, cancelAt, bySignal, onStream, getters }: Story): Promise<Told> {
  const clock = new ManualClock();
  using _ = useClock(clock);
  const stream = new MemoryStream({ clock });
  using record = recordEvents(stream.where(RequestEvent));
  const model = new TestModel(...turns);
  const controller = new AbortController();
  const listening = countListeners(controller.signal);
  const settings = { request: { attempts: 2, corrections: 2, timeoutMs: false as const } };
  const agent = new Agent("a", { model, settings, ...(onStream && { stream }) });
  const result = agent.input("Go.").output(shape).getResult({ signal: controller.signal });

  const reads: Promise<Ended<unknown> & Reading>[] = [];
  const begin = (at: number): void => {
    for (const one of readings) if (one.from === at) reads.push(read(result, one));
  };
  let count = 0;
  stream.where(RequestEvent).subscribe(() => {
    begin(++count);
    if (count !== cancelAt) return;
    if (bySignal) controller.abort("enough");
    else result.cancel("enough");
  });
  begin(-1);
  const log = ended(result.getGenerator("all"));
  const waits = Promise.allSettled([
    ...Array.from({ length: getters }, async () => result.getData()),
    result.getText(),
  ]);
  await drive(clock, result);

  for (const one of readings) if (one.from > count || (one.from >= 0 && !onStream)) reads.push(read(result, one));
  const whole = await log;
  const settled = await waits;
  if (onStream) expect(record.events).toEqual(whole.items);
  for (const one of await Promise.all(reads)) await checkReading(result, one, whole);
  for (const one of settled) expect(one.status).toBe(settled[0].status);
  for (const one of settled) if (one.status === "rejected") expect(one.reason).toBe(whole.error);
  expect([clock.pending, listening()]).toEqual([0, 0]);
  return { log: whole, model, result, data: settled[0] as PromiseSettledResult<unknown> };
}

async function read(result: Result, how: Reading): Promise<Ended<unknown> & Reading> {
  const controller = new AbortController();
  const items: unknown[] = [];
  if (how.aborts === 0) controller.abort();
  try {
    for await (const item of result.getGenerator(how.view, { signal: controller.signal })) {
      items.push(item);
      if (items.length === how.aborts) controller.abort();
      if (items.length === how.leaves) break;
    }
    return { ...how, items, error: undefined };
  } catch (error) {
    return { ...how, items, error };
  }
}

/** Whoever reads, gets the same objects in the same order, as far as he reads, and what the request fails with. */
async function checkReading(
  result: Result,
  { items, error, view, leaves, aborts }: Ended<unknown> & Reading,
  { error: failure }: Ended<RequestEvent>,
): Promise<void> {
  const all = (await ended<unknown>(result.getGenerator(view))).items;
  expect(items.length).toBeLessThanOrEqual(all.length);
  expect(items.every((item, at) => item === all[at])).toBe(true);
  if (items.length === all.length && error === failure) return;
  if (error === undefined) expect(items.length).toBe(leaves);
  else {
    expect(items.length).toBe(aborts);
    expect(error).toMatchObject({ code: "ABORTED" });
  }
}

describe("every request", () => {
  it("ends once, in order, the same for all who read it, and leaves nothing behind", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const ends = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        const { log, model, result, data } = await tell(one);
        const { items } = log;
        ends.set(result.status, (ends.get(result.status) ?? 0) + 1);
        checkLog(items);
        expect(items.at(-1)?.type).toBe(`request.${result.status}`);
        expect(model.calls.length).toBeLessThanOrEqual(new Set(items.map(({ attempt }) => attempt)).size);

        const texts = items.filter((event) => event instanceof TextDelta).map(({ text }) => text);
        expect(texts.every((text) => !/\p{Surrogate}/u.test(text))).toBe(true);
        expect(items.some((event) => event instanceof OriginalDelta)).toBe(false);
        const accepted = items.find((event) => event instanceof OutputAccepted);
        if (result.status === "completed") expect(accepted).toBeDefined();
        if (accepted === undefined || data.status === "rejected") {
          expect(log.error).toBe((data as PromiseRejectedResult).reason);
          return;
        }
        expect(data.value).toBe(accepted.data);
        const last = items.filter((event) => event instanceof FieldEvent && event.attempt === accepted.attempt).at(-1);
        if (data.value === undefined) expect((await result.getMeta()).toolCalls).not.toHaveLength(0);
        else expect(last).toMatchObject({ kind: "done", path: "", value: data.value });
      }),
      { numRuns: 300 },
    );
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
    expect([...ends.keys()].sort()).toEqual(["cancelled", "completed", "failed"]);
  });

  it("says its fields in the order of the document", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.string({ unit: "grapheme" })),
        async (pieces, items) => {
          const value = { title: items.join(" "), items };
          const model = TestModel.with({ pieces }, JSON.stringify(value));
          const log = await ended(new Agent("a", { model }).input("Go.").output(shape).getGenerator("instant"));
          const done = log.items.filter((item) => item instanceof FieldDone).map(({ path }) => path);
          expect(done).toEqual(["title", ...items.map((_, at) => `items[${String(at)}]`), "items", ""]);
          expect(log.items.at(-1)?.value).toEqual(value);
        },
      ),
      { numRuns: 60 },
    );
  });
});
