/** What a snapshot can hold, and how what it cannot is named by the place that it is in. */
import { defineEvent, type ExecutionSnapshot, MillraceError, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readValue, SnapshotWriter } from "../../../lib/flow/snapshot/snapshot-writer.js";
import { Door, errorOf, reload } from "./reload.js";

class Told extends defineEvent("spec.told", { what: z.string(), when: z.date() }) {}
class Live {
  readonly socket = 1;
}

const through = (value: unknown): unknown =>
  readValue(
    JSON.parse(JSON.stringify(new SnapshotWriter("flow").value(value, "a value"))) as never,
    (why) => new MillraceError("SNAPSHOT_INVALID", why),
  );

describe("SnapshotWriter", () => {
  it("writes everything that is data, so that it is read as it was", () => {
    const shared = { n: 1 };
    const values = [
      ...[
        0,
        -0,
        "",
        false,
        null,
        undefined,
        Number.NaN,
        -Infinity,
        12n,
        "text",
        [],
        {},
        [undefined, null],
        { a: undefined },
      ],
      ...[
        new Date(0),
        new Map<unknown, unknown>([[{ k: 1 }, new Set([1, "1"])]]),
        new Uint8Array([0, 255]),
        [shared, shared],
      ],
      ...[{ $date: "no date" }, { $event: 1, other: 2 }, { $event: {} }, { $undefined: true }],
    ];

    for (const value of values) expect(through(value)).toEqual(value);
    expect(Object.is(through(-0), -0)).toBe(true);
    expect(Object.keys(through({ a: undefined }) as object)).toEqual(["a"]);
  });

  it("writes events as events: class, id, time and cause come back", () => {
    const event = new Told({ what: "", when: new Date(7) });
    const read = (through({ deep: [event] }) as { readonly deep: readonly [Told] }).deep[0];

    expect(read).toBeInstanceOf(Told);
    expect(read).toEqual(event);
    expect([read.id, read.timestamp, read.what, read.when]).toEqual([event.id, event.timestamp, "", new Date(7)]);
  });

  it("writes errors with name, message, cause and fields", () => {
    const error = Object.assign(new TypeError("broken", { cause: new Error("why") }), { status: 0 });
    const read = through(error) as Error & { status: number };

    expect([read.name, read.message, read.status, (read.cause as Error).message]).toEqual([
      "TypeError",
      "broken",
      0,
      "why",
    ]);
  });

  const unsavable: readonly (readonly [string, () => unknown, string])[] = [
    ["a function", () => ({ call: [() => 1] }), ".call[0] is a function"],
    ["a symbol", () => new Map([["key", Symbol("s")]]), ".value(0) is a symbol"],
    ["an instance of a class", () => ({ live: new Live() }), ".live is an instance of Live"],
    ["a promise", () => [Promise.resolve()], "[0] is an instance of Promise"],
    [
      "a circle",
      () => {
        const at: Record<string, unknown> = {};
        at["at"] = { at };
        return at;
      },
      ".at.at contains itself",
    ],
  ];
  for (const [what, make, path] of unsavable)
    it(`names ${what} by its place`, () => {
      expect(errorOf(() => new SnapshotWriter("till").value(make(), "the value of pay"))).toMatchObject({
        code: "SNAPSHOT_UNSAVABLE",
        message: expect.stringContaining(
          `The execution of flow till cannot be saved: the value of pay${path}.`,
        ) as string,
      });
    });
});

