/** Bad input of the wire, from the server to the readers: one end, one typed error or one answer, and no second POST. */
import { type AddressInfo, createServer } from "node:net";
import {
  Agent,
  FieldEvent,
  MessageSkipped,
  openaiCompatible,
  OutputRepaired,
  type RequestEvent,
  type RequestResult,
} from "millrace";
import { answer, ManualClock, type ScriptedReply, ScriptedServer } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { checkLog, type Ended, ended, GOOD, shape, types } from "./reading.js";

const DATA = { title: "Hello", items: ["one", "two"] };
const chunk = (content: string, finish: string | null = null): object => ({
  id: "1",
  model: "scripted",
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});

interface Answered {
  readonly log: Ended<RequestEvent>;
  readonly result: RequestResult<{ title: string; items: string[] }>;
  readonly posts: number;
  readonly server: ScriptedServer;
}

/** Asks a server with these replies, without corrections and with one try unless the settings say otherwise. */
async function ask(
  replies: readonly ScriptedReply[],
  settings: { readonly attempts?: number; readonly corrections?: number } = {},
): Promise<Answered> {
  await using server = await ScriptedServer.start(replies);
  const model = openaiCompatible({ baseUrl: server.url, model: "any" });
  const request = { attempts: 1, corrections: 0, delayMs: 0, ...settings };
  const result = new Agent("a", { model, settings: { request } }).input("Go.").output(shape).getResult();
  const [log, delta, instant] = await Promise.all([
    ended(result.getGenerator("all")),
    ended(result.getGenerator("delta")),
    ended(result.getGenerator("instant")),
  ]);
  checkLog(log.items);
  for (const reader of [delta, instant]) expect(reader.error).toBe(log.error);
  const outcome = await result.outcome();
  expect(outcome.status).toBe(log.error === undefined ? "completed" : "failed");
  if (outcome.status === "failed") expect(outcome.error).toBe(log.error);
  return { log, result, posts: server.requests.length, server };
}

const fields = (items: readonly RequestEvent[]): string[] =>
  items.filter((event) => event instanceof FieldEvent).map(({ kind, path }) => `${kind} ${path}`);

describe("an answer that is", () => {
  it.each<[string, ScriptedReply, readonly string[]]>([
    ["in a fence, in prose", answer.text(`Sure:\n\`\`\`json\n${GOOD}\n\`\`\`\nBye.`, { every: 5 }), []],
    ["in prose with braces", answer.text(`I use {braces} and [brackets]: ${GOOD}`, { every: 3 }), []],
    ["another one first", answer.text(`{"wrong": 1} no: ${GOOD}`, { every: 4 }), ["discarded wrong"]],
    ["repaired", answer.text("{title: 'Hello', items: ['one', 'two',],}", { every: 2 }), []],
    ["said twice", answer.text(`{"title":"x","title":"Hello","items":["one","two"]}`), ["reset title"]],
    [
      "whole, since the server does not stream",
      answer.json({
        id: "1",
        choices: [{ index: 0, message: { role: "assistant", content: GOOD }, finish_reason: "stop" }],
      }),
      [],
    ],
    [
      "behind comments and empty events",
      answer.raw([
        ": ping\n\n",
        "data:\n\n",
        "event: ping\ndata: \n\n",
        `data: ${JSON.stringify(chunk(GOOD, "stop"))}\n\n`,
        "data: [DONE]\n\n",
      ]),
      [],
    ],
    ["behind events that are no JSON", answer.events(["{not json", chunk(GOOD, "stop"), "[DONE]"]), []],
    [
      "ended by a padded marker",
      answer.raw([`data: ${JSON.stringify(chunk(GOOD, "stop"))}\n\n`, "data:   [DONE]  \n\n"]),
      [],
    ],
    ["ended without a marker", answer.events([chunk(GOOD, "stop")]), []],
    ["followed by more than its end", answer.events([chunk(GOOD, "stop"), "[DONE]", chunk("more")]), []],
  ])("%s is the data, after one POST", async (_, reply, expected) => {
    const { log, result, posts } = await ask([reply]);

    expect(log.error).toBeUndefined();
    expect(await result.getData()).toEqual(DATA);
    expect(posts).toBe(1);
    expect(fields(log.items)).toEqual(expect.arrayContaining([...expected, "done title", "done items[1]", "done "]));
  });

  it("repaired or not to be read says what was done with it", async () => {
    const repaired = await ask([answer.text("{title: 'Hello', items: ['one', 'two',],}")]);
    expect(repaired.log.items.filter((event) => event instanceof OutputRepaired).map(({ repair }) => repair)).toContain(
      "trailing-comma",
    );
    const skipped = await ask([answer.events(["{not json", chunk(GOOD, "stop"), "[DONE]"])]);
    expect(skipped.log.items.find((event) => event instanceof MessageSkipped)?.data).toBe("{not json");
  });

  it.each<[string, ScriptedReply, string, readonly string[]]>([
    [
      "cut by its length",
      answer.text('{"title":"Hel', { finish: "length" }),
      "OUTPUT_TRUNCATED",
      ["truncated title", "truncated "],
    ],
    [
      "cut without a word",
      answer.text('{"title":"Hello","items":["one"', { finish: null }),
      "MODEL_STREAM_BROKEN",
      ["done title", "truncated items", "truncated "],
    ],
    ["dropped", answer.drop('{"title":"Hel'), "MODEL_STREAM_BROKEN", ["truncated title", "truncated "]],
    [
      "broken off by an error",
      answer.events([chunk('{"title":"Hel'), { error: { message: "overloaded", code: 503 } }]),
      "MODEL_FAILED",
      ["truncated title", "truncated "],
    ],
    ["no JSON at all", answer.text("I would rather not."), "OUTPUT_INVALID", []],
    ["of another shape", answer.text('{"title":7,"items":[]}'), "OUTPUT_INVALID", ["done title", "done "]],
    ["empty", answer.text(""), "OUTPUT_INVALID", []],
    ["no answer of the protocol", answer.json({ hello: 1 }), "MODEL_FAILED", []],
    ["a page", answer.raw(["<html>hi</html>"], { "content-type": "text/html" }), "MODEL_FAILED", []],
  ])("%s is one error, after one POST", async (_, reply, code, expected) => {
    const { log, posts } = await ask([reply]);

    expect(log.error).toMatchObject({ code });
    expect(fields(log.items).filter((one) => !one.startsWith("delta"))).toEqual(expect.arrayContaining([...expected]));
    expect([posts, types(log.items).at(-1)]).toEqual([1, "request.failed"]);
  });
});

