/**
 * The context at hand after an `await` in a handler, against the same handler called bare with what it needs as an
 * argument. Both are awaited. The peer with AsyncLocalStorage shows, without a bar, what ambient context would cost.
 */
import { loadMillrace, orderShape } from "../harness/millrace.mjs";
import { order, plainClasses, ring, tally } from "../harness/orders.mjs";

export const context = {
  name: "context",
  title: "context at hand after an await",
  cases: [
    {
      name: "context",
      title: "one handler with one await, awaited",
      limit: "passed as an argument",
      peers: {
        "passed as an argument": passed,
        millrace,
        AsyncLocalStorage: ambient,
      },
      bars: [{ of: "millrace", limit: "passed as an argument", atMost: 1.4 }],
    },
  ],
};

async function passed() {
  const { handler, total } = tally();
  const variables = new Map([["tenant", "acme"]]);
  const work = async (event, context) => {
    await null;
    if (context.variables.get("tenant") === "acme") handler(event);
  };
  const [Order] = plainClasses(1);
  const events = ring([new Order(order())]);
  const last = events.length - 1;
  return { op: (i) => work(events[i & last], { variables }), total, awaited: true };
}

async function millrace() {
  const { defineEvent, MemoryStream, z } = await loadMillrace();
  class Order extends defineEvent("bench.order", orderShape(z)) {}
  const { handler, total } = tally();
  const stream = new MemoryStream();
  stream.where(Order).subscribe(async (event, context) => {
    await null;
    if (context.variables.get("tenant") === "acme") handler(event);
  });
  const shared = stream.context({ variables: { tenant: "acme" } });
  const events = ring([new Order(order())]);
  const last = events.length - 1;
  return { op: (i) => stream.send(events[i & last], shared), total, awaited: true };
}

async function ambient() {
  const { AsyncLocalStorage } = await import("node:async_hooks");
  const { handler, total } = tally();
  const storage = new AsyncLocalStorage();
  const variables = new Map([["tenant", "acme"]]);
  const work = async (event) => {
    await null;
    if (storage.getStore().variables.get("tenant") === "acme") handler(event);
  };
  const [Order] = plainClasses(1);
  const events = ring([new Order(order())]);
  const last = events.length - 1;
  return { op: (i) => storage.run({ variables }, work, events[i & last]), total, awaited: true };
}
