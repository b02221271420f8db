/** Matchers for events: what passes, what does not, and what a failure tells. */
import { BaseEvent, defineEvent, MemoryStream, where } from "millrace";
import { eventMatchers, type EventRecord, recordEvents } from "millrace/testing";
import "millrace/testing/vitest";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";

class Asked extends defineEvent("asked", { text: z.string() }) {}
class ToolCall extends defineEvent("tool.call", {
  name: z.string(),
  args: z.record(z.string(), z.unknown()).default({}),
}) {
  get title(): string {
    return `${this.name}()`;
  }
}
class SearchCall extends ToolCall.extend("tool.call.search", {}) {}
class Answered extends defineEvent("answered", { text: z.string(), via: z.instanceof(ToolCall).optional() }) {}
class Note extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}

class Holder extends BaseEvent {
  constructor(readonly value: unknown) {
    super();
  }
}

/** Asked → ToolCall → Answered, each sent by a handler of the one before; a Note of nobody between the last two. */
async function conversation(): Promise<EventRecord> {
  const stream = new MemoryStream();
  const record = recordEvents(stream);
  const call = new ToolCall({ name: "search", args: { q: "rivers", deep: { limit: 3 } } });
  stream.where(Asked).subscribe((_, context) => context.send(call));
  stream.where(ToolCall).subscribe(async (_, context) => {
    await stream.send(new Note(1));
    await context.send(new Answered({ text: "two", via: call }));
  });
  await stream.send(new Asked({ text: "how many?" }));
  return record;
}

/** What a failing expectation says. */
function failure(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  return expect.fail("the expectation holds");
}

