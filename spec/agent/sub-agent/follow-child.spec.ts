/** Events of children on the stream above, where that is asked for; and what a child has used. */
import {
  type AgentToolOptions,
  type Agent,
  ChildEvent,
  HandlerFailed,
  MemoryStream,
  ModelMessageChunk,
  ModelRequest,
  ModelResponse,
  tool,
  ToolCall,
  TurnCompleted,
  TurnStarted,
  UsageEvent,
} from "millrace";
import { describe, expect, it } from "vitest";
import { listeners } from "../../stream/count.js";
import { handOver, recorded, scripted, USAGE, worker } from "./delegating.js";

const look = tool({ name: "look", run: () => "seen" });

/** A boss, its clerk, and the helper of that. */
function chain(clerkAbout: Partial<AgentToolOptions>, helperAbout: Partial<AgentToolOptions> = {}): Agent {
  const helper = worker("helper", [{ name: "look" }, "found"], { tools: [look] }, helperAbout);
  const clerk = worker("clerk", [handOver("helper"), "told"], { tools: [helper] }, clerkAbout);
  return scripted("boss", [handOver("clerk"), "done"], { tools: [clerk] });
}

describe("forward", () => {
  it("tells nothing of a child unless it is asked for", async () => {
    const { stream, record } = recorded();
    await chain({}).ask("Go.", { stream });

    expect(record.of(ChildEvent)).toEqual([]);
  });

  it("tells each event of the child once, in causal order, tokens included, between start and end of the task", async () => {
    const { stream, record } = recorded();
    const clerk = worker("clerk", [{ text: "a b", pieces: 1 }], {}, { forward: true });
    await scripted("boss", [handOver("clerk"), "done"], { tools: [clerk] }).ask("Go.", { stream });

    const told = record.of(ChildEvent).map(({ event }) => event);
    expect(told[0]).toBeInstanceOf(TurnStarted);
    expect(told.at(-1)).toBeInstanceOf(TurnCompleted);
    expect(told.filter((event) => event instanceof ModelMessageChunk).map(({ content }) => content)).toEqual(["a", " ", "b"]); // prettier-ignore
    expect(new Set(told).size).toBe(told.length);
    const order = record.events.map(({ type }) => type);
    const places = record.of(ChildEvent).map((one) => record.events.indexOf(one));
    expect(Math.min(...places)).toBeGreaterThan(order.indexOf("task.started"));
    expect(Math.max(...places)).toBeLessThan(order.indexOf("task.completed"));
  });

  it("names the way down to the agent whose event it is, grand-children as well, and the task", async () => {
    const { stream, record } = recorded();
    await chain({ forward: true }).ask("Go.", { stream });

    const children = record.of(ChildEvent);
    const requests = children.filter(({ event }) => event instanceof ModelRequest);
    expect(requests.map(({ path }) => path)).toEqual([["clerk"], ["clerk", "helper"]]);
    expect(children.filter(({ event }) => event instanceof ToolCall).map(({ path }) => path.join("/"))).toEqual([
      "clerk",
      "clerk/helper",
    ]);
    expect(children.some(({ event }) => event instanceof ChildEvent)).toBe(false);
    expect(new Set(requests.map(({ taskId }) => taskId)).size).toBe(2);
    const [call] = record.of(ToolCall);
    expect(new Set(children.map(({ causedBy }) => causedBy))).toEqual(new Set([call?.id]));
  });

  it("stops at a grand-child that says so", async () => {
    const { stream, record } = recorded();
    await chain({ forward: true }, { forward: false }).ask("Go.", { stream });

    expect(record.of(ChildEvent).every(({ path }) => path.length === 1)).toBe(true);
  });

  it("is not recorded, cannot be interrupted, and leaves no listener", async () => {
    const own = new MemoryStream();
    const { stream } = recorded();
    await chain({ forward: true, stream: own }).ask("Go.", { stream });

    expect((await stream.history.read()).some((event) => event instanceof ChildEvent)).toBe(false);
    expect(() => stream.where(ChildEvent).subscribe(() => null, { interrupt: true })).toThrow(/not interrupted/);
    expect(listeners(own)).toBe(0);
  });

  it("does not let the child wait for who listens, nor fail by them", async () => {
    const { stream } = recorded();
    const failures: unknown[] = [];
    stream.where(ChildEvent).subscribe(() => Promise.reject(new Error("no")), { onError: "throw" });
    stream.where(HandlerFailed).subscribe((event) => failures.push(event));

    const reply = await chain({ forward: true }).ask("Go.", { stream });

    expect(reply.body).toBe("done");
    expect(failures.length).toBeGreaterThan(0);
  });

  it("tells two tasks on one stream apart, though one waits for the other", async () => {
    const { stream, record } = recorded();
    const own = new MemoryStream();
    const about = { forward: true, stream: own };
    const answer = { text: "ok", usage: USAGE };
    const tools = [worker("a", [answer], {}, about), worker("b", [answer], {}, about)];
    await scripted("boss", [[handOver("a"), handOver("b")], "done"], { tools }).ask("Go.", { stream });

    const responses = record.of(ChildEvent).filter(({ event }) => event instanceof ModelResponse);
    expect(responses.map(({ path, event }) => [path[0], (event as ModelResponse).agent])).toEqual([
      ["a", "a"],
      ["b", "b"],
    ]);
    expect(record.of(UsageEvent)).toMatchObject([{ label: "a", usage: USAGE }, { label: "b", usage: USAGE }]); // prettier-ignore
  });
});

describe("the usage of a task", () => {
  it("has all that was used in it, also by agents that its tools have asked there", async () => {
    const { stream, record } = recorded();
    const adviser = scripted("adviser", [{ text: "yes", usage: USAGE }]);
    const advice = tool({ name: "advice", run: async (_, context) => (await adviser.ask("So?", { context })).body });
    const script = [
      { toolCalls: [{ name: "advice" }], usage: USAGE },
      { text: "ok", usage: USAGE },
    ];
    const clerk = worker("clerk", script, { tools: [advice] });
    await scripted("boss", [handOver("clerk"), "done"], { tools: [clerk] }).ask("Go.", { stream });

    expect(record.of(UsageEvent)).toMatchObject([{ kind: "subtask", label: "clerk", usage: { totalTokens: 15 } }]);
  });

  it("is told by nothing where nothing is known of it", async () => {
    const { stream, record } = recorded();
    await chain({}).ask("Go.", { stream });

    expect(record.of(UsageEvent)).toEqual([]);
  });
});
