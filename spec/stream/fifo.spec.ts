/** The queue behind joins and feeds. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fifo } from "../../lib/stream/fifo.js";

describe("Fifo", () => {
  it("does what an array does with push and shift", () => {
    const steps = fc.array(fc.constantFrom("push", "push", "shift", "clear"), { maxLength: 300, size: "max" });

    fc.assert(
      fc.property(steps, (plan) => {
        const [fifo, model] = [new Fifo<number>(), [] as number[]];
        for (const [n, step] of plan.entries()) {
          if (step === "push") {
            fifo.push(n);
            model.push(n);
          } else if (step === "shift") expect(fifo.shift()).toBe(model.shift());
          else if (n % 7 === 0) {
            fifo.clear();
            model.length = 0;
          }
          expect(fifo.length).toBe(model.length);
        }
      }),
    );
  });
});
