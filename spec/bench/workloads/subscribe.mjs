/**
 * Subscribe and unsubscribe at once, beside 10 or 10,000 subscribers that stay: on other names (the value of a field)
 * and on the same name. Each subscription must be closed afterwards, and between the batches an event shows that
 * subscribing has an effect and that unsubscribing ends it.
 */
import { loadMillrace, orderShape } from "../harness/millrace.mjs";
import { order, plainClasses } from "../harness/orders.mjs";

const MINE = "mine";

export const subscribe = {
  name: "subscribe",
  title: "subscribe and unsubscribe",
  cases: [
    subscribeCase("other", "others on other names", (i) => `other-${i}`),
    subscribeCase("same", "others on the same name", () => MINE),
  ],
};

function subscribeCase(name, title, nameOf) {
  return {
    name,
    title,
    limit: "millrace, 10 others",
    peers: {
      "millrace, 10 others": () => millrace(10, nameOf),
      "millrace, 10,000 others": () => millrace(10_000, nameOf),
      "rxjs filter, 10 others": () => rxjsFilter(10, nameOf),
      "rxjs filter, 10,000 others": () => rxjsFilter(10_000, nameOf),
    },
    bars: [
      { of: "millrace, 10,000 others", limit: "millrace, 10 others", atMost: 1.5 },
      { of: "millrace, 10,000 others", limit: "rxjs filter, 10,000 others", timesFaster: 10 },
    ],
  };
}

async function millrace(others, nameOf) {
  const { defineEvent, MemoryStream, z } = await loadMillrace();
  class Order extends defineEvent("bench.order", orderShape(z)) {}
  const stream = new MemoryStream();
  const name = Order.field("name");
  for (let i = 0; i < others; i += 1) stream.where(name.eq(nameOf(i))).subscribe(idle);
  const filter = name.eq(MINE);
  const on = (handler) => stream.where(filter).subscribe(handler);
  return plan(on, () => void stream.send(new Order(order(MINE))));
}

async function rxjsFilter(others, nameOf) {
  const { Subject, filter } = await import("rxjs");
  const [Order] = plainClasses(1);
  const bus = new Subject();
  const on = (name, handler) =>
    bus.pipe(filter((event) => event instanceof Order && event.name === name)).subscribe(handler);
  for (let i = 0; i < others; i += 1) on(nameOf(i), idle);
  return plan(
    (handler) => on(MINE, handler),
    () => bus.next(new Order(order(MINE))),
  );
}

function plan(on, send) {
  let closed = 0;
  let heard = 0;
  const handler = (event) => void (heard += event.n);
  const op = () => {
    const subscription = on(handler);
    subscription.unsubscribe();
    if (subscription.closed) closed += 1;
  };
  return { op, total: () => closed, check };

  function check() {
    heard = 0;
    const subscription = on(handler);
    send();
    if (heard !== 1) throw new Error(`A subscriber heard ${heard} events instead of 1.`);
    subscription.unsubscribe();
    send();
    if (heard !== 1) throw new Error("A subscriber that had unsubscribed heard an event.");
  }
}

function idle() {
  // A subscriber that stays and does nothing.
}
