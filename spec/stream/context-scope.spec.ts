/** What contexts share: nothing is made before it is used, and everything ends. */
import { container, type Context, inject, Inject, injectable, MemoryStream, singleton } from "millrace";
import { afterEach, describe, expect, it } from "vitest";
import { countListeners } from "./count.js";
import { gate, Other, rejected, settle, Tick } from "./events.js";

let log: string[] = [];
afterEach(() => {
  log = [];
});

class Connection {
  constructor() {
    log.push("connection made");
  }
  [Symbol.dispose](): void {
    log.push("connection disposed");
  }
}
class Pool {
  constructor() {
    log.push("pool made");
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
    log.push("pool disposed");
  }
}
class Legacy {
  constructor() {
    log.push("legacy made");
  }
  dispose(): void {
    log.push("legacy disposed");
  }
}
@singleton()
class Shared {
  dispose(): void {
    log.push("shared disposed");
  }
}
@injectable()
class Broken {
  dispose(): void {
    log.push("broken disposed");
    throw new Error("cannot let go");
  }
}

const useAll = (_: unknown, context: Context): void => {
  for (const one of [Connection, Pool, Legacy]) context.resolve<object>(one);
};

describe("the end of a scope", () => {
  it("disposes what was resolved in reverse order, each awaited", async () => {
    const stream = new MemoryStream();
    stream.subscribe(useAll);

    await stream.send(new Tick());

    expect(log.slice(3)).toEqual(["legacy disposed", "pool disposed", "connection disposed"]);
  });

  it("comes when the last handler has finished, once for the whole chain of events", async () => {
    const stream = new MemoryStream();
    const open = gate();
    stream.where(Tick).subscribe(async (_, context) => {
      context.resolve(Connection);
      await context.send(new Other());
      log.push("tick handled");
    });
    stream.where(Other).subscribe((_, context) => {
      context.resolve(Connection);
    });
    stream.where(Tick).subscribe(() => open.opened);

    const sent = stream.send(new Tick());
    await settle();
    expect(log).toEqual(["connection made", "tick handled"]);

    open.open();
    await sent;
    expect(log).toEqual(["connection made", "tick handled", "connection disposed"]);
  });

  it.each(["a handler", "an interrupter"])("comes when %s fails, too", async (who) => {
    const stream = new MemoryStream();
    const error = new Error("no");
    const fail = (_: unknown, context: Context): never => {
      context.resolve(Connection);
      throw error;
    };
    stream.subscribe(fail, who === "an interrupter" ? { interrupt: true } : ({} as never));

    await expect(stream.send(new Tick())).rejects.toBe(error);
    expect(log).toEqual(["connection made", "connection disposed"]);
  });

  it("leaves the singletons of the parent alone", async () => {
    const stream = new MemoryStream();
    const seen: Shared[] = [];
    stream.subscribe((_, context) => seen.push(context.resolve(Shared)));

    await stream.send(new Tick());
    await stream.send(new Tick());

    expect(seen[0]).toBe(seen[1]);
    expect(log).toEqual([]);
  });

  it("fails the send, when disposing fails, after all others were disposed", async () => {
    const stream = new MemoryStream();
    stream.subscribe((_, context) => {
      context.resolve(Connection);
      context.resolve(Broken);
    });

    await expect(stream.send(new Tick())).rejects.toThrow("cannot let go");
    expect(log).toEqual(["connection made", "broken disposed", "connection disposed"]);
  });

  it("does not hide the error of a handler behind that of disposing", async () => {
    const stream = new MemoryStream();
    const error = new Error("first");
    stream.subscribe((_, context) => {
      context.resolve(Broken);
      throw error;
    });

    const both = (await stream.send(new Tick()).catch((reason: unknown) => reason)) as AggregateError;

    expect(both.errors[0]).toBe(error);
    expect(both.errors[1]).toMatchObject({ message: "cannot let go" });
    expect(both.cause).toBe(error);
  });

  it("waits for its first call when it is called twice", async () => {
    const open = gate();
    class Slow {
      async [Symbol.asyncDispose](): Promise<void> {
        await open.opened;
        log.push("slow disposed");
      }
    }
    const context = new MemoryStream().context();
    context.resolve(Slow);

    void context.end();
    const again = context.end().then(() => log.push("ended"));
    await settle();
    open.open();
    await again;

    expect(log).toEqual(["slow disposed", "ended"]);
  });
});

describe("a scope", () => {
  it("leaves no listener on the signal that it was given", async () => {
    const { signal } = new AbortController();
    const counts = countListeners(signal);
    const context = new MemoryStream().context({ signal });
    expect([context.signal.aborted, counts()]).toEqual([false, 1]);

    await context.end();

    expect(counts()).toBe(0);
  });

  it("makes its child container when first needed", async () => {
    const child = container.createChildContainer();
    let children = 0;
    const original = child.createChildContainer.bind(child);
    child.createChildContainer = () => {
      children++;
      return original();
    };
    const stream = new MemoryStream({ container: child });
    stream.where(Other).subscribe(inject({ connection: Inject(Connection) }, () => undefined));

    await stream.send(new Tick());
    expect(children).toBe(0);
    await stream.send(new Other());
    expect(children).toBe(1);
  });

  it("refuses to resolve after its end, touched before or not", async () => {
    const stream = new MemoryStream();
    const contexts: Context[] = [];
    stream.where(Tick).subscribe((_, context) => contexts.push(context));
    stream.where(Other).subscribe((_, context) => {
      contexts.push(context);
      context.resolve(Connection);
    });
    await stream.send(new Tick());
    await stream.send(new Other());

    for (const context of contexts) {
      expect(await rejected((async () => context.resolve(Connection))())).toMatchObject({ code: "SCOPE_ENDED" });
    }
    expect(log).toEqual(["connection made", "connection disposed"]);
  });

  it("refuses defaults after its end", async () => {
    const stream = new MemoryStream();
    const contexts: Context[] = [];
    stream.where(Tick).subscribe((_, context) => contexts.push(context));
    await stream.send(new Tick());
    const handler = inject({ name: Inject<string>("name", { default: "x" }) }, () => "ran");

    expect((await rejected((async () => handler(1, contexts[0]!))())).code).toBe("SCOPE_ENDED");
  });

  it("fails an injected handler of an event that was sent too late, with a hint", async () => {
    const stream = new MemoryStream();
    const contexts: Context[] = [];
    stream.where(Tick).subscribe((_, context) => contexts.push(context));
    stream.where(Other).subscribe(inject({ connection: Inject(Connection) }, () => undefined));
    await stream.send(new Tick());

    const error = await rejected(contexts[0]!.send(new Other()));

    expect(error.code).toBe("SCOPE_ENDED");
    expect(error.hint).toContain("stream.context()");
  });
});
