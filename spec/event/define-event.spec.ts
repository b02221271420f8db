/** Typed, validated event classes: what construction accepts, what it gives, and what cannot be defined. */
import { BaseEvent, defineEvent } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";

class Payment extends defineEvent("payment.processed", {
  amount: z.number(),
  status: z.enum(["success", "failed"]),
}) {
  get euros(): string {
    return `${this.amount.toFixed(2)} EUR`;
  }
}
class Refund extends Payment.extend("payment.refunded", { reason: z.string() }) {}

describe("an event class", () => {
  it("makes instances with validated own fields, methods and getters", () => {
    const payment = new Payment({ amount: 100.5, status: "success" });

    expect(payment).toBeInstanceOf(Payment);
    expect(payment).toBeInstanceOf(BaseEvent);
    expect(Object.keys(payment)).toEqual(["amount", "status"]);
    expect(payment.euros).toBe("100.50 EUR");
    expect(payment.type).toBe("payment.processed");
  });

  it("carries its type and schema", () => {
    expect(Payment.type).toBe("payment.processed");
    expect(Object.keys(Payment.schema.shape)).toEqual(["amount", "status"]);
  });

  it("is named after its type until its author names it", () => {
    const Anonymous = defineEvent("tool.call-result", {});

    expect(Anonymous.name).toBe("ToolCallResult");
    expect(Payment.name).toBe("Payment");
  });

  it("refuses fields that do not fit and lists each", () => {
    const error = caught(() => new Payment({ amount: "1", status: "lost", more: 1 } as never));

    expect(error.code).toBe("EVENT_INVALID");
    expect(error.message).toContain("amount: ");
    expect(error.message).toContain("status: ");
    expect(error.message).toContain("more");
    expect(error.cause).toBeInstanceOf(z.ZodError);
    expect(error.details["issues"]).toHaveLength(3);
  });

  it.each([undefined, null, 3, "text", [], () => ({})])("refuses %s in place of fields", (init) => {
    expect(caught(() => new Payment(init as never)).code).toBe("EVENT_INVALID");
  });

  it("keeps falsy values and tells absent from undefined", () => {
    const Falsy = defineEvent("falsy", {
      zero: z.number(),
      no: z.boolean(),
      empty: z.string(),
      nothing: z.null(),
      maybe: z.string().optional(),
    });

    const absent = new Falsy({ zero: 0, no: false, empty: "", nothing: null });
    const present = new Falsy({ zero: 0, no: false, empty: "", nothing: null, maybe: undefined });

    expect(Object.assign({}, absent)).toStrictEqual({ zero: 0, no: false, empty: "", nothing: null });
    expect(Object.keys(present)).toContain("maybe");
  });

  it("does not freeze fields at run time", () => {
    const payment = new Payment({ amount: 1, status: "success" });

    (payment as { amount: number }).amount = 2;

    expect(payment.amount).toBe(2);
  });

  it("may be frozen by its author", () => {
    const frozen = Object.freeze(new Payment({ amount: 1, status: "success" }));

    expect(frozen.id).toHaveLength(26);
    expect(frozen.with({ amount: 2 }).amount).toBe(2);
  });

  it("takes subclasses with a constructor, class fields, statics and symbols of their own", () => {
    const secret = Symbol("secret");
    class Counted extends defineEvent("counted", { n: z.number() }) {
      static made = 0;
      readonly label = `#${String(this.n)}`;
      readonly [secret] = true;
      constructor(n: number) {
        super({ n });
        Counted.made++;
      }
    }

    const counted = new Counted(3);

    expect(counted).toMatchObject({ n: 3, label: "#3", [secret]: true });
    expect(Counted.made).toBe(1);
    expect(counted.with({ n: 4 })).toMatchObject({ n: 4, label: "#3", [secret]: true });
    expect(Counted.made).toBe(1);
  });

  it("can be made while another event is being made", () => {
    const Inner = defineEvent("inner", { n: z.number() });
    const Outer = defineEvent("outer", { inner: z.number().transform((n) => new Inner({ n })), after: z.string() });

    const outer = new Outer({ inner: 1, after: "x" });

    expect(outer.type).toBe("outer");
    expect(outer.inner.type).toBe("inner");
    expect(outer.after).toBe("x");
  });
});

