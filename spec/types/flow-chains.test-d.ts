/** What chains infer behind each operator, and which chains must not compile. */
import { type Chain, type ChunkData, defineEvent, TriggerFlow, where } from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type ConditionData } from "../../lib/flow/definition/condition.js";
import { type Exhaustive } from "../../lib/flow/definition/narrow-case.js";
import { type Settled } from "../../lib/flow/definition/step-options.js";

class Order extends defineEvent("flow-chain-types.order", { amount: z.number() }) {}
class Refund extends defineEvent("flow-chain-types.refund", { reason: z.string() }) {}

type Size = "low" | "medium" | "high";
type Shape = { readonly kind: "circle"; readonly r: number } | { readonly kind: "square"; readonly side: number };

const loose = new TriggerFlow("loose");
const flow = new TriggerFlow("typed", { input: z.array(z.number()) });
const full = new TriggerFlow("full", {
  input: z.string(),
  state: z.object({ topic: z.string(), user: z.object({ name: z.string() }) }),
  signals: { Go: z.number(), Stop: z.boolean() },
  result: z.object({ ok: z.boolean() }),
});
const sum = flow.chunk("sum", (data) => data.value.reduce((a, b) => a + b, 0));
const len = flow.chunk("len", (data) => String(data.value.length));
const sizes = flow.to((): Size => "low");
const shapes = flow.to((): Shape => ({ kind: "circle", r: 1 }));

describe("to", () => {
  it("gives what the step or the one that takes its failure gives", () => {
    const chain = flow.to(() => 1, {
      onError: (data) => {
        expectTypeOf(data.value.error).toBeUnknown();
        expectTypeOf(data.value.value).toEqualTypeOf<number[]>();
        return "failed";
      },
    });
    chain.to((data) => expectTypeOf(data.value).toEqualTypeOf<number | string>());
    flow
      .to(() => 1, { timeoutMs: 5, retry: 2, name: "one" })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    // @ts-expect-error there is no such option
    flow.to(() => 1, { timeout: 5 });
  });

  it("gives the answer of a step that may pause", () => {
    flow
      .to((data) => (data.value.length > 0 ? data.pauseFor({ answer: z.object({ ok: z.boolean() }) }) : "no need"))
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<{ ok: boolean } | string>());
    flow.to((data) => data.pauseFor()).to((data) => expectTypeOf(data.value).toBeUnknown());
    flow
      .to(async (data) => (data.isResume ? 1 : data.pauseFor({ resumeTo: "self" })))
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    const gate = flow.chunk("gate", (data) => data.pauseFor({ answer: z.number() }));
    flow.to(gate).to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    flow.batch({ gate }).to((data) => expectTypeOf(data.value).toEqualTypeOf<{ readonly gate: number }>());
  });

  it("is as open as the flow", () => {
    loose.to((data) => {
      expectTypeOf(data.value).toBeAny();
    });
    loose.to("named").to((data) => expectTypeOf(data.value).toBeUnknown());
  });

  it("keeps the chain where it was behind a side branch and a separator", () => {
    flow
      .to(() => 1)
      .sideBranch((data) => data.value.toFixed())
      .separator("note", { print: true })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
  });

  it("has types that can be written in short", () => {
    const chain: Chain<number, typeof flow.contract> = flow.to(sum);
    expectTypeOf(chain).toEqualTypeOf<Chain<number, typeof flow.contract>>();
  });
});

