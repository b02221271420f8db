/** What the types of events infer, and what must not compile. */
import {
  BaseEvent,
  decodeEvent,
  defineEvent,
  encodeEvent,
  type EventClass,
  type EventJson,
  UnknownEvent,
} from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

class Paid extends defineEvent("paid", {
  amount: z.number(),
  status: z.enum(["ok", "no"]).default("ok"),
  at: z.string().transform((text) => new Date(text)),
  note: z.string().optional(),
}) {
  get euros(): string {
    return `${String(this.amount)} EUR`;
  }
  doubled(): this {
    return this.with({ amount: this.amount * 2 });
  }
}
class Refunded extends Paid.extend("refunded", { reason: z.string() }) {
  because(reason: string): this {
    return this.with({ reason, amount: 0 });
  }
}
class Message extends defineEvent("message", { content: z.string() }) {}
class Reasoning extends defineEvent("reasoning", { content: z.string() }) {}
class Empty extends defineEvent("empty", {}) {
  count = 0;
  label(): string {
    return "label";
  }
}
class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}
declare const paid: Paid;
declare const refunded: Refunded;

describe("an event class", () => {
  it("takes what its shape takes in, and has what its shape puts out", () => {
    expectTypeOf<ConstructorParameters<typeof Paid>[0]>().toEqualTypeOf<{
      amount: number;
      at: string;
      status?: "ok" | "no" | undefined;
      note?: string | undefined;
    }>();
    expectTypeOf(paid.at).toEqualTypeOf<Date>();
    expectTypeOf(paid.status).toEqualTypeOf<"ok" | "no">();
    expectTypeOf(paid.note).toEqualTypeOf<string | undefined>();
    expectTypeOf(Paid.type).toEqualTypeOf<"paid">();
  });

  it("refuses missing, wrong and unknown fields", () => {
    // @ts-expect-error amount and at are missing
    new Paid({});
    // @ts-expect-error amount is a number
    new Paid({ amount: "1", at: "x" });
    // @ts-expect-error the shape takes the text, not the date that it puts out
    new Paid({ amount: 1, at: new Date() });
    // @ts-expect-error the shape has no field of this name
    new Paid({ amount: 1, at: "x", more: 1 });
    // @ts-expect-error an event is made from its fields, even when there are none
    new Empty();
  });

  it("has fields that cannot be written", () => {
    // @ts-expect-error fields are read-only
    paid.amount = 3;
    // @ts-expect-error the identity belongs to construction
    paid.id = "x";
    // @ts-expect-error fields of subclasses are read-only, too
    refunded.reason = "x";
  });

  it("has the identity that every event has", () => {
    expectTypeOf(paid.id).toEqualTypeOf<string>();
    expectTypeOf(paid.type).toEqualTypeOf<string>();
    expectTypeOf(paid.timestamp).toEqualTypeOf<number>();
    expectTypeOf(paid.causedBy).toEqualTypeOf<string | undefined>();
    expectTypeOf(paid.derivedFrom).toEqualTypeOf<string | undefined>();
  });

  it("is not interchangeable with another class of the same shape", () => {
    const take = (_message: Message): void => {};
    take(new Message({ content: "x" }));
    // @ts-expect-error an event carries a brand of its type name
    take(new Reasoning({ content: "x" }));
    // @ts-expect-error fields alone make no event
    take({ content: "x" });
    expectTypeOf<Message>().not.toExtend<Reasoning>();
  });

  it("with an empty shape takes members of its own", () => {
    const empty = new Empty({});
    expectTypeOf(empty.count).toEqualTypeOf<number>();
    expectTypeOf(empty.label()).toEqualTypeOf<string>();
    // @ts-expect-error it has no other members
    expectTypeOf(empty.other);
  });
});

