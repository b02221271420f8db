/** Middleware for some turns. */
import { Agent, inject, type Middleware, onlyWhen, tool, Variable } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";

const hot: Middleware = { onModelCall: ({ next }) => next({ options: { temperature: 1 } }) };

describe("onlyWhen", () => {
  it("lets a middleware take part in the turns for which its condition holds, asked once for each", async () => {
    const asked: string[] = [];
    const middleware = onlyWhen((request) => {
      asked.push(request.content);
      return Promise.resolve(request.content.startsWith("Dream"));
    }, hot);
    const echo = tool({ name: "echo", run: () => "heard" });
    const model = new TestModel("one", { name: "echo" }, "two");
    const reply = await new Agent("a", { model, tools: [echo], middleware: [middleware] }).ask("Count.");
    await reply.ask("Dream up.");

    expect(asked).toEqual(["Count.", "Dream up."]);
    expect(model.calls.map(({ options }) => options)).toEqual([{}, { temperature: 1 }, { temperature: 1 }]);
  });

  it("makes a middleware of a function only where its condition holds, and takes conditions made with inject", async () => {
    let made = 0;
    const condition = inject({ debug: Variable<boolean>("debug") }, (_request, { debug }) => debug);
    const middleware = onlyWhen(condition, () => {
      made++;
      return hot;
    });
    const agent = new Agent("a", { model: new TestModel("one", "two"), middleware: [middleware] });
    await agent.ask("Go.", { variables: { debug: false } });
    expect(made).toBe(0);
    await agent.ask("Go.", { variables: { debug: true } });
    expect(made).toBe(1);
  });

  it("fails the ask with what its condition throws, before anything is sent", async () => {
    const fault = new RangeError("no");
    const model = new TestModel("ok");
    const agent = new Agent("a", { model, middleware: [onlyWhen(() => Promise.reject(fault), hot)] });

    await expect(agent.ask("Go.")).rejects.toBe(fault);
    expect(model.calls).toHaveLength(0);
  });
});
