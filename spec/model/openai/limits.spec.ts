import { describe, expect, it } from "vitest";
import { ModelLimits } from "../../../lib/model/openai/limits.js";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { ManualClock } from "../../../lib/testing/manual-clock.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import type { ScriptedReply } from "../../../lib/testing/scripted-server.js";
import { caught } from "../../caught.js";
import { failureOf, hello, only, outcome, partsOf, readUntil, serve } from "./probes.js";

const asking = (content: string) => ({ messages: [{ role: "user", content } as const] });

describe("limits of a client", () => {
  it("run four calls one by one, in the order of their coming", async () => {
    let inside = 0;
    let most = 0;
    const reply: ScriptedReply = async ({ text }) => {
      most = Math.max(most, ++inside);
      await new Promise((turn) => setImmediate(turn));
      inside--;
      return answer.text(text);
    };
    await using place = await serve([reply, reply, reply, reply], { limits: { concurrency: 1 } });

    const all = await Promise.all(["1", "2", "3", "4"].map(async (name) => partsOf(place.model.stream(asking(name)))));

    expect(most).toBe(1);
    expect(place.server.requests.map(({ text }) => /"content":"(\d)"/.exec(text)?.[1])).toEqual(["1", "2", "3", "4"]);
    expect(all.map((parts) => only(parts, "queued").map(({ position }) => position))).toEqual([[], [1], [2], [3]]);
    expect(all.map((parts) => only(parts, "dequeued").length)).toEqual([0, 1, 1, 1]);
    expect(place.server.connections).toBe(1);
  });

  it("hold a place until the answer has ended, failed or was left", async () => {
    await using place = await serve([answer.status(500), answer.stall("midway"), answer.text("third")], {
      limits: { concurrency: 1 },
    });

    await failureOf(place.model.stream(hello));
    const left = place.model.stream(hello)[Symbol.asyncIterator]();
    await readUntil(left, "text");
    const third = partsOf(place.model.stream(hello));
    await new Promise((turn) => setImmediate(turn));
    expect(place.server.requests).toHaveLength(2);
    await left.return?.();

    expect((await third)[0]).toEqual({ kind: "queued", position: 1 });
    expect(place.server.requests).toHaveLength(3);
  });

  it("let those leave the queue who are aborted or go, and send nothing for them", async () => {
    const gate = createDeferred<undefined>();
    await using place = await serve(
      [
        async () => {
          await gate.promise;
          return answer.text("first");
        },
        answer.text("last"),
      ],
      { limits: { concurrency: 1 } },
    );
    const controller = new AbortController();
    const first = partsOf(place.model.stream(hello));
    await place.server.received();
    const aborted = outcome(place.model.stream({ ...hello, signal: controller.signal }));
    const gone = place.model.stream(hello)[Symbol.asyncIterator]();
    expect((await gone.next()).value).toEqual({ kind: "queued", position: 2 });
    const waiting = gone.next();
    const last = partsOf(place.model.stream(asking("last")));

    controller.abort();
    await gone.return?.();

    expect((await aborted).error?.code).toBe("ABORTED");
    expect(await waiting).toEqual({ done: true, value: undefined });
    gate.resolve(undefined);
    await first;
    await last;
    expect(place.server.requests).toHaveLength(2);
    expect(place.server.requests[1]?.text).toContain('"last"');
  });

  it("are shared by clients that share one object", async () => {
    const limits = new ModelLimits({ concurrency: 1 });
    await using place = await serve([answer.stall("midway"), answer.text("second")], { limits });
    const other = openaiCompatible({ baseUrl: place.server.url, model: "other", limits });
    const first = place.model.stream(hello)[Symbol.asyncIterator]();
    await readUntil(first, "text");
    const second = other.stream(hello)[Symbol.asyncIterator]();

    expect((await second.next()).value).toMatchObject({ kind: "queued" });
    expect([limits.running, limits.waiting]).toEqual([1, 1]);
    await first.return?.();
    await readUntil(second, "finish");
    await second.next();
    expect([limits.running, limits.waiting]).toEqual([0, 0]);
  });

  it("do not count the wait among the limits of a call", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    await using place = await serve([answer.text("1"), answer.text("2")], {
      limits: { requestsPerMinute: 1 },
      timeouts: { totalMs: 1000 },
    });
    await partsOf(place.model.stream(hello));
    const second = place.model.stream(hello)[Symbol.asyncIterator]();
    await second.next();
    const dequeued = second.next();

    clock.advance(60_000);

    expect((await dequeued).value).toEqual({ kind: "dequeued", waitedMs: 60_000 });
    expect((await second.next()).value).toMatchObject({ kind: "headers" });
  });

  it("count the tokens that answers tell", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    const usage = { prompt_tokens: 60, completion_tokens: 40 };
    await using place = await serve([answer.text("1", { usage }), answer.text("2")], {
      limits: { tokensPerMinute: 100 },
    });
    await partsOf(place.model.stream(hello));
    const second = place.model.stream(hello)[Symbol.asyncIterator]();

    expect((await second.next()).value).toEqual({ kind: "queued", position: 1 });
    const dequeued = second.next();
    clock.advance(60_000);
    expect((await dequeued).value).toMatchObject({ kind: "dequeued" });
    await second.return?.();
  });
});

describe("ModelLimits", () => {
  it("lets as many begin in any minute as it says", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    const limits = new ModelLimits({ requestsPerMinute: 2 });
    const begun: string[] = [];
    const enter = (name: string): void => {
      const turn = limits.enter();
      void turn.come.then((waitedMs) => {
        begun.push(`${name} after ${String(waitedMs)}`);
        turn.leave();
      });
    };
    enter("a");
    await clock.advanceAsync(20_000);
    for (const name of ["b", "c", "d"]) enter(name);
    await clock.advanceAsync(39_999);
    expect(begun).toEqual(["a after 0", "b after 0"]);
    await clock.advanceAsync(1);
    expect(begun).toEqual(["a after 0", "b after 0", "c after 40000"]);
    await clock.advanceAsync(20_000);
    expect(begun.at(-1)).toBe("d after 60000");
    expect(clock.pending).toBe(0);
  });

  it("lets nobody overtake those who wait for the minute", () => {
    const clock = new ManualClock();
    using _ = clock.install();
    const limits = new ModelLimits({ requestsPerMinute: 1, concurrency: 5 });

    expect(limits.enter().position).toBe(0);
    const second = limits.enter();
    expect([second.position, limits.enter().position]).toEqual([1, 2]);
    second.leave();
    second.leave();
    expect([limits.running, limits.waiting]).toEqual([1, 1]);
  });

  it("frees a place once", () => {
    const limits = new ModelLimits({ concurrency: 1 });
    const turn = limits.enter();
    turn.leave();
    turn.leave();

    expect(limits.running).toBe(0);
  });

  it("refuses what is no limit", () => {
    const make = (options: object) => () => new ModelLimits(options);

    for (const options of [{ concurrency: 0 }, { requestsPerMinute: 1.5 }, { tokensPerMinute: -1 }, { parallel: 3 }]) {
      expect(caught(make(options)).code).toBe("OPTION_INVALID");
    }
  });
});
