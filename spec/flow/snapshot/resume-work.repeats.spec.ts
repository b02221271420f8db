/** What a chunk that runs again after a restart takes up, and what it finds. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { breath } from "../probes.js";
import { Door, killed, open, reload } from "./reload.js";

describe("a chunk that runs again", () => {
  it("takes up an awaited signal with a key that was under way, and repeats none before it", async () => {
    const heard: unknown[] = [];
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("keyed");
      flow
        .to(async (data) => {
          await data.emit("Note", "first", { key: "first" });
          await data.emit("Note", "again", { key: "first" });
          await data.emit("Wait", "second", { key: "second" });
          data.emitNowait("Note", "third");
          return "done";
        })
        .end();
      flow.when("Note").to((data) => void heard.push(data.value));
      flow
        .when("Wait")
        .to((data) => door.pass(data.value))
        .to((data) => void heard.push(data.value));
      return flow;
    };
    const saved = await killed(define);
    const outcome = await reload(define(open()), saved).resume();

    expect(outcome).toMatchObject({ status: "completed", result: "done" });
    expect(heard).toEqual(["first", "second", "third"]);
  });

  it("finds under each key what the chunk had found there, until it comes to the writing again", async () => {
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("before");
      flow
        .to((data) => {
          data.state.set("b", { text: "old b" });
        })
        .to(async (data) => {
          data.state.set("a", "new a");
          const b: unknown = data.state.get("b.text", "nothing");
          data.state.set("b", { text: "new b" });
          await door.pass(1);
          return [b, data.state.get("a"), data.state.get("b.text")] as unknown[];
        })
        .end();
      return flow;
    };
    const door = new Door();
    const first = define(door).createExecution();
    void first.start();
    await door.reached;
    const saved = first.save();
    await first.cancel();
    const second = reload(define(door), saved);
    void second.resume().catch(() => undefined);
    await breath();
    const again = second.save(); // a restart behind a restart
    await second.cancel();

    for (const one of [saved, again])
      expect((await reload(define(open()), one).resume()).result).toEqual(["old b", "new a", "new b"]);
  });
});
