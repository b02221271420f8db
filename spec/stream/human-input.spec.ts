/** `context.input`: a question to a human, and its answer. */
import { HumanInputRequest, HumanMessage, MemoryStream } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { countListeners, listeners } from "./count.js";
import { gate, rejected, settle, Tick } from "./events.js";

function answer(request: HumanInputRequest, content: string): HumanMessage {
  return new HumanMessage({ content, requestId: request.requestId });
}

describe("context.input", () => {
  it("resolves with the answer to its own question", async () => {
    const stream = new MemoryStream();
    const context = stream.context();
    stream.where(HumanInputRequest).subscribe(async (request) => {
      await stream.send(answer(new HumanInputRequest({ content: "another" }), "wrong"));
      await stream.send(answer(request, `${request.content} 42`));
    });

    expect(await context.input("How many?")).toBe("How many? 42");
    expect(listeners(stream)).toBe(1);
  });

  it("is caused by the event whose handler asks", async () => {
    const stream = new MemoryStream();
    const causes: unknown[] = [];
    stream.where(HumanInputRequest).subscribe((request, context) => {
      causes.push(request.causedBy);
      return context.send(answer(request, "yes"));
    });
    const replies: string[] = [];
    stream.where(Tick).subscribe(async (_, context) => replies.push(await context.input("Go on?")));
    const tick = new Tick();

    await stream.send(tick);

    expect([causes, replies]).toEqual([[tick.id], ["yes"]]);
  });

  it("keeps two questions at once apart", async () => {
    const stream = new MemoryStream();
    const context = stream.context();
    const asked: HumanInputRequest[] = [];
    stream.where(HumanInputRequest).subscribe((request) => asked.push(request));
    const replies = Promise.all([context.input("one"), context.input("two")]);

    await stream.send(answer(asked[1]!, "2"));
    await stream.send(answer(asked[0]!, "1"));

    expect(await replies).toEqual(["1", "2"]);
  });

  it("times out while nobody answers", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const asked = stream.context().input("Anybody?", { timeoutMs: 100 });

    clock.advance(100);

    expect(await rejected(asked)).toMatchObject({ code: "TIMEOUT", details: { question: "Anybody?", timeoutMs: 100 } });
    expect([listeners(stream), clock.pending]).toEqual([0, 0]);
  });

  it("times out while a hook that was asked never returns", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    stream.where(HumanInputRequest).subscribe(() => new Promise(() => undefined));
    const asked = stream.context().input("Anybody?", { timeoutMs: 100 });

    clock.advance(100);

    expect((await rejected(asked)).code).toBe("TIMEOUT");
  });

  it("does not wait for an answer that an interrupter prevents", async () => {
    const stream = new MemoryStream();
    stream.where(HumanInputRequest).subscribe(() => null, { interrupt: true });

    expect((await rejected(stream.context().input("May I?"))).code).toBe("ABORTED");
    expect(listeners(stream)).toBe(1);
  });

  it.each(["sync", "async"])("takes the answer of an interrupter that drops the question (%s)", async (kind) => {
    const stream = new MemoryStream();
    stream.where(HumanInputRequest).subscribe(
      (request, context) => {
        const answered = context.send(answer(request, "from a machine"));
        return kind === "async" ? answered.then(() => null) : null;
      },
      { interrupt: true },
    );

    expect(await stream.context().input("Who?")).toBe("from a machine");
  });

  it("fails with the error of a hook", async () => {
    const stream = new MemoryStream();
    const error = new Error("no human here");
    stream.where(HumanInputRequest).subscribe(() => Promise.reject(error));

    await expect(stream.context().input("Anybody?")).rejects.toBe(error);
  });

  it("ends with its own signal, its scope, and its stream", async () => {
    const stream = new MemoryStream();
    const controller = new AbortController();
    const context = stream.context();
    const bySignal = context.input("a", { signal: controller.signal });
    const byScope = context.input("b");
    const byStream = stream.context().input("c");

    controller.abort();
    expect((await rejected(bySignal)).code).toBe("ABORTED");
    await context.end();
    expect(await rejected(byScope)).toMatchObject({ code: "ABORTED", cause: { code: "SCOPE_ENDED" } });
    await stream.close();
    expect((await rejected(byStream)).code).toBe("STREAM_CLOSED");
    expect(listeners(stream)).toBe(0);
  });

  it("leaves no listener on the signal of its context", async () => {
    const stream = new MemoryStream();
    const context = stream.context();
    const counts = countListeners(context.signal);
    stream.where(HumanInputRequest).subscribe((request) => stream.send(answer(request, "yes")));

    const reply = context.input("Go on?");
    expect(counts()).toBe(1);
    await reply;

    expect(counts()).toBe(0);
  });

  it("ends with the handler that asks when that runs out of time", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const asked = gate();
    const errors: unknown[] = [];
    stream.where(Tick).subscribe(
      async (_, context) => {
        asked.open();
        await context.input("Anybody?").catch((error: unknown) => errors.push(error));
      },
      { timeoutMs: 50 },
    );

    const sent = stream.send(new Tick());
    await asked.opened;
    clock.advance(50);

    expect((await rejected(sent)).code).toBe("TIMEOUT");
    await settle();
    expect(errors).toMatchObject([{ code: "ABORTED" }]);
    expect(listeners(stream)).toBe(1);
  });

  it("leaves nothing unhandled when the question fails after the wait was given up", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const open = gate();
    stream.where(HumanInputRequest).subscribe(() => open.opened.then(() => Promise.reject(new Error("late"))));
    const asked = stream.context().input("Anybody?", { timeoutMs: 50 });

    clock.advance(50);
    await rejected(asked);
    open.open();
    await settle(); // an unhandled rejection would fail this run
  });
});