describe("a chunk", () => {
  it("with an output schema returns what the schema takes, and gives what it makes of it", () => {
    const read = full.chunk("read", { output: z.string().transform(Number) }, (data) => data.value);
    full.to(read).to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    const both = full.chunk("both", { value: z.number(), output: z.number(), timeoutMs: 5, emits: ["Go"] }, (data) => {
      expectTypeOf(data.value).toEqualTypeOf<number>();
      return data.value;
    });
    full.to(read).to(both);
    full.chunk("gate", { output: z.boolean() }, (data) => data.pauseFor({ answer: z.boolean() }));
    // @ts-expect-error the output is a text
    full.chunk("wrong", { output: z.string() }, () => 1);
    // @ts-expect-error there is no such option
    full.chunk("misspelt", { timeout: 5 }, () => 1);
  });

  it("with options has the input of the flow or what is annotated as its value", () => {
    full.chunk("options", { retry: 3 }, (data) => expectTypeOf(data.value).toEqualTypeOf<string>());
    const annotated = full.chunk("annotated", { retry: 3 }, (data: ChunkData<number>) => data.value);
    // @ts-expect-error the input of the flow is a text
    full.to(annotated);
  });
});

describe("batch", () => {
  it("settled tells for each branch whether it went well", () => {
    flow
      .batch(sum, len, { settled: true, concurrency: 2, timeoutMs: 5 })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<{ sum: Settled<number>; len: Settled<string> }>());
    flow.batch({ a: sum }, { settled: true }).to((data) => {
      if (data.value.a.ok) expectTypeOf(data.value.a.value).toEqualTypeOf<number>();
      else expectTypeOf(data.value.a.error).toBeUnknown();
    });
    flow.batch({ a: sum }, { retry: 2 }).to((data) => expectTypeOf(data.value.a).toEqualTypeOf<number>());
  });

  it("takes no branches at all", () => {
    flow.batch().to((data) => expectTypeOf(data.value).toEqualTypeOf<{}>()); // eslint-disable-line @typescript-eslint/no-empty-object-type
  });
});

describe("forEach", () => {
  it("goes through items and gives the list of what came through", () => {
    flow.forEach().to((data) => {
      expectTypeOf(data.value).toEqualTypeOf<number>();
    });
    flow
      .forEach({ concurrency: 2, order: "completion" })
      .to((data) => String(data.value))
      .endForEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<string[]>());
    flow
      .forEach()
      .endForEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number[]>());
  });

  it("takes iterables apart, and neither texts nor single values", () => {
    flow
      .to(() => "text")
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<string>());
    flow
      .to(() => new Set([1]))
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    flow
      .to(async function* lines() {
        yield await Promise.resolve(1);
      })
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    flow
      .to(() => ({ a: 1 }))
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<{ a: number }>());
    loose.forEach().to((data) => expectTypeOf(data.value).toBeAny());
  });

  it("ends where it began", () => {
    // @ts-expect-error no forEach is open
    flow.to(() => 1).endForEach();
    // @ts-expect-error a forEach is open
    flow.forEach().end();
    // @ts-expect-error a match is open inside of the forEach
    flow.forEach().match().case(1).endForEach();
    // @ts-expect-error the inner forEach is open
    flow.forEach().forEach().endForEach().end();
  });

  it("nests with batch and match", () => {
    const nested = flow
      .forEach({ concurrency: 2 })
      .to((data) => data.value + 1)
      .match()
      .case((data) => data.value > 2)
      .to((data) => `big ${String(data.value)}`)
      .forEach()
      .to((data) => data.value.length)
      .endForEach()
      .caseElse()
      .batch({ same: (data) => data.value, text: () => "text" })
      .endMatch()
      .endForEach()
      .to((data) => {
        expectTypeOf(data.value).toEqualTypeOf<(number[] | { readonly same: number; readonly text: string })[]>();
      });
    nested.end();
  });
});

