/** The ring behind the history of a stream. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryLog } from "../../lib/stream/memory-log.js";
import { Tick } from "./events.js";

describe("MemoryLog", () => {
  it("keeps the last events and counts the others, whatever is appended and replaced", () => {
    const steps = fc.array(fc.oneof(fc.constant("append" as const), fc.nat({ max: 6 })), { maxLength: 40 });

    fc.assert(
      fc.property(fc.nat({ max: 5 }), steps, (retain, plan) => {
        const log = new MemoryLog(retain);
        let all: Tick[] = [];
        for (const step of plan) {
          if (step === "append") {
            all.push(new Tick(all.length));
            log.append(all.at(-1)!);
          } else {
            all = Array.from({ length: step }, (_, n) => new Tick(n));
            log.replace(all);
            all = [...all];
          }
        }

        const past = log.read();
        const kept = retain === 0 ? [] : all.slice(-retain);
        expect([...past]).toEqual(kept);
        expect(past.dropped).toBe(all.length - kept.length);
      }),
    );
  });
});
