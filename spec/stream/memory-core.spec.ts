/** The inside of a stream in memory: what it keeps, and that it lets go. */
import { HandlerFailed, MemoryStream, subscribe } from "millrace";
import { describe, expect, it, vi } from "vitest";
import { where } from "../../lib/filter/where.js";
import { coreOf } from "../../lib/stream/stream-view.js";
import { gate, Other, Tick } from "./events.js";

describe("MemoryCore", () => {
  it("runs flows beside each other, behind all subscribers", async () => {
    const stream = new MemoryStream();
    const core = coreOf(stream);
    const order: string[] = [];
    const [one, two] = [gate(), gate()];
    core.subscribeFlow(where(Tick), "one", () => one.opened.then(() => order.push("one")));
    core.subscribeFlow(where(Tick), "two", () => two.opened.then(() => order.push("two")));
    stream.where(Tick).subscribe(() => order.push("subscriber"));

    const sent = stream.send(new Tick());
    two.open();
    await two.opened;
    await Promise.resolve();
    one.open();
    await sent;

    expect(order).toEqual(["subscriber", "two", "one"]);
  });

  it("exempts flows from maxDepth", async () => {
    const stream = new MemoryStream({ maxDepth: 5 });
    let last = 0;
    coreOf(stream).subscribeFlow(where(Tick), "loop", (event, context) => {
      last = (event as Tick).n;
      return last < 3000 ? context.send(new Tick(last + 1)) : undefined;
    });

    await stream.send(new Tick(0));

    expect(last).toBe(3000);
  });

  it("does not want an event for the links inside flows alone", () => {
    const stream = new MemoryStream({ history: false });
    const core = coreOf(stream);
    const link = core.subscribeFlow(where(Tick), "link", () => undefined, true);
    expect([core.subject.wants(Tick), core.subject.wants(Other)]).toEqual([false, false]);

    const flow = core.subscribeFlow(where(Tick), "flow", () => undefined);
    expect(core.subject.wants(Tick)).toBe(true);
    flow.unsubscribe();
    link.unsubscribe();
    expect(core.subject.wants(Tick)).toBe(false);
  });

  it("does not take the links inside flows for somebody who hears of a failure", async () => {
    const stream = new MemoryStream({ onError: "report" });
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    coreOf(stream).subscribeFlow(where(HandlerFailed), "link", () => undefined, true);
    stream.where(Tick).subscribe(() => Promise.reject(new Error("no")));

    await stream.send(new Tick());

    expect(write).toHaveBeenCalledOnce();
    write.mockRestore();
  });

  it("wants what is recorded", () => {
    expect(coreOf(new MemoryStream()).subject.wants(Tick)).toBe(true);
  });

  it("lets go of attachments when it closes", async () => {
    class Monitor {
      @subscribe(Tick)
      on(_: Tick): void {}
    }
    const stream = new MemoryStream();
    stream.attach(new Monitor());
    const { attachments } = coreOf(stream);
    expect(attachments.size).toBe(1);

    await stream.close();

    expect(attachments.size).toBe(0);
  });
});
