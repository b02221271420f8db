/** Functions that make middleware, and what is none. */
import { Agent, Depends, inject, type MiddlewareSource } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";

const ask = (middleware: MiddlewareSource, model = new TestModel("ok")): Promise<unknown> =>
  new Agent("a", { model, middleware: [middleware] }).ask("Go.");

describe("a function that makes middleware", () => {
  it("may wait, as one made with inject does for what is resolved slowly", async () => {
    const model = new TestModel("ok");
    const slow = (): Promise<number> => Promise.resolve(0.5);
    await ask(
      inject({ temperature: Depends(slow) }, (_request, { temperature }) => ({
        onModelCall: ({ next }) => next({ options: { temperature } }),
      })),
      model,
    );

    expect(model.calls[0]?.options).toEqual({ temperature: 0.5 });
  });

  it("fails the ask with what it throws", async () => {
    const fault = new RangeError("no");
    await expect(
      ask(() => {
        throw fault;
      }),
    ).rejects.toBe(fault);
  });

  it.each([null, undefined, "log"])("is refused where it makes %s", async (made) => {
    await expect(ask(() => made as never)).rejects.toMatchObject({ code: "MIDDLEWARE_INVALID" });
    if (made !== undefined) await expect(ask(made as never)).rejects.toMatchObject({ code: "MIDDLEWARE_INVALID" });
  });
});
