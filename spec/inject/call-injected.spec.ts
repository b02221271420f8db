/** Calling functions with their markers resolved. What users see of it is in `inject.spec.ts` and `markers.spec.ts`. */
import { type Context, Depends, MemoryStream, Variable } from "millrace";
import { describe, expect, it } from "vitest";
import { type Slot, withSlots } from "../../lib/inject/call-injected.js";
import { specOf } from "../../lib/inject/marker.js";

const slot = (parameter: string, marker: unknown): Slot => ({ parameter, spec: specOf(marker, "spec") });

describe("withSlots", () => {
  const context: Context = new MemoryStream().context({ variables: { a: 1, promise: Promise.resolve(2) } });
  const all = (values: readonly unknown[]): readonly unknown[] => values;

  it("resolves in order and stays synchronous while nothing waits", () => {
    const slots = [
      slot("a", Variable("a")),
      slot(
        "b",
        Depends(() => 2),
      ),
    ];

    expect(withSlots(slots, "spec", undefined, context, undefined, all)).toEqual([1, 2]);
  });

  it("awaits what functions give, and hands on variables as they are, promises included", async () => {
    const slots = [
      slot("p", Variable("promise")),
      slot(
        "b",
        Depends(async () => 3),
      ),
      slot("q", Variable("promise")),
    ];

    const [p, b, q] = await withSlots(slots, "spec", undefined, context, undefined, all);

    expect(p).toBe(q);
    expect([await p, b]).toEqual([2, 3]);
  });

  it("does not call when a slot cannot be filled", async () => {
    const calls: unknown[] = [];
    const slots = [
      slot(
        "b",
        Depends(async () => 3),
      ),
      slot("c", Variable("absent")),
    ];

    const called = withSlots(slots, "spec", undefined, context, undefined, (values) => calls.push(values));

    await expect(called).rejects.toMatchObject({ details: { handler: "spec", parameter: "c" } });
    expect(calls).toEqual([]);
  });
});
