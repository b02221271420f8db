/** What a model writes, followed piece by piece. */
import { describe, expect, it } from "vitest";
import { createWritingFollower, type WritingFollower } from "../../../../samples/playbook/command/follow-writing.js";
import type { Writing } from "../../../../samples/playbook/command/stage.js";
import { displayWidth } from "../../../../samples/playbook/report/wrap-text.js";

type Piece = [path: string, kind: string, said?: unknown];

function piece(part: Writing["part"], [path, kind, said]: Piece): Writing {
  const telling = kind === "delta" ? { delta: said as string } : { value: said };
  return { stage: "writing", part, path, kind, ...telling };
}

const feed = (follower: WritingFollower, part: Writing["part"], pieces: readonly Piece[]): (string | undefined)[] =>
  pieces.map((one) => follower.take(piece(part, one)));

describe("createWritingFollower", () => {
  it("shows the text that grows, and a line where a finding is complete", () => {
    const follower = createWritingFollower("facts");

    expect(follower.show(40)).toBe("");
    feed(follower, "facts", [
      ["facts[0].kind", "delta", "amo"],
      ["facts[0].kind", "done", "amount"],
      ["facts[0].value", "delta", "EUR "],
      ["facts[0].value", "delta", "40"],
    ]);
    expect(follower.show(40)).toBe("fact 1  EUR 40");
    expect(
      feed(follower, "facts", [
        ["facts[0].value", "done", "EUR 40"],
        ["facts[0]", "done", { kind: "amount", sentence: 1, value: "EUR 40" }],
        ["facts[1].kind", "delta", "na"],
      ]),
    ).toEqual([undefined, "fact 1, amount: EUR 40", undefined]);
    expect(follower.show(40)).toBe("fact 2  ");
  });

  it("tells severity, kind and reason of a risk", () => {
    const value = { severity: "high", kind: "overdue", why: "It was due." };

    expect(feed(createWritingFollower("risks"), "risks", [["risks[4]", "done", value]])).toEqual([
      "risk 5, high, overdue: It was due.",
    ]);
  });

  it("takes back what was written when the answer begins anew, and says so once", () => {
    const follower = createWritingFollower("facts");
    const lines = feed(follower, "facts", [
      ["", "reset"],
      ["facts[0].value", "delta", "EUR"],
      ["facts[0].value", "reset"],
      ["facts[0].value", "delta", "GBP"],
      ["", "reset"],
      ["", "reset"],
    ]);

    expect(lines.filter((line) => line !== undefined)).toEqual(["the facts are written anew"]);
    expect(follower.show(40)).toBe("");
  });

  it("keeps to its width and shows the end, whatever the model writes", () => {
    const follower = createWritingFollower("risks");
    feed(
      follower,
      "risks",
      Array.from({ length: 500 }, (): Piece => ["risks[0].why", "delta", "ab\u001B[2J🙂\n"]),
    );

    for (const width of [8, 20, 60]) {
      expect(displayWidth(follower.show(width))).toBeLessThanOrEqual(width);
      expect(follower.show(width)).not.toMatch(/\p{Cc}|\p{Cs}/u);
    }
    expect(follower.show(60)).toMatch(/ab🙂$/u);
    expect(feed(follower, "risks", [["risks[0]", "done", { kind: 7, why: ["x"] }]])).toEqual(['risk 1, : ["x"]']);
  });
});
