/** Attaching objects and classes with decorated methods. Legacy decorators; the standard ones are in `handler-decorator`. */
import { type BaseEvent, type Context, Inject, injectable, MemoryStream, subscribe, Variable, where } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { listeners } from "./count.js";
import { Other, Tick } from "./events.js";

class Monitor {
  readonly seen: string[] = [];

  @subscribe(Tick)
  onTick(event: Tick): void {
    this.seen.push(`tick ${String(event.n)}`);
  }

  @subscribe(where`${Tick} | ${Other}`, { name: "either" })
  onEither(event: Tick | Other, context: Context): void {
    this.seen.push(`either ${event.constructor.name} ${String(context.cause === event)}`);
  }

  @subscribe(Tick, { interrupt: true })
  double(event: Tick): BaseEvent {
    return event.with({ n: event.n * 2 });
  }

  plain(): void {
    this.seen.push("never");
  }
}

describe("attach", () => {
  it("subscribes the decorated methods of an object, bound to it", async () => {
    const stream = new MemoryStream();
    const monitor = new Monitor();

    const attached = stream.attach(monitor);
    await stream.send(new Tick(2));
    await stream.send(new Other());

    expect(monitor.seen).toEqual(["tick 4", "either Tick true", "either Other true"]);
    expect(attached.instance).toBe(monitor);
    expect(attached.subscriptions.map(({ name }) => name)).toEqual(["Monitor.onTick", "either", "Monitor.double"]);
  });

  it.each(["unsubscribe", "dispose"])("ends all of them with %s, and may then attach again", async (way) => {
    const stream = new MemoryStream();
    const monitor = new Monitor();
    const attached = stream.attach(monitor);

    if (way === "dispose") attached[Symbol.dispose]();
    else attached.unsubscribe();
    attached.unsubscribe();
    await stream.send(new Tick());

    expect([attached.closed, listeners(stream), monitor.seen]).toEqual([true, 0, []]);
    const again = stream.attach(monitor);
    attached.unsubscribe(); // an old attachment has no power over a new one
    expect(caught(() => stream.attach(monitor)).code).toBe("ATTACH_TWICE");
    again.unsubscribe();
  });

  it("refuses an object and a class that are attached already, on this stream", () => {
    const [stream, other] = [new MemoryStream(), new MemoryStream()];
    const monitor = new Monitor();
    stream.attach(monitor);
    stream.attach(Monitor);

    expect(caught(() => stream.attach(monitor)).code).toBe("ATTACH_TWICE");
    expect(caught(() => stream.attach(Monitor)).code).toBe("ATTACH_TWICE");
    expect(other.attach(monitor).closed).toBe(false);
    expect(stream.attach(new Monitor()).closed).toBe(false);
  });

  it("may attach an object whose subscriptions have all ended by themselves", async () => {
    class Once {
      @subscribe(Tick, { once: true })
      on(_: Tick): void {}
    }
    const stream = new MemoryStream();
    const once = new Once();
    stream.attach(once);

    await stream.send(new Tick());

    expect(stream.attach(once).closed).toBe(false);
  });

  it("refuses what has nothing to attach", () => {
    class Plain {}

    for (const target of [new Plain(), Plain, {}]) {
      expect(caught(() => new MemoryStream().attach(target)).code).toBe("ATTACH_NOTHING");
    }
  });

  it("is refused by a closed stream, which is left without listeners", async () => {
    const stream = new MemoryStream();
    await stream.close();

    expect(caught(() => stream.attach(new Monitor())).code).toBe("STREAM_CLOSED");
  });

  it("leaves nobody behind when one of the methods cannot be subscribed", () => {
    const stream = new MemoryStream();
    class Half {
      @subscribe(Tick)
      good(_: Tick): void {}
      @subscribe(Tick)
      bad(_: Tick): void {}
    }
    const half = new Half();
    Object.defineProperty(half, "bad", { value: "no function" });

    expect(() => stream.attach(half)).toThrow();
    expect(listeners(stream)).toBe(0);
    expect(() => stream.attach(half)).toThrow(); // and not ATTACH_TWICE
  });
});

describe("attach(Class)", () => {
  it("lets the container build the object first", async () => {
    class Repository {
      readonly name = "repository";
    }
    @injectable()
    class Worker {
      readonly seen: string[] = [];
      constructor(@Inject(Repository) readonly repository: Repository) {}
      @subscribe(Tick)
      on(_: Tick): void {
        this.seen.push(this.repository.name);
      }
    }
    const stream = new MemoryStream();

    const { instance } = stream.attach(Worker);
    await stream.send(new Tick());

    expect(instance).toBeInstanceOf(Worker);
    expect(instance.seen).toEqual(["repository"]);
  });

  it("subscribes static methods as well", async () => {
    const seen: string[] = [];
    class Both {
      @subscribe(Tick)
      static all(this: typeof Both, _: Tick): void {
        seen.push(this.name);
      }
      @subscribe(Tick)
      one(_: Tick): void {
        seen.push("instance");
      }
    }
    const stream = new MemoryStream();

    const attached = stream.attach(Both);
    await stream.send(new Tick());

    expect(seen.sort()).toEqual(["Both", "instance"]);
    expect(attached.subscriptions).toHaveLength(2);
  });
});

describe("injected parameters of a decorated method", () => {
  class Ledger {
    readonly lines: string[] = [];
  }
  class Bookkeeper {
    readonly seen: unknown[] = [];
    @subscribe(Tick)
    on(
      event: Tick,
      @Inject(Ledger) ledger: Ledger,
      context: Context,
      @Variable<string>("tenant") tenant: string,
    ): void {
      ledger.lines.push(tenant);
      this.seen.push(event.n, context.cause === event, ledger.lines, tenant);
    }
  }

  it("are filled; the others take the event, then the context", async () => {
    const stream = new MemoryStream();
    const bookkeeper = new Bookkeeper();
    stream.attach(bookkeeper);

    await stream.context({ variables: { tenant: "acme" } }).send(new Tick(3));

    expect(bookkeeper.seen).toEqual([3, true, ["acme"], "acme"]);
  });

  it("that nobody provides are named, with the method", async () => {
    const stream = new MemoryStream();
    stream.attach(new Bookkeeper());

    await expect(stream.send(new Tick())).rejects.toMatchObject({
      code: "DEPENDENCY_MISSING",
      details: { handler: "Bookkeeper.on", parameter: "parameter 4", marker: 'Variable("tenant")' },
    });
  });
});
