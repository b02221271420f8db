/** Decorated methods as handlers. More of it, through streams, is in `attach.spec.ts`. */
import { type Context, MemoryStream, Variable } from "millrace";
import { describe, expect, it } from "vitest";
import { bindMethod } from "../../lib/inject/bind-method.js";
import { caught } from "../caught.js";
import { Tick } from "../stream/events.js";

describe("bindMethod", () => {
  const context = new MemoryStream().context({ variables: { a: 1, b: 2 } });
  const tick = new Tick();

  it("calls the method on its owner with event and context", () => {
    const owner = {
      on(this: unknown, ...args: unknown[]) {
        return [this, ...args];
      },
    };

    expect(bindMethod(owner, "on")(tick, context)).toEqual([owner, tick, context]);
  });

  it("refuses a parameter that has lost its marker, and would get the context in silence", () => {
    class Database {}
    const mark = (_target: object, _name: string, _method: PropertyDescriptor): void => undefined;
    class Owner {
      @mark
      typed(_event: Tick, _db: Database): void {}
      third(_event: Tick, _context: Context, _db: unknown): void {}
      @mark
      fine(_event: Tick, _context: Context): void {}
    }

    expect(caught(() => bindMethod(new Owner(), "typed")).code).toBe("DECORATOR_MISUSED");
    expect(caught(() => bindMethod(new Owner(), "third")).message).toContain("Parameter 3 of Owner.third");
    expect(bindMethod(new Owner(), "fine")).toBeTypeOf("function");
  });

  it("fills marked parameters at any place; event and context take the others", () => {
    class Owner {
      first(@Variable<number>("a") a: number, event: Tick, context: Context): unknown[] {
        return [a, event, context];
      }
      last(
        event: Tick,
        context: Context,
        @Variable<number>("b") b: number,
        @Variable<number>("a") a: number,
      ): unknown[] {
        return [event, context, b, a];
      }
      only(@Variable<number>("a") a: number): unknown[] {
        return [a];
      }
    }
    const owner = new Owner();

    expect(bindMethod(owner, "first")(tick, context)).toEqual([1, tick, context]);
    expect(bindMethod(owner, "last")(tick, context)).toEqual([tick, context, 2, 1]);
    expect(bindMethod(owner, "only")(tick, context)).toEqual([1]);
  });

  it("takes methods that are called by symbols", () => {
    const name = Symbol("on");

    expect(bindMethod({ [name]: () => "called" }, name)(tick, context)).toBe("called");
  });

  it("refuses what is no method by now", () => {
    expect(caught(() => bindMethod({ on: 3 }, "on")).code).toBe("HANDLER_INVALID");
  });
});
