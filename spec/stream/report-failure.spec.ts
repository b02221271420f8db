/** What becomes of failures: rejections, `HandlerFailed`, stderr. */
import { HandlerFailed, MemoryStream } from "millrace";
import { recordEvents } from "millrace/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Other, Tick } from "./events.js";

const error = new Error("no");
const REPORT = { onError: "report" } as const;

function boom(): never {
  throw error;
}

/** What is written to stderr from now on; undone after each test. */
function stderr(): string[] {
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  return lines;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("onError: report", () => {
  it.each(["subscription", "stream"])("makes a HandlerFailed of an error (said by the %s)", async (by) => {
    const stream = new MemoryStream(by === "stream" ? REPORT : {});
    const failures: HandlerFailed[] = [];
    stream.where(HandlerFailed).subscribe((event) => failures.push(event));
    stream.where(Tick).subscribe(boom, by === "subscription" ? REPORT : {});
    const tick = new Tick();

    expect(await stream.send(tick)).toBe(true);

    expect(failures).toMatchObject([{ event: tick, subscription: "boom", error, causedBy: tick.id }]);
    expect(await stream.history.read()).toEqual([tick]);
  });

  it("can be undone for one subscription of a stream that reports", async () => {
    const stream = new MemoryStream(REPORT);
    stream.where(Tick).subscribe(boom, { onError: "throw" });

    await expect(stream.send(new Tick())).rejects.toBe(error);
  });

  it("reports some and rejects with the others", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(HandlerFailed));
    const thrown = new Error("thrown");
    stream.where(Tick).subscribe(boom, REPORT);
    stream.where(Tick).subscribe(() => Promise.reject(thrown));

    await expect(stream.send(new Tick())).rejects.toBe(thrown);

    expect(record.events).toHaveLength(1);
  });

  it("lets who hears of the failure know the conversation", async () => {
    const stream = new MemoryStream();
    const tenants: unknown[] = [];
    stream.where(HandlerFailed).subscribe((_, { variables }) => tenants.push(variables.get("tenant")));
    stream.where(Tick).subscribe(boom, REPORT);

    await stream.context({ variables: { tenant: "acme" } }).send(new Tick());

    expect(tenants).toEqual(["acme"]);
  });
});

describe("a failure that nobody hears", () => {
  it("is written to stderr once", async () => {
    const lines = stderr();
    const stream = new MemoryStream();
    stream.where(Tick).subscribe(boom, REPORT);
    const tick = new Tick();

    await stream.send(tick);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`boom failed for [${tick.type}] ${tick.id}: Error: no`);
  });

  it.each([
    ["a predicate that refuses it", (s: MemoryStream) => s.where((event) => event instanceof Tick).subscribe(() => 1)],
    [
      "another failure's subscriber",
      (s: MemoryStream) => s.where(HandlerFailed, { subscription: "x" }).subscribe(() => 1),
    ],
    ["an interrupter", (s: MemoryStream) => s.subscribe((event) => event, { interrupt: true })],
  ])("is written although %s stands there", async (_, add) => {
    const lines = stderr();
    const stream = new MemoryStream();
    add(stream);
    stream.where(Tick).subscribe(boom, REPORT);

    await stream.send(new Tick());

    expect(lines).toHaveLength(1);
  });

  it("is not written when somebody hears everything", async () => {
    const lines = stderr();
    const stream = new MemoryStream();
    stream.subscribe(() => undefined);
    stream.where(Tick).subscribe(boom, REPORT);

    await stream.send(new Tick());

    expect(lines).toEqual([]);
  });

  it("is written whatever was thrown", async () => {
    const lines = stderr();
    const stream = new MemoryStream();
    stream.where(Tick).subscribe(() => {
      throw Object.create(null) as Error;
    }, REPORT);

    await stream.send(new Tick());

    expect(lines).toHaveLength(1);
  });
});

describe("a handler of HandlerFailed that fails itself", () => {
  it.each(["throw", "report"] as const)(
    "is written to stderr and not reported again (onError: %s)",
    async (onError) => {
      const lines = stderr();
      const stream = new MemoryStream();
      let calls = 0;
      stream.where(HandlerFailed).subscribe(
        () => {
          calls++;
          throw new Error("again");
        },
        { onError },
      );
      stream.where(Tick).subscribe(boom, REPORT);

      expect(await stream.send(new Tick())).toBe(true);

      expect(calls).toBe(1);
      expect(lines.join("")).toContain("again");
    },
  );

  it.each(["sync", "async"])("is stopped when it causes failures for ever (%s)", async (kind) => {
    const lines = stderr();
    const stream = new MemoryStream({ maxDepth: 20 });
    stream.where(HandlerFailed).subscribe(async (_, context) => {
      if (kind === "async") await Promise.resolve();
      await context.send(new Other());
    });
    stream.where(Other).subscribe(kind === "sync" ? boom : () => Promise.reject(error), REPORT);

    await stream.send(new Other());

    expect(lines.join("")).toContain("20 nested sends");
  });
});
