/** Where an answer goes on: behind the chunk, in the chunk once more, or out as a signal. */
import { ChunkResumed, MemoryStream, type Resume, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

describe('an answer to "next"', () => {
  it("goes on behind the chunk, in its place (F27)", async () => {
    const flow = new TriggerFlow("next");
    let ran = 0;
    flow
      .to((data) => {
        ran++;
        return data.pauseFor({ id: "gate", resumeTo: "next" });
      })
      .to((data) => `got ${String(data.value)}`)
      .end();
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate", 5);

    expect((await execution.outcome).result).toBe("got 5");
    expect(ran).toBe(1);
  });

  it("must fit what the chunk gives, else the pause waits on (F27)", async () => {
    const flow = new TriggerFlow("fits");
    const ask = flow.chunk("ask", { output: z.number() }, (data) => data.pauseFor({ id: "gate", answer: z.number() }));
    const loose = flow.chunk("loose", { output: z.number() }, (data) => data.pauseFor({ id: "loose" }) as never);
    flow.to(ask).end();
    flow.to(loose);
    const execution = flow.createExecution();
    await execution.start();

    await expect(execution.continueWith("loose", "text")).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    await execution.continueWith("loose", 1);
    await execution.continueWith("gate", 2);

    expect((await execution.outcome).result).toBe(2);
  });

  it("without a value goes on with undefined", async () => {
    const flow = new TriggerFlow("nothing");
    flow
      .to((data) => data.pauseFor({ id: "gate" }))
      .to((data) => String(data.value))
      .end();
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate");

    expect((await execution.outcome).result).toBe("undefined");
  });
});

describe('an answer to "self"', () => {
  it("runs the chunk again with the value that it had, and tells it the answer (F27)", async () => {
    const seen: [unknown, boolean, Resume | undefined][] = [];
    const flow = new TriggerFlow("self");
    flow
      .to(() => "value")
      .to((data) => {
        seen.push([data.value, data.isResume, data.resume]);
        return data.resume ? data.resume.value : data.pauseFor({ id: "gate", resumeTo: "self" });
      })
      .end();
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate", "answer", { requestId: "r" });

    expect(seen).toEqual([
      ["value", false, undefined],
      ["value", true, { id: "gate", value: "answer", count: 1, requestId: "r" }],
    ]);
    expect((await execution.outcome).result).toBe("answer");
  });

  it("may pause again under the same id, as often as maxResumes says (F27)", async () => {
    const counts: unknown[] = [];
    const flow = new TriggerFlow("again");
    flow
      .to((data) => {
        counts.push(data.resume?.count);
        return data.resume?.value === "enough"
          ? "done"
          : data.pauseFor({ id: "gate", resumeTo: "self", maxResumes: 3 });
      })
      .end();
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate", 1, { requestId: "r1" });
    expect(execution.getPendingInterrupts()).toMatchObject([{ id: "gate", resumes: 1, maxResumes: 3 }]);
    await execution.continueWith("gate", 2, { requestId: "r2" });
    expect(execution.getPendingInterrupts()).toMatchObject([{ id: "gate", resumes: 2 }]);
    await execution.continueWith("gate", "enough", { requestId: "r3" });

    expect(counts).toEqual([undefined, 1, 2, 3]);
    expect((await execution.outcome).result).toBe("done");
  });

  it("that would exceed maxResumes fails the answer, and the pause waits on for a better one (F27)", async () => {
    const flow = new TriggerFlow("limit");
    flow.to((data) => (data.resume?.value === "yes" ? "yes" : data.pauseFor({ id: "gate", resumeTo: "self" }))).end();
    const execution = flow.createExecution();
    await execution.start();

    await expect(execution.continueWith("gate", "hm")).rejects.toMatchObject({
      code: "PAUSE_INVALID",
      message: expect.stringContaining("resumed 1 time and may not be again") as string,
      hint: expect.stringContaining("maxResumes") as string,
    });
    expect(execution.getPendingInterrupts()).toMatchObject([{ id: "gate", resumes: 0 }]);
    await execution.continueWith("gate", "yes");

    expect((await execution.outcome).result).toBe("yes");
  });

  it("counts as a first attempt, with the time and the attempts of the chunk", async () => {
    const attempts: string[] = [];
    const flow = new TriggerFlow("attempts");
    flow
      .to(
        (data) => {
          attempts.push(`${data.isResume ? "resumed" : "first"} ${data.attempt}`);
          if (data.attempt === 1) throw new Error("once");
          return data.isResume ? "done" : data.pauseFor({ id: "gate", resumeTo: "self" });
        },
        { retry: 2 },
      )
      .end();
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate");

    expect(attempts).toEqual(["first 1", "first 2", "resumed 1", "resumed 2"]);
    expect((await execution.outcome).result).toBe("done");
  });
});

describe("an answer to a signal", () => {
  it("goes out as that signal, and is told to nobody else (F27)", async () => {
    const got: unknown[] = [];
    const flow = new TriggerFlow("event");
    flow
      .to((data) => data.pauseFor({ id: "gate", resumeTo: { event: "Answered" } }))
      .to(() => got.push("behind the chunk"));
    flow.when("Answered").to((data) => got.push(data.value));
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate", "answer");

    expect(got).toEqual(["answer"]);
    expect(execution.status).toBe("completed");
  });

  it("answers its own pause, and leaves others alone that wait for the same signal (F27, W-04)", async () => {
    const got: unknown[] = [];
    const flow = new TriggerFlow("several");
    for (const id of ["a", "b"]) flow.to((data) => data.pauseFor({ id, resumeTo: { event: "Answered" } }));
    flow.when("Answered").to((data) => got.push(data.value));
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("a", "to a");

    expect(execution.getPendingInterrupts()).toMatchObject([{ id: "b" }]);
    await execution.continueWith("b", "to b");
    expect(got).toEqual(["to a", "to b"]);
  });

  for (const watched of [false, true])
    it(`is given as well by whoever sends that signal, ${watched ? "seen on the bus" : "with nobody looking"} (F27)`, async () => {
      const got: unknown[] = [];
      const flow = new TriggerFlow("sent");
      flow.to((data) => data.pauseFor({ id: "gate", resumeTo: { event: "Answered" } }));
      flow.when("Answered").to((data) => got.push(data.value));
      const execution = flow.createExecution({ stream: new MemoryStream({ history: watched }), autoClose: false });
      await execution.start();
      await execution.emit("Answered", "from outside");

      expect(got).toEqual(["from outside"]);
      expect(execution.getPendingInterrupts()).toEqual([]);
      await expect(execution.continueWith("gate", 1)).rejects.toMatchObject({ code: "INTERRUPT_UNKNOWN" });
      expect((await execution.close()).status).toBe("completed");
    });
});

describe("a signal that somebody sends", () => {
  for (const watched of [false, true])
    it(`and that does not fit the schema of the answer leaves the pause waiting${watched ? ", seen on the bus" : ""} (F27)`, async () => {
      const got: unknown[] = [];
      const flow = new TriggerFlow("unfit");
      flow.to((data) => data.pauseFor({ id: "gate", answer: z.number(), resumeTo: { event: "Answered" } }));
      flow.when("Answered").to((data) => got.push(data.value));
      const execution = flow.createExecution({ stream: new MemoryStream({ history: watched }) });
      await execution.start();
      await execution.emit("Answered", "text");
      expect(execution.getPendingInterrupts()).toMatchObject([{ id: "gate" }]);
      await execution.emit("Answered", 5);

      expect(got).toEqual(["text", 5]);
      expect(execution.status).toBe("completed");
    });
});

describe("an answer on its way", () => {
  for (const resumeTo of ["next", "self", { event: "Answered" }] as const)
    it(`to ${JSON.stringify(resumeTo)} is in a snapshot, and goes on after a restart (F28)`, async () => {
      const door = createDeferred<undefined>();
      const flow = new TriggerFlow("restart");
      flow
        .to(() => "value")
        .to((data) => {
          if (data.resume) return `${data.value} ${String(data.resume.value)}`;
          return data.pauseFor({ id: "gate", resumeTo });
        })
        .to((data) => data.value)
        .end();
      flow.when("Answered").to((data) => data.setResult(data.value));
      const stream = new MemoryStream({ history: false });
      const first = flow.createExecution({ stream });
      await first.start();
      stream.where(ChunkResumed).subscribe(() => door.promise);
      const answered = first.continueWith("gate", "answer", { requestId: "r" });
      await breath();
      const saved = JSON.stringify(first.save());
      door.resolve(undefined);
      await answered;

      const second = flow.createExecution();
      second.load(saved);
      expect(second.getPendingInterrupts()).toEqual([]);
      const { status, result } = await second.resume();

      expect({ status, result }).toEqual({
        status: "completed",
        result: resumeTo === "self" ? "value answer" : "answer",
      });
    });
});
