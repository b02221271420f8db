/** One line per event: time, number, cause, type and the gist. */
import { describe, expect, it } from "vitest";
import { createEventLog, type LoggedEvent } from "../../../../samples/playbook/command/event-log.js";

function event(id: string, causedBy: string | undefined, fields: Record<string, unknown>): LoggedEvent {
  const identity = { type: "flow.test", id, timestamp: 1012, causedBy };
  return { ...identity, toJSON: () => ({ ...identity, ...fields }) };
}

const log = (width = 240): ((event: LoggedEvent) => string) => createEventLog({ elapsed: () => 12.3, width });

describe("createEventLog", () => {
  it("numbers events and names their causes by number", () => {
    const line = log();

    expect(line(event("x", undefined, { name: "start" }))).toBe(
      '   12 ms  1                          flow.test                 name: "start"',
    );
    expect(line(event("y", "x", {}))).toBe("   12 ms  2 <- 1                     flow.test");
    expect(line(event("z", "unknown", {}))).toBe("   12 ms  3 <- earlier               flow.test");
  });

  it("numbers the runs of flows, and leaves out what says nothing", () => {
    const line = log();

    line(event("w", undefined, { flow: "playbook", execution: "uuid-1" }));
    line(event("x", undefined, { flow: "playbook", execution: "uuid-2" }));

    expect(
      line(event("y", "w", { flow: "playbook", execution: "uuid-1", node: "facts", chunk: "facts", scope: [] })),
    ).toBe('   12 ms  3 <- 1        playbook 1   flow.test                 chunk: "facts"');
    expect(line(event("z", "x", { flow: "playbook", execution: "uuid-2", node: "a", chunk: "b" }))).toBe(
      '   12 ms  4 <- 2        playbook 2   flow.test                 node: "a", chunk: "b"',
    );
  });

  it("numbers requests and their later attempts beside the runs, without what the number says", () => {
    const line = log();
    const place = { requestId: "uuid-1", attempt: 1, seq: 4 };

    line(event("w", undefined, { flow: "playbook", execution: "uuid-2" }));

    expect(
      line(event("x", "w", { ...place, path: "facts[0].value", segments: ["facts", 0, "value"], delta: "EUR" })),
    ).toBe('   12 ms  2 <- 1        request 1    flow.test                 path: "facts[0].value", delta: "EUR"');
    expect(line(event("y", "w", { ...place, attempt: 2 }))).toBe("   12 ms  3 <- 1        request 1.2  flow.test");
  });

  it("cuts long texts, lists and deep values to a glance, always in one line", () => {
    const line = log()(
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

  it("does not list fields without end, nor pass the width", () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${String(index)}`, index]));

    expect(log()(event("x", undefined, many))).toMatch(/f5: 5, …$/);
    expect(log(50)(event("x", undefined, many))).toMatch(/^.{44,49}…$/);
  });
});
