/** Questions of children: whom they reach, and how their answers come back. */
import {
  type Agent,
  type AgentOptions,
  type HumanInput,
  HumanInputRequest,
  HumanMessage,
  MemoryStream,
  TaskFailed,
  type Tool,
  tool,
  ToolError,
  ToolResult,
} from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { listeners } from "../../stream/count.js";
import { gate, rejected, settle } from "../../stream/events.js";
import { handOver, recorded, scripted, worker } from "./delegating.js";

const ask = tool({ name: "ask", run: (_, context) => context.input("May I?") });
const askSoon = tool({ name: "ask", run: (_, context) => context.input("May I?", { timeoutMs: 50 }) });
const answerTo = ({ requestId }: HumanInputRequest, content: string): HumanMessage =>
  new HumanMessage({ content, requestId });

function asking(stream: MemoryStream, options: AgentOptions = {}, question = ask): Tool {
  return worker("clerk", [{ name: "ask" }, "ok"], { tools: [question], ...options }, { stream });
}
const boss = (clerk: Tool, options: AgentOptions = {}): Agent =>
  scripted("boss", [handOver("clerk"), "done"], { tools: [clerk], ...options });

describe("a question of a child without a hook", () => {
  it("is answered by the hook above, and is on both streams under one id, like its answer", async () => {
    const above = recorded();
    const below = recorded();
    const humanInput = ({ content }: HumanInputRequest): string => `${content} Yes.`;

    await boss(asking(below.stream), { humanInput }).ask("Go.", { stream: above.stream });

    expect(below.record.of(ToolResult)).toMatchObject([{ result: "May I? Yes." }]);
    const ids = [above.record, below.record].flatMap((record) =>
      [...record.of(HumanInputRequest), ...record.of(HumanMessage)].map(({ requestId }) => requestId),
    );
    expect([ids.length, new Set(ids).size]).toEqual([4, 1]);
    const [asked] = below.record.of(HumanInputRequest);
    expect(above.record.of(HumanInputRequest)[0]?.derivedFrom).toBe(asked?.id);
  });

  it("goes up through all agents that have none", async () => {
    const { stream, record } = recorded();
    const helper = worker("helper", [{ name: "ask" }, "ok"], { tools: [ask] });
    const clerk = worker("clerk", [handOver("helper"), "ok"], { tools: [helper] });

    await boss(clerk, { humanInput: () => "Yes." }).ask("Go.", { stream });

    expect(record.of(HumanInputRequest)).toHaveLength(1);
    expect(record.of(ToolError)).toEqual([]);
  });

  it("may be answered by who listens on the stream above", async () => {
    const above = new MemoryStream();
    const below = recorded();
    above.where(HumanInputRequest).subscribe((request, context) => context.send(answerTo(request, "from above")));

    await boss(asking(below.stream)).ask("Go.", { stream: above });

    expect(below.record.of(ToolResult)).toMatchObject([{ result: "from above" }]);
  });

  it("may be answered by who listens on its own stream, where nobody does above", async () => {
    const below = recorded();
    below.stream.where(HumanInputRequest).subscribe((request, context) => context.send(answerTo(request, "from here")));

    await boss(asking(below.stream)).ask("Go.");

    expect(below.record.of(ToolResult)).toMatchObject([{ result: "from here" }]);
  });

  it("takes the first answer: one on its own stream ends the wait above", async () => {
    const above = recorded();
    const below = recorded();
    const question = below.stream.get(HumanInputRequest);
    const open = gate();
    const script = [{ name: "ask" }, () => open.opened.then(() => "ok")];
    const clerk = worker("clerk", script, { tools: [ask] }, { stream: below.stream });
    const asked = boss(clerk, { humanInput: "stream" }).ask("Go.", { stream: above.stream });
    const request = await question;
    await settle();
    expect(listeners(above.stream)).toBe(2);

    await below.stream.send(answerTo(request, "first"));
    await settle();
    expect(listeners(above.stream)).toBe(1); // the task goes on, and nobody waits above
    open.open();
    await asked;
    await above.stream.send(answerTo(request, "second"));

    expect(below.record.of(ToolResult)).toMatchObject([{ result: "first" }]);
    expect(below.record.of(HumanMessage)).toHaveLength(1);
    expect([listeners(above.stream), listeners(below.stream)]).toEqual([1, 1]);
  });

  it("runs the middleware around it, below first", async () => {
    const below = recorded();
    const suffix = (letter: string): AgentOptions => ({
      middleware: [
        {
          async onHumanInput({ request, next }) {
            const answer = await next(request.with({ content: `${request.content}${letter}` }));
            return `${answer?.content ?? ""}${letter}`;
          },
        },
      ],
    });
    const humanInput = ({ content }: HumanInputRequest): string => `${content}:`;

    await boss(asking(below.stream, suffix("c")), { ...suffix("p"), humanInput }).ask("Go.");

    expect(below.record.of(ToolResult)).toMatchObject([{ result: "May I?cp:pc" }]);
  });
});

describe("a child's own hook", () => {
  it("answers, and nobody above hears of the question", async () => {
    const above = recorded();
    const below = recorded();
    const humanInput: HumanInput = () => {
      throw new Error("not asked");
    };

    const clerk = asking(below.stream, { humanInput: () => "from its own" });
    await boss(clerk, { humanInput }).ask("Go.", { stream: above.stream });

    expect(below.record.of(ToolResult)).toMatchObject([{ result: "from its own" }]);
    expect(above.record.of(HumanInputRequest)).toEqual([]);
  });
});

describe("a question of a child that is not answered", () => {
  const broken: HumanInput = () => {
    throw new Error("the door is shut");
  };

  it.each([
    ["nobody is there", "HUMAN_INPUT_MISSING", {}, {}],
    ["the hook above fails", "HUMAN_INPUT_FAILED", { humanInput: broken }, {}],
    ["its own hook fails", "HUMAN_INPUT_FAILED", { humanInput: () => "yes" }, { humanInput: broken }],
  ] as const)("ends the turn above, too, where %s", async (_, code, above, below) => {
    const { stream, record } = recorded();
    const asked = boss(asking(new MemoryStream(), below), above).ask("Go.", { stream });

    expect((await rejected(asked)).code).toBe(code);
    expect(record.of(TaskFailed)).toMatchObject([{ error: { code } }]);
  });

  it("ends both when its time is over, and leaves nobody waiting", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const above = new MemoryStream();
    const below = new MemoryStream();
    const question = above.get(HumanInputRequest);
    const asked = boss(asking(below, {}, askSoon), { humanInput: "stream" }).ask("Go.", { stream: above });
    await question;

    clock.advance(50);

    expect(await rejected(asked)).toMatchObject({ code: "TIMEOUT", details: { question: "May I?" } });
    await settle();
    expect([listeners(above), listeners(below), clock.pending]).toEqual([0, 0, 0]);
  });

  it("does not, where the child's tool catches it", async () => {
    const careful = tool({ name: "ask", run: (_, context) => context.input("May I?").catch(() => "nobody there") });
    const below = recorded();

    const reply = await boss(asking(below.stream, {}, careful as never)).ask("Go.");

    expect(reply.body).toBe("done");
    expect(below.record.of(ToolResult)).toMatchObject([{ result: "nobody there" }]);
  });
});