describe("toHaveEmitted", () => {
  it("takes every form that where takes", async () => {
    const record = await conversation();

    expect(record).toHaveEmitted(ToolCall);
    expect(record).toHaveEmitted([Note, SearchCall]);
    expect(record).toHaveEmitted(ToolCall.field("name").eq("search"));
    expect(record).toHaveEmitted(where`${ToolCall.field("args").at("q")} == ${"rivers"}`);
    expect(record).toHaveEmitted((event) => event instanceof Note && event.n === 1);
    expect(record).toHaveEmitted(ToolCall, { name: "search" });
    expect(record.events).toHaveEmitted(ToolCall);
    expect(record).not.toHaveEmitted(SearchCall);
    expect(record).not.toHaveEmitted(ToolCall, { name: "fetch" });
  });

  it("compares fields deeply, getters included, and asymmetric matchers wherever they stand", async () => {
    const record = await conversation();

    expect(record).toHaveEmitted(ToolCall, { args: { q: "rivers", deep: { limit: 3 } } });
    expect(record).toHaveEmitted(ToolCall, { title: "search()" });
    expect(record).toHaveEmitted(ToolCall, { args: { q: expect.stringContaining("river"), deep: expect.anything() } });
    expect(record).toHaveEmitted(ToolCall, { args: expect.objectContaining({ q: "rivers" }) });
    expect(record).not.toHaveEmitted(ToolCall, { args: { q: "rivers" } });
    expect(record).not.toHaveEmitted(ToolCall, { args: { q: expect.any(Number), deep: expect.anything() } });
  });

  it("knows events inside of events by their fields", async () => {
    const record = await conversation();
    const same = new ToolCall({ name: "search", args: { q: "rivers", deep: { limit: 3 } } });

    expect(record).toHaveEmitted(Answered, { via: same });
    expect(record).toHaveEmitted(Answered, { via: { name: "search" } as ToolCall });
    expect(record).not.toHaveEmitted(Answered, { via: new ToolCall({ name: "search" }) });
  });

  it("compares dates, maps and sets as wholes, and errors by what they say", () => {
    const emitted = (value: unknown, expected: unknown): boolean =>
      eventMatchers.toHaveEmitted([new Holder(value)], Holder, { value: expected }).pass;

    expect(emitted(new Date(1), new Date(1))).toBe(true);
    expect(emitted(new Date(1), new Date(2))).toBe(false);
    expect(emitted(new Map([["a", 1]]), new Map([["a", 2]]))).toBe(false);
    expect(emitted(new Set([1]), new Set([2]))).toBe(false);
    expect(emitted(new TypeError("no"), new TypeError("no"))).toBe(true);
    expect(emitted(new TypeError("no"), new TypeError("yes"))).toBe(false);
    expect(emitted(new TypeError("no"), new RangeError("no"))).toBe(false);
  });

  it("shows the nearest miss first", () => {
    const events = [new ToolCall({ name: "a", args: { q: 1 } }), new ToolCall({ name: "b", args: { q: 2 } })];

    const message = failure(() => expect(events).toHaveEmitted(ToolCall, { name: "b", args: { q: 3 } }));

    expect(message.match(/nearly: \d/gu)).toEqual(["nearly: 2", "nearly: 1"]);
  });

  it("says which field of a near miss differs, and what was emitted instead", async () => {
    const record = await conversation();

    const message = failure(() => {
      expect(record).toHaveEmitted(ToolCall, { args: { q: "lakes", deep: { limit: 3 } } });
    });

    expect(message).toBe(
      [
        'expected ToolCall [tool.call] with args: { q: "lakes", deep: { limit: 3 } } to be emitted',
        "",
        'nearly: 2 tool.call  name: "search", args: { q: "rivers", deep: { limit: 3 } }',
        '    args.q: expected "lakes", but it is "rivers"',
        "",
        "4 events were emitted:",
        '  1 asked  text: "how many?"',
        '  2 tool.call  name: "search", args: { q: "rivers", deep: { limit: 3 } }',
        "  3 Note  n: 1",
        '  4 answered  text: "two", via: tool.call { name: "search", args: { q: "rivers", deep: { limit: 3 } } }',
      ].join("\n"),
    );
  });

  it("says which clause of a filter a near miss fails", async () => {
    const record = await conversation();

    expect(failure(() => expect(record).toHaveEmitted(ToolCall.field("name").eq("fetch")))).toContain(
      '    [tool.call].name == "fetch" fails: the field is "search"',
    );
  });

  it("marks what was not to be emitted", async () => {
    const record = await conversation();

    expect(failure(() => expect(record).not.toHaveEmitted(Note))).toContain("\n> 3 Note  n: 1\n");
  });

  it("tells apart what looks the same, and what is missing", () => {
    const events = [new ToolCall({ name: "search", args: { q: 1n } })];

    const says = (args: Record<string, unknown>): string =>
      failure(() => expect(events).toHaveEmitted(ToolCall, { args }));

    expect(says({ q: expect.any(String) })).toContain("args.q: expected Any<String>, but it is 1n");
    expect(says({ q: 1n, page: 2 })).toContain("args.page: expected 2, but it is missing");
    expect(says({})).toContain("args.q: expected nothing, but it is 1n");
    expect(says({ q: new Date(Number.NaN) })).toContain("args.q: expected Invalid Date, but it is 1n");
  });

  it("says that nothing was emitted", () => {
    expect(failure(() => expect([]).toHaveEmitted(Note))).toBe("expected Note to be emitted\n\nNothing was emitted.");
  });

  it("keeps messages short, however much was emitted", () => {
    const events = Array.from({ length: 5000 }, (_, n) =>
      n === 2500 ? new Asked({ text: "x".repeat(9000) }) : new Note(n),
    );

    const message = failure(() => expect(events).not.toHaveEmitted(Asked));

    expect(message.split("\n").length).toBeLessThan(30);
    expect(message).toContain("> 2501 asked  text: ");
    expect(message.length).toBeLessThan(2000);
  });

  it("refuses what holds no events, and what is no filter", async () => {
    const record = await conversation();

    expect(caught(() => expect(new MemoryStream()).toHaveEmitted(Note)).code).toBe("EVENT_EXPECTED");
    expect(caught(() => expect([new Note(1), {}]).toHaveEmitted(Note)).code).toBe("EVENT_EXPECTED");
    expect(caught(() => expect(record).toHaveEmitted("asked" as never)).code).toBe("FILTER_INVALID");
    expect(caught(() => expect(record).toHaveEmitted(Asked, Note as never)).code).toBe("FILTER_INVALID");
    expect(caught(() => expect(record).toHaveEmitted(where(Asked) as never, {} as never)).code).toBe("FILTER_INVALID");
  });
});

