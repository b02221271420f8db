/** `context.input` with a hook that answers: `stream.context({ humanInput })`. */
import { HumanInputRequest, HumanMessage, type HumanInput, MemoryStream } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { listeners } from "./count.js";
import { gate, rejected, settle, Tick } from "./events.js";

class Approval extends HumanInputRequest.extend("human.approval", {}) {}

const ask = (humanInput: HumanInput, stream = new MemoryStream()): Promise<string> =>
  stream.context({ humanInput }).input("How many?");

describe("a humanInput hook", () => {
  it.each<[string, HumanInput]>([
    ["a text", () => "42"],
    ["a text, later", () => Promise.resolve("42")],
    ["a message", ({ requestId }) => new HumanMessage({ content: "42", requestId })],
    ["a message with the id of another question", () => new HumanMessage({ content: "42", requestId: "foreign" })],
    ["a message without an id, later", () => Promise.resolve(new HumanMessage({ content: "42" }))],
  ])("answers with %s", async (_, hook) => {
    const stream = new MemoryStream();
    const record = recordEvents(stream);

    expect(await ask(hook, stream)).toBe("42");

    const [request] = record.of(HumanInputRequest);
    expect(record.of(HumanMessage)).toMatchObject([{ content: "42", requestId: request?.requestId }]);
    expect(listeners(stream)).toBe(1);
  });

  it("answers with nothing: an empty text is an answer", async () => {
    expect(await ask(() => "")).toBe("");
  });

  it("is asked when everybody has seen the question, and question and answer are recorded", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    stream.where(HumanInputRequest).subscribe(({ content }) => void order.push(content));

    await ask(() => (order.push("hook"), "42"), stream);

    expect(order).toEqual(["How many?", "hook"]);
    expect((await stream.history.read()).map(({ type }) => type)).toEqual(["human.input-request", "human.message"]);
  });

  it("gets what interrupters have made of the question, and they may change its answer", async () => {
    const stream = new MemoryStream();
    stream.where(HumanInputRequest).subscribe((event) => event.with({ content: "How few?" }), { interrupt: true });
    stream.where(HumanMessage).subscribe((event) => event.with({ content: `${event.content}!` }), { interrupt: true });

    expect(await ask(({ content }) => content, stream)).toBe("How few?!");
  });

  it("is not asked where an interrupter or a subscriber has answered", async () => {
    const hook: HumanInput = () => {
      throw new Error("not asked");
    };
    const stream = new MemoryStream();
    stream.where(HumanInputRequest).subscribe(async ({ requestId }, context) => {
      await context.send(new HumanMessage({ content: "first", requestId }));
    });

    expect(await ask(hook, stream)).toBe("first");
  });

  it("may leave the answer to somebody on the stream", async () => {
    const stream = new MemoryStream();
    const question = stream.get(HumanInputRequest);
    const asked = ask(() => undefined, stream);
    const { requestId } = await question;

    await stream.send(new HumanMessage({ content: "from outside", requestId }));

    expect(await asked).toBe("from outside");
  });

  it("may be overtaken: who answers first is heard, and its own answer is not sent", async () => {
    const stream = new MemoryStream();
    const open = gate();
    const question = stream.get(HumanInputRequest);
    const asked = ask(() => open.opened.then(() => "too late"), stream);
    const { requestId } = await question;
    await stream.send(new HumanMessage({ content: "first", requestId }));

    expect(await asked).toBe("first");
    open.open();
    await settle();
    expect((await stream.history.read()).filter((event) => event instanceof HumanMessage)).toHaveLength(1);
  });

  it("keeps many questions apart that are answered in another order", async () => {
    const gates = Array.from({ length: 4 }, gate);
    const order: string[] = [];
    const context = new MemoryStream().context({
      humanInput: async ({ content }) => {
        await gates[Number(content)]?.opened;
        return `answer ${content}`;
      },
    });
    const answers = gates.map(async (_, place) => {
      const answer = await context.input(String(place));
      order.push(answer);
      return answer;
    });
    await settle();
    for (const place of [2, 0, 3, 1]) {
      gates[place]?.open();
      await settle();
    }

    expect(await Promise.all(answers)).toEqual(["answer 0", "answer 1", "answer 2", "answer 3"]);
    expect(order).toEqual(["answer 2", "answer 0", "answer 3", "answer 1"]);
  });

  it("runs within the time of the question, and leaves nothing behind when it is over", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const open = gate();
    const context = stream.context({ humanInput: () => open.opened.then(() => "too late") });
    const asked = context.input("How many?", { timeoutMs: 50 });
    await settle();

    clock.advance(49);
    expect(listeners(stream)).toBe(1);
    clock.advance(1);

    const details = { question: "How many?", timeoutMs: 50 };
    expect(await rejected(asked)).toMatchObject({ code: "TIMEOUT", details });
    open.open();
    await settle();
    expect([listeners(stream), clock.pending]).toEqual([0, 0]);
    expect((await stream.history.read()).map(({ type }) => type)).toEqual(["human.input-request"]);
  });

  it("that fails, fails the question with its error as the cause", async () => {
    const cause = new Error("the door is shut");

    const error = await rejected(ask(() => Promise.reject(cause)));

    expect(error).toMatchObject({ code: "HUMAN_INPUT_FAILED", cause, details: { question: "How many?" } });
  });

  it.each([42, null, {}, new Tick()])("that gives %o fails the question", async (given) => {
    expect((await rejected(ask(() => given as never))).code).toBe("HUMAN_INPUT_FAILED");
  });

  it("that asks another one passes its failure on as it is", async () => {
    const inner = new MemoryStream().context({
      humanInput: () => {
        throw new Error("no");
      },
    });

    expect(await rejected(ask(() => inner.input("Really?")))).toMatchObject({
      code: "HUMAN_INPUT_FAILED",
      details: { question: "Really?" },
    });
  });

  it("gets a question that was made before, of its own class, with its id and its time", async () => {
    const seen: HumanInputRequest[] = [];
    const context = new MemoryStream().context({ humanInput: (request) => (seen.push(request), "yes") });

    await context.input(new Approval({ content: "Delete?", requestId: "r-1", timeoutMs: 7 }));

    expect(seen[0]).toBeInstanceOf(Approval);
    expect(seen).toMatchObject([{ requestId: "r-1", timeoutMs: 7 }]);
  });
});