describe("defineEvent", () => {
  it("refuses reserved fields", () => {
    // @ts-expect-error every event has an id
    defineEvent("bad", { id: z.string() });
    // @ts-expect-error every event has a type
    defineEvent("bad", { type: z.string() });
    // @ts-expect-error every event has a timestamp
    defineEvent("bad", { timestamp: z.number() });
    // @ts-expect-error every event has a cause
    defineEvent("bad", { causedBy: z.string() });
    // @ts-expect-error every event has an origin
    defineEvent("bad", { derivedFrom: z.string() });
    // @ts-expect-error every event can be copied
    defineEvent("bad", { with: z.string() });
    // @ts-expect-error every event can be shown
    defineEvent("bad", { toJSON: z.string() });
    // @ts-expect-error every object has a constructor
    defineEvent("bad", { constructor: z.string() });
    // @ts-expect-error every object can be text
    defineEvent("bad", { toString: z.string() });
  });

  it("refuses them with a sentence", () => {
    type Shape = Parameters<typeof defineEvent<"bad", { id: z.ZodString }>>[1];
    expectTypeOf<Shape["id"] & string>().toEqualTypeOf<
      z.ZodString & '"id" belongs to every event; give the field another name'
    >();
  });

  it("refuses what is no shape", () => {
    // @ts-expect-error a field is a zod schema
    defineEvent("bad", { a: "string" });
    // @ts-expect-error a shape is an object of schemas
    defineEvent("bad", z.object({}));
    // @ts-expect-error the type comes first
    defineEvent({});
    // @ts-expect-error there is no such option
    defineEvent("bad", {}, { transiend: true });
  });
});

describe("extend", () => {
  it("inherits fields, methods and assignability", () => {
    expectTypeOf(refunded).toExtend<Paid>();
    expectTypeOf(paid).not.toExtend<Refunded>();
    expectTypeOf(refunded.euros).toEqualTypeOf<string>();
    expectTypeOf(refunded.reason).toEqualTypeOf<string>();
    expectTypeOf(Refunded.type).toEqualTypeOf<"refunded">();
    // @ts-expect-error the parent's fields are asked for, too
    new Refunded({ reason: "x" });
  });

  it("may narrow a field", () => {
    class Failed extends Paid.extend("failed", { status: z.literal("no") }) {}
    expectTypeOf<Failed["status"]>().toEqualTypeOf<"no">();
    // @ts-expect-error the narrowed field takes nothing else
    new Failed({ amount: 1, at: "x", status: "ok" });
  });

  it("refuses reserved fields and members of the parent", () => {
    // @ts-expect-error every event has an id
    Paid.extend("bad", { id: z.string() });
    // @ts-expect-error the parent has a getter of this name
    Paid.extend("bad", { euros: z.string() });
    // @ts-expect-error the parent has a method of this name
    Paid.extend("bad", { doubled: z.boolean() });
  });
});

describe("with", () => {
  it("takes some of what the shape takes in, and gives the same class", () => {
    expectTypeOf(refunded.with({ amount: 3 })).toEqualTypeOf<Refunded>();
    expectTypeOf(refunded.with({ at: "2020-01-01", reason: "x" })).toEqualTypeOf<Refunded>();
    expectTypeOf(refunded.doubled()).toEqualTypeOf<Refunded>();
    expectTypeOf(refunded.because("x")).toEqualTypeOf<Refunded>();
    expectTypeOf(new Tick(1).with({ n: 2 })).toEqualTypeOf<Tick>();
    const change = <E extends Paid>(event: E): E => event.with({ amount: 1 });
    expectTypeOf(change(refunded)).toEqualTypeOf<Refunded>();
  });

  it("refuses everything else", () => {
    // @ts-expect-error amount is a number
    paid.with({ amount: "3" });
    // @ts-expect-error the shape takes the text, not the date that it puts out
    paid.with({ at: new Date() });
    // @ts-expect-error the parent does not have the child's field
    paid.with({ reason: "x" });
    // @ts-expect-error the identity belongs to construction
    paid.with({ id: "x" });
    // @ts-expect-error a plain event has its own fields only
    new Tick(1).with({ m: 1 });
  });
});

describe("the codec", () => {
  it("writes events and reads them as events of some class", () => {
    expectTypeOf(encodeEvent(paid)).toEqualTypeOf<EventJson>();
    expectTypeOf(decodeEvent("{}")).toEqualTypeOf<BaseEvent>();
    decodeEvent(encodeEvent(paid), { events: [Paid, Tick, UnknownEvent] });
    // @ts-expect-error an event is written, not its class
    encodeEvent(Paid);
    // @ts-expect-error only classes of events can be bound
    decodeEvent("{}", { events: [Date] });
  });
});

describe("hovering", () => {
  it("shows classes by their names", () => {
    expectTypeOf(new Paid({ amount: 1, at: "x" })).toEqualTypeOf<Paid>();
    expectTypeOf(defineEvent("a", { a: z.string() })).toExtend<EventClass<"a", { a: z.ZodString }>>();
  });
});
