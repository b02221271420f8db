/**
 * Three interrupters, then one subscriber, awaited. The limit is a bare loop that awaits each of the four functions;
 * with synchronous interrupters the bar is half of that loop, which only a road without promises of its own can meet.
 */
import { loadMillrace, orderShape } from "../harness/millrace.mjs";
import { order, plainClasses, ring, tally } from "../harness/orders.mjs";

const asynchronous = [async (event) => event, async (event) => (event.paid ? event : null), async (event) => event];
const synchronous = [(event) => event, (event) => (event.paid ? event : null), (event) => event];

export const interrupters = {
  name: "interrupters",
  title: "three interrupters, then one subscriber, awaited",
  cases: [
    {
      name: "async",
      title: "asynchronous and synchronous ones",
      limit: "bare loop of awaits",
      peers: {
        "bare loop of awaits": () => bareLoop(asynchronous),
        "bare loop of awaits, synchronous": () => bareLoop(synchronous),
        "millrace, asynchronous": () => millrace(asynchronous),
        "millrace, synchronous": () => millrace(synchronous),
      },
      bars: [
        { of: "millrace, asynchronous", limit: "bare loop of awaits", atMost: 1.4 },
        { of: "millrace, synchronous", limit: "bare loop of awaits", atMost: 0.5 },
      ],
    },
  ],
};

async function bareLoop(steps) {
  const [Order] = plainClasses(1);
  const { handler, total } = tally();
  const events = ring([new Order(order())]);
  const last = events.length - 1;
  const op = async (i) => {
    let event = events[i & last];
    for (const step of steps) event = await step(event);
    await handler(event);
    return true;
  };
  return { op, total, awaited: true };
}

async function millrace(steps) {
  const { defineEvent, MemoryStream, z } = await loadMillrace();
  class Order extends defineEvent("bench.order", orderShape(z)) {}
  const { handler, total } = tally();
  const stream = new MemoryStream();
  for (const step of steps) stream.where(Order).subscribe(step, { interrupt: true });
  stream.where(Order).subscribe(handler);
  const events = ring([new Order(order())]);
  const last = events.length - 1;
  return { op: (i) => stream.send(events[i & last]), total, awaited: true };
}