describe("extend", () => {
  it("inherits fields, methods and instanceof under a type of its own", () => {
    const refund = new Refund({ amount: 1, status: "failed", reason: "broken" });

    expect(refund).toBeInstanceOf(Payment);
    expect(refund.euros).toBe("1.00 EUR");
    expect(refund.type).toBe("payment.refunded");
    expect(Object.keys(refund)).toEqual(["amount", "status", "reason"]);
    expect(Payment.type).toBe("payment.processed");
  });

  it("lets a child narrow a field or give it another default", () => {
    const Parent = defineEvent("parent", { level: z.number().default(1) });
    const Child = Parent.extend("child", { level: z.number().max(9).default(2) });

    expect(new Parent({}).level).toBe(1);
    expect(new Child({}).level).toBe(2);
    expect(caught(() => new Child({ level: 10 })).code).toBe("EVENT_INVALID");
  });

  it("refuses a field that would stand before a getter or method of the parent", () => {
    const error = caught(() => Payment.extend("payment.odd", { euros: z.string() } as never));

    expect(error.code).toBe("EVENT_SHAPE_INVALID");
    expect(error.message).toContain('"euros"');
  });

  it("refuses to be called apart from its class", () => {
    const { extend } = Payment as unknown as { extend: (type: string, shape: object) => unknown };

    expect(caught(() => extend.call(undefined, "loose", {})).code).toBe("EVENT_SHAPE_INVALID");
  });

  it("refuses a shape that is none", () => {
    expect(caught(() => Payment.extend("payment.x", { a: null } as never)).code).toBe("EVENT_SHAPE_INVALID");
  });
});

describe("defineEvent", () => {
  it.each<[string, (shape: never, options?: never) => unknown]>([
    ["itself", (shape, options) => defineEvent("payment.y", shape, options)],
    ["extend", (shape, options) => Payment.extend("payment.y", shape, options)],
  ])("by %s refuses a schema in place of its shape, and options that nobody knows", (_, define) => {
    expect(caught(() => define(z.object({ a: z.string() }) as never))).toMatchObject({
      code: "EVENT_SHAPE_INVALID",
      hint: "Pass schema.shape.",
    });
    expect(caught(() => define(z.string() as never)).hint).toBe("Pass { name: schema }.");

    const error = caught(() => define({} as never, { transiant: true } as never));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain('Event "payment.y" does not know the option "transiant"');
  });

  it.each(["", " ", "a b", ".a", "a]", "a|b", "event", "x".repeat(201), 3, undefined, Symbol("type")])(
    "refuses the type name %s",
    (type) => {
      expect(caught(() => defineEvent(type as string, {})).code).toBe("EVENT_SHAPE_INVALID");
    },
  );

  it.each(["a", "order.paid", "a/b:c-d_e", "été.Größe", "9lives"])("accepts the type name %s", (type) => {
    expect(new (defineEvent(type, {}))({}).type).toBe(type);
  });

  it.each([
    "id",
    "type",
    "timestamp",
    "causedBy",
    "derivedFrom",
    "with",
    "toJSON",
    "constructor",
    "toString",
    "__proto__",
  ])("refuses a field named %s", (name) => {
    const shape = JSON.parse(`{"${name}": 1}`) as Record<string, unknown>;
    Object.defineProperty(shape, name, { value: z.string(), enumerable: true });

    const error = caught(() => defineEvent("reserved", shape as never));

    expect(error.code).toBe("EVENT_SHAPE_INVALID");
    expect(error.message).toContain(name);
  });

  it.each([
    ["no shape", undefined],
    ["a field that is no schema", { a: "string" }],
    ["a field named by a symbol", { [Symbol("s")]: z.string() }],
    ["a function", { a: z.function() }],
    ["a promise", { a: z.promise(z.string()) }],
    ["a symbol deep inside", { a: z.array(z.object({ b: z.symbol().optional() })) }],
    ["a file", { a: z.file() }],
  ])("refuses %s by name", (_, shape) => {
    expect(caught(() => defineEvent("uncarried", shape as never)).code).toBe("EVENT_SHAPE_INVALID");
  });
});