describe("match", () => {
  it("narrows by literals and adds what no case took", () => {
    sizes
      .match()
      .case("low")
      .to((data) => {
        expectTypeOf(data.value).toEqualTypeOf<"low">();
        return 1;
      })
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | "medium" | "high">());
    // @ts-expect-error the value is never this
    sizes.match().case("huge");
  });

  it("adds nothing behind caseElse, which has what is left", () => {
    sizes
      .match()
      .case("low")
      .to(() => 1)
      .caseElse()
      .to((data) => {
        expectTypeOf(data.value).toEqualTypeOf<"medium" | "high">();
        return true;
      })
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | boolean>());
  });

  it("takes nothing away for conditions", () => {
    const big = flow.condition("big", (data: ConditionData<Size>) => data.value === "high");
    sizes
      .match()
      .case((data) => data.value === "low")
      .to((data) => {
        expectTypeOf(data.value).toEqualTypeOf<Size>();
        return 1;
      })
      .case(async () => true)
      .case(big)
      .to(() => true)
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | boolean | Size>());
    // @ts-expect-error a condition answers true or false
    sizes.match().case((data) => data.value.length);
    // @ts-expect-error a condition answers true or false
    loose.match().case(() => 1);
    const numbers = flow.to(() => 1).match();
    // @ts-expect-error the condition asks about another value
    numbers.case(big);
  });

  it("does not believe that a text of the type is the text", () => {
    const word = "low" as Size;
    sizes
      .match()
      .case(word)
      .to(() => 1)
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | Size>());
    flow
      .to(() => "any text")
      .match()
      .case("low")
      .to((data) => {
        expectTypeOf(data.value).toEqualTypeOf<"low">();
        return 1;
      })
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | string>());
  });

  it("narrows unions by a part of theirs", () => {
    shapes
      .match({ by: "kind" })
      .case("circle")
      .to((data) => {
        expectTypeOf(data.value.r).toEqualTypeOf<number>();
        return data.value.r;
      })
      .case("square")
      .to((data) => `${String(data.value.side)} long`)
      .endMatch({ exhaustive: true })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | string>());
    // @ts-expect-error no shape is one
    shapes.match({ by: "kind" }).case("triangle");
    // @ts-expect-error no shape has such a part
    shapes.match({ by: "colour" });
    flow
      .to((): { readonly at: Shape } => ({ at: { kind: "circle", r: 1 } }))
      .match({ by: "at.kind" })
      .case("circle");
  });

  it("exhaustive asks for a case for everything, and names what is missing", () => {
    sizes.match().case("low").case("medium").case("high").endMatch({ exhaustive: true });
    flow
      .to((data) => data.value.length > 0)
      .match()
      .case(true)
      .case(false)
      .endMatch({ exhaustive: true });
    // @ts-expect-error cases are missing, for example "high"
    sizes.match().case("low").case("medium").endMatch({ exhaustive: true });
    // @ts-expect-error cases are missing, for example "square"
    shapes.match({ by: "kind" }).case("circle").endMatch({ exhaustive: true });
    expectTypeOf<Exhaustive<"high", undefined>>().toEqualTypeOf<false | "cases are missing, for example high">();
    expectTypeOf<Exhaustive<never, undefined>>().toEqualTypeOf<boolean>();
  });

  it("of all cases gives the list, or what stands beside it", () => {
    sizes
      .match({ mode: "hitAll" })
      .case("low")
      .to(() => 1)
      .case(() => true)
      .to(() => "text")
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<(number | string)[] | "medium" | "high">());
    sizes
      .match({ mode: "hitAll" })
      .case(() => true)
      .to(() => 1)
      .caseElse()
      .to(() => "none")
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number[] | string>());
  });

  it("passes the value through empty branches", () => {
    sizes
      .match()
      .case("low")
      .caseElse()
      .to(() => 1)
      .endMatch()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<"low" | number>());
  });

  it("is as open as the flow", () => {
    loose
      .match()
      .case("a")
      .to((data) => expectTypeOf(data.value).toBeAny());
    full
      .when({ flowData: "anything" })
      .match()
      .case({ a: 1 })
      .case((data) => data.value === 1)
      .endMatch()
      .to((data) => expectTypeOf(data.value).toBeUnknown());
  });

  it("refuses ends, cases and branches in the wrong place", () => {
    // @ts-expect-error no match is open
    flow.to(() => 1).case(1);
    // @ts-expect-error no match is open
    flow.to(() => 1).endMatch();
    // @ts-expect-error there is no case
    sizes.match().endMatch();
    // @ts-expect-error there is no case
    sizes.match().caseElse();
    // @ts-expect-error the branch for all others is the last one
    sizes.match().case("low").caseElse().case("high");
    // @ts-expect-error the branch for all others is the last one
    sizes.match().case("low").caseElse().caseElse();
    // @ts-expect-error a match is open
    sizes.match().case("low").end();
    // @ts-expect-error this is no ifCondition
    sizes.match().case("low").endCondition();
  });
});

