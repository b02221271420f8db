/**
 * The context at hand after an `await` in a handler, against passing what is needed as an argument: in the event, sent down
 * the same road. The table's ratios refer to a bare call of the same handler, which isolates no error, records nothing and
 * resolves to nothing. The peer with AsyncLocalStorage shows what an ambient context would cost every promise.
 */
import { loadMillrace, orderShape } from "../harness/millrace.mjs";
import { order, plainClasses, ring, tally } from "../harness/orders.mjs";

const TENANT = "acme";

export const context = {
  name: "context",
  title: "context at hand after an await",
  cases: [
    {
      name: "context",
      title: "one handler with one await, awaited",
      limit: "bare call with an argument",
      peers: {
        "bare call with an argument": bareCall,
        "bare call in AsyncLocalStorage": ambientCall,
        "millrace, passed as an argument": () => millrace((event) => event.name),
        "millrace, context at hand": () => millrace((_, { variables }) => variables.get("tenant")),
      },
      bars: [{ of: "millrace, context at hand", limit: "millrace, passed as an argument", atMost: 1.4 }],
    },
  ],
};

async function bareCall() {
  const { handler, total } = tally();
  const variables = new Map([["tenant", TENANT]]);
  const work = async (event, given) => {
    await null;
    if (given.variables.get("tenant") === TENANT) handler(event);
  };
  const { events, last } = plainEvents();
  return { op: (i) => work(events[i & last], { variables }), total, awaited: true };
}

async function ambientCall() {
  const { AsyncLocalStorage } = await import("node:async_hooks");
  const { handler, total } = tally();
  const storage = new AsyncLocalStorage();
  const variables = new Map([["tenant", TENANT]]);
  const work = async (event) => {
    await null;
    if (storage.getStore().variables.get("tenant") === TENANT) handler(event);
  };
  const { events, last } = plainEvents();
  return { op: (i) => storage.run({ variables }, work, events[i & last]), total, awaited: true };
}

async function millrace(tenantOf) {
  const { defineEvent, MemoryStream, z } = await loadMillrace();
  class Order extends defineEvent("bench.order", orderShape(z)) {}
  const { handler, total } = tally();
  const stream = new MemoryStream();
  stream.where(Order).subscribe(async (event, given) => {
    await null;
    if (tenantOf(event, given) === TENANT) handler(event);
  });
  const shared = stream.context({ variables: { tenant: TENANT } });
  const events = ring([new Order(order(TENANT))]);
  const last = events.length - 1;
  return { op: (i) => stream.send(events[i & last], shared), total, awaited: true };
}

function plainEvents() {
  const [Order] = plainClasses(1);
  const events = ring([new Order(order(TENANT))]);
  return { events, last: events.length - 1 };
}
