/** What the compiler knows of a flow in a flow: what goes in, what comes out, and which paths there are. */
import { TriggerFlow } from "millrace";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  type CaptureViewOf,
  type FitsInput,
  type SourcePath,
  type SubFlow,
  type SubFlowOutput,
} from "../../../lib/flow/definition/sub-flow.js";

const contract = {
  input: z.object({ topic: z.string() }),
  state: z.object({ used: z.number() }),
  result: z.object({ text: z.string() }),
};
const child = new TriggerFlow("child", contract);
child
  .to((data) => {
    data.state.set("used", 3);
    return { text: `about ${data.value.topic}` };
  })
  .end();

describe("a flow as a step", () => {
  it("is any flow (F15)", () => {
    expectTypeOf(child).toExtend<SubFlow<typeof contract>>();

    expect(child).toMatchObject({ name: "child", contract });
    expect(child.blueprint().name).toBe("child");
  });

  it("gives its result, or what stands at the source, and that is what it has (F15)", async () => {
    const flow = new TriggerFlow("parent");
    const start = flow.to(() => ({ topic: "bus" }));
    start.toSubFlow(child, { name: "whole" }).to((data) => {
      expectTypeOf(data.value.text).toEqualTypeOf<string>();
      data.state.set("whole", data.value);
    });
    start.toSubFlow(child, { name: "part", writeBack: { value: "result.text" } }).to((data) => {
      expectTypeOf(data.value).toEqualTypeOf<string>();
      data.state.set("part", data.value);
    });
    start.toSubFlow(child, { name: "made", writeBack: { value: ({ state }) => state.used ?? 0 } }).to((data) => {
      expectTypeOf(data.value).toEqualTypeOf<number>();
      data.state.set("made", data.value);
    });

    expect((await flow.start()).state).toEqual({ whole: { text: "about bus" }, part: "about bus", made: 3 });
  });

  it("that the value does not fit takes its input from elsewhere (F15)", async () => {
    expectTypeOf<FitsInput<string, typeof contract>>().toExtend<string>();
    expectTypeOf<FitsInput<{ topic: string }, typeof contract>>().toBeUnknown();
    const flow = new TriggerFlow("parent", { input: z.string() });
    flow.toSubFlow(child, { capture: { input: ({ value }) => ({ topic: value.toUpperCase() }) } }).end();

    expect((await flow.start("bus")).result).toEqual({ text: "about BUS" });
  });

  it("is captured for from paths that begin with a part of the view", () => {
    type Path = SourcePath<CaptureViewOf<{ topic: string }, typeof contract>>;
    expectTypeOf<"value.topic">().toExtend<Path>();
    expectTypeOf<"state">().toExtend<Path>();
    expectTypeOf<"result.text">().not.toExtend<Path>();
    expectTypeOf<SubFlowOutput<typeof contract, "result">>().toEqualTypeOf<{ text: string }>();

    const flow = new TriggerFlow("parent");
    // @ts-expect-error -- the child's result is no source of what it is given
    expect(() => flow.toSubFlow(child, { capture: { input: "result.text" } })).toThrow("result");
  });
});