describe("ifCondition", () => {
  it("gives one of its branches, or the value itself", () => {
    sizes
      .ifCondition((data) => data.value === "low")
      .to(() => 1)
      .elifCondition(async (data) => data.value === "high")
      .to(() => true)
      .endCondition()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | boolean | Size>());
    sizes
      .ifCondition(() => true)
      .to(() => 1)
      .elseCondition()
      .to((data) => data.value)
      .endCondition()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | Size>());
  });

  it("refuses parts in the wrong place, and answers that are neither true nor false", () => {
    // @ts-expect-error no ifCondition is open
    sizes.elseCondition();
    // @ts-expect-error the branch for all others is the last one
    sizes
      .ifCondition(() => true)
      .elseCondition()
      .elifCondition(() => true);
    // @ts-expect-error an ifCondition is open
    sizes.ifCondition(() => true).end();
    // @ts-expect-error this is no match
    sizes.ifCondition(() => true).endMatch();
    // @ts-expect-error a condition answers true or false
    sizes.ifCondition((data) => data.value.length);
  });
});

describe("when", () => {
  it("knows keys and paths of the state, and the data of the flow", () => {
    full.when({ state: "user", deep: true }).to((data) => expectTypeOf(data.value).toEqualTypeOf<{ name: string }>());
    full.when({ state: "user.name", changed: true }).to((data) => expectTypeOf(data.value).toEqualTypeOf<string>());
    full.when({ flowData: "shared" }).to((data) => expectTypeOf(data.value).toBeUnknown());
    loose.when({ state: "anything.below" }).to((data) => expectTypeOf(data.value).toBeAny());
    // @ts-expect-error the state has no such key
    full.when({ state: "users.name" });
    // @ts-expect-error there is no such option
    full.when({ state: "user", depp: true });
  });

  it("begins a chain of its own on a chain, too, with no block open", () => {
    full
      .forEach()
      .when("Go")
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    // @ts-expect-error the forEach belongs to another chain
    full.forEach().when("Go").endForEach();
  });

  it("for all of several gives their values by type and name", () => {
    full.when(["Go", "Stop", { state: "topic" }, { flowData: "shared" }, Order]).to((data) => {
      expectTypeOf(data.value).toEqualTypeOf<{
        readonly signal: { readonly Go: number; readonly Stop: boolean };
        readonly state: { readonly topic: string };
        readonly flowData: { readonly shared: unknown };
        readonly event: { readonly "flow-chain-types.order": Order };
      }>();
    });
    flow.when([sum, len]).to((data) => {
      expectTypeOf(data.value).toEqualTypeOf<{ readonly chunk: { readonly sum: number; readonly len: string } }>();
    });
    full.when([Order, Refund], { mode: "and" }).to((data) => {
      expectTypeOf(data.value.event["flow-chain-types.refund"]).toEqualTypeOf<Refund>();
    });
    full.when([where(Order, { amount: 1 }), "Go"]).to((data) => {
      expectTypeOf(data.value.event).toEqualTypeOf<Readonly<Record<string, Order>>>();
    });
  });

  it("for any of several tells which one it was, or only its value", () => {
    full.when(["Go", "Stop", Order], { mode: "or" }).to(({ value }) => {
      if (value.type === "event") expectTypeOf(value.value).toEqualTypeOf<Order>();
      else if (value.name === "Go") expectTypeOf(value.value).toEqualTypeOf<number>();
      else expectTypeOf(value.value).toEqualTypeOf<boolean>();
    });
    full
      .when(["Go", Order], { mode: "simple_or" })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | Order>());
  });

  it("joins by a path or a function of the values", () => {
    full.when([Order, "Go"], {
      joinBy: (value) => {
        expectTypeOf(value).toEqualTypeOf<Order | number>();
        return 1;
      },
    });
    full.when([Order, Refund], { mode: "and", joinBy: "id" });
    // @ts-expect-error any of them waits for no other
    full.when([Order, "Go"], { mode: "or", joinBy: "id" });
    // @ts-expect-error there is no such mode
    full.when([Order, "Go"], { mode: "xor" });
  });

  it("refuses lists of what nothing can come from", () => {
    // @ts-expect-error there is no such signal
    full.when(["Go", "Other"]);
    // @ts-expect-error the state has no such key
    full.when(["Go", { state: "other" }]);
    // @ts-expect-error a number is no trigger
    full.when(["Go", 7]);
  });
});

