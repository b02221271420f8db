/** Comparing a stream with its golden in the order of the record: tolerance, texts, and what a failure tells. */
import { type BaseEvent, defineEvent } from "millrace";
import { goldenOf, type MatchGoldenOptions } from "millrace/testing";
import "millrace/testing/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";
import { Call, Plain, play, scripts } from "./scripted-events.js";

class Said extends defineEvent("golden.said", { text: z.string(), score: z.number().default(0) }) {}

const said = (text: string, score = 0): Said => new Said({ text, score });

function matches(golden: readonly BaseEvent[], recorded: readonly BaseEvent[], options?: MatchGoldenOptions): boolean {
  try {
    expect(recorded).toMatchGolden(goldenOf(golden, options), options);
    return true;
  } catch {
    return false;
  }
}

function failure(golden: readonly BaseEvent[], recorded: readonly BaseEvent[], options?: MatchGoldenOptions): string {
  try {
    expect(recorded).toMatchGolden(goldenOf(golden, options), options);
  } catch (error) {
    return (error as Error).message;
  }
  return expect.fail("the golden matches");
}

describe("toMatchGolden", () => {
  it("passes for every other run of one script", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const golden = goldenOf(await play(script));

        expect(await play(script)).toMatchGolden(golden);
        expect(await play([...script, { say: "ask", then: [] }])).not.toMatchGolden(golden);
      }),
      { numRuns: 40 },
    );
  });

  it("does not pass for other fields, other events, more or fewer, another order", () => {
    expect(matches([said("a"), said("b")], [said("a"), said("b")])).toBe(true);
    expect(matches([said("a")], [said("b")])).toBe(false);
    expect(matches([said("a")], [new Plain("a")])).toBe(false);
    expect(matches([said("a")], [said("a"), said("b")])).toBe(false);
    expect(matches([said("a"), said("b")], [said("a")])).toBe(false);
    expect(matches([said("a"), said("b")], [said("b"), said("a")])).toBe(false);
  });

  it("compares ids by what they tie together", () => {
    const calls = (...ids: string[]): BaseEvent[] => ids.map((callId) => new Call({ name: "x", callId }));

    expect(matches(calls("1", "2", "1"), calls("7", "8", "7"))).toBe(true);
    expect(matches(calls("1", "2", "1"), calls("7", "8", "8"))).toBe(false);
    expect(matches(calls("1", "1"), calls("7", "8"))).toBe(false);
  });

  it("takes numbers that are near, as a part of the larger one", () => {
    const near = (left: number, right: number, tolerance: number): boolean =>
      matches([said("a", left)], [said("a", right)], { tolerance });

    expect([near(100, 90, 0.1), near(90, 100, 0.1), near(-100, -95, 0.1)]).toEqual([true, true, true]);
    expect([near(100, 89, 0.1), near(100, -100, 0.5), near(0, 0.01, 0.5), near(1, 1.1, 0)]).toEqual([
      ...[false, false, false, false],
    ]);
  });

  it("asks for texts that differ, never for ids", () => {
    const asked: unknown[] = [];
    const sameText: MatchGoldenOptions["sameText"] = (golden, recorded, place) => {
      asked.push([golden, recorded, place]);
      return golden.toLowerCase() === recorded.toLowerCase();
    };
    const events = (text: string): BaseEvent[] => [said(text), new Call({ name: "same" })];

    expect(matches(events("Hello"), events("HELLO"), { sameText })).toBe(true);
    expect(matches(events("Hello"), events("Bye"), { sameText })).toBe(false);
    expect(asked[0]).toEqual(["Hello", "HELLO", { type: "golden.said", path: "text" }]);
    expect(asked).toHaveLength(2);
  });

  it("shows the first difference with what stands around it", () => {
    const texts = ["a", "b", "c", "d", "e", "f", "g"];

    expect(
      failure(
        texts.map((text) => said(text)),
        texts.map((text) => said(text, text === "d" ? 3 : 0)),
      ),
    ).toBe(
      [
        "expected the events to match the golden, and the first difference is at event 4 of it",
        "events: 7 in the golden (-), 7 recorded (+)",
        "",
        '  2 { "id": "golden.said#2", "text": "b", "score": 0 }',
        '  3 { "id": "golden.said#3", "text": "c", "score": 0 }',
        '- 4 { "id": "golden.said#4", "text": "d", "score": 0 }',
        '+ 4 { "id": "golden.said#4", "text": "d", "score": 3 }',
        "    score: expected 0, but it is 3",
        '  5 { "id": "golden.said#5", "text": "e", "score": 0 }',
        '  6 { "id": "golden.said#6", "text": "f", "score": 0 }',
      ].join("\n"),
    );
  });

  it("says which event is missing, and which one the golden does not have", () => {
    expect(failure([said("a"), said("b")], [said("a")])).toContain("and event 2 of it is missing");
    const tooMany = failure([said("a")], [said("a"), new Call({ name: "x" })]);
    expect(tooMany).toContain("there is one that it does not have");
    expect(tooMany).toContain('\n+ 2 { "id": "golden.call#1", "callId": "callId#1", "name": "x", "usage": {} }');
  });

  it("shows names as text where an id differs", () => {
    const events = (id: string | undefined): BaseEvent[] => [new Plain({ callId: "1" }), new Plain({ callId: id })];

    expect(failure(events("1"), events("2"))).toContain('value.callId: expected "callId#1", but it is "callId#2"');
    expect(failure(events("1"), events(undefined))).toContain('value.callId: expected "callId#1", but it is missing');
  });

  it("reads goldens that were indented, as inline snapshots are", () => {
    const golden = `\n${goldenOf([said("a")]).replaceAll(/^/gmu, "    ")}\n`;

    expect([said("a")]).toMatchGolden(golden);
  });

  it.each([["no JSON"], ["{}"], ['[{"type":"x"}]'], ["[1]"], [undefined]])("refuses %j as a golden", (golden) => {
    expect(caught(() => expect([]).toMatchGolden(golden as string)).code).toBe("OPTION_INVALID");
  });

  it.each<[MatchGoldenOptions]>([[{ tolerance: -1 }], [{ tolerance: Number.NaN }], [{ order: "any" as never }]])(
    "refuses the options %j",
    (options) => {
      expect(caught(() => expect([]).toMatchGolden("[]", options)).code).toBe("OPTION_INVALID");
    },
  );
});
