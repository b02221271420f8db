/** `explain`: why a handler does or does not run for an event. */
import { ChunkEnded, MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { Other, rejected, Tick } from "./events.js";

describe("explain", () => {
  it("tells for each live subscription, in order, whether it would run, and which clause fails", () => {
    const stream = new MemoryStream();
    stream.subscribe(() => 1, { name: "all" });
    stream.where(Other).subscribe(() => 1, { name: "others" });
    stream.where(Tick, { n: 2 }).subscribe(() => 1, { name: "twos" });
    stream.where(Tick).subscribe((event) => event, { name: "gate", interrupt: true });
    void stream.get(Tick);

    const { subscriptions } = stream.explain(new Tick(1));

    expect(subscriptions.map(({ name, role, runs }) => [name, role, runs])).toEqual([
      ["all", "subscriber", true],
      ["others", "subscriber", false],
      ["twos", "subscriber", false],
      ["gate", "interrupter", true],
      ["get", "observer", true],
    ]);
    expect(subscriptions[0]?.filter).toBe("every event");
    expect(subscriptions[1]?.reason).toBe(`the event is Tick [${new Tick().type}], not ‹Other›`);
    expect(subscriptions[2]?.reason).toContain("n == 2 fails: the field is 1");
  });

  it("runs nothing, and no predicate that it was not given by name", () => {
    const stream = new MemoryStream();
    const ran: string[] = [];
    stream.subscribe(() => ran.push("handler"));
    stream.subscribe((event) => (ran.push("interrupter"), event), { interrupt: true });
    stream
      .where(function isNew() {
        ran.push("isNew");
        return false;
      })
      .subscribe(() => 1, { name: "newcomers" });
    const find = (predicates: string[]) =>
      stream.explain(new Tick(), { predicates }).subscriptions.find(({ name }) => name === "newcomers");

    expect(find([])).toMatchObject({ runs: "unknown", reason: "the predicate isNew was not asked" });
    expect(ran).toEqual([]);
    expect(find(["isNew"])).toMatchObject({ runs: false });
    expect(ran).toEqual(["isNew"]);
  });

  it("names the interrupter that suppressed this very event", async () => {
    const stream = new MemoryStream();
    stream.where(Tick, { n: 1 }).subscribe(() => null, { interrupt: true, name: "censor" });
    stream.where(Tick).subscribe(() => 1, { name: "ticks" });
    const [dropped, other] = [new Tick(1), new Tick(1)];
    await stream.send(dropped);

    const explanation = stream.explain(dropped);

    expect(explanation.suppressedBy).toBe("censor");
    expect(explanation.subscriptions.find(({ name }) => name === "ticks")).toMatchObject({
      runs: false,
      reason: "the interrupter censor suppressed this very event",
    });
    expect(stream.explain(other).suppressedBy).toBeUndefined();
  });

  it("knows an event that was suppressed as another one", async () => {
    const stream = new MemoryStream();
    stream.where(Tick).subscribe((event) => event.with({ n: 2 }), { interrupt: true });
    stream.where(Tick).subscribe(() => null, { interrupt: true, name: "censor" });
    const sent = new Tick(1);
    await stream.send(sent);

    expect(stream.explain(sent).suppressedBy).toBe("censor");
  });

  it("tells how a subscription ended, latest first", async () => {
    const stream = new MemoryStream();
    const clockless = stream.subscribe(() => 1, { name: "left" });
    const controller = new AbortController();
    stream.subscribe(() => 1, { name: "aborted", signal: controller.signal });
    stream.where(Tick).subscribe(() => 1, { name: "once", once: true });
    {
      using _scope = stream.subScope(() => 1, { name: "scoped" });
    }
    clockless.unsubscribe();
    controller.abort();
    await stream.send(new Tick());

    const ended = stream.explain(new Tick()).subscriptions.map(({ name, runs, reason }) => [name, runs, reason]);

    expect(ended).toEqual([
      ["once", false, "the subscription has ended: it was for one event, which came"],
      ["aborted", false, "the subscription has ended: its signal was aborted"],
      ["left", false, "the subscription has ended: it was unsubscribed"],
      ["scoped", false, "the subscription has ended: its scope was left"],
    ]);
  });

  it("remembers the last 256 that ended, and as many suppressed events", async () => {
    const stream = new MemoryStream();
    for (let n = 0; n < 300; n++) stream.subscribe(() => 1, { name: String(n) }).unsubscribe();
    stream.subscribe(() => null, { interrupt: true });
    const dropped = Array.from({ length: 300 }, () => new Tick());
    for (const event of dropped) await stream.send(event);

    const names = stream
      .explain(new Tick())
      .subscriptions.slice(1)
      .map(({ name }) => name);
    expect([names.length, names[0], names.at(-1)]).toEqual([256, "299", "44"]);
    const remembered = dropped.filter((event) => stream.explain(event).suppressedBy !== undefined);
    expect(remembered).toEqual(dropped.slice(-256));
  });

  it("tells that an interrupter put another event in the place of this very one", async () => {
    const stream = new MemoryStream();
    stream.where(Tick, { n: 1 }).subscribe(() => 1, { name: "ones" });
    stream.where(Tick, { n: 1 }).subscribe(() => new Tick(7), { interrupt: true, name: "seven" });
    const tick = new Tick(1);
    await stream.send(tick);

    const { replacedBy, subscriptions } = stream.explain(tick);

    expect(replacedBy).toMatchObject({ n: 7 });
    expect(subscriptions[0]).toMatchObject({ name: "ones", runs: false });
    expect(subscriptions[0]?.reason).toContain("seven put [");
  });

  it("tells that an interrupter of every event is not asked where nothing can be interrupted", () => {
    const stream = new MemoryStream();
    stream.subscribe((event) => event, { interrupt: true, name: "all" });
    const ended = new ChunkEnded("flow", "execution", "node", "chunk", 1, []);

    expect(stream.explain(ended).subscriptions[0]).toMatchObject({ runs: false });
    expect(stream.explain(new Tick()).subscriptions[0]).toMatchObject({ runs: true });
  });

  it("explains on a closed stream that everything ended with it", async () => {
    const stream = new MemoryStream();
    stream.subscribe(() => 1);
    await stream.close();

    expect(stream.explain(new Tick()).subscriptions[0]?.reason).toContain("its stream was closed");
    await rejected(stream.send(new Tick()));
  });

  it("reads as text, one line per subscription", () => {
    const stream = new MemoryStream();
    stream.where(Tick, { n: 2 }).subscribe(() => 1, { name: "twos" });
    stream.subscribe(() => 1, { name: "all" });
    const tick = new Tick(1);

    expect(String(stream.explain(tick)).split("\n")).toEqual([
      `[${tick.type}] ${tick.id}`,
      expect.stringMatching(/^ {2}subscriber twos: does not run, because .* fails: the field is 1$/),
      "  subscriber all: runs",
    ]);
  });

  it("refuses what is no event", () => {
    expect(caught(() => new MemoryStream().explain({} as never)).code).toBe("EVENT_EXPECTED");
  });
});