describe("collect", () => {
  it("gives its own branch by key, and the others as unknown", () => {
    flow
      .to(sum)
      .collect("both", { branch: "sum" })
      .to((data) => {
        expectTypeOf(data.value.sum).toEqualTypeOf<number>();
        expectTypeOf(data.value["len"]).toBeUnknown();
      });
    // @ts-expect-error there is no such mode
    flow.to(sum).collect("both", { mode: "filled" });
  });
});

describe("toSubFlow", () => {
  const child = new TriggerFlow("child", {
    input: z.object({ topic: z.string() }),
    state: z.object({ steps: z.number() }),
    result: z.object({ text: z.string() }),
  });

  it("gives the result of the child", () => {
    const fits = flow.to(() => ({ topic: "x", more: 1 }));
    fits.toSubFlow(child).to((data) => expectTypeOf(data.value).toEqualTypeOf<{ text: string }>());
    fits.to(child).to((data) => expectTypeOf(data.value).toEqualTypeOf<{ text: string }>());
    fits.toSubFlow(child, { concurrency: 2 }).to((data) => expectTypeOf(data.value).toEqualTypeOf<{ text: string }>());
    flow.toSubFlow(loose).to((data) => expectTypeOf(data.value).toBeAny());
    full.when({ flowData: "unknown" }).toSubFlow(child);
  });

  it("asks for an input that fits the child, by the value or by capture", () => {
    // @ts-expect-error the child takes a topic
    flow.toSubFlow(child);
    // @ts-expect-error the child takes a topic
    flow.to(child);
    // @ts-expect-error the child takes a topic
    flow.toSubFlow(child, { concurrency: 2 });
    flow.toSubFlow(child, { capture: { input: (view) => ({ topic: String(view.value.length) }) } });
    full.toSubFlow(child, { capture: { input: "state.user", resources: { db: "resources.db" } } });
    // @ts-expect-error the topic is a text
    flow.toSubFlow(child, { capture: { input: (view) => ({ topic: view.value.length }) } });
    // @ts-expect-error there is no such part of the view
    flow.toSubFlow(child, { capture: { input: "states.user" } });
  });

  it("gives what is written back as the value", () => {
    const fits = flow.to(() => ({ topic: "x" }));
    fits
      .toSubFlow(child, { writeBack: { value: (view) => view.result.text.length, state: { steps: "state.steps" } } })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    fits
      .toSubFlow(child, { writeBack: { value: "result.text" } })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<string>());
    full
      .toSubFlow(child, {
        capture: { input: (view) => ({ topic: view.state.topic ?? view.value }) },
        writeBack: { value: (view) => view.state.steps },
      })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number | undefined>());
    // @ts-expect-error the result has a text
    fits.toSubFlow(child, { writeBack: { value: (view) => String(view.result.words) } });
  });
});
