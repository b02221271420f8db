/** Goldens: what a stream comes to as text, with stable names in the place of what differs from run to run. */
import { randomUUID } from "node:crypto";
import { type BaseEvent, defineEvent, MemoryStream, MillraceError } from "millrace";
import { type EventRecord, goldenOf, type GoldenOptions, recordEvents } from "millrace/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";
import { Call, Plain, play, scripts } from "./scripted-events.js";

class Asked extends defineEvent("golden.asked", { text: z.string() }) {}
class Result extends defineEvent("golden.result", { callId: z.string(), value: z.unknown() }) {}
class Failed extends Result.extend("golden.failed", {}) {}

const lines = (golden: string): readonly Record<string, unknown>[] => JSON.parse(golden) as Record<string, unknown>[];
const fieldsOf = (value: unknown, options?: Parameters<typeof goldenOf>[1]): unknown =>
  lines(goldenOf([new Plain(value)], options))[0]?.["value"];

async function twoCalls(): Promise<EventRecord> {
  const stream = new MemoryStream();
  const record = recordEvents(stream);
  stream.where(Asked).subscribe(async (_, context) => {
    for (const name of ["search", "fetch"]) await context.send(new Call({ name, usage: { tokens: 3 } }));
  });
  stream.where(Call).subscribe(({ callId, name }, context) => context.send(new Result({ callId, value: name.length })));
  await stream.send(new Asked({ text: "how many?" }));
  return record;
}

