/** The stream in memory: its options, and its end. */
import { BaseEvent, decodeEvent, defineEvent, encodeEvent, MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";
import { listeners } from "./count.js";
import { rejected, Tick } from "./events.js";

describe("a MemoryStream", () => {
  it("has an id of its own unless it is given one", () => {
    expect(new MemoryStream().id).not.toBe(new MemoryStream().id);
    expect(new MemoryStream({ id: "orders" }).id).toBe("orders");
  });

  it("binds the event classes that it is told of", () => {
    class Placed extends defineEvent("spec.memory-stream.placed", { n: z.number() }) {}
    const json = encodeEvent(new Placed({ n: 1 }));
    new MemoryStream({ events: [Placed] });

    expect(decodeEvent(json)).toBeInstanceOf(Placed);
  });

  it.each([{ retain: -1 }, { retain: 1.5 }, { maxDepth: 0 }, { maxDepth: NaN }])("refuses %o", (options) => {
    expect(caught(() => new MemoryStream(options)).code).toBe("OPTION_INVALID");
  });

  it("refuses options that nobody knows, at every door", () => {
    const stream = new MemoryStream();

    for (const misspelt of [
      () => new MemoryStream({ retian: 5 } as never),
      () => stream.context({ variable: {} } as never),
      () => stream.explain(new Tick(), { predicate: [] } as never),
      () => stream.get(Tick, { timeout: 5 } as never),
      () => stream.join({ max: 5 } as never),
    ]) {
      expect(caught(misspelt).code).toBe("OPTION_INVALID");
    }
    expect(listeners(stream)).toBe(0);
  });

  it("refuses an error policy that does not exist", () => {
    expect(caught(() => new MemoryStream({ onError: "ignore" as never })).code).toBe("HANDLER_INVALID");
  });

  it("takes two event classes with one type name from nobody", () => {
    class First extends BaseEvent {
      static readonly type = "spec.memory-stream.twice";
    }
    class Second extends BaseEvent {
      static readonly type = "spec.memory-stream.twice";
    }

    expect(caught(() => new MemoryStream({ events: [First, Second] })).code).toBe("EVENT_TYPE_TAKEN");
  });

  it("refuses a context that no stream has made", async () => {
    const sent = new MemoryStream().send(new Tick(), { variables: new Map() } as never);

    expect((await rejected(sent)).code).toBe("OPTION_INVALID");
  });

  it("delivers an event with the context of another stream, as its own", async () => {
    const [one, two] = [new MemoryStream(), new MemoryStream()];
    const seen: unknown[] = [];
    two.subscribe((_, context) => seen.push(context.stream, context.variables.get("k")));

    await two.send(new Tick(), one.context({ variables: { k: 1 } }));

    expect(seen).toEqual([two, 1]);
    expect(await one.history.read()).toEqual([]);
  });
});

describe("close", () => {
  it("refuses later sends by name, also through contexts", async () => {
    const stream = new MemoryStream({ id: "orders" });
    const context = stream.context();
    await stream.close();

    for (const sent of [stream.send(new Tick()), context.send(new Tick()), stream.send(new Tick(), context)]) {
      expect(await rejected(sent)).toMatchObject({ code: "STREAM_CLOSED", details: { stream: "orders" } });
    }
  });

  it("ends every listener, and may be called twice", async () => {
    const stream = new MemoryStream();
    stream.subscribe(() => 1);
    stream.subscribe((event) => event, { interrupt: true });
    void stream.get(Tick);
    stream.join();

    await stream.close();
    await stream.close();

    expect(stream.closed).toBe(true);
    expect(listeners(stream)).toBe(0);
  });

  it("comes with the end of an await using block", async () => {
    const closed = await (async () => {
      await using stream = new MemoryStream();
      return () => stream.closed;
    })();

    expect(closed()).toBe(true);
  });
});
