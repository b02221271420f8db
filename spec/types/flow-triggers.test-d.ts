/** What triggers, collections and sub-flows infer, and which chains must not compile. */
import { defineEvent, TriggerFlow, where } from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

class Order extends defineEvent("flow-chain-types.order", { amount: z.number() }) {}
class Refund extends defineEvent("flow-chain-types.refund", { reason: z.string() }) {}

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
