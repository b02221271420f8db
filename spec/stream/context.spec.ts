/** The context of a handler. */
import { type Context, MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { gate, Other, rejected, settle, Tick } from "./events.js";

describe("a context", () => {
  it("knows the stream and the event that is handled", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    stream.where(Tick).subscribe((event, context) => seen.push(context.stream === stream, context.cause === event));

    await stream.where(Tick).subScope(
      () => undefined,
      () => stream.send(new Tick()),
    );

    expect(seen).toEqual([true, true]);
  });

  it("knows what an interrupter has put in the place of the event", async () => {
    const stream = new MemoryStream();
    const causes: unknown[] = [];
    const changed = new Tick(2);
    stream.where(Tick).subscribe(() => changed, { interrupt: true });
    stream.where(Tick).subscribe((event, { cause }) => (causes.push(cause), event), { interrupt: true });
    stream.where(Tick).subscribe((_, { cause }) => causes.push(cause));

    await stream.send(new Tick(1));

    expect(causes).toEqual([changed, changed]);
  });

  it("shares variables and prompt down the chain of events", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    stream.where(Tick).subscribe(async (_, context) => {
      context.variables.set("tenant", "acme");
      context.prompt.push("Be brief.");
      await context.send(new Other());
    });
    stream.where(Other).subscribe((_, { variables, prompt }) => seen.push(variables.get("tenant"), prompt));

    await stream.send(new Tick());

    expect(seen).toEqual(["acme", ["Be brief."]]);
  });

  it("is fresh for each send without one", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    stream.where(Tick).subscribe((_, { variables }) => {
      seen.push(variables.get("tenant"));
      variables.set("tenant", "acme");
    });

    await stream.send(new Tick());
    await stream.send(new Tick());

    expect(seen).toEqual([undefined, undefined]);
  });

  it("is at hand after an await", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    stream.where(Tick).subscribe(async (event, context) => {
      await Promise.resolve();
      seen.push(context.cause === event, context.variables.size);
    });

    await stream.send(new Tick());

    expect(seen).toEqual([true, 0]);
  });
});

describe("stream.context", () => {
  it("goes with every event that is sent with it, as send or as argument", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    stream.subscribe((event, { variables }) => seen.push([event.causedBy, variables.get("tenant")]));
    const context = stream.context({ variables: { tenant: "acme" } });

    await context.send(new Tick());
    await stream.send(new Tick(), context);

    expect(seen).toEqual([
      [undefined, "acme"],
      [undefined, "acme"],
    ]);
  });

  it.each([[{ k: 1 }], [new Map([["k", 1]])]])("copies variables: %o", (variables) => {
    const stream = new MemoryStream();
    const context = stream.context({ variables, prompt: ["a"] });

    context.variables.set("k", 2);
    context.prompt.push("b");

    expect(stream.context({ variables, prompt: ["a"] }).variables.get("k")).toBe(1);
    expect(context.variables.get("k")).toBe(2);
  });

  it("keeps falsy variables as they are", () => {
    const { variables } = new MemoryStream().context({ variables: { zero: 0, empty: "", no: false, nothing: null } });

    expect([...variables.values()]).toEqual([0, "", false, null]);
  });
});

describe("the scope of a context that nobody made", () => {
  it("lives until every handler has finished, and aborts its signal then", async () => {
    const stream = new MemoryStream();
    const open = gate();
    const signals: AbortSignal[] = [];
    stream.where(Tick).subscribe(async (_, context) => {
      signals.push(context.signal);
      await context.send(new Other());
      await open.opened;
    });
    stream.where(Other).subscribe((_, { signal }) => signals.push(signal));

    const sent = stream.send(new Tick());
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);

    open.open();
    await sent;
    expect(signals[0]).toBe(signals[1]);
    expect(signals[0]?.reason).toMatchObject({ code: "SCOPE_ENDED" });
  });

  it.each(["a handler", "an interrupter"])("ends when %s fails", async (who) => {
    const stream = new MemoryStream();
    const signals: AbortSignal[] = [];
    stream.where(Tick).subscribe(
      (_, { signal }) => {
        signals.push(signal);
        throw new Error("no");
      },
      who === "an interrupter" ? { interrupt: true } : ({} as never),
    );

    await stream.send(new Tick()).catch(() => undefined);

    expect(signals[0]?.aborted).toBe(true);
  });

  it("ends when the event is suppressed", async () => {
    const stream = new MemoryStream();
    const signals: AbortSignal[] = [];
    stream.where(Tick).subscribe((_, { signal }) => (signals.push(signal), null), { interrupt: true });

    await stream.send(new Tick());

    expect(signals[0]?.aborted).toBe(true);
  });

  it("is aborted at once for who asks after its end; events can still be sent", async () => {
    const stream = new MemoryStream();
    const contexts: Context[] = [];
    const seen: string[] = [];
    stream.where(Tick).subscribe((_, context) => contexts.push(context));
    stream.where(Other).subscribe((event) => seen.push(event.text));
    const tick = new Tick();
    await stream.send(tick);

    const context = contexts[0]!;
    const late = new Other("late");
    expect(await context.send(late)).toBe(true);

    expect(seen).toEqual(["late"]);
    expect(late.causedBy).toBe(tick.id);
    expect(context.signal.aborted).toBe(true);
  });
});

describe("a context of one's own", () => {
  it("outlives its events and ends once", async () => {
    const stream = new MemoryStream();
    const context = stream.context();
    const { signal } = context;

    await context.send(new Tick());
    expect(signal.aborted).toBe(false);

    await Promise.all([context.end(), context.end()]);
    expect(signal.aborted).toBe(true);
  });

  it("ends with its block", async () => {
    const stream = new MemoryStream();
    const signal = await (async () => {
      await using context = stream.context();
      return context.signal;
    })();

    expect(signal.aborted).toBe(true);
  });

  it("aborts with the signal that it was given; its own signal stays one object", () => {
    const controller = new AbortController();
    const context = new MemoryStream().context({ signal: controller.signal });
    const { signal } = context;
    expect(context.signal).toBe(signal);

    controller.abort("user left");

    expect(signal.reason).toBe("user left");
  });

  it("refuses to resolve when it has ended", async () => {
    const stream = new MemoryStream();
    const context = stream.context({ dependencies: { name: 1 } });
    await context.end();

    const error = await rejected((async () => context.resolve("name"))());

    expect(error.code).toBe("SCOPE_ENDED");
  });
});
