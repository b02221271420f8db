import { BaseEvent, ChunkStarted, MemoryStream, TriggerFlow, where } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createChunk } from "../../../lib/flow/definition/chunk.js";
import { FlowBuilder, isChunk } from "../../../lib/flow/definition/flow-builder.js";
import { FlowChain } from "../../../lib/flow/definition/flow-chain.js";
import { caught } from "../../caught.js";

/** The names of the nodes that a run starts. */
async function nodesOf(flow: TriggerFlow): Promise<string[]> {
  const stream = new MemoryStream();
  using record = recordEvents(stream.where(ChunkStarted));
  await flow.start(undefined, { stream });
  return record.events.map(({ node }) => node);
}

describe("the names of nodes", () => {
  it("are those of the author, of the function, or the position", async () => {
    const flow = new TriggerFlow();
    flow
      .to(flow.chunk("named", () => 1))
      .to(function called() {
        return 2;
      })
      .to(() => 3)
      .batch({ key: () => 4 });

    expect(await nodesOf(flow)).toEqual(["named", "called", "step-3", "key"]);
  });

  it("tell apart two places of one chunk, which are two nodes", async () => {
    const flow = new TriggerFlow();
    const seen: string[] = [];
    const step = flow.chunk("step", () => undefined);
    flow
      .to(step)
      .to(step)
      .to(() => seen.push("end of the first"));
    flow.when("Never").to(step);

    expect(await nodesOf(flow)).toEqual(["step", "step~2", "step-3"]);
    expect(seen).toEqual(["end of the first"]);
  });

  it("are the same for the same definition", async () => {
    const define = (): TriggerFlow => {
      const flow = new TriggerFlow("same");
      flow.batch({ a: () => 1, b: () => 2 }).to(() => 3);
      return flow;
    };

    expect(await nodesOf(define())).toEqual(await nodesOf(define()));
  });
});

describe("a definition that cannot run", () => {
  it("is refused with FLOW_INVALID, whatever is wrong", () => {
    const flow = new TriggerFlow("wrong");
    const chunk = flow.chunk("a", () => 1);
    for (const define of [
      () => flow.chunk("a", () => 2),
      () => flow.chunk("", () => 2),
      () => flow.chunk("b", undefined as never),
      () => flow.chunk(7 as never, () => 2),
      () => flow.to("unknown"),
      () => flow.to(undefined as never),
      () => flow.to(null as never),
      () => flow.to({} as never),
      () => flow.to(() => 1).to(7 as never),
      () => flow.when(chunk),
    ]) {
      expect(caught(define).code, String(define)).toBe("FLOW_INVALID");
    }
  });

  it("says what triggers there are when it is given none", () => {
    const flow = new TriggerFlow("triggers");

    for (const trigger of [7, null, undefined, {}, { foo: 1 }, { state: 1 }]) {
      const error = caught(() => flow.when(trigger as never));
      expect(error).toMatchObject({ code: "FLOW_INVALID", hint: expect.stringContaining("{ state: key }") });
    }
    expect(caught(() => flow.when({ foo: 1 } as never)).message).toContain("when({ foo })");
    expect(caught(() => flow.when(new Date() as never)).code).toBe("FILTER_INVALID");
  });

  it("lists the chunks that there are when a name is unknown", () => {
    const flow = new TriggerFlow("names");
    expect(caught(() => flow.to("c")).hint).toContain("no chunks yet");
    flow.chunk("a", () => 1);
    flow.chunk("b", () => 1);

    expect(caught(() => flow.to("c")).hint).toContain("a, b");
  });

  it("names what the contract lacks", () => {
    const typed = new TriggerFlow("typed", { signals: {} });

    expect(caught(() => typed.when("Go" as never)).message).toContain('no signal "Go"');
  });
});

describe("a chunk", () => {
  it("defined again with the same function is the one there is", () => {
    const flow = new TriggerFlow();
    const run = (): number => 1;

    expect(flow.chunk("a", run)).toBe(flow.chunk("a", run));
  });

  it("is told from functions and options", () => {
    const flow = new TriggerFlow();

    expect(isChunk(flow.chunk("a", () => 1))).toBe(true);
    for (const other of [null, undefined, () => 1, { name: "a" }, { run: () => 1 }, { concurrency: 2 }])
      expect(isChunk(other)).toBe(false);
  });
});

describe("the nodes of a flow", () => {
  it("can be replaced, and what is registered stays", () => {
    const flow = new FlowBuilder("replaced");
    const other = new FlowBuilder("other");
    const chunk = flow.register(createChunk("kept", () => 1));
    new FlowChain(flow, ["start"]).forEach();
    new FlowChain(other, [other.addTrigger(where(BaseEvent))]).to(() => 1).collect("name", { branch: "x" });
    const { nodes, triggers } = other.build();

    flow.replaceAll([...nodes.values()], triggers);

    expect([...flow.build().nodes.keys()]).toEqual([...nodes.keys()]);
    expect(flow.build().triggers).toEqual(triggers);
    expect(flow.addTrigger(where(BaseEvent))).toBe("event/2");
    expect(flow.collection("name").map(({ key }) => key)).toEqual(["x"]);
    expect(flow.bindings.chunks).toEqual(new Map([["kept", chunk]]));
  });

  it("can be looked at while a block is open, which stays so when its node does", () => {
    const flow = new FlowBuilder("draft");
    new FlowChain(flow, ["start"]).forEach();
    const draft = flow.draft();
    expect([...draft.nodes.keys()]).toEqual(["forEach-1"]);

    flow.replaceAll([...draft.nodes.values()], []);

    expect(caught(() => flow.build()).message).toContain('forEach "forEach-1" is left open');
  });
});
