/** The log of a request: all readers meet everything in one order, and what nobody will read is let go. */
import { describe, expect, it } from "vitest";
import { TextDelta } from "../../../lib/agent/request/answer-events.js";
import type { RequestEvent } from "../../../lib/agent/request/request-events.js";
import { type ReadLogOptions, RequestLog } from "../../../lib/agent/request/request-log.js";

const say = (seq: number): TextDelta => new TextDelta({ requestId: "r", attempt: 1, seq }, String(seq));

async function read(log: RequestLog, options?: ReadLogOptions): Promise<number[]> {
  const seen: number[] = [];
  for await (const { seq } of log.read(options)) seen.push(seq);
  return seen;
}

function logOf({
  retain = Infinity,
  onIdle,
}: { readonly retain?: number; readonly onIdle?: () => void } = {}): RequestLog {
  return new RequestLog(retain, () => onIdle?.());
}

describe("RequestLog", () => {
  it("gives every reader everything, early, in the middle and late", async () => {
    const log = logOf();
    const early = read(log);
    log.append(say(1));
    await Promise.resolve();
    const middle = read(log);
    log.append(say(2));
    log.append(say(3));
    log.close();

    expect(await Promise.all([early, middle, read(log)])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it("hands out the same objects", async () => {
    const log = logOf();
    const event = say(1);
    log.append(event);
    log.close();
    const seen: RequestEvent[] = [];
    for await (const one of log.read()) seen.push(one);
    for await (const one of log.read()) seen.push(one);

    expect(seen[0]).toBe(event);
    expect(seen[1]).toBe(event);
  });

  it("begins where a reader wants to", async () => {
    const log = logOf();
    for (const seq of [1, 2, 3]) log.append(say(seq));
    log.close();

    expect(await read(log, { from: 3 })).toEqual([3]);
    expect(await read(log, { from: 9 })).toEqual([]);
  });

  for (const retain of [0, 1, 2])
    it(`keeps the last ${String(retain)} for those who come late, and everything for those who are there`, async () => {
      const log = logOf({ retain });
      const attached = log.read();
      const first = attached.next();
      for (const seq of [1, 2, 3, 4]) log.append(say(seq));
      log.close();

      const seen = [(await first).value?.seq];
      for await (const { seq } of attached) seen.push(seq);
      expect(seen).toEqual([1, 2, 3, 4]);
      expect(await read(log)).toEqual([1, 2, 3, 4].slice(4 - retain));
      expect(log.hasDropped).toBe(true);
    });

  it("throws its failure behind the last event, to every reader", async () => {
    const log = logOf();
    log.append(say(1));
    log.close({ error: new Error("broken") });
    log.close(); // once

    for (const reader of [log.read(), log.read()]) {
      expect((await reader.next()).value?.seq).toBe(1);
      await expect(reader.next()).rejects.toThrow("broken");
    }
  });

  it("ends one reader by its signal, waiting or not, and no other", async () => {
    const log = logOf();
    const controller = new AbortController();
    const other = read(log);
    const waiting = log.read({ signal: controller.signal });
    const next = waiting.next();
    controller.abort("enough");

    await expect(next).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
    await expect(log.read({ signal: controller.signal }).next()).rejects.toMatchObject({ code: "ABORTED" });
    log.append(say(1));
    log.close();
    expect(await other).toEqual([1]);
  });

  it("tells when the last reader has left before the end, and only then", async () => {
    let idle = 0;
    const log = logOf({ onIdle: () => idle++ });
    log.append(say(1));
    const [one, other] = [log.read(), log.read()];
    await one.next();
    await other.next();
    await one.return();
    expect(idle).toBe(0);
    await other.return();
    expect(idle).toBe(1);
    log.close();
    expect(await read(log)).toEqual([1]);
    expect(idle).toBe(1);
    expect(log.readers).toBe(0);
  });
});
