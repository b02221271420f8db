/** Events to JSON and back: what survives, and what broken, hostile or foreign JSON gets. */
import { BaseEvent, decodeEvent, defineEvent, encodeEvent, type EventJson, UnknownEvent } from "millrace";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { markCause, sameFields } from "../../lib/event/base-event.js";
import { caught } from "../caught.js";
import { anyData } from "./arbitrary-data.js";

class Note extends defineEvent("note", { data: z.unknown().optional() }) {}
class Order extends defineEvent("order", {
  total: z.number(),
  at: z.string().transform((text) => new Date(text)),
  label: z.string().trim().default("none"),
}) {}
class Bundle extends defineEvent("bundle", { orders: z.array(z.instanceof(Order)), first: z.instanceof(Note) }) {}

const overTheWire = (event: BaseEvent): BaseEvent => decodeEvent(JSON.stringify(encodeEvent(event)));
const order = (): Order => new Order({ total: 3, at: "2020-01-01T00:00:00.000Z" });
const broken = (change: object): EventJson => ({ ...encodeEvent(order()), ...change });

describe("encodeEvent and decodeEvent", () => {
  it("give back the event with its identity, class and causes", () => {
    const note = new Note({ data: { deep: [1, "x", null] } });
    const copy = note.with({ data: 1 });
    markCause(copy, note);

    const back = overTheWire(copy);

    expect(back).toBeInstanceOf(Note);
    expect(sameFields(back, copy)).toBe(true);
    expect([back.id, back.timestamp, back.causedBy, back.derivedFrom]).toEqual([
      copy.id,
      copy.timestamp,
      note.id,
      note.id,
    ]);
  });

  it("are inverse for any data", () => {
    fc.assert(
      fc.property(anyData, (data) => {
        const note = new Note({ data });
        return isDeepStrictEqual(Object.assign({ data: undefined }, overTheWire(note)), Object.assign({}, note));
      }),
      { numRuns: 400 },
    );
  });

  it("do not run transforms, trims and defaults again", () => {
    const back = overTheWire(order()) as Order;

    expect(back.at).toEqual(new Date("2020-01-01T00:00:00.000Z"));
    expect(back.label).toBe("none");
  });

  it("carry events inside of events, also in lists", () => {
    const bundle = new Bundle({ orders: [order(), order()], first: new Note({ data: order() }) });

    const back = overTheWire(bundle) as Bundle;

    expect(back.orders.map(({ id }) => id)).toEqual(bundle.orders.map(({ id }) => id));
    expect(back.orders[0]).toBeInstanceOf(Order);
    expect((back.first.data as Order).total).toBe(3);
  });

  it("carry a shape whose fields look like marks of the codec", () => {
    const Marked = defineEvent("marked", { $date: z.string() });

    expect(overTheWire(new Marked({ $date: "no date" }))).toMatchObject({ $date: "no date" });
    expect(overTheWire(new Note({ data: { $event: encodeEvent(order()) } }))).not.toHaveProperty("data.total");
  });

  it("leave out fields that are undefined", () => {
    expect(encodeEvent(new Note({ data: undefined })).fields).toEqual({});
  });

  it("keep everything of a type that nobody has bound, and give it back", () => {
    const json: EventJson = {
      type: "far.away",
      version: 7,
      id: "x",
      timestamp: 1,
      causedBy: "c",
      fields: { at: { $date: "2020-01-01T00:00:00.000Z" }, order: { $event: { ...encodeEvent(order()) } as never } },
    };

    const unknown = decodeEvent(json) as UnknownEvent;

    expect(unknown).toBeInstanceOf(UnknownEvent);
    expect(unknown).toMatchObject({ type: "far.away", version: 7, id: "x", causedBy: "c" });
    expect(unknown.fields["at"]).toBeInstanceOf(Date);
    expect(encodeEvent(unknown)).toEqual(json);
  });

  it("carry a megabyte", () => {
    const data = { text: "x".repeat(500_000), list: Array.from({ length: 50_000 }, (_, index) => index) };

    expect(overTheWire(new Note({ data }))).toMatchObject({ data });
  });
});

