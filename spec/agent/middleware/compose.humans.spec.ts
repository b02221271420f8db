/** What runs around questions to humans, and the hook behind it. */
import { Agent, type HumanInput, HumanInputRequest, HumanMessage, MemoryStream, type Middleware, tool } from "millrace";
import { ManualClock, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";

interface Asked {
  readonly humanInput?: HumanInput | "stream";
  readonly atAsk?: HumanInput;
  readonly middleware?: readonly Middleware[];
  readonly question?: string | HumanInputRequest;
  readonly stream?: MemoryStream;
}

async function answered({ humanInput, atAsk, middleware, question = "Well?", stream }: Asked): Promise<string> {
  let answer = "";
  const ask = tool({ name: "ask", run: async (_, context) => (answer = await context.input(question)) });
  const agent = new Agent("a", {
    model: new TestModel({ name: "ask" }, "done"),
    tools: [ask],
    ...(humanInput && { humanInput }),
    ...(middleware && { middleware }),
  });
  await agent.ask("Go.", { ...(atAsk && { humanInput: atAsk }), ...(stream && { stream }) });
  return answer;
}

describe("middleware around a question to a human", () => {
  it("sees the question and the answer", async () => {
    const seen: unknown[] = [];
    const look: Middleware = {
      async onHumanInput({ request, next }) {
        const answer = await next();
        seen.push(request.content, answer?.content, answer?.requestId === request.requestId);
        return answer;
      },
    };

    expect(await answered({ humanInput: () => "fine", middleware: [look] })).toBe("fine");
    expect(seen).toEqual(["Well?", "fine", true]);
  });

  it("runs the first one outermost", async () => {
    const log: string[] = [];
    const noted = (name: string): Middleware => ({
      async onHumanInput({ next }) {
        log.push(`${name} in`);
        const answer = await next();
        log.push(`${name} out`);
        return answer;
      },
    });
    await answered({ humanInput: () => "fine", middleware: ["1", "2", "3"].map(noted) });

    expect(log).toEqual(["1 in", "2 in", "3 in", "3 out", "2 out", "1 out"]);
  });

  it("hands changed questions to the hook, which still answer the first one", async () => {
    const asked: HumanInputRequest[] = [];
    const add: Middleware = {
      onHumanInput: ({ request, next }) => next(request.with({ content: `${request.content}!` })),
    };
    const question = new HumanInputRequest({ content: "Well?" });
    const hook: HumanInput = (request) => {
      asked.push(request);
      return "fine";
    };

    expect(await answered({ humanInput: hook, middleware: [add, add, add], question })).toBe("fine");
    expect(asked.map(({ content, requestId }) => [content, requestId])).toEqual([["Well?!!!", question.requestId]]);
  });

  it("hands changed answers to the one who asks, as texts or messages", async () => {
    const text: Middleware = { onHumanInput: async ({ next }) => `${(await next())?.content ?? ""}!` };
    const message: Middleware = {
      async onHumanInput({ next }) {
        const answer = await next();
        return answer?.with({ content: `${answer.content}?` });
      },
    };

    expect(await answered({ humanInput: () => "fine", middleware: [text, message, text] })).toBe("fine!?!");
  });

  it("answers without the hook where it does not call next", async () => {
    const hook: HumanInput = () => expect.fail("nobody asks it");

    expect(await answered({ humanInput: hook, middleware: [{ onHumanInput: () => "no need" }] })).toBe("no need");
  });

  it("ends the turn with HUMAN_INPUT_FAILED when it throws", async () => {
    const cause = new RangeError("no");
    const middleware: Middleware[] = [{ onHumanInput: () => Promise.reject(cause) }];

    const failure = answered({ humanInput: () => "fine", middleware });
    await expect(failure).rejects.toMatchObject({ code: "HUMAN_INPUT_FAILED", cause });
  });

  it("does not run without a hook", async () => {
    const middleware: Middleware[] = [{ onHumanInput: () => "never" }];

    await expect(answered({ middleware })).rejects.toMatchObject({ code: "HUMAN_INPUT_MISSING" });
  });
});

describe("the humanInput hook", () => {
  it("gives a text or a message, at once or later", async () => {
    expect(await answered({ humanInput: () => "text" })).toBe("text");
    expect(await answered({ humanInput: () => Promise.resolve("later") })).toBe("later");
    expect(await answered({ humanInput: () => new HumanMessage({ content: "message" }) })).toBe("message");
  });

  it("may be given with the ask, in the place of the agent's", async () => {
    expect(await answered({ atAsk: () => "at the ask" })).toBe("at the ask");
    expect(await answered({ humanInput: () => "the agent's", atAsk: () => "at the ask" })).toBe("at the ask");
  });

  it("is not needed where somebody listens for questions of that very kind", async () => {
    class Rating extends HumanInputRequest.extend("spec.rating", {}) {}
    const stream = new MemoryStream();
    const asked: Rating[] = [];
    stream.where(Rating).subscribe((rating) => void asked.push(rating));
    const answer = answered({ stream, question: new Rating({ content: "How many?" }) });
    answer.catch(() => undefined);
    await new ManualClock().advanceAsync(0);
    await stream.send(new HumanMessage({ content: "five", requestId: asked[0]?.requestId ?? "" }));

    expect(await answer).toBe("five");
  });
});
