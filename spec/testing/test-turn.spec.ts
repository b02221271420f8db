import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepsOf, type TestManner, type TestSaying } from "../../lib/testing/test-turn.js";

const steps = (saying: TestSaying, manner: TestManner = {}, isWhole = false): ReturnType<typeof stepsOf> =>
  stepsOf(saying, manner, isWhole, () => "call-1");

/** What comes, in short. */
function short(saying: TestSaying, manner?: TestManner, isWhole?: boolean): string[] {
  return steps(saying, manner, isWhole).map(({ part }) => {
    if (part instanceof Error) return `!${(part as Error & { code?: string }).code ?? part.message}`;
    if (part.kind === "text" || part.kind === "reasoning") return `${part.kind}:${part.text}`;
    return part.kind === "tool-delta" ? `delta:${part.delta}` : part.kind;
  });
}

describe("stepsOf", () => {
  it("cuts text, reasoning and arguments by a number of characters", () => {
    expect(short({ reasoning: "hm...", text: "hello" }, { pieces: 3 })).toEqual([
      "reasoning:hm.",
      "reasoning:..",
      "text:hel",
      "text:lo",
      "finish",
    ]);
    expect(short({ name: "a", arguments: [1, 2] }, { pieces: 3 })).toEqual([
      "delta:[1,",
      "delta:2]",
      "tool-ready",
      "finish",
    ]);
  });

  it("cuts by a function, and by a list of the very pieces", () => {
    expect(short("a b c", { pieces: (text) => text.split(/(?<= )/) })).toEqual([
      "text:a ",
      "text:b ",
      "text:c",
      "finish",
    ]);
    expect(short({ pieces: ["a", "", "b"] })).toEqual(["text:a", "text:b", "finish"]);
    expect(short({ pieces: ["a", "b"], toolCalls: [{ name: "x" }] })).toEqual([
      "text:a",
      "text:b",
      "delta:{}",
      "tool-ready",
      "finish",
    ]);
  });

  it("tells whole answers in one piece", () => {
    expect(short({ pieces: ["a", "b"], reasoning: "hm" }, { pieces: 1 }, true)).toEqual([
      "reasoning:hm",
      "text:ab",
      "finish",
    ]);
    expect(short("hello", { pieces: 2 }, true)).toEqual(["text:hello", "finish"]);
  });

  it("never cuts a character in two", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 5 }), (text, pieces) => {
        const texts = steps(text, { pieces }).flatMap(({ part }) => ("text" in part ? [part.text] : []));

        expect(texts.join("")).toBe(text);
        for (const piece of texts) {
          expect(Buffer.from(piece).toString()).toBe(piece);
          expect(piece.length).toBeLessThanOrEqual(Math.max(2, pieces));
          expect(piece).not.toBe("");
        }
      }),
    );
  });

  it("tells usage before the finish", () => {
    expect(short("a", { usage: { inputTokens: 1 } })).toEqual(["text:a", "usage", "finish"]);
  });

  it("lets a turn overrule the manner of the model", () => {
    expect(steps({ text: "a", delayMs: 0 }, { delayMs: 5 })[0]?.delayMs).toBe(0);
    expect(steps("a", { delayMs: 5 }).map(({ delayMs }) => delayMs)).toEqual([5, 0]);
  });

  it("fails, or falls silent, after so many pieces", () => {
    const failure = new RangeError("odd");

    expect(short({ pieces: ["a", "b", "c"], failAfter: 2 })).toEqual(["text:a", "text:b", "!MODEL_STREAM_BROKEN"]);
    expect(short({ text: "a", failAfter: 0, failure })).toEqual(["!odd"]);
    expect(short({ text: "a", toolCalls: [{ name: "x" }], failAfter: 2 })).toEqual([
      "text:a",
      "delta:{}",
      "tool-ready",
      "!MODEL_STREAM_BROKEN",
    ]);
    expect(steps({ pieces: ["a", "b"], stallAfter: 1 }).at(-1)?.delayMs).toBe(Infinity);
    expect(short(failure)).toEqual(["!odd"]);
  });
});
