/** Snapshots as data: versioned, checked when they are read, and refused with the place that is wrong. */
import { type ExecutionSnapshot, MillraceError, TriggerFlow } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSnapshot } from "../../../lib/flow/snapshot/parse-snapshot.js";
import { SNAPSHOT_VERSION } from "../../../lib/flow/snapshot/snapshot.js";
import { Door, errorOf } from "./reload.js";

function define(door: Door): TriggerFlow {
  const flow = new TriggerFlow("saved");
  flow
    .to(() => [1, 2, 3])
    .forEach({ concurrency: 2 })
    .to((data) => door.pass(data.value), { name: "wait" })
    .endForEach()
    .end();
  flow.to((data) => data.pauseFor({ id: "gate" }));
  return flow;
}

/** A snapshot with work, a join, windows and a pause. */
async function snapshot(): Promise<ExecutionSnapshot> {
  const door = new Door();
  const execution = define(door).createExecution();
  void execution.start();
  await door.reached;
  await Promise.resolve();
  return execution.save();
}

const load = (source: unknown): unknown =>
  errorOf(() =>
    define(new Door())
      .createExecution()
      .load(source as string),
  );

describe("a snapshot", () => {
  it("is plain JSON with kind and version, and is read as object and as text (F44)", async () => {
    const saved = await snapshot();

    expect(saved).toMatchObject({
      kind: "millrace.execution",
      version: 1,
      flow: "saved",
      status: "running",
      started: true,
    });
    expect(JSON.parse(JSON.stringify(saved))).toEqual(saved);
    expect(saved.work.length).toBeGreaterThan(1);
    expect(saved.joins).toHaveLength(1);
    expect(saved.pauses).toHaveLength(1);
    expect(parseSnapshot(saved)).toEqual(saved);
    expect(parseSnapshot(JSON.stringify(saved))).toEqual(saved);
    expect(load(saved)).toBeUndefined();
    expect(load(JSON.stringify(saved))).toBeUndefined();
  });

  it("is refused when it is none", () => {
    const refusal = (source: unknown): string => (load(source) as Error).message;

    for (const source of ["", "{", "no json", undefined, null, 5, [], {}, { kind: "millrace.blueprint" }, "[]", "null"])
      expect(load(source)).toMatchObject({ name: "MillraceError", code: "SNAPSHOT_INVALID" });
    expect(refusal("{")).toContain("its text is no JSON, or not all of it");
    expect(refusal({})).toContain('its kind is missing, not "millrace.execution"');
    expect(refusal({ kind: "millrace.blueprint" })).toContain('its kind is "millrace.blueprint"');
  });

  it("is refused by another version, older or newer, with the way out", async () => {
    const saved = await snapshot();

    expect(load({ ...saved, version: SNAPSHOT_VERSION + 1 })).toMatchObject({
      code: "SNAPSHOT_INVALID",
      message: expect.stringContaining("newer version (2); this Millrace reads version 1") as string,
      hint: expect.stringContaining("Millrace that wrote it") as string,
    });
    expect(load({ ...saved, version: 0 })).toMatchObject({
      code: "SNAPSHOT_INVALID",
      message: expect.stringContaining("another version (0); this Millrace reads version 1") as string,
    });
    expect(load({ ...saved, version: undefined })).toMatchObject({
      code: "SNAPSHOT_INVALID",
      message: expect.stringContaining("another version (none)") as string,
    });
  });

  it("is refused with the path to what is broken", async () => {
    const saved = await snapshot();
    const message = (broken: object): string => (load({ ...saved, ...broken }) as Error).message;

    expect(message({ id: "" })).toContain("id: ");
    expect(message({ status: "asleep" })).toContain("status: ");
    expect(message({ counts: { joins: "1", origins: 0 } })).toContain("counts.joins: ");
    expect(message({ pauses: [{}] })).toContain("pauses.0.");
    expect(message({ work: [{ kind: "call", node: "wait", value: 1 }] })).toContain("work.0.place: ");
    expect(message({ work: [{ kind: "song" }] })).toContain("work.0");
    expect(message({ work: undefined })).toContain("work: ");
    const [join] = saved.joins;
    const call = { kind: "call", node: "wait", value: 1, place: join?.scope };
    const inner = { ...call, open: [[0, [call, { ...call, node: 5 }]]] };
    expect(message({ work: [{ ...call, open: [[3, [inner]]] }] })).toContain("work.0.open.0.1.0.open.0.1.1.node: ");
    const child = { ...saved, id: 7 };
    expect(message({ children: [{ ...call, kind: "subFlow", name: "", child }] })).toContain("children.0.child.id: ");
  });

  it("may hold more pieces of work than a function takes arguments", async () => {
    const saved = await snapshot();
    const [piece] = saved.work;
    const much = { ...saved, work: Array.from({ length: 200_000 }, () => piece) };

    expect(parseSnapshot(much).work).toHaveLength(200_000);
  });

  it("is taken as it is at the time: what becomes of the object later changes nothing", async () => {
    const saved = await snapshot();
    const execution = define(new Door()).createExecution();
    execution.load(saved);
    const before = JSON.stringify(execution.save());
    for (const field of ["work", "joins", "pauses"] as const) (saved[field] as unknown[]).length = 0;

    expect(JSON.stringify(execution.save())).toBe(before);
  });

  it("is refused by name wherever its text is cut off", async () => {
    const text = JSON.stringify(await snapshot());

    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expect(load(text.slice(0, length))).toMatchObject({ code: "SNAPSHOT_INVALID" });
      }),
    );
  });

  it("never fails but by an error of its own, whatever part is gone or of another kind", async () => {
    const text = JSON.stringify(await snapshot());
    const places: (readonly (string | number)[])[] = [];
    const walk = (value: unknown, path: readonly (string | number)[]): void => {
      if (path.length > 0) places.push(path);
      if (typeof value !== "object" || value === null) return;
      for (const [key, part] of Object.entries(value)) walk(part, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(JSON.parse(text), []);
    const other = fc.constantFrom<unknown>(
      undefined,
      null,
      7,
      "other",
      [],
      {},
      [[]],
      { $map: 1 },
      { $date: "soon" },
      { $other: 1 },
    );

    fc.assert(
      fc.property(fc.constantFrom(...places), other, (path, instead) => {
        const broken = JSON.parse(text) as object;
        const last = path.at(-1) as string;
        const holder = path.slice(0, -1).reduce<object>((at, step) => Reflect.get(at, step) as object, broken);
        if (instead === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, last);
        else Reflect.set(holder, last, instead ?? null);

        const error = load(broken);

        if (error === undefined) return; // another value where any will do
        expect(error).toBeInstanceOf(MillraceError);
        expect(["SNAPSHOT_INVALID", "SNAPSHOT_MISMATCH"]).toContain((error as MillraceError).code);
      }),
      { numRuns: 500 },
    );
  });
});
