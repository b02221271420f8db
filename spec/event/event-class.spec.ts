/** The registry of types: which class a type is bound to, and who may claim it. */
import { BaseEvent, decodeEvent, defineEvent, encodeEvent, type EventJson, UnknownEvent, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { boundClass, classInfo, typeChain } from "../../lib/event/event-class.js";
import { caught } from "../caught.js";

const envelope = (type: string, fields: EventJson["fields"] = {}): EventJson => ({
  type,
  version: 1,
  id: "an-id",
  timestamp: 1,
  fields,
});

describe("a type", () => {
  it.each<[string, (constructor: ReturnType<typeof define>) => unknown]>([
    ["new", (constructor) => new constructor({})],
    ["where", (constructor) => where(constructor)],
    ["field", (constructor) => constructor.field("a")],
    ["or", (constructor) => constructor.or(BaseEvent)],
    ["a template", (constructor) => where`${constructor}`],
    ["the option events", (constructor) => decodeEvent(envelope("nobody"), { events: [constructor] })],
  ])("is bound by %s", (name, meet) => {
    const type = `bound.by.${name.replaceAll(" ", "-")}`;
    class Met extends define(type) {}
    expect(decodeEvent(envelope(type))).toBeInstanceOf(UnknownEvent);

    meet(Met);

    expect(decodeEvent(envelope(type))).toBeInstanceOf(Met);
  });

  it("is not bound by defining or extending a class", () => {
    const Defined = define("only.defined");
    class Named extends Defined {}
    Named.extend("only.extended", {});

    expect(boundClass("only.defined")).toBeUndefined();
    expect(boundClass("only.extended")).toBeUndefined();
  });

  it("belongs to one definition", () => {
    class First extends define("taken") {}
    class Second extends define("taken") {}
    new First({});

    const error = caught(() => new Second({}));

    expect(error.code).toBe("EVENT_TYPE_TAKEN");
    expect(error.message).toMatch(/First.*Second/);
    expect(error.details).toEqual({ type: "taken" });
    expect(caught(() => where(Second)).code).toBe("EVENT_TYPE_TAKEN");
    expect(decodeEvent(envelope("taken"))).toBeInstanceOf(First);
  });

  it("cannot be claimed again by a subclass, whichever is met first", () => {
    class Parent extends BaseEvent {
      static readonly type: string = "claimed";
    }
    class Child extends Parent {
      static override readonly type = "claimed";
    }
    new Child();

    expect(caught(() => new Parent()).code).toBe("EVENT_TYPE_TAKEN");
  });

  it("is shared with subclasses that have none of their own, and stands for the most general one met", () => {
    class Parent extends define("shared") {}
    class Child extends Parent {}
    new Child({});
    expect(decodeEvent(envelope("shared"))).toBeInstanceOf(Child);

    new Parent({});

    expect(new Child({}).type).toBe("shared");
    expect(decodeEvent(envelope("shared"))).not.toBeInstanceOf(Child);
    expect(decodeEvent(envelope("shared"))).toBeInstanceOf(Parent);
  });

  it("stays with the first of two subclasses that share it", () => {
    const Base = define("siblings");
    class Left extends Base {}
    class Right extends Base {}
    new Left({});
    new Right({});

    expect(decodeEvent(envelope("siblings"))).toBeInstanceOf(Left);
  });
});

describe("a plain subclass", () => {
  class Local extends BaseEvent {}
  class Named extends BaseEvent {
    static readonly type = "plain.named";
    constructor(readonly n: number) {
      super();
    }
  }

  it("is local until it declares a type", () => {
    expect(new Local().type).toBe("event");
    expect(caught(() => encodeEvent(new Local())).code).toBe("EVENT_LOCAL");
    expect(caught(() => encodeEvent(new Local())).hint).toContain("static readonly type");
  });

  it("with a type travels without its constructor", () => {
    const back = decodeEvent(encodeEvent(new Named(3)), { events: [Named] });

    expect(back).toBeInstanceOf(Named);
    expect(back).toMatchObject({ n: 3, type: "plain.named" });
  });

  it.each([3, "", "no spaces please", null, "event"])("cannot declare the type %s", (type) => {
    const Odd = class extends BaseEvent {
      static readonly type = type;
    };

    expect(caught(() => new Odd()).code).toBe("EVENT_SHAPE_INVALID");
  });

  it("may be transient", () => {
    class Delta extends BaseEvent {
      static readonly transient = true;
    }

    expect(classInfo(Delta).transient).toBe(true);
    expect(classInfo(defineEvent("delta", {}, { transient: true })).transient).toBe(true);
    expect(classInfo(Local).transient).toBe(false);
  });
});

describe("typeChain", () => {
  it("lists the types of a class and its ancestors, nearest first", () => {
    class Parent extends define("chain.parent") {}
    class Child extends Parent.extend("chain.child", { b: z.string() }) {}
    class Grandchild extends Child {}

    expect(typeChain(Grandchild)).toEqual(["chain.child", "chain.parent"]);
    expect(typeChain(BaseEvent)).toEqual([]);
  });
});

function define(type: string) {
  return defineEvent(type, { a: z.string().optional() });
}
