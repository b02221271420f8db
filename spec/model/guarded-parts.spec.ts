import { describe, expect, it } from "vitest";
import { type GuardedCall, guardedParts } from "../../lib/model/guarded-parts.js";
import { NO_LIMITS } from "../../lib/model/phase-limits.js";
import type { ModelPart } from "../../lib/model/model-part.js";

const text = (words: string): ModelPart => ({ kind: "text", text: words });
const DONE = { done: true, value: undefined };

describe("guardedParts", () => {
  it("begins when the first part is asked for, and gives all of them", async () => {
    let begun = 0;
    const parts = guardedParts(
      async function* () {
        begun++;
        yield text("a");
        yield text("b");
      },
      NO_LIMITS,
      undefined,
    );
    expect(begun).toBe(0);

    const all: ModelPart[] = [];
    for await (const part of parts) all.push(part);
    expect(all).toEqual([text("a"), text("b")]);
    expect(begun).toBe(1);
  });

  it("gives no part that comes after the abort", async () => {
    const controller = new AbortController();
    let ended = false;
    const call: GuardedCall = async function* () {
      try {
        yield text("a");
        controller.abort();
        yield text("b");
      } finally {
        ended = true;
      }
    };
    const parts = guardedParts(call, NO_LIMITS, controller.signal);
    await parts.next();

    await expect(parts.next()).rejects.toMatchObject({ code: "ABORTED" });
    expect(ended).toBe(true);
    expect(await parts.next()).toEqual(DONE);
  });

  it("tells what ended the call, not what the call made of it", async () => {
    const controller = new AbortController();
    const call: GuardedCall = async function* (guard) {
      yield text("a");
      await guard.wait(new Promise(() => {})).catch(() => {
        throw new RangeError("the provider's own error");
      });
    };
    const parts = guardedParts(call, NO_LIMITS, controller.signal);
    await parts.next();
    const waiting = parts.next();
    controller.abort("enough");

    await expect(waiting).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
  });

  it("ends calmly for a reader who leaves while waiting", async () => {
    const parts = guardedParts(
      async function* (guard) {
        yield text("a");
        await guard.wait(new Promise(() => {}));
      },
      NO_LIMITS,
      undefined,
    );
    await parts.next();
    const waiting = parts.next();

    expect(await parts.return?.()).toEqual(DONE);
    expect(await waiting).toEqual(DONE);
  });
});