describe("goldenOf", () => {
  it("gives an event a line: its name, its cause, its fields", async () => {
    expect(goldenOf(await twoCalls())).toMatchInlineSnapshot(`
      "[
        { "id": "golden.asked#1", "text": "how many?" },
        {
          "id": "golden.call#1",
          "causedBy": "golden.asked#1",
          "callId": "callId#1",
          "name": "search",
          "usage": { "tokens": 3 }
        },
        { "id": "golden.result#1", "causedBy": "golden.call#1", "callId": "callId#1", "value": 6 },
        {
          "id": "golden.call#2",
          "causedBy": "golden.asked#1",
          "callId": "callId#2",
          "name": "fetch",
          "usage": { "tokens": 3 }
        },
        { "id": "golden.result#2", "causedBy": "golden.call#2", "callId": "callId#2", "value": 5 }
      ]"
    `);
    expect(goldenOf([])).toBe("[]");
  });

  it("leaves out classes and fields, and names the nearest cause that is left", async () => {
    const record = await twoCalls();

    expect(goldenOf(record, { omit: [Call] })).toMatchInlineSnapshot(`
      "[
        { "id": "golden.asked#1", "text": "how many?" },
        { "id": "golden.result#1", "causedBy": "golden.asked#1", "callId": "callId#1", "value": 6 },
        { "id": "golden.result#2", "causedBy": "golden.asked#1", "callId": "callId#2", "value": 5 }
      ]"
    `);
    expect(goldenOf(record, { only: [Call], ignore: ["callId", "usage.tokens"] })).toMatchInlineSnapshot(`
      "[
        { "id": "golden.call#1", "name": "search", "usage": {} },
        { "id": "golden.call#2", "name": "fetch", "usage": {} }
      ]"
    `);
  });

  it("keeps and leaves out subclasses with their class", () => {
    const events = [new Failed({ callId: "a", value: 1 }), new Plain(1)];

    expect(lines(goldenOf(events, { only: [Result] })).map(({ id }) => id)).toEqual(["golden.failed#1"]);
    expect(lines(goldenOf(events, { omit: [Result] })).map(({ id }) => id)).toEqual(["Plain#1"]);
  });

  it("says that a cause was not recorded, be it of a cause that was left out", async () => {
    const { events } = await twoCalls();
    const causes = (recorded: readonly BaseEvent[], only: NonNullable<GoldenOptions["only"]>): unknown =>
      lines(goldenOf(recorded, { only })).map(({ causedBy }) => causedBy);

    expect(causes(events.slice(1, 3), [Call, Result])).toEqual(["(not recorded)", "golden.call#1"]);
    expect(causes(events.slice(1, 3), [Result])).toEqual(["(not recorded)"]);
    expect(causes(events.slice(0, 3), [Result])).toEqual([undefined]);
  });

  it("names ids wherever they stand: known fields, fields that are told, UUIDs, ids of events", () => {
    const [uuid, other] = [randomUUID(), randomUUID()];
    const first = new Plain({ calls: [{ callId: "x" }, { callId: "y" }], ref: uuid });
    const second = new Plain({ callId: "y", about: first.id, list: [other, uuid], [uuid]: 1, order: "A-7", text: "x" });

    expect(lines(goldenOf([first, second], { ids: ["order"] })).map(({ value }) => value)).toEqual([
      { calls: [{ callId: "callId#1" }, { callId: "callId#2" }], ref: "ref#1" },
      { callId: "callId#2", about: "Plain#1", list: ["list#1", "ref#1"], "ref#1": 1, order: "order#1", text: "x" },
    ]);
  });

  it("names recorded events inside of events, and writes out others", () => {
    const call = new Call({ name: "search", callId: "c" });

    expect(lines(goldenOf([call, new Plain([call, call.with({ name: "fetch" })])]))[1]?.["value"]).toEqual([
      "golden.call#1",
      { type: "golden.call", callId: "callId#1", name: "fetch", usage: {} },
    ]);
  });

  it("names events before they come, where one speaks of a later one", () => {
    const call = new Call({ name: "search", callId: "c" });

    expect(lines(goldenOf([new Plain({ next: [call], about: call.id }), call])).map(({ value }) => value)).toEqual([
      { next: ["golden.call#1"], about: "golden.call#1" },
      undefined,
    ]);
  });

  it("names the event that another one is a changed copy of", () => {
    const call = new Call({ name: "search" });

    expect(lines(goldenOf([call, call.with({ name: "fetch" })]))[1]).toMatchObject({ derivedFrom: "golden.call#1" });
  });

  it("writes what JSON lacks", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;

    expect(fieldsOf([1n, Number.NaN, new Date(0), new Uint8Array([1, 2]), () => 1, undefined])).toEqual([
      ...["1n", "NaN", "1970-01-01T00:00:00.000Z", "AQI=", null, null],
    ]);
    expect(fieldsOf([new Map([["a", 1]]), new Set([2]), new URL("http://a.example/"), circle])).toEqual([
      ...[[["a", 1]], [2], "http://a.example/", { self: "(circular)" }],
    ]);
    expect(fieldsOf([new TypeError("no"), new MillraceError("ABORTED", "gone")])).toEqual([
      "TypeError: no",
      expect.stringMatching(/^MillraceError ABORTED: gone/u),
    ]);
  });

  it("leaves out by path, with * for any step", () => {
    const value = {
      list: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      b: 5,
    };

    expect(fieldsOf(value, { ignore: ["value.list.*.b"] })).toEqual({ list: [{ a: 1 }, { a: 3 }], b: 5 });
    expect(fieldsOf(value, { ignore: ["value.*"] })).toEqual({});
    expect(fieldsOf(value, { ignore: ["b"] })).toEqual(value);
  });

  it("evens out texts, and tells where they stand", () => {
    const places: unknown[] = [];
    const text = (given: string, place: unknown): string => (places.push(place), given.toUpperCase());

    expect(fieldsOf({ list: ["a"], callId: "c" }, { text })).toEqual({ list: ["A"], callId: "callId#1" });
    expect(places).toEqual([{ type: "Plain", path: "value.list[0]" }]);
  });

  it("writes a long event over several lines, as JSON that is read alike", () => {
    const value = { list: Array.from({ length: 30 }, (_, n) => ({ n })), empty: {}, none: [] };

    expect(fieldsOf(value)).toEqual(value);
    expect(
      Math.max(
        ...goldenOf([new Plain(value)])
          .split("\n")
          .map(({ length }) => length),
      ),
    ).toBeLessThan(120);
  });

  it("refuses what holds no events, and options that nobody knows", () => {
    expect(caught(() => goldenOf("x" as never)).code).toBe("EVENT_EXPECTED");
    expect(caught(() => goldenOf([], { ignored: ["a"] } as never)).code).toBe("OPTION_INVALID");
  });

  it("is the same for every run of one script", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const [first, second] = [await play(script), await play(script)];

        expect(first.events.map(({ id }) => id)).not.toEqual(second.events.map(({ id }) => id));
        expect(goldenOf(first)).toBe(goldenOf(second));
      }),
      { numRuns: 60 },
    );
  });

  it("differs where scripts differ", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, scripts, async (left, right) => {
        const [first, second] = [await play(left), await play(right)];

        expect(goldenOf(first) === goldenOf(second)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
      { numRuns: 60 },
    );
  });
});
