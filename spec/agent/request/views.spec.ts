/** The views of a request are projections of one log, whoever reads them, whenever he comes. */
import {
  Agent,
  AttemptSuperseded,
  FieldEvent,
  FieldDone,
  MillraceError,
  openaiCompatible,
  OriginalDelta,
  OutputAccepted,
  ReasoningDelta,
  ReasoningDone,
  type RequestEvent,
  type RequestResult,
  TextDelta,
  ToolReady,
} from "millrace";
import { answer, ScriptedServer, TestModel } from "millrace/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all, ended, GOOD, retryable, shape } from "./reading.js";

type Result = RequestResult<{ title: string; items: string[] }>;

const resultOf = (model: TestModel, request: object = {}): Result =>
  new Agent("a", { model, settings: { request: { delayMs: 0, ...request } } }).input("Go.").output(shape).getResult();

const textsOf = (log: readonly RequestEvent[]): TextDelta[] => log.filter((event) => event instanceof TextDelta);

/** Two answers that come to nothing, and the one that is accepted. */
const stumbling = (pieces = 4): TestModel =>
  TestModel.with(
    { pieces, reasoning: "Let me think." },
    { text: '{"title":"old","items":["x","y","z"]}', failAfter: 12, failure: retryable("cut") },
    '{"title":7,"items":[]}',
    GOOD,
  );

describe("the views of a request", () => {
  it("are what the log has, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.boolean(), async (pieces, isLate) => {
        const result = resultOf(stumbling(pieces));
        if (isLate) await result.getData();
        const [log, delta, instant, specific, original] = await Promise.all([
          all(result.getGenerator("all")),
          all(result.getGenerator("delta", { onRestart: { marker: "" } })),
          all(result.getGenerator("instant")),
          all(result.getGenerator("specific")),
          all(result.getGenerator("original")),
        ]);

        expect(delta.join("")).toBe(
          textsOf(log)
            .map(({ text }) => text)
            .join(""),
        );
        expect(instant.map((item) => item as unknown)).toEqual(log.filter((event) => event instanceof FieldEvent));
        const classes = [TextDelta, ReasoningDelta, ReasoningDone, ToolReady, OutputAccepted];
        expect(specific).toEqual(log.filter((event) => classes.some((one) => event instanceof one)));
        expect(original).toEqual([]);
        const text = await result.getText();
        expect(
          textsOf(log)
            .filter(({ attempt }) => attempt === 3)
            .map((event) => event.text)
            .join(""),
        ).toBe(text);
        expect(JSON.parse(text)).toEqual(await result.getData());
      }),
      { numRuns: 50 },
    );
  });

  it("show the wire as it came", async () => {
    const reply = answer.text(GOOD, { every: 6, usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } });
    await using server = await ScriptedServer.start([reply]);
    const model = openaiCompatible({ baseUrl: server.url, model: "any" });
    const result = new Agent("a", { model }).input("Go.").output(shape).getResult();
    const wire = reply.pieces.map((piece) => String(piece).slice("data: ".length, -2));

    expect(await all(result.getGenerator("original"))).toEqual(wire);
    expect((await all(result.getGenerator("all"))).filter((event) => event instanceof OriginalDelta)).toHaveLength(
      wire.length,
    );
    expect((await result.getMeta()).usage).toMatchObject({ inputTokens: 3, outputTokens: 4 });
  });

  it("pick the classes that specific names, of any floor of the log", async () => {
    const result = resultOf(stumbling());
    const titles = await all(result.getGenerator("specific", { specific: [FieldDone, AttemptSuperseded] }));
    const kinds = titles.map((event) => (event instanceof FieldDone ? event.path : event.reason));

    expect(kinds).toEqual([
      "title",
      "items[0]",
      "items[1]",
      "retry",
      "title",
      "items",
      "",
      "correction",
      "title",
      "items[0]",
      "items[1]",
      "items",
      "",
    ]);
    expect(await all(result.getGenerator("specific", { specific: [] }))).toEqual([]);
  });
});

describe("replay", () => {
  it("gives everything, what comes from a number on, or the accepted attempt alone", async () => {
    const result = resultOf(stumbling());
    const log = await all(result.getGenerator("all"));
    for (const from of [0, 1, 7, log.length, log.length + 1])
      expect(await all(result.getGenerator("all", { replay: from }))).toEqual(log.filter(({ seq }) => seq >= from));

    const accepted = await all(result.getGenerator("all", { replay: "accepted" }));
    expect(accepted).toEqual(log.filter(({ attempt }) => attempt === 3));
    expect((await all(result.getGenerator("delta", { replay: "accepted" }))).join("")).toBe(GOOD);
    expect((await all(result.getGenerator("instant", { replay: "accepted" }))).at(-1)?.value).toEqual(
      await result.getData(),
    );
  });

  it("of an attempt that never is accepted fails as the request does, without an item", async () => {
    const failure = new MillraceError("MODEL_FAILED", "No.", { details: { retryable: false } });
    const result = resultOf(new TestModel({ text: GOOD, failAfter: 1, failure }));

    expect(await ended(result.getGenerator("delta", { replay: "accepted" }))).toEqual({ items: [], error: failure });
  });

  it.each(["first", -1, 1.5, Number.NaN, null])("refuses %s, by name", (replay) => {
    expect(() => resultOf(stumbling()).getGenerator("all", { replay: replay as never })).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }) as Error,
    );
  });
});

describe("onRestart", () => {
  it("marks, throws or holds back, for one reader or for all", async () => {
    const result = resultOf(stumbling(100), { onRestart: "buffer" });
    const marked = (await all(result.getGenerator("delta", { onRestart: "marker" }))).join("");
    expect(marked.split("\n[").length).toBe(3);
    expect(marked.endsWith(GOOD)).toBe(true);
    expect(await all(result.getGenerator("delta", { onRestart: { marker: "|" } }))).toContain("|");
    expect((await all(result.getGenerator("delta"))).join("")).toBe(GOOD);

    const thrown = await ended(result.getGenerator("delta", { onRestart: "throw" }));
    expect(thrown.error).toMatchObject({ code: "OUTPUT_RESTARTED", details: { attempt: 2 } });
    expect(await result.getText()).toBe(GOOD); // and nobody else heard of it
  });

  it.each(["never", 7, { mark: "|" }, null])("refuses %j, by name", (onRestart) => {
    expect(() => resultOf(stumbling()).getGenerator("delta", { onRestart: onRestart as never })).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }) as Error,
    );
  });
});

describe("specific", () => {
  it.each([[["text.delta"]], ["text"], [[undefined]], [null]])("refuses %j, by name", (specific) => {
    expect(() => resultOf(stumbling()).getGenerator("specific", { specific: specific as never })).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }) as Error,
    );
  });
});

describe("a bounded log", () => {
  it("keeps for whoever reads now all that he has not read yet, and for later readers so many", async () => {
    const result = resultOf(TestModel.with({ pieces: 1 }, GOOD), { retain: 5 });
    const slow = result.getGenerator("all");
    const first = await slow.next();
    await result.getData();
    const rest = await all(slow);
    const late = await all(result.getGenerator("all"));

    expect([(first.value as RequestEvent).seq, ...rest.map(({ seq }) => seq)]).toEqual(
      [...Array(rest.length + 1).keys()].map((at) => at + 1),
    );
    expect(late).toEqual(rest.slice(-5));
    expect(await all(resultOf(new TestModel(GOOD), { retain: 0 }).getGenerator("instant"))).not.toHaveLength(0);
  });
});
