/** Events whose sender waits for interrupters and for nobody else. */
import { BaseEvent, EventSuppressed, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { announce, sendVerdict } from "../../lib/stream/announce.js";

class Token extends BaseEvent {
  static readonly type = "spec.announce.token";
  constructor(readonly text: string) {
    super();
  }
}

const quiet = {
  onFailure: (error: unknown): never => {
    throw error;
  },
};

describe("announce", () => {
  it("asks its sender once more before anybody meets what the interrupters let through", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    stream.where(Token).subscribe((event) => void order.push(`heard ${event.text}`));
    const say = (text: string): unknown =>
      announce(stream.context(), new Token(text), {
        ...quiet,
        admit: (event) => {
          order.push(`admitted ${(event as Token).text}`);
          return text !== "no";
        },
      });

    expect(say("a")).toMatchObject({ text: "a" });
    expect(say("no")).toBeNull();
    stream.where(Token).subscribe(async (event) => Promise.resolve(event.with({ text: "b" })), { interrupt: true });
    expect(await say("no")).toBeNull();
    expect(await say("a")).toMatchObject({ text: "b" });
    expect(order).toEqual(["admitted a", "heard a", "admitted no", "admitted b", "admitted b", "heard b"]);
  });

  it("rejects when its stream was closed while an interrupter thought", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    const heard: unknown[] = [];
    stream.where(Token).subscribe((event) => void heard.push(event));
    stream.where(Token).subscribe(
      async (event) => {
        await door.promise;
        return event;
      },
      { interrupt: true },
    );
    const verdict = announce(stream.context(), new Token("a"), quiet);
    await stream.close();
    door.resolve(undefined);

    await expect(verdict).rejects.toMatchObject({ code: "STREAM_CLOSED" });
    expect(heard).toEqual([]);
  });

  it("answers at once where no interrupter is asynchronous, with what they made of the event", () => {
    const stream = new MemoryStream();
    const heard: string[] = [];
    stream.where(Token).subscribe((event) => void heard.push(event.text));
    stream.where(Token).subscribe((event) => (event.text === "drop" ? null : event.with({ text: `${event.text}!` })), {
      interrupt: true,
    });
    const context = stream.context();

    const verdict = announce(context, new Token("a"), quiet);
    expect(verdict).toMatchObject({ text: "a!" });
    expect(announce(context, new Token("drop"), quiet)).toBeNull();
    expect(heard).toEqual(["a!"]);
  });

  it("waits for an asynchronous interrupter, and tells of suppressions", async () => {
    const stream = new MemoryStream();
    const suppressed: unknown[] = [];
    stream.where(EventSuppressed).subscribe(({ event }) => void suppressed.push((event as Token).text));
    stream.where(Token).subscribe(
      async (event) => {
        await Promise.resolve();
        return event.text === "drop" ? null : event;
      },
      { interrupt: true },
    );
    const context = stream.context();

    expect(await announce(context, new Token("a"), quiet)).toMatchObject({ text: "a" });
    expect(await announce(context, new Token("drop"), quiet)).toBeNull();
    expect(suppressed).toEqual(["drop"]);
    expect((await stream.history.read()).filter((event) => event instanceof Token)).toHaveLength(1);
  });

  it("never waits for a subscriber, and each meets the events in their order", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    const [slow, behind]: [string[], string[]] = [[], []];
    stream.where(Token).subscribe(async (event) => {
      slow.push(event.text);
      await door.promise;
    });
    stream.where(Token).subscribe((event) => void behind.push(event.text));
    const context = stream.context();

    for (const text of ["a", "b", "c"]) void announce(context, new Token(text), quiet);

    expect([slow, behind]).toEqual([
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
    door.resolve(undefined);
    await door.promise;
  });

  it("hands what subscribers throw to the sender's callback, at once or later, and reports what is to be reported", async () => {
    const stream = new MemoryStream();
    const failures: unknown[] = [];
    const later = createDeferred<undefined>();
    stream.where(Token).subscribe(() => {
      throw new Error("at once");
    });
    stream.where(Token).subscribe(async () => {
      await Promise.resolve();
      later.resolve(undefined);
      throw new Error("later");
    });
    void announce(stream.context(), new Token("a"), { onFailure: (error) => failures.push(error) });
    await later.promise;
    await new Promise(setImmediate);

    expect(failures).toMatchObject([{ errors: [{ message: "at once" }, { message: "later" }] }]);
  });

  it("throws, or rejects, what an interrupter throws, and nothing is recorded", async () => {
    const stream = new MemoryStream();
    using once = stream.where(Token).subscribe(
      () => {
        throw new Error("no");
      },
      { interrupt: true },
    );
    await expect(async () => announce(stream.context(), new Token("a"), quiet)).rejects.toThrow("no");
    once.unsubscribe();
    stream.where(Token).subscribe(async () => Promise.reject(new Error("later no")), { interrupt: true });
    await expect(async () => announce(stream.context(), new Token("a"), quiet)).rejects.toThrow("later no");

    expect(await stream.history.read()).toEqual([]);
  });

  it("names as cause what its context answers, and is refused by a closed stream", async () => {
    const stream = new MemoryStream();
    const causes: (string | undefined)[] = [];
    stream.where(Token).subscribe(async (event, context) => {
      causes.push(event.causedBy);
      if (event.text === "parent") await announce(context, new Token("child"), quiet);
    });
    const parent = new Token("parent");
    await stream.send(parent);
    expect(causes).toEqual([undefined, parent.id]);

    await stream.close();
    expect(() => announce(stream.context(), new Token("late"), quiet)).toThrow(/is closed/);
  });

  it("reaches the flow of the chunk that announces it, as work that its execution waits for", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("tokens");
    const heard: string[] = [];
    flow
      .to(async (data) => {
        await announce(data.context, new Token("from a chunk"), quiet);
        return "done";
      })
      .end();
    flow.when(Token).to(async ({ value }) => {
      await new Promise(setImmediate);
      heard.push(value.text);
    });

    const { result } = await flow.createExecution({ stream }).start();
    expect([result, heard]).toEqual(["done", ["from a chunk"]]);
  });

  it("tells what is not to be recorded to those who listen now", async () => {
    const stream = new MemoryStream();
    const heard: string[] = [];
    stream.where(Token).subscribe((event) => void heard.push(event.text));

    await announce(stream.context(), new Token("live"), { ...quiet, recorded: false });

    expect(heard).toEqual(["live"]);
    expect(await stream.history.read()).toEqual([]);
  });
});

