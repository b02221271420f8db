/** One pause: what it may ask for, and how it is told. */
import { type PauseOptions, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isInterruptItem } from "../../../lib/flow/run/interrupt.js";

const pausing = (options: PauseOptions): TriggerFlow => {
  const flow = new TriggerFlow("asks");
  flow.to(async function ask(data) {
    return data.pauseFor(options);
  });
  return flow;
};

describe("a pause", () => {
  it("is told as plain data, with everything that it asked for (F26)", async () => {
    const payload = { question: "go on?" };
    const execution = pausing({
      id: "gate",
      type: "approval",
      payload,
      maxResumes: 3,
      resumeTo: "self",
    }).createExecution();

    expect((await execution.start()).interrupts).toEqual([
      {
        id: "gate",
        type: "approval",
        payload,
        status: "waiting",
        node: "ask",
        resumeTo: "self",
        resumes: 0,
        maxResumes: 3,
        deadline: null,
      },
    ]);
    await execution.cancel();
  });

  it("refuses what nobody could answer, and says how to mend it", async () => {
    for (const [options, what] of [
      [{ resumeTo: "previous" }, "unknown resumeTo"],
      [{ resumeTo: null }, "unknown resumeTo"],
      [{ resumeTo: { event: 5 } }, "unknown resumeTo"],
      [{ maxResumes: 0 }, "the maxResumes 0"],
      [{ maxResumes: 1.5 }, "the maxResumes 1.5"],
      [{ timeoutMs: 0 }, "no time"],
      [{ timeoutMs: Number.NaN }, "no time"],
      [{ answer: { parse: () => 1 } }, "no zod schema"],
      [{ id: "" }, "no text"],
      [{ id: 7 }, "no text"],
      [{ timeout: 5 }, 'no option "timeout"'],
    ] as const) {
      const execution = pausing(options as never).createExecution();
      const error: unknown = await execution.start().catch((reason: unknown) => reason);

      expect(error, what).toMatchObject({ code: "PAUSE_INVALID", details: { flow: "asks", node: "ask" } });
      expect(String(error)).toContain(what);
      expect((error as { readonly hint?: string }).hint).toBeTruthy();
      expect(execution.status).toBe("failed");
    }
  });

  it("that is not returned fails the chunk: PAUSE_INVALID (F26)", async () => {
    const flow = new TriggerFlow("forgets");
    flow
      .to((data) => {
        data.pauseFor({ id: "gate" });
        return "went on";
      })
      .end();
    const execution = flow.createExecution();

    await expect(execution.start()).rejects.toMatchObject({
      code: "PAUSE_INVALID",
      hint: expect.stringContaining("return data.pauseFor") as string,
    });
    expect(execution.getPendingInterrupts()).toEqual([]);
    expect(execution.snapshot().result).toBeUndefined();
  });

  it("that another chunk has asked for, or an earlier one of the same chunk, is no pause", async () => {
    let foreign: unknown;
    const flow = new TriggerFlow("foreign");
    flow.to((data) => {
      const first = data.pauseFor({ id: "one" });
      foreign ??= first;
      data.pauseFor({ id: "two" });
      return first;
    });
    await expect(flow.createExecution().start()).rejects.toMatchObject({ code: "PAUSE_INVALID" });

    const other = new TriggerFlow("other");
    other.to(() => foreign);
    await expect(other.createExecution().start()).rejects.toMatchObject({ code: "PAUSE_INVALID" });
  });

  it("that is not returned in an attempt is forgotten in the next one", async () => {
    const flow = new TriggerFlow("again");
    flow
      .to(
        (data) => {
          if (data.attempt > 1) return `attempt ${data.attempt}`;
          data.pauseFor({ id: "gate" });
          throw new Error("first");
        },
        { retry: 2 },
      )
      .end();

    expect((await flow.createExecution().start()).result).toBe("attempt 2");
  });

  it("that a chunk with an error branch asked for wrongly is a failure of the chunk", async () => {
    const flow = new TriggerFlow("caught");
    flow
      .to((data) => data.pauseFor({ maxResumes: -1 }), {
        onError: (data) => (data.value.error as { code: string }).code,
      })
      .end();

    expect((await flow.createExecution().start()).result).toBe("PAUSE_INVALID");
  });

  it("with a schema that makes something else of the answer gives that on", async () => {
    const flow = new TriggerFlow("coerces");
    flow.to((data) => data.pauseFor({ id: "n", answer: z.coerce.number() })).end();
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("n", "12");

    expect((await execution.outcome).result).toBe(12);
  });
});

describe("isInterruptItem", () => {
  it("tells pauses in a runtime stream from items of chunks", () => {
    const interrupt = { id: "gate" };

    expect(isInterruptItem({ type: "interrupt", action: "pause", execution: "e", interrupt })).toBe(true);
    for (const item of [null, undefined, "interrupt", 5, {}, { type: "interrupt" }, { type: "text", action: "pause" }])
      expect(isInterruptItem(item)).toBe(false);
  });
});
