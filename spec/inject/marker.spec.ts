/** Markers as decorators: where they may stand, and what they note. */
import { type Context, Depends, inject, Inject, MemoryStream, subscribe, Variable } from "millrace";
import { describe, expect, it } from "vitest";
import { markedParameters } from "../../lib/inject/marker.js";
import { caught } from "../caught.js";
import { Tick } from "../stream/events.js";

class Database {}

describe("a marker on a parameter", () => {
  it("is found for the method of the nearest class that declares it", () => {
    class Parent {
      on(_: Tick, @Inject(Database) __: Database): void {}
      kept(_: Tick, @Inject(Database) __: Database): void {}
    }
    class Child extends Parent {
      override on(_: Tick): void {}
    }

    expect([...markedParameters(new Parent(), "on").keys()]).toEqual([1]);
    expect(markedParameters(new Child(), "on").size).toBe(0);
    expect(markedParameters(new Child(), "kept").size).toBe(1);
    expect(markedParameters(new Child(), "absent").size).toBe(0);
  });

  it("works on static methods", async () => {
    const seen: unknown[] = [];
    class Worker {
      @subscribe(Tick)
      static on(_: Tick, @Variable("v", { default: 3 }) v: number): void {
        seen.push(v);
      }
    }
    const stream = new MemoryStream();
    stream.attach(Worker);

    await stream.send(new Tick());

    expect(seen).toEqual([3]);
  });

  it("awaits functions of Depends before the method runs", async () => {
    const seen: unknown[] = [];
    const user = async (context: Context): Promise<unknown> => Promise.resolve(context.variables.get("user"));
    class Worker {
      @subscribe(Tick)
      on(event: Tick, @Depends(user) name: unknown, context: Context): void {
        seen.push(event.n, name, context.stream instanceof MemoryStream);
      }
    }
    const stream = new MemoryStream();
    stream.attach(new Worker());

    await stream.context({ variables: { user: "ada" } }).send(new Tick(1));

    expect(seen).toEqual([1, "ada", true]);
  });
});

describe("a marker that stands where it cannot work", () => {
  type Anywhere = (...args: unknown[]) => void;

  it("is refused on methods, properties and classes", () => {
    for (const marker of [Inject(Database), Variable("v"), Depends(() => 1)] as unknown as Anywhere[]) {
      expect(caught(() => marker({}, "method", { value: () => 1 })).code).toBe("DECORATOR_MISUSED");
      expect(caught(() => marker({}, "property")).code).toBe("DECORATOR_MISUSED");
      expect(caught(() => marker(class A {})).code).toBe("DECORATOR_MISUSED");
    }
  });

  it("is refused on constructors, where no context is at hand, unless it is Inject without a default", () => {
    class Target {}
    for (const marker of [Variable("v"), Depends(() => 1), Inject("n", { default: 1 })] as unknown as Anywhere[]) {
      expect(caught(() => marker(Target, undefined, 0)).code).toBe("DECORATOR_MISUSED");
    }
    expect(() => (Inject(Database) as unknown as Anywhere)(Target, undefined, 0)).not.toThrow();
  });

  it("is refused under the standard compiler, whose decorators know no parameters", () => {
    const marker = Inject(Database) as unknown as Anywhere;

    expect(caught(() => marker(() => 1, { kind: "method", name: "on" })).code).toBe("DECORATOR_MISUSED");
  });
});

describe("one marker", () => {
  it("serves many handlers", () => {
    const tenant = Variable<string>("tenant");
    const context = new MemoryStream().context({ variables: { tenant: "acme" } });
    const [one, two] = [
      inject({ a: tenant }, (_: number, { a }) => a),
      inject({ b: tenant, c: tenant }, (_: number, { b, c }) => b + c),
    ];

    expect([one(1, context), two(1, context)]).toEqual(["acme", "acmeacme"]);
  });
});