describe("toHaveEmittedTimes", () => {
  const events = [new Note(1), new Note(2), new Note(1), new Asked({ text: "?" })];

  it("counts what matches", () => {
    expect(events).toHaveEmittedTimes(3, Note);
    expect(events).toHaveEmittedTimes(2, Note, { n: 1 });
    expect(events).toHaveEmittedTimes(0, Answered);
    expect(events).not.toHaveEmittedTimes(1, Note);
  });

  it("says how often instead, and marks these", () => {
    const message = failure(() => expect(events).toHaveEmittedTimes(1, Note, { n: 1 }));

    expect(message).toContain("expected Note with n: 1 to be emitted 1 time, and it was emitted 2 times");
    expect(message).toContain("> 1 Note  n: 1\n  2 Note  n: 2\n> 3 Note  n: 1");
  });

  it("refuses a count that is none", () => {
    expect(caught(() => expect(events).toHaveEmittedTimes(-1, Note)).code).toBe("OPTION_INVALID");
  });
});

describe("toHaveEmittedInOrder", () => {
  it("takes events one after the other, whatever stands between them", async () => {
    const record = await conversation();

    expect(record).toHaveEmittedInOrder([Asked, Answered]);
    expect(record).toHaveEmittedInOrder([
      Asked,
      [ToolCall, { name: "search" }],
      [Note, { n: expect.any(Number) }],
      Answered,
    ]);
    expect(record).toHaveEmittedInOrder([[ToolCall, Asked], Note]);
    expect(record).not.toHaveEmittedInOrder([Answered, Asked]);
    expect(record).not.toHaveEmittedInOrder([Asked, [ToolCall, { name: "fetch" }]]);
  });

  it("wants an event for each, not one for two", () => {
    expect([new Note(1)]).not.toHaveEmittedInOrder([Note, Note]);
    expect([new Note(1), new Note(1)]).toHaveEmittedInOrder([Note, Note]);
  });

  it("says how far it came, and what came too early", async () => {
    const record = await conversation();

    const message = failure(() => expect(record).toHaveEmittedInOrder([ToolCall, Asked, Answered]));

    expect(message).toContain(
      [
        "expected in this order:",
        "  ToolCall [tool.call]: 2",
        "  Asked [asked]: not found",
        "  Answered [answered]",
        "",
        "Asked [asked] is expected after 2; 1 came before it.",
      ].join("\n"),
    );
  });

  it.each([[[]], [Asked], [undefined]])("refuses %s as a list", (patterns) => {
    expect(caught(() => expect([]).toHaveEmittedInOrder(patterns as never)).code).toBe("OPTION_INVALID");
  });
});

describe("toHaveCausalChain", () => {
  it("follows causes, directly and through others", async () => {
    const record = await conversation();

    expect(record).toHaveCausalChain([Asked, ToolCall]);
    expect(record).toHaveCausalChain([Asked, ToolCall, Answered]);
    expect(record).toHaveCausalChain([[Asked, { text: "how many?" }], Answered]);
  });

  it("is not content with what merely follows", async () => {
    const record = await conversation();

    expect(record).toHaveEmittedInOrder([Asked, Note, Answered]);
    expect(record).not.toHaveCausalChain([Asked, Note]);
    expect(record).not.toHaveCausalChain([Note, Answered]);
    expect(record).not.toHaveCausalChain([Answered, Asked]);
    expect(record).not.toHaveCausalChain([Asked, Asked]);
  });

  it("passes over copies that interrupters put in place of a cause", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    stream.where(Asked).subscribe(
      async (event, context) => {
        await context.send(new Note(1));
        return event.with({ text: "other" });
      },
      { interrupt: true },
    );
    stream.where(Asked).subscribe((_, context) => context.send(new Note(2)));

    await stream.send(new Asked({ text: "one" }));

    expect(record).toHaveCausalChain([
      [Asked, { text: "other" }],
      [Note, { n: 1 }],
    ]);
    expect(record).toHaveCausalChain([Asked, [Note, { n: 2 }]]);
  });

  it("shows where the causes of the last one lead to", async () => {
    const record = await conversation();
    const withoutFirst = record.events.slice(1);

    expect(failure(() => expect(record).toHaveCausalChain([Note, Answered]))).toContain(
      '    caused by 2 tool.call  name: "search", args: { q: "rivers", deep: { limit: 3 } }\n    caused by 1 asked  text: "how many?"\n    caused by nothing',
    );
    expect(failure(() => expect(withoutFirst).toHaveCausalChain([Note, Answered]))).toContain(
      "caused by an event that was not recorded",
    );
    expect(failure(() => expect(record).toHaveCausalChain([SearchCall, Answered]))).toContain(
      "SearchCall [tool.call.search] was not emitted at all.",
    );
  });

  it("refuses a chain of one", () => {
    expect(caught(() => expect([]).toHaveCausalChain([Note] as never)).code).toBe("OPTION_INVALID");
  });
});
