/** Listening to signals so that it can be undone. */
import { describe, expect, it } from "vitest";
import { follow, onAbort } from "../../lib/stream/on-abort.js";

describe("onAbort", () => {
  it("calls once, at the abort or at once", () => {
    const controller = new AbortController();
    const calls: string[] = [];
    onAbort(controller.signal, () => calls.push("later"));
    onAbort(AbortSignal.abort(), () => calls.push("at once"));

    controller.abort();

    expect(calls).toEqual(["at once", "later"]);
  });

  it("does not call after it was undone", () => {
    const controller = new AbortController();
    const calls: string[] = [];
    onAbort(controller.signal, () => calls.push("never"))();

    controller.abort();

    expect(calls).toEqual([]);
  });
});

describe("follow", () => {
  it("hands the reason on", () => {
    const [source, follower] = [new AbortController(), new AbortController()];
    follow(source.signal, follower);

    source.abort("why");

    expect(follower.signal.reason).toBe("why");
  });
});