describe("a server that", () => {
  it.each([400, 401, 404, 500])(
    "answers %i, with JSON or without, is one MODEL_FAILED and one POST",
    async (status) => {
      for (const body of [{ error: { message: "bad" } }, "bad", ""]) {
        const { log, posts } = await ask([answer.status(status, body)], { attempts: status === 500 ? 1 : 3 });
        expect(log.error).toMatchObject({ code: "MODEL_FAILED", details: { status } });
        expect(posts).toBe(1);
      }
    },
  );

  it("is busy is asked again once for each attempt, in one log, and no later than it says", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const busy = answer.status(429, { error: { message: "slow down" } }, { "retry-after": "7" });
    await using server = await ScriptedServer.start([
      busy,
      answer.status(500),
      answer.drop('{"title":"He'),
      answer.text(GOOD),
    ]);
    const model = openaiCompatible({ baseUrl: server.url, model: "any" });
    const request = { attempts: 4, delayMs: 10 };
    const result = new Agent("a", { model, settings: { request } }).input("Go.").output(shape).getResult();
    const log = ended(result.getGenerator("all"));
    for (let number = 1; number <= 4; number++) {
      await (
        await server.received(number)
      ).ended;
      if (number === 1) {
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        clock.advance(6_999);
        await clock.advanceAsync(0);
        expect(server.requests).toHaveLength(1);
      }
      const before = server.requests.length;
      while (server.requests.length === before && result.status === "running") {
        await clock.advanceAsync(50);
      }
    }

    const { items, error } = await log;
    expect(error).toBeUndefined();
    checkLog(items);
    expect(server.requests).toHaveLength(4);
    expect(types(items).filter((type) => type === "attempt.superseded")).toHaveLength(3);
    expect(await result.getData()).toEqual(DATA);
  });

  it.each([
    ["connect", "connect"],
    ["headers", "connect"],
    ["firstToken", "firstToken"],
    ["midway", "idle"],
  ] as const)("stands still in %s is one TIMEOUT, and its socket is closed", async (where, phase) => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    await using server = await ScriptedServer.start([answer.stall(where)]);
    const model = openaiCompatible({ baseUrl: server.url, model: "any" });
    const result = new Agent("a", { model, settings: { request: { attempts: 1 } } })
      .input("Go.")
      .timeouts({ connectMs: 1_000, firstTokenMs: 2_000, idleMs: 3_000 })
      .getResult();
    const log = ended(result.getGenerator("all"));
    const asked = await server.received();
    while (result.status === "running") await clock.advanceAsync(100);

    const { items, error } = await log;
    expect(error).toMatchObject({ code: "TIMEOUT", details: { phase } });
    checkLog(items);
    expect(await asked.ended).toBe("client");
    expect([server.requests.length, clock.pending]).toEqual([1, 0]);
  });

  it("is not there, or has no name, is one MODEL_UNREACHABLE", async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    for (const baseUrl of [`http://127.0.0.1:${String(port)}/v1`, "http://nowhere.invalid/v1"]) {
      const model = openaiCompatible({ baseUrl, model: "any" });
      const result = new Agent("a", { model, settings: { request: { attempts: 1 } } }).input("Go.").getResult();
      const { items, error } = await ended(result.getGenerator("all"));
      expect(error).toMatchObject({ code: "MODEL_UNREACHABLE" });
      checkLog(items);
    }
  });

  it("refuses the response format is asked once more without it", async () => {
    const refused = answer.status(400, {
      error: { message: "response_format is not supported", param: "response_format" },
    });
    const { log, posts, server, result } = await ask([refused, answer.text(GOOD)]);

    expect(log.error).toBeUndefined();
    expect(posts).toBe(2);
    expect(server.requests.map(({ body }) => "response_format" in (body as object))).toEqual([true, false]);
    expect((await result.getMeta()).attempts).toBe(2);
  });

  it("is left by its last reader is told so on its socket", async () => {
    await using server = await ScriptedServer.start([answer.stall("midway")]);
    const model = openaiCompatible({ baseUrl: server.url, model: "any" });
    const agent = new Agent("a", { model, settings: { request: { onEarlyBreak: "abort" } } });
    for await (const piece of agent.input("Go.").getGenerator()) {
      expect(piece).toBe("Half");
      break;
    }
    expect(await (await server.received()).ended).toBe("client");
  });
});
