/** The contract suite of the storage port, proven on an asynchronous tenant and on tenants that break it. */
import { type EventLog, type EventLogOptions, MemoryStorage, type RecordedEvents, type Storage } from "millrace";
import { storageContract } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { sameFields } from "../../lib/event/base-event.js";

/** A tenant that answers later, as a database does. */
class SlowStorage implements Storage {
  readonly #inner = new MemoryStorage();

  log(id: string, options: EventLogOptions): EventLog {
    const log = this.#inner.log(id, options);
    const later = async <T>(answer: () => T): Promise<T> => {
      await Promise.resolve();
      return answer();
    };
    return {
      append: (event) => later(() => log.append(event)) as Promise<void>,
      read: () => later(() => log.read()) as ReturnType<EventLog["read"]>,
      replace: (events) => later(() => log.replace([...events])) as Promise<void>,
    };
  }
}

describe("an asynchronous storage", () => {
  storageContract({ describe, it }, () => new SlowStorage());
});

/** Runs the suite against a tenant and gives the names of the tests that fail. */
async function failures(makeStorage: () => Storage): Promise<string[]> {
  const tests: [name: string, test: () => Promise<void>][] = [];
  storageContract({ describe: (_, body) => body(), it: (name, test) => tests.push([name, test]) }, makeStorage);
  const failed: string[] = [];
  for (const [name, test] of tests) await test().catch(() => failed.push(name));
  return failed;
}

/** A memory storage with a part of its logs put wrong. */
function broken(change: (log: EventLog) => Partial<EventLog>): () => Storage {
  return () => {
    const storage = new MemoryStorage();
    return {
      log(id, options) {
        const log = storage.log(id, options);
        return {
          append: (event) => log.append(event),
          read: () => log.read(),
          replace: (events) => log.replace(events),
          ...change(log),
        };
      },
    };
  };
}

describe("storageContract", () => {
  it("passes a tenant that keeps it", async () => {
    expect(await failures(() => new MemoryStorage())).toEqual([]);
  });

  it("catches a tenant that drops equal events", async () => {
    const dropsEqual = broken((log) => ({
      append(event) {
        const past = log.read() as RecordedEvents;
        return past.some((one) => sameFields(one, event)) ? undefined : log.append(event);
      },
    }));

    expect(await failures(dropsEqual)).toEqual(["keeps events with equal fields, and one event twice"]);
  });

  it("catches a tenant that hands out its own list", async () => {
    const handsOut = broken(() => {
      const events: never[] = [];
      const live = Object.assign(events, { dropped: 0 });
      return {
        append: (event) => void live.push(event as never),
        read: () => live,
        replace: (others) => void live.splice(0, live.length, ...(others as never[])),
      };
    });

    expect(await failures(handsOut)).toContain("hands out copies of its list");
  });

  it("catches a tenant that ignores retain, and one that mixes streams", async () => {
    const one = new MemoryStorage().log("all", { retain: Infinity });

    expect(await failures(() => ({ log: () => one }))).toEqual(
      expect.arrayContaining([
        "keeps the latest events up to retain, and counts what is gone",
        "keeps streams apart by their ids",
      ]),
    );
  });
});
