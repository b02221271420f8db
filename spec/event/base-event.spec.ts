/** What every event has: identity, time, causes, and a changed copy. */
import { BaseEvent, defineEvent, UnknownEvent } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isEventClass, markCause, sameFields } from "../../lib/event/base-event.js";
import { useClock } from "../../lib/primitives/clock.js";
import { caught } from "../caught.js";

class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}
class Message extends defineEvent("message", { content: z.string(), note: z.string().optional() }) {
  shout(): this {
    return this.with({ content: this.content.toUpperCase() });
  }
}

const at = (now: number): Disposable => useClock({ now: () => now, schedule: () => ({ [Symbol.dispose]() {} }) });

describe("an event", () => {
  it("has an id, a time and no causes", () => {
    using _clock = at(1234);
    const tick = new Tick(1);

    expect(tick.id).toMatch(/^[0-9A-Z]{26}$/);
    expect(tick.id).toBe(tick.id);
    expect(tick.timestamp).toBe(1234);
    expect(tick.causedBy).toBeUndefined();
    expect(tick.derivedFrom).toBeUndefined();
  });

  it("shows its own fields and nothing of its identity among its keys", () => {
    expect(Object.keys(new Tick(1))).toEqual(["n"]);
    expect(Object.assign({}, new Message({ content: "x" }))).toEqual({ content: "x" });
  });

  it("refuses to have its identity written", () => {
    const tick = new Tick(1) as unknown as Record<string, unknown>;

    for (const name of ["id", "type", "timestamp", "causedBy", "derivedFrom"]) {
      expect(() => (tick[name] = "x")).toThrow(TypeError);
    }
  });
});

describe("with", () => {
  it("makes a changed copy with a new identity, derived from the old one", () => {
    const message = new Message({ content: "a", note: "n" });

    const copy = message.with({ content: "b" });

    expect(copy).toBeInstanceOf(Message);
    expect(Object.assign({}, copy)).toEqual({ content: "b", note: "n" });
    expect(copy.derivedFrom).toBe(message.id);
    expect(copy.id > message.id).toBe(true);
    expect(Object.assign({}, message)).toEqual({ content: "a", note: "n" });
  });

  it("keeps the cause", () => {
    const cause = new Tick(1);
    const message = new Message({ content: "a" });
    markCause(message, cause);

    expect(message.with({}).causedBy).toBe(cause.id);
  });

  it("is at hand inside of methods, also of subclasses", () => {
    class Loud extends Message.extend("message.loud", { volume: z.number() }) {}

    const loud = new Loud({ content: "a", volume: 11 }).shout();

    expect(loud).toBeInstanceOf(Loud);
    expect(Object.assign({}, loud)).toEqual({ content: "A", volume: 11 });
  });

  it("copies the fields of a plain event without running its constructor", () => {
    let runs = 0;
    class Counted extends BaseEvent {
      constructor(readonly n: number) {
        super();
        runs++;
      }
    }

    const copy = new Counted(1).with({ n: 2 });

    expect(copy.n).toBe(2);
    expect(runs).toBe(1);
  });

  it.each([{ m: 1 }, { id: "x" }, { with: 1 }, JSON.parse('{"__proto__": {"n": 1}}'), null, undefined, 3])(
    "refuses to change a plain event by %j",
    (patch) => {
      expect(caught(() => new Tick(1).with(patch as never)).code).toBe("EVENT_INVALID");
    },
  );

  it("changes an event of an unknown class by its fields as a whole", () => {
    const unknown = new UnknownEvent("far.away", 2, { a: 1 });

    const copy = unknown.with({ fields: { a: 2 } });

    expect(copy).toBeInstanceOf(UnknownEvent);
    expect(copy).toMatchObject({ type: "far.away", version: 2, fields: { a: 2 }, derivedFrom: unknown.id });
    expect(caught(() => unknown.with({ a: 2 } as never)).code).toBe("EVENT_INVALID");
  });
});

describe("markCause", () => {
  it("records the first cause only, and never the event itself", () => {
    const [first, second, effect] = [new Tick(1), new Tick(2), new Tick(3)];

    markCause(effect, effect);
    expect(effect.causedBy).toBeUndefined();
    markCause(effect, first);
    markCause(effect, second);

    expect(effect.causedBy).toBe(first.id);
  });
});

describe("JSON.stringify of an event", () => {
  it("shows type, id, time, causes and fields", () => {
    using _clock = at(5);
    const message = new Message({ content: "a" });
    const copy = message.with({ content: "b" });
    markCause(copy, message);

    expect(JSON.parse(JSON.stringify(copy))).toEqual({
      type: "message",
      id: copy.id,
      timestamp: 5,
      causedBy: message.id,
      derivedFrom: message.id,
      content: "b",
    });
  });

  it("never throws for what fields hold", () => {
    class Any extends BaseEvent {
      constructor(readonly data: unknown) {
        super();
      }
    }
    const circle = new Any([]);
    (circle.data as unknown[]).push(circle, 1n, () => 1, Symbol("s"));

    const json = JSON.parse(JSON.stringify(circle)) as { data: unknown[] };

    expect(json.data[1]).toBe("1");
    expect(JSON.stringify(json)).toContain("(circular)");
  });
});

describe("sameFields", () => {
  it("compares class, type and fields, and not the identity", () => {
    expect(sameFields(new Message({ content: "a" }), new Message({ content: "a" }))).toBe(true);
    expect(sameFields(new Message({ content: "a" }), new Message({ content: "b" }))).toBe(false);
    expect(sameFields(new Tick(1), new (class extends Tick {})(1))).toBe(false);
    expect(sameFields(new UnknownEvent("a", 1, {}), new UnknownEvent("b", 1, {}))).toBe(false);
  });
});

describe("isEventClass", () => {
  it("says yes to the root and all that extend it", () => {
    expect([BaseEvent, Tick, Message, defineEvent("made", {})].every(isEventClass)).toBe(true);
  });

  it("says no to everything else", () => {
    expect([undefined, null, "Tick", {}, class {}, () => 1, new Tick(1), Date].some(isEventClass)).toBe(false);
  });
});