describe("sendVerdict", () => {
  it("resolves, when all have finished, with what the interrupters have made of the event", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    stream.where(Token).subscribe((event) => (event.text === "drop" ? null : event.with({ text: `${event.text}!` })), {
      interrupt: true,
    });
    stream.where(Token).subscribe(async ({ text }) => {
      await Promise.resolve();
      order.push(text);
    });

    expect(await sendVerdict(stream.context(), new Token("a"))).toMatchObject({ text: "a!" });
    expect(order).toEqual(["a!"]);
    expect(await sendVerdict(stream.context(), new Token("drop"))).toBeNull();
  });

  it("waits for interrupters that take their time, and rejects as a send does", async () => {
    const stream = new MemoryStream();
    stream.where(Token).subscribe(async (event) => Promise.resolve(event.with({ text: "later" })), { interrupt: true });
    expect(await sendVerdict(stream.context(), new Token("a"))).toMatchObject({ text: "later" });

    stream.where(Token).subscribe(() => {
      throw new Error("no");
    });
    await expect(sendVerdict(stream.context(), new Token("a"))).rejects.toThrow("no");
    await stream.close();
    await expect(sendVerdict(stream.context(), new Token("a"))).rejects.toMatchObject({ code: "STREAM_CLOSED" });
  });
});
