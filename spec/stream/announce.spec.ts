/** Events whose sender waits for interrupters and for nobody else. */
import { BaseEvent, EventSuppressed, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { announce } from "../../lib/stream/announce.js";

class Token extends BaseEvent {
  static readonly type = "spec.announce.token";
  constructor(readonly text: string) {
    super();
  }
}

const quiet = (error: unknown): never => {
  throw error;
};

describe("announce", () => {
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
    void announce(stream.context(), new Token("a"), (error) => failures.push(error));
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
});
