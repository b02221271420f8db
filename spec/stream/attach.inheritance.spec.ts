/** Attaching what inherits decorated methods, and decorators bound to a stream. */
import { type BaseEvent, MemoryStream, subscribe } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { Other, Tick, Tock } from "./events.js";

describe("inheritance", () => {
  class Parent {
    readonly seen: string[] = [];
    @subscribe(Tick)
    on(_: Tick): void {
      this.seen.push("parent");
    }
    @subscribe(Tock)
    other(_: Tick): void {
      this.seen.push("parent's other");
    }
  }

  it("keeps the notes of the parent, and its order", async () => {
    class Child extends Parent {
      @subscribe(Tick)
      more(_: Tick): void {
        this.seen.push("child");
      }
    }
    const stream = new MemoryStream();
    const child = new Child();
    stream.attach(child);

    await stream.send(new Tock());

    expect(child.seen).toEqual(["parent", "parent's other", "child"]);
  });

  it("keeps the note of a method that is overridden", async () => {
    class Child extends Parent {
      override on(_: Tick): void {
        this.seen.push("child instead");
      }
    }
    const stream = new MemoryStream();
    const child = new Child();
    stream.attach(child);

    await stream.send(new Tick());

    expect(child.seen).toEqual(["child instead"]);
  });

  it("replaces the note of a method that is decorated anew", async () => {
    class Child extends Parent {
      @subscribe(Other)
      override on(_: BaseEvent): void {
        this.seen.push("child for Other");
      }
    }
    const stream = new MemoryStream();
    const child = new Child();
    stream.attach(child);

    await stream.send(new Tick());
    await stream.send(new Other());

    expect(child.seen).toEqual(["child for Other"]);
  });

  it("does not write into the parent", async () => {
    class Child extends Parent {
      @subscribe(Other)
      more(_: Other): void {
        this.seen.push("child");
      }
    }
    const stream = new MemoryStream();
    stream.attach(new Child());

    expect(stream.attach(new Parent()).subscriptions).toHaveLength(2);
  });
});

describe("decorators bound to a stream", () => {
  it("subscribe a static method at once", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    class Bound {
      @(stream.where(Tick).subscribe())
      static on(event: Tick): void {
        seen.push(event.n);
      }
    }

    await stream.send(new Tick(1));

    expect([seen, Bound.name]).toEqual([[1], "Bound"]);
  });

  it("subscribe a method of instances when they are attached to that stream", async () => {
    const [stream, other] = [new MemoryStream(), new MemoryStream()];
    class Bound {
      readonly seen: number[] = [];
      @(stream.where(Tick).subscribe({ interrupt: true }))
      up(event: Tick): Tick {
        return event.with({ n: event.n + 1 });
      }
      @(stream.where`${Tick} | ${Other}`.subscribe())
      on(event: Tick | Other): void {
        if (event instanceof Tick) this.seen.push(event.n);
      }
    }
    const bound = new Bound();
    await stream.send(new Tick(1));

    stream.attach(bound);
    await stream.send(new Tick(1));

    expect(bound.seen).toEqual([2]);
    expect(caught(() => other.attach(new Bound())).code).toBe("ATTACH_NOTHING");
  });
});
