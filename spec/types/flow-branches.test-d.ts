/** What branches infer, and which chains must not compile. */
import { TriggerFlow } from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type ConditionData } from "../../lib/flow/definition/condition.js";
import { type Exhaustive } from "../../lib/flow/definition/narrow-case.js";

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
const sizes = flow.to((): Size => "low");
const shapes = flow.to((): Shape => ({ kind: "circle", r: 1 }));
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
