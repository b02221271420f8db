// What every storage must do, as a suite that runs under any test runner: `storageContract({ describe, it }, make)`.
import assert from "node:assert/strict";
import { type BaseEvent, sameFields } from "../event/base-event.js";
import { defineEvent } from "../event/define-event.js";
import { z } from "../event/zod.js";
import type { EventLog, Storage } from "../stream/event-log.js";
import { MemoryStream } from "../stream/memory-stream.js";

/** The functions of a test runner that a contract needs: those of vitest, node:test, jest and mocha fit. */
export interface ContractRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, test: () => Promise<void>) => unknown;
}

/** An event that a stream records. */
class Noted extends defineEvent("millrace.contract.noted", { text: z.string() }) {}

const note = (text: string): Noted => new Noted({ text });
const ALL = { retain: Infinity };

/**
 * Declares the contract suite of the storage port. `makeStorage` gives an empty storage for each test.
 *
 * ```ts
 * import { describe, it } from "vitest";
 * storageContract({ describe, it }, () => new SqliteStorage(":memory:"));
 * ```
 */
export function storageContract(
  { describe, it }: ContractRunner,
  makeStorage: () => Storage | PromiseLike<Storage>,
): void {
  const open = async (retain = Infinity): Promise<EventLog> => (await makeStorage()).log("stream", { retain });

  describe("the storage contract", () => {
    it("begins with an empty past", async () => {
      await expectPast(await open(), []);
    });

    it("keeps events in the order of their recording", async () => {
      const log = await open();
      const events = ["a", "b", "c"].map(note);

      for (const event of events) await log.append(event);

      await expectPast(log, events);
    });

    it("keeps the order of calls that nobody waited between", async () => {
      const log = await open();
      const events = Array.from({ length: 20 }, (_, index) => note(String(index)));

      await Promise.all(events.map(async (event) => log.append(event)));

      await expectPast(log, events);
    });

    it("keeps events with equal fields, and one event twice", async () => {
      const log = await open();
      const [one, equal] = [note("same"), note("same")];

      for (const event of [one, equal, one]) await log.append(event);

      await expectPast(log, [one, equal, one]);
    });

    it("keeps identity, time and causes", async () => {
      const stream = new MemoryStream({ id: "stream", storage: await makeStorage() });
      const [cause, effect] = [note("cause"), note("effect")];
      stream.where(Noted, { text: "cause" }).subscribe((_, context) => context.send(effect));

      await stream.send(cause);

      const [, kept] = await stream.history.read();
      assert.equal(kept?.causedBy, cause.id);
      assert.equal(kept.timestamp, effect.timestamp);
    });

    it("hands out copies of its list", async () => {
      const log = await open();
      const [first, second] = [note("first"), note("second")];
      await log.append(first);

      const read = (await log.read()) as unknown as BaseEvent[];
      read.push(second);
      read.shift();

      await expectPast(log, [first]);
    });

    it("keeps the latest events up to retain, and counts what is gone", async () => {
      const log = await open(2);
      const events = ["a", "b", "c", "d", "e"].map(note);

      for (const event of events) await log.append(event);

      await expectPast(log, events.slice(-2), 3);
    });

    it("keeps nothing with retain 0", async () => {
      const log = await open(0);

      await log.append(note("gone"));

      await expectPast(log, [], 1);
    });

    it("puts other events in the place of all, and records behind them", async () => {
      const log = await open();
      await log.append(note("old"));
      const given = [note("x"), note("y")];

      await log.replace(given);
      given.pop(); // the list stays the caller's
      await log.append(note("z"));

      await expectTexts(log, ["x", "y", "z"]);
    });

    it("keeps to retain when events are replaced", async () => {
      const log = await open(2);
      for (const text of ["a", "b", "c"]) await log.append(note(text));

      await log.replace(["x", "y", "z"].map(note));
      await expectTexts(log, ["y", "z"], 1);

      await log.append(note("w"));
      await expectTexts(log, ["z", "w"], 2);
    });

    it("forgets all when nothing is put in the place of all", async () => {
      const log = await open(2);
      for (const text of ["a", "b", "c"]) await log.append(note(text));

      await log.replace([]);

      await expectPast(log, []);
    });

    it("keeps streams apart by their ids", async () => {
      const storage = await makeStorage();
      const [one, two] = [storage.log("one", ALL), storage.log("two", ALL)];

      await one.append(note("1"));
      await two.append(note("2"));
      await one.replace([]);

      await expectTexts(one, []);
      await expectTexts(two, ["2"]);
    });

    it("gives one id the same past again", async () => {
      const storage = await makeStorage();
      const event = note("kept");

      await storage.log("stream", ALL).append(event);

      await expectPast(storage.log("stream", ALL), [event]);
    });

    it("has recorded an event before any subscriber of the stream sees it", async () => {
      const stream = new MemoryStream({ id: "stream", storage: await makeStorage() });
      const seen: number[] = [];
      stream.where(Noted).subscribe(async () => seen.push((await stream.history.read()).length));

      await stream.send(note("first"));
      await stream.send(note("second"));

      assert.deepEqual(seen, [1, 2]);
    });
  });
}

async function expectPast(log: EventLog, expected: readonly BaseEvent[], dropped = 0): Promise<void> {
  const past = await log.read();
  assert.deepEqual(
    past.map(({ id }) => id),
    expected.map(({ id }) => id),
  );
  assert.ok(past.every((event, place) => sameFields(event, expected[place] as BaseEvent)));
  assert.equal(past.dropped, dropped);
}

async function expectTexts(log: EventLog, texts: readonly string[], dropped = 0): Promise<void> {
  const past = await log.read();
  assert.deepEqual(
    past.map((event) => (event as Noted).text),
    texts,
  );
  assert.equal(past.dropped, dropped);
}