describe("encodeEvent", () => {
  it.each([undefined, null, {}, "text", Note, () => 1, new Date()])("refuses %s, which is no event", (value) => {
    expect(caught(() => encodeEvent(value as never)).code).toBe("EVENT_EXPECTED");
  });

  it.each<[unknown, string]>([
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    ["hi", 'the text "hi"'],
    [3, "the number 3"],
    [[], "a list"],
    [{}, "a plain object"],
    [new Date(), "an instance of Date"],
    [Note, "the class or function Note"],
  ])("names %s in its refusal", (value, what) => {
    expect(caught(() => encodeEvent(value as never)).message).toContain(
      `encodeEvent was given ${what}, which is no event.`,
    );
  });

  it.each<[string, unknown, string]>([
    ["a function", { run: () => 1 }, "data.run"],
    ["a symbol", [Symbol("s")], "data[0]"],
    ["an instance", { where: [new URL("http://localhost")] }, "data.where[0]"],
    ["a weak map", new WeakMap(), "data"],
    ["an instance in a map", new Map([["k", new (class Odd {})()]]), "data.value(0)"],
    ["a key that decoding refuses", JSON.parse('{"a": {"__proto__": 1}}'), "data.a"],
  ])("refuses %s with the path to it", (_, data, path) => {
    const error = caught(() => encodeEvent(new Note({ data })));

    expect(error.code).toBe("EVENT_NOT_SERIALISABLE");
    expect(error.details).toEqual({ type: "note", path });
  });

  it("refuses circles, also through events", () => {
    const note = new Note({ data: [] });
    (note.data as unknown[]).push({ note });

    expect(caught(() => encodeEvent(note)).code).toBe("EVENT_NOT_SERIALISABLE");
  });

  it("refuses data that is nested too deep", () => {
    let data: unknown = 1;
    for (let level = 0; level < 100_000; level++) data = [data];

    expect(caught(() => encodeEvent(new Note({ data }))).code).toBe("EVENT_NOT_SERIALISABLE");
  });

  it("refuses fields beside the shape, which could not be read again", () => {
    class Cached extends defineEvent("cached", {}) {
      hits = 0;
      note?: string;
    }

    const error = caught(() => encodeEvent(new Cached({})));

    expect(error.code).toBe("EVENT_NOT_SERIALISABLE");
    expect(error.details["path"]).toBe("hits");
  });
});

describe("decodeEvent", () => {
  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["JSON that is no object", "[]"],
    ["a type that is none", broken({ type: "a] | [b" })],
    ["the type of the root", broken({ type: "event" })],
    ["no type", broken({ type: undefined })],
    ["an unknown version of a known type", broken({ version: 2 })],
    ["a version that is none", broken({ version: "1" })],
    ["no id", broken({ id: "" })],
    ["a time that is none", broken({ timestamp: "now" })],
    ["a cause that is none", broken({ causedBy: 5 })],
    ["fields that are a list", broken({ fields: [] })],
    ["fields that become something else", broken({ type: "far", fields: { $date: "2020-01-01T00:00:00.000Z" } })],
    ["an unknown mark", broken({ fields: { total: { $magic: 1 } } })],
    ["a date that is none", broken({ fields: { at: { $date: "yesterday" } } })],
    ["a nested event that is none", broken({ fields: { total: { $event: { type: "order" } } } })],
    ["__proto__ among the fields", JSON.stringify(broken({})).replace('"total"', '"__proto__"')],
    [
      "__proto__ deep inside",
      '{"type":"note","version":1,"id":"i","timestamp":1,"fields":{"data":[{"__proto__":{"a":1}}]}}',
    ],
  ])("refuses %s", (_, json) => {
    expect(caught(() => decodeEvent(json as EventJson)).code).toBe("EVENT_MALFORMED");
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it("refuses huge depth, of lists and of events", () => {
    const lists = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const open = '{"type":"note","version":1,"id":"i","timestamp":1,"fields":{"data":';
    const events = `${`${open}{"$event":`.repeat(5000)}${open}1}}${"}}}".repeat(5000)}`;

    expect(caught(() => decodeEvent(`${open}${lists}}}`)).code).toBe("EVENT_MALFORMED");
    expect(caught(() => decodeEvent(events)).code).toBe("EVENT_MALFORMED");
  });

  it("says how to write what JSON.stringify made of an event", () => {
    const error = caught(() => decodeEvent(JSON.stringify(order())));

    expect(error.code).toBe("EVENT_MALFORMED");
    expect(error.message).toContain("write it with encodeEvent(event)");
  });

  it("refuses fields that do not fit the shape, unknown ones included", () => {
    expect(caught(() => decodeEvent(broken({ fields: { total: "3" } }))).code).toBe("EVENT_INVALID");
    expect(caught(() => decodeEvent(broken({ fields: { ...broken({}).fields, more: 1 } }))).code).toBe("EVENT_INVALID");
  });

  it.each(["id", "with", "toJSON", "constructor", "twice"])(
    "lets no field %s stand before a member of a plain class",
    (name) => {
      class Plain extends BaseEvent {
        static readonly type = `plain.${name}`;
        twice(): void {}
      }
      const json = { type: Plain.type, version: 1, id: "i", timestamp: 1, fields: { [name]: 1 } };

      expect(caught(() => decodeEvent(json, { events: [Plain] })).code).toBe("EVENT_MALFORMED");
    },
  );

  it("refuses an option events that holds no classes", () => {
    expect(caught(() => decodeEvent(broken({}), { events: ["order"] as never })).code).toBe("OPTION_INVALID");
  });
});
