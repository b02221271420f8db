/** An AbortController that is made when it is asked for. */
import { describe, expect, it } from "vitest";
import { LazyAbort } from "../../lib/primitives/lazy-abort.js";

describe("LazyAbort", () => {
  it("has one signal, which hears of the end, and of the first one only", () => {
    const abort = new LazyAbort();
    const { signal } = abort;
    const heard: unknown[] = [];
    signal.addEventListener("abort", () => heard.push(signal.reason));
    expect([abort.aborted, signal.aborted, abort.signal === signal]).toEqual([false, false, true]);

    abort.abort("enough");
    abort.abort("again");

    expect(heard).toEqual(["enough"]);
    expect([abort.aborted, abort.reason, signal.reason]).toEqual([true, "enough", "enough"]);
  });

  it("has a signal that is aborted where it is asked for too late", () => {
    const abort = new LazyAbort();
    abort.abort("enough");

    expect([abort.signal.aborted, abort.signal.reason]).toEqual([true, "enough"]);
  });
});
