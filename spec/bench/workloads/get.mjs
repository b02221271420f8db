/**
 * The future of the next event: `get` made, resolved by a `send` and awaited, against a bare promise that is made,
 * resolved and awaited; alone, and while 1,000 other futures wait on other names. The filter is made once for the bar;
 * the last peer, without a bar, makes it for every future as well.
 */
import { loadMillrace, orderShape } from "../harness/millrace.mjs";
import { order } from "../harness/orders.mjs";

export const get = {
  name: "get",
  title: "get made, resolved and awaited",
  cases: [
    {
      name: "get",
      title: "one future at a time",
      limit: "bare promise",
      peers: {
        "bare promise": barePromise,
        millrace: () => millrace(0),
        "millrace, 1,000 others wait": () => millrace(1_000),
        "millrace, filter made too": () => millrace(0, true),
      },
      bars: [
        { of: "millrace", limit: "bare promise", atMost: 6 },
        { of: "millrace, 1,000 others wait", limit: "millrace", atMost: 1.3 },
      ],
    },
  ],
};

/** Made, resolved and awaited: what a `get` cannot go below. */
export async function barePromise() {
  let sum = 0;
  const event = order();
  const op = () => {
    let settle;
    const promise = new Promise((resolve) => (settle = resolve));
    settle(event);
    return promise;
  };
  return { op, total: () => sum, awaited: true, got: (received) => (sum += received.n) };
}

async function millrace(others, filterEachTime = false) {
  const { defineEvent, MemoryStream, z } = await loadMillrace();
  class Order extends defineEvent("bench.order", orderShape(z)) {}
  const stream = new MemoryStream();
  const waiting = Array.from({ length: others }, (_, i) => stream.get(Order.field("name").eq(`other-${i}`)));
  for (const other of waiting) other.then(() => (sum = Number.NaN));
  const name = Order.field("name");
  const filter = name.eq("mine");
  const event = new Order(order("mine"));
  let sum = 0;
  const op = () => {
    const next = filterEachTime ? stream.get(name.eq("mine")) : stream.get(filter);
    void stream.send(event);
    return next;
  };
  return { op, total: () => sum, awaited: true, got: (received) => (sum += received.n) };
}
