/** One line per event: time, number, cause, type and the gist. */
import { describe, expect, it } from "vitest";
import { createEventLog, type LoggedEvent } from "../../../../samples/playbook/command/event-log.js";

function event(id: string, causedBy: string | undefined, fields: Record<string, unknown>): LoggedEvent {
  const identity = { type: "flow.test", id, timestamp: 1012, causedBy };
  return { ...identity, toJSON: () => ({ ...identity, ...fields }) };
}

describe("createEventLog", () => {
  it("numbers events and names their causes by number", () => {
    const line = createEventLog(1000);

    expect(line(event("x", undefined, { name: "normalize" }))).toBe(
      '   12 ms  1             flow.test               name: "normalize"',
    );
    expect(line(event("y", "x", {}))).toBe("   12 ms  2 <- 1        flow.test");
    expect(line(event("z", "unknown", {}))).toBe("   12 ms  3 <- earlier  flow.test");
  });

  it("cuts long texts, lists and deep values to a glance, always in one line", () => {
    const line = createEventLog(0)(
      event("x", undefined, {
        text: "word\n".repeat(100),
        list: [1, 2, 3],
        deep: { a: 1, b: { c: { d: 1 } } },
        none: undefined,
        no: null,
        yes: true,
      }),
    );

    expect(line).toContain(
      'text: "word word word word word word… (500), list: [3], deep: { a: 1, b: {1} }, no: null, yes: true',
    );
    expect(line).not.toContain("\n");
  });

  it("does not list fields without end", () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${String(index)}`, index]));

    expect(createEventLog(0)(event("x", undefined, many))).toMatch(/f5: 5, …$/);
  });
});