describe("save", () => {
  async function refusal(define: (flow: TriggerFlow, door: Door) => void): Promise<string> {
    const door = new Door();
    const flow = new TriggerFlow("till");
    define(flow, door);
    const execution = flow.createExecution({ autoClose: false });
    void execution.start();
    await Promise.race([door.reached, execution.settled]);
    const error = errorOf(() => execution.save()) as MillraceError;
    expect(error.code).toBe("SNAPSHOT_UNSAVABLE");
    door.open();
    await execution.settled; // it goes on unharmed
    return error.message;
  }

  it("names the place in the execution: state, value, result, pause, gate, fan-out, earlier state", async () => {
    const live = new Live();
    const wait = async (door: Door): Promise<unknown> => door.pass(1);

    expect(
      await refusal((flow) =>
        flow.to((data) => {
          data.state.set("db", { open: live });
        }),
      ),
    ).toContain("the state.db.open is an instance of Live");
    expect(await refusal((flow, door) => flow.to(() => live).to(() => wait(door), { name: "use" }))).toContain(
      "the value of use is an instance of Live",
    );
    expect(await refusal((flow) => flow.to(() => live).end())).toContain("the result is an instance of Live");
    expect(await refusal((flow) => flow.to((data) => data.pauseFor({ id: "gate", payload: { live } })))).toContain(
      'the pause "gate".payload.live is an instance of Live',
    );
    expect(
      await refusal((flow) => {
        flow.when(["A", "B"]).to(() => 1);
        flow.to((data) => data.emit("A", live));
      }),
    ).toMatch(/what when.* has gathered.* is an instance of Live/);
    expect(await refusal((flow, door) => flow.batch({ a: () => live, b: () => wait(door) }))).toMatch(
      /the outputs of batch.*\.value\(0\) is an instance of Live/,
    );
    expect(
      await refusal((flow, door) =>
        flow
          .to(() => [1, live])
          .forEach({ concurrency: 1 })
          .to(() => wait(door))
          .endForEach(),
      ),
    ).toMatch(/the items of forEach.*\.left\[0\] is an instance of Live/);
    expect(
      await refusal((flow, door) =>
        flow
          .to((data) => {
            data.state.set("k", live);
          })
          .to(
            (data) => {
              data.state.set("k", 1);
              return wait(door);
            },
            { name: "over" },
          ),
      ),
    ).toContain('the state "k" of over is an instance of Live');
  });

  it("refuses a forEach that reads its items step by step, as long as it does", async () => {
    const door = new Door();
    const flow = new TriggerFlow("lazy");
    flow
      .to(() => new Set([1, 2]).values())
      .forEach({ concurrency: 1 })
      .to(() => door.pass(1))
      .endForEach()
      .end();
    const execution = flow.createExecution();
    const run = execution.start();
    await door.reached;

    expect(errorOf(() => execution.save())).toMatchObject({
      code: "SNAPSHOT_UNSAVABLE",
      message: expect.stringMatching(/forEach.* reads its items step by step/) as string,
    });
    door.open();
    expect((await run).result).toEqual([1, 1]);
    expect(execution.save().joins).toEqual([]);
  });

  it("holds hundreds of emits that wait for each other, and refuses thousands; the report on them has no limit", async () => {
    const deep = (door: Door, turns: number): TriggerFlow => {
      const flow = new TriggerFlow("deep");
      flow
        .to((data) => data.emit("Turn", 1))
        .to(() => "back")
        .end();
      flow.when("Turn").to(async (data) => {
        if (data.value === turns) await door.pass(1);
        else await data.emit("Turn", Number(data.value) + 1);
      });
      return flow;
    };
    const door = new Door();
    const few = deep(door, 400).createExecution();
    void few.start();
    await door.reached;
    const saved = JSON.parse(JSON.stringify(few.save())) as ExecutionSnapshot;
    await few.cancel();
    const open = new Door();
    open.open();
    expect((await reload(deep(open, 400), saved).resume()).result).toBe("back");

    const far = new Door();
    const many = deep(far, 20_000).createExecution();
    void many.start();
    await far.reached;
    expect(errorOf(() => many.save())).toMatchObject({ code: "SNAPSHOT_UNSAVABLE" });
    expect(many.explainStall().stalled).toBe(false); // the innermost is at work
    await many.cancel();
  });

  it("has nothing to do with resources and stream items, which are in no snapshot", async () => {
    const flow = new TriggerFlow("live", {}, { resources: { db: new Live() } });
    flow
      .to(async (data) => {
        data.setResource("socket", new Live());
        await data.putIntoStream(new Live());
        return 1;
      })
      .end();
    const execution = flow.createExecution({ autoClose: false });
    await execution.start();

    expect(JSON.stringify(execution.save())).not.toMatch(/socket|db/);
  });
});
